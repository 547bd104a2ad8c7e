"""Several encodings in one file: a log, pages joined together, a mail box.

Rules:

1. It is asked only where the likeliest encoding does not read the whole. A line ends at byte 0x0A.
2. A line that the file's encoding reads stays in it, unless it is UTF-8 and likelier as that.
3. A line in another encoding is a Finding: what the file's encoding makes of it, and what it says.
4. What nobody reads is U+FFFD in the file's encoding.
"""

from __future__ import annotations

from math import exp

from mojifix.detect.contest import SHARPNESS
from mojifix.detect.encodings import DOUBLE, SINGLE, UTF_8
from mojifix.detect.sample import sample
from mojifix.result import Finding, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mojifix.detect.contest import Contest, Reading
    from mojifix.detect.encodings import Encoding
    from mojifix.detect.evidence import Evidence

# Nats by which the file's encoding, and that of the last line which was in another one, are
# likelier for a line than usual. By judgement.
FILES: Final = 4.0
LAST: Final = 4.0

# Nats ahead of nobody.
SURE: Final = 20.0

# Bytes of a line that are weighed.
SEEN: Final = 400


def by_line(
    data: bytes, main: Encoding, contest: Contest, evidence: Evidence
) -> tuple[Encoding, str, list[Finding], bool]:
    """The encoding of most lines, the text as it reads it, the lines in others, whether bytes were
    lost.

    main   the encoding that the whole is likeliest in
    """
    if main.kind not in ("utf8", "double", "single"):
        return main, main.loose(data)[0], [], True
    own, others, answer = _by_line(data, main, contest, evidence)
    most = max(others, key=lambda encoding: others[encoding], default=main)
    if others.get(most, 0) > own:
        main = most
        answer = _by_line(data, main, contest, evidence)[2]
    return main, *answer


def _by_line(
    data: bytes, main: Encoding, contest: Contest, evidence: Evidence
) -> tuple[int, dict[Encoding, int], tuple[str, list[Finding], bool]]:
    """How many lines are in `main`, how many in others, and the answer with that encoding."""
    parts: list[str] = []
    found: list[Finding] = []
    others: dict[Encoding, int] = {}
    own = 0
    lossy = False
    at = 0
    last = ""
    for line in data.split(b"\n"):
        text = _plain(line, main, evidence)
        if text is None:
            text = main.loose(line)[0]
            best = _best(line, main, last, contest, evidence)
            if best is None:
                lossy = True
            else:
                reading, ahead = best
                last = reading.encoding.name
                others[reading.encoding] = others.get(reading.encoding, 0) + 1
                found.append(_finding(at, text, reading, main, ahead))
        elif not line.isascii():
            own += 1
        parts.append(text)
        at += len(text) + 1
    return own, others, ("\n".join(parts), found, lossy)


def _plain(line: bytes, main: Encoding, evidence: Evidence) -> str | None:
    """The line in the file's encoding, if nothing speaks against it."""
    if line.isascii():
        return line.decode("ascii")
    if main.kind != "utf8" and _reads(UTF_8, line) and evidence.of((UTF_8,)):
        return None
    try:
        return main.decode(line)
    except UnicodeDecodeError:
        return None


def _best(
    line: bytes, main: Encoding, last: str, contest: Contest, evidence: Evidence
) -> tuple[Reading, float] | None:
    """The likeliest reading of all of a line, and the nats by which it is ahead of any other.

    None where losses in `main` are likelier.
    """
    bonus = dict(evidence.bonus)
    bonus[main.name] = bonus.get(main.name, 0.0) + FILES
    if last:
        bonus[last] = bonus.get(last, 0.0) + LAST
    seen = sample(line, SEEN)
    several, single = evidence.of((UTF_8, *DOUBLE)), evidence.of(SINGLE)
    readings = contest.weigh(seen, several, bonus, after=single).readings
    loose = contest.weigh(seen, (main,), bonus, loose=True).readings
    whole = [r for r in readings if not r.lost and _reads(r.encoding, line)]
    if not whole or (loose and loose[0].nats < whole[0].nats):
        return None
    ahead = min([r.nats for r in (*whole[1:], *loose)], default=whole[0].nats + SURE)
    return whole[0], ahead - whole[0].nats


def _reads(encoding: Encoding, line: bytes) -> bool:
    """Whether the encoding reads all of the line."""
    try:
        encoding.decode(line)
    except UnicodeDecodeError:
        return False
    return True


def _finding(start: int, original: str, reading: Reading, main: Encoding, ahead: float) -> Finding:
    """The finding of a line; `ahead` are the nats between its reading and the next."""
    name = reading.encoding.name
    return Finding(
        start,
        start + len(original),
        original,
        reading.text,
        "other-encoding",
        _steps(name, main.name),
        1 / (1 + exp(-SHARPNESS * ahead)),
        ahead,
        0,
        f"{name} in {main.name}",
    )


def _steps(written: str, read: str) -> tuple[Step, ...]:
    """The misreading that it would have been, where both are codecs of ours."""
    from mojifix.codecs import get
    from mojifix.errors import UnknownCodec

    try:
        return (Step(get(written).name, get(read).name, "replace"),)
    except UnknownCodec:
        return ()
