"""The table of trigrams: readable, guarded against edits, and right about plain words."""

from __future__ import annotations

import hashlib
import pathlib

import pytest

from mojifix._once import once
from mojifix.errors import TableError
from mojifix.language import trigrams
from mojifix.language.model import load as load_model

TABLE = pathlib.Path(trigrams.__file__).with_name("tables") / trigrams.TABLE_NAME

# Two rows: after AB, C gains 2 nats and all else loses 1; after A\u3042, D loses half a nat.
SMALL = {
    "first": [0x41],
    "first_rows": [2],
    "second": [0x42, 0x3042],
    "row_size": [1, 1],
    "row_rest": [-4, 0],
    "third": [0x43, 0x44],
    "gain": [8, -2],
}


@pytest.fixture(scope="module")
def table() -> trigrams.Trigrams:
    return trigrams.load()


def test_the_shipped_table_is_read_once(table: trigrams.Trigrams) -> None:
    assert trigrams.load() is table
    assert len(table) > 400_000
    assert "text.mjf" in table.note


# Word, and what could stand for its last character in the same two bytes of UTF-8.
@pytest.mark.parametrize(
    "word, wrong",
    [
        ("门票费", "贵"),
        ("默认值", "倽"),
        ("共和国", "囹"),
        ("不知道", "遒"),
        ("的時候", "倕"),
        ("請參閱", "閤"),
        ("使用者", "耄"),
        ("ください", "う"),
        ("しました", "ち"),
        ("ファイル", "ラ"),
        ("습니다", "닢"),
        ("하지만", "맘"),
        ("그리고", "곡"),
        ("은 정말", "많"),
    ],
)
def test_a_word_gains_more_than_its_like(table: trigrams.Trigrams, word: str, wrong: str) -> None:
    a, b, c = word[-3:]
    assert ord(c) >> 6 == ord(wrong) >> 6
    assert table.gain(a, b, c) > 0
    assert table.gain(a, b, c) > table.gain(a, b, wrong)


def test_what_follows_a_lost_character_speaks_of_it(table: trigrams.Trigrams) -> None:
    # An object particle and "use": which of two particles it was shows in the next word.
    assert table.gain("을", " ", "사") > table.gain("은", " ", "사")


def test_a_known_context_makes_the_rest_unlikely(table: trigrams.Trigrams) -> None:
    assert table.gain("습", "니", "가") < -2
    assert table.gain("습", "니", "\U0001f600") < -2


@pytest.mark.parametrize(
    "a, b, c",
    [("a", "b", "c"), ("", "법", "을"), ("", "", "x"), ("습", "니", ""), ("\0", "\0", "\0")],
)
def test_nothing_known_gains_nothing(table: trigrams.Trigrams, a: str, b: str, c: str) -> None:
    assert table.gain(a, b, c) == 0.0


def test_gains_are_each_candidates_gain(table: trigrams.Trigrams) -> None:
    candidates = [chr(code) for code in range(0xC740, 0xC780)] + ["\n", "\U00020000"]
    for a, b in ("방법", "하지", "ab", "\U00020000중"):
        assert table.gains(a, b, candidates) == [table.gain(a, b, c) for c in candidates]
    assert table.gains("하", "지", []) == []


@pytest.mark.parametrize("context", ["습니", "共和", "的时", "しま"])
def test_a_row_is_still_a_distribution(table: trigrams.Trigrams, context: str) -> None:
    # Over all that a bigram allows, P(c | a b) must add up to about 1 (steps of a quarter nat).
    from math import exp

    model = load_model()
    a, b = context
    codes = [*range(0x20, 0x7F), *range(0x3000, 0xA000), *range(0xAC00, 0xD7A4)]
    total = sum(exp(table.gain(a, b, chr(c)) - model.pair(b, chr(c))) for c in codes)
    assert 0.8 < total < 1.2


def test_rows_asked_for_are_forgotten_in_time() -> None:
    table = trigrams.read(trigrams.write(SMALL, "two rows"))
    for code in range(0x4E00, 0x4E00 + trigrams.ROWS_KEPT + 10):
        table.gain(chr(code), "B", "C")
    assert len(table._rows) <= trigrams.ROWS_KEPT
    assert table.gain("A", "B", "C") == 2.0


def test_a_table_comes_back_as_it_was_written() -> None:
    table = trigrams.read(trigrams.write(SMALL, "sources: \u4e2d"))
    assert (len(table), table.note) == (2, "sources: \u4e2d")
    assert table.gains("A", "B", "CD") == [2.0, -1.0]
    assert table.gains("A", "\u3042", "CD") == [0.0, -0.5]


def test_the_bytes_of_a_table_are_stable() -> None:
    # Another digest means another format: count FORMAT_VERSION up.
    data = trigrams.write(SMALL, "two rows")
    assert hashlib.sha256(data).hexdigest() == (
        "d7b47435186a014407098e69ff7b4f3479d605c92ca88fc13119a835f3ee7784"
    )


@pytest.mark.parametrize("field", list(SMALL))
def test_fields_that_do_not_fit_are_refused(field: str) -> None:
    with pytest.raises(TableError):
        trigrams.write(SMALL | {field: [*SMALL[field], 1]}, "")


@pytest.mark.parametrize("size", [0, 3, 40, 55, 60])
def test_a_cut_table_raises(size: int) -> None:
    with pytest.raises(TableError):
        trigrams.read(trigrams.write(SMALL, "two rows")[:size])


def test_a_cut_shipped_table_raises() -> None:
    with pytest.raises(TableError, match="checksum"):
        trigrams.read(TABLE.read_bytes()[:-1])


def test_any_edited_byte_raises() -> None:
    data = trigrams.write(SMALL, "two rows")
    for at in [*range(6), *range(8, 12), *range(40, len(data))]:  # the rest is reserved
        edited = bytearray(data)
        edited[at] ^= 1
        with pytest.raises(TableError):
            trigrams.read(bytes(edited))


def test_another_version_is_named() -> None:
    data = bytearray(trigrams.write(SMALL, ""))
    data[4] = 9
    with pytest.raises(TableError, match="format 9"):
        trigrams.read(bytes(data))


def test_a_missing_table_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trigrams, "TABLE_NAME", "nowhere.mjf")
    with pytest.raises(TableError, match="reinstall"):
        once(trigrams.load.__wrapped__)()


def test_the_characters_that_tell_something_after_another() -> None:
    table = trigrams.load()
    for a in ("\u7684", "\u3066", "\uc2b5", "x", "\0", "\U00020000"):
        seconds = table.seconds(a)
        assert list(seconds) == sorted(seconds)
        for b in {*seconds[:20], *"\u7684\u4e00x\n\0\U00020000"}:
            assert table.tells(a, b) == (b in seconds)
            assert table.tells(a, b) or not any(table.gains(a, b, "\u7684\u3066\uc2b5x\0"))
