"""Which characters fit a few bytes, some of them lost.

A *slot* is the tokens of one character (see `pattern`). `Slots.shape` says how many tokens a
character has that begins with a given one, `Slots.characters` which characters fit them.
"""

from __future__ import annotations

from array import array
from itertools import compress

from mojifix._once import once
from mojifix.channels.tokens import (
    ASCII,
    BEFORE,
    CUT,
    FIRST,
    FIRST_OF_NEXT,
    GONE,
    LONE,
    LOST,
    SECOND,
    STRIPPED,
    UNKNOWN,
)
from mojifix.codecs import narrow
from mojifix.language.model import load
from mojifix.lattice.pattern import BOUND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final

    from mojifix.codecs import Codec
    from mojifix.language.model import Model, Odds

    # P(c | last) and c, likeliest first; the block of the last one and what is left to the blocks.
    Counted = tuple[tuple[float, ...], tuple[str, ...], int, float]

# Characters that a slot may give, the likeliest ones. With 32, where a kana after ASCII has no
# place, UTF-8 read as cp949 by Windows has 2.5 % of characters less right. With 400 as cp949 by
# browsers it has 0.2 % less, as Big5 1.6 % in a sixth less time; with 1,500 the same, and more of
# Big5 wrong (table lossy).
MOST: Final = 1000

# Characters that are looked at together until there are as many; by judgement.
PART: Final = 2000

# Those of them that may follow where they were never counted: the likeliest.
UNCOUNTED: Final = 64

# Nats of a character by itself from which it is never put where bytes are missing, and how much
# rarer than the likeliest of its slot it may be. At 14.0 and 12.0 the table lossy is the same.
RARE: Final = 13.0
RARER: Final = 10.0

# What it costs that a lost character has two bytes in UTF-8 rather than three (nats, by judgement).
SHORT: Final = 4.0

# Tokens of a lost byte that made no character with the byte after it.
LOST_BEFORE: Final = (FIRST, BEFORE, GONE, LONE + LOST)
_BEFORE_LOST: Final = (FIRST, LONE + LOST)

_LEADS: Final = range(0xC2, 0xF5)

_PRINTED: Final = range(0x20, 0x7F)
_HIGH: Final = range(0x80, 0x100)
_BEGINS: Final = frozenset([*_PRINTED, *_LEADS])

# Characters kept in fits of one pair of codecs, and in what was counted after others, at some 20 to
# 90 bytes each, and as many of those at some hundreds; by judgement. Without a bound lines read as
# Big5 keep 850,000 in fits alone.
FITS_KEPT: Final = 100_000


class Fit:
    """The characters that fit some tokens.

    characters   likeliest first
    every        all of them
    shares       (block, [(character, share in its block), ...]) of the likeliest, see `Odds`
    counted      of a last character: which were counted after it, see `Slots.counted`
    """

    __slots__ = ("characters", "counted", "every", "shares")

    def __init__(self, characters: list[str], odds: Odds) -> None:
        self.characters = characters
        self.every = frozenset(characters)
        shares: dict[int, list[tuple[str, float]]] = {}
        for c in characters[:UNCOUNTED]:
            block, share = odds.share(c)
            shares.setdefault(block, []).append((c, share))
        self.shares = list(shares.items())
        self.counted: dict[str, Counted] = {}


class Slots:
    """The characters of one writer whose bytes one reader may have lost."""

    def __init__(self, writer: Codec, reader: Codec, model: Model) -> None:
        self.writer = writer
        self.reader = narrow(reader)
        self.model = model
        self._known: dict[tuple[int, ...], Fit] = {}
        self._same: dict[frozenset[int], int] = {}
        self._after: dict[tuple[tuple[int, ...], frozenset[int]], Fit] = {}
        self._pairs: dict[tuple[int, int], frozenset[int]] = {}
        self._size = 0
        self._sets: dict[int, frozenset[int]] = {}
        self._tables: dict[tuple[int, bool], bytes] = {}

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
        return self.fit(tokens).characters

    def fit(self, tokens: tuple[int, ...]) -> Fit:
        """The characters that fit the tokens."""
        known = self._known.get(tokens)
        if known is None:
            known = self._known[tokens] = self._alike(tokens)
        return known

    def _alike(self, tokens: tuple[int, ...]) -> Fit:
        """As `fit`; a lost byte is lost before most others as it is before this one."""
        alike = tuple(
            self._same.setdefault(self._bytes(t), t) if LONE <= t < LONE + LOST else t
            for t in tokens
        )
        known = self._known.get(alike)
        if known is None:
            known = self._known[alike] = self._kept(self._fitting(alike))
        return known

    def _kept(self, characters: list[str]) -> Fit:
        """A fit, which is kept for the next time."""
        self._made_room(len(characters) + 1)
        return Fit(characters, self.model.odds())

    def _made_room(self, size: int) -> None:
        """Forgets the fits that are kept where more characters would be too many."""
        self._size += size
        if self._size > FITS_KEPT:
            self._known.clear()
            self._after.clear()
            self._size = size

    def counted(self, fit: Fit, last: str) -> Counted:
        """The characters of a fit that were counted after `last`, with P(c | last); kept."""
        odds = self.model.odds()
        row, every = odds.row(last), fit.every
        # Either way those that are as likely have an order, whatever the hashes of this process.
        if len(row) < 2 * len(every):
            fitting = filter(every.__contains__, row)
        else:
            fitting = filter(row.__contains__, fit.characters)
        characters = tuple(sorted(fitting, key=row.__getitem__, reverse=True))
        self._made_room(len(characters) + 1)
        ways = tuple(map(row.__getitem__, characters))  # which the collector forgets, unlike lists
        found = fit.counted[last] = (ways, characters, *odds.spread(last))
        return found

    def after(self, last: str, tokens: tuple[int, ...]) -> Fit:
        """As `fit`, where the first token ends a lost pair that `last` began."""
        if tokens[0] not in BOUND or not last:
            return self.fit(tokens)
        key = (tokens, self._seconds(self.writer.encode(last)[-1], tokens[0]))
        known = self._after.get(key)
        if known is None:
            encode = self.writer.encode
            found = [c for c in self.characters(tokens) if encode(c)[0] in key[1]]
            known = self._after[key] = self._kept(found)
        return known

    def _seconds(self, first: int, token: int) -> frozenset[int]:
        """The bytes that are lost after this one, of those that begin a character.

        token   the one of the second byte
        """
        known = self._pairs.get((first, token))
        if known is None:
            trails = self.reader.private if token == GONE + 1 else self.reader.trails
            seconds = trails(first)
            if self.writer.kind == "utf8":
                seconds = seconds.intersection(_BEGINS)
            known = self._pairs[first, token] = seconds
        return known

    def among(
        self, choices: tuple[str, ...], last: str, tokens: tuple[int, ...]
    ) -> tuple[str, ...]:
        """Those of the choices, which fit the tokens, that may stand after `last`."""
        if not tokens or tokens[0] not in BOUND or not last:
            return choices
        every = self.after(last, tokens).every
        return tuple(c for c in choices if c in every)

    def _fitting(self, tokens: tuple[int, ...]) -> list[str]:
        if all(token < UNKNOWN for token in tokens):
            c = self._decoded(bytes(tokens))
            return [c] if c else []
        alike, known = self._listed(tokens)
        ends = len(tokens) - 1
        wanted = [
            (at, self._wanted(t, at == ends)) for at, t in enumerate(tokens) if at not in known
        ]
        pairs = [at for at in range(ends) if tokens[at] in LOST_BEFORE]
        found: list[int] = []
        for first in range(0, len(alike), PART):
            some = alike.having(wanted, first)
            for at in pairs:
                trails = self.reader.private if tokens[0] == GONE else self.reader.trails
                both = zip(some, alike.bytes_at(some, at), alike.bytes_at(some, at + 1))
                some = [item for item, byte, after in both if after in trails(byte)]
            found += some
            if len(found) >= MOST:
                break
        return alike.likely(found[:MOST])

    def _wanted(self, token: int, last: bool) -> bytes:
        """Of each value of a byte 1 if the token may have it, 0 if not.

        last   whether it is the last one of a character
        """
        # The first byte of a character follows, and it was lost with or after this one.
        bound = last and self.writer.kind == "utf8" and token in _BEFORE_LOST
        known = self._tables.get((token, bound))
        if known is None:
            values = self._bytes(token)
            if bound:
                values &= self._bytes(FIRST_OF_NEXT)
            known = self._tables[token, bound] = bytes(byte in values for byte in range(0x100))
        return known

    def _listed(self, tokens: tuple[int, ...]) -> tuple[Alike, tuple[int, ...]]:
        """The characters of so many bytes that agree with one or two known ones.

        With them the places of these.
        """
        lists = repertoire(self.writer)
        length = len(tokens)
        known = [at for at in range(length) if tokens[at] < UNKNOWN]
        none = Alike(length)
        for at in known:
            if at + 1 in known:
                pair = tokens[at] << 8 | tokens[at + 1]
                return lists.get((length, at, pair), none), (at, at + 1)
        if known:
            return lists.get((length, known[0], tokens[known[0]]), none), (known[0],)
        return lists.get((length, 0, -1), none), ()

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
        if token == BEFORE:
            return [b for b in _HIGH if not trails(b).isdisjoint(_PRINTED)]
        if token == FIRST_OF_NEXT:
            return [b for b in _HIGH if not trails(b).isdisjoint(_LEADS)]
        if token == GONE:
            return [b for b in _HIGH if self.reader.private(b)]
        if token == GONE + 1:
            return [b for b in _HIGH if any(b in self.reader.private(lead) for lead in _HIGH)]
        after = token - LONE
        alone = self.reader.alone
        return [b for b in _HIGH if b in alone and (after >= UNKNOWN or after in trails(b))]

    def _decoded(self, data: bytes) -> str:
        try:
            text = self.writer.decode(data)
        except UnicodeDecodeError:
            return ""
        return text if len(text) == 1 else ""


class Alike:
    """Characters of as many bytes that have some of them in common, likeliest first.

    They are told by their numbers, from 0; `nats` is what each costs by itself.
    """

    __slots__ = ("_data", "_length", "characters", "nats")

    def __init__(self, length: int) -> None:
        """None yet; `length` is that of a character in bytes."""
        self._length = length
        self.characters: list[str] = []
        self.nats = array("d")
        self._data = bytearray()

    def __len__(self) -> int:
        return len(self.characters)

    def add(self, c: str, data: bytes, nats: float) -> None:
        """One more, which is no likelier than the last."""
        self.characters.append(c)
        self.nats.append(nats)
        self._data += data

    def having(self, wanted: Iterable[tuple[int, bytes]], first: int) -> list[int]:
        """Those of the next PART from a number on that have the wanted bytes.

        wanted   places, and for each value of a byte whether it is wanted there
        """
        data = self._data[first * self._length : (first + PART) * self._length]
        numbers = range(first, first + len(data) // self._length)
        both = -1
        for at, table in wanted:
            both &= int.from_bytes(data[at :: self._length].translate(table), "little")
        if both < 0:
            return list(numbers)
        return list(compress(numbers, both.to_bytes(len(numbers), "little")))

    def bytes_at(self, numbers: Iterable[int], at: int) -> Iterator[int]:
        """The byte at a place of each of these."""
        data, length = self._data, self._length
        return (data[number * length + at] for number in numbers)

    def likely(self, numbers: Sequence[int]) -> list[str]:
        """These, but for those that are much rarer than the first."""
        if not numbers:
            return []
        least = min(RARE, self.nats[numbers[0]] + RARER)
        return [self.characters[n] for n in numbers if self.nats[n] <= least]


_repertoires: dict[str, dict[tuple[int, int, int], Alike]] = {}


def repertoire(writer: Codec) -> dict[tuple[int, int, int], Alike]:
    """The likely characters of a writer by (number of bytes, place, byte or two there).

    Place 0 and -1 for the bytes has all of them. Made once a writer.
    """
    known = _repertoires.get(writer.name)
    if known is None:
        known = _repertoires.setdefault(writer.name, _repertoire(writer))
    return known


def _repertoire(writer: Codec) -> dict[tuple[int, int, int], Alike]:
    found: dict[tuple[int, int, int], Alike] = {}
    for nats, c in zip(*_ranked()):
        try:
            data = writer.encode(c)
        except UnicodeEncodeError:
            continue
        length = len(data)
        keys = [(length, 0, -1), *((length, at, byte) for at, byte in enumerate(data))]
        keys += ((length, at, data[at] << 8 | data[at + 1]) for at in range(length - 1))
        for key in keys:
            if key not in found:
                found[key] = Alike(length)
            found[key].add(c, data, nats)
    return found


@once
def _ranked() -> tuple[array[float], str]:
    """The characters that are not too rare, likeliest first, and their nats."""
    # `Model.char` would keep what it looked up of each of them.
    model = load()
    both = zip(model.alone(), model.alone("\n"))
    found = sorted((nats, c) for (c, among), (_, nats) in both if max(among, nats) <= RARE)
    return array("d", (nats for nats, _ in found)), "".join(c for _, c in found)


_made: dict[tuple[str, str], Slots] = {}


def slots_of(writer: Codec, reader: Codec, model: Model) -> Slots:
    """The slots of a pair of codecs; made once."""
    key = (writer.name, reader.name)
    if key not in _made:
        _made.setdefault(key, Slots(writer, reader, model))
    return _made[key]
