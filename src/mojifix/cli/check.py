"""`mojifix check`: is anything damaged? Reports, and never writes."""

from __future__ import annotations

import argparse
import sys

from mojifix._shown import plural
from mojifix.cli._arguments import add_command, add_options
from mojifix.cli._files import Tally, add_paths, outcomes, project, task
from mojifix.cli._text import Unusable, coloured, green, red, say, write_line
from mojifix.files.report import FORMATS, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mojifix.cli._arguments import Commands
    from mojifix.files.baseline import Baseline
    from mojifix.files.report import Reporter
    from mojifix.files.work import Outcome

_ABOUT = """\
Tells what is damaged, one line a place: file, line and column, the kind of
damage, what stands there, what should, and how sure that is. Changes nothing."""

_EXAMPLES = """\
examples:
  mojifix check                               everything in the working folder
  mojifix check src docs/index.md
  mojifix check --format sarif . > mojifix.sarif
  mojifix check --baseline damage.json --update-baseline
  mojifix check --baseline damage.json        only what is new since then

A line that says "mojifix: ignore" is left alone.

exit status: 0 nothing was found; 1 something was; 2 a file or an argument
cannot be used."""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "check", "is anything damaged?", _ABOUT, _EXAMPLES)
    add_paths(one, ".")
    one.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="how findings are written: text (default) for people, json, jsonl (an object a "
        "line), github (annotations of a workflow), sarif (code scanning)",
    )
    one.add_argument("--baseline", metavar="FILE", help="accept the findings that this file lists")
    one.add_argument(
        "--update-baseline",
        action="store_true",
        help="write what is found to the baseline instead of telling it",
    )
    add_options(one)
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Reports the findings in `arguments.paths`; 0 none, 1 some, 2 a file could not be read."""
    from mojifix.files import baseline

    settings = project(arguments)
    do = task(arguments, settings)
    path = settings.baseline if arguments.baseline is None else arguments.baseline
    tally = Tally()
    if arguments.update_baseline:
        if path is None:
            raise Unusable("--update-baseline writes the file that --baseline FILE names")
        baseline.check_name(path)  # before a long look at every file
        kept: list[Outcome] = []
        outcomes(arguments, settings, do, tally, kept.append, baseline=path)
        number = baseline.save(path, kept)
        say(f"{path}: {plural(number, 'finding')} accepted from now on; {tally.read()}")
        return 2 if tally.errors else 0

    accepted = None if path is None else baseline.load(path)
    accept = None if accepted is None else accepted.accept
    reporter = _reporter(arguments.format)

    def show(outcome: Outcome) -> None:
        for line in reporter.one(outcome):
            write_line(line)

    outcomes(arguments, settings, do, tally, show, accept, path)
    for line in reporter.end():
        write_line(line)
    say(_summary(tally, accepted))
    return 2 if tally.errors else int(tally.damaged > 0)


def _reporter(name: str) -> Reporter:
    if name == "text" and coloured(sys.stdout):
        return Text(red, green)
    return FORMATS[name]()


def _summary(tally: Tally, accepted: Baseline | None) -> str:
    number = tally.repairs + tally.beyond
    said = "nothing found"
    if number:
        said = f"{plural(number, 'finding')} in {plural(tally.damaged, 'file')}"
        if tally.beyond:
            said += f", {tally.beyond:,} of them beyond repair"
    if accepted is not None and accepted.accepted:
        said += f", {accepted.accepted:,} accepted by the baseline"
    return f"{said}; {tally.read()}"
