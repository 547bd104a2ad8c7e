"""Text in and out of the command: files, standard streams, colour."""

from __future__ import annotations

import os
import sys
from typing import TextIO

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Unusable(Exception):
    """A file that cannot be read or written; the message says what, where, and what to do."""


def read_bytes(name: str) -> bytes:
    """The bytes of a file, `-` for standard input."""
    try:
        if name == "-":
            return sys.stdin.buffer.read()
        with open(name, "rb") as file:
            return file.read()
    except OSError as error:
        raise Unusable(f"{_shown(name)}: {error.strerror or error}") from error


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name


def read_text(name: str) -> str:
    """The text of a UTF-8 file, `-` for standard input: every character and line end as it is."""
    shown = _shown(name)
    data = read_bytes(name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unusable(_not_utf8(shown, data, error.start)) from error


def _not_utf8(shown: str, data: bytes, offset: int) -> str:
    line = data.count(b"\n", 0, offset) + 1
    source = "UTF-16" if data.startswith(_UTF16_MARKS) else "GB18030"
    looks = "looks like UTF-16, not UTF-8" if source == "UTF-16" else "is not UTF-8"
    return (
        f"{shown}: {looks}: byte 0x{data[offset]:02X} at offset {offset} (line {line}). "
        "This version reads UTF-8 text only; convert the file from the encoding that it is in, "
        f"for example: iconv -f {source} -t UTF-8"
    )


def write_text(text: str) -> None:
    """Writes the text to standard output as UTF-8, with no line end touched."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def write_line(line: str) -> None:
    """Writes a line for people or for programs to standard output, as UTF-8 wherever it goes."""
    write_text(line + "\n")


def coloured(stream: TextIO) -> bool:
    """Whether to colour: a terminal that can, and nobody who asked for none (NO_COLOR)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()
