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

# Marks that East Asian text has twice, an ellipsis and a dash, which no other text has; with quotes
# beside them. What they were is Western signs: three dots in Japanese stay.
_TWICE: Final = re.compile("[\u2018-\u201d]*(?:\u2026\u2026|\u2014\u2014)[\u2014-\u2026]*")

# Of Greek and Cyrillic, Hebrew and Arabic, Thai.
_ALPHABET: Final = "[\u0370-\u04ff\u0590-\u06ff\u0e00-\u0e7f]"
_ALPHABETS: Final = re.compile(_ALPHABET)
_IN_LATIN: Final = re.compile(f"(?<=[A-Za-z]){_ALPHABET}|{_ALPHABET}(?=[A-Za-z])")

# Share of these letters that may stand beside an ASCII one: a word has one alphabet. By judgement.
BESIDE_LATIN: Final = 0.25

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

# The letters that languages of Europe have beside those of ASCII, and what share of them, and how
# many at the least, a list of them has. By judgement: in GBK the German ones are two hanzi, and the
# largest of these alphabets has with its capitals a third of the bytes that such text has.
EUROPEAN: Final = tuple(
    map(
        frozenset,
        (
            "\xe4\xf6\xfc\xdf",
            "\xe5\xe4\xf6",
            "\xe6\xf8\xe5",
            "\xe1\xf0\xe9\xed\xf3\xfa\xfd\xfe\xe6\xf6",
            "\xe1\xe9\xed\xf3\xfa\xf1\xfc",
            "\xe0\xe1\xe2\xe3\xe7\xe9\xea\xed\xf3\xf4\xf5\xfa",
            "\xe0\xe2\xe4\xe6\xe7\xe8\xe9\xea\xeb\xee\xef\xf4\xf6\u0153\xf9\xfb\xfc\xff",
            "\xe0\xe8\xe9\xec\xf2\xf9",
            "\u0105\u0107\u0119\u0142\u0144\xf3\u015b\u017a\u017c",
            "\xe1\u010d\u010f\xe9\u011b\xed\u0148\xf3\u0159\u0161\u0165\xfa\u016f\xfd\u017e",
            "\xe1\xe4\u010d\u010f\xe9\xed\u013a\u013e\u0148\xf3\xf4\u0155\u0161\u0165\xfa\xfd\u017e",
            "\xe1\xe9\xed\xf3\xf6\u0151\xfa\xfc\u0171",
            "\u0103\xe2\xee\u0219\u021b\u015f\u0163",
            "\u0107\u010d\u0111\u0161\u017e",
            "\xe7\u011f\u0131i\u0307\xf6\u015f\xfc",
            "\xf5\xe4\xf6\xfc\u0161\u017e",
            "\u0101\u010d\u0113\u0123\u012b\u0137\u013c\u0146\u0161\u016b\u017e",
            "\u0105\u010d\u0119\u0117\u012f\u0161\u0173\u016b\u017e",
        ),
    )
)
_LISTED: Final = re.compile(
    "[\0-\x7f]*?((?:[\xc0-\xd6\xd8-\xf6\xf8-\u024f][ ,/|]*)+)[\0-\x7f\xa1\xbf]*"
)
LISTED: Final = 0.5
LISTED_LEAST: Final = 3

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
    if _TWICE.fullmatch(repaired) and max(text) < "\u3000":
        return True
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


def is_shown(text: str) -> bool:
    """Whether characters stand there to be looked at, not read: drawn, spelled out, or a list."""
    return is_drawn(text) or is_spelled(text) or is_alphabet(text)


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


def is_alphabet(text: str) -> bool:
    """Whether a text lists letters of Europe: those of a language, as `[a-z\xe4\xf6\xfc\xdf]` does.

    Each is there once in each case, with nothing but commas and the like between. Or letters with
    one accent, as `\xe2\xea\xee\xf4\xfb`, or one letter with several, or each in both cases.
    """
    found = _LISTED.fullmatch(text)
    letters = [c for c in found[1] if c > "\x7f"] if found else []
    if len(letters) < 2 or len(set(letters)) < len(letters):
        return False
    small = frozenset("".join(letters).lower())
    if 2 * len(small) == len(letters):
        return True
    if len(small) < LISTED_LEAST:
        return False
    if any(small <= each and len(small) >= LISTED * len(each) for each in EUROPEAN):
        return True
    return len(small) > LISTED_LEAST and _is_row(small)


def _is_row(letters: Collection[str]) -> bool:
    """Whether letters have the same accent, or are the same with other accents."""
    import unicodedata  # for the few lists that get here

    parts = [unicodedata.normalize("NFD", c) for c in letters]
    return len({part[1:] for part in parts}) == 1 or len({part[0] for part in parts}) == 1


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

    `\xe0\xe1\xe2` and on is a surprise in every language, and no sign that it was misread. Nor are
    words of two alphabets text: `l\u03b9\u03b8ena` is three layers away from `l\xe9\u010dena`.
    """
    letters = len(_ALPHABETS.findall(repaired))
    if letters < 4 or len(_IN_LATIN.findall(repaired)) > BESIDE_LATIN * letters:
        return False
    return not (_in_order(text) or _in_order(repaired))


def _in_order(text: str) -> bool:
    """Whether most of what is not ASCII are letters that follow each other as code points do.

    Signs count against it: in `\xad\xca\u2554\xce\u253c\xc8`, a Russian word, every second is one.
    """
    others = [c for c in text if c >= "\x80"]
    near = sum(0 < ord(b) - ord(a) <= 4 and (a + b).isalpha() for a, b in pairwise(others))
    return 2 * near >= len(others)
