"""A repair of a line, and the marks that lost bytes leave in one."""

from __future__ import annotations

from mojifix._frozen import Frozen
from mojifix.result import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from mojifix.channels.beyond import Place
    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec
    from mojifix.options import Options
    from mojifix.result import Guess


# Confidence from which a character whose bytes were not all there is put back, by
# `Options.restore`. At 0.6 UTF-8 read as GBK, cp932 or cp949 has 97.05, 97.09 and 95.64 % of
# characters right (table lossy, mean of the decoders python, whatwg and qmark), and read by Python
# 5.4, 6.0 and 6.2 in 1,000 wrong; at 0.58 97.13, 97.16 and 95.79 %, and 6.4, 6.6 and 6.5. (Before
# brackets were told by their partners: with them 97.16, 97.27 and 95.78 %, and 5.9, 6.3 and 5.5.)
RESTORED: Final = {"certain": 0.995, "confident": 0.6, "always": 0.0}

# Characters that may be marks of loss, and those that are in one reader only.
MARKS: Final = "\ufffd?\u25a1"
OWN_MARKS: Final = {"cp932": "\u30fb"}


class Repair(Frozen):
    """A span of a line and what it should be. `channels` in the order in which damage happened.

    guesses   the characters of `repaired` that were worked out from what is left of their bytes
    lost      bytes that were missing
    errors    how the reader lost them: "strict" where it lost none
    named     a place that cannot be repaired, and has no channels
    once      in the evidence counts once what the line repeats (`Model.once`)
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
        "once",
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
    once: bool

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
        once: bool = False,
    ) -> None:
        self._set(
            start, end, repaired, channels, evidence, confidence, guesses, lost, errors, named, once
        )

    def steps(self) -> list[Step]:
        """What happened, the first first; the last reader is the one that lost bytes."""
        errors = ["strict"] * (len(self.channels) - 1) + [self.errors]
        return [Step(c.written.name, c.read.name, e) for c, e in zip(self.channels, errors)]

    def told(self, options: Options) -> str:
        """The repaired text, with U+FFFD for what is less certain than the options ask."""
        characters = list(self.repaired)
        for guess in self.guesses:
            if guess.confidence < RESTORED[options.restore]:
                characters[guess.at] = "\ufffd"
        return "".join(characters)

    def overlaps(self, other: Repair) -> bool:
        """Whether the two have characters of the line in common."""
        return self.start < other.end and other.start < self.end

    def placed(self, start: int, end: int, repaired: str, evidence: float) -> Repair:
        """The same repair, of a span without loss, with other ends."""
        return self._replaced(start=start, end=end, repaired=repaired, evidence=evidence)

    def by(self, channel: Misread) -> Repair:
        """The same repair, of a span without loss, by a channel that reads it the same way."""
        chain = (channel,)
        return self if chain == self.channels else self._replaced(channels=chain)

    def stated(self, confidence: float) -> Repair:
        """The same repair with another confidence."""
        return self._replaced(confidence=confidence)


def is_signs(repair: Repair) -> bool:
    """Whether a channel of East Asian letters brings signs alone."""
    return repair.channels[0].letters == "cjk" and not any(map(str.isalpha, repair.repaired))


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
