"""Which language a character speaks for: simplified or traditional Chinese, Japanese, Korean.

Theory of operation:

1. The model of pairs (`model`) is one mixture of all languages: in a Japanese line it takes a hanzi
   that only simplified Chinese has for no more of a surprise than one that Japanese has as often.
2. A line is in one language. Where the language of a character has the share `P(l | c)` among
   LANGUAGES, counted as if each were as large as the others, the pairs' P(line) is corrected to

       sum over l of P(l) * product over c of P(l | c) / P(l),     P(l) = 1 / len(LANGUAGES)

   so that nobody has to say which language it is, and one character leaves it open.
3. Hangul are Korean without being in the table. Any other character that it does not have says
   nothing, as Latin letters do.

Layout of the file: the header of `language.file`, then little-endian::

    size    u32             number of characters
    char    u16 * size      code points, ascending, padded to a multiple of 4 bytes
    share   u16 * size      -log P(l | c) of each of LANGUAGES, four bits each, the first lowest

A share is in units of 1/STEPS nat, 0 to 15, and 15 is also what is less.

Source of the numbers: ``tools/build_shares.py``.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from math import exp, log

from mojifix._once import once
from mojifix.language import file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

TABLE_NAME: Final = "shares.mjf"
MAGIC: Final = b"MJFS"
FORMAT_VERSION: Final = 1

# In the order in which the table has them.
LANGUAGES: Final = ("zh-Hans", "zh-Hant", "ja", "ko")

# Steps to a nat: four bits reach 5 nats, a share of 1/150 (unit: 1/nat).
STEPS: Final = 3
MOST: Final = 15

# Characters kept by each language once asked for, about 100 bytes each.
KEPT: Final = 1 << 11

_SIZE: Final = struct.Struct("<I")


class Shares:
    """The shares of the languages of LANGUAGES in characters."""

    __slots__ = ("_char", "_languages", "_share")

    def __init__(self, char: array[int], share: array[int]) -> None:
        self._char = char
        self._share = share
        self._languages = {tag: Ratio(self, tag) for tag in LANGUAGES}

    def __len__(self) -> int:
        return len(self._char)

    def log_share(self, c: str, language: str) -> float:
        """log P(language | c) in nats, at most 0; that of any of LANGUAGES where `c` is unknown."""
        if "\uac00" <= c <= "\ud7a3":
            return 0.0 if language == "ko" else -MOST / STEPS
        code = ord(c)
        at = bisect_left(self._char, code) if code < 0x10000 else len(self._char)
        if at == len(self._char) or self._char[at] != code:
            return -log(len(LANGUAGES))
        return -(self._share[at] >> 4 * LANGUAGES.index(language) & MOST) / STEPS

    def ratio(self, text: str, language: str) -> float:
        """By how much the characters of a text are likelier in a language than in all (nats)."""
        return sum(map(self._languages[language].__getitem__, text))

    def cost(self, text: str, languages: Sequence[str] = LANGUAGES) -> float:
        """What the text costs more than its pairs say, for keeping to one language (nats).

        languages   those that it may be in, of LANGUAGES
        """
        ratios = [self.ratio(text, language) for language in languages]
        most = max(ratios)
        return -most - log(sum(exp(ratio - most) for ratio in ratios) / len(ratios))

    def strange(self, text: str, like: str) -> list[float]:
        """What each character costs more in the language of another text than in all (nats)."""
        ratios = map(self.ratios(self.language(like)).__getitem__, text)
        return [max(0.0, -ratio) for ratio in ratios]

    def language(self, text: str) -> str:
        """The one of LANGUAGES that the characters of a text speak for."""
        return max(LANGUAGES, key=lambda language: self.ratio(text, language))

    def ratios(self, language: str) -> Ratio:
        """By how much each character is likelier in a language than in all (nats)."""
        return self._languages[language]

    def all_ratios(self, language: str) -> dict[str, float]:
        """`ratio` of each character of the table, and of all hangul, at once."""
        shift = 4 * LANGUAGES.index(language)
        nats = [log(len(LANGUAGES)) - step / STEPS for step in range(MOST + 1)]
        steps = [share >> shift & MOST for share in self._share]
        hangul = dict.fromkeys(map(chr, range(0xAC00, 0xD7A4)), self.ratio("\uac00", language))
        return dict(zip(map(chr, self._char), map(nats.__getitem__, steps))) | hangul


class Ratio(dict[str, float]):
    """log P(l | c) / P(l) of one language in nats, by the character."""

    __slots__ = ("_language", "_shares")

    def __init__(self, shares: Shares, language: str) -> None:
        super().__init__()
        self._shares = shares
        self._language = language

    def __missing__(self, c: str) -> float:
        if len(self) >= KEPT:
            self.clear()
        share = self._shares.log_share(c, self._language)
        ratio = self[c] = share + log(len(LANGUAGES))
        return ratio


def write(shares: Mapping[str, Sequence[float]], note: str) -> bytes:
    """A table file from P(l | c) of each of LANGUAGES by character, ready to be saved."""
    codes, packed = array("H"), array("H")
    for c, parts in sorted(shares.items()):
        codes.append(ord(c))
        steps = [min(MOST, round(-log(max(part, 1e-9)) * STEPS)) for part in parts]
        packed.append(sum(step << 4 * at for at, step in enumerate(steps)))
    both = file.padded(file.little_endian(codes)) + file.little_endian(packed)
    return file.write(MAGIC, FORMAT_VERSION, _SIZE.pack(len(codes)) + both, note)


def read(data: bytes, origin: str = TABLE_NAME) -> Shares:
    """The shares in `data`; `origin` names it in the error.

    Raises TableError for a file that is cut, edited, of another version, or no such table.
    """
    view, _ = file.read(data, MAGIC, FORMAT_VERSION, origin, "tools/build_shares.py")
    (size,) = _SIZE.unpack_from(view)
    first, width = _SIZE.size, 2 * size
    second = first + width + -width % 4
    return Shares(
        file.numbers(view[first : first + width], "H"),
        file.numbers(view[second : second + width], "H"),
    )


@once
def load() -> Shares:
    """The shipped table, read on the first call.

    Raises TableError where the file is missing, cut or edited.
    """
    return read(file.shipped(TABLE_NAME))
