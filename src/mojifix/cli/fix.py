"""`mojifix fix`: the repaired text, printed, shown as a diff, or written in place."""

from __future__ import annotations

import argparse
import os
import stat
import sys
from contextlib import nullcontext

from mojifix._shown import plural, shown
from mojifix.cli import _progress
from mojifix.cli._arguments import add_command, add_options
from mojifix.cli._files import Tally, add_encoding, add_paths, outcomes, project, task
from mojifix.cli._text import Unusable, coloured, say, write_bytes, write_line, write_text
from mojifix.errors import FileError
from mojifix.files import large, reading
from mojifix.files.report import told
from mojifix.files.work import ERROR, kept, loses, whole, windows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mojifix.cli._arguments import Commands
    from mojifix.files.config import Settings
    from mojifix.files.large import Large
    from mojifix.files.work import Outcome, Task

_ABOUT = """\
One file, or standard input: prints the repaired text. What is not damaged, and
what is damaged beyond repair, is printed as it is.

Several files, or a folder: tells which would change, and changes nothing;
--diff shows the change, --write repairs the files."""

_EXAMPLES = """\
examples:
  mojifix fix notes.txt > repaired.txt
  mojifix fix --language ja --language ko mail.txt
  mojifix fix --min-confidence 0.99 list.csv    repair only what is beyond doubt
  mojifix fix src docs                          what would change?
  mojifix fix --diff src | less
  mojifix fix --write --backup .orig src
  mojifix fix --write --encoding keep old.txt   GBK stays GBK

A repaired file is complete or it is the old one, whatever happens meanwhile. A
line that says "mojifix: ignore" is left alone.

exit status: 0 done; 1 something would change (--diff) or was changed
(--exit-non-zero-on-fix), or U+FFFD was printed for bytes that cannot be read;
2 a file or an argument cannot be used."""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "fix", "repair text", _ABOUT, _EXAMPLES)
    add_paths(one, "-")
    how = one.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="show what would change")
    how.add_argument("-w", "--write", action="store_true", help="repair the files in place")
    how.add_argument("--output", metavar="FILE", help="write the text of the one file there")
    add_encoding(one)
    one.add_argument(
        "--backup",
        metavar="SUFFIX",
        help="with --write: keep what a file was under its name with this at the end",
    )
    one.add_argument(
        "--exit-non-zero-on-fix",
        action="store_true",
        help="with --write: exit status 1 where a file was changed",
    )
    add_options(one)
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Repairs what `arguments.paths` names; returns the exit status."""
    from mojifix.files.walk import one_file

    settings = project(arguments)  # a wrong option is told before a long file is read
    do = task(
        arguments,
        settings,
        encoding=arguments.encoding or settings.encoding or "utf-8",
        write=arguments.write,
        backup=_suffix(arguments),
        diff=arguments.diff,
    )
    alone = one_file(arguments.paths)
    if alone and not arguments.write and not arguments.diff:
        return _print(arguments.paths[0], do, arguments.output)
    if arguments.output is not None:
        raise Unusable("--output takes the text of one file; --write repairs several in place")
    if arguments.write and arguments.paths == ["-"]:
        raise Unusable("standard input cannot be repaired in place: without --write it is printed")
    return _several(arguments, settings, do)


def _suffix(arguments: argparse.Namespace) -> str | None:
    suffix: str | None = arguments.backup
    if suffix is None:
        return None
    if not arguments.write:
        raise Unusable("--backup is for --write, which changes files")
    if not suffix or "/" in suffix or "\\" in suffix:
        raise Unusable(f"--backup takes the end of a name, such as .orig, not {suffix!r}")
    return suffix


# --------------------------------------------------------------------------------- one, printed
def _print(path: str, do: Task, output: str | None) -> int:
    """The repaired text of one file, to standard output or to a file; the exit status."""
    printed = _Printed(path, do)
    if output is None:
        for part in printed.parts():
            write_bytes(part)
    else:
        from mojifix.files.writing import create

        _check_output(path, output)
        create(output, printed.parts())
    return int(printed.lossy)


def _check_output(path: str, output: str) -> None:
    """Refuses to write over what is read: all that --write keeps safe would be lost."""
    try:
        read = os.fstat(sys.stdin.fileno()) if path == "-" else os.stat(path)
        same = stat.S_ISREG(read.st_mode) and os.path.samestat(read, os.stat(output))
    except (OSError, AttributeError):  # not there yet, or no file at all
        return
    if same:
        raise Unusable(f"{output}: is the file that is read; --write repairs it in place")


class _Printed:
    """The repaired text of one file.

    lossy   U+FFFD stands in it for bytes that could not be read: known when all of it was printed
    """

    def __init__(self, path: str, do: Task) -> None:
        self.lossy = False
        self._path = path
        self._shown = "standard input" if path == "-" else path
        self._do = do

    def parts(self) -> Iterator[bytes]:
        """The text as bytes: at once, or window by window where it is large."""
        given = nullcontext(reading.standard_input()) if self._path == "-" else None
        try:
            with given or open(self._path, "rb") as file:
                source = large.source(file, self._do.options)
                if isinstance(source, bytes):
                    yield self._repaired(source)
                else:
                    yield from self._windows(source)
        except OSError as error:
            raise Unusable(f"{self._shown}: {error.strerror or error}") from error
        except FileError as error:
            raise Unusable(f"{self._shown}: {error}") from error

    def _repaired(self, data: bytes) -> bytes:
        document = reading.document(data, self._do.options)
        if document.diagnosis is None:
            raise FileError("is binary, and holds no text to repair")
        diagnosis = whole(document.diagnosis, self._do, self._path)
        if self._do.encoding == "keep":
            return data if not diagnosis.changed else kept(document, diagnosis.text, data)
        if document.lossy:
            self._lost(document.encoding)
        self._say_encoding(document.encoding)
        return document.encoded(diagnosis.text, "utf-8")

    def _windows(self, text: Large) -> Iterator[bytes]:
        keep = self._do.encoding == "keep"
        self._say_encoding(text.encoding)
        write = large.writer(text.encoding if keep else "utf-8")
        for diagnosis in windows(text, self._do, self._path):
            if text.lossy and keep:
                raise loses(text.encoding)
            yield write(diagnosis.text)
        if text.lossy:
            self._lost(text.encoding)

    def _lost(self, encoding: str) -> None:
        self.lossy = True
        say(f"{self._shown}: holds bytes that are no {encoding}; U+FFFD stands for them")

    def _say_encoding(self, encoding: str) -> None:
        if self._do.encoding == "utf-8" and encoding != "utf-8":
            say(
                f"{self._shown}: is {encoding}, and is written as UTF-8 (--encoding keep: as it is)"
            )


# --------------------------------------------------------------------------------------- several
def _several(arguments: argparse.Namespace, settings: Settings, do: Task) -> int:
    tally = Tally()
    rows: list[tuple[str, str, str, str]] = []
    in_table = not do.diff and _progress.drawn(sys.stdout)

    def show(outcome: Outcome) -> None:
        if not outcome.changed or (do.write and not outcome.written):
            return
        if in_table:
            repairs, beyond = str(outcome.repairs), str(outcome.beyond or "")
            rows.append((shown(outcome.path), repairs, beyond, outcome.encoding))
        elif do.diff and outcome.diff:
            _diff(outcome.diff)
        elif do.diff:
            if outcome.message and outcome.status != ERROR:  # an error has been told
                say(f"{outcome.path}: {outcome.message}")
        else:
            write_line(f"{shown(outcome.path)}: {told(outcome, do.encoding)}")

    outcomes(arguments, settings, do, tally, show)
    if rows:
        _progress.table(("file", "repairs", "beyond repair", "encoding"), rows)
    say(_summary(tally, do))
    if tally.errors:
        return 2
    if do.write:
        return int(arguments.exit_non_zero_on_fix and tally.written > 0)
    return int(do.diff and tally.changed > 0)


def _diff(diff: str) -> None:
    if not coloured(sys.stdout):
        write_text(diff)
        return
    colours = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m"}
    for line in diff.split("\n")[:-1]:
        colour = colours.get(line[:1])
        write_line(f"{colour}{line}\x1b[0m" if colour else line)


def _summary(tally: Tally, do: Task) -> str:
    if not tally.changed:
        said = "nothing to repair"
    elif do.write:
        said = f"{plural(tally.written, 'file')} repaired"
    else:
        said = f"{plural(tally.changed, 'file')} would change, {plural(tally.repairs, 'repair')}"
    if tally.beyond:
        said += f", {plural(tally.beyond, 'place')} beyond repair"
    return f"{said}; {tally.read()}"
