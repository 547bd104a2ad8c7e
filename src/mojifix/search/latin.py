"""What ftfy says of a line, against what the search says: Latin-script mojibake.

Rules:

1. ftfy is asked after the search and about one line at a time, where the line is odd and looks like
   UTF-8 read in a code page of Europe.
2. It is not asked where the search is sure of East Asian text; where the search found anything
   else, ftfy's answer has to be the likelier text by far.
"""

from __future__ import annotations

import re

from mojifix.channels.letters import is_cjk, is_shown
from mojifix.search import prices
from mojifix.search.align import trimmed
from mojifix.search.repair import applied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from mojifix.search.line import Lines
    from mojifix.search.repair import Repair

    # start, end, original, repaired, evidence in nats, (written, read) names by layer
    Latin = tuple[int, int, str, str, float, tuple[tuple[str, str], ...]]

# Excess (nats) from which ftfy is asked, far below what a search starts at: `DOS A\xc3\u2018OS` has
# 4.5. At 2 half of clean French would be sent there, at 4 one line in thirty.
ASKED: Final = 4.0

# Confidence from which a repair of the search stands against ftfy's, though it may be too unsure to
# be made: a tie between two writers of East Asian text (0.5) still says that it is no Latin.
PLAUSIBLE: Final = 0.75
TIED: Final = 0.4

# East Asian letters of a repair that leaves nothing of its line from which ftfy is not asked. By
# judgement: at 1 a case of ftfy's own is lost, at 8 short cells wait for its import.
LETTERS: Final = 4

# What the code pages of Europe make of UTF-8: of each character at least one byte is a letter or a
# sign that East Asian text has not. Where none stands ftfy has nothing to say.
_LEADS: Final = re.compile("[\x80-\u05ff\u2020\u2021\u2030-\u2bff]")

# Evidence (nats) below which ftfy is not followed: one capital and one sign are UTF-8 by chance, as
# `\xdc\xb2` and `SA\xd1\xb0` are. A no-break space read as Latin-1 has 8.6, and of 8,569 words and
# lines of 14 languages the least has 10.6.
LEAST: Final = 8.2

# A control character that stands for itself at an end of a range, as in `[\x7f-\x9f]`.
_RANGE: Final = re.compile("-[\x80-\x9f][^-]?|[^-]?[\x80-\x9f]-", re.DOTALL)

# What a mark costs that ftfy leaves and the search does not (nats): what a character costs that
# would stand there. In the model U+FFFD after U+FFFD is no surprise.
LOST: Final = 8.0


def worth_asking(lines: Lines, text: str) -> bool:
    """Whether ftfy may have something to say of the line."""
    if not _LEADS.search(text):
        return False
    from mojifix.channels.latin import looks_misread  # for the lines that get here

    return looks_misread(text) and lines.odd(text, limit=ASKED)


def by_ftfy(lines: Lines, text: str, repairs: Sequence[Repair]) -> Latin | None:
    """ftfy's repair of a line about which it is worth asking, if it is the better one."""
    named = any(repair.named for repair in repairs)
    repairs = [
        repair
        for repair in repairs
        if repair.named is None
        and repair.confidence > (TIED if is_cjk(repair.repaired) else PLAUSIBLE)
    ]
    cjk = any(is_cjk(repair.repaired) for repair in repairs)
    mended = applied(text, repairs)
    if cjk and (_nothing_left(text, repairs) or not lines.odd(mended)):
        return None
    from mojifix.channels.latin import Latin

    found = Latin().explain(text)
    if found is None:
        return None
    repaired, pairs = found
    if named and "\ufffd" not in repaired:
        return None  # it would be undone half; `\u00ef\u00bf\u00bd` alone is U+FFFD again
    cost = lines.model.cost
    price = prices.OTHER if cjk else 0.0
    price += LOST * max(0, repaired.count("\ufffd") - mended.count("\ufffd"))
    if repairs and cost(repaired) + price > cost(mended):
        return None
    start, end, changed = trimmed(text, 0, len(text), repaired)
    near = text[max(0, start - 1) : end + 1]
    if _RANGE.fullmatch(near) and "[" in text[:start] and "]" in text[end:]:
        return None
    if is_shown(text[start:end]):
        return None
    evidence = cost(text) - cost(repaired)
    return (start, end, text[start:end], changed, evidence, pairs) if evidence > LEAST else None


def _nothing_left(text: str, repairs: Sequence[Repair]) -> bool:
    """Whether the repairs explain all of the line that is not ASCII, as East Asian text.

    Fewer letters may be an apostrophe: `doesn\u7ab6\u51b2` was misread three times.
    """
    if sum(c >= "\u3000" for repair in repairs for c in repair.repaired) < LETTERS:
        return False
    ends = [0, *(repair.end for repair in repairs)]
    starts = [*(repair.start for repair in repairs), len(text)]
    return all(text[end:start].isascii() for end, start in zip(ends, starts))
