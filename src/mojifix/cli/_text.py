"""Text in and out of the command: files, standard streams, colour."""

from __future__ import annotations

import os
import sys

from mojifix._shown import shown
from mojifix.files.reading import not_utf8, standard_input
from mojifix.result import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


class Unusable(Exception):
    """A file that cannot be read or written; the message says what, where, and what to do."""


def read_bytes(name: str) -> bytes:
    """The bytes of a file, `-` for standard input."""
    try:
        if name == "-":
            return standard_input().read()
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
        raise Unusable(f"{shown}: {not_utf8(data, error.start)}") from error


def write_text(text: str) -> None:
    """Writes the text to standard output as UTF-8, with no line end touched.

    A file's name that is no UTF-8 comes out as the bytes that it is.
    """
    write_bytes(text.encode("utf-8", "surrogateescape"))


def write_bytes(data: bytes) -> None:
    """Writes bytes to standard output, behind whatever was written before."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_line(line: str) -> None:
    """Writes a line for people or for programs to standard output, as UTF-8 wherever it goes."""
    write_text(line + "\n")


def say(message: str) -> None:
    """Says something to a person, on standard error, with escapes for what cannot be seen of names
    in it; to nobody where that is closed."""
    if sys.stderr is not None:  # `print` would write to standard output
        print(f"mojifix: {shown(message)}", file=sys.stderr)


def coloured(stream: TextIO) -> bool:
    """Whether to colour: a terminal that can, and nobody who asked for none (NO_COLOR)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def red(text: str) -> str:
    """What stood there, for a terminal."""
    return f"\x1b[31m{visible(text)}\x1b[0m"


def green(text: str) -> str:
    """What should, for a terminal."""
    return f"\x1b[32m{visible(text)}\x1b[0m"
