"""A restored character: what stood where bytes were lost, and what else may have."""

from __future__ import annotations

from mojifix._frozen import Frozen


class Guess(Frozen):
    """A character worked out from what is left of its bytes.

    at            where it stands in the repaired text of its finding, in code points from 0
    character     the likeliest character
    confidence    its posterior probability, 0 to 1
    alternatives  the next likeliest, each with its probability, best first
    """

    __slots__ = ("at", "character", "confidence", "alternatives")

    at: int
    character: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...]

    def __init__(
        self,
        at: int,
        character: str,
        confidence: float,
        alternatives: tuple[tuple[str, float], ...] = (),
    ) -> None:
        self._set(at, character, confidence, alternatives)

    def moved(self, by: int) -> Guess:
        """The same guess so many code points further on."""
        return Guess(self.at + by, self.character, self.confidence, self.alternatives)
