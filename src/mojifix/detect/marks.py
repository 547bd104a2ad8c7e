"""What the first bytes tell for certain: byte order marks, and formats that are no text.

Rule: a signature is one that no text begins with. What has none is judged by its control bytes.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Marks, longer before shorter: FF FE 00 00 is UTF-32 and not UTF-16 with a NUL. The names are those
# by which `bytes.decode` drops the mark.
BYTE_ORDER_MARKS: Final = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\x841\x953", "gb18030"),
    (b"+/v8-", "utf-7"),
)

# Formats in which bytes are no text although some have no NUL among the first.
_SIGNATURES: Final = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",  # JPEG
    b"%PDF-",
    b"PK\x03\x04",  # ZIP, Office, EPUB, wheels
    b"PK\x05\x06",
    b"\x1f\x8b\x08",  # gzip
    b"BZh91AY&SY",
    b"\xfd7zXZ\0",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",  # Zstandard
    b"\x04\x22\x4d\x18",  # LZ4
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",  # Java class, Mach-O
    b"\xcf\xfa\xed\xfe",  # Mach-O
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",  # old Office
    b"OggS\0",
    b"ID3\x02",
    b"ID3\x03",
    b"ID3\x04",
    b"fLaC\0",
    b"\0asm",
    b"SQLite format 3\0",
)

# Bytes that are looked at for NULs and control bytes, as git does.
HEAD: Final = 8000

# Share of control bytes from which bytes are no text: uniformly random ones have 9 in 100. So many
# are none whatever the share: a short field may hold one.
CONTROLS: Final = 0.05
FEW: Final = 2

# Bytes of ASCII that stand in no text: without backspace, tab, line feed, vertical tab, form feed,
# carriage return, the shifts of ISO-2022, escape and what separates records (0x1B to 0x1F), and the
# end of a file of CP/M and DOS.
_CONTROL: Final = bytes(set(range(1, 28)) - set(b"\b\t\n\v\f\r\x0e\x0f\x1a\x1b")) + b"\x7f"


def byte_order_mark(data: bytes) -> tuple[bytes, str] | None:
    """The mark that the bytes begin with, and the encoding that it is of."""
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return mark, name
    return None


def signed(data: bytes) -> bool:
    """Whether the bytes begin with the signature of a format that is no text."""
    return data.startswith(_SIGNATURES)


def no_text(data: bytes) -> bool:
    """Whether bytes without NULs are no text, unless they are UTF-16."""
    if signed(data):
        return True
    head = data[:HEAD]
    return len(head) - len(head.translate(None, _CONTROL)) > max(FEW, CONTROLS * len(head))
