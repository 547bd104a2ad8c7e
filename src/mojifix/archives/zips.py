"""ZIP archives: which bytes a name has, and what the archive says about them.

What an entry says of its name, in the order in which it is believed:

1. bit 11 of its flags: the name is UTF-8;
2. the Info-ZIP Unicode Path field (0x7075): a UTF-8 name beside the old one, valid while its CRC-32
   is that of the old name, which programs that do not know the field may have changed;
3. nothing. The standard means cp437 then, and the wild means the code page of whoever packed it,
   or UTF-8 without the flag (macOS). These names are bytes.
"""

from __future__ import annotations

import lzma
import stat
import struct
import time
import warnings
import zipfile
import zlib

from mojifix.archives.members import Archive, ArchiveError, Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Final

    from mojifix.archives.members import Limits

UTF8_FLAG: Final = 1 << 11
ENCRYPTED: Final = 1 << 0
UNICODE_PATH: Final = 0x7075
DOS_FOLDER: Final = 0x10

# Bytes that the target of a symbolic link may have: PATH_MAX of Linux.
LONGEST_TARGET: Final = 4096

# What zipfile raises for a damaged archive: an offset before the file is an OSError, a method that
# does not exist a NotImplementedError, a bit that says "patched data" a RuntimeError.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


def is_zip(path: str) -> bool:
    """Whether a file ends as a ZIP does; a program may stand in front of it."""
    return zipfile.is_zipfile(path)


class Zip(Archive):
    """An open ZIP archive; see `members.Archive`."""

    standard = "cp437"
    damaged = _DAMAGED

    def __init__(self, path: str, size: int, limits: Limits) -> None:
        self.path = path
        try:
            with warnings.catch_warnings():  # about names that occur twice: ours to tell
                warnings.simplefilter("ignore")
                self._zip = zipfile.ZipFile(path)
        except _DAMAGED as error:
            raise ArchiveError(f"{path} is a damaged ZIP archive: {error}") from error
        try:
            infos = self._zip.infolist()
            limits.check(size, sum(info.file_size for info in infos), len(infos))
            self.members = [self._member(info) for info in infos]
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Lets go of the file."""
        self._zip.close()

    def open(self, member: Member) -> IO[bytes]:
        """The contents of an entry."""
        info = member.key
        assert isinstance(info, zipfile.ZipInfo)
        if info.flag_bits & ENCRYPTED:
            raise ArchiveError("it is encrypted, and mojifix takes no password")
        try:
            return self._zip.open(info)
        except _DAMAGED as error:
            raise ArchiveError(str(error)) from error

    def _member(self, info: zipfile.ZipInfo) -> Member:
        name = _name(info)
        mode = info.external_attr >> 16
        if info.orig_filename.endswith("/") or (
            info.external_attr & DOS_FOLDER and not info.file_size
        ):
            kind = "directory"
        elif stat.S_ISLNK(mode):
            kind = "link"
        elif mode and stat.S_IFMT(mode) and not stat.S_ISREG(mode):
            kind = "other"
        else:
            kind = "file"
        member = Member(name, kind, info.file_size, _time(info), mode or None, None, info)
        if kind != "link":
            return member
        try:
            with self.open(member) as file:
                target = file.read(LONGEST_TARGET)
        except (ArchiveError, *_DAMAGED):
            target = b""  # a link to nowhere, which is refused by itself
        return Member(name, kind, 0, member.time, mode, target, info)


def _name(info: zipfile.ZipInfo) -> str | bytes:
    if info.flag_bits & UTF8_FLAG:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    return _unicode_path(info.extra, raw) or raw


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in an Info-ZIP Unicode Path field that is about this very name, or ""."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == UNICODE_PATH and len(field) > 5 and field[0] == 1:
            (crc,) = struct.unpack_from("<L", field, 1)
            if crc == zlib.crc32(raw):
                try:
                    return field[5:].decode("utf-8")
                except UnicodeDecodeError:
                    return ""
    return ""


def _time(info: zipfile.ZipInfo) -> float | None:
    """The time of an entry, which a ZIP keeps in local time, to two seconds."""
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (OverflowError, ValueError):  # month 0: none was written
        return None
