"""How fast is it, beside its peers, and how does the time grow?

    python benchmarks/speed.py ../shared/dev/clean                     # every table
    python benchmarks/speed.py ../shared/dev/clean long short          # some
    python benchmarks/speed.py ../shared/dev/clean --write docs        # and docs/performance.md

The folder holds clean text as LANGUAGE/NAME.txt, one sentence a line. The tables: long, short,
start, size, share, worst, and decode where this version has `mojifix.decode`.

Rules:

1. Everything is a ratio within one process, to `bytes.decode` of the same text and to the peers
   that are installed (ftfy, plsfix, chardet, charset-normalizer: `uv pip install --group bench`).
   A figure in seconds would tell of the machine.
2. A figure is the least of several runs. Short calls are timed on strings never seen before, in
   lists of their own, since a second time everything is remembered.
3. The same folder gives the same texts. A result is compared with the truth wherever there is one.
"""

from __future__ import annotations

import argparse
import datetime
import functools
import itertools
import json
import math
import pathlib
import platform
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module, metadata
from typing import Final

import mojifix

LENGTH: Final = 400_000  # characters of a long text
CELL: Final = 20  # characters of a short one
CELLS: Final = 900  # short texts, in LISTS lists
LISTS: Final = 3
REPEATS: Final = 3
PATIENCE: Final = 20.0  # seconds after which a measurement is not repeated

PEERS: Final = {
    "ftfy.fix_text": ("ftfy", "fix_text"),
    "ftfy.fix_encoding": ("ftfy", "fix_encoding"),
    "plsfix": ("plsfix", "fix_text"),
}
DETECTORS: Final = {
    "chardet": ("chardet", "detect"),
    "charset-normalizer": ("charset_normalizer", "from_bytes"),
}
DISTRIBUTIONS: Final = ("mojifix", "ftfy", "plsfix", "chardet", "charset-normalizer")

SIZES: Final = tuple(4**step * 1024 for step in range(9))  # bytes: 1 KB to 64 MB
FITTED: Final = 1 << 16  # bytes from which the exponent is fitted: below, a call's own cost shows
SHARES: Final = (0, 1, 2, 5, 10, 20, 50, 100)  # damaged lines in a hundred

Rows = list[list[str]]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, help="clean text, LANGUAGE/NAME.txt")
    parser.add_argument("tables", nargs="*", help=f"{', '.join(TABLES)} (all)")
    parser.add_argument("--largest", type=float, default=64.0, metavar="MB", help="of size (64)")
    parser.add_argument("--write", type=pathlib.Path, metavar="DOCS", help="the page and its plots")
    arguments = parser.parse_args(argv)
    unknown = set(arguments.tables).difference(TABLES)
    if unknown:
        parser.error(f"no table {', '.join(sorted(unknown))}: there are {', '.join(TABLES)}")
    texts = Texts(arguments.folder)
    page = [about()]
    for name in arguments.tables or TABLES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        part = TABLES[name](texts, arguments)
        if part:
            page.append(part)
            print(part, flush=True)
    if arguments.write:
        write(arguments.write / "performance.md", page)
    return 0


# ------------------------------------------------------------------------------------------ texts
class Texts:
    """The clean text, and what is made of it."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self._lines: dict[str, list[str]] = {}

    def lines(self, language: str) -> list[str]:
        """The lines of a language, registers mixed."""
        if language in self._lines:
            return self._lines[language]
        found = self._lines[language] = []
        for path in sorted((self.folder / language).glob("*.txt")):
            found += [line for line in path.read_text("utf-8").split("\n") if line.strip()]
        if not found:
            sys.exit(f"speed: no text of {language} in {self.folder}: give a folder that has some")
        random.Random(language).shuffle(found)
        return found

    def long(self, language: str, length: int = LENGTH) -> str:
        """A text of so many characters; where there are not as many, lines come again."""
        taken, reached = [], 0
        for line in itertools.cycle(self.lines(language)):
            taken.append(line)
            reached += len(line) + 1
            if reached >= length:
                return "\n".join(taken)[:length]
        raise AssertionError("a cycle has no end")

    def cells(self, language: str) -> list[str]:
        """Short clean texts, each the beginning of another line."""
        lines = (line[:CELL] for line in self.lines(language) if len(line) >= CELL)
        wanted = (line for line in lines if line.isascii() == (language == "en"))
        return list(dict.fromkeys(itertools.islice(wanted, 2 * CELLS)))[:CELLS]

    def kinds(self) -> dict[str, tuple[str, str]]:
        """Long texts as they are and as they should be, by name."""
        chinese = self.long("zh-Hans")
        english = "\n".join(line for line in self.lines("en") if line.isascii())[:LENGTH]
        lines = chinese.split("\n")
        clean = {
            "clean ASCII": english,
            "clean ASCII with a few others": few(english),
            "clean Chinese": chinese,
            "clean Japanese": self.long("ja"),
            "clean Korean": self.long("ko"),
            "clean Russian": self.long("ru"),
            "clean Chinese HTML": "".join(f"<p class='x'>{line}</p>\n" for line in lines),
            "clean Chinese JSON": "\n".join(
                json.dumps({"id": at, "text": line}, ensure_ascii=False)
                for at, line in enumerate(lines)
            ),
            "clean Chinese CSV": "\n".join(f"{at},{line},1.5" for at, line in enumerate(lines)),
            "source code, Chinese comments": "\n".join(
                f"    value_{at} = compute({at})  # {line}" for at, line in enumerate(lines)
            ),
        }
        kinds = {name: (text, text) for name, text in clean.items()}
        part = chinese[: LENGTH // 4]
        kinds["1 line in 50 damaged"] = damaged(chinese, 2)
        kinds["UTF-8 read as Latin-1"] = misread(part, "utf-8", "latin-1"), part
        kinds["GBK read as Latin-1"] = misread(part, "gb18030", "latin-1"), part
        kinds["UTF-8 read as GBK, lossy"] = lossy(part[: LENGTH // 16]), ""
        return kinds


def few(text: str) -> str:
    """ASCII text with a few other characters in every twentieth line."""
    lines = text.split("\n")
    return "\n".join(
        line if at % 20 else f"{line} \u2014 caf\u00e9" for at, line in enumerate(lines)
    )


def misread(text: str, written: str, read: str) -> str:
    return text.encode(written).decode(read)


def lossy(text: str) -> str:
    """Each line of UTF-8 read as GBK by a reader that puts U+FFFD for what it cannot read."""
    return "\n".join(line.encode().decode("gbk", "replace") for line in text.split("\n"))


def damaged(text: str, share: int) -> tuple[str, str]:
    """The text with so many lines in a hundred of GBK read as Latin-1, and as it should be."""
    lines = [line for line in text.split("\n") if line.isascii() or len(line) > 5]
    choose = random.Random(share)
    broken = [
        misread(line, "gb18030", "latin-1") if choose.random() * 100 < share else line
        for line in lines
    ]
    return "\n".join(broken), "\n".join(lines)


# -------------------------------------------------------------------------------------- measuring
def best(function: Callable[[], object], repeats: int = REPEATS) -> float:
    """Seconds of the quickest of several runs, of one where that takes long."""
    least = math.inf
    for _ in range(repeats):
        started = time.perf_counter()
        function()
        least = min(least, time.perf_counter() - started)
        if least > PATIENCE:
            break
    return least


def installed(names: dict[str, tuple[str, str]]) -> dict[str, Callable[..., object]]:
    """The peers that are there."""
    found = {}
    for name, (module, function) in names.items():
        try:
            found[name] = getattr(import_module(module), function)
        except ImportError:
            print(f"speed: without {name}, which is not installed", file=sys.stderr)
    return found


def same_lines(truth: str, text: str) -> float:
    """Share of the lines that are as they should be."""
    ours, theirs = text.split("\n"), truth.split("\n")
    return sum(a == b for a, b in zip(ours, theirs)) / max(len(ours), len(theirs))


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """The power of the size with which the time grows: the slope between logarithms."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points if size >= FITTED]
    if len(logs) < 3:
        return math.nan
    x, y = (sum(values) / len(logs) for values in zip(*logs))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def table(title: str, head: Sequence[str], rows: Rows, note: str = "") -> str:
    lines = [f"## {title}", "", *([note, ""] if note else [])]
    lines += ["| " + " | ".join(row) + " |" for row in [list(head), ["---"] * len(head), *rows]]
    return "\n".join(lines) + "\n"


def about() -> str:
    versions = []
    for name in DISTRIBUTIONS:
        try:
            version = mojifix.__version__ if name == "mojifix" else metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        versions.append(f"{name} {version}")
    python = f"{platform.python_implementation()} {platform.python_version()}"
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return f"Measured on {today} with {python}, {', '.join(versions)}.\n"


# ----------------------------------------------------------------------------------------- tables
def long_texts(texts: Texts, _: argparse.Namespace) -> str:
    """One long text: times the cost of decoding it, and how much faster than the peers."""
    peers = installed(PEERS)
    rows = []
    for name, (text, truth) in texts.kinds().items():
        data = text.encode()
        decoding = best(data.decode, 9)
        repaired = mojifix.fix(text)
        seconds = best(functools.partial(mojifix.fix, text))
        right = f"{100 * same_lines(truth, repaired):.2f} %" if truth else "-"
        row = [name, right, f"{seconds / decoding:.1f}", f"{len(data) / seconds / 1e6:.2f}"]
        for peer in peers.values():
            row.append(f"{best(functools.partial(peer, text), 2) / seconds:.1f}")
        rows.append(row)
    head = ["text", "lines right", "times the cost of `bytes.decode`", "MB/s"]
    head += [f"times faster than {peer}" for peer in peers]
    return table("One long text", head, rows)


def short_texts(texts: Texts, _: argparse.Namespace) -> str:
    """Calls with short texts never seen before."""
    peers = installed(PEERS)
    chinese = texts.cells("zh-Hans")
    gbk = [misread(cell, "gb18030", "latin-1") for cell in chinese]
    kinds = {
        "ASCII": (texts.cells("en"), texts.cells("en")),
        "Chinese": (chinese, chinese),
        "Japanese": (texts.cells("ja"), texts.cells("ja")),
        "Korean": (texts.cells("ko"), texts.cells("ko")),
        "GBK read as Latin-1": (gbk, chinese),
    }
    rows = []
    for name, (cells, truths) in kinds.items():
        size = len(cells) // LISTS
        calls: list[list[float]] = []
        right = 0
        for first in range(0, size * LISTS, size):
            calls.append([])
            for cell, truth in zip(cells[first : first + size], truths[first : first + size]):
                started = time.perf_counter()
                repaired = mojifix.fix(cell)
                calls[-1].append(time.perf_counter() - started)
                right += repaired == truth
        quickest = sorted(min(calls, key=sum))
        mean, median = sum(quickest) / size, quickest[size // 2]
        row = [name, f"{100 * right / size / LISTS:.2f} %", f"{mean * 1e6:.1f}"]
        row.append(f"{median * 1e6:.1f}")
        for peer in peers.values():
            seconds = best(functools.partial(apply, peer, cells[:size]), 2) / size
            row.append(f"{seconds / mean:.2f}, {seconds / median:.1f}")
        rows.append(row)
    head = ["text", "right", "\u00b5s, mean", "\u00b5s, median"]
    head += [f"times faster than {peer}: by mean, by median" for peer in peers]
    return table(f"Calls with {CELL} characters", head, rows)


def apply(function: Callable[[str], object], cells: Sequence[str]) -> None:
    for cell in cells:
        function(cell)


# Import, first repair and memory, in a process of its own. The memory is what the process has more
# after a text of each of four languages than before the import, where /proc tells.
_START: Final = """
import pathlib, time
statm = pathlib.Path("/proc/self/statm")
pages = lambda: int(statm.read_text().split()[1]) if statm.exists() else 0
before, started = pages(), time.perf_counter()
import mojifix
imported = time.perf_counter()
mojifix.fix({0!r})
first = time.perf_counter()
right = [mojifix.fix(text) for text in {1!r}] == {2!r}
print(imported - started, first - imported, (pages() - before) * 4096, right)
"""


def start(texts: Texts, _: argparse.Namespace) -> str:
    """What a process pays before it repairs anything."""
    codecs = {"zh-Hans": "gb18030", "zh-Hant": "big5", "ja": "cp932", "ko": "cp949"}
    truths = []
    for language, codec in codecs.items():
        fit = re.compile(".{12,20}")
        lines = (line for line in texts.lines(language) if fit.fullmatch(line))
        truths.append(next(line for line in lines if writable(line, codec)))
    broken = [misread(t, codec, "latin-1") for t, codec in zip(truths, codecs.values())]
    code = _START.format(broken[0], broken, truths)
    runs = []
    for _run in range(5):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"speed: the process that was to be measured failed: {done.stderr}")
        runs.append(done.stdout.split())
    imported, first, memory = (min(float(run[at]) for run in runs) for at in range(3))
    row = [f"{imported * 1e3:.0f}", f"{first * 1e3:.0f}", f"{memory / 2**20:.1f}", runs[0][3]]
    head = ["import, ms", "first repair, ms", "memory with four languages, MiB", "all right"]
    return table("Starting", head, [row])


def writable(text: str, codec: str) -> bool:
    try:
        return not text.isascii() and bool(text.encode(codec))
    except UnicodeEncodeError:
        return False


def size(texts: Texts, arguments: argparse.Namespace) -> str:
    """How the time grows with the size, clean and damaged."""
    makers: dict[str, Callable[[str], str]] = {
        "clean Chinese": str,
        "1 line in 50 damaged": lambda text: damaged(text, 2)[0],
        "GBK read as Latin-1": lambda text: misread(text, "gb18030", "latin-1"),
    }
    rows, curves = [], {}
    for name, make in makers.items():
        points: list[tuple[int, float]] = []
        for bytes_ in SIZES:
            if bytes_ > arguments.largest * 2**20 or (points and points[-1][1] > PATIENCE):
                break
            text = make(texts.long("zh-Hans", bytes_ // 3))
            points.append((len(text.encode()), best(functools.partial(mojifix.fix, text))))
        curves[name] = points
        last = points[-1]
        row = [name, f"{points[0][0] / 1024:.0f} KB to {last[0] / 2**20:.1f} MB"]
        rows.append([*row, f"{exponent(points):.2f}", f"{last[0] / last[1] / 1e6:.1f}"])
    note = (
        f"The exponent is fitted from {FITTED // 1024} KB on; 1 is linear. The pairs of a "
        "small text are remembered from one run to the next, those of a large one are not."
    )
    if arguments.write:
        note += "\n\n![time by size of the text](speed-size.svg)"
        plot(arguments.write / "speed-size.svg", curves, "bytes of the text in UTF-8", "seconds")
    return table(
        "Growth with size", ["text", "sizes", "exponent", "MB/s at the largest"], rows, note
    )


def share(texts: Texts, arguments: argparse.Namespace) -> str:
    """How the time grows with the share of damaged lines."""
    text = texts.long("zh-Hans")
    rows, points = [], []
    clean = 0.0
    for percent in SHARES:
        broken, truth = damaged(text, percent)
        seconds = best(functools.partial(mojifix.fix, broken))
        clean = clean or seconds
        points.append((percent, seconds / clean))
        right = 100 * same_lines(truth, mojifix.fix(broken))
        rows.append([f"{percent} %", f"{right:.2f} %", f"{seconds / clean:.1f}"])
    note = ""
    if arguments.write:
        note = "![time by share of damaged lines](speed-share.svg)"
        curves = {"GBK read as Latin-1": points}
        plot(
            arguments.write / "speed-share.svg",
            curves,
            "damaged lines in 100",
            "times the clean text",
            logarithmic=False,
        )
    head = ["lines damaged", "lines right", "times the time of the clean text"]
    return table("Growth with damage", head, rows, note)


def worst(texts: Texts, _: argparse.Namespace) -> str:
    """Texts that nobody writes, for the worst rate there is, on some and on all of each.

    Up to 2,000 characters each line is searched that the screen picks, above that after a glance.
    """
    choose = random.Random(1)
    length = 20_000
    letters = "".join(chr(choose.randrange(0xA0, 0x100)) for _ in range(length))
    clean = texts.long("zh-Hans", length)
    kinds = {
        "hanzi at random": "".join(chr(choose.randrange(0x4E00, 0x9FA6)) for _ in range(length)),
        "letters of Latin-1 at random": letters,
        "question marks": "\u00e9" + "?" * length,
        "U+FFFD": "\ufffd" * length,
        "clean and damaged characters in turn": "".join(map("".join, zip(clean, letters))),
    }
    rows = []
    for name, text in kinds.items():
        parts = [text[:2000], text[: len(text) // 5], text]
        short, fifth, whole = (best(functools.partial(mojifix.fix, part), 1) for part in parts)
        rates = (f"{len(parts[0]) / short / 1e3:.1f}", f"{len(text) / whole / 1e3:.1f}")
        rows.append([name, *rates, f"{whole / fifth:.1f}"])
    rate = "thousand characters a second"
    head = ["text", f"{rate}, of 2,000", f"{rate}, of all", "time of five times as much"]
    return table("Worst cases", head, rows, f"Each is one line of {length:,} characters or more.")


def decode(texts: Texts, _: argparse.Namespace) -> str:
    """Bytes of unknown encoding, beside the detectors; nothing where mojifix has no `decode`."""
    ours: Callable[[bytes], object] | None = getattr(mojifix, "decode", None)
    if ours is None:
        return ""
    peers = installed(DETECTORS)
    cells = texts.cells("zh-Hans")
    long = texts.long("zh-Hans")
    kinds = {
        "GB18030, 20 characters": [cell.encode("gb18030") for cell in cells[:300]],
        "UTF-8, 2 KB": [long[at : at + 700].encode() for at in range(0, 21_000, 700)],
        "GB18030, 800 KB": [long.encode("gb18030")],
    }
    rows = []
    for name, samples in kinds.items():
        seconds = best(lambda samples=samples: [ours(data) for data in samples])
        row = [name, f"{seconds / len(samples) * 1e6:.0f}"]
        for peer in peers.values():
            theirs = best(lambda peer=peer, samples=samples: [peer(data) for data in samples], 1)
            row.append(f"{theirs / seconds:.1f}")
        rows.append(row)
    head = ["bytes", "\u00b5s a call", *(f"times faster than {peer}" for peer in peers)]
    return table("Bytes", head, rows)


TABLES: Final[dict[str, Callable[[Texts, argparse.Namespace], str]]] = {
    "long": long_texts,
    "short": short_texts,
    "start": start,
    "size": size,
    "share": share,
    "worst": worst,
    "decode": decode,
}


# ------------------------------------------------------------------------------------------- page
def plot(
    path: pathlib.Path,
    curves: dict[str, list[tuple[int, float]]],
    across: str,
    up: str,
    logarithmic: bool = True,
) -> None:
    try:
        from matplotlib import pyplot
    except ImportError:
        sys.exit("speed: --write needs matplotlib: uv pip install --group bench")
    pyplot.rcParams["svg.hashsalt"] = "mojifix"  # the same figures give the same file
    figure, axis = pyplot.subplots(figsize=(6.5, 4.0))
    for (name, points), colour in zip(curves.items(), ("#1f6f8b", "#b5651d", "#7a3b69")):
        axis.plot(*zip(*points), marker="o", markersize=4, color=colour, label=name)
    if logarithmic:
        axis.set(xscale="log", yscale="log")
    axis.set(xlabel=across, ylabel=up)
    axis.grid(alpha=0.3)
    axis.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


MARKS: Final = "<!-- measured: benchmarks/speed.py -->\n", "<!-- end of what was measured -->\n"


def write(path: pathlib.Path, parts: Sequence[str]) -> None:
    """Puts what was measured between the marks of the page, and leaves the rest of it."""
    before, mark, rest = path.read_text("utf-8").partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not (mark and end):
        sys.exit(f"speed: {path} has not the marks between which the figures go: {MARKS}")
    path.write_text(before + mark + "\n" + "\n".join(parts) + "\n" + end + after, "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
