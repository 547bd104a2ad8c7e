"""One file, from its bytes to an `Outcome`, in whatever process.

Rule: no file raises. What cannot be read or written is an outcome that says why, because the
others go on.
"""

from __future__ import annotations

import sys

from mojifix import api
from mojifix._frozen import Frozen
from mojifix.errors import FileError
from mojifix.files import reading
from mojifix.files.rounds import settled
from mojifix.result import Diagnosis

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from mojifix.files.reading import Document
    from mojifix.files.walk import Found
    from mojifix.options import Options
    from mojifix.result import Finding

CLEAN, FOUND, BINARY, UNREAD, ERROR = "clean", "found", "binary", "unread", "error"
"""What became of a file; UNREAD is one that is text in no encoding that is known."""


class Task(Frozen):
    """What to do with every file.

    options           how to look for damage
    only, skip        kinds of finding that count alone (None: all), and that do not count
    root              the folder that the patterns of `per_file_ignores` are relative to
    per_file_ignores  (pattern, kinds): kinds that do not count in files whose path matches
    write             repair in place
    encoding          what is written: "utf-8", or "keep" for what the file was in
    backup            where not None, old contents stay under the file's name with this at its end
    diff              show the change
    """

    __slots__ = (
        "options",
        "only",
        "skip",
        "root",
        "per_file_ignores",
        "write",
        "encoding",
        "backup",
        "diff",
    )

    options: Options
    only: tuple[str, ...] | None
    skip: tuple[str, ...]
    root: str
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...]
    write: bool
    encoding: str
    backup: str | None
    diff: bool

    def __init__(
        self,
        options: Options,
        only: tuple[str, ...] | None = None,
        skip: tuple[str, ...] = (),
        root: str = ".",
        per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = (),
        write: bool = False,
        encoding: str = "utf-8",
        backup: str | None = None,
        diff: bool = False,
    ) -> None:
        self._set(options, only, skip, root, per_file_ignores, write, encoding, backup, diff)


class Place(Frozen):
    """A finding and where it stands: lines and columns from 1, the end behind its last character.

    A line ends at "\\n", columns are code points, and a byte order mark takes none.
    """

    __slots__ = ("line", "column", "end_line", "end_column", "finding")

    line: int
    column: int
    end_line: int
    end_column: int
    finding: Finding

    def __init__(
        self, line: int, column: int, end_line: int, end_column: int, finding: Finding
    ) -> None:
        self._set(line, column, end_line, end_column, finding)


class Outcome(Frozen):
    """What became of a file.

    path      as it was found
    status    CLEAN, FOUND, BINARY, UNREAD or ERROR
    message   why it is UNREAD or an ERROR, or ""
    encoding  what it was in, or "" where nobody knows
    places    what was found
    changed   its repaired text is another
    written   it holds the repaired text now
    diff      the change as a unified diff, where asked for
    """

    __slots__ = ("path", "status", "message", "encoding", "places", "changed", "written", "diff")

    path: str
    status: str
    message: str
    encoding: str
    places: tuple[Place, ...]
    changed: bool
    written: bool
    diff: str

    def __init__(
        self,
        path: str,
        status: str,
        message: str = "",
        encoding: str = "",
        places: Sequence[Place] = (),
        changed: bool = False,
        written: bool = False,
        diff: str = "",
    ) -> None:
        self._set(path, status, message, encoding, tuple(places), changed, written, diff)

    @property
    def repairs(self) -> int:
        """How many places have a repair."""
        return sum(p.finding.repaired != p.finding.original for p in self.places)

    @property
    def beyond(self) -> int:
        """How many places are beyond repair."""
        return len(self.places) - self.repairs


def examine(found: Found, task: Task) -> Outcome:
    """Reads a file, looks for damage, and writes the repaired text back where that is asked for."""
    path = found.path
    try:
        data, state = _read(path)
        if data is None:
            return Outcome(path, BINARY)
    except FileError as error:
        return Outcome(path, ERROR, str(error))
    except OSError as error:
        return Outcome(path, ERROR, error.strerror or str(error))
    try:
        document = reading.document(data, task.options)
    except FileError as error:
        return Outcome(path, UNREAD, str(error))
    if document.diagnosis is None:
        return Outcome(path, BINARY)
    if not document.diagnosis.findings:
        return Outcome(path, CLEAN)
    return _found(found, task, document, data, state)


def _read(path: str) -> tuple[bytes | None, os.stat_result | None]:
    if path == "-":
        return sys.stdin.buffer.read(), None
    return reading.read(path)


def _found(
    found: Found, task: Task, document: Document, data: bytes, state: os.stat_result | None
) -> Outcome:
    assert document.diagnosis is not None
    diagnosis = whole(document.diagnosis, task, found.path)
    if not diagnosis.findings:
        return Outcome(found.path, CLEAN)
    given = (document.encoding, tuple(places(diagnosis)), diagnosis.changed)
    written = False
    if task.write and diagnosis.changed:
        try:
            repaired = _repaired(document, task.encoding, diagnosis.text, data)
            written = _write(found, task, repaired, state)
        except FileError as error:
            return Outcome(found.path, ERROR, str(error), *given)
    diff = ""
    if task.diff and diagnosis.changed:
        from mojifix.files.diff import unified

        diff = unified(found.path, diagnosis)
    return Outcome(found.path, FOUND, "", *given, written, diff)


def _repaired(document: Document, encoding: str, text: str, data: bytes) -> bytes:
    """The repaired text as bytes; raises `FileError` where that would lose something."""
    if document.lossy or (encoding == "keep" and not document.faithful(data)):
        raise FileError(
            f"holds bytes that {document.encoding} does not read and write alike, which a repair "
            "would lose; it is as it was"
        )
    return document.encoded(text, encoding)


def _write(found: Found, task: Task, data: bytes, state: os.stat_result | None) -> bool:
    from mojifix.files.writing import replace

    if state is None:
        raise FileError("standard input cannot be repaired in place")
    backup = None if task.backup is None else found.path + task.backup
    return replace(found.path, data, state, found.root, backup)


# -------------------------------------------------------------------------------- which findings
def whole(diagnosis: Diagnosis, task: Task, path: str) -> Diagnosis:
    """What counts of the diagnosis for this file, and what is found once that is repaired."""
    ignored = {*task.skip, *_ignored(task, path)}

    def counted(diagnosis: Diagnosis) -> Diagnosis:
        kept = [
            finding
            for finding in diagnosis.findings
            if finding.kind not in ignored and (task.only is None or finding.kind in task.only)
        ]
        if len(kept) == len(diagnosis.findings):
            return diagnosis
        return Diagnosis(diagnosis.original, kept)

    def again(text: str) -> Diagnosis:
        return counted(api.diagnose(text, options=task.options))

    return settled(counted(diagnosis), again)


def _ignored(task: Task, path: str) -> Iterator[str]:
    if not task.per_file_ignores:
        return
    from mojifix.files.config import matcher, relative

    shown = relative(path, task.root)
    for pattern, kinds in task.per_file_ignores:
        if shown is not None and matcher((pattern,)).match_file(shown):
            yield from kinds


def places(diagnosis: Diagnosis) -> Iterator[Place]:
    """The findings with their lines and columns."""
    text = diagnosis.original
    marked = text.startswith("\ufeff")
    for line, column, finding in diagnosis.places():
        end_line = line + finding.original.count("\n")
        end_column = finding.end - text.rfind("\n", 0, finding.end)
        yield Place(
            line,
            column - (marked and line == 1 and column > 1),
            end_line,
            end_column - (marked and end_line == 1 and end_column > 1),
            finding,
        )
