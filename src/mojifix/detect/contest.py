"""Which encoding: every reading of the bytes is weighed by the language model.

Theory: text and bytes are one-to-one, so that log P(encoding | bytes) = log P(encoding) + log
P(text) + const, in nats over the whole text. Rules:

1. Rounds go from cheap to dear: nats of single characters, of pairs, and for encodings with one
   byte a character those of each language that it was made for. A round only leaves out who cannot
   win; what it costs to be left out is said at its constant.
2. Encodings that read the bytes as the same text are one contestant, under the likeliest's name.
3. Bytes that an encoding cannot read at the very end are a cut, anywhere else they are losses, and
   both have a price: a text with one bad byte must not fall to a reader that never fails.
"""

from __future__ import annotations

import re
from math import exp, inf, log
from operator import add

from mojifix._frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Final

    from mojifix.detect.encodings import Encoding
    from mojifix.language.letters import Language
    from mojifix.language.model import Model

# Who is this much dearer than the likeliest is left out of the next round: so many nats, and with
# one byte a character this share of the likeliest's own, since languages differ from their mixture.
# By judgement.
OUT: Final = 25.0
OUT_SHARE: Final = 0.2

# Nats a character that weighing pairs can at most gain over weighing characters alone: in one-byte
# encodings, in those where ASCII is not ASCII (their digits and spaces gain most), and in others.
# By judgement: lower, the right encoding is left out; higher, each call takes longer.
GAIN: Final = 1.0
GAIN_ALL: Final = 3.0
GAIN_DOUBLE: Final = 3.0

# Nats a byte from which on an East Asian reading of at least SEEN bytes above 0x7F is so likely
# that nobody with one byte a character is asked. Of 3,500 lines in 8 such encodings none was read
# below 5.0 as East Asian; of East Asian lines 99 in 100 are below 4.2.
FITS: Final = 4.25
SEEN: Final = 10

# Nats of a last character that is not whole, and of each of its bytes; of a place where bytes were
# lost; and of a cut where less than two other characters speak for UTF-8. By judgement, but for
# BYTE: a byte that says nothing is worth log 256. At a CUT of 3 and an ONLY_CUT of 3, `\u0177` cut
# behind `\u00fd` is likelier than half-width `\uff83\uff7d\uff84`, and `Zo\u00eb` a cut hanzi.
CUT: Final = 6.0
BYTE: Final = 5.5
LOST: Final = 12.0
ONLY_CUT: Final = 5.0

# Nats of a script or language that an encoding was not made for (kana in GB18030), of its letters
# being only one in all the bytes (a lone hanzi in `text='\u041a\u0430`), of each Han letter where
# Japanese has no kana, of Korean without hangul, and of each private-use character. At 3, 0.25, 5
# the table `bytes` reads 1.18 in 100 texts of 8 characters in other scripts as East Asian, and 0.79
# with a lone letter at 6. SOLE is for a letter that is all there is: two bytes of Cyrillic are a
# hanzi as well, and a cell of a table often holds only one. MIXED is for letters of two scripts
# side by side, by judgement.
NOT_AT_HOME: Final = 5.0
LONE: Final = 8.0  # also of a lone letter of Cyrillic and the like
MIXED: Final = 4.0
SOLE: Final = 3.0
WITHOUT_KANA: Final = 0.25
WITHOUT_HANGUL: Final = 9.0
PRIVATE: Final = 5.0

# By judgement: nats of a language that no table knows, of one that the encoding was not made for
# beside NOT_AT_HOME (there are some fifty), what a character that the language has not costs less
# than both tables ask for it, and of foreign words or source code around those of the language.
UNKNOWN: Final = 5.0
OTHER: Final = 4.0
OUTSIDE: Final = 2.0
AMONG: Final = 1.5

# Nats of an encoding that was made for none of the languages that the ASCII letters may be in: an
# English text is seldom in cp852, though `\u00fa825` is no worse than `\u00a3825`. By judgement.
ABROAD: Final = 3.0

# Nats of each character where all are spaces: `\u00a0 \u00a0` is not `\u0430 \u0430`. By judgement.
BLANK: Final = 3.0

# Nats of each letter beyond ASCII that is a word by itself among ASCII words, in a language that
# these are not in: an English text with `\u2014` has no Irish `\u00f3`. With this and with
# whole words around foreign letters 6 of 150 English documents and sources in cp1252 with a sign or
# two are misread, without both 21; at half of it some licences full of `\u00a9` are Arabic.
STRAY: Final = 6.0

# Nats of a sign that stands in texts of all languages, where the table of the language has it not:
# what it costs to be outside (7.6) is counted besides. In 757 files of source code and English text
# with some bytes beyond ASCII, `\u00a9` is 2.5e-5 of all characters (10.6 nats), `\u00a7`, no-break
# space and `\u00d7` are each 1.2e-6 (13.6); 27 of the 150 above were misread without it.
SIGNS: Final = {"\u00a9": 3.0} | dict.fromkeys(
    "\u00ae\u00b0\u00a7\u00a3\u00b5\u00b1\u2122\u00b7\u00d7\u00b6\u00bd\u00b2\u00b3\u20ac\u2022\u00a0",
    5.0,
)

# Characters more than another's that a language may be without and still be asked.
STRANGERS: Final = 2

# ASCII characters by which languages are chosen, and how many are weighed on all of them.
GLANCE: Final = 300
NEAREST: Final = 3

# What is believed of a difference in nats: neither texts nor prices are quite what the model
# takes them to be. Lower, answers are righter than they say, higher the other way round; what it
# comes to is in the tables of confidence of benchmarks/decoding.py.
SHARPNESS: Final = 0.7

# Steps to a nat in the tables of bytes, which hold a byte for each byte.
STEPS: Final = 8
_NEVER: Final = 31.0

_HIGH: Final = bytes(range(0x80, 0x100))
# Words with letters beyond ASCII, and a character on either side; and such letters that are words.
_FOREIGN: Final = re.compile("[\0-\x7f]?(?:[A-Za-z]{0,20}[^\0-\x7f]+)+[A-Za-z]{0,20}[\0-\x7f]?")
_STRAY: Final = re.compile(
    r"(?s)(?<![^\W\d_])(?<![^\0-\x7f])(?<![^\0-\x7f].)(?![\0-\x7f])[^\W\d_]"
    r"(?![^\W\d_])(?![^\0-\x7f])(?!.[^\0-\x7f])"
)
_OTHER_SCRIPTS: Final = re.compile("[\u0370-\u1cff]")
_MIXED: Final = re.compile("[A-Za-z](?=[\u0370-\u1cff])|[\u0370-\u1cff](?=[A-Za-z])")
_NOT_ASCII: Final = re.compile("[^\0-\x7f]")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_KANA: Final = re.compile("[\u3041-\u30fa]")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
_LETTERS: Final = re.compile("[\u3041-\u30fa\u3400-\u9fff\uac00-\ud7a3]")
_COMMAS: Final = str.maketrans("\u015f\u0163\u015e\u0162", "\u0219\u021b\u0218\u021a")
_BETWEEN: Final = re.compile(rb"[\0-/]")  # no such byte is inside a character, nor is a mark
CUTS: Final = ("unexpected end of data", "incomplete multibyte sequence", "truncated data")


class Reading(Frozen):
    """A text that the bytes may stand for.

    encoding   the likeliest of those that read them so
    text       as that encoding reads it; a cut character at the end is left out
    nats       -log P(encoding and text)
    lost       places where bytes stand for no character, each U+FFFD in the text
    """

    __slots__ = ("encoding", "text", "nats", "lost")

    encoding: Encoding
    text: str
    nats: float
    lost: int

    def __init__(self, encoding: Encoding, text: str, nats: float, lost: int) -> None:
        self._set(encoding, text, nats, lost)


class Outcome(Frozen):
    """What a contest found.

    readings   the readings that could be right, likeliest first; none where nobody reads the bytes
    high       bytes above 0x7F
    per_byte   nats of the likeliest for each of them, ASCII characters not counted
    before     bytes before the first whole character, which no reading has
    """

    __slots__ = ("readings", "high", "per_byte", "before")

    readings: tuple[Reading, ...]
    high: int
    per_byte: float
    before: int

    def __init__(
        self, readings: Iterable[Reading], high: int, per_byte: float, before: int = 0
    ) -> None:
        self._set(tuple(readings), high, per_byte, before)

    @property
    def fits(self) -> bool:
        """Whether the likeliest is so likely that no other kind of reading needs a thought."""
        return self.high >= SEEN and self.per_byte < FITS


class Tongues(Frozen):
    """What the ASCII characters of some bytes tell of their language.

    tags   the languages that they may be in
    gain   nats by which the likeliest of them asks less for them than all text does
    """

    __slots__ = ("tags", "gain")

    tags: tuple[str, ...]
    gain: float

    def __init__(self, tags: tuple[str, ...], gain: float) -> None:
        self._set(tags, gain)


class Contest:
    """Weighs readings; one object a process, since its tables take some milliseconds to make."""

    def __init__(self, model: Model, letters: Mapping[str, Language]) -> None:
        self._model = model
        self._letters = letters
        self._bytes: dict[str, bytes] = {}  # of one-byte encodings: nats of each byte, in steps

    def weigh(
        self,
        data: bytes,
        encodings: Iterable[Encoding],
        bonus: Mapping[str, float],
        loose: bool = False,
        after: Iterable[Encoding] = (),
    ) -> Outcome:
        """The readings of `data` by these encodings.

        bonus   nats by which encodings are likelier than usual, by name
        loose   whether readings with losses take part
        after   encodings that are asked only where none of the others fits
        """
        bout = _Bout(self, data, bonus, loose)
        bout.several(encodings)
        if not bout.fits:
            bout.in_tongues()
            bout.several([encoding for encoding in after if encoding.kind != "single"])
            bout.single([encoding for encoding in after if encoding.kind == "single"])
        return bout.outcome()

    def odd(self, text: str) -> float:
        """Nats of a text by itself; U+FFFD is as odd as a rare character, private use odder."""
        return self._model.cost(text) + PRIVATE * len(_PRIVATE.findall(text))

    def tongues(self, plain: str, shared: float) -> Tongues:
        """The languages that the ASCII characters may be in, and what they gain over `shared`."""
        from mojifix.language.letters import folded

        if not plain:
            return Tongues(tuple(self._letters), 0.0)
        text = folded(plain)
        first = self._model.char(text[0])
        rough = {tag: self._of(tag, text[:GLANCE]) for tag in self._letters}
        limit = min(rough.values()) + OUT
        tags = tuple(tag for tag, nats in rough.items() if nats < limit)
        near = sorted(tags, key=rough.__getitem__)[:NEAREST]
        ways = [self._of(tag, text) + first + log(len(rough)) for tag in near]
        best = min(ways)
        best -= log(sum(exp(best - nats) for nats in ways))
        return Tongues(tags, max(0.0, shared - best))

    def _of(self, tag: str, text: str) -> float:
        """Nats of a text in this language, and of what its alphabet has not in any."""
        language = self._letters[tag]
        nats, outside = language.nats(text)
        if outside:
            strange = [c for c in text if c not in language.alphabet]
            nats += sum(SIGNS.get(c) or self._model.char(c) - OUTSIDE for c in strange)
        return nats

    def away(self, encoding: Encoding, text: str) -> float:
        """Nats of a text, and of not being what the encoding was made for."""
        return self._model.cost(text) + _away(encoding, text)

    def cost(self, text: str) -> float:
        """Nats of a text in the model of all languages."""
        return self._model.cost(text)

    def rough(self, text: str) -> float:
        """Nats of the characters of a text one by one."""
        return sum(map(self._model.among, text))

    def spoken(self, encoding: Encoding, text: str, tongues: Tongues, named: bool = False) -> float:
        """Nats of a text in one language: one that the encoding was made for, or another.

        named   whether somebody says that it is this encoding
        """
        from mojifix.language.letters import folded

        if encoding.name == "cp1258":  # marks stand behind their vowels there
            from unicodedata import normalize

            text = normalize("NFC", text)
        if "ro" in encoding.home:  # which has only cedillas for the commas below s and t
            text = text.translate(_COMMAS)
        model = self._model
        whole = model.cost(text) - tongues.gain
        words = _FOREIGN.findall(text)
        around = whole - sum(sum(map(model.__getitem__, map(add, w, w[1:]))) for w in words)
        first = model.char(text[0])
        text = folded(text)
        words = list(map(folded, words))
        used = set(text)
        asked = {tag: self._letters[tag] for tag in (*tongues.tags, *encoding.home)}
        missing = {tag: len(used - language.alphabet) for tag, language in asked.items()}
        least = min(missing.values())
        at_home = named or set(encoding.home).intersection(tongues.tags)
        abroad = 0.0 if at_home else ABROAD
        stray = STRAY * len(_STRAY.findall(text))
        ways = [whole + UNKNOWN + abroad + (stray if abroad else 0.0)]
        if text.isspace():
            ways.append(BLANK * len(text))
        for tag in asked:
            if missing[tag] > least + STRANGERS:
                continue
            more = log(len(encoding.home)) if tag in encoding.home else NOT_AT_HOME + OTHER
            more += stray if tag not in tongues.tags else 0.0
            nats = self._of(tag, text)
            ways.append(more + first + nats)
            ways.append(more + around + AMONG + abroad + sum(self._of(tag, word) for word in words))
        best = min(ways)
        return best - log(sum(exp(best - nats) for nats in ways)) + _among_latin(text)

    def of_bytes(self, encoding: Encoding, data: bytes) -> tuple[float, bool]:
        """Nats of the bytes one by one, and whether ASCII is ASCII and costs nothing here."""
        table = self._bytes.get(encoding.name)
        if table is None:
            letters = bytes(range(256)).decode(encoding.name, "replace")
            nats = [_NEVER if c == "\ufffd" else self._model.among(c) for c in letters]
            if letters[65] == "A":
                nats[:128] = [0.0] * 128
            table = self._bytes[encoding.name] = bytes(min(255, round(STEPS * n)) for n in nats)
        return sum(data.translate(table)) / STEPS, not table[65]


class _Bout:
    """One contest over some bytes: `Contest.weigh` calls its rounds one after the other."""

    __slots__ = (
        "_bonus",
        "_contest",
        "_data",
        "_found",
        "_high",
        "_least",
        "_loose",
        "_plain",
        "_shared",
        "_tongues",
    )

    def __init__(
        self, contest: Contest, data: bytes, bonus: Mapping[str, float], loose: bool
    ) -> None:
        plain = data.translate(None, _HIGH)
        self._contest = contest
        self._data = data
        self._bonus = bonus
        self._loose = loose
        self._plain = plain.decode("ascii")
        self._high = len(data) - len(plain)
        self._shared = contest.cost(self._plain)  # nats of the ASCII characters
        self._tongues: Tongues | None = None  # of them, once it was asked
        self._found: dict[str, Reading] = {}
        self._least = inf  # nats of the likeliest found

    @property
    def fits(self) -> bool:
        """Whether the likeliest found is so likely that nobody else need be asked."""
        return self._high >= SEEN and self._least - self._shared < FITS * self._high

    def outcome(self) -> Outcome:
        """What was found, likeliest first."""
        readings = sorted(self._found.values(), key=nats_of)
        nats = readings[0].nats - self._shared if readings else inf
        return Outcome(readings, self._high, nats / (self._high or 1))

    def several(self, encodings: Iterable[Encoding]) -> None:
        """The readings of encodings of all kinds but those with one byte a character."""
        contest = self._contest
        gain = self._tongues.gain if self._tongues else 0.0
        rough: list[tuple[float, int, float, Encoding, str]] = []
        for encoding in encodings:
            read = _read(encoding, self._data, self._loose)
            if read is not None:
                text, price = read
                price += self._price(encoding)
                rough.append((price + contest.rough(text), len(rough), price, encoding, text))
        rough.sort()
        least = inf
        for nats, _, price, encoding, text in rough:
            if nats - GAIN_DOUBLE * len(text) > least + OUT:
                continue
            nats = price + contest.away(encoding, text) - gain
            least = min(least, nats)
            self._keep(encoding, text, nats)

    def in_tongues(self) -> None:
        """Charges what was found for its ASCII letters as the languages do that these may be in.

        They ask less than all text does: whoever reads the bytes.
        """
        contest = self._contest
        self._tongues = tongues = contest.tongues(self._plain, self._shared)
        self._shared -= tongues.gain
        self._least = inf
        for text, reading in self._found.items():
            nats = reading.nats - tongues.gain
            if text and reading.encoding.kind == "utf8" and not reading.lost:
                price = reading.nats - contest.cost(text)
                nats = min(nats, price + contest.spoken(reading.encoding, text, tongues))
            self._found[text] = Reading(reading.encoding, text, nats, reading.lost)
            self._least = min(self._least, nats)

    def single(self, encodings: Iterable[Encoding]) -> None:
        """The readings of encodings with one byte a character, in languages."""
        contest, tongues, data = self._contest, self._tongues, self._data
        assert tongues is not None
        rough: list[tuple[float, int, float, Encoding]] = []
        for encoding in encodings:
            price = self._price(encoding)
            nats, ascii_too = contest.of_bytes(encoding, data)
            nats += self._shared - GAIN * self._high if ascii_too else -GAIN_ALL * len(data)
            rough.append((nats + price, len(rough), price, encoding))
        rough.sort()
        least = self._least
        for nats, _, price, encoding in rough:
            limit = least + OUT + OUT_SHARE * max(0.0, least - self._shared)
            if nats > limit:
                break
            text = data.decode(encoding.name, "replace")
            price += LOST * text.count("\ufffd")
            # Compared are costs of one model: a language's own asks less for ASCII letters too.
            nats = price + contest.cost(text) - tongues.gain
            least = min(least, nats)
            if nats < limit:
                named = self._bonus.get(encoding.name, 0.0) >= encoding.nats
                nats = price + contest.spoken(encoding, text, tongues, named)
                self._keep(encoding, text, nats)

    def _price(self, encoding: Encoding) -> float:
        """-log P of the encoding, by what is known beforehand."""
        return encoding.nats - self._bonus.get(encoding.name, 0.0)

    def _keep(self, encoding: Encoding, text: str, nats: float) -> None:
        """Puts a reading among the others, or its encoding before one that reads alike."""
        known = self._found.get(text)
        if known is None or nats < known.nats:
            self._found[text] = Reading(encoding, text, nats, text.count("\ufffd"))
        self._least = min(self._least, nats)


def nats_of(reading: Reading) -> float:
    return reading.nats


def _read(encoding: Encoding, data: bytes, loose: bool) -> tuple[str, float] | None:
    """The text, and the nats of what of it could not be read."""
    price = 0.0
    try:
        text = encoding.decode(data)
    except UnicodeDecodeError as error:
        whole = cut_off(encoding, data, error)
        if whole is not None:
            text = whole
            price = CUT + BYTE * (len(data) - error.start)
            if encoding.kind == "utf8" and len(_NOT_ASCII.findall(text)) < 2:
                price += ONLY_CUT
        elif loose:
            text, lost = encoding.loose(data)
            price = LOST * text.count("\ufffd") + BYTE * lost
        else:
            return None
    if encoding.kind == "shifted":
        # Escape sequences around nothing, as in a text about them, are what they look like; and so
        # is `john+AMk-x@example.com`, a single character in UTF-7.
        least = 2 if encoding.name == "utf-7" else 1
        if len(_NOT_ASCII.findall(text)) < least:
            return None
    return text, price


def cut_off(encoding: Encoding, data: bytes, error: UnicodeDecodeError) -> str | None:
    """The text before a last character that is not whole."""
    rest = data[error.start :]
    lone = len(rest) == 1 and encoding.kind == "double"  # our tables call that illegal
    if error.end < len(data) or not (lone or error.reason in CUTS):
        return None
    if encoding.kind not in ("shifted", "wide") and _BETWEEN.search(rest):
        return None
    try:
        return encoding.decode(data[: error.start])
    except UnicodeDecodeError:
        return None


def _among_latin(text: str) -> float:
    """Nats of letters of another script that stand as no word of it does."""
    letters = len(_OTHER_SCRIPTS.findall(text))
    return (LONE if letters == 1 < len(text) else 0.0) + MIXED * len(_MIXED.findall(text))


def _away(encoding: Encoding, text: str) -> float:
    """Nats of a text that is not what the encoding was made for."""
    nats = PRIVATE * len(_PRIVATE.findall(text))
    if encoding.kind != "double":
        return nats
    kana = _KANA.search(text)
    letters = len(_LETTERS.findall(text))
    if letters == 1:
        nats += LONE if len(text) > 1 else SOLE
    home = encoding.home[0]
    if home == "ja":
        at_home = letters
        nats += 0.0 if kana else min(NOT_AT_HOME, WITHOUT_KANA * letters)
    elif home == "ko":
        at_home = not kana
        nats += 0.0 if _HANGUL.search(text) else WITHOUT_HANGUL
    else:
        at_home = letters and not kana
    return nats if at_home else nats + NOT_AT_HOME
