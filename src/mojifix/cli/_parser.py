"""The commands together, and what `mojifix --help` says.

A command is a module with `add(commands)`, which adds its parser and sets `run`: a function of the
parsed arguments that returns the exit status, or nothing for 0. It is named in COMMANDS, in the
order of `--help`.
"""

from __future__ import annotations

import argparse
import sys

from mojifix import __version__
from mojifix._shown import shown
from mojifix.cli import (
    check,
    completion,
    damage,
    decode,
    detect,
    diagnose,
    explain,
    fix,
    names,
    unzip,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from _typeshed import SupportsWrite

COMMANDS = (fix, check, diagnose, explain, decode, detect, names, unzip, damage, completion)

_DESCRIPTION = """\
Gives damaged text back: text whose bytes were read with the wrong encoding
(mojibake), and text that a page-scraper's replacements garbled."""

_EXAMPLES = """\
examples:
  mojifix fix notes.txt > repaired.txt    repair a file
  mojifix fix --diff src                  what a repair of a folder would change
  mojifix fix --write src                 repair it in place
  mojifix check src                       is anything damaged? changes nothing
  pbpaste | mojifix fix -                 repair what comes through a pipe
  mojifix diagnose notes.txt              what is damaged, where, by what
  mojifix diagnose --json notes.txt | jq  the same for a program
  mojifix explain notes.txt:12            how it came about, and how to stop it
  mojifix names Downloads                 misread names of files
  mojifix unzip photos.zip --into photos  an archive under the right names
  mojifix damage --written utf-8 --read cp936 notes.txt

Text is written as UTF-8; line ends and a byte order mark stay as they are. A
file that is not damaged is never written.

exit status: 0 done; 1 damage was found, by what is to find it (check, fix
--diff); 2 a file or an argument cannot be used."""


class Parser(argparse.ArgumentParser):
    """A parser that prints as the commands do: what it cannot print is an error, and names of files
    in its own errors are escaped."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        if file is not None:  # argparse would pass over a full disk
            file.write(message)

    def error(self, message: str) -> NoReturn:
        if sys.stderr is not None:  # argparse would write to standard output
            self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: error: {shown(message)}\n")


def build() -> argparse.ArgumentParser:
    """The parser of the whole command line; each command's function stands in `.run`."""
    parser = Parser(
        prog="mojifix",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"mojifix {__version__}")
    # With `prog` argparse need not measure the terminal, which imports shutil: 10 ms of a start.
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, prog="mojifix"
    )
    for command in COMMANDS:
        command.add(commands)
    return parser
