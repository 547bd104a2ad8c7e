"""What the character before last tells of the next one: a correction to the bigram model, in nats.

Theory of operation:

1. The bigram model (`model`) gives P(c | b). `Trigrams.gain(a, b, c)` is log P(c | a b) - log P(c |
   b), so that ``model.pair(b, c) - gain(a, b, c)`` is the cost of c after both. Around a lost
   character x in ``a b x d e`` three corrections speak of it: (a b x), (b x d) and (x d e).
2. The table has rows only for contexts `a b` that changed something in the training text, and in a
   row only the characters that come after it more often than the row says of all others. These
   share what it leaves to them: one number, mostly negative. A context without a row gains 0.0.
3. Characters are those of CJK text with its signs, space and line feed. A line feed stands for the
   beginning or end of a line: pass it only where a line is known to begin or end.

Layout of the file, little-endian; sizes in bytes::

    magic       4   b"MJF3"
    version     2   FORMAT_VERSION
    reserved    2   zero
    checksum    4   CRC-32 of everything after the header
    reserved   28   zero
    sizes   4 * 4   number of: first characters, rows, trigrams, bytes of source note

    first       u16 * firsts      code points of the first characters `a`, ascending
    first_rows  u16 * firsts      rows of each
    second      u16 * rows        code points `b`, ascending for one `a`
    row_size    u16 * rows        trigrams of each row
    row_rest    i8  * rows        gain of all characters that the row does not hold
    third       u16 * trigrams    code points `c`, ascending inside a row
    gain        i8  * trigrams    gain of each
    note        the sources, UTF-8

Every gain is in units of 1/STEPS nat. Every field is padded to a multiple of four bytes.
Source of the numbers: ``tools/build_trigrams.py``, which needs the bigram table to be built first.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left
from itertools import accumulate, pairwise

from mojifix._once import once
from mojifix.errors import TableError
from mojifix.language.file import shipped
from mojifix.language.format import checksum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Final, Literal

    Fields = tuple[tuple[str, Literal["B", "H", "b"], int], ...]
    Row = tuple[str, int, float]  # third characters, where their gains begin, gain of all others

TABLE_NAME: Final = "trigrams.mjf"
MAGIC: Final = b"MJF3"
FORMAT_VERSION: Final = 3

# Steps to a nat. At 8 the held-out texts are restored no better (82.6 %) and the table is 5 %
# larger in the wheel; at 3 they lose 0.25 points. (Unit: 1/nat.)
STEPS: Final = 4

# What the gains of longer contexts count beside the pairs: they know other texts than the one at
# hand. At 1.0 UTF-8 read as GBK, cp932 or cp949 has as many characters right and 0.8 of a thousand
# more wrong, at 0.7 0.15 of a hundred fewer right and 0.4 of a thousand fewer wrong (1,172 other
# lines of the table lossy). Weights apart for pairs, trigrams and four-grams are no better.
WEIGHT: Final = 0.85

# Rows kept once asked for, about 350 bytes each. A page of text asks for some 2,000.
ROWS_KEPT: Final = 1 << 12

_HEAD: Final = struct.Struct("<4sHHI28x")
_SIZES: Final = struct.Struct("<4I")

# Field, item code, and which of the sizes counts it.
_FIELDS: Final[Fields] = (
    ("first", "H", 0),
    ("first_rows", "H", 0),
    ("second", "H", 1),
    ("row_size", "H", 1),
    ("row_rest", "b", 1),
    ("third", "H", 2),
    ("gain", "b", 2),
)

_NO_ROW: Final[Row] = ("", 0, 0.0)


class Trigrams:
    """The gains of one table file; `note` names its sources, `checksum` is that of the file."""

    __slots__ = (
        "_first",
        "_gain",
        "_rest",
        "_rows",
        "_second",
        "_start",
        "_third",
        "_nats",
        "checksum",
        "note",
    )

    def __init__(self, fields: Mapping[str, memoryview], note: str, checksum: int) -> None:
        self.note = note
        self.checksum = checksum
        self._rows: dict[str, Row] = {}
        self._nats = [step / STEPS for step in (*range(128), *range(-128, 0))]
        self._second = fields["second"]
        self._rest = fields["row_rest"]
        self._third = fields["third"]
        self._gain = fields["gain"]
        self._start = array("I", accumulate(fields["row_size"], initial=0))
        ends = list(accumulate(fields["first_rows"], initial=0))
        self._first = dict(zip(map(chr, fields["first"]), pairwise(ends)))

    def __len__(self) -> int:
        return len(self._third)

    def gain(self, a: str, b: str, c: str) -> float:
        """log P(c | a b) - log P(c | b) in nats; 0.0 where nothing is known of `a b`.

        Each is one character; "" stands for an unknown one. A line feed is the end of a line.
        """
        if not c:
            return 0.0
        thirds, start, rest = self._rows.get(a + b) or self._row(a + b)
        at = thirds.find(c)
        return self._nats[self._gain[start + at]] if at >= 0 else rest

    def gains(self, a: str, b: str, candidates: Iterable[str]) -> list[float]:
        """`gain` of each of the candidates, none of them "": one look-up of the row for all."""
        thirds, start, rest = self._rows.get(a + b) or self._row(a + b)
        if not thirds:
            return [0.0 for _ in candidates]
        find, nats, gain = thirds.find, self._nats, self._gain
        return [nats[gain[start + at]] if at >= 0 else rest for at in map(find, candidates)]

    def number(self, a: str, b: str, c: str) -> int:
        """Which one of the table's trigrams this is, from 0; -1 for none of them."""
        thirds, start, _ = self._rows.get(a + b) or self._row(a + b)
        at = thirds.find(c)
        return start + at if at >= 0 else -1

    def seconds(self, a: str) -> str:
        """The characters that make with `a` a context of which something is known, in order."""
        low, high = self._first.get(a, (0, 0))
        return str(self._second[low:high], f"utf-16-{sys.byteorder[0]}e")

    def tells(self, a: str, b: str) -> bool:
        """Whether something is known of the context `a b`."""
        low, high = self._first.get(a, (0, 0))
        at = bisect_left(self._second, ord(b), low, high)
        return at < high and self._second[at] == ord(b)

    def numbered(self, context: str, candidates: Iterable[str]) -> tuple[list[float], list[int]]:
        """`gains` of the candidates after two characters, and their `number`s."""
        thirds, start, rest = self._rows.get(context) or self._row(context)
        nats, gain = self._nats, self._gain
        numbers = [start + at if at >= 0 else -1 for at in map(thirds.find, candidates)]
        return [nats[gain[at]] if at >= 0 else rest for at in numbers], numbers

    def _row(self, context: str) -> Row:
        """The row of two characters, kept for the next time."""
        if len(self._rows) >= ROWS_KEPT:
            self._rows.clear()
        row = self._rows[context] = self._look_up(context)
        return row

    def _look_up(self, context: str) -> Row:
        if len(context) != 2:
            return _NO_ROW
        low, high = self._first.get(context[0], (0, 0))
        code = ord(context[1])
        at = bisect_left(self._second, code, low, high)
        if at >= high or self._second[at] != code:
            return _NO_ROW
        start, end = self._start[at], self._start[at + 1]
        # No code point of the table is above U+FFFF or a surrogate: UTF-16 as it is in memory.
        thirds = str(self._third[start:end], f"utf-16-{sys.byteorder[0]}e")
        return thirds, start, self._rest[at] / STEPS


def write(fields: Mapping[str, Iterable[int]], note: str) -> bytes:
    """A table file from its fields (names as in the module docstring), ready to be saved."""
    arrays = {name: array(code, fields[name]) for name, code, _ in _FIELDS}
    text = note.encode("utf-8")
    sizes = [len(arrays[name]) for name in ("first", "second", "third")]
    for name, _, unit in _FIELDS:
        if len(arrays[name]) != sizes[unit]:
            raise TableError(f"field {name} has {len(arrays[name])} items, {sizes[unit]} wanted")
    if sum(arrays["first_rows"]) != sizes[1] or sum(arrays["row_size"]) != sizes[2]:
        raise TableError("the rows do not add up to the fields they divide")
    if sys.byteorder == "big":
        for values in arrays.values():
            values.byteswap()
    parts = [arrays[name].tobytes() for name, _, _ in _FIELDS]
    payload = _SIZES.pack(*sizes, len(text))
    payload += b"".join(part + b"\0" * (-len(part) % 4) for part in parts) + text
    return _HEAD.pack(MAGIC, FORMAT_VERSION, 0, checksum(payload)) + payload


def read(data: bytes, origin: str = TABLE_NAME) -> Trigrams:
    """The table in `data`; `origin` names it in the error.

    Raises TableError for a file that is cut, edited, of another version, or no table at all.
    """
    again = "reinstall mojifix, or rebuild the table with tools/build_trigrams.py"
    if len(data) < _HEAD.size + _SIZES.size or data[:4] != MAGIC:
        raise TableError(f"{origin} is not a mojifix table of trigrams; {again}")
    _, version, _, wanted = _HEAD.unpack_from(data)
    if version != FORMAT_VERSION:
        raise TableError(
            f"{origin} has format {version}, this mojifix reads {FORMAT_VERSION}; {again}"
        )
    view = memoryview(data)[_HEAD.size :]
    if checksum(view) != wanted:
        raise TableError(f"{origin} is damaged: its checksum does not fit its contents; {again}")
    *sizes, note_size = _SIZES.unpack_from(view)
    fields: dict[str, memoryview] = {}
    at = _SIZES.size
    for name, code, unit in _FIELDS:
        size = sizes[unit] * array(code).itemsize
        field = view[at : at + size]
        if sys.byteorder == "big" and code == "H":
            swapped = array(code, field.tobytes())
            swapped.byteswap()
            field = memoryview(swapped).cast("B")
        fields[name] = field.cast(code)
        at += size + -size % 4
    return Trigrams(fields, bytes(view[at : at + note_size]).decode("utf-8"), wanted)


@once
def load() -> Trigrams:
    """The shipped table, read on the first call.

    Raises TableError where the file is missing, cut or edited.
    """
    return read(shipped(TABLE_NAME))
