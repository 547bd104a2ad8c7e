"""Findings to a unified diff.

The findings say which lines change, so that nothing has to be compared: the cost is that of the
changed lines and their context, and a line of the diff that changes is one that was repaired.
`git apply` and `patch` take it: names are written as git writes them, which both read.
"""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from mojifix.result import Diagnosis, Finding

CONTEXT: Final = 3
"""Unchanged lines shown around a change."""

# What a name cannot hold as it is, bytes that are no UTF-8 (as surrogates) with it: git and `patch`
# read octal digits for any byte.
_QUOTED: Final = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\udc80-\udcff]')


def unified(path: str, diagnosis: Diagnosis) -> str:
    """The change as a unified diff; "" where there is none. A line ends at "\\n" only."""
    lines = diagnosis.original.split("\n")
    changes = list(_changes(lines, diagnosis.findings))
    if not changes:
        return ""
    out = [_header(path)]
    shift = 0  # lines that the hunks before have added
    for hunk in _hunks(changes):
        first = max(0, hunk[0][0] - CONTEXT)
        last = min(_number(lines), hunk[-1][1] + CONTEXT)
        body, at, new = [], first, 0
        for start, end, repaired in hunk:
            body += [_line(" ", lines, n) for n in range(at, start)]
            body += [_line("-", lines, n) for n in range(start, end)]
            body += [_line("+", repaired, n) for n in range(_number(repaired))]
            new += start - at + _number(repaired)
            at = end
        body += [_line(" ", lines, n) for n in range(at, last)]
        new += last - at
        out.append(f"@@ -{_span(first, last - first)} +{_span(first + shift, new)} @@\n")
        out += body
        shift += new - (last - first)
    return "".join(out)


def _header(path: str) -> str:
    """The two lines that name the file; "-" is standard input, which no patch is for."""
    if path == "-":
        return "--- -\n+++ -\n"
    plain = os.path.normpath(path).replace(os.sep, "/")
    old, new = (plain, plain) if os.path.isabs(path) else (f"a/{plain}", f"b/{plain}")
    return f"--- {_named(old)}\n+++ {_named(new)}\n"


def _named(name: str) -> str:
    """A name as git writes it: in quotes where it would end the line or begin a quotation."""
    if _QUOTED.search(name):
        return '"' + _QUOTED.sub(_escape, name) + '"'
    return name + "\t" * (" " in name)  # `patch` ends a name at the first space otherwise


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in '"\\':
        return "\\" + character
    return "".join(f"\\{byte:03o}" for byte in os.fsencode(character))


def _changes(
    lines: Sequence[str], findings: Sequence[Finding]
) -> Iterator[tuple[int, int, list[str]]]:
    """(first line, line behind the last, repaired lines), in order; lines from 0.

    Repairs that share a line are one change. The repaired lines end as `lines` do: the last has
    no "\\n" where its last item is not "".
    """
    at, number = 0, 0  # offset and number of a line
    pending: list[Finding] = []
    start = first = end = 0
    for finding in findings:
        if not finding.changed:
            continue
        while at + len(lines[number]) < finding.start:
            at += len(lines[number]) + 1
            number += 1
        if pending and number >= end:
            yield _change(lines, pending, start, first, end)
            pending = []
        if not pending:
            start, first = at, number
        pending.append(finding)
        # A repair that ends in a line feed could join the next line, which is shown with it.
        end = number + finding.original.count("\n") + 1
    if pending:
        yield _change(lines, pending, start, first, end)


def _change(
    lines: Sequence[str], findings: Sequence[Finding], start: int, first: int, end: int
) -> tuple[int, int, list[str]]:
    """One change of the lines `first` to `end`, which begin at offset `start` of the text."""
    text = "\n".join(lines[first:end])
    parts: list[str] = []
    at = 0
    for finding in findings:
        parts += text[at : finding.start - start], finding.repaired
        at = finding.end - start
    parts.append(text[at:])
    repaired = "".join(parts).split("\n")
    if end < len(lines):  # the last of them ends in a line feed, which stays
        repaired.append("")
    return first, min(end, _number(lines)), repaired


def _hunks(
    changes: Sequence[tuple[int, int, list[str]]],
) -> Iterator[list[tuple[int, int, list[str]]]]:
    """Changes whose contexts touch, together."""
    hunk = [changes[0]]
    for change in changes[1:]:
        if change[0] - hunk[-1][1] > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    yield hunk


def _number(lines: Sequence[str]) -> int:
    """How many lines these are: behind the last line feed there is none."""
    return len(lines) - (lines[-1] == "")


def _line(sign: str, lines: Sequence[str], number: int) -> str:
    last = "" if number + 1 < len(lines) else "\n\\ No newline at end of file"
    return f"{sign}{lines[number]}{last}\n"


def _span(first: int, number: int) -> str:
    """Where a hunk stands; one of no lines stands behind the line before."""
    return f"{first + (number > 0)},{number}"
