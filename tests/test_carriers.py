r"""Carriers: what is damage and what is not, what is unwrapped, and that no text takes long."""

from __future__ import annotations

import pickle
import time
from html.entities import codepoint2name
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mojifix
from mojifix._signs import ESCAPES
from mojifix.channels.carriers import Carrier, carriers, may_carry
from strategies import SENTENCES

BY_NAME = {carrier.name: carrier for carrier in carriers()}
REFERENCE = BY_NAME["reference"]
NAMED = BY_NAME["named-reference"]
ESCAPE = BY_NAME["escape"]
PERCENT = BY_NAME["percent"]
SURROGATES = BY_NAME["surrogateescape"]
DECOMPOSED = BY_NAME["decomposed-letter"]

HALLO = "\u4f60\u597d\u4e16\u754c"  # 你好世界
GBK = HALLO.encode("gbk").decode("latin-1")
UTF8 = HALLO.encode("utf-8").decode("latin-1")


def spans(carrier: Carrier, text: str) -> list[tuple[int, int, str]]:
    """The spans, which have to be in order, inside the text, and announced by `may_carry`."""
    found = list(carrier.spans(text))
    reached = 0
    for start, end, unwrapped in found:
        assert reached <= start < end <= len(text)
        assert unwrapped != text[start:end]
        reached = end
    if found:
        assert may_carry(text)
    return found


def test_ascii_that_is_escaped_holds_a_sign_that_is_looked_for() -> None:
    """`fix` returns ASCII without one of these as it is, and imports nothing for it."""
    for carrier in carriers():
        damaged = carrier.apply(UTF8)
        if damaged.isascii():
            assert any(sign in damaged for sign in ESCAPES), carrier.name
            assert mojifix.fix(damaged) == mojifix.diagnose(damaged).text


def test_the_carriers_are_what_the_search_asks_for() -> None:
    others = ["named-reference", "escape", "percent", "surrogateescape", "decomposed-letter"]
    assert list(BY_NAME) == ["reference", *others]
    assert [carrier.name for carrier in carriers() if carrier.final] == ["reference"]
    for carrier in carriers():
        assert carrier.kind == "escaped"
        assert pickle.loads(pickle.dumps(carrier)) == carrier
        assert len({carrier, *carriers()}) == 6


# ---- references to characters


@pytest.mark.parametrize(
    "damaged, truth",
    [
        ("\u6d41\u7a0b#xff0c;#xff01;\u8bf7\u6c42", "\u6d41\u7a0b\uff0c\uff01\u8bf7\u6c42"),
        ("\u6d41\u7a0b#xff0c;", "\u6d41\u7a0b\uff0c"),
        ("\u6d41\u7a0b#XFF0C;\u8bf7", "\u6d41\u7a0b\uff0c\u8bf7"),
        ("\u548credis#xff0c;\u8bf7\u6c42", "\u548credis\uff0c\u8bf7\u6c42"),  # after a word
        ("#xff08;\u6ce8#xff09;", "\uff08\u6ce8\uff09"),  # the second one tells of the first
        ("http#xff0c;event \u6ce8#xff1a;", "http\uff0cevent \u6ce8\uff1a"),
        ("title: #x4f60;#x597d;", "title: \u4f60\u597d"),
        ("#x201c;#x4f60;#x597d;#x2026;#x201d;", "\u201c\u4f60\u597d\u2026\u201d"),
        ("#xd55c;#xae00;", "\ud55c\uae00"),
        ("#x20bb7;#x91ce;\u5bb6", "\U00020bb7\u91ce\u5bb6"),
        ("&amp;#20320;&amp;#22909;", "\u4f60\u597d"),
        ("&amp;#x4f60;&amp;#x597d;", "\u4f60\u597d"),
        ("&amp;amp;#20320;&amp;amp;#22909;", "\u4f60\u597d"),
        ("amp;#20320;amp;#22909;", "\u4f60\u597d"),
        ("\u904a\u932b&amp;#22531; said", "\u904a\u932b\u5803 said"),  # not in Big5
        ("#20013;#21326;#20154;#27665;#20849;#21644;", "\u4e2d\u534e\u4eba\u6c11\u5171\u548c"),
    ],
)
def test_a_reference_that_gives_cjk_in_its_place_is_damage(damaged: str, truth: str) -> None:
    assert spans(REFERENCE, damaged)
    assert REFERENCE.unwrap(damaged) == truth
    assert spans(REFERENCE, truth) == []


@pytest.mark.parametrize(
    "text",
    [
        "&#20320;&#22909;\u4e16\u754c&#xff0c;",  # HTML
        "&#20320;",
        "color: #fff; background: #20320;",
        "a{color:#131313;\u7ea2}",
        "\u4fee\u590d#123;\u5173\u95ed#20320;\u548c#30123;",  # issues
        "\u5173\u95ed#20320;#20321;#20340;#20377;#20401;",
        "fixes #20320;#22909;",
        "&amp;",
        "&amp;&amp;\u4f60",
        "\u5199\u4f5c&amp;#39;\u548c&amp;#38;",  # ASCII
        "don&amp;#39;t &amp;#233;t&amp;#233;",
        "#x4f60; is a reference",
        "(list #x3000;\u5168\u89d2\u7a7a\u683c",  # Lisp
        "(list #x3000 #xff0c;\u9017\u53f7",
        "'#x3000;\u7a7a\u683c",
        "`&amp;#20320;&amp;#22909;`",
        "\u7528`s = &amp;#20320;&amp;#22909;`\u8868\u793a",
        "<code>x &amp;#20320;&amp;#22909;</code>",
        "\u201c\u4f60\u201d\u5199\u4f5c&amp;#20320;",  # the line shows it
        '("#x4f60;#x597d;", "\u4f60\u597d")',
        "<p>&lt;p&gt;\u4e16\u754c&amp;#20320;&amp;#22909;&lt;/p&gt;</p>",  # a feed
        "<?xml version='1.0'?><d>\u4e16\u754c&amp;#20320;&amp;#22909;</d>",
        '{"a": "\\u0026#20320;\\u0026#22909;\\u0026#x4f60;\\u0026#x597d;"}',  # JSON of HTML
        "%26#x4f60;%26#x597d;",
        "&#38;#x4f60;&#38;#x597d;",
        "\uff06#x4f60;\uff06#x597d;",
        "& #x4f60;& #x597d;",
        "stamp;#x4f60;stamp;#x597d;",
        "#define S(x) #x;\n#define T(xbeef) #xbeef;",
        "[\u4f60](#x4f60) ## \u4f60 {#x4f60}",
        "\u4f60#xd800;#xdfff;#x110000;#xffffffff;#99999999;#x3097;#12439;#xe000;#xff00;",
        "\u4f60#;#x;#xg;#x4f60 #x4f60,\u597d",
        "",
    ],
)
def test_other_references_and_numbers_stay(text: str) -> None:
    assert spans(REFERENCE, text) == []


def test_a_text_with_damage_keeps_its_sound_references() -> None:
    text = "\u6d41\u7a0b#xff0c;&#20320; #123; #fff; `#xff0c;` &amp;#39; #20320;"
    assert REFERENCE.unwrap(text) == text.replace("#xff0c;", "\uff0c", 1)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_east_asian_sentence_survives_a_lost_ampersand(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(("zh-Hans", "zh-Hant", "ja", "ko")))
    text = data.draw(st.sampled_from(SENTENCES[language]))
    assert REFERENCE.unwrap(REFERENCE.apply(text)) == text
    assert REFERENCE.unwrap(text) == text


# ---- misread bytes


@pytest.mark.parametrize(
    "carrier, wrapped, unwrapped",
    [
        (NAMED, "&Auml;&atilde;&ordm;&Atilde;", "\xc4\xe3\xba\xc3"),
        (NAMED, "&#196;&#227;&#xBA;&#xc3;", "\xc4\xe3\xba\xc3"),
        (NAMED, "&aring;&curren;&copy;&aelig;&deg;&rdquo;", "\xe5\xa4\xa9\xe6\xb0\u201d"),
        (NAMED, "&fnof;A&fnof;C&fnof;h", "\u0192A\u0192C\u0192"),
        (NAMED, "&Ccedil;&Ntilde;&plusmn;&Ucirc; &Aring;&times;!", "\xc7\xd1\xb1\xdb \xc5\xd7"),
        (NAMED, "caf&Atilde;&copy;", "\xc3\xa9"),
        (ESCAPE, r"\u00e4\u00bd\u00a0\u00e5\u00a5\u00bd", "\xe4\xbd\xa0\xe5\xa5\xbd"),
        (ESCAPE, r"\xe4\xbd\xa0", "\xe4\xbd\xa0"),
        (ESCAPE, r"\xC4\xE3\xBA\xC3", "\xc4\xe3\xba\xc3"),
        (ESCAPE, r'{"a": "\u00e5\u20ac\u2039"}', "\xe5\u20ac\u2039"),
        (ESCAPE, r"\u0083\\\u0083g\u0083_\u0083E", "\x83\\\x83g\x83_\x83"),  # 5C is a second byte
        (ESCAPE, r"\x83\x5c\x83\x67\x83\x5f", "\x83\\\x83g\x83_"),
        (ESCAPE, r"\u00e4\u00bd\u00a0\\n", "\xe4\xbd\xa0"),  # and here it is not
        (PERCENT, "%C4%E3%BA%C3", "\xc4\xe3\xba\xc3"),
        (PERCENT, "q=%c4%e3%ba%c3&b=1", "\xc4\xe3\xba\xc3"),
        (PERCENT, "%C4%E3%20%BA%C3%20.txt", "\xc4\xe3%20\xba\xc3"),
        (PERCENT, r"%83A%83%5C%83h%95\%8E%A6", "\x83A\x83\\\x83h\x95\\\x8e\xa6"),
        (PERCENT, "%B1%B8%C1%B6", "\xb1\xb8\xc1\xb6"),
    ],
)
def test_a_stretch_is_unwrapped(carrier: Carrier, wrapped: str, unwrapped: str) -> None:
    ((start, end, found),) = spans(carrier, wrapped)
    assert found == unwrapped
    assert carrier.unwrap(wrapped) == wrapped[:start] + unwrapped + wrapped[end:]


@pytest.mark.parametrize(
    "carrier, text",
    [
        (NAMED, "&lt;p&gt;&nbsp;&nbsp;&amp;&quot;&laquo;&nbsp;&raquo;&hellip;&rdquo;"),
        (NAMED, "d&eacute;j&agrave; vu, cr&eacute;&eacute; et &agrave;&nbsp;"),
        (NAMED, "&Alpha;&beta;&sum;&nosuch;&#20320;&#22909;&#1234567;&Auml"),
        (NAMED, "&#65;&#66;&#x41;&#x42;"),
        (ESCAPE, r"d\u00e9j\u00e0 vu, \u4f60\u597d \ud83d\ude00"),
        (ESCAPE, r"C:\\xe4\\xbd\\xa0 \\u00e4\\u00bd\\u00a0"),
        (ESCAPE, r"/[\u00c0\u00d6\u00d8\u00f6]/"),
        (ESCAPE, r"/[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]/"),
        (ESCAPE, r"b'ok \xc4\xe3\xba\xc3'.decode('gbk')"),
        (ESCAPE, r'rb"\xc4\xe3\xba\xc3"'),
        (ESCAPE, r'char s[] = "\xe4\xbd\xa0\xe5\xa5\xbd";'),
        (ESCAPE, r'puts("ok \xe4\xbd\xa0\xe5\xa5\xbd");'),
        (ESCAPE, "\\x1b[0m \\x00\\xff\\n\\u12 \\xg \\"),
        (PERCENT, "%E4%BD%A0%E5%A5%BD"),  # UTF-8
        (PERCENT, "%BD%A0%E5%A5%BD%E4%BD"),  # cut on both sides
        (PERCENT, "Object%E2%80%93relational%20mapping"),
        (PERCENT, "http://a.example/%C4%E3%BA%C3.png?x=%C4%E3%BA%C3#%C4%E3-%BA%C3"),
        (PERCENT, "<a href='%C4%E3%BA%C3.html'><img src=\"%C4%E3%BA%C3\">"),
        (PERCENT, '![x](%C4%E3%BA%C3.png) flink("%C4%E3%BA%C3")'),
        (PERCENT, "%C4%E3/%BA%C3.html"),
        (PERCENT, "%80 isabet, %80-%90, %99, %d %s %PATH%"),
        (PERCENT, "%20%41%42%43"),
        (PERCENT, "%C4"),
        (SURROGATES, "\ud800\udbff\udc00\udc7f\udd00"),
        (SURROGATES, "\u4f60\u597d"),
    ],
)
def test_a_sound_escape_stays(carrier: Carrier, text: str) -> None:
    assert spans(carrier, text) == []


def test_an_address_ends_where_the_word_ends() -> None:
    text = "http://a.example/%C4%E3%BA%C3abc%C4%E3%BA%C3 or %C4%E3%BA%C3"
    assert [start for start, _, _ in spans(PERCENT, text)] == [text.rindex(" ") + 1]


def test_surrogates_give_the_bytes_that_python_kept() -> None:
    for data in (
        HALLO.encode("gbk"),
        "\u7cca\u6a21\u7cca".encode("gbk"),
        b"\x83\\\x83",
        b"\xd3\xea\xa3\xac\xce",
        b"\xe9",
    ):
        text = data.decode("utf-8", "surrogateescape")
        ((_, _, unwrapped),) = spans(SURROGATES, text)
        assert unwrapped == data.decode("latin-1")
    assert SURROGATES.unwrap("\u4f60\udcc4\udce3, \u597d") == "\u4f60\xc4\xe3, \u597d"


@pytest.mark.parametrize("read", ["latin-1", "mac_roman"])
@pytest.mark.parametrize("written", ["utf-8", "gb18030"])
def test_misread_names_of_macos_are_composed_first(written: str, read: str) -> None:
    damaged = normalize("NFD", HALLO.encode(written).decode(read))
    diagnosis = mojifix.diagnose(f"{damaged}.txt")
    assert diagnosis.text == f"{HALLO}.txt"
    assert diagnosis.undo() == f"{damaged}.txt"
    assert [finding.note for finding in diagnosis.findings] == ["decomposed letters undone"]


@pytest.mark.parametrize(
    "text",
    ["Caf\xe9 \xe0 la cr\xe8me", "Ti\u1ebfng Vi\u1ec7t", "\xc4\xd6\xdc gr\xf6\xdfer", "a \u2260 b"],
)
def test_clean_letters_stay_decomposed(text: str) -> None:
    decomposed = normalize("NFD", text)
    assert mojifix.fix(decomposed) is decomposed


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "cp932", "cp949"])
@pytest.mark.parametrize("twice", [False, True])
def test_references_are_undone_beside_what_has_no_name_and_when_escaped_twice(
    codec: str, twice: bool
) -> None:
    """`htmlentities` of PHP leaves C1 controls as they are, which a search alone would mend."""
    text = {
        "cp949": "\ubbf8\ub798\ub97c \uc704\ud574",
        "cp932": "\u516c\u958b\u3059\u308b\u8a9e",
    }.get(codec, "\u4eca\u5929\u53bb\u516c\u56ed")
    damaged = "".join(
        f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name else c
        for c in text.encode(codec).decode("latin-1")
    )
    numbered = text.encode(codec).decode("latin-1").encode("ascii", "xmlcharrefreplace")
    for plain in (damaged, numbered.decode("ascii")):
        written = plain.replace("&", "&amp;") if twice else plain
        assert mojifix.fix(f"<b>{written}</b>") == f"<b>{text}</b>"


@pytest.mark.parametrize("carrier", carriers()[1:], ids=lambda carrier: carrier.name)
@given(
    st.text(st.characters(codec="gbk", min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2),
    st.sampled_from(("gbk", "utf-8", "big5hkscs", "cp932")),
    st.text("abz09 ._", max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_misread_bytes_come_back(carrier: Carrier, text: str, codec: str, ends: str) -> None:
    damaged = ends + text.encode(codec, "ignore").decode("latin-1") + ends
    if "%" in damaged or "\\" in damaged or "&" in damaged:
        return  # what was an escape before, or was escaped itself
    applied = carrier.apply(damaged)
    assert applied.isascii() or carrier in (SURROGATES, DECOMPOSED)
    if list(carrier.spans(applied)):
        assert carrier.unwrap(applied) == damaged
    elif carrier in (SURROGATES, DECOMPOSED):
        assert applied == damaged
    for start, end, _ in spans(carrier, applied):
        assert set(damaged[:start] + damaged[len(damaged) - len(applied) + end :]) < set(damaged)


@pytest.mark.parametrize("carrier", carriers()[1:], ids=lambda carrier: carrier.name)
@pytest.mark.parametrize("misread", [GBK, UTF8])
def test_a_greeting_comes_back(carrier: Carrier, misread: str) -> None:
    applied = carrier.apply(f"x={misread}.")
    expected = [] if carrier is PERCENT and misread is UTF8 else [misread]
    found = [unwrapped for _, _, unwrapped in spans(carrier, applied)]
    if carrier is DECOMPOSED:  # from the first accent to the last one
        assert len(found) == 1
        assert found[0] in misread
    else:
        assert found == expected


# ---- any text


@pytest.mark.parametrize(
    "text", ["", "plain", HALLO, "C# 100% R&D", "a & b", "&nbsp;&nbsp;", "#fff; #1234", "\\n\\t"]
)
def test_clean_text_carries_nothing(text: str) -> None:
    assert not may_carry(text)


PIECES = (
    *("&", "amp;", "#", "x", "4f60;", "20320;", "xff0c;", ";", "%", "C4", "%5C", "\\", "\\\\"),
    *("u00", "e4", "&Auml;", "&#196;", "\\xe4", "\\u00e4", "[", "-", "`", " ", "A", "\n", "\0"),
    *("\u4f60", "\xe4", "\udcc4", "\udc80", "\ud800", "\u0123"),
)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text: str) -> None:
    may_carry(text)
    for carrier in carriers():
        spans_of = list(carrier.spans(text))
        assert spans_of == sorted(spans_of)
        carrier.unwrap(carrier.apply(text))


@pytest.mark.parametrize(
    "piece",
    [
        *("&amp;", "amp;", "#x", "#", "&", "%", "\\", "&#", "#1", "&Auml;", "&Auml;A", "&nbsp;"),
        *("%C4", "%C4%E3", "%C4A", "%E4%BD%A0", "%C4%5C", "%C4 /", "%5C", "\\u00e4", "\\\\"),
        *("\\xe4A", "\\xe4-", "b'\\xe4\\xe4", "\udcc4", "\udcc4A", "\udcc4ab", "\udcc4\u0123"),
        *("#x4f60;", "#20320;", "#x4f60; ", "&amp;#20320;", "`#x4f60;", "\u4f60#xff0c;"),
        *(
            "amp;#x4f60;",
            "&amp;amp;",
            "a",
            "&amp;#20320; ",
            "%C4%E3 x.",
            "#20320;#22909; ",
            "\u4f60",
        ),
    ],
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    """A text 32 times as long takes less than 300 times the time, where quadratic takes 1,024.

    Other work on the machine makes one run several times as long as another: the best counts.
    """

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        started = time.perf_counter()
        may_carry(text)
        for carrier in carriers():
            for _ in carrier.spans(text):
                pass
        return time.perf_counter() - started

    short, long = (min(seconds(1 << size) for _ in range(3)) for size in (12, 17))
    assert long < 300 * max(short, 0.001)


@pytest.mark.parametrize(
    "damaged, truth",
    [
        (
            r"\xe6\xb3\xa2\xe6\x96\xaf\xe5\xb0\xe1\xe4\xba\x9a\xe8\xaf\xad",
            "\u6ce2\u65af\u5170\\xe1\u4e9a\u8bed",
        ),
        ("%C4%E3%41%BA%C3%CA%C0", "\u4f60%41\u597d\u4e16"),  # an escape of ASCII stays
        ("%E5%B7%B2%E5%8A%A0%E5%85%A5%E5%B0%E3%E5%87%BA", "\u5df2\u52a0\u5165\u5230%E3\u51fa"),
        (
            "&#xec;&#xbf;&#xa0;&#xed;&#x85;&#x8c;&#xeb;&#xe8;&#x98;&#xec;&#x9d;&#xb4;&#xec;&#x96;&#xb4;",
            "\ucfe0\ud14c&#xeb;&#xe8;&#x98;\uc774\uc5b4",
        ),
    ],
)
def test_what_is_left_of_a_row_of_escapes_stays_escaped(damaged: str, truth: str) -> None:
    """Two repairs in one row were two findings of the same place, which no diagnosis can have."""
    assert mojifix.fix(damaged) == truth


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["\\x%02x", "\\u%04x", "%%%02X", "&#%d;", "&#x%x;", "\udc00"]),
    st.sampled_from(["utf-8", "gb18030", "big5hkscs", "cp932", "cp949", "euc_jp"]),
    st.sampled_from(
        [
            "\u6211\u4eec\u6628\u5929\u53bb\u516c\u56ed",
            "\u516c\u5712\u3067\u6563\u6b69",
            "\uacf5\uc6d0\uc5d0\uc11c",
        ]
    ),
    st.integers(0, 30),
    st.integers(0, 255),
)
def test_escapes_with_a_wrong_byte_are_never_an_error(
    form: str, codec: str, text: str, at: int, byte: int
) -> None:
    data = bytearray(text.encode(codec, "ignore"))
    data[at : at + 1] = bytes((byte,)) if byte else b""
    escape = (lambda b: chr(0xDC00 + b)) if form == "\udc00" else form.__mod__
    damaged = "".join(escape(b) if b >= 0x80 else chr(b) for b in data)
    diagnosis = mojifix.diagnose(damaged)
    assert diagnosis.text == mojifix.fix(damaged)
