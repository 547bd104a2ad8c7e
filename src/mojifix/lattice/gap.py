"""The likeliest characters between two known ones, where bytes are missing.

A small Viterbi and forward-backward search: its nodes are places between characters (`pattern`),
its edges are slots (`slots`), and the state at a node is the last character. Where known characters
go on, the gap ends.
"""

from __future__ import annotations

from heapq import heappop, heappush
from math import exp, log
from operator import neg

from mojifix._frozen import Frozen
from mojifix.lattice.pattern import UNKNOWN, place
from mojifix.result import Guess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final

    from mojifix.channels.loss import Style
    from mojifix.language.model import Model
    from mojifix.lattice.pattern import Node, Pattern
    from mojifix.lattice.slots import Slots

    # Slots of one kind: from which node to which, their tokens, probability, bytes lost.
    Step = tuple[Node, Node, tuple[int, ...], float, int]

# Last characters kept at a node, and how much less likely than the best one they may be. Of UTF-8
# read as GBK by a browser 10.9 characters in 1,000 are wrong at 6 and 3.3 at 12, in the same time
# (table lossy, ten lines a language).
KEPT: Final = 12
WORSE: Final = exp(-10.0)

# Elements that a gap may span: where every character has lost a byte a whole line is one gap.
LONGEST: Final = 240

# Nats by which probabilities are raised for each element, so that a long gap does not vanish:
# a character of three bytes costs some eight. A float holds 700 nats either way.
RAISED: Final = 2.7

# Alternatives kept of a restored character, and the least probability of one: `rescore` chooses.
TOLD: Final = 10
TOLD_LEAST: Final = 0.001


# Nats of what cannot be.
NOWHERE: Final = 1e6


class Filled(Frozen):
    """A gap filled.

    text       the likeliest characters
    guesses    one for each character of `text` that was not known, `at` counted from its start
    lost       bytes that were missing
    """

    __slots__ = ("text", "guesses", "lost")

    text: str
    guesses: tuple[Guess, ...]
    lost: int

    def __init__(self, text: str, guesses: tuple[Guess, ...], lost: int) -> None:
        self._set(text, guesses, lost)


class Gap:
    """The fillings of the gap that begins at an element, after a known character."""

    def __init__(
        self, pattern: Pattern, slots: Slots, style: Style, model: Model, first: int, before: str
    ) -> None:
        """Searches at once.

        first    element at which the gap begins
        before   the character in front of it, "" for none
        """
        self.pattern = pattern
        self.slots = slots
        self.style = style
        self.model = model
        self.first = place(first)
        self.before = before
        # node -> last character -> probability of all ways there
        self.forward: dict[Node, dict[str, float]] = {}
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

    # ---------------------------------------------------------------------------------- forwards
    def _search(self) -> None:
        places = self.pattern.places
        self.forward = {self.first: {self.before: 1.0}}
        self.stops.clear()
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
            if node != self.first and self._goes_on(node):
                self.ends.append(node)
                continue
            if node != self.first and node == place(node[0]) and node[0] in places:
                self.stops.append(node)
            if node[0] - self.first[0] > LONGEST:
                continue
            for tokens, after, price in self._slots(node):
                if self._step(node, states, tokens, after, price) and after not in seen:
                    seen.add(after)
                    heappush(queue, after)

    def _kept(self, node: Node) -> dict[str, float]:
        states = self.forward[node]
        if len(states) > 1:
            kept = sorted(states, key=states.__getitem__, reverse=True)[:KEPT]
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
        if not self.slots.characters(tokens):
            return False
        lost = sum(token >= UNKNOWN for token in tokens)
        raised = exp(RAISED * (after[0] - node[0]) - price)
        self.steps.append((node, after, tokens, raised, lost))
        reached = self.forward.setdefault(after, {})
        known = reached.get
        for last, share in states.items():
            share *= raised
            characters = self.slots.after(last, tokens)
            for c, way in zip(characters, self._ways(last, characters)):
                reached[c] = known(c, 0.0) + share * way
        return bool(reached)

    def _ways(self, last: str, characters: Iterable[str]) -> Iterable[float]:
        """The probability of each character after `last`."""
        cost = self.model.__getitem__
        if last:
            return map(exp, map(neg, map(cost, map(last.__add__, characters))))
        return map(exp, map(neg, map(self.model.char, characters)))

    def cost(self, end: Node, after: str) -> float:
        """Nats of all fillings up to an end, with the character that follows, "" for none."""
        total = sum(share * way for share, way in self._with(end, after))
        return RAISED * (end[0] - self.first[0]) - log(total) if total else NOWHERE

    def _with(self, end: Node, after: str) -> Iterator[tuple[float, float]]:
        """The probability of each state at an end, and of the character that follows it."""
        cost = self.model.__getitem__
        for c, share in self.forward[end].items():
            yield share, exp(-cost(c + after)) if after and c else 1.0

    # --------------------------------------------------------------------------------- backwards
    def filled(self, end: Node, after: str) -> Filled:
        """The likeliest filling up to an end, with the posterior of every character of it.

        after   the character that follows, "" for none
        """
        ways = [way for _, way in self._with(end, after)]
        backward: dict[Node, dict[str, float]] = {end: dict(zip(self.forward[end], ways))}
        self._backwards(backward)
        text, guesses, lost = self._trace(end, backward)
        return Filled(text, guesses, lost)

    def _backwards(self, backward: dict[Node, dict[str, float]]) -> None:
        """The probability of all that comes after each state, up to the one node that is given."""
        for source, target, tokens, price, _ in sorted(self.steps, key=_target, reverse=True):
            beyond = backward.get(target)
            if beyond is None:
                continue
            here = backward.setdefault(source, {})
            for last in self.forward[source]:
                characters = self.slots.after(last, tokens)
                ways = zip(characters, self._ways(last, characters))
                share = sum(beyond.get(c, 0.0) * way for c, way in ways)
                here[last] = here.get(last, 0.0) + share * price

    def _trace(
        self, end: Node, backward: Mapping[Node, Mapping[str, float]]
    ) -> tuple[str, tuple[Guess, ...], int]:
        """The likeliest characters from the end back to the beginning."""
        into: dict[Node, list[Step]] = {}
        for step in self.steps:
            if step[0] in backward:
                into.setdefault(step[1], []).append(step)
        states = self.forward[end]
        node, c = end, max(states, key=lambda c: states[c] * backward[end][c])
        parts: list[str] = []
        places: list[tuple[int, Node, Node, str]] = []
        lost = 0
        while node != self.first:
            source, last, missing = self._best(into[node], c)
            parts.append(c)
            if missing:
                lost += missing
                places.append((len(parts), source, node, c))
            node, c = source, last
        guesses = [
            self._guess(len(parts) - back, source, into[target], chosen, backward[target])
            for back, source, target, chosen in reversed(places)
        ]
        return "".join(reversed(parts)), _scaled(guesses, backward[self.first][self.before]), lost

    def _best(self, steps: Iterable[Step], c: str) -> tuple[Node, str, int]:
        """The likeliest way to a character: node and last character before it, bytes lost."""
        most, best = -1.0, (self.first, "", 0)
        for source, _, tokens, price, lost in steps:
            for last, share in self.forward[source].items():
                if c in self.slots.after(last, tokens):
                    share *= price * next(iter(self._ways(last, c)))
                    if share > most:
                        most, best = share, (source, last, lost)
        return best

    def _guess(
        self,
        at: int,
        source: Node,
        steps: Iterable[Step],
        chosen: str,
        beyond: Mapping[str, float],
    ) -> Guess:
        """The probability of each character that may stand between two nodes, not yet scaled."""
        shares: dict[str, float] = {}
        for where, _, tokens, price, _ in steps:
            if where != source:
                continue
            for last, share in self.forward[source].items():
                characters = self.slots.after(last, tokens)
                for c, way in zip(characters, self._ways(last, characters)):
                    if c in beyond:
                        shares[c] = shares.get(c, 0.0) + share * price * way * beyond[c]
        others = sorted(shares.items(), key=_share, reverse=True)
        told = tuple((c, share) for c, share in others if c != chosen)
        return Guess(at, chosen, shares.get(chosen, 0.0), told[:TOLD])


def _scaled(guesses: Iterable[Guess], total: float) -> tuple[Guess, ...]:
    """The guesses with probabilities that are shares of all ways through the gap."""
    return tuple(
        Guess(
            guess.at,
            guess.character,
            min(1.0, guess.confidence / total),
            tuple((c, p / total) for c, p in guess.alternatives if p >= TOLD_LEAST * total),
        )
        for guess in guesses
    )


def _target(step: Step) -> Node:
    return step[1]


def _share(item: tuple[str, float]) -> float:
    return item[1]
