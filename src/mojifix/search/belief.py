"""Whether a repair is believed: what it is doubted for, whether its line speaks of the damage."""

from __future__ import annotations

import re
from itertools import compress, pairwise

from mojifix.channels.letters import is_cjk, is_shown, without_hyphens
from mojifix.search import prices
from mojifix.search.oddness import MARGIN, ODD, peak
from mojifix.search.repair import Repair, is_signs
from mojifix.search.scales import Scales

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

# What a repair to one character again and again gains less (nats), since `\u30b6\u30b6\u30b6\u30b6`
# may well be another one as often. By judgement: of 1,426 damaged texts of laughter 567 came back
# before what can be foreseen counted less, 550 do now.
SOLE: Final = 3.0

# What a space in such a cry costs (nats): kana hardly ever stand after one.
SPACE: Final = 6.0

# Characters on either side of a span where its repair may stand, and at most of such a repair: a
# table of damage has both in a line, an article has the same word twice in a paragraph.
BESIDE: Final = 40

# Words for garbled text. A line that has one beside a repair shows the damage on purpose, unless
# the evidence for one of its channel is SPOKEN (nats): a sentence has it, a word of two hanzi some
# thirty.
WORDS: Final = (
    "mojibake",
    "garbled",
    "\u4e71\u7801",
    "\u4e82\u78bc",
    "\u6587\u5b57\u5316\u3051",
    "\uae00\uc790 \uae68\uc9d0",
    "krakozyabry",
)
SPOKEN: Final = 60.0

# Share of the pairs of characters of a repair with guesses that stand beside it where the line
# speaks of the damage, as a table of error messages and what they should be does; by judgement.
ALIKE: Final = 0.5

# Confidence of a repair whose line may speak of the damage: below what anybody asks for.
QUOTED: Final = 0.5

# East Asian characters of a line, beside its repairs, that tell how odd it is by itself. By
# judgement.
REST: Final = 20

# Nats above the usual, a character, from which letters of an alphabet make no words.
UNLIKE_WORDS: Final = 1.0

_KANA: Final = re.compile("[\u3041-\u30fe]")

# What may stand between words of any language.
_SIGNS: Final = frozenset(c for c in map(chr, range(0x21, 0x7F)) if not c.isalnum())


class Beliefs(Scales):
    """Doubts repairs of lines."""

    def doubted(self, text: str, repairs: Sequence[Repair]) -> list[Repair]:
        """The repairs, or doubtful ones where the line may speak of the damage.

        Of a channel that is at work elsewhere in the line it does not: `\u4f5c\u6210` may well
        stand a second time in it.
        """
        told = {r.channels for r in repairs if r.evidence >= SPOKEN}
        plain = {r.channels for r in repairs if r.evidence > prices.SURE and not quoted(text, r)}
        return [
            repair.stated(min(QUOTED, repair.confidence))
            if (repair.channels not in told and _speaks(text, repair))
            or (repair.channels not in plain and quoted(text, repair))
            else repair
            for repair in repairs
        ]

    def stands_out(
        self, text: str, costs: Sequence[float], repairs: Sequence[Repair]
    ) -> list[Repair]:
        """Those of the repairs of a line that gain more than the rest of it is odd.

        A list of foreign names in hanzi costs six nats more than usual for each of them, wherever
        one looks, so that something always pays: `\u4e3d\u6d01,\u4e3d` for one. Characters that a
        repair leaves, as EUC-JP and GBK have the same kana, were not in its way.
        """
        rest, line = self.excess(text, costs)[:], text
        for repair in reversed(repairs):
            text = text[: repair.start] + text[repair.end :]
            del rest[repair.start : repair.end]
        letters = list(compress(rest, map("\u3000".__le__, text)))
        if len(letters) < REST:
            return list(repairs)
        usual = sum(letters) / len(letters)
        best = {r.channels: r for r in sorted(repairs, key=_evidence)}
        more = [r for r in repairs if r.evidence > usual * _changed(line, r)]
        return [r for r in more if best[r.channels] in more]

    def believed(self, text: str, repair: Repair) -> bool:
        return not quoted(text, repair) and self.paid(repair, text)

    def paid(self, repair: Repair, text: str) -> bool:
        """Whether the evidence is worth what it is doubted for."""
        evidence = repair.evidence
        damaged = text[repair.start : repair.end]
        if is_shown(damaged):
            return False
        if evidence < prices.PLENTY:
            if _opens(text, repair):
                return False
            evidence -= self._foreseen(text, repair)
        return evidence > self._doubt(repair)

    def _foreseen(self, text: str, repair: Repair) -> float:
        """What of the evidence is none, since it was to be foreseen, in nats: repetitions, rows."""
        once, cost, foreseen = self.model.once, self.model.cost, self.model.foreseen
        damaged = text[repair.start : repair.end]
        words = without_hyphens(text, repair.start, repair.end)
        less = (once if repair.once else cost)(damaged) - foreseen(words)
        if not repair.once:
            less -= cost(repair.repaired) - once(repair.repaired)
        letters = [c for c in repair.repaired if c.isalpha()]
        if len(letters) > 2 and len(set(letters)) == 1:
            less += SOLE + max(0.0, foreseen(words) - foreseen(words.replace(" ", "")) - SPACE)
        return less

    def _doubt(self, repair: Repair) -> float:
        """The evidence that a repair needs whose text is still odd, in nats.

        `\u251c\u2524a\u253c\u2510a` is unlikely as it stands, and so are the rare hanzi that its
        bytes could be. Alphabets make no rare words: an odd line of Cyrillic was none.
        """
        excess = self.excess(repair.repaired)
        # Signs between names are none of nonsense: `\u838e\u7f57|\u827e\u857e|`.
        western = repair.channels[-1].read.kind == "single"
        letters = [
            min(nats, MARGIN) if western and c in _SIGNS else nats
            for c, nats in zip(repair.repaired, excess)
        ]
        over = max(0.0, peak(letters, MARGIN) - ODD)
        if is_signs(repair):
            return 0.0  # beside another repair of the line, or it would not be here
        if not is_cjk(repair.repaired) and (over or sum(excess) > UNLIKE_WORDS * len(excess)):
            return prices.NEVER
        return prices.DOUBT * over


def _opens(text: str, repair: Repair) -> bool:
    """Whether a repair takes a bracket of ASCII away from its partner, as of `[\u20ac\xa3\xa5]`."""
    damaged = text[repair.start : repair.end]
    return any(
        text.count(opening) == text.count(closing)
        and damaged.count(opening) - damaged.count(closing)
        != repair.repaired.count(opening) - repair.repaired.count(closing)
        for opening, closing in ("[]", "{}")
    )


def _evidence(repair: Repair) -> float:
    return repair.evidence


def _changed(text: str, repair: Repair) -> int:
    """How many characters of the line a repair changes; but for kana all count as changed."""
    damaged = text[repair.start : repair.end]
    if len(damaged) != len(repair.repaired):
        return len(damaged)
    return sum(a != b or not _KANA.match(a) for a, b in zip(damaged, repair.repaired))


def quoted(text: str, repair: Repair) -> bool:
    """Whether the repaired text stands beside the damaged one: the line speaks of the damage."""
    if not 2 <= len(repair.repaired) <= BESIDE:
        return False
    sides = text[max(0, repair.start - BESIDE) : repair.start], text[repair.end :][:BESIDE]
    if not repair.guesses:
        return any(repair.repaired in side for side in sides)
    # What was guessed need not be what stands there: most of it does, pair by pair.
    pairs = list(map("".join, pairwise(repair.repaired)))
    return any(sum(pair in side for pair in pairs) >= ALIKE * len(pairs) for side in sides)


def _speaks(text: str, repair: Repair) -> bool:
    """Whether the rest of the line has words for garbled text."""
    rest = f"{text[: repair.start]} {text[repair.end :]}".lower()
    return any(word in rest for word in WORDS)


def pays_alone(repair: Repair, chosen: Sequence[Repair]) -> bool:
    """Whether a span pays where none of its channel is sure: it may have paid for one that is.

    A list of foreign names in hanzi has more than one stretch that nearly pays.
    """
    alone = sum(repair.channels == other.channels for other in chosen) == 1
    least = 0.0 if alone or repair.lost else prices.AGAIN - prices.AGAIN_APART
    return repair.evidence > least
