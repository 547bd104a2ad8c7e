"""A repair of a line, and which readers can have produced which characters."""

from __future__ import annotations

from functools import reduce
from operator import and_

from mojifix._frozen import Frozen
from mojifix.codecs.turns import WAYS, turns
from mojifix.search.twins import Twins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Final

    from mojifix.channels.beyond import Place
    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec
    from mojifix.language.model import Model
    from mojifix.result import Guess


# Characters that may be marks of loss, and those that are in one reader only.
MARKS: Final = "\ufffd?\u25a1"
OWN_MARKS: Final = {"cp932": "\u30fb"}

_BYTES: Final = bytes(range(256))


class Repair(Frozen):
    """A span of a line and what it should be. `channels` in the order in which damage happened.

    guesses   the characters of `repaired` that were worked out from what is left of their bytes
    lost      bytes that were missing
    errors    how the reader lost them: "strict" where it lost none
    named     a place that cannot be repaired, and has no channels
    """

    __slots__ = (
        "start",
        "end",
        "repaired",
        "channels",
        "evidence",
        "confidence",
        "guesses",
        "lost",
        "errors",
        "named",
    )

    start: int
    end: int
    repaired: str
    channels: tuple[Misread, ...]
    evidence: float
    confidence: float
    guesses: tuple[Guess, ...]
    lost: int
    errors: str
    named: Place | None

    def __init__(
        self,
        start: int,
        end: int,
        repaired: str,
        channels: tuple[Misread, ...],
        evidence: float,
        confidence: float,
        guesses: tuple[Guess, ...] = (),
        lost: int = 0,
        errors: str = "strict",
        named: Place | None = None,
    ) -> None:
        self._set(
            start, end, repaired, channels, evidence, confidence, guesses, lost, errors, named
        )

    def overlaps(self, other: Repair) -> bool:
        """Whether the two have characters of the line in common."""
        return self.start < other.end and other.start < self.end

    def placed(self, start: int, end: int, repaired: str, evidence: float) -> Repair:
        """The same repair, of a span without loss, with other ends."""
        return Repair(start, end, repaired, self.channels, evidence, self.confidence)

    def by(self, channel: Misread) -> Repair:
        """The same repair, of a span without loss, by a channel that reads it the same way."""
        chain = (channel,)
        if chain == self.channels:
            return self
        return Repair(self.start, self.end, self.repaired, chain, self.evidence, self.confidence)

    def stated(self, confidence: float) -> Repair:
        """The same repair with another confidence."""
        return Repair(
            self.start,
            self.end,
            self.repaired,
            self.channels,
            self.evidence,
            confidence,
            self.guesses,
            self.lost,
            self.errors,
        )


def is_signs(repair: Repair) -> bool:
    """Whether a channel of East Asian letters brings signs alone."""
    return repair.channels[0].letters == "cjk" and not any(map(str.isalpha, repair.repaired))


class Readers:
    """The channels by reader, and which readers have which character.

    channels  all of them, `groups` those of each reader
    mask      gives a bit for each reader that can have produced a character
    wide      the bits of those with two bytes a character, `narrow` of those with one
    in_utf8   as `InUtf8`
    """

    def __init__(self, channels: Sequence[Misread]) -> None:
        groups: dict[Codec, list[Misread]] = {}
        for channel in channels:
            groups.setdefault(channel.read, []).append(channel)
        self.groups = [(read, tuple(group)) for read, group in groups.items()]
        self.all = (1 << len(self.groups)) - 1
        self._double = [(b, r) for b, (r, _) in enumerate(self.groups) if r.kind == "double"]
        self.wide = self._of_kind("double")
        self.narrow = self._of_kind("single")
        self.mask: Callable[[str], int] = Masks(list(groups)).__getitem__
        self.in_utf8: Callable[[str], tuple[int, int, int]] = InUtf8(list(groups)).__getitem__
        self.channels = channels
        self._twins: Twins | None = None

    def _of_kind(self, kind: str) -> int:
        """A bit for each reader of a kind of codecs."""
        return sum(1 << bit for bit, (read, _) in enumerate(self.groups) if read.kind == kind)

    def twins(self, model: Model) -> Twins:
        """What characters would be in the other channels, made on the first call."""
        if self._twins is None:
            self._twins = Twins(self.channels, model)
        return self._twins

    def double(self, mask: int) -> list[Codec]:
        """Those of some readers that have two bytes a character; `mask` has their bits."""
        mask &= self.wide
        return [read for bit, read in self._double if mask >> bit & 1] if mask else []

    def any(self, text: str) -> bool:
        """Whether any character outside ASCII is one that some reader has."""
        return any(not c.isascii() and self.mask(c) for c in set(text))

    def of(self, text: str) -> int:
        """A bit for each reader that can have produced all of the text."""
        return reduce(and_, map(self.mask, set(text)), self.all)


class Masks(dict[str, int]):
    """A bit for each of the codecs that has a character."""

    __slots__ = ("_codecs", "_letters")

    def __init__(self, codecs: Sequence[Codec]) -> None:
        super().__init__()
        self._codecs = codecs
        # Of most characters no single-byte reader need be asked, which are two of three readers.
        tables = [codec.decode(_BYTES) for codec in codecs if codec.kind == "single"]
        self._letters = frozenset(_BYTES.decode("latin-1")).union(*tables)

    def __missing__(self, character: str) -> int:
        known = 0
        beyond = character not in self._letters
        for bit, codec in enumerate(self._codecs):
            if beyond and codec.kind == "single":
                continue
            try:
                codec.encode(character)
            except UnicodeError:
                continue
            known |= 1 << bit
        if len(self) > 1 << 15:
            self.clear()
        self[character] = known
        return known


class InUtf8(dict[str, tuple[int, int, int]]):
    """In which double-byte codecs a character may be the first, second or third one of UTF-8.

    A run of UTF-8 has, wherever one begins in it, a bit that is in the first number of a character,
    the second of the next and the third of the one after that: `turns` of each codec.
    """

    __slots__ = ("_codecs",)

    def __init__(self, codecs: Sequence[Codec]) -> None:
        super().__init__()
        self._codecs = [codec for codec in codecs if codec.kind == "double"]

    def __missing__(self, character: str) -> tuple[int, int, int]:
        if len(self) > 1 << 15:
            self.clear()
        first = second = third = 0
        for codec in self._codecs:
            found = turns(character, codec)
            first, second, third = (
                known << len(WAYS) | one for known, one in zip((first, second, third), found)
            )
        self[character] = first, second, third
        return first, second, third


def marks_of(read: Codec) -> str:
    """The characters that may be marks of loss where this codec read."""
    return MARKS + OWN_MARKS.get(read.name, "")


def has_marks(text: str) -> bool:
    """Whether the text holds what may be a mark of loss."""
    return any(mark in text for mark in MARKS) or any(m in text for m in OWN_MARKS.values())


def applied(text: str, repairs: Sequence[Repair]) -> str:
    """The line with these repairs, which stand in order."""
    for repair in reversed(repairs):
        text = text[: repair.start] + repair.repaired + text[repair.end :]
    return text
