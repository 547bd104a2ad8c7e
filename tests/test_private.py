"""Private-use leftovers: the maps, what has to stay as it is, damage that comes back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix.channels.private import Private, _origin
from mojifix.codecs import get
from mojifix.language.model import load

CHANNEL = Private()
ORIGINS = ("gb18030", "big5hkscs")

# Written Cantonese whose letters beyond Big5 all lie in cp950's user areas.
CANTONESE = (
    "佢哋喺度食緊飯",
    "我嘅電話唔見咗",
    "你嚟咗香港幾耐",
    "嗰啲嘢係佢嘅",
    "搭𨋢上樓要快啲",
    "佢瞓咗喺梳化上面",
    "同我攞嗰本書過嚟",
)


def repaired(text: str) -> str:
    parts: list[str] = []
    reached = 0
    for start, end, replacement, origin, evidence in CHANNEL.spans(text, load()):
        assert reached <= start < end <= len(text)
        assert origin in ORIGINS
        assert evidence > 0
        parts += text[reached:start], replacement
        reached = end
    return "".join([*parts, text[reached:]])


# ---- the maps


def test_hkscs_is_what_the_bytes_of_the_user_areas_are_today() -> None:
    today = _origin("big5hkscs").today
    assert len(today) == 4900  # HKSCS-2004 has 4,941, of which 41 lie outside
    for private, characters in today.items():
        assert "\ue000" <= private <= "\uf848"
        assert get("cp950").encode(private) == characters.encode("big5hkscs")
    assert sum(len(characters) > 1 for characters in today.values()) == 4


def test_gb_is_what_the_empty_cells_are_today() -> None:
    today = _origin("gb18030").today
    assert len(today) == 106
    newer = {}
    for private, character in today.items():
        python = get("cp936").encode(private).decode("gb18030")
        if python == private:
            newer[private] = character
        else:
            assert python == character
    assert len(newer) == 25
    # The codec of cp936 has nineteen of these as what others read in the cell.
    two_bytes = {private: c for private, c in newer.items() if c < "\U00020000"}
    assert len(two_bytes) == 19
    for private, character in two_bytes.items():
        assert get("cp936").encode(character) == get("cp936").encode(private)


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_map_is_one_to_one_and_leaves_no_private_use(origin: str) -> None:
    today = _origin(origin).today
    assert len(set(today.values())) == len(today)
    assert not any(CHANNEL.may_hold(characters) for characters in today.values())
    assert CHANNEL.apply("".join(today.values()), origin) == "".join(today)


def test_another_origin_is_refused() -> None:
    with pytest.raises(ValueError, match="cp932"):
        CHANNEL.apply("外字", "cp932")


# ---- what is repaired


@pytest.mark.parametrize(
    "damaged, truth",
    [
        ("佢\ue5a2\uecd1\uecb1\uecd8度", "佢哋嘅嘢喺度"),
        ("我\uecd8香港食飯", "我喺香港食飯"),
        ("\ue517魚涌\ue473", "鰂魚涌邨"),
        # Kana of Eten, which cp950 does not have either.
        ("神\uf724\uf6ea\uf70f\uf719\uf71d電影", None),
        # A rare one goes with the frequent ones.
        ("佢\ue5a2\uecd8\uecd4度等\nlift即係\uecd4，廣東話", "佢哋喺𨋢度等\nlift即係𨋢，廣東話"),
        ("南汉皇帝刘\ue863称帝，在位多年。", "南汉皇帝刘䶮称帝，在位多年。"),
        ("水鸟\ue85f\ue85e常在湖边，", None),
        ("组成\ue7e8氵工，或者\ue7e9艹化，就是字", "组成⿰氵工，或者⿱艹化，就是字"),
        ("竖排的文字\ue78d标点是竖的\ue78e有︽书名︾", "竖排的文字︐标点是竖的︒有︽书名︾"),
    ],
)
def test_a_leftover_in_text_of_its_origin(damaged: str, truth: str | None) -> None:
    result = repaired(damaged)
    assert not CHANNEL.may_hold(result)
    if truth is not None:
        assert result == truth


# ---- what stays


@pytest.mark.parametrize(
    "text",
    [
        "\ue826返回",  # an icon and its label
        "\ue826 返回\n\ue81e 首页\n\ue863 设置，",
        "首页\ue863分类\ue81e设置\ue826退出",  # labels in a row are no sentence
        "点击\ue81f按钮，进入设置",  # an icon in a sentence
        "点击\ue600按钮，再点击\ue863按钮，进入设置",
        "\uf8ff Apple",
        "蘋果電腦\uf8ff的標誌",
        "\uf8d7\uf8d0\uf8d7 tlhIngan",  # Klingon
        "icon: \uecd1, \uecd8",
        "\uecd1",
        "中華民國陳\ue000明先生",  # gaiji of a name: rare in HKSCS, and as likely Taiwan's own
        "香港\uecd1人",  # letters of any Chinese text, one character
        "\u30cd\ue6e4\u308b\u3089",  # kana beside gaiji of cp932
        "髙\ue000田様の\uecd1\uecd8",
        "个人\uecd1国\uecd8务",  # no Hong Kong text has these letters
        "// \ue461?\ue5ea????",  # user-defined areas, nobody knows whose
        "SPR????\ue33f???\ue731?",
        # UTF-8 read as cp936: the misreading is what has to be undone
        "\u93b4\u6fc8\ue074\u93c3\u5815\u68ff\u95bf\u6d98\u77c1\u7ed0\u6d9a\u7c8b",
        "\u95c5\u612f\u68cc\u59af\ue044\u609c\u5a4a\u6c2c",
    ],
)
def test_other_private_use_stays(text: str) -> None:
    assert CHANNEL.spans(text, load()) == []


def test_utf8_read_as_cp936_stays() -> None:
    # The second and third byte of 婉 are the cell of U+303E.
    misread = get("cp936").decode("和婉言谢，和婉言谢绝的，和婉".encode()) + "，好"
    assert "\ue7e7" in misread
    assert CHANNEL.spans(misread, load()) == []


def test_a_text_has_one_origin() -> None:
    gb = "南汉皇帝刘\ue863称帝，在位多年。"
    hkscs = "佢\ue5a2\uecd1\uecb1\uecd8度"
    assert len({span[3] for span in CHANNEL.spans(f"{gb}\n{hkscs}", load())}) <= 1


# ---- properties


@given(st.lists(st.sampled_from(CANTONESE), min_size=2, max_size=8, unique=True))
def test_hkscs_comes_back(sentences: list[str]) -> None:
    text = "，".join(sentences) + "。"
    damaged = CHANNEL.apply(text, "big5hkscs")
    assert damaged != text
    assert repaired(damaged) == text


@given(
    st.lists(
        st.one_of(
            st.characters(min_codepoint=0xE000, max_codepoint=0xF8FF),
            st.sampled_from("刘嘅香港的，。\n a\ue863\uecd1\uecd8\u306e\u0304\ud800\U00020087"),
            st.characters(),
        )
    ).map("".join)
)
@settings(max_examples=300)
def test_nothing_raises_and_only_private_use_changes(text: str) -> None:
    for origin in ORIGINS:
        CHANNEL.apply(text, origin)
    spans = CHANNEL.spans(text, load())
    assert CHANNEL.may_hold(text) or not spans
    for start, end, replacement, origin, _ in spans:
        assert all("\ue000" <= c <= "\uf8ff" for c in text[start:end])
        assert replacement == "".join(map(_origin(origin).today.__getitem__, text[start:end]))


@given(st.text(st.characters(max_codepoint=0xDFFF)))
def test_text_without_private_use_is_left_at_once(text: str) -> None:
    assert not CHANNEL.may_hold(text)
    assert CHANNEL.spans(text, load()) == []


@pytest.mark.parametrize("piece", ["\ue000", "香\ue000", "刘\ue863，", "我\uecd8飯\uecd1\n"])
def test_time_is_linear(piece: str) -> None:
    load()
    text = piece * (1_000_000 // len(piece))
    began = time.perf_counter()
    CHANNEL.spans(text, load())
    assert time.perf_counter() - began < 30  # 2 s where it was measured; hours if quadratic
