"""The documentation is true: examples run, commands and names exist, links lead somewhere."""

from __future__ import annotations

import argparse
import doctest
import inspect
import pathlib
import re

import pytest

import mojifix
from mojifix.cli._parser import build
from mojifix.options import LANGUAGES
from mojifix.result import KINDS

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("corpus/*.md")])
SOURCES = [
    p for folder in ("src", "tools", "tests") for p in sorted(ROOT.glob(f"{folder}/**/*.py"))
]


def name(path: pathlib.Path) -> str:
    return path.relative_to(ROOT).as_posix()


def commands() -> dict[str, argparse.ArgumentParser]:
    parser = build()
    actions = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(actions[0].choices)


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings}


def read(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def test_the_table_of_examples_is_true() -> None:
    found = re.findall(r"^\| `([^`]+)` \| ([^|`]+) \| ", read("docs/index.md"), re.MULTILINE)
    assert len(found) >= 6
    for damaged, repaired in found:
        assert mojifix.fix(damaged) == repaired


def test_there_are_pages() -> None:
    assert {p.name for p in PAGES} >= {"README.md", "CHANGELOG.md", "api.md", "cli.md", "limits.md"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_examples_run(page: pathlib.Path) -> None:
    failed, _ = doctest.testfile(str(page), module_relative=False, encoding="utf-8", verbose=False)
    assert failed == 0


def test_signatures_are_those_of_the_code() -> None:
    found = re.findall(r"^(?:## )?`(\w+)(\(.*?\))(?: -> \w+)?`", read("docs/api.md"), re.MULTILINE)
    found = [(called, arguments) for called, arguments in found if "=" in arguments]
    assert len(found) >= 8
    for called, arguments in found:
        signature = inspect.signature(getattr(mojifix, called))
        bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
        signature = signature.replace(parameters=bare, return_annotation=signature.empty)
        wanted = str(signature).replace("'", '"')
        assert (called, arguments) == (called, wanted)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: pathlib.Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        linked = page.parent / file if file else page
        assert linked.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.*)$", linked.read_text("utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^a-z0-9 -]", "", t.lower()).replace(" ", "-") for t in titles}
            assert anchor in anchors, target


def test_every_name_and_kind_is_documented() -> None:
    page = read("docs/api.md")
    for word in [*mojifix.__all__, *KINDS, *LANGUAGES]:
        assert re.search(rf"`[^`\n]*\b{re.escape(word)}\b[^`\n]*`", page), word


def test_every_command_and_option_is_documented() -> None:
    page = read("docs/cli.md")
    known = options(build())
    for command, parser in commands().items():
        assert f"## `mojifix {command}`" in page
        known |= options(parser)
    documented = set(re.findall(r"`(--?[a-z][a-z-]*)", page))
    assert documented == known


def test_documented_command_lines_parse() -> None:
    """Every `mojifix ...` line of a shell block or of --help is a line that the parser takes."""
    texts = [page.read_text("utf-8") for page in PAGES]
    texts += [parser.epilog or "" for parser in [build(), *commands().values()]]
    lines = [
        found
        for text in texts
        for found in re.findall(
            rf"^(?: *)mojifix ((?:{'|'.join(commands())}) .*)$", text, re.MULTILINE
        )
    ]
    assert len(lines) >= 10
    for line in lines:
        command = re.split(r" [>|] |   +|  (?=[a-z])", line)[0]
        build().parse_args(command.split())


def test_make_targets_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", read("README.md")))
    assert {"demo", "test"} <= named <= targets


@pytest.mark.parametrize("path", SOURCES + PAGES, ids=name)
def test_what_cannot_be_seen_is_written_as_an_escape(path: pathlib.Path) -> None:
    for number, line in enumerate(path.read_text("utf-8").rstrip("\n").split("\n"), 1):
        hidden = [c for c in line if not c.isprintable() and c != "\u3000"]
        assert not hidden, (number, hidden)
