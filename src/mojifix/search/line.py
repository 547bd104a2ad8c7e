"""One line: which channels, over which spans, in how many layers, explain it best.

Rules:

1. First the line as a whole: every reader that has all its characters, every writer that can read
   the bytes, strictly. Most damage is of this form and costs one encode and one decode a reader.
2. Where that leaves something odd, `align` looks for spans, channel by channel. What the line's
   language says counts for spans only: a line that was misread as a whole has none of its own.
3. A repaired text is searched again, to LAYERS layers, each paying its price; the chain is judged
   by its end, since a middle layer may look no better than what it came from.
"""

from __future__ import annotations

import re
from functools import reduce
from itertools import accumulate, compress, pairwise, tee
from math import exp
from operator import add, eq, or_, sub

from mojifix.channels.beyond import BeyondRepair, holds_lost
from mojifix.channels.letters import is_cjk
from mojifix.language import shares
from mojifix.screen import foreign_pairs
from mojifix.search import prices
from mojifix.search.align import (
    CHEAPEST,
    Stretch,
    Track,
    everywhere,
    promise,
    spans,
    tracks,
    trimmed,
)
from mojifix.search.choose import apart, choose
from mojifix.search.edges import Beside, refined
from mojifix.search.oddness import (
    CAP,
    MARGIN,
    MARGIN_SHORT,
    ODD,
    ODD_AGAIN,
    ODD_SHORT,
    SHORT,
    odd,
    peak,
    windows,
)
from mojifix.search.repair import MARKS, OWN_MARKS, Readers, Repair, applied, has_marks
from mojifix.search.twins import in_all, in_part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Final

    from mojifix.channels.beyond import Place
    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec
    from mojifix.language.model import Model

    Reading = tuple[str, Misread]  # what a text was before a misreading, and the channel
    Chain = tuple[Misread, ...]  # in the order in which the damage happened
    Explained = tuple[float, Chain]  # net evidence in nats, and what explains it

# Layers searched. Real damage has up to four.
LAYERS: Final = 4

# Chains kept from one layer to the next. gb18030>latin-1 then utf-8>gb18030 has 2-53 nats after its
# first step and 240-360 at its end, so the best alone is not enough.
BEAM: Final = 5

# In a window of more than WIDE characters only the PROMISING channels are aligned, those whose
# readings of its oddest part are likeliest: all of them take a second for 1,000 characters. A
# shorter window is mostly its clean neighbours, of which the right channel makes nonsense, so that
# all are tried.
WIDE: Final = 200
PROMISING: Final = 12

# Characters on either side of a span where its repair may stand, and at most of such a repair: a
# table of damage has both in a line, an article has the same word twice in a paragraph.
BESIDE: Final = 40

# Words for garbled text. A line that has one beside a repair shows the damage on purpose, unless
# the evidence is more than SPOKEN (nats): a sentence has more, a word of two hanzi some thirty.
WORDS: Final = (
    "mojibake",
    "garbled",
    "\u4e71\u7801",
    "\u4e82\u78bc",
    "\u6587\u5b57\u5316\u3051",
    "\uae00\uc790 \uae68\uc9d0",
    "krakozyabry",
)
SPOKEN: Final = 60.0

# Characters of a reading from which its rivals are not scored, and how much more than usual each
# may cost (nats). Of junk that GBK, Big5 and EUC-KR make of each other 99.9 % have 2.7 and more;
# EUC-JP read as GBK has less, whose kana are the same: see `Misread.unlikely`. Of 6,000 lines of 8
# to 40 characters which became hanzi or hangul alone the least has 2.95.
CERTAIN: Final = 8
ORDINARY: Final = 2.7

# The same of fewer characters that became hanzi or hangul. Of 15,600 such texts of 2 to 7 that the
# search repairs 4 have less, `\u6147` five times say, and of 8,700 clean lines of as many that are
# odd every second one.
ORDINARY_FEW: Final = 2.0

# Share of the pairs of characters of a repair with guesses that stand beside it where the line
# speaks of the damage, as a table of error messages and what they should be does; by judgement.
ALIKE: Final = 0.5

# Confidence of a repair whose line may speak of the damage: below what anybody asks for.
QUOTED: Final = 0.5

# Nats above the usual, a character, from which letters of an alphabet make no words.
UNLIKE_WORDS: Final = 1.0

# Oddness (nats) from which spans are sought in a line of hanzi or hangul. Of the lines with a
# damaged span that the table mixed has the least odd has 15.2; every tenth clean line has 10.
ODD_PLAIN: Final = 15.0
_NO_TRAIL: Final = re.compile("[\0-?]")  # no second byte of any double-byte codec
_HALF_WIDTH: Final = re.compile("[\0-\x7f\uff61-\uff9f]*")
_GLUED: Final = re.compile("[^\0-\u33ff][a-z]")
# Hanzi and hangul with their marks. Kana are left out: EUC-JP and GBK have them in common.
_PLAIN: Final = re.compile(
    "[\0-\x7f\xb7\u2014\u2018-\u201d\u2026\u3001-\u3011\uff01-\uff5e\u4e00-\u9fff\uac00-\ud7a3]*"
)

# Oddness (nats) of a whole reading from which everything else is asked as well: UTF-8 read as
# cp1252 without its C1 controls can be read as GBK, whose hanzi are all rare ones.
VERY_ODD: Final = 30.0

# Oddness from which a first look at a long text seeks spans (nats): twelve characters of GBK read
# as Latin-1 have 40 to 90. Of 9,876 clean Chinese lines 65 are odd and 13 as odd as this.
GLANCE: Final = 30.0
GLANCE_ODD: Final = 40.0

# Characters of a long line of hanzi by which a first look knows that it was not misread as a whole:
# those that are ordinary, and those that nothing explains. By judgement: CERTAIN is enough to know
# one that was.
BEGINNING: Final = 40
PROBED: Final = 300

# Share of the best channel's evidence from which a channel without loss is asked for loss too, if
# it is not UTF-8. By judgement; the tables lossy and wild are the same with and without it.
EXPLAINS: Final = 0.5

# Net evidence (nats) below which a reading is not kept: beside one that pays, or beside none, it
# changes a posterior by less than a float can hold.
NO_RIVAL: Final = -40.0

# Nats by which a middle layer may be worse than the text. True chains gain 2-53 nats by their first
# step, see BEAM; the table layers is the same with and without this bound.
MIDDLE: Final = 20.0

# Characters of a long reading that are weighed before all of it is, and the nats by which they may
# be worse than what stands there.
SAMPLES: Final = (30, 300)
HOPELESS: Final = 60.0

# Nats above the usual from which an ASCII letter does not follow a hanzi by itself.
RARE: Final = 5.0


class Lines:
    """Searches lines under one set of channels and of prices."""

    def __init__(
        self,
        model: Model,
        readers: Readers,
        opening: Mapping[Misread, float] | None = None,
        glance: bool = False,
        at_work: bool = False,
    ) -> None:
        """The search under these channels.

        opening   what opening a span costs of the channels that were seen in the text (nats)
        glance    a first look at a long text: spans are sought in the oddest lines only
        at_work   the channels were seen in the same line, so that a mere sign is believed
        """
        self.model = model
        self.readers = readers
        self.opening = opening or {}
        self.glance = glance
        self.at_work = at_work
        self._last: tuple[str, Sequence[float], list[float]] = ("", (), [])

    def price(self, channel: Misread) -> float:
        """What opening a span of the channel costs here, in nats."""
        return self.opening.get(channel, prices.OPEN) + channel.price

    def whole_price(self, channel: Misread, text: str, before: str) -> float:
        """What misreading the whole of a line costs here, in nats, beside the channel's price."""
        price = prices.whole(len(text))
        first, last = text[0], text[-1]
        if (first == before[0] and first.isascii()) or (last == before[-1] and last.isascii()):
            price += prices.PART
        if channel not in self.opening and _HALF_WIDTH.fullmatch(text):
            price += prices.HALF_WIDTH
        return min(self.opening.get(channel, price), price)

    def odd(
        self, text: str, costs: Sequence[float] | None = None, limit: float | None = None
    ) -> bool:
        """Whether some stretch of the text is so unlikely that a misreading could pay.

        limit   nats of excess to ask for, where that is not the usual
        """
        excess = self.excess(text, costs)
        if len(text) > SHORT or limit is not None:
            return odd(excess, MARGIN, limit or ODD)
        return odd(excess, MARGIN_SHORT, ODD_SHORT)

    def excess(self, text: str, costs: Sequence[float] | None = None) -> list[float]:
        """How much more than usual each character of the text costs, in nats.

        costs   of each character; None: by its pairs

        The last answer is kept, since a line is asked for it by one rule after the other.
        """
        last, by, found = self._last
        # What `best` asked with, the pairs and the line's language, is the pairs alone for most.
        if last is text and by is costs:
            return found
        if costs is None:
            if last is text and not self.model.home.foreign(text):
                return found
            costs = self.model.costs(text)
        self._last = text, costs, self.model.excess(text, costs)
        return self._last[2]

    def holds(self, text: str, repaired: str, channel: Misread) -> bool:
        """Whether the repair brings what its channel must bring."""
        return channel.brings(text, repaired, channel in self.opening)

    # ------------------------------------------------------------------ the line as a whole
    def readings(self, text: str, writer: Codec | None = None) -> Iterator[Reading]:
        """What the whole text may have been, strictly.

        writer   the only one to ask for, None for all
        """
        feasible = self.readers.of(text)
        wide = feasible & self.readers.wide and is_cjk(text)
        left_out = self._unlike(text) if wide else ()
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
                written = channel.written
                if channel in left_out or (writer is not None and written is not writer):
                    continue
                if written not in known:
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

        readings   of the text, where they are known
        """
        found: dict[str, Explained] = {}
        layer: list[tuple[str, float, Chain]] = [(text, 0.0, ())]
        for depth in range(LAYERS):
            following = self._layer(text, layer, depth, readings if not depth else None)
            nats = dict(zip(following, map(self.model.cost, following)))
            for before, (pay, chain) in following.items():
                net = cost - nats[before] - pay
                if net < NO_RIVAL or (before in found and net <= found[before][0]):
                    continue
                if self.holds(text, before, chain[0]):
                    found[before] = (net, chain)
            if not self._go_on(found):
                break
            worth = sorted(following, key=lambda t: following[t][0] + nats[t])
            layer = [
                (t, *following[t])
                for t in worth[:BEAM]
                if not t.isascii() and nats[t] < cost + MIDDLE
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
        best = max((first, *self._ordinary(text, cost, of_writer, first[1])), key=_net)
        net, before, channel = best
        if not self.is_text(text, before, channel, VERY_ODD):
            return None
        return _whole(text, before, {before: (net, (channel,))})

    def _ordinary(
        self,
        text: str,
        cost: float,
        readings: Iterable[Reading],
        like: str | None = None,
    ) -> Iterator[tuple[float, str, Misread]]:
        """Those readings of the line that are ordinary text, with their net evidence (nats).

        like   a text with which they have most characters in common
        """
        tried = {like}
        for before, channel in readings:
            if len(before) < CERTAIN or channel.letters == "small" or before in tried:
                continue
            if like and 2 * sum(map(eq, before, like)) < len(before):
                continue
            tried.add(before)
            if not self._likely(text, before):
                continue
            costs = self.model.costs(before)
            net = cost - sum(costs) - channel.price - self.whole_price(channel, text, before)
            if (
                net > prices.PLENTY
                and not channel.unlikely(before)
                and self._excess(before, costs) < ORDINARY
                and self.holds(text, before, channel)
            ):
                yield net, before, channel

    def _excess(self, text: str, costs: Sequence[float]) -> float:
        """How much more than usual the East Asian characters of a text cost on average, in nats."""
        letters = self._of_letters(text, costs)
        return sum(letters) / len(letters) if len(letters) >= CERTAIN else prices.NEVER

    def _of_letters(self, text: str, costs: Sequence[float]) -> list[float]:
        """How much more than usual each East Asian character of a text costs, in nats."""
        return list(compress(self.excess(text, costs), map("\u3000".__le__, text)))

    def is_text(self, text: str, before: str, channel: Misread, most: float) -> bool:
        """Whether a reading of the whole line is not better left as it stands in any part.

        most   oddness (nats) from which it may be what another channel lost bytes of
        """
        costs = self.model.costs(before)
        if not self.odd(before, costs) and not glued(before, self.model):
            return True
        if peak(self.excess(before, costs), MARGIN) > most:
            return False
        return everywhere(text, before, channel, self.model, prices.APART)

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
            for before, channel in self.readings(source) if readings is None else readings:
                if (
                    depth
                    and channel.letters == "small"
                    and any(c.letters == "small" for c in chain)
                ):
                    continue  # two Cyrillic layers explain any noise of capitals
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
        best = _best(found)
        return best is None or found[best][0] < prices.SURE or self.odd(best)

    # ------------------------------------------------------------------------ spans of the line
    def spans(
        self,
        text: str,
        prefix: Sequence[float],
        windows: Sequence[tuple[int, int]],
        only: Sequence[Misread] | None = None,
    ) -> dict[Misread, list[Repair]]:
        """For each channel (of `only`) the spans of the line that pay, inside the windows.

        prefix   sums of the costs that they are sought by: of the pairs, and what was added to them
        """
        found: dict[Misread, list[Repair]] = {}
        beside = Beside(text, self.model)
        added = list(map(sub, prefix, self.model.prefix(text)))
        for first, last in windows:
            for stretch, channel, readable in self._worth(text, prefix, first, last, only):
                price = self.price(channel)
                for place in spans(stretch, readable, self.model, price, prices.AGAIN):
                    repair = beside.weighed(
                        Repair(*trimmed(text, *place[:3]), (channel,), place[3], 1.0),
                        added[place[1]] - added[place[0]],
                    )
                    if repair.evidence > 0 and self._brings(text, repair):
                        found.setdefault(channel, []).append(repair)
        return {channel: apart(repairs) for channel, repairs in found.items()}

    def _brings(self, text: str, repair: Repair) -> bool:
        """Whether a span brings what its channel must bring, by itself or with its neighbours.

        `\u30eb\u3016\u30d7` was `\u30eb\u30fc\u30d7`: the letter makes a word with those beside it.
        """
        channel, repaired = repair.channels[0], repair.repaired
        if self.at_work and _is_signs(repair):
            return not repaired.isascii() and "\ufffd" not in repaired
        first, end = max(0, repair.start - 1), repair.end + 1
        there = text[first : repair.start] + repaired + text[repair.end : end]
        return self.holds(text[repair.start : repair.end], repaired, channel) or (
            is_cjk(repaired) and self.holds(text[first:end], there, channel)
        )

    def _worth(
        self,
        text: str,
        prefix: Sequence[float],
        first: int,
        last: int,
        wanted: Collection[Misread] | None = None,
    ) -> list[tuple[Stretch, Misread, list[Track]]]:
        """The stretches and channels of a window that promise most, of the wanted channels."""
        if wanted is None and last - first > WIDE:
            starts = range(first, last - WIDE + 1, WIDE // 2)
            oddest = max(starts, key=lambda at: prefix[at + WIDE] - prefix[at])
            sample = self._worth(text, prefix, oddest, oddest + WIDE)
            wanted = {channel for _, channel, _ in sample[:PROMISING]}
        found = []
        left_out = self._hopeless(text, prefix, first, last)
        for stretch, channels in self._stretches(text, prefix, first, last, wanted, left_out):
            for channel in channels:
                readable = tracks(stretch, channel.written, self.model, self.price(channel))
                if readable:
                    gain = promise(stretch, readable) - channel.price
                    found.append((gain, stretch, channel, readable))
        found.sort(key=_gain, reverse=True)
        return [item[1:] for item in found]

    def _hopeless(
        self, text: str, prefix: Sequence[float], first: int, last: int
    ) -> Collection[Misread]:
        """Channels of which no span in a window can pay."""
        costs = list(map(sub, prefix[first + 1 : last + 1], prefix[first:last]))
        twins = self.readers.twins(self.model)
        return twins.hopeless(text[first:last], costs, in_part, prices.OPEN, self.opening)

    def _stretches(
        self,
        text: str,
        prefix: Sequence[float],
        first: int,
        last: int,
        wanted: Collection[Misread] | None,
        left_out: Collection[Misread],
    ) -> Iterator[tuple[Stretch, Iterable[Misread]]]:
        """The readable stretches of a window, each once, with the cheapest channel a writer."""
        masks = list(map(self.readers.mask, text[first:last]))
        some = reduce(or_, masks)
        known: dict[tuple[int, bytes], tuple[Stretch, dict[Codec, Misread]]] = {}
        for bit, (read, group) in enumerate(self.readers.groups):
            if not some >> bit & 1:
                continue
            channels = [c for c in group if c not in left_out and (wanted is None or c in wanted)]
            for start, end in _runs(masks, 1 << bit) if channels else ():
                start, end = start + first, end + first
                nats = prefix[end] - prefix[start]
                if nats <= prices.LEAST + CHEAPEST:  # no channel is cheaper
                    continue
                payable = [c for c in channels if nats > self.price(c) + CHEAPEST]
                if not payable or text[start:end].isascii():
                    continue
                try:
                    stretch = Stretch(text, prefix, start, end, read)
                except UnicodeError:
                    continue
                _, by_writer = known.setdefault((start, stretch.data), (stretch, {}))
                for channel in payable:
                    other = by_writer.get(channel.written)
                    if other is None or self.price(channel) < self.price(other):
                        by_writer[channel.written] = channel
        for stretch, by_writer in known.values():
            yield stretch, by_writer.values()

    def best(self, text: str) -> list[Repair]:
        """The repairs of one line, left to right; none where nothing happened."""
        if self._glances(text) and self._begins_well(text):
            return []
        costs = self.model.costs(text)
        there = self.model.home.added(text, costs)
        if not (self._striking(text, there) if self._glances(text) else self.odd(text, there)):
            return []
        repairs = self._searched(text, costs, there)
        western = repairs and max(text) < "\u0400"
        if western and not any(holds_lost(repair.repaired) for repair in repairs):
            return repairs  # what Western readers make of a loss leads back to it by one step
        # What cannot be undone is not repaired half.
        places = BeyondRepair().places(text)
        taken = [_around(text, place) for place in places]
        kept = [r for r in repairs if not any(a < r.end and r.start < b for a, b in taken)]
        return sorted([*kept, *map(_named, places)], key=_start) if places else repairs

    def _searched(self, text: str, costs: Sequence[float], there: Sequence[float]) -> list[Repair]:
        """The repairs of an odd line.

        there   the costs with what it adds to leave the line's language, by which spans are sought
        """
        whole = None
        if not self._calm(text, there):
            whole, stands = self._as_a_whole(text, costs)
            if whole is not None and stands:
                return [whole]
        if self._glances(text) and not self._glaring(text, there):
            return []
        spans = [] if self._hardly_odd(text, there) else self._in_spans(text, costs, there)
        if whole is not None:
            gain = sum(repair.evidence for repair in spans)
            if whole.evidence >= gain - prices.APART and self._believed(text, whole):
                return [whole]
        return self._settled(text, [repair for repair in spans if self._paid(repair, text)])

    def _as_a_whole(self, text: str, costs: Sequence[float]) -> tuple[Repair | None, bool]:
        """The best repair of the line as a whole, and whether it is better than any of spans."""
        first, again = tee(self.readings(text))
        plain = self.plain(text, sum(costs), first)
        if plain is not None and self._believed(text, plain):
            return plain, True
        found = self.whole(text, sum(costs), again)
        best = _best(found)
        if best is None or found[best][0] <= 0:
            return None, False
        whole = _whole(text, best, found)
        stands = whole.evidence > prices.SURE and self._stands(text, costs, best, whole)
        return whole, stands

    def _calm(self, text: str, costs: Sequence[float]) -> bool:
        """Whether the line is so ordinary that it was not misread as a whole."""
        if not _PLAIN.fullmatch(text) or has_marks(text):
            return False
        letters = self._of_letters(text, costs)
        usual = ORDINARY if len(letters) >= CERTAIN else ORDINARY_FEW
        return bool(letters) and sum(letters) <= usual * len(letters)

    def _glances(self, text: str) -> bool:
        """Whether a first look is all that the line gets; one that lost bytes is searched at once.

        U+FFFD is in no clean line, and `\u93c4\u3126\u6908\ufffd` has nothing else that glares.
        """
        return self.glance and "\ufffd" not in text

    def _hardly_odd(self, text: str, costs: Sequence[float]) -> bool:
        """Whether the line is of hanzi or hangul and too little odd for a span to pay."""
        if not _PLAIN.fullmatch(text) or has_marks(text):
            return False
        return peak(self.excess(text, costs), MARGIN) < ODD_PLAIN

    def _begins_well(self, text: str) -> bool:
        """Whether a long line of hanzi or hangul begins as no line does that was misread.

        A first look asks for nothing else of such a line: see `_striking`.
        """
        if len(text) < 2 * BEGINNING or not _PLAIN.fullmatch(text):
            return False
        start = text[:BEGINNING]
        if self._excess(start, self.model.costs(start)) <= ORDINARY:
            return True
        cut = _NO_TRAIL.search(text, PROBED, len(text) // 2)
        if cut is None:
            return False
        start = text[: cut.end()]
        return self._as_a_whole(start, self.model.costs(start))[0] is None

    def _striking(self, text: str, costs: Sequence[float]) -> bool:
        """Whether a first look reads the line at all.

        A line that is a little odd everywhere is poetry or a list of names where it is hanzi.
        """
        # Of these alone a first look asks for the line as a whole, which is odd throughout.
        if _PLAIN.fullmatch(text) and self._excess(text, costs) <= ORDINARY:
            return False
        excess = self.excess(text, costs)
        if is_cjk(text):
            return peak(excess, MARGIN) > GLANCE_ODD
        return odd(excess, MARGIN, GLANCE_ODD)

    def _glaring(self, text: str, costs: Sequence[float]) -> bool:
        """Whether a first look seeks spans in the line: very odd, and not for rare hanzi alone."""
        return foreign_pairs(text) >= 3 and peak(self.excess(text, costs), MARGIN) >= GLANCE

    def _stands(self, text: str, costs: Sequence[float], before: str, whole: Repair) -> bool:
        """Whether reading the line as a whole is better than leaving a part of it as it is.

        Only the channel that was last is aligned: whether another reads a part better is asked
        where this does not stand.
        """
        if not self._believed(text, whole):
            return False
        if not self.odd(before) and not glued(before, self.model):
            return True
        if len(whole.channels) > 1:
            return True
        if peak(self.excess(before), MARGIN) > VERY_ODD:
            return False  # it may be what another channel lost bytes of
        prefix = list(accumulate(costs, initial=0.0))
        found = self.spans(text, prefix, [(0, len(text))], whole.channels)
        gain = sum(repair.evidence for repairs in found.values() for repair in repairs)
        return whole.evidence >= gain - prices.APART

    def _in_spans(self, text: str, costs: Sequence[float], there: Sequence[float]) -> list[Repair]:
        """The best repairs of spans of the line, with the layers under them.

        there   see `_searched`; a span with lost bytes is weighed by its pairs alone
        """
        prefix = list(accumulate(costs, initial=0.0))
        places = windows(self.excess(text, there))
        if "\ufffd" in text or "?" in text:
            from mojifix.search.lossy import Lossy

            lossy = choose(Lossy(self).spans(text, prefix, places, ()))
            if lossy and peak(self._left(text, costs, lossy), MARGIN) <= ODD:
                return lossy
        at_home = list(accumulate(there, initial=0.0))
        found = self.spans(text, at_home, places)
        if has_marks(text) or found:
            self._with_lost(text, prefix, places, found)
        chosen = refined(text, choose(found), self.model)
        return [self._deeper(repair) for repair in self._again(text, there, chosen)]

    def _again(
        self,
        text: str,
        costs: Sequence[float],
        chosen: list[Repair],
    ) -> list[Repair]:
        """The spans of a line with those that their channels have beside the best of them.

        That one is what shows them to be at work here, so that the others have less to pay.
        """
        best: dict[Misread, Repair] = {}
        for repair in sorted(chosen, key=_evidence):
            if repair.evidence > prices.SURE and not repair.lost and self._paid(repair, text):
                best[repair.channels[0]] = repair
        chosen = [r for r in chosen if r.channels[0] in best or self._pays_alone(r, chosen)]
        if not best:
            return chosen
        # The line is known now, and by its language each character that is strange in it.
        mended = applied(text, sorted(best.values(), key=_start))
        costs = list(map(add, costs, shares.load().strange(text, mended)))
        places = windows(self._left(text, costs, list(best.values())), ODD_AGAIN)
        if not places:
            return chosen
        prefix = list(accumulate(costs, initial=0.0))
        opening = {channel: prices.AGAIN_APART - channel.price for channel in best}
        lines = Lines(self.model, self.readers, opening, at_work=True)
        kept = [r for r in chosen if r in best.values() or r.channels[0] not in best or r.lost]
        found = choose(lines.spans(text, prefix, places, tuple(best)))
        for some in (refined(text, found, self.model), chosen):
            kept += [repair for repair in some if not any(map(repair.overlaps, kept))]
        return sorted(kept, key=_start)

    def _pays_alone(self, repair: Repair, chosen: Sequence[Repair]) -> bool:
        """Whether a span pays where none of its channel is sure: it may have paid for one that is.

        A list of foreign names in hanzi has more than one stretch that nearly pays.
        """
        alone = sum(repair.channels == other.channels for other in chosen) == 1
        least = 0.0 if alone or repair.lost else prices.AGAIN - prices.AGAIN_APART
        return repair.evidence > least

    def _left(self, text: str, costs: Sequence[float], repairs: Sequence[Repair]) -> list[float]:
        """The excess of each character, but for those that the repairs change (nats)."""
        excess = self.model.excess(text, costs)
        for repair in repairs:
            excess[repair.start : repair.end] = [-CAP] * (repair.end - repair.start)
        return excess

    def _with_lost(
        self,
        text: str,
        prefix: Sequence[float],
        places: Sequence[tuple[int, int]],
        found: dict[Misread, list[Repair]],
    ) -> None:
        """Puts the spans with lost bytes in the place of those without, where they pay more."""
        if not has_marks(text):
            chosen = choose(found)
            if not self.odd(applied(text, chosen)) and not _ends_cut(text, chosen):
                return
        from mojifix.search.lossy import Lossy  # the lattice, for the lines that need it

        gains = {c: sum(repair.evidence for repair in repairs) for c, repairs in found.items()}
        least = EXPLAINS * max(gains.values(), default=0.0)
        known = [c for c, gain in gains.items() if gain >= least or c.written.kind == "utf8"]
        beside = Beside(text, self.model)
        for channel, repairs in Lossy(self).spans(text, prefix, places, known).items():
            before = found.get(channel, [])
            gain = sum(r.evidence + beside.gain(r) for r in repairs)
            gain -= sum(r.evidence for r in before)
            if gain > (prices.NOT_LOST if _reads_marks(text, before, repairs) else 0.0):
                found[channel] = repairs

    def _settled(self, text: str, repairs: Sequence[Repair]) -> list[Repair]:
        """The repairs, or doubtful ones where the line may speak of the damage.

        Of a channel that is at work elsewhere in the line it does not: `\u4f5c\u6210` may well
        stand a second time in it.
        """
        plain = {r.channels for r in repairs if r.evidence > prices.SURE and not quoted(text, r)}
        return [
            repair.stated(QUOTED)
            if (repair.evidence < SPOKEN and _speaks(text, repair))
            or (repair.channels not in plain and quoted(text, repair))
            else repair
            for repair in repairs
        ]

    def _believed(self, text: str, repair: Repair) -> bool:
        return not quoted(text, repair) and self._paid(repair, text)

    def _paid(self, repair: Repair, text: str) -> bool:
        """Whether the evidence is worth what it is doubted for."""
        evidence = repair.evidence
        if evidence < prices.PLENTY:
            # The evidence of a line that repeats itself is counted once.
            once, cost = self.model.once, self.model.cost
            for part, sign in ((text[repair.start : repair.end], -1), (repair.repaired, 1)):
                evidence += sign * (cost(part) - once(part))
        return evidence > self._doubt(repair)

    def _doubt(self, repair: Repair) -> float:
        """The evidence that a repair needs whose text is still odd, in nats.

        `\u251c\u2524a\u253c\u2510a` is unlikely as it stands, and so are the rare hanzi that its
        bytes could be. Alphabets make no rare words: an odd line of Cyrillic was none.
        """
        excess = self.excess(repair.repaired)
        over = max(0.0, peak(excess, MARGIN) - ODD)
        if _is_signs(repair):
            return 0.0  # beside another repair of the line, or it would not be here
        if not is_cjk(repair.repaired) and (over or sum(excess) > UNLIKE_WORDS * len(excess)):
            return prices.NEVER
        return prices.DOUBT * over

    def _deeper(self, repair: Repair) -> Repair:
        """The repair with the layers that its repaired text still has."""
        if repair.guesses or not self.odd(repair.repaired):
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


def _is_signs(repair: Repair) -> bool:
    """Whether a channel of East Asian letters brings signs alone."""
    return repair.channels[0].letters == "cjk" and not any(map(str.isalpha, repair.repaired))


def _around(text: str, place: Place) -> tuple[int, int]:
    """The place with all that is not ASCII around it: it shares its history."""
    start, end = place.start, place.end
    while start and not text[start - 1].isascii():
        start -= 1
    while end < len(text) and not text[end].isascii():
        end += 1
    return start, end


def _named(place: Place) -> Repair:
    """A place beyond repair as a repair that changes nothing."""
    return Repair(place.start, place.end, "", (), 0.0, 1.0, named=place)


def _start(repair: Repair) -> int:
    return repair.start


def _gain(item: tuple[float, Stretch, Misread, list[Track]]) -> float:
    return item[0]


def _evidence(repair: Repair) -> float:
    return repair.evidence


def _net(reading: tuple[float, str, Misread]) -> float:
    return reading[0]


def _best(found: Mapping[str, Explained]) -> str | None:
    return max(found, key=lambda text: found[text][0], default=None)


def _whole(text: str, best: str, found: Mapping[str, Explained]) -> Repair:
    """The repair of a whole line, with its posterior among all else that it may have been."""
    top, chain = found[best]
    others = sum(exp(net - top) for before, (net, _) in found.items() if before != best)
    start, end, repaired = trimmed(text, 0, len(text), best)
    return Repair(start, end, repaired, chain, top, 1 / (1 + others + exp(-top)))


def _ends_cut(text: str, repairs: Sequence[Repair]) -> bool:
    """Whether a repair leaves one letter between itself and ASCII or the end: half a character."""
    for repair in repairs:
        left = text[repair.end : repair.end + 2]
        if left[:1] and not left[0].isascii() and left[1:].isascii():
            return True
    return False


def _reads_marks(text: str, repairs: Sequence[Repair], lossy: Sequence[Repair]) -> bool:
    """Whether the repairs without loss read all that the others take for marks of it.

    `\u25a1` is a mark, and in Big5 what EUC-JP has for `\u30fc`.
    """
    marks = MARKS + "".join(OWN_MARKS.values())
    places = [at for r in lossy for at in range(r.start, r.end) if text[at] in marks]
    read = [any(r.start <= at < r.end for r in repairs) for at in places]
    return bool(places) and all(read)


def _speaks(text: str, repair: Repair) -> bool:
    """Whether the rest of the line has words for garbled text."""
    rest = f"{text[: repair.start]} {text[repair.end :]}".lower()
    return any(word in rest for word in WORDS)


def quoted(text: str, repair: Repair) -> bool:
    """Whether the repaired text stands beside the damaged one: the line speaks of the damage."""
    if not 2 <= len(repair.repaired) <= BESIDE:
        return False
    sides = text[max(0, repair.start - BESIDE) : repair.start], text[repair.end :][:BESIDE]
    if not repair.guesses:
        return any(repair.repaired in side for side in sides)
    # What was guessed need not be what stands there: most of it does, pair by pair.
    pairs = list(map("".join, pairwise(repair.repaired)))
    return any(sum(pair in side for pair in pairs) >= ALIKE * len(pairs) for side in sides)


def glued(text: str, model: Model) -> bool:
    """Whether a rare letter stands before ASCII ones, as in `\u84b7ise`, which was `\u00c9lise`."""
    return any(model.usual[pair[1]] + RARE < model[pair] for pair in _GLUED.findall(text))


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
