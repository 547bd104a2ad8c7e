"""`mojifix fix`: the repaired text on standard output."""

from __future__ import annotations

import argparse

from mojifix.api import fix
from mojifix.cli._arguments import add_command, add_file, add_options, asked
from mojifix.cli._text import read_text, write_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mojifix.cli._arguments import Commands

_ABOUT = """\
Prints the repaired text on standard output. What is not damaged, and what is
damaged beyond repair, is printed as it is."""

_EXAMPLES = """\
examples:
  mojifix fix notes.txt > repaired.txt
  mojifix fix --language ja --language ko mail.txt
  mojifix fix --min-confidence 0.99 list.csv    repair only what is beyond doubt"""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "fix", "print the repaired text", _ABOUT, _EXAMPLES)
    add_file(one)
    add_options(one)
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Prints the repaired text of `arguments.file`."""
    options = asked(arguments)  # a wrong option is told before a long file is read
    write_text(fix(read_text(arguments.file), options=options))
