"""Extracting under the right names, and nowhere but below one directory.

Rules of this file:

1. `plan` looks at every entry before anything is written. An entry with a problem is refused; the
   archive is then refused as a whole, unless the caller leaves such entries out.
2. A path is relative, has no `..`, no drive and no NUL, and none of its directories is a symbolic
   link, in the archive or on the disk.
3. A symbolic link leads below the same directory: its target may go up only at its beginning,
   since `a/..` is somewhere else when `a` is a link itself. Links are made last. Hard links are
   extracted as copies.
4. Nothing is overwritten unless asked for, and then each file at once, by renaming. What comes out
   is counted: an entry that holds more than its header says is no file at all.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile

from mojifix._frozen import Frozen
from mojifix._shown import shown
from mojifix.archives.members import ArchiveError
from mojifix.archives.naming import judge, too_long

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO, Final

    from mojifix.archives.members import Archive, Member
    from mojifix.archives.naming import Named
    from mojifix.options import Options

# Bytes copied at once.
PIECE: Final = 1 << 20

# Permissions that an entry may ask for: to be executable. Everything else is the umask's to say.
EXECUTABLE: Final = 0o111

_DRIVE: Final = re.compile(r"[A-Za-z]:(?:/|$)")
_NOT_ON_WINDOWS: Final = re.compile(r'[<>:"|?*\\]')


class Entry(Frozen):
    """A member of an archive and where it belongs.

    member    as the archive has it
    named     its name, and what it should be; see `naming.Named`
    path      below the directory of extraction, with `/` between its parts
    target    where a symbolic link leads, or ""
    problem   why it is not extracted, or ""
    """

    __slots__ = ("member", "named", "path", "target", "problem")

    member: Member
    named: Named
    path: str
    target: str
    problem: str

    def __init__(
        self, member: Member, named: Named, path: str, target: str = "", problem: str = ""
    ) -> None:
        self._set(member, named, path, target, problem)


def plan(
    archive: Archive,
    folder: str,
    *,
    options: Options | None = None,
    encoding: str | None = None,
    force: bool = False,
) -> list[Entry]:
    """Every entry of the archive with its name, where it belongs below `folder`, and its problem.

    All names are judged together; `options` and `encoding` as in `naming.judge`. `force` takes
    existing files for no problem. Writes nothing.
    """
    members = archive.members
    names = [member.name for member in members]
    targets = [member.target for member in members if member.target is not None]
    judged = judge(
        [*names, *targets], options=options, encoding=encoding, standard=archive.standard
    )
    led = iter([named.repaired for named in judged[len(names) :]])
    entries = [
        Entry(
            member,
            named,
            _parts(named.repaired, archive.standard is not None),
            next(led) if member.target is not None else "",
        )
        for member, named in zip(members, judged)
    ]
    files = _folded(entries)
    return [
        Entry(e.member, e.named, e.path, e.target, _problem(e, archive, folder, files, force))
        for e in entries
    ]


def _parts(name: str, backslash: bool) -> str:
    """A name as a path: `./a//b/` is `a/b`.

    backslash   whether a backslash parts, as in a ZIP of a program that never read the standard;
                a trail byte of Shift-JIS or GBK is a backslash no more once the name is read
    """
    if backslash:
        name = name.replace("\\", "/")
    root = "/" if name.startswith("/") else ""
    return root + "/".join(part for part in name.split("/") if part not in ("", "."))


def _folded(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """The kinds of what belongs at each path; whatever holds something is a directory."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.path, []).append(entry.member.kind)
    return found


def _problem(
    entry: Entry, archive: Archive, folder: str, files: dict[str, list[str]], force: bool
) -> str:
    member, path = entry.member, entry.path
    if problem := _unsafe(path):
        return problem
    if not path:  # "./", the directory itself
        return "" if member.kind == "directory" else "it has no name"
    if member.kind == "other":
        return "a device, a pipe or the like"
    for part in _parents(path):
        if any(kind != "directory" for kind in files.get(part, ())):
            return f"{shown(part)!r} is a file and a directory in this archive"
    kinds = files[path]
    if len(kinds) > 1 and set(kinds) != {"directory"}:
        return f"{len(kinds)} entries have this name"
    if member.kind == "link" and (problem := _leads_out(path, entry.target)):
        return problem
    return _in_the_way(entry, folder, force) or archive.refusal(member, path, folder)


def _unsafe(path: str) -> str:
    """Why a path may not be extracted, whatever it is, or ""."""
    if "\0" in path:
        return "a NUL in its name"
    if path.startswith("/"):
        return "an absolute path"
    if _DRIVE.match(path):
        return "a path with a drive"
    for part in path.split("/"):
        if part == "..":
            return "a path that leads out of the directory"
        if problem := too_long(part):
            return problem
        if os.name == "nt" and (_NOT_ON_WINDOWS.search(part) or part[-1:] in (".", " ")):
            return f"Windows has no file of the name {shown(part)!r}"
    return ""


def _leads_out(path: str, target: str) -> str:
    """Why a symbolic link may not be made, or ""."""
    slashed = target.replace("\\", "/")
    if not slashed or slashed.startswith("/") or "\0" in slashed or _DRIVE.match(slashed):
        return f"a link to {shown(target)!r}"
    parts = [part for part in slashed.split("/") if part not in ("", ".")]
    up = 0
    while up < len(parts) and parts[up] == "..":
        up += 1
    if up > path.count("/") or ".." in parts[up:]:
        return f"a link that leads out of the directory, to {shown(target)!r}"
    return ""


def _in_the_way(entry: Entry, folder: str, force: bool) -> str:
    """What stands on the disk where an entry belongs, as a problem, or ""."""
    for part in _parents(entry.path):
        place = os.path.join(folder, part)
        if os.path.islink(place):
            return f"{shown(place)} is a symbolic link"
        if os.path.lexists(place) and not os.path.isdir(place):
            return f"{shown(place)} is a file"
    place = os.path.join(folder, entry.path)
    if entry.member.kind == "directory":
        real = os.path.isdir(place) and not os.path.islink(place)
        return "" if real or not os.path.lexists(place) else f"{shown(place)} is no directory"
    if os.path.isdir(place) and not os.path.islink(place):
        return f"{shown(place)} is a directory"
    if os.path.lexists(place) and not force:
        return "there is such a file already; --force replaces it"
    return ""


def _parents(path: str) -> Iterator[str]:
    """The directories of a path, the outermost first."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


# ----------------------------------------------------------------------------------------- writing
def extract(
    archive: Archive, entries: Sequence[Entry], folder: str, *, force: bool = False
) -> Iterator[tuple[Entry, str]]:
    """Extracts the entries without a problem; yields each when done, with what went wrong or "".

    Raises `OSError` where the disk is full; whatever else goes wrong is one entry's problem.
    """
    wanted = [entry for entry in entries if not entry.problem and entry.path]
    wanted.sort(key=lambda entry: entry.member.kind == "link")
    for entry in wanted:
        yield entry, _extract(archive, entry, folder, force)


def _extract(archive: Archive, entry: Entry, folder: str, force: bool) -> str:
    place = os.path.join(folder, entry.path)
    if problem := _in_the_way(entry, folder, force):  # an entry before it, or another program
        return problem
    try:
        if entry.member.kind == "directory":
            os.makedirs(place, exist_ok=True)
            return ""
        os.makedirs(os.path.dirname(place) or ".", exist_ok=True)
        if entry.member.kind == "link":
            _link(entry.target, place)
        else:
            with archive.open(entry.member) as source:
                _write(_pieces(source, entry.member, archive), entry.member, place, force)
    except ArchiveError as error:
        return str(error)
    except OSError as error:
        if error.errno == errno.ENOSPC:  # it would be the same for every entry that follows
            raise
        return str(error.strerror or error)
    return ""


def _link(target: str, place: str) -> None:
    if os.path.lexists(place):  # only where it may be replaced
        os.unlink(place)
    os.symlink(target, place)


def _write(data: Iterator[bytes], member: Member, place: str, force: bool) -> None:
    """Writes one file: whole under its name, or not at all."""
    handle, made = tempfile.mkstemp(prefix=".mojifix-", dir=os.path.dirname(place) or ".")
    try:
        with os.fdopen(handle, "wb") as target:
            target.writelines(data)
        os.chmod(made, _mode(member))
        _date(made, member.time)
        if os.path.lexists(place) and not force:
            raise ArchiveError("there is such a file already; --force replaces it")
        os.replace(made, place)
    except BaseException:
        os.unlink(made)
        raise


def _date(path: str, time: float | None) -> None:
    """Gives a file its time, if that is one: a header can hold any number."""
    try:
        if time is not None:
            os.utime(path, (time, time))
    except (OSError, OverflowError, ValueError):
        pass


def _pieces(source: IO[bytes], member: Member, archive: Archive) -> Iterator[bytes]:
    """The contents of an entry, as much as the archive said there is."""
    left = member.size
    while True:
        try:
            data = source.read(PIECE)
        except archive.damaged as error:
            raise ArchiveError(f"its contents are damaged ({error})") from error
        if not data:
            return
        left -= len(data)
        if left < 0:
            raise ArchiveError("it holds more than the archive says")
        yield data


def _mode(member: Member) -> int:
    umask = os.umask(0)
    os.umask(umask)
    return (0o666 | ((member.mode or 0) & EXECUTABLE)) & ~umask
