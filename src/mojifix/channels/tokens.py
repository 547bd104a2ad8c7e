"""Bytes of which some are missing, as tokens: what losing them and restoring them speak of.

A *token* is one byte, known or not:

    0-255           the byte itself
    LONE + p        a lost byte by itself, before the known byte p (UNKNOWN: before nothing or what
                    may be anything, LOST: before another lost one)
    FIRST, SECOND   the two bytes of a lost pair
    BEFORE, ASCII   a lost byte and the ASCII byte that was swallowed with it
    STRIPPED        a byte whose character nobody sees and which was dropped, a C1 control say
    CUT             a byte cut off at an end of the field, any one
    GONE, GONE + 1  the two bytes of a private-use character that was dropped
    FIRST_OF_NEXT   a byte that makes no character with some first byte of UTF-8

Those that a mark stands for are the ways of losing bytes (`channels.loss`); no mark stands for the
others.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

UNKNOWN: Final = 256
LOST: Final = 257
LONE: Final = 1000
FIRST: Final = 2000
SECOND: Final = 2001
ASCII: Final = 2002
GONE: Final = 2003
CUT: Final = 2005
STRIPPED: Final = 2006
BEFORE: Final = 2007
FIRST_OF_NEXT: Final = 2008
