"""`mojifix detect`: in what encoding files are, how sure that is, and what else they may be in."""

from __future__ import annotations

import argparse
import sys

from mojifix.cli._arguments import add_command
from mojifix.cli._text import Unusable, read_bytes, write_line
from mojifix.cli.decode import add_hint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mojifix.cli._arguments import Commands
    from mojifix.detect.verdict import Verdict

_ABOUT = """\
Prints for each file the encoding that it is in, how sure that is, and the next
likeliest one."""

_EXAMPLES = """\
examples:
  mojifix detect *.srt
  mojifix detect --json archive/* | jq -r 'select(.confidence < 0.9) | .path'

exit status: 0 every file was read; 2 one could not be."""

_UNREAD = 2


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "detect", "print the encoding of files", _ABOUT, _EXAMPLES)
    one.add_argument("files", metavar="FILE", nargs="+", help="a file; - is standard input")
    add_hint(one)
    one.add_argument("--json", action="store_true", help="a line of JSON a file")
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints a line a file; the exit status."""
    from mojifix.detect.engine import verdict

    status = 0
    for name in arguments.files:
        try:
            data = read_bytes(name)
        except Unusable as error:
            print(f"mojifix: {error}", file=sys.stderr)
            status = _UNREAD
            continue
        found = verdict(data, arguments.hint)
        if arguments.json:
            import json

            write_line(json.dumps({"path": name, **_fields(found)}, ensure_ascii=False))
        else:
            write_line(f"{name}: {_line(found)}")
    return status


def _fields(found: Verdict | None) -> dict[str, Any]:
    if found is None:
        return {"encoding": None, "binary": True, "confidence": 1.0, "alternatives": []}
    return {
        "encoding": found.name,
        "binary": False,
        "confidence": round(found.confidence, 4),
        "bom": bool(found.mark),
        "lossy": found.whole.lossy,
        "alternatives": [
            {"encoding": other.encoding, "confidence": round(other.confidence, 4)}
            for other in found.alternatives
        ],
    }


def _line(found: Verdict | None) -> str:
    """The encoding as a person reads it."""
    if found is None:
        return "no text"
    parts = [found.name, f"{int(found.confidence * 100)} %"]
    parts += ["with a byte order mark"] * bool(found.mark) + ["bytes lost"] * found.whole.lossy
    if found.whole.foreign:
        parts.append(f"{len(found.whole.foreign)} lines in other encodings")
    line = ", ".join(parts)
    if found.alternatives:
        other = found.alternatives[0]
        line += f"; or {other.encoding}, {100 * other.confidence:.1f} %"
    return line
