"""What was found in files and folders, gathered for a page.

Files are read as streams, line by line, so that their size does not matter. What is no UTF-8 text
is skipped, with the reason. Hidden directories (`.git`) are passed over, links are not followed.
"""

from __future__ import annotations

import os

from mojifix._frozen import Frozen
from mojifix.stream import diagnose_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from mojifix.options import Options
    from mojifix.result import Finding

# Bytes at the start of a file in which a NUL says that it is no text.
LOOKED_AT: Final = 8192

Place = tuple[int, int, "Finding"]
"""Line and column from 1, and what was found there, at the offsets of its line."""


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
        beyond = sum(finding.repaired == finding.original for finding in findings)
        return (
            f"{len(self.files)} of {len(self.files) + self.clean} files are damaged: "
            f"{len(findings) - beyond} repairs, {beyond} places beyond repair; "
            f"{len(self.skipped)} files skipped"
        )


def gather(paths: Sequence[str], options: Options | None = None) -> Report:
    """The report of files and of all files below folders."""
    files, clean, skipped = [], 0, []
    for path in _files(paths):
        try:
            places = list(_places(path, options))
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            skipped.append((path, f"not UTF-8: it holds a byte 0x{byte:02X} that is no character"))
            continue
        except ValueError as error:
            skipped.append((path, str(error)))
            continue
        except OSError as error:
            skipped.append((path, str(error.strerror or error)))
            continue
        if places:
            files.append(FileReport(path, places))
        else:
            clean += 1
    return Report(paths, files, clean, skipped)


def _files(paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if os.path.isfile(os.path.join(folder, name)):
                    yield os.path.join(folder, name)


def _places(path: str, options: Options | None) -> Iterator[Place]:
    with open(path, "rb") as file:
        if b"\0" in file.read(LOOKED_AT):
            raise ValueError("not text: it holds NUL bytes")
    with open(path, encoding="utf-8", newline="\n") as lines:
        for number, diagnosis in enumerate(diagnose_lines(lines, options=options), 1):
            for finding in diagnosis.findings:
                yield number, finding.start + 1, finding
