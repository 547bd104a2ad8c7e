"""What a first look at a long text asks of a line before it is searched.

A clean text has rare lines, poems and lists of names, and a search of each takes as long as
decoding a hundred thousand characters. What most of them are told by costs a hundredth of that:

1. A line of hanzi or hangul that is calm, whatever stands out in it, was not misread as a whole.
2. A line that was has a reading by a double-byte writer, or by most of UTF-8, that costs less, and
   by more than what one line among thousands gains by chance.
3. Spans are sought where Western signs stand in rows, in the oddest lines.

A line that lost bytes to U+FFFD is always searched, as is one that may hold U+FFFD itself misread:
it is in no clean line, and `\\u93c4\\u3126\\u6908\\ufffd` has nothing else that stands out.
"""

from __future__ import annotations

import re

from mojifix.channels.beyond import holds_misread
from mojifix.channels.letters import is_cjk
from mojifix.screen import foreign_pairs
from mojifix.search import prices
from mojifix.search.oddness import MARGIN, odd, peak
from mojifix.search.pieces import place_to_cut
from mojifix.search.repair import MARKS, has_marks
from mojifix.search.scales import CERTAIN, ORDINARY, Scales

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec

# ORDINARY of fewer than CERTAIN characters that became hanzi or hangul (nats). Of 15,600 such
# texts of 2 to 7 that the search repairs 4 have less, `\u6147` five times say, and of 8,700 clean
# lines of as many that are odd every second one.
ORDINARY_FEW: Final = 2.0

# Hanzi and hangul with their marks. Kana are left out: EUC-JP and GBK have them in common.
PLAIN: Final = re.compile(
    "[\0-\x7f\xb7\u2014\u2018-\u201d\u2026\u3001-\u3011\uff01-\uff5e\u4e00-\u9fff\uac00-\ud7a3]*"
)

# Oddness from which a first look seeks spans (nats): twelve characters of GBK read as Latin-1 have
# 40 to 90.
SPANS: Final = 30.0

# The same for lines without East Asian letters.
FOREIGN_ODD: Final = 40.0

# Characters of a line, from the first that is not ASCII, by which a first look judges it. By
# judgement: CERTAIN is enough to know one that was misread.
BEGINNING: Final = 40

# Share of its bytes outside ASCII that UTF-8 explains in a line that was UTF-8. By chance it
# explains a third of those of 20 characters in a double-byte codec, and of 4,068 such texts 0.7 at
# the most; at 0.6 some clean lines more are searched in vain.
EXPLAINED: Final = 0.75

_UTF8: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_ASCII: Final = bytes(range(0x80))
_NOT_MARKS: Final = {ord(mark): None for mark in MARKS}
_BEYOND: Final = re.compile("[^\0-\x7f]")


class Glances(Scales):
    """Looks at lines of long texts."""

    def promising(self, text: str) -> bool:
        """Whether a search of the line may find anything."""
        if "\ufffd" in text or holds_misread(text):
            return True
        if not is_cjk(text):
            costs = self.model.costs(text)
            return odd(self.excess(text, costs), MARGIN, FOREIGN_ODD)
        if self._as_a_whole_may(text):
            return True
        if foreign_pairs(text) < 3:
            return False
        there = self.model.home.added(text, self.model.costs(text))
        return peak(self.excess(text, there), MARGIN) >= SPANS

    def calm(self, text: str, costs: Sequence[float]) -> bool:
        """Whether the line is so ordinary that it was not misread as a whole."""
        if not PLAIN.fullmatch(text) or has_marks(text):
            return False
        letters = self.of_letters(text, costs)
        usual = ORDINARY if len(letters) >= CERTAIN else ORDINARY_FEW
        return bool(letters) and sum(letters) <= usual * len(letters)

    def _as_a_whole_may(self, text: str) -> bool:
        """Whether the line may have been misread as a whole, for all that its beginning tells."""
        first = _BEYOND.search(text)
        start = first.start() if first else 0
        text = text[start : place_to_cut(text, start, min(start + BEGINNING, len(text)))]
        there = self.model.home.added(text, self.model.costs(text))
        if self.calm(text, there) or not self.odd(text, there):
            return False
        feasible = self.readers.of(text)
        if feasible & self.readers.narrow:
            return True
        bare = text.translate(_NOT_MARKS) if has_marks(text) else text
        readers = self.readers.double(feasible if bare is text else self.readers.of(bare))
        if any(map(mostly_utf8, {read.encode(bare) for read in readers})):
            return True
        likely = self.readers.twins(self.model).for_all(text, there, prices.whole(len(text)))
        cost = sum(there)
        return any(self._pays(text, cost, channel) for channel in likely)

    def _pays(self, text: str, cost: float, channel: Misread) -> bool:
        """Whether the channel's reading of a text is so likely that it may have been misread.

        cost   of the text, in nats
        """
        if channel.read.kind == "mixed":  # Western signs tell of it
            return False
        try:
            before = _without_halves(channel.read.encode(text), channel.written)
        except UnicodeError:
            return False
        least = prices.whole(len(text)) + channel.price + prices.SURE
        if not before or cost - self.model.cost(before) <= least:
            return False
        # What the line repeats is one surprise.
        home, once = self.model.home.cost, self.model.once
        return once(text) + home(text) - once(before) - home(before) > least


def mostly_utf8(data: bytes) -> bool:
    """Whether most of the data outside ASCII is UTF-8."""
    beyond = len(data.translate(None, _ASCII))
    return sum(map(len, _UTF8.findall(data))) >= EXPLAINED * beyond


def _without_halves(data: bytes, writer: Codec) -> str:
    """What a writer reads of the data, where half a character may stand at either end."""
    for start, end in ((0, 0), (0, 1), (1, 0), (1, 1)):
        try:
            return writer.decode(data[start : len(data) - end])
        except UnicodeDecodeError:
            continue
    return ""
