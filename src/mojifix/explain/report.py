"""What was found in files and folders, gathered for a page.

Files are found and read as `mojifix check` finds and reads them: what git ignores, what the
configuration excludes and what is binary is left out, and an encoding that is not UTF-8 is told.
What is no text that can be read is listed, with the reason.
"""

from __future__ import annotations

from mojifix._frozen import Frozen
from mojifix.files.config import Settings
from mojifix.files.walk import Walk
from mojifix.files.work import BINARY, ERROR, UNREAD, Task, examine
from mojifix.options import DEFAULT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mojifix.options import Options
    from mojifix.result import Finding

Place = tuple[int, int, "Finding"]
"""Line and column from 1, and what was found there, at the offsets of its text."""


class FileReport(Frozen):
    """A file in which something was found, and its places in order."""

    __slots__ = ("path", "places")

    path: str
    places: tuple[Place, ...]

    def __init__(self, path: str, places: Sequence[Place]) -> None:
        self._set(path, tuple(places))


class Report(Frozen):
    """What was found in files.

    paths     the files and folders that were asked for
    files     those in which something was found
    clean     how many there are in which nothing was
    skipped   those that were not read, each with the reason
    """

    __slots__ = ("paths", "files", "clean", "skipped")

    paths: tuple[str, ...]
    files: tuple[FileReport, ...]
    clean: int
    skipped: tuple[tuple[str, str], ...]

    def __init__(
        self,
        paths: Sequence[str],
        files: Sequence[FileReport],
        clean: int,
        skipped: Sequence[tuple[str, str]],
    ) -> None:
        self._set(tuple(paths), tuple(files), clean, tuple(skipped))

    @property
    def findings(self) -> list[Finding]:
        """Everything that was found, file by file."""
        return [finding for file in self.files for _, _, finding in file.places]

    def headline(self) -> str:
        """One line that sums up."""
        findings = self.findings
        beyond = sum(not finding.changed for finding in findings)
        return (
            f"{len(self.files)} of {len(self.files) + self.clean} files are damaged: "
            f"{len(findings) - beyond} repairs, {beyond} places beyond repair; "
            f"{len(self.skipped)} files skipped"
        )


def gather(
    paths: Sequence[str],
    options: Options = DEFAULT,
    settings: Settings | None = None,
    own: str | None = None,
) -> Report:
    """The report of files and of all files below folders.

    settings   the configuration of the project, or None
    own        the file that the report is written to, which is no text of the project, or None
    """
    settings = Settings() if settings is None else settings
    task = Task(
        options, settings.only, settings.skip or (), settings.root, settings.per_file_ignores
    )
    files, clean, skipped = [], 0, []
    walk = Walk(paths, settings, own=own)
    for found in walk:
        outcome = examine(found, task)
        if outcome.status in (BINARY, UNREAD, ERROR):
            skipped.append((found.path, outcome.message or "is binary"))
        elif outcome.places:
            places = [(p.line, p.column, p.finding) for p in outcome.places]
            files.append(FileReport(found.path, places))
        else:
            clean += 1
    return Report(paths, files, clean, [*skipped, *walk.errors])
