"""`mojifix completion`: what makes a shell complete commands, options and their values."""

from __future__ import annotations

import argparse

from mojifix.cli._arguments import add_command
from mojifix.cli._text import Unusable, write_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mojifix.cli._arguments import Commands

_ABOUT = """\
Prints a script that makes the shell complete commands, options and their
values. It needs shtab, which comes with mojifix[cli]."""

_EXAMPLES = """\
examples:
  mojifix completion bash > ~/.local/share/bash-completion/completions/mojifix
  mojifix completion zsh > ~/.zfunc/_mojifix"""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "completion", "complete in the shell", _ABOUT, _EXAMPLES)
    one.add_argument("shell", choices=("bash", "zsh"), help="whose script")
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Prints the script for `arguments.shell`."""
    from mojifix.cli._parser import build

    try:
        import shtab
    except ImportError:
        raise Unusable(
            "completion needs shtab, which is not installed: python -m pip install 'mojifix[cli]'"
        ) from None
    write_text(shtab.complete(build(), arguments.shell) + "\n")
