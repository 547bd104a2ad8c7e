"""Spans of a line whose bytes were partly lost: which channels and styles the lattice is asked for.

Rules:

1. Where a mark of loss stands, every pair is asked whose bytes look like the writer's. Where none
   stands, only the pairs that explain a part of the line already and leave something odd.
2. Only East Asian text is restored: what was lost of other scripts is ftfy's to mark.
3. A text that was misread and lost bytes did so everywhere in one way: what explained some windows
   is asked first, and alone where it leaves no doubt.
4. A span found here stands against all others in `choose`; nothing is special about it but the
   price of losing bytes.
"""

from __future__ import annotations

from mojifix._once import once
from mojifix.channels.letters import is_cjk
from mojifix.channels.loss import style as style_of
from mojifix.channels.loss import styles_of
from mojifix.codecs import equivalents, narrow, others
from mojifix.lattice import Pattern, slots_of, spans
from mojifix.search import prices
from mojifix.search.align import trimmed
from mojifix.search.oddness import WIDER
from mojifix.search.repair import MARKS, Repair, marks_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterator, Sequence
    from typing import Final

    from mojifix.channels.loss import Style
    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec
    from mojifix.lattice import Found
    from mojifix.search.line import Lines

# Whole characters of UTF-8, and what is left of one beside a mark.
_UTF8: Final = (
    rb"[\xe1-\xef][\x80-\xbf]{2}|[\xc2-\xdf][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}"
    rb"|[\xe1-\xef][\x80-\xbf]?(?![\x80-\xff])|(?<![\x80-\xff])[\x80-\xbf]{1,2}(?![\x80-\xbf])"
)

# The mask of a mark of loss.
_MARK: Final = -1

# Characters on either side that tell which form of a character was read.
NEAR: Final = 3

# Share of the high bytes that must be where UTF-8 has them. Where UTF-8 was read all are, as GBK,
# cp949, cp932 or Big5; of 199 clean Chinese lines in GBK 95 % have less than 0.57, of as many
# Korean ones in cp949 less than 0.58.
FIT: Final = 0.7

# Pairs asked for in one window, those with the most bytes in whole characters, and the share of
# the best one's that any other must have.
ASKED: Final = 3
BESIDE_BEST: Final = 0.7

# Marks in a row over which nothing is restored. Japanese read as Big5 has twenty and more in the
# middle of what can be read. At 12, with two lost bytes for each one left at most, a tenth of the
# lines that Python read as Big5 is left as it is (table lossy, eight lines a language).
ROW: Final = 40

# Lost bytes for each one that is left, at most. Korean read as cp949 by a browser has lost up to
# two of three, as Big5 more; of legacy bytes read as UTF-8 less is left, and that is no evidence.
LOST_MOST: Final = 4

# Windows that a channel and a style must explain before they are asked first of the others, by
# judgement; as `looked.SAMPLE`.
SAMPLE: Final = 2

_ASCII: Final = bytes(range(0x80))

# What a pair explains in whole characters, the pair, start and end of the stretch, its marks.
_Candidate = tuple[int, "Misread", int, int, str]

# Start and end of a stretch, the reader that has all of it, and its channels.
_Stretch = tuple[int, int, "Codec", "Sequence[Misread]"]


class Lossy:
    """The search for spans with lost bytes, under the channels and prices of a `Lines`."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.model = lines.model
        # Windows that a channel and a style of losing bytes explained beyond doubt.
        self._seen: dict[tuple[Misread, str], int] = {}
        # The repairs of a line by channel and stretch: it may be asked for twice.
        self._line = ""
        self._known: dict[tuple[Misread, int, int], list[Repair]] = {}
        groups = enumerate(lines.readers.groups)
        self._losable = [(bit, *group) for bit, group in groups if narrow(group[0]).losable]

    def spans(
        self,
        text: str,
        prefix: Sequence[float],
        windows: Sequence[tuple[int, int]],
        known: Collection[Misread],
    ) -> dict[Misread, list[Repair]]:
        """For each channel the spans that pay, with what was lost in them.

        known   the channels that explain a part of the line without loss
        """
        if text is not self._line:
            self._line = text
            self._known.clear()
        found: dict[Misread, list[Repair]] = {}
        for first, last in _widened(text, windows):
            for repair in self._window(text, prefix, first, last, known):
                found.setdefault(repair.channels[0], []).append(repair)
        return found

    def _window(
        self,
        text: str,
        prefix: Sequence[float],
        first: int,
        last: int,
        known: Collection[Misread],
    ) -> list[Repair]:
        """The repairs of a window: of the channel that is at work in the text, or of all."""
        for channel, style in [item for item, n in self._seen.items() if n >= SAMPLE]:
            stretch = None if known else self._readable(text, first, last, channel, style)
            if stretch is not None:
                repairs = self._repairs(text, prefix, *stretch, channel, (style_of(style),))
                if sum(repair.evidence for repair in repairs) > prices.PLENTY:
                    return repairs
        found: list[Repair] = []
        for _, channel, start, end, marked in self._candidates(text, first, last, known):
            key = channel, start, end
            if key not in self._known:
                styles = styles_of(marked, channel.read.kind == "double")
                self._known[key] = self._repairs(text, prefix, start, end, channel, styles)
            found += self._known[key]
        if not known:  # a line may be asked twice, and is one witness
            self._note(found)
        return found

    def _note(self, found: Sequence[Repair]) -> None:
        """Remembers what explains a window beyond doubt."""
        gains: dict[tuple[Misread, str], float] = {}
        for repair in found:
            key = repair.channels[0], repair.errors
            gains[key] = gains.get(key, 0.0) + repair.evidence
        best = max(gains, key=gains.__getitem__, default=None)
        if best is None or gains[best] <= prices.PLENTY:
            return
        if best[0].written.kind == "utf8" and best[1] != "strict":
            self._seen[best] = self._seen.get(best, 0) + 1

    def _readable(
        self, text: str, first: int, last: int, channel: Misread, style: str
    ) -> tuple[int, int] | None:
        """The stretch of a window that a channel of UTF-8 reads, if it is all that is not ASCII."""
        readers = self.lines.readers
        bit = next(bit for bit, (read, _) in enumerate(readers.groups) if read is channel.read)
        window, marks = text[first:last], marks_of(channel.read)
        masks = [_MARK if c in marks else readers.mask(c) for c in window]
        for start, end in _runs(masks, 1 << bit):
            if (window[:start] + window[end:]).isascii() and not window[start:end].isascii():
                data, marked = _data(text, first + start, first + end, channel.read)
                possible = styles_of(marked, channel.read.kind == "double")
                if _worth(data) and any(style == other.name for other in possible):
                    return first + start, first + end
        return None

    def _repairs(
        self,
        text: str,
        prefix: Sequence[float],
        start: int,
        end: int,
        channel: Misread,
        styles: Sequence[Style],
    ) -> list[Repair]:
        """The repairs of a stretch under one channel, bytes lost in one of these styles."""
        forms = as_read(text, start, end, channel.read)
        pattern = Pattern(text, start, end, channel.read, marks_of(channel.read), forms)
        price = self.lines.price(channel) + prices.LOSSY
        made = slots_of(channel.written, channel.read, self.model)
        places = spans(text, prefix, pattern, made, styles, self.model, price, prices.AGAIN)
        repairs = (self._repair(text, place, channel) for place in places)
        return [repair for repair in repairs if repair is not None]

    def _repair(self, text: str, place: Found, channel: Misread) -> Repair | None:
        if not place.lost and channel.invert(text[place.start : place.end]) not in (
            None,
            place.text,
        ):
            return None  # nothing is missing, and still something else is read
        start, end, repaired = trimmed(text, place.start, place.end, place.text)
        gain = place.gain - channel.unlikely(repaired)
        if (
            gain <= 0
            or not is_cjk(repaired)
            or not self.lines.holds(text[start:end], repaired, channel)
        ):
            return None
        high = len(
            channel.read.encode(_without(text[start:end], channel.read)).translate(None, _ASCII)
        )
        if place.lost > LOST_MOST * high:
            return None
        cut = start - place.start
        guesses = tuple(g.moved(-cut) for g in place.guesses if cut <= g.at < cut + len(repaired))
        errors = place.style if place.lost else "strict"
        return Repair(start, end, repaired, (channel,), gain, 1.0, guesses, place.lost, errors)

    def _candidates(
        self, text: str, first: int, last: int, known: Collection[Misread]
    ) -> list[_Candidate]:
        """The pairs and stretches of a window worth asking for."""
        families = {(channel.written, narrow(channel.read).family) for channel in known}
        sure: set[Misread] = set()
        seen: dict[tuple[int, bytes, Codec], _Candidate] = {}
        most = 0
        for start, end, read, channels in self._stretches(text, first, last):
            explained = {c for c in channels if (c.written, narrow(read).family) in families}
            # A character has two high bytes at the most: a short stretch is far from the best.
            if not explained and 2 * (end - start) < BESIDE_BEST * most:
                continue
            data, marked = _data(text, start, end, read)
            if not data:
                continue
            sure |= explained
            worth = -1
            for channel in channels:
                utf8 = channel.written.kind == "utf8"
                if utf8 and worth < 0:
                    worth = _worth(data)
                    most = max(most, worth)
                if (utf8 and worth > 0) or channel in explained:
                    key = (start, data, channel.written)
                    if key not in seen or self._cheaper(channel, seen[key][1]):
                        seen[key] = (max(worth, 0), channel, start, end, marked)
        best = sorted(seen.values(), key=self._order)[:ASKED]
        best = [item for item in best if item[0] >= BESIDE_BEST * best[0][0]]
        return best + [item for item in seen.values() if item[1] in sure and item not in best]

    def _stretches(self, text: str, first: int, last: int) -> list[_Stretch]:
        """What each reader that may have lost bytes has of a window, the longest first."""
        readers = self.lines.readers
        window = text[first:last]
        masks = list(map(readers.mask, window))
        possible = 0
        for mask, c in zip(masks, window):
            if not c.isascii() and c not in MARKS:
                possible |= mask
        marked: dict[str, list[int]] = {}
        found: list[_Stretch] = []
        for bit, read, channels in self._losable:
            if not possible >> bit & 1:
                continue
            marks = marks_of(read)
            if marks not in marked:
                marked[marks] = [_MARK if c in marks else m for m, c in zip(masks, window)]
            for start, end in _runs(marked[marks], 1 << bit):
                if not window[start:end].isascii():
                    found.append((first + start, first + end, read, channels))
        found.sort(key=_length, reverse=True)
        return found

    def _order(self, item: _Candidate) -> tuple[int, float]:
        return -item[0], self.lines.price(item[1])

    def _cheaper(self, channel: Misread, other: Misread) -> bool:
        return self.lines.price(channel) < self.lines.price(other)


def _without(text: str, read: Codec) -> str:
    """The text without marks of loss."""
    return text.translate(dict.fromkeys(map(ord, marks_of(read))))


def _data(text: str, start: int, end: int, read: Codec) -> tuple[bytes, str]:
    """What a reader had of a stretch, its marks as line feeds, and these; b"" for too many."""
    marks, piece = marks_of(read), text[start:end]
    forms = as_read(text, start, end, read)
    table = dict.fromkeys(map(ord, marks), "\n")
    if forms:
        data = b"".join(
            forms.get(at) or read.encode(text[at].translate(table)) for at in range(start, end)
        )
    else:
        data = read.encode(piece.translate(table))
    if sum(map(piece.count, marks)) > LOST_MOST * len(data.translate(None, _ASCII)):
        return b"", ""
    return data, "".join(c for c in marks if c in piece)


def _runs(masks: Sequence[int], bit: int) -> Iterator[tuple[int, int]]:
    """Longest stretches of characters that a reader has or that are marks, but not of many."""
    kinds = {mask: "x" if mask & bit else "-" for mask in set(masks)}
    kinds[_MARK] = "m"
    return map(_span, _readable().finditer("".join(map(kinds.__getitem__, masks))))


@once
def _readable() -> re.Pattern[str]:
    """What a reader has, and no more marks in a row than ROW."""
    import re

    return re.compile(f"(?:x|(?<!{'m' * ROW})m)+")


def _span(found: re.Match[str]) -> tuple[int, int]:
    return found.span()


def as_read(text: str, start: int, end: int, read: Codec) -> dict[int, bytes]:
    """The bytes of the characters that may have been read from others than `encode` gives.

    They were normalised since, or the reader has several forms of them. Of all forms of a character
    the one is taken that leaves more bytes where UTF-8 has them.
    """
    same, known = equivalents(read), others(read)
    found: dict[int, bytes] = {}
    if not any(table and not table.keys().isdisjoint(text[start:end]) for table in (same, known)):
        return found
    table = dict.fromkeys(map(ord, marks_of(read)), "\n")
    for at in range(start, end):
        c = text[at]
        if c not in same and c not in known:
            continue
        first, last = max(start, at - NEAR), min(end, at + NEAR + 1)
        before = b"".join(
            found.get(place) or read.encode(text[place].translate(table))
            for place in range(first, at)
        )
        after = read.encode(text[at + 1 : last].translate(table))
        forms = [*map(read.encode, (c, *same.get(c, ""))), *known.get(c, ())]
        found[at] = max(forms, key=lambda form: _fit(before + form + after))
    return found


def _length(stretch: _Stretch) -> int:
    return stretch[1] - stretch[0]


def _widened(text: str, windows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The windows up to where ASCII begins, those that meet joined."""
    found: list[tuple[int, int]] = []
    for first, last in windows:
        least, most = max(0, first - WIDER), min(len(text), last + WIDER)
        while first > least and not text[first - 1].isascii():
            first -= 1
        while last < most and (text[last] == "?" or not text[last].isascii()):
            last += 1
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _worth(data: bytes) -> int:
    """Bytes that are where UTF-8 has them, 0 where too few are; a mark is a line feed here."""
    fit = _fit(data)
    return fit if fit >= FIT * len(data.translate(None, _ASCII)) else 0


def _fit(data: bytes) -> int:
    return sum(map(len, _whole().findall(data)))


@once
def _whole() -> re.Pattern[bytes]:
    """Whole characters of UTF-8, and what is left of one beside a mark."""
    import re

    return re.compile(_UTF8, re.DOTALL)
