"""The bytes that tell encodings apart: those above 0x7F, with what may belong to them.

Rules:

1. ASCII is the same in nearly every encoding, so that a long text is judged by the stretches around
   its high bytes. A stretch ends where every decoder is between two characters: after a byte that
   can be no trail byte, or after one ASCII byte that can (0x30 to 0x7E).
2. A long text is looked at in BLOCKS places: the first lines are often markup and names.
"""

from __future__ import annotations

import re
from collections import Counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Places that a long text is looked at, and bytes at each for every byte that is asked for.
BLOCKS: Final = 8
WIDER: Final = 4

# Bytes of a line kept on either side of a stretch where there are few: the words that say that a
# sign is a quotation mark. A sample is widened where its stretches are 1 / WIDEN of it.
AROUND: Final = 60
WIDEN: Final = 8

# Stretches of the same bytes that are looked at: two hundred "\u00a9" in a file of licences are no
# two hundred signs of the language in which a letter stands between spaces so often.
ALIKE: Final = 4

_STRETCH: Final = re.compile(rb"[\x00-\x7f]?(?:[\x80-\xff]+[0-~]?)+[\x00-\x7f]?")
_BETWEEN: Final = re.compile(rb"[\x00-\x2f]")


def sample(data: bytes, size: int) -> bytes:
    """About `size` bytes that stand for all, or all of them where they are fewer."""
    if len(data) <= size:
        return data
    if len(data) <= size * WIDER * BLOCKS:
        return _stretches(data, size)
    parts = []
    width, step = size * WIDER, len(data) // BLOCKS
    for at in range(0, BLOCKS * step, step):
        block = data[at : at + width]
        if at:
            match = _BETWEEN.search(block)
            if match is None:  # no place is known to be between two characters
                continue
            block = block[match.end() :]
        parts.append(_stretches(block, size // BLOCKS))
    return b"".join(parts) or _stretches(data, size)


def _stretches(data: bytes, size: int) -> bytes:
    """The stretches of `data`, up to about `size` bytes of them."""
    parts = []
    total = 0
    seen: Counter[bytes] = Counter()
    for match in _STRETCH.finditer(data):
        seen[match[0]] += 1
        if seen[match[0]] > ALIKE:
            continue
        parts.append(match)
        total += len(match[0])
        if total >= size:
            break
    if total * WIDEN < size:
        return _with_words(data, [match.span() for match in parts])
    return b"".join(match[0] for match in parts)[: 2 * size]


def _with_words(data: bytes, spans: list[tuple[int, int]]) -> bytes:
    """The stretches with the words around them on their lines."""
    parts = []
    reached = 0
    for start, end in spans:
        before = max(reached, start - AROUND, data.rfind(b"\n", reached, start) + 1)
        line = data.find(b"\n", end, end + AROUND)
        after = line + 1 if line >= 0 else min(len(data), end + AROUND)
        if before < after:
            parts.append(data[before:after])
        reached = max(reached, after)
    return b"".join(parts)
