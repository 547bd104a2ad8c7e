"""CNS 11643, the character set of EUC-TW and ISO-2022-CN: planes 1 and 2.

Rules of this file:

1. Its hanzi were ordered by radical and strokes when Big5's were, so that plane 1 is Big5's first
   level in order and plane 2 its second, but for the few that one of the two put elsewhere. Only
   these are listed. What is said here was derived from glibc's EUC-TW, and tools/build_cns.py
   compares every cell with it.
2. Planes 3 to 7 and 15 hold 42,000 characters that no Big5 has; text with one of them is refused.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Hanzi of Big5 that plane 1 has in another form (U+5F5E for U+5F5D), and the two that Big5 has
# twice.
_ABSENT: Final = "\u5f5d\ufa0c\ufa0d"

# Hanzi that do not stand where Big5's order has them: how many come before it in its plane, and the
# character.
_MOVED_1: Final = "1836耄 3713銬 4626薦 4732彞 4900嚨 4955繳"
_MOVED_2: Final = (
    "43刉 138攷 2146笻 2792筇 2893莚 4930錥 5077徻 5365螤 5723磿 6312鎀 6530舋 6644鎥 6787瀪 "
    "6904鐼 7589鬮 7645爩"
)

# Signs of rows 1 to 5 that are not what Big5 has in the same order: cell, in hexadecimal as in the
# standard, and what it has, if anything.
_SIGNS: Final = (
    "2126・ 2136︱ 2137— 2138︲ 2139– 213A 213B 213C 213D 216A′ 216B‵ 2223‾ 2224 2226 2242﹦ "
    "2243﹥ 2244∼ 2253♁ 2254☉ 2257→ 2258← 225D‖ 225E｜ 243E 2440"
)

# What else is in plane 1: cell, and the code points from there on. Numbers in circles and brackets,
# small Roman ones, three radicals, pictures of controls.
_FURTHER: Final = (
    ("2621", range(0x2460, 0x246A)),
    ("262B", range(0x2474, 0x247E)),
    ("2635", range(0x2170, 0x217A)),
    ("2728", (0x4EA0,)),
    ("272F", (0x51AB,)),
    ("2734", (0x52F9,)),
    ("4221", (*range(0x2400, 0x2420), 0x2421)),
)

# Rows of a plane, and cells of a row.
SIDE: Final = 94


def plane_1() -> list[str]:
    """The characters of plane 1 by cell, "" where there is none: SIDE rows of SIDE cells."""
    plane = rows_of_signs()
    plane += [""] * (cell("4421") - len(plane))
    plane += _hanzi(big5(0xA440, 0xC67E), _MOVED_1)
    for entry in _SIGNS.split():
        plane[cell(entry[:4])] = entry[4:]
    for first, points in _FURTHER:
        plane[cell(first) : cell(first) + len(points)] = map(chr, points)
    return _filled(plane)


def rows_of_signs() -> list[str]:
    """Rows 1 to 5 as they would be if Big5 had no other signs: digits and letters begin row 4."""
    signs = big5(0xA140, 0xA3BF)
    digits = signs.index("\uff10")
    return [*signs[:digits], *[""] * (cell("2421") - digits), *signs[digits:]]


def plane_2() -> list[str]:
    """The characters of plane 2 by cell, as `plane_1`."""
    return _filled(_hanzi(big5(0xC940, 0xF9D5), _MOVED_2))


def cell(name: str) -> int:
    """The place in its plane of a cell named as in the standard, "2121" to "7E7E"."""
    row, column = bytes.fromhex(name)
    return (row - 0x21) * SIDE + column - 0x21


def _filled(plane: list[str]) -> list[str]:
    return plane + [""] * (SIDE * SIDE - len(plane))


def big5(first: int, last: int) -> str:
    """The characters of Big5 from one pair to another, in order."""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    start = trails.index(first & 0xFF)
    rows = range(first >> 8, (last >> 8) + 1)
    stop = (len(rows) - 1) * len(trails) + trails.index(last & 0xFF) + 1
    pairs = [bytes((lead, trail)) for lead in rows for trail in trails]
    return b"".join(pairs[start:stop]).decode("cp950")


def _hanzi(ordered: str, moved: str) -> list[str]:
    """The hanzi of a plane in order."""
    hanzi = list(ordered.translate(dict.fromkeys(map(ord, _ABSENT + moved))))
    for entry in moved.split():
        hanzi.insert(int(entry[:-1]), entry[-1])
    return hanzi
