"""decode(): bytes of every encoding to right text, what is no text, hints, losses, and peers."""

from __future__ import annotations

import json
import pathlib
import sys
import unicodedata
from typing import Any

import chardet
import pytest
from charset_normalizer import from_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

import mojifix
from mojifix.detect import encodings, engine, evidence, sample

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import build_disagreements  # noqa: E402

SENTENCES = [
    json.loads(line)
    for line in (ROOT / "corpus" / "sentences.jsonl").read_text("utf-8").split("\n")
    if line
]
EAST_ASIAN = {
    "gb18030": "我们昨天去公园散步了，天气很好。",
    "big5hkscs": "我們昨天去公園散步了，天氣很好。",
    "cp932": "昨日は友だちと公園へ散歩に行きました。",
    "euc_jp": "昨日は友だちと公園へ散歩に行きました。",
    "cp949": "어제는 친구와 공원에서 산책을 했습니다.",
    "johab": "어제는 친구와 공원에서 산책을 했습니다.",
}
OTHERS = {
    "cp1251": "Вчера мы гуляли в парке, погода была прекрасная.",
    "koi8_r": "Вчера мы гуляли в парке, погода была прекрасная.",
    "cp866": "Вчера мы гуляли в парке, погода была прекрасная.",
    "iso8859_5": "Вчера мы гуляли в парке, погода была прекрасная.",
    "mac_cyrillic": "Вчера мы гуляли в парке, погода была прекрасная.",
    "cp1252": "Où est l’hôtel ? Je ne l’ai pas trouvé près de la gare.",
    "cp1250": "Včera jsme se procházeli v parku, počasí bylo nádherné.",
    "iso8859_2": "Včera jsme se procházeli v parku, počasí bylo nádherné.",
    "cp852": "Včera jsme se procházeli v parku, počasí bylo nádherné.",
    "cp1253": "Χθες περπατήσαμε στο πάρκο, ο καιρός ήταν υπέροχος.",
    "cp1254": "Dün arkadaşlarla parkta yürüdük, hava çok güzeldi.",
    "cp1255": "אתמול הלכנו לטייל בפארק, מזג האוויר היה נהדר.",
    "cp1256": "ذهبنا أمس إلى الحديقة وكان الطقس جميلا جدا.",
    "cp1257": "Vakar vaikščiojome parke, oras buvo nuostabus.",
    "cp874": "เมื่อวานเราไปเดินเล่นที่สวนสาธารณะ อากาศดีมาก",
    "cp037": "Yesterday we went for a walk in the park, and the weather was fine.",
}
ESCAPED = {
    "iso2022_jp": "昨日は友だちと公園へ散歩に行きました。",
    "iso2022_kr": "어제는 친구와 공원에서 산책을 했습니다.",
    "hz": "我们昨天去公园散步了，天气很好。",
    "utf-7": "我们昨天去公园散步了，天气很好。",
}
MARKED = ("utf-8-sig", "utf-16", "utf-32")
UNICODE = dict.fromkeys(
    ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", *MARKED),
    "我们昨天去公园散步了。Où est l’hôtel ? Вчера.",
)
EVERY = EAST_ASIAN | OTHERS | ESCAPED | UNICODE


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# ---------------------------------------------------------------------------- every encoding
@pytest.mark.parametrize("encoding", EVERY)
def test_a_sentence_in_every_encoding(encoding: str) -> None:
    data = EVERY[encoding].encode(encoding)
    decoded = mojifix.decode(data)
    assert decoded.text == EVERY[encoding]
    assert decoded.encoding is not None
    assert data.decode(decoded.encoding) == decoded.text
    assert decoded.confidence > 0.9
    assert not decoded.lossy
    assert not decoded.binary
    assert decoded.bom == (encoding in MARKED)


@pytest.mark.parametrize("encoding", EAST_ASIAN)
@pytest.mark.parametrize("size", [4, 8])
def test_a_few_characters_are_enough(encoding: str, size: int) -> None:
    for sentence in SENTENCES:
        if sentence["language"] not in encodings.labelled(encoding)[0].home:
            continue
        text = sentence["text"][:size]
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        assert mojifix.decode(data).text == text


@pytest.mark.parametrize("encoding", [e.name for e in encodings.DOUBLE if not e.wild])
def test_the_whole_repertoire_is_read_as_python_reads_it(encoding: str) -> None:
    text = "".join(
        character
        for lead in range(0x81, 0xFF)
        for trail in range(0x30, 0xFF)
        for character in [bytes((lead, trail)).decode(encoding, "ignore")]
        if len(character) == 1 and character > "\xa0"
    )
    data = text.encode(encoding, "ignore")
    found = engine.verdict(data, [encoding])  # repairing a list of rare characters takes a minute
    assert found is not None
    assert found.name == encoding
    assert found.text == data.decode(encoding)


@pytest.mark.parametrize("encoding", [e.name for e in encodings.SINGLE])
def test_every_byte_of_a_one_byte_encoding(encoding: str) -> None:
    letters = bytes(range(256)).decode(encoding, "ignore")
    text = "".join(c for c in letters if c.isprintable() and c != "\ufffd") * 2
    data = text.encode(encoding)
    found = engine.verdict(data, [encoding])
    assert found is not None
    assert found.name in [known.name for known in encodings.labelled(encoding)]
    assert found.text == text


def test_ascii_is_utf_8() -> None:
    decoded = mojifix.decode(b"plain text\r\n")
    assert (decoded.text, decoded.encoding, decoded.confidence) == ("plain text\r\n", "utf-8", 1.0)
    assert mojifix.decode(b"").encoding == "utf-8"


def test_escapes_that_escape_nothing_are_text() -> None:
    for text in ("HZ begins with ~{ and ends with ~}", "\x1b[31mred\x1b[0m", "1+1=2, C++ and 5+-"):
        assert mojifix.decode(text.encode()).text == text


def test_the_encoding_is_told_by_its_widest_name() -> None:
    widest = {"gb2312": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932"}
    for encoding, name in widest.items():
        assert mojifix.decode(EAST_ASIAN[name].encode(encoding)).encoding == name
    assert mojifix.decode(OTHERS["cp1252"].replace("’", "'").encode("latin-1")).encoding == "cp1252"


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_every_kind_of_bytes(kind: Any) -> None:
    assert mojifix.decode(kind(EAST_ASIAN["cp932"].encode("cp932"))).text == EAST_ASIAN["cp932"]


def test_the_tables_of_the_wild_are_told_by_their_names() -> None:
    data = (EAST_ASIAN["gb18030"] * 3 + "价格：").encode("gb18030") + b"\x80"  # Windows' euro sign
    decoded = mojifix.decode(data + b"5\n")
    assert decoded.text.endswith("价格：€5\n")
    assert decoded.encoding == "cp936"
    assert mojifix.codecs.get("cp936").decode(data + b"5\n") == decoded.text


# --------------------------------------------------------------- signs, spaces, words by themselves
@pytest.mark.parametrize(
    "text",
    [
        "The functions are close to those of MATLAB\u00ae, a registered trademark of its owner.\n",
        "i.e. a 45\u00b0 angle; arrow size scales   \u2014\n  'width', 'height'  \u2014   arrow\n",
        "Writing code isn\u2019t the only way to contribute. You can also help.\n",
        "The definition \u2014 for the first \u2014 is the same.\n" * 3,
        "# \u00a9 2026 Somebody\u00ae, Inc.\n# terms of use: see below\n",
        "NVIDIA CUDA\u2122 source.\n",
        "".join(f" Copyright \u00a9 {year} Somebody and others\n" for year in range(1990, 2000)),
    ],
)
def test_signs_in_english_and_source_code(text: str) -> None:
    found = engine.verdict(text.encode("cp1252"), None)
    assert found is not None
    assert found.text == text


def test_bytes_of_one_word_are_not_a_cut_character_of_another() -> None:
    assert mojifix.decode(b"Zo\xeb").text == "Zo\u00eb"
    assert mojifix.decode("\uff83\uff7d\uff84".encode("cp932")).text == "\uff83\uff7d\uff84"
    assert mojifix.decode("\u6211\u4eec".encode()[:-1]).decoded == "\u6211\ufffd"


@pytest.mark.parametrize("text", ["\xa0", "\xa0\xa0\xa0", "\xa0 \xa0\r\n", "\n\t\xa0"])
def test_nothing_but_spaces(text: str) -> None:
    assert mojifix.decode(text.encode("cp1252")).text == text
    assert mojifix.decode(text.encode("utf-8")).text == text


# ------------------------------------------------------------------------------ no text at all
@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"PK\x03\x04" + b"names.txt" * 20,
        b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj",
        b"\x1f\x8b\x08abcdef",
        b"text with a \0 in it, and more text",
        bytes(range(256)) * 4,
        b"\x01\x02\x03\x04\x05\x06",
    ],
)
def test_what_is_no_text_has_no_encoding(data: bytes) -> None:
    decoded = mojifix.decode(data)
    assert (decoded.encoding, decoded.text, decoded.binary) == (None, "", True)
    assert str(decoded) == "no text"


def test_what_is_not_bytes_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"mojifix\.fix"):
        mojifix.decode("text")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not int"):
        mojifix.decode(3)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------- repair
def test_the_text_is_repaired_and_the_encoding_is_the_stored_one() -> None:
    damaged = mojifix.damage("我们昨天去公园散步了", written="utf-8", read="latin-1")
    decoded = mojifix.decode(damaged.encode("utf-8"))
    assert decoded.encoding == "utf-8"
    assert decoded.decoded == damaged
    assert decoded.text == "我们昨天去公园散步了"
    assert [f.kind for f in decoded.findings] == ["misread"]
    assert decoded.diagnosis.undo() == damaged


def test_options_are_those_of_fix() -> None:
    damaged = mojifix.damage("我们昨天去公园散步了", written="utf-8", read="latin-1")
    options = mojifix.Options(channels=["gloss"])
    assert mojifix.decode(damaged.encode("utf-8"), options=options).text == damaged


# ----------------------------------------------------------------------- cut, begun inside, lost
@pytest.mark.parametrize("encoding", [*EAST_ASIAN, "utf-8"])
def test_a_cut_tail_is_one_replacement_character(encoding: str) -> None:
    text = (EAST_ASIAN | {"utf-8": EAST_ASIAN["gb18030"]})[encoding]
    data = text.encode(encoding)
    while len((text[-1]).encode(encoding)) < 2:
        text = text[:-1]
        data = text.encode(encoding)
    decoded = mojifix.decode(data[:-1])
    assert decoded.decoded == text[:-1] + "\ufffd"
    assert decoded.lossy


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "utf-8"])
def test_bytes_that_begin_inside_a_character(encoding: str) -> None:
    text = (EAST_ASIAN | {"utf-8": EAST_ASIAN["gb18030"]})[encoding]
    decoded = mojifix.decode(text.encode(encoding)[1:])
    assert decoded.encoding == encoding
    assert decoded.decoded.lstrip("\ufffd") == text[1:]
    assert decoded.lossy


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [EAST_ASIAN["gb18030"], OTHERS["cp1251"], "Plain words.\r\n"])
def test_utf_16_with_half_of_something(encoding: str, text: str) -> None:
    data = text.encode(encoding)
    half = "\ud83d".encode(encoding, "surrogatepass")
    cases = [
        (data[:-1], text[:-1] + "\ufffd"),
        (data[:8] + half + data[8:], text[:4] + "\ufffd" + text[4:]),
        (half + data, "\ufffd" + text),
    ]
    if not text.isascii():  # which would be UTF-16 of the other order
        cases.append((data[1:], "\ufffd" + text[1:]))
    for bytes_, expected in cases:
        decoded = mojifix.decode(bytes_)
        assert (decoded.encoding, decoded.decoded, decoded.lossy) == (encoding, expected, True)


def test_a_table_of_numbers_is_no_utf_32() -> None:
    import struct

    assert mojifix.decode("text".encode("utf-32-le")).text == "text"
    numbers = [12345, 54321, 333, 60000, 2024, 40961, 31000, 8191, 70, 59999]
    assert mojifix.decode(struct.pack("<10I", *numbers)).binary
    assert mojifix.decode(struct.pack(">6I", 1, 2, 3, 4, 5, 6)).binary


def test_shift_jis_2004_where_windows_has_its_user_area() -> None:
    text = "昨日は𠂉と丂と佤の字を書きました。"
    decoded = mojifix.decode(text.encode("shift_jis_2004"))
    assert "\ue000" <= text.encode("shift_jis_2004").decode("cp932", "ignore")[3] <= "\uf8ff"
    assert (decoded.encoding, decoded.text) == ("shift_jis_2004", text)
    own = "外字は\ue000と\ue001です。"
    assert mojifix.decode(own.encode("cp932")).decoded == own


def test_a_bad_byte_does_not_change_the_encoding() -> None:
    data = EAST_ASIAN["gb18030"].encode("gb18030")
    decoded = mojifix.decode(data + b"\xff" + data)
    assert decoded.encoding == "gb18030"
    assert decoded.lossy
    assert decoded.decoded.startswith(EAST_ASIAN["gb18030"][:8])


# --------------------------------------------------------------------------- several encodings
def test_lines_in_another_encoding_are_findings() -> None:
    lines = ["信息：服务器启动", "错误：无法打开配置文件，请检查权限", "正常：服务已恢复。"]
    data = b"\n".join(
        line.encode(encoding) for line, encoding in zip(lines * 2, ["utf-8", "gbk", "utf-8"] * 2)
    )
    decoded = mojifix.decode(data)
    assert decoded.text == "\n".join(lines * 2)
    assert decoded.encoding == "utf-8"
    assert [(f.kind, f.written, f.read) for f in decoded.findings] == [
        ("other-encoding", "gb18030", "utf-8")
    ] * 2
    assert mojifix.Diagnosis.from_json(decoded.diagnosis.to_json()) == decoded.diagnosis


def test_a_one_byte_line_in_a_file_of_another_encoding() -> None:
    data = (EAST_ASIAN["gb18030"] + "\n").encode("gb18030") * 4 + b"caf\xe9 cr\xe8me\n"
    assert mojifix.decode(data).text.endswith("café crème\n")


# -------------------------------------------------------------------------- hints, declarations
def test_a_hint_is_evidence() -> None:
    data = "の別".encode("euc_jp")  # as likely in several encodings
    assert mojifix.decode(data, hint="euc-jp").text == "の別"
    assert mojifix.decode(data, hint="ja").text == "の別"
    assert mojifix.decode(EAST_ASIAN["cp949"].encode("cp949"), hint="shift_jis").encoding == "cp949"


def test_a_list_allows_nothing_else() -> None:
    data = OTHERS["cp1252"].encode("cp1252")
    decoded = mojifix.decode(data, hint=["cp1251", "koi8-r"])
    assert decoded.encoding in ("cp1251", "koi8_r")
    assert mojifix.decode(data, hint=("windows-1252",)).encoding == "cp1252"
    assert mojifix.decode(b"ascii", hint=["cp932"]).encoding == "cp932"


# The labels of the Encoding Standard of the web, by the encoding that such a hint makes likely.
LABELS = """
utf-8: unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8
cp866: 866 cp866 csibm866 ibm866
iso8859_2: csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
iso8859_3: csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
iso8859_4: csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
iso8859_5: csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5
iso8859_5: iso_8859-5:1988
iso8859_6: arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e
iso8859_6: iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987
iso8859_7: csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597
iso8859_7: iso_8859-7 iso_8859-7:1987 sun_eu_greek
iso8859_8: csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598
iso8859_8: iso_8859-8 iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical
iso8859_10: csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6
iso8859_13: iso-8859-13 iso8859-13 iso885913
iso8859_14: iso-8859-14 iso8859-14 iso885914
iso8859_15: csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9
iso8859_16: iso-8859-16
koi8_r: cskoi8r koi koi8 koi8-r koi8_r
koi8_u: koi8-ru koi8-u
mac_roman: csmacintosh mac macintosh x-mac-roman
cp874: dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
cp1250: cp1250 windows-1250 x-cp1250
cp1251: cp1251 windows-1251 x-cp1251
cp1252: ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1
cp1252: iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252
cp1253: cp1253 windows-1253 x-cp1253
cp1254: cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5
cp1254: latin5 windows-1254 x-cp1254
cp1255: cp1255 windows-1255 x-cp1255
cp1256: cp1256 windows-1256 x-cp1256
cp1257: cp1257 windows-1257 x-cp1257
cp1258: cp1258 windows-1258 x-cp1258
mac_cyrillic: x-mac-cyrillic x-mac-ukrainian
gb18030: chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030
big5hkscs: big5 big5-hkscs cn-big5 csbig5 x-x-big5
euc_jp: cseucpkdfmtjapanese euc-jp x-euc-jp
iso2022_jp: csiso2022jp iso-2022-jp
cp932: csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
cp949: cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601
cp949: ksc_5601 windows-949
iso2022_kr: csiso2022kr iso-2022-kr replacement
hz: hz-gb-2312
iso2022_cn: iso-2022-cn iso-2022-cn-ext
utf-16-be: unicodefffe utf-16be
utf-16-le: csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le
cp1252: x-user-defined
"""


@pytest.mark.parametrize("line", LABELS.strip().split("\n"))
def test_every_label_of_the_web_is_known(line: str) -> None:
    """A crawler passes on what the server says."""
    name, _, labels = line.partition(": ")
    for label in labels.split():
        for spelt in (label, label.upper()):
            assert name in [encoding.name for encoding in encodings.labelled(spelt)], label
        assert mojifix.decode(b"ascii", hint=label).text == "ascii"


@pytest.mark.parametrize("hint", ["zh", "zh-CN", "zh_SG", ["zh-CN", "ja"], {"zh", "en"}])
def test_a_language_is_evidence_in_whatever_way_it_is_written(hint: Any) -> None:
    known = evidence.hint_of(hint)
    assert known.bonus["gb18030"] > 0
    assert known.allowed is None
    assert ("big5hkscs" in known.bonus) == (hint != "zh-CN" and hint != ["zh-CN", "ja"])
    taiwan = EAST_ASIAN["big5hkscs"].encode("big5hkscs")
    assert mojifix.decode(taiwan, hint=hint).encoding == "big5hkscs"  # nothing is left out


def test_languages_among_encodings_leave_no_encoding_out_or_in() -> None:
    data = EAST_ASIAN["cp932"].encode("cp932")
    assert mojifix.decode(data, hint=["ja", "gbk", "big5"]).encoding in ("gb18030", "big5hkscs")
    assert mojifix.decode(data, hint=["ja", "gbk", "sjis"]).encoding == "cp932"


def test_a_hint_that_names_nothing_is_an_error() -> None:
    with pytest.raises(mojifix.UnknownCodec, match="cp932"):
        mojifix.decode(b"", hint="cp93")
    with pytest.raises(mojifix.UnknownCodec, match="'xx'; a charset of the web"):
        mojifix.decode(b"", hint="xx")
    with pytest.raises(TypeError, match="names of the encodings"):
        mojifix.decode(b"", hint=[])
    with pytest.raises(TypeError, match="not bytes"):
        mojifix.decode(b"", hint=b"gbk")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not int"):
        mojifix.decode(b"", hint=1252)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "head",
    [
        '<?xml version="1.0" encoding="EUC-JP"?>',
        "<html><head><meta charset=euc-jp>",
        '<meta http-equiv="Content-Type" content="text/html; charset=euc-jp">',
        '@charset "euc-jp";',
        "# -*- coding: euc-jp -*-",
        "#!/bin/sh\n# coding: euc-jp",
        "Subject: none\nContent-Type: text/plain;\n charset=euc-jp\n",
        "/* vim: set fileencoding=euc-jp : */",
    ],
)
def test_declarations(head: str) -> None:
    data = head.encode() + b"\n" + "の別".encode("euc_jp")
    assert [e.name for e in evidence.declarations(data)][:1] == ["euc_jp"]
    assert mojifix.decode(data).text.endswith("の別")


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("cp855", "Иван"),
        ("iso8859_5", "Погода"),
        ("koi8_u", "Їжа"),
        ("mac_cyrillic", "Погода"),
        ("mac_latin2", "Źródło"),
        ("iso8859_16", "Știri"),
        ("cp775", "Üks"),
        ("hp_roman8", "Søren"),
    ],
)
def test_a_declaration_makes_a_rare_encoding_likely(encoding: str, word: str) -> None:
    page = f'<?xml version="1.0" encoding="{encoding}"?>\n<name>{word} 1</name>\n'
    found = engine.verdict(page.encode(encoding), None)
    assert found is not None
    assert (found.name, found.text) == (encoding, page)


def test_a_declaration_is_no_order() -> None:
    for word in ("caf\u00e9", "我们昨天去公园散步了"):
        page = f'<meta charset="gb2312"><title>{word}</title>'
        assert mojifix.decode(page.encode("utf-8")).encoding == "utf-8"
    data = b'<?xml version="1.0" encoding="gb2312"?>' + EAST_ASIAN["cp932"].encode("cp932")
    assert mojifix.decode(data).encoding == "cp932"
    data = b'<meta charset="no-such-thing">' + EAST_ASIAN["cp932"].encode("cp932")
    assert mojifix.decode(data).encoding == "cp932"


# -------------------------------------------------------------------------------- properties
ANY = st.one_of(
    st.binary(max_size=80),
    st.lists(
        st.sampled_from([b"\x1b$B", b"~{", b"\xe4\xbd", b"\xa1", b"\xff", b"\0", b"a\n", b"+"])
    ).map(b"".join),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "replace")),
    st.tuples(st.text(max_size=20), st.sampled_from(sorted(EVERY))).map(
        lambda drawn: drawn[0].encode(drawn[1], "ignore")
    ),
)


def by_python(name: str, data: bytes) -> str:
    try:
        return data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return ""


def by_mojifix(name: str, data: bytes) -> str:
    try:
        return mojifix.codecs.get(name).decode(data)
    except (mojifix.UnknownCodec, UnicodeDecodeError):
        return ""


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_any_bytes_are_answered(data: bytes) -> None:
    decoded = mojifix.decode(data)
    assert 0 <= decoded.confidence <= 1
    assert decoded.binary == (decoded.encoding is None)
    shares = [decoded.confidence, *(a.confidence for a in decoded.alternatives)]
    assert shares == sorted(shares, reverse=True)
    if decoded.encoding is None:
        assert decoded.text == ""
        return
    if decoded.lossy or any(f.kind == "other-encoding" for f in decoded.findings):
        return
    texts = [read(decoded.encoding, data) for read in (by_python, by_mojifix)]
    assert decoded.decoded in [text.removeprefix("\ufeff" * decoded.bom) for text in texts]


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=60), st.sampled_from(["gbk", "ja", ["cp932"], ["utf-16", "utf-8"], ["hz"]])
)
def test_any_bytes_with_any_hint_are_answered(data: bytes, hint: Any) -> None:
    assert isinstance(mojifix.decode(data, hint=hint).text, str)


def test_the_result_is_a_value() -> None:
    import pickle

    data = EAST_ASIAN["cp932"].encode("cp932")
    decoded = mojifix.decode(data)
    assert pickle.loads(pickle.dumps(decoded)) == decoded
    assert decoded == mojifix.decode(data)
    assert hash(decoded) == hash(mojifix.decode(data))
    assert json.loads(json.dumps(decoded.to_dict()))["encoding"] == "cp932"
    assert str(decoded) == "cp932, 100 %"
    with pytest.raises(AttributeError):
        decoded.encoding = "x"


# ------------------------------------------------------------------------------- long bytes
def test_a_long_text_is_judged_by_a_sample() -> None:
    text = "".join(f"<p class='x'>{s['text']}</p>\n" for s in SENTENCES if s["language"] == "ja")
    data = (text * 60).encode("euc_jp", "ignore")
    assert len(sample.sample(data, engine.SAMPLE)) < 3 * engine.SAMPLE < len(data)
    assert mojifix.decode(data).encoding == "euc_jp"


def test_long_bytes_cost_little_whatever_they_are() -> None:
    import time

    dense = (EAST_ASIAN["gb18030"] * 20_000).encode("gb18030")
    for data in (dense[:-1] + b"\xff" + dense[:400], b"\xff" * 300_000, b"\xe9 " * 200_000):
        start = time.perf_counter()
        engine.verdict(data, None)
        assert time.perf_counter() - start < 5


# ------------------------------------------------------------------------------------- peers
DISAGREEMENTS = [
    json.loads(line)
    for line in (ROOT / "corpus" / "bytes" / "disagreements.jsonl").read_text("utf-8").split("\n")
    if line
]


@pytest.mark.parametrize("row", DISAGREEMENTS, ids=lambda row: row["id"])
def test_disagreements_are_as_judged(row: dict[str, Any]) -> None:
    data = bytes.fromhex(row["bytes"])
    decoded = mojifix.decode(data)
    assert decoded.encoding == row["mojifix"]
    assert (folded(decoded.text) == folded(row["truth"])) == ("mojifix" in row["right"])
    name = build_disagreements.by_chardet(data)
    text = build_disagreements.plain(data, name)
    assert (folded(text) == folded(row["truth"])) == ("chardet" in row["right"])
    best = from_bytes(data).best()
    text = build_disagreements.plain(data, best.encoding if best else None)
    assert (folded(text) == folded(row["truth"])) == ("charset-normalizer" in row["right"])


def test_no_peer_is_right_more_often() -> None:
    right = {
        reader: sum(reader in row["right"] for row in DISAGREEMENTS)
        for reader in build_disagreements.READERS
    }
    assert right["mojifix"] > right["chardet"] > right["charset-normalizer"]
    assert right["mojifix"] > 0.95 * len(DISAGREEMENTS)


def test_chardet_and_we_agree_where_nothing_is_listed() -> None:
    listed = {row["id"] for row in DISAGREEMENTS}
    for case in build_disagreements.cases():
        if case["id"] not in listed and case["id"].startswith(("ja-0", "ru-")):
            name = chardet.detect(case["data"])["encoding"]
            assert case["data"].decode(name) == mojifix.decode(case["data"]).text
