"""Trigrams for the characters that were lost: the gap is searched with pairs, and weighed again.

Pairs cannot tell `\u30ec\u30c3\u30b9\u30f3` from `\u30ea\u30c3\u30b9\u30f3`. Each restored
character and its alternatives are weighed once more with the two characters on either side.
"""

from __future__ import annotations

from math import exp, log

from mojifix.result import Guess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from mojifix.language.trigrams import Trigrams

# What a trigram's gain counts beside the pairs'. The three around a character overlap; all from 0.7
# to 0.9 restore the same share of held-out characters (`tools/build_trigrams.py --held-out`).
WEIGHT: Final = 0.85

# What is believed of a difference in nats. The pairs and trigrams around a character are not
# independent, and what was lost may have been lost another way: at 1 characters stated at 0.97 are
# right in 0.86 (benchmarks/calibration.py).
SHARPNESS: Final = 0.5

# Rounds over the guesses: a character that changed is context for the next.
ROUNDS: Final = 2

# Alternatives told of a character, and the least probability of one.
TOLD: Final = 4
TOLD_LEAST: Final = 0.01


def weighed(
    text: str, guesses: Sequence[Guess], left: str, right: str, model: Trigrams
) -> tuple[str, list[Guess]]:
    """The text and its guesses with what trigrams say of them.

    left, right   what stands before and after the text
    """
    characters = [*left[-2:].rjust(2, "\0"), *text, *right[:2].ljust(2, "\0")]
    found = list(guesses)
    for _ in range(ROUNDS):
        changed = False
        for number, (guess, first) in enumerate(zip(found, guesses)):
            found[number] = _weighed(first, characters, model)
            changed |= found[number].character != guess.character
            characters[guess.at + 2] = found[number].character
        if not changed:
            break
    return "".join(characters[2:-2]), found


def _weighed(guess: Guess, characters: Sequence[str], model: Trigrams) -> Guess:
    at = guess.at + 2
    a, b, d, e = characters[at - 2], characters[at - 1], characters[at + 1], characters[at + 2]
    ways = [(guess.character, guess.confidence), *guess.alternatives]
    shares = []
    for c, share in ways:
        gain = model.gain(a, b, c) + model.gain(b, c, d) + model.gain(c, d, e)
        shares.append((log(share) + WEIGHT * gain if share else -1e9, c))
    shares.sort(reverse=True)
    rest = max(0.0, 1.0 - sum(share for _, share in ways))
    weights = [exp(SHARPNESS * (nats - shares[0][0])) for nats, _ in shares]
    total = sum(weights) + (rest * exp(-shares[0][0])) ** SHARPNESS
    told = [(c, weight / total) for (_, c), weight in zip(shares, weights)]
    others = tuple((c, share) for c, share in told[1 : TOLD + 1] if share >= TOLD_LEAST)
    return Guess(guess.at, *told[0], others)
