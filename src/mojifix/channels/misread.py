"""Text whose bytes were read in another codec than they were written in.

Rules of this file:

1. A channel is a pair (written, read). Which pairs there are follows from WRITERS, READERS and
   SMALL_WRITERS; a pair that changes no text (cp936 read as gb18030) is left out.
2. A price is -log of the prior that a stretch of text was misread this way rather than another
   way, in nats, beside what opening a span costs. It says what is common in the world and nothing
   about the text at hand.
"""

from __future__ import annotations

import re

from mojifix._frozen import Frozen
from mojifix._once import once
from mojifix.channels.letters import brings_alphabet, brings_word, is_bopomofo, is_cjk
from mojifix.codecs import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mojifix.codecs import Codec

# What East Asian text is written in, with what it costs to be that (nats). Of about 900 damaged
# public files half were UTF-8 and a third GBK; EUC-JP has been rare since 2010.
WRITERS: Final = {
    "utf-8": 0.0,
    "gb18030": 0.0,
    "big5hkscs": 0.7,
    "cp932": 0.5,
    "cp949": 0.7,
    "euc_jp": 1.5,
}

# What misreads it, with what it costs to be that (nats). The common ones are the defaults of
# Windows and of browsers in the West and in East Asia. The rare ones hold letters of living
# languages where the common ones hold signs: their price is what 83,000 clean lines of 35
# languages asked for (a false candidate of cp1258 reached 21 nats, of latin-1 14).
READERS: Final = {
    "latin-1": 0.0,
    "cp1252": 0.0,
    "gb18030": 0.0,
    "cp936": 0.0,
    "utf-8": 0.5,
    "utf-8-else-latin-1": 2.0,
    "cp932": 0.7,
    "cp949": 0.7,
    "big5hkscs": 0.7,
    "cp950": 5.0,
    "euc_jp": 2.0,
    "cp437": 1.5,
    "cp850": 2.0,
    "mac_roman": 1.5,
    "cp1251": 4.0,
    "koi8-r": 5.0,
    "cp866": 5.0,
    "cp1250": 2.0,
    "cp1254": 2.0,
    "iso8859-15": 2.0,
    "iso8859-2": 4.0,
    "iso8859-5": 6.0,
    "cp1253": 5.0,
    "cp1255": 6.0,
    "cp1256": 6.0,
    "cp1257": 5.0,
    "cp1258": 6.0,
    "cp874": 6.0,
    "cp852": 4.0,
}

# Code pages of other alphabets, which are misread as each other and as those of the West, of
# Central Europe and of Turkey. Without those of Hebrew, Arabic and Thai 117 of 150 Thai lines read
# as Latin-1 became hanzi, and so did most Russian words read as cp437, cp850, cp1250, cp1254 or
# mac_roman. UTF-8 read as a single-byte code page is a pair of WRITERS x READERS already.
_WESTERN: Final = ("latin-1", "cp1252")
_EUROPEAN: Final = (*_WESTERN, "cp1250", "cp1254", "cp437", "cp850", "mac_roman")
SMALL_WRITERS: Final = {
    "cp1251": ("koi8-r", "cp866", "iso8859-5", *_EUROPEAN),
    "koi8-r": ("cp1251", "cp866", "iso8859-5", *_EUROPEAN),
    "cp866": ("cp1251", "koi8-r", *_EUROPEAN),
    "iso8859-5": ("cp1251", "koi8-r", *_EUROPEAN),
    "cp1253": _EUROPEAN,
    "cp1255": _WESTERN,
    "cp1256": _WESTERN,
    "cp874": _WESTERN,
}

# What a text of each language is written in, for `Options.languages`.
LANGUAGES: Final = {
    "zh-Hans": ("utf-8", "gb18030"),
    "zh-Hant": ("utf-8", "big5hkscs", "gb18030"),
    "ja": ("utf-8", "cp932", "euc_jp"),
    "ko": ("utf-8", "cp949"),
}

# What a Cyrillic or Greek pair costs over a CJK one (nats): the two sides share an alphabet or
# nearly, so that a line of capitals or of abbreviations can look like the other.
SMALL_PRICE: Final = 4.0

# Pairs that say nothing: the bytes are the same in both, or one is a part of the other.
_SAME: Final = frozenset(
    {("gb18030", "cp936"), ("big5hkscs", "cp950"), ("utf-8", "utf-8-else-latin-1")}
)


# What Japanese text in a Chinese or Korean codec costs (nats). Those codecs have kana, and EUC-JP
# shares its kana rows with GBK, so that only this tells who wrote a line that is mostly kana.
FOREIGN_KANA: Final = 6.0
_NOT_JAPANESE: Final = frozenset({"gb18030", "big5hkscs", "cp949"})
_KANA: Final = re.compile("[\u3041-\u30fa]")


# Characters outside ASCII that UTF-8 has to bring where none is East Asian: `\u00d5\u2026` may be
# U+0545, and is not.
LETTERS: Final = 2


class Misread(Frozen):
    """Text that was `written` in one codec and whose bytes were `read` in another.

    `price` is in nats, see the module's rules. `letters` names what the repair has to bring:
    "cjk" a Han, kana or hangul letter, "any" something that is not ASCII, "small" a letter of the
    writer's alphabet.
    """

    __slots__ = ("written", "read", "price", "letters")

    written: Codec
    read: Codec
    price: float
    letters: str

    def __init__(self, written: Codec, read: Codec, price: float, letters: str) -> None:
        self._set(written, read, price, letters)

    # There is one of each (`misreads`), and they are keys wherever the search counts.
    __hash__ = object.__hash__
    __eq__ = object.__eq__

    @property
    def name(self) -> str:
        """`written>read`, the field's own notation."""
        return f"{self.written.name}>{self.read.name}"

    @property
    def kind(self) -> str:
        """The kind of finding that it gives."""
        return "misread"

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages, of LANGUAGES, that are written in the channel's codec."""
        return tuple(tag for tag, writers in LANGUAGES.items() if self.written.name in writers)

    def unlikely(self, text: str) -> float:
        """What it costs, in nats, that just this text was written in the channel's codec."""
        if self.written.name in _NOT_JAPANESE and _KANA.search(text):
            return FOREIGN_KANA
        return 0.0

    def brings(self, text: str, repaired: str, known: bool) -> bool:
        """Whether the repair of `text` brings what the channel must bring: see `letters`.

        known   the channel was seen elsewhere in the text, so that a single letter is believed
        """
        # Nothing is restored by a mark of loss, nor by the private use of planes 15 and 16: these
        # have four bytes in GB18030, and are the cheapest way out for rows of two hanzi.
        if "\ufffd" in repaired or max(repaired, default="") >= "\U000f0000":
            return False
        if is_bopomofo(text):
            return False
        if self.letters == "small":
            return brings_alphabet(text, repaired)
        if self.letters == "cjk":
            if known:
                return any(is_cjk(c) and c not in text for c in repaired)
            return brings_word(text, repaired)
        # UTF-8 that brings one character of another script is ftfy's to judge.
        return is_cjk(repaired) or sum(c >= "\x80" for c in repaired) >= LETTERS

    def apply(self, text: str) -> str | None:
        """Damages: `text` written, its bytes misread. None where either codec has no way to."""
        try:
            return self.read.decode(self.written.encode(text))
        except UnicodeError:
            return None

    def invert(self, text: str) -> str | None:
        """Repairs: the bytes that `text` was read from, read rightly. None where there are none."""
        try:
            return self.written.decode(self.read.encode(text))
        except UnicodeError:
            return None


def chosen(languages: tuple[str, ...] | None, names: tuple[str, ...] | None) -> tuple[Misread, ...]:
    """The pairs that a text of these languages may have met, among those named (None: any)."""
    pairs = misreads()
    if languages is not None:
        writers = {writer for language in languages for writer in LANGUAGES[language]}
        pairs = tuple(pair for pair in pairs if pair.written.name in writers)
    if names is not None and "misread" not in names:
        pairs = tuple(pair for pair in pairs if pair.name in names)
    return pairs


@once
def misreads() -> tuple[Misread, ...]:
    """Every pair, the common readers first."""
    return tuple(_pairs())


def _pairs() -> list[Misread]:
    pairs = []
    for read, read_price in READERS.items():
        for written, written_price in WRITERS.items():
            if written != read and (written, read) not in _SAME:
                letters = "any" if written == "utf-8" else "cjk"
                price = written_price + read_price
                pairs.append(Misread(get(written), get(read), price, letters))
        for written, readers in SMALL_WRITERS.items():
            if read in readers:
                pairs.append(Misread(get(written), get(read), SMALL_PRICE + read_price, "small"))
    return pairs
