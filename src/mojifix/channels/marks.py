"""Marks of a scraped page: commas put before marks, and commas that lost their width.

Rules of this file:

1. A comma and a mark after it, `,,` `,\u3002` `,?`, is that mark, full-width; three commas and more
   are something else. A line without Chinese stays as it is: `f(a,,b)`, `1,,2`.
2. Only where a text has such marks did its half-width marks lose their width. Then a comma beside
   a Chinese character is widened, and `:` `;` `?` `!` beside one, but not between one and a digit.
3. Where such a text shows the full-width form of one of these four, it kept their width: the
   half-width ones are its own (`16:00\u505c\u6b62;` beside `17:00\uff1b`).
"""

from __future__ import annotations

import re

from mojifix.channels.glossing import HAN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

WIDE: Final = {
    ",": "\uff0c",
    ":": "\uff1a",
    ";": "\uff1b",
    "?": "\uff1f",
    "!": "\uff01",
}

# Full-width quotes and brackets are as Chinese as a character when they stand beside a mark.
_BESIDE: Final = (
    f"{HAN}\u2018-\u201d\u2026\u3001-\u3002\u3008-\u3011\uff08-\uff09\uff01\uff1a\uff1b\uff1f"
)

# The marks that a comma was put before.
_doubled = re.compile("(?<!,),([,:;?!\uff0c\uff1a\uff1b\uff1f\uff01\u3002\u3001])(?!,)").finditer
_narrow = re.compile("[,:;?!]").finditer
_is_han = re.compile(f"[{HAN}]").match
_is_beside = re.compile(f"[{_BESIDE}]").match
_has_han = re.compile(f"[{HAN}]").search


def doubled_marks(text: str) -> list[tuple[int, int, str]]:
    """Rule 1: start, end and replacement of every comma and mark that are one mark.

    Empty where none of them touches a Chinese character.
    """
    found = []
    touched = False
    for match in _doubled(text):
        start, end = match.span()
        if not touched and (_beside(text, start - 1) or _beside(text, end)):
            touched = True
        if _in_chinese(text, start, end):
            found.append((start, end, WIDE.get(match[1], match[1])))
    return found if touched else []


def narrow_marks(text: str, taken: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Rules 2 and 3, for a text whose doubled marks are `taken` (not empty)."""
    covered = {at for start, end, _ in taken for at in range(start, end)}
    shown = {wide for narrow, wide in WIDE.items() if narrow != "," and wide in _left(text, taken)}
    found = []
    for match in _narrow(text):
        at = match.start()
        mark = match[0]
        if at in covered or WIDE[mark] in shown:
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if mark == ",":
            widen = _beside(text, at - 1) or _beside(text, at + 1)
            widen = widen and before != "," and after != ","
        else:
            han = bool(_is_han(before)), bool(_is_han(after))
            widen = any(han) and not (before.isdigit() or after.isdigit())
            widen = widen and before not in WIDE and after not in WIDE
        if widen:
            found.append((at, at + 1, WIDE[mark]))
    return found


def _left(text: str, taken: list[tuple[int, int, str]]) -> str:
    """The text without its doubled marks."""
    parts = []
    reached = 0
    for start, end, _ in taken:
        parts.append(text[reached:start])
        reached = end
    return "".join([*parts, text[reached:]])


def _beside(text: str, at: int) -> bool:
    return 0 <= at < len(text) and _is_beside(text[at]) is not None


def _in_chinese(text: str, start: int, end: int) -> bool:
    """Whether the line around a doubled mark holds Chinese, looked for 200 characters each way."""
    if _beside(text, start - 1) or _beside(text, end):
        return True
    head = text[max(0, start - 200) : start].rpartition("\n")[2]
    tail = text[end : end + 200].partition("\n")[0]
    letters = text[start - 1 : start].isalpha() and text[end : end + 1].isalpha()
    return not letters and _has_han(head + tail) is not None
