"""The East Asian tables: what Windows and browsers add to Python's codecs.

Rules of this file:

1. Data only. `codec` makes the codec of a name; nothing is made at import.
2. Windows decides what `decode` gives: its tables are the ones that most damaged text went through.
   What Python's gb18030, browsers, glibc and libiconv give instead is a variant (`encode` takes
   it). Each of these facts was checked against Microsoft's tables as ICU 72 ships them
   (windows-936-2000, windows-949-2000, windows-950-2000, ibm-943_P15A-2003), cell by cell.
"""

from __future__ import annotations

from mojifix.codecs._double import Area, DoubleCodec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Trail bytes in code order: of GBK, of its rows below the hanzi, of Big5, of the 94 x 94 sets.
_GBK = bytes((*range(0x40, 0x7F), *range(0x80, 0xA1)))
_BIG5 = bytes((*range(0x40, 0x7F), *range(0xA1, 0xFF)))
_94 = bytes(range(0xA1, 0xFF))


def _cp936() -> DoubleCodec:
    # The three user-defined areas, then every other cell that GBK leaves empty, in code order
    # from U+E766 on: (first pair, last pair) inside one row.
    areas = [
        Area(0xAA, 0xAF, _94, 0xE000),
        Area(0xF8, 0xFE, _94, 0xE234),
        Area(0xA1, 0xA7, _GBK, 0xE4C6),
    ]
    point = 0xE766
    for first, last in (
        (0xA2AB, 0xA2B0),
        (0xA2E3, 0xA2E4),
        (0xA2EF, 0xA2F0),
        (0xA2FD, 0xA2FE),
        (0xA4F4, 0xA4FE),
        (0xA5F7, 0xA5FE),
        (0xA6B9, 0xA6C0),
        (0xA6D9, 0xA6DF),
        (0xA6EC, 0xA6ED),
        (0xA6F3, 0xA6F3),
        (0xA6F6, 0xA6FE),
        (0xA7C2, 0xA7D0),
        (0xA7F2, 0xA7FE),
        (0xA896, 0xA8A0),
        (0xA8BC, 0xA8BC),
        (0xA8BF, 0xA8BF),
        (0xA8C1, 0xA8C4),
        (0xA8EA, 0xA8FE),
        (0xA958, 0xA958),
        (0xA95B, 0xA95B),
        (0xA95D, 0xA95F),
        (0xA989, 0xA995),
        (0xA997, 0xA9A3),
        (0xA9F0, 0xA9FE),
        (0xD7FA, 0xD7FE),
        (0xFE50, 0xFE7E),
        (0xFE80, 0xFEA0),
    ):
        area = Area(first >> 8, first >> 8, bytes(range(first & 0xFF, (last & 0xFF) + 1)), point)
        areas.append(area)
        point = area.stop
    # What GB18030-2005 and -2022, browsers and glibc have where Windows has private-use
    # characters, beyond Python's gb18030 (`variant_base`), which has 80 of them.
    newer = {
        **dict(zip((0xA6D9, 0xA6DB, 0xA6DA), "\ufe10\ufe11\ufe12")),
        **dict(zip((0xA6DC, 0xA6DD, 0xA6DE, 0xA6DF), "\ufe13\ufe14\ufe15\ufe16")),
        **dict(zip((0xA6EC, 0xA6ED, 0xA6F3, 0xA8BC), "\ufe17\ufe18\ufe19\u1e3f")),
        **dict(zip((0xFE59, 0xFE61, 0xFE66, 0xFE67), "\u9fb4\u9fb5\u9fb6\u9fb7")),
        **dict(zip((0xFE6D, 0xFE7E, 0xFE90, 0xFEA0), "\u9fb8\u9fb9\u9fba\u9fbb")),
    }
    return DoubleCodec(
        "cp936",
        "gbk",
        singles={0x80: "\u20ac", 0xFF: "\uf8f5"},
        areas=tuple(areas),
        variants={character: code.to_bytes(2, "big") for code, character in newer.items()},
        variant_base="gb18030",
    )


def _cp950() -> DoubleCodec:
    return DoubleCodec(
        "cp950",
        "cp950",
        singles={0x80: "\x80", 0xFF: "\uf8f8"},
        areas=(
            Area(0xFA, 0xFE, _BIG5, 0xE000),
            Area(0x8E, 0xA0, _BIG5, 0xE311),
            Area(0x81, 0x8D, _BIG5, 0xEEB8),
            Area(0xC6, 0xC6, _94, 0xF6B1),
            Area(0xC7, 0xC8, _BIG5, 0xF70F),
        ),
        # Python reads Eten's kana, Cyrillic and circled digits here; they stay variants.
        overrides=(0xC6A1, 0xC7FC),
    )


def _cp932() -> DoubleCodec:
    # Python's table is Windows' own, user area and single bytes included. libiconv reads 0xA0 as
    # a no-break space, Windows and Python as U+F8F0.
    return DoubleCodec("cp932", "cp932", variants={"\xa0": b"\xa0"})


def _euc_jp() -> DoubleCodec:
    return DoubleCodec(
        "euc_jp",
        "euc_jp",
        table=_nec_rows,
        # Windows and browsers read the six marks that way: U+301C is their U+FF5E, and so on.
        variants={
            "\uff5e": b"\xa1\xc1",
            "\u2225": b"\xa1\xc2",
            "\uff0d": b"\xa1\xdd",
            "\uffe0": b"\xa1\xf1",
            "\uffe1": b"\xa1\xf2",
            "\uffe2": b"\xa2\xcc",
        },
        refused="\xa5\u203e",
        longer=lambda data, at: at + 3 if data[at] == 0x8F else 0,
    )


def _nec_rows() -> dict[bytes, str]:
    """Rows 13 and 89 to 92 of EUC-JP as Windows (cp51932) and browsers have them.

    They are the rows of cp932 with the same numbers, 0x87 and 0xED to 0xEE there: NEC's signs
    (circled digits, Roman numbers, units) and IBM's kanji as NEC chose them.
    """
    table = {}
    for row in (13, 89, 90, 91, 92):
        lead = (row - 1) // 2 + (0x81 if row < 63 else 0xC1)
        for cell in range(94):
            trail = cell + 0x9F if row % 2 == 0 else cell + 0x40 + (cell >= 63)
            try:
                character = bytes((lead, trail)).decode("cp932")
            except UnicodeDecodeError:
                continue
            table[bytes((row + 0xA0, cell + 0xA1))] = character
    return table


def _cp949() -> DoubleCodec:
    return DoubleCodec(
        "cp949",
        "cp949",
        singles={0x80: "\x80", 0xFF: "\uf8f7"},
        areas=(Area(0xC9, 0xC9, _94, 0xE000), Area(0xFE, 0xFE, _94, 0xE05E)),
    )


def _euc_tw() -> DoubleCodec:
    return DoubleCodec("euc_tw", "ascii", table=_cns_planes, longer=_by_plane, unread=_by_plane)


def _cns_planes() -> dict[bytes, str]:
    """Planes 1 and 2 of CNS 11643 in EUC-TW: a pair, or four bytes that name the plane."""
    from mojifix.codecs._cns import plane_1, plane_2

    cells = [bytes((row, cell)) for row in _94 for cell in _94]
    first, second = plane_1(), plane_2()
    table = dict(zip(cells, first))
    # Plane 1 by its number too, which `encode` never writes.
    table.update(zip(map(b"\x8e\xa1".__add__, cells), first))
    table.update(zip(map(b"\x8e\xa2".__add__, cells), second))
    return table


def _by_plane(data: bytes, at: int) -> int:
    """Where four bytes end that name a plane and a cell of it, 0 where there are none."""
    sequence = data[at : at + 4]
    whole = len(sequence) == 4 and sequence[0] == 0x8E and 0xA1 <= sequence[1] <= 0xB0
    return at + 4 if whole and not sequence[2:].translate(None, _94) else 0


CODECS: dict[str, Callable[[], DoubleCodec]] = {
    "gb18030": lambda: DoubleCodec(
        "gb18030",
        "gb18030",
        longer=lambda data, at: at + 4 if data[at + 1 : at + 2].isdigit() else 0,
    ),
    "cp936": _cp936,
    "cp950": _cp950,
    "big5hkscs": lambda: DoubleCodec("big5hkscs", "big5hkscs", joined="\u0304\u030c"),
    "cp932": _cp932,
    "euc_jp": _euc_jp,
    "cp949": _cp949,
    # Python writes the filler U+3164 as half of a sequence that it does not read.
    "euc_kr": lambda: DoubleCodec(
        "euc_kr",
        "euc_kr",
        refused="\u3164",
        longer=lambda data, at: at + 8 if data.startswith(b"\xa4\xd4", at) else 0,
    ),
    "johab": lambda: DoubleCodec("johab", "johab"),
    "euc_tw": _euc_tw,
}
