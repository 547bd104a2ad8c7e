"""What characters may be between two known ones, where bytes are missing.

A small forward-backward search with pairs of characters: its nodes are places between characters
(`pattern`), its edges are slots (`slots`), and the state at a node is the last character. Where
known characters go on, the gap ends. `rescore` has the last word on what it finds likely.
"""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import repeat
from math import exp, log
from operator import add, mul, neg

from mojifix.channels.tokens import UNKNOWN
from mojifix.lattice.pattern import BOUND, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import Final

    from mojifix.channels.loss import Style
    from mojifix.language.model import Model
    from mojifix.lattice.pattern import Node, Pattern
    from mojifix.lattice.slots import Fit, Slots

    # Slots of one kind: from which node to which, their tokens, probability.
    Step = tuple[Node, Node, tuple[int, ...], float]
    # Characters that may stand between two nodes: their tokens, probability, the characters.
    Edge = tuple[tuple[int, ...], float, tuple[str, ...]]
    Edges = dict[Node, dict[Node, list[Edge]]]
    Ahead = dict[Node, dict[str, float]]

# Last characters kept at a node, and how much less likely than the best one they may be. With 12
# UTF-8 read as cp949 by a browser has 0.4 % of characters less right, and as Big5 by Python 2.3 %;
# with 60 it is the same in more time (table lossy, other lines).
KEPT: Final = 30
WORSE: Final = exp(-10.0)

# As WORSE, of what one last character adds to the probability of one that follows it, beside any
# other way to the same element (a share). Of 536 lines of UTF-8 read as GBK, cp932, cp949 and
# cp1252 none is restored otherwise by it and the ceilings of `paths` together.
NEGLIGIBLE: Final = 1e-6

# As KEPT, where a known character follows, which tells most of what stands before it.
KEPT_LAST: Final = 64

# Elements that a gap may span: where every character has lost a byte a whole line is one gap.
LONGEST: Final = 240

# Nats by which probabilities are raised for each element, so that a long gap does not vanish:
# a character of three bytes costs some eight. A float holds 700 nats either way.
RAISED: Final = 2.7

# Characters handed on to `rescore` at a place, and the least probability of one. At 12 and 0.0001
# as many come back, of which a tenth more is wrong (UTF-8 read as cp932, decoder swallow).
LIKELY: Final = 24
LIKELY_LEAST: Final = 0.00001

# Nats of what cannot be.
NOWHERE: Final = 1e6


class Gap:
    """The fillings of the gap that begins at an element, after a known character."""

    def __init__(
        self,
        pattern: Pattern,
        slots: Slots,
        style: Style,
        model: Model,
        first: int,
        before: str,
        nats: float,
        ceiling: Callable[[int], float],
        doubted: Collection[int],
    ) -> None:
        """Searches at once.

        first     element at which the gap begins
        before    the character in front of it, "" for none
        nats      what it costs to be there
        ceiling   of an element: nats from which being there leads nowhere
        doubted   elements at which a known character begins in which bytes may be missing
        """
        self.ceiling = ceiling
        self.doubted = doubted
        self.pattern = pattern
        self.slots = slots
        self.style = style
        self.model = model
        self.odds = model.odds()
        self.first = place(first)
        self.before = before
        self.nats = {self.first: nats}  # of being at each node, on all ways there
        # node -> last character -> probability of all ways there
        self.forward: dict[Node, dict[str, float]] = {}
        self.least: dict[int, float] = {}  # element -> what is negligible there
        self.steps: list[Step] = []
        self.ends: list[Node] = []  # a known character or nothing more follows
        self.stops: list[Node] = []  # the damage may end here: a character of the text begins
        # Bytes that left no mark are thought of only where the marks alone explain nothing.
        self.dropping = False
        self._search()
        if not self.ends:
            self.dropping = True
            self.steps.clear()
            self._search()

    @property
    def reach(self) -> int:
        """The last element that a filling gets to."""
        return max(node[0] for node in self.forward)

    # ---------------------------------------------------------------------------------- forwards
    def _search(self) -> None:
        places = self.pattern.places
        self.forward = {self.first: {self.before: 1.0}}
        self.nats = {self.first: self.nats[self.first]}
        self.stops.clear()
        self.least.clear()
        tops: dict[int, float] = {}  # the likeliest state so far before each element
        queue = [self.first]
        seen = {self.first}
        while queue:
            node = heappop(queue)
            states = self._kept(node)
            most = max(states.values(), default=0.0)
            if most < tops.get(node[0], 0.0) * WORSE:
                continue
            tops[node[0]] = max(most, tops.get(node[0], 0.0))
            if self._costs(node) > self.ceiling(node[0]):
                continue
            if node != self.first and self._goes_on(node):
                self.ends.append(node)
                if node[0] not in self.doubted:
                    continue
            if node != self.first and node == place(node[0]) and node[0] in places:
                self.stops.append(node)
            if node[0] - self.first[0] > LONGEST:
                continue
            for tokens, after, price in self._slots(node):
                if self._step(node, states, tokens, after, price) and after not in seen:
                    seen.add(after)
                    heappush(queue, after)

    def _costs(self, node: Node) -> float:
        """Nats of being at a node, which are kept."""
        if node != self.first:
            total = sum(self.forward[node].values())
            raised = self.nats[self.first] + RAISED * (node[0] - self.first[0])
            self.nats[node] = raised - log(total) if total else NOWHERE
        return self.nats[node]

    def upto(self, element: int) -> float:
        """Nats of being at an element, NOWHERE where no way leads there."""
        known = self.nats.get
        return min(known(place(element), NOWHERE), known((element, True, 0, ()), NOWHERE))

    def _kept(self, node: Node) -> dict[str, float]:
        states = self.forward[node]
        if len(states) > 1:
            most = KEPT_LAST if self._goes_on(node) else KEPT
            kept = sorted(states, key=states.__getitem__, reverse=True)[:most]
            least = states[kept[0]] * WORSE
            states = self.forward[node] = {c: states[c] for c in kept if states[c] >= least}
        return states

    def _goes_on(self, node: Node) -> bool:
        """Whether the gap ends here: a known character or nothing more follows."""
        at, _, pending, _ = node
        if pending:
            return False
        return at >= len(self.pattern.elements) or self.known(at)

    def known(self, at: int) -> bool:
        """Whether a character of known bytes begins at an element."""
        elements = self.pattern.elements
        for length, _ in self.slots.shape(elements[at]) if elements[at] < UNKNOWN else ():
            tokens = elements[at : at + length]
            if len(tokens) == length and max(tokens) < UNKNOWN and self.slots.characters(tokens):
                return True
        return False

    def _slots(self, node: Node) -> Iterator[tuple[tuple[int, ...], Node, float]]:
        """The slots that may begin at a node: tokens, where they end, price."""
        for token, after, price in self.pattern.following(node, self.style, self.dropping):
            for length, extra in self.slots.shape(token):
                yield from self._longer((token,), after, price + extra, length)

    def _longer(
        self, tokens: tuple[int, ...], node: Node, price: float, length: int
    ) -> Iterator[tuple[tuple[int, ...], Node, float]]:
        if len(tokens) == length:
            yield tokens, node, price
            return
        for token, after, more in self.pattern.following(node, self.style, self.dropping):
            if self.slots.follows(token):
                yield from self._longer((*tokens, token), after, price + more, length)

    def _step(
        self,
        node: Node,
        states: dict[str, float],
        tokens: tuple[int, ...],
        after: Node,
        price: float,
    ) -> bool:
        if not self.slots.fit(tokens).characters:
            return False
        raised = exp(RAISED * (after[0] - node[0]) - price)
        self.steps.append((node, after, tokens, raised))
        reached = self.forward.setdefault(after, {})
        for fit, group in self._by_fit(states, tokens):
            self._reach(reached, group, fit, raised, after[0])
        return bool(reached)

    def _by_fit(
        self, states: Mapping[str, float], tokens: tuple[int, ...]
    ) -> Iterable[tuple[Fit, Mapping[str, float]]]:
        """The states by what may follow them."""
        if tokens[0] not in BOUND:
            return ((self.slots.fit(tokens), states),)
        groups: dict[int, tuple[Fit, dict[str, float]]] = {}
        for last, share in states.items():
            fit = self.slots.after(last, tokens)
            groups.setdefault(id(fit), (fit, {}))[1][last] = share
        return groups.values()

    def _reach(
        self,
        reached: dict[str, float],
        states: Mapping[str, float],
        fit: Fit,
        price: float,
        at: int,
    ) -> None:
        """Adds the probability of each character that fits after these states, before element `at`.

        Left out is what is negligible beside another way to that element.
        """
        steps, counted = self.odds.steps, fit.counted
        known = reached.get
        spreads: dict[int, float] = {}
        least = self.least.get(at, 0.0)
        for last, share in states.items():
            share *= price
            ways, characters, block, spread = counted.get(last) or self.slots.counted(fit, last)
            spreads[block] = spreads.get(block, 0.0) + share * spread
            if ways:
                least = max(least, share * ways[0] * NEGLIGIBLE)
                for way, c in zip(ways, characters):
                    way *= share
                    if way < least:
                        break
                    reached[c] = known(c, 0.0) + way
        for to, shares in fit.shares:
            way = sum(spread * steps[block][to] for block, spread in spreads.items())
            for c, share in shares:
                share *= way
                if share < least:
                    break
                reached[c] = known(c, 0.0) + share
        self.least[at] = least

    def cost(self, end: Node, after: str) -> float:
        """Nats of being at an end and of the character that follows, "" for none."""
        total = sum(map(mul, self.forward[end].values(), self._ways(end, after)))
        raised = self.nats[self.first] + RAISED * (end[0] - self.first[0])
        return raised - log(total) if total else NOWHERE

    def _ways(self, end: Node, after: str) -> Iterable[float]:
        """The probability of the character that follows each state at an end."""
        if not after:
            return repeat(1.0, len(self.forward[end]))
        nats = map(self.model.__getitem__, map(add, self.forward[end], repeat(after)))
        return map(exp, map(neg, nats))

    # --------------------------------------------------------------------------------- backwards
    def edges(self, end: Node, after: str) -> tuple[Edges, Ahead]:
        """What is possible up to an end: of each node in order where its edges lead.

        With it the probability of all that follows, by node and last character.

        after   the character that follows, "" for none
        """
        backward: Ahead = {end: dict(zip(self.forward[end], self._ways(end, after)))}
        steps = self._backwards(backward, end)
        total = backward[self.first][self.before]
        likely = {node: self._likely(node, states, total) for node, states in backward.items()}
        found: dict[Node, dict[Node, list[Edge]]] = {node: {} for node in sorted(likely)}
        for source, target, tokens, price in steps:
            if not likely[source]:
                continue
            fitting = self.slots.fit(tokens).every
            choices = tuple(c for c in likely[target] if c in fitting)
            if choices:
                found[source].setdefault(target, []).append((tokens, price, choices))
        return found, backward

    def _likely(self, node: Node, beyond: Mapping[str, float], total: float) -> list[str]:
        """The last characters at a node that are not too unlikely, the likeliest first."""
        here = self.forward[node]
        shares = {c: share * here[c] for c, share in beyond.items()}
        kept = sorted(shares, key=shares.__getitem__, reverse=True)[:LIKELY]
        return [c for c in kept if shares[c] > LIKELY_LEAST * total]

    def _backwards(self, backward: dict[Node, dict[str, float]], end: Node) -> list[Step]:
        """The probability of all that comes after each state, up to the node that is given.

        Returns the steps that a likely way takes; what comes before the others is left out.
        """
        least = LIKELY_LEAST * self._flow(end, backward[end])
        taken: dict[Node, bool] = {}
        found: list[Step] = []
        for step in sorted(self.steps, key=_target, reverse=True):
            source, target, tokens, price = step
            beyond = backward.get(target)
            if beyond is None:
                continue
            if target not in taken:
                taken[target] = self._flow(target, beyond) > least
            if not taken[target]:
                continue
            flow = 0.0
            here = backward.setdefault(source, {})
            for fit, group in self._by_fit(self.forward[source], tokens):
                fitting = {c: beyond[c] for c in beyond if c in fit.every}
                flow += self._reach_back(here, group, fitting, price)
            if flow > least:
                found.append(step)
        return found

    def _flow(self, node: Node, beyond: Mapping[str, float]) -> float:
        """The probability of all ways through a node."""
        here = self.forward[node]
        return sum(share * here[c] for c, share in beyond.items())

    def _reach_back(
        self,
        here: dict[str, float],
        states: Mapping[str, float],
        beyond: Mapping[str, float],
        price: float,
    ) -> float:
        """Adds to these states the probability of what follows them; that of all of it."""
        odds = self.odds
        flow = 0.0
        shares: dict[int, float] = {}
        for c, after in beyond.items():
            block, share = odds.share(c)
            shares[block] = shares.get(block, 0.0) + after * share
        characters, ways = list(beyond), list(beyond.values())
        for last, so_far in states.items():
            block, spread = odds.spread(last)
            steps = odds.steps[block]
            way = spread * sum(steps[to] * share for to, share in shares.items())
            way += sum(map(mul, ways, map(odds.row(last).get, characters, repeat(0.0))))
            here[last] = here.get(last, 0.0) + way * price
            flow += so_far * way * price
        return flow


def _target(step: Step) -> Node:
    return step[1]
