"""What became of bytes: `Decoded` and its `Alternative`s. Frozen, hashable, picklable.

Rules:
- `decoded` is the text as the encoding reads it, `text` is that text repaired. Offsets of findings
  are code points of `decoded`.
- A byte order mark is in neither.
"""

from __future__ import annotations

from mojifix._frozen import Frozen
from mojifix._shown import percent, plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from mojifix.result import Diagnosis, Finding


class Alternative(Frozen):
    """Another encoding that the bytes may be in, with its probability, 0 to 1."""

    __slots__ = ("encoding", "confidence")

    encoding: str
    confidence: float

    def __init__(self, encoding: str, confidence: float) -> None:
        self._set(encoding, confidence)

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain strings and numbers."""
        return {"encoding": self.encoding, "confidence": self.confidence}


class Decoded(Frozen):
    """The text of some bytes, and how sure that is.

    diagnosis     the text as the encoding reads it, U+FFFD where bytes stand for no character, and
                  what damage was found in it; lines in another encoding are findings as well
    encoding      a name for `bytes.decode`, or for `mojifix.codecs.get` where Python has no codec
                  that reads these bytes; None for what is no text
    confidence    the probability that the text was decoded right, 0 to 1
    alternatives  the next likeliest encodings that read another text, best first
    bom           whether the bytes begin with a byte order mark
    lossy         whether bytes were lost: `decoded` does not encode back to them
    binary        whether the bytes are no text; the texts are empty then
    """

    __slots__ = (
        "diagnosis",
        "encoding",
        "confidence",
        "alternatives",
        "bom",
        "lossy",
        "binary",
    )

    diagnosis: Diagnosis
    encoding: str | None
    confidence: float
    alternatives: tuple[Alternative, ...]
    bom: bool
    lossy: bool
    binary: bool

    def __init__(
        self,
        diagnosis: Diagnosis,
        encoding: str | None,
        confidence: float,
        alternatives: Iterable[Alternative] = (),
        bom: bool = False,
        lossy: bool = False,
        binary: bool = False,
    ) -> None:
        self._set(diagnosis, encoding, confidence, tuple(alternatives), bom, lossy, binary)

    @property
    def text(self) -> str:
        """The text decoded and repaired."""
        return self.diagnosis.text

    @property
    def decoded(self) -> str:
        """The text as the encoding reads it, before repair."""
        return self.diagnosis.original

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in `decoded`, in order."""
        return self.diagnosis.findings

    def headline(self) -> str:
        """The encoding and how sure it is, in a line."""
        if self.binary:
            return "no text"
        notes = ["with a byte order mark"] * self.bom + ["bytes lost"] * self.lossy
        others = sum(finding.kind == "other-encoding" for finding in self.findings)
        notes += [f"{plural(others, 'place')} in another encoding"] * (others > 0)
        rest = "".join(f", {note}" for note in notes)
        return f"{self.encoding}, {percent(self.confidence)}{rest}"

    def __str__(self) -> str:
        return self.headline()

    def about(self) -> dict[str, Any]:
        """The fields but for the texts and what was found in them, as `to_dict` gives them."""
        return {
            "encoding": self.encoding,
            "confidence": self.confidence,
            "alternatives": [alternative.to_dict() for alternative in self.alternatives],
            "bom": self.bom,
            "lossy": self.lossy,
            "binary": self.binary,
        }

    def to_dict(self) -> dict[str, Any]:
        """The fields, with the repaired text, as plain dicts, lists, strings and numbers."""
        return {
            **self.about(),
            "text": self.text,
            "findings": [finding.to_dict() for finding in self.findings],
        }
