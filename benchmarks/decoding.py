"""How often is the text of bytes right, by length, beside chardet and charset-normalizer?

    python benchmarks/decoding.py ../shared/dev/clean                  # the tables
    python benchmarks/decoding.py ../shared/dev/clean --plot docs/decoding.svg

The folder holds clean text as LANGUAGE/NAME.txt, one sentence a line. The beginnings of lines are
written in the encodings of their language and read by all three, who see the same bytes. More
tables say whether a stated confidence keeps its word, and what chardet's proposal is worth as
evidence in our contest. The plot needs matplotlib.

Rules: the same folder gives the same figures; a text is right where it is the same letter by
letter.
"""

from __future__ import annotations

import argparse
import collections
import functools
import pathlib
import random
import re
import sys
from collections.abc import Callable
from typing import Final

import mojifix
from mojifix.detect import encodings, engine, evidence

EAST_ASIAN: Final = {
    "zh-Hans": ("gb18030",),
    "zh-Hant": ("big5hkscs",),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
}
OTHERS: Final = {
    "ru": ("cp1251", "koi8_r", "cp866"),
    "el": ("cp1253",),
    "de": ("cp1252",),
    "fr": ("cp1252",),
    "pl": ("cp1250",),
    "cs": ("cp1250",),
    "tr": ("cp1254",),
    "he": ("cp1255",),
    "ar": ("cp1256",),
    "th": ("cp874",),
}
LENGTHS: Final = (2, 4, 8, 16, 32)
EDGES: Final = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1.000001)
WEIGHTS: Final = (0.0, 1.0, 2.0, 3.0, 5.0)  # nats of chardet's proposal

_LETTERS: Final = re.compile("[^\0-\x7f]")

Case = tuple[str, bytes]  # the truth, and its bytes
Reader = Callable[[bytes], str]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, help="clean text, LANGUAGE/NAME.txt")
    parser.add_argument("--lines", type=int, default=100, help="texts of each kind (100)")
    parser.add_argument("--plot", type=pathlib.Path, metavar="FILE", help="draw it as well")
    arguments = parser.parse_args(argv)
    shares = {}
    for title, languages in (("East Asian", EAST_ASIAN), ("one byte a character", OTHERS)):
        cases = {n: gathered(arguments.folder, languages, n, arguments.lines) for n in LENGTHS}
        shares[title] = compared(title, cases)
        if languages is OTHERS:
            weighed(cases)
        honest(title, [case for n in LENGTHS for case in cases[n]])
    if arguments.plot:
        plot(shares, arguments.plot)
    return 0


def gathered(
    folder: pathlib.Path, languages: dict[str, tuple[str, ...]], length: int, count: int
) -> list[Case]:
    """So many texts of that length in each encoding, beginning with a letter outside ASCII."""
    found: list[Case] = []
    for language, names in languages.items():
        lines: list[str] = []
        for path in sorted((folder / language).glob("*.txt")):
            lines += path.read_text("utf-8").split("\n")
        for name in names:
            random.Random(f"{name}{length}").shuffle(lines)
            own: list[Case] = []
            for line in lines:
                match = _LETTERS.search(line)
                text = line[match.start() :][:length] if match else ""
                try:
                    data = text.encode(name)
                except UnicodeEncodeError:
                    continue
                if len(text) == length and not data.isascii():
                    own.append((text, data))
                if len(own) == count:
                    break
            found += own
    return found


def ours(data: bytes, weight: float = 0.0) -> str:
    """Our text, with chardet's proposal as so many nats of evidence."""
    bonus = {}
    if weight:
        name = by_chardet_name(data)
        try:
            bonus = {e.name: weight for e in encodings.labelled(name)} if name else {}
        except mojifix.UnknownCodec:
            bonus = {}
    found = engine.by_bytes(data, evidence.Evidence(bonus, None))
    return found.text if found else ""


@functools.lru_cache(1 << 15)
def by_chardet_name(data: bytes) -> str | None:
    import chardet

    name = chardet.detect(data)["encoding"]
    return str(name) if name else None


def by_chardet(data: bytes) -> str:
    return plain(data, by_chardet_name(data))


def by_charset_normalizer(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return plain(data, best.encoding if best else None)


def plain(data: bytes, name: str | None) -> str:
    try:
        return data.decode(name) if name else ""
    except (LookupError, UnicodeDecodeError):
        return ""


READERS: Final[dict[str, Reader]] = {
    "mojifix": ours,
    "chardet": by_chardet,
    "charset-normalizer": by_charset_normalizer,
}


def right(cases: list[Case], reader: Reader) -> float:
    return sum(reader(data) == text for text, data in cases) / len(cases)


def compared(title: str, cases: dict[int, list[Case]]) -> dict[str, list[float]]:
    """The share of right texts of each reader by length, printed as a table."""
    print(f"\n{title}, right text\n\n| characters | cases | " + " | ".join(READERS) + " |")
    print("|---" * (len(READERS) + 2) + "|")
    found: dict[str, list[float]] = {name: [] for name in READERS}
    for length, some in cases.items():
        for name, reader in READERS.items():
            progress(f"{title}, {length} characters: {name}")
            found[name].append(right(some, reader))
        cells = [f"{100 * shares[-1]:.2f} %" for shares in found.values()]
        clear()
        print(f"| {length} | {len(some):,} | " + " | ".join(cells) + " |", flush=True)
    return found


def weighed(cases: dict[int, list[Case]]) -> None:
    """What chardet's proposal is worth as evidence."""
    print("\nwith chardet's proposal as evidence, right text\n\n| nats | ", end="")
    print(" | ".join(f"{length} characters" for length in cases) + " |")
    print("|---" * (len(cases) + 1) + "|")
    for weight in WEIGHTS:
        shares = [right(some, functools.partial(ours, weight=weight)) for some in cases.values()]
        print(f"| {weight:g} | " + " | ".join(f"{100 * share:.2f} %" for share in shares) + " |")


def honest(title: str, cases: list[Case]) -> None:
    """Stated confidence against the share that is right."""
    bins: dict[int, list[tuple[float, bool]]] = collections.defaultdict(list)
    for text, data in cases:
        found = engine.by_bytes(data, evidence.NONE)
        if found is not None:
            at = max(n for n, edge in enumerate(EDGES) if edge <= found.confidence)
            bins[at].append((found.confidence, found.text == text))
    print(f"\n{title}, confidence\n\n| stated | cases | mean stated | right |\n|---|---|---|---|")
    for at in sorted(bins):
        stated = sum(said for said, _ in bins[at]) / len(bins[at])
        share = sum(true for _, true in bins[at]) / len(bins[at])
        edges = f"{EDGES[at]:.2f} to {min(1.0, EDGES[at + 1]):.2f}"
        print(f"| {edges} | {len(bins[at]):,} | {stated:.3f} | {share:.3f} |")


def plot(shares: dict[str, dict[str, list[float]]], path: pathlib.Path) -> None:
    """The share of right texts by length, a line a reader."""
    try:
        from matplotlib import pyplot
    except ImportError:
        sys.exit("decoding: --plot needs matplotlib: uv pip install matplotlib")
    pyplot.rcParams["svg.hashsalt"] = "mojifix"  # the same figures give the same file
    figure, axes = pyplot.subplots(1, len(shares), figsize=(9.0, 4.0), sharey=True)
    colours = {"mojifix": "#1f6f8b", "chardet": "#c8553d", "charset-normalizer": "#8a8a8a"}
    for axis, (title, readers) in zip(axes, shares.items()):
        for name, points in readers.items():
            axis.plot(range(len(points)), points, marker="o", color=colours[name], label=name)
        axis.set(title=title, xlabel="characters", ylim=(0, 1.03))
        axis.set_xticks(range(len(LENGTHS)), list(map(str, LENGTHS)))
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("share of texts read right")
    axes[0].legend(loc="lower right")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def progress(what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{what}", end="", file=sys.stderr, flush=True)


def clear() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
