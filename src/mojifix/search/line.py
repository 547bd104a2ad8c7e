"""One line: which channels, over which spans, in how many layers, explain it best.

Rules:

1. First the line as a whole: every reader that has all its characters, every writer that can read
   the bytes, strictly. Most damage is of this form and costs one encode and one decode a reader.
2. Where that leaves something odd, `align` looks for spans, channel by channel.
3. A repaired text is searched again, to LAYERS layers, each paying its price; the chain is judged
   by its end, since a middle layer may look no better than what it came from.
"""

from __future__ import annotations

from itertools import accumulate
from math import exp

from mojifix._frozen import Frozen
from mojifix.search import prices
from mojifix.search.align import Stretch, spans, trimmed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec
    from mojifix.language.model import Model

    Chain = tuple[Misread, ...]  # in the order in which the damage happened
    Explained = tuple[float, Chain]  # net evidence in nats, and what explains it

# Layers searched. Real damage has up to four.
LAYERS: Final = 4

# Chains kept from one layer to the next. gb18030>latin-1 then utf-8>gb18030 has 2-53 nats after its
# first step and 240-360 at its end, so the best alone is not enough.
BEAM: Final = 5

# A line is odd where its nats above the usual ones and MARGIN, a character, run up to ODD. Lower
# values search more clean lines, higher ones miss short damage (nats).
MARGIN: Final = 2.0
ODD: Final = 10.0

# A line of at most SHORT characters is odd sooner: it has no place to choose and pays less.
SHORT: Final = 12
MARGIN_SHORT: Final = 1.0
ODD_SHORT: Final = 4.0

# Oddness saved up, at most (nats): a long damaged stretch is left after some twenty clean characters.
CAP: Final = 40.0

# Letters of another alphabet that UTF-8 has to bring: `\xc3\u2018` may be \u0551, and `\u00d5\u2026` is not \u0545.
LETTERS: Final = 3

# Characters searched on either side of an odd stretch, whose ends may look ordinary.
AROUND: Final = 12


class Repair(Frozen):
    """A span of a line and what it should be. `channels` in the order in which damage happened."""

    __slots__ = ("start", "end", "repaired", "channels", "evidence", "confidence")

    start: int
    end: int
    repaired: str
    channels: tuple[Misread, ...]
    evidence: float
    confidence: float

    def __init__(
        self,
        start: int,
        end: int,
        repaired: str,
        channels: tuple[Misread, ...],
        evidence: float,
        confidence: float,
    ) -> None:
        self._set(start, end, repaired, channels, evidence, confidence)


class Readers:
    """The channels by reader, and which readers have which character."""

    def __init__(self, channels: Sequence[Misread]) -> None:
        groups: dict[Codec, list[Misread]] = {}
        for channel in channels:
            groups.setdefault(channel.read, []).append(channel)
        self.groups = [(read, tuple(group)) for read, group in groups.items()]
        self.all = (1 << len(self.groups)) - 1
        self._masks: dict[str, int] = {}

    def mask(self, character: str) -> int:
        """A bit for each reader that can have produced the character."""
        known = self._masks.get(character)
        if known is None:
            known = 0
            for bit, (read, _) in enumerate(self.groups):
                try:
                    read.encode(character)
                except UnicodeError:
                    continue
                known |= 1 << bit
            if len(self._masks) > 1 << 15:
                self._masks.clear()
            self._masks[character] = known
        return known

    def of(self, text: str) -> int:
        """A bit for each reader that can have produced all of the text."""
        left = self.all
        for character in set(text):
            left &= self.mask(character)
        return left


class Lines:
    """Searches lines under one set of channels and of prices."""

    def __init__(
        self, model: Model, readers: Readers, opening: Mapping[Misread, float] | None = None
    ) -> None:
        self.model = model
        self.readers = readers
        self.opening = opening or {}

    def price(self, channel: Misread) -> float:
        """What opening a span of the channel costs here, in nats."""
        return self.opening.get(channel, prices.OPEN) + channel.price

    def whole_price(self, channel: Misread, characters: int) -> float:
        """What misreading a whole line of so many characters costs here, in nats."""
        price = prices.whole(characters)
        return min(self.opening.get(channel, price), price) + channel.price

    def odd(
        self, text: str, costs: Sequence[float] | None = None, limit: float | None = None
    ) -> bool:
        """Whether some stretch of the text is so unlikely that a misreading could pay.

        limit   nats of excess to ask for, where that is not the usual
        """
        excess = self.model.excess(text, costs or self.model.costs(text))
        if len(text) > SHORT or limit is not None:
            return odd(excess, MARGIN, limit or ODD)
        return odd(excess, MARGIN_SHORT, ODD_SHORT)

    def _holds(self, repaired: str, channel: Misread) -> bool:
        return holds(repaired, channel, channel in self.opening)

    # ------------------------------------------------------------------ the line as a whole
    def readings(self, text: str) -> Iterator[tuple[str, Misread]]:
        """What the whole text may have been, strictly: (text before the misreading, channel)."""
        feasible = self.readers.of(text)
        done: dict[bytes, dict[Codec, str | None]] = {}
        for bit, (read, channels) in enumerate(self.readers.groups):
            if not feasible >> bit & 1:
                continue
            try:
                data = read.encode(text)
            except UnicodeError:  # characters that stand alone need not stand together
                continue
            known = done.setdefault(data, {})
            for channel in channels:
                writer = channel.written
                if writer not in known:
                    try:
                        known[writer] = writer.decode(data)
                    except UnicodeError:
                        known[writer] = None
                before = known[writer]
                if before is not None and before != text:
                    yield before, channel

    def whole(self, text: str, cost: float) -> dict[str, Explained]:
        """What the whole line may have been, with the net evidence (nats) and the channels of each."""
        found: dict[str, Explained] = {}
        layer: list[tuple[str, float, Chain]] = [(text, 0.0, ())]
        for depth in range(LAYERS):
            following = self._layer(text, layer, depth)
            for before, (pay, chain) in following.items():
                net = cost - self.model.cost(before) - pay
                if (before not in found or net > found[before][0]) and self._holds(
                    before, chain[0]
                ):
                    found[before] = (net, chain)
            if not self._go_on(found):
                break
            worth = sorted(following, key=lambda t: following[t][0] + self.model.cost(t))
            layer = [(t, *following[t]) for t in worth[:BEAM] if not t.isascii()]
        return found

    def _layer(
        self, text: str, layer: Sequence[tuple[str, float, Chain]], depth: int
    ) -> dict[str, tuple[float, Chain]]:
        """What each text of a layer may have been: the price so far and the chain, the cheapest."""
        following: dict[str, tuple[float, Chain]] = {}
        for source, paid, chain in layer:
            for before, channel in self.readings(source):
                if (
                    depth
                    and channel.letters == "small"
                    and any(c.letters == "small" for c in chain)
                ):
                    continue  # two Cyrillic layers explain any noise of capitals
                pay = paid + (
                    prices.LAYER + channel.price if depth else self.whole_price(channel, len(text))
                )
                if before != text and (before not in following or pay < following[before][0]):
                    following[before] = (pay, (channel, *chain))
        return following

    def _go_on(self, found: Mapping[str, Explained]) -> bool:
        """Whether another layer can pay: nothing is found yet, or the best text still looks odd."""
        best = _best(found)
        return best is None or found[best][0] < prices.SURE or self.odd(best)

    # ------------------------------------------------------------------------ spans of the line
    def spans(
        self, text: str, prefix: Sequence[float], windows: Sequence[tuple[int, int]]
    ) -> dict[Misread, list[Repair]]:
        """For each channel the spans of the line that pay, inside the windows."""
        found: dict[Misread, list[Repair]] = {}
        for first, last in windows:
            for stretch, channels in self._stretches(text, prefix, first, last):
                for channel in channels:
                    price = self.price(channel)
                    for start, end, repaired, gain in spans(
                        stretch, channel.written, self.model, price, prices.AGAIN
                    ):
                        start, end, repaired = trimmed(text, start, end, repaired)
                        if self._holds(repaired, channel):
                            repair = Repair(start, end, repaired, (channel,), gain, 1.0)
                            found.setdefault(channel, []).append(repair)
        return {channel: _apart(repairs) for channel, repairs in found.items()}

    def _stretches(
        self, text: str, prefix: Sequence[float], first: int, last: int
    ) -> Iterator[tuple[Stretch, Iterable[Misread]]]:
        """The readable stretches of a window, each once, with the cheapest channel of each writer."""
        masks = list(map(self.readers.mask, text[first:last]))
        known: dict[tuple[int, bytes], tuple[Stretch, dict[Codec, Misread]]] = {}
        for bit, (read, channels) in enumerate(self.readers.groups):
            for start, end in _runs(masks, 1 << bit):
                start, end = start + first, end + first
                if end - start < 2 or text[start:end].isascii():
                    continue
                try:
                    stretch = Stretch(text, prefix, start, end, read)
                except UnicodeError:
                    continue
                _, by_writer = known.setdefault((start, stretch.data), (stretch, {}))
                for channel in channels:
                    other = by_writer.get(channel.written)
                    if other is None or self.price(channel) < self.price(other):
                        by_writer[channel.written] = channel
        for stretch, by_writer in known.values():
            yield stretch, by_writer.values()

    def best(self, text: str) -> list[Repair]:
        """The repairs of one line, left to right; none where nothing happened."""
        costs = self.model.costs(text)
        if not self.odd(text, costs):
            return []
        found = self.whole(text, sum(costs))
        best = _best(found)
        if best is not None and found[best][0] > prices.SURE and not self.odd(best):
            return [_whole(text, best, found)]
        prefix = list(accumulate(costs, initial=0.0))
        places = windows(self.model.excess(text, costs))
        chosen = _choose(self.spans(text, prefix, places))
        gain = sum(repair.evidence for repair in chosen)
        if best is not None and found[best][0] >= gain - prices.APART:
            chosen = [_whole(text, best, found)]
        else:
            chosen = [self._deeper(repair) for repair in chosen]
        return [repair for repair in chosen if repair.evidence > self._doubt(repair.repaired)]

    def _doubt(self, repaired: str) -> float:
        """The evidence that a repair needs whose text is still odd, in nats.

        `\u251c\u2524a\u253c\u2510a` is unlikely as it stands, and so are the six rare hanzi that its bytes could be.
        """
        excess = self.model.excess(repaired, self.model.costs(repaired))
        return prices.DOUBT * max(0.0, peak(excess, MARGIN) - ODD)

    def _deeper(self, repair: Repair) -> Repair:
        """The repair with the layers that its repaired text still has."""
        if not self.odd(repair.repaired):
            return repair
        found = self.whole(repair.repaired, self.model.cost(repair.repaired))
        best = _best(found)
        if best is None:
            return repair
        # The search priced it as a line of its own; it is one more layer of a damaged span.
        more = found[best][0] + prices.whole(len(repair.repaired)) - prices.LAYER
        if more < prices.SURE:
            return repair
        chain = (*found[best][1], *repair.channels)
        evidence = repair.evidence + more
        return Repair(repair.start, repair.end, best, chain, evidence, repair.confidence)


def _best(found: Mapping[str, Explained]) -> str | None:
    return max(found, key=lambda text: found[text][0], default=None)


def _whole(text: str, best: str, found: Mapping[str, Explained]) -> Repair:
    """The repair of a whole line, with its posterior among everything else that it may have been."""
    top, chain = found[best]
    others = sum(exp(net - top) for before, (net, _) in found.items() if before != best)
    start, end, repaired = trimmed(text, 0, len(text), best)
    return Repair(start, end, repaired, chain, top, 1 / (1 + others + exp(-top)))


def _runs(masks: Sequence[int], bit: int) -> Iterator[tuple[int, int]]:
    """Longest stretches of characters that a reader has."""
    start = None
    for at, mask in enumerate(masks):
        if mask & bit:
            if start is None:
                start = at
        elif start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(masks)


def _choose(found: Mapping[Misread, list[Repair]]) -> list[Repair]:
    """The spans of the best channel, then of the next ones where they do not overlap and pay."""
    chosen: list[Repair] = []
    left = {channel: list(repairs) for channel, repairs in found.items()}
    while left:
        best = max(left, key=lambda channel: sum(r.evidence for r in left[channel]))
        for repair in left.pop(best):
            if repair.evidence > 0:
                chosen.append(_weighed(repair, found))
        for channel, repairs in list(left.items()):
            fitting = [r for r in repairs if not any(_overlap(r, c) for c in chosen)]
            fitting = [r for r in fitting if r.evidence > prices.OTHER]
            if fitting:
                left[channel] = fitting
            else:
                del left[channel]
    return sorted(chosen, key=lambda repair: repair.start)


def _apart(repairs: list[Repair]) -> list[Repair]:
    """The repairs that pay most of those that overlap: two phases may claim the same bytes."""
    kept: list[Repair] = []
    for repair in sorted(repairs, key=lambda r: -r.evidence):
        if not any(_overlap(repair, other) for other in kept):
            kept.append(repair)
    return kept


def _overlap(a: Repair, b: Repair) -> bool:
    return a.start < b.end and b.start < a.end


def _weighed(repair: Repair, found: Mapping[Misread, list[Repair]]) -> Repair:
    """The repair with its posterior among the spans that say something else about its place."""
    others = exp(-repair.evidence)
    for repairs in found.values():
        for rival in repairs:
            if _overlap(repair, rival) and not (
                rival.repaired in repair.repaired or repair.repaired in rival.repaired
            ):
                others += exp(min(50.0, rival.evidence - repair.evidence))
    return Repair(
        repair.start,
        repair.end,
        repair.repaired,
        repair.channels,
        repair.evidence,
        1 / (1 + others),
    )


def windows(excess: Sequence[float]) -> list[tuple[int, int]]:
    """Where a misreading could pay: the odd stretches with AROUND characters on either side."""
    found: list[tuple[int, int]] = []
    level = top = 0.0
    start = end = 0
    for at, nats in enumerate([*excess, -CAP]):
        if not level:
            start = at
        level = min(level + nats - MARGIN, CAP)
        if level >= top:
            top, end = level, at + 1
        if level <= 0:
            if top > ODD:
                first, last = max(0, start - AROUND), min(len(excess), end + AROUND)
                if found and first <= found[-1][1]:
                    found[-1] = (found[-1][0], last)
                else:
                    found.append((first, last))
            level = top = 0.0
    return found


def peak(excess: Sequence[float], margin: float) -> float:
    """The most that the excess over the usual nats, less `margin` a character, runs up to."""
    level = top = 0.0
    for nats in excess:
        level = max(0.0, level + nats - margin)
        top = max(top, level)
    return top


def odd(excess: Sequence[float], margin: float, limit: float) -> bool:
    """Whether the excess over the usual nats, less `margin` a character, runs up to `limit`."""
    level = 0.0
    for nats in excess:
        level += nats - margin
        if level < 0:
            level = 0.0
        elif level > limit:
            return True
    return False


def holds(repaired: str, channel: Misread, known: bool) -> bool:
    """Whether the repair brings what its channel must bring: see `Misread.letters`.

    known   the channel was seen elsewhere in the text, so that a single letter is believed
    """
    if channel.letters == "small":
        return any("\u0370" <= c <= "\u04ff" for c in repaired)
    if channel.letters == "cjk":
        return is_cjk(repaired) if known else _has_word(repaired)
    # UTF-8 that brings Latin letters alone, or a letter or two, is ftfy's to judge: see `latin`.
    return is_cjk(repaired) or sum("\u0370" <= c <= "\u1fff" for c in repaired) >= LETTERS


def _has_word(text: str) -> bool:
    """Two East Asian letters side by side: a single one is two odd bytes, as in `C\xc3\u2122IS`."""
    letters = list(map(is_cjk, text))
    return any(a and b for a, b in zip(letters, letters[1:]))


def is_cjk(text: str) -> bool:
    """Whether the text holds a Han, kana or hangul letter."""
    return any(
        "\u3041" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" or c >= "\U00020000" for c in text
    )
