"""`mojifix detect`: in what encoding files are, how sure that is, and what else they may be in."""

from __future__ import annotations

import argparse

from mojifix._shown import percent, shown
from mojifix.cli._arguments import add_command
from mojifix.cli._text import Unusable, read_bytes, say, write_line
from mojifix.cli.decode import add_hint, hinted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mojifix.cli._arguments import Commands
    from mojifix.decoded import Decoded

_ABOUT = """\
Prints for each file the encoding that it is in, how sure that is, and the next
likeliest one."""

_EXAMPLES = """\
examples:
  mojifix detect *.srt
  curl -s URL | mojifix detect --hint shift_jis
  mojifix detect --hint cp1251,koi8-r,cp866 *.srt    one of these
  mojifix detect --json archive/* | jq -r 'select(.confidence < 0.9) | .path'

exit status: 0 every file was read; 2 one could not be."""

_UNREAD = 2


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "detect", "print the encoding of files", _ABOUT, _EXAMPLES)
    one.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        default=["-"],
        help="a file; - is standard input (default)",
    )
    add_hint(one)
    one.add_argument("--json", action="store_true", help="a line of JSON a file")
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints a line a file; the exit status."""
    from mojifix.detect.engine import detect

    status = 0
    for name in arguments.files:
        try:
            data = read_bytes(name)
        except Unusable as error:
            say(str(error))
            status = _UNREAD
            continue
        found = detect(data, hinted(arguments))
        if arguments.json:
            import json

            write_line(json.dumps({"path": name, **found.about()}, ensure_ascii=False))
        else:
            write_line(f"{shown(name)}: {found.headline()}{_or(found)}")
    return status


def _or(found: Decoded) -> str:
    """The next likeliest encoding as a person reads it."""
    if not found.alternatives:
        return ""
    other = found.alternatives[0]
    return f"; or {other.encoding}, {percent(other.confidence)}"
