"""`mojifix fix`: the repaired text, printed, shown as a diff, or written in place."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext

from mojifix.cli import _progress
from mojifix.cli._arguments import add_command, add_options
from mojifix.cli._files import Tally, add_encoding, add_paths, outcomes, project, task
from mojifix.cli._text import Unusable, coloured, say, write_bytes, write_line, write_text
from mojifix.errors import FileError
from mojifix.files import large, reading
from mojifix.files.report import plural, told
from mojifix.files.work import whole, windows

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
(--exit-non-zero-on-fix); 2 a file or an argument cannot be used."""


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
        _print(arguments.paths[0], do, arguments.output)
        return 0
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
def _print(path: str, do: Task, output: str | None) -> None:
    """The repaired text of one file, to standard output or to a file."""
    parts = _parts(path, do)
    if output is not None:
        from mojifix.files.writing import create

        create(output, parts)
        return
    for part in parts:
        write_bytes(part)


def _parts(path: str, do: Task) -> Iterator[bytes]:
    """The repaired text as bytes: at once, or window by window where it is large."""
    shown = "standard input" if path == "-" else path
    try:
        with nullcontext(sys.stdin.buffer) if path == "-" else open(path, "rb") as file:
            source = large.source(file, do.options)
            if isinstance(source, bytes):
                yield _repaired(shown, source, path, do)
            else:
                yield from _windows(shown, source, path, do)
    except OSError as error:
        raise Unusable(f"{shown}: {error.strerror or error}") from error
    except FileError as error:
        raise Unusable(f"{shown}: {error}") from error


def _repaired(shown: str, data: bytes, path: str, do: Task) -> bytes:
    document = reading.document(data, do.options)
    if document.diagnosis is None:
        raise FileError("is binary, and holds no text to repair")
    if document.lossy:
        _say_lossy(shown, document.encoding)
    diagnosis = whole(document.diagnosis, do, path)
    if do.encoding == "keep" and not diagnosis.changed:
        return data
    _say_encoding(shown, document.encoding, do)
    return document.encoded(diagnosis.text, do.encoding)


def _windows(shown: str, text: Large, path: str, do: Task) -> Iterator[bytes]:
    _say_encoding(shown, text.encoding, do)
    write = large.writer(text.encoding if do.encoding == "keep" else "utf-8")
    for diagnosis in windows(text, do, path):
        yield write(diagnosis.text)
    if text.lossy:
        _say_lossy(shown, text.encoding)


def _say_lossy(shown: str, encoding: str) -> None:
    say(f"{shown}: holds bytes that are no {encoding}; U+FFFD stands for them")


def _say_encoding(shown: str, encoding: str, do: Task) -> None:
    if do.encoding == "utf-8" and encoding != "utf-8":
        say(f"{shown}: is {encoding}, and is written as UTF-8 (--encoding keep: as it is)")


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
            rows.append((outcome.path, repairs, beyond, outcome.encoding))
        elif do.diff:
            _diff(outcome.diff)
        else:
            write_line(f"{outcome.path}: {told(outcome, do.encoding)}")

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
