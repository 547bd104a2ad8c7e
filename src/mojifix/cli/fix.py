"""`mojifix fix`: the repaired text on standard output."""

from __future__ import annotations

import argparse

from mojifix.api import fix
from mojifix.cli._text import read_text, write_text
from mojifix.options import Options


def run(arguments: argparse.Namespace) -> None:
    """Prints the repaired text of `arguments.file`."""
    options = asked(arguments)  # a wrong option is told before a long file is read
    write_text(fix(read_text(arguments.file), options=options))


def asked(arguments: argparse.Namespace) -> Options:
    """The options that a command line asks for; raises as `Options` does."""
    return Options(
        languages=arguments.language,
        min_confidence=arguments.min_confidence,
        channels=arguments.channel,
        restore=arguments.restore,
    )
