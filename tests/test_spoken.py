"""The language of a line speaks of its lost characters, where the one before them does not."""

from __future__ import annotations

import pytest

from mojifix.lattice.spoken import Spoken

HANS = "这个选项让您在浏览器里打开文件"
HANT = "這個選項讓您在瀏覽器裡開啟檔案"
JA = "このオプションで開くファイルを選ぶことができます"
KO = "이 옵션을 사용하면 파일을 열 수 있습니다"


@pytest.mark.parametrize(
    "line, own, other",
    [
        (HANS, "国", "國"),
        (HANT, "國", "国"),
        (JA, "発", "发"),
        (JA, "広", "广"),
        (HANS, "发", "発"),
    ],
)
def test_a_form_of_the_lines_own_language_is_likelier(line: str, own: str, other: str) -> None:
    # 中 and 大 are written in all of them, and so leave it open.
    for last in "中大":
        likelier, rarer = Spoken(line).factors(last, [own, other])
        assert likelier > 1.2 * rarer


@pytest.mark.parametrize("line, last", [(KO, "습"), (JA, "の"), (HANS, "这")])
def test_where_the_character_before_says_it_nothing_is_left(line: str, last: str) -> None:
    for c, factor in zip("你國国。", Spoken(line).factors(last, "你國国。")):
        assert factor == pytest.approx(1.0, abs=0.2), c


def test_a_line_of_which_nothing_is_known_says_nothing() -> None:
    for line in ("", "abc 123"):
        assert list(zip("国國の", Spoken(line).factors("x", "国國の"))) == [
            ("国", 1.0),
            ("國", 1.0),
            ("の", 1.0),
        ]


def test_a_long_line_is_as_sure_as_a_float_can_be() -> None:
    likelier, rarer = Spoken(HANS * 500).factors("中", "国國")
    assert likelier > 1 > rarer > 0
