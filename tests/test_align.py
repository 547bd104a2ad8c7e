"""What the search leaves out to be quick would have gained nothing."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mojifix.channels.misread import Misread, misreads
from mojifix.codecs import get
from mojifix.language.model import Model, load
from mojifix.search import align, prices
from mojifix.search.readers import Readers
from strategies import SENTENCES

TEXT = "".join(map("".join, SENTENCES.values()))
ALL = [channel for channel in misreads() if channel.letters != "small"]


def everywhere_open(stretch: align.Stretch, track: align.Track, model: Model, price: float) -> bool:
    """As `align._enter`, but a span may begin at every place."""
    for k, start in enumerate(track.starts[:-1]):
        if start in stretch.places:
            at = stretch.places[start]
            bonus = align._bonus(track, k, at, stretch.text, model)
            track.enters[k] = bonus - stretch.prefix[at] + track.sums[k]
    return True


def found(text: str, channel: Misread) -> list[tuple[int, int, str, float]]:
    """The spans of a text that pay, with their gains in hundredths of a nat."""
    model = load()
    prefix = list(accumulate(model.costs(text), initial=0.0))
    try:
        stretch = align.Stretch(text, prefix, 0, len(text), channel.read)
    except UnicodeError:
        return []
    price = prices.OPEN + channel.price
    tracks = align.tracks(stretch, channel.written, model, price)
    places = align.spans(stretch, tracks, model, price, prices.AGAIN)
    # What is the same on either side of a span may be in it or not, at the same price.
    return [(*align.trimmed(text, *place), round(gain, 2)) for *place, gain in places]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ALL), st.integers(0, len(TEXT) - 12), st.integers(2, 12), st.integers(0, 20))
def test_no_span_that_pays_begins_where_none_was_looked_for(
    channel: Misread, at: int, size: int, beside: int
) -> None:
    damaged = channel.apply(TEXT[at : at + size]) or TEXT[at : at + size]
    around = "The title is: " if channel.read.kind == "single" else TEXT
    text = around[:beside] + damaged + around[:beside]
    quick = found(text, channel)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(align, "_enter", everywhere_open)
        assert quick == found(text, channel)


def test_spans_are_found_at_all() -> None:
    channel = next(c for c in ALL if c.name == "gb18030>latin-1")
    text = "\u4e2d\u6587 " + get("latin-1").decode(get("gb18030").encode("\u6211\u4eec\u7684"))
    assert [place[2] for place in found(text[3:], channel)] == ["\u6211\u4eec\u7684"]


def test_a_reader_is_said_to_have_what_it_encodes() -> None:
    readers = Readers(misreads())
    for character in map(chr, [*range(0x3000), *range(0x3000, 0x10FFFF, 61)]):
        bits = 0
        for bit, (read, _) in enumerate(readers.groups):
            try:
                read.encode(character)
            except UnicodeError:
                continue
            bits |= 1 << bit
        assert readers.mask(character) == bits, hex(ord(character))
