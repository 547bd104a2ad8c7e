"""Kill -9 at any moment of `mojifix fix --write` leaves every file old or new, and loses none.

Slow: 200 runs are killed. `pytest -m slow` runs it, .ci/run does.
"""

from __future__ import annotations

import os
import pathlib
import random
import signal
import subprocess
import sys
import time

import pytest

from mojifix.files.writing import LEFT_OVER
from projects import BROKEN, SENTENCE, run, write

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="needs signals and sessions"),
]

KILLS = 200
FILES = 60
PADDING = "0123456789 abcdefghijklmnopqrstuvwxyz\n" * 4000  # 150 KB: a write that takes its time

OLD = {f"{n % 5}/{n:03}.txt": f"{n} {BROKEN}\n{PADDING}" for n in range(FILES)}
NEW = {name: text.replace(BROKEN, SENTENCE) for name, text in OLD.items()}


def start(folder: pathlib.Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "mojifix", "fix", "--write", "--jobs", "2", "."],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(running: subprocess.Popen[bytes], group: bool) -> None:
    """The whole of it at once, or its first process and a moment later the others."""
    if not group:
        running.kill()
        running.wait()
        time.sleep(random.uniform(0, 0.02))
    try:
        os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    running.wait()
    time.sleep(0.02)  # until those that nobody waits for are gone


def repaired(folder: pathlib.Path) -> set[str]:
    """The files that are new; every other must be old, and nothing else there but left-overs."""
    new = set()
    there = set()
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        if name.endswith(LEFT_OVER):
            continue
        there.add(name)
        text = path.read_bytes().decode("utf-8")
        assert text in (OLD[name], NEW[name]), f"{name} is neither old nor new: {len(text)}"
        if text == NEW[name]:
            new.add(name)
    assert there == set(OLD)
    return new


def test_kills(tmp_path: pathlib.Path) -> None:
    write(tmp_path, dict(OLD))
    file, size = tmp_path / "0/000.txt", len(OLD["0/000.txt"].encode())
    begun = time.monotonic()
    running = start(tmp_path)
    first = None
    while running.poll() is None:
        if first is None and file.stat().st_size != size:
            first = time.monotonic() - begun
        time.sleep(0.001)
    whole = time.monotonic() - begun
    assert first is not None
    assert repaired(tmp_path) == set(OLD)

    write(tmp_path, dict(OLD))
    halfway = 0
    seed = random.randrange(1 << 30)
    random.seed(seed)
    for number in range(KILLS):
        running = start(tmp_path)
        time.sleep(random.uniform(first * 0.8, whole))
        kill(running, group=number % 2 == 0)
        new = repaired(tmp_path)
        halfway += 0 < len(new) < FILES
        write(tmp_path, {name: OLD[name] for name in new})
    left = list(tmp_path.rglob(f"*{LEFT_OVER}"))
    print(f"seed {seed}: {KILLS} kills, {halfway} halfway, {len(left)} temporary files left")
    assert halfway > KILLS / 10, "the kills came too early or too late to tell anything"

    for path in left:
        os.utime(path, (time.time() - 3600,) * 2)
    assert run(tmp_path, "fix", "--write", ".").returncode == 0
    assert repaired(tmp_path) == set(OLD)
    assert not list(tmp_path.rglob(f"*{LEFT_OVER}"))
