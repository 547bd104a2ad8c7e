"""Where inside a stretch of text does one channel pay? A two-state Viterbi over aligned places.

A stretch of text `u` is a string of bytes under the channel's reader; under its writer the same
bytes are another string `w`. A span may begin and end only where a character of `u` and a
character of `w` begin at the same byte. Between two such places the gain is

    nats(u between them) - nats(w between them)

and since the model is additive, the best set of spans is found in one pass: outside or inside,
opening costs a price, closing is free. A double-byte writer may read the bytes in more than one
phase; every phase is an inside of its own, and all share the outside. Linear in the stretch.
"""

from __future__ import annotations

from itertools import accumulate

from mojifix.channels.letters import is_cjk
from mojifix.search.forms import has_forms
from mojifix.search.prices import AGAIN, AGAIN_APART

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec
    from mojifix.language.model import Model

    # A span that pays: start, end in the line, what should stand there, gain net of price (nats).
    Place = tuple[int, int, str, float]
    # Spans closed so far: those before, the track, its first and last character, the value then.
    Chain = tuple["Chain | None", "Track", int, int, float]

# What a repaired character costs at the least, on average over a span (nats): the likeliest
# characters of Chinese in the likeliest order cost 3. Zero searches twice as many runs in vain.
CHEAPEST: Final = 2.0

# Clean characters between two spans of a channel from which the second is a further span, not the
# rest of the first. At 5 the table mixed is the same; to ask AGAIN everywhere leaves 25 instead of
# 21 of 720 lines with two spans that look like text neither exact nor alone.
ISLAND: Final = 8

_NOWHERE: Final = -1e9  # nats; below any value that a span can have


class Stretch:
    """A part of a line as the bytes that a reader had before it.

    text     the line
    prefix   sums of the line's nats up to each character, len(text) + 1 values
    start    where the stretch begins in the line, `end` where it ends
    data     its bytes
    places   byte offset -> character offset in the line, for every character boundary
    """

    __slots__ = ("_places", "_reader", "data", "end", "prefix", "start", "text")

    def __init__(
        self, text: str, prefix: Sequence[float], start: int, end: int, reader: Codec
    ) -> None:
        self.text = text
        self.prefix = prefix
        self.start = start
        self.end = end
        self.data = reader.encode(text[start:end])
        self._reader = reader
        self._places: dict[int, int] = {}

    @property
    def places(self) -> dict[int, int]:
        """Made on the first call: most stretches hold nothing that a writer reads."""
        if not self._places:
            lengths = self._reader.lengths(self.text[self.start : self.end])
            offsets = accumulate(lengths, initial=0)
            self._places = dict(zip(offsets, range(self.start, self.end + 1)))
        return self._places


class Track:
    """One decodable run of a stretch: what the writer reads from one byte on, and being inside.

    enters   what beginning a span adds to being outside (nats), by its first character in `run`
    value, opened, before   the best way to be inside: its value, where it opened, what went before
    """

    __slots__ = ("before", "costs", "enters", "opened", "run", "starts", "sums", "value")

    def __init__(self, run: str, starts: list[int], model: Model) -> None:
        self.run = run
        self.costs = model.costs(run)
        self.sums = list(accumulate(self.costs, initial=0.0))
        self.starts = starts
        self.enters: dict[int, float] = {}
        self.value = _NOWHERE
        self.opened = 0
        self.before: Chain | None = None


def tracks(stretch: Stretch, writer: Codec, model: Model, price: float) -> list[Track]:
    """The runs of the stretch that can pay at all, left to right."""
    return [
        Track(run, starts, model)
        for run, starts in _runs(stretch, writer, price)
        if _can_pay(stretch, starts, price)
    ]


def promise(stretch: Stretch, found: Sequence[Track]) -> float:
    """What the runs would gain as they are, in nats: a guess at which channel is worth aligning."""
    total = 0.0
    for track in found:
        start, end = _within(stretch, track.starts[0], track.starts[-1])
        if start < end:
            total += max(0.0, stretch.prefix[end] - stretch.prefix[start] - track.sums[-1])
    return total


def spans(
    stretch: Stretch, found: Sequence[Track], model: Model, price: float, again: float
) -> list[Place]:
    """The spans of `stretch` that pay when read rightly, left to right.

    price   nats for the first span, `again` for each further one that does not stand apart
    """
    text, places, prefix = stretch.text, stretch.places, stretch.prefix
    # Those that may gain a further span only are of no use without a first one.
    if not any(_enter(stretch, track, model, price) for track in found):
        return []
    for track in found:
        _enter(stretch, track, model, min(price, again, AGAIN_APART))
    events: dict[int, list[tuple[Track, int]]] = {}
    for track in found:
        for k, start in enumerate(track.starts if track.enters else ()):
            if start in places:
                events.setdefault(start, []).append((track, k))
    outside = 0.0
    closed: Chain | None = None
    for byte in sorted(events):
        at = places[byte]
        for track, k in events[byte]:
            value = track.value + prefix[at] - track.sums[k]
            if value > outside and at < len(text):
                # What follows the span now follows its last repaired character.
                value += prefix[at + 1] - prefix[at] - model[track.run[k - 1] + text[at]]
            if value > outside:
                outside, closed = value, (track.before, track, track.opened, k, value)
        pay = price if closed is None else _further(stretch, closed, at, again)
        for track, k in events[byte]:
            value = outside - pay + track.enters.get(k, _NOWHERE)
            if value > track.value:
                track.value, track.opened, track.before = value, k, closed
    return _unchain(stretch, closed)


def _further(stretch: Stretch, closed: Chain, at: int, again: float) -> float:
    """What a further span costs that begins at a character of the line (nats)."""
    _, track, _, last, _ = closed
    apart = at - stretch.places[track.starts[last]] >= ISLAND
    return min(again, AGAIN_APART) if apart else again


def _enter(stretch: Stretch, track: Track, model: Model, price: float) -> bool:
    """Finds where a span of the run may begin, and whether it may anywhere.

    A place is left out if no span from there gains `price` even where what follows it costs
    nothing. Between the codecs that a text is in and those that it is not in, that is nearly all.
    """
    text, places, prefix = stretch.text, stretch.places, stretch.prefix
    most = _NOWHERE
    for k in range(len(track.run), -1, -1):
        at = places.get(track.starts[k])
        if at is None:
            continue
        here = prefix[at] - track.sums[k]
        if k < len(track.run) and most - here + track.costs[k] > price:
            enter = _bonus(track, k, at, text, model) - here
            if most + enter > price:
                track.enters[k] = enter
        most = max(most, here + prefix[min(at + 1, len(text))] - prefix[at])
    return bool(track.enters)


def _bonus(track: Track, k: int, at: int, text: str, model: Model) -> float:
    """What the first character of a span gains by following the clean one in front of it."""
    if at:
        return track.costs[k] - model[text[at - 1] + track.run[k]]
    return track.costs[k] - model.char(track.run[k]) if k else 0.0


def _unchain(stretch: Stretch, closed: Chain | None) -> list[Place]:
    found: list[Place] = []
    while closed is not None:
        before, track, first, last, value = closed
        gain = value - (before[4] if before else 0.0)
        start, end = stretch.places[track.starts[first]], stretch.places[track.starts[last]]
        found.append((start, end, track.run[first:last], gain))
        closed = before
    found.reverse()
    return found


def _within(stretch: Stretch, offset: int, end: int) -> tuple[int, int]:
    """The characters of the line that lie wholly between two byte offsets."""
    places = stretch.places
    while offset not in places:
        offset += 1
    while end not in places:
        end -= 1
    return places[offset], places[end]


def _can_pay(stretch: Stretch, starts: Sequence[int], price: float) -> bool:
    """Whether what stands there costs enough for any repair of that many characters to pay."""
    return _nats(stretch, starts[0], starts[-1]) > price + CHEAPEST * (len(starts) - 1)


def _nats(stretch: Stretch, offset: int, end: int) -> float:
    """What the characters cost that stand between two byte offsets."""
    start, stop = _within(stretch, offset, end)
    return stretch.prefix[stop] - stretch.prefix[start]


def _runs(stretch: Stretch, writer: Codec, price: float) -> Iterator[tuple[str, list[int]]]:
    """What the writer can read of the stretch, with where its characters begin and it ends (bytes).

    A double-byte writer reads other characters one byte later, and the clean text in front of a
    span puts it out of phase as often as not. So each run that ends at an undecodable byte is
    followed by one from each of the next two characters of the line, unless a run so far has a
    character that begins there, since from there on it is the same.

    price   what a run is to pay (nats): those of a double-byte writer over less are left out
    """
    if writer.kind != "double":
        for offset, run in writer.runs(stretch.data):
            # By chance most runs are a lone letter, which no channel may bring.
            if not run.isascii() and (len(run) > 1 or is_cjk(run)):
                end = offset + len(writer.encode(run))
                if _nats(stretch, offset, end) > price + CHEAPEST * len(run):
                    yield run, _begins(stretch.data, offset, run, writer)
        return
    data, places, prefix = stretch.data, stretch.places, stretch.prefix
    most = prefix[places[len(data)]] - price  # nats up to a place from which on a run can pay
    high = next((i for i, byte in enumerate(data) if byte >= 0x80), 0)
    starts = [0, high, high + 1]
    known: set[int] = set()
    while starts:
        start = starts.pop()
        if start in known or start not in places or prefix[places[start]] >= most:
            continue
        known.add(start)
        run, end = "", len(data)
        try:
            run = writer.decode(data[start:])
        except UnicodeDecodeError as error:
            end = start + error.start
            if end > start and _nats(stretch, start, end) > price:
                run = writer.decode(data[start:end])
        if not run.isascii():
            begins = _begins(data, start, run, writer)
            known.update(begins)
            yield run, begins
        if end < len(data):
            after = (place for place in range(end + 1, len(data)) if place in places)
            starts += [place for _, place in zip(range(2), after)]


def _begins(data: bytes, start: int, run: str, writer: Codec) -> list[int]:
    """Where the characters of a run begin that was read from there on, and where it ends."""
    return list(accumulate(writer.lengths_in(data[start:], run), initial=start))


def everywhere(
    text: str,
    before: str,
    channel: Misread,
    least: float,
    there: Sequence[float],
    costs: Sequence[float],
) -> bool:
    """Whether no part of a line that was read as a whole is better left as it stands.

    least          nats that leaving a part must gain; inside the line it costs as much as a span
    there, costs   of the characters of the line, and of what it was (nats)
    """
    sums = accumulate(there, initial=0.0)
    stands = dict(zip(accumulate(channel.read.lengths(text), initial=0), sums))
    if has_forms(channel.read, text):
        lengths = channel.written.lengths(before)
    else:
        lengths = channel.written.lengths_in(channel.read.encode(text), before)
    ends = accumulate(lengths)
    lowest = gain = 0.0
    for end, nats in zip(ends, accumulate(costs)):
        if end in stands:
            gain = nats - stands[end]  # of leaving all up to here
            if gain > least or gain - lowest > least + AGAIN:
                return False
            lowest = min(lowest, gain)
    return gain - lowest < least


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
