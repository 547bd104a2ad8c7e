"""A line in which a channel was at work, read again character by character, and how sure that is.

Theory of operation:

1. What a span gains shows which channel was at work in its line (`align`, `choose`). Where exactly,
   and where else, is another question: a damaged hanzi is a hanzi still, and one at the end of a
   span or by itself gains too little for a span of its own. So the line is read once more, as it
   stands and as its bytes were meant, side by side: a path goes over from one to the other where a
   character of each begins at the same byte.
2. A path pays for each character after the two before it (pairs and trigrams), and for what it is
   in the line's language, which is known by now; for going over where two histories do not meet
   (`edges.meeting`), less in a line where they often do not (JOINED); and for a span of one letter.
3. The likeliest path is the repair. The sum over all paths gives the probability that its text is
   right. Where that is less than CERTAIN, nobody can tell which characters were damaged: it is
   the confidence of all repairs of the line then, so that by default the line is left alone.
   Changing its clean part is worse than leaving it.

In the letters that readers with one byte a character make of East Asian text no end is in doubt.
Of these it is asked only where the repairs leave some: in a line whose other parts were hangul
`\u00b4\u00c9` by itself passes for Western, and is one more.
"""

from __future__ import annotations

from functools import reduce
from math import exp, log1p

from mojifix.channels.letters import is_cjk
from mojifix.language import shares
from mojifix.language.home import FOREIGN, away_from
from mojifix.language.trigrams import WEIGHT
from mojifix.search.align import trimmed
from mojifix.search.edges import LONG, meeting, movable, nats_of
from mojifix.search.repair import applied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec
    from mojifix.language.model import Model
    from mojifix.search.repair import Repair

    # Whether a character is of a span, the character, and the bytes that it has.
    Step = tuple[bool, str, int]
    # Start, end in the line, what should stand there.
    Span = tuple[int, int, str]

# Probability of a text from which its line is repaired. Of 6,762 lines with damaged spans that are
# read like this 6,654 are right and 108 wrong at 0, 6,595 and 41 at 0.8, 6,574 and 34 at 0.85,
# 6,563 and 30 at 0.87, 6,540 and 28 at 0.9, 6,504 and 27 at 0.93 (table mixed, nine other samples);
# the others are left alone. At 0.9 a sign alone that is in doubt leaves its line.
CERTAIN: Final = 0.87

# What counts of what a character tells of the line's language (`shares`): those before it told most
# of it. Of the same lines, from 0.9 on, 4,366 are right and 24 wrong at 1, 4,360 and 18 at 0.7,
# 4,357 and 20 at 0.6, 4,357 and 29 at 1.5.
OF_LANGUAGE: Final = 0.7

# What a span costs to open beside what its ends cost (nats). Of 4,107 lines with damaged spans 105
# are wrong at 0 nats, 106 at 1, 107 at 2, 113 at 4; the alignment alone leaves 130 of them wrong.
OPENING: Final = 1.0

# What a span of fewer than two letters costs more (nats): damage comes by words and fields. Without
# it 108 instead of 105 of 4,107 lines are wrong, at 3 to 9 nats it is the same.
LONE: Final = 5.0

# The ways to put a line together: what an end of a span costs, in multiples of `edges.meeting`, and
# nats of such a line. Where one end is inside clean text the others are as well: it is dear to be
# the first, and cheap to be another. Of the same lines 6,533 are right and 40 wrong in one way, at
# 1 and 0 nats (25 of these with two spans, 15 as it is). With 1.2 and 6 nats in place of 2 and 10,
# or 0.35 and 8 in place of 0.5 and 10, ten fewer are right, two more or fewer wrong.
JOINED: Final = ((2.0, 0.0), (0.5, 10.0))

# Nats by which a path may be behind the likeliest one. At 12 to 40 the same lines are right.
BEHIND: Final = 20.0

_NOWHERE: Final = -1e9  # log-probability; below any that a path can have


def traced(
    text: str, repairs: Sequence[Repair], model: Model, channels: Sequence[Misread]
) -> Sequence[Repair]:
    """The repairs of a line as the likeliest path has them; doubtful ones where it is not CERTAIN.

    channels   those that may have been at work, beside that of the repairs

    Where this cannot be asked, because there was more than one channel or loss, they stay.
    """
    channel = _at_work(text, repairs, channels)
    line = Bytes(text, channel) if channel else None
    if channel is None or line is None or not line.readable:
        return repairs
    repairs = [repair.by(channel) for repair in repairs]
    best, share = likeliest(line, Costs(applied(text, repairs), model, line.strange))
    found = [_placed(text, span, repairs, model) for span in _spans(line, best)]
    if share < CERTAIN:
        return [repair.stated(min(share, repair.confidence)) for repair in found]
    # That the line was damaged is known by the surest: one that gains little is as certain now.
    surest = max((repair.confidence for repair in found), default=0.0)
    return [repair.stated(max(repair.confidence, min(share, surest))) for repair in found]


def _at_work(text: str, repairs: Sequence[Repair], channels: Sequence[Misread]) -> Misread | None:
    """The channel of all repairs, if it is one whose ends may be in doubt."""
    chains = {repair.channels for repair in repairs}
    if len(chains) != 1 or len(text) > LONG or not all(map(movable, repairs)):
        return None
    ((channel,),) = chains
    if channel.read.kind == "single" and all(is_cjk(repair.repaired) for repair in repairs):
        return _leaving_least(text, repairs, channel, channels)
    return channel if channel.read.kind == "double" else None


def _leaving_least(
    text: str, repairs: Sequence[Repair], channel: Misread, channels: Sequence[Misread]
) -> Misread | None:
    """The channel that may have left the letters that all repairs leave; None where it left none.

    What CP1252 read Latin-1 reads as well, but for a few bytes: `\u02c6\u00f6` is one hanzi more.
    """
    left = _beyond(_rest(text, repairs))
    if not any(map(str.isalpha, left)):
        return None
    alike = [
        other
        for other in channels
        if other.written is channel.written
        and other.read.kind == "single"
        and all(other.invert(text[r.start : r.end]) == r.repaired for r in repairs)
    ]
    found = max([channel, *alike], key=lambda other: len(_had(other.read, left)))
    return found if any(map(str.isalpha, _had(found.read, left))) else None


def _rest(text: str, repairs: Sequence[Repair]) -> str:
    """What the repairs, which stand in order, do not change."""
    for repair in reversed(repairs):
        text = text[: repair.start] + text[repair.end :]
    return text


def _beyond(text: str) -> set[str]:
    """The letters and signs of a text that are neither ASCII nor East Asian."""
    return {c for c in text if not c.isascii() and not is_cjk(c)}


def _had(read: Codec, characters: Collection[str]) -> set[str]:
    """Those of the characters that a codec has."""
    had = set()
    for c in characters:
        try:
            read.encode(c)
        except UnicodeEncodeError:
            continue
        had.add(c)
    return had


def _placed(text: str, span: Span, repairs: Sequence[Repair], model: Model) -> Repair:
    """A span as a repair, with its evidence."""
    start, end, repaired = span
    there = [repair for repair in repairs if repair.start < end and start < repair.end]
    first = (there or repairs)[0]
    if (first.start, first.end, first.repaired) == span:
        return first
    evidence = sum(repair.evidence for repair in there) if there else -OPENING
    found = first.placed(start, end, repaired, evidence)
    gain = nats_of(applied(text, there), model) - nats_of(applied(text, [found]), model)
    return found.placed(start, end, repaired, evidence + gain)


class Bytes:
    """The bytes of a line before its reader, and what either codec reads at one of them.

    readable   whether each character of the line begins at a byte of its own
    size       how many bytes there are; a character that the reader does not have is one of them
    places     byte offset -> character offset in the line
    strange    what a reader with one byte a character has of it, and East Asian text hardly has
    """

    def __init__(self, text: str, channel: Misread) -> None:
        self.text = text
        single = channel.read.kind == "single"
        self.strange = _had(channel.read, _beyond(text)) if single else set[str]()
        self._written = channel.written
        self._inside: dict[int, Step | None] = {}
        self._foreign: set[int] = set()
        self._outside: dict[int, Step] = {}
        self.places: dict[int, int] = {}
        self.readable = True
        data = bytearray()
        for place, c in enumerate(text):
            at = len(data)
            self.places[at] = place
            try:
                data += channel.read.encode(c)
            except UnicodeEncodeError:
                self._foreign.add(at)
                data.append(0)
            self.readable = self.readable and len(data) > at
            self._outside[at] = False, c, len(data) - at
        self._data = bytes(data)
        self.size = len(data)
        self.places[self.size] = len(text)

    def steps(self, at: int, inside: bool) -> Iterator[Step]:
        """The characters that can follow at a byte, outside a span or `inside` one before it."""
        outside = self._outside.get(at)
        if outside is not None:
            yield outside
        if inside or outside is not None:
            if at not in self._inside:
                self._inside[at] = self._meant(at)
            step = self._inside[at]
            if step is not None:
                yield step

    def _meant(self, at: int) -> Step | None:
        """The character that was written there, if there is one."""
        for length in range(1, min(4, self.size - at) + 1):
            if at + length - 1 in self._foreign:
                return None
            try:
                c = self._written.decode(self._data[at : at + length])
            except UnicodeDecodeError:
                continue
            return (True, c, length) if len(c) == 1 and c != "\ufffd" else None
        return None


class Costs:
    """What a character costs after others in a line whose language is known, in nats."""

    def __init__(self, line: str, model: Model, foreign: Collection[str] = ()) -> None:
        """The costs in this line, which was repaired as far as is known.

        foreign   letters that are not of its language, beside those of other homes
        """
        from mojifix.language.trigrams import load

        known = shares.load()
        self._gain = load().gain
        self._model = model
        self._foreign = foreign
        self._ratio = known.ratios(known.language(line))
        self._home = model.home.of(line)
        self._known: dict[str, float] = {}

    def of(self, context: str, c: str) -> float:
        """-log P(c) after up to two characters of context."""
        key = context + c
        nats = self._known.get(key)
        if nats is None:
            nats = self._model.cost(c, context[-1:]) - OF_LANGUAGE * self._ratio[c]
            if len(context) > 1:
                nats -= WEIGHT * self._gain(*key)
            self._known[key] = nats
        return nats

    def away(self, c: str, before: bool) -> bool:
        """Whether the line is away from its home after a character, having been so `before`."""
        if c in self._foreign:
            return True
        return away_from(self._home, self._model.home[c], before)


class State:
    """One way to stand before a byte of the line.

    context   the last two characters
    inside    whether the last one is of a span, `letters` how many that has, two at most
    away      whether the line is away from its home
    cost      of the likeliest path here (nats), `before` the state that it comes from
    ways      all states that it can come from, with what the step costs
    """

    __slots__ = ("at", "away", "before", "context", "cost", "inside", "letters", "ways")

    def __init__(self, at: int, context: str, inside: bool, letters: int, away: bool) -> None:
        self.at = at
        self.context = context
        self.inside = inside
        self.letters = letters
        self.away = away
        self.cost = -_NOWHERE
        self.before: State | None = None
        self.ways: list[tuple[State, float]] = []

    def reached(self, before: State, nats: float) -> None:
        """Takes up a way to come here."""
        self.ways.append((before, nats))
        if before.cost + nats < self.cost:
            self.cost, self.before = before.cost + nats, before


class Paths:
    """All likely paths through a line that was put together in one way: see JOINED."""

    def __init__(self, line: Bytes, costs: Costs, times: float, price: float) -> None:
        self._line = line
        self._times = times
        self._costs = costs
        self._start = State(0, "", False, 0, False)
        self._start.cost = price
        self._states: dict[int, dict[tuple[object, ...], State]] = {0: {(): self._start}}
        self._order: list[State] = []  # none before one that it comes from
        least = 0.0
        for at in range(line.size):
            states = self._states.get(at, {}).values()
            if at in line.places and states:
                least = min(state.cost for state in states)
            for state in states:
                if state.cost <= least + BEHIND:
                    self._order.append(state)
                    self._go_on(state)
        self._ends = list(self._states[line.size].values())
        self._order += self._ends

    def _go_on(self, state: State) -> None:
        """Adds the states that a character leads to from this one."""
        for inside, c, length in self._line.steps(state.at, state.inside):
            away = self._costs.away(c, state.away)
            letters = min(2, state.letters + is_cjk(c)) if inside else 0
            at, context = state.at + length, (state.context + c)[-2:]
            nats = self._costs.of(state.context, c)
            if away and not state.away:
                nats += FOREIGN
            if inside != state.inside:
                nats += self._times * meeting(state.context[-1:], c)
                nats += OPENING if inside else _closing(state.letters)
            if inside and at == self._line.size:
                nats += _closing(letters)
            there = self._states.setdefault(at, {})
            key = context, inside, letters, away
            if key not in there:
                there[key] = State(at, context, inside, letters, away)
            there[key].reached(state, nats)

    def best(self) -> list[State]:
        """The states of the likeliest path, without the start."""
        path = [min(self._ends, key=_cost)]
        while path[-1].before is not None:
            path.append(path[-1].before)
        return path[-2::-1]

    def sum(self, among: Collection[tuple[int, str]] | None) -> float:
        """log of the sum of all paths, or those of these characters by where they end."""
        sums = {self._start: -self._start.cost}
        for state in self._order[1:]:
            if among is None or (state.at, state.context[-1]) in among:
                total = _NOWHERE
                for before, nats in state.ways:
                    if before in sums:
                        total = _added(total, sums[before] - nats)
                sums[state] = total
        total = _NOWHERE
        for state in self._ends:
            total = _added(total, sums.get(state, _NOWHERE))
        return total


def likeliest(line: Bytes, costs: Costs) -> tuple[list[State], float]:
    """The likeliest path, and the probability of its text by whatever paths it comes about."""
    joined = [Paths(line, costs, *way) for way in JOINED]
    best = min((paths.best() for paths in joined), key=_last_cost)
    same = {(state.at, state.context[-1]) for state in best}
    some = reduce(_added, (paths.sum(same) for paths in joined))
    return best, min(1.0, exp(some - reduce(_added, (paths.sum(None) for paths in joined))))


def _spans(line: Bytes, path: Sequence[State]) -> Iterator[Span]:
    """The parts of the line that a path changes."""
    start = before = 0
    repaired = ""
    for state in path:
        if state.inside:
            if not repaired:
                start = before
            repaired += state.context[-1]
        if repaired and (not state.inside or state.at == line.size):
            end = before if not state.inside else state.at
            span = trimmed(line.text, line.places[start], line.places[end], repaired)
            if span[2] or span[0] < span[1]:
                yield span
            repaired = ""
        before = state.at


def _closing(letters: int) -> float:
    """What a span of so many letters costs for being that short (nats)."""
    return LONE if letters < 2 else 0.0


def _added(a: float, b: float) -> float:
    """log(exp(a) + exp(b))."""
    if a < b:
        a, b = b, a
    return a + log1p(exp(b - a))


def _cost(state: State) -> float:
    return state.cost


def _last_cost(path: Sequence[State]) -> float:
    return path[-1].cost
