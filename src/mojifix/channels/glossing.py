"""Pinyin glosses in parentheses: which are true, and which were put in by a machine.

Rules of this file:

1. A gloss is `(reading)` in half-width parentheses and lower case, one syllable, glued to its
   character. It is true where the character has that reading; a missing tone and `v` or `u` for
   U+00FC are let pass.
2. A true gloss of a character that has a simplified form is damage: scraped pages were made by a
   table of such characters. A true gloss of any other character, or of a word, is a reader's aid,
   and a text that has one keeps all of its glosses.
3. Readings come from pypinyin, which is read when the first gloss is looked at.
"""

from __future__ import annotations

import re
import unicodedata

from mojifix._once import once
from mojifix._signs import holds
from mojifix.channels._traditional import EITHER, TRADITIONAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

# What a syllable is spelled with; the last four are tone marks as characters of their own.
PINYIN: Final = (
    "a-z\u00e0\u00e1\u00e8\u00e9\u00ea\u00ec\u00ed\u00f2\u00f3\u00f9\u00fa\u00fc"
    "\u0101\u0113\u011b\u012b\u0144\u0148\u014d\u016b\u01ce\u01d0\u01d2\u01d4\u01d6\u01d8\u01da\u01dc"
    "\u01f9\u0251\u0261\u1e3f\u1ebf\u1ec1\u0300\u0301\u0304\u030c"
)
HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

# A syllable has at most six letters and, spelled out, one mark: "zhuang" + U+0304.
SYLLABLE: Final = f"[{PINYIN}]{{1,7}}"

# The marks a reader leaves where a byte could not be read.
LOST: Final = "?\ufffd"

TRADITIONAL_SET: Final = frozenset(TRADITIONAL)
EITHER_SET: Final = frozenset(EITHER)

# A text with this many damaged glosses for each one of a reader's aid is a damaged page that quotes
# a reading, not a textbook: a reader's aid glosses as many characters without a simplified form as
# with one, since half of running text is such.
GLOSSES_A_QUOTE: Final = 20

# A gloss with a tone, or what is left of one, and a gloss that follows its character, both by
# the sign that they begin with. A letter between character and gloss is the second byte of a
# character out of step: `w(t\u01d0)`.
_toned: Final = {
    sign: re.compile(rf"{re.escape(sign)}(?=[a-z]{{0,6}}[^\x00-\x7f]){SYLLABLE}\)")
    for sign in f"({LOST}"
}
_glossed: Final = {
    "(": re.compile(rf"\((?:(?<=[{HAN}]\()|(?<=[^\x00-\x7f][@-~]\()){SYLLABLE}\)"),
    **{mark: re.compile(rf"{re.escape(mark)}\(?{SYLLABLE}\)") for mark in LOST},
}
_words = re.compile(rf"([{HAN}])\(([{PINYIN}][{PINYIN} '\u2019-]{{0,30}})\)").finditer
_toneless = {ord(mark): None for mark in "\u0300\u0301\u0304\u030c"}

_known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}


def looks_glossed(text: str) -> bool:
    """Whether the text holds what may be a gloss; C-speed scans only.

    True for a reader's aid as well: what is damage needs the readings. A text without a single tone
    has none: `(de)` and `(text)` stand in any manual.
    """
    return ")" in text and all(
        any(holds(text, sign, begun) for sign, begun in patterns.items())
        for patterns in (_toned, _glossed)
    )


def readings(c: str) -> frozenset[str]:
    """The readings of a character as pypinyin has them, with U+00FC and with tones."""
    return _known_forms(c)[0]


def first_reading(c: str) -> str:
    """The commonest reading of a character, with its tone; "" where it has none."""
    return _pinyin().get(ord(c), "").partition(",")[0]


def is_reading(c: str, gloss: str, *, loose: bool = True) -> bool:
    """Whether `gloss` is a reading of `c`; `loose` lets a missing tone and `u` for U+00FC pass."""
    return _spelled(gloss) in _known_forms(c)[loose]


def is_damage(c: str, gloss: str, *, loose: bool = True) -> bool:
    """Whether `gloss` after `c` is what the table of a scraped page writes."""
    return c in TRADITIONAL_SET and is_reading(c, gloss, loose=loose)


def is_readers_aid(text: str) -> bool:
    """Whether the text glosses words, or characters that have no simplified form."""
    damaged = quoted = 0
    for match in _words(text):
        c, gloss = match.groups()
        if c in EITHER_SET:
            continue
        if c in TRADITIONAL_SET and is_reading(c, gloss):
            damaged += 1
        elif is_reading(c, gloss) or _is_word(text, match.start() + 1, gloss):
            quoted += 1
    return quoted * GLOSSES_A_QUOTE > damaged


def _is_word(text: str, end: int, gloss: str) -> bool:
    """Whether `gloss` reads two to four characters that end at `end`, as `(n\u01d0 h\u01ceo)`."""
    rest = re.sub("[ '\u2019-]", "", _spelled(gloss))
    for at in range(end - 1, max(-1, end - 5), -1):
        fitting = [r for r in _known_forms(text[at])[1] if rest.endswith(r)]
        if not fitting:
            return False
        longest = max(fitting, key=len)
        rest = rest[: -len(longest)]
        if not rest:
            return at < end - 1
    return False


def _spelled(gloss: str) -> str:
    """The gloss as `readings` spells it: composed, the plain g and a, U+00FC for v."""
    if not gloss.isascii():
        gloss = unicodedata.normalize("NFC", gloss).replace("\u0251", "a").replace("\u0261", "g")
    return gloss.replace("v", "\u00fc")


def _known_forms(c: str) -> tuple[frozenset[str], frozenset[str]]:
    """The readings of a character: as they are, and with those that lack a tone or the dots."""
    known = _known.get(c)
    if known is None:
        spelled = _pinyin().get(ord(c), "")
        exact = frozenset(unicodedata.normalize("NFC", r) for r in spelled.split(",") if r)
        apart = {unicodedata.normalize("NFD", r).translate(_toneless) for r in exact}
        loose = exact | {unicodedata.normalize("NFC", r) for r in apart}
        known = exact, loose | {r.replace("\u00fc", "u") for r in loose}
        _known[c] = known
    return known


@once
def _pinyin() -> Mapping[int, str]:
    """pypinyin's table of characters, without the rest of it.

    `import pypinyin` reads its table of phrases as well and takes 200 ms; the table of characters
    alone takes 30 to 45 ms. Where the package is laid out otherwise, it is imported as it is.
    """
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    package = PathFinder.find_spec("pypinyin")
    found = package and package.submodule_search_locations
    spec = PathFinder.find_spec("pinyin_dict", list(found)) if found else None
    if spec is None or spec.loader is None:
        from pypinyin.constants import PINYIN_DICT

        return PINYIN_DICT
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    table: Mapping[int, str] = module.pinyin_dict
    return table
