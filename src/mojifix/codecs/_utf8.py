"""UTF-8, and the reader of crawlers and old web frameworks that falls back byte by byte.

Rules of this file:

1. "utf-8" is strict: no surrogates, no overlong forms, nothing above U+10FFFF.
2. "utf-8-else-latin-1" reads a valid UTF-8 sequence of two bytes or more as its character and
   any other byte as Latin-1. It reads everything. Its inverse is ambiguous: U+0080 to U+00FF may
   have come from one byte or from two. `encode` gives one byte, which is what text that was
   misread this way nearly always held (U+00B5 U+00C4 U+02B1 for the GBK bytes of two hanzi), and
   refuses what the reader cannot have given: U+00C3 U+00A9 as two bytes would have been read as
   U+00E9.
"""

from __future__ import annotations

from mojifix._once import once
from mojifix.codecs._base import Codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

# "surrogateescape" writes a byte that starts nothing as U+DC00 + byte; UTF-8 itself never gives a
# surrogate, so that these are the only ones.
_ESCAPES = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}

# In UTF-8 these bytes begin U+0080 to U+00FF and stand nowhere else.
_LATIN1_LEADS = b"\xc2", b"\xc3"


_WELL_FORMED = (
    rb"[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)


@once
def _runs() -> re.Pattern[bytes]:
    """Bytes that are UTF-8, as many as there are; made on the first call, as `re` takes time."""
    import re

    return re.compile(b"(?:" + _WELL_FORMED + b")+")


class Utf8Codec(Codec):
    """Python's strict UTF-8."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(name, "utf8")

    def encode(self, text: str) -> bytes:
        return str.encode(text, "utf-8")

    def decode(self, data: bytes) -> str:
        return str(data, "utf-8")

    def runs(self, data: bytes) -> list[tuple[int, str]]:
        try:
            return [(0, data.decode("utf-8"))]
        except UnicodeDecodeError:
            pass
        return [(match.start(), match[0].decode("utf-8")) for match in _runs().finditer(data)]


class MixedCodec(Codec):
    """UTF-8 where valid, else Latin-1, decided at each byte."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(name, "mixed")

    def encode(self, text: str) -> bytes:
        try:
            data = str.encode(text, "latin-1")
            if _reads_back(data, len(text)):
                return data
        except UnicodeEncodeError:
            try:
                data = text.encode("utf-8")
            except UnicodeEncodeError as error:
                self._refuse(text, error.start, error.reason, error.end)
            if not (_LATIN1_LEADS[0] in data or _LATIN1_LEADS[1] in data):
                return data
        return b"".join(self.units(text))

    def decode(self, data: bytes) -> str:
        try:
            return str(data, "utf-8")
        except UnicodeDecodeError:
            pass
        text = data.decode("utf-8", "surrogateescape")
        return data.decode("latin-1") if len(text) == len(data) else text.translate(_ESCAPES)

    def units(self, text: str) -> list[bytes]:
        units = super().units(text)
        if not _reads_back(b"".join(units), len(text)):
            self._refuse(text, _misread_at(units), "read as UTF-8 together with what follows")
        return units

    def lengths(self, text: str) -> list[int]:
        """1 up to U+00FF, where the reader may have taken two bytes as well; errors as `encode`."""
        return list(map(len, super().units(text)))

    def runs(self, data: bytes) -> list[tuple[int, str]]:
        return [(0, self.decode(data))]

    def _unit(self, character: str) -> bytes:
        if character <= "\xff":
            return character.encode("latin-1")
        try:
            return character.encode("utf-8")
        except UnicodeEncodeError as error:
            self._refuse(character, 0, error.reason)


def _reads_back(data: bytes, length: int) -> bool:
    """Whether no bytes of single characters join into one: then `length` characters come out."""
    return data.isascii() or len(data.decode("utf-8", "surrogateescape")) == length


def _misread_at(units: list[bytes]) -> int:
    """The first character that, as a Latin-1 byte, begins a valid UTF-8 sequence."""
    for start, unit in enumerate(units):
        if len(unit) == 1 and unit >= b"\xc2":
            following = b"".join(units[start : start + 4])
            for size in (2, 3, 4):
                try:
                    following[:size].decode("utf-8")
                except UnicodeDecodeError:
                    continue
                return start
    return 0
