"""The arguments of every command, and what `--help` says."""

from __future__ import annotations

import argparse

from mojifix import __version__
from mojifix.cli import damage, diagnose, fix
from mojifix.options import LANGUAGES, RESTORE
from mojifix.result import KINDS, LOSSES

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

_FIX = """\
Prints the repaired text on standard output. What is not damaged, and what is
damaged beyond repair, is printed as it is."""

_FIX_EXAMPLES = """\
examples:
  mojifix fix notes.txt > repaired.txt
  mojifix fix --language ja --language ko mail.txt
  mojifix fix --min-confidence 0.99 list.csv    repair only what is beyond doubt"""

_DIAGNOSE = """\
Tells what is damaged, one line a place: line and column, what stands there,
what should, what happened to it, and how sure that is. Characters that cannot
be seen are written as escapes. The file stays as it is."""

_DIAGNOSE_EXAMPLES = """\
examples:
  mojifix diagnose notes.txt
  mojifix diagnose --json notes.txt > findings.json

The JSON is that of mojifix.Diagnosis.to_json(): offsets are code points of the
text, evidence is in nats."""

_DAMAGE = """\
Prints the text damaged, to show what happened to another one or to test what
repairs it."""

_DAMAGE_EXAMPLES = """\
examples:
  mojifix damage --written utf-8 --read cp936 notes.txt
  mojifix damage --written utf-8 --read cp1252 --layers 2 notes.txt
  mojifix damage --channel scraped-page notes.txt"""


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

    one = _command(commands, "fix", "print the repaired text", _FIX, _FIX_EXAMPLES)
    _add_options(one)
    one.set_defaults(run=fix.run)

    one = _command(commands, "diagnose", "tell what is damaged", _DIAGNOSE, _DIAGNOSE_EXAMPLES)
    one.add_argument("--json", action="store_true", help="write JSON instead of lines to read")
    _add_options(one)
    one.set_defaults(run=diagnose.run)

    one = _command(commands, "damage", "print the text damaged", _DAMAGE, _DAMAGE_EXAMPLES)
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
        "--layers", metavar="N", type=int, default=1, help="how often in a row (default: 1)"
    )
    one.add_argument("--channel", metavar="NAME", help="'scraped-page' instead of two codecs")
    one.set_defaults(run=damage.run)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    short: str,
    description: str,
    examples: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=short,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        default="-",
        help="a UTF-8 text file; - is standard input (default)",
    )
    return parser


def _add_options(parser: argparse.ArgumentParser) -> None:
    """The fields of `mojifix.Options`, which checks them."""
    parser.add_argument(
        "--language",
        metavar="TAG",
        action="append",
        help=f"a language that the text may be in: {', '.join(LANGUAGES)}; may be "
        "given more than once (default: any)",
    )
    parser.add_argument(
        "--min-confidence",
        metavar="P",
        type=float,
        default=0.9,
        help="repair only what is at least this sure, 0 to 1 (default: 0.9)",
    )
    parser.add_argument(
        "--channel",
        metavar="NAME",
        action="append",
        help="what may have happened: "
        f"{', '.join(KINDS)}, or a channel's name; "
        "may be given more than once (default: anything)",
    )
    parser.add_argument(
        "--restore",
        choices=RESTORE,
        default="confident",
        help="which characters to put back whose bytes were not all there; the others become "
        "U+FFFD (default: confident)",
    )
