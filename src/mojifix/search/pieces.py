"""A text in the pieces that are searched by themselves: its lines, and long lines cut.

A line ends at U+000A only. A longer piece than LONGEST is cut after a character that no double-byte
trail can be, so that the cost stays linear on one line of 10 MB. A line with the marker IGNORE is
left alone, whatever is in it, and so is one that is no text but binary data.
"""

from __future__ import annotations

import re

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

# Different control characters from which data is no text, those of white space, the escape and the
# padding of fields aside: no misreading makes any, formats use up to four (MARC, EDI), and 100
# random bytes have eight. Read as Latin-1 a picture of 20,000 bytes was searched for half a minute.
# By judgement; at three, records of several formats in one line would be left alone.
KINDS: Final = 6

# Characters of a text for each line that is asked, from which it is not searched for control
# characters as a whole. By judgement.
FEW: Final = 500

# Characters of a text at its start, in its middle and at its end that tell whether it is none.
SAMPLED: Final = 500

_CONTROL: Final = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def is_binary(text: str) -> bool:
    """Whether a long text is binary data, wherever one looks."""
    places = (0, len(text) // 2, max(0, len(text) - SAMPLED))
    return all(_is_binary(text[at : at + SAMPLED]) for at in places)


def _is_binary(text: str) -> bool:
    return len(set(_CONTROL.findall(text))) >= KINDS


def in_pieces(
    text: str, odd: Collection[int] | None, taken: Collection[int]
) -> Iterator[tuple[int, str]]:
    """The lines worth a look, all or those that begin at `odd`, each with its offset.

    Long ones come in pieces, and none that begins at an offset of `taken`.
    """
    # Where most lines are asked, the text says first whether any need be.
    few = odd is not None and len(odd) * FEW < len(text)
    marked, controls = few or IGNORE in text, few or _CONTROL.search(text) is not None
    for start, line in _lines(text, odd):
        if start in taken or line.isascii() or (marked and IGNORE in line):
            continue
        if not (controls and _is_binary(line)):
            yield from _cut(line, start)


def _lines(text: str, odd: Collection[int] | None) -> Iterator[tuple[int, str]]:
    if odd is None:
        start = 0
        for line in text.split("\n"):
            yield start, line
            start += len(line) + 1
        return
    for start in sorted(odd):
        end = text.find("\n", start)
        yield start, text[start : end if end >= 0 else len(text)]


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
