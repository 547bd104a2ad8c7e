"""The characters of a span with their posteriors: four-grams, forwards and backwards over all gaps.

Pairs cannot tell `\\u30ec\\u30c3\\u30b9\\u30f3` from `\\u30ea\\u30c3\\u30b9\\u30f3`. The gaps are
searched with pairs (`gap`); what they left possible is summed up once more here, with the three
characters before each one as its context, over a whole stretch of gaps and what is known between
them. So a character speaks of those that were lost on either side, and the ways to divide the bytes
into characters stand against each other.

A stretch begins after three known characters and ends before three: what lies beyond them tells
nothing more.
"""

from __future__ import annotations

from math import exp, log
from operator import mul

from mojifix.language.fourgrams import load
from mojifix.lattice.pattern import UNKNOWN
from mojifix.result import Guess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Final

    from mojifix.language.fourgrams import Fourgrams
    from mojifix.language.model import Model
    from mojifix.lattice.gap import Edge
    from mojifix.lattice.pattern import Node
    from mojifix.lattice.slots import Slots
    from mojifix.lattice.spoken import Spoken

    # The posterior of each character between two nodes.
    Shares = dict[tuple[int, int], dict[str, float]]

# What is believed of a difference in nats: what was lost may have been lost another way, and the
# candidates that `gap` left out have a share as well. At 0.8 characters stated at 0.9 and more are
# right in 98.4 %, at 0.75 in 98.7 % (benchmarks/calibration.py), where the table lossy has 0.1 of a
# hundred characters fewer right and 0.4 of a thousand fewer wrong.
SHARPNESS: Final = 0.8

# What the gains of longer contexts count beside the pairs: they know other texts than the one at
# hand. At 1.0 the table lossy has 0.05 of a hundred characters more right, and 0.9 of a thousand
# more wrong (60 other lines a language, SHARPNESS 0.75; this and SHARPNESS by 380,000 four-grams,
# of which the wheel holds 205,000).
WEIGHT: Final = 0.85

# Contexts kept before a character, and how much less likely than the best one they may be. Twice as
# many restore the same (table lossy, 30 lines a language).
KEPT: Final = 100
WORSE: Final = 1e-5

# Alternatives told of a character, and the least probability of one.
TOLD: Final = 4
TOLD_LEAST: Final = 0.01

# A character in front of which nothing is known.
NOTHING: Final = "\0"

# Known characters that part two stretches: the context of a four-gram.
APART: Final = 3


class Filling:
    """The text of a span as it is put together, left to right.

    text      so far, the likeliest character at each place
    guesses   what was not certain of it
    lost      bytes that were missing
    """

    def __init__(self, before: str, slots: Slots, model: Model, spoken: Spoken) -> None:
        """An empty span.

        before   what stands in front of it
        spoken   the languages of its line
        """
        self.before = before
        self.spoken = spoken
        self.slots = slots
        self.model = model
        self.text = ""
        self.guesses: list[Guess] = []
        self.lost = 0
        self._stretch: Stretch | None = None

    def know(self, text: str) -> None:
        """Known characters follow."""
        if self._stretch is not None and len(text) < APART:
            self._stretch.know(text)
            return
        self.close(text)
        self.text += text

    def miss(self, edges: Mapping[Node, Mapping[Node, list[Edge]]]) -> None:
        """A gap follows, as `Gap.edges` gives it."""
        if self._stretch is None:
            left = self.before + self.text
            self._stretch = Stretch(left, self.slots, self.model, load(), self.spoken)
        self._stretch.miss(edges)

    def close(self, right: str) -> None:
        """What is not decided yet is, before `right`."""
        if self._stretch is not None:
            text, guesses, lost = self._stretch.solved(right)
            self.guesses += [guess.moved(len(self.text)) for guess in guesses]
            self.lost += lost
            self.text += text
            self._stretch = None


class Fan:
    """What may follow contexts that end alike, at one edge.

    target     where the edge leads
    contexts   all of them
    keys       the contexts after it, one for each character
    ways       of each context the probability of each character after it
    shares     the probability of all ways from the beginning to each of the keys
    """

    __slots__ = ("contexts", "keys", "shares", "target", "ways")

    def __init__(
        self,
        target: int,
        contexts: list[str],
        keys: list[str],
        ways: list[list[float]],
        shares: list[float],
    ) -> None:
        self.target = target
        self.contexts = contexts
        self.keys = keys
        self.ways = ways
        self.shares = shares

    def onward(self, beyond: Sequence[float]) -> Iterable[float]:
        """Of each context the probability of all that follows; `beyond` is that of the keys."""
        return [sum(map(mul, ways, beyond)) for ways in self.ways]


class Thread:
    """As `Fan`, where one known character follows each of the contexts, which need not be alike.

    keys, ways, shares   one for each context
    """

    __slots__ = ("contexts", "keys", "shares", "target", "ways")

    def __init__(
        self, target: int, contexts: Mapping[str, float], c: str, ways: list[float]
    ) -> None:
        self.target = target
        self.contexts = contexts
        self.keys = [context[1:] + c for context in contexts]
        self.ways = ways
        self.shares = list(map(mul, contexts.values(), ways))

    def onward(self, beyond: Sequence[float]) -> Iterable[float]:
        """Of each context the probability of all that follows; `beyond` is that of the keys."""
        return map(mul, self.ways, beyond)


class Stretch:
    """Gaps with known characters between them, in the order of the text."""

    def __init__(
        self, left: str, slots: Slots, model: Model, fourgrams: Fourgrams, spoken: Spoken
    ) -> None:
        """An empty stretch.

        left   what stands in front of it, of which the last APART characters are looked at
        """
        self.left = left[-APART:].rjust(APART, NOTHING)
        self.slots = slots
        self.model = model
        self.fourgrams = fourgrams
        self.spoken = spoken
        self.again = model.odds().again
        self.out: list[list[tuple[int, Edge]]] = [[]]  # of each node: where its edges lead

    def know(self, text: str) -> None:
        """Known characters follow."""
        for c in text:
            self.out[-1].append((len(self.out), ((), 1.0, (c,))))
            self.out.append([])

    def miss(self, edges: Mapping[Node, Mapping[Node, list[Edge]]]) -> None:
        """A gap follows: of each of its nodes in order where its edges lead."""
        numbers = {node: number for number, node in enumerate(edges, len(self.out) - 1)}
        self.out += [[] for _ in range(len(edges) - 1)]
        for node, leading in edges.items():
            for target, several in leading.items():
                self.out[numbers[node]] += [(numbers[target], edge) for edge in several]

    def solved(self, right: str) -> tuple[str, list[Guess], int]:
        """The likeliest text, what was not certain of it, and how many bytes were lost.

        right   what stands behind, of which APART characters are looked at
        """
        inside = len(self.out) - 1
        self.know(right[:APART])
        fans, ends = self._forwards()
        shares = self._backwards(fans, ends, inside)
        return self._best(shares, inside)

    def _forwards(self) -> tuple[list[list[Fan | Thread]], Iterable[str]]:
        """Of each node what may follow there, and the contexts at the last one."""
        forward: list[dict[str, float]] = [{} for _ in self.out]
        forward[0][self.left] = 1.0
        fans: list[list[Fan | Thread]] = []
        # Nats that are taken out of the shares of each node, whatever way leads there: of a line of
        # 200 characters they would add up to more than a float can hold.
        taken = {0: 0.0}
        for node, (states, edges) in enumerate(zip(forward, self.out)):
            kept = _kept(states)
            groups = _alike(kept)
            here: list[Fan | Thread] = []
            top = max(kept.values(), default=0.0)
            for target, (tokens, price, choices) in edges if top else ():
                onward = taken.setdefault(target, taken[node] + log(top))
                price *= exp(taken[node] - onward)
                if tokens:
                    edge = tokens, price, choices
                    here += [self._fan(group, target, edge) for group in groups]
                else:
                    here.append(self._thread(kept, target, choices[0], price))
            for fan in here:
                reached = forward[fan.target]
                for key, share in zip(fan.keys, fan.shares):
                    reached[key] = reached.get(key, 0.0) + share
            fans.append(here)
        return fans, _kept(forward[-1])

    def _thread(self, states: Mapping[str, float], target: int, c: str, price: float) -> Thread:
        """What follows where a character is known; `price` is a factor of all of it."""
        gains, cost, known = self.fourgrams.gains, self.model.__getitem__, (c,)
        ways = []
        alike: dict[str, float] = {}  # by the last character, which most contexts share
        for context in states:
            last = context[-1]
            if last not in alike:
                nats = cost(last + c) if last != NOTHING else self.model.char(c)
                alike[last] = price * next(iter(self.spoken.factors(last, known))) * exp(-nats)
            (gain,) = gains(context, known)
            ways.append(alike[last] * exp(WEIGHT * gain))
        return Thread(target, states, c, ways)

    def _fan(self, states: Mapping[str, float], target: int, edge: Edge) -> Fan:
        """What may follow at an edge after contexts that end alike."""
        tokens, price, choices = edge
        contexts = list(states)
        tail = contexts[0][1:]
        last = tail[-1]
        known = "" if last == NOTHING else last
        fitting = self.slots.among(choices, known, tokens)
        cost = self.model.__getitem__
        nats = map(cost, map(last.__add__, fitting)) if known else map(self.model.char, fitting)
        gains = self.fourgrams.trigrams.gains(tail[0], last, fitting)
        factors = self.spoken.factors(last, fitting)
        alike = [price * f * exp(WEIGHT * g - nat) for f, g, nat in zip(factors, gains, nats)]
        if last in fitting:
            alike[fitting.index(last)] *= self.again(last)
        rest = 0.0  # the probability of the contexts of which no four-gram is known
        shares = [0.0] * len(fitting)
        ways: list[list[float]] = []
        for context, share in states.items():
            more = self.fourgrams.more(context, fitting)
            if more:
                ways.append([way * exp(WEIGHT * gain) for way, gain in zip(alike, more)])
                shares = [so_far + share * way for so_far, way in zip(shares, ways[-1])]
            else:
                ways.append(alike)
                rest += share
        if rest:
            shares = [so_far + rest * way for so_far, way in zip(shares, alike)]
        return Fan(target, contexts, [tail + c for c in fitting], ways, shares)

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

    def _best(self, shares: Shares, inside: int) -> tuple[str, list[Guess], int]:
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
        guesses = []
        lost = 0
        for at, (source, target, c) in enumerate(places):
            missing = self._missing(source, target, c)
            if missing:
                lost += missing
                guesses.append(_guess(at, c, shares[source, target]))
        return "".join(c for _, _, c in places), guesses, lost

    def _missing(self, source: int, target: int, c: str) -> int:
        """Bytes that were lost of a character between two nodes."""
        ways = [edge for to, edge in self.out[source] if to == target and c in edge[2]]
        tokens = max(ways, key=_price)[0]
        return sum(token >= UNKNOWN for token in tokens)


def _kept(states: dict[str, float]) -> dict[str, float]:
    if len(states) < 2:
        return states
    kept = sorted(states, key=states.__getitem__, reverse=True)[:KEPT]
    least = states[kept[0]] * WORSE
    return {context: states[context] for context in kept if states[context] >= least}


def _alike(states: Mapping[str, float]) -> list[dict[str, float]]:
    """The contexts by all but their first character."""
    groups: dict[str, dict[str, float]] = {}
    for context, share in states.items():
        groups.setdefault(context[1:], {})[context] = share
    return list(groups.values())


def _guess(at: int, chosen: str, shares: Mapping[str, float]) -> Guess:
    """The guess of a character from the posteriors of all that may stand in its place."""
    rest = max(0.0, 1.0 - sum(shares.values()))
    told = {c: share**SHARPNESS for c, share in shares.items()}
    total = sum(told.values()) + rest**SHARPNESS
    ranked = sorted(told, key=told.__getitem__, reverse=True)
    others = [(c, told[c] / total) for c in ranked if c != chosen][:TOLD]
    likely = tuple((c, p) for c, p in others if p >= TOLD_LEAST)
    return Guess(at, chosen, min(1.0, told[chosen] / total), likely)


def _price(edge: Edge) -> float:
    return edge[1]
