"""A new content for a file: all of it or nothing.

Rules:

1. The new content is written beside the file, brought to the disk (fsync), and renamed over it. A
   process killed at any moment leaves the old file or the new one, and at worst one file that ends
   in LEFT_OVER beside it.
2. What cannot be replaced without losing something is refused, and stays as it is: a file that
   changed since it was read, is read-only, has other names (hard links), whose symbolic link leads
   out of the tree, whose owner cannot be kept.
3. Mode, owner and extended attributes are those of the old file, so that who may read it stays the
   same; its time is new, as of any edit.
4. What a command writes for itself (a baseline, a report) takes the place of what it wrote before,
   of an empty file, and of nothing else (`may_replace`).
5. Of two that write at once the second finds the file changed. Between programs of ours a lock
   makes sure of that; another program's write in the instant before the rename is not seen.
"""

from __future__ import annotations

import os
import stat

from mojifix.errors import FileError
from mojifix.files.config import relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Final

LEFT_OVER: Final = ".mojifix-tmp"
"""How the names of files end that hold a new content until it is complete."""

# Seconds after which a file of that name belongs to nobody who still writes: by judgement. The lock
# tells most; the age covers file systems without locks.
_STALE: Final = 60


def replace(
    path: str, parts: Iterable[bytes], seen: os.stat_result, root: str, backup: str | None
) -> None:
    """Makes `parts` the content of the file.

    seen     what the file was when it was read; it must still be that
    root     the folder that a symbolic link must not lead out of
    backup   where not None, the old content stays under this name, which must be free

    Raises `FileError` with the reason, and what making the parts raises; the file is then what it
    was.
    """
    target = _target(path, root)
    try:
        with _Locked(target):
            now = os.lstat(target)
            if not _same(now, seen):
                raise FileError(
                    "changed while it was being repaired; it is as the other program left it"
                )
            _check(target, now, backup)
            _replace(target, parts, now, backup)
    except OSError as error:
        raise FileError(
            f"cannot be written ({error.strerror or error}); it is as it was"
        ) from error


def create(path: str, parts: Iterable[bytes]) -> None:
    """Writes a file that may or may not be there, whole or not at all; raises `FileError`."""
    try:
        target = os.path.realpath(path)
        if os.path.exists(target) and not os.path.isfile(target):  # /dev/null, a pipe
            with open(target, "wb") as file:
                file.writelines(parts)
            return
        old = os.lstat(target) if os.path.exists(target) else None
        if old is not None and not old.st_mode & 0o222:
            raise FileError(f"{path}: is read-only")
        _replace(target, parts, old, None)
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror or error})") from error


def may_replace(path: str, ours: Callable[[bytes], bool], what: str) -> None:
    """Raises `FileError` where a file is there already that is not one of ours.

    ours   whether such a content is one; a file that holds nothing needs no asking
    what   what one of ours is called
    """
    if not os.path.isfile(path):  # /dev/null, a pipe, a folder: nothing of theirs is lost
        return
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or error}") from error
    if content and not ours(content):
        raise FileError(
            f"{path}: is there already and is no {what}, and would be lost: name another file, or "
            "remove this one"
        )


def clear(path: str) -> bool:
    """Removes a file that a killed run left behind; False where somebody still writes it."""
    import time

    try:
        if time.time() - os.lstat(path).st_mtime < _STALE:
            return False
        with _Locked(path):
            os.unlink(path)
    except (OSError, FileError):
        return False
    return True


# ---------------------------------------------------------------------------------- may it be?
def _target(path: str, root: str) -> str:
    """The file itself, where `path` is a symbolic link to one in the tree."""
    if not os.path.islink(path):
        return path
    target = os.path.realpath(path)
    tree = os.path.realpath(root)
    if relative(target, tree) is None:
        raise FileError(f"is a symbolic link out of the tree, to {target}: name that file itself")
    return target


def _same(now: os.stat_result, seen: os.stat_result) -> bool:
    return (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns) == (
        seen.st_dev,
        seen.st_ino,
        seen.st_size,
        seen.st_mtime_ns,
    )


def _check(target: str, now: os.stat_result, backup: str | None) -> None:
    if not stat.S_ISREG(now.st_mode):
        raise FileError("is no regular file, and cannot be replaced")
    if backup is not None and os.path.lexists(backup):
        if not os.path.samefile(backup, target):  # where it is: by a run killed before its rename
            raise FileError(f"its backup {backup} is already there, and would be lost: move it")
    elif now.st_nlink > 1:
        raise FileError(
            f"has {now.st_nlink} names (hard links), and a new content would be under one of them "
            "only: copy it, or print the repaired text instead"
        )
    if not now.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise FileError("is read-only: make it writable to have it repaired")


class _Locked:
    """Holds the file's lock; nothing where the system has none that a rename survives."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.held = -1

    def __enter__(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows: an open file could not be renamed over
            return
        self.held = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(self.held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.__exit__()
            raise FileError("is being written by another program; it was left to that") from None
        except OSError:  # a file system without locks: the check of the change has to do
            pass

    def __exit__(self, *_: object) -> None:
        if self.held >= 0:
            os.close(self.held)
            self.held = -1


# ------------------------------------------------------------------------------------ the write
def _replace(
    target: str, parts: Iterable[bytes], old: os.stat_result | None, backup: str | None
) -> None:
    beside, fd = _beside(target)
    backed_up = False
    try:
        try:
            for part in parts:
                _write(fd, part)
            if old is None:
                os.chmod(beside, 0o666 & ~_umask())
            else:
                _keep(fd, beside, target, old)
            os.fsync(fd)
        finally:
            os.close(fd)
        if backup is not None and not os.path.lexists(backup):
            _back_up(target, backup)
            backed_up = True
        if old is not None and not _same(os.lstat(target), old):
            raise FileError("changed while it was being repaired; it is as it was left")
        os.replace(beside, target)
    except BaseException:
        _unlink(beside)
        if backed_up and backup is not None:
            _unlink(backup)
        raise
    _sync_folder(os.path.dirname(target) or os.curdir)


def _beside(target: str) -> tuple[str, int]:
    """A new file in the same folder, open for writing, readable by nobody else."""
    folder, name = os.path.split(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    flags |= getattr(os, "O_BINARY", 0)
    # 255 bytes is what most file systems allow a name; 60 characters of UTF-8 fit with the rest.
    path = os.path.join(folder, f".{name[:60]}.{os.urandom(6).hex()}{LEFT_OVER}")
    fd = os.open(path, flags, 0o600)
    try:
        import fcntl

        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)  # so that nobody clears it away
    except (ImportError, OSError):
        pass
    return path, fd


def _write(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _keep(fd: int, beside: str, target: str, old: os.stat_result) -> None:
    """Owner, extended attributes and mode of the old file; the owner first, which clears bits."""
    if hasattr(os, "fchown"):
        new = os.fstat(fd)
        if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
            try:
                os.fchown(fd, old.st_uid, old.st_gid)
            except OSError as error:
                raise FileError(
                    f"belongs to user {old.st_uid}, group {old.st_gid}, which cannot be kept "
                    f"({error.strerror}): have it repaired by its owner"
                ) from error
    if hasattr(os, "listxattr"):
        _keep_attributes(fd, target)
    os.chmod(beside, stat.S_IMODE(old.st_mode))


def _keep_attributes(fd: int, target: str) -> None:
    """Extended attributes; access lists are some of them, and must not be lost."""
    try:
        names = os.listxattr(target)
    except OSError:  # a file system without them
        return
    for name in names:
        try:
            os.setxattr(fd, name, os.getxattr(target, name))
        except OSError as error:  # some are the system's own to set
            if name.startswith("system.posix_acl"):
                raise FileError(
                    f"has an access list, which cannot be kept ({error.strerror}): have it "
                    "repaired by its owner"
                ) from error


def _back_up(target: str, backup: str) -> None:
    """The old content under another name: a second name of the same file, until the rename."""
    try:
        os.link(target, backup)
    except (OSError, NotImplementedError):  # no hard links here
        import shutil

        shutil.copy2(target, backup)


def _sync_folder(folder: str) -> None:
    """The rename on the disk too; a system that cannot open folders does it by itself."""
    try:
        fd = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(fd)
    except OSError:
        pass
    finally:
        os.close(fd)


def _umask() -> int:
    """What new files may not have; the system tells only whoever sets it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass
