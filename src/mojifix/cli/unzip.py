"""`mojifix unzip`: archives whose names come out right."""

from __future__ import annotations

import argparse
import os

from mojifix._shown import percent, shown
from mojifix.cli._arguments import add_command, add_options, asked, whole
from mojifix.cli._text import Unusable, write_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mojifix.archives.extract import Entry
    from mojifix.archives.members import Archive
    from mojifix.cli._arguments import Commands

_ABOUT = """\
Extracts a ZIP or tar archive under the names that were meant. An old ZIP does
not say in what encoding its names are; all of them are judged together. Paths
that lead elsewhere, devices, and archives that unpack to far too much are
refused, and no file is overwritten unless --force says so."""

_EXAMPLES = """\
examples:
  mojifix unzip photos.zip --list           the names, and nothing is written
  mojifix unzip photos.zip --into photos
  mojifix unzip old.zip --encoding cp932    the encoding of the names is known
  mojifix unzip backup.tar.gz --skip-unsafe

The exit status is 1 where an entry was left out or is damaged."""

_SOME_FAILED = 1
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "unzip", "extract under the right names", _ABOUT, _EXAMPLES)
    one.add_argument("archive", metavar="ARCHIVE", help="a ZIP, or a tar (.gz, .bz2, .xz or none)")
    one.add_argument("--list", action="store_true", help="list the entries; write nothing")
    one.add_argument("--json", action="store_true", help="with --list: as JSON")
    one.add_argument(
        "--into", metavar="DIR", default=".", help="where to extract (default: this directory)"
    )
    one.add_argument("--force", action="store_true", help="replace files that exist")
    one.add_argument(
        "--skip-unsafe", action="store_true", help="leave out what is refused and extract the rest"
    )
    one.add_argument(
        "--encoding",
        metavar="CODEC",
        help="the encoding of names of which the archive does not tell it (default: worked out)",
    )
    one.add_argument(
        "--max-size",
        metavar="BYTES",
        type=_bytes,
        help="what may come out in all; K, M, G and T may follow (default: 16G)",
    )
    one.add_argument(
        "--max-ratio",
        metavar="N",
        type=_ratio,
        help="how many times the archive's size that may be, from 64M on (default: 200)",
    )
    one.add_argument(
        "--max-entries", metavar="N", type=whole(1), help="how many entries (default: 100000)"
    )
    add_options(one)
    one.set_defaults(run=run)


def _bytes(text: str) -> int:
    unit = text[-1:].upper() if text[-1:].upper() in _UNITS else ""
    try:
        size = int(float(text[: len(text) - len(unit)]) * _UNITS[unit])
    except (ValueError, OverflowError):
        size = 0
    if size < 1:
        raise argparse.ArgumentTypeError(f"a size such as 500M or 16G is wanted, not {text!r}")
    return size


def _ratio(text: str) -> float:
    try:
        ratio = float(text)
    except ValueError:
        ratio = 0.0
    if not ratio > 0:  # refuses NaN too
        raise argparse.ArgumentTypeError(f"a number above 0 is wanted, not {text!r}")
    return ratio


def run(arguments: argparse.Namespace) -> int:
    """Lists or extracts; returns the exit status."""
    from mojifix.archives.extract import plan
    from mojifix.archives.members import Limits, open_archive

    if arguments.json and not arguments.list:
        raise Unusable("unzip: --json is for --list")
    options = asked(arguments)
    asked_for = {
        "size": arguments.max_size,
        "ratio": arguments.max_ratio,
        "entries": arguments.max_entries,
    }
    limits = Limits(**{name: value for name, value in asked_for.items() if value is not None})
    with open_archive(arguments.archive, limits) as archive:
        entries = plan(
            archive,
            arguments.into,
            options=options,
            encoding=arguments.encoding,
            force=arguments.force or arguments.list,
        )
        if arguments.json:
            import json

            write_line(json.dumps([_row(entry) for entry in entries], indent=2))
            return 0
        if arguments.list:
            for entry in entries:
                write_line(_line(entry))
            return 0
        return _extract(archive, entries, arguments)


def _extract(archive: Archive, entries: Sequence[Entry], arguments: argparse.Namespace) -> int:
    from mojifix.archives.extract import extract

    refused = [entry for entry in entries if entry.problem]
    for entry in refused:
        write_line(f"refused {_name(entry)}  {entry.problem}")
    if refused and not arguments.skip_unsafe:
        raise Unusable(
            f"{arguments.archive}: {len(refused)} of {len(entries)} entries are refused, so that "
            "nothing was extracted; --skip-unsafe leaves them out"
        )
    try:
        os.makedirs(arguments.into, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise Unusable(f"{arguments.into}: is no directory to extract into") from error
    failed = 0
    for entry, problem in extract(archive, entries, arguments.into, force=arguments.force):
        if problem:
            write_line(f"failed {shown(entry.path)}  {problem}")
            failed += 1
        else:
            write_line(shown(entry.path))
    return _SOME_FAILED if failed or refused else 0


def _name(entry: Entry) -> str:
    return shown(entry.path or entry.named.name)


def _line(entry: Entry) -> str:
    """One entry for people: size, kind where it is no file, path, what happened to its name."""
    named = entry.named
    size = f"{entry.member.size:>12,}" if entry.member.kind == "file" else f"{'-':>12}"
    told = ""
    if entry.problem:
        told = f"  refused: {entry.problem}"
    elif named.problem:
        told = f"  name left alone: {named.problem}"
    elif named.what:
        told = f"  {named.what}, {percent(named.confidence)}"
    slash = "/" if entry.member.kind == "directory" and entry.path else ""
    return f"{size}  {_name(entry)}{slash}{told}"


def _row(entry: Entry) -> dict[str, object]:
    """One entry for programs; bytes of a name that are no text stand as surrogates."""
    named = entry.named
    return {
        "name": named.name,
        "path": entry.path,
        "kind": entry.member.kind,
        "size": entry.member.size,
        "what": named.what,
        "confidence": named.confidence,
        "name_problem": named.problem,
        "problem": entry.problem,
    }
