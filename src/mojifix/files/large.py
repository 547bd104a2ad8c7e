"""A file too large to be held: its encoding, and its text in windows. Memory does not grow with it.

Rules:

1. Above LARGE bytes a file is read twice: once to find the one encoding that reads all of it and
   writes it back byte for byte, once for its text, which a `Stream` cuts into windows.
2. What no single encoding reads so (lines in several, bytes lost, an encoding that only
   `mojifix.codecs` has) is held as a whole by `reading`, whatever its size: nothing is lost for the
   sake of memory.
3. A pipe is read once. Its first LARGE bytes decide; what later is not in that encoding becomes
   U+FFFD, and `Large.lossy` says so.
4. The windows are the same whatever is done with the file, so that `check` tells what `fix` does.
"""

from __future__ import annotations

import codecs
import os
import stat

from mojifix.errors import FileError
from mojifix.files import reading
from mojifix.stream import Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO, Final

    from mojifix.options import Options
    from mojifix.result import Diagnosis

# Bytes above which a file is read in windows. By judgement: a file of 8 MiB is a dump or a log, not
# a page that needs to be seen whole. Held as a whole it would take three to four times its size;
# less saves little, since tables and search take 30 MiB themselves.
LARGE: Final = 1 << 23

# Bytes read at once.
CHUNK: Final = 1 << 18

# Bytes around the first that are no UTF-8 on which an encoding is decided: `Decoder`'s number.
SEEN: Final = 1 << 16

# All that has to be known of what is binary: `reading.document` needs no more of it.
_NUL: Final = b"\0"


class Large:
    """The text of a large file, to be read once, from its beginning to its end.

    encoding   a name that `bytes.decode` takes
    state      what the file was when it was opened, None for a pipe
    lossy      bytes were no text in this encoding, and U+FFFD stands for them: known at the end
    """

    def __init__(
        self, encoding: str, chunks: Iterable[bytes], state: os.stat_result | None
    ) -> None:
        self.encoding = encoding
        self.state = state
        self.lossy = False
        self._chunks = chunks

    def diagnoses(self, options: Options) -> Iterator[Diagnosis]:
        """What was found in each window of the text, at the offsets of the window.

        Raises `FileError` where a file is not what it was when it was opened.
        """
        stream = Stream(options=options)
        for text in self.texts():
            yield from stream.diagnose(text)
        yield from stream.diagnose("", final=True)

    def texts(self) -> Iterator[str]:
        """The text in pieces, which only the bytes cut; raises as `diagnoses`."""
        reader = codecs.getincrementaldecoder(self.encoding)("strict")
        for chunk in self._chunks:
            yield self._read(reader, chunk, False)
        yield self._read(reader, b"", True)

    def start(self, characters: int) -> Iterator[str]:
        """So many characters of the text, in pieces; raises as `diagnoses`."""
        for text in self.texts():
            yield text[:characters]
            characters -= len(text)
            if characters <= 0:
                return

    def _read(self, reader: codecs.IncrementalDecoder, chunk: bytes, final: bool) -> str:
        before = reader.getstate()
        try:
            return reader.decode(chunk, final)
        except UnicodeDecodeError as error:
            if self.state is not None:
                raise FileError("changed while it was being read") from error
        self.lossy = True
        reader.setstate(before)
        reader.errors = "replace"
        return reader.decode(chunk, final)


def writer(name: str) -> Callable[[str], bytes]:
    """Writes text piece by piece as `reading.Document.encoded` does as a whole, and raises so."""
    encoder = _encoder(name)

    def write(text: str) -> bytes:
        try:
            return encoder.encode(text)
        except UnicodeEncodeError as error:
            raise reading.lacks(name, error) from error

    return write


def _encoder(name: str) -> codecs.IncrementalEncoder:
    return codecs.getincrementalencoder(name)(reading.errors(name))


# ------------------------------------------------------------------------------ from a file or pipe
def source(file: BinaryIO, options: Options) -> bytes | Large:
    """What an open file or a pipe holds: its bytes, or its text where that is large; a NUL for
    what is binary.

    The file must stay open for as long as the text is read. Raises `OSError`.
    """
    state = _state(file)
    if state is None or file.tell():  # somebody may have read the first lines
        return _piped(file, options)
    if state.st_size > LARGE:
        encoding = _encoding(file, options, whole=True)
        file.seek(0)
        if encoding is not None:
            return Large(encoding, chunks(file), state) if encoding else _NUL
    return file.read()


def _state(file: BinaryIO) -> os.stat_result | None:
    """What a regular file is; None for all else, such as a standard input that is no file."""
    try:
        state = os.fstat(file.fileno())
    except OSError:
        return None
    return state if stat.S_ISREG(state.st_mode) else None


def _piped(pipe: BinaryIO, options: Options) -> bytes | Large:
    head = pipe.read(LARGE + 1)
    if len(head) <= LARGE:
        return head
    from io import BytesIO
    from itertools import chain

    encoding = _encoding(BytesIO(head), options, whole=False)
    if encoding is None:
        return head + pipe.read()
    return Large(encoding, chain(chunks(BytesIO(head)), chunks(pipe)), None) if encoding else _NUL


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """What is left of a file or a pipe, in pieces."""
    while chunk := file.read(CHUNK):
        yield chunk


# ------------------------------------------------------------------------------------- the encoding
def _encoding(file: BinaryIO, options: Options, whole: bool) -> str | None:
    """The encoding that reads all that is there and writes it back, None where there is none, ""
    for what is binary.

    whole   nothing follows: the last character is whole as well
    """
    name = reading.marked(file.read(4)) or "utf-8"
    broken = _broken(file, name, whole)
    if broken is None:
        return name
    if broken < 0:
        return ""
    if name != "utf-8":
        return None
    start = max(0, broken - SEEN // 2)
    file.seek(start)
    likely = _likely(file.read(SEEN), start > 0, options)
    return likely if likely is not None and _broken(file, likely, whole) is None else None


def _likely(seen: bytes, inside: bool, options: Options) -> str | None:
    """The encoding of a part of a file, where it is sure; the part may begin inside a line."""
    from mojifix.detect.engine import verdict

    seen = seen[seen.find(b"\n") + 1 if inside else 0 : seen.rfind(b"\n") + 1]
    found = verdict(seen, None) if seen else None
    if found is None or found.whole.lossy or found.whole.foreign or found.encoding.wild:
        return None
    return found.name if found.confidence >= options.min_confidence else None


def _broken(file: BinaryIO, name: str, whole: bool) -> int | None:
    """Where a file is not what the encoding reads and writes back; None: nowhere, -1: binary."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    writer = None if name.startswith("utf-") else _encoder(name)  # Unicode read is written back
    at, left = 0, b""  # bytes read, and the last of them, which were not written back yet
    file.seek(0)
    while True:
        chunk = file.read(CHUNK)
        if not chunk and not whole:
            return None
        if b"\0" in chunk and name not in reading.WIDE:
            return -1
        held = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, not chunk)
            written = b"" if writer is None else writer.encode(text, not chunk)
        except UnicodeDecodeError as error:
            return at - held + error.start
        except UnicodeEncodeError:
            return at
        if writer is not None:
            left += chunk
            if not left.startswith(written):
                return at
            left = left[len(written) :]
        if not chunk:
            return at if left else None
        at += len(chunk)
