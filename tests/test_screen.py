"""mojifix.screen: which lines of a long text are searched at all. A miss there costs a repair."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mojifix
from mojifix._signs import holds
from mojifix.channels.misread import Misread
from mojifix.language.model import load
from mojifix.options import DEFAULT
from mojifix.screen import BESIDE, BLOCK, MISSING_SECOND, bare, beyond_ascii, odd_lines, plain
from mojifix.search import engine
from mojifix.search.engine import LONG, _lines_for
from mojifix.search.glance import AHEAD
from strategies import MISREADS, SENTENCES, carried

CLEAN = [text for language in ("zh-Hans", "ja", "ko") for text in SENTENCES[language]]
DAMAGED = "\u00c7\u00eb\u00b0\u00d1\u00b4\u00b0\u00bb\u00a7\u00b9\u00d8\u00c9\u00cf"
TRUTH = "\u8bf7\u628a\u7a97\u6237\u5173\u4e0a"  # GB18030 of it, read as Latin-1, is DAMAGED


def offsets(lines: list[str]) -> list[int]:
    """Where each line begins when they are joined by line feeds."""
    found, at = [], 0
    for line in lines:
        found.append(at)
        at += len(line) + 1
    return found


@pytest.mark.parametrize("at", [0, 1, 150, 298, 299])
def test_a_damaged_line_among_clean_ones_is_found_and_repaired(at: int) -> None:
    lines = [CLEAN[i % len(CLEAN)] for i in range(299)]
    lines.insert(at, DAMAGED)
    text = "\n".join(lines)
    assert len(text) > 2 * LONG
    assert offsets(lines)[at] in odd_lines(text, load(), MISSING_SECOND)
    assert mojifix.fix(text).split("\n") == [*lines[:at], TRUTH, *lines[at + 1 :]]


def test_ascii_is_never_worth_a_look() -> None:
    assert odd_lines("plain text, nothing else\n" * 400, load(), MISSING_SECOND) == {}


def test_offsets_are_those_of_lines_that_end_at_a_line_feed() -> None:
    lines = ["abc\r", "", DAMAGED + "\x85x", "\x1c", "end \U0001f600", "x" + DAMAGED]
    found = set(odd_lines("\n".join(lines), load(), MISSING_SECOND))
    assert {offsets(lines)[2], offsets(lines)[5]} <= found <= set(offsets(lines))


def test_of_clean_lines_few_are_searched() -> None:
    """Of these sentences 4 % were seen; the search then finds nothing in them. Bound: 10 %."""
    text = "\n".join(CLEAN)
    assert len(odd_lines(text, load(), MISSING_SECOND)) <= 0.1 * len(CLEAN)


def test_of_damaged_lines_of_16_characters_few_are_missed() -> None:
    """Every misread sentence that its channel carries, from 16 characters on. Bound: 3 % missed."""
    model, lines = load(), []
    for channel in MISREADS:
        if channel.letters == "small":
            continue
        for texts in carried(channel).values():
            lines += [channel.apply(text) or "" for text in texts if len(text) >= 16]
    random.Random(1).shuffle(lines)
    lines = [line for line in lines if "\n" not in line][:2000]
    assert len(lines) > 1000
    found = odd_lines("\n".join(lines), model, MISSING_SECOND)
    missed = [line for line, start in zip(lines, offsets(lines)) if start not in found]
    assert len(missed) <= 0.03 * len(lines), missed[:10]


def test_a_long_text_is_repaired_as_its_lines_are() -> None:
    """Lines from 20 characters on; screened together, and one by one where nothing is screened."""
    choose = random.Random(2)
    channels = [c for c in MISREADS if c.name in ("gb18030>latin-1", "utf-8>cp1252")]
    lines = []
    for _ in range(200):
        channel = choose.choice(channels)
        text = choose.choice(carried(channel)["zh-Hans"])
        damaged = channel.apply(text * (1 + 20 // len(text)))
        assert damaged is not None
        lines.append(damaged if choose.random() < 0.2 else choose.choice(CLEAN))
    text = "\n".join(lines)
    assert len(text) > LONG
    alone = [mojifix.fix(line) for line in lines]
    assert sum(a is not line for a, line in zip(alone, lines)) > 20
    assert mojifix.fix(text).split("\n") == alone


@pytest.mark.parametrize("size", [8, 12, 20])
def test_no_damaged_text_is_plain(size: int) -> None:
    """Pieces of every sentence that an East Asian codec made: none that the search repairs."""
    best = _lines_for(DEFAULT, load()).best
    pieces = set()
    for channel in MISREADS:
        if channel.read.kind == "double":
            for texts in carried(channel).values():
                damaged = channel.apply("".join(texts)) or ""
                starts = range(len(damaged) - size + 1)
                pieces.update(damaged[at : at + size] for at in starts)
    passed = [piece for piece in sorted(pieces) if plain(piece)]
    assert len(pieces) > 1000
    assert [piece for piece in passed if best(piece)] == []
    assert len(passed) <= 0.01 * len(pieces), passed[:10]


@pytest.mark.parametrize(
    "damaged, truth",
    [
        (
            "\u8f09\u4f43\u6307\u57fa\u5d84\u5ffd\u7e41\u914e",
            "\u5f88\u96be\u56de\u7b54\u4e2d\u56fd\u4eba\u6c11",
        ),
        ("\u9673\u6226\u4ecd\u4ecd\u4f4e", "\u54ea\u91cc\u8c22\u8c22\u4f60"),
        ("\u529b\u7ef0\u6a21\u5907\u5ba2", "\uc81c\ub294\uce5c\uad6c\uc640"),
    ],
)
def test_the_first_call_says_what_the_hundredth_does(damaged: str, truth: str) -> None:
    """`plain` was only asked from the hundredth call on, and then let these pass."""
    for _ in range(2):
        assert mojifix.fix(damaged) == truth
        assert all(mojifix.fix(text) is text for text in SENTENCES["zh-Hans"][:100])


def test_clean_hanzi_and_hangul_are_often_plain() -> None:
    """Pieces of 20 characters: 89 % of the Chinese ones and 83 % of the Korean ones were."""
    for language, share in (("zh-Hans", 0.4), ("ko", 0.7)):
        pieces = [text[:20] for text in SENTENCES[language]]
        assert sum(plain(piece) for piece in pieces) >= share * len(pieces)


@pytest.mark.parametrize(
    "text",
    [
        "\u951f\u65a4\u62f7\u951f\u65a4\u62f7",  # U+FFFD that was saved and misread
        "\u70eb\u70eb\u70eb\u70eb\u70eb",  # memory never written to
        "\u951b\u6211\u4eec\u4eca\u5929\u53bb",  # the remains of a byte order mark at the start
        "\u6211\u4eec???\u4eca\u5929",
        "\u6211\u4eec\ue5e5\u4eca\u5929",
        "\u6211\u4eec&amp;\u4eca\u5929",
        "\u5173(gu\u0101n)\u4e8e\u5173",
        "Bitwa dobiega ko\ud766ca. Zwyci\ud73cstwo",  # Polish in UTF-8 read as cp949
    ],
)
def test_what_others_than_the_search_look_at_is_not_plain(text: str) -> None:
    assert not plain(text)


# What some channel asks for, each with letters around it.
ASKED_FOR = (
    "\u951f\u65a4\u62f7", "\u70eb\u70eb\u70eb", "\u951b", "\u9518", "???", "????-??-??",
    "\ufffd", "\ue5e5", "&amp;", "&#20013;", "%E4%BD%A0", "#xff0c;", "\\u4f60", "\udce4\udcbd",
    "(gu\u0101n)\u4e8e", "ko\ud766ca", "\u00c7\u00eb\u00b0\u00d1", "\u00e2\u20ac\u2122", "\n",
    "\u6d63\u72b2\u30bd", "mojifix: ignore", "\x01\x02\x03",
)  # fmt: skip


@given(st.lists(st.sampled_from([*ASKED_FOR, *CLEAN[::9]]), max_size=5), st.integers(0, 40))
def test_what_is_left_early_is_what_nothing_is_found_in(parts: list[str], skip: int) -> None:
    """A short line leaves before the channels are asked, each of which would have found nothing."""
    text = "".join(parts)[skip:]
    found = mojifix.diagnose(text)
    with pytest.MonkeyPatch.context() as without:
        without.setattr(engine, "bare", lambda text: False)
        assert mojifix.diagnose(text) == found


def test_most_short_clean_lines_leave_early() -> None:
    """Pieces of 20 characters of Japanese, nine of ten when this was written."""
    lines = _lines_for(DEFAULT, load())
    pieces = [text[:20] for text in SENTENCES["ja"]]
    left = [piece for piece in pieces if bare(piece) and engine._says_nothing(lines, piece)]
    assert len(left) >= 0.8 * len(pieces)


def test_parts_beyond_ascii_hold_all_that_is_not_ascii() -> None:
    text = "".join("x" * 997 + c for c in "\u00e9\u4e2d\ue000\U0001f600" * 8)
    parts = beyond_ascii(text)
    assert len(parts) > 1
    assert sum(end - start for start, end in parts) <= (BLOCK + 2 * BESIDE) * 32
    held = "".join(text[start:end] for start, end in parts)
    assert [c for c in held if c > "\x7f"] == [c for c in text if c > "\x7f"]
    assert beyond_ascii("\u4e2d" * 2000) == [(0, 2000)]


# ---- long texts that were misread

WIDE = [c for c in MISREADS if c.written.kind in ("double", "utf8") and c.read.kind == "double"]


def document(language: str) -> list[str]:
    """Lines of one language, enough for a long text."""
    lines = list(SENTENCES[language])
    return lines * (1 + 2 * LONG // len("".join(lines)))


@pytest.mark.parametrize("channel", WIDE, ids=lambda channel: channel.name)
def test_a_long_text_that_was_misread_as_a_whole_is_repaired(channel: Misread) -> None:
    """Whatever its lines became, as kana that EUC-JP and GBK share. Bound: 2 % of them are left."""
    for language, sentences in carried(channel).items():
        truth = [text for text in sentences if mojifix.fix(channel.apply(text) or "") == text]
        truth = truth * (1 + 2 * LONG // max(1, len("".join(truth))))
        damaged = [channel.apply(text) or "" for text in truth]
        fixed = mojifix.fix("\n".join(damaged)).split("\n")
        left = [text for text, found in zip(truth, fixed) if text != found]
        assert len(left) <= 0.02 * len(truth), (language, left[:5])


def wide_channels() -> Iterator[tuple[Misread, str, list[str]]]:
    """WIDE without EUC-JP, each with a language that it carries, and sentences in it.

    Of EUC-JP a long text loses more, as docs/limits.md says.
    """
    for channel in WIDE:
        if channel.written.name != "euc_jp":
            for language, sentences in carried(channel).items():
                yield channel, language, list(sentences)


def stays(language: str, line: str, wanted: str) -> bool:
    """Whether a damaged line in a long clean text of a language does not become what is wanted."""
    lines = document(language)
    fixed = mojifix.fix("\n".join([*lines[:50], line, *lines[50:]]))
    return fixed != "\n".join([*lines[:50], wanted, *lines[50:]])


def test_of_single_misread_lines_in_long_texts_few_are_left() -> None:
    """One line among clean ones of its language. Bound: 5 % are left."""
    tried, left = 0, []
    for channel, language, sentences in wide_channels():
        for truth in [text for text in sentences if len(text) >= 10][:3]:
            tried += 1
            if stays(language, channel.apply(truth) or "", truth):
                left.append((channel.name, truth))
    assert tried > 70
    assert len(left) <= 0.05 * tried, left


# Labels of two hanzi, as the strings of a program have them beside a number or a shortcut.
LABELS = [
    "\u6ce2\u7eb9",
    "\u989c\u8272",
    "\u6c34\u5e73",
    "\u8bbe\u7f6e",
    "\u4f4d\u7f6e",
    "\u7cfb\u7edf",
    "\u7f51\u7edc",
    "\u6a21\u677f",
    "\u5bbd\u5e26",
    "\u8d34\u7eb8",
    "\u6b27\u6d32",
    "\u4e3b\u9875",
    "\u7ea4\u7ef4",
    "\u4fe1\u5c01",
    "\u4fe1\u7bb1",
    "\u6cb9\u5f69",
    "\u5f3a\u5ea6",
    "\u7248\u672c",
]


@pytest.mark.parametrize("read", ["cp936", "big5hkscs", "cp932", "cp949", "euc_jp"])
def test_utf8_of_a_word_is_found_in_a_long_text(read: str) -> None:
    """Three characters of UTF-8, which alone are repaired. Bound: a quarter is left."""
    tried, left = 0, []
    for label in LABELS:
        try:
            damaged = mojifix.damage(f"{label} 02", written="utf-8", read=read)
        except mojifix.DamageError:
            continue
        if mojifix.fix(damaged) == f"{label} 02":
            tried += 1
            if stays("zh-Hans", damaged, f"{label} 02"):
                left.append(damaged)
    assert tried >= 10
    assert len(left) <= 0.25 * tried, left


# ---- signs that lead to what begins with them

ASKED = re.compile(r"\?\?\?")


@given(st.lists(st.sampled_from(["?", "??", "???", "a", "\u4f60\u597d", "\n"]), max_size=400))
def test_a_pattern_is_found_by_its_sign(parts: list[str]) -> None:
    text = "".join(parts)
    assert holds(text, "?", ASKED) is (ASKED.search(text) is not None)
    middle = len(text) // 2
    assert holds(text, "?", ASKED, middle) is (ASKED.search(text, middle) is not None)
    assert holds(text, "?", ASKED, 0, middle) is (ASKED.search(text, 0, middle) is not None)


def test_more_signs_than_steps_are_searched_through() -> None:
    assert holds("a? " * 1000 + "???", "?", ASKED) is True
    assert holds("a? " * 1000, "?", ASKED) is False


# ---- lines that were not misread as a whole


def test_what_became_hanzi_or_hangul_is_not_calm() -> None:
    model = load()
    lines = _lines_for(mojifix.Options(), model)
    pieces = set()
    for channel in MISREADS:
        for texts in carried(channel).values():
            for text in texts:
                damaged = channel.apply(text) or ""
                pieces.update(damaged[at : at + 10] for at in range(len(damaged) - 9))
    east_asian = [p for p in pieces if re.fullmatch("[\u4e00-\u9fff\uac00-\ud7a3]+", p)]
    assert len(east_asian) > 300
    assert [p for p in east_asian if lines._calm(p, model.costs(p))] == []


@pytest.mark.parametrize("at", [0, 30])
def test_a_long_line_of_hanzi_among_others_is_repaired_as_a_whole(at: int) -> None:
    channel = next(c for c in MISREADS if c.name == "utf-8>gb18030")
    truth = "".join(carried(channel)["zh-Hans"] * 9)[: 25 * AHEAD]
    damaged = channel.apply(truth) or ""
    assert len(damaged) > 25 * AHEAD
    lines = [CLEAN[i % len(CLEAN)] for i in range(200)]
    lines.insert(at, damaged)
    fixed = mojifix.fix("\n".join(lines)).split("\n")
    assert fixed == [*lines[:at], truth, *lines[at + 1 :]]


def western_channels() -> Iterator[tuple[Misread, str, list[str]]]:
    """As `wide_channels`, of readers with one byte a character."""
    for channel in MISREADS:
        if channel.written.kind == "double" and channel.read.name in ("latin-1", "cp1252"):
            for language, sentences in carried(channel).items():
                yield channel, language, list(sentences)


@pytest.mark.parametrize(
    "channels, size, bound",
    [(wide_channels, 12, 0.05), (wide_channels, 5, 0.2), (western_channels, 5, 0.05)],
)
def test_of_single_damaged_spans_in_long_texts_few_are_left(
    channels: Callable[[], Iterator[tuple[Misread, str, list[str]]]], size: int, bound: float
) -> None:
    """So many characters in a clean line, of those that come back by themselves."""
    tried, left = 0, []
    for channel, language, sentences in channels():
        clean = document(language)[0]
        for truth in [text[:size] for text in sentences if len(text) >= size][:6]:
            line, wanted = f"{clean} {channel.apply(truth) or ''}", f"{clean} {truth}"
            if mojifix.fix(line) == wanted:
                tried += 1
                if stays(language, line, wanted):
                    left.append((channel.name, line))
    assert tried > 20
    assert len(left) <= bound * tried, left


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "ja", "ko"])
def test_what_u_fffd_became_is_named_in_a_long_text(language: str) -> None:
    lines = document(language)
    for lost in ("\u951f\u65a4\u62f7", "\u5360\uc3d9\uc619", "\u5699\u8e1d\u856d"):
        text = "\n".join([*lines[:50], lines[0][:6] + lost + lines[1][:6], *lines[50:]])
        (found,) = mojifix.diagnose(text).findings
        assert found.kind == "lost-twice"
        assert found.original == lost


# ---- damaged lines of another language than the text

POLISH = "Kiedy zapytano, sk\u0105d s\u0105 te wie\u015bci, nikt nie wiedzia\u0142"


@pytest.mark.parametrize("name", ["euc_jp>gb18030", "cp949>gb18030", "utf-8>gb18030"])
@pytest.mark.parametrize("every", [4, 7, 20])
@pytest.mark.parametrize("around", ["zh-Hans", "zh-Hant", "pl"])
@pytest.mark.parametrize("size", [40, 200])
def test_lines_of_another_language_than_the_text_are_repaired(
    name: str, every: int, around: str, size: int
) -> None:
    """Kana in a Chinese text speak against Chinese; in a Polish one few letters speak at all.

    Bound: one line is left, or 15 %.
    """
    if (name, around) == ("cp949>gb18030", "zh-Hans"):
        return  # they are ordinary hanzi among ordinary hanzi
    channel = next(c for c in MISREADS if c.name == name)
    language = {"euc_jp": "ja", "cp949": "ko"}.get(channel.written.name, "zh-Hans")
    truth = [
        text
        for text in carried(channel)[language]
        if len(text) >= 10 and mojifix.fix(channel.apply(text) or "") == text
    ]
    clean = document(around) if around in SENTENCES else [POLISH] * 200
    clean = [line for line in clean if len(line) < 80][:size]
    lines, wanted = list(clean), list(clean)
    for number, at in enumerate(range(0, len(clean), every)):
        wanted[at] = truth[number % len(truth)]
        lines[at] = channel.apply(wanted[at]) or ""
    fixed = mojifix.fix("\n".join(lines)).split("\n")
    left = [line for line, found in zip(wanted, fixed) if line != found]
    assert len(left) <= max(1, 0.15 * len(range(0, len(clean), every))), left[:5]


@pytest.mark.parametrize("every", [4, 6, 10])
def test_korean_that_became_ordinary_hanzi_is_repaired_among_lines_of_an_alphabet(
    every: int,
) -> None:
    """Lines that no look picked are tried, of which a Polish text has many that say nothing."""
    channel = next(c for c in MISREADS if c.name == "cp949>gb18030")
    truth = [
        text
        for text in carried(channel)["ko"]
        if len(text) >= 10 and mojifix.fix(channel.apply(text) or "") == text
    ]
    lines, wanted = [POLISH] * 40, [POLISH] * 40
    for number, at in enumerate(range(0, 40, every)):
        wanted[at] = truth[number]
        lines[at] = channel.apply(truth[number]) or ""
    assert mojifix.fix("\n".join(lines)).split("\n") == wanted


@pytest.mark.parametrize(
    ("damaged", "truth", "lengths"),
    [
        (
            "Chemin pour les ic\ucc99nes invalide. V\ucc55rifiez que le chemin pointe.",
            "Chemin pour les ic\xf4nes invalide. V\xe9rifiez que le chemin pointe.",
            (700, 2300),
        ),
        (
            "Daugelio \u556aaid\u81c8j\u61e6 kampanijos",
            "Daugelio \u017eaid\u0117j\u0173 kampanijos",
            (700, 2300),
        ),
        (
            "\u0437\u0491\u2039\u0437\u0452\u2020 - \u0439\u203a\u045a\u0439\xbb\u045b",
            "\u7d0b\u7406 - \u96dc\u9ede",
            (700,),  # a glance at it finds nothing
        ),
        (
            "A\u221a\xb1adir o quitar un contacto de la libreta local de direcciones.",
            "A\xf1adir o quitar un contacto de la libreta local de direcciones.",
            (700,),
        ),
    ],
)
def test_a_line_with_letters_in_latin_words_is_found_in_a_long_text(
    damaged: str, truth: str, lengths: tuple[int, ...]
) -> None:
    for length in lengths:
        clean = "The quick brown fox jumps over the lazy dog.\n" * (length // 90)
        assert mojifix.fix(f"{clean}{damaged}\n{clean}") == f"{clean}{truth}\n{clean}"
