"""A line as a whole: what it may have been, in how many layers.

Rules:

1. Every reader that has all of its characters, every writer that can read the bytes, strictly. Most
   damage is of this form and costs one encode and one decode a reader.
2. What a layer gives is read again, to LAYERS layers, each paying its price; the chain is judged by
   its end, since a middle layer may look no better than what it came from.
"""

from __future__ import annotations

import re
from math import exp
from operator import add, eq

from mojifix.channels.letters import is_cjk
from mojifix.search import prices
from mojifix.search.align import everywhere, trimmed
from mojifix.search.forms import decoded, has_forms
from mojifix.search.oddness import MARGIN, peak
from mojifix.search.repair import Repair
from mojifix.search.scales import CERTAIN, ORDINARY, Scales
from mojifix.search.twins import in_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec
    from mojifix.language.model import Model

    Reading = tuple[str, Misread]  # what a text was before a misreading, and the channel
    Chain = tuple[Misread, ...]  # in the order in which the damage happened
    Explained = tuple[float, Chain]  # net evidence in nats, and what explains it
    Ordinary = tuple[float, str, Misread]  # the same of a reading that is ordinary text

# Layers searched. Real damage has up to four.
LAYERS: Final = 4

# Chains kept from one layer to the next. gb18030>latin-1 then utf-8>gb18030 has 2-53 nats after its
# first step and 240-360 at its end, so the best alone is not enough.
BEAM: Final = 5

# Net evidence (nats) below which a reading is not kept: beside one that pays, or beside none, it
# changes a posterior by less than a float can hold.
NO_RIVAL: Final = -40.0

# Nats by which a middle layer may be worse than the text, and what each of its characters adds.
# Most true chains gain 2-53 nats by their first step, see BEAM. UTF-8 read as Latin-1, and that in
# UTF-8 read as GBK or cp949, loses: what C1 controls cost is more than what hanzi do. Of 717 such
# texts of 4 to 16 characters 230 are left without it and 15 with it, at 0.5 nats 79, at 0.8 30.
MIDDLE: Final = 20.0
MIDDLE_EACH: Final = 1.2

# Characters of a long reading that are weighed before all of it is, and the nats by which they may
# be worse than what stands there.
SAMPLES: Final = (30, 300)
HOPELESS: Final = 60.0

# Nats by which one reading of a line of rare characters is likelier than all others. By judgement:
# lists of names have 15 to 23, and at 30 a search of each took up to half a second.
AHEAD: Final = 12.0

# Share of its bytes outside ASCII that UTF-8 explains in a line that was UTF-8. By chance it
# explains a third of those of 20 characters in a double-byte codec, and of 4,068 such texts 0.7 at
# the most.
EXPLAINED: Final = 0.75

# Share of the pairs of a line that are different up to which it repeats itself. By judgement: of
# four characters and of two the same word twice has three fourths, or two thirds.
REPEATING: Final = 0.75

# Oddness (nats) of a whole reading from which everything else is asked as well: UTF-8 read as
# cp1252 without its C1 controls can be read as GBK, whose hanzi are all rare ones.
VERY_ODD: Final = 30.0

# What it costs at the most that another table of the same codec read a line than the one that is
# likelier by itself (nats): Python's `big5` has \u30ed where Hong Kong's has \u30ab. Of 300 lines
# of GBK each that these two read, with a character of that area, 285 and 295 come back; at 0.5 nats
# 286 and 292, at the price itself, which is 4.3, 277 and 300.
AKIN: Final = 1.5

# Nats above the usual from which an ASCII letter does not follow a hanzi by itself.
RARE: Final = 5.0
_UTF8: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
# UTF-8 that may be cut inside a character at either end; and its letters of East Asia, of which so
# many have to be whole. By judgement: of hanzi in GBK one in five is a character of two bytes, and
# hardly ever two of them are one of three.
_CUT: Final = re.compile(
    rb"[\x80-\xbf]{0,3}(?:[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}"
    rb"|[\xf0-\xf4][\x80-\xbf]{3})*(?:[\xc2-\xf4][\x80-\xbf]{0,2})?"
)
_EAST_ASIAN: Final = re.compile(rb"[\xe3-\xed][\x80-\xbf]{2}")
WHOLE: Final = 2
_ASCII: Final = bytes(range(0x80))
_GLUED: Final = re.compile("[^\0-\u33ff][a-z]|(?<=[A-Za-z])[^\0-\u33ff][A-Z]")


class Readings(Scales):
    """Reads lines as a whole."""

    def readings(
        self, text: str, writer: Codec | None = None, layer: bool = False
    ) -> Iterator[Reading]:
        """What the whole text may have been, strictly.

        writer   the only one to ask for, None for all
        layer    the text is what a reading gave; other forms of its characters are not tried, which
                 takes tables that most programs never need
        """
        feasible = self.readers.of(text)
        # With U+FFFD few readers are left, whose writers are asked sooner than the twins.
        wide = "\ufffd" not in text and feasible & self.readers.wide and is_cjk(text)
        left_out = self._unlike(text) if wide else ()
        done: dict[bytes, dict[Codec, str | None]] = {}
        for bit, (read, channels) in enumerate(self.readers.groups):
            if not feasible >> bit & 1:
                continue
            try:
                data = read.encode(text)
            except UnicodeError:  # characters that stand alone need not stand together
                continue
            forms = not layer and has_forms(read, text)
            known = {} if forms else done.setdefault(data, {})
            for channel in channels:
                written = channel.written
                if channel in left_out or (writer is not None and written is not writer):
                    continue
                if forms:
                    known[written] = decoded(read, written, text, self.model)
                elif written not in known:
                    try:
                        known[written] = written.decode(data)
                    except UnicodeError:
                        known[written] = None
                before = known[written]
                if before is not None and before != text:
                    yield before, channel

    def _unlike(self, text: str) -> Collection[Misread]:
        """Channels that would make of the whole text what is worse even as a middle layer."""
        twins = self.readers.twins(self.model)
        text = text[: 2 * SAMPLES[0]]
        return twins.hopeless(text, self.model.costs(text), in_all, -MIDDLE, {})

    def whole(
        self, text: str, cost: float, readings: Iterable[Reading] | None = None
    ) -> dict[str, Explained]:
        """What the whole line may have been, with net evidence (nats) and channels of each.

        Of a line that repeats itself each part counts once, in all that it may have been.

        readings   of the text, where they are known
        """
        weigh: Callable[[str], float] = self.model.cost
        if repeats(text):
            weigh = self.model.once
            cost = weigh(text)
        found: dict[str, Explained] = {}
        layer: list[tuple[str, float, Chain]] = [(text, 0.0, ())]
        for depth in range(LAYERS):
            following = self._layer(text, layer, depth, readings if not depth else None)
            nats = dict(zip(following, map(weigh, following)))
            for before, (pay, chain) in following.items():
                net = cost - nats[before] - pay
                if net < NO_RIVAL:
                    continue
                net -= self.either(text, before, chain)
                if before in found and net <= found[before][0]:
                    continue
                if self.holds(text, before, chain[0]):
                    found[before] = (net, chain)
            if not self._go_on(found):
                break
            worth = sorted(following, key=lambda t: following[t][0] + nats[t])
            layer = [
                (t, *following[t])
                for t in worth[:BEAM]
                if not t.isascii() and nats[t] < cost + MIDDLE + MIDDLE_EACH * len(t)
            ]
            if not layer:
                break
        return found

    def plain(
        self, text: str, cost: float, readings: Iterable[Reading] | None = None
    ) -> Repair | None:
        """The line as the first reading that is ordinary text and has much evidence.

        Two writers' readings of so many bytes are not both ordinary, so that only those of other
        readers are scored beside it, which differ in a few characters.
        """
        readings = self.readings(text) if readings is None else readings
        first = next(self._ordinary(text, cost, readings), None)
        if first is None:
            return None
        of_writer = self.readings(text, first[2].written)
        best = max((first, *self._ordinary(text, cost, of_writer, first)), key=_net)
        net, before, channel = best
        if not self.is_text(text, before, channel, VERY_ODD):
            return None
        return as_repair(text, before, {before: (net, (channel,))})

    def rare(self, text: str, cost: float, readings: Iterable[Reading]) -> Repair | None:
        """The line as one reading of its Western signs that is far better than all others.

        Poems and lists of names are of rare characters, of which `plain` is not sure.
        """
        found: dict[str, Explained] = {}
        for before, channel in readings:
            if before not in found:
                pay = channel.price + self.whole_price(channel, text, before)
                found[before] = (cost - self.model.cost(before) - pay, (channel,))
        best = best_of(found)
        if best is None:
            return None
        net, (channel,) = found[best]
        if any(net - other < AHEAD for b, (other, _) in found.items() if b != best):
            return None
        if channel.unlikely(best) or not self.holds(text, best, channel):
            return None
        if not self._is_rare(text, best, channel, net) or not self.is_text(
            text, best, channel, prices.NEVER
        ):
            return None
        return as_repair(text, best, found)

    def _is_rare(self, text: str, before: str, channel: Misread, net: float) -> bool:
        """Whether Western signs gain so much (nats, net) that rare characters are no wonder."""
        letters = sum(map("\u3000".__le__, before))
        if 2 * len(set(before)) < len(before):
            return False  # a pattern of signs, which is one surprise
        legacy = channel.written.kind == "double" and channel.read.kind == "single"
        if not legacy or letters < CERTAIN or net < prices.EACH * letters:
            return False
        # What lost bytes of UTF-8 leave can be read as rare hanzi, too.
        return not _mostly_utf8(channel.read.encode(text))

    def _ordinary(
        self,
        text: str,
        cost: float,
        readings: Iterable[Reading],
        like: Ordinary | None = None,
    ) -> Iterator[Ordinary]:
        """Those readings of the line that are ordinary text, with their net evidence (nats).

        like   one with which they have most characters in common
        """
        tried = {like[1] if like else None}
        for before, channel in readings:
            if len(before) < CERTAIN or channel.letters == "small" or before in tried:
                continue
            if like and 2 * sum(map(eq, before, like[1])) < len(before):
                continue
            tried.add(before)
            if not self._likely(text, before):
                continue
            costs = self.model.costs(before)
            price = min(channel.price, like[2].price + AKIN) if like else channel.price
            net = cost - sum(costs) - price - self.whole_price(channel, text, before)
            if (
                net > prices.PLENTY
                and not channel.unlikely(before)
                and self.mean_excess(before, costs) < ORDINARY
                and self.holds(text, before, channel)
            ):
                yield net, before, channel

    def is_text(
        self,
        text: str,
        before: str,
        channel: Misread,
        most: float,
        costs: Sequence[float] | None = None,
    ) -> bool:
        """Whether a reading of the whole line is not better left as it stands in any part.

        most    oddness (nats) from which it may be what another channel lost bytes of
        costs   of the characters of the reading (nats), where they are known
        """
        costs = self.model.costs(before) if costs is None else costs
        if not self.odd(before, costs) and not glued(before, self.model):
            return True
        if peak(self.excess(before, costs), MARGIN) > most:
            return False
        there = self.model.costs(text)
        return everywhere(text, before, channel, prices.APART, there, costs)

    def is_cut_utf8(self, text: str) -> bool:
        """Whether a single-byte reader may have had UTF-8 that is cut inside a character.

        No other writer is to be believed then: what is left of `\u3067` ended a line, and all of it
        was rare hanzi by two layers of Cyrillic.
        """
        feasible = self.readers.of(text) & self.readers.narrow
        readers = [read for bit, (read, _) in enumerate(self.readers.groups) if feasible >> bit & 1]
        return any(_is_cut(read.encode(text)) for read in readers)

    def _layer(
        self,
        text: str,
        layer: Sequence[tuple[str, float, Chain]],
        depth: int,
        readings: Iterable[Reading] | None,
    ) -> dict[str, tuple[float, Chain]]:
        """What each text of a layer may have been: the price so far and the chain, the cheapest."""
        following: dict[str, tuple[float, Chain]] = {}
        for source, paid, chain in layer:
            for before, channel in (
                self.readings(source, layer=depth > 0) if readings is None else readings
            ):
                if channel.letters == "small" and (
                    # Two Cyrillic layers explain any noise of capitals, and of five texts that may
                    # be a middle layer three were Latin words with a Greek letter each.
                    any(c.letters == "small" for c in chain)
                    or not channel.brings(source, before, False)
                ):
                    continue
                pay = paid + channel.price
                pay += prices.LAYER if depth else self.whole_price(channel, text, before)
                pay += channel.unlikely(before)
                if before in following and pay >= following[before][0]:
                    continue
                if before != text and self._likely(source, before):
                    following[before] = (pay, (channel, *chain))
        return following

    def _likely(self, source: str, before: str) -> bool:
        """Whether the beginning of a long reading is not hopeless beside what stands there."""
        cost = self.model.cost
        for sample in SAMPLES:
            if len(before) < 2 * sample:
                break
            here = source[: sample * len(source) // len(before)]
            if cost(before[:sample]) >= cost(here) + HOPELESS:
                return False
        return True

    def _go_on(self, found: Mapping[str, Explained]) -> bool:
        """Whether another layer can pay: nothing is found yet, or the best text still looks odd."""
        best = best_of(found)
        return best is None or found[best][0] < prices.SURE or self.odd(best)


def repeats(text: str) -> bool:
    """Whether a line is the same again and again, as what `\u54c7\u5566\u54c7\u5566` became is.

    Common characters twice are likelier than rare ones twice, but no word is two surprises.
    """
    pairs = len(text) - 1
    return pairs > 2 and len(set(map(add, text, text[1:]))) <= REPEATING * pairs


def best_of(found: Mapping[str, Explained]) -> str | None:
    return max(found, key=lambda text: found[text][0], default=None)


def as_repair(text: str, best: str, found: Mapping[str, Explained], once: bool = False) -> Repair:
    """The repair of a whole line, with its posterior among all else that it may have been.

    once   as of `Repair`
    """
    top, chain = found[best]
    others = sum(exp(net - top) for before, (net, _) in found.items() if before != best)
    start, end, repaired = trimmed(text, 0, len(text), best)
    sure = 1 / (1 + others + exp(-top))
    return Repair(start, end, repaired, chain, top, sure, once=once)


def glued(text: str, model: Model) -> bool:
    """Whether a rare letter stands before ASCII ones, as in `\u84b7ise`, which was `\u00c9lise`.

    Between capitals as well, but not before one alone: names of commands stand so.
    """
    return any(True for _ in glued_at(text, model))


def glued_at(text: str, model: Model) -> Iterator[int]:
    """Where such letters stand."""
    for match in _GLUED.finditer(text):
        pair = match[0]
        if model.usual[pair[1]] + RARE < model[pair]:
            yield match.start()


def _is_cut(data: bytes) -> bool:
    """Whether the data is UTF-8 with letters of East Asia, the first and the last one aside."""
    return len(_EAST_ASIAN.findall(data)) >= WHOLE and _CUT.fullmatch(data) is not None


def _mostly_utf8(data: bytes) -> bool:
    """Whether most of the data outside ASCII is UTF-8."""
    beyond = len(data.translate(None, _ASCII))
    return sum(map(len, _UTF8.findall(data))) >= EXPLAINED * beyond


def _net(reading: Ordinary) -> float:
    return reading[0]
