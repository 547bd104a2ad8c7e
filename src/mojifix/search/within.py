"""The spans of a line that pay, channel by channel: which are worth aligning, what they bring."""

from __future__ import annotations

from functools import reduce
from operator import or_, sub

from mojifix.channels.letters import is_bopomofo, is_cjk
from mojifix.search import prices
from mojifix.search.align import CHEAPEST, Stretch, Track, promise, spans, tracks, trimmed
from mojifix.search.choose import apart
from mojifix.search.edges import Beside
from mojifix.search.forms import decoded, has_forms
from mojifix.search.repair import Repair, is_signs
from mojifix.search.scales import Scales
from mojifix.search.twins import in_part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec

# In a window of more than WIDE characters only the PROMISING channels are aligned, those whose
# readings of its oddest part are likeliest: all of them take a second for 1,000 characters. A
# shorter window is mostly its clean neighbours, of which the right channel makes nonsense, so that
# all are tried.
WIDE: Final = 200
PROMISING: Final = 12


class Within(Scales):
    """Seeks spans in windows of lines."""

    def spans(
        self,
        text: str,
        prefix: Sequence[float],
        windows: Sequence[tuple[int, int]],
        only: Sequence[Misread] | None = None,
    ) -> dict[Misread, list[Repair]]:
        """For each channel (of `only`) the spans of the line that pay, inside the windows.

        prefix   sums of the costs that they are sought by: of the pairs, and what was added to them
        """
        found: dict[Misread, list[Repair]] = {}
        beside = Beside(text, self.model)
        added = list(map(sub, prefix, self.model.prefix(text)))
        for first, last in windows:
            for stretch, channel, readable in self._worth(text, prefix, first, last, only):
                price = self.price(channel)
                for start, end, repaired, gain in spans(
                    stretch, readable, self.model, price, prices.AGAIN
                ):
                    repaired, more = self._of_forms(text[start:end], repaired, channel)
                    repair = beside.weighed(
                        Repair(*trimmed(text, start, end, repaired), (channel,), gain + more, 1.0),
                        added[end] - added[start],
                    )
                    if repair.evidence > 0 and self._brings(text, repair):
                        found.setdefault(channel, []).append(repair)
        return {channel: apart(repairs) for channel, repairs in found.items()}

    def _of_forms(self, text: str, repaired: str, channel: Misread) -> tuple[str, float]:
        """A span by the likeliest forms of its characters, and what these gain (nats)."""
        if not has_forms(channel.read, text):
            return repaired, 0.0
        other = decoded(channel.read, channel.written, text, self.model)
        gain = self.model.cost(repaired) - self.model.cost(other) if other else 0.0
        return (other, gain) if other and gain > 0 else (repaired, 0.0)

    def _brings(self, text: str, repair: Repair) -> bool:
        """Whether a span brings what its channel must bring, by itself or with its neighbours.

        `\u30eb\u3016\u30d7` was `\u30eb\u30fc\u30d7`: the letter makes a word with those beside it.
        """
        channel, repaired = repair.channels[0], repair.repaired
        if self.at_work and is_signs(repair):
            return not repaired.isascii() and "\ufffd" not in repaired
        if is_bopomofo(text[repair.start : repair.end]):  # whatever stands beside it
            return False
        first, end = max(0, repair.start - 1), repair.end + 1
        there = text[first : repair.start] + repaired + text[repair.end : end]
        return self.holds(text[repair.start : repair.end], repaired, channel) or (
            is_cjk(repaired) and self.holds(text[first:end], there, channel)
        )

    def _worth(
        self,
        text: str,
        prefix: Sequence[float],
        first: int,
        last: int,
        wanted: Collection[Misread] | None = None,
    ) -> list[tuple[Stretch, Misread, list[Track]]]:
        """The stretches and channels of a window that promise most, of the wanted channels."""
        left_out = self._hopeless(text, prefix, first, last) if wanted is None else ()
        if wanted is None and last - first > WIDE:
            starts = range(first, last - WIDE + 1, WIDE // 2)
            oddest = max(starts, key=lambda at: prefix[at + WIDE] - prefix[at])
            sample = self._worth(text, prefix, oddest, oddest + WIDE)
            wanted = {channel for _, channel, _ in sample[:PROMISING]}
        found = []
        for stretch, channels in self._stretches(text, prefix, first, last, wanted, left_out):
            for channel in channels:
                readable = tracks(stretch, channel.written, self.model, self.price(channel))
                if readable:
                    gain = promise(stretch, readable) - channel.price
                    found.append((gain, stretch, channel, readable))
        found.sort(key=_gain, reverse=True)
        return [item[1:] for item in found]

    def _hopeless(
        self, text: str, prefix: Sequence[float], first: int, last: int
    ) -> Collection[Misread]:
        """Channels of which no span in a window can pay."""
        costs = list(map(sub, prefix[first + 1 : last + 1], prefix[first:last]))
        twins = self.readers.twins(self.model)
        return twins.hopeless(text[first:last], costs, in_part, prices.OPEN, self.opening)

    def _stretches(
        self,
        text: str,
        prefix: Sequence[float],
        first: int,
        last: int,
        wanted: Collection[Misread] | None,
        left_out: Collection[Misread],
    ) -> Iterator[tuple[Stretch, Iterable[Misread]]]:
        """The readable stretches of a window, each once, with the cheapest channel a writer."""
        masks = list(map(self.readers.mask, text[first:last]))
        some = reduce(or_, masks)
        known: dict[tuple[int, bytes], tuple[Stretch, dict[Codec, Misread]]] = {}
        for bit, (read, group) in enumerate(self.readers.groups):
            if not some >> bit & 1:
                continue
            channels = [c for c in group if c not in left_out and (wanted is None or c in wanted)]
            for start, end in _runs(masks, 1 << bit) if channels else ():
                start, end = start + first, end + first
                nats = prefix[end] - prefix[start]
                if nats <= prices.LEAST + CHEAPEST:  # no channel is cheaper
                    continue
                payable = [c for c in channels if nats > self.price(c) + CHEAPEST]
                if not payable or text[start:end].isascii():
                    continue
                try:
                    stretch = Stretch(text, prefix, start, end, read)
                except UnicodeError:
                    continue
                _, by_writer = known.setdefault((start, stretch.data), (stretch, {}))
                for channel in payable:
                    other = by_writer.get(channel.written)
                    if other is None or self.price(channel) < self.price(other):
                        by_writer[channel.written] = channel
        for stretch, by_writer in known.values():
            yield stretch, by_writer.values()


def _gain(item: tuple[float, Stretch, Misread, list[Track]]) -> float:
    return item[0]


def _runs(masks: Sequence[int], bit: int) -> Iterator[tuple[int, int]]:
    """Longest stretches of characters that a reader has."""
    start = None
    for at, mask in enumerate(masks):
        if mask & bit:
            if start is None:
                start = at
        elif start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(masks)
