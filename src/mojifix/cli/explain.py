"""`mojifix explain`: the story of a damage, on the terminal or as a page."""

from __future__ import annotations

import argparse
import os
import re

from mojifix._shown import shown
from mojifix.api import diagnose
from mojifix.cli._arguments import add_command, add_options, asked
from mojifix.cli._text import Unusable, read_text, write_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mojifix.cli._arguments import Commands
    from mojifix.options import Options

_ABOUT = """\
Tells how a text came to be damaged: what was written, who read it how, which
bytes are lost, the bytes with both readings, and what to change at the source
so that it stops. With --html it writes a report on files and whole folders."""

_EXAMPLES = """\
examples:
  mojifix explain "$(pbpaste)"                 a text
  mojifix explain notes.txt                    a file: one story a cause
  mojifix explain notes.txt:12                 one line of it
  mojifix explain src docs --html report.html  a page for a browser

What names a file is a file, and everything else a text; - is standard input.
What is not damaged and looks like the name of a file is told as a missing one."""

_LINE = re.compile(r"(.+):([0-9]+)")

# What is rather the name of a file than a text: it ends in a suffix or, in ASCII, in a line behind
# a name, or has folders.
_PATH = re.compile(
    r"\S*\w\.[A-Za-z][A-Za-z0-9]{0,4}(:[0-9]+)?|[!-9;-~]*[A-Za-z_][!-9;-~]*:[0-9]+"
    r"|\.{0,2}/.+|[!-~]+/[!-~]+"
)


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    one = add_command(commands, "explain", "tell how it came about", _ABOUT, _EXAMPLES)
    one.add_argument(
        "what",
        metavar="WHAT",
        nargs="*",
        default=["-"],
        help="a text, FILE, FILE:LINE or - (default: standard input); with --html several, "
        "and directories",
    )
    one.add_argument("--html", metavar="REPORT", help="write a report: one self-contained page")
    add_options(one)
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Explains `arguments.what`."""
    if arguments.html:
        _page(arguments)
        return
    if len(arguments.what) != 1:
        raise Unusable(
            "explain: one text or file at a time (a text with spaces goes in quotes); "
            "for several files: --html REPORT"
        )
    _tell(arguments.what[0], asked(arguments))


def _tell(what: str, options: Options) -> None:
    from mojifix.explain.text import explain

    lines = None
    named = _LINE.fullmatch(what)
    if os.path.isdir(what):
        raise Unusable(f"{what}: a directory is explained in a report: --html REPORT")
    if what == "-" or os.path.isfile(what):
        text = read_text(what)
    elif named and os.path.isfile(named[1]):
        text = read_text(named[1])
        lines = int(named[2]), int(named[2])
        count = text.count("\n") + (not text.endswith("\n"))
        if not 1 <= lines[0] <= count:
            raise Unusable(f"{named[1]}: there is no line {lines[0]}; the last one is {count}")
    else:
        text = what
    diagnosis = diagnose(text, options=options)
    if not diagnosis.findings and text is what:
        if _PATH.fullmatch(what):
            raise Unusable(f"{what}: No such file or directory, and no damaged text either")
        write_line(f"nothing is damaged in this text, and no file is named {what!a}")
        return
    for line in explain(diagnosis, lines):
        write_line(line)


def _page(arguments: argparse.Namespace) -> None:
    from mojifix.explain import page
    from mojifix.explain.report import gather
    from mojifix.files import config
    from mojifix.files.writing import create, may_replace

    paths, report = arguments.what, arguments.html
    missing = [path for path in paths if not os.path.exists(path)]
    if missing:
        raise Unusable(f"{missing[0]}: no such file or directory; a report is made of files")
    if os.path.exists(report) and any(os.path.samefile(report, path) for path in paths):
        raise Unusable(f"{report} would be overwritten with its own report")
    may_replace(report, page.is_report, "report of mojifix")
    settings = config.find()
    gathered = gather(paths, asked(arguments, settings), settings, report)
    create(report, [page.write(gathered).encode("utf-8")])
    write_line(f"{shown(report)}: {gathered.headline()}")
