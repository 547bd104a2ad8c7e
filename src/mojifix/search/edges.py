"""What speaks for a span beside the pairs of its characters, and where exactly it begins and ends.

The alignment knows pairs only, and these leave it open whether the last character of a span is its
own or its neighbour's: what a misreading makes of one character is often as likely as it. So a span
that pays is weighed again, and each end of one that is taken is asked for again a few characters to
either side, with what the alignment cannot know:

1. what the character before last says (`language.trigrams`);
2. that a line keeps to one language (`language.home`, `language.shares`);
3. that two histories meet at ASCII and at the ends of a line, seldom between words, and hardly ever
   inside one.
"""

from __future__ import annotations

from mojifix.channels.letters import is_cjk
from mojifix.language import shares
from mojifix.language.trigrams import WEIGHT
from mojifix.search.align import trimmed
from mojifix.search.scales import unbracketed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from mojifix.language.model import Model
    from mojifix.search.repair import Repair

    # What a way of reading costs (nats) with its ends and without, and what it brings.
    Way = tuple[float, float, str]

# Characters by which an end is moved at most.
REACH: Final = 3

# What an end costs that is neither beside ASCII nor at an end of the line: between two East Asian
# letters, before a sign that closes, and elsewhere (nats). Of 664 ends of damage in the lines of
# the wild, scraped pages apart, one is there, so that they could be more; in the table mixed every
# third is. With 5, 0 and 0 nats 37 instead of 27 of 720 lines with two spans are half right.
INSIDE: Final = 6.0
CLOSED: Final = 5.0
BETWEEN: Final = 2.0
CLOSING: Final = frozenset(
    "\u3001\u3002\uff0c\uff0e\uff1a\uff1b\uff01\uff1f\u2026"
    "\uff09\u300d\u300f\u300b\u3009\u3011\u3015\u3017\u2019\u201d"
)

# Characters of the line on either side by which a span is judged.
BESIDE: Final = 40

# Characters of a span from which it is left as the alignment has it: each way of reading it takes
# some microseconds a character, and so long a one has evidence to spare.
LONG: Final = 300


class Beside:
    """Weighs spans of one line by what stands beside them."""

    def __init__(self, text: str, model: Model) -> None:
        self.text = text
        self.model = model

    def weighed(self, repair: Repair, added: float) -> Repair:
        """The span with its whole evidence; that of the alignment is in `evidence` (nats).

        added   what it holds of costs that were added to the pairs', to find it by (nats)

        One that loses by what its ends bring is tried with other ends.
        """
        start, end = repair.start, repair.end
        gain = self.gain(repair) - repair.channels[0].unlikely(repair.repaired)
        gain -= unbracketed(self.text[start:end], repair.repaired)
        if end - start <= LONG:
            gain -= added
        found = repair.placed(start, end, repair.repaired, repair.evidence + gain)
        if found.evidence > 0 or repair.evidence <= 0:
            return found
        return refined(self.text, [found], self.model)[0]

    def gain(self, repair: Repair) -> float:
        """What the line's language and its trigrams say of a span that is not LONG, in nats."""
        text, start, end = self.text, repair.start, repair.end
        if end - start > LONG:
            return 0.0
        left, right = text[max(0, start - BESIDE) : start], text[end : end + BESIDE]
        here, before = left + text[start:end] + right, left + repair.repaired + right
        near = slice(max(0, len(left) - 2), -max(0, len(right) - 2) or None)
        trigrams = trigram_gain(before[near]) - trigram_gain(here[near])
        kept = keeping(here, self.model) - keeping(before, self.model)
        # Not by itself: a line that is read as a whole has nothing else to show, and loses to this.
        alone = shares.load().cost
        kept += alone(repair.repaired) - alone(text[start:end])
        # Only what speaks against it: trigrams know no foreign name, and a list of them has many.
        return kept + min(0.0, WEIGHT * trigrams)


def keeping(text: str, model: Model) -> float:
    """What a text costs more than its pairs say, for keeping to one language (nats)."""
    return model.home.cost(text) + shares.load().cost(text)


def nats_of(text: str, model: Model) -> float:
    """What a text costs by its pairs, its trigrams and its language, in nats."""
    return model.cost(text) + keeping(text, model) - WEIGHT * trigram_gain(text)


def trigram_gain(text: str) -> float:
    """What trigrams say of a text beside its pairs, in nats."""
    from mojifix.language.trigrams import load

    return sum(map(load().gain, text, text[1:], text[2:]))


def refined(text: str, repairs: Sequence[Repair], model: Model) -> list[Repair]:
    """The repairs of a line, which stand in order, with their likeliest ends."""
    found: list[Repair] = []
    for number, repair in enumerate(repairs):
        low = found[-1].end if found else 0
        high = repairs[number + 1].start if number + 1 < len(repairs) else len(text)
        found.append(_refined(text, repair, low, high, model) if movable(repair) else repair)
    return found


def movable(repair: Repair) -> bool:
    """Whether the bytes of the repair can be read again, and quickly."""
    whole = len(repair.channels) == 1 and not repair.guesses and not repair.lost
    return whole and repair.end - repair.start <= LONG


def _refined(text: str, repair: Repair, low: int, high: int, model: Model) -> Repair:
    """One repair with the ends that are likeliest between two places of the line."""
    ways = Ways(text, repair, low, high, model)
    start, end = repair.start, repair.end
    known = ways.way(start, end)
    if known is None:
        return repair
    for _ in range(2):  # the second end may move the first
        start = min(_near(start, low, end - 1), key=lambda at: ways.cost(at, end))
        end = min(_near(end, start + 1, high), key=lambda at: ways.cost(start, at))
    best = ways.way(start, end)
    if best is None or (start, end) == (repair.start, repair.end):
        return repair
    start, end, repaired = trimmed(text, start, end, best[2])
    return repair.placed(start, end, repaired, repair.evidence + known[1] - best[1])


def _near(at: int, low: int, high: int) -> Iterator[int]:
    """Places near an end, itself first."""
    yield at
    yield from range(max(low, at - REACH), at)
    yield from range(at + 1, min(high, at + REACH) + 1)


class Ways:
    """What the span of a repair costs with one pair of ends or another.

    low, high   between which places of the line the span must stand
    """

    def __init__(self, text: str, repair: Repair, low: int, high: int, model: Model) -> None:
        self.text = text
        self.channel = repair.channels[0]
        self.low = max(low, repair.start - BESIDE)
        self.high = min(high, repair.end + BESIDE)
        self.model = model
        self._known: dict[tuple[int, int], Way | None] = {}

    def cost(self, start: int, end: int) -> float:
        """What the span costs between these ends (nats)."""
        way = self.way(start, end)
        return way[0] if way else float("inf")

    def way(self, start: int, end: int) -> Way | None:
        """The span between these ends, or None where it cannot be read."""
        ends = start, end
        if ends not in self._known:
            self._known[ends] = self._way(start, end)
        return self._known[ends]

    def _way(self, start: int, end: int) -> Way | None:
        repaired = self.channel.invert(self.text[start:end])
        if not repaired:
            return None
        left, right = self.text[self.low : start], self.text[end : self.high]
        line = left + repaired + right
        nats = nats_of(line, self.model) + self.channel.unlikely(repaired)
        meets = meeting(left[-1:], repaired[0]) + meeting(repaired[-1], right[:1])
        return nats + meets, nats, repaired


def meeting(last: str, first: str) -> float:
    """What it costs that two histories meet between two characters, "" for none (nats)."""
    if last.isascii() or first.isascii():
        return 0.0
    if is_cjk(last) and is_cjk(first):
        return INSIDE
    return CLOSED if first in CLOSING else BETWEEN
