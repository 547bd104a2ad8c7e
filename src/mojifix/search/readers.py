"""Which readers can have produced which characters."""

from __future__ import annotations

from functools import reduce
from operator import and_

from mojifix.codecs.turns import WAYS, turns
from mojifix.search.twins import Twins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec
    from mojifix.language.model import Model

_BYTES: Final = bytes(range(256))

# What Western text is read with, in the order in which they are asked: the first that has all
# letters of a text is taken for its reader. The second has no channels here: of `\u0178` nobody can
# tell whether it or cp1252 had it, and such a text is left to the search; `\u2021` only cp1252 has.
_WESTERN: Final = ("latin-1", "iso8859-15", "cp1252")


class Readers:
    """The channels by reader, and which readers have which character.

    channels  all of them, `groups` those of each reader
    mask      gives a bit for each reader that can have produced a character
    wide      the bits of those with two bytes a character, `narrow` of those with one
    in_utf8   as `InUtf8`
    western   the readers of Western text, each with the channels by which it read East Asian text;
              with none if another one may have read the same letters
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
        self.western = [
            (read, [c for c in group if c.letters != "small" and name != "iso8859-15"])
            for name in _WESTERN
            for read, group in self.groups
            if read.name == name
        ]
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
            if not (beyond and codec.kind == "single") and codec.unit(character):
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
            found = turns(codec.unit(character))
            first, second, third = (
                known << len(WAYS) | one for known, one in zip((first, second, third), found)
            )
        self[character] = first, second, third
        return first, second, third
