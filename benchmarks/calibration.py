"""Does a stated confidence keep its word? By restored character and by finding.

    python benchmarks/calibration.py ../shared/dev/clean                 # the table
    python benchmarks/calibration.py ../shared/dev/clean --plot docs/calibration.svg

The folder holds clean text as LANGUAGE/NAME.txt, one sentence a line. Sentences are damaged by
`mojifix.damage` and repaired with nothing held back (`restore="always"`, `min_confidence=0`); what
was stated is compared with what is true. The plot needs matplotlib (`uv pip install matplotlib`).

Rules: the same folder gives the same figures; a bin without cases is not shown.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import pathlib
import random
import sys
from collections.abc import Iterator
from typing import Final

import mojifix

LANGUAGES: Final = {"zh-Hans": "gb18030", "zh-Hant": "big5hkscs", "ja": "cp932", "ko": "cp949"}
READERS: Final = ("cp936", "cp932", "cp949", "cp1252")
STYLES: Final = ("replace", "whatwg", "question", "windows")

# Readers of whole short texts, for the confidence of findings.
SHORT_READERS: Final = ("latin-1", "cp1252", "cp936", "cp949", "big5hkscs", "euc_jp")
LENGTHS: Final = (2, 3, 4, 6)  # characters: longer texts are certain, and tell nothing

EDGES: Final = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.000001)

OPTIONS: Final = mojifix.Options(min_confidence=0.0, restore="always")

Judged = tuple[float, bool]  # what was stated, whether it is true


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, help="clean text, LANGUAGE/NAME.txt")
    parser.add_argument("--lines", type=int, default=40, help="sentences of each kind (40)")
    parser.add_argument("--plot", type=pathlib.Path, metavar="FILE", help="draw it as well")
    arguments = parser.parse_args(argv)
    tables = {
        "restored characters": list(characters(arguments.folder, arguments.lines)),
        "findings": list(findings(arguments.folder, arguments.lines)),
    }
    for title, judged in tables.items():
        show(title, judged)
    if arguments.plot:
        plot(tables, arguments.plot)
    return 0


def sentences(folder: pathlib.Path, language: str, count: int, seed: str) -> list[str]:
    """So many sentences of a language, of 8 to 60 characters and without a question mark."""
    lines: list[str] = []
    for path in sorted((folder / language).glob("*.txt")):
        lines += path.read_text("utf-8").split("\n")
    lines = [line for line in lines if 8 <= len(line) <= 60 and "?" not in line]
    return random.Random(language + seed).sample(lines, min(count, len(lines)))


def characters(folder: pathlib.Path, count: int) -> Iterator[Judged]:
    """Each character that was restored, with what was stated of it."""
    for language in LANGUAGES:
        for reader in READERS:
            progress(f"{language} read as {reader}")
            for number, truth in enumerate(sentences(folder, language, count, reader)):
                style = STYLES[number % len(STYLES)]
                damaged = mojifix.damage(truth, written="utf-8", read=reader, errors=style)
                yield from judged_characters(mojifix.diagnose(damaged, options=OPTIONS), truth)


def judged_characters(diagnosis: mojifix.Diagnosis, truth: str) -> Iterator[Judged]:
    text = diagnosis.text
    blocks = difflib.SequenceMatcher(None, text, truth, autojunk=False).get_matching_blocks()
    same = {at for block in blocks for at in range(block.a, block.a + block.size)}
    shift = 0
    for finding in diagnosis.findings:
        for guess in finding.guesses:
            yield guess.confidence, finding.start + shift + guess.at in same
        shift += len(finding.repaired) - len(finding.original)


def findings(folder: pathlib.Path, count: int) -> Iterator[Judged]:
    """Each finding of a short text that was wholly misread, with what was stated of it."""
    for language, legacy in LANGUAGES.items():
        for written in ("utf-8", legacy):
            progress(f"{language} written in {written}")
            for reader in SHORT_READERS:
                for length in LENGTHS:
                    for line in sentences(folder, language, count, f"{written}{reader}{length}"):
                        truth = line[:length]
                        try:
                            damaged = mojifix.damage(truth, written=written, read=reader)
                        except mojifix.DamageError:
                            continue
                        if damaged == truth:
                            continue
                        diagnosis = mojifix.diagnose(damaged, options=OPTIONS)
                        for finding in diagnosis.findings:
                            if finding.kind == "misread":
                                yield finding.confidence, diagnosis.text == truth


def binned(judged: list[Judged]) -> Iterator[tuple[float, float, int, float, float]]:
    """Bins as (from, to, cases, mean of what was stated, share that is true)."""
    for low, high in itertools.pairwise(EDGES):
        cases = [item for item in judged if low <= item[0] < high]
        if cases:
            stated = sum(said for said, _ in cases) / len(cases)
            yield low, high, len(cases), stated, sum(true for _, true in cases) / len(cases)


def show(title: str, judged: list[Judged]) -> None:
    print(f"\n{title}: {len(judged)}\n\n| stated | cases | mean stated | true |\n|---|---|---|---|")
    for low, high, cases, stated, true in binned(judged):
        print(f"| {low:.2f} to {min(high, 1.0):.2f} | {cases:,} | {stated:.3f} | {true:.3f} |")
    sure = [true for said, true in judged if said >= 0.9]
    if sure:
        print(f"| 0.90 and more | {len(sure):,} | | {sum(sure) / len(sure):.3f} |")


def plot(tables: dict[str, list[Judged]], path: pathlib.Path) -> None:
    """Stated against true, a point a bin, its size by the number of cases."""
    try:
        from matplotlib import pyplot
    except ImportError:
        sys.exit("calibration: --plot needs matplotlib: uv pip install matplotlib")
    pyplot.rcParams["svg.hashsalt"] = "mojifix"  # the same figures give the same file
    figure, axes = pyplot.subplots(1, len(tables), figsize=(9.0, 4.2), sharey=True)
    for axis, (title, judged) in zip(axes, tables.items()):
        bins = list(binned(judged))
        axis.plot([0, 1], [0, 1], color="0.7", linewidth=1, linestyle="--")
        axis.plot([b[3] for b in bins], [b[4] for b in bins], color="#1f6f8b", linewidth=1.5)
        sizes = [20 + 200 * (b[2] / len(judged)) ** 0.5 for b in bins]
        axis.scatter([b[3] for b in bins], [b[4] for b in bins], s=sizes, color="#1f6f8b")
        axis.set(title=f"{title} ({len(judged):,})", xlabel="confidence stated", xlim=(0, 1.03))
        axis.set_ylim(0, 1.03)
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("share that is true")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def progress(what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{what}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
