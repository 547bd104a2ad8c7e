"""What is in an archive, whatever its form: entries, limits, and the errors about them.

Rules of this package about archives:

1. An archive is hostile until shown otherwise. What its headers say is checked against the limits
   before anything is written, and again against the bytes that really come out.
2. Names are bytes or text exactly as the archive has them; `naming.judge` says what they should be.
"""

from __future__ import annotations

import os

from mojifix._frozen import Frozen
from mojifix.errors import MojifixError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import IO, Final


class ArchiveError(MojifixError, ValueError):
    """An archive cannot be read, is larger than the limits, or is not safe to extract."""


class Limits(Frozen):
    """What an archive may ask for before it is taken for a bomb.

    size      bytes of all that comes out
    ratio     how many times the archive's own size that may be, once it is above FREE
    entries   entries
    """

    __slots__ = ("size", "ratio", "entries")

    size: int
    ratio: float
    entries: int

    def __init__(self, size: int = 16 << 30, ratio: float = 200.0, entries: int = 100_000) -> None:
        self._set(size, ratio, entries)

    def check(self, packed: int, size: int, entries: int) -> None:
        """Raises `ArchiveError` where an archive of `packed` bytes holds more than that."""
        if entries > self.entries:
            raise ArchiveError(
                f"the archive has more than {self.entries:,} entries; "
                "if you trust it: --max-entries N"
            )
        if size > self.size:
            raise ArchiveError(
                f"the archive comes to more than {self.size:,} bytes; if you trust it: --max-size N"
            )
        if size > FREE and size > packed * self.ratio:
            raise ArchiveError(
                f"the archive has {packed:,} bytes and comes to {size:,} or more, over "
                f"{self.ratio:g} times as many; if you trust it: --max-ratio N"
            )


# Bytes that any archive may come to, whatever the ratio: a log of a few megabytes packs a thousand
# times smaller. By judgement.
FREE: Final = 64 << 20


class Member(Frozen):
    """One entry of an archive.

    name      as the archive has it: text where it says in what encoding, bytes where it does not
    kind      "file", "directory", "link" (symbolic), "hard link" or "other" (devices, pipes)
    size      bytes of its contents; of a hard link those of the file that it is another name of
    time      when it was changed, seconds since 1970, or None
    mode      its permissions, or None
    target    where a link leads, as `name`; else None
    key       what the archive's own library calls it
    """

    __slots__ = ("name", "kind", "size", "time", "mode", "target", "key")

    name: str | bytes
    kind: str
    size: int
    time: float | None
    mode: int | None
    target: str | bytes | None
    key: object

    def __init__(
        self,
        name: str | bytes,
        kind: str,
        size: int,
        time: float | None = None,
        mode: int | None = None,
        target: str | bytes | None = None,
        key: object = None,
    ) -> None:
        self._set(name, kind, size, time, mode, target, key)


class Archive:
    """An open archive; `zips` and `tars` have one each.

    path       the file
    standard   the codec in which names without a claim are shown by other programs, or None
    damaged    what its library raises where contents are damaged
    members    its entries, within the limits
    """

    path: str
    damaged: tuple[type[Exception], ...] = ()
    standard: str | None = None
    members: Sequence[Member] = ()

    def open(self, member: Member) -> IO[bytes]:
        """The contents of a file or a hard link."""
        raise NotImplementedError

    def refusal(self, member: Member, path: str, folder: str) -> str:
        """Why the archive's own library would not extract a member to this path, or ""."""
        return ""

    def close(self) -> None:
        """Lets go of the file."""
        raise NotImplementedError

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_archive(path: str, limits: Limits | None = None) -> Archive:
    """The archive of a file: ZIP, or tar as it is or packed with gzip, bzip2 or xz.

    Raises `ArchiveError` where it is neither, is damaged, or is beyond the limits.
    """
    limits = limits or Limits()
    try:
        size = os.path.getsize(path)
        with open(path, "rb") as file:
            head = file.read(262)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error
    from mojifix.archives import tars, zips

    if zips.is_zip(path):
        return zips.Zip(path, size, limits)
    if tars.is_tar(path, head):
        return tars.Tar(path, size, limits)
    raise ArchiveError(
        f"{path} is neither a ZIP nor a tar archive: extract it with its own program, then run "
        "mojifix names on what comes out"
    )
