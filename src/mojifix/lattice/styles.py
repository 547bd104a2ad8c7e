"""Which styles can have lost the bytes of a stretch: a first look, without any character.

Rules:

1. UTF-8 tells how many bytes are missing between two known ones, but for whole characters: after
   E5 A5 and before E4 one is. So each run of marks speaks for the styles that lose so many.
2. The styles are compared by what such a run costs under each at the least; those that are far
   behind are not searched. What they share, say a mark that is none, speaks against none of them.
"""

from __future__ import annotations

from mojifix.channels.loss import NO_LEAD
from mojifix.lattice.pattern import DROPPED, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from mojifix.channels.loss import Style
    from mojifix.lattice.pattern import Pattern

    # Marks in a row, bytes that the character before them wants, later bytes after them, and
    # whether ASCII or nothing follows.
    Run = tuple[int, int, int, bool]

# Nats by which a style may be behind the best one. As much speaks for the right one where three
# marks stand each for one byte, or two for two.
APART: Final = 5.0

# What a lost character of two bytes costs at the least, and a run of marks that stands for more
# than bytes of UTF-8, ASCII characters that were swallowed say (nats, by judgement).
SHORT: Final = 4.0
ELSE: Final = 5.0

# Marks in a row from which all styles are possible: they may stand for several characters.
MANY: Final = 6


def likely(styles: Sequence[Style], pattern: Pattern) -> list[Style]:
    """The styles worth a search for text of UTF-8, the likeliest first."""
    if len(styles) == 1:
        return list(styles)
    runs = list(_runs(pattern))
    nats = {style: sum(_price(style, run) for run in runs) for style in styles}
    least = min(nats.values())
    ranked = sorted(styles, key=nats.__getitem__)
    return [style for style in ranked if nats[style] <= least + APART]


def _runs(pattern: Pattern) -> Iterator[Run]:
    """The marks in a row of a pattern between known bytes."""
    elements = pattern.elements
    for (_, end), (start, _) in zip(pattern.segments, pattern.segments[1:]):
        wanted = _wanted(elements[max(0, end - 3) : end])
        later = 0
        while start + later < len(elements) and 0x80 <= elements[start + later] < 0xC0:
            later += 1
        if start - end < MANY and wanted >= 0 and later < 3:
            yield start - end, wanted, later, elements[start] < 0x80


def _wanted(tail: Sequence[int]) -> int:
    """How many bytes the last character lacks, -1 where that is not known; `tail` ends with it."""
    for passed, byte in enumerate(reversed(tail)):
        if byte < 0x80:
            return 0 if not passed else -1
        if byte >= 0xC0:
            size = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return size - 1 - passed if byte < UNKNOWN and passed < size else -1
    return -1


def _price(style: Style, run: Run) -> float:
    """What a run of marks costs at the least under a style (nats)."""
    marks, wanted, later, ends = run
    any_two = style.taken == "any"
    nats = ELSE if any_two else DROPPED
    for two in range(1 if style.taken == "alone" else marks + 1):
        lone = 0 if style.taken == "alone" else max(0, marks - two - ends)
        nats = min(nats, NO_LEAD * lone + _short(marks + two, wanted, later))
        if any_two and two and not later:  # the second byte of the last mark was ASCII
            nats = min(nats, NO_LEAD * (marks - two) + _short(marks + two - 1, wanted, 0))
    return nats


def _short(lost: int, wanted: int, later: int) -> float:
    """What it costs that so many bytes of UTF-8 are missing (nats)."""
    if later and lost + later == wanted:
        return 0.0
    left = lost - wanted - (3 - later if later else 0)
    if left < 0 or left == 1:
        return SHORT if later == 1 and left == -1 and lost > wanted else DROPPED
    return SHORT * (-left % 3)
