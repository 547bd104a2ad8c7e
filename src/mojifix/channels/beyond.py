"""Damage that can be named and not undone: what it was, and where the original has to come from.

Theory of operation:

1. A reader that meets bytes it cannot read puts U+FFFD there, and the bytes are gone. Saved as
   UTF-8, U+FFFD is EF BF BD; read again in another codec that gives the texts of this family:
   \u951f\u65a4\u62f7 in GBK, \uc360\uc3d9\uc619-like hangul in cp949, \u00ef\u00bf\u00bd in
   Latin-1, and each of them misread once more. They are made here by running that forwards, for
   every reader and every second reader: no list of texts is kept.
2. Memory that a C program never wrote to is filled with one byte by debuggers (CC, CD, FD, DD), and
   is read as one character again and again.
3. U+FFFD that is still there, and question marks where every letter was, are loss as well.

Nothing is repaired by this channel. A place that it names is left as it is by the others, since
what they would make of it is no text (`\u951f\u65a4\u62f7` in UTF-8 read as Latin-1 is only one
step from where it can be named, and no step from there leads on).
"""

from __future__ import annotations

import re

from mojifix._frozen import Frozen
from mojifix._once import once
from mojifix._signs import holds
from mojifix.codecs import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

# Readers that saved U+FFFD was seen to be read in.
READERS: Final = (
    "cp936",
    "cp949",
    "cp932",
    "big5hkscs",
    "euc_jp",
    "latin-1",
    "cp1252",
    "cp1251",
    "cp1250",
    "cp437",
    "cp850",
    "cp866",
    "koi8-r",
    "mac_roman",
)

# Characters of the family that prove it.
LEAST: Final = 3

# What debuggers fill memory with, and the readers that make letters of it.
FILLS: Final = (0xCC, 0xCD, 0xDD, 0xFD)
FILL_READERS: Final = ("cp936", "big5hkscs", "cp949")

# Characters of one fill in a row. Two of them are a word in a hurry (`\u70eb\u70eb` is "hot, hot").
FILL_LEAST: Final = 3

# Question marks in a row that stand for letters, and how many such a line needs in all: `???` is
# asked by people.
QUESTIONS: Final = 3
QUESTIONS_LEAST: Final = 6
_ASKED: Final = re.compile(r"\?" * QUESTIONS)  # searched for six times as fast as a repetition

# Question marks that hold places for digits, and stand in running text of no language: a date, a
# time, an address (`????-??-?? ??:??`, `2024-??-??`, `???.???.?.?`), a UUID. A lost word with a
# hyphen looks the same when it is short (`??-??`): left alone where it is all there is.
MASK: Final = r"(?<![\w?])(?:[\d?]{1,4}(?:[-:/.][\d?]{1,4})+|[\d?]+(?:-[\d?]+){4})(?![\w?])"

# Characters that may stand between two U+FFFD of one place.
BETWEEN: Final = 3


class Place(Frozen):
    """A place beyond repair: text[start:end], its kind, and a sentence for people."""

    __slots__ = ("start", "end", "kind", "note")

    start: int
    end: int
    kind: str
    note: str

    def __init__(self, start: int, end: int, kind: str, note: str) -> None:
        self._set(start, end, kind, note)


class BeyondRepair(Frozen):
    """The channel: bytes that were lost, and U+FFFD that was misread."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """`beyond-repair`, the name for `Options.channels`."""
        return "beyond-repair"

    @property
    def kind(self) -> str:
        """The kind of most of its findings; the others are in `KINDS`."""
        return "lost"

    def apply(self, text: str, *, reader: str = "cp936") -> str:
        """Damages: legacy bytes read as UTF-8, which loses them, saved and read in `reader`."""
        lost = text.encode("gb18030", "replace").decode("utf-8", "replace")
        return lost.encode("utf-8").decode(_PYTHON.get(reader, reader), "replace")

    def places(self, text: str) -> list[Place]:
        """The places that are no text any more, in order, none over another."""
        return _apart(list(_misread(text)))

    def marks(self, text: str, filled: bool = True) -> list[Place]:
        """The places where marks or fills stand for what was lost, in order.

        filled   whether the text may hold fills, where that is known
        """
        fills = _fills(text) if filled else ()
        return _apart([*fills, *_questions(text), *_replaced(text)])


def holds_marks(text: str) -> bool:
    """Whether the text may hold marks for what was lost; C-speed scans only."""
    return "\ufffd" in text or holds(text, "?", _ASKED)


def _apart(found: list[Place]) -> list[Place]:
    found.sort(key=_start)
    kept: list[Place] = []
    for place in found:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


_PYTHON: Final = {"cp936": "gbk"}


def _start(place: Place) -> int:
    return place.start


# ------------------------------------------------------------------------ U+FFFD that was misread
def _signatures() -> Iterator[tuple[str, str]]:
    """Each text of the family with what had happened, one period of it each."""
    for reader in READERS:
        signature = _period(("\ufffd" * 8).encode("utf-8"), reader)
        yield signature, f"U+FFFD read as {reader}"
        for second in READERS:
            data = signature.encode("utf-8")
            what = f"U+FFFD read as {reader}, then as {second}"
            yield _period(data * 8, second), what
            yield _beginning(data, second), what


def _period(data: bytes, reader: str) -> str:
    """What a reader makes of repeating bytes: one period from the first byte on, "" for none."""
    text = _beginning(data, reader)
    for length in range(1, 1 + len(text) // 2):
        period = text[:length]
        if text.startswith(period * 2) and len(period.encode()) >= 6:
            return period
    return ""


def _beginning(data: bytes, reader: str) -> str:
    """What a reader makes of the bytes up to the first that it cannot read, "" for too little."""
    runs = get(reader).runs(data)
    return runs[0][1] if runs and runs[0][0] == 0 and len(runs[0][1]) >= LEAST else ""


@once
def lost_once() -> tuple[str, ...]:
    """U+FFFD, as it is and misread once: one period of each."""
    made = {_period(("\ufffd" * 8).encode("utf-8"), reader) for reader in READERS}
    return ("\ufffd", *sorted(made - {""}))


def holds_lost(text: str) -> bool:
    """Whether the text holds U+FFFD, as it is or misread once; what a repair leads to may."""
    return _any_lost().search(text) is not None


@once
def _any_lost() -> re.Pattern[str]:
    """Any of `lost_once`, all of which are letters and signs that mean nothing in a pattern."""
    return re.compile("|".join(lost_once()))


@once
def _family() -> dict[str, str]:
    """Each text of the family with what had happened."""
    known: dict[str, str] = {}
    for text, what in _signatures():
        if text and not text.isascii():
            known.setdefault(text, what)
    return known


@once
def _rows() -> re.Pattern[str]:
    """Texts of the family in a row, the longest that fits."""
    longest_first = sorted(_family(), key=len, reverse=True)
    return re.compile("|".join(f"(?:{re.escape(text)})+" for text in longest_first))


@once
def _beginnings() -> re.Pattern[str]:
    """The first two characters of any of them, as one class of characters and what follows."""
    seconds: dict[str, str] = {}
    for text in sorted(_family()):
        seconds[text[0]] = seconds.get(text[0], "") + text[1]
    ways = (f"{re.escape(a)}[{re.escape(b)}]" for a, b in seconds.items())
    return re.compile(f"(?:{'|'.join(ways)})")


def holds_misread(text: str) -> bool:
    """Whether the text may hold U+FFFD that was misread, once or twice."""
    # There are 150 texts; what they begin with is looked for ten times as fast.
    return _beginnings().search(text) is not None


def _misread(text: str) -> Iterator[Place]:
    if not holds_misread(text):
        return
    known = _family()
    for match in _rows().finditer(text):
        what = next(known[t] for t in known if match[0].startswith(t))
        yield Place(
            match.start(),
            match.end(),
            "lost-twice",
            f"{what}: the bytes were lost when the file was saved before; fetch it from its source",
        )


# ------------------------------------------------------------------------------ memory never used
@once
def filled_with() -> tuple[str, ...]:
    """What memory never written to looks like, each as long as it has to be."""
    characters = set()
    for byte in FILLS:
        for reader in FILL_READERS:
            try:
                c = get(reader).decode(bytes((byte, byte)))
            except UnicodeDecodeError:
                continue
            if len(c) == 1 and not "\ue000" <= c <= "\uf8ff":
                characters.add(c)
    return tuple(c * FILL_LEAST for c in sorted(characters))


def _fills(text: str) -> Iterator[Place]:
    for fill in filled_with():
        start = text.find(fill)
        while start >= 0:
            end = start + FILL_LEAST
            while text[end : end + 1] == fill[0]:
                end += 1
            yield Place(
                start,
                end,
                "debug-fill",
                "the program that printed it has to be mended",
            )
            start = text.find(fill, end)


# -------------------------------------------------------------------------------- bytes replaced
_MARKS: Final = rf"\ufffd(?:[^\n\ufffd]{{0,{BETWEEN}}}\ufffd)*"


def _replaced(text: str) -> Iterator[Place]:
    if "\ufffd" not in text:
        return
    for match in re.finditer(_MARKS, text):
        yield Place(
            match.start(),
            match.end(),
            "lost",
            "a reader put U+FFFD for bytes that it could not read: read the original again",
        )


def _questions(text: str) -> Iterator[Place]:
    """Lines whose letters all became question marks: not one letter outside ASCII is left.

    Those that people write follow a word: `gesagt???`.
    """
    at = text.find("?" * QUESTIONS)
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[start:end]
        if line.isascii() and _is_lost(line):
            first, last = line.index("??"), line.rindex("?")
            yield Place(
                start + first,
                start + last + 1,
                "question-marks",
                "a codec without these letters wrote a question mark for each: fetch the original",
            )
        at = text.find("?" * QUESTIONS, end)


def _is_lost(line: str) -> bool:
    line = re.sub(MASK, "", line)
    long = list(map(len, re.findall(r"(?<![\w!?])\?{2,}", line)))
    return sum(long) >= QUESTIONS_LEAST and (len(long) > 1 or 2 * sum(long) > len(line.strip()))
