"""What the table files have in common: a header with a checksum, and where they lie.

Layout, little-endian; sizes in bytes::

    magic       4   which table
    version     2   of its format
    reserved    2   zero
    checksum    4   CRC-32 of everything after the header
    reserved   28   zero
    size        4   of the note
    note            the sources, UTF-8, padded to a multiple of 4 bytes
    payload         as the module of the table says
"""

from __future__ import annotations

import struct
import sys
from array import array

from mojifix.errors import TableError
from mojifix.language.format import checksum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_HEAD: Final = struct.Struct("<4sHHI28x")
_SIZE: Final = struct.Struct("<I")


def padded(data: bytes | memoryview) -> bytes:
    """`data` up to a multiple of four bytes, so that what follows can be cast in place."""
    return bytes(data) + b"\0" * (-len(data) % 4)


def little_endian(numbers: array[int]) -> bytes:
    """The numbers as a table file has them."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def numbers(field: memoryview, code: str) -> array[int]:
    """The numbers of a field of a table file."""
    found = array(code, field.tobytes())
    if sys.byteorder == "big":
        found.byteswap()
    return found


def write(magic: bytes, version: int, payload: bytes, note: str) -> bytes:
    """A table file, ready to be saved."""
    text = note.encode("utf-8")
    body = _SIZE.pack(len(text)) + padded(text) + payload
    return _HEAD.pack(magic, version, 0, checksum(body)) + body


def read(data: bytes, magic: bytes, version: int, origin: str, tool: str) -> tuple[memoryview, str]:
    """The payload and the note of a table file; `origin` and `tool` are named in the error.

    Raises TableError for a file that is cut, edited, of another version, or no such table.
    """
    again = f"reinstall mojifix, or rebuild the table with {tool}"
    if len(data) < _HEAD.size + _SIZE.size or data[:4] != magic:
        raise TableError(f"{origin} is not the table that was looked for; {again}")
    _, found, _, wanted = _HEAD.unpack_from(data)
    if found != version:
        raise TableError(f"{origin} has format {found}, this mojifix reads {version}; {again}")
    view = memoryview(data)[_HEAD.size :]
    if checksum(view) != wanted:
        raise TableError(f"{origin} is damaged: its checksum does not fit its contents; {again}")
    (size,) = _SIZE.unpack_from(view)
    end = _SIZE.size + size
    return view[end + -end % 4 :], bytes(view[_SIZE.size : end]).decode("utf-8")


def shipped(name: str) -> bytes:
    """The bytes of a table in `tables/`, also inside a ZIP; TableError where they are missing."""
    loader = globals().get("__loader__")
    path = f"{__file__.rpartition('file')[0]}tables/{name}"
    try:
        if loader is not None and hasattr(loader, "get_data"):
            data: bytes = loader.get_data(path)
            return data
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise TableError(f"{name} cannot be read ({error}); reinstall mojifix") from error
