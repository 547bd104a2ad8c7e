"""A repaired text looked at again, until nothing more is found.

What a repair leaves behind can be seen better than what was there before: with the damage around
it gone, a short place stands out. So a second `fix` would repair more, and a hook that is run twice
has to pass the second time. The rounds are one diagnosis in the end, of the text as it was given.

A second look costs what the search of a clean text does. That is little for a long one, which is
screened; a short one is looked at again only where a repaired line still holds something that is
not ASCII, or ftfy repaired it, whose repairs are of a whole line whether or not all of it becomes
text, or escapes were undone, which stand beside others (`leaves_some`). Of 159 repaired texts of
the table `wild` 21 leave something in a repaired line, and in 3 of these a second round repairs
more; in one more ftfy had repaired. A short damaged line that stands by itself in a short text, and
shows only when other lines are mended, is not seen.
"""

from __future__ import annotations

from mojifix.result import Diagnosis, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final, TypeAlias

    # Where it stands in the repaired text, the finding, and whether it is of the first round.
    Span: TypeAlias = tuple[int, int, Finding, bool]

# Kinds of repairs beside which more may be left, even in ASCII: what ftfy does not read at once,
# and escapes, which are cheaper to undo where others are undone.
_PARTIAL: Final = ("latin", "escaped")

# Rounds at the most. Of 42 files into which 201 damaged lines of the wild were put all were settled
# after the third: the first repaired 42 files, the second 3, the third 1.
ROUNDS: Final = 4


def until_quiet(diagnosis: Diagnosis, again: Callable[[str], Diagnosis]) -> Diagnosis:
    """The diagnosis with what is found in its repaired text, and in that of this, and so on.

    again   what finds it
    """
    for _ in range(ROUNDS - 1):
        if not diagnosis.changed:
            break
        more = [f for f in again(diagnosis.text).findings if f.changed]
        if not more:
            break
        diagnosis = joined(diagnosis, more)
    return diagnosis


def leaves_some(diagnosis: Diagnosis) -> bool:
    """Whether a second look at the repaired text can find more."""
    changed = [f for f in diagnosis.findings if f.changed]
    if any(finding.kind in _PARTIAL for finding in changed):
        return True
    text, reached = diagnosis.original, 0
    for before, finding in zip([None, *changed], changed):
        gap = text[reached : finding.start]
        if not gap[gap.rfind("\n") + 1 :].isascii():
            return True
        if before is not None and not gap.partition("\n")[0].isascii():
            return True
        reached = finding.end
    return bool(changed) and not text[reached:].partition("\n")[0].isascii()


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
