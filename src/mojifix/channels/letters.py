"""East Asian letters: what a repair has to bring before it is believed."""

from __future__ import annotations

import re
from itertools import pairwise

from mojifix._once import once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Final


# Runs of East Asian letters: all but what is not. U+30FC is the long vowel, which EUC-JP read as
# GBK makes U+3016. (Ranges beyond U+FFFF would take twice as long to compile.)
_LETTER: Final = "[^\0-\u3040\u30fb\u30fd-\u33ff\ua000-\uabff\ud7a4-\uffff]"
_LETTERS: Final = re.compile(f"{_LETTER}+")
_TWO: Final = re.compile(_LETTER * 2)

# The same with the marks of East Asian text, one of which beside a letter says as much as two of
# these do: `\u597d\uff01\u597d\uff01` has no two.
_MARKED: Final = re.compile(
    f"(?:{_LETTER}|[\u3001\u3002\u300a-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f])+"
)

# Of Greek and Cyrillic, Hebrew and Arabic, Thai.
_ALPHABETS: Final = re.compile("[\u0370-\u04ff\u0590-\u06ff\u0e00-\u0e7f]")

# One East Asian letter, or two, in a word of small Latin ones.
IN_WORD: Final = "(?<=[A-Za-z][\u4e00-\u9fff\uac00-\ud7a3])[\u4e00-\u9fff\uac00-\ud7a3]?[a-z]"

# Single lines, double lines, and blocks: a drawing has mostly one of these.
_STYLES: Final = (
    "\u2500\u2502\u250c\u2510\u2514\u2518\u251c\u2524\u252c\u2534\u253c",
    "\u2550\u2551\u2554\u2557\u255a\u255d\u2560\u2563\u2566\u2569\u256c",
    "\u2580-\u259f",
)
_BOXES: Final = re.compile("[\u2500-\u259f]")
_WORD: Final = re.compile(r"(?<!\S)[!-~]+(?!\S)")
_DRAWN: Final = re.compile("|".join(f"[\0-?{style}]*" for style in _STYLES))

# Brackets that may be open at once, so that the cost stays linear. By judgement.
NESTED: Final = 8

# Characters from which a text is spelled out, by judgement: three letters and what is between.
SPELLED: Final = 4

# The same dash or dot between letters of which some are ASCII, in a title say. Only Shift_JIS, Big5
# and GBK have second bytes in ASCII, and there one lead byte seldom stands three times in a row.
_SPACED: Final = re.compile(
    r"[^\W_]?([\xb7\u2010-\u2015\u2022\u2027\u2212\u2219\u22c5\u30fb])"
    r"(?:[A-Za-z0-9]\1[A-Za-z0-9]|(?=[^A-Za-z]*[A-Za-z])[^\W_]\1[^\W_]\1[^\W_])(?:\1[^\W_])*\1?"
)

# No mark of loss, which may stand for a byte of each character.
_SIGN: Final = re.compile("[!-/:->@\\[-`{-~\xad]")
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])\xad(?=[^\W\d_])")

# What opens, and what closes it; without single quotation marks, half of which are apostrophes.
OPENING: Final = "\uff08\u300c\u300e\u201c\u300a\u3010\u3008\u3014"
CLOSING: Final = "\uff09\u300d\u300f\u201d\u300b\u3011\u3009\u3015"
_BRACKETS: Final = re.compile(f"[{OPENING}{CLOSING}]")

_BOPOMOFO: Final = re.compile("[\u3105-\u312f]")
_TONES: Final = frozenset("\u02c7\u02c9\u02ca\u02cb\u02d9")


def is_cjk(text: str) -> bool:
    """Whether the text holds a Han, kana or hangul letter."""
    return _LETTERS.search(text) is not None


def is_word(text: str) -> bool:
    """Whether the text holds two East Asian letters side by side."""
    return _TWO.search(text) is not None


def brings_word(text: str, repaired: str) -> bool:
    """An East Asian letter beside another, or a mark, that did not stand so in `text`.

    A single one is two odd bytes, as in `C\xc3\u2122IS`; and where all letters stay, as in titles
    of the Book of Songs with \u2027 for \u2022, no text was misread.
    """
    return any(
        a + b not in text and is_cjk(a + b)
        for match in _MARKED.finditer(repaired)
        for a, b in pairwise(match[0])
    )


def stands_in_word(text: str) -> bool:
    """Whether a hanzi or hangul stands in a Latin word: `ic\ucc99nes` was `ic\xf4nes`."""
    return _in_word().search(text) is not None


@once
def _in_word() -> re.Pattern[str]:
    return re.compile(IN_WORD)


def is_drawn(text: str) -> bool:
    """Whether a text is lines of one style, or blocks: `\u2588\u2593\u2592\u2591` as in a banner.

    What cp437, cp866 and KOI8-R make of East Asian bytes is of all styles, or has letters: of 5,998
    texts of two characters 8 are such, of 4,272 of four none. Words of ASCII may stand apart in
    it, but no ASCII beside a line that may be its second byte.
    """
    if not _BOXES.search(text):
        return False
    return _DRAWN.fullmatch(_WORD.sub("", text)) is not None


def is_spelled(text: str) -> bool:
    """Whether every second character is the same sign, as in `\u0105|\u0107|\u0119|\u0142`.

    The second bytes of a text are not all the same. `F\xb7R\xb7I` may stand for the end of a word.
    """
    if _SPACED.fullmatch(text):
        return True
    if len(text) <= SPELLED or not (text[0] == text[2] or text[1] == text[3]):
        return False
    return any(len(set(others)) == 1 and _SIGN.match(others) for others in (text[::2], text[1::2]))


def without_hyphens(text: str, start: int, end: int) -> str:
    """That part of a text without the soft hyphens in words, of which no language model knows."""
    before, after = text[:start][-1:], text[end:][:1]
    kept = _HYPHEN.sub("", f"{before}{text[start:end]}{after}")
    return kept[len(before) : len(kept) - len(after)]


def bracketed(text: str) -> int:
    """How many brackets or quotation marks of a text are closed in it."""
    every = len(_BRACKETS.findall(text))
    return (every - sum(map(len, without_partner(text).values()))) // 2 if every else 0


def without_partner(text: str, left_out: Collection[int] = ()) -> dict[str, list[int]]:
    """Where each kind of bracket stands that has no partner in the text, some places aside."""
    alone: list[int] = []
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        at = match.start()
        if at in left_out:
            continue
        if match[0] in OPENING:
            opened.append(at)
            continue
        near = opened[-NESTED:]
        own = "".join(map(text.__getitem__, near)).rfind(OPENING[CLOSING.index(match[0])])
        if own < 0:
            alone.append(at)
        else:
            alone += near[own + 1 :]
            del opened[own - len(near) :]
    found: dict[str, list[int]] = {}
    for at in sorted(alone + opened):
        found.setdefault(text[at], []).append(at)
    return found


def is_bopomofo(text: str) -> bool:
    """Whether most letters outside ASCII are Mandarin phonetic ones, as in `\u310b\u3127\u02c7`.

    In Big5 the bytes of each are a hanzi, one of 37 that a text has seldom side by side.
    """
    if not _BOPOMOFO.search(text):
        return False
    letters = [c for c in text if c > "\x7f" and c.isalpha() and c not in _TONES]
    return 2 * len(_BOPOMOFO.findall(text)) > len(letters)


def brings_alphabet(text: str, repaired: str) -> bool:
    """Four letters of an alphabet and no list of letters in the order of their code points.

    `\u00e0\u00e1\u00e2` and on is a surprise in every language, and no sign that it was misread.
    """
    if len(_ALPHABETS.findall(repaired)) < 4:
        return False
    return not (_in_order(text) or _in_order(repaired))


def _in_order(text: str) -> bool:
    """Whether most letters outside ASCII follow each other as their code points do."""
    letters = [ord(c) for c in text if c >= "\x80" and c.isalpha()]
    near = sum(0 <= b - a <= 4 for a, b in pairwise(letters))
    return 2 * near >= len(letters)
