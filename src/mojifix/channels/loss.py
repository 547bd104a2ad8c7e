"""How a reader loses the bytes that it cannot read: the styles, each run forwards and backwards.

Rules of this file:

1. A style is one entry of STYLES. `read` loses bytes as its decoders do; `expansions` says what one
   of its marks may have been, with what that costs (nats), and is the inverse of `read`.
2. Which character the mark is belongs to the text and not to the style: U+FFFD becomes `?` when the
   text is saved in a codec that has none.
3. A style is named after those who lose that way: `replace` and `ignore` are Python's own names,
   `ignore` is also what `iconv -c` does.
"""

from __future__ import annotations

from mojifix._frozen import Frozen
from mojifix.channels.tokens import ASCII, BEFORE, FIRST, LONE, SECOND, UNKNOWN
from mojifix.codecs import narrow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from mojifix.codecs import Codec

# A lost byte by itself where the style would rather have taken the byte after it along (nats): it
# is then no lead byte, of which a double-byte codec has one or two.
NO_LEAD: Final = 6.0

# That an ASCII character was swallowed (nats): `'` of a string literal, say. It is the character
# itself that pays most. Both prices are judgement.
SWALLOWED: Final = 1.0

# Bytes read at once, so that losing many takes time in proportion, and the longest character (the
# eight bytes of a syllable in euc_kr).
PIECE: Final = 512
LONGEST: Final = 8

Expansion = tuple[tuple[int, ...], float]


class Style(Frozen):
    """One way to lose bytes.

    name      as `damage(errors=...)` takes it
    mark      what the reader puts there; "" where it puts nothing
    taken     what goes with a lead byte that makes no character: "alone" nothing, "high" a byte
              from 0x80 on, "trail" a byte from 0x40 on, "any" whatever follows
    """

    __slots__ = ("name", "mark", "taken")

    name: str
    mark: str
    taken: str

    def __init__(self, name: str, mark: str, taken: str) -> None:
        self._set(name, mark, taken)

    @property
    def drops(self) -> bool:
        """Whether bytes are missing where no mark stands."""
        return not self.mark

    def read(self, codec: Codec, data: bytes) -> str:
        """Damages: what a reader of this style makes of the bytes. Never raises.

        The reader is the narrowest of the codec's family, since a wider one loses less.
        """
        return "".join([text for _, _, text, _ in self.pieces(codec, data)])

    def pieces(self, codec: Codec, data: bytes) -> Iterator[tuple[int, int, str, bool]]:
        """As `read`, piece by piece: its bytes from and to, what it is read as, whether lost."""
        if codec.kind == "mixed":  # reads whatever there is
            yield 0, len(data), codec.decode(data), False
            return
        decode = narrow(codec).decode
        at = 0
        while at < len(data):
            piece = data[at : at + PIECE]
            try:
                yield at, at + len(piece), decode(piece), False
                at += len(piece)
            except UnicodeDecodeError as error:
                if error.start:
                    end = at + error.start
                    yield at, end, decode(piece[: error.start]), False
                    at = end
                    if error.start > PIECE - LONGEST:
                        continue  # the character may only be cut by the end of the piece
                end = min(at + self._width(codec, data, at), len(data))
                yield at, end, self.mark, True
                at = end

    def _width(self, codec: Codec, data: bytes, at: int) -> int:
        if codec.kind == "utf8":  # one mark for a sequence that breaks off, as all decoders do now
            return _broken(data, at)
        least = {"alone": 0x100, "high": 0x80, "trail": 0x40, "any": 0}[self.taken]
        goes_along = codec.kind == "double" and at + 1 < len(data) and data[at + 1] >= least
        return 2 if goes_along else 1

    def expansions(self, known: int) -> tuple[Expansion, ...]:
        """What one mark may have been, before the known byte (UNKNOWN: none, LOST: another)."""
        lone: Expansion = ((LONE + known,), 0.0)
        if self.taken == "alone":
            return (lone,)
        if known < 0x80 and self.taken != "any":
            found = [lone]
        else:
            alone = 0.0 if known == UNKNOWN else NO_LEAD
            found = [((LONE + known,), alone)]
        found.append(((FIRST, SECOND), 0.0))
        if self.taken != "high":
            found.append(((BEFORE, ASCII), SWALLOWED))
        return tuple(found)


def _broken(data: bytes, at: int) -> int:
    """Bytes of the UTF-8 sequence that begins at an offset and is not whole."""
    try:
        data[at : at + 4].decode("utf-8")
    except UnicodeDecodeError as error:
        return max(1, error.end - error.start) if error.start == 0 else 1
    return 1


STYLES: Final = (
    Style("replace", "\ufffd", "alone"),
    Style("ignore", "", "alone"),
    Style("whatwg", "\ufffd", "high"),
    Style("java", "\ufffd", "trail"),
    Style("windows", "?", "any"),
    Style("question", "?", "alone"),
)

_BY_NAME: Final = {style.name: style for style in STYLES}

# The styles that a mark speaks of. `?` is what U+FFFD becomes in a file that has none, and what
# Windows puts for a lead byte and whatever follows it.
_BY_MARK: Final = {
    "\ufffd": ("replace", "whatwg"),
    "?": ("question", "windows"),
    "\u25a1": ("replace", "whatwg"),
    "\u30fb": ("windows",),
}


def style(name: str) -> Style:
    """The style of a name of `result.LOSSES`."""
    return _BY_NAME[name]


def styles_of(marks: str, pairs: bool) -> tuple[Style, ...]:
    """The styles that may have put these marks there; the one without marks where there is none.

    pairs   whether the reader has characters of two bytes, so that two may be lost together
    """
    names = dict.fromkeys(name for mark in marks for name in _BY_MARK[mark])
    if not pairs:
        names = dict.fromkeys(name for name in names if _BY_NAME[name].taken == "alone")
    return tuple(_BY_NAME[name] for name in names or ("ignore",))
