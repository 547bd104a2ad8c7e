"""What a span of double-byte text can gain at most, told from each character by itself.

A character of a line has two bytes under its reader, and another double-byte codec reads those two
as another character: its twin. What a line costs less what its twins cost, summed up over the best
stretch, is near to what a span of that channel gains, and takes a few passes in C where aligning
the channel takes a hundred times as long. Clean lines of rare hanzi, which are searched most, are
left here by nearly all channels.

Rules:

1. Only double-byte writers are judged, where the reader was another one or UTF-8: of all others
   a character has no twin. Of three bytes two are a twin, and the third is half of another one, of
   which nobody can tell more than that it costs something.
2. A bound may be too high, and too low by no more than SLACK. What passes is aligned as ever.
"""

from __future__ import annotations

import re
from itertools import accumulate, compress
from operator import itemgetter, sub

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec
    from mojifix.language.model import Model

# Nats by which a price may exceed what the twins gain. Of 3,700 spans of two to six characters that
# the search repairs (every double-byte writer as every other and as UTF-8, in clean lines) 3 need
# more than this, and none more than 10; of 6,249 whole lines of 2 to 16 characters none does.
# A clean Chinese line that is searched for spans has 3 channels of 38 left with it.
SLACK: Final = 8.0

# What a character without a twin costs (nats), so that no span pays for one: the reader does not
# have it, or the writer does not read its bytes.
NO_TWIN: Final = 60.0

# What half a character costs at the least, whose other byte is of a neighbour (nats): half of what
# the likeliest characters of Chinese cost in the likeliest order.
HALF: Final = 1.0

# What a half-width kana or a Latin-1 letter costs, whose one byte pairs with that of the next one
# (nats). Whatever follows it may be out of step, so that no channel of its reader is hopeless.
OUT_OF_STEP: Final = -1e6

# Characters of which one has to have one byte for that to tell: half-width kana are most of what
# EUC-JP or GBK become in cp932, and an ellipsis of them in Japanese is three. By judgement.
MANY: Final = 4

# Share of its nats that a character costs which is its own twin: the kana that EUC-JP and GBK have
# in common follow each other, and cost less than by themselves. Without it `in_all` of whole lines
# is too low by up to 20 nats more.
SAME: Final = 0.75

# Bits that a channel has in the sum for a text, the highest aside, and the most that it holds: 270
# characters at NO_TWIN, in half nats.
FIELD: Final = 16
LIMIT: Final = (1 << FIELD - 1) - 1

# Characters whose twins are kept, each at some 300 bytes.
KEPT: Final = 1 << 13

_ASCII: Final = re.compile("[\0-\x7f]")
_KANA: Final = re.compile("[\u3041-\u30fe]")
_ONE_BYTE: Final = re.compile("[\x80-\xff\uff61-\uff9f]")

# Costs are rounded down to half a nat, so that few numbers are held for many characters.
_ROUNDED: Final = tuple(half / 2 for half in range(int(2 * NO_TWIN) + 1))


class Twins:
    """The twins of characters in all channels that have any."""

    def __init__(self, channels: Sequence[Misread], model: Model) -> None:
        by_reader: dict[Codec, list[Misread]] = {}
        for channel in channels:
            if channel.written.kind == "double" and channel.read.kind != "single":
                by_reader.setdefault(channel.read, []).append(channel)
        written = {channel.written: None for group in by_reader.values() for channel in group}
        halves = model.halves(int(2 * NO_TWIN))
        twins = {writer: Pairs(writer, model, halves) for writer in written}
        self._among = model.among
        self._groups = [Group(read, group, twins) for read, group in by_reader.items()]
        self._least = Least(self._groups)
        self._together = Together([g for g in self._groups if g.read.kind == "double"])

    def hopeless(
        self,
        text: str,
        costs: Sequence[float],
        worth: Callable[[Sequence[float], Sequence[float]], float],
        usual: float,
        opening: Mapping[Misread, float],
    ) -> set[Misread]:
        """The channels that cannot pay.

        costs     nats of each character of the text
        worth     what is to pay: `in_part` or `in_all` of the costs and those of the twins
        usual     nats that it has to pay beside the price of a channel
        opening   the same for single channels
        """
        text, costs = _beyond_ascii(text, costs)
        found: set[Misread] = set()
        known: dict[tuple[float, ...], float] = {}  # readers of a family have most bytes in common
        for group, least in zip(self._groups, _columns(self._least, text)):
            most = known.get(least)
            if most is None:
                most = known[least] = worth(costs, least) + SLACK
            if not opening and most <= usual + group.cheapest:
                found.update(group.channels)
                continue
            for channel, twins in zip(group.channels, _columns(group, text)):
                price = opening.get(channel, usual) + channel.price
                if most <= price or worth(costs, twins) + SLACK <= price:
                    found.add(channel)
        return found

    def likely_in_part(self, text: str, costs: Sequence[float], usual: float) -> list[Misread]:
        """The channels of which a stretch gains what they have to pay, best first.

        Of readers with two bytes a character, and as if those of one byte were none where they are
        few. Without SLACK, which is the caller's to give; all else as of `hopeless`.
        """
        text, costs = _beyond_ascii(text, costs)
        if _KANA.search(text):  # in EUC-JP and GBK they are the same, and no span loses by them
            costs = [
                max(nats, SAME * self._among(c)) if _KANA.match(c) else nats
                for c, nats in zip(text, costs)
            ]
        few = _few_of_one_byte(text)
        some = self._together.in_part(text, costs, usual) if few else None
        found: list[tuple[float, Misread]] = []
        for channel, twins in self._wide(text) if some is None or some else ():
            if some is None or channel in some:
                gain = in_part(costs, list(map(_none, twins)) if few else twins)
                if gain > usual + channel.price:
                    found.append((gain - channel.price, channel))
        return [channel for _, channel in sorted(found, key=itemgetter(0), reverse=True)]

    def likely_in_all(self, text: str, costs: Sequence[float], usual: float) -> list[Misread]:
        """The channels by which the whole text gains what they have to pay; else as above.

        With kana or without, whichever gains: in EUC-JP and GBK they are the same, and cost in a
        row of them far less than by themselves.
        """
        text, costs = _beyond_ascii(text, costs)
        found = self._gain_in_all(text, sum(costs) - usual)
        if found or not _KANA.search(text):
            return found
        others = [not _KANA.match(c) for c in text]
        return self._gain_in_all(
            "".join(compress(text, others)), sum(compress(costs, others)) - usual
        )

    def _gain_in_all(self, text: str, most: float) -> list[Misread]:
        """The channels in which a text and their price cost less, in nats."""
        if _few_of_one_byte(text):
            return self._together.in_all(text, most)
        return [c for c, twins in self._wide(text) if sum(twins) + c.price < most]

    def _wide(self, text: str) -> Iterator[tuple[Misread, tuple[float, ...]]]:
        """The channels of readers with two bytes a character, and the twins of a text in each."""
        for group in self._groups:
            if group.read.kind == "double":
                yield from zip(group.channels, _columns(group, text))


def _beyond_ascii(text: str, costs: Sequence[float]) -> tuple[str, Sequence[float]]:
    """What is not ASCII of a text, which is the same in all channels and gains nothing."""
    if not _ASCII.search(text):
        return text, costs
    beyond = [c > "\x7f" for c in text]
    return "".join(compress(text, beyond)), list(compress(costs, beyond))


def _few_of_one_byte(text: str) -> bool:
    return MANY * len(_ONE_BYTE.findall(text)) < len(text)


def _none(nats: float) -> float:
    """What a twin costs, where that of a character with one byte is none."""
    return nats if nats > OUT_OF_STEP else NO_TWIN


def in_part(costs: Sequence[float], twins: Sequence[float]) -> float:
    """The most that a stretch of a line costs more than its twins do, in nats."""
    sums = list(accumulate(map(sub, costs, twins), initial=0.0))
    most: float = max(map(sub, sums, accumulate(sums, min)))
    return most


def in_all(costs: Sequence[float], twins: Sequence[float]) -> float:
    """What the line as a whole costs more than its twins do, in nats."""
    return sum(costs) - sum(twins)


def _columns(costs: Group | Least, text: str) -> zip[tuple[float, ...]]:
    return zip(*map(costs.__getitem__, text))


class Group(dict[str, tuple[float, ...]]):
    """The channels of one reader: what the twin of a character costs in each, in nats."""

    __slots__ = ("_pairs", "channels", "cheapest", "read")

    def __init__(
        self, read: Codec, channels: Sequence[Misread], pairs: Mapping[Codec, Pairs]
    ) -> None:
        super().__init__()
        self.read = read
        self.channels = channels
        self.cheapest = min(channel.price for channel in channels)
        self._pairs = [pairs[channel.written] for channel in channels]

    def __missing__(self, c: str) -> tuple[float, ...]:
        if len(self) >= KEPT:
            self.clear()
        data = self.read.unit(c)
        self[c] = costs = self.twins(c, data) if data else (NO_TWIN,) * len(self.channels)
        return costs

    def least(self, c: str, known: dict[bytes, float]) -> float:
        """What the cheapest twin costs; that of some bytes may be known from other readers."""
        data = self.read.unit(c)
        if not data:
            return NO_TWIN
        if data not in known:
            known[data] = min(self.twins(c, data))
        return known[data]

    def twins(self, c: str, data: bytes) -> tuple[float, ...]:
        """What the twin of a character with these bytes costs in each of the channels."""
        if len(data) == 1:
            return (OUT_OF_STEP,) * len(self._pairs)
        if len(data) == 3:
            first, last = data[:2], data[1:]
            return tuple([HALF + min(p[first][1], p[last][1]) for p in self._pairs])
        found = [pairs[data] for pairs in self._pairs]
        return tuple([nats if twin != c else nats * SAME for twin, nats in found])


class Pairs(dict[bytes, tuple[str, float]]):
    """A writer's text of two bytes, and what it costs in nats."""

    __slots__ = ("_halves", "_model", "_writer")

    def __init__(self, writer: Codec, model: Model, halves: bytes) -> None:
        """The pairs of a writer; `halves` as of the model."""
        super().__init__()
        self._writer = writer
        self._model = model
        self._halves = halves

    def __missing__(self, data: bytes) -> tuple[str, float]:
        if len(self) >= KEPT:
            self.clear()
        twin = self._writer.glimpse(data)
        nats = NO_TWIN
        if len(twin) == 1 and twin <= "\uffff":
            nats = _ROUNDED[self._halves[ord(twin)]]
        elif twin:
            half = int(2 * sum(map(self._model.among, twin)))
            nats = _ROUNDED[min(half, len(_ROUNDED) - 1)]
        found = self[data] = twin, nats
        return found


class Least(dict[str, tuple[float, ...]]):
    """What the cheapest twin of a character costs in the channels of each reader, in nats."""

    __slots__ = ("_groups",)

    def __init__(self, groups: Sequence[Group]) -> None:
        super().__init__()
        self._groups = groups

    def __missing__(self, c: str) -> tuple[float, ...]:
        if len(self) >= KEPT:
            self.clear()
        known: dict[bytes, float] = {}  # readers of a family have most characters in common
        costs = self[c] = tuple(group.least(c, known) for group in self._groups)
        return costs


class Together(dict[str, int]):
    """What the twins of a character cost in all channels of some readers, in one number.

    It has a field of FIELD bits for each channel, in half nats, so that one sum of them is what a
    text costs in each channel. The highest bit of a field is left for what is compared. A character
    of one byte has no twin.
    """

    __slots__ = ("_channels", "_groups", "_high", "_ones", "_prices")

    def __init__(self, groups: Sequence[Group]) -> None:
        super().__init__()
        self._groups = groups
        self._channels = [channel for group in groups for channel in group.channels]
        self._ones = _fields([1] * len(self._channels))
        self._high = self._ones << (FIELD - 1)
        self._prices = _fields([_halves(channel.price) for channel in self._channels])

    def __missing__(self, c: str) -> int:
        if len(self) >= KEPT:
            self.clear()
        self[c] = costs = _fields([_halves(_none(x)) for group in self._groups for x in group[c]])
        return costs

    def in_all(self, text: str, most: float) -> list[Misread]:
        """The channels in which a text and the price cost at most so much, in nats."""
        if most <= 0:
            return []
        limit = min(_halves(most), LIMIT)
        return self._of_bits(
            self._ones * limit + self._high - self._prices - sum(map(self.__getitem__, text))
        )

    def in_part(self, text: str, costs: Sequence[float], usual: float) -> list[Misread]:
        """The channels of which a stretch gains what they have to pay, give or take a nat."""
        ones, high, shift = self._ones, self._high, FIELD - 1
        over = high - self._prices - ones * _halves(usual)
        gained = found = 0  # by the best stretch that ends here, and by any
        for nats, twins in zip(costs, map(self.__getitem__, text)):
            now = gained + ones * int(2 * nats + 0.5) + high - twins
            positive = now & high
            gained = now & (positive - (positive >> shift))  # none is below 0
            found |= gained + over
        return self._of_bits(found)

    def _of_bits(self, fields: int) -> list[Misread]:
        """The channels whose field has its highest bit."""
        fields &= self._high
        if not fields:
            return []
        return [c for at, c in enumerate(self._channels, 1) if fields >> (FIELD * at - 1) & 1]


def _halves(nats: float) -> int:
    return int(2 * nats)


def _fields(numbers: Sequence[int]) -> int:
    return sum(number << FIELD * at for at, number in enumerate(numbers))
