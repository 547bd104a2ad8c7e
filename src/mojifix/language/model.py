"""log P(text) in nats: one additive model of characters, over all of Unicode.

Theory of operation:

1. P(b | a) is a distribution over every Unicode code point.  Three sources are mixed: the counted
   pair (a, b); with the mass that the row of `a` leaves, the block of `b` after the block of `a`
   times the share of `b` in its block; and a share for repeating `a`.  An unknown character costs a
   lot, it never fails.
2. Simplified and traditional Chinese, Japanese, Korean and some sixty other languages are one
   mixture, not a choice: the clean text around a damaged span is scored by the same model as the
   span, and the evidence of a span is a plain difference of two sums.
3. What the rows of signs leave to a letter is too little for a list of rare ones, which have a
   most that they cost (LISTED).
4. The table is read on first use; the costs of pairs are kept once asked for, so that scoring a
   text is one `map` in C over its adjacent pairs.

The text starts and ends nowhere in particular: the first character costs `char(c)`, the end is
free, since a line is often a piece of a text.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from itertools import accumulate, compress
from math import exp, log
from operator import add, sub

from mojifix._once import once
from mojifix.language.file import shipped
from mojifix.language.format import STEPS, Table, read
from mojifix.language.home import Homes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final

TABLE_NAME: Final = "text.mjf"

# Pairs kept, in entries of about 200 bytes.  A page of Chinese asks for 3,000 different pairs; at
# 1 << 15 the memory stays below 7 MiB, and halving it slows long damaged texts by a tenth.
PAIRS_KEPT: Final = 1 << 15

# Counted pairs kept as probabilities, about 40 bytes each.  A line read as Big5 asks for 100,000.
ODDS_KEPT: Final = 250_000

# Nats of repeating a character that was lost, where the table has no more than the share of repeats
# that any clean text may have: \u3042\u3042 costs 5, \u7684\u7684 7.
REPEATS: Final = 7.5

# Cost from which a counted pair is left to the blocks there (units of the table): of the rows of
# common characters half is as rare.
UNLIKELY: Final = 7 * STEPS

# What a character costs after the one before it in Unicode (nats): lists of letters are written in
# that order, and are no sign of damage. Table hits keep their own cost.
SUCCESSOR: Final = 6.0

# What a pair costs at most that the text had before (nats), see `Model.once`.
REPEATED: Final = 3.0

# What a letter that stands alone between signs costs at the most, and the sign after it (nats). The
# rows of signs have seen so much that they leave next to nothing to what they have not: of
# `\u9530\u3001\u94df\u3001\u94b4` each cost 18, whereas who names two elements names the third, and
# any other letters were likelier. Of 3,000 clean lists of `benchmarks/lists.py` 73 are changed, of
# which most mix Chinese and Korean, and of 1,603 damaged ones 1,022 come back; without any of these
# 424 are, and 785 do. At 9 nats for the letter and 6 for the sign 72 and 71 are changed, 1,015 and
# 1,020 come back; at 7 and 4 it is 73 and 73, 1,018 and 1,015.
LISTED: Final = 8.0
DIVIDED: Final = 5.0

# What a middle dot costs at the most after a letter, and a sign of numbering after another (nats):
# no source has `\u5bcc\xb7\u5f3a` or `\u2165\u2163`, and four Roman numerals were katakana in every
# third row of them. At 6 and 4 nats for the dot 77 and 72 lists are changed, and as many come back;
# for the numerals as many are, and 1,010 and 1,027 come back. Lower is not tried in long texts.
DOTTED: Final = 5.0
NUMBERED: Final = 5.0

# What an exponent costs at the most after what has one (nats): a letter or digit of ASCII, a Greek
# letter, a bracket, the angstrom and the diameter. No source has square angstroms, which are a
# letter in UTF-8: without it `26.0 \xc5\xb2` and most other crystal data is changed.
EXPONENT: Final = 5.0

# What a stroke through a letter, a line over or under it or a dot costs at the most (nats): struck
# text has one after each. None is in a source, and their bytes are a hanzi in GBK.
OVERLAID: Final = 5.0

# What a star, a note or a heart costs at the most after a letter of East Asia (nats), of which the
# sources have hardly any: a slap, `\u5f61\u2606`, was two other signs. Triangles and squares are
# left out, which `\u5575\u5575\xb0\xb0\xb0` would become.
ORNAMENT: Final = 9.0

# What a small vowel costs more than the large one beside kana (nats): in slang any may be small.
SMALL: Final = 2.5

_DIVIDING: Final = "\xb7\u30fb\u3001\uff0c\uff1a\uff1b"
_OPENING: Final = "\n \u2018\u201c\u3002\u3008\u300a\u300c\u300e\u3010\u3014\uff01\uff08\uff1f"
_CLOSING: Final = (
    "\n \u2019\u201d\u2026\u3002\u3009\u300b\u300d\u300f\u3011\u3015\uff01\uff09\uff1f"
)
_NUMBERING: Final = frozenset(map(chr, [*range(0x2160, 0x2180), *range(0x2460, 0x2500)]))

_EXPONENTS: Final = frozenset("\xb2\xb3\xb9\u2070\u2071" + "".join(map(chr, range(0x2074, 0x2080))))

_ORNAMENTS: Final = frozenset("\u2605\u2606\u2661\u2665\u266a\u266b")
_OVERLAYS: Final = frozenset("\u0305\u0323\u0332\u0333\u0334\u0335\u0336\u0337\u0338")
_SMALL: Final = {
    small: chr(ord(small) + 1) for small in "\u3041\u3043\u3045\u3047\u3049\u3083\u3085\u3087\u308e"
}

# A sign beside which one character may stand alone. Whether that is a letter is asked afterwards: a
# class of all letters takes three milliseconds to be made.
_LISTED: Final = re.compile(
    f"[{_DIVIDING}](?:(?<=[{_DIVIDING}{_OPENING}]..)|(?<=\\A..)|(?=.(?:[{_DIVIDING}{_CLOSING}]|\\Z)))"
)

# What stands before the first character of a text, of which nothing is known: its block is that
# of a line feed.
_START: Final = "\n"

# What a unit of the table is in nats.
_NATS: Final = tuple(step / STEPS for step in range(0x100))


class Model(dict[str, float]):
    """-log P(b | a) in nats by the two-character string a + b, computed on the first request.

    Being a dict, it scores a text at C speed: ``sum(map(model.__getitem__, map(add, t, t[1:])))``.
    """

    __slots__ = ("_cost", "_facts", "_odds", "_second", "_table", "among", "home", "usual")

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table
        self._second, self._cost = table.pair_second, table.pair_cost
        self.usual = Usual(table)
        self.home = Homes(self)
        self._facts = Facts(table)
        # -log P(c) in nats after any character of its own block.
        self.among: Callable[[str], float] = Among(table, self._facts).__getitem__
        self._odds: list[Odds] = []

    def __missing__(self, pair: str) -> float:
        a, b = pair[0], pair[1]
        cost = self.of_table(a, b)
        if cost > DOTTED and b == "\xb7" and a >= "\u3041":
            cost = DOTTED
        elif cost > NUMBERED and a in _NUMBERING and b in _NUMBERING:
            cost = NUMBERED
        elif cost > EXPONENT and b in _EXPONENTS and _has_exponent(a):
            cost = EXPONENT
        elif cost > OVERLAID and b in _OVERLAYS:
            cost = OVERLAID
        elif cost > ORNAMENT and b in _ORNAMENTS and a >= "\u3041":
            cost = ORNAMENT
        elif cost > SMALL and (a in _SMALL or b in _SMALL):
            cost = min(cost, SMALL + self.of_table(_SMALL.get(a, a), _SMALL.get(b, b)))
        if len(self) >= PAIRS_KEPT:
            self.clear()
        self[pair] = cost
        return cost

    def of_table(self, a: str, b: str) -> float:
        """-log P(b | a) in nats as the table alone has it, without LISTED and the like."""
        _, _, _, start, end = self._facts[a]
        second, code = self._second, ord(b)
        at = bisect_left(second, code, start, end)  # no code beyond the BMP is in it
        counted = at < end and second[at] == code
        return _NATS[self._cost[at]] if counted else self._uncounted(a, b)

    def _uncounted(self, a: str, b: str) -> float:
        """What the blocks say of a pair that no row has (nats)."""
        table, code = self._table, ord(b)
        if code - ord(a) == 1 and 0x7F < code < 0xD800:
            return SUCCESSOR
        block, _, spread, _, _ = self._facts[a]
        to, share, _, _, _ = self._facts[b]
        cost = spread + _NATS[table.block_cost[block * table.blocks + to]] + share
        if a == b:
            return -log(exp(-cost) + exp(-_NATS[table.block_repeat[block]]))
        return cost

    def char(self, c: str) -> float:
        """-log P(c) in nats where nothing is known of what stands before it."""
        table = self._table
        block, share, _, _, _ = self._facts[c]
        return table.block_cost[self._facts[_START][0] * table.blocks + block] / STEPS + share

    def alone(self, after: str = "") -> Iterator[tuple[str, float]]:
        """Each character of the table with its nats among its like: after its own block.

        after   a character after whose block it is to stand instead
        """
        table = self._table
        before = self._facts[after][0] if after else None
        first = 0
        ends = [*table.range_start[1:], sys.maxunicode + 1]
        for end, block in zip(ends, table.range_block):
            last = bisect_left(table.char, end, first)
            step = table.block_cost[(block if before is None else before) * table.blocks + block]
            for code, cost in zip(table.char[first:last], table.char_cost[first:last]):
                yield chr(code), (cost + step) / STEPS
            first = last

    def halves(self, most: int) -> bytes:
        """What each code point of the BMP costs after its own block, in half nats, rounded down.

        most   above which none goes, 255 at the most
        """
        table = self._table
        by_cost = [
            bytes(min(most, 2 * (cost + step) // STEPS) for cost in range(0x100))
            for step in table.block_cost[:: table.blocks + 1]
        ]
        found = bytearray(0x10000)
        first = 0
        ends = [*table.range_start[1:], sys.maxunicode + 1]
        for start, end, block in zip(table.range_start, ends, table.range_block):
            if start >= len(found):
                break
            end = min(end, len(found))
            halves = by_cost[block]
            floor = table.block_floor[block]
            found[start:end] = halves[floor : floor + 1] * (end - start)
            last = bisect_left(table.char, end, first)
            counted = bytes(table.char_cost[first:last]).translate(halves)
            for code, half in zip(table.char[first:last], counted):
                found[code] = half
            first = last
        return bytes(found)

    def beside(self, c: str, first: str, last: str) -> bool:
        """Whether the table has a pair of `c` and a character from `first` to `last`."""
        second = self._table.pair_second
        low, high = ord(first), ord(last)
        start, end = self._facts[c][3:]
        at = bisect_left(second, low, start, end)
        if at < end and second[at] <= high:
            return True
        code = ord(c)
        for a in map(chr, range(low, high + 1)):
            start, end = self._facts[a][3:]
            at = bisect_left(second, code, start, end)
            if at < end and second[at] == code:
                return True
        return False

    def odds(self) -> Odds:
        """The same model as probabilities; made once."""
        if not self._odds:
            self._odds.append(Odds(self, self._table, self._facts))
        return self._odds[0]

    def pair(self, a: str, b: str) -> float:
        """-log P(b | a) in nats."""
        return self[a + b]

    def cost(self, text: str, before: str = "") -> float:
        """-log P(text) in nats; `before` is the character that stands in front of it, if any."""
        if not text:
            return 0.0
        if _LISTED.search(text):
            return sum(self.costs(text, before))
        first = self[before + text[0]] if before else self.char(text[0])
        return first + sum(map(self.__getitem__, map(add, text, text[1:])))

    def costs(self, text: str, before: str = "") -> list[float]:
        """-log P of each character of `text` after the one in front of it, in nats."""
        if not text:
            return []
        first = self[before + text[0]] if before else self.char(text[0])
        costs = [first, *map(self.__getitem__, map(add, text, text[1:]))]
        for match in _LISTED.finditer(text):
            sign = match.start()
            if _is_alone(text, sign - 1):
                costs[sign - 1] = min(costs[sign - 1], LISTED)
                costs[sign] = min(costs[sign], DIVIDED)
            if _is_alone(text, sign + 1):
                costs[sign + 1] = min(costs[sign + 1], LISTED)
        return costs

    def once(self, text: str) -> float:
        """Nats of `text` where a pair that was there before costs REPEATED at most.

        A word that no table knows is one surprise, however often a line repeats it.
        """
        if not text:
            return 0.0
        seen: set[str] = set()
        total = self.char(text[0])
        for pair in map(add, text, text[1:]):
            total += min(self[pair], REPEATED) if pair in seen else self[pair]
            seen.add(pair)
        return total

    def foreseen(self, text: str) -> float:
        """Nats of `text` where what was to be foreseen costs REPEATED at most.

        That is a pair that was there before, which costs the less the more often it was, as in the
        cry `\u30a2\u30a2\u30a2`. A character that goes on in a row, up or down, as do letters of
        an alphabet, `\u0448\u0449\u044a\u044b`, and shades of a bar. A wide sign on the other side
        of a character: eyes are alike.
        """
        if not text:
            return 0.0
        seen: dict[str, int] = {}
        total = self.char(text[0])
        codes = list(map(ord, text))
        row = 0  # by how much the last character was the next one, or the one before
        for pair, step in zip(map(add, text, text[1:]), map(sub, codes[1:], codes)):
            times = seen.get(pair, 0)
            seen[pair] = times + 1
            if not times:
                goes_on = abs(step) == 1 and step == row
                eyes = step != 0 and step == -row and not pair[1].isalpha()
                times = int(goes_on or (pair[1] > "\u3000" and eyes))
            total += min(self[pair], REPEATED / times) if times else self[pair]
            row = step
        return total

    def excess(self, text: str, costs: Sequence[float]) -> list[float]:
        """How much more than usual each character of `text` costs, in nats; `costs` are its own."""
        return list(map(sub, costs, map(self.usual.__getitem__, text)))

    def prefix(self, text: str, before: str = "") -> list[float]:
        """Sums of `costs` up to each place: len(text) + 1 values, so that spans are differences."""
        return list(accumulate(self.costs(text, before), initial=0.0))


def _has_exponent(c: str) -> bool:
    """Whether a character may have an exponent."""
    if c < "\x80":
        return c.isalnum() or c in ")]"
    return c in "\xc5\xd8" or "\u0391" <= c <= "\u03c9"


def _is_alone(text: str, at: int) -> bool:
    """Whether what stands there is a letter between signs, or between one and an end."""
    if not (0 <= at < len(text) and "\u3041" <= text[at] <= "\ud7a3"):
        return False
    if at and text[at - 1] not in _DIVIDING + _OPENING:
        return False
    return at + 1 == len(text) or text[at + 1] in _DIVIDING + _CLOSING


class Odds:
    """P(b | a) of a model for many `b` at once, as probabilities: what `lattice` sums up.

    P(b | a) is ``row(a)[b]`` where the pair was counted; any other is left to the blocks:
    ``spread * steps[block of a][block of b] * share of b in its block``.
    """

    __slots__ = (
        "_facts",
        "_model",
        "_one",
        "_rows",
        "_size",
        "_start",
        "_table",
        "_units",
        "steps",
    )

    def __init__(self, model: Model, table: Table, facts: Facts) -> None:
        self._model = model
        self._table = table
        self._facts = facts
        self._rows: dict[str, dict[str, float]] = {}
        self._one = One()
        self._size = 0
        self._units = [exp(-step / STEPS) for step in range(256)]
        n = table.blocks
        costs = [self._units[step] for step in table.block_cost]
        self.steps = [costs[first : first + n] for first in range(0, n * n, n)]
        self._start = facts[_START][0]

    def row(self, a: str) -> dict[str, float]:
        """The probability of each character that was counted after `a`; not to be changed."""
        row = self._rows.get(a)
        if row is None:
            row = self._rows[a] = self._row(a)
            self._size += len(row)
            if self._size > ODDS_KEPT:
                self._rows.clear()
                self._size = 0
        return row

    def _row(self, a: str) -> dict[str, float]:
        _, _, _, start, end = self._facts[a] if a else (0, 0.0, 0.0, 0, 0)
        # No code point of a row is above U+FFFF or a surrogate: UTF-16 as it is in memory.
        costs = self._table.pair_cost[start:end]
        seconds = str(self._table.pair_second[start:end], f"utf-16-{sys.byteorder[0]}e")
        likely = list(map(UNLIKELY.__gt__, costs))
        row = dict(
            zip(
                map(self._one.__getitem__, compress(seconds, likely)),
                map(self._units.__getitem__, compress(costs, likely)),
            )
        )
        if a in row:
            row[a] *= self.again(a)
        return row

    def again(self, a: str) -> float:
        """What to multiply P(a | a) by where it is no more than the share that any text repeats.

        A clean text may repeat anything, a lost character seldom is the one in front of it.
        """
        table = self._table
        repeat = table.block_repeat[self._facts[a][0]]
        if self._facts[a][3] == self._facts[a][4]:
            return 1.0
        cost = self._model[a + a]
        return min(1.0, exp(cost - REPEATS)) if cost > repeat / STEPS - 0.3 else 1.0

    def spread(self, a: str) -> tuple[int, float]:
        """The block of `a` and the probability that its row leaves to the blocks; "" for none."""
        if not a:
            return self._start, 1.0
        block, _, spread, _, _ = self._facts[a]
        return block, exp(-spread)

    def share(self, c: str) -> tuple[int, float]:
        """The block of a character and its share in it."""
        block, share, _, _, _ = self._facts[c]
        return block, exp(-share)


class One(dict[str, str]):
    """One object for each character: rows share their keys, which would take most of their room."""

    __slots__ = ()

    def __missing__(self, c: str) -> str:
        self[c] = c
        return c


class Among(dict[str, float]):
    """-log P(c) in nats after any character of its own block, by the character."""

    __slots__ = ("_facts", "_table")

    def __init__(self, table: Table, facts: Facts) -> None:
        super().__init__()
        self._table = table
        self._facts = facts

    def __missing__(self, c: str) -> float:
        if len(self) >= PAIRS_KEPT:
            self.clear()
        block, share, _, _, _ = self._facts[c]
        nats = self._table.block_cost[block * self._table.blocks + block] / STEPS + share
        self[c] = nats
        return nats


class Facts(dict[str, tuple[int, float, float, int, int]]):
    """Of a character: block, cost in its block, spread (nats), first and last of its row."""

    __slots__ = ("_table",)

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, c: str) -> tuple[int, float, float, int, int]:
        if len(self) >= PAIRS_KEPT:
            self.clear()
        facts = self[c] = self._look_up(ord(c))
        return facts

    def _look_up(self, code: int) -> tuple[int, float, float, int, int]:
        table = self._table
        block = table.range_block[bisect_right(table.range_start, code) - 1]
        at = bisect_left(table.char, code) if code < 0x10000 else len(table.char)
        if at < len(table.char) and table.char[at] == code:
            return (
                block,
                table.char_cost[at] / STEPS,
                table.char_spread[at] / STEPS,
                table.row_start[at],
                table.row_start[at + 1],
            )
        # No row: all but the repeats is left to the blocks.
        spread = -log(1 - exp(-table.block_repeat[block] / STEPS))
        return block, table.block_floor[block] / STEPS, spread, 0, 0


class Usual(dict[str, float]):
    """What a character costs on average in clean text of its block, in nats, by the character."""

    __slots__ = ("_table",)

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, c: str) -> float:
        if len(self) >= PAIRS_KEPT:
            self.clear()
        table = self._table
        block = table.range_block[bisect_right(table.range_start, ord(c)) - 1]
        self[c] = usual = table.block_usual[block] / STEPS
        return usual


@once
def load() -> Model:
    """The model of the shipped table, read on the first call.

    Raises TableError where the file is missing, cut or edited.
    """
    return Model(read(shipped(TABLE_NAME), TABLE_NAME))
