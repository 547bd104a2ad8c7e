"""What the narrowest decoder of a family reads: what it does not read may have been lost.

Rules of this file:

1. Our codecs read as much as anybody does. A reader that lost bytes read less: Python's `gbk`
   where ours is cp936, `big5` where ours has Hong Kong's characters. A sequence that the narrowest
   reads was never lost.
2. Of single bytes the ones are lost that give a C1 control or a soft hyphen: page makers, editors
   and databases drop them, and cp1252 has no character for five of them.
"""

from __future__ import annotations

from mojifix._once import once
from mojifix.codecs._base import Codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Python's narrowest codec by our name; the single-byte ones are read by our own.
_BASE: Final = {
    "gb18030": "gb18030",
    "cp936": "gbk",
    "cp950": "big5",
    "big5hkscs": "big5",
    "cp932": "cp932",
    "euc_jp": "euc_jp",
    "cp949": "cp949",
    "euc_kr": "euc_kr",
    "johab": "johab",
}

_DROPPED: Final = frozenset([*map(chr, range(0x80, 0xA0)), "\u00ad"])
_HIGH: Final = range(0x80, 0x100)


class Narrow:
    """What the narrowest reader of a codec's family cannot read.

    alone     bytes 0x80 to 0xFF that stand for no character by themselves
    stripped  those that stand for one that nobody sees, so that it is dropped without a mark
    losable   whether the reader can lose anything that another reader of its family does not;
              what GB18030 reads with four bytes, cp936 has lost
    family    a name that the codecs share which read the same bytes
    """

    __slots__ = ("_base", "_codec", "_private", "_trails", "alone", "family", "losable", "stripped")

    def __init__(self, codec: Codec) -> None:
        self._base = _BASE.get(codec.name, "")
        self._codec = codec
        self.family = "cp936" if codec.name == "gb18030" else codec.name
        self._private: dict[int, frozenset[int]] = {}
        self._trails: dict[int, frozenset[int]] = {}
        if self._base:
            read = {byte for byte in _HIGH if _text(bytes((byte,)), self._base)}
        elif codec.kind == "single":
            read = {byte for byte in _HIGH if _text(bytes((byte,)), codec.name)}
        else:
            read = set(_HIGH)
        self.alone = frozenset(_HIGH).difference(read)
        dropped = zip(_HIGH, _single(codec))
        self.stripped = frozenset(byte for byte, c in dropped if c in _DROPPED)
        self.losable = (
            bool(self.alone or self.stripped)
            and codec.kind in ("single", "double")
            and codec.name != "gb18030"
        )

    def decode(self, data: bytes) -> str:
        """The text of `data` for the narrowest reader; UnicodeDecodeError at what it lacks."""
        return data.decode(self._base or self._codec.name)

    def trails(self, lead: int) -> frozenset[int]:
        """The bytes that make no character after this one; none where it is one by itself."""
        known = self._trails.get(lead)
        if known is None and lead not in self.alone:
            known = self._trails[lead] = frozenset()
        if known is None:
            known = self._trails[lead] = _one(set(range(256)).difference(self._read(lead)))
        return known

    def private(self, lead: int) -> frozenset[int]:
        """The bytes that make a private-use character after this one: such are dropped unseen."""
        known = self._private.get(lead)
        if known is None:
            trails = self.trails(lead) if self._base else ()
            texts = {byte: self._codec.glimpse(bytes((lead, byte))) for byte in trails}
            found = {b for b, c in texts.items() if len(c) == 1 and "\ue000" <= c <= "\uf8ff"}
            known = self._private[lead] = _one(found)
        return known

    def _read(self, lead: int) -> list[int]:
        """The bytes that make a character after this one."""
        if not self._base:
            return []
        # All in one call, since a refused pair costs ten times one that is read; no line feed is
        # ever a trail byte.
        pairs = b"".join(bytes((lead, trail, 0x0A)) for trail in range(256))
        texts = pairs.decode(self._base, "replace").split("\n")
        if len(texts) != 258:  # the line feed that stands as a trail itself
            return [t for t in range(256) if len(_text(bytes((lead, t)), self._base)) == 1]
        del texts[0x0A]
        return [t for t, c in enumerate(texts[:256]) if len(c) == 1 and c != "\ufffd"]


_sets: dict[frozenset[int], frozenset[int]] = {}


def _one(found: set[int]) -> frozenset[int]:
    """One object for all equal sets, of 8 KiB each: most lead bytes have the same trail bytes."""
    fixed = frozenset(found)
    return _sets.setdefault(fixed, fixed)


def _text(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return ""


def _single(codec: Codec) -> list[str]:
    if codec.kind != "single":
        return [""] * len(_HIGH)
    found = []
    for byte in _HIGH:
        try:
            found.append(codec.decode(bytes((byte,))))
        except UnicodeDecodeError:
            found.append("")
    return found


_made: dict[str, Narrow] = {}


def narrow(codec: Codec) -> Narrow:
    """What the narrowest reader of the codec's family cannot read; made once."""
    if codec.name not in _made:
        _made.setdefault(codec.name, Narrow(codec))
    return _made[codec.name]


def equivalents(codec: Codec) -> dict[str, str]:
    """Characters of the codec that normalisation (NFC) makes of others of it, with those others.

    KS X 1001 has a hanja once for each of its readings; Unicode keeps them apart as U+F900 to
    U+FA0B, and every tool that normalises makes one of them. So U+674E may have been D7DD or ECB0.
    """
    if codec.name not in ("cp949", "euc_kr", "johab"):
        return {}
    return _normalised()


@once
def _normalised() -> dict[str, str]:
    """What normalisation makes of U+F900 to U+FA0B, each with what it is made of."""
    from unicodedata import normalize

    found: dict[str, str] = {}
    for other in map(chr, range(0xF900, 0xFA0C)):
        one = normalize("NFC", other)
        if one != other:
            found[one] = found.get(one, "") + other
    return found
