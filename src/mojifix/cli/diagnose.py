"""`mojifix diagnose`: what is damaged, for a person or as JSON."""

from __future__ import annotations

import argparse
import sys

from mojifix.api import diagnose
from mojifix.cli._text import coloured, read_text, write_line
from mojifix.cli.fix import asked
from mojifix.result import visible

_BEFORE, _AFTER, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"  # red, green


def run(arguments: argparse.Namespace) -> None:
    """Prints the diagnosis of `arguments.file`."""
    options = asked(arguments)
    diagnosis = diagnose(read_text(arguments.file), options=options)
    if arguments.json:
        write_line(diagnosis.to_json(indent=2))
        return
    write_line(diagnosis.headline())
    paint = (_red, _green) if coloured(sys.stdout) else (visible, visible)
    for line in diagnosis.describe(*paint):
        write_line(line)


def _red(text: str) -> str:
    return f"{_BEFORE}{visible(text)}{_PLAIN}"


def _green(text: str) -> str:
    return f"{_AFTER}{visible(text)}{_PLAIN}"
