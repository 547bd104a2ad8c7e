"""benchmarks/speed.py: what it makes of its texts, and that its tables come out."""

from __future__ import annotations

import argparse
import importlib.util
import pathlib
import sys
from types import ModuleType

import pytest

from strategies import SENTENCES

FILE = pathlib.Path(__file__).resolve().parent.parent / "benchmarks" / "speed.py"


@pytest.fixture(scope="module")
def speed() -> ModuleType:
    spec = importlib.util.spec_from_file_location("speed", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["speed"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    for language, texts in SENTENCES.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "sentences.txt").write_text("\n".join(texts), "utf-8")
    return tmp_path


def test_the_exponent_is_the_power_that_the_time_grows_with(speed: ModuleType) -> None:
    for power in (1.0, 2.0):
        points = [(size, 3e-9 * size**power) for size in speed.SIZES]
        assert speed.exponent(points) == pytest.approx(power)


def test_the_share_of_damaged_lines_is_as_asked(speed: ModuleType) -> None:
    text = "\n".join(SENTENCES["zh-Hans"] * 20)
    broken, truth = speed.damaged(text, 20)
    changed = 1 - speed.same_lines(truth, broken)
    assert 0.1 < changed < 0.3
    broken, truth = speed.damaged(text, 0)
    assert broken == truth


def test_a_table_of_growth_comes_out(speed: ModuleType, folder: pathlib.Path) -> None:
    page = speed.size(speed.Texts(folder), argparse.Namespace(largest=1 / 256, write=None))
    assert page.startswith("## Growth with size")
    assert "| GBK read as Latin-1 | 1 KB to " in page


def test_without_text_it_says_so(speed: ModuleType, tmp_path: pathlib.Path) -> None:
    with pytest.raises(SystemExit, match="no text of zh-Hans"):
        speed.Texts(tmp_path).lines("zh-Hans")


def test_only_what_is_between_the_marks_is_written(
    speed: ModuleType, tmp_path: pathlib.Path
) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n" + speed.MARKS[0] + "old\n" + speed.MARKS[1] + "after\n", "utf-8")
    speed.write(page, ["new\n"])
    text = page.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "new" in text
    assert "old" not in text
    page.write_text("no marks", "utf-8")
    with pytest.raises(SystemExit, match="marks"):
        speed.write(page, ["new\n"])
