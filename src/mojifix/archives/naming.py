"""What a set of file names should be: bytes of unknown encoding, and text that was misread.

Rules of this file:

1. Names are judged together. Whoever packed an archive or filled a directory did it under one
   encoding, so that a name of two characters is read as its neighbours are.
2. `read_names` is the only place that decides the encoding of bytes.
3. A name that is not told for certain is left alone, and `problem` says why. Nothing is invented.
"""

from __future__ import annotations

from math import exp

from mojifix._frozen import Frozen
from mojifix.codecs import get
from mojifix.language.model import load
from mojifix.options import DEFAULT
from mojifix.result import everyday_name
from mojifix.stream import diagnose_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from mojifix.options import Options
    from mojifix.result import Diagnosis

# What names are written in, with -log of the prior (nats), by judgement: UTF-8 since about 2010,
# the Windows code pages of East Asia before, DOS code pages in the West.
CANDIDATES: Final = {
    "utf-8": 0.0,
    "gb18030": 1.0,
    "cp932": 1.0,
    "big5hkscs": 1.5,
    "cp949": 1.5,
    "euc_jp": 3.0,
    "cp437": 3.0,
    "cp1252": 3.0,
    "cp1251": 4.0,
    "cp866": 4.0,
    "cp850": 4.0,
    "koi8-r": 5.0,
}

# What it costs that one name is in another encoding than its neighbours (nats), by judgement: about
# one name in a million of those that another encoding reads as well.
ELSEWHERE: Final = 14.0

# Bytes that a name may have on every file system in use (ext4, APFS, NTFS in UTF-16 units). A
# hanzi has two in GBK and three in UTF-8, so that a name may grow beyond it.
LONGEST: Final = 255

# Characters from U+0800 on that a name must hold in valid UTF-8 for the rest to be a cut one.
# GBK never looks like two of them and one mistake.
WHOLE: Final = 2
CUT: Final = "UTF-8 with one character cut in two: name it by hand"


class Named(Frozen):
    """A name, and what it should be.

    name         as it stands; bytes that are no text as surrogates, as `os.fsdecode` gives them
    repaired     what it should be; equal to `name` where nothing is to be done or can be
    what         what happened, in words; "" where nothing did
    confidence   posterior probability of `repaired`, 0 to 1
    problem      why it is left alone although something is wrong with it; else ""
    """

    __slots__ = ("name", "repaired", "what", "confidence", "problem")

    name: str
    repaired: str
    what: str
    confidence: float
    problem: str

    def __init__(
        self,
        name: str,
        repaired: str,
        what: str = "",
        confidence: float = 1.0,
        problem: str = "",
    ) -> None:
        self._set(name, repaired, what, confidence, problem)

    @property
    def changed(self) -> bool:
        """Whether the name should be another one."""
        return self.repaired != self.name

    def left(self, problem: str) -> Named:
        """The same name, left alone for this reason."""
        return Named(self.name, self.name, self.what, self.confidence, problem)


Reading = tuple[str, str, float]
"""The text of a name, the codec that reads it so, and the posterior probability of the text."""


def read_names(names: Sequence[bytes], encoding: str | None = None) -> list[Reading | None]:
    """The text of names that are written in one encoding, or nearly all of them; None: unreadable.

    encoding   the codec, where it is known; otherwise the likeliest of CANDIDATES

    Each candidate is taken for the encoding of all names, but for those that another one explains
    better by ELSEWHERE. The posterior of a text is the sum over all candidates that read it so.
    """
    if encoding is not None:
        forced = get(encoding)
        return [_forced(name, forced.name) for name in names]
    tables = {name: _readings(name) for name in names if not name.isascii()}
    totals = dict(CANDIDATES)
    for name in filter(tables.get, names):
        for codec in totals:
            totals[codec] += min(_nats(tables[name], codec).values())
    shares = _normal(totals)
    found: list[Reading | None] = []
    for name in names:
        if name.isascii():
            found.append((name.decode("ascii"), "utf-8", 1.0))
        else:
            found.append(_likeliest(tables[name], shares) if tables[name] else None)
    return found


def _forced(name: bytes, encoding: str) -> Reading | None:
    try:
        return get(encoding).decode(name), encoding, 1.0
    except UnicodeDecodeError:
        return None


def _readings(name: bytes) -> dict[str, tuple[str, float]]:
    """By codec: the text that it reads, and what that costs in nats."""
    found = {}
    for codec in CANDIDATES:
        reading = _forced(name, codec)
        if reading is not None:
            text = reading[0]
            found[codec] = text, load().cost(text)
    return found


def _nats(readings: dict[str, tuple[str, float]], main: str) -> dict[str, float]:
    """What each reading of a name costs where the others are in `main`."""
    return {
        codec: nats + (0.0 if codec == main else ELSEWHERE + CANDIDATES[codec])
        for codec, (_, nats) in readings.items()
    }


def _normal(nats: dict[str, float]) -> dict[str, float]:
    """Probabilities in proportion to exp(-nats)."""
    least = min(nats.values(), default=0.0)
    weights = {key: exp(least - value) for key, value in nats.items()}
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}


def _likeliest(readings: dict[str, tuple[str, float]], shares: dict[str, float]) -> Reading:
    weights: dict[str, float] = {}
    for main, share in shares.items():
        for codec, weight in _normal(_nats(readings, main)).items():
            weights[codec] = weights.get(codec, 0.0) + share * weight
    best = max(weights, key=weights.__getitem__)
    text = readings[best][0]
    sure = sum(weight for codec, weight in weights.items() if readings[codec][0] == text)
    return text, best, min(1.0, sure)


def judge(
    names: Sequence[str | bytes],
    *,
    options: Options | None = None,
    encoding: str | None = None,
    standard: str | None = None,
) -> list[Named]:
    """What each of the names should be.

    names      text as it is claimed to be, or bytes of which no encoding is claimed; text with
               surrogates is bytes, as `os.fsdecode` gives them
    encoding   the codec of the bytes, where it is known
    standard   the codec in which bytes are shown and left where nothing better is known (cp437 in
               a ZIP); None: as surrogates
    """
    options = options or DEFAULT
    raw = {at: data for at, name in enumerate(names) if (data := _bytes(name)) is not None}
    found: dict[int, Named] = {}
    for (at, data), reading in zip(raw.items(), read_names(list(raw.values()), encoding)):
        if encoding is None and _cut_short(data):
            named = Named(_standing(data, standard), "").left(CUT)
        else:
            named = _read(_standing(data, standard), data, reading, options.min_confidence)
        found[at] = named
    texts = [found[at].repaired if at in found else str(name) for at, name in enumerate(names)]
    for at, diagnosis in enumerate(diagnose_lines(texts, options=options)):
        before = found.get(at) or Named(texts[at], texts[at])
        found[at] = before if before.problem else _mended(before, diagnosis)
    return [_checked(found[at]) for at in range(len(names))]


def is_raw(name: str) -> bool:
    """Whether a name of a directory holds bytes that are no text."""
    return not name.isascii() and any("\udc80" <= c <= "\udcff" for c in name)


def _bytes(name: str | bytes) -> bytes | None:
    """The bytes of a name that is no text."""
    if isinstance(name, bytes):
        return name
    if not is_raw(name):
        return None
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # other surrogates: a name of Windows
        return None


def _standing(data: bytes, standard: str | None) -> str:
    """The name of these bytes as it stands."""
    return get(standard).decode(data) if standard else data.decode("utf-8", "surrogateescape")


def _read(name: str, data: bytes, reading: Reading | None, least: float) -> Named:
    """A name of bytes, as text."""
    if data.isascii():
        return Named(name, name)
    if reading is None:
        return Named(name, name, problem="no encoding has all of its bytes")
    text, codec, confidence = reading
    what = f"{everyday_name(codec)} bytes"
    if confidence < least:
        doubt = f"perhaps {codec}, {int(confidence * 100)} %: name it with --encoding"
        return Named(name, name, what, confidence, doubt)
    return Named(name, text, what, confidence)


def _cut_short(data: bytes) -> bool:
    """Whether this is UTF-8 but for one character: programs cut names at so many bytes."""
    text = data.decode("utf-8", "replace")
    whole = sum(c >= "\u0800" for c in text) - 1  # U+FFFD is one of them
    return text.count("\ufffd") == 1 and whole >= WHOLE


def _mended(before: Named, diagnosis: Diagnosis) -> Named:
    """The name after what a diagnosis of its text found."""
    if not diagnosis.findings:
        return before
    what = "; ".join(dict.fromkeys(finding.what for finding in diagnosis.findings))
    sure = min(finding.confidence for finding in diagnosis.findings)
    sure = min([sure, *(g.confidence for f in diagnosis.findings for g in f.guesses)])
    if not diagnosis.changed:
        return before if before.changed else before.left(f"beyond repair: {what}")
    what = f"{before.what}, {what}" if before.what else what
    return Named(before.name, diagnosis.text, what, min(before.confidence, sure))


def _checked(named: Named) -> Named:
    """The name, left alone where the repaired one is none."""
    new = named.repaired
    if not named.changed:
        return named
    if lost := new.count("\ufffd"):
        return named.left(f"{lost} of its characters cannot be told")
    if any(c < " " for c in new if c not in named.name):
        return named.left("repaired, it would hold a control character")
    return named


def too_long(name: str) -> str:
    """The problem of a name (one component of a path) that file systems do not take, or ""."""
    size = len(name.encode("utf-8", "surrogateescape"))
    return f"{size} bytes in UTF-8, where a name has {LONGEST} at most" if size > LONGEST else ""
