"""The tables for bytes alone: EUC-TW, ISO-2022 as the wild has it, CESU-8; and decode() with them.

Where Python has a codec of the family it is the reference: what it reads, ours reads alike.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mojifix
from mojifix.channels.misread import misreads
from mojifix.codecs import Codec, get, names
from mojifix.codecs._cns import SIDE, plane_1, plane_2

NAMES = ("euc_tw", "iso2022_jp", "iso2022_cn", "iso2022_kr", "cesu-8")
EVERY = [get(name) for name in NAMES]

# How many characters a plane of glibc 2.36's EUC-TW has, as tools/build_cns.py reads it, and the
# SHA-256 of all its cells in UTF-8, a NUL where there is none.
GLIBC = {
    1: (5867, "4305a2763685e69cda776bd2fa697d7a928929367a177fe3e1e79fa8c3b99462"),
    2: (7650, "16d374716c58ad6caec901f4d17abaa9c8560eef36d3d0d7a16169ba9dbc7afa"),
}

ZH_HANS = "今天天气很好，我们去公园走走。"
ZH_HANT = "今天天氣很好，我們去公園走走。"
JA = "昨日は友だちと公園へ散歩に行きました。"
KO = "어제는 친구와 공원에서 산책을 했습니다."


def rejected(codec: Codec, data: bytes) -> UnicodeDecodeError:
    with pytest.raises(UnicodeDecodeError) as caught:
        codec.decode(data)
    assert (caught.value.encoding, caught.value.object) == (codec.name, data)
    return caught.value


def failure(call: Callable[[Any], object], argument: object) -> UnicodeError | None:
    try:
        call(argument)
    except UnicodeError as error:
        return error
    return None


def repertoire(python: str, sequences: list[bytes]) -> str:
    """The characters that Python's codec reads of these sequences, one each."""
    found = [sequence.decode(python, "ignore") for sequence in sequences]
    return "".join(c for c in found if len(c) == 1)


PAIRS = [bytes((row, cell)) for row in range(0xA1, 0xFF) for cell in range(0xA1, 0xFF)]


# ---------------------------------------------------------------------- what holds for each of them
def test_they_are_for_bytes_alone() -> None:
    """`fix` looks for no text that was misread in or out of them, and `names` leaves them out."""
    assert not set(NAMES) & set(names())
    used = {codec.name for pair in misreads() for codec in (pair.written, pair.read)}
    assert not set(NAMES) & used


@pytest.mark.parametrize("codec", EVERY, ids=NAMES)
def test_there_is_one_of_each(codec: Codec) -> None:
    assert get(codec.name.upper().replace("_", "-")) is codec
    assert pickle.loads(pickle.dumps(codec)) is codec
    assert codec.name in repr(codec)
    with pytest.raises(AttributeError, match="immutable"):
        codec.kind = "x"


@pytest.mark.parametrize(
    "alias, name",
    [
        ("x-euc-tw", "euc_tw"),
        ("ISO-2022-JP", "iso2022_jp"),
        ("csiso2022jp", "iso2022_jp"),
        ("cp50221", "iso2022_jp"),
        ("ISO-2022-CN", "iso2022_cn"),
        ("ISO-2022-KR", "iso2022_kr"),
        ("CESU8", "cesu-8"),
        ("MUTF-8", "cesu-8"),
    ],
)
def test_aliases(alias: str, name: str) -> None:
    assert get(alias) is get(name)


@pytest.mark.parametrize("codec", EVERY, ids=NAMES)
def test_ascii_and_nothing(codec: Codec) -> None:
    text = "".join(chr(point) for point in range(128) if chr(point) not in "\x0e\x0f\x1b")
    assert codec.encode(text) == text.encode("ascii")
    assert codec.decode(text.encode("ascii")) == text
    assert codec.runs(text.encode("ascii")) == [(0, text)]
    assert codec.lengths(text) == [1] * len(text)
    assert (codec.encode(""), codec.decode(b""), codec.units("")) == (b"", "", [])
    assert codec.runs(b"") == [(0, "")]


@pytest.mark.parametrize("codec", EVERY, ids=NAMES)
def test_errors_carry_the_codec_and_the_place(codec: Codec) -> None:
    for call in (codec.encode, codec.units):
        with pytest.raises(UnicodeEncodeError) as refused:
            call("ab\udc80c")
        error = refused.value
        assert (error.encoding, error.object, error.start) == (codec.name, "ab\udc80c", 2)
    data = b"ab" + codec.encode(KO if codec.name == "iso2022_kr" else "天") + b"\xff c"
    assert rejected(codec, data).start == len(data) - 3
    run = KO if codec.name == "iso2022_kr" else "天"
    assert codec.runs(data) == [(0, "ab" + run), (len(data) - 2, " c")]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(EVERY), st.text(alphabet="aあ語ｱ①\\¥氣气刉한\U0001f600\n \x1b", max_size=12))
def test_units_and_encode_agree_on_any_text(codec: Codec, text: str) -> None:
    error = failure(codec.encode, text)
    if isinstance(error, UnicodeEncodeError):
        with pytest.raises(UnicodeEncodeError) as refused:
            codec.units(text)
        assert refused.value.start == error.start
        codec.encode(text[: error.start])
    else:
        data = codec.encode(text)
        assert codec.decode(data) == text
        assert b"".join(codec.units(text)) == data
        assert codec.lengths(text) == list(map(len, codec.units(text)))
        assert codec.runs(data) == [(0, text)]


SCRAPS = st.sampled_from(
    [
        *(
            b"\x1b$B",
            b"\x1b(B",
            b"\x1b(J",
            b"\x1b(I",
            b"\x1b$(D",
            b"\x1b$)A",
            b"\x1b$)G",
            b"\x1b$*H",
        ),
        *(
            b"\x1bN",
            b"\x1b$)C",
            b"\x1b$)E",
            b"\x1b",
            b"\x0e",
            b"\x0f",
            b"\n",
            b"D?",
            b"!",
            b"a b",
            b"~",
        ),
        *(b"\x8e\xa2", b"\x8e\xa3", b"\xa4\xa1", b"\xa4", b"\xff", b"\xc0\x80", b"\xed\xa0\xbd"),
        *(b"\xed\xb8\x80", b"\xe4\xbd", b"\xe4\xbd\xa0"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(EVERY), st.lists(SCRAPS, max_size=10).map(b"".join))
def test_damaged_bytes_are_read_around_their_losses(codec: Codec, data: bytes) -> None:
    runs = codec.runs(data)
    assert [at for at, _ in runs] == sorted({at for at, _ in runs})
    error = failure(codec.decode, data)
    if isinstance(error, UnicodeDecodeError):
        assert (error.encoding, error.object) == (codec.name, data)
        assert 0 <= error.start < error.end <= len(data)
        before = codec.decode(data[: error.start])  # what is cut there stands by itself
        assert "".join(text for _, text in runs).startswith(before)
    else:
        assert runs == [(0, codec.decode(data))]
    mojifix.decode(data)


@pytest.mark.parametrize("codec", EVERY, ids=NAMES)
def test_a_damaged_megabyte_takes_no_square(codec: Codec) -> None:
    """Nothing here is timed: a second look at the rest for each bad byte would take an hour."""
    unit = codec.encode("한" if codec.name == "iso2022_kr" else "文")
    data = (unit + b"\xff") * (300_000 // len(unit))
    assert len(codec.runs(data)) == 300_000 // len(unit)
    shifted = b"\x1b$)C\x0e" + b"0!~~" * 50_000  # one set from end to end, every other pair empty
    assert len(get("iso2022_kr").runs(shifted)) == 50_000


# ------------------------------------------------------------------------------------------ EUC-TW
def test_the_planes_are_those_of_glibc() -> None:
    for number, plane in ((1, plane_1()), (2, plane_2())):
        whole = "".join(c or "\0" for c in plane)
        digest = hashlib.sha256(whole.encode()).hexdigest()
        assert len(whole) == SIDE * SIDE
        assert (SIDE * SIDE - whole.count("\0"), digest) == GLIBC[number]


def test_the_whole_of_euc_tw_comes_back() -> None:
    codec = get("euc_tw")
    cells = dict(zip(PAIRS, plane_1())), dict(zip(PAIRS, plane_2()))
    for plane, prefix in zip(cells, (b"", b"\x8e\xa2")):
        for pair, character in plane.items():
            if character:
                assert codec.decode(prefix + pair) == character
                assert codec.encode(character) == prefix + pair
                # The first plane has a number as well, with which nobody writes it.
                assert prefix or codec.decode(b"\x8e\xa1" + pair) == character
            else:
                rejected(codec, prefix + pair)


def test_the_planes_have_what_big5_has() -> None:
    """Hanzi alone: among the signs Unicode has several of a kind."""
    codec = get("euc_tw")
    absent = set()
    for lead in range(0xA4, 0xFA):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            for c in bytes((lead, trail)).decode("big5", "ignore"):
                try:
                    codec.encode(c)
                except UnicodeEncodeError:
                    absent.update(c if c >= "\u3400" else "")
    assert absent == {"\u5f5d", "\ufa0c", "\ufa0d"}  # another form, and two that Big5 has twice


def test_a_plane_that_is_not_read_is_lost_as_a_whole() -> None:
    """U+6E7E is in plane 3; read on one byte later, every character behind it would be another."""
    codec = get("euc_tw")
    data = codec.encode("台") + b"\x8e\xa3\xbc\xe3" + codec.encode("普遍")
    error = rejected(codec, data)
    assert (error.start, error.end) == (2, 6)
    assert "table" in error.reason
    assert codec.runs(data) == [(0, "台"), (6, "普遍")]


@pytest.mark.parametrize("cut", [b"\xa4", b"\x8e", b"\x8e\xa2", b"\x8e\xa2\xa4"])
def test_a_cut_character_of_euc_tw_is_told(cut: bytes) -> None:
    error = rejected(get("euc_tw"), b"\xa4\xa1" + cut)
    assert (error.start, error.end) == (2, 2 + len(cut))
    assert error.reason == "incomplete multibyte sequence"


# ---------------------------------------------------------------------------------------- ISO-2022
def test_the_whole_of_iso_2022_jp_comes_back_as_python_writes_it() -> None:
    codec = get("iso2022_jp")
    text = repertoire("euc_jp", [*PAIRS, *(b"\x8f" + pair for pair in PAIRS)])
    text += "".join(map(chr, range(0xFF61, 0xFFA0)))
    for python in ("iso2022_jp", "iso2022_jp_1", "iso2022_jp_ext"):
        data = text.encode(python, "ignore")
        read = data.decode(python)
        assert len(read) > 6800
        assert codec.decode(data) == read
        assert codec.decode(codec.encode(read)) == read
    assert text.encode("iso2022_jp_ext").decode("iso2022_jp_ext") == text
    assert codec.encode(text).decode("iso2022_jp_ext") == text


def test_what_windows_has_beyond_python() -> None:
    """NEC's signs, IBM's kanji and half-width katakana, by escape and by shift."""
    codec = get("iso2022_jp")
    for text in ("①㈱髙﨑", "ｱｲｳ", JA + "①"):
        data = codec.encode(text)
        assert codec.decode(data) == text
        with pytest.raises(UnicodeDecodeError):
            data.decode("iso2022_jp")
    assert codec.decode(b"a\x0e123\x0fb") == "aｱｲｳb"
    assert codec.decode(b"\x1b)I\x0e123\nb") == "ｱｲｳ\nb"  # a line feed ends the shift
    assert codec.decode(b"\x1b(J\\~\x1b(B\\~") == "\xa5\u203e\\~"


def test_the_whole_of_iso_2022_kr_is_what_python_has() -> None:
    codec = get("iso2022_kr")
    text = repertoire("euc_kr", PAIRS)
    assert len(text) > 8000
    data = text.encode("iso2022_kr")
    assert codec.decode(data) == text
    assert codec.encode(text) == data
    lost_head = data.replace(b"\x1b$)C", b"")
    assert codec.decode(lost_head) == text


@pytest.mark.parametrize("plane", [1, 2])
def test_the_whole_of_cns_comes_back_in_iso_2022_cn(plane: int) -> None:
    codec = get("iso2022_cn")
    text = "".join(plane_1() if plane == 1 else plane_2())
    assert codec.decode(codec.encode(text)) == text


def test_the_whole_of_gb_2312_comes_back_in_iso_2022_cn() -> None:
    codec = get("iso2022_cn")
    text = repertoire("gbk", PAIRS)
    data = codec.encode(text)
    assert len(text) > 7000
    assert data.startswith(b"\x1b$)A\x0e!!")
    assert data.count(b"\x1b") == 1
    assert codec.decode(data) == text


def test_iso_2022_cn_as_the_rfc_writes_it() -> None:
    """Designated in each line, a single shift for plane 2, and another SO as glibc wants it."""
    data = b"\x1b$)A\x0eDc:C\x0f abc\n\x1b$)G\x0e]UfSDc\x1b$)A\x0e9z\x1b$*H\x1bN!L\x0fa"
    text = "你好 abc\n這裡中国刉a"
    assert get("iso2022_cn").decode(data) == text
    assert get("iso2022_cn").encode(text) == data


@pytest.mark.parametrize(
    "data, start, end, reason",
    [
        (b"a\x1b$)E\x0eab", 1, 5, "set that is not read"),  # ISO-IR-165
        (b"a\x0eab", 2, 4, "no character set"),
        (b"\x1b$)A\x0eD", 5, 6, "incomplete"),
        (b"\x1b$)", 0, 3, "incomplete"),
        (b"\x1b$*H\x1bN!", 4, 7, "incomplete"),
        (b"\x1b$*H\x1bN~~a", 4, 8, "illegal"),
        (b"\x1b$)A\x0e~~Dc", 5, 7, "illegal"),
    ],
)
def test_what_iso_2022_cn_refuses(data: bytes, start: int, end: int, reason: str) -> None:
    error = rejected(get("iso2022_cn"), data)
    assert (error.start, error.end) == (start, end)
    assert reason in error.reason


@pytest.mark.parametrize("control", ["\x0e", "\x0f", "\x1b"])
def test_what_would_be_read_as_an_escape_is_refused(control: str) -> None:
    for name in ("iso2022_jp", "iso2022_cn", "iso2022_kr"):
        with pytest.raises(UnicodeEncodeError) as refused:
            get(name).encode("ab" + control)
        assert refused.value.start == 2


# ------------------------------------------------------------------------------------------ CESU-8
def test_all_of_unicode_comes_back_in_cesu_8() -> None:
    codec = get("cesu-8")
    planes = [
        range(0xD800),
        range(0xE000, 0x10000),
        *(range(p, p + 0x400) for p in range(0x10000, 0x110000, 0xF123)),
    ]
    for points in planes:
        text = "".join(map(chr, points))
        data = codec.encode(text)
        assert codec.decode(data) == text
        assert codec.decode(text.encode()) == text  # four bytes are read too
        utf_16 = text.encode("utf-16-be")
        halves = "".join(
            map(chr, (int.from_bytes(utf_16[i : i + 2], "big") for i in range(0, len(utf_16), 2)))
        )
        assert data == halves.encode("utf-8", "surrogatepass")


def test_overlong_forms_are_what_they_mean() -> None:
    codec = get("cesu-8")
    assert codec.decode(b"a\xc0\x80b") == "a\0b"
    assert (
        codec.decode(b"\xc1\xbf\xe0\x81\x81\xe0\x9f\xbf\xf0\x82\x82\xac\xf0\x8f\xbf\xbf")
        == "\x7fA\u07ff\u20ac\uffff"
    )
    for data in (b"\xc0\x80", b"\xe0\x81\x81"):
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")


def test_an_overlong_surrogate_is_no_character() -> None:
    rejected(get("cesu-8"), b"\xf0\x8d\xa0\x80")


def test_a_lone_surrogate_is_named() -> None:
    error = rejected(get("cesu-8"), b"a\xed\xa0\xbdb")
    assert (error.start, error.end) == (1, 4)
    assert "surrogate" in error.reason


# ---------------------------------------------------------------------------------------- decode()
@pytest.mark.parametrize(
    "name, text",
    [
        ("euc_tw", ZH_HANT),
        ("euc_tw", ZH_HANT[:6]),
        ("iso2022_jp", JA),
        ("iso2022_jp", JA + "①ｱｲｳ"),
        ("iso2022_cn", ZH_HANS),
        ("iso2022_cn", ZH_HANT),
        ("iso2022_kr", KO),
        ("cesu-8", "hello \U0001f600"),
        ("cesu-8", JA + "\U0001f600"),
    ],
)
def test_decode_tells_them(name: str, text: str) -> None:
    decoded = mojifix.decode(get(name).encode(text))
    assert (decoded.text, decoded.encoding, decoded.lossy) == (text, name, False)
    assert decoded.confidence > 0.9


@pytest.mark.parametrize("name", ["euc_tw", "iso2022_cn", "cesu-8"])
def test_a_cut_tail_is_one_replacement_character(name: str) -> None:
    text = ZH_HANT + "\U0001f600" * (name == "cesu-8") + "好"
    data = get(name).encode(text).removesuffix(b"\x0f")[:-1]
    decoded = mojifix.decode(data)
    assert (decoded.text, decoded.encoding) == (text[:-1] + "\ufffd", name)
    assert decoded.lossy


def test_text_in_iso_2022_kr_that_lost_its_head() -> None:
    decoded = mojifix.decode(get("iso2022_kr").encode(KO)[4:])
    assert (decoded.text, decoded.encoding) == (KO, "iso2022_kr")


@pytest.mark.parametrize(
    "data",
    [
        b"\x0elqqqqqqqqqqqqqqqqk\x0f\n\x0ex\x0f hello \x0ex\x0f\n\x0emqqqqqqqqqqqqqqqqj\x0f\n",
        b"\x1b(0lqqqqqqqqqqqqqqqqk\x1b(B\nhello\n",
        b"\x1b[0;31mhello\x1b[0m \x1b$ \x0e\n",
    ],
)
def test_what_terminals_draw_is_no_iso_2022(data: bytes) -> None:
    decoded = mojifix.decode(data)
    assert (decoded.text, decoded.encoding) == (data.decode("ascii"), "utf-8")


@pytest.mark.parametrize("text", [JA, "\U0001f600 " + JA])
def test_utf_8_is_not_called_cesu_8(text: str) -> None:
    assert mojifix.decode(text.encode()).encoding == "utf-8"


def test_modified_utf_8_and_lone_surrogates() -> None:
    decoded = mojifix.decode(b"ab\xc0\x80" + JA.encode())
    assert (decoded.text, decoded.encoding, decoded.lossy) == ("ab\0" + JA, "cesu-8", False)
    decoded = mojifix.decode(b"ab\xed\xa0\xbd" + JA.encode())
    assert (decoded.text, decoded.encoding, decoded.lossy) == ("ab\ufffd" + JA, "cesu-8", True)
    marked = mojifix.decode(b"\xef\xbb\xbf" + get("cesu-8").encode(JA + "\U0001f600"))
    assert (marked.text, marked.encoding, marked.bom) == (JA + "\U0001f600", "cesu-8", True)


@pytest.mark.parametrize("text", ["来", "来来", "来来来去去"])
def test_a_hanzi_whose_bytes_are_an_overlong_form(text: str) -> None:
    """GBK of U+6765 is C0 B4, an overlong "4"."""
    assert get("cesu-8").decode("来".encode("gbk")) == "4"
    assert mojifix.decode(text.encode("gbk")).encoding == "gb18030"


def test_hints_know_their_names() -> None:
    data = get("euc_tw").encode("天氣")
    assert mojifix.decode(data, hint="x-euc-tw").text == "天氣"
    assert mojifix.decode(JA.encode(), hint=["cesu-8"]).encoding == "utf-8"
    assert mojifix.decode(get("iso2022_jp").encode("①番"), hint=["iso-2022-jp"]).text == "①番"
