"""The scraped page: glosses, doubled marks and characters thrown out of step by bytewise replaces.

Theory of operation (every step of it can be seen in the damage):

1. A page of traditional Chinese was held in GBK. For each entry of a table, a replace over its
   bytes put `(reading)` after a traditional character, and a comma before marks.
2. The replace ignored where characters begin, so that it also hit the last byte of one and the
   first byte of the next: see `straddle`.
3. The bytes were read as GBK by a loose reader: a first byte with an ASCII one after it became `?`,
   a pair that GBK has no character for vanished. Full-width commas were made half-width.

`ScrapedPage.apply` does that; `invert` undoes it, in two passes. The first takes out glosses and
works out places out of step, from left to right, since what stands before a place is needed to
know it. The second mends the marks of what the first gave (`marks`); its edits are laid over the
first's.
A text without a gloss that is damage is left alone, whatever its marks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import groupby
from math import exp

from mojifix._frozen import Frozen
from mojifix.channels import glossing, marks, straddle
from mojifix.channels._traditional import TRADITIONAL
from mojifix.channels.glossing import (
    EITHER_SET,
    LOST,
    PINYIN,
    SYLLABLE,
    is_damage,
    is_reading,
    looks_glossed,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from random import Random
    from typing import Final

    from mojifix.channels.straddle import Language

__all__ = ["Edit", "ScrapedPage", "looks_glossed"]

# What a gloss has to be worth to be a coincidence's price (nats): there are about 400 syllables
# without their tones, so a true reading by chance is 6 nats.
BY_CHANCE: Final = 6.0

# Nats of a character by itself up to which nobody need be told how to read it. Of 3,545 characters
# that the table may have a quarter cost less. By judgement: `\u6ac3(gu\xec)` has 10.7, and
# `\u7165(hu\xe0n)`, which was a note, 11.7.
COMMON: Final = 11.0

# Share of the marks of a page that had a comma put before them: 0.43 and 0.65 on the two seen.
DOUBLED_SHARE: Final = 0.5

# Places that a mark may have thrown out of step, looked at without success before no more are: a
# page has few or none, and `?,` may stand in a text a million times.
MARKS_TRIED: Final = 30

_suspect = re.compile(
    # A gloss, or one whose own bytes were taken for a character: `\u9031(zh\u014du(z\u012b))`.
    rf"\(({SYLLABLE})(?:\)|\({SYLLABLE}\)([{PINYIN}]{{0,6}})\))"
    rf"|[{LOST}](?=\(?{SYLLABLE}\)|[,:;?!\uff0c\uff1a\uff1b\uff1f\uff01\u3002\u3001])"
).finditer


class Edit(Frozen):
    """One repair: `text[start:end]` becomes `replacement`.

    kind         "gloss", "out-of-step", "doubled-mark" or "width"
    confidence   posterior probability of `replacement`
    evidence     nats by which it explains the place better than what stands there
    lost_bytes   bytes that were missing and had to be worked out
    note         a few words for people, or ""
    """

    __slots__ = (
        "start",
        "end",
        "replacement",
        "kind",
        "confidence",
        "evidence",
        "lost_bytes",
        "note",
    )

    start: int
    end: int
    replacement: str
    kind: str
    confidence: float
    evidence: float
    lost_bytes: int
    note: str

    def __init__(
        self,
        start: int,
        end: int,
        replacement: str,
        kind: str,
        confidence: float,
        evidence: float,
        lost_bytes: int = 0,
        note: str = "",
    ) -> None:
        self._set(start, end, replacement, kind, confidence, evidence, lost_bytes, note)


class ScrapedPage(Frozen):
    """The channel; it has no parameters of its own."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The name that options and `damage` know it by."""
        return "scraped-page"

    @property
    def kind(self) -> str:
        """The kind of most of its findings; `Edit` lists the others."""
        return "gloss"

    def apply(self, text: str, *, seed: int = 0, share: float = 1.0, doubled: bool = True) -> str:
        """Damages `text` as the scraped pages were.

        share     of the traditional characters that have a simplified form, how many the table has
        doubled   whether commas are put before marks and full-width commas lose their width
        seed      chooses the table, its order, and the marks

        Characters that GBK has not are kept as they are. No text raises.
        """
        from random import Random  # 5 ms that a repair does not need

        chosen = Random(seed)
        entries = list(TRADITIONAL)
        chosen.shuffle(entries)
        entries = entries[: round(max(0.0, min(1.0, share)) * len(entries))]
        if doubled:
            text = _double(text, chosen)
        parts = _by_repertoire(text)
        for c in entries:
            pattern = c.encode("gbk")
            if any(isinstance(part, bytes) and pattern in part for part in parts):
                gloss = pattern + f"({glossing.first_reading(c)})".encode("gbk", "ignore")
                parts = [
                    part.replace(pattern, gloss) if isinstance(part, bytes) else part
                    for part in parts
                ]
        return "".join(part if isinstance(part, str) else _read(part) for part in parts)

    def invert(self, text: str, model: Language) -> list[Edit]:
        """The edits that repair `text`, in order, not overlapping; [] where it is no such page."""
        if not looks_glossed(text):
            return []
        first = _unglossed(text, model)
        if not first or glossing.is_readers_aid(text):
            return []
        pieces = _Pieces(text, first)
        mended = marks.doubled_marks(pieces.repaired)
        if not mended:
            return first
        count = len(mended)
        # Each doubled mark says that the page is one of those: one leaves 5 % of doubt.
        confidence = 1.0 - 0.05 / count
        narrow = marks.narrow_marks(pieces.repaired, mended)
        second = [(*edit, "doubled-mark") for edit in mended]
        second += [(*edit, "width") for edit in narrow]
        return pieces.lay_over(sorted(second), model, confidence)


def _unglossed(text: str, model: Language) -> list[Edit]:
    """The first pass: glosses and places out of step; [] where none of them proves the damage."""
    page: straddle.Page | None = None
    edits: list[Edit] = []
    before = ""  # the last characters of what is repaired so far
    reached = looked_at = 0
    proved = False
    tries = MARKS_TRIED
    for match in _suspect(text):
        at = match.start()
        if at < reached:
            continue
        before = (before + text[reached:at][-3:])[-3:]
        reached = at
        if match[1] is None:
            if at < looked_at:
                continue
            if not straddle.opens_by_gloss(text, at):
                tries -= 1
                if tries < 0:
                    continue
            page = page or straddle.Page.of(text)
            place = straddle.work_out(text, at, before, page, model)
            if isinstance(place, int):
                looked_at = place
                continue
            edits.append(_out_of_step(at, place))
            before = (before + place.replacement)[-3:]
            reached = place.end
            proved = True
            continue
        gloss = match[1] + (match[2] or "")
        c = before[-1:]
        if c in EITHER_SET:
            fits = is_reading(c, gloss)
        else:
            named = straddle.last_pair(before)
            fits = bool(named) and is_damage(named, gloss)
            proved = proved or (fits and _by_table(named, gloss, model))
        if fits:
            edits.append(_gloss_edit(text, match.start(), match.end(), c, model))
            reached = match.end()
    return edits if proved else []


def _by_table(c: str, gloss: str, model: Language) -> bool:
    """Whether a table glosses a character so, and no person need.

    A person notes the reading of a rare one, `\u8a61(x\u01d4)`, or another than the usual one, as
    in `\u55ae(sh\xe0n)\u4e8e`; a table has all, and the first reading of each.
    """
    usual = is_damage(c, gloss, loose=False) and gloss == glossing.first_reading(c)
    return usual and model.char(c) <= COMMON


def _gloss_edit(text: str, start: int, end: int, c: str, model: Language) -> Edit:
    tail = text[end : end + 1]
    evidence = model.cost(text[start:end] + tail, c) - model.cost(tail, c) - BY_CHANCE
    return Edit(start, end, "", "gloss", _sure(evidence), evidence, 0, f"a reading of {c}")


def _out_of_step(at: int, place: straddle.Place) -> Edit:
    return Edit(
        at,
        place.end,
        place.replacement,
        "out-of-step",
        place.confidence,
        place.evidence,
        place.lost_bytes,
        f"{place.lost_bytes} bytes lost",
    )


def _sure(evidence: float) -> float:
    return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, evidence))))


class _Pieces:
    """A text with the edits of the first pass made, and the way back to the damaged text."""

    def __init__(self, text: str, edits: list[Edit]) -> None:
        self.text = text
        self.edits = edits
        parts: list[str] = []
        self.starts: list[int] = []  # of each replacement, in the repaired text
        self.ends: list[int] = []
        reached = length = 0
        for edit in edits:
            parts += text[reached : edit.start], edit.replacement
            length += edit.start - reached
            self.starts.append(length)
            length += len(edit.replacement)
            self.ends.append(length)
            reached = edit.end
        self.repaired = "".join([*parts, text[reached:]])

    def lay_over(
        self, second: list[tuple[int, int, str, str]], model: Language, confidence: float
    ) -> list[Edit]:
        """The edits of both passes, as edits of the damaged text; those that overlap become one."""
        made: list[Edit] = []
        at = 0  # the first edit that is not in `made` yet
        k = 0
        while k < len(second):
            start, end, replacement, kind = second[k]
            k += 1
            while at < len(self.edits) and self.ends[at] <= start:
                made.append(self.edits[at])
                at += 1
            first = at
            while at < len(self.edits) and self.starts[at] < end:
                at += 1
            if first == at:
                made.append(self._mark(start, end, replacement, kind, model, confidence))
                continue
            inside = self.edits[first:at]
            low = min(start, self.starts[first])
            high = max(end, self.ends[at - 1])
            parts = [self.repaired[low:start], replacement]
            reached = end
            while k < len(second) and second[k][0] < high:
                parts += self.repaired[reached : second[k][0]], second[k][2]
                reached = second[k][1]
                k += 1
                while at < len(self.edits) and self.starts[at] < reached:
                    inside.append(self.edits[at])
                    at += 1
                high = max(high, reached, self.ends[at - 1])
            parts.append(self.repaired[reached:high])
            kinds = [edit.kind for edit in inside]
            made.append(
                Edit(
                    self._back(low, first),
                    self._back(high, at),
                    "".join(parts),
                    "out-of-step" if "out-of-step" in kinds else kind,
                    min(edit.confidence for edit in inside),
                    sum(edit.evidence for edit in inside),
                    sum(edit.lost_bytes for edit in inside),
                    inside[0].note,
                )
            )
        made += self.edits[at:]
        return made

    def _mark(
        self, start: int, end: int, replacement: str, kind: str, model: Language, confidence: float
    ) -> Edit:
        before = self.repaired[max(0, start - 1) : start]
        after = self.repaired[end : end + 1]
        evidence = model.cost(self.repaired[start:end] + after, before)
        evidence -= model.cost(replacement + after, before)
        made = bisect_right(self.ends, start)
        low = self._back(start, made)
        return Edit(low, low + end - start, replacement, kind, confidence, evidence)

    def _back(self, place: int, made: int) -> int:
        """Where a place of the repaired text lies in the damaged one, after `made` edits."""
        if made < len(self.starts) and place >= self.starts[made]:
            return self.edits[made].start
        if not made:
            return place
        return self.edits[made - 1].end + place - self.ends[made - 1]


def _double(text: str, chosen: Random) -> str:
    """Puts a comma before marks and takes the width of commas, as a page has them."""
    parts = []
    for c in text:
        if c in "\uff0c\u3002\u3001" and chosen.random() < DOUBLED_SHARE:
            parts.append(",")
        parts.append("," if c == "\uff0c" else c)
    return "".join(parts)


def _by_repertoire(text: str) -> list[str | bytes]:
    """The text as GBK bytes, with the stretches that GBK has not as they are."""
    parts: list[str | bytes] = []
    for has, group in groupby(text, key=_in_gbk):
        stretch = "".join(group)
        parts.append(stretch.encode("gbk") if has else stretch)
    return parts


def _in_gbk(c: str) -> bool:
    try:
        c.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _read(data: bytes) -> str:
    """The loose reader of the pages: see the module's theory, 3."""
    parts: list[str] = []
    at = 0
    while at < len(data):
        lead = data[at]
        if lead < 0x80:
            parts.append(chr(lead))
            at += 1
        elif at + 1 == len(data) or data[at + 1] < 0x40:
            parts.append("?")
            at += 2
        else:
            parts.append(straddle.decode(lead, data[at + 1]))
            at += 2
    return "".join(parts)
