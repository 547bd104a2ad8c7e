"""Names of files, counts and probabilities as a person is shown them.

Anybody can give a file a name with an escape sequence in it, which a terminal obeys, or with a line
feed, behind which a line of a report can be forged. Whatever name is printed for people goes
through here; formats for programs have escapes of their own.
"""

from __future__ import annotations


def shown(text: str) -> str:
    """The text with escapes for what cannot be seen, and `\\xd6` for a byte that is no UTF-8.

    The wide space U+3000 stays: Japanese names are full of it.
    """
    if text.isprintable():
        return text
    return "".join([c if c.isprintable() or c == "\u3000" else _escape(c) for c in text])


def _escape(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # a byte of a name (PEP 383)
        return f"\\x{ord(character) - 0xDC00:02x}"
    return ascii(character)[1:-1]


def plural(number: int, thing: str) -> str:
    """ "1 file", "2 files", "1,000 files"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def percent(share: float) -> str:
    """A probability, rounded down: 100 % is for what cannot be otherwise."""
    return f"{int(share * 100)} %" if share >= 0.01 else "under 1 %"
