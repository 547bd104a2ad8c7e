"""A whole text: which lines are searched, and the prior that they lend each other.

Rules:

1. The scraped page comes first, since its damage is a page's and not a line's; then the search of
   lines; then ftfy, on the lines that are left and look like its kind; then what is judged by the
   whole text (`texts`).
2. Two passes: what the first is sure of makes the same channel cheaper in the second.
3. A text in which something was repaired is looked at again (`rounds`) where that can find more.
"""

from __future__ import annotations

from math import exp

from mojifix._signs import ESCAPES
from mojifix.language.model import load
from mojifix.result import Diagnosis, Finding, Step
from mojifix.screen import (
    MISSING_FIRST,
    MISSING_SECOND,
    NOTHING,
    Strange,
    bare,
    looked_through,
    odd_lines,
    plain,
    strange,
)
from mojifix.search.carried import carried
from mojifix.search.latin import by_ftfy, worth_asking
from mojifix.search.line import Lines
from mojifix.search.looked import Looked
from mojifix.search.oddness import windows
from mojifix.search.pieces import in_pieces, is_binary
from mojifix.search.readers import Readers
from mojifix.search.rounds import leaves_some, until_quiet
from mojifix.search.settle import whole
from mojifix.search.texts import (
    around,
    beyond,
    scraped,
    start_of,
    unmarked,
    wanted,
    weighed,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Final

    from mojifix.language.model import Model
    from mojifix.options import Options
    from mojifix.screen import Parts
    from mojifix.search.latin import Latin
    from mojifix.search.repair import Repair

# Evidence (nats) that a repair of ftfy's is given at the least: 0.95 as a confidence.
LATIN_LEAST: Final = 3.0

# Texts up to this many characters are searched line by line, longer ones where the screen says so:
# making its classes takes 50 ms, once. From LONG on its lines get a glance before they are searched
# (`glance`), as there may be thousands of them.
UNSCREENED: Final = 300
LONG: Final = 2000

# Share of a repaired text in odd stretches from which it is not looked at again; and how many
# stretches of it are asked, of how many characters. By judgement: a file of damaged lines is mostly
# calm once it is repaired, noise never is, and all of them take some 2 ms.
NOISE: Final = 0.5
STRETCHES: Final = 20
STRETCH: Final = 100

# Characters from which a short text may be plain (`screen.plain`). Of 27,000 damaged texts of seven
# characters and of eight 4 and 1 are, which the search repairs.
PLAIN_FROM: Final = 8

# Lines that a first look takes whatever they hold, where it would take fewer. By judgement.
SAMPLED: Final = 3

_readers: dict[tuple[object, object], Readers] = {}


def diagnose(text: str, options: Options) -> Diagnosis:
    """What happened to the text: see `mojifix.diagnose`."""
    vain: set[str] = set()
    first = Diagnosis(text, _findings(text, options, vain, together=False, again=False))
    return _in_rounds(first, options, vain, together=False) if first.findings else first


def fix(text: str, options: Options) -> str:
    """The text of `diagnose`, without an account of each line that the rest settles."""
    vain: set[str] = set()
    findings = _findings(text, options, vain, together=True, again=False)
    if not findings:
        return text
    return _in_rounds(Diagnosis(text, findings), options, vain, together=True).text


def _in_rounds(first: Diagnosis, options: Options, vain: set[str], together: bool) -> Diagnosis:
    """What was found in a text, and what its repair uncovers; the rest as for `_findings`."""

    def look(text: str) -> Diagnosis:
        return Diagnosis(text, _findings(text, options, vain, together, again=True))

    if not first.changed:
        return first
    long = len(first.original) > LONG
    if not (_mostly_calm(first.text) if long else leaves_some(first)):
        return first
    return until_quiet(first, look)


def _mostly_calm(text: str) -> bool:
    """Whether most of a long repaired text is not odd, so that another look costs little.

    What is noise stays noise: four looks at 12,000 random letters of Latin-1 took four times one.
    """
    model = load()
    seen = odd = 0
    for start in range(0, len(text), max(STRETCH, len(text) // STRETCHES)):
        part = text[start : start + STRETCH]
        seen += len(part)
        places = windows(model.excess(part, model.costs(part)))
        odd += sum(last - first for first, last in places)
    return odd <= NOISE * seen


def _findings(
    text: str, options: Options, vain: set[str], together: bool, again: bool
) -> list[Finding]:
    """All that is found in the text as it stands.

    vain       lines in which the rounds before found nothing, to which those of this one are added
    together   settled lines that follow each other are one finding, whose evidence is not weighed
    again      the text was repaired already
    """
    model = load()
    if not again and PLAIN_FROM <= len(text) <= UNSCREENED and plain(text):
        return []
    lines = _lines_for(options, model)
    if not again and len(text) <= UNSCREENED and bare(text) and _says_nothing(lines, text):
        return []
    findings: list[Finding] = []
    holds = NOTHING
    if not text.isascii():  # ASCII is only ever escaped or lost
        findings, holds = _misread(text, options, lines, vain, together, again)
    findings = around(text, options, model, findings, holds)
    escaped = holds.private or holds.accented or any(sign in text for sign in ESCAPES)
    if escaped and wanted(options, "escaped"):
        findings = weighed(findings, list(carried(text, options, lines.best, holds)))
    return unmarked(text, findings)


def _says_nothing(lines: Lines, text: str) -> bool:
    """Whether neither the search nor ftfy has anything to say of a line."""
    return not lines.best(text) and not worth_asking(lines, text)


def _misread(
    text: str, options: Options, lines: Lines, vain: set[str], together: bool, again: bool
) -> tuple[list[Finding], Strange]:
    """The findings of a scraped page and of lines, and what is strange in the rest of the text."""
    model = lines.model
    findings = scraped(text, options, model)
    taken = {text.rfind("\n", 0, finding.start) + 1 for finding in findings}
    looked = Looked(lines, wanted(options, "latin"), vain)
    searched = len(text) <= LONG or not is_binary(text)
    if searched and len(text) > LONG:
        looked.throughout(text, taken)
    odd, holds = _first_look(text, model, again, looked.left(text))
    if searched:
        findings += _by_line(text, options, looked, odd, taken, together)
        findings.sort(key=start_of)
        vain.update(looked.vain)
    return findings, holds


def _first_look(
    text: str, model: Model, again: bool, parts: Parts | None
) -> tuple[dict[int, int] | None, Strange]:
    """Where the lines begin that are searched, None for all, and what is strange in the text.

    again   as of `_findings`: what is left of U+FFFD was searched before
    parts   what is left to look at of a long text, None for all of it
    """
    if len(text) <= UNSCREENED:
        return None, strange(text)
    missing = MISSING_FIRST if len(text) > LONG else MISSING_SECOND
    odd, holds = looked_through(text, model, missing, parts)
    at = -1 if again else text.find("\ufffd")
    while at >= 0:  # a line that lost bytes may show nothing else
        odd.setdefault(text.rfind("\n", 0, at) + 1, at)
        end = text.find("\n", at)
        at = text.find("\ufffd", end) if end >= 0 else -1
    return odd, holds


# ------------------------------------------------------------------------------------- misreading
def _by_line(
    text: str,
    options: Options,
    looked: Looked,
    odd: Mapping[int, int] | None,
    taken: Collection[int],
    together: bool,
) -> Iterator[Finding]:
    """The findings of lines, but for those that begin at the offsets `taken`.

    looked   with the lines that are settled beforehand
    odd      where the lines begin that a first look is to read, and where each is odd; None for all
    """
    screened, long = len(text) > UNSCREENED, len(text) > LONG
    model = looked.lines.model
    picked: Collection[int] | None = odd
    if odd is not None and len(odd) < SAMPLED and not looked.settled:
        picked = {*odd, *_promising(text, looked.lines)}
    looked.first_look(list(in_pieces(text, picked, taken)), odd if long else None)
    if looked.quiet():
        return
    looked.drop_doubtful()
    seen = looked.sure()
    if seen and (len(looked.pieces) > 1 or screened):
        if picked is not None:
            picked = {*picked, *odd_lines(text, model, MISSING_SECOND, looked.left(text))}
        looked.second_look(list(in_pieces(text, picked, taken)), seen)
        looked.drop_doubtful()
        if screened:
            looked.try_unpicked(in_pieces(text, None, taken))
    for start, piece in looked.unsettled():
        repairs = looked.found[start]
        other = by_ftfy(looked.lines, piece, repairs) if start in looked.latin else None
        if other is not None and long:  # ftfy is asked after a full search
            searched = Lines(model, looked.lines.readers)
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
                yield _finding(text, start, repair, options)
    yield from (_joined(text, looked) if together else _each(text, looked, options))


def _each(text: str, looked: Looked, options: Options) -> Iterator[Finding]:
    """The findings of settled lines, each with its evidence."""
    for start, (before, chain) in looked.settled.items():
        repair = whole(looked.lines, looked.pieces[start], before, chain)
        yield _finding(text, start, repair, options)


def _joined(text: str, looked: Looked) -> Iterator[Finding]:
    """The settled lines as the fewest findings, which say nothing but what stood there."""
    parts: list[str] = []
    first = reached = 0
    for start in sorted(looked.settled):
        between = text[reached:start] if parts and start - reached <= 1 else None
        if parts and between not in ("", "\n"):
            yield Finding(first, reached, text[first:reached], "".join(parts), "misread")
            parts.clear()
        if parts:
            parts.append(between or "")
        else:
            first = start
        parts.append(looked.settled[start][0])
        reached = start + len(looked.pieces[start])
    if parts:
        yield Finding(first, reached, text[first:reached], "".join(parts), "misread")


def _promising(text: str, lines: Lines) -> Iterator[int]:
    """Where some lines begin, evenly spread, of those that may have been misread as a whole.

    A text that was misread was misread everywhere, also where no look picks any of it.
    """
    places = range(0, len(text), len(text) // SAMPLED)
    starts = {text.rfind("\n", 0, at) + 1 for at in places}
    for start in starts:
        if any(lines.promising(piece) for _, piece in in_pieces(text, {start}, ())):
            yield start


def _lines_for(options: Options, model: Model) -> Lines:
    """The search of the lines of one text, of which nothing is known."""
    key = (options.languages, options.channels)
    known = _readers.get(key)
    if known is None:
        from mojifix.channels.misread import chosen

        if len(_readers) > 16:  # options made in a loop must not fill the memory
            _readers.clear()
        channels = chosen(*key)  # which other options may have chosen as well
        alike = (readers for readers in [*_readers.values()] if readers.channels == channels)
        known = _readers.setdefault(key, next(alike, None) or Readers(channels))
    return Lines(model, known)


def _finding(text: str, offset: int, repair: Repair, options: Options) -> Finding:
    start, end = offset + repair.start, offset + repair.end
    return Finding(
        start,
        end,
        text[start:end],
        repair.told(options),
        "misread",
        repair.steps(),
        repair.confidence,
        repair.evidence,
        repair.lost,
        "",
        repair.guesses,
    )


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
