"""Where could damage be? Scans at C speed only; most clean text leaves here.

Rules of this file:

1. Nothing is decided here but "worth a closer look". A false alarm costs time, a miss costs a
   repair, so that every class is wide.
2. No Python loop over characters: one regular expression over the whole text.
3. The classes of East Asian characters are made from the language tables, on the first long text
   in a language: what is ordinary in one is damage in another.
"""

from __future__ import annotations

import re
from math import log

from mojifix._frozen import Frozen
from mojifix._once import once
from mojifix._signs import ACCENTS, ESCAPES
from mojifix.channels.beyond import filled_with, holds_lost, lost_once
from mojifix.channels.bom import ByteOrderMark
from mojifix.channels.letters import IN_WORD, is_cjk
from mojifix.codecs import get
from mojifix.codecs.turns import MOST, begins, first_two
from mojifix.language import shares
from mojifix.language.model import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Final

    from mojifix.language.model import Model

    Parts = Sequence[tuple[int, int]]

# Nats of a character by itself up to which it is ordinary in a language, and from which it is rare
# in any. At 11.0 and 11.5 a first look picks 2.4 and 1.9 of 100 clean Chinese lines, leaves 19 and
# 26 of 1,736 single damaged lines in long texts and 71 and 81 of 791 with less than eight
# characters outside ASCII (`benchmarks/screen.py`). At 10.5 it leaves as many as at 11.0, and the
# scan takes a fifth longer.
ORDINARY: Final = 11.0
RARE: Final = 12.5

# Ordinary characters missing by which a first look at a long text picks lines, and by which the
# second does, once damage was found: of the first there may be two between each two. With one
# class for all languages, by which what Korean becomes in GBK is ordinary Chinese, and four in a
# row, 106 of 871 single lines were left and 279 of the short ones, and of whole texts in one pair
# of codecs up to half of the lines.
MISSING_FIRST: Final = 3
MISSING_SECOND: Final = 2

# Of so many characters from where the first look picks a line, the share that is not ordinary of
# those outside ASCII: a name in ordinary text is no damage. It leaves 162 of 227 clean Chinese
# lines at 0.3 and 90 at 0.4, and loses 31 and 41 of 600 damaged ones, where 30 are lost without it.
# With ASCII counted 62 of 520 short damaged lines are left, without 51, and 97 and 119 clean lines
# of 400,000 characters picked. Where there are kana or hangul it is not asked.
AHEAD: Final = 16
SHARE: Final = 0.35

# Characters from there of which so many are not ordinary in a damaged word, whatever follows it. Of
# 391 spans of five characters in lines of long texts 81 are left without it and 59 with it, and of
# clean Chinese lines 234 are picked where 231 were.
WORD: Final = 5
OF_WORD: Final = 4

# Nats by which a character is rarer in a language than in all from which it is none of its own, as
# kana are none of Chinese. In Japanese one such hanzi beside kana is enough: of 351 stretches of 12
# characters of EUC-JP read as GBK, which keeps the kana, 24 have none, where 169 have no two
# characters in a row that are not ordinary; 14 of 18,123 clean lines have one, at -3.2 nats 53.
ALIEN: Final = -3.6

# Characters of a text, evenly spread, that are asked which language it is in, and nats that these
# say at the least: Russian with a name in it is in none.
ASKED: Final = 256
SAID: Final = 10.0

# In place of a language: the text is in several of them, none of which most of it is in.
SEVERAL: Final = "several"

# What single-byte readers make of bytes: two such neighbours bring a line to the search. Signs
# that Chinese and Japanese text doubles (dashes, ellipses, quotes) are not in it, and Greek and
# Cyrillic letters, which are text more often than damage, only as CASE says.
FOREIGN: Final = (
    r"\x80-\xb6\xb8-\u036f\u0500-\u2013\u2015-\u2017\u201e-\u2025\u2027-\u25ff"
    r"\uff61-\uff9f\ue000-\uf8ff"
)

# One of them, as a pattern; lines and blocks count before another one.
SIGN: Final = f"[{FOREIGN}](?:(?<![\u2500-\u25ff])|(?=[{FOREIGN}]))"

# Never ordinary, though counted often: what GBK becomes in Latin-1 and cp437 stands alone in French
# and in tables, and \u221a is what Mac Roman has for the first byte of most letters. Capitals of
# Cyrillic begin words: one after a small letter is damage, and so is a row of them, which GBK
# becomes in cp1251.
UNUSUAL: Final = (
    "\x80-\xb6\xb8-\u036f\u0400-\u042f\u2200-\u22ff\u2500-\u25ff\uff61-\uff9f\ue000-\uf8ff"
)
CAPITALS: Final = "\u0400-\u042f"
CASE: Final = f"(?<=[\u0430-\u045f][{CAPITALS}])"

# Nats up to which a Latin letter follows another one of FOREIGN as in words of living languages:
# `\u0159\u00ed`, `\u00e7\u00e3`, `\u01b0\u1edd`. Nine of ten such pairs have less, and of 28,000
# lines in Czech, Lithuanian, Polish, Turkish and Vietnamese 1,880 are left to look at, where 7,900
# were. Of 8,000 texts of 8 East Asian characters read in single-byte code pages none is missed for
# it, of 2 characters ten. At 7 what iso8859-2 makes of some letters of UTF-8 would be missed.
WORDS: Final = 6.0

# Nats of a character by itself up to which a short text may hold it anywhere, and how many such
# must stand between two others. Of some 70,000 texts of 8 to 18 characters that a double-byte codec
# made of another one or of UTF-8 (lines of the score, every pair) one is plain that the search
# repairs, as at 9.25 nats; at 9.75 four of 24,000 of 9 and of 14 characters are.
PLAIN: Final = 9.5
APART: Final = 3

# Characters from which a plain text may have others than common ones. With a distance of 2 and from
# 5 on 53 of 10,600 such texts of 5 to 10 characters had a few, and were repaired by the search. Of
# clean Chinese texts of 8 and of 20 characters six in ten are plain, of Korean ones nine.
FEW: Final = 16

# Characters in a row that EUC-JP kana give in Big5 and GBK from which no text is plain: they are of
# few strokes and all common.
KANA_ROW: Final = 4

# What single-byte readers of Cyrillic make of bytes beside its letters, as cp1251 does of UTF-8: a
# quote, a dash or an ellipsis may stand between two letters, and none of these does.
BETWEEN: Final = (
    "\xa4\xa6\xa7\xa9\xac\xae\xb0\xb1\xb5\xb6\u201a\u2020-\u2022\u2030\u2039\u203a\u20ac\u2122"
)
SMALL: Final = "\u0430-\u045f\u0491"

# What stands in plain text beside letters: no space between hanzi (Korean read as GBK has them), no
# mark of loss, no sign of an escape, no parenthesis that may hold a gloss.
_SIGNS: Final = "\n!\"$'*-,./-9:;<=>@A-Z\\[\\]^_`a-z{|}~)"
_WIDE: Final = "\u2014\u2018\u2019\u201c\u201d\u2026\u3001-\u3011\uff01-\uff5e"
_HANZI: Final = "\u4e00-\u9fff"
_HANGUL: Final = "\uac00-\ud7a3"
_KANAS: Final = "\u3041-\u3096\u30a1-\u30fa\uff66-\uff9f"

# Readers of UTF-8, one of each family, and what one of them makes of single bytes.
_READERS: Final = ("cp936", "big5hkscs", "cp932", "cp949", "euc_jp")
_HALF_WIDTH: Final = "".join(map(chr, range(0xFF61, 0xFFA0)))

# Characters of a block of which is asked whether it is ASCII, of how many blocks at the start
# whether the text is mostly that, and what a part has on either side so that no row is cut. By
# judgement; two scans of English with a few other characters cost 71 and 36 % of what they did.
BLOCK: Final = 256
SAMPLED: Final = 32
BESIDE: Final = 8

_LATIN: Final = re.compile("[\xc0-\u024f\u1e00-\u1eff]*")


_screens: dict[tuple[str, int], tuple[re.Pattern[str], re.Pattern[str]]] = {}


class Strange(Frozen):
    """What a text holds that hardly any other does.

    private    a surrogate or a private-use character
    filled     a character of memory never written to, three times in a row
    accented   a letter of ASCII and its accent as two characters, in a line that is odd
    """

    __slots__ = ("private", "filled", "accented")

    private: bool
    filled: bool
    accented: bool

    def __init__(self, private: bool, filled: bool, accented: bool) -> None:
        self._set(private, filled, accented)


NOTHING: Final = Strange(False, False, False)


def strange(text: str) -> Strange:
    """What a short text holds of these; a long one is looked through by `looked_through`."""
    found = _strange(text, 0, len(text))
    return _in_all(found) if found else NOTHING


def odd_lines(text: str, model: Model, missing: int, parts: Parts | None = None) -> dict[int, int]:
    """Where the lines begin that are worth a closer look, and where each is odd; both are offsets.

    A line ends at U+000A.

    missing   ordinary characters that are missing there: MISSING_FIRST or MISSING_SECOND
    parts     where to look, from and to which offset; None for the whole text
    """
    return _look_through(text, model, missing, parts, False)[0]


def looked_through(
    text: str, model: Model, missing: int, parts: Parts | None = None
) -> tuple[dict[int, int], Strange]:
    """`odd_lines`, and what these parts hold that hardly any text does, in one scan."""
    return _look_through(text, model, missing, parts, True)


def _look_through(
    text: str, model: Model, missing: int, parts: Parts | None, for_strange: bool
) -> tuple[dict[int, int], Strange]:
    """As `looked_through`; without `for_strange` the rest of odd lines is not looked at."""
    key = _language(text), missing
    if key not in _screens:
        _screens.setdefault(key, _compile(model, *key))
    pattern, unusual = _screens[key]
    found: dict[int, int] = {}
    rest: list[str] = []  # what is strange
    search = pattern.search
    at = 0
    for start, end in beyond_ascii(text) if parts is None else parts:
        at = max(at, start)
        while match := search(text, at, end):
            pair, alone, run = match.groups()
            if alone:
                at = match.end()
                if alone >= "\ud800" or text.startswith(2 * alone, at):
                    rest.append(alone if alone >= "\ud800" else 3 * alone)
                continue
            if pair and model[match[0]] <= WORDS and _LATIN.fullmatch(match[0]):
                at = match.end() - 1
                continue
            if run is not None:  # "" at the second of two characters of UTF-8
                if not _is_utf8(text, match.start() - (not run)):
                    at = match.start() + 1
                    continue
            elif missing > MISSING_SECOND and _scattered(text, match.start(), unusual):
                at = match.end()
                continue
            found.setdefault(text.rfind("\n", 0, match.start()) + 1, match.start())
            at = text.find("\n", match.end())
            end_of_line = at if at >= 0 else len(text)
            if for_strange:
                rest += _strange(text, match.start(), end_of_line)
            if at < 0:
                return found, _in_all(rest)
    return found, _in_all(rest)


def _is_utf8(text: str, start: int) -> bool:
    """Whether a double-byte reader can have made what begins there of UTF-8."""
    part = text[start : start + MOST]
    return any(begins(part, get(name)) for name in _READERS)


def _scattered(text: str, start: int, unusual: re.Pattern[str]) -> bool:
    """Whether most characters from there on are ordinary, and U+FFFD did not become them."""
    end = text.find("\n", start, start + AHEAD)
    end = end if end >= 0 else start + AHEAD
    ahead = text[start:end]
    many = len(unusual.findall(ahead))
    if many >= OF_WORD and len(unusual.findall(ahead, 0, WORD)) >= OF_WORD:
        return False
    if many >= SHARE * (len(ahead) - len(ahead.encode("ascii", "ignore"))):
        return False
    before = max(0, start - 2)
    return not (_letters().search(text, before, end) or holds_lost(text[before : start + 3]))


def _language(text: str) -> str:
    """The one of `shares.LANGUAGES` that most of a text is in, or SEVERAL, or "" for none of them.

    No character says more against a language than another can say for it: of a Chinese text with
    some lines of Japanese, or of what EUC-JP became, the kana would say that it is not Chinese.
    """
    some = text[:: len(text) // ASKED + 1]
    known = shares.load()
    language = known.language(some)
    ratios = list(map(known.ratios(language).__getitem__, some))
    least = -log(len(shares.LANGUAGES))
    if sum(max(least, ratio) for ratio in ratios) > SAID:
        return language
    return SEVERAL if sum(ratio for ratio in ratios if ratio > 0) > SAID else ""


def _in_all(found: Collection[str]) -> Strange:
    """What these parts of a text, as of `_strange`, make of it."""
    lengths = set(map(len, found))
    return Strange(1 in lengths, 3 in lengths, 2 in lengths)


def _strange(text: str, start: int, end: int) -> list[str]:
    """What makes this part of the text strange."""
    return [match[0] for match in _alone().finditer(text, start, end)]


@once
def _alone() -> re.Pattern[str]:
    fills = "".join(fill[0] for fill in filled_with())
    return re.compile(f"[\ud800-\uf8ff]|([{fills}])\\1\\1|[A-Za-z=][{ACCENTS}]")


def beyond_ascii(text: str) -> list[tuple[int, int]]:
    """The parts of a text that hold all that is not ASCII, each with what stands beside it.

    Text that is dense with other characters is one part: looking for more would cost as much as
    any scan of it.
    """
    if len(text) < 2 * BLOCK or 2 * _ascii_blocks(text[: SAMPLED * BLOCK]) < SAMPLED:
        return [(0, len(text))]
    found: list[tuple[int, int]] = []
    for start in range(0, len(text), BLOCK):
        if not text[start : start + BLOCK].isascii():
            first, last = max(0, start - BESIDE), min(len(text), start + BLOCK + BESIDE)
            if found and first <= found[-1][1]:
                first = found.pop()[0]
            found.append((first, last))
    return found


def _ascii_blocks(text: str) -> int:
    return sum(text[start : start + BLOCK].isascii() for start in range(0, len(text), BLOCK))


def plain(text: str) -> bool:
    """Whether a short text of hanzi, or of hangul, is so ordinary that no search finds anything.

    Only a few characters of it are not common ones, the first is, and they stand apart; in less
    than FEW characters none is. No Latin letter stands beside one: `ko\ud766ca` was `ko\u0144ca`.
    """
    if max(text) < "\u4e00":
        return False
    ways = _not_plain()[len(text) < FEW]
    return not all(way.search(text) for way in ways) and _glued().search(text) is None


def bare(text: str) -> bool:
    """Whether a short text is one East Asian line of which only the search of lines says anything.

    It holds no sign of an escape, a gloss or a loss, nothing strange, and begins with no mark.
    """
    return is_cjk(text) and _others().search(text) is None and ByteOrderMark().invert(text) is None


@once
def _others() -> re.Pattern[str]:
    """What other channels than those of the search ask for in a text that is not Western."""
    fills = "".join(fill[0] for fill in filled_with())
    signs = re.escape("\n(?\ufffd" + "".join(ESCAPES))
    return re.compile(f"[{signs}{fills}\ud800-\uf8ff]")


# Classes of so many letters take milliseconds to be made, and few texts ask for them.
@once
def _glued() -> re.Pattern[str]:
    return re.compile(f"[A-Za-z](?:(?=[{_HANZI}{_HANGUL}])|(?<=[{_HANZI}{_HANGUL}].))")


@once
def _letters() -> re.Pattern[str]:
    return re.compile(f"[{_KANAS}{_HANGUL}]")


@once
def _not_plain() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """What no plain text holds, of hanzi and of hangul; with them the same of few characters."""
    hanzi, hangul = [_SIGNS, _WIDE], [_SIGNS, _WIDE, " "]
    fills = "".join(fill[0] for fill in filled_with())
    for c, nats in load().alone():
        if nats <= PLAIN and c not in fills:
            if "\u4e00" <= c <= "\u9fff":
                hanzi.append(c)
            elif "\uac00" <= c <= "\ud7a3":
                hangul.append(c)
    kana = f"|[{''.join(_kana_as_hanzi())}]{{{KANA_ROW}}}"
    several = _apart("".join(hanzi), _HANZI) + kana, _apart("".join(hangul), _HANGUL)
    one = f"[^{''.join(hanzi)}]{kana}", f"[^{''.join(hangul)}]"
    return (
        tuple(re.compile(way, re.DOTALL) for way in several),
        tuple(re.compile(way, re.DOTALL) for way in one),
    )


def _apart(common: str, letters: str) -> str:
    """A character that is not common: no letter, or the first, or close to another one."""
    other = f"[^{common}]"
    near = "|".join("." * distance + other for distance in range(APART))
    return f"{other}(?:(?<=[^{letters}])|(?<=\\A.)|{near})"


def _kana_as_hanzi() -> set[str]:
    """The hanzi that kana of EUC-JP give in the Chinese codecs."""
    kana = "".join(map(chr, [*range(0x3041, 0x3094), *range(0x30A1, 0x30F7)]))
    data = get("euc_jp").encode(kana)
    made = get("big5hkscs").decode(data) + get("gb18030").decode(data)
    return {c for c in made if "\u4e00" <= c <= "\u9fff"}


def _compile(model: Model, language: str, missing: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The pattern, and what is not ordinary.

    All of the pattern begins with that class, over which the engine runs fastest. Its groups are
    the second letter of a pair of FOREIGN, and a character that may be strange.

    Where a text is in no language of East Asia, none of its East Asian letters is ordinary: there
    are few, and a class for all languages holds most of what they become of each other.
    """
    fills = "".join(fill[0] for fill in filled_with())
    lost = {max(text, key=model.char): text for text in filter(is_cjk, lost_once())}
    never = re.compile(f"[{UNUSUAL}{fills}{''.join(lost)}]").match
    ratios = shares.load().all_ratios(language) if language in shares.LANGUAGES else {}
    ordinary, common = ["\0-\x7f"], ["\0-\u2fff\ue000-\uf8ff\uff00-\uffff"]
    for c, nats in model.alone():
        if c <= "\x7f":
            continue
        ratio = ratios.get(c, 0.0)
        known = ratio > ALIEN and (language or not is_cjk(c))
        if known and nats <= ORDINARY + ratio and not never(c):
            ordinary.append(c)
        if nats <= RARE and "\u3000" <= c < "\ue000":
            common.append(c)
    unusual, rare = f"[^{''.join(ordinary)}]", f"[^{''.join(common)}]"
    # What begins with a class is left at once where the next character is none of it. Where nothing
    # is East Asian, capitals are unusual, of which initials and abbreviations have three.
    more = f"(?:.{{0,2}}{unusual}){{2}}" if language else f"{unusual}{{3}}"
    several = more if missing > MISSING_SECOND else unusual
    ways = [
        f"{rare}(?<={rare}.)" if missing > MISSING_SECOND else f"(?<={rare})",
        f"[{FOREIGN}](?<=[{FOREIGN}]([{FOREIGN}]))",
        f"(?<=([\ud800-\uf8ff{fills}]))",
    ]
    ways += [f"(?<={sign}){text.partition(sign)[2]}" for sign, text in lost.items()]
    ways.append(IN_WORD)
    ways.append(f"(?<=[{SMALL}][{BETWEEN}])(?=[{SMALL}])")
    if language.startswith("zh"):  # kana beside a hanzi: Japanese words are in no Chinese one
        ways.append(f"(?<=[{_KANAS}])(?:(?=[{_HANZI}])|(?<=[{_HANZI}].))")
    if language == "ja":
        alien = f"[{_alien(ratios)}\u3016\u3017]"  # these two from the long vowel
        ways.append(f"(?<={alien})(?:(?=[{_KANAS}])|(?<=[{_KANAS}].))")
    # Last, as it may be no UTF-8, a word of which is three characters that may be ordinary but one.
    ways.append(f"({_two_of_utf8() if language else '(?!)'})")
    # Capitals are ordinary letters of a text in Cyrillic, of which little is to be asked.
    capital, other = f"(?<=[{CAPITALS}])", f"(?<![{CAPITALS}])"
    pattern = f"{unusual}(?:{several}|{capital}{CASE}|{other}(?:{'|'.join(ways)}))"
    return re.compile(pattern), re.compile(unusual)


@once
def _two_of_utf8() -> str:
    """Two characters of UTF-8 in one of _READERS, of which the first or the second is unusual."""
    pairs = [first_two(get(name)) for name in _READERS]
    pairs = [(a, b + _HALF_WIDTH * (n == "cp932")) for n, (a, b) in zip(_READERS, pairs)]
    before = "|".join(f"(?<=[{first}])[{second}]" for first, second in pairs)
    after = "|".join(f"(?<=[{first}][{second}])" for first, second in pairs)
    # Of all characters that are unusual, most are neither.
    first, second = ("".join(sorted(set("".join(each)))) for each in zip(*pairs))
    return f"(?<=[{first}])(?:{before})|(?<=[{second}])(?:{after})"


def _alien(ratios: Mapping[str, float]) -> str:
    """The hanzi that a language hardly ever has."""
    return "".join(c for c, nats in ratios.items() if nats <= ALIEN and "\u4e00" <= c <= "\u9fff")
