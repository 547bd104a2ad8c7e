"""Where could damage be? Scans at C speed only; most clean text leaves here.

Rules of this file:

1. Nothing is decided here but "worth a closer look". A false alarm costs time, a miss costs a
   repair, so that every class is wide.
2. No Python loop over characters: one regular expression over the whole text.
3. The classes of East Asian characters are made from the language table, on the first long text.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from mojifix.language.model import Model

# Texts up to this many characters are not screened: scoring them costs less than making the
# classes (25 ms, once).
UNSCREENED: Final = 2000

# Nats of a character by itself up to which it is ordinary, and from which it is rare. Two
# neighbours that are not ordinary, or a rare one, bring a line to the search. Measured on clean
# Chinese and on the damage of `pairs`: 13 % of clean lines pass, of damaged lines of 16 characters
# 97 %, and FOREIGN brings most of the others.
ORDINARY: Final = 9.5
RARE: Final = 12.5

# What single-byte readers make of bytes: two such neighbours bring a line to the search. Signs
# that Chinese and Japanese text doubles (\u2014\u2014, \u2026\u2026, \u201d\u201c) are not in it.
FOREIGN: Final = (
    "\x80-\xb6\xb8-\u2013\u2015-\u2017\u201e-\u2025\u2027-\u25ff\uff61-\uff9f\ue000-\uf8ff"
)

_screens: list[re.Pattern[str]] = []


def odd_lines(text: str, model: Model) -> set[int]:
    """Offsets at which the lines begin that are worth a closer look; a line ends at U+000A."""
    if not _screens:
        _screens.append(_compile(model))
    found: set[int] = set()
    search = _screens[0].search
    at = 0
    while match := search(text, at):
        found.add(text.rfind("\n", 0, match.start()) + 1)
        at = text.find("\n", match.end())
        if at < 0:
            break
    return found


def _compile(model: Model) -> re.Pattern[str]:
    ordinary, common = ["\0-\x7f"], ["\0-\u2fff\ue000-\uf8ff\uff00-\uffff"]
    for c, nats in model.alone():
        if nats <= ORDINARY:
            ordinary.append(c)
        if nats <= RARE and "\u3000" <= c < "\ue000":
            common.append(c)
    pair = f"[^{_class(ordinary)}]" + "{2}"
    return re.compile(f"{pair}|[^{_class(common)}]|[{FOREIGN}]" + "{2}")


def _class(characters: Iterable[str]) -> str:
    return "".join(c if len(c) > 1 else re.escape(c) for c in characters)
