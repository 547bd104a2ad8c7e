"""What is judged by a whole text and not line by line: pages, marks, private-use characters, notes.

Rules:

1. Each of these is a channel that says itself where it was at work; here its findings are put among
   those of the search, which come first. Nothing is laid over another finding.
2. A line with the marker `pieces.IGNORE` is left alone, whatever is in it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import exp

from mojifix.channels.beyond import holds_marks
from mojifix.result import Finding, Step
from mojifix.search.pieces import IGNORE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from mojifix.channels.beyond import Place
    from mojifix.language.model import Model
    from mojifix.options import Options
    from mojifix.screen import Strange

# Evidence (nats) of a repair at the start that EF BB BF is no byte order mark: by chance those
# three bytes stand there once in 16 million texts, which is 17 nats.
STRONG: Final = 25.0

# Confidence from which a place of a scraped page is mended, however much `min_confidence` asks
# beyond it: that it is damaged is certain, and what stands there is right in no case.
TOLD: Final = 0.5


def start_of(finding: Finding) -> int:
    """Where a finding starts: the key to sort by."""
    return finding.start


def wanted(options: Options, *names: str) -> bool:
    """Whether the options allow a channel or kind of one of these names."""
    return options.channels is None or any(name in options.channels for name in names)


def around(
    text: str, options: Options, model: Model, findings: list[Finding], holds: Strange
) -> list[Finding]:
    """The findings of the search with those of the whole text, in order.

    holds   what the text holds that hardly any other does
    """
    if not text[:1].isascii() and wanted(options, "bom"):
        findings = _without_mark(text, findings)
    if holds.private and wanted(options, "private-use"):
        findings = merged(findings, _private(text, options, model))
    if holds.filled or holds_marks(text):
        findings = merged(findings, _lost(text, options, holds.filled))
    return findings


def unmarked(text: str, findings: list[Finding]) -> list[Finding]:
    """The findings but for those in lines that are marked to be left alone."""
    if not findings or IGNORE not in text:
        return findings
    marked = set(_ignored(text))
    return [f for f in findings if text.rfind("\n", 0, f.start) + 1 not in marked]


def _ignored(text: str) -> Iterator[int]:
    """Where the lines begin that are marked to be left alone."""
    at = text.find(IGNORE)
    while at >= 0:
        yield text.rfind("\n", 0, at) + 1
        at = text.find(IGNORE, at + 1)


def merged(findings: list[Finding], more: list[Finding]) -> list[Finding]:
    """Both in order, of the second those that lie over none of the first."""
    starts = [finding.start for finding in findings]
    kept = []
    for finding in more:
        at = bisect_left(starts, finding.end)
        if not at or findings[at - 1].end <= finding.start:
            kept.append(finding)
    return sorted([*findings, *kept], key=start_of) if kept else findings


def weighed(findings: list[Finding], more: list[Finding]) -> list[Finding]:
    """Both in order; where they lie over each other those of the second that have more evidence.

    Where some characters are references, `&eth;`, and others are not, a search of the text as it
    stands mends these alone.
    """
    starts = [finding.start for finding in findings]
    ends = [finding.end for finding in findings]
    given_up: set[int] = set()
    kept = []
    for finding in more:
        over = range(bisect_right(ends, finding.start), bisect_left(starts, finding.end))
        if not over or _outweighs(finding, [findings[at] for at in over]):
            kept.append(finding)
            given_up.update(over)
    left = [finding for at, finding in enumerate(findings) if at not in given_up]
    return sorted([*left, *kept], key=start_of) if kept else findings


def _outweighs(finding: Finding, others: list[Finding]) -> bool:
    """Whether a finding has more evidence than others, each of one line, have together."""
    in_line = all(other.evidence and "\n" not in other.original for other in others)
    return in_line and finding.evidence > sum(other.evidence for other in others)


# ---------------------------------------------------------------------------- the start of the text
def _without_mark(text: str, findings: list[Finding]) -> list[Finding]:
    """The findings, which leave no misread byte order mark at the start of the text."""
    from mojifix.channels.bom import ByteOrderMark

    first = findings[0] if findings else None
    if first is not None and first.start == 0 and first.repaired.startswith("\ufeff"):
        guesses = [guess.moved(-1) for guess in first.guesses if guess.at]
        return [first.with_repaired(first.repaired[1:], guesses), *findings[1:]]
    found = ByteOrderMark().invert(text)
    if found is None:
        return findings
    end, replacement, reader = found
    if first is not None and first.start < end:
        if first.evidence > STRONG:
            return findings
        findings = findings[1:]
    step = Step("utf-8", reader)
    return [Finding(0, end, text[:end], replacement, "bom", (step,)), *findings]


# --------------------------------------------------------------------------- private-use characters
def _private(text: str, options: Options, model: Model) -> list[Finding]:
    from mojifix.channels.private import Private

    channel = Private()
    found = []
    for start, end, replacement, origin, evidence in channel.spans(text, model):
        confidence = 1 / (1 + exp(-evidence))
        if confidence >= options.min_confidence:
            step = Step(origin, _READ_AS[origin])
            here = text[start:end]
            found.append(
                Finding(start, end, here, replacement, channel.kind, (step,), confidence, evidence)
            )
    return found


# What the tables read that had no other place for these characters.
_READ_AS: Final = {"gb18030": "cp936", "big5hkscs": "cp950"}


# ---------------------------------------------------------------------------------- beyond repair
def _lost(text: str, options: Options, filled: bool) -> list[Finding]:
    from mojifix.channels.beyond import BeyondRepair

    return [
        beyond(text, 0, place)
        for place in BeyondRepair().marks(text, filled)
        if wanted(options, "beyond-repair", place.kind)
    ]


def beyond(text: str, offset: int, place: Place) -> Finding:
    """The finding of a place beyond repair, `offset` code points into the text."""
    start, end = offset + place.start, offset + place.end
    here = text[start:end]
    return Finding(start, end, here, here, place.kind, note=place.note)


# ------------------------------------------------------------------------------- the scraped page
_PAGE = ("scraped-page", "gloss", "out-of-step", "doubled-mark", "width")


def scraped(text: str, options: Options, model: Model) -> list[Finding]:
    """What a scraper's replacements did to the text."""
    if "(" not in text or not wanted(options, *_PAGE):
        return []
    from mojifix.channels.gloss import ScrapedPage, looks_glossed

    if not looks_glossed(text):
        return []
    return [
        Finding(
            edit.start,
            edit.end,
            text[edit.start : edit.end],
            edit.replacement,
            edit.kind,
            (),
            edit.confidence,
            edit.evidence,
            edit.lost_bytes,
            edit.note,
        )
        for edit in ScrapedPage().invert(text, model)
        if edit.confidence >= min(options.min_confidence, TOLD)
        and wanted(options, "scraped-page", edit.kind)
    ]
