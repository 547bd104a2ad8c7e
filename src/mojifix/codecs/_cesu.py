"""CESU-8, modified UTF-8 and what else is UTF-8 but for a few sequences that it forbids.

Rules of this file:

1. Read are a supplementary character as two surrogates of three bytes each (Oracle's "UTF8", Java's
   class files, MySQL through old drivers), NUL as C0 80, and any other overlong form: the text is
   what the writer meant. Well-formed UTF-8 of four bytes is read too, since files mix both.
2. A surrogate that pairs with nothing stands for no character, and neither do bytes that no
   overlong form explains.
3. `encode` writes CESU-8: surrogates, and NUL as one byte.
4. An overlong form can hide a slash or a quote from who looks at bytes. Whoever must not take them
   decodes with strict "utf-8"; `mojifix.decode` tells them by the name of this codec.
"""

from __future__ import annotations

import re

from mojifix.codecs._pieces import PiecewiseCodec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from mojifix.codecs._pieces import Piece

# A pair of surrogates, and overlong forms of two, three and four bytes. F0 8D A0 80 would be a
# surrogate.
_PAIR: Final = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_ODD: Final = re.compile(
    _PAIR.pattern + rb"|[\xc0\xc1][\x80-\xbf]"
    rb"|\xe0[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0(?:[\x80-\x8c\x8e\x8f][\x80-\xbf]|\x8d[\x80-\x9f])[\x80-\xbf]"
)
_SURROGATES: Final = re.compile(rb"(?:\xed[\xa0-\xbf][\x80-\xbf])+")
_LONE: Final = "surrogate that is no half of a pair"
_SUPPLEMENTARY: Final = re.compile("[\U00010000-\U0010ffff]")


class Cesu8Codec(PiecewiseCodec):
    """UTF-8 with surrogate pairs and overlong forms."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(name, "utf8")

    def encode(self, text: str) -> bytes:
        try:
            data = str.encode(text, "utf-8")
        except UnicodeEncodeError as error:
            self._refuse(text, error.start, error.reason, error.end)
        if data.translate(None, b"\xf0\xf1\xf2\xf3\xf4") == data:
            return data
        return _SUPPLEMENTARY.sub(_halves, text).encode("utf-8", "surrogatepass")

    def _pieces(self, data: bytes) -> Iterator[Piece]:
        return _pieces(data)


def meant(data: bytes) -> tuple[str, int, int] | None:
    """What UTF-8 means that has surrogates or overlong forms, and nothing else wrong; else None.

    The text, how many pairs of surrogates it has, and how many stretches of surrogates that pair
    with nothing: each is one U+FFFD.
    """
    if not (_SURROGATES.search(data) or _ODD.search(data)):
        return None
    parts = []
    lone = 0
    for start, end, text, reason in _pieces(data):
        if reason and not _SURROGATES.fullmatch(data, start, end):
            return None
        lone += bool(reason)
        parts.append("\ufffd" if reason else text)
    return "".join(parts), len(_PAIR.findall(data)), lone


def _pieces(data: bytes) -> Iterator[Piece]:
    at = 0
    for odd in _ODD.finditer(data):
        yield from _well_formed(data, at, odd.start())
        yield odd.start(), odd.end(), _character(odd[0]), ""
        at = odd.end()
    yield from _well_formed(data, at, len(data))


def _character(sequence: bytes) -> str:
    """The character of a pair or an overlong form."""
    if len(sequence) == 6:
        pair = sequence.decode("utf-8", "surrogatepass")
        return pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    point = sequence[0] & (0xFF >> len(sequence) + 1)
    for byte in sequence[1:]:
        point = point << 6 | byte & 0x3F
    return chr(point)


def _halves(character: re.Match[str]) -> str:
    high, low = divmod(ord(character[0]) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


def _well_formed(data: bytes, start: int, end: int) -> Iterator[Piece]:
    """The pieces of a part without odd sequences."""
    from mojifix.codecs import get

    reached = start
    for offset, run in get("utf-8").runs(data[start:end]):
        if start + offset > reached:
            yield reached, start + offset, "", _reason(data[reached : start + offset])
        reached = start + offset + len(run.encode("utf-8"))
        yield start + offset, reached, run, ""
    if reached < end:
        yield reached, end, "", _reason(data[reached:end])


def _reason(lost: bytes) -> str:
    """Why bytes are not read, in Python's words but for the surrogates."""
    if _SURROGATES.match(lost):
        return _LONE
    try:
        lost.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason
    raise AssertionError(lost)
