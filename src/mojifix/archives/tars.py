"""tar archives, as they are or packed with gzip, bzip2 or xz.

A name of a pax or UTF-8 archive is text; what is no UTF-8 stays as bytes, in the surrogates that
`naming` takes for bytes. An archive has to be read through to know its entries, so that the limits
are asked after each header, and no header may be larger than HEADER.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from typing import cast

from mojifix.archives.members import Archive, ArchiveError, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Final

    from mojifix.archives.members import Limits

# Bytes of one read: tarfile reads a pax header at once, which a bomb says has gigabytes.
HEADER: Final = 16 << 20

_MAGIC: Final[dict[bytes, Callable[[IO[bytes]], object]]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ": lzma.LZMAFile,
}

_DAMAGED: Final = (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError)


def is_tar(path: str, head: bytes) -> bool:
    """Whether a file of this beginning (262 bytes) is a tar, or is packed and may be one.

    The oldest ones have no magic number, so that their name has to tell.
    """
    return head[257:262] == b"ustar" or any(map(head.startswith, _MAGIC)) or path.endswith(".tar")


class Tar(Archive):
    """An open tar archive; see `members.Archive`."""

    damaged = _DAMAGED

    def __init__(self, path: str, size: int, limits: Limits) -> None:
        self.path = path
        self._file: IO[bytes] = open(path, "rb")  # noqa: SIM115 - `close` closes both
        try:
            self._tar = tarfile.open(  # noqa: SIM115
                fileobj=_Bounded(_unpacked(self._file)),
                mode="r:",
                encoding="utf-8",
                errors="surrogateescape",
            )
            self.members = self._read(size, limits)
        except _DAMAGED as error:
            self._file.close()
            raise ArchiveError(f"{path} is a damaged tar archive: {error}") from error
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Lets go of the file."""
        self._tar.close()
        self._file.close()

    def open(self, member: Member) -> IO[bytes]:
        """The contents of a file, or of the file that a hard link is another name of."""
        info = member.key
        assert isinstance(info, tarfile.TarInfo)
        try:
            file = self._tar.extractfile(info)
        except (*_DAMAGED, KeyError) as error:
            raise ArchiveError(str(error)) from error
        except RecursionError:  # tarfile follows them as far as they lead
            raise ArchiveError("its links lead in a circle") from None
        if file is None:
            raise ArchiveError("it has no contents")
        return file

    def refusal(self, member: Member, path: str, folder: str) -> str:
        """Why tarfile's own filter for data would refuse a member, where Python has one."""
        data_filter = getattr(tarfile, "data_filter", None)
        info = member.key
        assert isinstance(info, tarfile.TarInfo)
        if data_filter is None or member.kind == "hard link":
            return ""
        try:
            data_filter(info.replace(name=path, deep=False), folder)
        except tarfile.TarError as error:
            return str(error)
        return ""

    def _read(self, packed: int, limits: Limits) -> list[Member]:
        found: list[Member] = []
        sizes: dict[str, int] = {}
        total = 0
        for info in self._tar:
            # A hard link is extracted as a copy, so that a thousand of them are a bomb as well.
            size = sizes.get(info.linkname, 0) if info.islnk() else info.size
            sizes[info.name] = size
            total += size
            limits.check(packed, total, len(found) + 1)
            found.append(_member(info, size))
        return found


def _member(info: tarfile.TarInfo, size: int) -> Member:
    kind, target = "other", None
    if info.isreg():
        kind = "file"
    elif info.isdir():
        kind = "directory"
    elif info.issym():
        kind, target = "link", info.linkname
    elif info.islnk():
        kind, target = "hard link", info.linkname
    return Member(info.name, kind, size, float(info.mtime), info.mode, target, info)


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    head = file.read(6)
    file.seek(0)
    for magic, opener in _MAGIC.items():
        if head.startswith(magic):
            return cast("IO[bytes]", opener(file))
    return file


class _Bounded(io.RawIOBase):
    """A file that refuses to be read in larger pieces than any honest header has."""

    def __init__(self, file: IO[bytes]) -> None:
        self._inner = file

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; raises `tarfile.ReadError` where that is too many."""
        if not 0 <= size <= HEADER:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        return self._inner.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As the file does."""
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        """As the file does."""
        return self._inner.tell()

    def seekable(self) -> bool:
        """As the file is."""
        return self._inner.seekable()

    def readable(self) -> bool:
        """Always."""
        return True
