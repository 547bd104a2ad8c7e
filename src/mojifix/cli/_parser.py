"""The commands together, and what `mojifix --help` says.

A command is a module with `add(commands)`, which adds its parser and sets `run`: a function of the
parsed arguments that returns the exit status, or nothing for 0. It is named in COMMANDS, in the
order of `--help`.
"""

from __future__ import annotations

import argparse

from mojifix import __version__
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
    # With `prog` argparse need not measure the terminal, which imports shutil: 10 ms of a start.
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, prog="mojifix"
    )
    for command in COMMANDS:
        command.add(commands)
    return parser
