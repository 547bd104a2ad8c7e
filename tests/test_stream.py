"""Streams: the text and the window decide, never the pieces; memory is bounded."""

from __future__ import annotations

import itertools
import random
import tracemalloc
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mojifix
from mojifix import Options, OptionsError, Stream
from mojifix.stream import WINDOW, diagnose_lines
from strategies import MISREADS, SENTENCES, carries

CLEAN = [text for tag in ("zh-Hans", "zh-Hant", "ja", "ko") for text in SENTENCES[tag]]
GBK = [mojifix.damage(t, written="gb18030", read="latin-1") for t in SENTENCES["zh-Hans"]]
LOSSY = [
    mojifix.damage(t, written="utf-8", read="cp936", errors="replace") for t in SENTENCES["zh-Hans"]
]

(GBK_AS_CP932,) = (channel for channel in MISREADS if channel.name == "gb18030>cp932")


def streamed(chunks: Iterable[str], window: int = WINDOW) -> str:
    stream = Stream(window=window)
    return "".join([*map(stream.feed, chunks), stream.feed("", final=True)])


def windows(text: str, window: int) -> list[str]:
    stream = Stream(window=window)
    return [d.original for d in stream.diagnose(text, final=True)]


def pieces(text: str, cuts: list[int]) -> Iterator[str]:
    for start, end in zip([0, *cuts], [*cuts, len(text)]):
        yield text[start:end]


def mixed(lines: int, seed: int) -> str:
    """Clean, damaged and lossy lines; some line ends of Windows, one line without any."""
    chosen = random.Random(seed)
    rows = [chosen.choice(chosen.choice((CLEAN, GBK, LOSSY))) for _ in range(lines)]
    return "".join(row + chosen.choice(("\n", "\r\n", "\n\n")) for row in rows[:-1]) + rows[-1]


@pytest.mark.parametrize("text", [GBK[0][:24], LOSSY[0][:9] + "\r\n" + GBK[1][:9]], ids=ascii)
@pytest.mark.parametrize("window", [7, 16, WINDOW])
def test_every_split_gives_what_one_piece_gives(text: str, window: int) -> None:
    whole = streamed([text], window)
    for cut in range(len(text) + 1):
        assert streamed([text[:cut], "", text[cut:]], window) == whole, cut
    assert streamed(text, window) == whole  # a character at a time


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 5), window=st.sampled_from([40, 300, WINDOW]), data=st.data())
def test_any_splits_of_a_longer_text(seed: int, window: int, data: st.DataObject) -> None:
    text = mixed(12, seed)
    whole = streamed([text], window)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=40)))
    assert streamed(pieces(text, cuts), window) == whole


@pytest.mark.parametrize("seed", range(4))
def test_a_text_of_one_window_has_the_answer_of_fix(seed: int) -> None:
    text = mixed(30, seed)
    assert streamed([text]) == mojifix.fix(text)
    assert streamed([text], window=len(text)) == mojifix.fix(text)
    stream = Stream()
    (diagnosis,) = stream.diagnose(text, final=True)
    assert diagnosis == mojifix.diagnose(text)


def test_windows_end_at_line_ends() -> None:
    text = mixed(60, 3)
    cut = windows(text, 500)
    assert "".join(cut) == text
    assert len(cut) >= 3
    assert all(len(w) <= 500 for w in cut)
    assert all(w.endswith("\n") for w in cut[:-1])
    # As late as it can: the next line would not have fitted.
    for this, after in itertools.pairwise(cut):
        assert len(this) + len(after.split("\n")[0]) + 1 > 500


def test_a_line_longer_than_the_window_is_cut_after_ascii_where_it_can_be() -> None:
    text = ("\u6211\u4eec " * 400) + "\n" + "\u6211" * 300
    cut = windows(text, 100)
    assert "".join(cut) == text
    assert all(len(w) <= 100 for w in cut)
    assert cut[0].endswith(" ")
    assert streamed([text], 100) == text


def test_a_damaged_line_longer_than_the_window_is_repaired() -> None:
    sentence = "\uff0c".join(SENTENCES["zh-Hans"][:6])
    damaged = mojifix.damage(sentence, written="utf-8", read="latin-1")
    assert streamed([damaged * 3]) == sentence * 3
    # Cut at any place, a character of UTF-8 is lost at most at each end of a window.
    repaired = streamed([damaged * 3], window=150)
    assert sum(c in repaired for c in set(sentence)) > 0.9 * len(set(sentence))


def test_a_short_last_line_knows_what_came_before() -> None:
    """Two half-width kana are damage only behind lines that were misread the same way."""
    short = "\uff96\uff90"  # GB18030 of U+4E2D in cp932
    words = [text for text in SENTENCES["zh-Hans"] if carries(GBK_AS_CP932, text)]
    lines = [GBK_AS_CP932.apply(text) or "" for text in words]
    text = "\n".join([*lines, short])
    first, last = Stream(window=len(text) - len(short)).diagnose(text, final=True)
    assert mojifix.fix(short) == last.original == short
    assert last.text == "\u4e2d"
    assert first.text + last.text == mojifix.fix(text)


def test_only_the_start_of_a_text_is_a_start() -> None:
    """A misread byte order mark is removed at the start of the text, and nowhere else."""
    mark = "\u00ef\u00bb\u00bf"
    text = f"{mark}one\n{mark}two\n"
    assert windows(text, 7) == [f"{mark}one\n", f"{mark}two\n"]
    assert streamed([text], 7) == mojifix.fix(text) == "one\n\ufefftwo\n"


def test_final_begins_a_new_text() -> None:
    stream = Stream(window=50)
    texts = [mixed(5, seed) for seed in range(3)]
    assert [stream.feed(text, final=True) for text in texts] == [
        streamed([text], 50) for text in texts
    ]
    stream.feed("never to be seen")
    stream.reset()
    assert stream.feed("", final=True) == ""


def test_accounts_cover_the_text() -> None:
    text = mixed(40, 9)
    found = Stream(window=300).diagnose(text, final=True)
    assert "".join(d.original for d in found) == text
    assert "".join(d.text for d in found) == streamed([text], 300)
    assert "".join(d.undo() for d in found) == text


# ------------------------------------------------------------------------------------------- lines
@pytest.mark.parametrize("window", [60, 400, WINDOW])
@pytest.mark.parametrize("seed", range(3))
def test_lines_are_the_stream_of_their_text(window: int, seed: int) -> None:
    text = mixed(30, seed)
    lines = text.splitlines(keepends=True)
    assert "".join(lines) == text
    assert "".join(mojifix.fix_lines(lines, window=window)) == streamed([text], window)
    bare = text.split("\n")
    assert "\n".join(mojifix.fix_lines(bare, window=window)) == streamed([text], window)


def test_clean_lines_are_the_same_objects() -> None:
    lines = [*CLEAN, *GBK, "", "ascii", "\n"]
    repaired = list(mojifix.fix_lines(lines, window=500))
    assert len(repaired) == len(lines)
    assert all(new is old for new, old in zip(repaired, CLEAN))
    assert repaired[len(CLEAN) : len(CLEAN) + len(GBK)] == list(SENTENCES["zh-Hans"])
    assert repaired[-3:] == ["", "ascii", "\n"]


def test_lines_may_hold_line_ends() -> None:
    rows = [f"{GBK[0]}\n{CLEAN[0]}", "", GBK[1] + "\n\n", GBK[2]]
    assert list(mojifix.fix_lines(rows)) == [
        f"{SENTENCES['zh-Hans'][0]}\n{CLEAN[0]}",
        "",
        SENTENCES["zh-Hans"][1] + "\n\n",
        SENTENCES["zh-Hans"][2],
    ]


def test_each_line_has_its_diagnosis() -> None:
    rows = [CLEAN[0], GBK[0], "ok " + GBK[1]]
    found = list(diagnose_lines(rows))
    assert [d.original for d in found] == rows
    assert [len(d.findings) for d in found] == [0, 1, 1]
    assert found[1].findings[0].start == 0
    assert all(d.undo() == row for d, row in zip(found, rows))


def test_lines_are_lazy() -> None:
    """No more than a window is read ahead, so that endless input has output."""
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "a line of text\n"

    lines = mojifix.fix_lines(endless(), window=1500)
    assert next(lines) == "a line of text\n"
    assert taken == 101  # a hundred fill the window, one more says that it is full


def test_memory_does_not_grow_with_the_text() -> None:
    chunk = "\n".join(CLEAN * 20) + "\n"
    stream = Stream(window=4096)
    stream.feed(f"{GBK[0]}\n{chunk}" * 2)  # tables, caches
    tracemalloc.start()
    try:
        fed = 0
        while fed < 2_000_000:
            fed += len(stream.feed(chunk))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < fed / 4  # in bytes, where the text has two for each character


@pytest.mark.parametrize("window", [0, -1, 1.5, "64K", None, True])
def test_windows_that_cannot_be_meant(window: object) -> None:
    with pytest.raises(OptionsError, match="1 or more"):
        Stream(window=window)  # type: ignore[arg-type]
    with pytest.raises(OptionsError, match="1 or more"):
        next(mojifix.fix_lines([], window=window))  # type: ignore[arg-type]


def test_what_is_no_str_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Stream\.feed\(\) takes str, not bytes"):
        Stream().feed(b"abc")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"Stream\.diagnose\(\) takes str, not bytes"):
        Stream().diagnose(b"abc")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"fix_lines\(\) takes str, not bytes"):
        list(mojifix.fix_lines([b"abc"]))  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"mojifix\.Options"):
        Stream(options={})  # type: ignore[arg-type]


def test_options_reach_the_search() -> None:
    only = Options(channels=("gloss",))
    assert list(mojifix.fix_lines(GBK, options=only)) == GBK


def test_a_wrong_lone_surrogate_is_passed_on() -> None:
    assert streamed(["\ud83d", "\ude00 \udcff"], 2) == "\ud83d\ude00 \udcff"
