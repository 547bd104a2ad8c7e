"""Whether a text holds what begins with one sign, at the speed of looking for that sign.

`str.find` of one character runs ten times as fast as a search for a regular expression that begins
with it, and as `in` with several characters. Where a sign is rare it leads from place to place.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Final

# What a text holds that may be escaped (`channels.carriers`), unless it holds a surrogate.
ESCAPES: Final = ("#", "&", "%", "\\")

# The accents of letters that code pages have as one character, and the stroke of an unequal sign:
# a set of a regular expression.
ACCENTS: Final = "\u0300-\u0304\u0306-\u030c\u0327\u0328\u0338"

# Characters that a search for a pattern passes in the time of a step from one sign to the next, and
# after how many steps it is asked how far they led. A step takes some 0.5 us, and a search passes
# two characters a nanosecond (`clean Chinese` of score.py, 400,000 characters: 596 parentheses in
# 0.58 ms step by step, in 0.17 by a search, and ten question marks in 0.05 and in 0.34). Lower, and
# text of parentheses takes steps; higher, and a text with few signs is searched.
SPACED: Final = 1000
STEPS: Final = 50


def holds(
    text: str, sign: str, pattern: re.Pattern[str], start: int = 0, end: int | None = None
) -> bool:
    """Whether the pattern, which begins with the sign, is in the part of the text."""
    end = len(text) if end is None else end
    at = text.find(sign, start, end)
    least = start  # where the last STEPS must have led for more of them to be worth it
    while at >= least:
        least = at + STEPS * SPACED
        for _ in range(STEPS):
            if at < 0 or pattern.match(text, at, end):
                return at >= 0
            at = text.find(sign, at + 1, end)
    return at >= 0 and pattern.search(text, at, end) is not None
