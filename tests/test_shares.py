"""The table of languages by character: readable, guarded against edits, and a distribution."""

from __future__ import annotations

import math
import pathlib
import sys

import pytest

from mojifix.errors import TableError
from mojifix.language import file, shares

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "src" / "mojifix" / "language" / "tables" / shares.TABLE_NAME
sys.path.insert(0, str(ROOT / "tools"))

import build_shares  # noqa: E402

SMALL = {"国": [0.5, 0.0, 0.5, 0.0], "國": [0.0, 1.0, 0.0, 0.0], "の": [0.0, 0.0, 1.0, 0.0]}


def test_the_shipped_table_is_read_once() -> None:
    assert shares.load() is shares.load()
    assert len(shares.load()) > 5_000


@pytest.mark.parametrize(
    "c, language",
    [
        ("们", "zh-Hans"),
        ("剑", "zh-Hans"),
        ("們", "zh-Hant"),
        ("辦", "zh-Hant"),
        ("の", "ja"),
        ("図", "ja"),
        ("々", "ja"),
        ("는", "ko"),
    ],
)
def test_a_character_of_one_language_speaks_for_it(c: str, language: str) -> None:
    table = shares.load()
    assert table.log_share(c, language) > -0.2
    assert all(table.log_share(c, other) < -2 for other in shares.LANGUAGES if other != language)


@pytest.mark.parametrize("c", ["国", "快", "人", "、", "咖", "訓"])
def test_the_shares_of_a_character_add_up_to_one(c: str) -> None:
    table = shares.load()
    total = sum(math.exp(table.log_share(c, language)) for language in shares.LANGUAGES)
    assert 0.75 < total < 1.3  # quantised


@pytest.mark.parametrize("c", ["a", "é", "?", "\ue000", "\U00020000", "\ufffd"])
def test_what_no_table_knows_says_nothing(c: str) -> None:
    table = shares.load()
    for language in shares.LANGUAGES:
        assert table.log_share(c, language) == -math.log(len(shares.LANGUAGES))
        assert table.ratio(c, language) == 0.0
    assert table.cost(c) == 0.0
    assert table.cost("") == 0.0


@pytest.mark.parametrize(
    "one, other",
    [
        ("ネイティブな色で表示する", "ネイティブな咖で表示する"),
        ("请按住可快咨询或查询", "请按住可辦咨询或查询"),
        ("請按住可辦理諮詢", "請按住可办理諮詢"),
        ("이 근처에 우체국이", "이 근처에 扼체국이"),
    ],
)
def test_a_text_in_one_language_costs_less(one: str, other: str) -> None:
    table = shares.load()
    assert table.cost(one) + 2.0 < table.cost(other)


def test_a_text_may_be_said_to_be_in_some_languages_only() -> None:
    table = shares.load()
    assert table.cost("課越尉", ("ko",)) > table.cost("課越尉") + 2.0
    assert table.cost("문자", ("ko",)) < table.cost("문자")
    assert table.cost("문자", shares.LANGUAGES) == table.cost("문자")


def test_a_strange_character_costs_by_the_language_of_another_text() -> None:
    table = shares.load()
    costs = table.strange("剑の国", "これは日本語の文です")
    assert costs[0] > 2.0
    assert costs[1] == 0.0
    assert costs[2] < costs[0]
    assert table.strange("剑の国", "这是我们的句子")[0] == 0.0


def test_ratios_are_kept_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "KEPT", 2)
    table = shares.read(shares.write(SMALL, "small"))
    assert table.ratio("国國の国", "ja") == pytest.approx(
        sum(table.log_share(c, "ja") + math.log(4) for c in "国國の国")
    )
    assert all(len(ratio) <= 2 for ratio in table._languages.values())


def test_a_table_is_written_and_read() -> None:
    data = shares.write(SMALL, "sources: \u4e2d")
    table = shares.read(data)
    assert len(table) == len(SMALL)
    assert table.log_share("国", "zh-Hans") == pytest.approx(math.log(0.5), abs=0.5 / shares.STEPS)
    assert table.log_share("國", "zh-Hant") == 0.0
    assert table.log_share("國", "ja") == -shares.MOST / shares.STEPS
    assert file.read(data, shares.MAGIC, shares.FORMAT_VERSION, "x", "y")[1] == "sources: \u4e2d"


@pytest.mark.parametrize("size", [0, 3, 20, 44, 47])
def test_a_truncated_table_is_an_error(size: int) -> None:
    with pytest.raises(TableError, match="reinstall"):
        shares.read(shares.write(SMALL, "small")[:size])


def test_an_edited_table_is_an_error() -> None:
    edited = bytearray(shares.write(SMALL, "small"))
    edited[-1] ^= 1
    with pytest.raises(TableError, match="checksum"):
        shares.read(bytes(edited))
    with pytest.raises(TableError, match="build_shares"):
        shares.read(TABLE.read_bytes()[:-1])


# ---------------------------------------------------------------------------------- the tool
def test_languages_weigh_the_same_however_large() -> None:
    counts = {
        "zh-Hans": {"国": 1000, "们": 1000},
        "zh-Hant": {"國": 10, "們": 10},
        "ja": {"国": 10, "の": 10},
        "ko": {"국": 10, "國": 10, "a": 80},
    }
    found = build_shares.shares(counts)
    assert set(found) == {"国", "们", "國", "們", "の"} if build_shares.LEAST <= 10 else found
    hans, hant, ja, ko = found["国"]
    assert hans == pytest.approx(ja, rel=0.1)
    assert max(hant, ko) < 0.05
    assert sum(found["国"]) == pytest.approx(1.0)


def test_counts_are_read_by_language(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "counts"
    folder.mkdir()
    (folder / "ja.unigram.tsv").write_text("の\t12\n国\t3\n", encoding="utf-8")
    assert build_shares.read_counts(tmp_path, "ja") == {"の": 12, "国": 3}
