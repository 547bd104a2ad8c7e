"""Text that stands in escapes: which of them are unwrapped, and what the search makes of it.

Rules:

1. A carrier whose characters are the repair itself (`final`) says itself what is damage. Any other
   only brings another text to search: its escapes are undone where the search repairs what was in
   them, and nowhere else.
2. A finding covers whole escapes, so that what is between them is never lost.
"""

from __future__ import annotations

from mojifix.result import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final

    from mojifix.channels.carriers import Carrier
    from mojifix.options import Options
    from mojifix.screen import Strange
    from mojifix.search.repair import Repair

    Span = tuple[int, int, str]  # start, end, what is in the escapes
    Place = tuple[int, int, int, int]  # of an escape: start, end, and where both are once undone

# Nats that a repair must have where source code means the same escapes as they are: a string of
# `\u00c4\u00e3` is written by people too.
MEANT: Final = {"escape": 20.0, "percent": 10.0}

# Confidence of a final carrier's places. None of them stands in 25 million clean characters.
SURE: Final = 0.99


def carried(
    text: str, options: Options, best: Callable[[str], list[Repair]], holds: Strange
) -> Iterator[Finding]:
    """What is damaged inside escapes.

    best    the search of one line
    holds   what is strange in the text
    """
    from mojifix.channels.carriers import carriers, may_carry

    if not may_carry(text, holds.private, holds.accented):
        return
    for carrier in carriers():
        found = list(carrier.spans(text))
        if carrier.final:
            for start, end, inside in found if options.min_confidence <= SURE else ():
                here = text[start:end]
                yield Finding(start, end, here, inside, "escaped", (), SURE, note=_note(carrier))
        else:
            for line in _by_line(text, found):
                yield from _searched(text, line, carrier, options, best)


def _note(carrier: Carrier) -> str:
    return f"{carrier.name}s undone".replace("-", " ")


def _by_line(text: str, found: Sequence[Span]) -> Iterator[list[Span]]:
    """The spans of each line together."""
    line: list[Span] = []
    for span in found:
        if line and "\n" in text[line[-1][1] : span[0]]:
            yield line
            line = []
        line.append(span)
    if line:
        yield line


def _searched(
    text: str,
    line: Sequence[Span],
    carrier: Carrier,
    options: Options,
    best: Callable[[str], list[Repair]],
) -> Iterator[Finding]:
    """The repairs of a line whose escapes are undone, each over the escapes that it needs."""
    first = text.rfind("\n", 0, line[0][0]) + 1
    last = text.find("\n", line[-1][1])
    last = len(text) if last < 0 else last
    unwrapped, places = _unwrapped(text, first, last, line, carrier)
    reached = first
    for repair in best(unwrapped):
        if repair.confidence < options.min_confidence or repair.named is not None:
            continue
        if repair.evidence < MEANT.get(carrier.name, 0.0):
            continue
        touched = [p for p in places if p[2] < repair.end and repair.start < p[3]]
        if not touched:
            continue
        start, begin = _mapped(touched[0], repair.start, places, first, False)
        end, stop = _mapped(touched[-1], repair.end, places, first, True)
        if start < reached:  # one escape stands for bytes of two repairs
            continue
        reached = end
        before, after = unwrapped[begin : repair.start], unwrapped[repair.end : stop]
        yield Finding(
            start,
            end,
            text[start:end],
            before + repair.told(options) + after,
            "escaped",
            repair.steps(),
            repair.confidence,
            repair.evidence,
            repair.lost,
            _note(carrier),
            [guess.moved(len(before)) for guess in repair.guesses],
        )


def _unwrapped(
    text: str, first: int, last: int, line: Sequence[Span], carrier: Carrier
) -> tuple[str, list[Place]]:
    """A part of a text with the escapes of these spans undone, and where each of them was."""
    parts: list[str] = []
    places: list[Place] = []
    reached = first
    length = 0
    for start, end, inside in line:
        parts += text[reached:start], inside
        length += start - reached
        escapes = {start + s: (start + e, c) for s, e, c in carrier.escapes(text[start:end])}
        at, done = start, 0
        while at < end and done < len(inside):
            to, c = escapes.get(at, (at + 1, ""))
            if c and not inside.startswith(text[at:to], done):
                places.append((at, to, length + done, length + done + len(c)))
            else:  # a character between two escapes, or of one that stays, as `%41` does
                to, c = at + 1, text[at]
            at, done = to, done + len(c)
        length += len(inside)
        reached = end
    parts.append(text[reached:last])
    return "".join(parts), places


def _mapped(
    place: Place,
    at: int,
    places: Sequence[Place],
    first: int,
    is_end: bool,
) -> tuple[int, int]:
    """Where an end of a repair is in the text and the unwrapped line: never inside an escape."""
    start, end, inner, outer = place
    if inner <= at <= outer:
        return (end, outer) if is_end else (start, inner)
    shift = first
    for _, after, _, there in places:
        if there <= at:
            shift = after - there
    return at + shift, at
