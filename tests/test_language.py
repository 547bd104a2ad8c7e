"""mojifix.language: the table file refuses what is not whole, the model is a distribution."""

from __future__ import annotations

import math
import pathlib
import random
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix._once import once
from mojifix.errors import TableError
from mojifix.language import model as language_model
from mojifix.language.format import FORMAT_VERSION, MAGIC, STEPS, quantise, read, write
from mojifix.language.model import TABLE_NAME, Model, load

SHIPPED = pathlib.Path(language_model.__file__).parent / "tables" / TABLE_NAME
HEADER = 4 + 2 + 2 + 32 + 7 * 4  # bytes, as the docstring of `format` lists them

# Two blocks (U+0000 and from U+0100), two known characters, three pairs: the smallest table that
# has every field, with odd lengths so that the padding matters.
TINY = {
    "range_start": [0, 0x100],
    "range_block": [0, 1],
    "block_cost": [3, 40, 50, 6],
    "block_floor": [120, 200],
    "block_repeat": [55, 19],
    "block_usual": [30, 60],
    "char": [0x61, 0x4E2D],
    "char_cost": [12, 24],
    "char_spread": [6, 7],
    "row_start": [0, 1, 3],
    "pair_second": [0x62, 0x61, 0x56FD],
    "pair_cost": [9, 10, 33],
}
NOTE = "made by hand \u00b7 \u4e2d\u56fd"


def tiny() -> bytes:
    return write(TINY, NOTE)


# ------------------------------------------------------------------------------------- the format
def test_a_table_is_read_back_as_it_was_written() -> None:
    table = read(tiny(), "tiny")
    assert {name: list(getattr(table, name)) for name in TINY} == TINY
    assert table.note == NOTE
    assert table.blocks == 2


def test_a_table_without_characters_is_a_table() -> None:
    empty = {**TINY, "char": [], "char_cost": [], "char_spread": [], "row_start": [0]}
    empty |= {"pair_second": [], "pair_cost": []}
    table = read(write(empty, ""), "empty")
    assert list(table.row_start) == [0]
    assert table.note == ""
    kept = 1 - math.exp(-table.block_repeat[table.range_block[0]] / STEPS)  # what repeats leave
    assert Model(table).pair("a", "b") == pytest.approx((3 + 120) / STEPS - math.log(kept))


@pytest.mark.parametrize("field", [name for name in TINY if name not in ("range_start", "char")])
def test_a_field_of_the_wrong_length_is_not_written(field: str) -> None:
    values = TINY[field]
    with pytest.raises(TableError, match=r"^field \w+ has \d+ items, \d+ wanted$"):
        write({**TINY, field: [*values, values[-1]]}, NOTE)


def refused(data: bytes) -> str:
    """The sentence with which a file is refused; it names the file and says what to do."""
    with pytest.raises(TableError) as caught:
        read(data, "some.mjf")
    sentence = str(caught.value)
    assert sentence.startswith("some.mjf ")
    assert "reinstall mojifix, or rebuild the table with tools/build_tables.py" in sentence
    return sentence


def test_a_table_cut_anywhere_is_refused() -> None:
    whole = tiny()
    for size in range(len(whole)):
        assert ("is damaged" if size >= HEADER else "is not a mojifix table") in refused(
            whole[:size]
        )


def test_a_table_edited_in_any_byte_of_its_contents_is_refused() -> None:
    whole = tiny()
    for at in range(HEADER, len(whole)):
        edited = bytearray(whole)
        edited[at] ^= 0x01
        assert "is damaged: its checksum does not fit its contents" in refused(bytes(edited))


def test_a_table_with_something_behind_it_is_refused() -> None:
    assert "is damaged" in refused(tiny() + b"\0")


@pytest.mark.parametrize("data", [b"", b"MJFT", b"PK\3\4" + bytes(200), b"\x93NUMPY" + bytes(200)])
def test_a_foreign_file_is_refused(data: bytes) -> None:
    assert "is not a mojifix table" in refused(data)


@pytest.mark.parametrize("version", [0, FORMAT_VERSION + 1, 0xFFFF])
def test_another_version_is_refused_by_its_number(version: int) -> None:
    other = bytearray(tiny())
    other[4:6] = struct.pack("<H", version)
    sentence = refused(bytes(other))
    assert f"has format {version}, this mojifix reads {FORMAT_VERSION}" in sentence


def test_the_checksum_of_the_shipped_table_is_the_one_in_its_header() -> None:
    data = SHIPPED.read_bytes()
    assert data[:4] == MAGIC
    assert data[8:40] == struct.pack("<I28x", zlib.crc32(data[HEADER:]))


def test_the_shipped_table_ends_where_its_note_ends_and_names_its_sources() -> None:
    data = SHIPPED.read_bytes()
    table = read(data, TABLE_NAME)
    assert len(table.note) > 100
    assert data.endswith(table.note.encode("utf-8"))
    written = {name: list(getattr(table, name)) for name in TINY}
    assert write(written, table.note) == data


def test_the_shipped_table_is_sorted_where_it_is_searched_by_halves() -> None:
    table = read(SHIPPED.read_bytes(), TABLE_NAME)
    assert table.range_start[0] == 0
    assert list(table.range_start) == sorted(set(table.range_start))
    assert list(table.char) == sorted(set(table.char))
    assert table.row_start[len(table.char)] == len(table.pair_second)
    assert max(table.range_block) < table.blocks
    for first, last in pairwise(table.row_start):
        row = list(table.pair_second[first:last])
        assert row == sorted(set(row))


@pytest.mark.parametrize(
    "nats, byte", [(0.0, 0), (-1.0, 0), (2.75, 33), (255 / STEPS, 255), (1e9, 255)]
)
def test_a_cost_is_a_byte_of_twelfths_of_a_nat(nats: float, byte: int) -> None:
    assert quantise(nats) == byte


def test_a_missing_table_is_an_error_of_mojifix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(language_model, "TABLE_NAME", "missing.mjf")
    with pytest.raises(TableError, match=r"missing\.mjf cannot be read .*reinstall mojifix"):
        once(load.__wrapped__)()


# -------------------------------------------------------------------------------------- the model
def test_the_model_is_read_once() -> None:
    assert load() is load()


def test_the_model_of_a_table_made_by_hand() -> None:
    """Each way to a cost, worked out by hand from TINY in units of 1/STEPS nat."""
    model = Model(read(tiny(), "tiny"))
    assert model.pair("\u4e2d", "\u56fd") * STEPS == pytest.approx(33)  # a pair of the table
    both = math.exp(-19 / STEPS) + math.exp(-(7 + 6 + 24) / STEPS)  # repeated, or come by the block
    assert model.pair("\u4e2d", "\u4e2d") == pytest.approx(-math.log(both))
    assert model.pair("\u4e2d", "\u4e00") * STEPS == pytest.approx(7 + 6 + 200)  # spread, block
    assert model.pair("a", "\u4e2d") * STEPS == pytest.approx(6 + 40 + 24)
    assert model.char("\u4e2d") * STEPS == pytest.approx(40 + 24)  # after a line feed's block
    assert model.usual["\u4e2d"] * STEPS == pytest.approx(60)


# Letters, hanzi of every frequency, kana, hangul, signs and space: characters that have a row.
KNOWN = "\n a0(\u00e9\u00c3\u0431\u03b1\u05d0\u0e01\u3002\uff0c\u2014\u2500"
KNOWN += "\u7684\u4e2d\u9f8d\u7e41\u3042\u30ab\uac00\ud55c"

# Characters that no text of the table begins a pair with.
UNKNOWN = "\0\u0378\u1f16\ue000\ufffe\uffff\ud800\udfff\U0001f600\U00020000\U0010ffff"


def mass(cost: Callable[[str, str], float], before: str) -> float:
    """The sum of P(c | before) over all 0x110000 code points, where `cost` is -log of each.

    The table knows no character beyond the BMP, so that there all of a range cost the same but a
    repeated one; the test below checks that by going through every one of them.
    """
    table = read(SHIPPED.read_bytes(), TABLE_NAME)
    total = math.fsum(math.exp(-cost(before, chr(code))) for code in range(0x10000))
    starts = [*table.range_start, 0x110000]
    for first, last in pairwise(starts):
        first = max(first, 0x10000)
        if first >= last:
            continue
        count = last - first
        if first <= ord(before) < last:
            total += math.exp(-cost(before, before))
            first, count = (first + 1 if first == ord(before) else first), count - 1
        total += count * math.exp(-cost(before, chr(first))) if count else 0.0
    return total


@pytest.mark.parametrize("before", KNOWN, ids=ascii)
def test_after_a_known_character_the_probabilities_sum_to_one(before: str) -> None:
    """Costs are bytes of 1/12 nat, which is 4 % of a probability at most; sums are within 3 %.

    What some characters cost at the most (`ORNAMENT` and the like) comes on top of it.
    """
    by_table = mass(load().of_table, before)
    assert by_table == pytest.approx(1.0, abs=0.04)
    assert by_table <= mass(load().pair, before) < 1.25


def test_the_sum_over_every_code_point_is_what_the_shortcut_says() -> None:
    model = load()
    everything = math.fsum(math.exp(-model.pair("\u7684", chr(c))) for c in range(0x110000))
    assert everything == pytest.approx(mass(model.pair, "\u7684"), rel=1e-9)


@pytest.mark.parametrize("before", UNKNOWN, ids=ascii)
def test_after_an_unknown_character_the_probabilities_are_no_more_than_a_share_off(
    before: str,
) -> None:
    """A row of its own would leave room for the repeated character (20 % of signs, 1 % of letters).

    Without one that share comes on top, and what the astral signs have among themselves (28 % after
    U+1F600) is in no field of the file.
    """
    assert 0.85 < mass(load().of_table, before) < 1.15


@pytest.mark.parametrize(
    "text",
    [
        "\u6211\u4eec\u4eca\u5929\u53bb\u516c\u56ed\u6563\u6b65\u3002",
        "\u6211\u5011\u4eca\u5929\u53bb\u516c\u5712\u6563\u6b65\u3002",
        "\u4eca\u65e5\u306f\u516c\u5712\u3092\u6563\u6b69\u3057\u307e\u3057\u305f\u3002",
        "\uc624\ub298\uc740 \uacf5\uc6d0\uc5d0\uc11c \uc0b0\ucc45\ud588\uc5b4\uc694.",
        "\u0418\u0434\u0451\u0442 \u0434\u043e\u0436\u0434\u044c.",
        "Aujourd'hui nous nous promenons.",
    ],
    ids=["zh-Hans", "zh-Hant", "ja", "ko", "ru", "fr"],
)
def test_text_in_its_order_is_likelier_than_shuffled(text: str) -> None:
    model = load()
    shuffled = random.Random(1)
    for _ in range(20):
        letters = list(text)
        shuffled.shuffle(letters)
        assert "".join(letters) == text or model.cost(text) < model.cost("".join(letters))


def test_clean_text_is_likelier_than_the_same_text_misread() -> None:
    model = load()
    text = "\u8bf7\u628a\u7a97\u6237\u5173\u4e0a"
    assert model.cost(text) + 20 < model.cost(text.encode("gb18030").decode("latin-1"))
    assert model.cost(text) + 20 < model.cost(text.encode("utf-8").decode("latin-1"))
    assert model.cost(text) + 20 < model.cost(text.encode("utf-8").decode("gb18030", "replace"))


def test_a_common_character_is_cheaper_than_a_rare_one_and_that_than_an_unassigned_one() -> None:
    model = load()
    assert model.char("\u7684") < model.char("\u9f98") < model.char("\u2fff")


any_character = st.characters(categories=None)  # lone surrogates and unassigned ones too


@settings(deadline=None, derandomize=True, max_examples=200)
@given(any_character, any_character)
def test_every_pair_of_characters_has_a_finite_cost(a: str, b: str) -> None:
    model = load()
    for cost in (model.pair(a, b), model.char(b), model.usual[b]):
        assert 0 <= cost <= 3 * 255 / STEPS  # spread, step between blocks, share: a byte each
        assert math.isfinite(cost)


@pytest.mark.parametrize("c", UNKNOWN, ids=ascii)
def test_the_oddest_characters_cost_something_anywhere(c: str) -> None:
    model = load()
    for text in (c, c + c, "a" + c, c + "\u4e2d", "\u4e2d" + c + "\n"):
        assert 0 < model.cost(text) < math.inf


@settings(deadline=None, derandomize=True, max_examples=100)
@given(st.text(max_size=40), any_character)
def test_the_cost_of_a_text_is_the_sum_over_its_characters(text: str, before: str) -> None:
    model = load()
    for front in ("", before):
        costs = model.costs(text, front)
        assert len(costs) == len(text)
        assert model.cost(text, front) == pytest.approx(math.fsum(costs))
        prefix = model.prefix(text, front)
        assert len(prefix) == len(text) + 1
        assert prefix[0] == 0.0
        assert prefix[-1] == pytest.approx(math.fsum(costs))


@settings(deadline=None, derandomize=True, max_examples=100)
@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_the_cost_of_two_parts_is_the_cost_of_the_whole(first: str, second: str) -> None:
    model = load()
    parts = model.cost(first) + model.cost(second, before=first[-1])
    assert model.cost(first + second) == pytest.approx(parts)


def test_what_stands_before_counts_and_nothing_before_is_a_line_feed_s_block() -> None:
    model = load()
    assert model.cost("\u56fd", before="\u4e2d") == model.pair("\u4e2d", "\u56fd")
    assert model.cost("\u56fd", before="\u4e2d") < model.cost("\u56fd") == model.char("\u56fd")


def test_an_empty_text_costs_nothing() -> None:
    model = load()
    assert model.cost("") == model.cost("", before="a") == 0.0
    assert model.costs("", before="a") == []
    assert model.prefix("") == [0.0]


def test_excess_is_cost_less_what_is_usual_for_the_block() -> None:
    model = load()
    text = "\u4f60\u597d, \u00c4\u00e3\u00ba\u00c3"
    costs = model.costs(text)
    excess = model.excess(text, costs)
    assert excess == [cost - model.usual[c] for cost, c in zip(costs, text)]
    assert sum(excess[:2]) < 4 < sum(excess[4:])  # nats: the second half is damage


def test_costs_do_not_change_when_the_cache_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E40)))
    expected = Model(read(SHIPPED.read_bytes(), TABLE_NAME)).costs(text)
    monkeypatch.setattr(language_model, "PAIRS_KEPT", 8)
    small = Model(read(SHIPPED.read_bytes(), TABLE_NAME))
    assert small.costs(text) == expected
    assert len(small) <= 8
    assert len(small.usual) <= 8


def test_alone_gives_every_character_of_the_table_once() -> None:
    model = load()
    alone = dict(model.alone())
    assert len(alone) == len(list(model.alone())) > 20_000
    assert alone["\u7684"] < alone["\u9f8d"]
    assert all(len(c) == 1 and 0 < nats < 50 for c, nats in alone.items())


def test_alone_after_a_character_is_its_block_and_what_nobody_knows_of() -> None:
    model = load()
    for c, nats in list(model.alone("\n"))[::500]:
        assert nats == pytest.approx(model.char(c))
