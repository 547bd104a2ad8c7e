"""`mojifix check`: places, formats, exit status, the baseline."""

from __future__ import annotations

import json
import os
import pathlib
import re
from collections.abc import Iterator

import pytest

from mojifix import Finding
from mojifix.result import KINDS
from projects import BEYOND, BROKEN, SENTENCE, contents, run, write

ROOT = pathlib.Path(__file__).resolve().parent.parent

LINES = f"\ufeff{BROKEN}\nfine\n  x, y: {BROKEN} z\n"


FILES: dict[str, str | bytes] = {"a.txt": LINES, "clean.txt": SENTENCE, "deep/b, c.txt": BROKEN}


@pytest.fixture
def tree(tmp_path: pathlib.Path) -> pathlib.Path:
    write(tmp_path, FILES)
    return tmp_path


@pytest.fixture
def untouched(tree: pathlib.Path) -> Iterator[pathlib.Path]:
    """The tree, which must be after the test as it was before."""
    before = contents(tree)
    yield tree
    assert contents(tree) == before


def findings(tree: pathlib.Path, *arguments: str) -> list[dict[str, object]]:
    done = run(tree, "check", "--format", "json", *arguments)
    assert done.returncode in (0, 1)
    found: list[dict[str, object]] = json.loads(done.stdout)["findings"]
    return found


def test_text_is_one_line_a_place(untouched: pathlib.Path) -> None:
    done = run(untouched, "check")
    assert done.returncode == 1
    lines = done.stdout.decode().splitlines()
    places = [re.match(r"(.+):(\d+):(\d+): ([a-z-]+)  '.*'", line) for line in lines]
    assert [m and m.groups() for m in places] == [
        ("a.txt", "1", "1", "misread"),
        ("a.txt", "3", "9", "misread"),
        (os.path.join("deep", "b, c.txt"), "1", "1", "misread"),
    ]
    assert lines[1].endswith(f" \u2192 '{SENTENCE}'  (100 %)")
    assert b"3 findings in 2 files; 3 files read" in done.stderr


def test_exit_status(untouched: pathlib.Path) -> None:
    clean = run(untouched, "check", "clean.txt")
    assert (clean.returncode, clean.stdout) == (0, b"")
    assert b"nothing found; 1 file read" in clean.stderr
    missing = run(untouched, "check", "clean.txt", "missing.txt", "a.txt")
    assert missing.returncode == 2  # an error is more than a finding, which is told all the same
    assert b"missing.txt: No such file" in missing.stderr
    assert missing.stdout.count(b"\n") == 2


def test_what_is_beyond_repair_is_found_too(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"a.txt": f"{BROKEN}\n{BEYOND}\n"})
    done = run(tmp_path, "check")
    assert done.returncode == 1
    line = done.stdout.decode().splitlines()[1]
    assert line == f"a.txt:2:1: lost-twice  '{BEYOND}' is beyond repair"
    assert b"2 findings in 1 file, 1 of them beyond repair; 1 file read" in done.stderr
    log = json.loads(run(tmp_path, "check", "--format", "sarif").stdout)
    assert ["fixes" in result for result in log["runs"][0]["results"]] == [True, False]


def test_standard_input() -> None:
    here = pathlib.Path()
    done = run(here, "check", "-", data=BROKEN.encode())
    assert done.returncode == 1
    assert done.stdout.startswith(b"-:1:1: misread")
    assert run(here, "check", "-", data=SENTENCE.encode()).returncode == 0


def test_json_holds_findings_that_can_be_read_back(untouched: pathlib.Path) -> None:
    found = findings(untouched)
    assert len(found) == 3
    made = [Finding.from_dict(item) for item in found]
    assert [f.repaired for f in made] == [SENTENCE] * 3
    text = LINES.split("\n")
    for item, finding in zip(found[:2], made):
        line, column = item["line"], item["column"]
        assert isinstance(line, int)
        assert isinstance(column, int)
        begin = column - 1 + (line == 1)  # the byte order mark
        assert text[line - 1][begin:].startswith(finding.original)
        assert item["end_column"] == column + len(finding.original)
    lines = run(untouched, "check", "--format", "jsonl").stdout.decode().split("\n")[:-1]
    assert [json.loads(line) for line in lines] == found


def test_json_of_nothing(untouched: pathlib.Path) -> None:
    assert findings(untouched, "clean.txt") == []
    assert run(untouched, "check", "--format", "jsonl", "clean.txt").stdout == b""


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_programs_are_told_of_files_that_cannot_be_read(tmp_path: pathlib.Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    done = run(tmp_path, "check", "--format", "json", "loop")
    assert done.returncode == 2
    (error,) = json.loads(done.stdout)["errors"]
    assert error["path"] == "loop"
    assert error["message"] in done.stderr.decode()
    done = run(tmp_path, "check", "--format", "sarif", "loop")
    (invocation,) = json.loads(done.stdout)["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    (notice,) = invocation["toolExecutionNotifications"]
    assert notice["message"]["text"] == error["message"]


def test_github_annotations(untouched: pathlib.Path) -> None:
    lines = run(untouched, "check", "--format", "github").stdout.decode().splitlines()
    assert len(lines) == 3
    assert lines[1].startswith(
        "::error file=a.txt,line=3,endLine=3,col=9,title=mojifix%3A misread,"
        f"endColumn={9 + len(BROKEN)}::"
    )
    assert "file=deep/b%2C c.txt," in lines[2]
    assert "(100 %25): UTF-8 bytes read as Latin-1" in lines[1]


def test_sarif(untouched: pathlib.Path) -> None:
    """What SARIF 2.1.0 requires, and that regions and fixes say what the findings do."""
    log = json.loads(run(untouched, "check", "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(KINDS)
    assert one["columnKind"] == "unicodeCodePoints"
    assert one["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    expected = findings(untouched)
    assert len(one["results"]) == len(expected)
    for result, item in zip(one["results"], expected):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == item["kind"]
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        region = {
            "startLine": item["line"],
            "startColumn": item["column"],
            "endLine": item["end_line"],
            "endColumn": item["end_column"],
        }
        assert place["region"] == region
        assert " " not in place["artifactLocation"]["uri"]
        (change,) = result["fixes"][0]["artifactChanges"]
        (replacement,) = change["replacements"]
        assert replacement["deletedRegion"] == region
        assert replacement["insertedContent"]["text"] == item["repaired"]


def test_a_marked_line_is_left_alone(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"a.txt": f"x = '{BROKEN}'  # mojifix: ignore\n"})
    assert run(tmp_path, "check").returncode == 0
    assert run(tmp_path, "fix", "--diff", ".").returncode == 0


# ------------------------------------------------------------------------------- a whole project
def test_after_a_repair_only_what_is_beyond_repair_is_left(tmp_path: pathlib.Path) -> None:
    """Damaged lines of the corpus in clean texts: no other line changes, a second run none."""
    damaged = [
        case["damaged"]
        for name in ("misread/cp932", "misread/utf-8", "lost/cp936", "lost/cp949", "beyond/lines")
        for line in (ROOT / f"corpus/{name}.jsonl").read_text("utf-8").split("\n")
        if line and "\n" not in (case := json.loads(line))["damaged"]
    ]
    pages = sorted(path for path in (ROOT / "src/mojifix").rglob("*.py"))[:8]
    for number, page in enumerate(pages):
        lines = page.read_text("utf-8").split("\n")
        for at, line in enumerate(damaged[number :: len(pages)]):
            lines.insert((at * 37) % len(lines), line)
        write(tmp_path, {f"{number}-{page.name}": "\n".join(lines)})
    before = contents(tmp_path)
    assert run(tmp_path, "fix", "--write", ".").returncode == 0
    after = contents(tmp_path)
    changed = 0
    for name, data in before.items():
        old, new = data.decode().split("\n"), after[name].decode().split("\n")
        assert len(old) == len(new)
        different = [line for line, now in zip(old, new) if line != now]
        changed += len(different)
        assert set(different) <= set(damaged)
    assert changed > 0.7 * len(damaged)
    left = findings(tmp_path)
    assert all(item["repaired"] == item["original"] for item in left)
    assert run(tmp_path, "fix", "-w", "--exit-non-zero-on-fix", ".").returncode == 0
    assert contents(tmp_path) == after


# -------------------------------------------------------------------------------------- baseline
def test_a_baseline_accepts_what_is_there_today(tree: pathlib.Path) -> None:
    done = run(tree, "check", "--baseline", "b.json", "--update-baseline")
    assert done.returncode == 0
    assert b"3 findings accepted" in done.stderr
    assert run(tree, "check", "--baseline", "b.json").returncode == 0
    moved = "one more line\n" + LINES.removeprefix("\ufeff")
    write(tree, {"a.txt": moved})
    done = run(tree, "check", "--baseline", "b.json")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"3 accepted by the baseline" in done.stderr
    write(tree, {"a.txt": moved + BROKEN})  # one more of the same is new
    done = run(tree, "check", "--baseline", "b.json")
    assert done.returncode == 1
    assert done.stdout.startswith(b"a.txt:5:1: misread")


def test_a_baseline_is_read_from_elsewhere(tree: pathlib.Path) -> None:
    """Paths in it are relative to its folder."""
    run(tree, "check", "--baseline", "b.json", "--update-baseline")
    baseline = os.path.join(os.pardir, "b.json")
    assert run(tree / "deep", "check", "--baseline", baseline).returncode == 0
    assert b"deep/b, c.txt" in (tree / "b.json").read_bytes()


def test_a_baseline_is_stable(tree: pathlib.Path) -> None:
    run(tree, "check", "--baseline", "b.json", "--update-baseline", "--jobs", "1")
    once = (tree / "b.json").read_bytes()
    run(tree, "check", "--baseline", "b.json", "--update-baseline", "--jobs", "2")
    assert (tree / "b.json").read_bytes() == once
    assert len(json.loads(once)["findings"]) == 2  # two of a kind are one entry, with a count


@pytest.mark.parametrize(
    "content, message",
    [
        (None, "--update-baseline makes it"),
        ("{", "this is no baseline"),
        ("[]", "this is no baseline"),
        ('{"version": 9, "findings": []}', "version 9"),
        ('{"version": 1, "findings": [{"path": 1}]}', "no baseline of mojifix: KeyError"),
    ],
)
def test_what_is_no_baseline(tree: pathlib.Path, content: str | None, message: str) -> None:
    if content is not None:
        write(tree, {"b.json": content})
    done = run(tree, "check", "--baseline", "b.json")
    assert done.returncode == 2
    assert message in done.stderr.decode()


@pytest.mark.parametrize(
    "content",
    ["print('hello')\n", "{}", '{"version": 1}', "[1]", '{"version": 1, "findings": [], "x": 1}'],
)
def test_a_baseline_is_never_written_over_another_file(tree: pathlib.Path, content: str) -> None:
    write(tree, {"b.json": content})
    before = contents(tree)
    done = run(tree, "check", "--baseline", "b.json", "--update-baseline")
    assert done.returncode == 2
    assert b"b.json: is there already and is no baseline of mojifix" in done.stderr
    write(tree, {"mojifix.toml": 'baseline = "b.json"\n'})
    assert run(tree, "check", "--update-baseline").returncode == 2
    assert contents(tree) == before | {"mojifix.toml": b'baseline = "b.json"\n'}


@pytest.mark.parametrize("content", ["", '{"version": 9, "findings": []}'])
def test_a_baseline_takes_the_place_of_a_baseline_or_of_nothing(
    tree: pathlib.Path, content: str
) -> None:
    write(tree, {"b.json": content})
    assert run(tree, "check", "--baseline", "b.json", "--update-baseline").returncode == 0
    assert run(tree, "check", "--baseline", "b.json").returncode == 0


def test_update_needs_a_name(tree: pathlib.Path) -> None:
    done = run(tree, "check", "--update-baseline")
    assert done.returncode == 2
    assert b"--baseline FILE" in done.stderr


# -------------------------------------------------------------------------- shells and terminals
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion(tmp_path: pathlib.Path, shell: str) -> None:
    done = run(tmp_path, "completion", shell)
    assert done.returncode == 0
    for word in ("check", "--min-confidence", "sarif"):
        assert word in done.stdout.decode()


def test_completion_without_shtab(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"shtab.py": "raise ImportError\n"})
    done = run(tmp_path, "completion", "bash", PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert b"mojifix[cli]" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals")
@pytest.mark.parametrize("environment, coloured", [({}, True), ({"NO_COLOR": "1"}, False)])
def test_on_a_terminal(
    untouched: pathlib.Path, environment: dict[str, str], coloured: bool
) -> None:
    """Colours and a table there, and nothing of it on a pipe."""
    shown = on_terminal(untouched, ["fix", "."], environment)
    assert "beyond repair" in shown
    assert "\u2502" in shown  # the table
    assert "deep/b, c.txt" in shown
    shown = on_terminal(untouched, ["check"], environment)
    assert ("\x1b[31m" in shown) is coloured
    assert "b, c.txt:1:1: misread" in shown
    assert "\x1b" not in run(untouched, "check").stdout.decode()


def on_terminal(folder: pathlib.Path, arguments: list[str], environment: dict[str, str]) -> str:
    import pty
    import subprocess
    import sys

    master, slave = pty.openpty()
    keep = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    running = subprocess.Popen(
        [sys.executable, "-m", "mojifix", *arguments],
        cwd=folder,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=keep | {"TERM": "xterm", "COLUMNS": "100"} | environment,
    )
    os.close(slave)
    data = b""
    while True:
        try:
            part = os.read(master, 1 << 16)
        except OSError:  # Linux, when the other side is closed
            break
        if not part:
            break
        data += part
    os.close(master)
    assert running.wait() in (0, 1)
    return data.decode()
