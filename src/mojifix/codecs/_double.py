"""East Asian codecs: Python's own, and around them what Windows and browsers add.

Rules of this file:

1. Python's codec (`base`) is asked first, for the whole text in one call. Only what it cannot do
   is looked up here, so that a table of ours lists additions and nothing else. Where Python has no
   codec of the family, `base` is "ascii".
2. An addition is a single byte (`singles`), an `Area` of code points in order, or an entry of a
   `table` that is made when first needed. It never takes a byte sequence that Python reads, but for
   `overrides`: cp950 0xC6A1 to 0xC7FC, private-use on Windows and characters of Eten in Python.
3. `variants` are characters that other decoders give for a sequence; `encode` alone knows them.
   What Python's encoder takes and its decoder never gives is a variant too, except `refused`:
   characters that it writes as the bytes of an entirely different one (euc_jp U+00A5 as a
   backslash), which only an encoder's courtesy explains and no misreading.
4. Bytes are read one character at a time only around a place that Python cannot read; in a damaged
   megabyte the rest still goes through Python's codec, in pieces.
"""

from __future__ import annotations

from mojifix.codecs._base import CACHE_ENTRIES, ILLEGAL, INCOMPLETE, Codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from re import Pattern

# Characters read one by one after a place that Python cannot read, before a piece is given to it
# again: damage comes in clusters, and a refused piece costs 1.5 µs, a character 0.15 µs.
STEPS = 12
# The first piece after that and the largest one, in bytes. A piece doubles while Python reads it.
FIRST_PIECE = 64
LAST_PIECE = 1 << 16

# Bytes of the longest sequence that a table of additions has.
_LONGEST = 4


class Area:
    """Byte pairs in order for code points in order.

    first_lead, last_lead   lead bytes; each has all the trails
    trails                  trail bytes in order
    start                   the code point of the first pair; (last_lead - first_lead + 1) *
                            len(trails) of them follow one another
    """

    __slots__ = ("first_lead", "last_lead", "trails", "start", "stop")

    def __init__(self, first_lead: int, last_lead: int, trails: bytes, start: int) -> None:
        self.first_lead = first_lead
        self.last_lead = last_lead
        self.trails = trails
        self.start = start
        self.stop = start + (last_lead - first_lead + 1) * len(trails)

    def character(self, pair: bytes) -> str:
        """The character of a pair of this area, "" for any other pair."""
        lead, trail = pair
        if not self.first_lead <= lead <= self.last_lead:
            return ""
        place = self.trails.find(trail)
        if place < 0:
            return ""
        return chr(self.start + (lead - self.first_lead) * len(self.trails) + place)

    def pair(self, point: int) -> bytes:
        """The pair of a code point from `start` to before `stop`."""
        lead, trail = divmod(point - self.start, len(self.trails))
        return bytes((self.first_lead + lead, self.trails[trail]))


class _Singles(dict[int, str]):
    """Byte -> the character that it stands for alone, "" for none."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[bytes], str]) -> None:
        self.make = make

    def __missing__(self, byte: int) -> str:
        character = self[byte] = self.make(bytes((byte,)))
        return character


class _Sequences(dict[bytes, str]):
    """Byte sequence -> the character or characters that it stands for as a whole, "" for none."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[bytes], str]) -> None:
        self.make = make

    def __missing__(self, sequence: bytes) -> str:
        character = self.make(sequence)
        if len(self) >= CACHE_ENTRIES:
            self.clear()
        self[sequence] = character
        return character


class DoubleCodec(Codec):
    """Python's `base` codec and its additions; see the rules of this file for the parameters.

    longer      where a character of more than two bytes would end that begins at an offset of the
                data, 0 where none can begin
    unread      the same of characters that the encoding has and we have not: `runs` leaves out
                their bytes as a whole, since the next character begins behind them
    joined      combining marks that share their bytes with the letter before them
    """

    __slots__ = (
        "_base",
        "_singles",
        "_areas",
        "_table",
        "_variants",
        "_variant_base",
        "_refused",
        "_overrides",
        "_longer",
        "_unread",
        "_joined",
        "_extended",
        "_ones",
        "_sequences",
        "_override",
        "_made",
        "_inverse",
    )

    _base: str
    _singles: Mapping[int, str]
    _areas: tuple[Area, ...]
    _table: Callable[[], dict[bytes, str]] | None
    _variants: Mapping[str, bytes]
    _variant_base: str
    _refused: str
    _overrides: tuple[int, int] | None
    _longer: Callable[[bytes, int], int] | None
    _unread: Callable[[bytes, int], int] | None
    _joined: str
    _extended: bool
    _ones: _Singles
    _sequences: _Sequences
    _override: list[tuple[Pattern[str], dict[int, str]]]
    _made: list[dict[bytes, str]]
    _inverse: list[dict[str, bytes]]

    def __init__(
        self,
        name: str,
        base: str,
        *,
        singles: Mapping[int, str] | None = None,
        areas: tuple[Area, ...] = (),
        table: Callable[[], dict[bytes, str]] | None = None,
        variants: Mapping[str, bytes] | None = None,
        variant_base: str = "",
        refused: str = "",
        overrides: tuple[int, int] | None = None,
        longer: Callable[[bytes, int], int] | None = None,
        unread: Callable[[bytes, int], int] | None = None,
        joined: str = "",
    ) -> None:
        super().__init__(name, "double")
        self._set(
            _base=base,
            _singles=singles or {},
            _areas=areas,
            _table=table,
            _variants=variants or {},
            _variant_base=variant_base,
            _refused=refused,
            _overrides=overrides,
            _longer=longer,
            _unread=unread,
            _joined=joined,
            _extended=bool(singles or areas or table),
            _ones=_Singles(self._one),
            _sequences=_Sequences(self._sequence),
            _override=[],
            _made=[],
            _inverse=[],
        )

    # -- text to bytes

    def encode(self, text: str) -> bytes:
        reason = ""
        try:
            data = str.encode(text, self._base)
            start = end = len(text)
        except UnicodeEncodeError as error:
            start, end, reason = error.start, error.end, error.reason
        for refused in self._refused:
            if (place := text.find(refused, 0, start)) >= 0:
                start = place
                end, reason = start + 1, "no bytes are read as this character"
        if not reason:
            return data
        if not (self._extended or self._variants):
            self._refuse(text, start, reason, end)
        try:
            tail = b"".join(map(self._cache.__getitem__, text[start:]))
        except UnicodeEncodeError as error:
            self._refuse(text, text.index(error.object, start), error.reason)
        return text[:start].encode(self._base) + tail

    def units(self, text: str) -> list[bytes]:
        if self._joined and any(mark in text for mark in self._joined):
            return self._joined_units(text)
        return super().units(text)

    def _joined_units(self, text: str) -> list[bytes]:
        """As `units`, where a letter and its mark may have one sequence, counted for the letter."""
        self.encode(text)  # for its errors: a mark is nothing on its own
        units: list[bytes] = []
        for at, character in enumerate(text):
            if character in self._joined:
                units[-1] = text[at - 1 : at + 1].encode(self._base)
                units.append(b"")
            else:
                units.append(self._cache[character])
        return units

    def _unit(self, character: str) -> bytes:
        if character in self._refused:
            self._refuse(character, 0, "no bytes are read as this character")
        try:
            return character.encode(self._base)
        except UnicodeEncodeError as error:
            reason = ILLEGAL if self._base == "ascii" else error.reason
        unit = self._extra_unit(character)
        if unit is None:
            self._refuse(character, 0, reason)
        return unit

    def _extra_unit(self, character: str) -> bytes | None:
        point = ord(character)
        for byte, single in self._singles.items():
            if single == character:
                return bytes((byte,))
        for area in self._areas:
            if area.start <= point < area.stop:
                return area.pair(point)
        if variant := self._variants.get(character):
            return variant
        if self._table and (unit := self._written().get(character)):
            return unit
        if self._variant_base:
            try:
                unit = character.encode(self._variant_base)
            except UnicodeEncodeError:
                return None
            if len(unit) == 2:
                return unit
        return None

    # -- bytes to text

    def decode(self, data: bytes) -> str:
        try:
            text = str(data, self._base)
        except UnicodeDecodeError as error:
            start, end, reason = error.start, error.end, error.reason
            if not self._extended:
                self._reject(data, start, reason, end)
            tail, stop = self._scan(data, start, to_the_end=False)
            if stop < len(data):
                if stop > start or self._base == "ascii":
                    end, reason = self._fault(data, stop)
                self._reject(data, stop, reason, end)
            text = data[:start].decode(self._base) + tail[0][1]
        return self._overridden(text, data) if self._overrides else text

    def glimpse(self, data: bytes) -> str:
        try:
            text = data.decode(self._base)
        except UnicodeDecodeError:
            ones = [self._ones[byte] for byte in data]
            return "".join(ones) if all(ones) else self._added(data)
        return self._overridden(text, data) if self._overrides else text

    def runs(self, data: bytes) -> list[tuple[int, str]]:
        try:
            return [(0, self.decode(data))]
        except UnicodeDecodeError:
            pass
        runs = self._scan(data, 0, to_the_end=True)[0]
        return [(at, self._overridden(run, data)) for at, run in runs] if self._overrides else runs

    def _scan(self, data: bytes, at: int, *, to_the_end: bool) -> tuple[list[tuple[int, str]], int]:
        """The runs of `data` from offset `at` on, and the offset where reading stopped.

        That is the first byte that starts nothing, or the end of data with `to_the_end`.
        """
        runs: list[tuple[int, str]] = []
        parts: list[str] = []
        ones, sequences, longer = self._ones, self._sequences, self._longer
        first = at
        end = len(data)
        while at < end:
            for _ in range(STEPS):
                if part := ones[data[at]]:
                    at += 1
                elif part := sequences[data[at : at + 2]]:
                    at += 2
                elif longer and (size := longer(data, at)) and (part := sequences[data[at:size]]):
                    at = size
                elif to_the_end:
                    if parts:
                        runs.append((first, "".join(parts)))
                        parts.clear()
                    at = (self._unread(data, at) if self._unread else 0) or at + 1
                    first = at
                    if at >= end:
                        break
                    continue
                else:
                    end = at
                    break
                parts.append(part)
                if at >= end:
                    break
            size = FIRST_PIECE
            while at < end:
                piece = data[at : at + size]
                try:
                    parts.append(piece.decode(self._base))
                    at += size
                except UnicodeDecodeError as error:
                    if error.start:
                        parts.append(piece[: error.start].decode(self._base))
                        at += error.start
                    if not error.start or error.end < len(piece):
                        break  # not just cut inside its last character
                size = min(2 * size, LAST_PIECE)
        if parts:
            runs.append((first, "".join(parts)))
        return runs, end

    def _fault(self, data: bytes, at: int) -> tuple[int, str]:
        """Where bytes end that start nothing, and why they do not; the words are Python's."""
        if self._unread and (stop := self._unread(data, at)):
            return stop, "a character that our table does not have"
        rest = data[at : at + _LONGEST]
        known = self._additions() if self._table and at + len(rest) == len(data) else ()
        if any(sequence.startswith(rest) for sequence in known):
            return len(data), INCOMPLETE
        return at + 1, ILLEGAL

    def _one(self, byte: bytes) -> str:
        return self._singles.get(byte[0]) or self._base_text(byte)

    def _sequence(self, sequence: bytes) -> str:
        if len(sequence) < 2:
            return ""
        return self._base_text(sequence) or self._added(sequence)

    def _added(self, sequence: bytes) -> str:
        """What the areas and the table of additions give for a sequence."""
        for area in self._areas if len(sequence) == 2 else ():
            if text := area.character(sequence):
                return text
        return self._additions().get(sequence, "") if self._table else ""

    def _additions(self) -> dict[bytes, str]:
        """The table of additions."""
        if not self._made:
            assert self._table is not None
            self._made.append(self._table())
        return self._made[0]

    def _written(self) -> dict[str, bytes]:
        """The table of additions by character; of two sequences the first one counts."""
        if not self._inverse:
            reverse = reversed(self._additions().items())
            self._inverse.append({character: sequence for sequence, character in reverse})
        return self._inverse[0]

    def _base_text(self, sequence: bytes) -> str:
        try:
            return sequence.decode(self._base)
        except UnicodeDecodeError:
            return ""

    def _overridden(self, text: str, data: bytes) -> str:
        """`text` as Python reads `data`, with the characters of `overrides` as Windows reads them.

        Each of these characters has no other place in the table, so that the character tells.
        """
        assert self._overrides is not None
        first, last = self._overrides
        if not any(lead in data for lead in range(first >> 8, (last >> 8) + 1)):
            return text
        if not self._override:
            import re

            table = {}
            for code in range(first, last + 1):
                sequence = code.to_bytes(2, "big")
                for area in self._areas:
                    wild, python = area.character(sequence), self._base_text(sequence)
                    if wild and len(python) == 1:
                        table[ord(python)] = wild
            pattern = re.compile("[" + "".join(map(chr, sorted(table))) + "]")
            self._override.append((pattern, table))
        pattern, table = self._override[0]
        return text.translate(table) if pattern.search(text) else text
