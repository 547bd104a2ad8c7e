"""Private-use leftovers: characters converted before Unicode had them.

Theory:

1. A converter of about 2000 wrote a character that Unicode lacked as a private-use code point, and
   the text has kept it. Which character that is, the bytes tell: those that the old table makes
   of the code point, read by today's table of the same encoding.
2. "gb18030": 106 code points of U+E76C to U+E864, the cells of GBK's own rows. 81 of them Python's
   gb18030 reads (as GB18030-2000 did: radicals, Extension A, U+303E, U+2FF0-2FFB, U+01F9, and the
   euro of A2E3). 25 are `_NEWER`: U+1E3F (GB18030-2005), and ten vertical marks and fourteen Han
   letters that Unicode 4.1 and 3.1 had when GB18030-2005 was printed (Lunde, CJKV Information
   Processing, 2nd edition, table 3-37; glibc has them all, GB18030-2022 has all but the six of
   plane 2). cp936's user-defined area U+E000-E765 has no standard meaning and stays.
3. "big5hkscs": 4,900 of the 6,217 code points of cp950's user-defined areas: HKSCS-2004 with its
   4,941 characters, less the 41 that lie outside (F9D6-F9FE). Eten's kana, Cyrillic and circled
   digits are among them. The 68 that HKSCS-2008 added (877A-87DF, Python lacks
   them) came when Unicode had them, and what HKSCS-2016 added has no bytes.
4. Nothing else is mapped. cp932's user area F040-F9FC (U+E000-E757) is gaiji, without any
   standard meaning, and so are the user areas of cp936 and cp949.

Rules:

1. Which origin a text has is one decision of the whole text, in nats: what its private-use
   characters say for the origin over any other use (`_Origin.weigh`), each of them once. Below
   ENOUGH all stay. A lone rare one stays too: gaiji of a Taiwanese name look the same.
2. Evidence is only what stands in a line that the origin could have written. Its Han letters are
   all in GBK, or all in big5hkscs and no more of them simplified than traditional (HKSCS has
   `\u4e2a\u56fd\u52a1`). It has no kana or hangul: `\u30cd\ue6e4\u308b\u3089` is a label of cp932.
3. HKSCS: a run of private-use characters touches a Han letter or a Chinese mark, in a line with Han
   letters. GB: it has these on both sides, one of them a letter, and the line has a mark of a
   sentence. An icon stands before its label, `\ue826\u8fd4\u56de`, and labels stand in a row,
   `\u9996\u9875\ue863\u5206\u7c7b`.
4. The model as it stands is no judge of a private-use character: that costs it 20 nats beside Han
   letters, so that any mapping gains, the wrong one too. What is fair is the chance of the very
   code point: of the origin (a list of the frequent, the model after the letter before, any other
   of the map) against other uses (icons, gaiji: the first of their blocks more than the last).
   Both are distributions, so that code points of no origin add up against every origin.
"""

from __future__ import annotations

import re
from math import exp, log

from mojifix._frozen import Frozen
from mojifix.codecs import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from mojifix.language.model import Model

    Span = tuple[int, int, str, str, float]

# What GB18030-2005, glibc and GB18030-2022 read where Python's gb18030 keeps private use. U+E78E
# and E78F are not in the order of Unicode.
_NEWER: Final = {
    "\ue7c7": "\u1e3f",
    **dict(zip("\ue78d\ue78e\ue78f", "\ufe10\ufe12\ufe11")),
    **dict(zip("\ue790\ue791\ue792\ue793\ue794\ue795\ue796", map(chr, range(0xFE13, 0xFE1A)))),
    **dict(zip("\ue81e\ue826\ue82b\ue82c", "\u9fb4\u9fb5\u9fb6\u9fb7")),
    **dict(zip("\ue832\ue843\ue854\ue864", "\u9fb8\u9fb9\u9fba\u9fbb")),
    **dict(zip("\ue816\ue817\ue818", "\U00020087\U00020089\U000200cc")),
    **dict(zip("\ue831\ue83b\ue855", "\U000215d7\U0002298f\U000241fe")),
}

# The frequent characters of each map, the most frequent first. Of GB what a word or a name of today
# has: \u5218\u4dae, \u359e\u659c, \u828e\u44d6, \u4d19\u4d18. Of HKSCS what written
# Cantonese has and the names of Hong Kong, and the \u306e of shop signs.
_FREQUENT: Final = {
    "gb18030": (
        "\u4dae\u359e\u44d6\u4d19\u4d18\u39d0\u39df\u4723\u4337\u415f\u4c9f\u4729\u3918\u360e"
        "\u497d\u477c\u4d13\u4d14\u4d15\u4d16\u4d17\u43dd\u3b4e\u39cf"
    ),
    "big5hkscs": (
        "\u5605\u5497\u55ba\u5572\u54cb\u5622\u569f\u5571\u561e\u519a\u55f0\u35ce\u63fe\u651e"
        "\u7740\u556b\u5569\u5625\u7793\u57d7\u90a8\u9c02\u5cef\u885e\u5553\u7dab\u6e29\u306e"
        "\u6c39\u51fc\u8137\u5b6d\u55bc\u56bf\u8e0e\u551e\u51a7\u6530\U000282e2\U00020d71"
        "\U000210c1"
    ),
}
# Letters of written Cantonese that Big5 has, or that a later converter kept: they say Hong Kong.
_CANTONESE: Final = frozenset("\u4f62\u5514\u5187\u5481\u4e5c\u5605\u5497\u55ba\u5572\u54cb\u5622")

# Shares of what an origin leaves behind: the frequent ones by rank (1/1, 1/2, 1/3 ...), those that
# the model expects after the letter before, any of the map, and the user's own additions.
FREQUENT: Final = 0.45
EXPECTED: Final = 0.2
ANY: Final = 0.3
OWN: Final = 0.05

# What an origin costs to be assumed (nats). Academia Sinica's fonts and Taiwan's household offices
# put private-use characters between traditional letters too. No code page has gaiji beyond U+E765,
# so that rule 3 leaves GB only icons inside a sentence: of `\u70b9\u51fb\ue81f\u6309\u94ae\uff0c` a
# single \u359e (U+E81F) is not enough, a single \u4dae (U+E863) is.
ASSUMED: Final = {"gb18030": 2.0, "big5hkscs": 2.5}
# What it costs more where its letters do not say so (nats): mostly traditional ones for HKSCS,
# simplified ones for GB. `\u9999\u6e2f\uecd1\u4eba` alone has neither.
UNMARKED: Final = 3.0
# What speaks for the origin beyond that, so that the text is changed (nats).
ENOUGH: Final = 3.0
# What a private-use character costs its origin that never stands where one of it would (nats).
ASTRAY: Final = 2.0
# What each letter of _CANTONESE adds, up to three (nats).
CANTONESE: Final = 1.5
# What a letter of the line may cost more than usual, on average, for GB (nats). UTF-8 read as
# cp936 leaves cells of GBK's rows too (`\ue7e7`, A9 89); 1,190 such lines cost 6.6 to 9.5 more, and
# of 6,411 clean ones 98 % less than this.
ODD: Final = 2.5
# How much more evidence one origin has to have where both have enough (nats): HKSCS has another
# character for each code point of GB.
CLEARER: Final = 3.0

_FIRST: Final = 0xE000
_POINTS: Final = 6400  # U+E000 to U+F8FF
# Where icon fonts and gaiji begin: those of every code page and Material Icons, Iconfont, Fontello.
# The nearer to that, the likelier, as 1 / (distance + NEAR).
_BEGIN: Final = (0xE000, 0xE600, 0xE800)
NEAR: Final = 16

_holds = re.compile("[\ue000-\uf8ff]").search
_runs = re.compile("[\ue000-\uf8ff]+").finditer
_MARKS: Final = frozenset(
    "\u3001\u3002\u3008\u3009\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011"
    "\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u2018\u2019\u201c\u201d\u2026\u2014"
)
# Of vertical text too: U+FE30 to FE44, most of which GBK always had.
_SENTENCE: Final = frozenset(
    (*"\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f", *map(chr, range(0xFE30, 0xFE45)))
)
_line = re.compile("[^\r\n]+")


class Private(Frozen):
    """Characters of today that an old converter left as private-use ones; see the module."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The channel's name in options and findings."""
        return "private-use"

    @property
    def kind(self) -> str:
        """The kind of finding that it gives."""
        return "private-use"

    def apply(self, text: str, origin: str) -> str:
        """Damages: `text` as the old converter of `origin`, "gb18030" or "big5hkscs", left it."""
        old = _origin(origin)
        for pair, private in old.pairs.items():
            text = text.replace(pair, private)
        return text.translate(old.table)

    def may_hold(self, text: str) -> bool:
        """Whether there is any private-use character at all."""
        return not text.isascii() and _holds(text) is not None

    def spans(self, text: str, model: Model) -> list[Span]:
        """Start, end, today's characters, origin and its evidence (nats) of every leftover.

        The evidence is that of the text, see rule 1: all spans of an origin have the same.
        """
        if not self.may_hold(text):
            return []
        lines = [_Line(text, *m.span()) for m in _line.finditer(text) if _holds(text, *m.span())]
        found = []
        for origin in map(_origin, _FREQUENT):
            runs = list(origin.runs(text, lines))
            if runs:
                evidence = origin.weigh(text, lines, runs, model)
                if evidence >= ENOUGH:
                    found.append((evidence, origin, runs))
        found.sort(key=lambda one: -one[0])
        if len(found) > 1 and found[0][0] - found[1][0] < CLEARER:
            return []
        return [
            (start, end, "".join(map(origin.today.__getitem__, text[start:end])), origin.name, nats)
            for nats, origin, runs in found[:1]
            for start, end in runs
        ]


class _Line:
    """A line that holds private-use characters, and what its letters tell."""

    __slots__ = ("start", "end", "han", "foreign", "sentence")

    def __init__(self, text: str, start: int, end: int) -> None:
        characters = set(text[start:end])
        self.start = start
        self.end = end
        self.han = set(filter(_is_han, characters))
        self.foreign = any(map(_is_foreign, characters))
        self.sentence = not _SENTENCE.isdisjoint(characters)


def _is_han(c: str) -> bool:
    if c < "\u3400":
        return c == "\u3005" or c == "\u3007"
    return c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or "\U00020000" <= c <= "\U0003ffff"


def _is_foreign(c: str) -> bool:
    """Whether it is kana or hangul."""
    return "\u3041" <= c <= "\u30fa" or "\u1100" <= c <= "\u11ff" or "\uac00" <= c <= "\ud7a3"


class _Letters(dict[str, tuple[bool, bool, bool, bool]]):
    """Of a letter, whether big5hkscs has it, whether GBK, and whether it is a traditional one.

    The last is whether it is a simplified one. What GB2312 and Big5 both have is neither.
    """

    def __missing__(self, letter: str) -> tuple[bool, bool, bool, bool]:
        hkscs, gbk, big5, gb2312 = (
            _encodes(letter, codec) for codec in ("big5hkscs", "gbk", "cp950", "gb2312")
        )
        self[letter] = facts = (hkscs, gbk, not gb2312, gb2312 and not big5)
        return facts


def _encodes(letter: str, codec: str) -> bool:
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


class _Origin:
    """One map, and what speaks for it in a text."""

    __slots__ = ("name", "today", "table", "pairs", "rank", "harmonic", "letters")

    def __init__(self, name: str, today: dict[str, str]) -> None:
        self.name = name
        self.today = today
        self.table = {ord(c): private for private, c in today.items() if len(c) == 1}
        # Four of HKSCS are a letter and a combining mark.
        self.pairs = {pair: private for private, pair in today.items() if len(pair) > 1}
        self.rank = {self.table[ord(c)]: at for at, c in enumerate(_FREQUENT[name], 1)}
        self.harmonic = sum(1 / rank for rank in self.rank.values())
        self.letters = _Letters()

    def runs(self, text: str, lines: list[_Line]) -> Iterator[tuple[int, int]]:
        """Rules 2 and 3: where a leftover of this origin may stand."""
        both = self.name == "gb18030"
        for line in lines:
            if line.foreign or not line.han or not self._wrote(line):
                continue
            if both and not line.sentence:
                continue
            for match in _runs(text, line.start, line.end):
                start, end = match.span()
                if not all(map(self.today.__contains__, match[0])):
                    continue
                sides = [text[at] for at in (start - 1, end) if line.start <= at < line.end]
                han = sum(_is_han(side) for side in sides)
                marks = sum(side in _MARKS for side in sides)
                if (han and han + marks == 2) if both else han + marks:
                    yield start, end

    def _wrote(self, line: _Line) -> bool:
        """Whether the origin's character set can be that of the line: rule 2."""
        facts = [self.letters[letter] for letter in line.han]
        if self.name == "gb18030":
            return all(gbk for _, gbk, _, _ in facts)
        if not all(hkscs for hkscs, _, _, _ in facts):
            return False
        return sum(one[3] for one in facts) <= sum(one[2] for one in facts)

    def weigh(
        self, text: str, lines: list[_Line], runs: list[tuple[int, int]], model: Model
    ) -> float:
        """Nats for this origin over any other use of the text's private-use characters."""
        seen: dict[str, float] = {}
        for start, end in runs:
            before = text[start - 1 : start]
            for private in text[start:end]:
                if private not in seen:
                    seen[private] = self._gain(private, before, model)
                before = self.today[private][-1]
        nats = sum(seen.values()) - ASSUMED[self.name]
        astray = {c for line in lines for run in _runs(text, line.start, line.end) for c in run[0]}
        for private in astray.difference(seen):
            nats += -ASTRAY if private in self.today else log(OWN / _POINTS / _other(private))
        mine = self._lines(lines, runs)
        letters = set().union(*(line.han for line in mine))
        traditional = sum(self.letters[letter][2] for letter in letters)
        simplified = sum(self.letters[letter][3] for letter in letters)
        if self.name == "big5hkscs":
            nats += CANTONESE * min(3, len(letters & _CANTONESE))
            return nats if traditional > simplified else nats - UNMARKED
        if self._odd(text, mine, model):
            return 0.0
        return nats if simplified > traditional else nats - UNMARKED

    def _gain(self, private: str, before: str, model: Model) -> float:
        """Nats for this very code point after `before`: rule 4."""
        first = self.today[private][0]
        chance = ANY / len(self.today)
        chance += EXPECTED * exp(-(model.pair(before, first) if before else model.char(first)))
        if rank := self.rank.get(private):
            chance += FREQUENT / self.harmonic / rank
        return log(chance / _other(private))

    @staticmethod
    def _lines(lines: list[_Line], runs: list[tuple[int, int]]) -> list[_Line]:
        """The lines that hold one of the runs; both are in the order of the text."""
        starts = iter(runs)
        start = next(starts)[0]
        mine = []
        for line in lines:
            if start < line.end:
                mine.append(line)
                while start < line.end:
                    start = next(starts, (1 << 62, 0))[0]
        return mine

    @staticmethod
    def _odd(text: str, lines: list[_Line], model: Model) -> bool:
        """Whether the Han letters of these lines are a surprise to the model: see ODD."""
        total = 0.0
        letters = 0
        for line in lines:
            piece = text[line.start : line.end]
            for c, cost in zip(piece, model.excess(piece, model.costs(piece))):
                if c in line.han:
                    total += cost
                    letters += 1
        return total > ODD * letters


def _other(private: str) -> float:
    """The chance of a code point where private use is anything but a leftover."""
    point = ord(private)
    chance = 1 / _POINTS
    for begin in _BEGIN:
        if point >= begin:
            whole = log((_FIRST + _POINTS - begin + NEAR) / NEAR)
            chance += 1 / (point - begin + NEAR) / whole
    return chance / (1 + len(_BEGIN))


_made: dict[str, _Origin] = {}


def _origin(name: str) -> _Origin:
    """The map of this name, made on the first call."""
    if name not in _FREQUENT:
        raise ValueError(f"origin is {' or '.join(map(repr, _FREQUENT))}, not {name!r}")
    if name not in _made:
        _made.setdefault(name, _Origin(name, _gb() if name == "gb18030" else _hkscs()))
    return _made[name]


def _gb() -> dict[str, str]:
    old = get("cp936")
    today = {}
    for private in map(chr, range(0xE766, 0xE865)):
        character = _NEWER.get(private) or old.encode(private).decode("gb18030")
        if character != private:
            today[private] = character
    return today


def _hkscs() -> dict[str, str]:
    old = get("cp950")
    today = {}
    for private in map(chr, range(_FIRST, 0xF849)):  # the user areas end at C8FE, U+F848
        try:
            today[private] = old.encode(private).decode("big5hkscs")
        except UnicodeDecodeError:
            continue  # HKSCS leaves the cell empty
    return today
