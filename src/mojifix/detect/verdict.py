"""What is told of bytes before repair: `Whole`, the bytes as they were read, and `Verdict`."""

from __future__ import annotations

from mojifix._frozen import Frozen
from mojifix.detect.encodings import labelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from mojifix.decoded import Alternative
    from mojifix.detect.encodings import Encoding
    from mojifix.result import Finding


class Whole(Frozen):
    """All bytes, as they were read.

    encoding   who reads them, or most of them
    text       with U+FFFD where bytes were lost
    lossy      whether any were
    foreign    what stands in another encoding, in order: findings in `text`
    """

    __slots__ = ("encoding", "text", "lossy", "foreign")

    encoding: Encoding
    text: str
    lossy: bool
    foreign: tuple[Finding, ...]

    def __init__(
        self, encoding: Encoding, text: str, lossy: bool = False, foreign: Iterable[Finding] = ()
    ) -> None:
        self._set(encoding, text, lossy, tuple(foreign))

    def after_a_loss(self) -> Whole:
        """The same where bytes before these were lost."""
        foreign = [finding.moved(1) for finding in self.foreign]
        return Whole(self.encoding, "\ufffd" + self.text, True, foreign)


class Verdict(Frozen):
    """What is told of bytes before repair.

    whole          the bytes as they were read
    confidence     the probability that they were read right, 0 to 1
    alternatives   the next likeliest encodings, best first
    mark           the name that drops a byte order mark, "" where there is none
    start          bytes before the text: a mark, or a first character that is not whole
    """

    __slots__ = ("whole", "confidence", "alternatives", "mark", "start")

    whole: Whole
    confidence: float
    alternatives: tuple[Alternative, ...]
    mark: str
    start: int

    def __init__(
        self,
        whole: Whole,
        confidence: float = 1.0,
        alternatives: Iterable[Alternative] = (),
        mark: str = "",
        start: int = 0,
    ) -> None:
        self._set(whole, confidence, tuple(alternatives), mark, start)

    @property
    def encoding(self) -> Encoding:
        """Who reads the bytes after a mark, or most of them."""
        return self.whole.encoding

    @property
    def name(self) -> str:
        """What is told of the encoding: `utf-8-sig` says that there is a mark to be dropped."""
        marked = self.mark and self.encoding in labelled(self.mark)
        return self.mark if marked else self.encoding.name

    @property
    def text(self) -> str:
        """The text, with U+FFFD where bytes were lost."""
        return self.whole.text
