"""What can be named and not undone, byte order marks, and lines that are to be left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mojifix import Options, diagnose, fix, is_damaged
from mojifix.channels.beyond import BeyondRepair, holds_lost
from mojifix.channels.bom import READERS, ByteOrderMark

LOST = "\ufffd" * 4
GB = "\u00c7\u00eb\u00b0\u00d1\u00b4\u00b0\u00bb\u00a7\u00b9\u00d8\u00c9\u00cf"  # six hanzi


def kinds(text: str) -> list[str]:
    return [finding.kind for finding in diagnose(text).findings]


@pytest.mark.parametrize("reader", ["gbk", "cp949", "big5", "euc_jp", "cp1251", "cp437"])
def test_saved_replacement_characters_are_known_in_every_reader(reader: str) -> None:
    text = LOST.encode().decode(reader, "ignore")
    assert holds_lost(text)
    diagnosis = diagnose(f"x = '{text}'")
    assert diagnosis.text in (f"x = '{text}'", f"x = '{LOST}'")
    assert "lost-twice" in kinds(f"x = '{text}'") or LOST in diagnosis.text


@pytest.mark.parametrize("second", ["cp1252", "latin-1", "gbk"])
def test_and_misread_once_more(second: str) -> None:
    once = LOST.encode().decode("gbk")
    twice = once.encode().decode(second, "ignore")
    assert kinds(f"# {twice}") == ["lost-twice"]
    assert fix(f"# {twice}") == f"# {twice}"


def test_damage_beside_a_place_beyond_repair_is_repaired() -> None:
    lost = LOST.encode().decode("gbk")
    text = f"{GB} | {lost}"
    assert fix(text) == f"\u8bf7\u628a\u7a97\u6237\u5173\u4e0a | {lost}"
    assert kinds(text) == ["misread", "lost-twice"]


@pytest.mark.parametrize(
    "text",
    [
        *[
            "\u70eb\u70eb\u7684",
            "really???",
            "what?? no!",
            "\u5360\u6709",
            "a ? b : c",
            "??=",
            "????",
        ],
        "Wer hat das gesagt???? Ich???",
    ],
    ids=ascii,
)
def test_ordinary_text_is_not_named(text: str) -> None:
    assert not is_damaged(text)


def test_a_place_has_a_sentence_and_its_kind_can_be_switched_off() -> None:
    text = "name: \u5c6f\u5c6f\u5c6f\u5c6f"
    (finding,) = diagnose(text).findings
    assert finding.kind == "debug-fill"
    assert finding.repaired == finding.original
    assert "program" in finding.note
    assert "beyond repair" in diagnose(text).headline()
    assert not diagnose(text, options=Options(channels=("misread",))).findings
    assert diagnose(text, options=Options(channels=("beyond-repair",))).findings


def test_places_are_apart_and_in_order() -> None:
    text = ("\ufffd\ufffd a \ufffd" + "\u70eb" * 5 + "\n") * 50
    places = BeyondRepair().marks(text)
    assert len(places) >= 100
    assert all(a.end <= b.start for a, b in pairwise(places))


# ------------------------------------------------------------------------------- byte order marks
@pytest.mark.parametrize("reader", READERS)
def test_a_misread_mark_is_removed_at_the_start(reader: str) -> None:
    channel = ByteOrderMark()
    tried = 0
    for text in ("import os", "{}", "name,city", "<a>"):
        damaged = channel.apply(text, reader=reader)
        if damaged is not None:
            tried += 1
            assert fix(damaged) == text
            assert fix("x" + damaged) != "x" + text  # at the start only
    assert tried or reader in ("cp949", "big5hkscs", "cp932")


def test_a_true_mark_stays() -> None:
    text = "\ufeffimport os"
    assert fix(text) is text


# ------------------------------------------------------------------------------------- left alone
def test_a_marked_line_is_left_alone() -> None:
    assert fix(f"a = '{GB}'  # mojifix: ignore") == f"a = '{GB}'  # mojifix: ignore"
    text = f"a = '{GB}'\nb = '{GB}'  # mojifix: ignore\n{LOST}  mojifix: ignore\n"
    assert kinds(text) == ["misread"]
    assert fix(text).split("\n")[1] == text.split("\n")[1]


def test_a_line_about_mojibake_keeps_its_example() -> None:
    short = GB[:4]
    assert fix(f"\u4e71\u7801: {short}") == f"\u4e71\u7801: {short}"
    assert fix(f"a: {short}") == "a: \u8bf7\u628a"
    assert fix(f"\u4e71\u7801: {GB * 2}") != f"\u4e71\u7801: {GB * 2}"  # a sentence is damaged
