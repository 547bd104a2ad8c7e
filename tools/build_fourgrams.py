#!/usr/bin/env python3
"""Builds `src/mojifix/language/tables/fourgrams.mjf` from the clean text in ../shared/train.

    python tools/build_fourgrams.py            # build it: three minutes, 4 GB of memory
    python tools/build_fourgrams.py --check    # rebuild and compare, write nothing

Text -> weighted counts -> the four-grams that are worth most.  Rules:

1. Sources, weights, shares and the discount are those of `build_trigrams.py`.
2. A context is a trigram of the table as shipped, and a gain is what P(d | a b c) has over the
   P(d | b c) of that table: build that first.
3. The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import pathlib
import sys
import zlib
from typing import Final

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from build_tables import TRAIN  # noqa: E402
from build_trigrams import (  # noqa: E402
    DISCOUNT,
    F64,
    I64,
    U64,
    Counts,
    Runs,
    count_all,
    first_of_each,
    steps,
)
from build_trigrams import TARGET as TRIGRAMS  # noqa: E402
from mojifix.language import trigrams  # noqa: E402
from mojifix.language.fourgrams import write  # noqa: E402
from mojifix.language.model import load  # noqa: E402
from mojifix.language.trigrams import Trigrams  # noqa: E402

TARGET: Final = TRIGRAMS.with_name("fourgrams.mjf")

# Four-grams kept: what the wheel has room for, its limit being 6 MiB (`.ci/run`). Eight million of
# them over six million trigrams would have 0.1 of a hundred characters more right at as many wrong
# ones, where browsers and Windows lose bytes 0.5 (UTF-8 read as GBK, cp932 and cp949, 1,172 and 586
# other lines of the table lossy).
FOURGRAMS: Final = 270_000

# The most that the file may add to the wheel, in bytes after deflate.
LARGEST: Final = 830_000

# Times that a four-gram is seen in one language before it counts; by judgement.
SEEN_LEAST: Final = 2

# The most four-grams of one context: what a byte counts.
ROW_MOST: Final = 255

_LAST: Final = np.uint64(0xFFFF)
_TRIGRAM: Final = np.uint64(0xFFFFFFFFFFFF)


def numbers(table: Trigrams, contexts: U64) -> I64:
    """Which trigram of the table each context is, -1 for none; contexts are ascending."""
    firsts = first_of_each(contexts)
    each = contexts[firsts].tolist()
    found = [table.number(chr(c >> 32), chr(c >> 16 & 0xFFFF), chr(c & 0xFFFF)) for c in each]
    return np.repeat(np.array(found, dtype=np.int64), np.diff(np.append(firsts, len(contexts))))


def trigram_shares(table: Trigrams, keys: U64) -> F64:
    """P(d | b c) of each four-gram, from the shipped tables."""
    pair = load().of_table
    runs, which = np.unique(keys & _TRIGRAM, return_inverse=True)
    nats = []
    for run in runs.tolist():
        b, c, d = chr(run >> 32), chr(run >> 16 & 0xFFFF), chr(run & 0xFFFF)
        nats.append(pair(c, d) - table.gain(b, c, d))
    shares: F64 = np.minimum(1.0, np.exp(-np.array(nats, dtype=np.float64)))[which]
    return shares


def build(counts: Counts, table: Trigrams, note: str, keep: int) -> bytes:
    """The table file of the `keep` four-grams by which the text gains most nats."""
    contexts = counts.keys >> np.uint64(16)
    starts = first_of_each(contexts)
    sizes = np.diff(np.append(starts, len(contexts)))
    known = counts.weights * np.maximum(0.0, 1 - DISCOUNT / counts.seen)
    sums = np.add.reduceat(counts.weights, starts)
    # What the discount leaves of a context goes to what the trigrams say.
    left = np.repeat(1 - np.add.reduceat(known, starts) / sums, sizes)
    total = np.repeat(sums, sizes)

    number = numbers(table, contexts)
    fits = (counts.seen >= SEEN_LEAST) & ((counts.keys & _LAST) > 0) & (number >= 0)
    keys, number = counts.keys[fits], number[fits]
    known, total = known[fits], total[fits]
    lower = trigram_shares(table, keys)
    shares = known / total + left[fits] * lower
    runs = Runs(keys, number, shares, lower, known).chosen(keep)
    runs = runs.of(np.flatnonzero(_places(runs.row) < ROW_MOST))

    # Numbers ascend with the contexts: both tables are in the order of code points.
    starts = first_of_each(runs.row.astype(np.uint64))
    fields = {
        "row_size": np.bincount(runs.row, minlength=len(table)),
        "row_rest": steps(runs.rests(0)[runs.row[starts]]),
        "fourth": runs.keys & _LAST,
        "gain": steps(runs.gains),
    }
    return write({name: values.tolist() for name, values in fields.items()}, table.checksum, note)


def _places(number: I64) -> I64:
    """The place of each item among those of the same number, from 0; numbers are ascending."""
    starts = first_of_each(number.astype(np.uint64))
    sizes = np.diff(np.append(starts, len(number)))
    return np.arange(len(number), dtype=np.int64) - np.repeat(starts, sizes)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=pathlib.Path, default=TRAIN, help="folder of the sources")
    parser.add_argument("--fourgrams", type=int, default=FOURGRAMS, help="four-grams to keep")
    parser.add_argument("--out", type=pathlib.Path, default=TARGET)
    parser.add_argument("--check", action="store_true", help="compare only, exit 1 on a difference")
    a = parser.parse_args(argv)
    counts, _ = count_all(a.train, False, 4)
    beside = hashlib.sha256(TRIGRAMS.read_bytes()).hexdigest()
    note = f"sources as in text.mjf; gains over trigrams.mjf of SHA-256 {beside}"
    data = build(counts, trigrams.load(), note, a.fourgrams)
    packed = len(zlib.compress(data, 6))
    print(f"{len(data):,} bytes, {packed:,} packed, SHA-256 {hashlib.sha256(data).hexdigest()}")
    if packed > LARGEST:
        raise SystemExit(f"more than {LARGEST:,} bytes packed: keep fewer four-grams")
    if a.check:
        same = a.out.exists() and a.out.read_bytes() == data
        print("the table is what its sources give" if same else f"{a.out.name} differs")
        return 0 if same else 1
    a.out.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
