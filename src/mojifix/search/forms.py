"""Which bytes a character was read from where its reader has several forms of it.

`codecs.others` says which characters are such: U+91E4 is EE A3 and FB BF in cp932. What a writer
makes of the one and of the other decides, character by character; a text of more than LONGEST
characters, or with more than MOST such, is read with the bytes that `encode` gives.
"""

from __future__ import annotations

import re

from mojifix.codecs import others

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mojifix.codecs import Codec
    from mojifix.language.model import Model

# No character before this one is such: of Western letters nothing need be made to know it.
FIRST: Final = "\u2116"
_LATER: Final = re.compile(f"[^\0-{chr(ord(FIRST) - 1)}]")

# Each such character costs a reading of the whole text, or two. By judgement: a line of Chinese has
# one or two of them.
LONGEST: Final = 400
MOST: Final = 16


def has_forms(read: Codec, text: str) -> bool:
    """Whether the reader has several forms of some characters of a text."""
    if _LATER.search(text) is None:
        return False
    known = others(read)
    return bool(known) and not known.keys().isdisjoint(text)


def decoded(read: Codec, written: Codec, text: str, model: Model) -> str | None:
    """What a text that was misread so may have been, by its likeliest forms; None for nothing."""
    known = others(read)
    try:
        units = read.units(text)
    except UnicodeEncodeError:  # a line among others that this reader read
        return None
    best = _decoded(written, units)
    places = [at for at, c in enumerate(text) if c in known]
    if len(text) > LONGEST or len(places) > MOST:
        return best
    cost = None if best is None else model.cost(best)
    # Twice, as nothing may be readable before the last of them has its form.
    for at in places if best is not None else places * 2:
        for form in (read.unit(text[at]), *known[text[at]]):
            before, units[at] = units[at], form
            other = _decoded(written, units) if form != before else None
            nats = cost if other is None else model.cost(other)
            if other is None or (cost is not None and nats is not None and nats >= cost):
                units[at] = before
            else:
                best, cost = other, nats
    return best


def _decoded(written: Codec, units: list[bytes]) -> str | None:
    try:
        return written.decode(b"".join(units))
    except UnicodeDecodeError:
        return None
