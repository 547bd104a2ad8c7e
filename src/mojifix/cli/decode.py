"""`mojifix decode`: the text of a file in an unknown encoding, decoded and repaired, as UTF-8."""

from __future__ import annotations

import argparse

from mojifix.api import decode
from mojifix.cli._arguments import add_command, add_file, add_options, asked
from mojifix.cli._text import Unusable, read_bytes, say, write_line, write_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mojifix.cli._arguments import Commands

_ABOUT = """\
Finds out in what encoding the bytes of a file are, and prints their text,
repaired, as UTF-8 on standard output."""

_EXAMPLES = """\
examples:
  mojifix decode old.txt > new.txt
  mojifix decode --verbose old.txt > new.txt    says the encoding, too
  curl -s URL | mojifix decode --hint shift_jis
  mojifix decode --hint ja --json mail.txt | jq .encoding

Bytes that no encoding can read are U+FFFD, which is said on standard error.

exit status: 0 decoded; 2 the file is no text, or cannot be read."""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "decode", "print the text of any bytes", _ABOUT, _EXAMPLES)
    add_file(one, "a file in any encoding; - is standard input (default)")
    add_hint(one)
    one.add_argument("--json", action="store_true", help="print all that was found out, as JSON")
    one.add_argument(
        "--verbose", "-v", action="store_true", help="say the encoding on standard error"
    )
    add_options(one)
    one.set_defaults(run=run)


def add_hint(one: argparse.ArgumentParser) -> None:
    """Adds what may be known of the bytes."""
    one.add_argument(
        "--hint",
        metavar="NAME",
        action="append",
        help="an encoding or a language that is likely: evidence, not an order; several encodings "
        "(given again, or with commas) are those that it may be, several languages all likely",
    )


def hinted(arguments: argparse.Namespace) -> str | list[str] | None:
    """What `--hint` says: one name, or all of several."""
    given: list[str] = arguments.hint or []
    names = [name.strip() for names in given for name in names.split(",")]
    return names if len(names) > 1 else names[0] if names else None


def run(arguments: argparse.Namespace) -> None:
    """Prints the text of `arguments.file`."""
    options = asked(arguments)
    decoded = decode(read_bytes(arguments.file), hint=hinted(arguments), options=options)
    if arguments.json:
        import json

        write_line(json.dumps(decoded.to_dict(), ensure_ascii=not _writable(decoded.text)))
        return
    if decoded.binary:
        raise Unusable(f"{arguments.file}: this is no text, but some binary format")
    if arguments.verbose or decoded.lossy:  # nothing is lost without a word
        say(f"{arguments.file}: {decoded.headline()}")
    write_text(decoded.text)


def _writable(text: str) -> bool:
    """Whether the text can be stored as UTF-8: lone surrogates cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
