"""Paths to files: folders are walked, what is ignored or excluded is left out.

Rules:

1. A folder is walked in the order of names, so that two runs tell the same in the same order.
2. .gitignore holds in folders, as far up as the repository goes, with .git/info/exclude; a file
   that is named is read even where git ignores it. Excludes of the configuration hold for both:
   a hook names every file.
3. Symbolic links in a folder are not followed: what they lead to is either walked itself or none
   of this folder's business.
4. What a killed run left beside a file (writing.LEFT_OVER) is no text of anybody's, nor is the
   baseline, nor a backup of a file that is there: repaired, it would be a backup no more.
"""

from __future__ import annotations

import os

from mojifix._frozen import Frozen
from mojifix.errors import FileError
from mojifix.files.config import matcher, relative
from mojifix.files.writing import LEFT_OVER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    import pathspec

    from mojifix.files.config import Settings

# Folders of version control, which hold no text of the project.
CONTROL: Final = frozenset((".git", ".hg", ".svn", ".bzr", ".jj"))


class Found(Frozen):
    """A file to read.

    path   as it is shown: below the folder that was named; "-" is standard input
    root   the folder out of which a symbolic link must not lead when the file is written
    size   bytes when it was found, 0 where nobody asked the disk
    """

    __slots__ = ("path", "root", "size")

    path: str
    root: str
    size: int

    def __init__(self, path: str, root: str, size: int) -> None:
        self._set(path, root, size)


class Walk:
    """The files under some paths; iterate once.

    Raises `FileError` where standard input (`-`) is one of several paths.

    git         leave out what git ignores
    backup      the end of the names of backups, or None
    own         a file that is ours, and no text of the project, or None
    left_over   files that a killed run left behind
    errors      folders and files that cannot be listed: (path, why)
    """

    def __init__(
        self,
        paths: Sequence[str],
        settings: Settings,
        git: bool = True,
        backup: str | None = None,
        own: str | None = None,
    ) -> None:
        if "-" in paths and len(paths) > 1:
            raise FileError("- (standard input) cannot stand beside other paths")
        self.paths = paths
        self.root = settings.root
        self.git = git
        self.backup = backup
        self.own = None if own is None else os.path.abspath(own)
        self.left_over: list[str] = []
        self.errors: list[tuple[str, str]] = []
        self._exclude = matcher(settings.exclude) if settings.exclude else None

    def __iter__(self) -> Iterator[Found]:
        seen: set[str] = set()
        for path in self.paths:
            for found in self._under(path):
                if len(self.paths) > 1:  # only then can a file be named twice
                    plain = os.path.abspath(found.path)
                    if plain in seen:
                        continue
                    seen.add(plain)
                yield found

    def _under(self, path: str) -> Iterator[Found]:
        if path == "-":
            yield Found(path, os.curdir, 0)
        elif os.path.isdir(path):
            ignores = _Ignores(path).within(path, "") if self.git else None
            yield from self._folder(path, path, ignores)
        elif not os.path.lexists(path):
            self.errors.append((path, "No such file or directory"))
        elif not self._is_excluded(path):
            yield Found(path, os.curdir, _size(path))

    def _folder(self, folder: str, root: str, ignores: _Ignores | None) -> Iterator[Found]:
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=_name)
        except OSError as error:
            self.errors.append((folder, error.strerror or str(error)))
            return
        for entry in entries:
            if entry.is_symlink():
                continue
            path = entry.path if folder != os.curdir else entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and entry.name in CONTROL:
                continue
            if ignores is not None and ignores.ignored(entry.name + "/" * is_folder):
                continue
            if self._exclude is not None and self._is_excluded(path, is_folder):
                continue
            if is_folder:
                below = ignores and ignores.within(path, entry.name)
                yield from self._folder(path, root, below)
            elif entry.name.endswith(LEFT_OVER):
                self.left_over.append(path)
            elif entry.is_file(follow_symlinks=False) and not self._is_ours(path):
                yield Found(path, root, _size(path))

    def _is_ours(self, path: str) -> bool:
        if self.own is not None and os.path.abspath(path) == self.own:
            return True
        suffix = self.backup
        return (
            suffix is not None and path.endswith(suffix) and os.path.lexists(path[: -len(suffix)])
        )

    def _is_excluded(self, path: str, is_folder: bool = False) -> bool:
        if self._exclude is None:
            return False
        shown = relative(path, self.root)
        return shown is not None and self._exclude.match_file(shown + "/" * is_folder)


class _Ignores:
    """The .gitignore files that hold in a folder.

    specs   for each its patterns and the way to the folder from its own: "", or "deep/er/"
    """

    def __init__(self, folder: str) -> None:
        """Those above the folder, up to the root of its repository; none outside of one."""
        self.specs: list[tuple[pathspec.GitIgnoreSpec, str]] = []
        here = os.path.abspath(folder)
        above = [here]
        while not os.path.exists(os.path.join(above[-1], ".git")):
            parent = os.path.dirname(above[-1])
            if parent == above[-1]:  # no repository: the files below still say what they ignore
                return
            above.append(parent)
        exclude = os.path.join(".git", "info", "exclude")
        for root, name in [(above[-1], exclude), *[(one, ".gitignore") for one in above[:0:-1]]]:
            way = relative(here, root) or ""
            self._read(os.path.join(root, name), "" if way == "." else way + "/")

    def within(self, folder: str, name: str) -> _Ignores:
        """Those that hold in a folder of that name below; `folder` is the way to it."""
        below = object.__new__(_Ignores)
        below.specs = [(spec, f"{way}{name}/") for spec, way in self.specs] if name else self.specs
        below._read(os.path.join(folder, ".gitignore"), "")
        return below

    def ignored(self, name: str) -> bool:
        """Whether git would leave it out; "name/" is a folder. The nearest file that says anything
        decides."""
        for spec, way in reversed(self.specs):
            include = spec.check_file(way + name).include
            if include is not None:
                return include
        return False

    def _read(self, path: str, way: str) -> None:
        try:
            with open(path, "rb") as file:
                lines = file.read().decode("utf-8", "surrogateescape").splitlines()
        except OSError:
            return
        if any(line and not line.startswith("#") for line in lines):
            self.specs.append((_lenient(lines), way))


def _lenient(lines: Sequence[str]) -> pathspec.GitIgnoreSpec:
    """The patterns of a file that is git's and not ours: a line that is no pattern ignores nothing,
    as in git."""
    try:
        return matcher(lines)
    except ValueError:
        good = []
        for line in lines:
            try:
                matcher([line])
            except ValueError:
                continue
            good.append(line)
        return matcher(good)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:  # told when it is read
        return 0


def one_file(paths: Sequence[str]) -> bool:
    """Whether the paths are one file, or standard input, and no folder."""
    return len(paths) == 1 and not os.path.isdir(paths[0])
