"""Text of any length in bounded memory: `Stream`, `fix_lines`, and what a window can see.

Rules of this file:

1. The text is cut into windows by itself alone, never by the pieces in which it arrives. A window
   ends after the last line end (U+000A) within its `window` characters; in a line longer than that,
   where the search would cut it (`pieces.place_to_cut`).
2. Each window is diagnosed as a whole, behind the last characters of the window before it: these
   lend their prior, as lines of one text do, and their own findings are dropped. So a window knows
   that it is not the start of the text, where a byte order mark may stand.
3. A text of at most one window has exactly the answer of `mojifix.fix`.
4. A window is held until it is known to be full. What is kept is one window and one chunk, with
   what the search needs for one window.
"""

from __future__ import annotations

from mojifix.api import _checked, _refuse, diagnose
from mojifix.errors import OptionsError
from mojifix.result import Diagnosis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from mojifix.options import Options
    from mojifix.result import Finding

# Characters that are judged together. Lines lend each other a prior within it, and glosses of a
# scraped page count within it. By judgement: a page of the corpus has 3,000 to 20,000 characters.
WINDOW: Final = 1 << 16

# Which part of a window is shown again in front of the next one, as 1/n of `window`. A whole window
# would double the cost of damaged text, and none would leave the last line of a file alone.
BEFORE: Final = 8


class Stream:
    """Repairs a text that arrives in chunks; the answer does not depend on how it was cut.

    options   as everywhere
    window    characters that are judged together, 1 or more; also how far the stream looks ahead

    A Stream holds back less than a window and one chunk. It is no value object: it has a state,
    and serves one text at a time. Raises `OptionsError` for a window below 1.
    """

    __slots__ = ("_before", "_chunks", "_held", "_options", "_window")

    def __init__(self, *, options: Options | None = None, window: int = WINDOW) -> None:
        if not isinstance(window, int) or isinstance(window, bool) or window < 1:
            raise OptionsError(f"window is a number of characters, 1 or more, not {window!r}")
        self._options = _checked(options)
        self._window = window
        self.reset()

    def reset(self) -> None:
        """Forgets everything: what is fed next begins a new text."""
        self._chunks: list[str] = []
        self._held = 0  # characters of all chunks
        self._before = ""  # what the next window is shown behind, ending in a line end

    def feed(self, text: str, final: bool = False) -> str:
        """Takes the next chunk (empty ones too) and returns what is repaired by now.

        final   the text ends here: all that was held back is returned, and the next chunk begins
                a new text, as with the incremental decoders of Python

        Raises `TypeError` for what is no str.
        """
        if not isinstance(text, str):
            _refuse("Stream.feed", text)
        return "".join([diagnosis.text for diagnosis in self.diagnose(text, final)])

    def diagnose(self, text: str, final: bool = False) -> list[Diagnosis]:
        """As `feed`, with an account: the diagnosis of each window that is full by now.

        Offsets are those of the window. The `original`s of all windows are the text that was fed,
        their `text`s what `feed` returns. Raises as `feed`.
        """
        if not isinstance(text, str):
            _refuse("Stream.diagnose", text)
        self._chunks.append(text)
        self._held += len(text)
        if self._held <= self._window and not final:
            return []
        held = "".join(self._chunks)
        found = []
        at = 0
        while len(held) - at > self._window:
            end = self._end(held, at)
            found.append(self._judge(held[at:end]))
            at = end
        self._chunks = [held[at:]]
        self._held = len(held) - at
        if final:
            if self._held:
                found.append(self._judge(held[at:]))
            self.reset()
        return found

    def _end(self, text: str, start: int) -> int:
        """Where the window ends that begins at `start`; there is more text than it can hold."""
        end = start + self._window
        line = text.rfind("\n", start, end) + 1
        if line > start:
            return line
        from mojifix.search.pieces import place_to_cut

        return place_to_cut(text, start, end)

    def _judge(self, window: str) -> Diagnosis:
        before = self._before
        found = diagnose(before + window, options=self._options).findings
        shift = len(before)
        own = [finding.moved(-shift) for finding in found if finding.start >= shift]
        self._before = self._tail(before, window)
        return Diagnosis(window, own)

    def _tail(self, before: str, window: str) -> str:
        """The last lines of what was seen; the end of a line that is longer than all of that."""
        most = self._window // BEFORE
        seen = window if len(window) >= most else before + window
        tail = seen[len(seen) - most :] if len(seen) > most else seen
        if len(seen) > most:
            line = tail.find("\n") + 1
            tail = tail[line:] if line < len(tail) else tail
        return tail if tail.endswith("\n") else tail + "\n"


def fix_lines(
    lines: Iterable[str], *, options: Options | None = None, window: int = WINDOW
) -> Iterator[str]:
    """The lines repaired, lazily and in order; a line without damage is the very same object.

    Lines may have their line ends (an open file) or not (a column of a table). They are judged
    together as the lines of one text, `window` characters at a time, so that up to a window of
    them is read before the first is yielded. Raises as `Stream` does, and `TypeError` for a str,
    the lines of which would be its characters, and for what holds no lines: when it is called.
    """
    diagnoses = diagnose_lines(lines, options=options, window=window)
    return (diagnosis.text for diagnosis in diagnoses)


def diagnose_lines(
    lines: Iterable[str], *, options: Options | None = None, window: int = WINDOW
) -> Iterator[Diagnosis]:
    """As `fix_lines`, with the diagnosis of each line; offsets are those of the line."""
    if isinstance(lines, str):
        raise TypeError(
            "fix_lines() takes lines, not one str: mojifix.fix takes a whole text, and "
            "text.splitlines(keepends=True) makes lines of it"
        )
    stream = Stream(options=options, window=window)
    try:
        return _diagnosed(iter(lines), stream)
    except TypeError:
        raise TypeError(f"fix_lines() takes lines, not {type(lines).__name__}") from None


def _diagnosed(lines: Iterator[str], stream: Stream) -> Iterator[Diagnosis]:
    waiting = _Waiting()
    for line in lines:
        if not isinstance(line, str):
            _refuse("fix_lines", line)
        yield from waiting.ready(stream.diagnose(waiting.put(line)))
    yield from waiting.ready(stream.diagnose("", final=True))


class _Waiting:
    """Lines whose windows are not all diagnosed yet, as stretches of one text."""

    __slots__ = ("_done", "_end", "_findings", "_lines", "_open")

    def __init__(self) -> None:
        from collections import deque

        self._lines: deque[tuple[int, str]] = deque()  # where it begins in the text, the line
        self._findings: deque[Finding] = deque()  # at their offsets in the text
        self._end = 0  # characters put
        self._done = 0  # characters diagnosed
        self._open = False  # whether the last line has no line end of its own

    def put(self, line: str) -> str:
        """Takes the next line and returns what it adds to the text."""
        between = "\n" if self._open else ""
        self._lines.append((self._end + len(between), line))
        self._end += len(between) + len(line)
        self._open = not line.endswith("\n")
        return between + line

    def ready(self, windows: list[Diagnosis]) -> Iterator[Diagnosis]:
        """Takes the next windows and yields the lines that they complete."""
        for window in windows:
            self._findings += [finding.moved(self._done) for finding in window.findings]
            self._done += len(window.original)
        while self._lines and self._lines[0][0] + len(self._lines[0][1]) <= self._done:
            yield self._next()

    def _next(self) -> Diagnosis:
        start, line = self._lines.popleft()
        end = start + len(line)
        own = []
        while self._findings and self._findings[0].start < end:
            finding = self._findings.popleft()
            if start <= finding.start and finding.end <= end:
                own.append(finding.moved(-start))
        return Diagnosis(line, own)
