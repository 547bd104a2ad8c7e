"""`mojifix diagnose`: what is damaged, for a person or as JSON."""

from __future__ import annotations

import argparse
import sys

from mojifix.api import diagnose
from mojifix.cli._arguments import add_command, add_file, add_options, asked
from mojifix.cli._text import coloured, green, read_text, red, write_line
from mojifix.result import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mojifix.cli._arguments import Commands

_ABOUT = """\
Tells what is damaged, one line a place: line and column, what stands there,
what should, what happened to it, and how sure that is. Characters that cannot
be seen are written as escapes. The file stays as it is."""

_EXAMPLES = """\
examples:
  mojifix diagnose notes.txt
  mojifix diagnose --json notes.txt > findings.json

The JSON is that of mojifix.Diagnosis.to_json(): offsets are code points of the
text, evidence is in nats."""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "diagnose", "tell what is damaged", _ABOUT, _EXAMPLES)
    add_file(one)
    one.add_argument("--json", action="store_true", help="write JSON instead of lines to read")
    add_options(one)
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Prints the diagnosis of `arguments.file`."""
    options = asked(arguments)
    diagnosis = diagnose(read_text(arguments.file), options=options)
    if arguments.json:
        write_line(diagnosis.to_json(indent=2))
        return
    write_line(diagnosis.headline())
    paint = (red, green) if coloured(sys.stdout) else (visible, visible)
    for line in diagnosis.describe(*paint):
        write_line(line)
