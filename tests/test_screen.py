"""mojifix.screen: which lines of a long text are searched at all. A miss there costs a repair."""

from __future__ import annotations

import random

import pytest

import mojifix
from mojifix.language.model import load
from mojifix.screen import ROW_SECOND, odd_lines
from mojifix.search.engine import UNSCREENED
from strategies import MISREADS, SENTENCES, carried

CLEAN = [text for language in ("zh-Hans", "ja", "ko") for text in SENTENCES[language]]
DAMAGED = "\u00c7\u00eb\u00b0\u00d1\u00b4\u00b0\u00bb\u00a7\u00b9\u00d8\u00c9\u00cf"
TRUTH = "\u8bf7\u628a\u7a97\u6237\u5173\u4e0a"  # GB18030 of it, read as Latin-1, is DAMAGED


def offsets(lines: list[str]) -> list[int]:
    """Where each line begins when they are joined by line feeds."""
    found, at = [], 0
    for line in lines:
        found.append(at)
        at += len(line) + 1
    return found


@pytest.mark.parametrize("at", [0, 1, 150, 298, 299])
def test_a_damaged_line_among_clean_ones_is_found_and_repaired(at: int) -> None:
    lines = [CLEAN[i % len(CLEAN)] for i in range(299)]
    lines.insert(at, DAMAGED)
    text = "\n".join(lines)
    assert len(text) > 2 * UNSCREENED
    assert offsets(lines)[at] in odd_lines(text, load(), ROW_SECOND)
    assert mojifix.fix(text).split("\n") == [*lines[:at], TRUTH, *lines[at + 1 :]]


def test_ascii_is_never_worth_a_look() -> None:
    assert odd_lines("plain text, nothing else\n" * 400, load(), ROW_SECOND) == set()


def test_offsets_are_those_of_lines_that_end_at_a_line_feed() -> None:
    lines = ["abc\r", "", DAMAGED + "\x85x", "\x1c", "end \U0001f600", "x" + DAMAGED]
    assert odd_lines("\n".join(lines), load(), ROW_SECOND) >= {offsets(lines)[2], offsets(lines)[5]}
    assert odd_lines("\n".join(lines), load(), ROW_SECOND) <= set(offsets(lines))


def test_of_clean_lines_few_are_searched() -> None:
    """Of these sentences 13 % were seen; the search then finds nothing in them. Bound: 25 %."""
    text = "\n".join(CLEAN)
    assert len(odd_lines(text, load(), ROW_SECOND)) <= 0.25 * len(CLEAN)


def test_of_damaged_lines_of_16_characters_few_are_missed() -> None:
    """Every misread sentence that its channel carries, from 16 characters on. Bound: 3 % missed."""
    model, lines = load(), []
    for channel in MISREADS:
        if channel.letters == "small":
            continue
        for texts in carried(channel).values():
            lines += [channel.apply(text) or "" for text in texts if len(text) >= 16]
    random.Random(1).shuffle(lines)
    lines = [line for line in lines if "\n" not in line][:2000]
    assert len(lines) > 1000
    found = odd_lines("\n".join(lines), model, ROW_SECOND)
    missed = [line for line, start in zip(lines, offsets(lines)) if start not in found]
    assert len(missed) <= 0.03 * len(lines), missed[:10]


def test_a_long_text_is_repaired_as_its_lines_are() -> None:
    """Lines from 20 characters on; screened together, and one by one where nothing is screened."""
    choose = random.Random(2)
    channels = [c for c in MISREADS if c.name in ("gb18030>latin-1", "utf-8>cp1252")]
    lines = []
    for _ in range(200):
        channel = choose.choice(channels)
        text = choose.choice(carried(channel)["zh-Hans"])
        damaged = channel.apply(text * (1 + 20 // len(text)))
        assert damaged is not None
        lines.append(damaged if choose.random() < 0.2 else choose.choice(CLEAN))
    text = "\n".join(lines)
    assert len(text) > UNSCREENED
    alone = [mojifix.fix(line) for line in lines]
    assert sum(a is not line for a, line in zip(alone, lines)) > 20
    assert mojifix.fix(text).split("\n") == alone
