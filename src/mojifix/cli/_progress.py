"""A progress bar and a table, where a person looks on: by rich, on a terminal only.

Rule: rich is imported where standard error is a terminal, and nowhere else. Without it (it comes
with `mojifix[cli]`) there is neither, and everything else stays the same.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from rich.progress import Progress

    from mojifix.files.walk import Found


class Bar:
    """A bar that nobody sees."""

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        """Takes the bar away."""

    def counted(self, files: Iterable[Found]) -> Iterable[Found]:
        """The same files, after the bar knows how much they are."""
        return files

    def advance(self, size: int) -> None:
        """So many bytes are done."""

    def aside(self) -> _Aside:
        """Without the bar, for as long as something else is written to the terminal."""
        return _Aside(None)


class _Shown(Bar):
    """A bar of rich's."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._id = progress.add_task("", total=None)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def counted(self, files: Iterable[Found]) -> Iterable[Found]:
        listed = list(files)
        self._progress.update(self._id, total=sum(found.size for found in listed))
        self._progress.start()
        return listed

    def advance(self, size: int) -> None:
        self._progress.update(self._id, advance=size, refresh=True)

    def aside(self) -> _Aside:
        return _Aside(self._progress)


class _Aside:
    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    def __enter__(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.start()


def bar() -> Bar:
    """A bar on standard error, which nobody sees where that is no terminal or rich is not there."""
    if not drawn(sys.stderr):
        return Bar()
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    # No thread that refreshes: the processes of the pool are forked from this one.
    console = Console(stderr=True)
    return _Shown(Progress(*columns, console=console, transient=True, auto_refresh=False))


def drawn(stream: TextIO | None) -> bool:
    """Whether bars and tables can be drawn there; nowhere in a stream that is closed."""
    if stream is None or not stream.isatty() or os.environ.get("TERM") == "dumb":
        return False
    try:
        import rich.console  # noqa: F401
    except ImportError:
        return False
    return True


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draws a table on standard output."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table()
    for at, column in enumerate(columns):
        made.add_column(column, justify="right" if at else "left", overflow="fold")
    for row in rows:
        made.add_row(*[Text(cell) for cell in row])  # no cell is markup
    Console().print(made)
