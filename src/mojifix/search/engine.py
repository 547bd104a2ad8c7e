"""A whole text: which lines are searched, and the prior that they lend each other.

Rules:

1. The scraped page comes first, since its damage is a page's and not a line's; then the search of
   lines; then ftfy, on the lines that are left and look like its kind; then what is judged by the
   whole text (`texts`).
2. A line ends at U+000A only. A longer piece than LONGEST is cut after a character that no
   double-byte trail can be, so that the cost stays linear on one line of 10 MB.
3. Two passes: what the first is sure of makes the same channel cheaper in the second.
4. A text in which something was repaired is looked at again (`rounds`) where that can find more.
"""

from __future__ import annotations

from math import exp

from mojifix.result import Diagnosis, Finding, Step
from mojifix.search import prices
from mojifix.search.carried import SIGNS, carried
from mojifix.search.latin import by_ftfy
from mojifix.search.line import Lines
from mojifix.search.repair import Readers, Repair
from mojifix.search.rounds import leaves_some, settled
from mojifix.search.texts import (
    around,
    beyond,
    ignored,
    merged,
    scraped,
    start_of,
    strange,
    wanted,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.language.model import Model
    from mojifix.options import Options
    from mojifix.search.latin import Latin

# Characters of a piece that is read as a whole at once; a reading keeps a few numbers for each.
LONGEST: Final = 20_000

# Characters looked at for a place to cut a longer line. No line of prose or of markup that was
# seen goes that far without a space or a digit; where one does, it is cut anywhere.
CUTTING: Final = 200

# Evidence (nats) that a repair of ftfy's is given at the least: 0.95 as a confidence.
LATIN_LEAST: Final = 3.0

# Texts up to this many characters are searched line by line, longer ones where the screen says so:
# making its classes takes 50 ms, once.
UNSCREENED: Final = 2000


# Confidence from which a character whose bytes were not all there is put back, by
# `Options.restore`. At 0.6 UTF-8 read as GBK has 96.3 % of characters right and 2.6 in 1,000
# wrong (table lossy, decoder python).
RESTORED: Final = {"certain": 0.995, "confident": 0.6, "always": 0.0}

_readers: dict[tuple[object, object], Readers] = {}


def diagnose(text: str, options: Options) -> Diagnosis:
    """What happened to the text: see `mojifix.diagnose`."""
    first = _once(text, options)
    if not first.changed or not (len(text) > UNSCREENED or leaves_some(first)):
        return first

    def again(repaired: str) -> Diagnosis:
        return _once(repaired, options)

    return settled(first, again)


def _once(text: str, options: Options) -> Diagnosis:
    """What is found in the text as it stands."""
    from mojifix.language.model import load

    model = load()
    findings: list[Finding] = []
    if not text.isascii():  # ASCII is only ever escaped or lost
        findings = scraped(text, options, model)
        taken = {text.rfind("\n", 0, finding.start) + 1 for finding in findings}
        taken.update(ignored(text))
        findings += _by_line(text, options, model, taken)
        findings.sort(key=start_of)
    holds = strange(text)
    findings = around(text, options, model, findings, holds)
    if wanted(options, "escaped") and (holds.private or any(sign in text for sign in SIGNS)):
        lines = Lines(model, _readers_for(options))
        findings = merged(findings, list(carried(text, options, lines.best, holds.private)))
    return Diagnosis(text, findings) if findings else Diagnosis(text)


# ------------------------------------------------------------------------------------- misreading
def _by_line(
    text: str, options: Options, model: Model, taken: Collection[int]
) -> Iterator[Finding]:
    """The findings of lines, but for those that begin at the offsets `taken`."""
    pieces = list(_pieces(text, model, taken, first=True))
    lines = Lines(model, _readers_for(options), glance=len(text) > UNSCREENED)
    found = [lines.best(piece) for _, piece in pieces]
    seen = _sure(found)
    if seen and (len(pieces) > 1 or len(text) > UNSCREENED):
        known = {start: repairs for (start, _), repairs in zip(pieces, found) if _settled(repairs)}
        pieces = list(_pieces(text, model, taken, first=False))
        opening = {channel: prices.opening(len(pieces), n) for channel, n in seen.items()}
        lines = Lines(model, lines.readers, opening)
        found = [known.get(start) or lines.best(piece) for start, piece in pieces]
    latin = wanted(options, "latin")
    for (start, piece), repairs in zip(pieces, found):
        other = by_ftfy(lines, piece, repairs) if latin else None
        if other is not None and lines.glance:  # ftfy is asked after a full search, never before
            searched = Lines(model, lines.readers)
            repairs = searched.best(piece)
            other = by_ftfy(searched, piece, repairs)
        if other is not None:
            finding = _latin(start, other)
            if finding.confidence >= options.min_confidence:
                yield finding
            continue
        for repair in repairs:
            if repair.named is not None:
                if wanted(options, "beyond-repair", repair.named.kind):
                    yield beyond(text, start, repair.named)
            elif repair.confidence >= options.min_confidence:
                yield _finding(text, start, repair, RESTORED[options.restore])


def _readers_for(options: Options) -> Readers:
    key = (options.languages, options.channels)
    known = _readers.get(key)
    if known is None:
        from mojifix.channels.misread import chosen

        if len(_readers) > 16:  # options made in a loop must not fill the memory
            _readers.clear()
        known = _readers[key] = Readers(chosen(*key))
    return known


def _settled(repairs: Sequence[Repair]) -> bool:
    """Whether the first pass is sure of a line as a whole."""
    return len(repairs) == 1 and repairs[0].evidence > prices.PLENTY


def _sure(found: Sequence[Sequence[Repair]]) -> dict[Misread, int]:
    """How many lines each channel damaged for certain."""
    seen: dict[Misread, int] = {}
    for repairs in found:
        for channel in {c for r in repairs if r.evidence > prices.SURE for c in r.channels}:
            seen[channel] = seen.get(channel, 0) + 1
    return seen


def _pieces(
    text: str, model: Model, taken: Collection[int], first: bool
) -> Iterator[tuple[int, str]]:
    """The lines worth a look, long ones in pieces, each with its offset."""
    if len(text) <= UNSCREENED:
        start = 0
        for line in text.split("\n"):
            if not line.isascii() and start not in taken:
                yield from _cut(line, start)
            start += len(line) + 1
        return
    from mojifix.screen import ROW_FIRST, ROW_SECOND, odd_lines

    row = ROW_FIRST if first else ROW_SECOND
    for start in sorted(odd_lines(text, model, row).difference(taken)):
        end = text.find("\n", start)
        yield from _cut(text[start : end if end >= 0 else len(text)], start)


def _cut(line: str, start: int) -> Iterator[tuple[int, str]]:
    """A long line in pieces that end after a character below U+0040 where there is one."""
    if len(line) <= LONGEST:
        yield start, line
        return
    at = 0
    while at < len(line):
        end = place_to_cut(line, at, min(at + LONGEST, len(line)))
        piece = line[at:end]
        if not piece.isascii():
            yield start + at, piece
        at = end


def place_to_cut(line: str, start: int, end: int) -> int:
    """Where to cut a line that is too long: in (start, end], after a character below U+0040."""
    if end < len(line):
        for back in range(end - 1, max(start, end - CUTTING), -1):
            if line[back] < "@":
                return back + 1
    return end


def _finding(text: str, offset: int, repair: Repair, restore: float) -> Finding:
    start, end = offset + repair.start, offset + repair.end
    last = len(repair.channels) - 1
    steps = [
        Step(channel.written.name, channel.read.name, repair.errors if at == last else "strict")
        for at, channel in enumerate(repair.channels)
    ]
    return Finding(
        start,
        end,
        text[start:end],
        _told(repair, restore),
        "misread",
        steps,
        repair.confidence,
        repair.evidence,
        repair.lost,
        "",
        repair.guesses,
    )


def _told(repair: Repair, least: float) -> str:
    """The repaired text, with U+FFFD for what is less certain than that."""
    if not repair.guesses:
        return repair.repaired
    characters = list(repair.repaired)
    for guess in repair.guesses:
        if guess.confidence < least:
            characters[guess.at] = "\ufffd"
    return "".join(characters)


def _latin(offset: int, other: Latin) -> Finding:
    from mojifix.codecs import get

    start, end, original, repaired, evidence, pairs = other
    steps = [Step(get(written).name, get(read).name) for written, read in pairs]
    # ftfy changed none of 30,000 clean lines: a small gain in nats does not make it doubtful.
    confidence = 1 / (1 + exp(-max(evidence, LATIN_LEAST)))
    return Finding(
        offset + start,
        offset + end,
        original,
        repaired,
        "latin",
        steps,
        confidence,
        evidence,
        0,
        "by ftfy",
    )
