"""`mojifix names`: misread names of files, shown, repaired, and given back."""

from __future__ import annotations

import argparse
import os
import time

from mojifix._shown import percent, shown
from mojifix.cli._arguments import add_command, add_options, asked
from mojifix.cli._text import Unusable, write_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mojifix.archives.tree import Failure, Renaming
    from mojifix.cli._arguments import Commands

_ABOUT = """\
Shows which names of files and directories are misread, and what they should
be. With --apply it renames them. A journal of the old names is written first,
with which --undo gives them back. Nothing is ever overwritten."""

_EXAMPLES = """\
examples:
  mojifix names Downloads                     what would be renamed
  mojifix names Downloads --apply
  mojifix names --undo mojifix-names-20240229-120000.jsonl
  mojifix names Music --encoding cp932        the encoding of the bytes is known

Names that are not UTF-8 are judged together, and so are names that were misread
before. The exit status is 1 where a name could not be renamed or given back."""

_SOME_FAILED = 1


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "names", "repair names of files", _ABOUT, _EXAMPLES)
    one.add_argument(
        "directory",
        metavar="DIR",
        nargs="?",
        help="the directory whose names, and all below it, are looked at (default: this one); "
        "with --undo: where it is now, if it was moved",
    )
    one.add_argument("--apply", action="store_true", help="rename; without it nothing changes")
    one.add_argument("--undo", metavar="JOURNAL", help="give back the names of a journal")
    one.add_argument(
        "--journal",
        metavar="NEW",
        help="where to write the journal (default: mojifix-names-TIME.jsonl, in this directory)",
    )
    one.add_argument(
        "--encoding",
        metavar="CODEC",
        help="the encoding of names that are not UTF-8 (default: worked out)",
    )
    one.add_argument("--json", action="store_true", help="write the plan as JSON")
    add_options(one)
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Shows, renames or gives back; returns the exit status."""
    if arguments.undo:
        if arguments.apply:
            raise Unusable("names: --apply renames and --undo gives names back: not both")
        return _undo(arguments.undo, arguments.directory)
    from mojifix.archives import tree

    options = asked(arguments)
    root = arguments.directory or "."
    if not os.path.isdir(root):
        raise Unusable(f"{root}: no such directory")
    try:
        found = tree.plan(root, options=options, encoding=arguments.encoding)
    except OSError as error:
        raise Unusable(f"{error.filename or root}: {error.strerror or error}") from error
    changed = [one for one in found if one.named.changed]
    failures: list[Failure] = []
    journal = ""
    if arguments.apply and changed:
        journal = arguments.journal or time.strftime("mojifix-names-%Y%m%d-%H%M%S.jsonl")
        tree.write_journal(journal, root, changed)
        failures = tree.apply(root, changed)
    if arguments.json:
        write_line(_json(found, failures, journal))
    else:
        _tell(found, failures, journal)
    return _SOME_FAILED if failures else 0


def _undo(journal: str, root: str | None) -> int:
    from mojifix.archives import tree

    done, failures = tree.undo(journal, root)
    _tell_failures(failures)
    write_line(f"names given back: {done}")
    return _SOME_FAILED if failures else 0


def _tell(found: Sequence[Renaming], failures: Sequence[Failure], journal: str) -> None:
    for one in found:
        named = one.named
        if named.changed:
            sure = percent(named.confidence)
            write_line(f"{shown(one.old)} \u2192 {shown(named.repaired)}  {named.what}, {sure}")
        else:
            write_line(f"{shown(one.old)} is left alone  {named.problem}")
    _tell_failures(failures)
    changed = sum(one.named.changed for one in found)
    if not found:
        write_line("nothing to rename")
    elif journal:
        undo = f"mojifix names --undo {shown(journal)}"
        write_line(f"renamed: {changed - len(failures)}; to undo: {undo}")
    else:
        write_line(f"to rename: {changed}, to leave alone: {len(found) - changed}")
        if changed:
            write_line("nothing was renamed; --apply does it")


def _tell_failures(failures: Sequence[Failure]) -> None:
    for path, problem in failures:
        write_line(f"{shown(path)} was not renamed  {problem}")


def _json(found: Sequence[Renaming], failures: Sequence[Failure], journal: str) -> str:
    """ASCII, in which bytes that are no text stand as surrogates and come back as they were."""
    import json

    failed = dict(failures)
    rows = [
        {
            "directory": one.directory,
            "name": one.named.name,
            "repaired": one.named.repaired,
            "what": one.named.what,
            "confidence": one.named.confidence,
            "problem": one.named.problem or failed.get(one.old, ""),
        }
        for one in found
    ]
    return json.dumps({"journal": journal, "names": rows}, indent=2)
