"""What happened to a text, in sentences: one story for each cause, with an example of it.

Rules of this file:

1. A cause is a kind of finding with its codecs. Findings of one cause are one story, told with the
   finding that shows it best.
2. A sentence says what the finding holds, and no more. How sure it is, is said.
"""

from __future__ import annotations

from mojifix._frozen import Frozen
from mojifix._shown import percent, plural
from mojifix.explain.hexview import layers
from mojifix.explain.sources import WITHOUT_STEPS, advice, facts
from mojifix.result import everyday_name, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final

    from mojifix.explain.hexview import Layer
    from mojifix.result import Finding, Guess, Step

# Characters of the example that a cause is best shown with: half a row of bytes up to two rows.
BEST_SHOWN: Final = 10

# Restored characters that a story names, one sentence each.
NAMED: Final = 8

# Kinds whose notes say what WITHOUT_STEPS says of them.
NAMED_BY_KIND: Final = ("debug-fill", "question-marks", "lost")

_MARKS: Final = {
    "replace": "put U+FFFD for each",
    "ignore": "left them out",
    "whatwg": "put U+FFFD for them, as browsers do",
    "java": "put U+FFFD for them, as Java does",
    "windows": "put a question mark for them, and took the character behind along",
    "question": "put a question mark for each",
}


class Story(Frozen):
    """What happened at one place.

    finding    the place
    told       what happened, a sentence each, in the order in which it did
    lost       which bytes are lost and what was made of them, a sentence each
    sure       how sure all of this is, a sentence
    advice     what to change at the source, a sentence each; code stands in backticks
    layers     the bytes of each misreading; see `hexview`
    """

    __slots__ = ("finding", "told", "lost", "sure", "advice", "layers")

    finding: Finding
    told: tuple[str, ...]
    lost: tuple[str, ...]
    sure: str
    advice: tuple[str, ...]
    layers: tuple[Layer, ...]

    def __init__(
        self,
        finding: Finding,
        told: Iterable[str],
        lost: Iterable[str],
        sure: str,
        advice: Iterable[str],
        layers: Iterable[Layer],
    ) -> None:
        self._set(finding, tuple(told), tuple(lost), sure, tuple(advice), tuple(layers))


Cause = tuple[str, tuple[tuple[str, str], ...]]
"""A kind, and the codecs (written, read) of each misreading."""


def cause(finding: Finding) -> Cause:
    """What a finding has in common with others that came about the same way."""
    return finding.kind, tuple((step.written, step.read) for step in finding.steps)


def by_cause(findings: Iterable[Finding]) -> dict[Cause, list[Finding]]:
    """The findings of each cause, the cause with the most first."""
    found: dict[Cause, list[Finding]] = {}
    for finding in findings:
        found.setdefault(cause(finding), []).append(finding)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def example(findings: Sequence[Finding]) -> Finding:
    """The finding that shows a cause best: neither one character nor a page."""
    return min(findings, key=lambda finding: abs(len(finding.repaired) - BEST_SHOWN))


def title(finding: Finding) -> str:
    """The cause in a few words."""
    return ", then ".join(f"{_pair(step)}" for step in finding.steps) or _first(finding.what)


def _pair(step: Step) -> str:
    return f"{everyday_name(step.written)} read as {everyday_name(step.read)}"


def _first(what: str) -> str:
    return what.partition(" (")[0]


def tell(finding: Finding) -> Story:
    """The story of one finding."""
    found = layers(finding)
    happened, remedy = WITHOUT_STEPS.get(finding.kind, ("", ""))
    told = [*_told(finding, found)] if finding.steps else [happened]
    if finding.steps and finding.kind == "escaped":
        told.append("The result was then written as references, which nothing undid.")
    if finding.kind == "latin":
        told.append("The repair is that of ftfy.")
    elif finding.note and finding.kind not in NAMED_BY_KIND:
        told.append(f"{finding.note[:1].upper()}{finding.note[1:]}.")
    if found and not found[-1].exact:
        told.append(
            "Something else changed the result afterwards: run forwards, this gives "
            f"{visible(found[-1].outcome)}."
        )
    remedies = [*([remedy] if remedy and not finding.steps else []), *advice(finding.steps)]
    return Story(finding, told, _lost(finding, found), _sure(finding), remedies, found)


def _told(finding: Finding, found: Sequence[Layer]) -> Iterator[str]:
    steps = finding.steps
    first = steps[0]
    meant = visible(finding.repaired) if finding.repaired else "a byte order mark"
    yield f"Somebody wrote {meant} in {_with_who(first.written)}".rstrip(",") + "."
    for number, step in enumerate(steps):
        reader = (
            f"A program read {'its' if not number else 'these'} bytes as {_with_who(step.read)}"
        )
        outcome = f" and got {visible(found[number].outcome)}" if found else ""
        yield f"{reader}{outcome}".rstrip(",") + "."
        if number + 1 < len(steps):
            yield f"That was saved in {everyday_name(steps[number + 1].written)}."
        if step.errors != "strict":
            lost = found[number].lost if found else b""
            some = plural(len(lost), "byte") if lost else "some"
            yield f"It could not read {some} of them, and {_MARKS[step.errors]}."


def _with_who(codec: str) -> str:
    """A codec with whose default it is, but for the one that everybody knows."""
    name = everyday_name(codec)
    return name if codec == "utf-8" else f"{name}, {facts(codec).who},"


def _lost(finding: Finding, found: Sequence[Layer]) -> Iterator[str]:
    if not finding.changed:
        yield "Nothing of this place can be restored from this copy."
        return
    if finding.lost_bytes:
        yield f"{plural(finding.lost_bytes, 'byte')} had to be worked out."
    for guess in finding.guesses[:NAMED]:
        yield _guessed(guess, finding.repaired[guess.at] == guess.character)
    if len(finding.guesses) > NAMED:
        yield f"And {plural(len(finding.guesses) - NAMED, 'character')} more."


def _guessed(guess: Guess, restored: bool) -> str:
    others = ", ".join(f"{c} {percent(p)}" for c, p in guess.alternatives if p >= 0.005)
    otherwise = f"; else {others}" if others else ""
    sure = percent(guess.confidence)
    if restored:
        return f"{guess.character} is what the bytes around it leave, {sure}{otherwise}."
    return (
        f"U+FFFD stands where no character is likely enough: {guess.character} {sure}{otherwise}."
    )


def _sure(finding: Finding) -> str:
    if not finding.changed:
        return "It can be named and not undone."
    nats = f", {finding.evidence:.0f} nats of evidence" if finding.evidence else ""
    return f"This is {percent(finding.confidence)} sure{nats}."
