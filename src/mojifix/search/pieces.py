"""A text in the pieces that are searched by themselves: its lines, and long lines cut.

A line ends at U+000A only. A longer piece than LONGEST is cut after a character that no double-byte
trail can be, so that the cost stays linear on one line of 10 MB. A line with the marker IGNORE is
left alone, whatever is in it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Final

# What a line says that is to be left alone.
IGNORE: Final = "mojifix: ignore"

# Characters of a piece that is read as a whole at once; a reading keeps a few numbers for each.
LONGEST: Final = 20_000

# Characters looked at for a place to cut a longer line. No line of prose or of markup that was
# seen goes that far without a space or a digit; where one does, it is cut anywhere.
CUTTING: Final = 200


def in_pieces(
    text: str, odd: Collection[int] | None, taken: Collection[int]
) -> Iterator[tuple[int, str]]:
    """The lines worth a look, all or those that begin at `odd`, each with its offset.

    Long ones come in pieces, and none that begins at an offset of `taken`.
    """
    if odd is None:
        start = 0
        for line in text.split("\n"):
            if not line.isascii() and start not in taken and IGNORE not in line:
                yield from _cut(line, start)
            start += len(line) + 1
        return
    for start in sorted(odd):
        if start not in taken:
            end = text.find("\n", start)
            line = text[start : end if end >= 0 else len(text)]
            if not line.isascii() and IGNORE not in line:
                yield from _cut(line, start)


def _cut(line: str, start: int) -> Iterator[tuple[int, str]]:
    """A long line in pieces that end after a character below U+0040 where there is one."""
    if len(line) <= LONGEST:
        yield start, line
        return
    at = 0
    while at < len(line):
        end = place_to_cut(line, at, min(at + LONGEST, len(line)))
        piece = line[at:end]
        if not piece.isascii():
            yield start + at, piece
        at = end


def place_to_cut(line: str, start: int, end: int) -> int:
    """Where to cut a line that is too long: in (start, end], after a character below U+0040."""
    if end < len(line):
        for back in range(end - 1, max(start, end - CUTTING), -1):
            if line[back] < "@":
                return back + 1
    return end
