"""The configuration: where it is found, what it does, what it refuses."""

from __future__ import annotations

import pathlib
import re

import pytest

from mojifix.errors import ConfigError
from mojifix.files import config
from projects import BEYOND, BROKEN, SENTENCE, contents, run, write

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "configuration.md"


def test_what_it_does(tmp_path: pathlib.Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": """
                [tool.other]
                x = 1
                [tool.mojifix]
                exclude = ["vendor/", "*.min.js"]
                skip = ["debug-fill"]
                encoding = "keep"
                [tool.mojifix.per-file-ignores]
                "docs/*" = ["lost-twice", "misread"]
            """,
            "a.txt": BROKEN,
            "vendor/a.txt": BROKEN,
            "x.min.js": BROKEN,
            "docs/a.txt": f"{BROKEN}\n{BEYOND}\n",
            "wide.txt": BROKEN.encode("utf-16"),
            "fill.txt": "\u70eb" * 9,
        },
    )
    before = contents(tmp_path)
    assert run(tmp_path, "fix", "-w", ".", "vendor/a.txt").returncode == 0
    assert contents(tmp_path) == before | {
        "a.txt": SENTENCE.encode(),
        "wide.txt": SENTENCE.encode("utf-16"),
    }
    assert run(tmp_path / "docs", "check").returncode == 0
    assert run(tmp_path, "check").returncode == 0
    assert run(tmp_path, "check", "--only", "lost-twice").returncode == 0


def test_thresholds_and_languages(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"a.txt": BROKEN})
    assert run(tmp_path, "check").returncode == 1
    write(tmp_path, {"mojifix.toml": "min-confidence = 1.0\n"})
    settings = config.find(str(tmp_path))
    assert settings.min_confidence == 1.0
    write(tmp_path, {"mojifix.toml": 'languages = ["ja", "ko"]\nrestore = "certain"\n'})
    settings = config.find(str(tmp_path))
    assert (settings.languages, settings.restore) == (("ja", "ko"), "certain")
    write(tmp_path, {"mojifix.toml": 'only = ["gloss"]\n'})
    assert run(tmp_path, "check").returncode == 0
    assert run(tmp_path, "check", "--only", "misread").returncode == 1  # the command line first


def test_a_baseline_of_the_project(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"mojifix.toml": 'baseline = "b.json"\n', "deep/a.txt": BROKEN})
    assert run(tmp_path, "check").returncode == 2  # there is none yet
    assert run(tmp_path / "deep", "check", "--update-baseline", "..").returncode == 0
    assert run(tmp_path, "check").returncode == 0


def test_the_nearest_one_holds(tmp_path: pathlib.Path) -> None:
    write(
        tmp_path,
        {
            "mojifix.toml": 'exclude = ["top"]\n',
            "repo/.git/HEAD": "",
            "repo/pyproject.toml": "[project]\nname = 'mojifix-user'\n",
            "repo/deep/er/a.txt": "",
            "repo/deep/pyproject.toml": '[tool.mojifix]\nexclude = ["one"]\n',
        },
    )
    found = config.find(str(tmp_path / "repo/deep/er"))
    assert (found.exclude, found.root) == (("one",), str(tmp_path / "repo/deep"))
    assert config.find(str(tmp_path / "repo")).exclude == ()  # not from outside the repository
    write(tmp_path, {"repo/deep/mojifix.toml": 'exclude = ["two"]\n'})
    assert config.find(str(tmp_path / "repo/deep")).exclude == ("two",)


def test_a_byte_order_mark_is_no_part_of_it(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"mojifix.toml": '\ufeffexclude = ["one"]\n'})
    assert config.find(str(tmp_path)).exclude == ("one",)


def test_another_one_by_name(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"a.txt": BROKEN, "other.toml": 'exclude = ["a.txt"]\n', "pyproject.toml": ""})
    assert run(tmp_path, "check", "--config", "other.toml").returncode == 0
    done = run(tmp_path, "check", "--config", "pyproject.toml")
    assert (done.returncode, b"no [tool.mojifix]" in done.stderr) == (2, True)
    done = run(tmp_path, "check", "--config", "gone.toml")
    assert (done.returncode, b"gone.toml: No such file" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    "text, message",
    [
        ('exclud = ["a"]', "unknown key 'exclud'; did you mean 'exclude'?"),
        ("min_confidence = 0.5", "did you mean 'min-confidence'?"),
        ('exclude = "a"', "exclude: a list of strings is wanted, not 'a'"),
        ('exclude = ["!"]', "exclude: '!' is no pattern of .gitignore"),
        ('exclude = ["a", "[z-a]", "b"]', "exclude: '[z-a]' is no pattern of .gitignore"),
        ('per-file-ignores = {"[z-a]" = []}', "per-file-ignores: '[z-a]' is no pattern"),
        ("min-confidence = 2", "min-confidence: min_confidence must lie between 0 and 1"),
        ('min-confidence = "high"', "a number from 0 to 1"),
        ('languages = ["jp"]', "did you mean 'ja'?"),
        ("languages = []", "languages: an empty list allows nothing: leave the key out"),
        ("only = []", "only: an empty list allows nothing: leave the key out"),
        ('skip = ["nope"]', "unknown kind of finding 'nope'; known are 'bom', "),
        ('per-file-ignores = {"*" = ["nope"]}', "unknown kind of finding 'nope'; known are 'bom'"),
        ('skip = ["questionmarks"]', "did you mean 'question-marks'?"),
        ('restore = "never"', "unknown restore 'never'"),
        ('encoding = "gbk"', "encoding: unknown value 'gbk'; known are 'keep', 'utf-8'"),
        ("baseline = 1", "baseline: a string is wanted, not 1"),
        ("per-file-ignores = 1", "per-file-ignores: a table is wanted"),
        ('per-file-ignores = {"*" = ["lst"]}', "did you mean 'lost'"),
        ("exclude = [", "this is no TOML"),
        ("exclude = ['\xff']", "this is no TOML"),
    ],
)
def test_what_cannot_be_meant(tmp_path: pathlib.Path, text: str, message: str) -> None:
    write(tmp_path, {"mojifix.toml": text.encode("latin-1")})
    with pytest.raises(ConfigError) as raised:
        config.find(str(tmp_path))
    assert message in str(raised.value)
    assert "mojifix.toml: " in str(raised.value)
    done = run(tmp_path, "check")
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


def test_kinds_of_which_none_is_left(tmp_path: pathlib.Path) -> None:
    """In the configuration, on the command line, or together."""
    write(tmp_path, {"mojifix.toml": 'only = ["lost"]\nskip = ["bom"]\n', "a.txt": BROKEN})
    assert run(tmp_path, "check").returncode == 0
    for arguments in (["--skip", "lost"], ["--only", "bom"]):
        done = run(tmp_path, "check", *arguments)
        assert done.returncode == 2
        assert b"skip leaves out all that only names, so that nothing would be found" in done.stderr


def test_a_tool_that_is_no_table(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"pyproject.toml": "tool.mojifix = 1\n"})
    with pytest.raises(ConfigError, match=r"write \[tool\.mojifix\]"):
        config.find(str(tmp_path))


def test_every_key_is_documented_and_the_example_is_valid(tmp_path: pathlib.Path) -> None:
    page = PAGE.read_text("utf-8")
    for key in config.KEYS:
        assert f"`{key}`" in page, key
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    write(tmp_path, {"pyproject.toml": example})
    found = config.find(str(tmp_path))
    assert found.exclude
    assert found.per_file_ignores
    assert found.min_confidence == 0.95
