"""The byte tables, over their whole code space, against Python's codecs and Microsoft's tables.

What differs from Python's codec is listed here as data, with the reason; what is not listed must be
the same. `MICROSOFT` holds digests of the tables of Windows themselves, as ICU 72 ships them.
"""

from __future__ import annotations

import copy
import hashlib
import pickle
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix.codecs import Codec, get, names
from mojifix.errors import MojifixError, UnknownCodec

BASE = {
    "gb18030": "gb18030",
    "cp936": "gbk",
    "big5hkscs": "big5hkscs",
    "cp950": "cp950",
    "cp932": "cp932",
    "euc_jp": "euc_jp",
    "cp949": "cp949",
    "euc_kr": "euc_kr",
    "johab": "johab",
}

# Single bytes that Python does not read. Reason: Windows' tables.
SINGLES = {
    "cp936": {0x80: 0x20AC, 0xFF: 0xF8F5},
    "cp950": {0x80: 0x0080, 0xFF: 0xF8F8},
    "cp949": {0x80: 0x0080, 0xFF: 0xF8F7},
}

GBK_LOW = [*range(0x40, 0x7F), *range(0x80, 0xA1)]
BIG5 = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
GR = [*range(0xA1, 0xFF)]
ROW = [*range(0x40, 0xFF)]

# Pairs that Python does not read, or reads otherwise, as Windows has them: (codec, first pair,
# last pair, trail bytes, first code point, reason). Code points follow one another.
PAIRS = [
    ("cp936", 0xAAA1, 0xAFFE, GR, 0xE000, "user-defined area 1"),
    ("cp936", 0xF8A1, 0xFEFE, GR, 0xE234, "user-defined area 2"),
    ("cp936", 0xA140, 0xA7A0, GBK_LOW, 0xE4C6, "user-defined area 3"),
    ("cp936", 0xA2AB, 0xA2B0, ROW, 0xE766, "empty in GBK, before the list numbers"),
    ("cp936", 0xA2E3, 0xA2E4, ROW, 0xE76C, "empty in GBK; GB18030 has the euro in the first"),
    ("cp936", 0xA2EF, 0xA2F0, ROW, 0xE76E, "empty in GBK, before the Roman numbers"),
    ("cp936", 0xA2FD, 0xA2FE, ROW, 0xE770, "empty in GBK, after the Roman numbers"),
    ("cp936", 0xA4F4, 0xA4FE, ROW, 0xE772, "empty in GBK, after hiragana"),
    ("cp936", 0xA5F7, 0xA5FE, ROW, 0xE77D, "empty in GBK, after katakana"),
    ("cp936", 0xA6B9, 0xA6C0, ROW, 0xE785, "empty in GBK, between Greek capitals and letters"),
    ("cp936", 0xA6D9, 0xA6DF, ROW, 0xE78D, "empty in GBK, after Greek"),
    ("cp936", 0xA6EC, 0xA6ED, ROW, 0xE794, "empty in GBK, among vertical marks"),
    ("cp936", 0xA6F3, 0xA6F3, ROW, 0xE796, "empty in GBK, among vertical marks"),
    ("cp936", 0xA6F6, 0xA6FE, ROW, 0xE797, "empty in GBK, after vertical marks"),
    ("cp936", 0xA7C2, 0xA7D0, ROW, 0xE7A0, "empty in GBK, between Cyrillic capitals and letters"),
    ("cp936", 0xA7F2, 0xA7FE, ROW, 0xE7AF, "empty in GBK, after Cyrillic"),
    ("cp936", 0xA896, 0xA8A0, ROW, 0xE7BC, "empty in GBK, before pinyin"),
    ("cp936", 0xA8BC, 0xA8BC, ROW, 0xE7C7, "empty in GBK; GB18030-2005 has m with acute"),
    ("cp936", 0xA8BF, 0xA8BF, ROW, 0xE7C8, "empty in GBK; GB18030 has n with grave"),
    ("cp936", 0xA8C1, 0xA8C4, ROW, 0xE7C9, "empty in GBK, before bopomofo"),
    ("cp936", 0xA8EA, 0xA8FE, ROW, 0xE7CD, "empty in GBK, after bopomofo"),
    ("cp936", 0xA958, 0xA958, ROW, 0xE7E2, "empty in GBK"),
    ("cp936", 0xA95B, 0xA95B, ROW, 0xE7E3, "empty in GBK"),
    ("cp936", 0xA95D, 0xA95F, ROW, 0xE7E4, "empty in GBK"),
    ("cp936", 0xA989, 0xA995, ROW, 0xE7E7, "empty in GBK; GB18030 describes ideographs here"),
    ("cp936", 0xA997, 0xA9A3, ROW, 0xE7F4, "empty in GBK, before box drawing"),
    ("cp936", 0xA9F0, 0xA9FE, ROW, 0xE801, "empty in GBK, after box drawing"),
    ("cp936", 0xD7FA, 0xD7FE, ROW, 0xE810, "empty in GBK, after the first hanzi"),
    ("cp936", 0xFE50, 0xFE7E, ROW, 0xE815, "empty in GBK; GB18030 has components here"),
    ("cp936", 0xFE80, 0xFEA0, ROW, 0xE844, "empty in GBK; GB18030 has components here"),
    ("cp950", 0xFA40, 0xFEFE, BIG5, 0xE000, "user-defined area 1"),
    ("cp950", 0x8E40, 0xA0FE, BIG5, 0xE311, "user-defined area 2"),
    ("cp950", 0x8140, 0x8DFE, BIG5, 0xEEB8, "user-defined area 3"),
    ("cp950", 0xC6A1, 0xC8FE, BIG5, 0xF6B1, "user-defined area 4; Python has Eten's signs"),
    ("cp949", 0xC9A1, 0xC9FE, GR, 0xE000, "user-defined row 41"),
    ("cp949", 0xFEA1, 0xFEFE, GR, 0xE05E, "user-defined row 94"),
]

# Rows of EUC-JP that cp51932 and browsers have beyond Python's: the rows of cp932 with the same
# numbers, where the same cells are left empty. (EUC lead, cp932 lead, first cp932 trail)
NEC_ROWS = [
    (0xAD, 0x87, 0x40),
    (0xF9, 0xED, 0x40),
    (0xFA, 0xED, 0x9F),
    (0xFB, 0xEE, 0x40),
    (0xFC, 0xEE, 0x9F),
]

# SHA-256 of the lines "XXXX YYYY\n" (pair, code point, upper-case hexadecimal, in order of pairs)
# of the tables windows-936-2000, windows-949-2000, windows-950-2000 and ibm-943_P15A-2003 of
# ICU 72, and how many pairs they hold. Single bytes are in SINGLES: ICU's ibm-943 swaps controls.
MICROSOFT = {
    "cp936": (23940, "833acf6e0b1eaecfab0ab7b5d3b7379a066cf408808f444bbd6d77b09a2c5ba2"),
    "cp949": (17236, "6defdfd05d929ac1f4ed9454136b065761e25785f53c850e45655e32ecff908c"),
    "cp950": (19720, "b1e30733a537b10c5edfe7e2af5eb2ced691bd49ff77bd6f985be7c2f72142cb"),
    "cp932": (9604, "b9c1091f5925d61391623f8a77e4c66c3f7c98375f9439700c5a8119686976cf"),
}

# Pairs whose character has another pair of its own, which `encode` gives.
DUPLICATES = {
    "gb18030": "",
    "cp936": "",
    # hanzi numerals twice, Big5's marks that HKSCS moved
    "big5hkscs": "A1FE A240 A27E A2A1-A2A7 A2CC A2CE",
    # hanzi numerals twice, box drawing of Eten (Windows writes F9F9 and F9E9-F9EB, Python A2A4-A7)
    "cp950": "A2CC A2CE F9E9-F9EB F9F9-F9FD",
    # NEC row 13, NEC's and IBM's copies of the IBM extension: Windows' own choice
    "cp932": "8790-8792 8795-8797 879A-879C EEF9 FA40-FA7E FA80-FAFC FB40-FB7E FB80-FBFC FC40-FC4B",
    "cp949": "",
    "euc_kr": "",
    # single consonants, which johab has in two places
    "johab": "8441-8443 8445 8448-8449 8451 8453 8455-845D",
}

# Characters that `encode` takes though `decode` gives another one for their bytes.
VARIANTS = {
    "gb18030": "",
    # what GB18030 and browsers have where Windows has private-use characters
    "cp936": "1F9 1E3F 2E81 2E84 2E88 2E8B-2E8C 2E97 2EA7 2EAA 2EAE 2EB3 2EB6-2EB7 2EBB 2ECA "
    "2FF0-2FFB 303E 3447 3473 359E 360E 361A 3918 396E 39CF-39D0 39DF 3A73 3B4E 3C6E 3CE0 4056 "
    "415F 4337 43AC 43B1 43DD 44D6 464C 4661 4723 4729 477C 478D 4947 497A 497D 4982-4983 "
    "4985-4986 499B 499F 49B6-49B7 4C77 4C9F-4CA3 4D13-4D19 4DAE 9FB4-9FBB FE10-FE19",
    "big5hkscs": "",
    # what Unicode's old BIG5.TXT has for nine marks, then Eten's signs in C6A1-C7FC
    "cp950": "A2-A3 A5 2022 203E 223C 2609 2641 FF64 "
    "401 414-41C 423-44F 451 2460-2469 2474-247D 3005 3041-3093 309D-309E 30A1-30F6 30FE",
    # 0xA0 in libiconv; then the marks that JIS0208.TXT has where Windows has full-width ones
    "cp932": "A0 A2-A3 AC 2016 2212 301C",
    # the same marks the other way round: Python's euc_jp follows JIS0208.TXT
    "euc_jp": "2225 FF0D FF5E FFE0-FFE2",
    "cp949": "",
    "euc_kr": "",
    "johab": "",
}

# Bytes that Python's codec leaves out. Below 0xA0 they are the control of the same value.
HOLES = {
    "cp1250": "81 83 88 90 98",
    "cp1251": "98",
    "cp1252": "81 8D 8F-90 9D",
    "cp1253": "81 88 8A 8C-90 98 9A 9C-9F AA D2 FF",
    "cp1254": "81 8D-90 9D-9E",
    "cp1255": "81 8A 8C-90 9A 9C-9F CA D9-DF FB-FC FF",
    "cp1257": "81 83 88 8A 8C 90 98 9A 9C 9F A1 A5",
    "cp1258": "81 8A 8D-90 9A 9D-9E",
    "cp874": "81-84 86-90 98-9F DB-DE FC-FF",
}
# From 0xA0 up: Windows' private-use characters, and one Hebrew point of Unicode 5.0.
HIGH_HOLES = {
    "cp1253": {0xAA: 0xF8F9, 0xD2: 0xF8FA, 0xFF: 0xF8FB},
    "cp1255": {0xCA: 0x05BA}
    | dict(zip(range(0xD9, 0xE0), range(0xF88D, 0xF894)))
    | {0xFB: 0xF894, 0xFC: 0xF895, 0xFF: 0xF896},
    "cp1257": {0xA1: 0xF8FC, 0xA5: 0xF8FD},
    "cp874": dict(zip((0xDB, 0xDC, 0xDD, 0xDE, 0xFC, 0xFD, 0xFE, 0xFF), range(0xF8C1, 0xF8C9))),
}

SINGLE = [name for name in names() if get(name).kind == "single"]
EVERY = [get(name) for name in names()]
# Sentences that a codec of these languages can write, for texts longer than one piece.
SENTENCES = [
    "今天天气很好，我们去公园走走。",
    "日本語の文章です。",
    "오늘은 날씨가 좋습니다.",
    "ASCII",
]


def ranges(text: str) -> set[int]:
    """The numbers of "A1-A3 B0" (hexadecimal)."""
    numbers: set[int] = set()
    for part in text.split():
        first, _, last = part.partition("-")
        numbers.update(range(int(first, 16), int(last or first, 16) + 1))
    return numbers


def python(name: str, data: bytes) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def decoded(codec: Codec, data: bytes) -> str | None:
    try:
        return codec.decode(data)
    except UnicodeDecodeError:
        return None


def refusal(codec: Codec, text: str) -> UnicodeEncodeError | None:
    try:
        codec.encode(text)
    except UnicodeEncodeError as error:
        return error
    return None


def added_pairs(name: str) -> dict[bytes, str]:
    """Every listed pair of a codec, with its character."""
    pairs: dict[bytes, str] = {}
    for codec, first, last, trails, point, reason in PAIRS:
        assert reason
        if codec == name:
            for code in range(first, last + 1):
                if code & 0xFF in trails:
                    pairs[code.to_bytes(2, "big")] = chr(point)
                    point += 1
    if name == "euc_jp":
        for lead, sjis, trail in NEC_ROWS:
            for cell in range(94):
                skip = trail == 0x40 and cell >= 63
                if character := python("cp932", bytes((sjis, trail + cell + skip))):
                    pairs[bytes((lead, 0xA1 + cell))] = character
    return pairs


# -- double-byte tables


@pytest.mark.parametrize("name", BASE)
def test_every_one_and_two_bytes(name: str) -> None:
    codec, base = get(name), BASE[name]
    added = added_pairs(name)
    own = SINGLES.get(name, {})
    ones = [chr(own[b]) if b in own else python(base, bytes((b,))) for b in range(256)]
    for byte, one in enumerate(ones):
        assert decoded(codec, bytes((byte,))) == one, hex(byte)
    wrong = []
    for first in range(256):
        for second in range(256):
            data = bytes((first, second))
            expected = added.get(data) or python(base, data)
            if expected is None and ones[first] is not None and ones[second] is not None:
                expected = ones[first] + ones[second]  # type: ignore[operator]
            if decoded(codec, data) != expected:
                wrong.append(data.hex())
    assert not wrong


@pytest.mark.parametrize("name", BASE)
def test_a_glimpse_is_decode_or_nothing(name: str) -> None:
    codec = get(name)
    for data in [bytes((lead,)) for lead in range(256)] + [
        bytes((lead, trail)) for lead in range(256) for trail in range(0x20, 256)
    ]:
        try:
            expected = codec.decode(data)
        except UnicodeDecodeError:
            expected = ""
        assert codec.glimpse(data) == expected, data


@pytest.mark.parametrize("name", MICROSOFT)
def test_the_pairs_are_those_of_windows(name: str) -> None:
    codec = get(name)
    lines = []
    for code in range(0x8000, 0x10000):
        data = code.to_bytes(2, "big")
        text = decoded(codec, data)
        if text is not None and len(text) == 1:
            lines.append(f"{code:04X} {ord(text):04X}\n")
    digest = hashlib.sha256("".join(lines).encode("ascii")).hexdigest()
    assert (len(lines), digest) == MICROSOFT[name]


def test_added_pairs_take_no_place_of_pythons_but_etens() -> None:
    taken = {
        (name, pair)
        for name, base in BASE.items()
        for pair in added_pairs(name)
        if python(base, pair) is not None
    }
    assert {name for name, _ in taken} == {"cp950"}
    assert len(taken) == 249
    assert all(b"\xc6\xa1" <= pair <= b"\xc7\xfc" for _, pair in taken)
    # The two readings of Eten's signs must not be mixed up in text that holds other characters.
    codec, table = get("cp950"), added_pairs("cp950")
    pairs = sorted(pair for _, pair in taken)
    eten = b"".join(pairs)
    data = b"\xa4\xa4" + eten + b"A\xfa\x40" + eten
    wild = "".join(table[pair] for pair in pairs)
    assert codec.decode(data) == f"中{wild}A\ue000{wild}"
    assert codec.encode(codec.decode(data)) == data
    assert codec.encode(eten.decode("cp950")) == eten
    assert codec.runs(eten + b"\xa3 " + eten) == [(0, wild), (len(eten) + 1, f" {wild}")]


@pytest.mark.parametrize("name", DUPLICATES)
def test_pairs_come_back_except_the_duplicates(name: str) -> None:
    codec = get(name)
    kept = set()
    for code in range(0x8000, 0x10000):
        data = code.to_bytes(2, "big")
        text = decoded(codec, data)
        if text is not None and codec.encode(text) != data:
            kept.add(code)
    assert kept == ranges(DUPLICATES[name])


def test_euc_jp_duplicates() -> None:
    """Added pairs whose character Python writes otherwise: in three bytes, or in another row."""
    codec = get("euc_jp")
    other = {pair: codec.encode(text) for pair, text in added_pairs("euc_jp").items()}
    other = {pair: own for pair, own in other.items() if pair != own}
    assert len(other) == 290
    assert sum(len(own) == 3 for own in other.values()) == 280
    two = {pair.hex().upper() for pair, own in other.items() if len(own) == 2}
    # mathematical signs of row 2, and the not sign of row 89 to 92
    assert two == {"ADF0", "ADF1", "ADF2", "ADF5", "ADF6", "ADF7", "ADFA", "ADFB", "ADFC", "FCFB"}
    for code in range(0x8000, 0x10000):
        data = code.to_bytes(2, "big")
        text = decoded(codec, data)
        if text is not None and data not in other:
            assert codec.encode(text) == data


@pytest.mark.parametrize("name", VARIANTS)
def test_characters_come_back_except_the_variants(name: str) -> None:
    codec = get(name)
    kept = set()
    unreadable = set()
    for point in (*range(0xD800), *range(0xE000, 0x10000)):
        try:
            data = codec.encode(chr(point))
        except UnicodeEncodeError:
            continue
        back = decoded(codec, data)
        if back is None:
            unreadable.add(point)
        elif back != chr(point):
            kept.add(point)
    assert not unreadable
    assert kept == ranges(VARIANTS[name])


def test_what_pythons_encoder_takes_and_no_decoder_gives_is_refused() -> None:
    for name, characters in {"euc_jp": "\xa5\u203e", "euc_kr": "\u3164"}.items():
        for character in characters:
            assert character.encode(BASE[name])  # or else the refusal is not needed any more
            for text in (character, f"ab{character}"):
                with pytest.raises(UnicodeEncodeError) as caught:
                    get(name).encode(text)
                assert caught.value.start == len(text) - 1
                with pytest.raises(UnicodeEncodeError):
                    get(name).units(text)


def test_gb18030_is_pythons_over_all_of_unicode() -> None:
    codec = get("gb18030")
    text = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
    data = text.encode("gb18030")
    assert codec.encode(text) == data
    assert codec.decode(data) == text
    with pytest.raises(UnicodeEncodeError):
        codec.encode("\ud800")


def test_gb18030_four_bytes() -> None:
    codec = get("gb18030")
    first, last = (0x81, 0x30, 0x81, 0x30), (0xFE, 0x39, 0xFE, 0x39)
    size = 126 * 10 * 126 * 10
    edges = (0, 1, 39419, 39420, 39421, 188999, 189000, 189001, 1237575, 1237576, size - 1)
    for index in sorted({*edges, *range(0, size, 499)}):
        rest, fourth = divmod(index, 10)
        rest, third = divmod(rest, 126)
        lead, second = divmod(rest, 10)
        data = bytes((0x81 + lead, 0x30 + second, 0x81 + third, 0x30 + fourth))
        assert tuple(data) >= first
        assert tuple(data) <= last
        text = python("gb18030", data)
        assert decoded(codec, data) == text
        if text is not None:
            assert codec.encode(text) == data
            assert codec.lengths(text) == [4]
            assert codec.runs(b"\xff" + data + b"\xff") == [(1, text)]
        else:
            assert codec.runs(data) == reference_runs(codec, data)


def test_euc_jp_three_bytes() -> None:
    codec = get("euc_jp")
    held = 0
    for second in range(0xA0, 0x100):
        for third in range(0xA0, 0x100):
            data = bytes((0x8F, second, third))
            text = python("euc_jp", data)
            assert decoded(codec, data) == text
            if text is not None:
                held += 1
                assert codec.runs(b"\xff" + data + b"\xff") == [(1, text)]
                if not text.isascii():  # 8FA2B7 is Python's "~": a duplicate of 0x7E
                    assert codec.encode(text) == data
    assert held == 6067


def test_euc_kr_eight_bytes() -> None:
    codec = get("euc_kr")
    text = "".join(map(chr, range(0xAC00, 0xD7A4)))
    assert codec.encode(text) == text.encode("euc_kr")
    assert codec.lengths("\ub620\uac00a") == [8, 2, 1]
    data = b"\xff" + "\ub620\uac00".encode("euc_kr") + b"\xa4\xd4"
    assert codec.runs(data) == [(1, "\ub620\uac00")]


def test_big5hkscs_letter_and_mark_share_a_pair() -> None:
    codec = get("big5hkscs")
    for data in (b"\x88\x62", b"\x88\x64", b"\x88\xa3", b"\x88\xa5"):
        text = codec.decode(data)
        assert len(text) == 2
        assert codec.encode(text) == data
        assert codec.units(f"a{text}\xca") == [b"a", data, b"", b"\x88\x66"]
        assert codec.lengths(text) == [2, 0]
        assert codec.runs(b"\xff" + data) == [(1, text)]
    for text in ("\u0304", "a\u0304"):
        with pytest.raises(UnicodeEncodeError) as caught:
            codec.units(text)
        assert caught.value.start == len(text) - 1


def test_what_the_wild_needs() -> None:
    """Mojibake that Python's own codecs cannot write back."""
    # 0x80 where a character begins, and a pair of the user-defined area
    assert get("cp936").decode("一样的".encode()) == "\u6d93\u20ac\u93cd\u98ce\u6b91"
    assert get("cp936").decode("个个".encode()) == "\u6d93\ue043\u91dc"
    for text in ("一样的", "个个"):
        assert get("cp936").encode(get("cp936").decode(text.encode())) == text.encode()
    # n with grave, as a browser reads A8BF; Windows has U+E7C8 there
    assert get("cp936").encode("\u01f9\ue7c8") == b"\xa8\xbf\xa8\xbf"
    assert get("cp932").encode("\uf8f0\xa0") == b"\xa0\xa0"


# -- readers with one byte a character


@pytest.mark.parametrize("name", SINGLE)
def test_every_byte_of_a_single_reader(name: str) -> None:
    codec = get(name)
    holes = ranges(HOLES.get(name, ""))
    high = HIGH_HOLES.get(name, {})
    every = bytes(range(256))
    text = codec.decode(every)
    for byte, character in enumerate(text):
        base = python(name, bytes((byte,)))
        if byte in holes:
            assert base is None
            assert ord(character) == high.get(byte, byte)
            assert byte < 0xA0 or byte in high
        else:
            assert character == base
    assert len(set(text)) == 256
    assert codec.encode(text) == every
    assert codec.units(text) == [bytes((byte,)) for byte in every]
    assert codec.lengths(text) == [1] * 256
    assert codec.runs(every) == [(0, text)]
    # other decoders' reading of the high holes: the Latin-1 character of the same value
    assert codec.encode("".join(map(chr, sorted(high)))) == bytes(sorted(high))
    for refused in ("\u4e2d", "a\u4e2d", "\ud800"):
        with pytest.raises(UnicodeEncodeError):
            codec.encode(refused)


def test_browsers_read_the_holes_of_cp1252_as_controls() -> None:
    assert get("cp1252").decode(b"\x81\x8d\x8f\x90\x9d") == "\x81\x8d\x8f\x90\x9d"


# -- UTF-8, and UTF-8 else Latin-1


def test_utf8_is_strict() -> None:
    codec = get("utf-8")
    for data in (b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe4\xb8", b"\xff"):
        with pytest.raises(UnicodeDecodeError):
            codec.decode(data)
        assert codec.runs(data) == []
        assert codec.runs(b"a" + data + b"b") == [(0, "a"), (1 + len(data), "b")]
    with pytest.raises(UnicodeEncodeError):
        codec.encode("\ud800")


def test_legacy_bytes_that_are_valid_utf8() -> None:
    assert get("utf-8").decode("未知".encode("gbk")) == "\u03b4\u05aa"
    assert get("cp936").decode(get("utf-8").encode("\u03b4\u05aa")) == "未知"


def mixed_reference(data: bytes) -> str:
    parts = []
    at = 0
    while at < len(data):
        for size in (2, 3, 4):
            text = python("utf-8", data[at : at + size])
            if text is not None and len(text) == 1:
                parts.append(text)
                at += size
                break
        else:
            parts.append(chr(data[at]))
            at += 1
    return "".join(parts)


@given(st.lists(st.sampled_from([*range(0x20, 0x80, 24), *range(0x80, 0x100)]), max_size=12))
def test_utf8_else_latin1_reads_everything(numbers: list[int]) -> None:
    codec = get("utf-8-else-latin-1")
    data = bytes(numbers)
    text = codec.decode(data)
    assert text == mixed_reference(data)
    assert codec.runs(data) == [(0, text)]
    # U+0080 to U+00FF comes back as one byte, which the reader gives the same character, except
    # where it would join with what follows.
    error = refusal(codec, text)
    if error is None:
        again = codec.encode(text)
        assert codec.decode(again) == text
        assert b"".join(codec.units(text)) == again
    else:
        joined = b"".join(c.encode("latin-1") for c in text[error.start :][:4] if c <= "\xff")
        assert codec.decode(joined) != joined.decode("latin-1")
        assert refusal(codec, text[: error.start]) is None
    assert codec.lengths(text) == [1 if c <= "\xff" else len(c.encode()) for c in text]


def test_utf8_else_latin1_in_the_wild() -> None:
    codec = get("utf-8-else-latin-1")
    data = "你的时候".encode("gbk")
    text = codec.decode(data)
    assert text == mixed_reference(data)
    assert text != data.decode("latin-1")  # some of the bytes were sequences to it
    assert codec.encode(text) == data
    # The price of one form: C3 B4 was read as U+00F4, and comes back as the one byte F4.
    assert codec.encode(codec.decode("么".encode("gbk"))) == b"\xf4"
    for text, start in (
        ("\xc3\xa9", 0),
        ("a\xe9\xc3\xa9", 2),
        ("中\xe4\xb8\xad", 1),
        ("\xc3\x83", 0),
    ):
        with pytest.raises(UnicodeEncodeError) as caught:
            codec.encode(text)
        assert (caught.value.start, caught.value.encoding) == (start, codec.name)
        with pytest.raises(UnicodeEncodeError):
            codec.units(text)
    assert codec.encode("中é文") == "中".encode() + b"\xe9" + "文".encode()
    assert codec.encode("中文") == "中文".encode()


# -- what holds for every codec


@pytest.mark.parametrize("codec", EVERY, ids=names())
def test_ascii_and_nothing(codec: Codec) -> None:
    text = "".join(map(chr, range(128)))
    data = text.encode("ascii")
    assert codec.encode(text) == data
    assert codec.decode(data) == text
    assert codec.units(text) == [bytes((byte,)) for byte in data]
    assert codec.lengths(text) == [1] * 128
    assert codec.runs(data) == [(0, text)]
    assert (codec.encode(""), codec.decode(b""), codec.units(""), codec.runs(b"")) == (
        b"",
        "",
        [],
        [(0, "")],
    )


@pytest.mark.parametrize("codec", EVERY, ids=names())
def test_errors_carry_the_codec_and_the_place(codec: Codec) -> None:
    for text, start in (("\ud800", 0), ("ab\udc80c", 2)):
        for call in (codec.encode, codec.units):
            with pytest.raises(UnicodeEncodeError) as refused:
                call(text)
            error = refused.value
            assert (error.encoding, error.object, error.start) == (codec.name, text, start)
    if codec.kind in ("double", "utf8"):
        bad = b"\xa3\xff" if codec.name in ("cp932", "cp950", "cp949") else b"\x81\x20"
        bad = b"\x81\x20" if codec.name == "cp932" else bad
        data = codec.encode("文" if codec.name != "utf-8" else "é") + b"a" + bad
        with pytest.raises(UnicodeDecodeError) as rejected:
            codec.decode(data)
        failure = rejected.value
        assert (failure.encoding, failure.object) == (codec.name, data)
        assert failure.start == len(data) - 2


@pytest.mark.parametrize("name", ["cp936", "cp949", "cp950"])
def test_errors_after_an_addition(name: str) -> None:
    codec = get(name)
    text = codec.decode(b"\x80a\xff")
    with pytest.raises(UnicodeEncodeError) as refused:
        codec.encode(text + "b\ud800")
    assert (refused.value.encoding, refused.value.start) == (name, 4)
    with pytest.raises(UnicodeDecodeError) as rejected:
        codec.decode(b"\x80a\xffb\x81")
    assert (rejected.value.encoding, rejected.value.start) == (name, 4)


def reference_runs(codec: Codec, data: bytes) -> list[tuple[int, str]]:
    """One character at a time, the shortest sequence that decodes."""
    runs: list[tuple[int, str]] = []
    at = reached = 0
    while at < len(data):
        for size in (1, 2, 3, 4, 8):
            text = decoded(codec, data[at : at + size])
            if text is not None and at + size <= len(data):
                if runs and reached == at:
                    runs[-1] = (runs[-1][0], runs[-1][1] + text)
                else:
                    runs.append((at, text))
                at = reached = at + size
                break
        else:
            at += 1
    return runs or ([] if data else [(0, "")])


# Bytes at which tables divide, so that short data meets leads, trails, digits and additions.
EDGES = b"\x00 09?@A\\Zaz\x7e\x7f\x80\x81\x8e\x8f\x90\x9f\xa0\xa1\xa2\xa4\xa8\xad\xaf\xc6\xc7\xc8"
EDGES += b"\xc9\xcd\xd4\xd8\xdf\xe0\xe4\xe5\xed\xf0\xf8\xfa\xfc\xfd\xfe\xff"
scraps = st.one_of(
    st.binary(max_size=6),
    st.lists(st.sampled_from(EDGES), max_size=8).map(bytes),
    st.tuples(st.sampled_from(SENTENCES), st.sampled_from(names()), st.integers(1, 12)).map(
        lambda scrap: (
            get(scrap[1]).name.encode()
            if get(scrap[1]).kind == "single"
            else scrap[0].encode(BASE.get(scrap[1], "utf-8"), "ignore") * scrap[2]
        )
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([codec for codec in EVERY if codec.kind in ("double", "utf8")]),
    st.lists(scraps, max_size=8).map(b"".join),
)
def test_runs_are_what_reading_byte_by_byte_gives(codec: Codec, data: bytes) -> None:
    runs = codec.runs(data)
    assert runs == reference_runs(codec, data)
    whole = decoded(codec, data)
    assert (whole is not None) == (runs == [(0, whole)])
    for _, text in runs:
        units = codec.units(text)
        assert len(units) == len(text)
        assert b"".join(units) == codec.encode(text)
        assert codec.lengths(text) == list(map(len, units))
        assert codec.decode(codec.encode(text)) == text


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(EVERY), st.text(max_size=30))
def test_units_and_encode_agree_on_any_text(codec: Codec, text: str) -> None:
    error = refusal(codec, text)
    if error is not None:
        assert (error.encoding, error.object) == (codec.name, text)
        if codec.kind != "mixed":  # there a lone surrogate is named first, wherever it stands
            assert refusal(codec, text[: error.start]) is None
        with pytest.raises(UnicodeEncodeError):
            codec.units(text)
    else:
        data = codec.encode(text)
        assert b"".join(codec.units(text)) == data
        assert codec.lengths(text) == list(map(len, codec.units(text)))
        assert len(codec.decode(data)) == len(text)


@pytest.mark.parametrize("name", ["cp936", "cp950", "euc_jp", "gb18030", "utf-8"])
def test_a_damaged_megabyte_takes_no_square(name: str) -> None:
    """Nothing here is timed: a second look at the rest for each bad byte would take an hour."""
    codec = get(name)
    good = codec.encode("\u6587" * 40)
    bad = b"\xff " if name in ("euc_jp", "gb18030", "utf-8") else b"\x81\x20"
    bad = b"\xa3\xff" if name == "cp950" else bad
    data = (good + bad) * (1_000_000 // len(good + bad))
    runs = codec.runs(data)
    assert sum(len(text) for _, text in runs) >= 40 * len(data) // len(good + bad)
    assert len(codec.runs(bad * 200_000)) >= 200_000


# -- names


@pytest.mark.parametrize(
    "alias, name",
    [
        ("UTF8", "utf-8"),
        ("utf_8", "utf-8"),
        ("cp65001", "utf-8"),
        ("ISO-8859-1", "latin-1"),
        ("latin1", "latin-1"),
        ("l1", "latin-1"),
        ("Windows-1252", "cp1252"),
        ("sloppy-windows-1252", "cp1252"),
        ("1252", "cp1252"),
        ("GBK", "cp936"),
        ("gb2312", "cp936"),
        ("936", "cp936"),
        ("GB18030-2000", "gb18030"),
        ("Big5", "cp950"),
        ("csbig5", "cp950"),
        ("big5-hkscs", "big5hkscs"),
        ("Shift_JIS", "cp932"),
        ("csshiftjis", "cp932"),
        ("windows-31j", "cp932"),
        ("EUC-JP", "euc_jp"),
        ("ujis", "euc_jp"),
        ("uhc", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("EUC-KR", "euc_kr"),
        ("koi8_r", "koi8-r"),
        ("mac-roman", "mac_roman"),
        ("macintosh", "mac_roman"),
        ("ISO_8859-15", "iso8859-15"),
        ("latin9", "iso8859-15"),
        ("cyrillic", "iso8859-5"),
        ("ibm866", "cp866"),
        ("tis-620", "cp874"),
        ("UTF-8 else Latin-1", "utf-8-else-latin-1"),
    ],
)
def test_aliases(alias: str, name: str) -> None:
    assert get(alias) is get(name)
    assert get(alias).name == name


def test_names_are_canonical_and_kinds_are_known() -> None:
    assert len(set(names())) == len(names())
    for name in names():
        assert get(name).name == name == name.lower()
        assert get(name.upper()) is get(name)
        assert get(name.replace("-", "_")) is get(name)
    assert {codec.kind for codec in EVERY} == {"utf8", "double", "single", "mixed"}
    assert set(BASE) == {codec.name for codec in EVERY if codec.kind == "double"}


@pytest.mark.parametrize(
    "wrong, near", [("gb1803", "gb18030"), ("koi8-4", "koi8-r"), ("shift-jss", "shiftjis")]
)
def test_an_unknown_codec_names_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(UnknownCodec, match=near) as caught:
        get(wrong)
    assert repr(wrong) in str(caught.value)
    assert isinstance(caught.value, LookupError)
    assert isinstance(caught.value, MojifixError)


@pytest.mark.parametrize("wrong", ["", "-", "utf-16", "rot13", "a\0b", "\u7801", "../cp1252/"])
def test_other_names_are_unknown_too(wrong: str) -> None:
    if wrong == "../cp1252/":
        assert get(wrong) is get("cp1252")  # signs do not matter, and nothing is opened
    else:
        with pytest.raises(UnknownCodec):
            get(wrong)


@pytest.mark.parametrize("codec", EVERY, ids=names())
def test_a_codec_is_one_and_does_not_change(codec: Codec) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(codec, protocol)) is codec
    assert copy.copy(codec) is codec
    assert copy.deepcopy([codec])[0] is codec
    with pytest.raises(AttributeError, match="immutable"):
        codec.name = "x"
    with pytest.raises(AttributeError, match="immutable"):
        del codec.kind
    assert codec.name in repr(codec)
    assert len(repr(codec)) < 40


def test_python_knows_nothing_of_our_codecs() -> None:
    import codecs

    for name in ("cp936-wild", "utf-8-else-latin-1"):
        with pytest.raises(LookupError):
            codecs.lookup(name)
    assert "mojifix.codecs" in sys.modules


@pytest.mark.parametrize("name", ["euc_jp", "gb18030", "big5hkscs", "cp932", "cp949"])
def test_lengths_in_are_those_of_the_bytes_that_are_there(name: str) -> None:
    """Rare kanji of EUC-JP have two bytes and three: F9 A1 is one of them."""
    codec = get(name)
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            data = bytes((lead, trail))
            text = codec.glimpse(data)
            if text:
                assert sum(codec.lengths_in(data, text)) == 2, data
                doubled = codec.lengths_in(data + data + b"more", text + text)
                assert sum(doubled) == 4, data


@pytest.mark.parametrize("name", [*names(), "euc_tw", "iso2022_jp", "iso2022_kr", "cesu-8"])
def test_what_is_no_text_or_no_bytes_is_a_type_error(name: str) -> None:
    codec = get(name)
    for no_bytes in ("a", None, 7):
        with pytest.raises(TypeError):
            codec.decode(no_bytes)  # type: ignore[arg-type]
    for no_text in (b"a", None, 7):
        with pytest.raises(TypeError):
            codec.encode(no_text)  # type: ignore[arg-type]


@pytest.mark.parametrize("no_name", [None, 7, b"gbk", ["gbk"]])
def test_a_codec_is_asked_for_by_its_name(no_name: object) -> None:
    with pytest.raises(TypeError, match=r"by its name \(str\), not by"):
        get(no_name)  # type: ignore[arg-type]
