"""A repair of a line, and which readers can have produced which characters."""

from __future__ import annotations

from mojifix._frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec


class Repair(Frozen):
    """A span of a line and what it should be. `channels` in the order in which damage happened."""

    __slots__ = ("start", "end", "repaired", "channels", "evidence", "confidence")

    start: int
    end: int
    repaired: str
    channels: tuple[Misread, ...]
    evidence: float
    confidence: float

    def __init__(
        self,
        start: int,
        end: int,
        repaired: str,
        channels: tuple[Misread, ...],
        evidence: float,
        confidence: float,
    ) -> None:
        self._set(start, end, repaired, channels, evidence, confidence)


class Readers:
    """The channels by reader, and which readers have which character."""

    def __init__(self, channels: Sequence[Misread]) -> None:
        groups: dict[Codec, list[Misread]] = {}
        for channel in channels:
            groups.setdefault(channel.read, []).append(channel)
        self.groups = [(read, tuple(group)) for read, group in groups.items()]
        self.all = (1 << len(self.groups)) - 1
        self._masks: dict[str, int] = {}

    def mask(self, character: str) -> int:
        """A bit for each reader that can have produced the character."""
        known = self._masks.get(character)
        if known is None:
            known = 0
            for bit, (read, _) in enumerate(self.groups):
                try:
                    read.encode(character)
                except UnicodeError:
                    continue
                known |= 1 << bit
            if len(self._masks) > 1 << 15:
                self._masks.clear()
            self._masks[character] = known
        return known

    def of(self, text: str) -> int:
        """A bit for each reader that can have produced all of the text."""
        left = self.all
        for character in set(text):
            left &= self.mask(character)
        return left
