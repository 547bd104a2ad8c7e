"""East Asian letters: what a repair has to bring before it is believed."""

from __future__ import annotations


def is_cjk(text: str) -> bool:
    """Whether the text holds a Han, kana or hangul letter."""
    return any(
        "\u3400" <= c <= "\u9fff"
        or "\u3041" <= c <= "\u30fa"
        or "\uac00" <= c <= "\ud7a3"
        or c >= "\U00020000"
        for c in text
    )


def brings_word(text: str, repaired: str) -> bool:
    """Two East Asian letters side by side that did not stand so in `text`.

    A single one is two odd bytes, as in `C\xc3\u2122IS`; and where all letters stay, as in titles
    of the Book of Songs with \u2027 for \u2022, no text was misread.
    """
    letters = list(map(is_cjk, repaired))
    return any(
        letters[at] and letters[at + 1] and repaired[at : at + 2] not in text
        for at in range(len(repaired) - 1)
    )
