"""What it costs that a line holds letters of another language than its own, in nats.

Theory of operation:

1. The model of pairs (`model`) is a mixture of all languages that forgets at each space and each
   sign which one a line is in: after a space in a Korean line it expects a hanzi 2,400 times as
   often as one comes. `foreign` is the correction: what the line costs more than its pairs say.
2. A line is at home in hanzi, in kana with the kanji that stand beside kana, or in hangul:
   whichever makes it cheapest. A stretch of letters of another home is a quotation and costs
   FOREIGN once, however long it is: only letters of the line's own home end it.
3. Which kanji are Japanese is read off the table of pairs: those that were counted beside a kana.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from mojifix.language.model import Model

# What a stretch of letters costs more that are not of the line's home (nats): log of how often the
# pairs expect one over how often one came, in clean lines of news, reviews, help and games. Kanji
# that were never counted beside kana, in 15,344 Japanese lines: 18,083 over 12 (7.3). Kana in
# Chinese lines: 47,083 over 9 (8.6). Hanzi in 19,478 Korean lines: 17,898 over 11 (7.4), and behind
# a bracket, where hanja stand, 661 over 56 (2.5). At 4, 7 and 9 nats 103, 84 and 76 of 1,260 lines
# of the table mixed are not exact; the more, the more a repair gains by which a quotation goes.
FOREIGN: Final = 7.0
BRACKETED: Final = 2.5

# The homes: the kinds of letters that are their own, and those that may stand between these.
HOMES: Final = (("K", "k"), ("G", ""), ("Hk", ""))

# The kinds of letters of lines that leave no home: those of HOMES that `_MIXED` is asked for.
_AT_HOME: Final = (frozenset(("K", "k", "")), frozenset(("G", "")))

# Letters whose kind is kept once asked for, in entries of about 150 bytes.
KEPT: Final = 1 << 14

_MIXED: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa\uac00-\ud7a3]")


class Homes(dict[str, str]):
    """The homes of lines under one model, and the kinds of letters by letter.

    Kana are K, kanji and other letters that kana stand beside k, hangul G, other hanzi H, as are
    the brackets that EUC-JP's long vowel becomes; all else is "".
    """

    __slots__ = ("_model",)

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, letter: str) -> str:
        if len(self) >= KEPT:
            self.clear()
        kind = self[letter] = self._kind(letter)
        return kind

    def _kind(self, letter: str) -> str:
        if "\u3041" <= letter <= "\u3096" or "\u30a1" <= letter <= "\u30fa":
            return "K"
        if "\uac00" <= letter <= "\ud7a3":
            return "G"
        if "\u3400" <= letter <= "\u9fff" or letter in "\u3016\u3017":
            return "k" if self._model.beside(letter, "\u3041", "\u30fe") else "H"
        return ""

    def foreign(self, text: str) -> dict[int, float]:
        """Where the line leaves its home, and what each such place costs (nats)."""
        if not _MIXED.search(text):
            return {}
        kinds = list(map(self.__getitem__, text))
        if any(map(set(kinds).issubset, _AT_HOME)):
            return {}
        return min((_left(text, kinds, home) for home in _among(kinds)), key=_total)

    def of(self, text: str) -> tuple[str, str]:
        """The one of HOMES that makes the text cheapest."""
        kinds = list(map(self.__getitem__, text))
        return min(_among(kinds), key=lambda home: _total(_left(text, kinds, home)))

    def added(self, text: str, costs: Sequence[float]) -> Sequence[float]:
        """The costs of the characters of a line (nats), with what `foreign` says."""
        left = self.foreign(text)
        if not left:
            return costs
        both = list(costs)
        for at, nats in left.items():
            both[at] += nats
        return both

    def cost(self, text: str) -> float:
        """What the line costs more than its pairs say (nats)."""
        return _total(self.foreign(text))


def away_from(home: tuple[str, str], kind: str, before: bool) -> bool:
    """Whether a text is away from a home after a letter of this kind, having been so `before`."""
    own, borne = home
    return before if not kind or kind in borne else kind not in own


def _among(kinds: Sequence[str]) -> list[tuple[str, str]]:
    """The homes of which letters are there; that of hanzi where there are none."""
    here = set(kinds)
    return [home for home in HOMES if not here.isdisjoint(home[0])] or [HOMES[-1]]


def _left(text: str, kinds: Sequence[str], home: tuple[str, str]) -> dict[int, float]:
    """Where the text leaves a home: for letters of neither its own kinds nor those it bears."""
    left: dict[int, float] = {}
    away = False
    for at, kind in enumerate(kinds):
        before, away = away, away_from(home, kind, away)
        if away and not before:
            hanja = home[0] == "G" and text[at - 1 : at] == "("
            left[at] = BRACKETED if hanja and kind in "Hk" else FOREIGN
    return left


def _total(left: dict[int, float]) -> float:
    return sum(left.values())
