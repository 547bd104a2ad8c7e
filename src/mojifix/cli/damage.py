"""`mojifix damage`: the text as it looks after what happened."""

from __future__ import annotations

import argparse

from mojifix.api import damage
from mojifix.cli._arguments import add_command, add_file, whole
from mojifix.cli._text import Unusable, read_text, write_text
from mojifix.result import LOSSES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mojifix.cli._arguments import Commands

_ABOUT = """\
Prints the text damaged, to show what happened to another one or to test what
repairs it."""

_EXAMPLES = """\
examples:
  mojifix damage --written utf-8 --read cp936 notes.txt
  mojifix damage --written utf-8 --read cp1252 --layers 2 notes.txt
  mojifix damage --channel scraped-page notes.txt"""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "damage", "print the text damaged", _ABOUT, _EXAMPLES)
    add_file(one)
    one.add_argument("--written", metavar="CODEC", help="the codec that the text is written in")
    one.add_argument("--read", metavar="CODEC", help="the codec that its bytes are read with")
    one.add_argument(
        "--errors",
        choices=("strict", *LOSSES),
        metavar="WAY",
        default="strict",
        help="what is done with bytes that cannot be read: strict, the default, is an error; "
        f"{', '.join(LOSSES)} lose them, each in its own way",
    )
    one.add_argument(
        "--layers", metavar="N", type=whole(1), default=1, help="how often in a row (default: 1)"
    )
    one.add_argument("--channel", metavar="NAME", help="'scraped-page' instead of two codecs")
    one.set_defaults(run=run)


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
