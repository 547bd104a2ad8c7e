"""Places out of step: what a bytewise replace did to the characters around it.

Theory of operation:

1. The text was GBK bytes. A replace that ignores where characters begin found the second byte of
   one character and the first byte L of the next, took them for one character of its table, and put
   `(reading)` after L. The reader then read L with `(` as one mark, `?`, and every byte pair after
   it one byte late, up to the next byte below 0x80.
2. So at `?reading)` L is known but for a few candidates: with the byte before it, it is a character
   of that reading. From there on each unit that the reader gave lends its first byte to the
   original character and carries its second. A pair that GBK has no character for vanished, or left
   a mark; a byte that met an ASCII one swallowed it. A mark that a comma was put before can open a
   place as well: in `\u3002\u53ef` the reader found `\uff1f`.
3. Hypotheses are walked unit by unit and carry: cost in nats, byte carried, text so far. Since the
   reader loses the same bytes always, they are compared by log P of the text alone; what could not
   have come about is not walked.
4. The search ends where all hypotheses are in step again, and the best one is the repair. A
   character whose share of the posterior is below LEAST_SHARE is U+FFFD.
"""

from __future__ import annotations

import re
from collections import Counter
from heapq import nsmallest
from math import exp, log
from operator import add

from mojifix._frozen import Frozen
from mojifix._once import once
from mojifix.channels.glossing import HAN, LOST, SYLLABLE, TRADITIONAL_SET, is_damage
from mojifix.channels.marks import WIDE as MARKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Final, Protocol

    class Language(Protocol):
        """What is asked of a language model; costs are in nats."""

        def char(self, c: str, /) -> float: ...
        def pair(self, a: str, b: str, /) -> float: ...
        def cost(self, text: str, before: str = "") -> float: ...

    # Cost in nats, byte carried or IN_STEP, last character as the model sees it, text so far,
    # bytes that were lost, characters since the place began (0: the first one may be in the table).
    Hypothesis = tuple[float, int, str, str, int, int]

IN_STEP: Final = -1

# Hypotheses kept at a unit, and how far behind the best one may lie (nats). A vanished pair is two
# characters more than the hypothesis beside it, 12 to 16 nats, until the rest of the place pays it.
BEAM: Final = 32
BEAM_NATS: Final = 30.0

# Hypotheses kept that will go on alike (same byte carried, same last character): the second is what
# the first one's confidence is measured by.
ALIKE: Final = 2

# Hypotheses at a unit for which a vanished pair is thought of, and how far behind (nats).
VANISHING: Final = 12
VANISHING_NATS: Final = 14.0

# Units after which a place that is still out of step is given up: a line of Chinese without a
# single ASCII byte, gloss or lost mark is shorter.
FARTHEST: Final = 400

# What it costs (nats) that a character of the page's own table stands there without its gloss:
# the replace misses none but those that it has broken itself.
UNGLOSSED: Final = 6.0

# What it costs (nats) that a swallowed byte was not one but a letter's half, lost without a trace.
TRACELESS: Final = 5.0

# The share of a doubled mark's comma among commas, in nats: half of the marks of a page have one.
DOUBLED: Final = 0.7

# The prior (nats) of a place that a mark, not a gloss, threw out of step: at `\u55ce?,\u6211` the
# comma is the page's own in nearly every text.
BY_A_MARK: Final = 6.0

# A restored character that has less of the posterior than this is U+FFFD: marked, not invented.
LEAST_SHARE: Final = 0.5

# What the page's own characters and pairs weigh beside the model: a page speaks of its subject
# again: without them a page about dyeing lost the word for it to one of bows. On 167 simulated
# places 12 were wrong, with 0.1 and 0.25 it was 13. What stands there once is left out, since it
# may be the damage.
OWN_CHARACTERS: Final = 0.05
OWN_PAIRS: Final = 0.15

# First bytes of the rows whose second half is user-defined.
USER_ROWS: Final = frozenset([*range(0xAA, 0xB0), *range(0xF8, 0xFF)])

WIDE: Final = {**MARKS, "(": "\uff08", ")": "\uff09"}

# Ways kept in which a pair can have vanished before a unit: first characters, ways walked. With
# 16 and 24, of 731 simulated places 96 were wrong, not 98, at 1.3 times the time.
VANISHED_FIRST: Final = 10
VANISHED_KEPT: Final = 10

# What it costs (nats) that a pair vanished which cp936 has a character for, in the rows that hold
# the user-defined areas: one of the pages seen lost U+7354 so, and kept others of these rows.
RARE: Final = 3.0

# ASCII that a lost byte can have swallowed, the commonest first.
_SWALLOWED: Final = ",.:;?! ()\"'-/0123456789<>=%&+*\n"

# What it costs (nats) over the model that a line feed was swallowed: the model knows text of one
# sentence a line, a page has paragraphs. At 0 three simulated pages of eight got one that was none;
# of 24 pages 10 had a wrong number of lines at 2, and 12 at 3 and at 5.
SWALLOWED_LINE: Final = 2.0

# Of these, the likeliest that are walked; the next character pays for those that do not fit.
SWALLOWED_KEPT: Final = 10

_MARKS: Final = ",:;?!\uff0c\uff1a\uff1b\uff1f\uff01\u3002\u3001"

_gloss_at = re.compile(rf"\(({SYLLABLE})\)").match
_lost_gloss_at = re.compile(rf"[{LOST}]\(?({SYLLABLE})\)").match
_lost_mark_at = re.compile(rf"(?<![{_MARKS}{LOST}])[{LOST}][{_MARKS}](?![{_MARKS}{LOST}])").match

_any_gloss = re.compile(rf"\({SYLLABLE}\)").sub
_glossed = re.compile(rf"([{HAN}])\(({SYLLABLE})\)").findall
_bare = re.compile(rf"[{HAN}](?!\()").findall
_narrow_comma = re.compile(rf"(?<=[{HAN}]),|,(?=[{HAN}])").findall

_decoded: dict[int, str] = {}


class Page(Frozen):
    """What the whole text says about itself.

    glossed   characters that its table has: they are never without their gloss
    bare      characters that its table has not
    wide      whether its half-width marks stand for full-width ones
    shares    share of each character in it
    pairs     share of each pair among those with the same first character
    """

    __slots__ = ("glossed", "bare", "wide", "shares", "pairs")

    glossed: frozenset[str]
    bare: frozenset[str]
    wide: bool
    shares: dict[str, float]
    pairs: dict[str, float]

    def __init__(
        self,
        glossed: frozenset[str],
        bare: frozenset[str],
        wide: bool,
        shares: dict[str, float],
        pairs: dict[str, float],
    ) -> None:
        self._set(glossed, bare, wide, shares, pairs)

    @classmethod
    def of(cls, text: str) -> Page:
        """What `text` says."""
        glossed = Counter(c for c, gloss in _glossed(text) if is_damage(c, gloss))
        bare = Counter(c for c in _bare(text) if c in TRADITIONAL_SET)
        wide = len(_narrow_comma(text)) > text.count("\uff0c")
        clean = _any_gloss("", text)
        if wide:
            clean = clean.translate({ord(narrow): full for narrow, full in WIDE.items()})
        # What stands there once may be the damage itself.
        one = Counter(clean)
        two = Counter(map(add, clean, clean[1:]))
        return cls(
            frozenset(c for c, count in glossed.items() if bare[c] < count),
            frozenset(c for c, count in bare.items() if glossed[c] < count),
            wide,
            {c: count / len(clean) for c, count in one.items() if count > 1},
            {pair: count / one[pair[0]] for pair, count in two.items() if count > 1},
        )


class Place(Frozen):
    """A place out of step, worked out.

    end           where it ends in the damaged text
    replacement   the original text of it
    confidence    posterior probability of `replacement`
    evidence      nats by which it explains the place better than the text as it stands
    lost_bytes    bytes that were missing
    """

    __slots__ = ("end", "replacement", "confidence", "evidence", "lost_bytes")

    end: int
    replacement: str
    confidence: float
    evidence: float
    lost_bytes: int

    def __init__(
        self, end: int, replacement: str, confidence: float, evidence: float, lost_bytes: int
    ) -> None:
        self._set(end, replacement, confidence, evidence, lost_bytes)


def decode(lead: int, trail: int) -> str:
    """The character of two GBK bytes, or "" where there is none."""
    key = lead << 8 | trail
    known = _decoded.get(key)
    if known is None:
        try:
            known = bytes((lead, trail)).decode("gbk")
        except UnicodeDecodeError:
            known = ""
        known = _decoded[key] = known if len(known) == 1 else ""
    return known


def encode(text: str) -> bytes:
    """The GBK bytes of a text, user-defined areas included; what GBK has not is left out."""
    parts = []
    for c in text:
        try:
            unit = c.encode("gb18030")
        except UnicodeEncodeError:  # a lone surrogate
            continue
        if len(unit) < 3:
            parts.append(unit)
    return b"".join(parts)


def last_pair(text: str, carried: int = IN_STEP) -> str:
    """The character that the last two bytes of `text`, and the one carried, would be, or ""."""
    tail = encode(text[-2:])
    if carried != IN_STEP:
        tail += bytes((carried,))
    return decode(tail[-2], tail[-1]) if len(tail) > 1 and tail[-2] > 0x80 else ""


def opens_by_gloss(text: str, at: int) -> bool:
    """Whether a gloss that swallowed its parenthesis stands at `at`: `?n\u00e8i)`."""
    return _lost_gloss_at(text, at) is not None


def opens(text: str, at: int) -> bool:
    """Whether a place out of step may open at `at`."""
    return opens_by_gloss(text, at) or _lost_mark_at(text, at) is not None


def work_out(text: str, at: int, before: str, page: Page, model: Language) -> Place | int:
    """The place that opens at `at`; where nothing was thrown out of step, how far it was looked at.

    before   the repaired text in front of it; the last few characters are enough
    """
    search = _Search(text, page, model)
    before = before[-3:]
    finals, end = search.run(at, before)
    if not finals:
        return at + 1
    replacement, confidence, lost = _settle(finals)
    replacement = replacement[len(before) :]
    damaged = text[at:end]
    if replacement == damaged:
        return max(end, at + 1)
    following = text[end : end + 1]
    evidence = search.literal(damaged + following, before)
    evidence -= search.literal(replacement + following, before)
    if not opens_by_gloss(text, at) and evidence < BY_A_MARK:
        return at + 1
    return Place(end, replacement, confidence, evidence, lost)


class _Search:
    """The walk over one place."""

    def __init__(self, text: str, page: Page, model: Language) -> None:
        self.text = text
        self.page = page
        self.model = model
        self.wide = WIDE if page.wide else {}
        self.costs: dict[str, float] = {}

    # ---- costs

    def seen(self, c: str) -> str:
        """The character as the model should see it: a page's half-width comma is a comma."""
        return self.wide.get(c, c)

    def pair(self, last: str, c: str) -> float:
        """-log P(c | last) in nats, by the model and by what the page has said before."""
        key = last + c
        known = self.costs.get(key)
        if known is None:
            known = self.costs[key] = self._pair(last, self.wide.get(c, c))
        return known

    def _pair(self, last: str, c: str) -> float:
        if not last:
            return self.model.char(c)
        cost = self.model.pair(last, c)
        page = self.page
        own = OWN_CHARACTERS * page.shares.get(c, 0.0) + OWN_PAIRS * page.pairs.get(last + c, 0.0)
        return -log((1.0 - OWN_CHARACTERS - OWN_PAIRS) * exp(-cost) + own) if own else cost

    def literal(self, text: str, before: str) -> float:
        """-log P(text) in nats by the model alone."""
        seen = "".join(map(self.seen, before[-1:] + text))
        return self.model.cost(seen[len(before[-1:]) :], seen[: len(before[-1:])])

    # ---- the walk

    def run(self, start: int, before: str) -> tuple[list[Hypothesis], int]:
        """The hypotheses at the place's end, best first, with the next character counted in."""
        text, size = self.text, len(self.text)
        first: Hypothesis = (0.0, IN_STEP, self.seen(before[-1:]), before, 0, 0)
        agenda: dict[int, list[Hypothesis]] = {start: [first]}
        while True:
            at = min(agenda)
            here = _pruned(agenda.pop(at))
            if at == size:
                here = _pruned([new for h in here for _, new in self._steps(h, at)])
            if at > start + FARTHEST:
                here = [h for h in here if h[1] == IN_STEP]
                if not agenda:
                    break
            if not agenda:
                in_step = all(h[1] == IN_STEP for h in here)
                if at == size or (in_step and at > start and not self._goes_on(at)):
                    break
            near = here[0][0] + VANISHING_NATS if here else 0.0
            for rank, hypothesis in enumerate(here):
                for to, new in self._steps(hypothesis, at):
                    agenda.setdefault(to, []).append(new)
                if rank < VANISHING and hypothesis[0] < near and hypothesis[1] != IN_STEP:
                    for vanished in self._vanished(hypothesis, at):
                        for to, new in self._out_of_step(vanished, at):
                            agenda.setdefault(to, []).append(new)
            if not agenda:
                return [], start
        finals = here
        if at < size:
            finals = [(h[0] + self.pair(h[2], text[at]), *h[1:]) for h in finals]
        return sorted(finals, key=lambda h: h[0]), at

    def _goes_on(self, at: int) -> bool:
        return opens(self.text, at) or _gloss_at(self.text, at) is not None

    def _steps(self, hypothesis: Hypothesis, at: int) -> Iterator[tuple[int, Hypothesis]]:
        if at >= len(self.text):
            if hypothesis[1] != IN_STEP:
                yield from self._end_of_line(hypothesis, at)
            else:
                yield at, hypothesis
        elif hypothesis[1] == IN_STEP:
            yield from self._in_step(hypothesis, at)
        else:
            yield from self._out_of_step(hypothesis, at)

    def _in_step(self, hypothesis: Hypothesis, at: int) -> Iterator[tuple[int, Hypothesis]]:
        cost, _, last, out, lost, _ = hypothesis
        text = self.text
        c = text[at]
        if (gloss := _gloss_at(text, at)) and is_damage(last_pair(out), gloss[1]):
            yield gloss.end(), hypothesis
            return
        if gloss := _lost_gloss_at(text, at):
            found = False
            tail = encode(out[-1:])[-1:]
            for lead in range(0x80, 0xFF) if tail else ():
                named = decode(tail[0], lead)
                if named and is_damage(named, gloss[1]):
                    found = True
                    price = UNGLOSSED if named in self.page.bare else 0.0
                    yield gloss.end(), (cost + price, lead, last, out, lost + 1, 0)
            if found:
                return
        if _lost_mark_at(text, at):
            yield from self._by_a_mark(hypothesis, at)
        if c == "," and text[at + 1 : at + 2] in _MARKS[:-2] + "\u3002\u3001":
            yield at + 1, (cost + DOUBLED, IN_STEP, last, out + c, lost, 0)
            return
        new = cost + self.pair(last, c)
        yield at + 1, (new, IN_STEP, self.seen(c), out + c, lost, 0)

    def _by_a_mark(self, hypothesis: Hypothesis, at: int) -> Iterator[tuple[int, Hypothesis]]:
        """Rule 2's last sentence: the first byte of a mark was the second of a character."""
        cost, _, last, out, lost, _ = hypothesis
        mark = encode(WIDE.get(self.text[at + 1], self.text[at + 1]))
        found = []
        for lead in range(0x81, 0xFF):
            if c := decode(lead, mark[0]):
                found.append((cost + BY_A_MARK + self.pair(last, c), c))
        for new, c in nsmallest(8, found):
            yield at + 2, (new, mark[1], c, out + c, lost + 1, 1)

    def _out_of_step(self, hypothesis: Hypothesis, at: int) -> Iterator[tuple[int, Hypothesis]]:
        cost, carried, last, out, lost, run = hypothesis
        text = self.text
        c = text[at]
        if c in LOST:
            yield from self._lost(hypothesis, at)
            return
        if c == "(":
            gloss = _gloss_at(text, at)
            if gloss and is_damage(last_pair(out, carried), gloss[1]):
                yield gloss.end(), hypothesis
            return
        if c == "\n":
            yield from self._end_of_line(hypothesis, at)
            return
        unit = self._bytes(c)
        if not unit or unit[0] < 0x40 or not (new := decode(carried, unit[0])):
            return
        cost += self.pair(last, new)
        if new in self.page.glossed and (run or len(unit) == 1):
            following = _gloss_at(text, at + 1) if len(unit) == 1 else None
            if following is None:
                cost += UNGLOSSED
        if len(unit) == 2 and unit[1] > 0x7F:
            yield at + 1, (cost, unit[1], new, out + new, lost, run + 1)
            return
        if len(unit) == 2:  # an ASCII letter of the original, taken for a second byte
            letter = chr(unit[1])
            cost += self.pair(new, letter)
            yield at + 1, (cost, IN_STEP, letter, out + new + letter, lost, run + 1)
            return
        yield at + 1, (cost, IN_STEP, new, out + new, lost, run + 1)

    def _lost(self, hypothesis: Hypothesis, at: int) -> Iterator[tuple[int, Hypothesis]]:
        """A mark out of step: the second byte of a character, with what it swallowed."""
        cost, carried, last, out, lost, run = hypothesis
        text = self.text
        if gloss := _lost_gloss_at(text, at):
            for trail in range(0x80, 0xFF):
                c = decode(carried, trail)
                if c and is_damage(c, gloss[1]):
                    new = cost + self.pair(last, c)
                    yield gloss.end(), (new, IN_STEP, c, out + c, lost + 1, run + 1)
            return
        found = []
        for trail in range(0x80, 0xFF):
            if c := decode(carried, trail):
                price = UNGLOSSED if run and c in self.page.glossed else 0.0
                found.append((cost + price + self.pair(last, c), c))
        for new, c in nsmallest(16, found):
            kept: Hypothesis = (new, IN_STEP, c, out + c, lost + 1, run + 1)
            if text[at] == "\ufffd":
                yield at + 1, kept
            else:
                ways = nsmallest(SWALLOWED_KEPT, self._swallowed(c, at + 1))
                for more, seen, swallowed in ways:
                    done = (new + more, IN_STEP, seen, out + c + swallowed, lost + 2, run + 1)
                    yield at + 1, done

    def _swallowed(self, last: str, at: int) -> Iterator[tuple[float, str, str]]:
        """ASCII that a mark swallowed: cost, last character for the model, what it was."""
        text = self.text
        following = text[at : at + 1]
        if following and following in _MARKS:
            yield DOUBLED, last, ","
        if not following:  # the text ends so: a text of lines ends with a line feed, another not
            yield (0.0, "\n", "\n") if "\n" in text else (0.0, last, "")
            return
        if following == "\n":
            yield TRACELESS / 2, last, ""
        for c in _SWALLOWED:
            if c != "\n":
                yield self.pair(last, c), self.seen(c), c
            elif following not in _MARKS:  # no line begins with one
                yield self.pair(last, c) + SWALLOWED_LINE, c, c

    def _end_of_line(self, hypothesis: Hypothesis, at: int) -> Iterator[tuple[int, Hypothesis]]:
        """The line ends out of step: its last byte left no mark."""
        cost, carried, last, out, lost, run = hypothesis
        found = []
        for trail in range(0x80, 0xFF):
            if c := decode(carried, trail):
                found.append((cost + TRACELESS + self.pair(last, c), c))
        for new, c in nsmallest(8, found):
            yield at, (new, IN_STEP, c, out + c, lost + 1, run + 1)

    def _vanished(self, hypothesis: Hypothesis, at: int) -> list[Hypothesis]:
        """A pair without a character vanished before the unit at `at`, in the likeliest ways."""
        cost, carried, last, out, lost, run = hypothesis
        ahead = self._ahead(at)
        if ahead is None:
            return []
        pairs = _vanishing_pairs()
        firsts = []
        for lead in pairs:
            if c := decode(carried, lead):
                price = UNGLOSSED if run and c in self.page.glossed else 0.0
                firsts.append((cost + price + self.pair(last, c), lead, c))
        found: list[tuple[float, Hypothesis]] = []
        for new, lead, c in nsmallest(VANISHED_FIRST, firsts):
            for trail in pairs[lead]:
                score = ahead(c, trail)
                if score is not None:
                    price = RARE if decode(lead, trail) else 0.0
                    state = (new + price, trail, c, out + c, lost + 2, run + 1)
                    found.append((new + price + score, state))
        return [state for _, state in nsmallest(VANISHED_KEPT, found, key=lambda f: f[0])]

    def _ahead(self, at: int) -> Callable[[str, int], float | None] | None:
        """What the next character costs at least, of (last character, byte carried), in nats.

        None as the function: nothing can have vanished here. None as its value: not these bytes.
        """
        text = self.text
        c = text[at]
        gloss = _lost_gloss_at(text, at) if c in LOST else _gloss_at(text, at)
        if c == "(" and gloss:
            reading = gloss[1]
            return lambda last, byte: 0.0 if is_damage(last_pair(last, byte), reading) else None
        if c in LOST:
            reading = gloss[1] if gloss else ""
            return lambda last, byte: min(
                (
                    self.pair(last, c)
                    for c in _common(byte, self.model)
                    if not reading or is_damage(c, reading)
                ),
                default=None,
            )
        unit = self._bytes(c)
        if not unit or unit[0] < 0x40:
            return None
        first = unit[0]
        return lambda last, byte: self.pair(last, c) if (c := decode(byte, first)) else None

    def _bytes(self, c: str) -> bytes:
        """The bytes that the reader can have given `c` for."""
        if c == "\u20ac":
            return b"\x80"
        return encode(WIDE[c]) if self.page.wide and c in ",:;!" else encode(c)


_commons: dict[int, tuple[str, ...]] = {}


def _common(lead: int, model: Language) -> tuple[str, ...]:
    """The commonest characters that begin with a byte, by the model."""
    known = _commons.get(lead)
    if known is None:
        row = [c for c in (decode(lead, trail) for trail in range(0x80, 0xFF)) if c]
        row.sort(key=model.char)
        known = _commons[lead] = tuple(row[:40])
    return known


@once
def _vanishing_pairs() -> dict[int, tuple[int, ...]]:
    """Second bytes, by first byte, of the pairs that a reader has no character for."""
    pairs = {}
    for lead in range(0x80, 0xFF):
        trails = tuple(t for t in range(0x81, 0xFF) if lead in USER_ROWS or not decode(lead, t))
        if trails:
            pairs[lead] = trails
    return pairs


def _pruned(hypotheses: list[Hypothesis]) -> list[Hypothesis]:
    hypotheses.sort(key=lambda h: h[0])
    kept: list[Hypothesis] = []
    alike: dict[tuple[int, str], int] = {}
    worst = hypotheses[0][0] + BEAM_NATS if hypotheses else 0.0
    for h in hypotheses:
        if h[0] > worst or len(kept) == BEAM:
            break
        key = (h[1], h[2])
        alike[key] = alike.get(key, 0) + 1
        if alike[key] <= ALIKE:
            kept.append(h)
    return kept


def _settle(finals: list[Hypothesis]) -> tuple[str, float, int]:
    """The best text with what is in doubt marked, its posterior, and the bytes lost in it."""
    best = finals[0]
    weights = [(exp(best[0] - h[0]), h[3]) for h in finals if h[0] < best[0] + BEAM_NATS]
    total = sum(weight for weight, _ in weights)
    text = best[3]
    settled = list(text)
    confidence = 1.0
    for k in range(len(text)):
        head, tail = text[: k + 1], text[k:]
        share = sum(w for w, other in weights if other.startswith(head) or other.endswith(tail))
        share /= total
        if share < LEAST_SHARE:
            settled[k] = "\ufffd"
        else:
            confidence = min(confidence, share)
    return "".join(settled), confidence, best[4]
