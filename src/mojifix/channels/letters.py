"""East Asian letters: what a repair has to bring before it is believed."""

from __future__ import annotations

import re
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


# U+30FC is the long vowel, which EUC-JP read as GBK makes U+3016.
_CJK: Final = "\u3041-\u30fa\u30fc\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0010ffff"
_LETTER: Final = re.compile(f"[{_CJK}]")
_PAIR: Final = re.compile(f"[{_CJK}](?=([{_CJK}]))")


def is_cjk(text: str) -> bool:
    """Whether the text holds a Han, kana or hangul letter."""
    return _LETTER.search(text) is not None


def brings_word(text: str, repaired: str) -> bool:
    """Two East Asian letters side by side that did not stand so in `text`.

    A single one is two odd bytes, as in `C\xc3\u2122IS`; and where all letters stay, as in titles
    of the Book of Songs with \u2027 for \u2022, no text was misread.
    """
    return any(match[0] + match[1] not in text for match in _PAIR.finditer(repaired))


def brings_alphabet(text: str, repaired: str) -> bool:
    """Four letters of Greek or Cyrillic and no list of letters in the order of their code points.

    `\u00e0\u00e1\u00e2` and on is a surprise in every language, and no sign that it was misread.
    """
    if sum("\u0370" <= c <= "\u04ff" for c in repaired) < 4:
        return False
    return not (_in_order(text) or _in_order(repaired))


def _in_order(text: str) -> bool:
    """Whether most letters outside ASCII follow each other as their code points do."""
    letters = [ord(c) for c in text if c >= "\x80" and c.isalpha()]
    near = sum(0 <= b - a <= 4 for a, b in pairwise(letters))
    return 2 * near >= len(letters)
