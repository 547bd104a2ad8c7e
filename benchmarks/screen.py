"""What is lost by screening long texts: damaged lines that are left, clean ones that are searched.

    python benchmarks/screen.py ../shared/dev/clean             # by language
    python benchmarks/screen.py ../shared/dev/clean --pairs     # by pair of codecs

The folder holds clean text as LANGUAGE/NAME.txt, one sentence a line. Lines are damaged as every
channel between East Asian codecs and from UTF-8 does; those that come back by themselves are put
into a long clean text of their language, one at a time, and all together as a text that was misread
as a whole. What then does not come back is lost by the screen, or by the look that follows it.

Rules: the same folder gives the same figures; a line is short that has fewer than eight characters
outside ASCII; a pair of codecs that fewer than ten lines survive is left out.
"""

from __future__ import annotations

import argparse
import itertools
import operator
import pathlib
import random
import sys
from collections.abc import Iterator
from typing import Final

import mojifix
from mojifix.language.model import load
from mojifix.screen import MISSING_FIRST, MISSING_SECOND, odd_lines

# Who writes in what, and who reads it.
WRITTEN: Final = {
    "zh-Hans": ("utf-8", "gb18030"),
    "zh-Hant": ("utf-8", "big5hkscs"),
    "ja": ("utf-8", "cp932", "euc_jp"),
    "ko": ("utf-8", "cp949"),
}
READ: Final = ("cp936", "big5hkscs", "cp932", "cp949", "euc_jp", "latin-1", "cp1252", "mac_roman")

AROUND: Final = 120  # clean lines of a text with one damaged line
SHORT: Final = 8  # characters

Case = tuple[str, str]  # a line, and what became of it
Counts = tuple[int, ...]  # short lines left and tried, others left and tried, lines of whole texts


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=pathlib.Path, help="clean text, LANGUAGE/NAME.txt")
    parser.add_argument("--lines", type=int, default=40, help="damaged lines of each pair (40)")
    parser.add_argument("--pairs", action="store_true", help="a row for each pair of codecs")
    given = parser.parse_args(argv)
    print("| damaged | short lines left | other lines left | lines of whole texts left |")
    print("| --- | --- | --- | --- |")
    for language, writers in WRITTEN.items():
        clean = sentences(given.folder, language)
        total: Counts = (0,) * 6
        for written, read in itertools.product(writers, READ):
            print(f"  {language}: {written} as {read}    ", end="\r", file=sys.stderr)
            counts = pair(clean, written, read, given.lines)
            total = tuple(map(operator.add, total, counts))
            if given.pairs and any(counts):
                show(f"{language}, {written} as {read}", counts)
        show(language, total)
    print("\n| clean lines | picked by the first look | by the second |")
    print("| --- | --- | --- |")
    for language in WRITTEN:
        clean = sentences(given.folder, language)
        looks = (odd_lines("\n".join(clean), load(), m) for m in (MISSING_FIRST, MISSING_SECOND))
        shares = " | ".join(f"{100 * len(odd) / len(clean):.2f} %" for odd in looks)
        print(f"| {language} ({len(clean)}) | {shares} |")
    return 0


def show(name: str, counts: Counts) -> None:
    print(f"| {name} |", *(f"{left} of {n} |" for left, n in zip(counts[::2], counts[1::2])))


def sentences(folder: pathlib.Path, language: str) -> list[str]:
    """The lines of a language that have 4 to 60 characters, in an order of their own."""
    lines: list[str] = []
    for path in sorted((folder / language).glob("*.txt")):
        lines += path.read_text("utf-8").split("\n")
    lines = [line for line in lines if 4 <= len(line) <= 60]
    random.Random(language).shuffle(lines)
    return lines


def pair(clean: list[str], written: str, read: str, count: int) -> Counts:
    """What is left of the lines that a pair of codecs damaged."""
    found = list(cases(clean, written, read, count))
    if len(found) < 10:
        return (0,) * 6
    left, tried = [0, 0], [0, 0]
    for number, (truth, damaged) in enumerate(found):
        start = number * AROUND % max(1, len(clean) - AROUND)
        before, after = clean[start : start + AROUND // 2], clean[start + AROUND // 2 :][:AROUND]
        text = mojifix.fix("\n".join([*before, damaged, *after]))
        longer = sum(not c.isascii() for c in damaged) >= SHORT
        tried[longer] += 1
        left[longer] += text != "\n".join([*before, truth, *after])
    repeated = found * (1 + AROUND // len(found))
    whole = mojifix.fix("\n".join(damaged for _, damaged in repeated)).split("\n")
    wrong = sum(text != truth for text, (truth, _) in zip(whole, repeated))
    return left[0], tried[0], left[1], tried[1], wrong, len(repeated)


def cases(clean: list[str], written: str, read: str, count: int) -> Iterator[Case]:
    """Lines that the pair damages without loss, and that come back by themselves."""
    for truth in clean:
        if not count:
            return
        try:
            damaged = mojifix.damage(truth, written=written, read=read)
        except mojifix.DamageError:
            continue
        if damaged != truth and "\n" not in damaged and mojifix.fix(damaged) == truth:
            count -= 1
            yield truth, damaged


if __name__ == "__main__":
    sys.exit(main())
