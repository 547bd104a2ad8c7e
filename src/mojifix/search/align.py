"""Where inside a stretch of text does one channel pay? A two-state Viterbi over aligned places.

A stretch of text `u` is a string of bytes under the channel's reader; under its writer the same
bytes are another string `w`. A span may begin and end only where a character of `u` and a
character of `w` begin at the same byte. Between two such places the gain is

    nats(u between them) - nats(w between them)

and since the model is additive, the best set of spans is found in one pass: outside or inside,
opening costs a price, closing is free. Linear in the stretch.
"""

from __future__ import annotations

from itertools import accumulate

# What a repaired character costs at the least, on average over a span (nats): the likeliest
# characters of Chinese in the likeliest order cost 3. Zero searches twice as many runs in vain.
CHEAPEST = 2.0

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mojifix.codecs import Codec
    from mojifix.language.model import Model

    # A span that pays: start, end in the line, what should stand there, gain net of price (nats).
    Place = tuple[int, int, str, float]
    # Spans closed so far: those before, first and last character in the run, value at the close.
    Chain = tuple["Chain | None", int, int, float]


class Stretch:
    """A part of a line as the bytes that a reader had before it.

    text     the line
    prefix   sums of the line's nats up to each character, len(text) + 1 values
    start    where the stretch begins in the line
    data     its bytes
    places   byte offset -> character offset in the line, for every character boundary
    """

    __slots__ = ("data", "places", "prefix", "start", "text")

    def __init__(
        self, text: str, prefix: Sequence[float], start: int, end: int, reader: Codec
    ) -> None:
        self.text = text
        self.prefix = prefix
        self.start = start
        self.data = reader.encode(text[start:end])
        offsets = accumulate(reader.lengths(text[start:end]), initial=0)
        self.places = dict(zip(offsets, range(start, end + 1)))


def spans(
    stretch: Stretch, writer: Codec, model: Model, price: float, again: float
) -> Iterator[Place]:
    """The spans of `stretch` that pay when read rightly, left to right, per decodable run.

    price   nats for the first span of a run, `again` for each further one
    """
    for offset, run in _runs(stretch, writer):
        if not run.isascii() and _can_pay(stretch, writer, offset, run, price):
            yield from _spans_of_run(stretch, writer, model, offset, run, price, again)


def _can_pay(stretch: Stretch, writer: Codec, offset: int, run: str, price: float) -> bool:
    """Whether what stands there costs enough for any repair of that many characters to pay."""
    places, data = stretch.places, stretch.data
    end = offset + (sum(writer.lengths(run)) if writer.kind != "single" else len(run))
    while offset not in places:
        offset += 1
    while end not in places:
        end -= 1
    cost = stretch.prefix[places[end]] - stretch.prefix[places[offset]] if offset < end else 0.0
    return len(data) > 1 and cost > price + CHEAPEST * len(run)


def _runs(stretch: Stretch, writer: Codec) -> Iterator[tuple[int, str]]:
    """What the writer can read of the stretch, as (byte offset, text).

    A double-byte writer reads other characters one byte later, and the clean text in front of a
    span puts it out of phase as often as not. So each run that ends at an undecodable byte is
    followed by one from each of the next two characters of the line, unless a run so far has a
    character that begins there, since from there on it is the same.
    """
    if writer.kind != "double":
        yield from writer.runs(stretch.data)
        return
    data, places = stretch.data, stretch.places
    high = next((i for i, byte in enumerate(data) if byte >= 0x80), 0)
    starts = [0, high, high + 1]
    known: set[int] = set()
    while starts:
        start = starts.pop()
        if start in known or start not in places or start >= len(data):
            continue
        try:
            run, end = writer.decode(data[start:]), len(data)
        except UnicodeDecodeError as error:
            end = start + error.start
            run = writer.decode(data[start:end])
        known.update(accumulate(writer.lengths(run), initial=start))
        if run:
            yield start, run
        if end < len(data):
            after = (place for place in range(end + 1, len(data)) if place in places)
            starts += [place for _, place in zip(range(2), after)]


def _spans_of_run(
    stretch: Stretch,
    writer: Codec,
    model: Model,
    offset: int,
    run: str,
    price: float,
    again: float,
) -> Iterator[Place]:
    text, prefix, size = stretch.text, stretch.prefix, len(stretch.text)
    costs = model.costs(run)
    sums = list(accumulate(costs, initial=0.0))
    place_of = stretch.places.get
    outside = 0.0
    chain: Chain | None = None
    inside, opened = -1e9, 0
    closed: Chain | None = None
    for k, at in enumerate(map(place_of, accumulate(writer.lengths(run), initial=offset))):
        if at is None:
            continue
        level = prefix[at] - sums[k]
        if inside > -1e9:
            value = inside + level
            if value > outside and at < size:  # what follows now follows the repaired character
                value += prefix[at + 1] - prefix[at] - model[run[k - 1] + text[at]]
            if value > outside:
                outside, closed = value, (chain, opened, k, value)
        if k < len(run):
            bonus = 0.0
            if at:  # the first character follows the clean one in front of it
                bonus = costs[k] - model[text[at - 1] + run[k]]
            elif k:
                bonus = costs[k] - model.char(run[k])
            value = outside - (price if closed is None else again) - level + bonus
            if value > inside:
                inside, opened, chain = value, k, closed
    yield from _unchain(stretch, writer, offset, run, closed)


def _unchain(
    stretch: Stretch, writer: Codec, offset: int, run: str, closed: Chain | None
) -> Iterator[Place]:
    found: list[Place] = []
    starts = list(accumulate(writer.lengths(run), initial=offset))
    while closed is not None:
        before, first, last, value = closed
        gain = value - (before[3] if before else 0.0)
        start, end = stretch.places[starts[first]], stretch.places[starts[last]]
        found.append((start, end, run[first:last], gain))
        closed = before
    yield from reversed(found)


def trimmed(text: str, start: int, end: int, repaired: str) -> tuple[int, int, str]:
    """The span without the characters at its ends that the repair does not change."""
    original = text[start:end]
    first = 0
    shorter = min(len(original), len(repaired))
    while first < shorter and original[first] == repaired[first]:
        first += 1
    last = 0
    while last < shorter - first and original[-1 - last] == repaired[-1 - last]:
        last += 1
    return start + first, end - last, repaired[first : len(repaired) - last]
