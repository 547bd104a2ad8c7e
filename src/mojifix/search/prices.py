"""What a history costs before anything is seen: -log of its prior, in nats.

What a span, a line, a layer and a second channel cost; what further rules ask beside it stands with
the rule. The tables named are those of the scoreboard, run before and after a change. What names
no experiment is by judgement.
"""

from __future__ import annotations

from math import log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Opening a span. A prototype saw 2 false candidates above 16 nats and 8 above 14 in 83,000 clean
# lines of 35 languages.
OPEN: Final = 16.5

# Misreading a whole line, which has no place to choose: what a cell of a few characters pays, and
# what each further character up to WHOLE_MOST adds. Longer damage has evidence to spare, and a
# long line with little to gain is a clean one: `LycéeJasondeSailly` holds two bytes that are 茅.
# When it was set, 92 % of 2-character damage was repaired at 5 nats and 5 of 40,822 clean scraps
# changed, at 3 nats 93 % and 14, at 7 nats 89 % and 3 (tables pairs and short).
WHOLE: Final = 5.0
WHOLE_STEP: Final = 0.5
WHOLE_MOST: Final = 13.0
WHOLE_FREE: Final = 8  # characters that add nothing

# What it costs more where the line begins or ends with something that is not damaged: it is then a
# part of a line, which has a place to choose. A quoted game word like `"乌拉跨氪"` has 12 nats.
PART: Final = 6.0

# What it costs more where all letters of the line are half-width kana, which fields of Japanese
# data are full of: `\uff76\uff85 \uff8c\uff98\uff7a\uff90` is likelier than the hanzi that its
# bytes are in GBK, unless the channel was seen in the text. Of eleven such fields seven were
# changed without it; with it 0.7 of 100 texts of two characters fewer come back (table pairs).
HALF_WIDTH: Final = 8.0

# What it costs more that a short text without kana, names of people above all, was other hanzi or
# hangul (nats), and for each nat by which what it was is odder than clean short texts: the bytes
# of `\u97e6\u6636\u6657` are no text in cp949, either. Of 9,088 names, places and brands with a
# reading that is likelier by a nat, before what a line costs, 67 are changed; without these two
# and `Scales.either` 186 are, and as many texts of two characters come back (93.10 %, table pairs
# with 40 windows). At 1.7 and 2.0 nats 50 and 44 are changed, and 92.87 and 92.65 % come back;
# with one nat for each odd one 47 at 1.7, and 99.34 in place of 99.43 % of texts of four. What
# pays PART does not pay this: no name ends with a digit.
EITHER: Final = 1.3
EITHER_ODD: Final = 0.5

# What it costs more for each pair of brackets of which one closes the other, and which were none
# (nats): `\u8352\u3089\u3057\u300a\u3042\u3089\u3057\u300b` is likelier with other kanji and two
# marks of repetition. Of other marks in training text 1 in 1,000 has a bracket open before it, and
# of lines that a double-byte codec made of another one or of UTF-8 none had more of such pairs than
# the text that it was. At 7 two of five such words are changed.
BRACKETS: Final = 12.0

# A further span of the same channel in the same line: whoever misread one part misread others.
# It is also what leaving an island alone costs inside a damaged stretch, so it must not be small.
AGAIN: Final = 10.0

# A further span of the same channel that stands apart from the best one of the line, its channel's
# price included: the place to choose, about. At 10, 7 and 4 nats 38, 35 and 32 of 420 lines with
# two spans that look like text are not exact (table mixed).
AGAIN_APART: Final = 4.0

# What it is worth that nothing was lost, where all that looks like marks of loss can be read
# (nats). By judgement: at 0 one line more of the table mixed has a mark that was a letter, and the
# table lossy is the same.
NOT_LOST: Final = 8.0

# What a line that can be read whole need not gain over its best spans: one history is simpler.
APART: Final = 4.0

# A second, different channel in one line, beside OPEN: `a | b` columns from two sources exist, but
# most second channels are noise beside a true repair.
OTHER: Final = 6.0

# One more layer of misreading, beside the price of its channel.
LAYER: Final = 8.0

# Losing bytes while it is misread (nats).
LOSSY: Final = 2.0

# The least that a span may cost to open, however often its channel was seen in the file: a file
# of GBK read as Latin-1 still has French names in it.
LEAST: Final = 6.0

# Evidence asked for each nat by which the repaired text is itself odder than clean lines are.
DOUBT: Final = 2.0

# Evidence (nats) for each East Asian character from which a line of rare ones is repaired too that
# a single-byte reader misread, if no channel makes ordinary text of it: old poems and lists of
# names had 8 to 13.
EACH: Final = 6.0

# Evidence (nats, net) from which nobody asks whether the line repeats itself.
PLENTY: Final = 30.0

# More than any evidence (nats).
NEVER: Final = 1e9

# Evidence (nats, net) from which a repair is lent to the lines around it as prior.
SURE: Final = 6.0


def whole(characters: int) -> float:
    """What misreading a whole line of so many characters costs."""
    return min(WHOLE_MOST, WHOLE + WHOLE_STEP * max(0, characters - WHOLE_FREE))


# What a channel that was seen costs less than OPEN at the least, and what it costs more for a few
# lines in which it was seen than their share says, divided by their number (nats). By judgement.
SEEN_ONCE: Final = 2.0
SEEN_FEW: Final = 4.0


def opening(lines: int, seen: int) -> float:
    """What opening a span of a channel costs in a text some lines of which had such spans (nats).

    The share of these lines in nats above LEAST, and more while few were seen: LEAST at the least,
    and SEEN_ONCE less than OPEN at the most.

    lines   of the text
    seen    of these, 1 or more
    """
    return max(LEAST, min(OPEN - SEEN_ONCE, LEAST + log((lines + 1) / seen) + SEEN_FEW / seen))
