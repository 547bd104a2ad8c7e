"""A bound on what double-byte channels gain: true to what aligning them finds, and worth asking."""

from __future__ import annotations

from itertools import accumulate, chain, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import mojifix
from mojifix.channels.misread import Misread, misreads
from mojifix.codecs import Codec
from mojifix.language.model import load
from mojifix.search import align, prices
from mojifix.search.glance import _UTF8 as UTF8
from mojifix.search.glance import AHEAD_OF_KANA, BEFORE
from mojifix.search.line import Lines
from mojifix.search.readers import Readers
from mojifix.search.reading import MIDDLE
from mojifix.search.repair import MARKS
from mojifix.search.twins import Twins, in_all, in_part
from strategies import SENTENCES, carried

TEXT = "".join(map("".join, SENTENCES.values()))
JUDGED = [c for c in misreads() if c.written.kind == "double" and c.read.kind != "single"]
TWINS = Twins(misreads(), load())
READERS = Readers(misreads())

# Of rare hanzi and of common ones: the Book of Songs, a river, a list of animals.
CLEAN = (
    "\u9670\u5f7c\u5357\u5c71\uff0c\u8a00\u91c7\u5176\u8568",
    "\u6cb3\u6c34\u6e05\u4e14\u6f23\u7317\uff0c\u4e0d\u7a3c\u4e0d\u7a61",
    "\u72d0\u72f8\u3001\u7f06\u74bd\u3001\u9e67\u9e2a\u548c\u9e5e\u9e70",
)


def hopeless(text: str) -> set[Misread]:
    """The judged channels of which no span of the text can pay."""
    costs = load().costs(text)
    return TWINS.hopeless(text, costs, in_part, prices.OPEN, {})


def gained(text: str, channel: Misread) -> float:
    """What the spans of the text that pay gain in this channel, net, in nats."""
    model = load()
    prefix = list(accumulate(model.costs(text), initial=0.0))
    try:
        stretch = align.Stretch(text, prefix, 0, len(text), channel.read)
    except UnicodeError:
        return 0.0
    price = prices.OPEN + channel.price
    tracks = align.tracks(stretch, channel.written, model, price)
    found = align.spans(stretch, tracks, model, price, prices.AGAIN)
    return sum(
        gain
        for start, end, repaired, gain in found
        if channel.brings(text[start:end], repaired, False)
    )


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(JUDGED),
    st.integers(0, len(TEXT) - 12),
    st.integers(3, 12),
    st.integers(0, len(TEXT) - 8),
    st.integers(0, 8),
)
def test_a_channel_whose_spans_gain_much_is_never_hopeless(
    channel: Misread, at: int, size: int, before: int, beside: int
) -> None:
    damaged = channel.apply(TEXT[at : at + size])
    assume(damaged and channel.invert(damaged) == TEXT[at : at + size])
    text = TEXT[before : before + beside] + str(damaged)
    if gained(text, channel) > prices.SURE:
        assert channel not in hopeless(text)


def test_whole_lines_that_were_misread_are_never_hopeless() -> None:
    """By more than what opening a span costs."""
    seen = set()
    for channel in JUDGED:
        for text in chain.from_iterable(carried(channel).values()):
            damaged = str(channel.apply(text))
            costs = load().costs(damaged)
            if sum(costs) - load().cost(text) > prices.OPEN + channel.price:
                seen.add(channel)
                assert channel not in TWINS.hopeless(damaged, costs, in_all, -MIDDLE, {})
    assert len(seen) >= 0.8 * len(JUDGED)


@pytest.mark.parametrize("text", CLEAN)
def test_of_clean_lines_of_rare_hanzi_nearly_all_channels_are(text: str) -> None:
    assert len(hopeless(text)) >= 0.8 * len(JUDGED)
    assert mojifix.fix(text) is text


def test_ascii_neither_gains_nor_costs() -> None:
    damaged = "\u5ccf\u7279\u6d88\u6c57"
    costs = load().costs(damaged)
    alone = TWINS.hopeless(damaged, costs, in_all, prices.OPEN, {})
    spaced = [0.5, *costs, 0.5]
    assert TWINS.hopeless(f"x{damaged}y", spaced, in_all, prices.OPEN, {}) == alone


def test_a_known_channel_is_asked_for_less() -> None:
    channel = next(c for c in JUDGED if c.name == "gb18030>big5hkscs")
    text = str(channel.apply("\u4f60\u4eec"))
    costs = load().costs(text)
    assert channel not in TWINS.hopeless(text, costs, in_part, prices.OPEN, {channel: 0.0})
    assert channel in TWINS.hopeless(text, costs, in_part, 99.0, {})
    assert channel not in TWINS.hopeless(text, costs, in_part, 99.0, {channel: 0.0})


def test_a_letter_of_one_byte_puts_the_rest_out_of_step() -> None:
    """Nobody can tell then what the bytes after it are."""
    halfwidth = [c for c in JUDGED if c.read.name == "cp932"]
    assert halfwidth
    assert not hopeless("\uff76\u9670\u5f7c\u5357").intersection(halfwidth)


WIDE = [c for c in JUDGED if c.read.kind == "double"]
HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@given(st.text(HANZI, min_size=1, max_size=40), st.floats(-20, 300))
def test_all_channels_at_once_tell_what_one_at_a_time_does(text: str, usual: float) -> None:
    """Give or take the half nats of the prices, and of the characters."""
    costs = load().costs(text)
    found = TWINS.likely_in_all(text, costs, usual)
    for channel, twins in TWINS._wide(text):
        left = in_all(costs, twins) - usual - channel.price
        assert channel in found if left > 0.5 else True
        assert channel not in found if left < -0.5 * (len(text) + 2) else True


@given(st.text(HANZI, min_size=1, max_size=40), st.floats(0, 100))
def test_a_stretch_that_gains_enough_is_not_overlooked(text: str, usual: float) -> None:
    costs = load().costs(text)
    gains = {c: in_part(costs, twins) - usual - c.price for c, twins in TWINS._wide(text)}
    found = TWINS.likely_in_part(text, costs, usual)
    enough = [c for c, gain in gains.items() if gain > 0.25 * len(text) + 1]
    assert set(enough) <= set(found)
    assert set(found) <= {c for c, gain in gains.items() if gain > 0}
    ordered = [gains[channel] for channel in found]
    assert all(after <= before + 1e-6 for before, after in pairwise(ordered))


def test_what_a_long_text_costs_fits_into_the_field_of_a_channel() -> None:
    """Of the longest line that a glance is given whole, no character with a twin."""
    text = "\u2f00" * (AHEAD_OF_KANA + BEFORE)
    assert TWINS.likely_in_all(text, [0.0] * len(text), -60.0) == []
    assert len(TWINS.likely_in_all(text, [1e4] * len(text), 0.0)) == len(WIDE)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted({c.read for c in WIDE}, key=str)),
    st.integers(0, len(TEXT) - 12),
    st.integers(5, 12),
)
def test_utf8_is_seen_in_what_any_reader_made_of_it(read: Codec, at: int, size: int) -> None:
    for first, last in ((0, 0), (1, 0), (2, 0), (0, 1), (1, 1)):
        data = TEXT[at : at + size].encode()[first:]
        data = data[: len(data) - last]
        try:
            damaged = read.decode(data)
        except UnicodeDecodeError:
            continue
        if read.encode(damaged) == data and not any(mark in damaged for mark in MARKS):
            turns = list(map(READERS.in_utf8, damaged))
            held = any(a[0] & b[1] & c[2] for a, b, c in zip(turns, turns[1:], turns[2:]))
            assert held or not UTF8.search(data)


def test_marks_of_loss_alone_are_no_utf8() -> None:
    assert not Lines(load(), READERS)._may_be_utf8("".join(MARKS))
