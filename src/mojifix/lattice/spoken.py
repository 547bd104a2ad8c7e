"""What the language of a line says of a character that was lost in it.

Pairs and their corrections are one mixture of all languages: after a hanzi that Chinese and
Japanese share they leave it open whether a simplified, a traditional or a Japanese one follows. The
rest of the line settles it, if the character before does not: after kana and hangul nothing is left
to say. UTF-8 read as cp949 by browsers has 0.3 of a hundred characters more right by it (table
lossy, 60 other lines a language).

With the shares of the languages `l` in a character (`language.shares`), in the whole line and in
the character `b` before it, P(c | b) is to be multiplied by

    sum of P(l | line) * P(l | c) / P(l)   over   sum of P(l | b) * P(l | c) / P(l)
"""

from __future__ import annotations

from itertools import repeat
from math import exp
from operator import mul

from mojifix.language.shares import LANGUAGES, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    Values = tuple[float, ...]  # one for each of LANGUAGES

# What the line counts beside one character: some of it may be in another language. At 1.0 the table
# lossy is the same.
LINE: Final = 0.5

# How far two distributions over the languages may differ, as a sum of differences, until the
# character before says as much as the line; by judgement.
SAME: Final = 0.1


# Characters whose languages are kept once asked for, about 250 bytes each. A line has some hundred
# candidates, mostly those of the line before.
KEPT: Final = 1 << 12


class Spoken:
    """The languages that a line may be in, and what follows for its characters."""

    def __init__(self, line: str) -> None:
        """Of what is known of a line."""
        self._line = _normalised([LINE * ratio for ratio in _nats(line)])
        self._after: dict[str, Values] = {}
        self._of: dict[str, float] = {}

    def factors(self, last: str, candidates: Iterable[str]) -> Iterable[float]:
        """By how much each candidate is likelier in this line after `last` than after `last`."""
        after = self._after.get(last)
        if after is None:
            after = _after[last]
            near = sum(abs(here - there) for here, there in zip(after, self._line)) < SAME
            self._after[last] = after = () if near else after
        if not after:
            return repeat(1.0)
        return [self._mean(c) / _mean(after, _ratios[c]) for c in candidates]

    def _mean(self, c: str) -> float:
        """The mean of P(l | c) / P(l) in the line."""
        known = self._of.get(c)
        if known is None:
            known = self._of[c] = _mean(self._line, _ratios[c])
        return known


class Ratios(dict[str, "Values"]):
    """P(l | c) / P(l) of each language, by the character."""

    __slots__ = ()

    def __missing__(self, c: str) -> Values:
        if len(self) >= KEPT:
            self.clear()
        ratios = self[c] = tuple(map(exp, _nats(c)))
        return ratios


class After(dict[str, "Values"]):
    """P(l | c) of each language, by the character: what the next one may be in."""

    __slots__ = ()

    def __missing__(self, c: str) -> Values:
        if len(self) >= KEPT:
            self.clear()
        after = self[c] = _normalised(_nats(c))
        return after


_ratios: Final = Ratios()
_after: Final = After()


def _nats(text: str) -> list[float]:
    """How much likelier a text is in each language than in all, in nats."""
    ratio = load().ratio
    return [ratio(text, language) for language in LANGUAGES]


def _normalised(nats: Sequence[float]) -> Values:
    """The shares of the languages."""
    most = max(nats)
    weights = [exp(ratio - most) for ratio in nats]
    total = sum(weights)
    return tuple(weight / total for weight in weights)


def _mean(shares: Values, values: Values) -> float:
    mean: float = sum(map(mul, shares, values))
    return mean
