"""log P(text) in nats, language by language: the letters of those that had one-byte encodings.

Theory of operation:

1. The model of all Unicode text (`model`) mixes its languages letter by letter, and cannot know
   that a text with `\u0161` and `\u011b` has no `\u00ec`. Here each language has a table of its
   own, P(b | a) over an alphabet of at most ALPHABET characters: a text is in one language.
2. A character outside the alphabet costs OUTSIDE and what the other model asks for it.
3. Digits are one character, `0`. The text is taken to stand inside a line.

Layout of the file, little-endian: the header of `language.file`, then for each language::

    tag         ASCII, padded with zeros to 8 bytes
    size    u32 characters of the alphabet, n; 0 and n + 1 below are not in it
    letters u16 * n, padded to a multiple of 4 bytes: the alphabet, ascending code points
    cost    u8 * (n + 1)**2, padded likewise: -log P(b | a), row = a, in 1/STEPS nat; the last row
            and column stand for everything outside the alphabet

Source of the numbers: ``tools/build_letters.py``.
"""

from __future__ import annotations

import struct
from array import array
from operator import add

from mojifix._once import once
from mojifix.language import file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

TABLE_NAME: Final = "letters.mjf"
MAGIC: Final = b"MJFL"
FORMAT_VERSION: Final = 2

# Steps to a nat; 8 covers 0 to 31.9 nats in a byte (unit: 1/nat).
STEPS: Final = 8

# Characters of an alphabet at most. Greek with its accents in both cases, signs included, has 110.
ALPHABET: Final = 120

_DIGITS: Final = dict.fromkeys(range(ord("1"), ord("9") + 1), "0")
_ENTRY: Final = struct.Struct("<8sI")


class Language:
    """The letters of one language."""

    __slots__ = ("tag", "_index", "_rows", "_cost", "alphabet")

    def __init__(self, tag: str, letters: Sequence[int], cost: bytes | memoryview) -> None:
        width = len(letters) + 1
        self.tag = tag
        self.alphabet = frozenset(map(chr, letters))
        self._index = {chr(code): at for at, code in enumerate(letters)}
        self._rows = [at * width for at in range(width)]
        self._cost = cost

    def nats(self, text: str) -> tuple[float, int]:
        """-log P(text) after its first character, and how many characters no alphabet has.

        Digits must have been folded by `folded`.
        """
        outside = len(self._rows) - 1
        get = self._index.get
        places = [get(c, outside) for c in text]
        rows = map(self._rows.__getitem__, places)
        steps = sum(map(self._cost.__getitem__, map(add, rows, places[1:])))
        return steps / STEPS, places.count(outside)


def folded(text: str) -> str:
    """The text with every digit as `0`."""
    return text.translate(_DIGITS)


def write(languages: Mapping[str, tuple[Sequence[int], bytes]], note: str) -> bytes:
    """A table file from alphabets (code points) and costs by language, ready to be saved."""
    parts = []
    for tag, (letters, cost) in sorted(languages.items()):
        codes = file.little_endian(array("H", letters))
        parts += [_ENTRY.pack(tag.encode("ascii"), len(letters)), file.padded(codes)]
        parts.append(file.padded(cost))
    return file.write(MAGIC, FORMAT_VERSION, b"".join(parts), note)


def read(data: bytes, origin: str = TABLE_NAME) -> dict[str, Language]:
    """The languages in `data` by their tags; `origin` names it in the error.

    Raises TableError for a file that is cut, edited, of another version, or no table at all.
    """
    view, _ = file.read(data, MAGIC, FORMAT_VERSION, origin, "tools/build_letters.py")
    found = {}
    at = 0
    while at < len(view):
        tag, size = _ENTRY.unpack_from(view, at)
        at += _ENTRY.size
        letters = file.numbers(view[at : at + 2 * size], "H")
        at += 2 * size + -2 * size % 4
        cells = (size + 1) ** 2
        name = tag.rstrip(b"\0").decode("ascii")
        found[name] = Language(name, letters, view[at : at + cells])
        at += cells + -cells % 4
    return found


@once
def load() -> dict[str, Language]:
    """The shipped table, read on the first call.

    Raises TableError where the file is missing, cut or edited.
    """
    return read(file.shipped(TABLE_NAME))
