"""The table of four-grams: readable, guarded against edits, bound to its trigrams."""

from __future__ import annotations

import hashlib
import pathlib

import pytest

from mojifix._once import once
from mojifix.errors import TableError
from mojifix.language import fourgrams, trigrams

TABLE = pathlib.Path(fourgrams.__file__).with_name("tables") / fourgrams.TABLE_NAME

# Three trigrams: ABC with 2 nats, ABD with 1, BCE with half a nat.
TRIGRAMS = trigrams.write(
    {
        "first": [0x41, 0x42],
        "first_rows": [1, 1],
        "second": [0x42, 0x43],
        "row_size": [2, 1],
        "row_rest": [-4, -2],
        "third": [0x43, 0x44, 0x45],
        "gain": [8, 4, 2],
    },
    "",
)

# After ABC, E gains another nat, F loses a quarter and all else loses 3; after BCE, A gains 2.
SMALL = {"row_size": [2, 0, 1], "row_rest": [-12, -4], "fourth": [0x45, 0x46, 0x41]}
SMALL["gain"] = [4, -1, 8]


def small(**changed: list[int]) -> bytes:
    over = trigrams.read(TRIGRAMS)
    return fourgrams.write(SMALL | changed, over.checksum, "sources: \u4e2d")


def read(data: bytes) -> fourgrams.Fourgrams:
    return fourgrams.read(data, trigrams.read(TRIGRAMS))


@pytest.fixture(scope="module")
def table() -> fourgrams.Fourgrams:
    return fourgrams.load()


def test_the_shipped_table_is_read_once(table: fourgrams.Fourgrams) -> None:
    assert fourgrams.load() is table
    assert table.trigrams is trigrams.load()
    assert len(table) > 200_000
    assert "trigrams.mjf" in table.note


@pytest.mark.parametrize("word", ["업데이트", "人民法院", "インターネ", "プログラム", "ありました"])
def test_a_longer_context_tells_more(table: fourgrams.Fourgrams, word: str) -> None:
    *context, d = word[-4:]
    by_three = table.trigrams.gain(context[1], context[2], d)
    assert table.gains("".join(context), [d])[0] > by_three


@pytest.mark.parametrize("context", ["abc", "\0\0\0", "\0습니", "\U00020000습니", "一\u3042힣"])
def test_an_unknown_context_is_left_to_trigrams(table: fourgrams.Fourgrams, context: str) -> None:
    candidates = list("다까\n의x")
    _, b, c = context
    assert table.gains(context, candidates) == table.trigrams.gains(b, c, candidates)
    assert table.gains(context, []) == []


def test_gains_are_added_to_those_of_trigrams() -> None:
    table = read(small())
    assert (len(table), table.note) == (3, "sources: \u4e2d")
    # B C: E gains 0.5, all else loses 0.5.
    assert table.gains("ABC", "EFA") == [1.5, -0.75, -3.5]
    assert table.gains("BCE", "AB") == [2.0, -1.0]
    assert table.gains("ABD", "AB") == [0.0, 0.0]


@pytest.mark.parametrize("context", ["ABC", "ABD", "XBC", "XYC", "BCE", "\0\0A", "\0BC", "XAB"])
def test_a_shorter_context_tells_as_much(context: str) -> None:
    table = read(small())
    shortest = table.shortest(context)
    assert table.shortest(shortest) == shortest
    assert shortest.lstrip(fourgrams.NOTHING) == context[3 - len(shortest.strip("\0")) :]
    for c in "ABCDEF":  # the next character, and the one after it
        assert table.gains(context, "ABCDEF") == table.gains(shortest, "ABCDEF")
        after, short = context[1:] + c, shortest[1:] + c
        assert table.gains(after, "ABCDEF") == table.gains(short, "ABCDEF")


def test_what_is_left_out_of_a_context() -> None:
    table = read(small())
    contexts = ("ABC", "ABD", "XBC", "XYC", "XAB")
    assert [*map(table.shortest, contexts)] == ["ABC", "\0\0D", "\0BC", "\0\0C", "\0AB"]


def test_what_goes_on_after_two_characters(table: fourgrams.Fourgrams) -> None:
    assert read(small()).going_on("AB", "CDE") == ([2.0, 1.0, -1.0], [0])
    assert read(small()).going_on("XY", "CDE") == ([0.0, 0.0, 0.0], [])
    candidates = "니다까의습"
    gains, places = table.going_on("\uc2b5\ub2c8", candidates)
    assert gains == table.trigrams.gains("\uc2b5", "\ub2c8", candidates)
    assert places
    for at, c in enumerate(candidates):
        context = "\uc2b5\ub2c8" + c
        assert (table.shortest(context) == context) == (at in places)


def test_rows_are_found_behind_whole_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fourgrams, "BLOCK", 1)
    table = read(small())
    assert table.gains("ABC", "E") == [1.5]
    assert table.gains("BCE", "A") == [2.0]


def test_rows_asked_for_are_forgotten_in_time() -> None:
    table = read(small())
    for code in range(0x4E00, 0x4E00 + trigrams.ROWS_KEPT + 10):
        table.gains(f"{chr(code)}BC", "E")
    assert len(table._rows) <= trigrams.ROWS_KEPT
    assert table.gains("ABC", "E") == [1.5]


def test_the_bytes_of_a_table_are_stable() -> None:
    # Another digest means another format: count FORMAT_VERSION up.
    assert (
        hashlib.sha256(small()).hexdigest()
        == "e27f7cbac917a80475499465e212895359879e0fd37d6ad65a1310a63aa11c8f"
    )


@pytest.mark.parametrize("field", list(SMALL))
def test_fields_that_do_not_fit_are_refused(field: str) -> None:
    with pytest.raises(TableError):
        small(**{field: [*SMALL[field], 1]})


def test_other_trigrams_are_refused() -> None:
    with pytest.raises(TableError, match="another table of trigrams"):
        fourgrams.read(small(), trigrams.load())


@pytest.mark.parametrize("size", [0, 3, 40, 55, 60])
def test_a_cut_table_raises(size: int) -> None:
    with pytest.raises(TableError):
        read(small()[:size])


def test_a_cut_shipped_table_raises() -> None:
    with pytest.raises(TableError, match="checksum"):
        fourgrams.read(TABLE.read_bytes()[:-1], trigrams.load())


def test_any_edited_byte_raises() -> None:
    data = small()
    for at in [*range(6), *range(8, 12), *range(40, len(data))]:  # the rest is reserved
        edited = bytearray(data)
        edited[at] ^= 1
        with pytest.raises(TableError):
            read(bytes(edited))


def test_a_missing_table_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fourgrams, "TABLE_NAME", "nowhere.mjf")
    with pytest.raises(TableError, match="reinstall"):
        once(fourgrams.load.__wrapped__)()
