"""Bytes to a text and what was found in it. The only place that knows how files are read.

Rules:

1. UTF-8 and what begins with a byte order mark is read here; every other text by `mojifix.decode`,
   and only where the encoding is as sure as a repair has to be: the next step may be to write.
2. A byte order mark is the text's first character, U+FEFF, whatever the encoding: written back in
   the same encoding the text gives the bytes that were read.
3. A NUL byte outside of UTF-16 and UTF-32 makes a file binary, as it does for git.
"""

from __future__ import annotations

import os
import stat
import sys

from mojifix import api
from mojifix._frozen import Frozen
from mojifix._shown import percent
from mojifix.errors import FileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, Final

    from mojifix.options import Options
    from mojifix.result import Diagnosis

# The longer ones first: FF FE begins both.
_MARKS: Final = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

WIDE: Final = frozenset(name for _, name in _MARKS)
"""Encodings whose text holds NUL bytes."""

# Bytes at the start of a file in which a NUL makes it binary before the rest is read: git's number.
_HEAD: Final = 8000


class Document(Frozen):
    """A file as a text.

    diagnosis   the text as decoded, and what was found in it; None for a binary file
    encoding    a name that `bytes.decode` takes; "" for a binary file
    lossy       bytes that were no text in this encoding were replaced: not to be written back
    """

    __slots__ = ("diagnosis", "encoding", "lossy")

    diagnosis: Diagnosis | None
    encoding: str
    lossy: bool

    def __init__(self, diagnosis: Diagnosis | None, encoding: str, lossy: bool = False) -> None:
        self._set(diagnosis, encoding, lossy)

    def encoded(self, text: str, encoding: str) -> bytes:
        """The text as bytes: `encoding` is "utf-8", or "keep" for what the file was in.

        Raises `FileError` for a character that the old encoding has not.
        """
        name = self.encoding if encoding == "keep" else "utf-8"
        try:
            return _encoded(text, name)
        except UnicodeEncodeError as error:
            raise lacks(name, error) from error

    @property
    def mixed(self) -> bool:
        """Whether some lines are in other encodings than the file."""
        assert self.diagnosis is not None
        return any(finding.kind == "other-encoding" for finding in self.diagnosis.findings)

    def faithful(self, data: bytes) -> bool:
        """Whether the text written back in the file's encoding gives the bytes that were read."""
        assert self.diagnosis is not None
        try:
            return not self.lossy and _encoded(self.diagnosis.original, self.encoding) == data
        except UnicodeEncodeError:
            return False


def lacks(name: str, error: UnicodeEncodeError) -> FileError:
    """What is said of a text that an encoding cannot write."""
    character = error.object[error.start]
    return FileError(
        f"{name} has no character {character!a} (U+{ord(character):04X}) of the repaired text; it "
        "is as it was: --encoding utf-8 can write it"
    )


def errors(name: str) -> str:
    """How text is written: a lone surrogate can only have come from the file itself."""
    return "surrogatepass" if name.startswith("utf-") else "strict"


def marked(head: bytes) -> str | None:
    """The encoding that a byte order mark tells, other than UTF-8; None where there is none."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _encoded(text: str, name: str) -> bytes:
    try:
        return text.encode(name, errors(name))
    except LookupError:  # one that only mojifix has
        from mojifix.codecs import get

        return get(name).encode(text)


BINARY: Final = Document(None, "")


def standard_input() -> BinaryIO:
    """The bytes of standard input; raises `FileError` where it is closed (`mojifix fix <&-`)."""
    if sys.stdin is None:
        raise FileError("standard input is closed")
    return sys.stdin.buffer


def read(path: str) -> tuple[bytes | None, os.stat_result]:
    """The bytes of a regular file, None where its first show that it is binary, and its state.

    Raises `OSError`, and `FileError` for what is no file.
    """
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        state = os.fstat(fd)
        if not stat.S_ISREG(state.st_mode):
            raise FileError("is no regular file")
        head = os.read(fd, _HEAD)
        if b"\0" in head and marked(head) is None:
            return None, state
        parts = [head]
        while part := os.read(fd, max(1, state.st_size - _HEAD) if len(parts) == 1 else 1 << 20):
            parts.append(part)
        return b"".join(parts), state
    finally:
        os.close(fd)


def document(data: bytes, options: Options) -> Document:
    """What a file's bytes say; raises `FileError` where they are text in no encoding known."""
    name = marked(data)
    if name is not None:
        try:
            return Document(api.diagnose(data.decode(name), options=options), name)
        except UnicodeDecodeError:  # FF FE can begin something else
            pass
    if b"\0" in data:
        return BINARY
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, options)
    return Document(api.diagnose(text, options=options), "utf-8")


def _decoded(data: bytes, options: Options) -> Document:
    """A legacy text."""
    found = api.decode(data, options=options)
    if found.binary or found.encoding is None:
        return BINARY
    if found.confidence < options.min_confidence:
        raise FileError(
            f"is not UTF-8, and what it is cannot be told: {found.encoding} perhaps, "
            f"{percent(found.confidence)}"
        )
    return Document(found.diagnosis, found.encoding, found.lossy)


def not_utf8(data: bytes, offset: int) -> str:
    """Why bytes cannot be read, and what to do; `offset` is the first that is no UTF-8."""
    line = data.count(b"\n", 0, offset) + 1
    return (
        f"is not UTF-8: byte 0x{data[offset]:02X} at offset {offset} (line {line}). This command "
        "reads UTF-8 text; `mojifix decode` finds out the encoding and writes UTF-8"
    )
