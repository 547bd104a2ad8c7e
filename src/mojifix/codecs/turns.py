"""UTF-8 in what a double-byte codec made of it.

Of characters with three bytes each, such as E4 BD A0 E5 A5 BD, it makes characters of three kinds
by turns: a lead and a trail byte, a trail and a lead byte, two trail bytes. Of characters with two
bytes it makes one kind, or another one where it is out of step. Three in a row of text that was
never UTF-8 are seldom such.
"""

from __future__ import annotations

import re
from itertools import product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from mojifix.codecs._base import Codec

_LEADS: Final = range(0xE0, 0xF0)
_TRAILS: Final = range(0x80, 0xC0)

# What a byte is in UTF-8: a trail byte, the lead byte of two or of three, or something else.
_KINDS: Final = bytes(
    b"T"[0] if b in _TRAILS else b"3"[0] if b in _LEADS else b"2"[0] if 0xC2 <= b < 0xE0 else 0
    for b in range(0x100)
)

# The ways in which three characters in a row can be of UTF-8, of which the last two are those of
# characters with two bytes, in step and out of step.
WAYS: Final = (
    (b"3T", b"T3", b"TT"),
    (b"T3", b"TT", b"3T"),
    (b"TT", b"3T", b"T3"),
    (b"2T", b"2T", b"2T"),
    (b"T2", b"T2", b"T2"),
)
_ALL: Final = (1 << len(WAYS)) - 1


def _bits(kinds: bytes) -> tuple[int, int, int]:
    first, second, third = (
        sum((way[at] == kinds) << bit for bit, way in enumerate(WAYS)) for at in range(3)
    )
    return first, second, third


# UTF-8 beyond ASCII, cut anywhere, of characters with up to three bytes.
_PART: Final = re.compile(rb"[\x80-\xbf]*(?:[\xc2-\xef][\x80-\xbf]+)*[\xc2-\xef]?")

# The bits of `turns` by the kinds of two bytes.
_OF_TWO: Final = {kinds: _bits(kinds) for way in WAYS for kinds in way}

# A character of three bytes; and two of them, in up to four of a double-byte codec.
THREE: Final = rb"(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]"
_TWO: Final = re.compile(rb"(?:%b){2}" % THREE)
MOST: Final = 4


def begins(text: str, codec: Codec) -> bool:
    """Whether the bytes of a text in a codec begin as two characters of UTF-8 do."""
    data = b""
    for character in text[:MOST]:
        try:
            data += codec.encode(character)
        except UnicodeError:
            break
    return _TWO.match(data) is not None


def turns(unit: bytes) -> tuple[int, int, int]:
    """In which of WAYS the bytes of a character may be the first, second and third one, as bits.

    Of another number of bytes than two it is only asked whether they are UTF-8.
    """
    if len(unit) == 2:
        return _OF_TWO.get(unit.translate(_KINDS), (0, 0, 0))
    known = 0 if unit.isascii() or not _PART.fullmatch(unit) else _ALL
    return known, known, known


def first_two(codec: Codec) -> tuple[str, str]:
    """The characters of a codec that are lead and trail, and those that are trail and lead."""
    return _characters(codec, _LEADS, _TRAILS), _characters(codec, _TRAILS, _LEADS)


def _characters(codec: Codec, firsts: Iterable[int], seconds: Iterable[int]) -> str:
    """The characters of two bytes, one of each."""
    alone = {codec.glimpse(bytes([byte])) for byte in range(0x80, 0x100)}
    pairs = b"\n".join(map(bytes, product(firsts, seconds)))
    texts = [part for _, text in codec.runs(pairs) for part in text.split("\n")]
    return "".join({text for text in texts if len(text) == 1} - alone)
