"""Lines that need no search, since nothing else can be thought of what misread them.

That is so of many Western letters in a row of which one reading is ordinary text (`at_once`), and
of lines that a channel settles by itself, once it is known to be at work in the text. A file that
was misread was misread everywhere, so what happened to a few of its lines is the first thing to ask
of the others: one encode and one decode, and a look at the result. Whatever that leaves in doubt
goes to the full search.

Rules:

1. A line is settled where the channel reads all of it, what it was looks as clean text does, and
   the gain leaves no room for anything else (`prices.PLENTY`). No rival is scored.
2. Many lines at once go through the codecs in one call, and through the screen in one scan. Where a
   reader has one byte a character, so many foreign letters need not be weighed: see MANY.
3. What is settled here must be what the full search would answer; tests/test_settle.py holds the
   two against each other.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from math import exp, log

from mojifix.channels.beyond import holds_lost
from mojifix.channels.letters import is_shown, is_word
from mojifix.screen import MISSING_FIRST, odd_lines
from mojifix.search import prices
from mojifix.search.align import everywhere, trimmed
from mojifix.search.belief import quoted
from mojifix.search.forms import decoded, has_forms
from mojifix.search.reading import VERY_ODD, glued, glued_at
from mojifix.search.repair import Repair
from mojifix.search.scales import CERTAIN, ORDINARY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.search.line import Lines
    from mojifix.search.reading import Chain

# Bytes outside ASCII from which a line that a single-byte reader read is not weighed: GBK of six
# hanzi, UTF-8 of four. Each of them is a letter or a sign that hardly follows the one before it.
# By judgement; lower, and short lines of Western names would depend on the screen alone.
MANY: Final = 12

# As MANY where the channel was at work in so many lines (OFTEN), or is to be expected in them:
# words of three hanzi in GBK, of two in UTF-8. By judgement.
MANY_OFTEN: Final = 6
OFTEN: Final = 64

# Share of such bytes from which a line is not weighed: `sz\xe9l\xe9n is t\xfal... \xe1d\xe1z \xe9s`
# has 0.25, and in cp932 it is kanji between ASCII. Of 1,530 Chinese lines 2 more in UTF-8 and 6 in
# GBK are weighed for it, at a half 15 and 42.
FOREIGN: Final = 1 / 3

# Bytes outside ASCII from which one reading that is ordinary is enough, those of eight hanzi, and
# how many of its characters are different: 16 times `\xa7` is hanja, and no damage. By judgement:
# of 147,541 damaged texts of 8 to 40 characters 19,116 are told so, 15 of them wrongly, Japanese
# that was written in GBK; of 216,896 clean lines in 35 languages none. Lower, more is told so; what
# is not is searched.
AT_ONCE: Final = 16
DIFFERENT: Final = 6

# Characters at the start of a line that mostly say what all of it would: a loop makes each anew,
# and a line has forty. By judgement.
FIRST: Final = 10

# The last character of cp1252, which Latin-1 has not.
LAST: Final = "\u2122"

# Characters of a reading that are weighed before all of it is, and what they cost at the most
# (nats): of clean Chinese the median is 45, and 90 and 97 of 100 have 59 and 67 at the most, poems
# more. What has more goes to the search; most of what is no text is left so.
BEGINNING: Final = 8
USUAL: Final = 80.0

# Evidence (nats, net) from which no rival is scored. By judgement: four damaged characters have 21
# in 95 of 100, two often less than another channel's reading of them. Where the channels are at
# work in many more lines than MOST, that of another one has to gain the more.
DECISIVE: Final = 15.0
MOST: Final = 8

# Lines that go through the codecs at once. Where one of them cannot, each is tried by itself.
TOGETHER: Final = 32

_ASCII: Final = bytes(range(0x80))

# What cp932 reads any byte as: of it little can be said.
_HALF_WIDTH: Final = re.compile("[\uff61-\uff9f]")
_KANA: Final = re.compile("[\u3041-\u30fa]")


def alone(text: str, repairs: Sequence[Repair]) -> Chain:
    """The channels that explain all of a line by themselves, without loss; () for none."""
    if len(repairs) != 1 or repairs[0].lost or repairs[0].evidence <= prices.SURE:
        return ()
    repair = repairs[0]
    around = text[: repair.start] + text[repair.end :]
    return repair.channels if around.isascii() else ()


def at_once(lines: Lines, text: str) -> tuple[str, Chain] | None:
    """A line that is mostly Western letters as the first ordinary text that these misread.

    The line is not weighed: nobody writes so many of these letters in a row, but for rows of a few
    of them. Nor are two readings of so many different bytes both ordinary.
    """
    # What may be a byte order mark is weighed against it by the evidence for the line.
    if max(text) > LAST or text.startswith("\xef\xbb\xbf"):
        return None
    data, channels = _western(lines, text)
    beyond = len(data.translate(None, _ASCII))
    if beyond < AT_ONCE or 2 * beyond < len(data) or is_shown(text):
        return None
    for channel in channels:
        before = channel.written.glimpse(data)
        if _is_ordinary(lines, text, before, channel):
            return before, (channel,)
    return None


def _western(lines: Lines, text: str) -> tuple[bytes, Sequence[Misread]]:
    """The bytes that the first reader of Western text had that has these letters, and its channels.

    Nothing where none has them all, or another one may have read them.
    """
    for read, channels in lines.readers.western:
        try:
            return read.encode(text), channels
        except UnicodeEncodeError:
            continue
    return b"", ()


def _is_ordinary(lines: Lines, text: str, before: str, channel: Misread) -> bool:
    """Whether what a channel reads is ordinary text of letters that are mostly not the same."""
    if len(set(before)) < max(DIFFERENT, len(before) // 2) or _HALF_WIDTH.search(before):
        return False
    if lines.model.cost(before[:BEGINNING]) > USUAL:
        return False
    costs = lines.model.costs(before)
    if lines.mean_excess(before, costs) >= ORDINARY or channel.unlikely(before):
        return False
    # Kana are the same in EUC-JP and GBK, and kanji between them may be junk and little odd.
    most = 0.0 if _KANA.search(before) else VERY_ODD
    return lines.is_text(text, before, channel, most, costs)


def settled(lines: Lines, pieces: Sequence[str], chain: Chain, seen: int) -> dict[int, str]:
    """What the pieces were that the channels settle, by their place in `pieces`.

    seen   in how many other lines these channels were at work
    """
    befores = _before(lines, pieces, chain)
    joined = "\n".join(befores.values())
    doubtful, lost = _doubtful(lines, befores, joined), holds_lost(joined)
    unweighed = len(chain) == 1 and chain[0].read.kind == "single"
    many = MANY if seen < OFTEN else MANY_OFTEN
    found: dict[int, str] = {}
    for at, before in befores.items():
        piece = pieces[at]
        if before == piece or not is_word(before) or (lost and holds_lost(before)):
            continue
        if _is_row(piece, before):  # nobody need have written it: the search weighs that
            continue
        sure = unweighed and at not in doubtful and _is_mixed(before)
        sure = sure and _is_mostly_foreign(piece, many)
        if sure or decided(lines, piece, before, chain, seen):
            found[at] = before
    return found


def _is_row(text: str, before: str) -> bool:
    """Whether a line is a row of one letter or sign, or of an alphabet, or what it was is."""
    if before == before[0] * len(before) or is_shown(text):
        return True
    some = [ord(c) for c in text[:FIRST]]
    step = some[-1] - some[-2] if len(some) > 1 else 0
    if any(b - a != step for a, b in pairwise(some)):  # as of nearly every line
        return False
    return all(ord(b) - ord(a) == step for a, b in pairwise(text))


def _is_mixed(text: str) -> bool:
    """Whether the letters of a text are mostly not the same, up to some of them."""
    if len(set(text[:FIRST])) > DIFFERENT:  # as in nearly every line
        return True
    return len(set(text)) > min(DIFFERENT, len(text) // 2)


def _is_mostly_foreign(text: str, many: int) -> bool:
    """Whether so many letters of a line are none of ASCII, and more than FOREIGN of all."""
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return beyond >= many and beyond > FOREIGN * len(text)


def decided(lines: Lines, text: str, before: str, chain: Chain, seen: int) -> bool:
    """Whether nothing can be better than that the channels misread the whole line."""
    there, costs = lines.model.costs(text), lines.model.costs(before)
    repair = whole(lines, text, before, chain, sum(there) - sum(costs))
    if repair.evidence < max(prices.SURE, DECISIVE - log(max(1.0, seen / MOST))):
        return False
    if not lines.holds(text, before, chain[0]) or quoted(text, repair):
        return False
    if not lines.odd(before, costs) and not glued(before, lines.model):
        return True
    if len(chain) > 1:
        return False
    letters = sum(c >= "\u3000" for c in before)
    if letters >= CERTAIN and lines.mean_excess(before, costs) >= ORDINARY:
        plain = lines.plain(text, sum(there))
        if plain is not None:
            return plain.channels == chain
        # A poem, or names that no table knows: the other lines tell who read it.
        if repair.evidence <= prices.EACH * letters:
            return False
    return everywhere(text, before, chain[0], prices.APART, there, costs)


def whole(lines: Lines, text: str, before: str, chain: Chain, gain: float | None = None) -> Repair:
    """The line as misread by these channels, with its evidence.

    gain   what the line costs more than what it was (nats), where that is known
    """
    if gain is None:
        gain = lines.model.cost(text) - lines.model.cost(before)
    price = sum(channel.price + channel.unlikely(before) for channel in chain)
    price += lines.whole_price(chain[-1], text, before) + prices.LAYER * (len(chain) - 1)
    price += lines.either(text, before, chain)
    evidence = gain - price
    start, end, repaired = trimmed(text, 0, len(text), before)
    confidence = 1 / (1 + exp(-evidence)) if evidence > 0 else 0.5
    return Repair(start, end, repaired, chain, evidence, confidence)


def _before(lines: Lines, pieces: Sequence[str], chain: Chain) -> dict[int, str]:
    """What those of the pieces were that the channels can have misread, by their place."""
    found: dict[int, str] = {}
    for first in range(0, len(pieces), TOGETHER):
        some = pieces[first : first + TOGETHER]
        joined = "\n".join(some)
        forms = has_forms(chain[-1].read, joined)
        before = None if forms else _inverted(joined, chain)
        if before is not None:
            found.update(enumerate(before.split("\n"), first))
            continue
        for at, piece in enumerate(some, first):
            if forms and has_forms(chain[-1].read, piece):
                before = _of_forms(lines, piece, chain)
            else:
                before = _inverted(piece, chain)
            if before is not None and "\n" not in before:
                found[at] = before
    return found


def _of_forms(lines: Lines, text: str, chain: Chain) -> str | None:
    """As `_inverted`, where the reader has several forms of a character; one channel alone."""
    if len(chain) > 1:
        return None
    return decoded(chain[0].read, chain[0].written, text, lines.model)


def _inverted(text: str, chain: Chain) -> str | None:
    for channel in reversed(chain):
        before = channel.invert(text)
        if before is None:
            return None
        text = before
    return text


def _doubtful(lines: Lines, befores: Mapping[int, str], joined: str) -> set[int]:
    """Those of the texts, which are the lines of `joined`, that do not look as clean lines do."""
    starts = accumulate((len(before) + 1 for before in befores.values()), initial=0)
    doubtful = set(odd_lines(joined, lines.model, MISSING_FIRST))
    doubtful.update(joined.rfind("\n", 0, at) + 1 for at in glued_at(joined, lines.model))
    return {at for at, start in zip(befores, starts) if start in doubtful}
