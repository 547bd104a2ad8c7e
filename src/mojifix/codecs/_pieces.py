"""Codecs that read their bytes piece by piece: `_iso2022` and `_cesu`.

Rule: such a codec says in one place what its bytes are (`_pieces`), and decoding, the runs of
damaged data and reading with losses all follow from it.
"""

from __future__ import annotations

from mojifix.codecs._base import Codec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    # First byte and the one behind the last, the text, and why there is none: "" where there is.
    Piece = tuple[int, int, str, str]


class PiecewiseCodec(Codec):
    """A codec of which `_pieces` reads the bytes."""

    __slots__ = ()

    def _pieces(self, data: bytes) -> Iterator[Piece]:
        """All of `data` in order, piece by piece; what can begin no character is a piece too."""
        raise NotImplementedError

    def decode(self, data: bytes) -> str:
        parts = []
        for start, end, text, reason in self._pieces(data):
            if reason:
                self._reject(data, start, reason, end)
            parts.append(text)
        return "".join(parts)

    def loose(self, data: bytes) -> tuple[str, int]:
        """The text, one U+FFFD for each stretch that was lost, and how many bytes were."""
        parts = []
        lost = 0
        gap = False
        for start, end, text, reason in self._pieces(data):
            if reason:
                parts += [] if gap else ["\ufffd"]
                lost += end - start
                gap = True
            elif text:
                parts.append(text)
                gap = False
        return "".join(parts), lost

    def runs(self, data: bytes) -> list[tuple[int, str]]:
        runs = []
        parts: list[str] = []
        first = 0
        whole = True
        for _, end, text, reason in self._pieces(data):
            if not reason:
                parts.append(text)
                continue
            if run := "".join(parts):
                runs.append((first, run))
            parts.clear()
            first = end
            whole = False
        run = "".join(parts)
        return [*runs, (first, run)] if run or whole else runs
