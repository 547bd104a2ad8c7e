"""What is searched by itself: lines, parts of long ones, and nothing of binary data."""

from __future__ import annotations

import random
import time
import zlib

import pytest

import mojifix
from mojifix.search.pieces import LONGEST, in_pieces, is_binary

WINDOWS = "\u8bf7\u628a\u7a97\u6237\u5173\u4e0a"
DAMAGED = mojifix.damage(WINDOWS, written="gb18030", read="latin-1")
NOISE = random.Random(1).randbytes(100_000)


@pytest.mark.parametrize("read", ["latin-1", "cp1252", "cp932", "gb18030", "utf-8"])
@pytest.mark.parametrize("data", [NOISE, zlib.compress(NOISE[:2000] * 9)], ids=["noise", "zlib"])
def test_most_of_binary_data_is_left_alone_at_once(read: str, data: bytes) -> None:
    """100,000 random bytes took minutes. Bounds: ten seconds, and one character in fifty."""
    text = data.decode(read, "replace")
    started = time.process_time()
    fixed = mojifix.fix(text)
    assert time.process_time() - started < 10
    assert abs(len(fixed) - len(text)) <= len(text) / 50


def test_a_line_of_binary_data_stays_among_lines_that_are_repaired() -> None:
    noise = NOISE[:300].replace(b"\n", b"").decode("latin-1")
    for around in (1, 400):
        lines = [DAMAGED] * around
        found = mojifix.fix("\n".join([*lines, noise, *lines])).split("\n")
        assert found == [WINDOWS] * around + [noise] + [WINDOWS] * around


@pytest.mark.parametrize("sign", ["\0" * 8, "\x1b[0m", "\x1d\x1e\x1f", "\x02\x03\x1c\x1d"])
def test_the_control_characters_of_formats_are_in_text(sign: str) -> None:
    text = f"{sign}{DAMAGED}{sign}"
    assert not is_binary(text)
    assert mojifix.fix(text) == f"{sign}{WINDOWS}{sign}"


def test_pieces_are_the_text_that_is_not_ascii() -> None:
    line = "\u4f60\u597d " * LONGEST
    text = f"ab\n{line}\n\u4f60\n\ncd\n\u597d\n"
    pieces = list(in_pieces(text, None, ()))
    assert all(text.startswith(piece, start) and len(piece) <= LONGEST for start, piece in pieces)
    assert "".join(piece for _, piece in pieces) == f"{line}\u4f60\u597d"
    odd = {3, len(text) - 2}
    assert list(in_pieces(text, odd, ())) == [p for p in pieces if p[1] != "\u4f60"]
    assert list(in_pieces(text, odd, {3})) == pieces[-1:]
