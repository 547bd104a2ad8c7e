"""Byte tables as the wild has them. Nothing is registered with Python; tables are made on use.

Rules of this package:

1. It knows bytes and characters: no channel, no language, no damage.
2. Names are strings only at the edge: `get` turns one into a `Codec`, and there is one of each.
3. Where Python's codec is exact it does the work. Where it is not, in code points:

   gb18030     Python's, which is GB18030-2000 in its two-byte part. Browsers and glibc follow the
               later ones: 0xA8BC U+1E3F (here U+E7C7), 0xA6D9-DF, A6EC-ED, A6F3 U+FE10-19 (here
               U+E78D-E796), 0xFE59, 61, 66, 67, 6D, 7E, 90, A0 U+9FB4-9FBB (here U+E81E-E864).
   cp936       Python's gbk lacks 0x80 U+20AC, 0xFF U+F8F5 and 2,149 pairs: U+E000-E233 AAA1-AFFE,
               U+E234-E4C5 F8A1-FEFE, U+E4C6-E765 A140-A7A0, U+E766-E864 the other empty cells.
               0xA2E3 is U+E76C as on Windows, not the euro (that is 0x80), which browsers and
               Python's gb18030 make of it. Their 80 other readings of such cells (0xA8BF U+01F9)
               and the newer ones above are variants. No four-byte forms.
   cp950       Python lacks 0x80 U+0080, 0xFF U+F8F8 and Windows' user area: FA40-FEFE U+E000,
               8E40-A0FE U+E311, 8140-8DFE U+EEB8, C6A1-C8FE U+F6B1. In C6A1-C7FC Python has 249
               characters of Eten (kana, Cyrillic); these are variants. Of 0xA2A4-A7 and 0xF9F9,
               F9E9-EB, which read alike, `encode` takes the first as Python does, Windows the
               second: UTF-8 and GBK text misread as cp950 holds the first.
   big5hkscs   Python's. 0x8862, 8864, 88A3 and 88A5 are a letter and a combining mark each.
   cp932       Python's is Windows' own, U+F8F0-F8F3 for 0xA0, FD-FF included. U+00A0, as libiconv
               reads 0xA0, is a variant, and so are U+00A2, A3, AC, 2016, 2212, 301C.
   euc_jp      Python lacks row 13 and rows 89-92 (ADxx, F9xx-FCxx), added as cp51932 has them;
               280 of these are duplicates of three-byte forms, and the longer one is their own.
               It reads A1C1, C2, DD, F1, F2, A2CC as U+301C, 2016, 2212, A2, A3, AC; U+FF5E,
               2225, FF0D, FFE0, FFE1, FFE2 of Windows and browsers are variants. U+00A5 and
               U+203E, which Python writes as 0x5C and 0x7E, are refused.
   cp949       Python lacks 0x80 U+0080, 0xFF U+F8F7, C9A1-C9FE U+E000, FEA1-FEFE U+E05E.
   euc_kr      Python's, with its eight-byte syllables; U+3164 is refused. Browsers mean cp949.
   johab       Python's.
   euc_tw      Python has none. Planes 1 and 2 of CNS 11643 as glibc has them; a character of any
               other plane is refused as a whole (four bytes from 0x8E on).
   iso2022_*   Python's -JP lacks row 13, rows 89 to 92 and SO; its -KR, text without the escape at
               its head; there is no -CN. See _iso2022.py.
   cesu-8      Python has none. See _cesu.py.
   cp1255      0xCA is U+05BA (Unicode 5.0); Python has a hole there. All other holes: _single.py.
"""

from __future__ import annotations

from mojifix.codecs._base import Codec
from mojifix.codecs._narrow import equivalents, narrow
from mojifix.codecs._others import others

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["Codec", "equivalents", "get", "names", "narrow", "others"]

_DOUBLE: Final = (
    "gb18030",
    "cp936",
    "big5hkscs",
    "cp950",
    "cp932",
    "euc_jp",
    "cp949",
    "euc_kr",
    "johab",
)
_SINGLE: Final = (
    "latin-1",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp874",
    "iso8859-2",
    "iso8859-5",
    "iso8859-15",
    "cp437",
    "cp850",
    "cp852",
    "cp866",
    "mac_roman",
    "koi8-r",
)
_NAMES: Final = ("utf-8", "utf-8-else-latin-1", *_DOUBLE, *_SINGLE)

# For bytes alone: `get` knows these and `names` does not. No program misreads text in them unseen
# (they fail, or show escapes as ASCII), so that repair has no pair with them.
_FOR_BYTES: Final = ("euc_tw", "iso2022_jp", "iso2022_cn", "iso2022_kr", "cesu-8")
_EVERY: Final = (*_NAMES, *_FOR_BYTES)

# Other spellings, squashed as in `_squash`. Labels of the web, of Windows and of ftfy; a smaller
# set stands for the codec that the wild means by it (text labelled gb2312 is cp936). What Python
# knows besides ("l1", "cyrillic") is asked of Python.
_ALIASES: Final = {
    "cp65001": "utf-8",
    "unicode11utf8": "utf-8",
    "unicode20utf8": "utf-8",
    "xunicode20utf8": "utf-8",
    "utf8elselatin1": "utf-8-else-latin-1",
    "gbk": "cp936",
    "gb2312": "cp936",
    "ms936": "cp936",
    "windows936": "cp936",
    "euccn": "cp936",
    "eucgb2312cn": "cp936",
    "gb231280": "cp936",
    "csgb2312": "cp936",
    "csgb231280": "cp936",
    "xgbk": "cp936",
    "cp54936": "gb18030",
    "big5": "cp950",
    "big5tw": "cp950",
    "cnbig5": "cp950",
    "xxbig5": "cp950",
    "ms950": "cp950",
    "windows950": "cp950",
    "cp951": "big5hkscs",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "mskanji": "cp932",
    "ms932": "cp932",
    "windows31j": "cp932",
    "windows932": "cp932",
    "xsjis": "cp932",
    "cp943": "cp932",
    "cp51932": "euc_jp",
    "cp20932": "euc_jp",
    "eucjpms": "euc_jp",
    "xeucjp": "euc_jp",
    "cseucpkdfmtjapanese": "euc_jp",
    "ms949": "cp949",
    "windows949": "cp949",
    "ksc56011987": "cp949",
    "ksc56011989": "cp949",
    "ksc5601": "cp949",
    "korean": "cp949",
    "csksc56011987": "cp949",
    "cseuckr": "cp949",
    "isoir149": "cp949",
    "cp51949": "euc_kr",
    "cp1361": "johab",
    "ms1361": "johab",
    "iso88591": "latin-1",
    "cp28591": "latin-1",
    "cp28592": "iso8859-2",
    "cp28595": "iso8859-5",
    "cp28605": "iso8859-15",
    "csisolatin9": "iso8859-15",
    "cp20866": "koi8-r",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "cp10000": "mac_roman",
    "xmacroman": "mac_roman",
    "mac": "mac_roman",
    "csmacintosh": "mac_roman",
    "dos874": "cp874",
    "tis620": "cp874",
    "iso885911": "cp874",
    "doscp437": "cp437",
    "xeuctw": "euc_tw",
    "cns11643": "euc_tw",
    "cp50220": "iso2022_jp",
    "cp50221": "iso2022_jp",
    "cp50222": "iso2022_jp",
    "iso2022jpms": "iso2022_jp",
    "cp50225": "iso2022_kr",
    "iso2022cnext": "iso2022_cn",
    "mutf8": "cesu-8",
    "modifiedutf8": "cesu-8",
    **{f"windows{page}": f"cp{page}" for page in (874, *range(1250, 1259))},
    **{f"xcp{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"sloppywindows{page}": f"cp{page}" for page in (874, *range(1250, 1259))},
}

_made: dict[str, Codec] = {}


def names() -> tuple[str, ...]:
    """The canonical name of every codec that text is misread in or out of.

    UTF-8, East Asian, then one byte a character. `get` knows some more, which are for bytes alone.
    """
    return _NAMES


def get(name: str) -> Codec:
    """The codec of this name or alias, in any of the spellings that Python or the web knows.

    Case, spaces, hyphens and underscores do not matter. UnknownCodec, a LookupError, names the
    nearest names; what is no str is a TypeError.
    """
    if not isinstance(name, str):
        raise TypeError(f"a codec is asked for by its name (str), not by {type(name).__name__}")
    codec = _made.get(name)
    if codec is None:
        canonical = _canonical(name)
        codec = _made.get(canonical)
        if codec is None:
            codec = _made.setdefault(canonical, _make(canonical))
        if len(_made) < 4 * len(_NAMES):  # spellings that are asked for again and again
            _made[name] = codec
    return codec


def _squash(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _canonical(name: str) -> str:
    if name in _EVERY:
        return name
    squashed = _squash(name)
    for known in _EVERY:
        if _squash(known) == squashed:
            return known
    if squashed in _ALIASES:
        return _ALIASES[squashed]
    if name.isascii() and "\0" not in name:
        import codecs

        try:
            python = _squash(codecs.lookup(name).name)
        except LookupError:
            python = ""
        for known in _EVERY:
            if _squash(known) == python:
                return known
        if python in _ALIASES:
            return _ALIASES[python]
    from mojifix.errors import UnknownCodec, did_you_mean

    near = did_you_mean(name, (*_EVERY, *_ALIASES))
    raise UnknownCodec(f"unknown codec {name!r}{near or '; mojifix.codecs.names() lists them'}")


def _make(name: str) -> Codec:
    if name in _SINGLE:
        from mojifix.codecs._single import Latin1Codec, SingleCodec

        return Latin1Codec(name) if name == "latin-1" else SingleCodec(name)
    if name in _DOUBLE or name == "euc_tw":
        from mojifix.codecs._east_asian import CODECS

        return CODECS[name]()
    if name.startswith("iso2022"):
        from mojifix.codecs._iso2022 import shifted

        return shifted(name)
    if name == "cesu-8":
        from mojifix.codecs._cesu import Cesu8Codec

        return Cesu8Codec(name)
    from mojifix.codecs._utf8 import MixedCodec, Utf8Codec

    return Utf8Codec(name) if name == "utf-8" else MixedCodec(name)
