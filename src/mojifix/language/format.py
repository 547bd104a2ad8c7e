"""The table file: one owner for writing it and for reading it.

Layout, little-endian; sizes in bytes::

    magic       4   b"MJFT"
    version     2   FORMAT_VERSION
    reserved    2   zero
    checksum    4   CRC-32 of everything after the header
    reserved   28   zero
    sizes   7 * 4   number of: block ranges, blocks, characters, pairs, bytes of source note, 0, 0

    range_start   u32 * ranges        first code point of a range, ascending, the first is 0
    range_block   u8  * ranges        block of that range
    block_cost    u8  * blocks**2     -log P(block of next | block of this), row = this
    block_floor   u8  * blocks        -log P(c | block) of a character that no table knows
    block_repeat  u8  * blocks        -log of the share that repeats the same character
    block_usual   u8  * blocks        what a character of the block costs on average in clean text
    char          u16 * characters    code points of the known characters (BMP), ascending
    char_cost     u8  * characters    -log P(c | its block)
    char_spread   u8  * characters    -log of the mass its row leaves to the blocks
    row_start     u32 * characters+1  where the row of a character begins in the pair arrays
    pair_second   u16 * pairs         code points, ascending inside a row
    pair_cost     u8  * pairs         -log P(second | first), complete: nothing is to be added
    note          the sources, UTF-8

Every cost is in units of 1/STEPS nat, 0 to 255: ("\\u4e2d", "\\u56fd") -> 33 is 2.75 nats.

Source of the numbers: ``tools/build_tables.py``.  A reader refuses what it does not know: a foreign
magic, another version, a length or a checksum that does not fit raises `TableError`.
"""

from __future__ import annotations

import struct
import sys
from array import array

from mojifix.errors import TableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal

    Fields = tuple[tuple[str, Literal["B", "H", "I"], str], ...]

MAGIC = b"MJFT"
FORMAT_VERSION = 2

# Steps to a nat.  12 covers 0 to 21.25 nats in a byte; the rounding error of a 16-character text is
# then about 0.1 nat, far below the evidence that any decision needs (units: 1/nat).
STEPS = 12

_HEAD = struct.Struct("<4sHHI28x7I")


def quantise(nats: float) -> int:
    """`nats` as a byte of the table: 0 to 255 units of 1/STEPS nat, rounded."""
    return max(0, min(255, round(nats * STEPS)))


class Table:
    """One table file in memory; fields as the module docstring lists them, as memory views."""

    __slots__ = (
        "block_cost",
        "block_floor",
        "block_repeat",
        "block_usual",
        "blocks",
        "char",
        "char_cost",
        "char_spread",
        "note",
        "pair_cost",
        "pair_second",
        "range_block",
        "range_start",
        "row_start",
    )

    blocks: int
    range_start: memoryview
    range_block: memoryview
    block_cost: memoryview
    block_floor: memoryview
    block_repeat: memoryview
    block_usual: memoryview
    char: memoryview
    char_cost: memoryview
    char_spread: memoryview
    row_start: memoryview
    pair_second: memoryview
    pair_cost: memoryview
    note: str


# Field, item code, and what its length is counted in.
_FIELDS: Fields = (
    ("range_start", "I", "ranges"),
    ("range_block", "B", "ranges"),
    ("block_cost", "B", "square"),
    ("block_floor", "B", "blocks"),
    ("block_repeat", "B", "blocks"),
    ("block_usual", "B", "blocks"),
    ("char", "H", "chars"),
    ("char_cost", "B", "chars"),
    ("char_spread", "B", "chars"),
    ("row_start", "I", "rows"),
    ("pair_second", "H", "pairs"),
    ("pair_cost", "B", "pairs"),
)


def _lengths(ranges: int, blocks: int, chars: int, pairs: int) -> dict[str, int]:
    return {
        "ranges": ranges,
        "blocks": blocks,
        "square": blocks * blocks,
        "chars": chars,
        "rows": chars + 1,
        "pairs": pairs,
    }


def checksum(payload: bytes | memoryview) -> int:
    """CRC-32 of a payload: a file that was cut or edited is to be refused, nobody forges one.

    A digest of `hashlib` would take 3.7 MiB of memory, for OpenSSL, in every process.
    """
    from zlib import crc32

    return crc32(payload)


def write(fields: Mapping[str, Iterable[int]], note: str) -> bytes:
    """A table file from its fields (names as in the module docstring), ready to be saved."""
    arrays = {name: array(code, fields[name]) for name, code, _ in _FIELDS}
    if sys.byteorder == "big":
        for values in arrays.values():
            values.byteswap()
    text = note.encode("utf-8")
    payload = b"".join(_padded(arrays[name].tobytes()) for name, _, _ in _FIELDS) + text
    ranges, blocks = len(arrays["range_start"]), len(arrays["block_floor"])
    chars, pairs = len(arrays["char"]), len(arrays["pair_second"])
    sizes = (ranges, blocks, chars, pairs, len(text), 0, 0)
    expected = _lengths(ranges, blocks, chars, pairs)
    for name, _, unit in _FIELDS:
        if len(arrays[name]) != expected[unit]:
            raise TableError(f"field {name} has {len(arrays[name])} items, {expected[unit]} wanted")
    return _HEAD.pack(MAGIC, FORMAT_VERSION, 0, checksum(payload), *sizes) + payload


def _padded(data: bytes) -> bytes:
    """`data` up to a multiple of four bytes, so that every field can be cast in place."""
    return data + b"\0" * (-len(data) % 4)


def read(data: bytes, origin: str) -> Table:
    """The table in `data`; `origin` names it in the error.

    Raises TableError for a file that is cut, edited, of another version, or no table at all.
    """
    again = "reinstall mojifix, or rebuild the table with tools/build_tables.py"
    if len(data) < _HEAD.size or data[:4] != MAGIC:
        raise TableError(f"{origin} is not a mojifix table; {again}")
    _, version, _, wanted, *sizes = _HEAD.unpack_from(data)
    if version != FORMAT_VERSION:
        raise TableError(
            f"{origin} has format {version}, this mojifix reads {FORMAT_VERSION}; {again}"
        )
    view = memoryview(data)[_HEAD.size :]
    if checksum(view) != wanted:
        raise TableError(f"{origin} is damaged: its checksum does not fit its contents; {again}")
    ranges, blocks, chars, pairs, note_size = sizes[:5]
    lengths = _lengths(ranges, blocks, chars, pairs)
    table = Table()
    at = 0
    for name, code, unit in _FIELDS:
        size = lengths[unit] * array(code).itemsize
        field = view[at : at + size]
        if sys.byteorder == "big" and code != "B":
            swapped = array(code, field.tobytes())
            swapped.byteswap()
            field = memoryview(swapped).cast("B")
        setattr(table, name, field.cast(code))
        at += size + -size % 4
    table.blocks = blocks
    table.note = bytes(view[at : at + note_size]).decode("utf-8")
    return table
