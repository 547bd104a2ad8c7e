"""What the parsers of several commands share."""

from __future__ import annotations

import argparse

from mojifix.options import LANGUAGES, RESTORE, Options
from mojifix.result import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from mojifix.files.config import Settings

    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_command(
    commands: Commands,
    name: str,
    short: str,
    description: str,
    examples: str,
) -> argparse.ArgumentParser:
    """A command's parser; `examples` is what stands below the options in its `--help`."""
    return commands.add_parser(
        name,
        help=short,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_file(
    parser: argparse.ArgumentParser, about: str = "a UTF-8 text file; - is standard input (default)"
) -> None:
    """The one file of a command that takes one."""
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        default="-",
        help=about,
    )


def add_options(parser: argparse.ArgumentParser) -> None:
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
        help="which characters to put back whose bytes were not all there; the others become "
        "U+FFFD (default: confident)",
    )


def whole(least: int) -> Callable[[str], int]:
    """Reads a whole number from `least` up."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"a number from {least} up is wanted, not {text!r}")
        return number

    return read


def asked(arguments: argparse.Namespace, settings: Settings | None = None) -> Options:
    """The options of a command line before those of the project; raises as `Options` does."""
    given = {
        "languages": arguments.language,
        "min_confidence": arguments.min_confidence,
        "channels": arguments.channel,
        "restore": arguments.restore,
    }
    for name in ("languages", "min_confidence", "restore"):
        if settings is not None and given[name] is None:
            given[name] = getattr(settings, name)
    return Options(**{name: value for name, value in given.items() if value is not None})
