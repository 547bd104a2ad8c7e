"""The lines of a text and what was found in them, in two looks.

Rules:

1. What the first look is sure of makes the same channel cheaper in the second; lines that it
   settles are not searched (`settle`).
2. Where the other lines are as odd, as in a list of names, a short line has to gain more.
3. In a text that was screened the second look takes more lines than the first; and where a channel
   with a double-byte reader was at work, those that nothing picked are tried as well.
"""

from __future__ import annotations

from collections import Counter

from mojifix.channels.letters import is_cjk
from mojifix.search import prices
from mojifix.search.belief import REST
from mojifix.search.glance import obvious
from mojifix.search.latin import worth_asking
from mojifix.search.line import Lines
from mojifix.search.pieces import in_pieces
from mojifix.search.readers import Readers
from mojifix.search.repair import applied
from mojifix.search.settle import alone, at_once, settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Final

    from mojifix.channels.misread import Misread
    from mojifix.search.reading import Chain
    from mojifix.search.repair import Repair

# Lines that a channel must explain before it is asked for all others at once, by judgement.
SAMPLE: Final = 2

# Lines of a long text, evenly spread, that are asked what misread all of it, and how many
# characters of one: in more of them most are no longer different. By judgement: those of a clean
# text show at once that it was not Latin-1.
ASKED: Final = 8
FAR: Final = 100

# Bytes of the longest character of UTF-8 that East Asian text has.
LONGEST_CHARACTER: Final = 3

# What a short line has to gain, where few others show its channel, for each nat by which a letter
# is odd in the lines in which nothing was found. At 1 nat, 0.5 and none 16, 20 and 24 of 31 damaged
# names among 1,569 clean ones come back. At 0.5 two of 45,474 names, places and words are changed
# in lists of 20 and of 60, thirteen alone.
ABOVE: Final = 0.5

# Lines that are asked together whether any of them shows damage at once, before each gets its
# glance. By judgement: of 111 lines picked in clean Chinese none does.
TOGETHER: Final = 50

# Lines that are tried, so far from each other (a prime, as tables repeat every few lines), before
# all those are that no look picked. By judgement.
TRIED: Final = 16
STRIDE: Final = 104_729

# Confidence from which a line is not searched again if all other channels were seen less often:
# what was seen of its own makes it surer. By judgement.
SURELY: Final = 0.99

# Of how many lines that are tried one is enough for the others to be searched, too. By judgement: a
# search for one channel takes a tenth of a millisecond, which many clean lines are not worth.
PREVALENT: Final = 4


class Looked:
    """What was found in the lines of a text, in one look or two.

    pieces    the lines that were looked at, by their offsets
    found     the repairs of those that were searched
    settled   what those lines were that a channel settles, and the channels
    latin     where the lines begin about which ftfy is to be asked
    vain      lines that were searched by themselves, and nothing was found
    """

    def __init__(self, lines: Lines, ask: bool, vain: Collection[str] = ()) -> None:
        """Nothing is found yet.

        ask    whether ftfy may be asked at all
        vain   lines of which that is known
        """
        self.lines = lines
        self.vain = set(vain)
        self.latin: set[int] = set()
        self._ask = ask
        self._glanced = False
        # The search for what misread most lines, to be asked before all others, that for what
        # misread parts of some, as a column of a table, and that for all.
        self._first: Lines | None = None
        self._in_part: Lines | None = None
        self._then = lines
        self.pieces: dict[int, str] = {}
        self.found: dict[int, list[Repair]] = {}
        self.settled: dict[int, tuple[str, Chain]] = {}

    def throughout(self, text: str, taken: Collection[int]) -> None:
        """Settles the lines of a long text of which some, evenly spread, say what misread it all.

        taken   where the lines begin that are left out
        """
        chain = self._of_all(text)
        if not chain:
            return
        self.pieces = dict(in_pieces(text, None, taken))
        # As most of those lines show it, so will half of all.
        count = self._settle(list(self.pieces.items()), chain, len(self.pieces) // 2)
        if 2 * count > len(self.pieces):
            self._ask_first(chain, prices.opening(len(self.pieces), count))
        self.pieces = {start: self.pieces[start] for start in self.settled}

    def _of_all(self, text: str) -> Chain:
        """What most of some lines are told to be at once, if it is the same for all of these."""
        places = range(0, len(text), len(text) // ASKED + 1)
        starts = {text.rfind("\n", 0, at) + 1 for at in places}
        some = [piece for _, piece in in_pieces(text, starts, ())]
        known = [told for piece in some if (told := self._beginning(piece))]
        if 2 * len(known) > len(some):
            for chain in {chain: None for _, _, chain in known}:
                if all(chain[0].invert(part) == before for part, before, _ in known):
                    return chain
        return ()

    def _beginning(self, piece: str) -> tuple[str, str, Chain] | None:
        """The beginning of a line, what it is told to have been at once, and what misread it.

        A character in the middle of which it would end is left out.
        """
        for end in range(FAR, FAR - LONGEST_CHARACTER, -1):
            told = at_once(self.lines, piece[:end])
            if told or len(piece) < end:
                return (piece[:end], *told) if told else None
        return None

    def left(self, text: str) -> list[tuple[int, int]] | None:
        """From and to which offsets nothing of a text is settled; None where nothing is at all."""
        if not self.settled:
            return None
        parts: list[tuple[int, int]] = []
        reached = 0
        for start in sorted(self.settled):
            if start - reached > 1:
                parts.append((reached, start))
            reached = start + len(self.pieces[start])
        return [*parts, (reached, len(text))] if reached < len(text) else parts

    def first_look(
        self, pieces: Sequence[tuple[int, str]], odd: Mapping[int, int] | None = None
    ) -> None:
        """The first look; a channel that explains SAMPLE lines is asked for all that follow.

        odd   where the lines are odd, by where they begin: they get a glance before the search
        """
        self.pieces.update(pieces)
        self._glanced = odd is not None
        counts = Counter(chain for _, chain in self.settled.values())
        parts: Counter[Chain] = Counter()
        shown = False
        for number, (start, piece) in enumerate(pieces):
            if odd is not None and number % TOGETHER == 0:
                shown = obvious("\n".join(p for _, p in pieces[number : number + TOGETHER]))
            if start in self.settled:
                continue
            if piece in self.vain:
                self._take(start, piece, [])
                continue
            if odd is not None:
                place = odd.get(start)
                place = None if place is None else place - start
                if not self.lines.promising(piece, place, shown):
                    self._take(start, piece, [])
                    continue
            chain = self._explained(start, piece)
            if not (chain or self.found.get(start)):
                self.vain.add(piece)
            in_part = () if chain else _in_part(self.found.get(start, ()))
            if in_part:
                parts[in_part] += 1
                if parts[in_part] == SAMPLE and self._in_part is None:
                    self._in_part = Lines(self.lines.model, Readers(in_part))
            if chain:
                counts[chain] += 1
                if counts[chain] == SAMPLE:
                    rest = pieces[number + 1 :]
                    count = self._settle(rest, chain)
                    if 2 * count > len(rest):
                        self._ask_first(chain, prices.opening(len(rest), count))

    def _explained(self, start: int, piece: str) -> Chain:
        """What misread all of a line, () if nothing did."""
        known = None if self._glanced else at_once(self.lines, piece)
        if known:
            self.settled[start] = known
            return known[1]
        if self._first:  # it knows nothing else, so that only ordinary text is believed
            found = self._search(self._first, start, piece)
            chain = alone(piece, found)
            if chain and not self.lines.odd(found[0].repaired):
                return chain
        if self._in_part:
            repairs = self._in_part.best(piece)
            if _in_part(repairs) and not self._leaves_some(piece, repairs):
                return alone(piece, self._take(start, piece, repairs))
        return alone(piece, self._search(self._then, start, piece))

    def _leaves_some(self, piece: str, repairs: Sequence[Repair]) -> bool:
        """Whether another channel may explain what these repairs leave of a line.

        Not if the reader was a Western one, and has no letter of the rest: two readers of one line
        are rare, and names are odd whoever read them.
        """
        read = repairs[0].channels[-1].read
        if read.kind != "single" or any(r.evidence <= prices.PLENTY for r in repairs):
            return self.lines.odd(applied(piece, repairs))
        for repair in reversed(repairs):
            piece = piece[: repair.start] + piece[repair.end :]
        bit = next(b for b, (reader, _) in enumerate(self.lines.readers.groups) if reader is read)
        return any(self.lines.readers.mask(c) >> bit & 1 for c in set(piece) if c > "\x7f")

    def _ask_first(self, chain: Chain, opening: float) -> None:
        """These channels misread most lines: they are asked before all others, and cost this."""
        channels = dict.fromkeys(chain, opening)
        self._first = Lines(self.lines.model, Readers(list(channels)), channels)
        self._then = Lines(self.lines.model, self.lines.readers, channels)

    def _search(self, lines: Lines, start: int, piece: str) -> list[Repair]:
        """The repairs of a line, kept under its offset."""
        return self._take(start, piece, lines.best(piece))

    def _take(self, start: int, piece: str, repairs: list[Repair]) -> list[Repair]:
        """Keeps the repairs of a line, and whether ftfy is to be asked about it."""
        self.found[start] = repairs
        if self._ask and start not in self.latin and worth_asking(self.lines, piece):
            self.latin.add(start)
        return repairs

    def _settle(self, pieces: Sequence[tuple[int, str]], chain: Chain, seen: int = SAMPLE) -> int:
        """Settles lines by the channels, and once more by how many these are; that number.

        seen   in how many lines the channels are known to have been at work
        """
        known = self.settled.keys() | self.found.keys()
        # Not the first line: what may begin with a byte order mark has to be weighed against it.
        left = [(start, piece) for start, piece in pieces if start and start not in known]
        count = 0
        while left:
            befores = settled(self.lines, [piece for _, piece in left], chain, seen)
            for number, before in befores.items():
                self.settled[left[number][0]] = before, chain
            count += len(befores)
            if len(befores) <= seen:
                break
            seen = len(befores)
            left = [item for item in left if item[0] not in self.settled]
        return count

    def quiet(self) -> bool:
        """Whether nothing was found in any line, nor is ftfy to be asked about one."""
        return not (self.settled or self.latin or any(self.found.values()))

    def drop_doubtful(self) -> None:
        """Drops repairs of short lines that gain too little beside how odd the other lines are.

        In a list of names every line is odd, and what some of them could be as well pays. Not
        dropped is what a channel explains of which one line gains enough, or one in PREVALENT.
        """
        doubtful = {
            start: found[0] for start, found in self.found.items() if self._doubtful(start, found)
        }
        rest = [self.pieces[start] for start, found in self.found.items() if not found]
        if not doubtful or not rest:
            return
        costs = self.lines.model.costs
        odd = [nats for piece in rest for nats in self.lines.of_letters(piece, costs(piece))]
        if len(odd) < REST:
            return
        least = ABOVE * sum(odd) / len(odd)
        gained = {r.channels for r in doubtful.values() if r.evidence > least * (r.end - r.start)}
        lines = Counter(repair.channels for repair in doubtful.values())
        for start, repair in doubtful.items():
            chain = repair.channels
            if chain not in gained and PREVALENT * lines[chain] < len(rest):
                self.found[start] = []

    def _doubtful(self, start: int, found: Sequence[Repair]) -> bool:
        """Whether all that is not ASCII in a line may be other letters, and may well not be."""
        if len(found) != 1 or not found[0].channels or found[0].evidence >= prices.PLENTY:
            return False
        repair, piece = found[0], self.pieces[start]
        around = piece[: repair.start] + piece[repair.end :]
        return repair.channels[-1].read.kind == "double" and around.isascii()

    def sure(self) -> dict[Misread, int]:
        """How many lines each channel damaged for certain."""
        seen: dict[Misread, int] = {}
        for _, chain in self.settled.values():
            for channel in chain:
                seen[channel] = seen.get(channel, 0) + 1
        for repairs in self.found.values():
            sure = (c for r in repairs if r.evidence > prices.SURE for c in r.channels)
            for channel in dict.fromkeys(sure):  # a set has another order in each process
                seen[channel] = seen.get(channel, 0) + 1
        return seen

    def second_look(self, pieces: Sequence[tuple[int, str]], seen: Mapping[Misread, int]) -> None:
        """The second look, with what the first one saw as prior.

        Lines of a long text in which the first look found nothing are asked for no channel but
        those that were seen more than once.
        """
        before = self.found
        self.found = {start: found for start, found in before.items() if self._kept(start, seen)}
        self.pieces.update(pieces)
        number = len(self.pieces)
        opening = {channel: prices.opening(number, n) for channel, n in seen.items()}
        self.lines = Lines(self.lines.model, self.lines.readers, opening)
        for chain in dict.fromkeys(chain for _, chain in self.settled.values()):
            self._settle([(start, p) for start, p in pieces if start not in before], chain)
        usual = prices.opening(number, 1)
        few = Lines(self.lines.model, Readers([c for c in seen if opening[c] < usual]), opening)
        for start, piece in pieces:
            if start in self.found or start in self.settled:
                continue
            if not self._glanced or before.get(start):
                self._search(self.lines, start, piece)
            elif few.readers.any(piece):
                self._search(few, start, piece)

    def _kept(self, start: int, seen: Mapping[Misread, int]) -> bool:
        """Whether the first look is sure of a line, or the second can only make it surer."""
        found = self.found[start]
        if len(found) != 1:
            return False
        if found[0].evidence > prices.PLENTY:
            return True
        chain = alone(self.pieces[start], found) if found[0].confidence > SURELY else ()
        others = max((count for c, count in seen.items() if c not in chain), default=0)
        return chain != () and all(seen.get(channel, 0) > others for channel in chain)

    def try_unpicked(self, pieces: Iterable[tuple[int, str]]) -> None:
        """The lines that no look picked: what Korean becomes in GBK can be ordinary hanzi.

        Those of a channel with a double-byte reader or of UTF-8, whose Russian is all Cyrillic in
        KOI8-R, if some of them show that it is at work there.
        """
        chains = [
            c for c, _ in Counter(self._chains()).most_common() if c and _may_be_unseen(c[-1])
        ]
        if not chains:
            return
        last = {chain[-1]: None for chain in chains}
        unseen = [(start, piece) for start, piece in pieces if start not in self.pieces]
        left = [item for item in unseen if any(_may_be_of(channel, item[1]) for channel in last)]
        if left:
            some = list(dict.fromkeys(left[STRIDE * at % len(left)] for at in range(TRIED)))
            if PREVALENT * self._by(chains, some) >= len(some):
                self._by(chains, left)

    def _chains(self) -> Iterator[Chain]:
        """What each line was misread by, () for those that no chain explains alone."""
        for _, chain in self.settled.values():
            yield chain
        for start, found in self.found.items():
            yield alone(self.pieces[start], found)

    def _by(self, chains: Sequence[Chain], pieces: Sequence[tuple[int, str]]) -> int:
        """How many of the lines the channels explain, by which those are settled or searched."""
        channels = Readers(list(dict.fromkeys(channel for one in chains for channel in one)))
        few = Lines(self.lines.model, channels, self.lines.opening)
        for one in chains:
            self._settle(pieces, one)
        explained = 0
        for start, piece in pieces:
            if start not in self.settled and start not in self.found:
                found = few.best(piece)
                if not found:
                    continue
                self.found[start] = found
            self.pieces[start] = piece
            explained += 1
        return explained

    def unsettled(self) -> Iterator[tuple[int, str]]:
        """The lines that were searched, with their offsets."""
        return ((start, self.pieces[start]) for start in self.pieces if start in self.found)


def _in_part(repairs: Sequence[Repair]) -> Chain:
    """The one channel that is sure to have misread parts of a line, without loss; () for none."""
    chains = {repair.channels for repair in repairs}
    if len(chains) != 1 or any(r.lost or r.evidence <= prices.SURE for r in repairs):
        return ()
    chain = chains.pop()
    return chain if len(chain) == 1 else ()


def _may_be_unseen(channel: Misread) -> bool:
    """Whether what a channel makes of a line may be so ordinary that no look picks it."""
    return channel.read.kind == "double" or channel.written.kind == "utf8"


def _may_be_of(channel: Misread, piece: str) -> bool:
    """Whether a channel reads all of a line, and East Asian text if not UTF-8 was written.

    Lines that would be none do not count: in a Polish text they are most.
    """
    before = channel.invert(piece)
    if before is None or before == piece:
        return False
    return channel.written.kind == "utf8" or is_cjk(before)
