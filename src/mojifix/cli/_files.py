"""What `fix` and `check` share: paths, the project's configuration, progress, the summing up."""

from __future__ import annotations

import argparse

from mojifix._shown import plural
from mojifix.cli._arguments import asked, whole
from mojifix.cli._text import say
from mojifix.errors import ConfigError
from mojifix.files import config
from mojifix.files.config import ENCODINGS, Settings
from mojifix.files.work import BINARY, ERROR, UNREAD, Task
from mojifix.result import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from mojifix.files.walk import Walk
    from mojifix.files.work import Outcome


def add_paths(parser: argparse.ArgumentParser, default: str) -> None:
    """The paths of a command that takes several, and which of them are read."""
    shown = "standard input" if default == "-" else "the working folder"
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=[default],
        help=f"files and folders; - is standard input (default: {shown})",
    )
    parser.add_argument(
        "--exclude",
        metavar="PATTERN",
        action="append",
        default=[],
        help="leave out what matches this pattern of .gitignore; may be given more than once",
    )
    parser.add_argument(
        "--no-gitignore",
        action="store_true",
        help="read what git ignores, too",
    )
    parser.add_argument(
        "--only",
        metavar="KIND",
        choices=KINDS,
        action="append",
        help="only findings of this kind count; may be given more than once",
    )
    parser.add_argument(
        "--skip",
        metavar="KIND",
        choices=KINDS,
        action="append",
        help="findings of this kind do not count; may be given more than once",
    )
    parser.add_argument(
        "--config",
        metavar="FILE",
        help="the configuration (default: mojifix.toml or pyproject.toml of the project)",
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=whole(1),
        help="processes (default: one for each core, where there is enough to do)",
    )


def add_encoding(parser: argparse.ArgumentParser) -> None:
    """What repaired text is written in."""
    parser.add_argument(
        "--encoding",
        choices=ENCODINGS,
        help="what repaired text is written in: utf-8 (default), or keep what the file was in",
    )


def project(arguments: argparse.Namespace) -> Settings:
    """The configuration that holds; raises `ConfigError`."""
    if arguments.config is None:
        found = config.find()
    else:
        read = config.read(arguments.config)
        if read is None:
            raise ConfigError(f"{arguments.config}: there is no [tool.mojifix] in it")
        found = read
    if arguments.exclude:
        try:
            config.matcher(arguments.exclude)
        except ConfigError as error:
            raise ConfigError(f"--exclude: {error}") from error
        fields = {name: getattr(found, name) for name in Settings.__slots__}
        found = Settings(**fields | {"exclude": (*found.exclude, *arguments.exclude)})
    return found


def task(
    arguments: argparse.Namespace,
    settings: Settings,
    encoding: str = "utf-8",
    write: bool = False,
    backup: str | None = None,
    diff: bool = False,
) -> Task:
    """What to do with every file: the command line before the configuration.

    Raises `ConfigError` where no kind of finding is left that could be found.
    """
    only = settings.only if arguments.only is None else tuple(arguments.only)
    skip = tuple(arguments.skip or ()) + (settings.skip or ())
    if not set(KINDS if only is None else only).difference(skip):
        raise ConfigError("skip leaves out all that only names, so that nothing would be found")
    return Task(
        asked(arguments, settings),
        only,
        skip,
        settings.root,
        settings.per_file_ignores,
        write,
        encoding,
        backup,
        diff,
    )


class Tally:
    """What the outcomes come to."""

    def __init__(self) -> None:
        self.files = self.binary = self.unread = self.errors = self.unreadable = 0
        self.damaged = self.changed = self.written = 0
        self.repairs = self.beyond = 0

    def add(self, outcome: Outcome) -> None:
        """Counts an outcome, and says what went wrong with it."""
        self.binary += outcome.status == BINARY
        self.unread += outcome.status == UNREAD
        self.errors += outcome.status == ERROR
        self.unreadable += outcome.status == ERROR and not outcome.encoding
        if outcome.status == UNREAD:
            say(f"{outcome.path}: left alone, {outcome.message}")
        elif outcome.status == ERROR:
            say(f"{outcome.path}: {outcome.message}")
        if outcome.repairs or outcome.beyond:
            self.damaged += 1
            self.changed += outcome.changed
            self.written += outcome.written
            self.repairs += outcome.repairs
            self.beyond += outcome.beyond

    def read(self) -> str:
        """What was read, and what was not: "120 files read, 3 binary files left out"."""
        read = self.files - self.binary - self.unread - self.unreadable
        parts = [f"{plural(read, 'file')} read"]
        if self.binary:
            parts.append(f"{plural(self.binary, 'binary file')} left out")
        if self.unread:
            parts.append(f"{plural(self.unread, 'file')} of unknown encoding left out")
        return ", ".join(parts)


def outcomes(
    arguments: argparse.Namespace,
    settings: Settings,
    do: Task,
    tally: Tally,
    show: Callable[[Outcome], None],
    accept: Callable[[Outcome], Outcome] | None = None,
    baseline: str | None = None,
) -> None:
    """Does it to every file of the command line, and shows in order each that is not clean.

    accept    takes findings out of an outcome before it is counted and shown
    baseline  the file of accepted findings, which is itself not looked at
    """
    from mojifix.cli import _progress
    from mojifix.files.pool import examined
    from mojifix.files.walk import Walk

    def one(outcome: Outcome) -> None:
        if accept is not None:
            outcome = accept(outcome)
        tally.add(outcome)
        show(outcome)

    walk = Walk(arguments.paths, settings, not arguments.no_gitignore, do.backup, baseline)
    with _progress.bar() as bar:
        files = bar.counted(walk)
        for batch in examined(files, do, arguments.jobs):
            tally.files += batch.files
            if batch.outcomes:
                with bar.aside():
                    for outcome in batch.outcomes:
                        one(outcome)
            bar.advance(batch.size)
    for path, why in walk.errors:
        tally.errors += 1
        say(f"{path}: {why}")
    _clear(walk, do.write)


def _clear(walk: Walk, write: bool) -> None:
    """What killed runs left beside files."""
    from mojifix.files.writing import clear

    for path in walk.left_over:
        if write and clear(path):
            say(f"{path}: removed, a run that was killed had left it")
        else:
            say(f"{path}: left by a run that was killed, or still being written")
