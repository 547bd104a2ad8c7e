"""The commands together, and what `mojifix --help` says.

A command is a module with `add(commands)`, which adds its parser and sets `run`: a function of the
parsed arguments that returns the exit status, or nothing for 0. It is named in COMMANDS, in the
order of `--help`.
"""

from __future__ import annotations

import argparse

from mojifix import __version__
from mojifix.cli import damage, diagnose, fix

COMMANDS = (fix, diagnose, damage)

_DESCRIPTION = """\
Gives damaged text back: text whose bytes were read with the wrong encoding
(mojibake), and text that a page-scraper's replacements garbled."""

_EXAMPLES = """\
examples:
  mojifix fix notes.txt > repaired.txt    repair a file
  pbpaste | mojifix fix -                 repair what comes through a pipe
  mojifix diagnose notes.txt              what is damaged, where, by what
  mojifix diagnose --json notes.txt | jq  the same for a program
  mojifix damage --written utf-8 --read cp936 notes.txt

Text is read and written as UTF-8; line ends and a byte order mark stay as they
are. Text that is not damaged comes out as it went in, to the byte.

exit status: 0 done, damaged or not; 2 a file or an argument cannot be used."""


def build() -> argparse.ArgumentParser:
    """The parser of the whole command line; each command's function stands in `.run`."""
    parser = argparse.ArgumentParser(
        prog="mojifix",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"mojifix {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return parser
