"""Several encodings in one file: a log, pages joined together, a mail box, columns of a table.

Rules:

1. It is asked where the likeliest encoding does not read the whole, or leaves in it what looks like
   another one (`suspected`); then the mixture has to be MIXTURE nats likelier than the whole.
2. A unit is a part of mail that declares its charset, and elsewhere a line (it ends at byte 0x0A).
   One that the file's encoding reads stays in it, unless it is UTF-8, has escapes, or declares
   another, and is likelier as that.
3. A unit that is likelier in pieces is read so: a part by lines, a line by its fields and by what
   of it is UTF-8 and what is not.
4. What is in another encoding is a Finding: what the file's encoding makes of it, and what it says.
   What nobody reads is U+FFFD in the file's encoding.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import islice
from math import exp

from mojifix._frozen import Frozen
from mojifix.detect.contest import SHARPNESS, nats_of
from mojifix.detect.encodings import DOUBLE, SHIFTED, SINGLE, UTF_8, WIDER_SHIFTED, labelled
from mojifix.detect.evidence import DECLARED, PART
from mojifix.detect.sample import sample
from mojifix.detect.verdict import Whole
from mojifix.errors import UnknownCodec
from mojifix.result import Finding, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Final

    from mojifix.detect.contest import Contest, Reading
    from mojifix.detect.encodings import Encoding
    from mojifix.detect.evidence import Evidence

# Nats by which the file's encoding, and one that other units were surely in, are likelier for a
# unit than usual. By judgement.
FILES: Final = 4.0
KNOWN: Final = 4.0

# Nats ahead of nobody, and those by which all units in an encoding are ahead where it is known.
SURE: Final = 20.0

# Nats that a file in several encodings has to be likelier than one that an encoding reads to its
# end; and a unit in pieces than a whole one. By judgement.
MIXTURE: Final = 10.0
APART: Final = 6.0

# Bytes of a unit that are weighed, and pieces of a line at most.
SEEN: Final = 1000
PIECES: Final = 64

# Stretches that may be UTF-8 by accident and are looked at one by one.
RUNS: Final = 100

# Bytes looked through for them, 2 ms of Chinese: repair finds UTF-8 lines of what follows as well,
# which it takes for misread ones.
LOOKED: Final = 1 << 17

# Escapes of ISO-2022 and HZ, which an encoding that does not know them leaves in the text.
_ESCAPE: Final = re.compile(r"\x1b\$|~\{|\x0e")
_ESCAPE_BYTES: Final = re.compile(rb"\x1b\$|~\{|\x0e")

# A stretch of bytes above 0x7F that is UTF-8 from end to end, where they may be one-byte letters as
# well; and one of some length where they may be characters of East Asia, of which one in five is
# two bytes of UTF-8 by accident.
_LETTER: Final = rb"[\xc2-\xdf][\x80-\xbf]"
_HANZI: Final = rb"[\xe0-\xef][\x80-\xbf]{2}"
_UTF_8_RUN: Final = {
    kind: re.compile(rb"(?<![\x80-\xff])(?:" + run + rb")(?![\x80-\xff])")
    for kind, run in {
        "single": rb"(?:%s|%s|[\xf0-\xf4][\x80-\xbf]{3})+" % (_LETTER, _HANZI),
        "double": rb"(?:%s){2,}|(?:%s|%s){4,}" % (_HANZI, _LETTER, _HANZI),
    }.items()
}

# Where a piece may end: stretches in ISO-2022 or HZ, what ends a field, and ASCII bytes that are
# inside no character; a bar is inside some, and ends only a piece of UTF-8.
_PIECE: Final = re.compile(
    rb"\x1b\$[\x00-\x7f]*\x1b\([BJ]|~\{[\x21-\x7e]*?~\}|\x0e[^\x0f]*\x0f"
    rb"|[\t,;]|[\x00-\x2f:-?|]|[^\x00-\x2f:-?|]+"
)
_ENDS_FIELD: Final = (b"\t", b",", b";")

# Where the body of a part of mail begins, behind its headers, and where it ends.
_BODY: Final = re.compile(rb"\n\r?\n")
_END_OF_BODY: Final = re.compile(rb"\n(?:--(?! ?\r?\n)|From )")


class Part(Frozen):
    """A stretch of the file.

    text       as the file's encoding reads it
    encoding   the one that it is likelier in, None where that is the file's
    repaired   as that one reads it
    ahead      by which that is ahead of any other, in nats
    gain       by which it is ahead of the file's encoding, in nats
    """

    __slots__ = ("text", "encoding", "repaired", "ahead", "gain")

    text: str
    encoding: Encoding | None
    repaired: str
    ahead: float
    gain: float

    def __init__(
        self,
        text: str,
        encoding: Encoding | None = None,
        repaired: str = "",
        ahead: float = 0.0,
        gain: float = 0.0,
    ) -> None:
        self._set(text, encoding, repaired, ahead, gain)

    @property
    def lossy(self) -> bool:
        """Whether the file's encoding reads it, and bytes were lost."""
        return self.encoding is None and "\ufffd" in self.text


_LINE_END: Final = Part("\n")


def suspected(data: bytes, encoding: Encoding, text: str, contest: Contest) -> bool:
    """Whether bytes that an encoding reads as this text look as if not all were in it."""
    if ("\x1b$" in text or "~{" in text or "\x0e" in text) and _ESCAPE.search(text):
        return True
    if holds_utf_8(data, encoding, contest):
        return True
    if b"harset=" not in data:
        return False
    return any(
        declared and encoding not in declared and not (unit.isascii() and UTF_8 in declared)
        for unit, declared in _units(data)
    )


def holds_utf_8(data: bytes, encoding: Encoding, contest: Contest) -> bool:
    """Whether a stretch of the bytes is likelier as UTF-8 than as the encoding reads it."""
    run = _UTF_8_RUN.get(encoding.kind)
    if run is None:
        return False
    for match in islice(run.finditer(data, 0, LOOKED), RUNS):
        try:
            meant = match[0].decode("utf-8")
        except UnicodeDecodeError:  # a surrogate, or an overlong form
            continue
        try:
            own = contest.odd(encoding.decode(match[0]))
        except UnicodeDecodeError:
            return True
        if contest.odd(meant) + MIXTURE < own:
            return True
    return False


def likelier(data: bytes, whole: Whole, contest: Contest, evidence: Evidence) -> Whole:
    """The bytes in several encodings where that is likelier than `whole`, in one."""
    found, gain = _mixture(data, whole.encoding, contest, evidence)
    return found if gain > MIXTURE and found.lossy <= whole.lossy else whole


def mixture(data: bytes, main: Encoding, contest: Contest, evidence: Evidence) -> Whole:
    """The bytes in several encodings, under the name of that of most units.

    main   the encoding that the whole is likeliest in
    """
    if main.kind not in ("utf8", "double", "single", "shifted"):
        return Whole(main, main.loose(data)[0], lossy=True)
    return _mixture(data, main, contest, evidence)[0]


def _mixture(
    data: bytes, main: Encoding, contest: Contest, evidence: Evidence
) -> tuple[Whole, float]:
    """The bytes in several encodings, and by how many nats that is ahead of `main` alone."""
    if holds_utf_8(data, main, contest):
        main = _beside_utf_8(data, main, contest, evidence)
    units = list(_units(data))
    parts = list(_Reader(main, (), contest, evidence).parts(units))
    gains, sizes = _tally(parts, main)
    if gains:  # what was learnt of the others makes them likelier
        most = max(sizes, key=sizes.__getitem__)
        main = most if sizes[most] > sizes[main] else main
        known = [encoding for encoding, gain in gains.items() if gain > SURE]
        parts = list(_Reader(main, known, contest, evidence).parts(units))
        gains, _ = _tally(parts, main)
    return _assembled(parts, main), sum(gains.values())


def _beside_utf_8(data: bytes, main: Encoding, contest: Contest, evidence: Evidence) -> Encoding:
    """What the bytes are in that are not UTF-8, which misleads who weighs all of them."""
    rest = sample(_UTF_8_RUN["single"].sub(b"", data), SEEN)
    if rest.isascii():
        return main
    several, single = evidence.of(DOUBLE), evidence.of(SINGLE)
    readings = contest.weigh(rest, several, evidence.bonus, after=single).readings
    return readings[0].encoding if readings else main


def _tally(
    parts: Iterable[Part], main: Encoding
) -> tuple[dict[Encoding, float], Counter[Encoding]]:
    """By encoding, the nats that it is ahead of `main` by, and how many parts are in it."""
    gains: dict[Encoding, float] = defaultdict(float)
    sizes: Counter[Encoding] = Counter()
    for part in parts:
        if part.encoding is not None:
            gains[part.encoding] += part.gain
            sizes[part.encoding] += 1
        elif not part.text.isascii():
            sizes[main] += 1
    return gains, sizes


def _assembled(parts: Iterable[Part], main: Encoding) -> Whole:
    """The text that the file's encoding reads, and what of it is in another."""
    texts: list[str] = []
    found: list[Finding] = []
    at = 0
    lossy = False
    for part in parts:
        if part.encoding is not None:
            found.append(_finding(at, part, part.encoding.name, main.name))
        lossy |= part.lossy
        texts.append(part.text)
        at += len(part.text)
    return Whole(main, "".join(texts), lossy, found)


def _units(data: bytes) -> Iterator[tuple[bytes, tuple[Encoding, ...]]]:
    """Parts of mail and lines, with the encodings that a part declares, likeliest first.

    Joined by line feeds they are the data.
    """
    at = 0
    for match in PART.finditer(data) if b"harset=" in data else ():
        body = _BODY.search(data, match.end())
        if body is None or match.start() < at:
            continue
        end = _END_OF_BODY.search(data, body.end() - 1)
        try:
            declared = labelled(match[1].decode("latin-1"))
        except UnknownCodec:
            continue
        for line in data[at : body.end() - 1].split(b"\n"):
            yield line, ()
        stop = end.start() if end else len(data)
        if stop < body.end():  # an empty part
            at = body.end()
            continue
        yield data[body.end() : stop], declared
        at = stop + 1
        if end is None:
            return
    for line in data[at:].split(b"\n"):
        yield line, ()


class _Reader:
    """Reads units in the encoding that each is likeliest in.

    main    the file's encoding
    known   encodings that other units were surely in
    """

    def __init__(
        self, main: Encoding, known: Sequence[Encoding], contest: Contest, evidence: Evidence
    ) -> None:
        self._main = main
        self._contest = contest
        self._evidence = evidence
        self._parts: dict[bytes, Part] = {}
        self._bonus = dict(evidence.bonus)
        for encoding in known:
            self._bonus[encoding.name] = self._bonus.get(encoding.name, 0.0) + KNOWN
        if main not in known:
            self._bonus[main.name] = self._bonus.get(main.name, 0.0) + FILES

    def parts(self, units: Iterable[tuple[bytes, tuple[Encoding, ...]]]) -> Iterator[Part]:
        """The parts of all units, line ends among them."""
        begun = False
        for unit, declared in units:
            if begun:
                yield _LINE_END
            begun = True
            yield from self._declared(unit, declared) if declared else self._line(unit)

    def _declared(self, unit: bytes, declared: tuple[Encoding, ...]) -> Iterable[Part]:
        """A part of mail in one encoding, or by lines where that is not to be."""
        if unit.isascii() and not _ESCAPE_BYTES.search(unit):
            return (Part(unit.decode("ascii")),)
        part = self._best(unit, self._evidence.naming(declared, DECLARED).bonus, declared)
        if not part.lossy and not _mingled(unit, part, self._main, self._contest):
            return (part,)
        return self.parts((line, ()) for line in unit.split(b"\n"))

    def _line(self, line: bytes) -> Sequence[Part]:
        """A line in one encoding, or in pieces."""
        text = self._plain(line)
        if text is not None:
            return (Part(text),)
        whole = self._alone(line)
        if not (whole.lossy or _mingled(line, whole, self._main, self._contest)):
            return (whole,)
        pieces = _pieces(line)
        if not 1 < len(pieces) <= PIECES:
            return (whole,)
        parts = [self._piece(piece) for piece in pieces]
        apart = sum(part.gain for part in parts)
        return parts if apart > whole.gain + APART else (whole,)

    def _piece(self, piece: bytes) -> Part:
        """A piece of a line."""
        if piece.isascii() and not _ESCAPE_BYTES.search(piece):
            return Part(piece.decode("ascii"))
        return self._alone(piece)

    def _alone(self, unit: bytes) -> Part:
        """A unit that declares nothing; many are in a file more than once."""
        part = self._parts.get(unit)
        if part is None:
            part = self._parts[unit] = self._best(unit, self._bonus)
        return part

    def _plain(self, line: bytes) -> str | None:
        """The line in the file's encoding, if nothing speaks against it."""
        if _ESCAPE_BYTES.search(line):
            return None
        if line.isascii():
            return line.decode("ascii")
        main = self._main
        utf_8 = main.kind != "utf8" and (
            _reads(UTF_8, line) or holds_utf_8(line, main, self._contest)
        )
        if utf_8 and self._evidence.of((UTF_8,)):
            return None
        return main.decode(line) if _reads(main, line) else None

    def _best(
        self, unit: bytes, bonus: Mapping[str, float], declared: Sequence[Encoding] = ()
    ) -> Part:
        """A unit in the encoding that it is likeliest in; losses only in the file's own."""
        main = self._main
        text = main.loose(unit)[0]
        # A line feed behind it: a unit that ends inside a character lost it, and was not cut there.
        seen = sample(unit, SEEN) + b"\n"
        own = self._contest.weigh(seen, (main,), bonus, loose=True).readings
        whole = [
            reading
            for reading in self._readings(seen, bonus, declared)
            if not reading.lost and _reads(reading.encoding, unit)
        ]
        ways = sorted((*whole, *own), key=nats_of)
        best = ways[0] if ways else None
        if best is None or best.encoding is main:
            return Part(text)
        repaired = best.encoding.decode(unit)
        if repaired == text:
            return Part(text)
        others = [reading.nats for reading in ways if reading.text != best.text]
        ahead = min(others, default=best.nats + SURE) - best.nats
        mains = [reading.nats for reading in ways if reading.encoding is main]
        gain = min(mains, default=best.nats + SURE) - best.nats
        return Part(text, best.encoding, repaired, ahead, gain)

    def _readings(
        self, seen: bytes, bonus: Mapping[str, float], declared: Sequence[Encoding]
    ) -> Sequence[Reading]:
        """What the encodings of its kind of bytes make of a unit."""
        allowed = self._evidence.of
        if not seen.isascii():
            several, single = allowed((UTF_8, *DOUBLE)), allowed(SINGLE)
            return self._contest.weigh(seen, several, bonus, after=single).readings
        # Source code is full of what looks like UTF-7.
        shifted = [e for e in SHIFTED if e.name != "utf-7" or e in declared]
        several = allowed((UTF_8, *shifted, *WIDER_SHIFTED))
        return self._contest.weigh(seen, several, bonus).readings


def _mingled(unit: bytes, part: Part, main: Encoding, contest: Contest) -> bool:
    """Whether a unit in one encoding holds what looks like another."""
    text = part.text if part.encoding is None else part.repaired
    own = _ESCAPE.search(text) is not None
    return own or holds_utf_8(unit, part.encoding or main, contest)


def _pieces(line: bytes) -> list[bytes]:
    """The stretches of a line that may be in an encoding of their own, together the line."""
    found: list[bytes] = []
    kinds: list[str] = []
    for match in _PIECE.finditer(line):
        token = match[0]
        kind = _kind(token)
        last = kinds[-1] if kinds else ""
        if token in _ENDS_FIELD:
            found.append(token)
            kinds.append("end")
        elif kind == last or (kind == "ascii" and last not in ("", "end")):
            found[-1] += token
        else:
            found.append(token)
            kinds.append(kind)
    return found


def _kind(token: bytes) -> str:
    """What a stretch between delimiters may be: those of one kind are read as one."""
    if token.isascii():
        return "escaped" if _ESCAPE_BYTES.search(token) else "ascii"
    return "utf-8" if _reads(UTF_8, token) else "other"


def _reads(encoding: Encoding, line: bytes) -> bool:
    """Whether the encoding reads all of the line."""
    try:
        encoding.decode(line)
    except UnicodeDecodeError:
        return False
    return True


def _finding(start: int, part: Part, written: str, read: str) -> Finding:
    """The finding of a stretch in another encoding, without the line end that both sides have."""
    size = len(part.text)
    text, repaired = part.text, part.repaired
    if text.endswith("\r") and repaired.endswith("\r"):
        text, repaired, size = text[:-1], repaired[:-1], size - 1
    return Finding(
        start,
        start + size,
        text,
        repaired,
        "other-encoding",
        _steps(written, read),
        1 / (1 + exp(-SHARPNESS * part.ahead)),
        part.ahead,
        0,
        f"{written} in {read}",
    )


def _steps(written: str, read: str) -> tuple[Step, ...]:
    """The misreading that it would have been, where both are codecs of ours."""
    from mojifix.codecs import get
    from mojifix.errors import UnknownCodec

    try:
        return (Step(get(written).name, get(read).name, "replace"),)
    except UnknownCodec:
        return ()
