"""What is left of a byte order mark that was misread: `\u00ef\u00bb\u00bf`, `\u9518`.

Theory of operation:

1. UTF-8 files of Windows begin with EF BB BF. A reader that takes them for letters puts them in
   front of the text. In a double-byte codec EF BB is one character and BF the lead byte of the
   next, which takes an ASCII letter along: `import` becomes `\u9518\u7e24mport`.
2. It is removed at the start of a text and nowhere else. U+FEFF itself stays: it is no damage.
"""

from __future__ import annotations

from mojifix._frozen import Frozen
from mojifix._once import once
from mojifix.codecs import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Readers of files, the common ones first.
READERS: Final = (
    "cp936",
    "cp949",
    "big5hkscs",
    "cp932",
    "cp1252",
    "cp1251",
    "cp1250",
    "cp1253",
    "cp1254",
    "cp1257",
    "cp437",
    "cp850",
    "cp852",
    "cp866",
    "koi8-r",
    "mac_roman",
)

_MARK: Final = b"\xef\xbb\xbf"


class ByteOrderMark(Frozen):
    """The channel: a byte order mark that was read as text."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """`bom`, the name for `Options.channels`."""
        return "bom"

    @property
    def kind(self) -> str:
        """The kind of finding that it gives."""
        return "bom"

    def apply(self, text: str, *, reader: str = "cp1252") -> str | None:
        """Damages: a mark put in front, and its bytes with those of an ASCII start misread.

        None where the reader cannot read them.
        """
        end = 1 if text[:1].isascii() else 0
        try:
            return get(reader).decode(_MARK + text[:end].encode("ascii")) + text[end:]
        except UnicodeError:
            return None

    def invert(self, text: str) -> tuple[int, str, str] | None:
        """What to put for text[:end], as (end, replacement, the reader's name), or None."""
        if not text or text[0] not in _starts():
            return None
        for reader in READERS:
            found = _read(text[:4], reader)
            if found is not None:
                return (*found, reader)
        return None


@once
def _starts() -> frozenset[str]:
    """The characters that a mark may begin with."""
    runs = (get(reader).runs(_MARK + b"a") for reader in READERS)
    return frozenset(found[0][1][0] for found in runs if found and found[0][0] == 0)


def _read(start: str, reader: str) -> tuple[int, str] | None:
    """How much of the start is the mark, and the ASCII character that it took along."""
    codec = get(reader)
    data = b""
    for end, c in enumerate(start, 1):
        if c in "?\ufffd" and data == _MARK[:2]:
            return end, ""  # BF was lost
        try:
            data += codec.encode(c)
        except UnicodeError:
            return None
        if data.startswith(_MARK) and data[3:].isascii():
            return end, data[3:].decode("ascii")
    return None
