"""Readers with one byte a character, made total: each of the 256 bytes decodes and comes back.

Rules of this file:

1. The table is Python's. A byte that Python leaves out is a hole, and is filled as Windows and
   browsers fill it: below 0xA0 with the control of the same value (cp1252 0x81 is U+0081), from
   0xA0 up as in WINDOWS_HOLES. No byte that Python decodes is changed.
2. Other decoders give a hole from 0xA0 up the Latin-1 character of the same value (cp1253 0xFF is
   U+00FF); no table with such a hole has that character elsewhere, so `encode` takes it too.
"""

from __future__ import annotations

import codecs

from mojifix.codecs._base import Codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Holes from 0xA0 up: what Windows decodes them to (private-use, but for one Hebrew point that
# Unicode got after the table was made). Browsers refuse them, except for U+05BA.
WINDOWS_HOLES = {
    "cp874": {
        **{0xDB + i: 0xF8C1 + i for i in range(4)},
        **{0xFC + i: 0xF8C5 + i for i in range(4)},
    },
    "cp1253": {0xAA: 0xF8F9, 0xD2: 0xF8FA, 0xFF: 0xF8FB},
    "cp1255": {
        0xCA: 0x05BA,
        **{0xD9 + i: 0xF88D + i for i in range(7)},
        0xFB: 0xF894,
        0xFC: 0xF895,
        0xFF: 0xF896,
    },
    "cp1257": {0xA1: 0xF8FC, 0xA5: 0xF8FD},
}


class SingleCodec(Codec):
    """256 bytes, 256 characters, and nothing that cannot be read."""

    __slots__ = ("_table", "_map", "_variants")

    _table: str
    _map: Any  # codecs.charmap_build's EncodingMap, which has no public name
    _variants: tuple[tuple[str, str], ...]

    def __init__(self, name: str) -> None:
        super().__init__(name, "single")
        table = list(bytes(range(256)).decode(name, "replace"))
        variants = []
        for byte, character in enumerate(table):
            if character == "\ufffd":
                table[byte] = chr(WINDOWS_HOLES.get(name, {}).get(byte, byte))
                if byte >= 0xA0:
                    variants.append((chr(byte), table[byte]))
        whole = "".join(table)
        self._set(_table=whole, _map=codecs.charmap_build(whole), _variants=tuple(variants))

    def encode(self, text: str) -> bytes:
        try:
            return codecs.charmap_encode(text, "strict", self._map)[0]
        except UnicodeEncodeError as error:
            known = text
            for variant, character in self._variants:
                known = known.replace(variant, character)
            if known == text:
                self._refuse(text, error.start, error.reason, error.end)
        try:
            return codecs.charmap_encode(known, "strict", self._map)[0]
        except UnicodeEncodeError as error:
            self._refuse(text, error.start, error.reason, error.end)

    def decode(self, data: bytes) -> str:
        return codecs.charmap_decode(data, "strict", self._table)[0]

    def lengths(self, text: str) -> list[int]:
        return [1] * len(text)

    def runs(self, data: bytes) -> list[tuple[int, str]]:
        return [(0, self.decode(data))]


class Latin1Codec(Codec):
    """Byte and character of the same value: Python's own codec, which is total and fastest."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(name, "single")

    def encode(self, text: str) -> bytes:
        try:
            return str.encode(text, "latin-1")
        except UnicodeEncodeError as error:
            self._refuse(text, error.start, error.reason, error.end)

    def decode(self, data: bytes) -> str:
        return str(data, "latin-1")

    def lengths(self, text: str) -> list[int]:
        return [1] * len(text)

    def runs(self, data: bytes) -> list[tuple[int, str]]:
        return [(0, data.decode("latin-1"))]
