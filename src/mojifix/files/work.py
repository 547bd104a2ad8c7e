"""One file, from its bytes to an `Outcome`, in whatever process.

Rule: no file raises. What cannot be read or written is an outcome that says why, because the
others go on.
"""

from __future__ import annotations

import os
from itertools import chain

from mojifix import api
from mojifix._frozen import Frozen
from mojifix.errors import FileError
from mojifix.files import large, reading
from mojifix.result import Diagnosis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

    from mojifix.files.large import Large
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
    message   why it is UNREAD or an ERROR, or has no diff though one was asked for, or ""
    encoding  what it was in, or "" where nobody knows
    places    what was found
    changed   its repaired text is another
    written   it holds the repaired text now
    diff      the change as a unified diff, where asked for
    repairs   how many places have a repair; of a large file that is written, the places themselves
              are not kept
    beyond    how many are beyond repair
    """

    __slots__ = (
        "path",
        "status",
        "message",
        "encoding",
        "places",
        "changed",
        "written",
        "diff",
        "repairs",
        "beyond",
    )

    path: str
    status: str
    message: str
    encoding: str
    places: tuple[Place, ...]
    changed: bool
    written: bool
    diff: str
    repairs: int
    beyond: int

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
        repairs: int | None = None,
        beyond: int | None = None,
    ) -> None:
        """As the fields; `repairs` and `beyond` are counted where they are not given."""
        places = tuple(places)
        if repairs is None:
            repairs = sum(p.finding.changed for p in places)
        if beyond is None:
            beyond = len(places) - repairs
        self._set(path, status, message, encoding, places, changed, written, diff, repairs, beyond)


def examine(found: Found, task: Task) -> Outcome:
    """Reads a file, looks for damage, and writes the repaired text back where that is asked for."""
    path = found.path
    try:
        if path == "-":
            return _of_open(reading.standard_input(), found, task)
        if found.size > large.LARGE:
            with open(path, "rb") as file:
                return _of_open(file, found, task)
        data, state = reading.read(path)
    except FileError as error:
        return Outcome(path, ERROR, str(error))
    except OSError as error:
        return Outcome(path, ERROR, error.strerror or str(error))
    return Outcome(path, BINARY) if data is None else _of_bytes(found, task, data, state)


def _of_open(file: BinaryIO, found: Found, task: Task) -> Outcome:
    state = None if found.path == "-" else os.fstat(file.fileno())
    source = file.read() if task.diff else large.source(file, task.options)
    if isinstance(source, bytes):
        return _of_bytes(found, task, source, state)
    return _of_windows(found, task, source)


def _of_bytes(found: Found, task: Task, data: bytes, state: os.stat_result | None) -> Outcome:
    try:
        document = reading.document(data, task.options)
    except FileError as error:
        return Outcome(found.path, UNREAD, str(error))
    if document.diagnosis is None:
        return Outcome(found.path, BINARY)
    if not document.diagnosis.findings:
        return Outcome(found.path, CLEAN)
    return _found(found, task, document, data, state)


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
            _write(found, task, (repaired,), state)
            written = True
        except FileError as error:
            return Outcome(found.path, ERROR, str(error), *given)
    diff = message = ""
    if task.diff and diagnosis.changed:
        from mojifix.files.diff import unified

        try:
            _repaired(document, task.encoding, diagnosis.text, data)
        except FileError as error:  # a change that --write would refuse
            return Outcome(found.path, ERROR, str(error), *given)
        message = _no_diff(found, document, data)
        diff = "" if message else unified(found.path, diagnosis)
    return Outcome(found.path, FOUND, message, *given, written, diff)


def _no_diff(found: Found, document: Document, data: bytes) -> str:
    """Why no patch can make the change; "" where one can."""
    if os.path.islink(found.path):
        return "is a symbolic link, which no patch goes through: name the file that it leads to"
    if document.encoding != "utf-8":
        return f"is {document.encoding}, and a diff is of UTF-8 text only: --write repairs it"
    if not document.faithful(data):
        return "holds lines in other encodings, which no diff can show: --write repairs it"
    return ""


def _repaired(document: Document, encoding: str, text: str, data: bytes) -> bytes:
    """The repaired text as bytes; raises `FileError` where that would lose something."""
    if encoding == "keep":
        return kept(document, text, data)
    if document.lossy:
        raise loses(document.encoding)
    return document.encoded(text, encoding)


def kept(document: Document, text: str, data: bytes) -> bytes:
    """The repaired text in the encoding of the bytes that were read; raises as `_repaired`."""
    if document.faithful(data):
        return document.encoded(text, "keep")
    if document.mixed and not document.lossy:
        raise FileError(
            f"holds lines in other encodings than {document.encoding}; it is as it was: --encoding "
            "utf-8 can write them all"
        )
    raise loses(document.encoding)


def loses(encoding: str) -> FileError:
    """What is said of a text of which some bytes would not come back."""
    return FileError(
        f"holds bytes that {encoding} does not read and write alike, which a repair would lose; it "
        "is as it was"
    )


def _write(found: Found, task: Task, parts: Iterable[bytes], state: os.stat_result | None) -> None:
    from mojifix.files.writing import replace

    if state is None or found.path == "-":
        raise FileError("standard input cannot be repaired in place")
    backup = None if task.backup is None else found.path + task.backup
    replace(found.path, parts, state, found.root, backup)


# ------------------------------------------------------------------------------------ large files
def windows(text: Large, task: Task, path: str) -> Iterator[Diagnosis]:
    """What counts in each window of a large text; raises `FileError` where it cannot be read."""
    for diagnosis in text.diagnoses(task.options):
        yield whole(diagnosis, task, path)


def _of_windows(found: Found, task: Task, text: Large) -> Outcome:
    """As `_found`, of a text that is not held: nothing of it is kept but what was found."""
    seen = _Seen(keep=not task.write)
    counted = map(seen.one, windows(text, task, found.path))
    message, written = "", False
    if task.write:
        try:
            written = _rewritten(found, task, text, counted)
        except FileError as error:
            message = str(error)
    for _ in counted:  # what nobody had to write
        pass
    if not seen.repairs + seen.beyond and not message:
        return Outcome(found.path, CLEAN)
    return Outcome(
        found.path,
        ERROR if message else FOUND,
        message,
        text.encoding,
        seen.places,
        seen.changed,
        written,
        repairs=seen.repairs,
        beyond=seen.beyond,
    )


def _rewritten(found: Found, task: Task, text: Large, diagnoses: Iterator[Diagnosis]) -> bool:
    """Writes the file from its first change on, behind a copy of what stands before that; False
    where there is none."""
    before = 0  # characters
    for diagnosis in diagnoses:
        if diagnosis.changed:
            break
        before += len(diagnosis.original)
    else:
        return False
    encode = large.writer(text.encoding if task.encoding == "keep" else "utf-8")
    with open(found.path, "rb") as file:
        copied = large.Large(text.encoding, large.chunks(file), text.state).start(before)
        texts = chain(copied, [diagnosis.text], (diagnosis.text for diagnosis in diagnoses))
        _write(found, task, map(encode, texts), text.state)
    return True


class _Seen:
    """What was found in windows, one after the other.

    keep   whether the places are kept, and not only counted
    """

    def __init__(self, keep: bool) -> None:
        self.keep = keep
        self.places: list[Place] = []
        self.repairs = self.beyond = 0
        self.changed = False
        self._at = self._line = self._column = 0  # where the next window begins, each from 0

    def one(self, diagnosis: Diagnosis) -> Diagnosis:
        """Takes the next window, and returns it."""
        for finding in diagnosis.findings:
            repairs = finding.changed
            self.repairs += repairs
            self.beyond += not repairs
        if self.keep:
            self.places += map(self._moved, places(diagnosis))
        self.changed = self.changed or diagnosis.changed
        text = diagnosis.original
        if "\n" in text:
            self._line += text.count("\n")
            self._column = len(text) - text.rfind("\n") - 1
        else:
            self._column += len(text) - (self._at == 0 and text.startswith("\ufeff"))
        self._at += len(text)
        return diagnosis

    def _moved(self, place: Place) -> Place:
        """A place of a window as one of the whole text."""
        return Place(
            place.line + self._line,
            place.column + self._column * (place.line == 1),
            place.end_line + self._line,
            place.end_column + self._column * (place.end_line == 1),
            place.finding.moved(self._at),
        )


# -------------------------------------------------------------------------------- which findings
def whole(diagnosis: Diagnosis, task: Task, path: str) -> Diagnosis:
    """What counts of the diagnosis for this file, and what is found once that is repaired.

    `diagnose` looks again by itself, at a text in which everything is repaired: where some of it
    does not count, that is another text.
    """
    ignored = {*task.skip, *_ignored(task, path)}

    if not ignored and task.only is None:
        return diagnosis

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

    from mojifix.search.rounds import until_quiet

    return until_quiet(counted(diagnosis), again)


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
