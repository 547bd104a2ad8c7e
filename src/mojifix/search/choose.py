"""Which of the spans that pay are taken: best channel first, none over another."""

from __future__ import annotations

from math import exp

from mojifix.search import prices
from mojifix.search.repair import Repair

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from mojifix.channels.misread import Misread


def choose(found: Mapping[Misread, list[Repair]]) -> list[Repair]:
    """The spans of the best channel, then of the next ones where they do not overlap and pay."""
    chosen: list[Repair] = []
    left = {channel: list(repairs) for channel, repairs in found.items()}
    while left:
        best = max(left, key=lambda channel: sum(r.evidence for r in left[channel]))
        for repair in left.pop(best):
            if repair.evidence > 0:
                chosen.append(_weighed(repair, found))
        for channel, repairs in list(left.items()):
            fitting = [r for r in repairs if not any(_overlap(r, c) for c in chosen)]
            fitting = [r for r in fitting if r.evidence > prices.OTHER]
            if fitting:
                left[channel] = fitting
            else:
                del left[channel]
    return sorted(chosen, key=lambda repair: repair.start)


def apart(repairs: list[Repair]) -> list[Repair]:
    """The repairs that pay most of those that overlap: two phases may claim the same bytes."""
    kept: list[Repair] = []
    for repair in sorted(repairs, key=lambda r: -r.evidence):
        if not any(_overlap(repair, other) for other in kept):
            kept.append(repair)
    return kept


def _overlap(a: Repair, b: Repair) -> bool:
    return a.start < b.end and b.start < a.end


def _weighed(repair: Repair, found: Mapping[Misread, list[Repair]]) -> Repair:
    """The repair with its posterior among the spans that say something else about its place."""
    others = exp(-repair.evidence)
    for repairs in found.values():
        for rival in repairs:
            if _overlap(repair, rival) and not (
                rival.repaired in repair.repaired or repair.repaired in rival.repaired
            ):
                others += exp(min(50.0, rival.evidence - repair.evidence))
    return Repair(
        repair.start,
        repair.end,
        repair.repaired,
        repair.channels,
        repair.evidence,
        1 / (1 + others),
    )
