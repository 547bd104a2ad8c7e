"""Lost bytes: a damaged text stands for a set of byte strings, and the likeliest of them is sought.

Rules of this package:

1. `pattern` turns a stretch of text into known bytes and marks of loss, and says what a mark may
   stand for; `styles` leaves out the ways of losing bytes that they rule out; `slots` says which
   characters fit a few known and unknown bytes; `gap` finds the likeliest characters between two
   known ones; `paths` finds the spans that pay; `rescore` weighs what stands in these once more,
   `brackets` those of which the partner stands far away.
2. A lost byte is never one that the reader could have read: see `codecs._narrow`.
3. Nothing is invented: what several characters fit comes with the posterior of each, and it is the
   caller's to put U+FFFD where that is not enough.
"""

from __future__ import annotations

from mojifix.lattice.paths import Found, spans
from mojifix.lattice.pattern import Pattern
from mojifix.lattice.slots import slots_of

__all__ = ["Found", "Pattern", "slots_of", "spans"]
