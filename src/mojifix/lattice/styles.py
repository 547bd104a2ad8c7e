"""Which styles can have lost the bytes of a stretch: a first look, without any character.

Rules:

1. UTF-8 tells how many bytes are missing between two known ones, but for whole characters: after
   E5 A5 and before E4 one is. So each run of marks speaks for the styles that lose so many.
2. The styles are compared by what such a run costs under each at the least; those that are far
   behind are not searched. What they share, say a mark that is none, speaks against none of them.
"""

from __future__ import annotations

from mojifix.channels.tokens import UNKNOWN
from mojifix.lattice.pattern import DROPPED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from mojifix.channels.loss import Style
    from mojifix.lattice.pattern import Pattern

    # Marks in a row, bytes that the character before them wants, later bytes after them, and
    # whether ASCII or nothing follows.
    Run = tuple[int, int, int, bool]

# Nats by which a style may be behind the best one. Three marks that stand for one byte each, or one
# that stands for two, tell so much.
APART: Final = 5.0

# What it costs that a mark stands for one byte where the style would have taken two (nats). The
# lattice asks for three times as much; but A0 is no lead byte of cp932, and a line may have many.
LONE: Final = 2.0

# What a run of marks costs at the most that may stand for more than bytes of UTF-8, for ASCII
# characters that were swallowed say (nats, by judgement).
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
    """The marks in a row of a pattern between known bytes that tell how many are missing."""
    elements = pattern.elements
    for (_, end), (start, stop) in zip(pattern.segments, pattern.segments[1:]):
        wanted = _wanted(elements[max(0, end - 3) : end])
        later = 0
        while start + later < stop and 0x80 <= elements[start + later] < 0xC0:
            later += 1
        # After BC alone between two marks the character may go on, as EF BC 81 does.
        if start - end < MANY and wanted >= 0 and later < 3 and start + later < stop:
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
        nats = min(nats, LONE * lone + _lacking(marks + two, wanted, later))
        if any_two and two and not later:  # the second byte of the last mark was ASCII
            nats = min(nats, LONE * (marks - two) + _lacking(marks + two - 1, wanted, 0))
    return nats


def _lacking(lost: int, wanted: int, later: int) -> float:
    """What it costs that so many bytes of UTF-8 are missing, in characters of three (nats).

    wanted, later   as of a `Run`
    """
    whole = lost - wanted - (3 - later if later else 0)
    fits = (whole >= 0 and whole % 3 == 0) or (later and lost + later == wanted)
    return 0.0 if fits else DROPPED
