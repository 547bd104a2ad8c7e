"""What three characters tell of the next one: a correction to the trigrams, in nats.

Theory of operation:

1. `Fourgrams.gains` is log P(d | a b c) - log P(d | b c), where P(d | b c) is that of the trigrams
   (`trigrams`). Endings of Korean and Japanese are three and four syllables long, and so are most
   foreign words: `\\uc2b5\\ub2c8\\ub2e4`, `\\u307e\\u3057\\u305f`, `\\u30bf\\u30a4\\u30d7`.
2. A context is a trigram of that table, by its number there: the two tables belong together. A
   context that has a row, but not this `d`, has one gain for all such characters, mostly negative;
   one without a row gains 0.0.
3. Only `lattice` asks, so that a text that shows no mark of loss never loads it.

Layout of the payload (`file`), little-endian; sizes in bytes::

    trigrams    4   checksum of the table of trigrams that this one was made for
    sizes   3 * 4   number of: trigrams there, rows, four-grams

    row_size    u8  * trigrams    four-grams of each context, mostly none
    row_rest    i8  * rows        gain of all characters that the row does not hold
    fourth      u16 * fourgrams   code points `d`, ascending inside a row
    gain        i8  * fourgrams   gain of each

Every gain is in units of 1/STEPS nat (`trigrams`). Every field is padded to four bytes.
Source of the numbers: ``tools/build_fourgrams.py``, which needs the trigrams to be built first.
"""

from __future__ import annotations

import struct
import sys
from array import array
from operator import add

from mojifix._once import once
from mojifix.errors import TableError
from mojifix.language import file, trigrams
from mojifix.language.trigrams import ROWS_KEPT, STEPS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Final

    from mojifix.language.trigrams import Fields, Trigrams

    Row = tuple[dict[str, float], float]  # gains of characters, gain of all others

TABLE_NAME: Final = "fourgrams.mjf"
TOOL: Final = "tools/build_fourgrams.py"
MAGIC: Final = b"MJF4"
FORMAT_VERSION: Final = 1

# Contexts whose sizes are summed up beforehand; by judgement, a row is found in some 3 µs.
BLOCK: Final = 256

_SIZES: Final = struct.Struct("<4I")

# Field, item code, and which of the sizes counts it.
_FIELDS: Final[Fields] = (
    ("row_size", "B", 0),
    ("row_rest", "b", 1),
    ("fourth", "H", 2),
    ("gain", "b", 2),
)

_NO_ROW: Final[Row] = ({}, 0.0)

# A character of a context of which nothing is known.
NOTHING: Final = "\0"


class Fourgrams:
    """The gains of one table file over those of its trigrams; `note` names its sources."""

    __slots__ = ("_blocks", "_fields", "_rows", "_sizes", "note", "trigrams")

    def __init__(self, over: Trigrams, fields: Mapping[str, memoryview], note: str) -> None:
        self.trigrams = over
        self.note = note
        self._fields = fields
        self._sizes = bytes(fields["row_size"])
        self._rows: dict[str, Row] = {}
        # Of each block of contexts: the rows before it, and the four-grams.
        self._blocks = [(0, 0)]
        for at in range(0, len(self._sizes), BLOCK):
            rows, before = self._blocks[-1]
            sizes = self._sizes[at : at + BLOCK]
            self._blocks.append((rows + len(sizes) - sizes.count(0), before + sum(sizes)))

    def __len__(self) -> int:
        return len(self._fields["fourth"])

    def gains(self, context: str, candidates: Iterable[str]) -> list[float]:
        """log P(d | context) - log P(d | its last character) of each of the candidates, in nats.

        Trigrams and four-grams in one. `context` has three characters, each of which may be one
        that no table knows; the candidates have one each.
        """
        gains = self.trigrams.gains(context[1], context[2], candidates)
        more = self.more(context, candidates)
        return list(map(add, gains, more)) if more else gains

    def more(self, context: str, candidates: Iterable[str]) -> list[float]:
        """log P(d | context) - log P(d | its last two) of each of the candidates, in nats.

        [] where nothing is known of the context.
        """
        if context[0] == NOTHING:
            return []
        row, rest = self._rows.get(context) or self._row(context)
        return [row.get(d, rest) for d in candidates] if row else []

    def shortest(self, context: str) -> str:
        """The context without what tells nothing of the next character, nor of any after it.

        NOTHING stands in the place of what is left out.
        """
        if context[0] != NOTHING and (self._rows.get(context) or self._row(context))[0]:
            return context
        if self.trigrams.tells(context[1], context[2]):
            return NOTHING + context[1:]
        return NOTHING + NOTHING + context[2]

    def going_on(self, tail: str, candidates: Sequence[str]) -> tuple[list[float], list[int]]:
        """What follows two characters: the gains of the trigrams, and where the three go on.

        The second are the numbers of the candidates, from 0, that make a context with a row.
        """
        gains, numbers = self.trigrams.numbered(tail, candidates)
        sizes = self._sizes
        return gains, [at for at, number in enumerate(numbers) if number >= 0 and sizes[number]]

    def _row(self, context: str) -> Row:
        """The row of three characters, kept for the next time."""
        if len(self._rows) >= ROWS_KEPT:
            self._rows.clear()
        row = self._rows[context] = self._look_up(self.trigrams.number(*context))
        return row

    def _look_up(self, number: int) -> Row:
        """The row of the trigram of this number, -1 for none."""
        size = self._sizes[number] if number >= 0 else 0
        if not size:
            return _NO_ROW
        row, start = self._blocks[number // BLOCK]
        before = self._sizes[number - number % BLOCK : number]
        row += len(before) - before.count(0)
        start += sum(before)
        # No code point of the table is above U+FFFF or a surrogate: UTF-16 as it is in memory.
        fourth = self._fields["fourth"][start : start + size]
        characters = str(fourth, f"utf-16-{sys.byteorder[0]}e")
        gains = self._fields["gain"][start : start + size]
        found = {d: gain / STEPS for d, gain in zip(characters, gains)}
        return found, self._fields["row_rest"][row] / STEPS


def write(fields: Mapping[str, Iterable[int]], over: int, note: str) -> bytes:
    """A table file from its fields (names as in the module docstring), ready to be saved.

    over   checksum of its table of trigrams
    """
    arrays = {name: array(code, fields[name]) for name, code, _ in _FIELDS}
    sizes = [len(arrays[name]) for name in ("row_size", "row_rest", "fourth")]
    if len(arrays["gain"]) != sizes[2] or sum(arrays["row_size"]) != sizes[2]:
        raise TableError("the rows do not add up to the fields they divide")
    if sizes[0] - arrays["row_size"].count(0) != sizes[1]:
        raise TableError("there is not one rest for each row")
    parts = [file.padded(file.little_endian(arrays[name])) for name, _, _ in _FIELDS]
    return file.write(MAGIC, FORMAT_VERSION, _SIZES.pack(over, *sizes) + b"".join(parts), note)


def read(data: bytes, over: Trigrams, origin: str = TABLE_NAME) -> Fourgrams:
    """The table in `data`, which goes with the trigrams `over`; `origin` names it in the error.

    Raises TableError for a file that is cut, edited, of another version, for other trigrams, or no
    table at all.
    """
    view, note = file.read(data, MAGIC, FORMAT_VERSION, origin, TOOL)
    made_for, *sizes = _SIZES.unpack_from(view)
    if made_for != over.checksum:
        raise TableError(
            f"{origin} was made for another table of trigrams; reinstall mojifix, or rebuild the "
            f"table with {TOOL}"
        )
    fields: dict[str, memoryview] = {}
    at = _SIZES.size
    for name, code, unit in _FIELDS:
        size = sizes[unit] * array(code).itemsize
        field = view[at : at + size]
        fields[name] = memoryview(file.numbers(field, code)) if code == "H" else field.cast(code)
        at += size + -size % 4
    return Fourgrams(over, fields, note)


@once
def load() -> Fourgrams:
    """The shipped table over the shipped trigrams, read on the first call.

    Raises TableError where a file is missing, cut or edited.
    """
    return read(file.shipped(TABLE_NAME), trigrams.load())
