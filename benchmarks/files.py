"""What `mojifix check` of a clean tree costs beside reading it: time, and memory by size of tree.

    python benchmarks/files.py                  # 5,000 files, 100 MB, of corpus/sentences.jsonl
    python benchmarks/files.py --text FOLDER    # lines of the *.txt files below a folder

Rules: the peer is a loop that reads the same files and decodes them as UTF-8, in one process; both
are timed as programs, start included, in turns, and the best of a few counts. Memory is that of the
largest process. Text that is found damaged is told, and makes the figures worthless.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import platform
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIZE = 20_000  # bytes of a file, about

LOOP = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            file.read().decode("utf-8")
"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--text", type=pathlib.Path, help="where lines are taken from")
    parser.add_argument("--files", type=int, default=5000, help="how many (default: 5000)")
    parser.add_argument("--runs", type=int, default=3, help="of which the best counts (default: 3)")
    parser.add_argument("--jobs", type=int, help="processes of mojifix check")
    given = parser.parse_args(argv)
    lines = clean_lines(given.text)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {len(lines):,} lines")
    with tempfile.TemporaryDirectory() as name:
        tree = pathlib.Path(name)
        for files in (given.files // 10, given.files):
            size = fill(tree, lines, files)
            measure(tree, files, size, given.runs, given.jobs)
    return 0


def clean_lines(folder: pathlib.Path | None) -> list[str]:
    """Lines without damage, of many languages."""
    if folder is None:
        cases = (ROOT / "corpus/sentences.jsonl").read_text("utf-8").split("\n")
        return [text for case in cases if case for text in [json.loads(case)["text"]]]
    files = sorted(folder.rglob("*.txt"))
    return [line for f in files for line in f.read_text("utf-8").split("\n") if line.strip()]


def fill(tree: pathlib.Path, lines: list[str], files: int) -> int:
    """So many files of lines that follow each other, in folders of a hundred; their bytes."""
    random.seed(1)
    total = 0
    for number in range(files):
        path = tree / f"{number // 100:03}" / f"{number:05}.txt"
        path.parent.mkdir(exist_ok=True)
        parts: list[str] = []
        size = 0
        while size < SIZE:
            at = random.randrange(len(lines))
            for line in lines[at : at + 20]:
                parts.append(line)
                size += len(line.encode("utf-8")) + 1
        total += path.write_bytes(("\n".join(parts) + "\n").encode("utf-8"))
    return total


def measure(tree: pathlib.Path, files: int, size: int, runs: int, jobs: int | None) -> None:
    """Prints a line: seconds of both, their ratio, and what memory the check took."""
    check = [sys.executable, "-m", "mojifix", "check", str(tree)]
    check += [] if jobs is None else ["--jobs", str(jobs)]
    best = {"loop": float("inf"), "check": float("inf")}
    memory = 0
    for _ in range(runs):
        for name, command in (("loop", [sys.executable, "-c", LOOP, str(tree)]), ("check", check)):
            begun = time.perf_counter()
            done, peak = run(command)
            best[name] = min(best[name], time.perf_counter() - begun)
            if name == "check":
                memory = max(memory, peak)
                if done.returncode:
                    found = done.stdout.count("\n")
                    print(f"  exit status {done.returncode}, {found} findings in clean text")
    print(
        f"{files:,} files, {size / 1e6:.0f} MB: loop {best['loop']:.2f} s, "
        f"check {best['check']:.2f} s, {best['check'] / best['loop']:.1f} times; "
        f"{memory / 1024:.0f} MB in the largest process"
    )


def run(command: list[str]) -> tuple[subprocess.CompletedProcess[str], int]:
    """The command as a child of a child, whose children's peak memory (KB) is this one's alone."""
    code = (
        "import resource, subprocess, sys; "
        "done = subprocess.run(sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); "
        "sys.exit(done.returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, check=False
    )
    return done, int(done.stderr.strip().split("\n")[-1])


if __name__ == "__main__":
    raise SystemExit(main())
