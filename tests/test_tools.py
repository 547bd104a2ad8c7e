"""The tools that people run from a checkout: the demonstration and the corpus."""

from __future__ import annotations

import importlib.util
import pathlib
import sys
from types import ModuleType

import pytest

import mojifix

TOOLS = pathlib.Path(__file__).resolve().parent.parent / "tools"
SENTENCE = "\u6211\u4eec\u6628\u5929\u53bb\u516c\u56ed\u6563\u6b65\u4e86"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    return load("demo")


def test_demo_shows_both_sides_and_then_the_whole(
    demo: ModuleType, tmp_path: pathlib.Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    damaged = mojifix.damage(SENTENCE, written="utf-8", read="cp936")
    file = tmp_path / "page.txt"
    file.write_bytes(f"{damaged}\r\n\nend\n".encode())
    assert demo.main([str(file)]) == 0
    out = capfdbinary.readouterr().out.decode("utf-8")
    assert out.endswith(f"\n\n{SENTENCE}\r\n\nend\n")
    row = next(line for line in out.split("\n") if "  |  " in line and SENTENCE in line)
    assert row.index("  |  ") < row.index(SENTENCE)
    assert "\x1b" not in out


def test_demo_tells_what_it_cannot_read(
    demo: ModuleType, tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert demo.main([str(tmp_path / "missing.txt")]) == 2
    assert "missing.txt" in capfd.readouterr().err


@pytest.mark.parametrize("columns", [40, 81, 100])
def test_columns_are_counted_in_cells(demo: ModuleType, columns: int) -> None:
    """Full-width characters take two cells, combining marks none, and no row is too wide."""
    text = "a\u0301\u4f60\uff01\ue000\u3000z" * 30 + "\n\nlast"
    finding = mojifix.Finding(2, 4, text[2:4], "", "gloss")
    rows = list(demo.side_by_side(mojifix.Diagnosis(text, [finding]), columns, False))
    middles = {demo.cells(row[: row.index("  |  ")]) for row in rows if "  |  " in row}
    assert middles == {(columns - 5) // 2}
    assert max(map(demo.cells, rows)) <= columns


def test_demo_colours_what_the_repair_touches(demo: ModuleType) -> None:
    finding = mojifix.Finding(1, 3, "bc", "X", "misread")
    rows = list(demo.side_by_side(mojifix.Diagnosis("abcd", [finding]), 80, True))
    assert rows[-1].startswith("a\x1b[31mbc\x1b[0md ")
    assert rows[-1].endswith("a\x1b[32mX\x1b[0md")


def test_the_corpus_is_what_its_sentences_give(capsys: pytest.CaptureFixture[str]) -> None:
    """Otherwise: python tools/build_corpus.py"""
    assert load("build_corpus").main(["--check"]) == 0, capsys.readouterr().out
