"""From bytes to `Decoded`: what is certain first, then the contest, then the whole text.

Rules:

1. Nothing here raises for any bytes. Where no encoding reads all of them, lines may be in several
   (`mixed`), and what is left is U+FFFD and makes the answer lossy.
2. The contest sees a sample; that the encoding reads the rest too is found out by reading it.
3. Repair comes last and is that of `fix`: the encoding is chosen on the text as it was stored.
"""

from __future__ import annotations

import re
from math import exp, inf

from mojifix._once import once
from mojifix.decoded import Alternative, Decoded
from mojifix.detect import marks, mixed
from mojifix.detect.contest import BYTE, CUT, SHARPNESS, Contest, Outcome, cut_off, nats_of
from mojifix.detect.encodings import (
    CESU_8,
    DOUBLE,
    KIN,
    SHIFTED,
    SINGLE,
    UTF_8,
    UTF_32,
    WIDE,
    WIDER_SHIFTED,
    labelled,
)
from mojifix.detect.evidence import NONE, gather
from mojifix.detect.sample import sample
from mojifix.detect.verdict import Verdict, Whole
from mojifix.result import Diagnosis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from mojifix.detect.contest import Reading
    from mojifix.detect.encodings import Encoding
    from mojifix.detect.evidence import Evidence, Hint
    from mojifix.options import Options

# Bytes that a contest sees, and sees where it was close: nats within which it is.
SAMPLE: Final = 1500
LARGER: Final = 12_000
CLOSE: Final = 30.0

# Bytes of UTF-8 above one a character from which on nobody else is asked: three hanzi have six.
# GBK of two hanzi is UTF-8 by accident (`\u03b4\u05aa`), of six it never was in the tables `pairs`.
SURE_UTF_8: Final = 6

# The same where surrogates or overlong forms have to be allowed, unless two surrogates are a pair:
# that leaves 20 of its 48 bits free, three hanzi 48 of 72. A GBK hanzi is an overlong form by
# accident as often as it is UTF-8. By judgement.
SURE_CESU_8: Final = 2 * SURE_UTF_8

# -log P that bytes are in an encoding that nobody here knows, and nats of a byte above 0x7F then.
UNKNOWN: Final = 12.0
RANDOM: Final = 5.5

# Nats of a NUL in a table of numbers of four bytes each, by judgement: three letters of ASCII are
# text in UTF-32, ten random numbers below 60,000 are none.
NUL: Final = 2.0

# Nats by which UTF-16 begins inside a unit less often than it ends in one: cut ASCII of one
# order is ASCII of the other, begun inside. By judgement.
BEGUN: Final = 3.0

# Characters of UTF-16 of which one may be half a pair. By judgement.
WHOLE: Final = 50

# Alternatives told, and the least probability of one.
TOLD: Final = 5
TOLD_LEAST: Final = 0.001

# What begins a stretch of ISO-2022, HZ or UTF-7.
_ESCAPE: Final = re.compile(rb"\x1b[$(]|\x0e|~\{|\+[A-Za-z0-9/+]{2,}")

# Nats of the first characters from which on the bytes may begin inside one, how many characters
# that are, and bytes that are read twice then: two hanzi of one word cost some 14 nats.
STRANGE: Final = 24.0
STRANGE_CHARACTERS: Final = 3
HEAD: Final = 48

# Lines with private-use characters that are compared with what another encoding has there.
PRIVATE_LINES: Final = 20
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")

# What the tables of the wild give for single bytes that begin no character, as Windows does.
_NOTHING: Final = re.compile("[\x80\uf8f0-\uf8f3\uf8f5\uf8f7\uf8f8]")

# Bytes that stand inside a character of UTF-8.
_UTF_8_TRAILS: Final = bytes(range(0x80, 0xC0))


def decode(data: bytes, hint: Hint, options: Options) -> Decoded:
    """The text of the bytes: see `mojifix.decode`."""
    found = verdict(data, hint)
    return _told(found, _repaired(found.whole, options) if found else Diagnosis(""))


def detect(data: bytes, hint: Hint) -> Decoded:
    """The same without repair: only what is in another encoding is found."""
    found = verdict(data, hint)
    return _told(found, Diagnosis(found.text, found.whole.foreign) if found else Diagnosis(""))


def _told(found: Verdict | None, diagnosis: Diagnosis) -> Decoded:
    """A verdict with what was found in its text."""
    if found is None:
        return Decoded(diagnosis, None, 1.0, binary=True)
    return Decoded(
        diagnosis,
        found.name,
        found.confidence,
        found.alternatives,
        bool(found.mark),
        found.whole.lossy,
    )


def verdict(data: bytes, hint: Hint) -> Verdict | None:
    """The encoding and the text before repair; None for what is no text.

    Raises UnknownCodec for a hint that names nothing.
    """
    return by_bytes(data, gather(data, hint))


def by_bytes(data: bytes, evidence: Evidence) -> Verdict | None:
    """As `verdict`, with the evidence gathered."""
    return _marked(data) or _unmarked(data, evidence)


def _repaired(whole: Whole, options: Options) -> Diagnosis:
    """What repair finds in the text, but for the lines that were in another encoding."""
    from mojifix.search import diagnose

    text, foreign = whole.text, whole.foreign
    if not foreign:
        return diagnose(text, options)
    parts: list[str] = []
    reached = 0
    for finding in foreign:
        parts += text[reached : finding.start], " " * (finding.end - finding.start)
        reached = finding.end
    own = diagnose("".join([*parts, text[reached:]]), options).findings
    return Diagnosis(text, sorted([*own, *foreign], key=lambda finding: finding.start))


# ---------------------------------------------------------------------------- what is certain
def _marked(data: bytes) -> Verdict | None:
    """The verdict of a byte order mark."""
    found = marks.byte_order_mark(data)
    if found is None:
        return None
    mark, name = found
    order = "" if name not in ("utf-16", "utf-32") else "-le" if mark[0] == 0xFF else "-be"
    whole = _whole(data[len(mark) :], labelled(name + order)[0], NONE)
    return Verdict(whole, mark=name, start=len(mark))


def _unmarked(data: bytes, evidence: Evidence) -> Verdict | None:
    """The verdict on bytes without a mark; None where they are no text."""
    if b"\0" in data:
        return None if marks.signed(data) else _with_nuls(data, evidence)
    if marks.no_text(data):
        outcome = _wide(data, evidence)
        return (
            _chosen(outcome, data, evidence)
            if outcome.readings and not marks.signed(data)
            else None
        )
    if data.isascii():
        return _escaped(data, evidence) or _ascii(data, evidence)
    text = _sure_utf_8(data) if evidence.of((UTF_8,)) else None
    if text is not None:
        return Verdict(_unless_mixed(data, Whole(UTF_8, text), evidence))
    return _cesu_8(data, evidence) or _by_contest(data, evidence)


def _cesu_8(data: bytes, evidence: Evidence) -> Verdict | None:
    """The verdict on UTF-8 with surrogates or overlong forms and with nothing else wrong in it."""
    from mojifix.codecs._cesu import meant

    found = meant(data) if evidence.of((CESU_8,)) else None
    if found is None:
        return None
    text, pairs, lone = found
    if not pairs and len(data) - len(text) < SURE_CESU_8:
        return None
    return Verdict(Whole(CESU_8, text, lossy=lone > 0))


def _ascii(data: bytes, evidence: Evidence) -> Verdict:
    """ASCII under the name of the widest encoding that reads it so."""
    encoding = next(iter(evidence.of((UTF_8, *DOUBLE, *SINGLE))), UTF_8)
    return Verdict(Whole(encoding, data.decode("ascii")))


def _escaped(data: bytes, evidence: Evidence) -> Verdict | None:
    """The verdict on ASCII bytes in which escape sequences may stand for characters."""
    match = _ESCAPE.search(data)
    encodings = evidence.of((*SHIFTED, *WIDER_SHIFTED))
    if match is None or not encodings:
        return None
    start = data.rfind(b"\n", 0, match.start()) + 1
    seen = data[start : match.end() + SAMPLE]
    outcome = _contest().weigh(seen, (UTF_8, *encodings), evidence.bonus)
    if not outcome.readings or outcome.readings[0].encoding is UTF_8:
        return None
    return _chosen(outcome, data, evidence)


def _sure_utf_8(data: bytes) -> str | None:
    """The text of bytes that are UTF-8 beyond doubt."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(data) - len(text) >= SURE_UTF_8 else None


def _with_nuls(data: bytes, evidence: Evidence) -> Verdict | None:
    """The verdict on bytes with NULs: UTF-32, UTF-16, or no text."""
    outcome = _in_fours(data, evidence)
    if not outcome.readings:
        outcome = _wide(data, evidence)
    return _chosen(outcome, data, evidence) if outcome.readings else None


def _in_fours(data: bytes, evidence: Evidence) -> Outcome:
    """The readings as UTF-32 that are likelier than a table of numbers."""
    head = data[: min(len(data), SAMPLE) // 4 * 4]
    found = _contest().weigh(head, evidence.of(UTF_32), evidence.bonus)
    numbers = NUL * head.count(0) + RANDOM * (len(head) - head.count(0))
    likely = [reading for reading in found.readings if reading.nats < numbers and _is_text(reading)]
    return Outcome(likely, len(head), found.per_byte)


def _wide(data: bytes, evidence: Evidence) -> Outcome:
    """The readings as UTF-16 that are likelier than random bytes, from the first or second byte."""
    contest = _contest()
    found = []
    for before in (0, 1):
        head = data[before : SAMPLE + before]
        outcome = contest.weigh(head, evidence.of(WIDE), evidence.bonus, loose=True)
        likely = [
            reading
            for reading in outcome.readings
            if reading.nats < RANDOM * len(head)
            and reading.lost <= max(1, len(reading.text) // WHOLE)
            and _is_text(reading)
        ]
        found.append(Outcome(likely, len(head), outcome.per_byte, before))
    prices = [_in_units(outcome, len(data)) for outcome in found]
    return found[prices.index(min(prices))]


def _in_units(outcome: Outcome, size: int) -> float:
    """Nats of the likeliest reading in units of two bytes, by which two outcomes are compared.

    Those of a reading are less what its ASCII bytes are in a language, and half of these are NULs.
    """
    halves = bool(outcome.before) * (CUT + BYTE + BEGUN) + (size - outcome.before) % 2 * (
        CUT + BYTE
    )
    odd = _contest().odd
    return halves + min([r.encoding.nats + odd(r.text) for r in outcome.readings], default=inf)


def _is_text(reading: Reading) -> bool:
    """Whether there are no NULs in what was read, and few other control characters."""
    return "\0" not in reading.text and not marks.no_text(reading.text.encode("utf-8", "replace"))


# ------------------------------------------------------------------------------------ the contest
def _by_contest(data: bytes, evidence: Evidence) -> Verdict:
    """The verdict of the language model."""
    seen = sample(data, SAMPLE)
    outcome = _weighed(seen, evidence, len(seen) == len(data))
    readings = outcome.readings
    if len(seen) < len(data) and len(readings) > 1:
        least = readings[0].nats
        if readings[1].nats - least < CLOSE:
            near = [r.encoding for r in readings if r.nats < least + 2 * CLOSE]
            more = sample(data, LARGER)
            again = _contest().weigh(more, (), evidence.bonus, after=near)
            outcome = again if again.readings else outcome
    if not outcome.readings:
        nobody = [*evidence.of((UTF_8, *DOUBLE, *SINGLE)), UTF_8]
        return Verdict(_whole(data, nobody[0], evidence), confidence=0.0)
    if outcome.readings[0].encoding in WIDE:  # which may begin in the middle of a unit
        in_twos = _wide(data, evidence)
        outcome = in_twos if in_twos.readings else outcome
    return _chosen(outcome, data, evidence)


def _begun(data: bytes, readings: Sequence[Reading]) -> int:
    """How many bytes stand before the first whole character: 0 unless that is likelier."""
    best = readings[0]
    if best.encoding.kind not in ("utf8", "double") or data[0] < 0x80:
        return 0
    contest = _contest()
    if contest.odd(best.text[:STRANGE_CHARACTERS]) < STRANGE:
        return 0
    head = data[:HEAD]
    least = contest.weigh(head, (best.encoding,), {}, loose=True).readings[0].nats
    trails = len(head) - len(head.lstrip(_UTF_8_TRAILS)) if best.encoding is UTF_8 else 1
    for skip in range(1, min(trails, 3) + 1):
        rest = contest.weigh(head[skip:], (best.encoding,), {}).readings
        if rest and rest[0].nats + CUT + BYTE * skip < least:
            return skip
    return 0


def _weighed(data: bytes, evidence: Evidence, whole: bool) -> Outcome:
    """The readings of a sample, or of all bytes (`whole`)."""
    contest = _contest()
    several = evidence.of((UTF_8, *DOUBLE))
    after = evidence.of((*WIDE, *SINGLE) if whole else SINGLE)
    outcome = contest.weigh(data, several, evidence.bonus, after=after)
    if outcome.fits:
        return outcome
    rest = contest.weigh(data[1:], several, evidence.bonus)
    least = outcome.readings[0].nats if outcome.readings else inf
    if rest.fits and data[0] >= 0x80 and rest.readings[0].nats + CUT + BYTE < least:
        return Outcome(rest.readings, rest.high, rest.per_byte, before=1)
    kin = [encoding for parent in several for encoding in KIN.get(parent.name, ())]
    kin = [e for e in kin if e.kind == "double" and not e.wild]
    wider = contest.weigh(data, kin, evidence.bonus)
    if wider.fits:  # EUC-JIS-2004 has characters that EUC-JP cannot read
        return wider
    loose = contest.weigh(data, several, evidence.bonus, loose=True)
    found: dict[str, Reading] = {}
    for reading in sorted((*outcome.readings, *loose.readings), key=nats_of):
        found.setdefault(reading.text, reading)
    return Outcome(found.values(), outcome.high, min(outcome.per_byte, loose.per_byte))


def _chosen(outcome: Outcome, data: bytes, evidence: Evidence) -> Verdict:
    """The verdict on the whole by the readings of a sample."""
    readings = outcome.readings
    shares = _shares(outcome)
    told = [Alternative(r.encoding.name, p) for r, p in zip(readings, shares) if p > TOLD_LEAST]
    best = readings[0].encoding
    before = outcome.before or _begun(data, readings)
    others = [r.encoding for r in readings[1:]] if best.kind == "single" else []
    whole = _whole(data[before:], best, evidence, others)
    if before:
        whole = whole.after_a_loss()
    return Verdict(whole, shares[0], told[1 : TOLD + 1], start=before)


def _shares(outcome: Outcome) -> list[float]:
    """The posterior of each reading; the rest belongs to encodings that nobody here knows."""
    least = outcome.readings[0].nats
    weights = [exp(SHARPNESS * (least - reading.nats)) for reading in outcome.readings]
    unknown = UNKNOWN + (RANDOM - outcome.per_byte) * outcome.high
    total = sum(weights) + exp(-SHARPNESS * max(0.0, unknown))
    return [weight / total for weight in weights]


# -------------------------------------------------------------------------------------- the whole
def _whole(
    data: bytes, best: Encoding, evidence: Evidence, others: Sequence[Encoding] = ()
) -> Whole:
    """All bytes in the likeliest encoding or its kin.

    others   encodings that are asked next, where a byte that the sample did not hold rules it out
    """
    kin = KIN.get(best.name, ())
    whole = _in_one(data, (best, *kin))
    if whole is not None and whole.encoding is best and kin:
        whole = _without_private(data, whole, kin)
    if whole is None and not mixed.holds_utf_8(data, best, _contest()):
        whole = _in_one(data, others)
    if whole is not None:
        return _unless_mixed(data, whole, evidence)
    found = mixed.mixture(data, best, _contest(), evidence)
    return (_in_one(data, others) or found) if found.lossy else found


def _without_private(data: bytes, whole: Whole, kin: Sequence[Encoding]) -> Whole:
    """The bytes in a kin of their encoding that has characters where this has private-use ones."""
    if not _PRIVATE.search(whole.text):
        return whole
    for encoding in kin:
        text = _text(data, encoding)
        if text is None or text == whole.text:
            continue
        lines = zip(whole.text.split("\n"), text.split("\n"))
        pairs = [pair for pair in lines if _PRIVATE.search(pair[0])][:PRIVATE_LINES]
        own, other = (_contest().odd("\n".join(column)) for column in zip(*pairs))
        if other + encoding.nats < own + whole.encoding.nats:
            return Whole(encoding, text)
    return whole


def _in_one(data: bytes, encodings: Sequence[Encoding]) -> Whole | None:
    """All bytes in the first encoding that reads them, but for a last character that is cut."""
    for encoding in encodings:
        text = _text(data, encoding)
        if text is not None:
            return Whole(encoding, text)
    for encoding in encodings:
        text = _cut(data, encoding)
        if text is not None:
            return Whole(encoding, text + "\ufffd", lossy=True)
    return None


def _unless_mixed(data: bytes, whole: Whole, evidence: Evidence) -> Whole:
    """The bytes in one encoding, unless they are likelier in several."""
    if mixed.suspected(data, whole.encoding, whole.text, _contest()):
        return mixed.likelier(data, whole, _contest(), evidence)
    return whole


def _text(data: bytes, encoding: Encoding) -> str | None:
    """The text of all bytes, None where some stand for nothing."""
    try:
        text = encoding.decode(data)
    except UnicodeDecodeError:
        return None
    return None if encoding.wild and _NOTHING.search(text) else text


def _cut(data: bytes, encoding: Encoding) -> str | None:
    """The text before a last character that is not whole, None where that is not all."""
    try:
        encoding.decode(data)
    except UnicodeDecodeError as error:
        return cut_off(encoding, data, error)
    return None


@once
def _contest() -> Contest:
    """The contest of this process."""
    from mojifix.language import letters, model

    return Contest(model.load(), letters.load())
