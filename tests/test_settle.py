"""mojifix.search.settle: what a channel settles at once is what a search of each line answers."""

from __future__ import annotations

import random

import pytest

import mojifix
from mojifix.channels.misread import Misread
from mojifix.language.model import load
from mojifix.search.line import Lines
from mojifix.search.looked import SAMPLE
from mojifix.search.readers import Readers
from mojifix.search.settle import alone, at_once, settled
from strategies import MISREADS, SENTENCES, carried

CLEAN = [text for language in ("zh-Hans", "ja", "ko") for text in SENTENCES[language]]
NAMES = ("gb18030>latin-1", "utf-8>latin-1", "utf-8>gb18030", "cp932>cp1251", "big5hkscs>cp437")


def damaged(name: str, count: int) -> tuple[list[str], list[str]]:
    """So many sentences of all languages that a channel carries, and what it makes of them."""
    channel = next(c for c in MISREADS if c.name == name)
    truths = [text for texts in carried(channel).values() for text in texts if "\n" not in text]
    pairs = [(text, channel.apply(text)) for text in truths]
    chosen = [(t, d) for t, d in pairs if d and "\n" not in d]
    random.Random(name).shuffle(chosen)
    assert len(chosen) >= count
    return [truth for truth, _ in chosen[:count]], [line for _, line in chosen[:count]]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_settled_is_what_the_search_finds(name: str) -> None:
    channel = next(c for c in MISREADS if c.name == name)
    truths, lines = damaged(name, 20)
    search = Lines(load(), Readers(MISREADS), {channel: 8.0})
    found = settled(search, lines, (channel,), SAMPLE)
    assert len(found) >= 14  # of 20; the others are short, or rare words
    for at, before in found.items():
        assert before == truths[at]
        assert alone(lines[at], search.best(lines[at])) == (channel,)


@pytest.mark.parametrize("seen", [SAMPLE, 10_000])
@pytest.mark.parametrize("name", NAMES)
def test_clean_lines_are_settled_by_no_channel(name: str, seen: int) -> None:
    channel = next(c for c in MISREADS if c.name == name)
    lines = [text for texts in SENTENCES.values() for text in texts if "\n" not in text]
    search = Lines(load(), Readers(MISREADS), {channel: 8.0})
    assert settled(search, lines, (channel,), seen) == {}


def test_a_name_with_an_accent_in_a_damaged_line_is_no_hanzi() -> None:
    """Read as a whole, its last letter and the space behind it would be half of one."""
    channel = next(c for c in MISREADS if c.name == "gb18030>latin-1")
    line = "Am\u00e9lie, Andr\u00e9s " + "".join(channel.apply(t) or "" for t in CLEAN[:1])
    assert settled(Lines(load(), Readers(MISREADS)), [line], (channel,), SAMPLE) == {}


WESTERN = [
    channel
    for channel in MISREADS
    if channel.read.name in ("latin-1", "cp1252") and channel.written.kind in ("utf8", "double")
]


@pytest.mark.parametrize("channel", WESTERN, ids=lambda channel: channel.name)
def test_what_is_told_at_once_is_what_the_search_finds(channel: Misread) -> None:
    search = Lines(load(), Readers(MISREADS))
    told = 0
    for truth in [truth for texts in carried(channel).values() for truth in texts]:
        damaged = channel.apply(truth) or ""
        known = at_once(search, damaged)
        if known is not None:
            told += 1
            # What cp1252 and Latin-1 have in common, Latin-1 has read.
            chain = alone(damaged, search.best(damaged))
            assert known == (truth, chain)
            assert chain[0].written is channel.written
            assert chain == (channel,) or damaged.encode("latin-1").decode("cp1252") == damaged
    assert told >= 10


def test_what_two_western_readers_have_at_other_bytes_is_weighed() -> None:
    """U+0178 was 9F in cp1252 and BE in iso8859-15, and either reading is ordinary text."""
    truth = "\u5317\u4eac\u5e02\u4e1c\u57ce\u533a\u4e94\u9053\u8425\u80e1\u540c67\u53f7"
    damaged = truth.encode("gb18030").decode("iso8859-15")
    assert "\u0178" in damaged
    assert at_once(Lines(load(), Readers(MISREADS)), damaged) is None
    assert mojifix.fix(damaged) == truth


def test_clean_lines_are_nothing_at_once() -> None:
    search = Lines(load(), Readers(MISREADS))
    clean = [text for texts in SENTENCES.values() for text in texts]
    assert [text for text in clean if at_once(search, text)] == []
    signs = "".join(map(chr, range(0xA1, 0x100)))
    for size in (16, 17, 40):  # 16 times U+00A4 are eight times \u4e2d in GBK
        rows = [sign * size for sign in signs]
        assert [row for row in rows if at_once(search, row) or at_once(search, row + "!")] == []
    # A row of the alphabet is common hanzi in GBK.
    row = "".join(map(chr, range(0xC0, 0x100)))
    assert at_once(search, row) is None
    assert mojifix.fix(row) == row


def test_a_long_text_has_the_same_repairs_with_and_without_an_account() -> None:
    truths, lines = damaged("gb18030>latin-1", 40)
    lines = [line for pair in zip(lines, CLEAN) for line in pair] * 2
    text = "\n".join(lines)
    diagnosis = mojifix.diagnose(text)
    assert diagnosis.text == mojifix.fix(text)
    assert diagnosis.undo() == text
    assert {f.kind for f in diagnosis.findings} == {"misread"}
    assert all(f.evidence > 0 and "\n" not in f.original for f in diagnosis.findings)
    right = sum(a == b for a, b in zip(diagnosis.text.split("\n")[::2], truths * 2))
    assert right >= 0.98 * len(truths * 2)


def test_one_line_of_any_length_is_repaired() -> None:
    """Longer lines are cut for the search; what was settled is put together again."""
    truths, lines = damaged("utf-8>latin-1", 40)
    text = " ".join(lines * 40)
    assert mojifix.fix(text) == " ".join(truths * 40)


@pytest.mark.parametrize("rest", ["\u79d1\u5927\u5b66\u751f", "\u53ef\u4ee5\u5728\u8fd9\u91cc"])
def test_what_may_begin_with_a_mark_is_weighed_with_and_without_an_account(rest: str) -> None:
    """The bytes of the first hanzi and half of the next are those of a byte order mark."""
    truth = f"\u9518{rest}" + CLEAN[0][:12]
    damaged = truth.encode("gb18030").decode("latin-1")
    assert damaged.startswith("\xef\xbb\xbf")
    assert mojifix.fix(damaged) == mojifix.diagnose(damaged).text == truth


@pytest.mark.parametrize("read", ["latin-1", "cp1252"])
def test_a_text_that_was_misread_throughout_keeps_what_was_not(read: str) -> None:
    """Some lines tell what happened to all, and the others are still looked at."""
    channel = next(c for c in MISREADS if c.name == f"gb18030>{read}")
    chinese = [t for t in SENTENCES["zh-Hans"] if "\n" not in t and carries(channel, t)]
    western = [t for t in SENTENCES["fr"] if "\n" not in t and not t.isascii()]
    other = next(c for c in MISREADS if c.name == "utf-8>gb18030")
    late = next(other.apply(t) or "" for t in chinese if len(t) > 8 and carries(other, t))
    lines = [line for pair in zip(chinese * 8, western * 16) for line in (*pair, pair[0])]
    text = "\n".join(channel.apply(t) if t in chinese else t for t in lines)
    text = f"{text}\n{late}\nplain\n"
    assert len(text) > 2000
    wanted = "\n".join([*lines, other.invert(late), "plain", ""])
    assert mojifix.fix(text) == wanted
    assert mojifix.diagnose(text).text == wanted


CHINESE = (
    "\u4ed6\u5728\u5317\u4eac\u5e02\u671d\u9633\u533a\u5de5\u4f5c\u4e86\u5341\u5e74\u3002",
    "\u8fd9\u4e2a\u95ee\u9898\u7684\u7b54\u6848\u5df2\u7ecf\u627e\u5230\u4e86\u3002",
)
TAIWANESE = (
    "\u4ed6\u5728\u81fa\u5317\u5e02\u5de5\u4f5c\u4e86\u5341\u5e74\u3002",
    "\u9019\u500b\u554f\u984c\u7684\u7b54\u6848\u5df2\u7d93\u627e\u5230\u4e86\u3002",
)
KOREAN = (
    "\uc624\ub298\uc740 \ub0a0\uc528\uac00 \ub9e4\uc6b0 \uc88b\uc2b5\ub2c8\ub2e4.",
    "\ub0b4\uc77c \uc6b0\ub9ac\ub294 \uc601\ud654\ub97c \ubcf4\ub7ec \uac11\ub2c8\ub2e4.",
)


JAPANESE = (
    "\u4eca\u65e5\u306f\u3068\u3066\u3082\u5929\u6c17\u304c\u3044\u3044\u3067\u3059\u3002",
    "\u660e\u65e5\u307e\u305f\u3053\u3053\u306b\u6765\u3066\u304f\u3060\u3055\u3044\u3002",
)


@pytest.mark.parametrize(
    ("written", "sentences", "clean"),
    [
        ("cp932", JAPANESE, "sz\xe9l\xe9n is t\xfal... \xe1d\xe1z \xe9s"),
        ("gb18030", CHINESE, "\xb7" * 6),
        ("gb18030", CHINESE, "\xb7" * 40),
        ("gb18030", CHINESE, "\xd7\xd7\xd7\xd7\xd7\xd7"),
        ("gb18030", CHINESE, "\xb0\xb1\xb2\xb3\xb4\xb5"),
        ("gb18030", CHINESE, "\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb"),
        ("cp949", KOREAN, "\xb7" * 12),
        ("cp949", KOREAN, "MUUTA P\xc4IV\xc4M\xc4\xc4R\xc4\xc4 JA AIKAA"),
        ("big5hkscs", TAIWANESE, "F\xc1JLRENDSZER M\xc9RET\xc9NEK BE\xc1LL\xcdT\xc1SA"),
    ],
)
@pytest.mark.parametrize("read", ["latin-1", "cp1252"])
def test_rows_and_capitals_in_a_misread_text_stay(
    written: str, sentences: tuple[str, ...], clean: str, read: str
) -> None:
    """Their bytes are two hanzi or more that are no surprise among so many damaged lines."""
    damaged = [mojifix.damage(text, written=written, read=read) for text in sentences] * 70
    text = "\n".join([*damaged[:70], clean, *damaged[70:]])
    assert mojifix.fix(text) == "\n".join([*sentences * 35, clean, *sentences * 35])


def test_a_cry_in_a_misread_text_is_read_as_the_others_are() -> None:
    """It has no two letters side by side, and cp850 would make four rare ones of it."""
    cry = "\u5462\uff01\u5462\uff01"
    damaged = [mojifix.damage(t, written="gb18030", read="latin-1") for t in (*CHINESE, cry)]
    assert mojifix.fix(damaged[-1]) == cry
    assert mojifix.fix("\n".join(damaged * 80)) == "\n".join([*CHINESE, cry] * 80)


def carries(channel: Misread, text: str) -> bool:
    """Whether a channel damages the text so that it can be undone."""
    damaged = channel.apply(text)
    return damaged is not None and damaged != text and channel.invert(damaged) == text
