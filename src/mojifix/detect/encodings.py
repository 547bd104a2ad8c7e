"""Which encodings bytes may be in: names, how to read them, and how likely each is beforehand.

Rules of this file:

1. A name is one that `bytes.decode` accepts wherever Python's codec reads what the wild writes.
   WILD are the others: tables of `mojifix.codecs`, which read more than Python's codec of the same
   family, and are asked where that one fails.
2. Of encodings that read some bytes alike the widest in use has the lowest price, so that its name
   is told: gb18030 and not gb2312, cp1252 and not iso8859_1.
3. Prices are -log P in nats: how rare text in this encoding is among text that is not UTF-8.
"""

from __future__ import annotations

from mojifix._frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Encoding(Frozen):
    """A way of reading bytes.

    name    for `bytes.decode`, or of a table of `mojifix.codecs` where `wild`
    kind    "utf8", "double" (East Asian), "single" (one byte a character), "wide" (UTF-16 and 32),
            "shifted" (ASCII bytes with escapes) or "utf8ish" (UTF-8 that no decoder should take)
    nats    -log P beforehand
    home    languages that it was made for (BCP 47 tags), none: any
    wild    whether only `mojifix.codecs` reads it
    """

    __slots__ = ("name", "kind", "nats", "home", "wild")

    name: str
    kind: str
    nats: float
    home: tuple[str, ...]
    wild: bool

    def __init__(
        self, name: str, kind: str, nats: float, home: tuple[str, ...] = (), wild: bool = False
    ) -> None:
        self._set(name, kind, nats, home, wild)

    def decode(self, data: bytes) -> str:
        """The text; UnicodeDecodeError where bytes stand for no character."""
        if not self.wild:
            return data.decode(self.name)
        from mojifix.codecs import get

        return get(self.name).decode(data)

    def loose(self, data: bytes) -> tuple[str, int]:
        """The text, with U+FFFD where bytes stand for no character, and how many bytes do not."""
        if self.kind == "double" and self.name not in _PYTHONS_ALONE:
            return _loose(self.name, data)
        if self.wild:
            from mojifix.codecs import get
            from mojifix.codecs._pieces import PiecewiseCodec

            codec = get(self.name)
            assert isinstance(codec, PiecewiseCodec)  # as all are that have no pairs of bytes
            return codec.loose(data)
        text = data.decode(self.name, "replace")
        if self.kind != "utf8":
            return text, text.count("\ufffd")
        return text, len(data) - len(text.replace("\ufffd", "").encode())


# Double-byte encodings of which `mojifix.codecs` has no table.
_PYTHONS_ALONE: Final = ("shift_jis_2004", "euc_jis_2004")


def _loose(name: str, data: bytes) -> tuple[str, int]:
    """As `Encoding.loose`, in a double-byte codec: one U+FFFD for each stretch that was lost."""
    from mojifix.codecs import get

    codec = get(name)
    parts, at, read = [], 0, 0
    for start, run in codec.runs(data):
        parts += ["\ufffd"] * (start > at) + [run]
        size = len(codec.encode(run))
        at = start + size
        read += size
    return "".join(parts) + "\ufffd" * (at < len(data)), len(data) - read


_ZH: Final = ("zh-Hans",)
_HANT: Final = ("zh-Hant",)
_JA: Final = ("ja",)
_KO: Final = ("ko",)

UTF_8: Final = Encoding("utf-8", "utf8", 0.0)

# UTF-8 but for surrogate pairs and overlong forms: asked only where such are there.
CESU_8: Final = Encoding("cesu-8", "utf8", 6.0, wild=True)

# East Asian. Johab was Korean DOS, EUC-TW Unix in Taiwan; both are rare.
DOUBLE: Final = (
    Encoding("gb18030", "double", 2.0, _ZH),
    Encoding("big5hkscs", "double", 2.5, _HANT),
    Encoding("cp932", "double", 2.5, _JA),
    Encoding("euc_jp", "double", 3.0, _JA),
    Encoding("cp949", "double", 2.5, _KO),
    Encoding("johab", "double", 8.0, _KO),
    Encoding("euc_tw", "double", 8.0, _HANT, wild=True),
)

_CYRILLIC: Final = ("ru", "uk", "be", "bg", "sr", "mk")
_CENTRAL: Final = ("pl", "cs", "sk", "hu", "sl", "hr", "bs", "sr-Latn", "ro", "sq")
_BALTIC: Final = ("lt", "lv", "et")
_NORTH: Final = ("da", "nb", "nn", "sv", "is", "fi")
_WEST: Final = ("en", "de", "fr", "es", "pt", "it", "nl", *_NORTH, "ca", "gl", "eu", "ga", "id")

# One byte a character. The order of the prices is how often pages, subtitles and old files have
# them; their differences are small beside what ten letters say.
SINGLE: Final = tuple(
    Encoding(name, "single", nats, home)
    for nats, home, names in (
        (3.0, _WEST, "cp1252"),
        (3.5, _CYRILLIC, "cp1251"),
        (4.5, _CENTRAL, "cp1250"),
        (5.0, _CENTRAL, "iso8859_2"),
        (5.0, ("ru", "bg"), "koi8_r cp866"),
        (5.0, ("el",), "cp1253"),
        (5.0, ("tr", "az"), "cp1254"),
        (5.0, ("he",), "cp1255"),
        (5.0, ("ar", "fa", "ur"), "cp1256"),
        (5.0, ("th",), "cp874"),
        (5.5, _BALTIC, "cp1257"),
        (5.5, ("el",), "iso8859_7"),
        (5.5, ("vi",), "cp1258"),
        (7.0, _CYRILLIC, "iso8859_5"),
        (6.0, ("uk", "ru", "be"), "koi8_u"),
        (6.0, ("ar",), "iso8859_6"),
        (6.0, ("he",), "iso8859_8"),
        (8.5, _WEST, "cp850 cp437"),
        (9.5, _WEST, "mac_roman"),
        (6.5, ("tr",), "iso8859_9"),
        (7.5, _WEST, "iso8859_15 iso8859_1"),
        (8.0, _CENTRAL, "cp852"),
        (7.0, ("th",), "iso8859_11"),
        (7.0, (*_BALTIC, "pl"), "iso8859_13"),
        (8.5, _BALTIC, "iso8859_4 cp775"),
        (9.0, _CYRILLIC, "cp855 mac_cyrillic cp1125"),
        (9.5, ("tr",), "cp857 mac_turkish"),
        (9.5, ("el",), "cp737 cp869 mac_greek"),
        (9.5, ("he",), "cp862"),
        (10.0, ("ar",), "cp720 cp864"),
        (9.5, _CENTRAL, "mac_latin2 iso8859_16"),
        (10.0, ("cy", "ga", "en"), "iso8859_14"),
        (10.5, _NORTH, "iso8859_10 cp861 cp865 mac_iceland"),
        (10.0, _WEST, "cp858"),
        (10.5, ("pt",), "cp860"),
        (10.5, ("fr",), "cp863"),
        (9.5, ("mt", "eo", "tr"), "iso8859_3"),
        (10.5, ("kk",), "kz1048 ptcp154"),
        (12.0, ("tg",), "koi8_t"),
        (12.0, ("hr", "sl", "bs"), "mac_croatian"),
        (12.0, ("ro",), "mac_romanian"),
        (13.0, _WEST, "hp_roman8"),
        (8.0, _WEST, "cp037 cp500"),  # EBCDIC, of mainframes
        (9.0, _WEST, "cp1140"),
        (9.0, ("de",), "cp273"),
        (9.5, ("tr",), "cp1026"),
        (9.5, ("he",), "cp424"),
        (9.5, ("el",), "cp875"),
    )
    for name in names.split()
)

# What Windows writes as ISO-2022, and text whose first line was lost. Dearer than Python's own, so
# that their names are told where both read the bytes alike.
_WILD_JP: Final = Encoding("iso2022_jp", "shifted", 7.0, _JA, wild=True)
_WILD_KR: Final = Encoding("iso2022_kr", "shifted", 7.0, _KO, wild=True)
WIDER_SHIFTED: Final = (_WILD_JP, _WILD_KR)

# Who reads more than the encoding of that name, and is asked where it fails in the whole text.
KIN: Final = {
    "gb18030": (Encoding("cp936", "double", 4.0, _ZH, wild=True),),
    "big5hkscs": (Encoding("cp950", "double", 4.0, _HANT, wild=True),),
    "cp932": (Encoding("shift_jis_2004", "double", 6.0, _JA),),
    "euc_jp": (
        Encoding("euc_jp", "double", 4.0, _JA, wild=True),
        Encoding("euc_jis_2004", "double", 6.0, _JA),
    ),
    "cp949": (Encoding("cp949", "double", 4.0, _KO, wild=True),),
    "utf-8": (CESU_8,),
    "iso2022_jp": (_WILD_JP,),
    "iso2022_jp_ext": (_WILD_JP,),
    "iso2022_kr": (_WILD_KR,),
}

# UTF-16 without a mark is what Windows programs save as "Unicode"; big-endian is rare.
WIDE: Final = (
    Encoding("utf-16-le", "wide", 7.0),
    Encoding("utf-16-be", "wide", 8.5),
)
UTF_32: Final = (
    Encoding("utf-32-le", "wide", 8.0),
    Encoding("utf-32-be", "wide", 8.0),
)

# ASCII bytes with escape sequences; the tables of ours that read more are in WIDER_SHIFTED.
SHIFTED: Final = (
    Encoding("iso2022_jp", "shifted", 4.0, _JA),
    Encoding("iso2022_jp_ext", "shifted", 5.0, _JA),
    Encoding("iso2022_jp_2004", "shifted", 6.0, _JA),
    Encoding("iso2022_jp_2", "shifted", 6.0),
    Encoding("iso2022_kr", "shifted", 5.0, _KO),
    Encoding("iso2022_cn", "shifted", 6.0, (*_ZH, *_HANT), wild=True),
    Encoding("hz", "shifted", 5.0, _ZH),
    Encoding("utf-7", "shifted", 7.0),
)

_BY_NAME: Final = {
    encoding.name: encoding
    for encoding in (UTF_8, CESU_8, *WIDE, *UTF_32, *SHIFTED, *DOUBLE, *SINGLE)
}

# What a label means where the wild uses it for a larger set: text labelled gb2312 is cp936.
_FAMILIES: Final = (
    ("gb2312 gbk xgbk cp936 gb18030 euccn", "gb18030"),
    ("big5 cp950 big5hkscs", "big5hkscs"),
    ("shiftjis cp932 sjis shiftjis2004 shiftjisx0213", "cp932"),
    ("eucjp eucjis2004 eucjisx0213", "euc_jp"),
    ("euckr cp949", "cp949"),
    ("ascii", "utf-8 cp1252"),
    ("utf8sig", "utf-8"),
    ("cesu8", "cesu-8 utf-8"),
    ("latin1 iso88591", "cp1252 iso8859_1"),
    ("iso88596i iso88596e csiso88596i csiso88596e", "iso8859_6"),
    ("suneugreek", "iso8859_7"),
    ("iso88598i iso88598e csiso88598i csiso88598e logical visual", "iso8859_8"),
    ("koi8ru", "koi8_u"),
    ("xmaccyrillic xmacukrainian", "mac_cyrillic"),
    ("xuserdefined", "cp1252"),
    ("iso88599", "iso8859_9 cp1254"),
    ("tis620 iso885911", "cp874"),
    ("utf16 unicode csunicode ucs2 iso10646ucs2 unicodefeff", "utf-16-le utf-16-be"),
    ("unicodefffe", "utf-16-be"),
    ("utf32", "utf-32-le utf-32-be"),
    ("iso2022jp", "iso2022_jp iso2022_jp_ext iso2022_jp_2004"),
    ("replacement", "iso2022_kr iso2022_cn hz"),  # browsers refuse to read these
)


def _squashed(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


_LABELS: Final = {_squashed(name): (encoding,) for name, encoding in _BY_NAME.items()} | {
    label: tuple(_BY_NAME[name] for name in names.split())
    for labels, names in _FAMILIES
    for label in labels.split()
}


def labelled(label: str) -> tuple[Encoding, ...]:
    """What a label stands for, likeliest first, in any spelling of Python or the web.

    Raises UnknownCodec, which names the nearest names.
    """
    found = _LABELS.get(_squashed(label))
    if found:
        return found
    import codecs

    from mojifix.codecs import get
    from mojifix.errors import UnknownCodec, did_you_mean

    try:
        name = get(label).name
    except UnknownCodec:
        try:
            name = codecs.lookup(label).name if label.isascii() and "\0" not in label else ""
        except LookupError:
            name = ""
    found = _LABELS.get(_squashed(name))
    if not found:
        near = did_you_mean(label, _BY_NAME)
        known = "; a charset of the web or a codec of Python is wanted, or a language such as 'ja'"
        raise UnknownCodec(f"unknown encoding {label!r}{near or known}")
    return found
