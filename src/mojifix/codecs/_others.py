"""Characters that a codec reads from more than one pair of bytes.

`encode` can only give one of them, and of a text that another codec wrote the other one may have
stood there: NEC and IBM each added the same 360 kanji to Shift_JIS, so that U+91E4 is EE A3 and
FB BF in cp932, and GBK text that was read so holds either.
"""

from __future__ import annotations

from mojifix.codecs._base import Codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

# First bytes of all such pairs. Of the other readers with two bytes a character none has any.
_LEADS: Final = {
    "cp932": (0x87, 0xEE, 0xFA, 0xFB, 0xFC),
    "euc_jp": (0xAD, 0xF9, 0xFA, 0xFB, 0xFC),
    "big5hkscs": (0xA1, 0xA2),
    "cp950": (0xA2, 0xF9),
}

_NONE: Final[Mapping[str, tuple[bytes, ...]]] = {}
_made: dict[str, Mapping[str, tuple[bytes, ...]]] = {}


def others(codec: Codec) -> Mapping[str, tuple[bytes, ...]]:
    """The pairs of each character that `encode` gives other bytes for; made once."""
    if codec.name not in _LEADS:
        return _NONE
    if codec.name not in _made:
        _made.setdefault(codec.name, _others(codec))
    return _made[codec.name]


def _read(codec: Codec, pair: bytes) -> str:
    try:
        return codec.decode(pair)
    except UnicodeDecodeError:
        return ""


def _others(codec: Codec) -> Mapping[str, tuple[bytes, ...]]:
    found: dict[str, tuple[bytes, ...]] = {}
    for lead in _LEADS[codec.name]:
        for trail in range(0x40, 0xFF):
            pair = bytes((lead, trail))
            c = _read(codec, pair)
            # Not `unit`, which would keep what it gives for thousands of rare characters.
            if len(c) == 1 and codec.encode(c) != pair:
                found[c] = (*found.get(c, ()), pair)
    return found
