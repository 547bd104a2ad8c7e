"""The spans of a stretch that pay, with lost bytes: `search.align` with bridges over the gaps.

Known bytes between marks are read as runs (*tracks*), as in `align`; a gap leads from the end of
one track into another. Outside or inside, opening costs a price, closing is free.
"""

from __future__ import annotations

from itertools import accumulate

from mojifix._frozen import Frozen
from mojifix.channels.tokens import UNKNOWN
from mojifix.lattice.gap import Gap
from mojifix.lattice.pattern import Pattern
from mojifix.lattice.rescore import APART, Filling
from mojifix.lattice.spoken import Spoken
from mojifix.lattice.styles import likely

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from mojifix.channels.loss import Style
    from mojifix.codecs import Codec
    from mojifix.language.model import Model
    from mojifix.lattice.pattern import Node
    from mojifix.lattice.slots import Slots
    from mojifix.result import Guess

    # What is inside a span so far, last piece first: those before and a text, or those before, the
    # character after a gap, the gap and where it ends.
    Pieces = tuple["Pieces | None", str, Gap | None, Node | None]
    # Spans closed so far: those before, pieces, start, end, gain of all so far.
    Closed = tuple["Closed | None", Pieces, int, int, float]
    # At an element: the tracks of which a character begins there, or which end, and where in it.
    Events = Sequence[tuple["Track", int]]
    # Where a span was opened: the character of the line, and the spans closed before it.
    Opened = tuple[int, Closed | None]

# Nats from which the last character before a break is doubted, above what most that follow another
# cost; by judgement.
JOINED: Final = 11.0

# Gaps opened from outside that may lie over a place, each from another mark on. Where every other
# character is a mark, one from each of them takes a minute for some hundred characters.
OPENED: Final = 4

# Characters on either side of a span that tell the language of its line; by judgement.
AROUND: Final = 100

# Nats by which being inside a gap may cost more than opening a span anew there, after which the
# way is left: what comes next would cost as much from outside, but for its first pair. Of 466 lines
# of UTF-8 read as GBK, cp932 and cp949 (decoders whatwg and swallow of the table lossy) one is
# restored otherwise than without any bound; at 24 the same one, at 6 two, all in as much time.
DEARER: Final = 12.0

# Nats by which a style may be behind what another one gained up to the same place. At 10 nine of
# those 466 lines are restored otherwise.
BEHIND: Final = 30.0

# Elements of the longest character.
WIDEST: Final = 4

_NEVER: Final = 1e9  # nats; above any cost


class Found(Frozen):
    """A span that pays.

    start, end   in the line
    text         what should stand there, the likeliest character at each place
    gain         nats, net of price
    guesses      what was not certain, `at` counted from the start of `text`
    lost         bytes that were missing
    style        how they were lost, by name
    """

    __slots__ = ("start", "end", "text", "gain", "guesses", "lost", "style")

    start: int
    end: int
    text: str
    gain: float
    guesses: tuple[Guess, ...]
    lost: int
    style: str

    def __init__(
        self,
        start: int,
        end: int,
        text: str,
        gain: float,
        guesses: tuple[Guess, ...],
        lost: int,
        style: str,
    ) -> None:
        self._set(start, end, text, gain, guesses, lost, style)


class Track:
    """A run of known bytes that the writer can read, and the best way to be in it.

    starts   element at which each character begins, and where the run ends
    broken   whether no mark ends it but bytes that begin no character, so that some are missing
    sums     nats of the characters up to each
    base     nats of the best way in, less `sums` where it entered
    """

    __slots__ = ("base", "broken", "entered", "opened", "pieces", "run", "starts", "sums")

    def __init__(
        self, first: int, end: int, run: str, lengths: Sequence[int], model: Model
    ) -> None:
        """Nothing is known of ways in; `end` is where the known bytes end."""
        self.run = run
        self.sums = list(accumulate(model.costs(run), initial=0.0))
        self.starts = list(accumulate(lengths, initial=first))
        self.broken = self.starts[-1] < end
        self.leave()

    def leave(self) -> None:
        """Nothing is known of ways in."""
        self.base = _NEVER
        self.entered = 0
        self.opened: Opened = (0, None)
        self.pieces: Pieces | None = None

    def enter(self, at: int, nats: float, opened: Opened, pieces: Pieces | None) -> None:
        """Being inside from character `at` on, which is paid for, at so many nats in all."""
        base = nats - self.sums[at + 1]
        if base < self.base:
            self.base, self.entered, self.opened, self.pieces = base, at, opened, pieces

    def joined(self, at: int) -> bool:
        """Whether the last character begins there, and bytes may be missing in it.

        E4 B8 (AA E5) AE 9A without the pair in brackets begins with the bytes of U+4E2E, and
        E4 B8 (AD E9) 96 8B with those of U+4E16, which is not rare.
        """
        last = at == len(self.run) - 1
        return last and (self.broken or self.sums[at + 1] - self.sums[at] > JOINED)

    def upto(self, at: int) -> Pieces:
        """What is inside the span up to character `at`."""
        return (self.pieces, self.run[self.entered : at], None, None)


def tracks(pattern: Pattern, writer: Codec, model: Model) -> list[Track]:
    """The runs between marks, in every phase of a double-byte writer."""
    found = []
    for segment in pattern.segments:
        data = pattern.data(segment)
        runs = _phases(data, writer) if writer.kind == "double" else writer.runs(data)
        for at, run in runs:
            lengths = writer.lengths_in(data[at:], run)
            found.append(Track(segment[0] + at, segment[1], run, lengths, model))
    return found


def _phases(data: bytes, writer: Codec) -> Iterator[tuple[int, str]]:
    """What a double-byte writer reads from the first byte on, from the second, and after breaks."""
    starts = [0, 1]
    known: set[int] = set()
    while starts:
        start = starts.pop()
        if start in known or start >= len(data):
            continue
        try:
            run, end = writer.decode(data[start:]), len(data)
        except UnicodeDecodeError as error:
            end = start + error.start
            run = writer.decode(data[start:end])
        known.update(accumulate(writer.lengths_in(data[start:], run), initial=start))
        if run:
            yield start, run
        if end < len(data):
            starts += [end + 1, end + 2]


class Ground:
    """A stretch of a line under one channel, as it is for all styles of losing bytes.

    there    nats of the line up to the end of the character that each element is in
    tracks   the runs of known bytes
    events   element -> the tracks of which a character begins there, or which end, and where in it
    order    the elements at which something may begin or end
    doubted  those at which a character begins in which bytes may be missing
    """

    def __init__(
        self,
        text: str,
        prefix: Sequence[float],
        pattern: Pattern,
        slots: Slots,
        model: Model,
        price: float,
        again: float,
    ) -> None:
        self.text = text
        self.prefix = prefix
        self.pattern = pattern
        self.slots = slots
        self.model = model
        self.price = price
        self.again = again
        self.there: list[float] = []
        for element, at in sorted(pattern.places.items()):
            self.there += [prefix[at]] * (element + 1 - len(self.there))
        self.tracks = tracks(pattern, slots.writer, model)
        self.events: dict[int, list[tuple[Track, int]]] = {}
        for track in self.tracks:
            for k, start in enumerate(track.starts):
                self.events.setdefault(start, []).append((track, k))
        lasts = ((track, len(track.run) - 1) for track in self.tracks)
        self.doubted = {track.starts[last] for track, last in lasts if track.joined(last)}
        self.order = sorted(self.events.keys() | pattern.places.keys())


class Paths:
    """The search over one stretch under one style of losing bytes."""

    def __init__(self, ground: Ground, style: Style, rival: Paths | None) -> None:
        """Nothing is searched yet.

        rival   the best search so far, under another style
        """
        self.ground = ground
        self.text = ground.text
        self.prefix = ground.prefix
        self.pattern = ground.pattern
        self.events = ground.events
        self.slots = ground.slots
        self.model = ground.model
        self.style = style
        self.rival = rival
        self.gain = 0.0
        self.gains: list[float] = []  # of each element: the gain up to there
        self.covering: list[int] = []  # where the gaps end that were opened from outside
        self.leading: list[tuple[int, Gap]] = []  # gaps that lead on, and how far
        self.closed: Closed | None = None
        self.arrivals: dict[int, list[tuple[Opened, Pieces | None, Gap, Node]]] = {}

    def search(self) -> None:
        """Finds the spans that pay, up to what stands in them (`spans`)."""
        for track in self.ground.tracks:
            track.leave()
        places, events = self.pattern.places, self.events
        for element in self.ground.order:
            self.gains += [self.gain] * (element - len(self.gains))
            at = places.get(element)
            here = events.get(element, ())
            self._close(element, at, here)
            if element in self.arrivals:
                self._arrive(element, at, here)
            if at is not None:
                self._open(element, at, here)
        self.gains.append(self.gain)

    def _outside(self, at: int) -> float:
        return self.prefix[at] - self.gain

    def _pay(self) -> float:
        return self.ground.price if self.closed is None else self.ground.again

    def _ceiling(self, element: int) -> float:
        """Nats above which being inside a span at an element cannot pay."""
        least = self.gain - self._pay() - DEARER
        if self.rival is not None:
            least = max(least, self.rival.gains[element] - BEHIND)
        return self.ground.there[element] - least

    def _pays(self, at: int, nats: float, last: str) -> bool:
        """Whether it pays best so far that a span ends before character `at` of the line.

        nats   of being there
        last   the last character of the span; "" where the next one is paid for with it
        """
        gain = self.prefix[at + 1] - nats
        if last and gain > self.gain:
            gain -= self.model[last + self.text[at]]
        if gain <= self.gain:
            return False
        self.gain = gain
        return True

    def _close(self, element: int, at: int | None, here: Events) -> None:
        """Ends spans in front of an element, in known bytes."""
        for track, k in here:
            if track.base >= _NEVER / 2 or k <= track.entered:
                continue
            nats, last = track.base + track.sums[k], track.run[k - 1]
            if at is not None and self._pays(at, nats, last):
                start, before = track.opened
                self.closed = (before, track.upto(k), start, at, self.gain)
            if k == len(track.run) or track.joined(k):
                self._bridge(element, last, nats, track.opened, track.upto(k))

    def _bridge(
        self, element: int, before: str, nats: float, opened: Opened, pieces: Pieces | None
    ) -> Gap:
        """What may lie between the end of a track, or a place outside, and the next track."""
        gap = Gap(
            self.pattern,
            self.slots,
            self.style,
            self.model,
            element,
            before,
            nats,
            self._ceiling,
            self.ground.doubted,
        )
        for node in {*gap.ends, *gap.stops}:
            self.arrivals.setdefault(node[0], []).append((opened, pieces, gap, node))
        if gap.ends:
            self.leading.append((max(gap.ends)[0], gap))
        return gap

    def _arrive(self, element: int, at: int | None, here: Events) -> None:
        """Leads gaps that end at an element into tracks, or out of the span."""
        for opened, pieces, gap, node in self.arrivals[element]:
            least = gap.nats[node]  # whatever follows costs more
            for track, k in here:
                if k < len(track.run) and least - track.sums[k + 1] < track.base:
                    after = track.run[k]
                    track.enter(k, gap.cost(node, after), opened, (pieces, after, gap, node))
            if at is not None and self.prefix[at + 1] - least > self.gain:
                after = self.text[at]
                if self._pays(at, gap.cost(node, after), ""):
                    start, before = opened
                    self.closed = (before, (pieces, after, gap, node), start, at, self.gain)

    def _open(self, element: int, at: int, here: Events) -> None:
        """Begins spans at an element, with known bytes or a gap."""
        before = self.text[at - 1] if at else ""
        outside = self._outside(at) + self._pay()
        inside = False
        for track, k in here:
            if k < len(track.run):
                inside = inside or not track.joined(k)
                if outside - track.sums[k + 1] < track.base:
                    c = track.run[k]
                    nats = self.model[before + c] if before else self.model.char(c)
                    track.enter(k, outside + nats, (at, self.closed), None)
        if not inside and self._begins(element):
            self.covering = [end for end in self.covering if end > element]
            if len(self.covering) < OPENED and not self._led(element, outside):
                gap = self._bridge(element, before, outside, (at, self.closed), None)
                self.covering.append(gap.reach)

    def _led(self, element: int, nats: float) -> bool:
        """Whether a gap leads over an element that is past it at no more nats than these."""
        self.leading = [item for item in self.leading if item[0] > element]
        return any(
            gap.upto(past) <= nats
            for _, gap in self.leading
            for past in range(element, element + WIDEST)
        )

    def _begins(self, element: int) -> bool:
        """Whether damage may begin with a gap here: at a mark, or after what is not damaged."""
        elements = self.pattern.elements
        if element == len(elements) or element in self.arrivals:  # in the middle of a gap
            return False
        return elements[element] >= UNKNOWN or element == 0 or elements[element - 1] < 0x80

    def spans(self) -> list[Found]:
        """The spans that were found to pay, left to right."""
        found: list[Found] = []
        closed = self.closed
        while closed is not None:
            before, pieces, start, end, gain = closed
            parts: list[Pieces] = []
            piece: Pieces | None = pieces
            while piece is not None:
                parts.append(piece)
                piece = piece[0]
            parts.reverse()
            filling = self._filled(parts, start, end)
            earlier = before[4] if before else 0.0
            gained, style = gain - earlier, self.style.name
            guesses = tuple(filling.guesses)
            found.append(Found(start, end, filling.text, gained, guesses, filling.lost, style))
            closed = before
        found.reverse()
        return found

    def _filled(self, parts: Sequence[Pieces], start: int, end: int) -> Filling:
        """The text of a span from its parts, left to right."""
        around = self.text[max(0, start - AROUND) : start], self.text[end : end + AROUND]
        spoken = Spoken("".join([*around, *(part for _, part, _, _ in parts)]))
        before = self.text[max(0, start - APART) : start]
        filling = Filling(before, self.slots, self.model, spoken)
        for _, part, gap, node in parts:
            if gap is not None and node is not None:
                filling.miss(*gap.edges(node, part))
            else:
                filling.know(part)
        filling.close(self.text[end : end + APART])
        return filling.weighed(*around)


def spans(
    text: str,
    prefix: Sequence[float],
    pattern: Pattern,
    slots: Slots,
    styles: Sequence[Style],
    model: Model,
    price: float,
    again: float,
) -> list[Found]:
    """The spans that pay under the best of the styles."""
    # A line end is part of the evidence: a full stop is likelier before it than a kana.
    prefix = [*prefix, prefix[-1] + model[text[-1] + "\n"]]
    text += "\n"
    if slots.writer.kind == "utf8":
        styles = likely(styles, pattern)
    ground = Ground(text, prefix, pattern, slots, model, price, again)
    best: Paths | None = None
    for style in styles:
        paths = Paths(ground, style, best)
        paths.search()
        if paths.gain > (best.gain if best else 0.0):
            best = paths
    return best.spans() if best else []
