"""The names in a directory: a plan of what to rename, its journal, applying it, undoing it.

Rules of this file:

1. Nothing is renamed that the journal does not hold: it is written and synced to disk first.
2. Nothing is ever overwritten. Two names that become one, and a name that is taken, are left
   alone. Between the look and the renaming another program can still take the name; POSIX has no
   portable way around that.
3. The deepest names come first, so that the paths of a plan are those of the tree as it stands.
   Symbolic links are renamed like files, never followed.
"""

from __future__ import annotations

import json
import os

from mojifix._frozen import Frozen
from mojifix._shown import shown
from mojifix.archives.naming import is_raw, judge, too_long
from mojifix.errors import MojifixError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final

    from mojifix.archives.naming import Named
    from mojifix.options import Options

# Names of bytes from which a folder tells its encoding by itself: three words of two to eight
# characters do in 98 of 100 cases and more. Fewer are judged as those of the whole tree are.
ENOUGH: Final = 3

# The first field of a journal's first line, with the version of its form.
FORMAT: Final = "mojifix names 1"


class JournalError(MojifixError, ValueError):
    """A journal cannot be written or read, or is none."""


class Renaming(Frozen):
    """A name in a directory that is wrong, and what it should be.

    directory   below the root, "" for the root itself; names in it as `os.fsdecode` gives them
    named       the name and what it should be; see `naming.Named`
    """

    __slots__ = ("directory", "named")

    directory: str
    named: Named

    def __init__(self, directory: str, named: Named) -> None:
        self._set(directory, named)

    @property
    def old(self) -> str:
        """The path as it stands, below the root."""
        return os.path.join(self.directory, self.named.name)

    @property
    def new(self) -> str:
        """The path as it should be; its directories may still have their old names."""
        return os.path.join(self.directory, self.named.repaired)


def plan(
    root: str, *, options: Options | None = None, encoding: str | None = None
) -> list[Renaming]:
    """Every name below a directory in which something is wrong, the deepest first.

    A name that is left alone is in it too, with its problem. `encoding` as in `naming.judge`.
    Raises `OSError` for a directory that cannot be read.
    """
    places = [
        (os.path.relpath(folder, root) if folder != root else "", name, names)
        for folder, names in _folders(root)
        for name in sorted(names)
    ]
    judged = _judged(places, options, encoding)
    return [
        Renaming(directory, named)
        for (directory, _, _), named in zip(places, _apart(places, judged))
        if named.changed or named.problem
    ]


def _judged(
    places: Sequence[tuple[str, str, frozenset[str]]],
    options: Options | None,
    encoding: str | None,
) -> list[Named]:
    """All names judged together, and those of a folder that has enough to tell by themselves."""
    judged = judge([name for _, name, _ in places], options=options, encoding=encoding)
    folders: dict[str, list[int]] = {}
    for at, (folder, name, _) in enumerate(places):
        if is_raw(name):
            folders.setdefault(folder, []).append(at)
    for within in folders.values():
        if len(folders) > 1 and len(within) >= ENOUGH:
            own = judge([places[at][1] for at in within], options=options, encoding=encoding)
            for at, named in zip(within, own):
                judged[at] = named
    return judged


def _folders(root: str) -> list[tuple[str, frozenset[str]]]:
    """Each directory with its names, the deepest first."""

    def unreadable(error: OSError) -> None:
        raise error

    walk = os.walk(root, topdown=False, onerror=unreadable)
    return [(folder, frozenset([*folders, *files])) for folder, folders, files in walk]


def _apart(
    places: Sequence[tuple[str, str, frozenset[str]]], judged: Sequence[Named]
) -> list[Named]:
    """The names, left alone where the new one is none or belongs to another."""
    wanted: dict[tuple[str, str], int] = {}
    for (directory, _, _), named in zip(places, judged):
        if named.changed:
            key = directory, named.repaired
            wanted[key] = wanted.get(key, 0) + 1
    found = []
    for (directory, _, names), named in zip(places, judged):
        if named.changed:
            new = named.repaired
            problem = too_long(new)
            if "/" in new or "\0" in new or os.sep in new or new in ("", ".", ".."):
                problem = "repaired, it would be no name of a file"
            elif new in names:
                problem = f"there is a {shown(new)!r} already"
            elif wanted[directory, new] > 1:
                problem = f"{wanted[directory, new]} names here would become {shown(new)!r}"
            named = named.left(problem) if problem else named
        found.append(named)
    return found


# ------------------------------------------------------------------------------------- the journal
def write_journal(path: str, root: str, renamings: Sequence[Renaming]) -> None:
    """Writes what is about to be renamed, and returns when it is on the disk.

    JSON lines in ASCII: names that are no text keep their bytes as surrogates. Raises
    `JournalError` where there is such a file already or it cannot be written.
    """
    head = {"format": FORMAT, "root": os.path.abspath(root), "names": len(renamings)}
    rows = [
        {"directory": one.directory, "old": one.named.name, "new": one.named.repaired}
        for one in renamings
    ]
    try:
        with open(path, "x", encoding="ascii", newline="\n") as file:
            file.writelines(json.dumps(row) + "\n" for row in (head, *rows))
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(os.path.dirname(os.path.abspath(path)))
    except OSError as error:
        reason = error.strerror or error
        raise JournalError(
            f"the journal {path} cannot be written ({reason}): nothing was renamed; "
            "name another one with --journal FILE"
        ) from error


def _sync_folder(folder: str) -> None:
    """Makes a new entry of a directory last. Windows has no way to, and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_journal(path: str) -> tuple[str, list[tuple[str, str]]]:
    """The root of a journal, and the old and new path of each name, below it, in its order.

    Raises `JournalError` for what is no journal, or is not whole.
    """
    try:
        with open(path, encoding="ascii") as file:
            rows: list[Any] = [json.loads(line) for line in file]
        head, *entries = rows
        if head["format"] != FORMAT or head["names"] != len(entries):
            raise ValueError("it is not whole, or of another version")
        pairs = [
            (os.path.join(row["directory"], row["old"]), os.path.join(row["directory"], row["new"]))
            for row in entries
        ]
        return str(head["root"]), pairs
    except OSError as error:
        raise JournalError(f"{path}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise JournalError(f"{path} is no journal of mojifix names: {error}") from error


# ---------------------------------------------------------------------------- there and back again
Failure = tuple[str, str]
"""A path below the root that was not renamed, and why."""


def apply(root: str, renamings: Sequence[Renaming]) -> list[Failure]:
    """Renames, in order, and returns what could not be. The journal has to be written first."""
    outcomes = [(one.old, _rename(root, one.old, one.new)) for one in renamings]
    return [(path, problem) for path, problem in outcomes if problem]


def undo(path: str, root: str | None = None) -> tuple[int, list[Failure]]:
    """Gives the names of a journal back: how many were, and what could not be.

    root   where the tree is now, if it was moved. What was never renamed is passed over, so that a
           run that was interrupted can be undone, and an undo be repeated.
    """
    place, pairs = read_journal(path)
    place = root or place
    done, failures = 0, []
    for old, new in reversed(pairs):  # a directory before what is in it
        if _there(place, old) and not _there(place, new):
            continue
        problem = _rename(place, new, old)
        done += not problem
        if problem:
            failures.append((new, problem))
    return done, failures


def _there(root: str, path: str) -> bool:
    return os.path.lexists(os.path.join(root, path))


def _rename(root: str, old: str, new: str) -> str:
    """Renames one path and returns the problem, if any."""
    if _there(root, new):
        return f"there is a {shown(os.path.basename(new))!r} already"
    try:
        os.rename(os.path.join(root, old), os.path.join(root, new))
    except OSError as error:
        return str(error.strerror or error)
    return ""
