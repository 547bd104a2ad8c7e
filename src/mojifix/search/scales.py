"""What a line is weighed with: a language model, what each channel costs, and how odd a text is."""

from __future__ import annotations

import re
from itertools import compress

from mojifix.channels.letters import bracketed
from mojifix.language import shares
from mojifix.search import prices
from mojifix.search.oddness import MARGIN, MARGIN_SHORT, ODD, ODD_SHORT, SHORT, odd, peak

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.language.model import Model
    from mojifix.search.readers import Readers

# Characters of a reading from which its rivals are not scored, and how much more than usual each
# may cost (nats). Of junk that GBK, Big5 and EUC-KR make of each other 99.9 % have 2.7 and more;
# EUC-JP read as GBK has less, whose kana are the same: see `Misread.unlikely`. Of 6,000 lines of 8
# to 40 characters which became hanzi or hangul alone the least has 2.95.
CERTAIN: Final = 8
ORDINARY: Final = 2.7

# Half-width kana for each other letter from which they may be a name with a title, as in
# `\uff8a\uff7c\uff93\uff84\u69d8`. Of 2,300 made-up names in fields 17 became hanzi without it, 3
# with four for each and 2 with two; of 758 texts of two characters read as cp932 5 more are left.
FEW_OTHERS: Final = 2

_KANA: Final = re.compile("[\u3041-\u30fa\uff66-\uff9f]")
_HALF_WIDTH: Final = re.compile("[\0-\x7f\uff61-\uff9f]*")
_HALF_WIDTH_KANA: Final = re.compile("[\uff65-\uff9f]")
_ASCII: Final = re.compile("[\0-\x7f]")


class Scales:
    """The weights of lines under one set of channels and of prices."""

    def __init__(
        self,
        model: Model,
        readers: Readers,
        opening: Mapping[Misread, float] | None = None,
        at_work: bool = False,
    ) -> None:
        """The scales of these channels.

        opening   what opening a span costs of the channels that were seen in the text (nats)
        at_work   the channels were seen in the same line, so that a mere sign is believed
        """
        self.model = model
        self.readers = readers
        self.opening = opening or {}
        self.at_work = at_work
        self._last: tuple[str, Sequence[float] | None, list[float]] = ("", None, [])

    def price(self, channel: Misread) -> float:
        """What opening a span of the channel costs here, in nats."""
        return self.opening.get(channel, prices.OPEN) + channel.price

    def whole_price(self, channel: Misread, text: str, before: str) -> float:
        """What misreading the whole of a line costs here, in nats, beside the channel's price."""
        price = prices.whole(len(text))
        first, last = text[0], text[-1]
        if (first == before[0] and first.isascii()) or (last == before[-1] and last.isascii()):
            price += prices.PART
        if channel not in self.opening and _is_half_width(text):
            price += prices.HALF_WIDTH
        return min(self.opening.get(channel, price), price) + unbracketed(text, before)

    def either(self, text: str, before: str, chain: Sequence[Misread]) -> float:
        """What it costs more that a short text was misread in a double-byte codec, in nats.

        Both texts are of rare characters then, so that it matters which language they speak for:
        nobody wrote `\u8ab2\u8d8a\u5c09` in a Korean codec. A character is counted once.
        """
        last, languages = chain[-1], chain[0].languages
        if len(text) > SHORT or last.read.kind != "double" or not languages:
            return 0.0
        if _HALF_WIDTH.fullmatch(text):
            return 0.0
        known = shares.load()
        price = known.cost(_once(before), languages) - known.cost(_once(text))
        part = text[0].isascii() or text[-1].isascii()  # pays more already
        if last not in self.opening and not part and not _KANA.search(text):
            over = peak(self.model.excess(before, self.model.costs(before)), MARGIN_SHORT)
            price += prices.EITHER + prices.EITHER_ODD * max(0.0, over - ODD_SHORT)
        return price

    def odd(
        self, text: str, costs: Sequence[float] | None = None, limit: float | None = None
    ) -> bool:
        """Whether some stretch of the text is so unlikely that a misreading could pay.

        limit   nats of excess to ask for, where that is not the usual
        """
        excess = self.excess(text, costs)
        if len(text) > SHORT or limit is not None:
            return odd(excess, MARGIN, limit or ODD)
        return odd(excess, MARGIN_SHORT, ODD_SHORT)

    def excess(self, text: str, costs: Sequence[float] | None = None) -> list[float]:
        """How much more than usual each character of the text costs, in nats.

        costs   of each character; None: by its pairs

        The last answer is kept, since one rule after the other asks with the same costs.
        """
        last, by, found = self._last
        if last is not text or by is not costs:
            by = self.model.costs(text) if costs is None else costs
            found = self.model.excess(text, by)
            self._last = text, costs, found
        return found

    def mean_excess(self, text: str, costs: Sequence[float]) -> float:
        """How much more than usual the East Asian characters of a text cost on average, in nats."""
        letters = self.of_letters(text, costs)
        return sum(letters) / len(letters) if len(letters) >= CERTAIN else prices.NEVER

    def of_letters(self, text: str, costs: Sequence[float]) -> list[float]:
        """How much more than usual each East Asian character of a text costs, in nats."""
        return list(compress(self.excess(text, costs), map("\u3000".__le__, text)))

    def holds(self, text: str, repaired: str, channel: Misread) -> bool:
        """Whether the repair brings what its channel must bring."""
        return channel.brings(text, repaired, channel in self.opening)


def unbracketed(text: str, before: str) -> float:
    """What it costs that brackets closed each other in a text that were none before, in nats."""
    closed = bracketed(text)
    return prices.BRACKETS * max(0, closed - bracketed(before)) if closed else 0.0


def _is_half_width(text: str) -> bool:
    """Whether a text may be a name or a word in half-width kana, with a title beside it perhaps."""
    if _HALF_WIDTH.fullmatch(text):
        return True
    kana = len(_HALF_WIDTH_KANA.findall(text))  # no marks, which no name has
    return kana >= FEW_OTHERS * (len(text) - kana - len(_ASCII.findall(text)))


def _once(text: str) -> str:
    """The characters of a text, each once."""
    return "".join(dict.fromkeys(text))
