"""One line: which channels, over which spans, in how many layers, explain it best.

Rules:

1. First the line as a whole (`reading`), if it is not so ordinary that it cannot have been misread.
2. Where that leaves something odd, spans are sought (`within`), channel by channel. What the line's
   language says counts for spans only: a line that was misread as a whole has none of its own.
3. What is repaired is searched again as a whole, for the layers under it.
4. A repair is made if it is believed (`belief`), one of a span if it is certain as well which
   characters were damaged (`traced`).
"""

from __future__ import annotations

import re
from itertools import accumulate, tee
from operator import add

from mojifix._once import once
from mojifix.channels.beyond import BeyondRepair, holds_lost
from mojifix.language import shares
from mojifix.search import prices
from mojifix.search.belief import Beliefs, pays_alone
from mojifix.search.choose import choose
from mojifix.search.edges import Beside, refined
from mojifix.search.glance import Glances
from mojifix.search.oddness import CAP, MARGIN, ODD, ODD_AGAIN, SHORT, WIDER, peak, windows
from mojifix.search.readers import Readers
from mojifix.search.reading import VERY_ODD, Readings, as_repair, best_of, glued, repeats
from mojifix.search.repair import MARKS, OWN_MARKS, Repair, applied, has_marks
from mojifix.search.scales import CERTAIN, ORDINARY
from mojifix.search.traced import traced
from mojifix.search.within import WIDE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

    from mojifix.channels.beyond import Place
    from mojifix.channels.misread import Misread
    from mojifix.language.model import Model
    from mojifix.search.lossy import Lossy

    Windows = Sequence[tuple[int, int]]

# ORDINARY of fewer than CERTAIN characters that became hanzi or hangul (nats). Of 15,600 such
# texts of 2 to 7 that the search repairs 4 have less, `\u6147` five times say, and of 8,700 clean
# lines of as many that are odd every second one.
ORDINARY_FEW: Final = 2.0

# Oddness (nats) from which spans are sought in a line of hanzi or hangul. Of the lines with a
# damaged span that the table mixed has the least odd has 15.2; every tenth clean line has 10.
ODD_PLAIN: Final = 15.0

# What single-byte readers have, and no letter or mark of East Asian text is. Of one sign alone,
# however often it is there (`\u2500\u2500`), no letter was made: that has two bytes or three, which
# are hardly ever the same, but the second of which may be ASCII: `\u2022\\` was \u8868. Of other
# characters one is enough: `\u02b5` was \u5b9e, and `\u87f7\uff74` was \u5e74.
_NARROW: Final = (
    "[^\0-\x7f\xb7\u2014\u2018-\u201d\u2026\u3001-\u3011\u3041-\u30fe"
    "\uff01-\uff5e\u4e00-\u9fff\uac00-\ud7a3]"
)
_SECOND: Final = re.compile("[\u2010-\u2bff][@-~]")

# EUC-JP and GBK have kana in common: a line of them may be calm, and misread all the same.
_KANA: Final = re.compile("[\u3041-\u30fe]")

# Share of the best channel's evidence from which a channel without loss is asked for loss too, if
# it is not UTF-8. By judgement; the tables lossy and wild are the same with and without it.
EXPLAINS: Final = 0.5


class Lines(Readings, Glances, Beliefs):
    """Searches lines under one set of channels and of prices."""

    def __init__(
        self,
        model: Model,
        readers: Readers,
        opening: Mapping[Misread, float] | None = None,
        at_work: bool = False,
    ) -> None:
        """The search under these channels: see `Scales`."""
        super().__init__(model, readers, opening, at_work)
        self._lost: Lossy | None = None
        # What became of each line: a log has the same one a thousand times.
        self._known: dict[str, list[Repair]] = {}

    def best(self, text: str) -> list[Repair]:
        """The repairs of one line, left to right; none where nothing happened."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._best(text)
        return found

    def _best(self, text: str) -> list[Repair]:
        costs = self.model.costs(text)
        there = self.model.home.added(text, costs)
        if not self.odd(text, there):
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
        as_whole, places = self._possible(text, there)
        if not as_whole and not places:
            return []
        whole = None
        if as_whole:
            whole, stands = self._as_a_whole(text, costs)
            if whole is not None and stands:
                return [whole]
        spans = self._in_spans(text, costs, there, places) if places else []
        if whole is not None:
            gain = sum(repair.evidence for repair in spans)
            if self._by_pairs(text, whole) >= gain - prices.APART and self.believed(text, whole):
                return [whole]
        paid = [repair for repair in spans if self.paid(repair, text)]
        paid = self.stands_out(text, costs, paid)
        return self.doubted(text, traced(text, paid, self.model, self.readers.channels))

    def _possible(self, text: str, there: Sequence[float]) -> tuple[bool, Windows]:
        """Whether a line may have been misread as a whole, and where in part, by bounds."""
        excess = self.excess(text, there)
        if has_marks(text) or _is_narrow(text):
            return True, self._left_in(text, there, windows(excess))
        kana = _KANA.search(text) is not None
        as_whole = kana or not self._calm(text, there)
        in_part = kana or peak(excess, MARGIN) >= ODD_PLAIN
        # What was seen pays less, and a short line too; a longer one is asked window by window.
        bounded = not self.opening and SHORT < len(text) <= WIDE and (as_whole or in_part)
        if bounded and not self.may_be_others(text, there, as_whole, in_part):
            return False, []
        return as_whole, self._left_in(text, there, windows(excess)) if in_part else []

    def _left_in(self, text: str, there: Sequence[float], places: Windows) -> Windows:
        """The windows of a long line that the same bounds leave; all those of a shorter one."""
        if self.opening or len(text) <= WIDE:
            return places
        return [place for place in places if self._may_hold_others(text, there, *place)]

    def _may_hold_others(self, text: str, there: Sequence[float], first: int, last: int) -> bool:
        """Whether a window of a line may hold what was misread, by what bounds say."""
        part = text[first:last]
        if last - first > WIDE or _is_narrow(part):
            return True
        # The sums are of what stands there; of what lost bytes it may not be half.
        if has_marks(text[max(0, first - WIDER) : last + WIDER]):
            return True
        return self.may_be_others(part, there[first:last], as_whole=False, in_part=True)

    def _as_a_whole(self, text: str, costs: Sequence[float]) -> tuple[Repair | None, bool]:
        """The best repair of the line as a whole, and whether it is better than any of spans."""
        first, second, again = tee(self.readings(text), 3)
        plain = self.plain(text, sum(costs), first) or self.rare(text, sum(costs), second)
        if plain is not None and self.believed(text, plain):
            return (None, False) if self._is_cut(text, plain.channels) else (plain, True)
        found = self.whole(text, sum(costs), again)
        best = best_of(found)
        if best is None or found[best][0] <= 0 or self._is_cut(text, found[best][1]):
            return None, False
        whole = as_repair(text, best, found, repeats(text))
        stands = whole.evidence > prices.SURE and self._stands(text, costs, best, whole)
        return whole, stands

    def _is_cut(self, text: str, chain: Sequence[Misread]) -> bool:
        """Whether the line is UTF-8 that was cut, and another channel reads all of its bytes."""
        last = chain[-1]
        if last.read.kind != "single" or last.written.kind == "utf8":
            return False
        return self.is_cut_utf8(text)

    def _stands(self, text: str, costs: Sequence[float], before: str, whole: Repair) -> bool:
        """Whether reading the line as a whole is better than leaving a part of it as it is.

        Only the channel that was last is aligned: whether another reads a part better is asked
        where this does not stand.
        """
        if not self.believed(text, whole):
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
        return self._by_pairs(text, whole) >= gain - prices.APART

    def _by_pairs(self, text: str, whole: Repair) -> float:
        """The evidence of a repair of the whole line as spans have theirs, all pairs counted."""
        if not whole.once:
            return whole.evidence
        model, before = self.model, applied(text, [whole])
        repeated = model.cost(text) - model.once(text)
        return whole.evidence + repeated - (model.cost(before) - model.once(before))

    def _calm(self, text: str, costs: Sequence[float]) -> bool:
        """Whether a line of hanzi or hangul is so ordinary that it was not misread as a whole."""
        letters = self.of_letters(text, costs)
        usual = ORDINARY if len(letters) >= CERTAIN else ORDINARY_FEW
        return bool(letters) and sum(letters) <= usual * len(letters)

    def _in_spans(
        self, text: str, costs: Sequence[float], there: Sequence[float], places: Windows
    ) -> list[Repair]:
        """The best repairs of spans of the line, with the layers under them.

        there    see `_searched`; a span with lost bytes is weighed by its pairs alone
        places   where they are sought
        """
        prefix = list(accumulate(costs, initial=0.0))
        if "\ufffd" in text or "?" in text:
            lossy = choose(self._lossy().spans(text, prefix, places, ()))
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
            if repair.evidence > prices.SURE and not repair.lost and self.paid(repair, text):
                best[repair.channels[0]] = repair
        chosen = [r for r in chosen if r.channels[0] in best or pays_alone(r, chosen)]
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
        found = choose(lines.spans(text, prefix, places, tuple(best)))
        kept = [
            r
            for r in chosen
            if r in best.values()
            or r.channels[0] not in best
            or (r.lost and not _reads_marks(text, found, [r]))
        ]
        for some in (refined(text, found, self.model), chosen):
            kept += [repair for repair in some if not any(map(repair.overlaps, kept))]
        return sorted(kept, key=_start)

    def _left(self, text: str, costs: Sequence[float], repairs: Sequence[Repair]) -> list[float]:
        """The excess of each character, but for those that the repairs change (nats)."""
        excess = self.model.excess(text, costs)
        for repair in repairs:
            excess[repair.start : repair.end] = [-CAP] * (repair.end - repair.start)
        return excess

    def _lossy(self) -> Lossy:
        """The search for spans with lost bytes; the lattice, for the lines that need it."""
        if self._lost is None:
            from mojifix.search.lossy import Lossy

            self._lost = Lossy(self)
        return self._lost

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
        gains = {c: sum(repair.evidence for repair in repairs) for c, repairs in found.items()}
        least = EXPLAINS * max(gains.values(), default=0.0)
        known = [c for c, gain in gains.items() if gain >= least or c.written.kind == "utf8"]
        beside = Beside(text, self.model)
        for channel, repairs in self._lossy().spans(text, prefix, places, known).items():
            before = found.get(channel, [])
            gain = sum(r.evidence + beside.gain(r) for r in repairs)
            gain -= sum(r.evidence for r in before)
            if gain > (prices.NOT_LOST if _reads_marks(text, before, repairs) else 0.0):
                found[channel] = repairs

    def _deeper(self, repair: Repair) -> Repair:
        """The repair with the layers that its repaired text still has."""
        if repair.guesses or not self.odd(repair.repaired):
            return repair
        found = self.whole(repair.repaired, self.model.cost(repair.repaired))
        best = best_of(found)
        if best is None:
            return repair
        # The search priced it as a line of its own; it is one more layer of a damaged span.
        more = found[best][0] + prices.whole(len(repair.repaired)) - prices.LAYER
        if more < prices.SURE:
            return repair
        chain = (*found[best][1], *repair.channels)
        evidence = repair.evidence + more
        return Repair(repair.start, repair.end, best, chain, evidence, repair.confidence)


def _is_narrow(text: str) -> bool:
    """Whether a single-byte reader may have made some of a text."""
    found = set(_narrow().findall(text))
    return (
        len(found) > 1
        or any(not "\u2010" <= sign <= "\u2bff" for sign in found)
        or (bool(found) and _SECOND.search(text) is not None)
    )


@once
def _narrow() -> re.Pattern[str]:
    return re.compile(_NARROW)  # takes milliseconds, and Western text does not ask for it


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


def _evidence(repair: Repair) -> float:
    return repair.evidence


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
