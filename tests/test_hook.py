"""The hooks for pre-commit: what they say of themselves, what they do, and the real thing."""

from __future__ import annotations

import os
import pathlib
import shlex
import shutil
import subprocess
import sys

import pytest
import yaml

from mojifix.cli._parser import build
from projects import BROKEN, SENTENCE, contents, run, write

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}

LEGACY = SENTENCE.encode("gb18030")
FILES: dict[str, str | bytes] = {
    "a.txt": f"one\n{BROKEN}\n",
    "clean.txt": SENTENCE,
    "legacy.txt": LEGACY,
    "latin.txt": "caf\xe9".encode("latin-1"),
    "vendor/b.txt": BROKEN,
    "pyproject.toml": '[tool.mojifix]\nexclude = ["vendor/"]\n',
}
AFTER = FILES | {"a.txt": f"one\n{SENTENCE}\n"}


def as_bytes(files: dict[str, str | bytes]) -> dict[str, bytes]:
    return {n: c if isinstance(c, bytes) else c.encode("utf-8") for n, c in files.items()}


def test_what_the_hooks_say_of_themselves() -> None:
    assert set(HOOKS) == {"mojifix-check", "mojifix-fix"}
    for hook in HOOKS.values():
        assert hook["language"] == "python"
        assert hook["types"] == ["text"]
        assert hook["name"]
        assert hook["description"]
        program, *arguments = shlex.split(hook["entry"])
        assert program == "mojifix"
        parsed = build().parse_args([*arguments, "one.txt", "two.txt"])
        assert parsed.paths == ["one.txt", "two.txt"]  # no path stands in the entry
        page = (ROOT / "docs/pre-commit.md").read_text("utf-8")
        assert f"`{hook['id']}`" in page


def test_what_the_hooks_do(tmp_path: pathlib.Path) -> None:
    """Excludes hold for named files; files in other encodings are no failure."""
    write(tmp_path, FILES)
    names = sorted(FILES)
    check = shlex.split(HOOKS["mojifix-check"]["entry"])[1:]
    fix = shlex.split(HOOKS["mojifix-fix"]["entry"])[1:]
    done = run(tmp_path, *check, *names)
    assert done.returncode == 1
    assert [line.split(b":")[0] for line in done.stdout.splitlines()] == [b"a.txt"]
    assert contents(tmp_path) == as_bytes(FILES)
    assert run(tmp_path, *fix, *names).returncode == 1
    assert contents(tmp_path) == as_bytes(AFTER)
    assert run(tmp_path, *fix, *names).returncode == 0
    assert run(tmp_path, *check, *names).returncode == 0
    assert contents(tmp_path) == as_bytes(AFTER)


@pytest.mark.skipif(os.name == "nt", reason="nobody counts a child's seconds there")
def test_a_hook_starts_fast(tmp_path: pathlib.Path) -> None:
    """On ten clean files: the goal is 150 ms over bare Python, and twice that fails.

    Seconds of the processor, and the best of several runs, so that other work on the machine does
    not count.
    """
    write(tmp_path, {f"{n}.txt": f"{SENTENCE}\n" * 20 for n in range(10)})
    entry = shlex.split(HOOKS["mojifix-check"]["entry"])[1:]
    hook = [sys.executable, "-m", "mojifix", *entry, *[f"{n}.txt" for n in range(10)]]
    over = best(hook, tmp_path) - best([sys.executable, "-c", "pass"], tmp_path)
    print(f"{over * 1000:.0f} ms over bare Python")
    assert over < 0.3


def best(command: list[str], folder: pathlib.Path, runs: int = 5) -> float:
    """Seconds of the processor that the fastest run takes."""
    import resource

    times = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return min(times)


# -------------------------------------------------------------------------------- the real thing
def git(folder: pathlib.Path, *arguments: str) -> None:
    me = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *me, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.slow
def test_pre_commit_try_repo(tmp_path: pathlib.Path) -> None:
    """A repository made of what a release holds, so that this runs without a history too."""
    source = tmp_path / "mojifix"
    source.mkdir()
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src", source / "src", ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, source)
    git(source, "init")
    git(source, "add", "--all")
    git(source, "commit", "-m", "all of it")

    project = tmp_path / "project"
    project.mkdir()
    write(project, FILES)
    git(project, "init")
    git(project, "add", "--all")
    command = [
        sys.executable,
        "-m",
        "pre_commit",
        "try-repo",
        str(source),
        "--all-files",
        "--verbose",
    ]

    def tried() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=project,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home"), "NO_COLOR": "1"},
            check=False,
        )

    first = tried()
    assert first.returncode == 1, first.stdout + first.stderr
    assert "a.txt:2:1: misread  '" in first.stdout
    assert first.stdout.count("Failed") == 2
    assert "files were modified by this hook" in first.stdout
    assert "Traceback" not in first.stdout
    assert {name: (project / name).read_bytes() for name in FILES} == as_bytes(AFTER)
    second = tried()
    assert second.returncode == 0, second.stdout + second.stderr
    assert second.stdout.count("Passed") == 2
    assert {name: (project / name).read_bytes() for name in FILES} == as_bytes(AFTER)
