"""`Step`, `Finding`, `Diagnosis`: values, exactness of undo, JSON, and what a person reads."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mojifix import Diagnosis, Finding, ResultError, Step, UnknownCodec
from mojifix.result import KINDS, visible

DAMAGED = "ok\n\u00c4\u00e3\u00ba\u00c3!\nend"  # GB18030 of two hanzi, read as Latin-1
TWO_HANZI = "\u4f60\u597d"


def one(**changed: object) -> Finding:
    fields: dict[str, object] = {
        "start": 3,
        "end": 7,
        "original": DAMAGED[3:7],
        "repaired": TWO_HANZI,
        "kind": "misread",
        "steps": (Step("gb18030", "latin-1"),),
        "confidence": 0.998,
        "evidence": 31.5,
        "lost_bytes": 0,
        "note": "",
    }
    return Finding(**{**fields, **changed})  # type: ignore[arg-type]


@st.composite
def diagnoses(draw: st.DrawFn) -> Diagnosis:
    """Any text, with any non-overlapping findings in it, empty ones and lone surrogates too."""
    text = draw(st.text(max_size=40))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    findings = []
    for start, end in zip(cuts[::2], cuts[1::2]):
        steps = draw(st.sampled_from([(), (Step("utf-8", "cp936"),)]))
        repaired = draw(st.text(max_size=6))
        kind = draw(st.sampled_from(KINDS))
        findings.append(Finding(start, end, text[start:end], repaired, kind, steps, 0.5, -1.25))
    return Diagnosis(text, findings)


def test_repairs_and_undoes() -> None:
    diagnosis = Diagnosis(DAMAGED, [one()])
    assert diagnosis.text == f"ok\n{TWO_HANZI}!\nend"
    assert diagnosis.changed
    assert diagnosis.findings[0].changed
    assert diagnosis.undo() == DAMAGED


def test_clean_text_is_the_same_object() -> None:
    text = "nothing ever happened here, " * 3
    diagnosis = Diagnosis(text)
    assert diagnosis.text is text
    assert diagnosis.undo() is text
    assert not diagnosis.changed
    assert str(diagnosis) == "nothing to repair"


def test_damage_beyond_repair_leaves_the_same_object() -> None:
    diagnosis = Diagnosis(DAMAGED, [one(repaired=DAMAGED[3:7], note="fetch it again")])
    assert diagnosis.text is DAMAGED
    assert not diagnosis.changed
    assert not diagnosis.findings[0].changed
    assert "beyond repair" in str(diagnosis)
    assert "fetch it again" in str(diagnosis)


@given(diagnoses())
def test_undo_is_exact(diagnosis: Diagnosis) -> None:
    assert diagnosis.undo() == diagnosis.original


@given(diagnoses())
def test_json_and_pickle_round_trip(diagnosis: Diagnosis) -> None:
    assert Diagnosis.from_json(diagnosis.to_json()) == diagnosis
    assert Diagnosis.from_dict(json.loads(json.dumps(diagnosis.to_dict()))) == diagnosis
    again = pickle.loads(pickle.dumps(diagnosis))
    assert again == diagnosis
    assert hash(again) == hash(diagnosis)


def test_json_with_a_lone_surrogate_can_be_stored() -> None:
    diagnosis = Diagnosis("a\ud800b", [Finding(0, 1, "a", "b", "misread")])
    written = diagnosis.to_json()
    assert Diagnosis.from_json(written.encode("utf-8")) == diagnosis


def test_json_keeps_letters_readable() -> None:
    assert TWO_HANZI in Diagnosis(DAMAGED, [one()]).to_json()


def test_names_read_from_json_become_canonical() -> None:
    data = one().to_dict()
    data["steps"][0]["read"] = "ISO-8859-1"
    assert Finding.from_dict(data) == one()


def test_unknown_codec_in_json() -> None:
    data = one().to_dict()
    data["steps"][0]["read"] = "latin-x"
    with pytest.raises(UnknownCodec, match="latin-x"):
        Finding.from_dict(data)


@pytest.mark.parametrize(
    "changed, message",
    [
        ({"end": 8}, "cannot stand at 3 to 8"),
        ({"start": -1}, "start is a whole number from 0 up, not -1"),
        ({"start": 7, "end": 3}, "cannot stand at 7 to 3"),
        ({"kind": "missread"}, "did you mean 'misread'"),
        ({"confidence": 1.5}, "between 0 and 1"),
        ({"confidence": float("nan")}, "between 0 and 1"),
    ],
)
def test_a_finding_that_contradicts_itself(changed: dict[str, object], message: str) -> None:
    with pytest.raises(ResultError, match=message):
        one(**changed)


WRONG: list[tuple[str, object, str]] = [
    ("note", ["x"], "note is a str, not a list"),
    ("original", None, "original is a str"),
    ("repaired", 1, "repaired is a str"),
    ("kind", ["misread"], "kind is a str"),
    ("start", "3", "start is a whole number from 0 up, not '3'"),
    ("end", 7.0, "end is a whole number"),
    ("evidence", float("nan"), "evidence is a finite number, not nan"),
    ("evidence", float("inf"), "evidence is a finite number"),
    ("evidence", "x", "evidence is a finite number"),
    ("evidence", True, "evidence is a finite number"),
    ("lost_bytes", -1, "lost_bytes is a whole number from 0 up, not -1"),
    ("lost_bytes", "x", "lost_bytes is a whole number"),
    ("confidence", True, "a confidence lies between 0 and 1, not at True"),
    ("confidence", "x", "a confidence lies between 0 and 1"),
    ("steps", None, "steps is a list, not a NoneType"),
    ("steps", ["x"], "a step is a dict as to_dict makes it, not a str"),
    ("steps", [{"written": "utf-8"}], "no step of mojifix: it has no 'read'"),
    ("steps", [{"written": "utf-8", "read": 1, "errors": "strict"}], "read is a str"),
    ("steps", [{"written": "utf-8", "read": "gbk", "errors": "y"}], "unknown way of losing bytes"),
    ("guesses", {"at": 0}, "guesses is a list"),
    ("guesses", [{"at": 0}], "no guess of mojifix: it has no 'character'"),
]
GUESS = {"at": 0, "character": "x", "confidence": 0.5, "alternatives": []}
WRONG += [
    ("guesses", [GUESS | {"at": "0"}], "at is a whole number"),
    ("guesses", [GUESS | {"character": 7}], "character is a str"),
    ("guesses", [GUESS | {"confidence": None}], "a confidence lies between"),
    ("guesses", [GUESS | {"alternatives": ["x"]}], "an alternative is"),
    ("guesses", [GUESS | {"alternatives": [["x", 2]]}], "a confidence lies between"),
    ("guesses", [GUESS | {"at": 2}], "no character of 2 is guessed at 2"),
]


@pytest.mark.parametrize("field, value, message", WRONG)
def test_a_field_that_cannot_be_what_it_is_to_be(field: str, value: object, message: str) -> None:
    data = Diagnosis(DAMAGED, [one()]).to_dict()
    data["findings"][0][field] = value
    with pytest.raises(ResultError, match=message):
        Diagnosis.from_dict(data)
    del data["findings"][0][field]
    with pytest.raises(ResultError, match=f"no finding of mojifix: it has no '{field}'"):
        Diagnosis.from_dict(data)


def test_findings_made_by_hand_are_checked_as_well() -> None:
    with pytest.raises(ResultError, match="a step is a Step, not a tuple"):
        one(steps=[("utf-8", "gbk")])
    with pytest.raises(ResultError, match="a guess is a Guess, not a str"):
        one(guesses=["x"])
    with pytest.raises(ResultError, match="a finding is a Finding, not a dict"):
        Diagnosis(DAMAGED, [one().to_dict()])  # type: ignore[list-item]
    with pytest.raises(ResultError, match="original is a str, not a bytes"):
        Diagnosis(DAMAGED.encode())  # type: ignore[arg-type]


def test_a_step_has_the_names_of_codecs() -> None:
    assert Step("GBK", "ISO-8859-1") == Step("cp936", "latin-1")
    with pytest.raises(UnknownCodec, match="'nope'"):
        Step("nope", "latin-1")
    with pytest.raises(ResultError, match="unknown way of losing bytes 'ignored'; did you mean"):
        Step("gbk", "latin-1", "ignored")


@pytest.mark.parametrize("no_json", [None, 7, {}])
def test_what_is_no_json_by_its_type(no_json: object) -> None:
    with pytest.raises(TypeError, match=r"from_json\(\) takes str or bytes, not"):
        Diagnosis.from_json(no_json)  # type: ignore[arg-type]


def test_a_finding_that_does_not_fit_the_text() -> None:
    with pytest.raises(ResultError, match="not what the finding says"):
        Diagnosis("another text", [one()])
    with pytest.raises(ResultError, match="overlap"):
        Diagnosis(DAMAGED, [one(), one()])


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"original": 1, "findings": []}', "null", "[" * 99_999]
)
def test_json_that_is_no_diagnosis(text: str) -> None:
    with pytest.raises(ResultError):
        Diagnosis.from_json(text)


def test_json_whose_text_was_edited() -> None:
    edited = Diagnosis(DAMAGED, [one()]).to_dict() | {"text": "something else"}
    with pytest.raises(ResultError, match="not what the findings make"):
        Diagnosis.from_dict(edited)


def test_frozen() -> None:
    for value in (Diagnosis(DAMAGED, [one()]), one(), Step("utf-8", "cp936")):
        with pytest.raises(AttributeError, match="frozen"):
            value.kind = "gloss"
        with pytest.raises(AttributeError, match="frozen"):
            del value.note  # type: ignore[union-attr]


def test_outermost_step_is_the_last_that_happened() -> None:
    finding = one(steps=[Step("utf-8", "cp936"), Step("utf-8", "cp1252", "replace")])
    assert (finding.written, finding.read) == ("utf-8", "cp1252")
    assert finding.what == (
        "UTF-8 bytes read as cp936, then UTF-8 bytes read as cp1252, with bytes lost"
    )
    assert one(steps=()).written is None
    assert one(steps=()).read is None


def test_str_is_for_people() -> None:
    assert str(Diagnosis(DAMAGED, [one()])) == (
        "1 repair\n"
        f"2:1  '\u00c4\u00e3\u00ba\u00c3' \u2192 '{TWO_HANZI}'  GB18030 bytes read as Latin-1, 99 %"
    )


def test_lines_end_at_line_feed_only() -> None:
    text = "a\x85b\x1cc\u2028d\r\ne*"
    finding = Finding(len(text) - 1, len(text), "*", "+", "misread")
    assert [place[:2] for place in Diagnosis(text, [finding]).places()] == [(2, 2)]


def test_repr_is_short_however_long_the_text() -> None:
    diagnosis = Diagnosis("\u4f60" * 1_000_000)
    assert repr(diagnosis) == "<Diagnosis of 1,000,000 characters: 0 findings, unchanged>"


def test_what_cannot_be_seen_is_escaped() -> None:
    shown = visible("a\xa0\xad\x85\u200b\ue5d2\ufeff\ud800\u3000\U000f0000\n")
    expected = r"'a\xa0\xad\x85\u200b\ue5d2\ufeff\ud800\u3000\U000f0000\n'"
    assert shown == expected


def test_long_texts_are_abridged_in_the_middle() -> None:
    shown = visible("a" * 50 + "b" * 50)
    assert shown == "'aaaaaaaaaaa\u2026bbbbbbbbbbb'"
