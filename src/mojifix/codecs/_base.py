"""What every codec of mojifix can do, whatever its table.

Rules of this file:

1. A codec is immutable and there is one of each: `get` makes it, pickling gives the same one back.
   Its caches are filled on use and are no part of its value.
2. `decode` gives one character to each byte sequence; `encode` is its inverse. Two exceptions,
   both listed in tests/test_codecs.py: *duplicates*, byte sequences that decode to a character
   whose own sequence is another one (cp932 0xFA54 is U+FFE2, whose own is 0x81CA), and *variants*,
   characters that `encode` takes because another decoder of the same bytes gives them (cp932
   0x8160 is U+FF5E on Windows, U+301C elsewhere). So `decode(encode(text)) == text` where text
   holds no variant, and `encode(decode(data)) == data` where data holds no duplicate.
3. An error carries the name of our codec and the place: never the name of the Python codec
   underneath, and never the place inside a piece.
4. What is no text or no bytes is Python's own TypeError: `str.encode(text, ...)` raises it for
   bytes, where `text.encode(...)` would be an AttributeError.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

# Entries of a cache before it starts afresh. 32,768 holds every character of a double-byte table
# (24,066 in cp936) at about 150 bytes each; gb18030 has 1.1 million characters, so that a bound
# is needed. Lower, and hanzi text of many kinds would be looked up again and again.
CACHE_ENTRIES = 1 << 15

# Why bytes or characters are not in a table, in the words of Python's East Asian codecs; bytes at
# the very end that may begin a character are the second.
ILLEGAL = "illegal multibyte sequence"
INCOMPLETE = "incomplete multibyte sequence"


class Units(dict[str, bytes]):
    """Character -> its bytes, made on first use by `make`, which raises what cannot be made."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[str], bytes]) -> None:
        self.make = make

    def __missing__(self, character: str) -> bytes:
        unit = self.make(character)
        if len(self) >= CACHE_ENTRIES:
            self.clear()
        self[character] = unit
        return unit


class Sought(dict[str, bytes]):
    """Character -> its bytes, b"" where `known` raises: asked by those who ask every codec."""

    __slots__ = ("known",)

    def __init__(self, known: Units) -> None:
        self.known = known

    def __missing__(self, character: str) -> bytes:
        try:
            unit = self.known[character]
        except UnicodeError:
            unit = b""
        if len(self) >= CACHE_ENTRIES:
            self.clear()
        self[character] = unit
        return unit


class Codec:
    """A table of bytes and characters as programs in the wild use it.

    name    canonical lower-case name, as `get` takes it
    kind    "utf8", "double" (one or two bytes a character, sometimes more), "single", "mixed" or
            "shifted" (ASCII bytes with escapes)
    unit    gives the bytes of a character, b"" where it has none: `encode` without its error
    """

    __slots__ = ("name", "kind", "unit", "_cache")

    name: str
    kind: str
    unit: Callable[[str], bytes]
    _cache: Units

    def __init__(self, name: str, kind: str) -> None:
        cache = Units(self._unit)
        self._set(name=name, kind=kind, unit=Sought(cache).__getitem__, _cache=cache)

    def _set(self, **fields: object) -> None:
        for field, value in fields.items():
            object.__setattr__(self, field, value)

    def encode(self, text: str) -> bytes:
        """The bytes of `text`. UnicodeEncodeError where a character is not in the repertoire."""
        raise NotImplementedError

    def decode(self, data: bytes) -> str:
        """The text of `data`. UnicodeDecodeError where bytes stand for no character."""
        raise NotImplementedError

    def units(self, text: str) -> list[bytes]:
        """The bytes of each character, in order; joined they are `encode(text)`, errors as there.

        A character that shares the bytes of the one before it (the combining mark of big5hkscs
        0x8862) has b"".
        """
        try:
            return list(map(self._cache.__getitem__, text))
        except UnicodeEncodeError as error:
            self._refuse(text, text.index(error.object), error.reason)

    def lengths(self, text: str) -> list[int]:
        """The length in bytes of each character of a text that this codec decoded.

        Where a character has sequences of different lengths (some rare kanji of euc_jp, U+0080 to
        U+00FF in utf-8-else-latin-1), that of the one which `encode` gives. Errors as `encode`,
        except that a codec with one byte a character does not look.
        """
        return list(map(len, self.units(text)))

    def lengths_in(self, data: bytes, text: str) -> list[int]:
        """The length in bytes of each character of a text that this codec decoded from these bytes.

        Of a character with sequences of different lengths that of the one which is there. More
        bytes may follow. Errors as `encode`.
        """
        units = self.units(text)
        if data.startswith(b"".join(units)):
            return list(map(len, units))
        lengths = []
        at = 0
        for character, unit in zip(text, units):
            there = data.startswith(unit, at)
            lengths.append(len(unit) if there else self._length_at(data, at, character, unit))
            at += lengths[-1]
        return lengths

    def _length_at(self, data: bytes, at: int, character: str, unit: bytes) -> int:
        """The length of the bytes there, which stand for a character that has others as well."""
        for length in (1, 2, 3, 4):
            try:
                if self.decode(data[at : at + length]) == character:
                    return length
            except UnicodeDecodeError:
                continue
        return len(unit)

    def glimpse(self, data: bytes) -> str:
        """The text of one or two bytes, "" where they stand for none: `decode` without its error.

        Of more bytes it may say "" where `decode` reads two characters that Python has not.
        """
        try:
            return self.decode(data)
        except UnicodeError:
            return ""

    def runs(self, data: bytes) -> list[tuple[int, str]]:
        """The stretches of `data` that decode, as (byte offset, text), in order; never raises.

        After a byte that starts nothing, reading starts again one byte later. Data that decodes
        as a whole gives [(0, text)]; where nothing decodes the list is empty.
        """
        raise NotImplementedError

    def _unit(self, character: str) -> bytes:
        """The bytes of one character, without the cache."""
        return self.encode(character)

    def _refuse(self, text: str, start: int, reason: str, end: int | None = None) -> NoReturn:
        raise UnicodeEncodeError(self.name, text, start, end or start + 1, reason) from None

    def _reject(self, data: bytes, start: int, reason: str, end: int | None = None) -> NoReturn:
        raise UnicodeDecodeError(self.name, data, start, end or start + 1, reason) from None

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a codec is immutable: {name!r} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a codec is immutable: {name!r} cannot be deleted")

    def __repr__(self) -> str:
        return f"<Codec {self.name}>"

    def __reduce__(self) -> tuple[Callable[[str], Codec], tuple[str]]:
        from mojifix.codecs import get

        return get, (self.name,)

    def __copy__(self) -> Codec:
        return self

    def __deepcopy__(self, memo: object) -> Codec:
        return self
