"""What is made on first use: once, whole, and the same for every thread."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

import mojifix
from mojifix._once import once

# UTF-8 read as GBK by a browser: what fits lost bytes is made on first use.
CLEAN = "\u6211\u4eec\u6628\u5929\u53bb\u516c\u56ed\u6563\u6b65\u4e86"
DAMAGED = mojifix.damage(CLEAN, written="utf-8", read="gbk", errors="whatwg")

# Starts threads one after the other in a process that has made nothing yet, and says what each had.
PROGRAM = """
import sys, threading, time, mojifix
found = []
threads = [threading.Thread(target=lambda: found.append(mojifix.fix(sys.argv[1]))) for _ in "1234"]
for thread in threads:
    thread.start()
    time.sleep(0.05)
for thread in threads:
    thread.join()
print(ascii([*found, mojifix.fix(sys.argv[1])]))
"""


def test_a_value_is_made_once_for_all_threads() -> None:
    made: list[object] = []
    begun = threading.Barrier(4)

    @once
    def slow() -> object:
        """What it is."""
        begun.wait()  # all four are making it now
        value = object()
        made.append(value)
        return value

    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(slow())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(found) == 4
    assert {id(value) for value in found} == {id(slow())}
    assert (slow.__name__, slow.__doc__) == ("slow", "What it is.")


def test_what_raises_is_tried_again() -> None:
    tries = iter([True, False])

    @once
    def value() -> str:
        if next(tries):
            raise OSError("not yet")
        return "made"

    with pytest.raises(OSError, match="not yet"):
        value()
    assert [value(), value()] == ["made", "made"]


def test_threads_that_start_together_all_have_the_right_text() -> None:
    """The tables of the lattice were seen half made, and stayed wrong for the process."""
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, DAMAGED], capture_output=True, text=True, timeout=120
        )
        assert done.stderr == ""
        assert done.stdout.strip() == ascii([CLEAN] * 5)
