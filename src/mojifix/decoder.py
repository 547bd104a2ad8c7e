"""Bytes that arrive in chunks to right text, in bounded memory: `Decoder`.

Rules of this file:

1. The encoding is decided once, on the first `window` bytes, or on all where there are fewer: what
   is answered then is exactly that of `mojifix.decode`.
2. How the bytes are cut into chunks never matters: the window is counted in bytes, what follows
   goes through an incremental decoder, and the text through a `Stream`.
3. After the window one encoding reads everything. Bytes that it cannot read are U+FFFD; lines in
   other encodings are told apart only by `mojifix.decode`, which sees the whole.
"""

from __future__ import annotations

from mojifix.api import _checked, _refuse_text
from mojifix.errors import OptionsError
from mojifix.stream import WINDOW as CHARACTERS
from mojifix.stream import Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Final, Protocol

    from mojifix.detect.encodings import Encoding
    from mojifix.options import Options

    class Reader(Protocol):
        """An incremental decoder of Python, or ours."""

        def decode(self, data: bytes, final: bool = False) -> str: ...


# Bytes on which the encoding is decided. By judgement: a file of 64 KiB that is ASCII up to there
# and is not UTF-8 afterwards was not among the files of the table `files`.
WINDOW: Final = 1 << 16


class Decoder:
    """Decodes and repairs bytes of one text that arrives in chunks.

    hint      as for `mojifix.decode`
    options   as everywhere
    window    bytes on which the encoding is decided, 1 or more

    `encoding` and `confidence` are None until it is decided. Of what is no text `encoding` stays
    None, and `confidence` is how sure that is. Raises `OptionsError` for a window that cannot be
    meant, and `UnknownCodec` for such a hint.
    """

    __slots__ = (
        "_done",
        "_held",
        "_hint",
        "_options",
        "_reader",
        "_stream",
        "_window",
        "binary",
        "confidence",
        "encoding",
    )

    encoding: str | None
    confidence: float | None
    binary: bool

    def __init__(
        self,
        *,
        hint: str | Collection[str] | None = None,
        options: Options | None = None,
        window: int = WINDOW,
    ) -> None:
        if not isinstance(window, int) or isinstance(window, bool) or window < 1:
            raise OptionsError(f"window is a number of bytes, 1 or more, not {window!r}")
        if hint is not None:
            from mojifix.detect.evidence import hint_of

            hint_of(hint)
        self._hint = hint
        self._options = _checked(options)
        self._window = window
        self.reset()

    def reset(self) -> None:
        """Forgets everything: what is fed next begins a new text."""
        self._held = bytearray()
        self._reader: Reader | None = None
        self._stream = Stream(options=self._options, window=CHARACTERS)
        self._done = False  # what is fed next begins a new text
        self.encoding = None
        self.confidence = None
        self.binary = False

    def feed(self, data: bytes | bytearray | memoryview, final: bool = False) -> str:
        """Takes the next chunk (empty ones too) and returns the text that is sure by now.

        final   the bytes end here: all that was held back is returned. What is fed then begins a
                new text, decided anew.

        Raises `TypeError` for what is no bytes, and nothing for any bytes.
        """
        if not isinstance(data, (bytes, bytearray, memoryview)):
            _refuse_text(data)
        data = bytes(data)
        lost = ""
        if self._done:
            self.reset()
        if self._reader is None and not self.binary:
            self._held += data
            if len(self._held) <= self._window:
                return self._all() if final else ""
            data = bytes(self._held)
            self._held.clear()
            start, lost = self._decide(data[: self._window])
            data = data[start:]
        self._done = final
        if self._reader is None:
            return ""
        return self._stream.feed(lost + self._reader.decode(data, final), final)

    def _all(self) -> str:
        """The text where all of it was held: what `mojifix.decode` answers."""
        from mojifix import detect

        decoded = detect.decode(bytes(self._held), self._hint, self._options)
        self._held.clear()
        self.encoding, self.confidence = decoded.encoding, decoded.confidence
        self.binary, self._done = decoded.binary, True
        return decoded.text

    def _decide(self, head: bytes) -> tuple[int, str]:
        """How many bytes stand before the text, and what is put for them."""
        from mojifix.detect.engine import verdict

        found = verdict(head, self._hint)
        if found is None:
            self.binary, self.confidence = True, 1.0
            return 0, ""
        self.encoding, self.confidence = found.name, found.confidence
        self._reader = _reader(found.encoding, self._window)
        return found.start, "\ufffd" if found.start and not found.mark else ""


def _reader(encoding: Encoding, window: int) -> Reader:
    """Who reads the rest of the bytes, losses and all."""
    if encoding.wild:
        return _Wild(encoding, window)
    import codecs

    return codecs.getincrementaldecoder(encoding.name)("replace")


class _Wild:
    """Reads in an encoding that only `mojifix.codecs` knows, in pieces that the bytes alone cut.

    A piece ends after the last line end within `window` bytes; in a longer line after the last byte
    that is no trail byte (below 0x30), or else anywhere.
    """

    __slots__ = ("_encoding", "_held", "_window")

    def __init__(self, encoding: Encoding, window: int) -> None:
        self._encoding = encoding
        self._window = window
        self._held = b""

    def decode(self, data: bytes, final: bool = False) -> str:
        """The text of the pieces that are whole by now."""
        held = self._held + data
        parts = []
        at = 0
        while len(held) - at > self._window:
            end = self._end(held, at)
            parts.append(self._encoding.loose(held[at:end])[0])
            at = end
        self._held = held[at:]
        if final:
            parts.append(self._encoding.loose(self._held)[0])
            self._held = b""
        return "".join(parts)

    def _end(self, held: bytes, start: int) -> int:
        end = start + self._window
        line = held.rfind(b"\n", start, end) + 1
        if line > start:
            return line
        for at in range(end, start, -1):
            if held[at - 1] < 0x30:
                return at
        return end
