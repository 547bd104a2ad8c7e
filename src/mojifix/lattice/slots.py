"""Which characters fit a few bytes, some of them lost.

A *slot* is the tokens of one character (see `pattern`). `Slots.shape` says how many tokens a
character has that begins with a given one, `Slots.characters` which characters fit them.
"""

from __future__ import annotations

from array import array
from operator import contains

from mojifix.codecs import narrow
from mojifix.lattice.pattern import ASCII, CUT, FIRST, GONE, LONE, SECOND, STRIPPED, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from mojifix.codecs import Codec
    from mojifix.language.model import Model

    Listed = tuple[float, str, bytes]  # nats of a character by itself, the character, its bytes

# Characters that a slot may give, the likeliest ones. Of 24, 40 and 64 none restores Chinese read
# as GBK better by more than chance (table lossy, ten lines a language); the time grows with it.
MOST: Final = 32

# Nats of a character by itself from which it is never put where bytes are missing, and how much
# rarer than the likeliest of its slot it may be. At 14.5 the table lossy is the same.
RARE: Final = 13.0
RARER: Final = 8.0

# What it costs that a lost character has two bytes in UTF-8 rather than three (nats, by judgement).
SHORT: Final = 4.0

_PRINTED: Final = [0x0A, *range(0x20, 0x7F)]
_HIGH: Final = range(0x80, 0x100)


class Slots:
    """The characters of one writer whose bytes one reader may have lost."""

    def __init__(self, writer: Codec, reader: Codec, model: Model) -> None:
        self.writer = writer
        self.reader = narrow(reader)
        self.model = model
        self._known: dict[tuple[int, ...], list[str]] = {}
        self._same: dict[frozenset[int], int] = {}
        self._after: dict[tuple[tuple[int, ...], int], list[str]] = {}
        self._sets: dict[int, frozenset[int]] = {}

    def shape(self, token: int) -> tuple[tuple[int, float], ...]:
        """How many tokens a character may have that begins with this one, with their price."""
        if token == ASCII or token < 0x80:
            return ((1, 0.0),)
        if self.writer.kind == "utf8":
            if token >= UNKNOWN:
                return ((3, 0.0), (2, SHORT))
            if token < 0xC2 or token > 0xF4:
                return ()
            return ((2 if token < 0xE0 else 3 if token < 0xF0 else 4, 0.0),)
        if token < UNKNOWN and self._decoded(bytes((token,))):
            return ((1, 0.0),)
        return ((2, 0.0),)

    def follows(self, token: int) -> bool:
        """Whether the token may be a later byte of a character."""
        if self.writer.kind == "utf8":
            return (token >= UNKNOWN and token != ASCII) or 0x80 <= token < 0xC0
        return token >= 0x30

    def characters(self, tokens: tuple[int, ...]) -> list[str]:
        """The characters that fit the tokens, likeliest first; [] where none does."""
        known = self._known.get(tokens)
        if known is None:
            known = self._known[tokens] = self._alike(tokens)
        return known

    def _alike(self, tokens: tuple[int, ...]) -> list[str]:
        """As `characters`; a lost byte is lost before most others as it is before this one."""
        alike = tuple(
            self._same.setdefault(self._bytes(t), t) if LONE <= t < FIRST else t for t in tokens
        )
        known = self._known.get(alike)
        return self._fitting(alike) if known is None else known

    def after(self, last: str, tokens: tuple[int, ...]) -> list[str]:
        """As `characters`, where the first token ends a lost pair that `last` began."""
        if tokens[0] not in (SECOND, ASCII, GONE + 1) or not last:
            return self.characters(tokens)
        lead = self.writer.encode(last)[-1]
        key = (tokens, lead)
        known = self._after.get(key)
        if known is None:
            trails = self.reader.private if tokens[0] == GONE + 1 else self.reader.trails
            encode = self.writer.encode
            fitting = trails(lead)
            known = [c for c in self.characters(tokens) if encode(c)[0] in fitting]
            self._after[key] = known
        return known

    def _fitting(self, tokens: tuple[int, ...]) -> list[str]:
        if all(token < UNKNOWN for token in tokens):
            c = self._decoded(bytes(tokens))
            return [c] if c else []
        sets = [self._bytes(token) for token in tokens]
        pair = next((at for at in range(len(tokens) - 1) if tokens[at] in (FIRST, GONE)), None)
        trails = self.reader.trails
        if pair is not None and tokens[pair] == GONE:
            trails = self.reader.private
        found: list[str] = []
        least = RARE
        for nats, c, data in self._listed(tokens):
            if nats > least:
                break
            if all(map(contains, sets, data)) and (
                pair is None or data[pair + 1] in trails(data[pair])
            ):
                if not found:
                    least = min(RARE, nats + RARER)
                found.append(c)
                if len(found) == MOST:
                    break
        return found

    def _listed(self, tokens: tuple[int, ...]) -> list[Listed]:
        """The characters of so many bytes that agree with the known ones, likeliest first."""
        lists = repertoire(self.writer, self.model)
        length = len(tokens)
        known = [at for at in range(length) if tokens[at] < UNKNOWN]
        for at in known:
            if at + 1 in known:
                return lists.get((length, at, tokens[at] << 8 | tokens[at + 1]), [])
        if known:
            return lists.get((length, known[0], tokens[known[0]]), [])
        return lists.get((length, 0, -1), [])

    def _bytes(self, token: int) -> frozenset[int]:
        """The values that a token may have."""
        known = self._sets.get(token)
        if known is None:
            known = self._sets[token] = frozenset(self._values(token))
        return known

    def _values(self, token: int) -> Iterable[int]:
        if token < UNKNOWN:
            return (token,)
        if token == ASCII:
            return _PRINTED
        trails = self.reader.trails
        if token == STRIPPED:
            return self.reader.stripped
        if token == CUT:
            return range(0x40, 0x100)
        if token == FIRST:
            return [b for b in _HIGH if any(t >= 0x80 for t in trails(b))]
        if token == SECOND:
            return [b for b in _HIGH if any(b in trails(lead) for lead in _HIGH)]
        if token == GONE:
            return [b for b in _HIGH if self.reader.private(b)]
        if token == GONE + 1:
            return [b for b in _HIGH if any(b in self.reader.private(lead) for lead in _HIGH)]
        after = token - LONE
        alone = self.reader.alone
        return [b for b in _HIGH if b in alone and (after == UNKNOWN or after in trails(b))]

    def _decoded(self, data: bytes) -> str:
        try:
            text = self.writer.decode(data)
        except UnicodeDecodeError:
            return ""
        return text if len(text) == 1 else ""


_repertoires: dict[str, dict[tuple[int, int, int], list[Listed]]] = {}


def repertoire(writer: Codec, model: Model) -> dict[tuple[int, int, int], list[Listed]]:
    """The likely characters of a writer by (number of bytes, place, byte or two there).

    Place 0 and -1 for the bytes has all of them. Likeliest first; made once a writer.
    """
    known = _repertoires.get(writer.name)
    if known is None:
        known = _repertoires[writer.name] = {}
        for nats, c in zip(*_ranked(model)):
            try:
                data = writer.encode(c)
            except UnicodeEncodeError:
                continue
            item = (nats, c, data)
            length = len(data)
            known.setdefault((length, 0, -1), []).append(item)
            for at, byte in enumerate(data):
                known.setdefault((length, at, byte), []).append(item)
                if at > 0:
                    pair = data[at - 1] << 8 | byte
                    known.setdefault((length, at - 1, pair), []).append(item)
    return known


_ranking: list[tuple[array[float], str]] = []


def _ranked(model: Model) -> tuple[array[float], str]:
    """The characters that are not too rare, likeliest first, and their nats; made once."""
    if not _ranking:
        alone = (c for c, nats in model.alone() if nats <= RARE)
        found = sorted((nats, c) for c in alone if (nats := model.char(c)) <= RARE)
        characters = "".join(c for _, c in found)
        _ranking.append((array("d", (nats for nats, _ in found)), characters))
    return _ranking[0]


_made: dict[tuple[str, str], Slots] = {}


def slots(writer: Codec, reader: Codec, model: Model) -> Slots:
    """The slots of a pair of codecs; made once."""
    key = (writer.name, reader.name)
    if key not in _made:
        _made[key] = Slots(writer, reader, model)
    return _made[key]
