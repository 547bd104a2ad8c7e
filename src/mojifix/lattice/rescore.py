"""The characters of a span with their posteriors: four-grams, forwards and backwards over all gaps.

Pairs cannot tell `\\u30ec\\u30c3\\u30b9\\u30f3` from `\\u30ea\\u30c3\\u30b9\\u30f3`. The gaps are
searched with pairs (`gap`); what they left possible is summed up once more here, with the three
characters before each one as its context, over a whole stretch of gaps and what is known between
them. So a character speaks of those that were lost on either side, and the ways to divide the bytes
into characters stand against each other.

A stretch begins after three known characters and ends before three: what lies beyond them tells
nothing more. Nor does most of a context: where the table has no four-gram that begins with it, its
first character is left out, and the second where there is no trigram, so that contexts which tell
the same are one (`Fourgrams.shortest`).
"""

from __future__ import annotations

from math import exp, log
from operator import mul

from mojifix.channels.tokens import UNKNOWN
from mojifix.language.fourgrams import NOTHING, load
from mojifix.language.trigrams import WEIGHT
from mojifix.lattice.brackets import weigh
from mojifix.result import Guess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Final

    from mojifix.language.fourgrams import Fourgrams
    from mojifix.language.model import Model
    from mojifix.lattice.gap import Ahead, Edge, Edges
    from mojifix.lattice.slots import Slots
    from mojifix.lattice.spoken import Spoken

    Told = dict[str, float]  # the probability of each character at a place
    # The posterior of each character between two nodes.
    Shares = dict[tuple[int, int], dict[str, float]]

# What is believed of a difference in nats: what was lost may have been lost another way, and the
# candidates that `gap` left out have a share as well. At 0.8 characters stated at 0.9 and more are
# right in 98.5 %, at 0.75 in 98.7 % (benchmarks/calibration.py), where the table lossy has 0.1 of a
# hundred characters fewer right and 0.4 of a thousand fewer wrong.
SHARPNESS: Final = 0.8

# Contexts kept before a character, the likeliest by what led there and, by pairs, what follows, and
# how much less likely than the best one they may be. With 25 UTF-8 read as Big5 has 0.2 of a
# hundred characters more right and 9 of a thousand more wrong, since those that are left out leave
# the rest surer; with 50 it is the other way round. Other readers are the same (table lossy, twice
# twelve lines a language).
KEPT: Final = 32
WORSE: Final = 1e-5

# Alternatives told of a character, and the least probability of one.
TOLD: Final = 4
TOLD_LEAST: Final = 0.01
# Known characters that part two stretches: the context of a four-gram.
APART: Final = 3


class Filling:
    """The text of a span as it is put together, left to right.

    text      so far, the likeliest character at each place
    guesses   what was not certain of it, once it is `weighed`
    lost      bytes that were missing
    """

    def __init__(self, before: str, slots: Slots, model: Model, spoken: Spoken) -> None:
        """An empty span.

        before   what stands in front of it
        spoken   the languages of its line
        """
        self.before = before
        self.pairs = Pairs(model, spoken)
        self.slots = slots
        self.model = model
        self.text = ""
        self.guesses: list[Guess] = []
        self.lost = 0
        self._places: list[tuple[int, Told]] = []
        self._stretch: Stretch | None = None

    def know(self, text: str) -> None:
        """Known characters follow."""
        if self._stretch is not None and len(text) < APART:
            self._stretch.know(text)
            return
        self.close(text)
        self.text += text

    def miss(self, edges: Edges, ahead: Ahead) -> None:
        """A gap follows, as `Gap.edges` gives it."""
        if self._stretch is None:
            left = self.before + self.text
            self._stretch = Stretch(left, self.slots, self.model, load(), self.pairs)
        self._stretch.miss(edges, ahead)

    def close(self, right: str) -> None:
        """What is not decided yet is, before `right`."""
        if self._stretch is not None:
            text, places, lost = self._stretch.solved(right)
            self._places += [(at + len(self.text), told) for at, told in places]
            self.lost += lost
            self.text += text
            self._stretch = None

    def weighed(self, before: str, after: str) -> Filling:
        """This one, closed, with its guesses by what brackets stand in it and on either side."""
        characters = [*before, *self.text, *after]
        places = [(len(before) + at, told) for at, told in self._places]
        weigh("".join(characters), places)
        for at, told in places:
            guess = _guess(at - len(before), told)
            self.guesses.append(guess)
            characters[at] = guess.character
        self.text = "".join(characters[len(before) : len(before) + len(self.text)])
        return self


class Raised(dict[float, float]):
    """What a gain multiplies a probability by, by the gain; the tables know a few hundred."""

    __slots__ = ()

    def __missing__(self, gain: float) -> float:
        factor = self[gain] = exp(WEIGHT * gain)
        return factor


_raised: Final = Raised().__getitem__


class Fan:
    """What may follow some contexts at one edge.

    target     where the edge leads
    contexts   all of them
    keys       the contexts after it, one for each character
    ways       of each context the probability of each character after it
    price      what all of these are to be multiplied by
    shares     the probability of all ways from the beginning to each of the keys
    """

    __slots__ = ("contexts", "keys", "price", "shares", "target", "ways")

    def __init__(
        self,
        target: int,
        contexts: Mapping[str, float],
        keys: list[str],
        ways: list[list[float]],
        price: float,
    ) -> None:
        self.target = target
        self.contexts = contexts
        # Tuples of these are soon nothing to the garbage collector, lists always are something.
        self.keys = tuple(keys)
        self.ways = list(map(tuple, ways))
        self.price = price
        held = [share * price for share in contexts.values()]
        self.shares = tuple([sum(map(mul, held, column)) for column in zip(*ways)])

    def onward(self, beyond: Sequence[float]) -> Iterable[float]:
        """Of each context the probability of all that follows; `beyond` is that of the keys."""
        return [self.price * sum(map(mul, ways, beyond)) for ways in self.ways]


class Thread:
    """As `Fan`, where one known character follows each of the contexts, which need not be alike.

    keys, ways, shares   one for each context
    """

    __slots__ = ("contexts", "keys", "shares", "target", "ways")

    def __init__(
        self, target: int, contexts: Mapping[str, float], keys: list[str], ways: list[float]
    ) -> None:
        self.target = target
        self.contexts = contexts
        self.keys = keys
        self.ways = ways
        self.shares = list(map(mul, contexts.values(), ways))

    def onward(self, beyond: Sequence[float]) -> Iterable[float]:
        """Of each context the probability of all that follows; `beyond` is that of the keys."""
        return map(mul, self.ways, beyond)


class Pairs:
    """What one character tells of the next in a line: P(c | last), kept once asked for."""

    def __init__(self, model: Model, spoken: Spoken) -> None:
        """Nothing asked yet; `spoken` has the languages of the line."""
        self.model = model
        self.spoken = spoken
        self._known: dict[str, dict[str, float]] = {}

    def after(self, last: str, candidates: Sequence[str]) -> list[float]:
        """The probability of each of the candidates after a character, which may be NOTHING."""
        known = self._known.setdefault(last, {})
        try:
            return list(map(known.__getitem__, candidates))
        except KeyError:
            new = [c for c in candidates if c not in known]
            known.update(zip(new, self._new(last, new)))
        return list(map(known.__getitem__, candidates))

    def of(self, last: str, c: str) -> float:
        """`after` of one character."""
        known = self._known.setdefault(last, {})
        way = known.get(c)
        if way is None:
            (way,) = self._new(last, c)
            known[c] = way
        return way

    def _new(self, last: str, candidates: Sequence[str]) -> Iterator[float]:
        if last == NOTHING:
            nats = map(self.model.char, candidates)
        else:
            nats = map(self.model.__getitem__, map(last.__add__, candidates))
        factors = self.spoken.factors(last, candidates)
        return (factor * exp(-nat) for factor, nat in zip(factors, nats))


class Stretch:
    """Gaps with known characters between them, in the order of the text."""

    def __init__(
        self, left: str, slots: Slots, model: Model, fourgrams: Fourgrams, pairs: Pairs
    ) -> None:
        """An empty stretch.

        left    what stands in front of it, of which the last APART characters are looked at
        pairs   what is known of pairs in its line
        """
        self.left = left[-APART:].rjust(APART, NOTHING)
        self.slots = slots
        self.fourgrams = fourgrams
        self.pairs = pairs
        self.again = model.odds().again
        self.out: list[list[tuple[int, Edge]]] = [[]]  # of each node: where its edges lead
        # Of each node: the probability of what follows by the last character, {} for any.
        self.ahead: list[Mapping[str, float]] = [{}]

    def know(self, text: str) -> None:
        """Known characters follow."""
        for c in text:
            self.out[-1].append((len(self.out), ((), 1.0, (c,))))
            self.out.append([])
            self.ahead.append({})

    def miss(self, edges: Edges, ahead: Ahead) -> None:
        """A gap follows, as `Gap.edges` gives it."""
        numbers = {node: number for number, node in enumerate(edges, len(self.out) - 1)}
        self.out += [[] for _ in range(len(edges) - 1)]
        self.ahead += list(map(ahead.__getitem__, edges))[1:]
        for node, leading in edges.items():
            for target, several in leading.items():
                self.out[numbers[node]] += [(numbers[target], edge) for edge in several]

    def solved(self, right: str) -> tuple[str, list[tuple[int, Told]], int]:
        """The likeliest text, what was not certain of it, and how many bytes were lost.

        right   what stands behind, of which APART characters are looked at
        """
        inside = len(self.out) - 1
        if all(len(edges) == 1 and len(edges[0][1][2]) == 1 for edges in self.out[:inside]):
            return self._best(self._certain(), inside)
        self.know(right[:APART])
        fans, ends = self._forwards()
        shares = self._backwards(fans, ends, inside)
        return self._best(shares, inside)

    def _certain(self) -> Shares:
        """The posteriors where one way leads on from each node.

        So it is in 94 of 536 stretches of Chinese news in UTF-8 read as GBK (decoder python).
        """
        ways = ((node, *edges[0]) for node, edges in enumerate(self.out) if edges)
        return {(node, target): {edge[2][0]: 1.0} for node, target, edge in ways}

    def _forwards(self) -> tuple[list[list[Fan | Thread]], Iterable[str]]:
        """Of each node what may follow there, and the contexts at the last one."""
        forward: list[dict[str, float]] = [{} for _ in self.out]
        forward[0][self.left] = 1.0
        fans: list[list[Fan | Thread]] = []
        # Nats that are taken out of the shares of each node, whatever way leads there: of a line of
        # 200 characters they would add up to more than a float can hold.
        taken = {0: 0.0}
        for node, (states, edges) in enumerate(zip(forward, self.out)):
            kept = _kept(states, self.ahead[node])
            groups = _alike(kept)
            here: list[Fan | Thread] = []
            top = max(kept.values(), default=0.0)
            for target, (tokens, price, choices) in edges if top else ():
                onward = taken.setdefault(target, taken[node] + log(top))
                price *= exp(taken[node] - onward)
                if tokens:
                    for last, tails in groups.items():
                        here += self._fans(last, tails, target, (tokens, price, choices))
                else:
                    here.append(self._thread(kept, target, choices[0], price))
            for fan in here:
                reached = forward[fan.target]
                for key, share in zip(fan.keys, fan.shares):
                    reached[key] = reached.get(key, 0.0) + share
            fans.append(here)
        return fans, forward[-1]

    def _thread(self, states: Mapping[str, float], target: int, c: str, price: float) -> Thread:
        """What follows where a character is known; `price` is a factor of all of it."""
        if len(states) == 1:  # all ways lead through it
            (context,) = states
            return Thread(target, states, [self.fourgrams.shortest(context[1:] + c)], [1.0])
        keys, ways = [], []
        alike: dict[str, tuple[str, float]] = {}  # by the last two
        for context in states:
            tail = context[1:]
            known = alike.get(tail)
            if known is None:
                known = alike[tail] = self._following(tail, c, price)
            key, way = known
            if context[0] != NOTHING:
                (gain,) = self.fourgrams.more(context, c)
                way *= _raised(gain)
            keys.append(key)
            ways.append(way)
        return Thread(target, states, keys, ways)

    def _following(self, tail: str, c: str, price: float) -> tuple[str, float]:
        """The context after two characters and one more, and the probability of this one."""
        way = self.pairs.of(tail[1], c)
        if tail[0] != NOTHING:
            way *= _raised(self.fourgrams.trigrams.gain(tail[0], tail[1], c))
        return self.fourgrams.shortest(tail + c), price * way

    def _fans(
        self, last: str, tails: Mapping[str, Mapping[str, float]], target: int, edge: Edge
    ) -> Iterator[Fan]:
        """What may follow at an edge after contexts that end in one character.

        tails   the contexts by their last two
        """
        tokens, price, choices = edge
        fitting = self.slots.among(choices, "" if last == NOTHING else last, tokens)
        if not fitting:
            return
        pairs = self.pairs.after(last, fitting)
        if last in fitting:
            pairs[fitting.index(last)] *= self.again(last)
        contexts: dict[str, float] = {}
        ways: list[list[float]] = []
        for tail, alike in tails.items():
            contexts.update(alike)
            if tail[0] == NOTHING:
                ways.append(pairs)
                continue
            gains, places = self.fourgrams.going_on(tail, fitting)
            after = list(map(mul, pairs, map(_raised, gains)))
            more = [self.fourgrams.more(context, fitting) for context in alike]
            here = [list(map(mul, after, map(_raised, g))) if g else after for g in more]
            ways += here
            if places:  # three characters tell more than two of what follows these
                keys = [tail + fitting[at] for at in places]
                some = [[way[at] for at in places] for way in here]
                yield Fan(target, alike, keys, some, price)
                for way in here:
                    for at in places:
                        way[at] = 0.0
        seconds = self.fourgrams.trigrams.seconds(last)
        keys = [(NOTHING + last if c in seconds else NOTHING + NOTHING) + c for c in fitting]
        yield Fan(target, contexts, keys, ways, price)

    def _backwards(
        self, fans: Sequence[Sequence[Fan | Thread]], ends: Iterable[str], inside: int
    ) -> Shares:
        """The posteriors, up to the node `inside`."""
        backward: list[dict[str, float]] = [{} for _ in fans]
        backward[-1] = dict.fromkeys(ends, 1.0)
        found: Shares = {}
        for node in range(len(fans) - 2, -1, -1):
            here = backward[node]
            for fan in fans[node]:
                behind = backward[fan.target]
                beyond = [behind.get(key, 0.0) for key in fan.keys]
                for context, way in zip(fan.contexts, fan.onward(beyond)):
                    here[context] = here.get(context, 0.0) + way
                if node < inside:
                    shares = found.setdefault((node, fan.target), {})
                    for key, share in zip(fan.keys, map(mul, fan.shares, beyond)):
                        shares[key[-1]] = shares.get(key[-1], 0.0) + share
        total = backward[0][self.left]
        return {
            edge: {c: share / total for c, share in shares.items()}
            for edge, shares in found.items()
        }

    def _best(self, shares: Shares, inside: int) -> tuple[str, list[tuple[int, Told]], int]:
        """The text of which most characters are right, as far as is known."""
        best: list[tuple[float, int, str]] = [(-1.0, 0, "")] * (inside + 1)
        best[0] = (0.0, 0, "")
        for (source, target), found in sorted(shares.items()):
            if best[source][0] >= 0 and found:
                c = max(found, key=found.__getitem__)
                best[target] = max(best[target], (best[source][0] + found[c], source, c))
        places: list[tuple[int, int, str]] = []
        node = inside
        while node:
            _, source, c = best[node]
            places.append((source, node, c))
            node = source
        places.reverse()
        uncertain = []
        lost = 0
        for at, (source, target, c) in enumerate(places):
            missing = self._missing(source, target, c)
            if missing:
                lost += missing
                uncertain.append((at, _told(shares[source, target])))
        return "".join(c for _, _, c in places), uncertain, lost

    def _missing(self, source: int, target: int, c: str) -> int:
        """Bytes that were lost of a character between two nodes."""
        ways = [edge for to, edge in self.out[source] if to == target and c in edge[2]]
        tokens = max(ways, key=_price)[0]
        return sum(token >= UNKNOWN for token in tokens)


def _kept(states: dict[str, float], ahead: Mapping[str, float]) -> dict[str, float]:
    """The contexts that are likely by what led there and, by pairs, by what follows."""
    if len(states) < 2:
        return states
    told = states
    if ahead:
        told = {context: share * ahead[context[2]] for context, share in states.items()}
    kept = sorted(told, key=told.__getitem__, reverse=True)[:KEPT]
    least = told[kept[0]] * WORSE
    return {context: states[context] for context in kept if told[context] >= least}


def _alike(states: Mapping[str, float]) -> dict[str, dict[str, dict[str, float]]]:
    """The contexts by their last character, and these by the last two."""
    groups: dict[str, dict[str, dict[str, float]]] = {}
    for context, share in states.items():
        tails = groups.setdefault(context[2], {})
        tails.setdefault(context[1:], {})[context] = share
    return groups


def _told(shares: Mapping[str, float]) -> Told:
    """What is believed of each of the characters at a place, by their posteriors."""
    rest = max(0.0, 1.0 - sum(shares.values()))
    told = {c: share**SHARPNESS for c, share in shares.items()}
    total = sum(told.values()) + rest**SHARPNESS
    return {c: share / total for c, share in told.items()}


def _guess(at: int, told: Told) -> Guess:
    """The guess of a character from what is believed of all that may stand in its place."""
    ranked = sorted(told, key=told.__getitem__, reverse=True)
    others = tuple((c, told[c]) for c in ranked[1 : TOLD + 1] if told[c] >= TOLD_LEAST)
    return Guess(at, ranked[0], min(1.0, told[ranked[0]]), others)


def _price(edge: Edge) -> float:
    return edge[1]
