"""Repairs a file and shows it: both openings side by side, then the whole repaired text.

    python tools/demo.py FILE      # `make demo` takes a page of corpus/pages

Rules: columns are counted in terminal cells, where a full-width character takes two and a
combining mark none; what cannot be seen is shown as an escape; what changed is coloured on a
terminal only. The whole text that follows is exactly what `mojifix.fix` returned.
"""

from __future__ import annotations

import argparse
import itertools
import pathlib
import shutil
import sys
import unicodedata
from collections.abc import Iterator

import mojifix
from mojifix.cli._text import coloured

_ROWS = 12  # rows of the opening: with the heading and its rules they fit a 24-row terminal
_COLUMNS = 100  # where no terminal says how wide it is
_RED, _GREEN, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"
_GAP = "  |  "

Cell = tuple[str, bool]  # what is shown of one character, and whether the repair touches it


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=pathlib.Path, help="a UTF-8 text file")
    file: pathlib.Path = parser.parse_args(argv).file
    try:
        text = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"demo: {file}: {error}", file=sys.stderr)
        return 2

    diagnosis = mojifix.diagnose(text)
    colour = coloured(sys.stdout)
    columns = shutil.get_terminal_size((_COLUMNS, 24)).columns
    out = [f"{file}: {diagnosis.headline()}", ""]
    out += side_by_side(diagnosis, columns, colour)
    out += ["", f"The whole of {file}, repaired:", "", ""]
    data = "\n".join(out) + diagnosis.text
    sys.stdout.buffer.write(data.encode("utf-8"))
    if not data.endswith("\n"):
        sys.stdout.buffer.write(b"\n")
    return 0


def side_by_side(diagnosis: mojifix.Diagnosis, columns: int, colour: bool) -> Iterator[str]:
    """The openings as rows of two columns; line n of one stands beside line n of the other."""
    width = (columns - len(_GAP)) // 2
    yield pad([(c, False) for c in "damaged"], width, "") + _GAP + "repaired"
    yield "-" * width + "--+--" + "-" * width
    rows = 0
    for before, after in zip(*both_lines(diagnosis)):
        left, right = wrap(before, width), wrap(after, width)
        for row in range(max(len(left), len(right))):
            if rows == _ROWS:
                return
            rows += 1
            first = left[row] if row < len(left) else []
            second = right[row] if row < len(right) else []
            yield (
                pad(first, width, _RED if colour else "")
                + _GAP
                + pad(second, width, _GREEN if colour else "").rstrip(" ")
            )


def both_lines(diagnosis: mojifix.Diagnosis) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Both texts as lines of cells, as far as they are shown."""
    before: list[list[Cell]] = [[]]
    after: list[list[Cell]] = [[]]
    reached = 0
    for finding in diagnosis.findings:
        same = diagnosis.original[reached : finding.start]
        add(before, same, False)
        add(after, same, False)
        add(before, finding.original, True)
        add(after, finding.repaired, True)
        reached = finding.end
        if len(before) > _ROWS:  # the rest is not shown
            return before, after
    add(before, diagnosis.original[reached:], False)
    add(after, diagnosis.original[reached:], False)
    return before, after


def add(lines: list[list[Cell]], text: str, touched: bool) -> None:
    for character in text:
        if character == "\n":
            lines.append([])
        else:
            # An ideographic space indents a paragraph: the one space that is better seen as space.
            seen = character.isprintable() or character == "\u3000"
            lines[-1].append((character if seen else ascii(character)[1:-1], touched))


def wrap(line: list[Cell], width: int) -> list[list[Cell]]:
    """The line in rows of at most `width` terminal cells; an empty line is one empty row."""
    rows: list[list[Cell]] = [[]]
    used = 0
    for cell in line:
        need = cells(cell[0])
        if used + need > width and rows[-1]:
            rows.append([])
            used = 0
        rows[-1].append(cell)
        used += need
    return rows


def pad(row: list[Cell], width: int, colour: str) -> str:
    """The row as text of `width` terminal cells, with what the repair touches in `colour`."""
    shown = ""
    for touched, run in itertools.groupby(row, key=lambda cell: cell[1]):
        text = "".join(cell[0] for cell in run)
        shown += f"{colour}{text}{_PLAIN}" if touched and colour else text
    return shown + " " * (width - sum(cells(text) for text, _ in row))


def cells(text: str) -> int:
    """How many terminal cells the text takes."""
    count = 0
    for character in text:
        if unicodedata.category(character) not in ("Mn", "Me"):
            count += 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
    return count


if __name__ == "__main__":
    raise SystemExit(main())
