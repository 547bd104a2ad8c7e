"""A stretch of damaged text as bytes, with marks where bytes are missing.

Bytes and what stands for those that are missing are tokens (`channels.tokens`).

What a mark may stand for depends on how the reader loses bytes, its *style* (`channels.loss`).
"""

from __future__ import annotations

from mojifix.channels.tokens import (
    ASCII,
    CUT,
    FIRST,
    GONE,
    LONE,
    LOST,
    SECOND,
    STRIPPED,
    UNKNOWN,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from mojifix.channels.loss import Style
    from mojifix.codecs import Codec

# Tokens that end a lost pair, and so speak of the character that began it.
BOUND: Final = (SECOND, ASCII, GONE + 1)

# Elements of a pattern beside bytes: a mark, and a `?` that may be a mark.
MARK: Final = 300
QUESTION: Final = 301

# What it costs that a byte is missing where no mark stands (nats): a character was dropped, or a
# field was cut. The table wild is the same at 3, 6 and 9 nats.
DROPPED: Final = 6.0

# That two bytes are, a pair of a user-defined area: rarer still (nats, by judgement).
DROPPED_PAIR: Final = 9.0

# That `?` is a question mark, and that a space was U+00A0 (nats, by judgement).
LITERAL: Final = 2.0
NO_BREAK: Final = 2.0

# Where reading is: the element it is at, whether bytes were already missing before this element,
# and the tokens still to come of a mark that was begun, their number in front of them and negative.
# So nodes in order are in the order in which they can be reached.
Node = tuple[int, bool, int, tuple[int, ...]]

# The next token, where reading is after it, what that costs (nats).
Next = tuple[int, Node, float]


def place(at: int) -> Node:
    """The node before an element, with nothing pending and nothing missed."""
    return at, False, 0, ()


class Pattern:
    """A stretch of a line under one reader, all of whose characters it has or are marks.

    elements   known bytes, MARK and QUESTION
    places     element -> character of the line, for every character that begins there, and the end
    segments   (first, last) elements between marks
    spaces     whether the reader may have made a space of a byte
    """

    __slots__ = ("elements", "places", "segments", "spaces")

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        reader: Codec,
        marks: str,
        forms: Mapping[int, bytes] | None = None,
    ) -> None:
        """The stretch of `text` from `start` to `end`.

        forms   bytes of the characters, by their places, that the reader had other bytes for than
                those which it gives
        """
        known = forms or {}
        elements: list[int] = []
        places: dict[int, int] = {}
        segments: list[tuple[int, int]] = []
        opened = 0
        for at in range(start, end):
            places[len(elements)] = at
            c = text[at]
            if c in marks:
                if opened < len(elements):
                    segments.append((opened, len(elements)))
                elements.append(QUESTION if c == "?" else MARK)
                opened = len(elements)
            else:
                elements += known.get(at) or reader.encode(c)
        if opened < len(elements):
            segments.append((opened, len(elements)))
        places[len(elements)] = end
        self.elements = tuple(elements)
        self.places = places
        self.segments = tuple(segments)
        self.spaces = reader.kind == "single"

    def following(self, node: Node, style: Style, dropping: bool) -> list[Next]:
        """What the next byte may be.

        dropping   whether bytes may be missing where no mark stands
        """
        at, missed, _, pending = node
        if pending:
            return [(pending[0], (at, missed, 1 - len(pending), pending[1:]), 0.0)]
        found: list[Next] = []
        if at < len(self.elements):
            element = self.elements[at]
            after = place(at + 1)
            if element < UNKNOWN:
                found.append((element, after, 0.0))
                if element == 0x20 and self.spaces:
                    found.append((0xA0, after, NO_BREAK))
            else:
                for tokens, price in style.expansions(self._known(at + 1)):
                    after = (at + 1, False, 1 - len(tokens), tokens[1:])
                    found.append((tokens[0], after, price))
                if element == QUESTION:
                    found.append((0x3F, place(at + 1), LITERAL))
        if dropping and not missed and at in self.places:
            if self.spaces:
                found.append((STRIPPED, (at, True, 0, ()), DROPPED))
            elif style.drops:
                found.append((LONE + self._known(at), (at, True, 0, ()), DROPPED))
            if at == 0 or self._ends(at):
                found.append((CUT, (at, True, 0, ()), DROPPED))
            if not self.spaces:
                lost = (FIRST, SECOND) if style.drops else (GONE, GONE + 1)
                found.append((lost[0], (at, True, -1, lost[1:]), DROPPED_PAIR))
        return found

    def _ends(self, at: int) -> bool:
        """Whether a field may have been cut here: nothing follows, or ASCII."""
        return at >= len(self.elements) or self.elements[at] < 0x80

    def _known(self, at: int) -> int:
        """The byte there, UNKNOWN for none or a `?` that may be one, LOST for a mark."""
        if at == len(self.elements) or self.elements[at] == QUESTION:
            return UNKNOWN
        return min(self.elements[at], LOST)

    def data(self, segment: tuple[int, int]) -> bytes:
        """The known bytes of a segment."""
        return bytes(self.elements[segment[0] : segment[1]])
