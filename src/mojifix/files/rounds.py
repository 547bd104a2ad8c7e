"""A repaired text looked at again, until nothing more is found.

What a repair leaves behind can be seen better than what was there before: with the damage around
it gone, a short place stands out. So a second run over the same file would repair more, and a hook
that is run twice has to pass the second time. The rounds are one diagnosis in the end, of the text
as it was given: what `check` tells is what `fix` does.
"""

from __future__ import annotations

from mojifix.result import Diagnosis, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final, TypeAlias

    # Where it stands in the repaired text, the finding, and whether it is of the first round.
    Span: TypeAlias = tuple[int, int, Finding, bool]

# Rounds at the most. Of 42 files into which 201 damaged lines of the wild were put all were settled
# after the third: the first repaired 42 files, the second 3, the third 1.
ROUNDS: Final = 4


def settled(diagnosis: Diagnosis, again: Callable[[str], Diagnosis]) -> Diagnosis:
    """The diagnosis with what is found in its repaired text, and in that of this, and so on.

    again   what finds it
    """
    for _ in range(ROUNDS - 1):
        if not diagnosis.changed:
            break
        more = [f for f in again(diagnosis.text).findings if f.repaired != f.original]
        if not more:
            break
        diagnosis = joined(diagnosis, more)
    return diagnosis


def joined(diagnosis: Diagnosis, more: Sequence[Finding]) -> Diagnosis:
    """One diagnosis for two: `more` was found in the repaired text of the first, in order."""
    original, repaired = diagnosis.original, diagnosis.text
    findings = []
    shift = 0  # from an offset of the repaired text to one of the original
    for group in _groups(diagnosis, more):
        low, high = group[0][0], max(end for _, end, _, _ in group)
        start = low + shift
        shift += sum(len(f.original) - len(f.repaired) for _, _, f, first in group if first)
        end = high + shift
        if len(group) == 1 and group[0][3]:
            findings.append(group[0][2])
            continue
        text = _applied(repaired[low:high], low, [f for _, _, f, first in group if not first])
        findings.append(_one(start, original[start:end], text, [f for _, _, f, _ in group]))
    return Diagnosis(original, findings)


def _groups(diagnosis: Diagnosis, more: Sequence[Finding]) -> Iterator[list[Span]]:
    """The findings of both, in order, those together that overlap."""
    spans: list[Span] = [(f.start, f.end, f, False) for f in more]
    shift = 0
    for finding in diagnosis.findings:
        start = finding.start + shift
        spans.append((start, start + len(finding.repaired), finding, True))
        shift += len(finding.repaired) - len(finding.original)
    group: list[Span] = []
    reached = 0
    for span in sorted(spans, key=_place):
        if group and span[0] >= reached:
            yield group
            group = []
        group.append(span)
        reached = max(reached, span[1])
    if group:
        yield group


def _place(span: Span) -> tuple[int, int]:
    return span[0], span[1]


def _applied(text: str, offset: int, findings: Sequence[Finding]) -> str:
    """A part of a text, which begins at `offset` of the whole, with these repairs of the whole."""
    for finding in reversed(findings):
        start, end = finding.start - offset, finding.end - offset
        text = text[:start] + finding.repaired + text[end:]
    return text


def _one(start: int, original: str, repaired: str, findings: Sequence[Finding]) -> Finding:
    """One finding for several of the same place: as doubtful as the most doubtful of them."""
    first = findings[0]
    alone = len(findings) == 1
    return Finding(
        start,
        start + len(original),
        original,
        repaired,
        first.kind,
        first.steps,
        min(f.confidence for f in findings),
        sum(f.evidence for f in findings),
        sum(f.lost_bytes for f in findings),
        first.note,
        first.guesses if alone else (),
    )
