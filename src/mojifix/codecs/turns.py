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
_LEAD_AND_TRAIL: Final = re.compile(rb"[\xe0-\xef][\x80-\xbf]")
_TRAIL_AND_LEAD: Final = re.compile(rb"[\x80-\xbf][\xe0-\xef]")
_TWO_TRAILS: Final = re.compile(rb"[\x80-\xbf]{2}")
_OF_TWO: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")
_OUT_OF_STEP: Final = re.compile(rb"[\x80-\xbf][\xc2-\xdf]")

# The ways in which three characters in a row can be of UTF-8.
WAYS: Final = (
    (_LEAD_AND_TRAIL, _TRAIL_AND_LEAD, _TWO_TRAILS),
    (_TRAIL_AND_LEAD, _TWO_TRAILS, _LEAD_AND_TRAIL),
    (_TWO_TRAILS, _LEAD_AND_TRAIL, _TRAIL_AND_LEAD),
    (_OF_TWO, _OF_TWO, _OF_TWO),
    (_OUT_OF_STEP, _OUT_OF_STEP, _OUT_OF_STEP),
)
_ALL: Final = (1 << len(WAYS)) - 1

# UTF-8 beyond ASCII, cut anywhere, of characters with up to three bytes.
_PART: Final = re.compile(rb"[\x80-\xbf]*(?:[\xc2-\xef][\x80-\xbf]+)*[\xc2-\xef]?")

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


def turns(character: str, codec: Codec) -> tuple[int, int, int]:
    """In which of WAYS a character may be the first, the second and the third one, as bits.

    Of characters with another number of bytes than two it is only asked whether they are UTF-8.
    """
    try:
        data = codec.encode(character)
    except UnicodeError:
        return 0, 0, 0
    if data.isascii():
        return 0, 0, 0
    if len(data) != 2:
        known = _ALL if _PART.fullmatch(data) else 0
        return known, known, known
    first, second, third = (
        sum((way[at].fullmatch(data) is not None) << bit for bit, way in enumerate(WAYS))
        for at in range(3)
    )
    return first, second, third


def first_two(codec: Codec) -> tuple[str, str]:
    """The characters of a codec that are lead and trail, and those that are trail and lead."""
    return _characters(codec, _LEADS, _TRAILS), _characters(codec, _TRAILS, _LEADS)


def _characters(codec: Codec, firsts: Iterable[int], seconds: Iterable[int]) -> str:
    """The characters of two bytes, one of each."""
    alone = {codec.glimpse(bytes([byte])) for byte in range(0x80, 0x100)}
    pairs = b"\n".join(map(bytes, product(firsts, seconds)))
    texts = [part for _, text in codec.runs(pairs) for part in text.split("\n")]
    return "".join({text for text in texts if len(text) == 1} - alone)
