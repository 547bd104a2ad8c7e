"""`mojifix damage`: the text as it looks after what happened."""

from __future__ import annotations

import argparse

from mojifix.api import damage
from mojifix.cli._text import Unusable, read_text, write_text


def run(arguments: argparse.Namespace) -> None:
    """Prints the text of `arguments.file`, damaged."""
    codecs = [name for name in (arguments.written, arguments.read) if name is not None]
    if len(codecs) != (0 if arguments.channel else 2):
        raise Unusable("damage: give --written CODEC and --read CODEC, or --channel scraped-page")
    text = read_text(arguments.file)
    if arguments.channel:
        write_text(damage(text, channel=arguments.channel))
    else:
        write_text(
            damage(
                text,
                written=arguments.written,
                read=arguments.read,
                errors=arguments.errors,
                layers=arguments.layers,
            )
        )
