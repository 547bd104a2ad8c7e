"""Rounds: what a repair uncovers is repaired by the same call, and told as one diagnosis."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mojifix
from mojifix.result import Diagnosis, Finding
from mojifix.search import engine, line, rounds
from mojifix.search.repair import Repair
from mojifix.search.rounds import joined, leaves_some, until_quiet
from strategies import diagnoses


@given(diagnoses(), st.data())
@settings(max_examples=300, deadline=None)
def test_two_rounds_are_one_diagnosis(first: Diagnosis, data: st.DataObject) -> None:
    text = first.text
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=8).map(sorted))
    more = [
        Finding(start, end, text[start:end], data.draw(st.text("cd", max_size=5)), "misread")
        for start, end in zip(cuts[::2], cuts[1::2])
    ]
    both = joined(first, [finding for finding in more if finding.repaired != finding.original])
    assert both.original == first.original
    assert both.text == Diagnosis(text, more).text
    assert both.undo() == first.original


def test_what_a_repair_uncovers_is_repaired_too() -> None:
    """Each round sees one more; a fifth is not begun."""

    def again(text: str) -> Diagnosis:
        at = text.find("a")
        return Diagnosis(text, [Finding(at, at + 1, "a", "b", "misread")] if at >= 0 else [])

    diagnosis = until_quiet(again("xaxaxaxaxa"), again)
    assert diagnosis.text == "xbxbxbxbxa"
    assert [f.start for f in diagnosis.findings] == [1, 3, 5, 7]
    clean = Diagnosis("xx")
    assert until_quiet(clean, again) is clean


def test_a_second_repair_finds_nothing() -> None:
    """Text damaged in two ways in one word: the rest shows when the first is repaired."""
    most, rest = "\u8fd9\u91cc\u6709\u4e00\u4e2a\u7b80\u5355\u7684", "\u5b9e\u4f8b\u3002"
    broken = mojifix.damage(most, written="gb18030", read="latin-1")
    broken += mojifix.damage(rest, written="gb18030", read="utf-8-else-latin-1")
    diagnosis = mojifix.diagnose(broken)
    assert (diagnosis.text, diagnosis.undo()) == (most + rest, broken)
    assert diagnosis == mojifix.Diagnosis.from_json(diagnosis.to_json())
    repaired = diagnosis.text
    assert mojifix.fix(repaired) is repaired


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that are searched while a test runs, each as often as it is."""
    found: list[str] = []
    best = line.Lines._best

    def noted(lines: line.Lines, text: str) -> list[Repair]:
        found.append(text)
        return best(lines, text)

    monkeypatch.setattr(line.Lines, "_best", noted)
    return found


def test_what_was_searched_in_vain_is_not_searched_anew(searched: list[str]) -> None:
    """Not for each of two lines that are alike, nor in the round after the first.

    Such lines are slow, and a text with some of them took ten seconds.
    """
    vain = " ?\u627c????????\u8a7b?"  # what UTF-8 can have been in Big5, at a price
    damaged = mojifix.damage("\u9019\u88e1\u6709\u4e00\u500b", written="big5", read="latin-1")
    repaired = mojifix.fix("\n".join([vain, damaged + "\xb7", vain, damaged, vain]))
    assert repaired.count(vain) == 3
    # Once by itself, and once for what was seen in the others.
    assert 1 <= searched.count(vain) <= 2


def test_a_column_that_was_misread_is_asked_for_its_own_channel_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each row was searched for all channels: twenty of a table took half a second."""
    asked: dict[str, set[int]] = {}
    best = line.Lines._best

    def noted(lines: line.Lines, text: str) -> list[Repair]:
        asked.setdefault(text, set()).add(len(lines.readers.channels))
        return best(lines, text)

    monkeypatch.setattr(line.Lines, "_best", noted)
    names = ("\u738b\u5c0f\u660e", "\u9673\u7f8e\u73b2", "\u6797\u5927\u6210")
    street = "\u5317\u4eac\u5e02\u671d\u9633\u533a\u5efa\u56fd\u8def"
    misread = mojifix.damage(street, written="utf-8", read="latin-1")
    rows = [f"{n},{names[n % 3]},{{}} {n}" for n in range(20)]
    damaged = [row.format(misread) for row in rows]
    assert mojifix.fix("\n".join(damaged)) == "\n".join(row.format(street) for row in rows)
    assert asked[damaged[-1]] == {1}


def test_lines_that_no_look_picks_are_tried_for_utf_8() -> None:
    """Russian that KOI8-R read as Cyrillic, line after line of letters that are all usual."""
    clean = (
        "\u0421\u0441\u044b\u043b\u043a\u0430 \u043d\u0430 \u044d\u0442\u0443",
        "\u0418\u0441\u043b\u0430\u043d\u0434\u0441\u043a\u0438\u0439",
        "\u041e\u0442\u043c\u0435\u043d\u0438\u0442\u044c",
        "\u0438\u0437\u043c\u0435\u043d\u0435\u043d\u0438\u044f",
        "\u0412\u044b\u0431\u0435\u0440\u0438\u0442\u0435",
        "\u0441\u0442\u0440\u0430\u043d\u0438\u0446\u0443",
        "\u041f\u0440\u043e\u0448\u0435\u0434\u0448\u0438\u0435 7",
        "\u0418\u0441\u043a\u043b\u044e\u0447\u0435\u043d\u0438\u0435",
    )
    text = "\n".join(clean * 3)
    assert mojifix.fix(mojifix.damage(text, written="utf-8", read="koi8-r")) == text
    assert mojifix.fix(text) is text


def test_of_lines_that_are_alike_one_is_searched(searched: list[str]) -> None:
    """A log has the same line a thousand times: this one took a second for each 300."""
    named = "\u951f\u65a4\u62f7 hello"  # beyond repair, which is found each time
    diagnosis = mojifix.diagnose("\n".join(500 * [named]))
    assert len(diagnosis.findings) == 500
    assert searched.count(named) == 1


def test_escapes_beside_escapes_are_undone_at_once() -> None:
    """The first look is sure of two words, which makes the third one cheaper."""
    text = (
        "Tato jednotka regeneruje, tak&#143;&#171;&#246;e je l&#143;&#171;&#177;&#143;&#171;&#173;"
        "ena stejn&#143;&#171;&#181;, jako kdyby byla neust&#143;&#171;&#161;le ve vesnici."
    )
    repaired = mojifix.fix(text)
    assert repaired != text
    assert mojifix.fix(repaired) == repaired


def test_who_is_looked_at_again() -> None:
    def found(text: str, kind: str = "misread") -> Diagnosis:
        """The diagnosis that every X should have been a hanzi."""
        places = [at for at, c in enumerate(text) if c == "X"]
        return Diagnosis(text, [Finding(at, at + 1, "X", "\u4e00", kind) for at in places])

    for text in ("\u4e00\n X \n\u4e00", "aXb", "X X\n", "\u4e00"):
        assert not leaves_some(found(text)), text
    for text in ("\u4e00X", "X\u4e00", "X \u4e00 X", "X\nX \u4e00", "a\n\u4e00 X\nX"):
        assert leaves_some(found(text)), text
    assert leaves_some(found("aXb", "latin"))
    assert leaves_some(found("aXb", "escaped"))
    assert rounds.ROUNDS > 1


def test_noise_is_not_looked_at_again_and_a_long_line_is() -> None:
    """One line of a long text is all of it: how much of it is odd counts, not that it is."""
    choose = random.Random(1)
    noise = "".join(chr(choose.randrange(0xA0, 0x100)) for _ in range(4000))
    clean = (
        "\u4eca\u65e5\u306e\u4f1a\u8b70\u306f\u5ef6\u671f\u3055\u308c\u307e\u3057\u305f\u3002" * 200
    )
    assert not engine._mostly_calm(noise)
    assert engine._mostly_calm(clean + "\u655d\u9f4e\u9b31\u8f5f" + clean)


def test_a_long_line_that_was_damaged_in_two_ways_takes_one_call() -> None:
    clean = "The meeting of today was put off until next week. " * 60
    two = "\xd5\xe2\xc0\xef\xd3\xd0\xd2\xbb\xb8\xf6\xbc\xf2\xb5\xa5\xb5\xc4\u02b5\xc0\xfd\xa1\xa3"
    once = mojifix.fix(clean + two + clean)
    assert once != clean + two + clean
    assert mojifix.fix(once) is once
