"""Which of the spans that pay are taken: best channel first, none over another."""

from __future__ import annotations

from math import exp

from mojifix.search import prices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mojifix.channels.misread import Misread
    from mojifix.search.repair import Repair


def choose(found: Mapping[Misread, list[Repair]]) -> list[Repair]:
    """The spans of the best channel, then of the next ones where they do not overlap and pay."""
    chosen: list[Repair] = []
    left = {channel: list(repairs) for channel, repairs in found.items()}
    while left:
        best = max(left, key=lambda channel: sum(r.evidence for r in left[channel]))
        chosen += left.pop(best)
        for channel, repairs in list(left.items()):
            fitting = [r for r in repairs if not any(r.overlaps(c) for c in chosen)]
            fitting = [r for r in fitting if r.evidence > prices.OTHER]
            if fitting:
                left[channel] = fitting
            else:
                del left[channel]
    chosen.sort(key=lambda repair: repair.start)
    return _weighed(chosen, found)


def apart(repairs: list[Repair]) -> list[Repair]:
    """The repairs that pay most of those that overlap: two windows may claim the same bytes."""
    kept: list[Repair] = []
    for repair in sorted(repairs, key=lambda r: -r.evidence):
        if not any(repair.overlaps(other) for other in kept):
            kept.append(repair)
    return kept


def _weighed(chosen: Sequence[Repair], found: Mapping[Misread, list[Repair]]) -> list[Repair]:
    """The chosen repairs with their posteriors among the spans that say something else.

    A rival stands against all the chosen repairs that it lies over together. Where their channel
    repairs more of the line than that, the rival is a second channel, and pays for it.
    """
    others = [exp(-repair.evidence) for repair in chosen]
    for rival in (rival for repairs in found.values() for rival in repairs):
        against = [at for at, repair in enumerate(chosen) if repair.overlaps(rival)]
        gain = rival.evidence - sum(chosen[at].evidence for at in against)
        channels = {chosen[at].channels for at in against}
        if any(r.channels in channels for at, r in enumerate(chosen) if at not in against):
            gain -= prices.OTHER
        for at in against:
            repaired = chosen[at].repaired
            if rival.repaired not in repaired and repaired not in rival.repaired:
                others[at] += exp(min(50.0, gain))
    return [repair.stated(1 / (1 + other)) for repair, other in zip(chosen, others)]
