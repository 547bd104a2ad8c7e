"""Where is a text so unlikely that a misreading could pay?

Everything here works on `excess`: for each character its nats less the usual ones of its block.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

# A line is odd where its nats above the usual ones and MARGIN, a character, run up to ODD. Lower
# values search more clean lines, higher ones miss short damage (nats).
MARGIN: Final = 2.0
ODD: Final = 10.0

# The same in the rest of a line where a channel is at work: one damaged hanzi has 4 to 10. By
# judgement (nats).
ODD_AGAIN: Final = 4.0

# A line of at most SHORT characters is odd sooner: it has no place to choose and pays less.
SHORT: Final = 12
MARGIN_SHORT: Final = 1.0
ODD_SHORT: Final = 4.0

# Excess a character over the whole line, and nats beside it, from which a line without an odd
# stretch is odd: Russian of KOI8-R read as cp1251 is a little odd everywhere.
OVERALL: Final = 1.0
OVERALL_MORE: Final = 8.0

# Oddness saved up, at most, and twice what ends a stretch (nats): a long damaged stretch is left
# after some ten clean characters.
CAP: Final = 40.0

# Characters searched on either side of an odd stretch, whose ends may look ordinary.
AROUND: Final = 12

# Characters by which such a place grows where bytes were lost, while they are not ASCII: the ends
# of damage with marks in it look ordinary, since a mark is no surprise.
WIDER: Final = 40


def windows(excess: Sequence[float], least: float = ODD) -> list[tuple[int, int]]:
    """Where a misreading could pay: the odd stretches with AROUND characters on either side.

    least   nats that a stretch runs up to
    """
    found: list[tuple[int, int]] = []
    level = top = 0.0
    start = end = 0
    for at, nats in enumerate([*excess, -CAP]):
        if not level:
            start = at
        level = min(level + nats - MARGIN, CAP)
        if level >= top:
            top, end = level, at + 1
        if level <= 0 or level < top - CAP / 2:
            if top > least:
                first, last = max(0, start - AROUND), min(len(excess), end + AROUND)
                if found and first <= found[-1][1]:
                    found[-1] = (found[-1][0], last)
                else:
                    found.append((first, last))
            level = top = 0.0
    return found


def peak(excess: Sequence[float], margin: float) -> float:
    """The most that the excess over the usual nats, less `margin` a character, runs up to."""
    level = top = 0.0
    for nats in excess:
        level += nats - margin
        if level < 0:
            level = 0.0
        elif level > top:
            top = level
    return top


def odd(excess: Sequence[float], margin: float, limit: float) -> bool:
    """Whether the excess over the usual nats, less `margin` a character, runs up to `limit`."""
    level = 0.0
    for nats in excess:
        level += nats - margin
        if level < 0:
            level = 0.0
        elif level > limit:
            return True
    return sum(excess) > OVERALL * len(excess) + OVERALL_MORE
