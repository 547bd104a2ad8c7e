"""Every case of corpus/: repaired to the letter, undone to the letter, repaired once and for all.

A case that mojifix cannot repair yet is listed in corpus/known_failures.txt and must fail: an
improvement takes it off that list in the same commit.
"""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

import mojifix
from mojifix.channels import registry
from mojifix.channels.carriers import carriers
from mojifix.result import KINDS

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "corpus"
FIELDS = {"id", "kind", "written", "read", "language", "damaged", "truth", "licence", "source"}
FIELDS |= {"note"}
MORE_FIELDS = {"lost": {"errors"}, "escaped": {"carrier"}}
BEYOND_FIELDS = {"id", "kind", "language", "damaged", "truth", "licence", "note"}
NEGATIVE_FIELDS = {"id", "kind", "language", "text", "licence"}


def rows(path: pathlib.Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def pages() -> list[dict[str, Any]]:
    """The pages of corpus/pages as cases of one kind."""
    return [
        {
            "id": f"page-{path.name.removesuffix('.damaged.txt')}",
            "kind": "gloss",
            "damaged": path.read_bytes().decode("utf-8"),
            "truth": path.with_name(path.name.replace(".damaged.", ".truth."))
            .read_bytes()
            .decode("utf-8"),
        }
        for path in sorted((CORPUS / "pages").glob("*.damaged.txt"))
    ]


def channel(case: dict[str, Any]) -> str:
    """The name of the channel that damaged the text."""
    if case["kind"] == "misread":
        return f"{case['written']}>{case['read']}"
    named = {"latin": "latin", "gloss": "scraped-page", "bom": "bom", "private-use": "private-use"}
    return named.get(case["kind"], case.get("carrier", "beyond-repair"))


FOLDERS = sorted(path for path in CORPUS.iterdir() if path.is_dir())
FILES = sorted(CORPUS.glob("*/*.jsonl"))
NEGATIVES = [row for path in FILES if path.parent.name == "negative" for row in rows(path)]
BEYOND = [row for path in FILES if path.parent.name == "beyond" for row in rows(path)]
LOST = [row for path in FILES if path.parent.name == "lost" for row in rows(path)]
ESCAPED = [row for path in FILES if path.parent.name == "escaped" for row in rows(path)]
WHOLE = [row for path in FILES if path.parent.name in ("misread", "latin") for row in rows(path)]
MARKS = [row for path in FILES if path.parent.name == "marks" for row in rows(path)]
LINES = WHOLE + LOST + ESCAPED + MARKS
PAGES = pages()
CASES = LINES + PAGES + BEYOND
KNOWN = {
    line.split()[0]
    for line in (CORPUS / "known_failures.txt").read_text("utf-8").split("\n")
    if line and not line.startswith("#")
}


def params(cases: list[dict[str, Any]]) -> list[Any]:
    """The cases by id, of which those known to fail must fail."""
    known = [pytest.mark.xfail(strict=True)]
    return [pytest.param(c, id=c["id"], marks=known if c["id"] in KNOWN else []) for c in cases]


def test_there_are_cases() -> None:
    """A pattern that finds nothing must not pass for a corpus without a failure."""
    assert {path.name for path in FOLDERS} >= {
        *{"misread", "latin", "lost", "escaped", "marks", "beyond", "negative", "pages"}
    }
    for folder in FOLDERS:
        assert [path for path in folder.iterdir() if path.stat().st_size], folder.name
    for path in FILES:
        assert rows(path), path.name
    assert len(LINES) >= 300
    assert len(NEGATIVES) >= 60
    assert len(PAGES) >= 2


def test_ids_are_unique() -> None:
    ids = [case["id"] for case in CASES + NEGATIVES]
    assert sorted(ids) == sorted(set(ids))
    assert set(ids) >= KNOWN


def test_fields() -> None:
    for folder, cases in (("", WHOLE + MARKS), ("lost", LOST), ("escaped", ESCAPED)):
        for case in cases:
            assert set(case) == FIELDS | MORE_FIELDS.get(folder, set()), case["id"]
    for case in BEYOND:
        assert set(case) == BEYOND_FIELDS, case["id"]
        assert case["damaged"] == case["truth"], case["id"]
    for case in LINES:
        assert case["kind"] in KINDS, case["id"]
        assert case["licence"] == "CC0", case["id"]
        assert case["damaged"] != case["truth"], case["id"]
    for case in NEGATIVES:
        assert set(case) == NEGATIVE_FIELDS, case["id"]


def test_files_can_be_read_by_people() -> None:
    """Letters as letters, and what cannot be seen as an escape."""
    for path in FILES:
        for line in path.read_text("utf-8").rstrip("\n").split("\n"):
            hidden = [c for c in line if not c.isprintable() and c != "\u3000"]
            assert not hidden, (path.name, hidden)


def test_every_channel_is_used() -> None:
    used = {channel(case) for case in CASES}
    names = {channel.name for channel in (*registry(), *carriers())}
    assert names - used == set()
    assert used - names == set()


@pytest.mark.parametrize("case", WHOLE + LOST, ids=lambda case: case["id"])
def test_the_case_is_what_its_codecs_do(case: dict[str, Any]) -> None:
    errors = case.get("errors", "strict")
    how = {"written": case["written"], "read": case["read"], "errors": errors}
    assert mojifix.damage(case["truth"], **how) == case["damaged"]


@pytest.mark.parametrize("case", params(LOST))
def test_what_was_lost_is_restored_or_marked(case: dict[str, Any]) -> None:
    """Every character is the true one or U+FFFD: nothing is invented, and most is restored."""
    diagnosis = mojifix.diagnose(case["damaged"])
    assert len(diagnosis.text) == len(case["truth"])
    for restored, truth in zip(diagnosis.text, case["truth"]):
        assert restored in (truth, "\ufffd")
    assert diagnosis.text.count("\ufffd") <= len(case["truth"]) / 2
    assert diagnosis.undo() == case["damaged"]
    assert mojifix.Diagnosis.from_json(diagnosis.to_json()) == diagnosis


@pytest.mark.parametrize("case", BEYOND, ids=lambda case: case["id"])
def test_what_is_beyond_repair_is_named_and_left_alone(case: dict[str, Any]) -> None:
    diagnosis = mojifix.diagnose(case["damaged"])
    assert diagnosis.text is case["damaged"]
    assert case["kind"] in {finding.kind for finding in diagnosis.findings}
    assert all(finding.note for finding in diagnosis.findings)


@pytest.mark.parametrize("case", params(WHOLE + ESCAPED + MARKS + PAGES))
def test_repaired(case: dict[str, Any]) -> None:
    diagnosis = mojifix.diagnose(case["damaged"])
    assert diagnosis.text == case["truth"]
    assert diagnosis.undo() == case["damaged"]
    assert mojifix.Diagnosis.from_json(diagnosis.to_json()) == diagnosis


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_repaired_once_and_for_all(case: dict[str, Any]) -> None:
    assert mojifix.fix(case["truth"]) is case["truth"]


@pytest.mark.parametrize("case", NEGATIVES, ids=lambda case: case["id"])
def test_odd_but_right_text_is_left_alone(case: dict[str, Any]) -> None:
    assert mojifix.fix(case["text"]) is case["text"]
