#!/usr/bin/env python3
"""Builds the table of letters by language `src/mojifix/language/tables/letters.mjf`.

    python tools/build_letters.py                # build it
    python tools/build_letters.py --check        # rebuild and compare, write nothing

The counts are those of the light languages (`tools/counts/`, made by `tools/count_light.py`).
Rules:

1. LANGUAGES are those that had an encoding with one byte a character.
2. A pair that another language has far oftener stands under `mul` in the counts, and not in its own
   language: it is taken to be as rare there as the rule of `count_light.py` lets it be.
3. A pair costs -log of its share among the pairs that begin alike, mixed with the share of the
   second letter alone (Witten and Bell's estimate), so that no pair is impossible.
4. Capitals: CAPITALS of all text is taken to be in capitals throughout.
5. The same counts give the same bytes.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import math
import pathlib
import sys
from typing import Final

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from mojifix.language.letters import ALPHABET, STEPS, write  # noqa: E402

TARGET = HERE.parent / "src" / "mojifix" / "language" / "tables" / "letters.mjf"
COUNTS = HERE / "counts" / "light.tsv.gz"

_LANGUAGES: Final = (
    "ar az be bg br bs ca cs cy da de el en eo es et eu fa fi fr ga gl he hr hu id is it kk lt lv "
    "mk mt nb nl nn pl pt ro ru sk sl sq sr sr-Latn sv tg th tr uk ur uz vi"
)
LANGUAGES: Final = tuple(_LANGUAGES.split())

# Share of text in capitals: headings and shouting; lower, and all-capital lines look like the other
# case of KOI8-R and cp1251. By judgement.
CAPITALS: Final = 0.03

# Share of characters that no alphabet has, and of pairs spread evenly over the alphabet.
OUTSIDE: Final = 5e-4
EVEN: Final = 1e-3

# Of a pair that stands under `mul`, its share of what the language has most that has it most: the
# counts move it there where that is below 1 / 12. By judgement.
OUTWEIGHED: Final = 1 / 24

Pairs = dict[tuple[str, str], float]


def main() -> int:
    """Builds or checks the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the table that is there")
    a = parser.parse_args()
    counts = read_counts(COUNTS)
    most = heaviest(counts)
    table = {tag: language(with_common(counts[tag], counts["mul"], most)) for tag in LANGUAGES}
    data = write(table, "light.tsv.gz: " + " ".join(LANGUAGES))
    if a.check:
        same = TARGET.read_bytes() == data
        print(f"{TARGET.name}: {'the same bytes' if same else 'DIFFERS from its sources'}")
        return 0 if same else 1
    TARGET.write_bytes(data)
    print(f"{TARGET.name}: {len(table)} languages, {len(data)} bytes")
    return 0


def read_counts(path: pathlib.Path) -> dict[str, Pairs]:
    """Counts of pairs by language; digits are one character."""
    found: dict[str, Pairs] = collections.defaultdict(lambda: collections.defaultdict(float))
    with gzip.open(path, "rt", encoding="utf-8") as file:
        next(file)
        for row in file:
            tag, first, second, count = row.rstrip("\n").split("\t")
            a, b = (_folded(chr(int(code, 16))) for code in (first, second))
            found[tag][a, b] += float(count)
    return found


def heaviest(counts: dict[str, Pairs]) -> Pairs:
    """Of each pair the largest count over the root of its language's size, as the counts weigh."""
    most: Pairs = {}
    for tag in LANGUAGES:
        root = math.sqrt(sum(counts[tag].values()))
        for pair, count in counts[tag].items():
            most[pair] = max(most.get(pair, 0.0), count / root)
    return most


def with_common(own: Pairs, common: Pairs, most: Pairs) -> Pairs:
    """The counts of a language with those that went into `mul`, estimated."""
    root = math.sqrt(sum(own.values()))
    known = {b for _, b in own}
    found = dict(own)
    for pair in common:
        if pair not in own and pair in most and known.issuperset(pair):
            found[pair] = min(common[pair], most[pair] * root * OUTWEIGHED)
    return found


def _folded(c: str) -> str:
    return "0" if c in "123456789" else c


def language(plain: Pairs) -> tuple[list[int], bytes]:
    """The alphabet (code points) and the costs, row by row."""
    pairs = collections.defaultdict(float, plain)
    for (a, b), count in plain.items():
        upper = a.upper(), b.upper()
        if len(upper[0]) == len(upper[1]) == 1:
            pairs[upper] += CAPITALS * count
    alone: dict[str, float] = collections.defaultdict(float)
    for (_, b), count in pairs.items():
        alone[b] += count
    known = [c for c in alone if ord(c) < 0x10000]
    letters = sorted(sorted(known, key=lambda c: (-alone[c], c))[:ALPHABET])
    total = sum(alone[c] for c in letters)
    share = {c: (1 - EVEN) * alone[c] / total + EVEN / len(letters) for c in letters}
    cost = bytearray()
    for a in letters:
        row = [pairs.get((a, b), 0.0) for b in letters]
        kinds, begun = sum(count > 0 for count in row) or 1, sum(row)
        for b, count in zip(letters, row):
            chance = (1 - OUTSIDE) * (count + kinds * share[b]) / (begun + kinds)
            cost.append(_quantised(chance) if count else _whole(chance))
        cost.append(_quantised(OUTSIDE))
    cost += bytes(_quantised(share[b] / 2) for b in letters)
    cost.append(_quantised(0.5))
    return [ord(c) for c in letters], bytes(cost)


def _whole(chance: float) -> int:
    """Of a pair that was never seen, in whole nats: finer would double the table in the wheel."""
    return min(255, round(-math.log(chance)) * STEPS)


def _quantised(chance: float) -> int:
    return max(0, min(255, round(-math.log(chance) * STEPS)))


if __name__ == "__main__":
    sys.exit(main())
