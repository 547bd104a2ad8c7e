#!/usr/bin/env python3
"""Builds the table of languages by character `src/mojifix/language/tables/shares.mjf`.

    python tools/build_shares.py                # build it
    python tools/build_shares.py --check        # rebuild and compare, write nothing

Sources: the character counts of the training text, `counts/LANGUAGE.unigram.tsv`, and the Cantonese
text of `build_tables.py`, which is traditional Chinese. Rules:

1. Each language weighs the same, however much text there is of it.
2. A character that was counted less than LEAST times in all languages together is left out, as are
   all that are neither Han, kana nor a sign of East Asian text.
3. SMOOTH is added to each count: what was never seen in one language is rare there.
4. The same counts give the same bytes.
"""

from __future__ import annotations

import argparse
import collections
import pathlib
import sys
from collections.abc import Mapping
from typing import Final

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from build_tables import cantonese  # noqa: E402
from mojifix.language.shares import LANGUAGES, write  # noqa: E402

TARGET = HERE.parent / "src" / "mojifix" / "language" / "tables" / "shares.mjf"
TRAIN = HERE.parent.parent / "shared" / "train"

# At 3 the file is 50 KB instead of 36, and the table mixed is the same, but for one line; at 100 it
# is 29 KB, and one line is lost. SMOOTH by judgement.
LEAST: Final = 30
SMOOTH: Final = 0.3

# First and last code point of what is counted.
_RANGES: Final = ((0x3001, 0x30FF), (0x3400, 0x9FFF))


def main() -> int:
    """Builds or checks the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--train", type=pathlib.Path, default=TRAIN, help="folder of the sources")
    parser.add_argument("--check", action="store_true", help="compare with the table that is there")
    a = parser.parse_args()
    counts = {language: read_counts(a.train, language) for language in LANGUAGES}
    counts["zh-Hant"].update("".join(cantonese()))
    note = "; ".join(f"{language} {sum(n.values())}" for language, n in counts.items())
    table = shares(counts)
    data = write(table, note)
    if a.check:
        same = TARGET.read_bytes() == data
        print(f"{TARGET.name}: {'the same bytes' if same else 'DIFFERS from its sources'}")
        return 0 if same else 1
    TARGET.write_bytes(data)
    print(f"{TARGET.name}: {len(table)} characters, {len(data)} bytes")
    return 0


def read_counts(train: pathlib.Path, language: str) -> collections.Counter[str]:
    """How often each character came in the text of a language."""
    lines = (train / "counts" / f"{language}.unigram.tsv").read_text("utf-8").split("\n")
    rows = (line.split("\t") for line in lines if line)
    return collections.Counter({c: int(count) for c, count in rows})


def shares(counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[float]]:
    """P(language | c) of each language, by character, were all languages as large."""
    sizes = [sum(own.values()) for own in counts.values()]
    found: dict[str, list[float]] = {}
    for c in set().union(*counts.values()):
        seen = [own.get(c, 0) for own in counts.values()]
        if sum(seen) < LEAST or not any(low <= ord(c) <= high for low, high in _RANGES):
            continue
        parts = [(count + SMOOTH) / size for count, size in zip(seen, sizes)]
        found[c] = [part / sum(parts) for part in parts]
    return found


if __name__ == "__main__":
    sys.exit(main())
