"""ISO-2022-JP, -CN and -KR: ASCII bytes, with escapes that say of what set the next ones are.

Rules of this file:

1. The sets are the tables of EUC: a stretch is turned into EUC bytes and read by that codec. Of
   Japanese that is ours with NEC's and IBM's rows, as Windows (cp50220 to cp50222) has it; GB 2312
   is Python's gbk, whose dash and middle dot are those of Windows and browsers.
2. A line feed ends SO, as in Python. A set stays designated across lines, although RFC 1922 drops
   it at the end of each: mail that was wrapped later lost nothing else. `encode` designates anew in
   each line of ISO-2022-CN.
3. ISO-2022-CN reads GB 2312 and planes 1 and 2 of CNS 11643. The further planes and ISO-IR-165 of
   ISO-2022-CN-EXT are refused, and the error says so.
4. `encode` gives the bytes of the RFC's own sets first, and stays in a set while that has the
   characters. ESC, SO and SI are refused: they would be read as escapes.
"""

from __future__ import annotations

import re

from mojifix.codecs._base import ILLEGAL, INCOMPLETE
from mojifix.codecs._pieces import PiecewiseCodec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

    from mojifix.codecs._pieces import Piece

_HIGH: Final = bytes(byte | 0x80 for byte in range(0x80)) * 2
_LOW: Final = bytes(byte & 0x7F for byte in range(0x100))
_GRAPHIC: Final = bytes(range(0xA1, 0xFF))
_CONTROLS: Final = "\x0e\x0f\x1b"

_SO: Final = b"\x0e"
_SI: Final = b"\x0f"
_ESC: Final = b"\x1b"
_SINGLE_SHIFT: Final = b"\x1bN"

# What the bytes are cut into. Graphic bytes come in stretches of bounded and even size, since a
# stretch is read again behind each of its losses.
_TOKEN: Final = re.compile(
    rb"(?P<escape>\x1b(?:N[!-~]{0,2}|[ -/]*[0-~]?))"
    rb"|(?P<shift>[\n\x0e\x0f])"
    rb"|(?P<graphic>[!-~]{1,1024})"
    rb"|(?P<control>[\0-\t\v-\r\x10-\x1a\x1c-\x20\x7f]+)"
    rb"|(?P<high>[\x80-\xff]+)"
)
_PLAIN: Final = re.compile(rb"[^\x0e\x0f\x1b\x80-\xff]+")

_NO_SET: Final = "escape sequence of a character set that is not read"
_NOT_DESIGNATED: Final = "no character set is designated"


class Charset:
    """A set of characters that one or two bytes name.

    codec    that of the bytes after `prefix`, with bit 8 set where `high`: one of ours, or Python's
    size     bytes of a character
    """

    __slots__ = ("codec", "size", "prefix", "high")

    def __init__(self, codec: str, size: int, prefix: bytes = b"", high: bool = True) -> None:
        self.codec = codec
        self.size = size
        self.prefix = prefix
        self.high = high

    def decode(self, stretch: bytes) -> str:
        """The text; the offsets of its UnicodeDecodeError are those of `whole`."""
        if not self.high:
            return stretch.decode(self.codec)
        data = stretch.translate(_HIGH)
        if self.prefix:
            size = self.size
            data = b"".join(
                [self.prefix + data[at : at + size] for at in range(0, len(data), size)]
            )
        if self.codec in _OURS:
            from mojifix.codecs import get

            return get(self.codec).decode(data)
        return data.decode(self.codec)

    def whole(self, offset: int) -> int:
        """How many bytes of a stretch were read before an error at this offset."""
        return offset // (len(self.prefix) + self.size) * self.size

    def encode(self, character: str) -> bytes:
        """The bytes of a character, none where it is not in the set."""
        try:
            if self.codec in _OURS:
                from mojifix.codecs import get

                data = get(self.codec).encode(character)
            else:
                data = str.encode(character, self.codec)
        except UnicodeEncodeError:
            return b""
        if not self.high:
            return data if data.isascii() and character not in _CONTROLS else b""
        unit = data[len(self.prefix) :]
        fits = data.startswith(self.prefix) and len(unit) == self.size
        return unit.translate(_LOW) if fits and not unit.translate(None, _GRAPHIC) else b""


_OURS: Final = ("euc_jp", "euc_tw")

_ASCII: Final = Charset("ascii", 1, high=False)
# JIS X 0201, with a yen sign and an overline. Python has it in one codec only.
_ROMAN: Final = Charset("shift_jisx0213", 1, high=False)
_KATAKANA: Final = Charset("euc_jp", 1, b"\x8e")
_KANJI: Final = Charset("euc_jp", 2)
_SUPPLEMENT: Final = Charset("euc_jp", 2, b"\x8f")
_GB2312: Final = Charset("gbk", 2)
_CNS_1: Final = Charset("euc_tw", 2)
_CNS_2: Final = Charset("euc_tw", 2, b"\x8e\xa2")
_KS_X_1001: Final = Charset("euc_kr", 2)

# Where a set is designated to: what is read at first, after SO, and after ESC N, which is for one
# character.
_G0, _G1, _G2 = range(3)

# Escapes, with the place and the set that they name; `encode` takes the first that has a character.
_JP: Final = {
    b"\x1b(B": (_G0, _ASCII),
    b"\x1b$B": (_G0, _KANJI),
    b"\x1b$@": (_G0, _KANJI),  # of 1978, which Windows, browsers and Python read alike
    b"\x1b$(B": (_G0, _KANJI),
    b"\x1b$(@": (_G0, _KANJI),
    b"\x1b(J": (_G0, _ROMAN),
    b"\x1b(I": (_G0, _KATAKANA),
    b"\x1b)I": (_G1, _KATAKANA),
    b"\x1b$(D": (_G0, _SUPPLEMENT),
}
_CN: Final = {
    b"\x1b(B": (_G0, _ASCII),
    b"\x1b$)A": (_G1, _GB2312),
    b"\x1b$)G": (_G1, _CNS_1),
    b"\x1b$*H": (_G2, _CNS_2),
}
_KR: Final = {
    b"\x1b(B": (_G0, _ASCII),
    b"\x1b$)C": (_G1, _KS_X_1001),
}


class ShiftedCodec(PiecewiseCodec):
    """ASCII bytes that escapes and shifts give other meanings.

    escapes   the sets by their escapes, with the place that each is designated to
    after_so  what SO calls where nothing was designated for it: mail that lost its header
    by_line   whether `encode` designates anew in each line
    """

    __slots__ = ("_escapes", "_after_so", "_by_line")

    _escapes: Mapping[bytes, tuple[int, Charset]]
    _after_so: Charset | None
    _by_line: bool

    def __init__(
        self,
        name: str,
        escapes: Mapping[bytes, tuple[int, Charset]],
        after_so: Charset | None,
        by_line: bool = False,
    ) -> None:
        super().__init__(name, "shifted")
        self._set(_escapes=escapes, _after_so=after_so, _by_line=by_line)

    # -- bytes to text

    def _pieces(self, data: bytes) -> Iterator[Piece]:
        sets = self._undesignated()
        place = _G0
        at = 0
        while at < len(data):
            if sets[place] is _ASCII and (plain := _PLAIN.match(data, at)):
                yield at, plain.end(), plain[0].decode("ascii"), ""
                at = plain.end()
                continue
            token = _TOKEN.match(data, at)
            assert token is not None  # every byte begins one
            piece, kind = token[0], token.lastgroup
            if kind == "escape":
                yield self._escape(piece, at, token.end() == len(data), sets)
            elif kind == "shift":
                place = _G1 if piece == _SO else _G0
                yield at, at + 1, "\n" if piece == b"\n" else "", ""
            elif kind == "control":
                yield at, token.end(), piece.decode("ascii"), ""
            elif kind == "high":
                yield at, token.end(), "", ILLEGAL
            else:
                yield from _graphic(sets[place], piece, at)
            at = token.end()

    def _undesignated(self) -> list[Charset | None]:
        """The sets of G0, G1 and G2 before anything was designated."""
        return [_ASCII, self._after_so, None]

    def _escape(self, piece: bytes, at: int, last: bool, sets: list[Charset | None]) -> Piece:
        """What an escape at an offset stands for; one that designates changes `sets`."""
        end = at + len(piece)
        if piece in self._escapes:
            place, charset = self._escapes[piece]
            sets[place] = charset
            return at, end, "", ""
        single = piece.startswith(_SINGLE_SHIFT) and sets[_G2] is not None
        if last and (len(piece) < 4 if single else _begins(piece, self._escapes)):
            return at, end, "", INCOMPLETE
        if single:
            pieces = list(_graphic(sets[_G2], piece[2:], at + 2))
            _, _, text, reason = pieces[0] if pieces else (at, end, "", ILLEGAL)
            return at, end, text, reason
        sets[:] = self._undesignated()  # what follows is in none of the sets known so far
        return at, end, "", _NO_SET

    # -- text to bytes

    def encode(self, text: str) -> bytes:
        return b"".join(self.units(text))

    def units(self, text: str) -> list[bytes]:
        """The bytes of each character with the escapes before it; the last has those at the end."""
        writer = _Writer(self._escapes)
        units = []
        for at, character in enumerate(text):
            unit = writer.write(character)
            if not unit:
                self._refuse(text, at, ILLEGAL)
            if self._by_line and character == "\n":
                writer.designated.clear()
            units.append(unit)
        if units:
            units[-1] += writer.back()
        return units


def _graphic(charset: Charset | None, stretch: bytes, at: int) -> Iterator[Piece]:
    """The pieces of graphic bytes at an offset."""
    if charset is None:
        yield at, at + len(stretch), "", _NOT_DESIGNATED
        return
    while stretch:
        try:
            yield at, at + len(stretch), charset.decode(stretch), ""
            return
        except UnicodeDecodeError as error:
            size = charset.whole(error.start)
        if size:
            yield at, at + size, charset.decode(stretch[:size]), ""
        # A character is lost as a whole: one byte later every pair would be another one.
        lost = stretch[size : size + charset.size]
        at += size
        yield at, at + len(lost), "", ILLEGAL if len(lost) == charset.size else INCOMPLETE
        at += len(lost)
        stretch = stretch[size + len(lost) :]


def _begins(piece: bytes, escapes: Mapping[bytes, object]) -> bool:
    """Whether an escape that is not whole may become one of these."""
    return any(escape.startswith(piece) for escape in (*escapes, _SINGLE_SHIFT))


class _Writer:
    """Writes characters one by one, with the escapes that the one before left to do."""

    __slots__ = ("_escapes", "_place", "designated")

    def __init__(self, escapes: Mapping[bytes, tuple[int, Charset]]) -> None:
        self._escapes = escapes
        self._place = _G0
        self.designated: dict[int, Charset] = {}  # by place; G0 begins as ASCII

    def write(self, character: str) -> bytes:
        """The bytes, none where no set has the character."""
        in_use = self._in(self._place)
        if in_use is not None and (unit := in_use.encode(character)):
            return unit
        for escape, (place, charset) in self._escapes.items():
            if unit := charset.encode(character):
                return self._towards(escape, place, charset) + unit
        return b""

    def back(self) -> bytes:
        """What leads back to ASCII."""
        ascii_ = next(iter(self._escapes))
        return self._towards(ascii_, _G0, _ASCII)

    def _in(self, place: int) -> Charset | None:
        return self.designated.get(place, _ASCII if place == _G0 else None)

    def _towards(self, escape: bytes, place: int, charset: Charset) -> bytes:
        """The escapes and shifts after which the set is read."""
        there = b"" if self._in(place) is charset else escape
        self.designated[place] = charset
        if place == _G2:
            return there + _SINGLE_SHIFT
        # glibc reads a set that was designated after SO only behind another SO.
        stays = place == self._place and not (there and place == _G1)
        self._place = place
        return there + (b"" if stays else _SO if place == _G1 else _SI)


def shifted(name: str) -> ShiftedCodec:
    """The codec of this name."""
    if name == "iso2022_jp":
        return ShiftedCodec(name, _JP, _KATAKANA)
    if name == "iso2022_cn":
        return ShiftedCodec(name, _CN, None, by_line=True)
    return ShiftedCodec(name, _KR, _KS_X_1001)
