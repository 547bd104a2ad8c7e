"""The command `mojifix`: one module a command, this one puts them together.

Rules: standard output carries the result and nothing else, everything said to a person goes to
standard error; input and output are bytes, so no line end is touched; exit status 0, 2 for a file
or an argument that cannot be used, and what a shell gives a program that a signal ended.
"""

from __future__ import annotations

import os
import sys

_USAGE = 2
_INTERRUPTED = 128 + 2  # as after SIGINT
_BROKEN_PIPE = 128 + 13  # as after SIGPIPE: `mojifix fix big.txt | head`


def main(argv: list[str] | None = None) -> int:
    """Runs the command line `argv` (without the program's name) and returns its exit status."""
    try:
        return _main(argv)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _main(argv: list[str] | None) -> int:
    from mojifix.cli._parser import build  # here, since Ctrl-C may come while it is being loaded
    from mojifix.cli._text import Unusable, say
    from mojifix.errors import MojifixError

    if sys.stdout is None:  # `mojifix fix a.txt >&-`
        say("standard output is closed")
        return _USAGE
    try:
        try:
            arguments = build().parse_args(argv)
            status = arguments.run(arguments) or 0
        except SystemExit:  # --help, --version and usage errors, which have been printed
            sys.stdout.flush()
            raise
        sys.stdout.flush()
    except (Unusable, MojifixError) as error:
        say(str(error))
        return _USAGE
    except BrokenPipeError:
        # Nobody reads on. What is still buffered would raise again when Python closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except OSError as error:  # a full disk, a closed terminal
        say(f"the result cannot be written ({error})")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _USAGE
    return int(status)
