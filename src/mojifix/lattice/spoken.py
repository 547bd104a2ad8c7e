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
    from collections.abc import Iterable
    from typing import Final

    Values = tuple[float, ...]  # one for each of LANGUAGES

# What the line counts beside one character: some of it may be in another language. At 1.0 the table
# lossy is the same.
LINE: Final = 0.5

# How far two distributions over the languages may differ, as a sum of differences, until the
# character before says as much as the line; by judgement.
SAME: Final = 0.1


class Spoken:
    """The languages that a line may be in, and what follows for its characters."""

    def __init__(self, line: str) -> None:
        """Of what is known of a line."""
        self._line = _normalised([LINE * ratio for ratio in _ratios(line)])
        self._after: dict[str, Values] = {}
        self._of: dict[str, tuple[Values, float]] = {}

    def factors(self, last: str, candidates: Iterable[str]) -> Iterable[float]:
        """By how much each candidate is likelier in this line after `last` than after `last`."""
        after = self._after.get(last)
        if after is None:
            after = _normalised(_ratios(last))
            near = sum(abs(here - there) for here, there in zip(after, self._line)) < SAME
            self._after[last] = after = () if near else after
        if not after:
            return repeat(1.0)
        return [line / _mean(after, ratios) for ratios, line in map(self._shares, candidates)]

    def _shares(self, c: str) -> tuple[Values, float]:
        """P(l | c) / P(l) of each language, and its mean in the line."""
        known = self._of.get(c)
        if known is None:
            ratios = tuple(map(exp, _ratios(c)))
            known = self._of[c] = (ratios, _mean(self._line, ratios))
        return known


def _ratios(text: str) -> list[float]:
    """How much likelier a text is in each language than in all, in nats."""
    ratio = load().ratio
    return [ratio(text, language) for language in LANGUAGES]


def _normalised(ratios: list[float]) -> Values:
    """The shares of the languages, from nats."""
    most = max(ratios)
    weights = [exp(ratio - most) for ratio in ratios]
    total = sum(weights)
    return tuple(weight / total for weight in weights)


def _mean(shares: Values, values: Values) -> float:
    mean: float = sum(map(mul, shares, values))
    return mean
