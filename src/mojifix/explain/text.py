"""Stories as text for a terminal of 80 columns."""

from __future__ import annotations

from mojifix.explain.hexview import UNSEEN, columns, write
from mojifix.explain.story import by_cause, example, tell
from mojifix.result import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from mojifix.explain.story import Story
    from mojifix.result import Diagnosis, Finding

WIDTH: Final = 80

# Bytes of a hex view: six rows fit a screen together with their story.
SHOWN: Final = 96

# Places of a cause that are listed beside its example.
PLACES: Final = 12


def explain(diagnosis: Diagnosis, lines: tuple[int, int] | None = None) -> Iterator[str]:
    """The lines of the explanation of a text, one story a cause.

    lines   tell of these lines only (first and last, from 1), each place by itself
    """
    places = {id(finding): (line, column) for line, column, finding in diagnosis.places()}
    findings = list(diagnosis.findings)
    if lines is not None:
        findings = [f for f in findings if lines[0] <= places[id(f)][0] <= lines[1]]
        groups = [[finding] for finding in findings]
    else:
        groups = list(by_cause(findings).values())
    if not findings:
        yield "nothing is damaged here" if lines else diagnosis.headline()
        return
    yield diagnosis.headline() if lines is None else f"places in this line: {len(findings)}"
    for group in groups:
        finding = example(group)
        line, column = places[id(finding)]
        yield ""
        yield from write_story(tell(finding), f"{line}:{column}")
        others = [places[id(one)] for one in group if one is not finding]
        if others:
            yield ""
            yield from _wrapped(_elsewhere(others))


def write_story(story: Story, place: str) -> Iterator[str]:
    """One story: what stands where, what happened, the bytes, and what to do."""
    finding = story.finding
    yield f"{place}  {_change(finding)}"
    yield ""
    yield from _wrapped(" ".join([*story.told, story.sure]))
    if story.lost:
        yield ""
        for sentence in story.lost:
            yield from _wrapped(sentence)
    hidden = False
    for layer in story.layers:
        yield ""
        for line in write(layer, SHOWN):
            hidden = hidden or UNSEEN in line
            yield f"    {line}" if line else ""
    if hidden:
        yield ""
        yield f"    {UNSEEN} stands for a character that cannot be seen"
    if story.advice:
        yield ""
        yield "  So that it stops:"
        for sentence in story.advice:
            yield from _wrapped(sentence, "  - ", "    ")


def _change(finding: Finding) -> str:
    if not finding.changed:
        return f"{_seen(finding.original)} is beyond repair"
    return f"{_seen(finding.original)} \u2192 {_seen(finding.repaired)}"


def _seen(text: str) -> str:
    """The text, with so few characters shown that their escapes fit a line."""
    shown = visible(text)
    for limit in (12, 6):
        if len(shown) > WIDTH - 10:
            shown = visible(text, limit)
    return shown


def _elsewhere(places: list[tuple[int, int]]) -> str:
    shown = ", ".join(f"{line}:{column}" for line, column in places[:PLACES])
    more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
    return f"The same happened at {shown}{more}."


def _wrapped(sentence: str, first: str = "  ", then: str = "  ") -> Iterator[str]:
    """The sentence in lines of WIDTH columns, where a hanzi takes two."""
    line, width = first, len(first)
    for word in sentence.split(" "):
        size = sum(map(columns, word))
        if width + size > WIDTH and line.strip(" -"):
            yield line.rstrip()
            line, width = then, len(then)
        line += word + " "
        width += size + 1
    yield line.rstrip()
