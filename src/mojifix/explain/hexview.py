"""The bytes of a damage, with what was meant and what was read one above the other.

A finding is run forwards: what was written becomes bytes, and the bytes what was read. So the view
shows what a reader does, and never a guess at it; where that does not give just what stands in the
text (a scraper or an editor changed it afterwards), `exact` is False.
"""

from __future__ import annotations

import unicodedata

from mojifix._frozen import Frozen
from mojifix.codecs import get
from mojifix.result import everyday_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from mojifix.codecs import Codec
    from mojifix.result import Finding, Step

# Bytes of a row: with three columns each and a label they fit 80 columns.
ROW: Final = 16

# Stands for a character that cannot be seen: its byte is in the row below it.
UNSEEN: Final = "\u25a1"

# Columns of a byte: two digits and a space.
CELL: Final = 3


class Unit(Frozen):
    """A character and its bytes: from `start` to `end` of the layer's data.

    told   "" as read or written; "lost": bytes that the reader could not read; "guess": a character
           worked out from what is left of its bytes; "unsure": one that is not likely enough, which
           has U+FFFD for its text
    """

    __slots__ = ("start", "end", "text", "told")

    start: int
    end: int
    text: str
    told: str

    def __init__(self, start: int, end: int, text: str, told: str = "") -> None:
        self._set(start, end, text, told)


class Layer(Frozen):
    """One misreading: bytes, with the characters that were meant and those that were read.

    step      which codecs
    data      the bytes
    meant     the characters that were written
    read      the characters that were read
    exact     whether the last layer gives just what stands in the text
    """

    __slots__ = ("step", "data", "meant", "read", "exact")

    step: Step
    data: bytes
    meant: tuple[Unit, ...]
    read: tuple[Unit, ...]
    exact: bool

    def __init__(
        self,
        step: Step,
        data: bytes,
        meant: Sequence[Unit],
        read: Sequence[Unit],
        exact: bool = True,
    ) -> None:
        self._set(step, data, tuple(meant), tuple(read), exact)

    @property
    def lost(self) -> bytes:
        """The bytes that the reader could not read, joined."""
        return b"".join([self.data[u.start : u.end] for u in self.read if u.told == "lost"])

    def digits(self) -> list[str]:
        """Each byte in two hexadecimal digits; "??" for one that is lost and cannot be told."""
        unsure = {at for u in self.meant if u.told == "unsure" for at in range(u.start, u.end)}
        lost = {at for u in self.read if u.told == "lost" for at in range(u.start, u.end)}
        unknown = unsure & lost
        return ["??" if at in unknown else f"{byte:02x}" for at, byte in enumerate(self.data)]

    @property
    def outcome(self) -> str:
        """What was read, as text."""
        return "".join([unit.text for unit in self.read])


def layers(finding: Finding) -> tuple[Layer, ...]:
    """The misreadings of a finding, in the order in which they happened; () where there are none.

    Also () where what was written is not known to the last character.
    """
    if not finding.steps or not finding.changed:
        return ()
    likeliest = {guess.at: guess.character for guess in finding.guesses}
    text = "".join([likeliest.get(at, c) for at, c in enumerate(finding.repaired)])
    guesses = {
        at: "unsure" if finding.repaired[at] != c else "guess" for at, c in likeliest.items()
    }
    found = _forwards(text, finding, guesses)
    if found and found[-1].exact:
        return found
    # A byte order mark that was read as text is removed by its repair.
    marked = {at + 1: told for at, told in guesses.items()}
    with_mark = _forwards("\ufeff" + text, finding, marked)
    return with_mark if with_mark and with_mark[-1].exact else found


def _forwards(text: str, finding: Finding, guesses: dict[int, str]) -> tuple[Layer, ...]:
    found = []
    for step in finding.steps:
        try:
            layer = _layer(text, step, guesses)
        except UnicodeError:
            return ()
        found.append(layer)
        text, guesses = layer.outcome, {}
    last = found.pop()
    exact = text == finding.original
    return (*found, Layer(last.step, last.data, last.meant, last.read, exact))


def _layer(text: str, step: Step, guesses: dict[int, str]) -> Layer:
    units = get(step.written).units(text)
    meant, at = [], 0
    for number, (character, data) in enumerate(zip(text, units)):
        told = guesses.get(number, "")
        shown = "\ufffd" if told == "unsure" else character
        meant.append(Unit(at, at + len(data), shown, told))
        at += len(data)
    data = b"".join(units)
    return Layer(step, data, meant, list(_read(data, step)))


def _read(data: bytes, step: Step) -> Iterator[Unit]:
    codec = get(step.read)
    if step.errors == "strict":
        yield from _units(codec, data, 0, codec.decode(data))
        return
    from mojifix.channels.loss import style

    for start, end, text, lost in style(step.errors).pieces(codec, data):
        if lost:
            yield Unit(start, end, text, "lost")
        else:
            yield from _units(codec, data[start:end], start, text)


def _units(codec: Codec, data: bytes, offset: int, text: str) -> Iterator[Unit]:
    """The characters that a codec read from these bytes, each with its own."""
    at = offset
    for character, length in zip(text, codec.lengths_in(data, text)):
        yield Unit(at, at + length, character)
        at += length


# ------------------------------------------------------------------------------------------- rows
class Row(Frozen):
    """So much of a layer as stands in one row; its units begin in it."""

    __slots__ = ("start", "end", "meant", "read")

    start: int
    end: int
    meant: tuple[Unit, ...]
    read: tuple[Unit, ...]

    def __init__(self, start: int, end: int, meant: Sequence[Unit], read: Sequence[Unit]) -> None:
        self._set(start, end, tuple(meant), tuple(read))


def rows(layer: Layer, most: int) -> Iterator[Row]:
    """The layer in rows of up to ROW bytes, as many as begin within its first `most` bytes.

    A row ends where a character ends on both sides, if there is such a place in it.
    """
    both = {unit.end for unit in layer.meant} & {unit.end for unit in layer.read}
    start = 0
    while start < min(len(layer.data), most):
        end = min(start + ROW, len(layer.data))
        if end < len(layer.data):
            end = max((e for e in both if start < e <= end), default=end)
        yield Row(start, end, _within(layer.meant, start, end), _within(layer.read, start, end))
        start = end


def _within(units: Sequence[Unit], start: int, end: int) -> list[Unit]:
    return [unit for unit in units if start <= unit.start < end]


def write(layer: Layer, most: int) -> Iterator[str]:
    """The layer as lines of text: what was read, the bytes, what was meant, and what was lost."""
    read, meant = everyday_name(layer.step.read), everyday_name(layer.step.written)
    margin = max(len(read), len(meant), len("bytes"))
    digits = layer.digits()
    shown = 0
    for row in rows(layer, most):
        if shown:
            yield ""
        shown = row.end
        yield f"{read:>{margin}}  {_line(row, row.read)}".rstrip()
        yield f"{'bytes':>{margin}}  {' '.join(digits[row.start : row.end])}"
        yield f"{meant:>{margin}}  {_line(row, row.meant)}".rstrip()
        lost = _lost(row)
        if lost:
            yield f"{'lost':>{margin}}  {lost}"
    if len(layer.data) > shown:
        yield f"{'':>{margin}}  and {len(layer.data) - shown} bytes more"


def _line(row: Row, units: Sequence[Unit]) -> str:
    """Characters in the columns of their first bytes."""
    line, width = "", 0
    for unit in units:
        shown = "".join(map(seen, unit.text))
        column = (unit.start - row.start) * CELL
        if column > width:
            line += " " * (column - width)
            width = column
        line += shown
        width += sum(map(columns, shown))
    return line


def _lost(row: Row) -> str:
    marks = [" " * CELL] * (row.end - row.start)
    for unit in row.read:
        if unit.told == "lost":
            for at in range(unit.start, min(unit.end, row.end)):
                marks[at - row.start] = "^^ "
    return "".join(marks).rstrip()


def seen(character: str) -> str:
    """The character, or UNSEEN for one that cannot be seen."""
    return character if character.isprintable() else UNSEEN


def columns(character: str) -> int:
    """Columns of a terminal that a character takes: 0, 1 or 2."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
