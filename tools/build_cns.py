"""Derives what `codecs/_cns.py` lists, and compares its planes with those of glibc.

    python tools/build_cns.py            print the lists of the module, as glibc's EUC-TW has them
    python tools/build_cns.py --check    exit 1 where a cell of the module is not glibc's

It needs `iconv` of glibc (2.36 when the module was written); the module and its tests do not.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from bisect import bisect_left

from mojifix.codecs import _cns

ICONV = ("iconv", "-c", "-f", "UTF-8", "-t", "EUC-TW")
PREFIXES = {1: b"", 2: b"\x8e\xa2"}


def planes() -> dict[int, list[str]]:
    """Planes 1 and 2 as glibc has them, each as `_cns.plane_1` gives it."""
    characters = [chr(point) for point in range(0xA0, 0x10000) if not 0xD800 <= point < 0xE000]
    done = subprocess.run(ICONV, input="\n".join(characters).encode(), capture_output=True)
    written = done.stdout.split(b"\n")
    if len(written) != len(characters):
        raise SystemExit(f"{' '.join(ICONV)} failed: {done.stderr.decode(errors='replace')}")
    found = {number: [""] * _cns.SIDE**2 for number in PREFIXES}
    for character, sequence in zip(characters, written):
        for number, prefix in PREFIXES.items():
            if len(sequence) == len(prefix) + 2 and sequence.startswith(prefix):
                row, cell = sequence[-2:]
                found[number][(row - 0xA1) * _cns.SIDE + cell - 0xA1] = character
    return found


def moved(big5: list[str], plane: list[str]) -> list[tuple[int, str]]:
    """The characters of a plane that Big5's order does not give, with their places."""
    order = {character: at for at, character in enumerate(big5)}
    stay = longest_rising([order[character] for character in plane if character in order])
    return [(at, c) for at, c in enumerate(plane) if order.get(c) not in stay]


def longest_rising(numbers: list[int]) -> set[int]:
    """The numbers of one of the longest rising subsequences of different numbers."""
    lasts: list[int] = []  # by length, the least number that such a sequence ends with
    before: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(lasts, number)
        before[number] = lasts[length - 1] if length else None
        lasts[length : length + 1] = [number]
    found = set()
    last: int | None = lasts[-1]
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def lists() -> str:
    """What the module lists, as its literals hold it."""
    found = planes()
    first = [c for c in found[1][_cns.cell("4421") :] if c]
    second = [c for c in found[2] if c]
    hanzi = [*_cns.big5(0xA440, 0xC67E), *_cns.big5(0xC940, 0xF9D5)]
    signs = _cns.rows_of_signs()
    return "\n".join(
        (
            "_ABSENT   " + " ".join(f"U+{ord(c):04X}" for c in hanzi if c not in {*first, *second}),
            "_MOVED_1  " + " ".join(f"{at}{c}" for at, c in moved(hanzi, first)),
            "_MOVED_2  " + " ".join(f"{at}{c}" for at, c in moved(hanzi, second)),
            "_SIGNS    "
            + " ".join(
                f"{named(at)}{c}" for at, c in enumerate(found[1][: len(signs)]) if c != signs[at]
            ),
            "further   "
            + " ".join(
                f"{named(at)}{c}"
                for at, c in enumerate(found[1])
                if c and len(signs) <= at < _cns.cell("4421")
            ),
        )
    )


def named(at: int) -> str:
    """The name of a cell in the standard."""
    row, cell = divmod(at, _cns.SIDE)
    return f"{row + 0x21:02X}{cell + 0x21:02X}"


def main(arguments: list[str] | None = None) -> int:
    """Prints or checks; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare the module with glibc")
    if not parser.parse_args(arguments).check:
        print(lists())
        return 0
    status = 0
    ours = {1: _cns.plane_1(), 2: _cns.plane_2()}
    for number, plane in planes().items():
        wrong = [named(at) for at, c in enumerate(plane) if c != ours[number][at]]
        count = sum(map(bool, plane))
        told = f"{len(wrong)} differ: {' '.join(wrong[:20])}" if wrong else "all as in the module"
        print(f"plane {number}: {count} characters, {told}")
        status |= bool(wrong)
    return status


if __name__ == "__main__":
    sys.exit(main())
