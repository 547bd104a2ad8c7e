"""What a first look at a long text asks of a line before it is searched.

A clean text has rare lines, poems and lists of names, and a search of each takes as long as
decoding a hundred thousand characters. What most of them are told by costs a hundredth of that, and
is asked of the few characters from where the screen picked the line, which are damaged if anything
of it is:

1. Twins (`twins`) of some stretch of them cost less by what a span has to pay, and by more than one
   line among thousands gains by chance; where the line has no more characters, the reading itself.
2. Or their bytes are UTF-8 of several characters in a row, which those of clean text hardly are.
3. Or Western signs stand in rows, in a line that is very odd.
4. Or an East Asian letter stands in a word of Latin ones: what it was is no East Asian letter.

By itself a line of double-byte letters is asked for twins and UTF-8 as well, all of it
(`may_be_others`).

A line that lost bytes to U+FFFD is always searched, as is one that may hold U+FFFD itself misread:
it is in no clean line, and `\\u93c4\\u3126\\u6908\\ufffd` has nothing else that stands out.
"""

from __future__ import annotations

import re
from itertools import accumulate
from operator import and_

from mojifix.channels.beyond import holds_misread
from mojifix.channels.letters import is_cjk, stands_in_word
from mojifix.codecs.turns import THREE
from mojifix.screen import SIGN
from mojifix.search import prices
from mojifix.search.oddness import MARGIN, SHORT, odd, peak
from mojifix.search.repair import MARKS, has_marks
from mojifix.search.twins import SLACK
from mojifix.search.within import Within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.codecs import Codec

# Characters that are looked at before the place where the screen picked a line, and from it on. Of
# 1,076 single lines that were misread as a whole and that the screen picks one is lost with 24 and
# with 16 from there on, and three with 12; of 787 spans of 5 and of 12 characters one with any of
# these. More characters take more time, and of 327 clean lines none went to the search.
BEFORE: Final = 6
AHEAD: Final = 16

# The same where there are kana, which EUC-JP has in common with GBK: of such a line a few
# characters tell little. With 40 as many are lost; lower is not tried.
AHEAD_OF_KANA: Final = 26

# Oddness that these characters have at the least, where they are more than SHORT (nats). Of 162
# clean ones 70 have less, and of 510 damaged ones two; at 10 and 20 nats 47 and two, 89 and nine.
# That they are a little odd everywhere, as `odd` asks as well, is so of any poem.
LEAST: Final = 16.0

# Channels that are aligned with these characters, the most promising ones. With 4, 2 and 1 of 837
# spans of 5 and of 12 characters 50, 51 and 52 are left in long texts.
ALIGNED: Final = 2

# Western signs from which a first look asks how odd they are, and the oddness from which it seeks
# spans of them (nats). Of spans of five characters that single-byte readers made in lines of long
# texts 25 are left with three pairs of signs and 30 nats, 13 with 15 nats, and 2 as it is; of 327
# clean lines that are picked in four million characters none is searched for any of these.
FEW: Final = 4
SPANS: Final = 15.0

# Nats by which the twins of a line by itself may gain less than a span has to pay. Of 163 odd lines
# of 20 clean Chinese characters 11 go to the search at 0, 24 at 4 and 81 at 8; at 0 two lines with
# spans were lost.
SPARE: Final = 4.0

# Oddness from which a line without East Asian letters is searched (nats).
FOREIGN_ODD: Final = 40.0

_SIGNS: Final = re.compile(f"(?:{SIGN}.*?){{{FEW}}}")
_UTF8: Final = re.compile(rb"(?:%b){2,}|(?:[\xc2-\xdf][\x80-\xbf]){6,}" % THREE)
_NOT_MARKS: Final = {ord(mark): None for mark in MARKS}
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_BEYOND: Final = re.compile("[^\0-\x7f]")


def obvious(lines: str) -> bool:
    """Whether any of some lines may hold what most clean ones do not: one question for all.

    That is U+FFFD or what it was misread as, an East Asian letter in a Latin word, Western signs.
    """
    return (
        "\ufffd" in lines
        or holds_misread(lines)
        or stands_in_word(lines)
        or _SIGNS.search(lines) is not None
    )


class Glances(Within):
    """Looks at lines of long texts."""

    def promising(self, text: str, at: int | None = None, obvious: bool = True) -> bool:
        """Whether a search of the line may find anything.

        at        where it is odd first, None where that is not known
        obvious   whether it may hold what `obvious` looks for
        """
        if obvious and ("\ufffd" in text or holds_misread(text)):
            return True
        if not is_cjk(text):
            return odd(self.excess(text, self.model.costs(text)), MARGIN, FOREIGN_ODD)
        if (obvious and stands_in_word(text)) or self._may_hold_letters(text, at):
            return True
        if not (obvious and _SIGNS.search(text)):
            return False
        there = self.model.home.added(text, self.model.costs(text))
        return peak(self.excess(text, there), MARGIN) >= SPANS

    def _may_hold_letters(self, text: str, at: int | None) -> bool:
        """Whether East Asian letters of a line may be others that were misread."""
        if at is None:
            first = _BEYOND.search(text)
            at = first.start() if first else 0
        start = max(0, at - BEFORE)
        part = text[start : at + AHEAD]
        if _KANA.search(part):
            part = text[start : at + AHEAD_OF_KANA]
        costs = self.model.costs(part, text[start - 1 : start] if start else "")
        there = self.model.home.added(part, costs)
        if not self._stands_out(part, there):
            return False
        twins = self.readers.twins(self.model)
        if len(part) < len(text):
            likely = twins.likely_in_part(part, there, prices.OPEN + prices.SURE)
            if self._holds_span(part, there, likely[:ALIGNED]):
                return True
        else:
            likely = twins.likely_in_all(part, there, prices.whole(len(part)) - SLACK)
            if any(self._pays(part, sum(there), channel) for channel in likely):
                return True
        return self._may_be_utf8(part)

    def may_be_others(
        self, text: str, costs: Sequence[float], as_whole: bool, in_part: bool
    ) -> bool:
        """Whether double-byte letters may be others that were misread, by what bounds say.

        A line by itself is asked about all of it.
        """
        twins = self.readers.twins(self.model)
        return bool(
            stands_in_word(text)
            or (in_part and twins.likely_in_part(text, costs, prices.OPEN - SPARE))
            or (as_whole and twins.likely_in_all(text, costs, prices.whole(len(text)) - SLACK))
            or self._may_be_utf8(text)
        )

    def _stands_out(self, text: str, costs: Sequence[float]) -> bool:
        """Whether some stretch of a text is very unlikely; a few characters need only be odd."""
        if len(text) <= SHORT:
            return self.odd(text, costs)
        return peak(self.excess(text, costs), MARGIN) >= LEAST

    def _may_be_utf8(self, text: str) -> bool:
        """Whether the bytes of a text, marks of loss aside, hold several characters of UTF-8."""
        bare = text.translate(_NOT_MARKS) if has_marks(text) else text
        if not bare:
            return False
        first, second, third = zip(*map(self.readers.in_utf8, bare))
        if not any(map(and_, map(and_, first, second[1:]), third[2:])):
            return False
        readers = self.readers.double(self.readers.of(bare))
        return any(self._is_utf8(bare, data) for data in {read.encode(bare) for read in readers})

    def _is_utf8(self, text: str, data: bytes) -> bool:
        """Whether the bytes of a text hold UTF-8 that is likelier, a byte, than the text is.

        `\u7f60\u3084\u6b7b` is UTF-8 in cp932, of two signs that hardly any text has.
        """
        runs = _UTF8.findall(data)
        nats = self.model.cost(text) / len(data) if runs else 0.0
        return any(self.model.cost(run.decode()) < nats * len(run) for run in runs)

    def _holds_span(self, text: str, costs: Sequence[float], channels: Sequence[Misread]) -> bool:
        """Whether the channels have a span in a text that pays by more than chance."""
        if not channels:
            return False
        prefix = list(accumulate(costs, initial=0.0))
        found = self.spans(text, prefix, [(0, len(text))], channels)
        return any(found.values())

    def _pays(self, text: str, cost: float, channel: Misread) -> bool:
        """Whether the channel's reading of a text is so likely that it may have been misread.

        cost   of the text, in nats
        """
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


def _without_halves(data: bytes, writer: Codec) -> str:
    """What a writer reads of the data, where half a character may stand at either end."""
    for start, end in ((0, 0), (0, 1), (1, 0), (1, 1)):
        try:
            return writer.decode(data[start : len(data) - end])
        except UnicodeDecodeError:
            continue
    return ""
