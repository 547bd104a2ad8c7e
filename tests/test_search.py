"""mojifix.search: the rules that its modules state, the options, and long texts."""

from __future__ import annotations

import random
import time

import pytest

import mojifix
from mojifix import Options, damage, diagnose, fix
from mojifix.channels.gloss import ScrapedPage
from mojifix.channels.letters import is_bopomofo
from mojifix.language.model import load
from mojifix.search import prices
from mojifix.search.align import trimmed
from mojifix.search.engine import _lines_for
from mojifix.search.looked import Looked
from mojifix.search.pieces import LONGEST
from mojifix.search.repair import Repair
from strategies import MISREADS, SENTENCES

WINDOWS = (
    "\u8bf7\u628a\u7a97\u6237\u5173\u4e0a\uff0c\u5916\u9762\u7684\u98ce\u592a\u5927\u4e86\u3002"
)
SYSTEM = (
    "\u7cfb\u7edf\u5c06\u5728\u4e09\u5341\u79d2\u540e\u81ea\u52a8\u91cd\u65b0\u542f\u52a8\u3002"
)
CINEMA = (
    "\u6628\u65e5\u306f\u53cb\u9054\u3068\u6620\u753b\u3092\u898b\u306b"
    "\u884c\u304d\u307e\u3057\u305f\u3002"
)
POST = "\uc774 \uadfc\ucc98\uc5d0 \uc6b0\uccb4\uad6d\uc774 \uc788\uc2b5\ub2c8\uae4c?"
SMILE = "\U0001f600"
# What foreign names are written with in simplified Chinese.
NAMES = "\u4e3d\u5609\u8482\u6d01\u59ae\u96c5\u8587\u5a05\u745f\u7433\u82ae\u83f2\u73c2"
NAMES += "\u8389\u99a8\u6b27\u739b\u5fb7\u62c9\u4f0a\u838e\u59b2\u5170\u8549\u845b"


def misread(text: str, written: str = "gb18030", read: str = "latin-1") -> str:
    return damage(text, written=written, read=read)


GB = misread(WINDOWS)
LATIN = "caf\u00c3\u00a9 noir"  # UTF-8 read as Latin-1, ftfy's


# ---------------------------------------------------------------------------------------- the costs
def test_what_a_character_costs_more_than_usual_depends_on_the_costs() -> None:
    """The last answer is kept for those who ask with the same costs, and for nobody else."""
    text = "\u4eca\u5929\u53bb\u516c\u56ed"
    lines = _lines_for(Options(), load())
    by_pairs = load().excess(text, load().costs(text))
    assert lines.excess(text, [100.0] * len(text)) != by_pairs
    assert lines.excess(text) == by_pairs


# -------------------------------------------------------------------------------------- the options
@pytest.mark.parametrize(
    "channels, gb, latin",
    [
        (None, True, True),
        (("misread",), True, False),
        (("latin",), False, True),
        (("misread", "latin"), True, True),
        (("gb18030>latin-1",), True, False),
        (("utf-8>latin-1", "big5hkscs>latin-1"), False, False),
        (("gloss",), False, False),
        (("scraped-page",), False, False),
    ],
)
def test_only_the_channels_asked_for_are_searched(
    channels: tuple[str, ...] | None, gb: bool, latin: bool
) -> None:
    options = Options(channels=channels)
    assert (fix(GB, options=options) == WINDOWS) is gb
    assert (fix(GB, options=options) is GB) is not gb
    assert (fix(LATIN, options=options) == "caf\u00e9 noir") is latin
    assert (fix(LATIN, options=options) is LATIN) is not latin


PAGE_LINES = [text for text in SENTENCES["zh-Hant"] if "," not in text]
PAGE = "\n".join(PAGE_LINES)
GLOSSED = ScrapedPage().apply(PAGE, seed=3)


@pytest.mark.parametrize("kind", ["gloss", "width"])
def test_a_page_s_kinds_of_damage_can_be_asked_for_alone(kind: str) -> None:
    kinds = {finding.kind for finding in diagnose(GLOSSED).findings}
    assert kind in kinds
    assert len(kinds) > 1
    asked = diagnose(GLOSSED, options=Options(channels=(kind,)))
    assert {finding.kind for finding in asked.findings} == {kind}


@pytest.mark.parametrize(
    "language, text, written",
    [
        ("zh-Hans", WINDOWS, "gb18030"),
        ("ja", CINEMA, "cp932"),
        ("ko", POST, "cp949"),
        ("zh-Hant", PAGE_LINES[0], "big5hkscs"),
    ],
)
def test_only_what_a_language_is_written_in_is_searched(
    language: str, text: str, written: str
) -> None:
    damaged = misread(text, written)
    assert fix(damaged, options=Options(languages=(language,))) == text
    others = {"zh-Hans", "zh-Hant", "ja", "ko"} - {language}
    others -= {"zh-Hant"} if language == "zh-Hans" else set()  # is written in GB18030 too
    assert fix(damaged, options=Options(languages=others)) != text


def test_a_repair_less_sure_than_asked_for_is_not_made() -> None:
    """Two hanzi are told from their rivals with some doubt, a sentence beyond any."""
    short = misread("\u672a\u77e5", read="utf-8")
    (finding,) = diagnose(short, options=Options(min_confidence=0)).findings
    assert finding.confidence < 0.99999
    above = Options(min_confidence=(1 + finding.confidence) / 2)
    assert fix(short, options=above) is short
    assert fix(GB, options=above) == WINDOWS
    assert fix(short, options=Options(min_confidence=finding.confidence)) == finding.repaired


# ----------------------------------------------------------------------------- engine, rules 1 to 3
def test_a_scraped_page_is_the_whole_text_s_damage() -> None:
    kinds = {finding.kind for finding in diagnose(GLOSSED).findings}
    assert kinds <= {"gloss", "out-of-step", "doubled-mark", "width"}
    assert "gloss" in kinds


@pytest.mark.parametrize("inside", ["\r", "\x1c", "\u2028", "\u2029", "\r\n", "\x0b", "\x0c"])
def test_a_line_ends_at_a_line_feed_only_and_other_line_ends_stay(inside: str) -> None:
    assert fix(GB + inside + misread(SYSTEM)) == WINDOWS + inside + SYSTEM
    lines = inside.count("\n") + 1
    diagnosis = diagnose("\u4f60\u597d" + inside + GB)
    assert [line for line, _, _ in diagnosis.places()] == [lines]


def test_a_next_line_sign_ends_no_line_and_stays() -> None:
    """U+0085 is a byte of GB18030 under Latin-1, but none under cp949."""
    first, second = misread(WINDOWS, read="cp949"), misread(SYSTEM, read="cp949")
    diagnosis = diagnose(f"{first}\x85{second}")
    assert diagnosis.text == f"{WINDOWS}\x85{SYSTEM}"
    assert {line for line, _, _ in diagnosis.places()} == {1}


@pytest.mark.parametrize(
    "short, truth",
    [
        ("\u00c5\u00ae", "\u5973"),  # one hanzi: a field of a table
        ("\u00ba\u00c3", "\u597d"),
        ("Order 42: \u00c5\u00ae, total 9.50 EUR", "Order 42: \u5973, total 9.50 EUR"),
    ],
)
def test_what_damaged_the_other_lines_is_believed_of_a_short_one(short: str, truth: str) -> None:
    others = [misread(text) for text in SENTENCES["zh-Hans"][:12]]
    assert fix(short) is short
    assert fix("\n".join([*others, short])).split("\n")[-1] == truth
    assert fix("\n".join([short, *others])).split("\n")[0] == truth
    clean = "\n".join([*SENTENCES["zh-Hans"][:12], short])
    assert fix(clean) is clean


def test_several_channels_in_one_text_are_each_named() -> None:
    text = "\n".join([GB, misread(CINEMA, "cp932"), misread(POST, "cp949")])
    diagnosis = diagnose(text)
    assert diagnosis.text == "\n".join([WINDOWS, CINEMA, POST])
    assert [f.written for f in diagnosis.findings] == ["gb18030", "cp932", "cp949"]
    assert {f.read for f in diagnosis.findings} == {"latin-1"}


# ------------------------------------------------------------------------------- line, rules 1 to 3
def test_a_whole_line_is_one_finding_trimmed_to_what_changes() -> None:
    (finding,) = diagnose(f"abc {GB} xyz").findings
    assert (finding.start, finding.end) == (4, 4 + len(GB))
    assert finding.repaired == WINDOWS
    assert finding.kind == "misread"
    assert finding.evidence > prices.SURE


def test_a_damaged_span_is_found_in_text_that_its_reader_cannot_have_read() -> None:
    text = f"\u4eca\u5929 {SMILE} \u201c{GB}\u201d \u2014 Gr\u00fc\u00dfe"
    diagnosis = diagnose(text)
    assert diagnosis.text == f"\u4eca\u5929 {SMILE} \u201c{WINDOWS}\u201d \u2014 Gr\u00fc\u00dfe"


def test_offsets_are_code_points_of_the_input_and_findings_do_not_overlap() -> None:
    text = f"{SMILE}{SMILE}\n{SMILE} {GB} {SMILE} {misread(SYSTEM)} {SMILE}\n{SMILE}{GB}"
    diagnosis = diagnose(text)
    assert diagnosis.text == text.replace(GB, WINDOWS).replace(misread(SYSTEM), SYSTEM)
    starts = [finding.start for finding in diagnosis.findings]
    assert starts == [text.index(GB), text.index(misread(SYSTEM)), text.rindex(GB)]
    for first, second in zip(diagnosis.findings, diagnosis.findings[1:]):
        assert first.end <= second.start
    for finding in diagnosis.findings:
        assert text[finding.start : finding.end] == finding.original


@pytest.mark.parametrize(
    "layers",
    [
        [("utf-8", "latin-1")],
        [("utf-8", "latin-1")] * 2,
        [("utf-8", "cp1252")] * 3,
        [("utf-8", "latin-1")] * 4,
        [("gb18030", "latin-1"), ("utf-8", "latin-1")],
        [("gb18030", "latin-1"), ("utf-8", "gb18030")],
    ],
    ids=len,
)
def test_up_to_four_layers_are_taken_off_in_their_order(layers: list[tuple[str, str]]) -> None:
    damaged = damage(WINDOWS, layers=layers)
    diagnosis = diagnose(damaged)
    assert diagnosis.text == WINDOWS
    (finding,) = diagnosis.findings
    steps = [(step.written, step.read) for step in finding.steps]
    assert steps == layers
    assert damage(diagnosis.text, layers=steps) == damaged


@pytest.mark.parametrize("text", ["\u6267\u884c\u8986\u76d6\u786e\u8ba4", WINDOWS])
def test_a_middle_layer_of_controls_may_be_worse_than_the_text(text: str) -> None:
    damaged = damage(text, layers=[("utf-8", "latin-1"), ("utf-8", "gb18030")])
    assert mojifix.fix(damaged) == text


# ---------------------------------------------------------------------------------------- alignment
def test_a_span_begins_where_characters_of_both_readings_begin() -> None:
    """The first byte was lost, so that half a hanzi stays what it is; a lost last byte is told."""
    assert fix(GB[1:]) == GB[1] + WINDOWS[1:]
    assert fix("abc" + GB[1:]) == "abc" + GB[1] + WINDOWS[1:]
    assert fix(GB[:-1]) == WINDOWS


@pytest.mark.parametrize(
    "text, start, end, repaired, expected",
    [
        ("abXYcd", 0, 6, "abZcd", (2, 4, "Z")),
        ("aXa", 0, 3, "aa", (1, 2, "")),
        ("aaaa", 0, 4, "aa", (2, 4, "")),
        ("XY", 0, 2, "Z", (0, 2, "Z")),
        ("..XY", 2, 4, "XZ", (3, 4, "Z")),
        ("ab", 0, 2, "ab", (2, 2, "")),
    ],
)
def test_a_span_is_trimmed_to_what_changes(
    text: str, start: int, end: int, repaired: str, expected: tuple[int, int, str]
) -> None:
    assert trimmed(text, start, end, repaired) == expected


# ------------------------------------------------------------------------------------------- prices
def test_a_whole_line_costs_more_the_longer_it_is_up_to_a_limit() -> None:
    costs = [prices.whole(n) for n in range(200)]
    assert costs == sorted(costs)
    assert costs[0] == prices.WHOLE
    assert costs[-1] == prices.WHOLE_MOST


def test_a_channel_seen_before_is_cheaper_the_more_lines_it_damaged() -> None:
    costs = [prices.opening(100, seen) for seen in range(1, 101)]
    assert costs == sorted(costs, reverse=True)
    assert all(prices.LEAST <= cost < prices.OPEN for cost in costs)
    assert prices.opening(1000, 1) >= prices.opening(10, 1)


# ------------------------------------------------------------------------------------- ftfy, rule 2
@pytest.mark.parametrize("text", ["/[\x00-\x1f\x7f-\x9f]/", "'[\x80-\u024f]'"])
def test_the_end_of_a_range_stands_for_itself(text: str) -> None:
    assert mojifix.fix(text) is text


def test_ftfy_is_not_asked_where_the_search_is_sure_of_east_asian_text() -> None:
    """ftfy alone would make French of it."""
    (finding,) = diagnose(GB).findings
    assert finding.kind == "misread"
    (finding,) = diagnose(LATIN).findings
    assert (finding.kind, finding.repaired) == ("latin", "\u00e9")


@pytest.mark.parametrize("text", ["\x85", "\u4f60\u597d\n\x85", "x\x85y"], ids=ascii)
def test_a_next_line_sign_by_itself_is_no_damage(text: str) -> None:
    assert fix(text) is text


@pytest.mark.parametrize(
    "text, written, read",
    [(SENTENCES["ru"][2], "cp1251", "latin-1"), (SENTENCES["ru"][1], "cp866", "cp1252")],
)
def test_ftfy_does_not_replace_a_sure_repair_of_the_search(
    text: str, written: str, read: str
) -> None:
    damaged = misread(text, written, read)
    assert fix(damaged, options=Options(channels=("misread",))) == text
    assert fix(damaged) == text


# ------------------------------------------------------------------------------ what stays as it is
@pytest.mark.parametrize(
    "text",
    [
        *["", "\n", "\0", "\ufeff", "\ud800", "\u00e9", SMILE, "plain"],
        *[WINDOWS, CINEMA, POST, "\ufeff" + WINDOWS, WINDOWS + "\r\n"],
        f"{WINDOWS}\n\n{CINEMA}\u2028{POST}",
    ],
    ids=ascii,
)
def test_a_text_that_needs_no_repair_is_the_same_object(text: str) -> None:
    copy = "".join([text, "x"])[:-1]
    assert fix(copy) is copy
    assert diagnose(copy).text is copy
    assert not mojifix.is_damaged(copy)


def test_a_byte_order_mark_stays_before_a_repair_and_a_misread_one_is_removed() -> None:
    assert fix("\ufeff" + GB) == "\ufeff" + WINDOWS
    assert fix(misread("\ufeff" + WINDOWS, "utf-8")) == WINDOWS
    inside = misread("\ufeff" + WINDOWS, "utf-8")
    assert fix("a\n" + inside) == "a\n\ufeff" + WINDOWS  # it is the text's only at its start


# --------------------------------------------------------------------------------------- long lines
PARAGRAPH = "".join(SENTENCES["zh-Hans"])


@pytest.mark.parametrize(
    "text, written, read",
    [
        (PARAGRAPH * 80, "gb18030", "latin-1"),
        (f"{WINDOWS} {SYSTEM}: " * 800, "utf-8", "latin-1"),
        (f"{WINDOWS} {SMILE}9: " * 1200, "gb18030", "latin-1"),
        (f"{POST} " * 1200, "cp949", "latin-1"),
    ],
    ids=["gb", "utf-8", "four-byte", "ko"],
)
def test_a_long_line_is_cut_where_no_character_is_hurt(text: str, written: str, read: str) -> None:
    damaged = misread(text, written, read)
    assert len(damaged) > 1.2 * LONGEST
    diagnosis = diagnose(damaged)
    assert diagnosis.text == text
    assert diagnosis.undo() == damaged


@pytest.mark.parametrize("sign", ["\u00e9", "\xa0", "\x85"])
def test_a_sign_between_two_damaged_spans_costs_neither_of_them(sign: str) -> None:
    assert fix(GB + sign + misread(SYSTEM)) == WINDOWS + sign + SYSTEM


def test_a_long_line_without_a_place_to_cut_is_repaired_whole() -> None:
    assert fix(misread(WINDOWS * 30, "utf-8")) == WINDOWS * 30


def test_a_megabyte_on_one_line_takes_seconds() -> None:
    """Ten damaged sentences in 1 MB of clean ones: 1 s was seen. Bound: 60 s."""
    clean = " ".join(text for text in SENTENCES["zh-Hans"] if len(text) > 12) + " "
    clean *= 100_000 // len(clean) + 1
    truth = "\u665a\u4e0a\u6211\u4eec\u5728\u9633\u53f0\u4e0a\u770b\u661f\u661f\u3002"
    assert truth not in clean  # beside its truth, damage is a quotation
    text = "".join(f"{clean}{SMILE} {misread(truth)} " for _ in range(10))
    assert "\n" not in text
    assert len(text) > 990_000
    start = time.perf_counter()
    diagnosis = diagnose(text)
    assert time.perf_counter() - start < 60
    assert (diagnosis.text == text.replace(misread(truth), truth)) is True  # no diff of 1 MB
    assert len(diagnosis.findings) == 10


@pytest.mark.parametrize(
    "unit", ["\u00e9", "\u4f60", "\ufffd", "\u00c3", "(", "\U0001f600", "a\u0301"]
)
def test_one_sign_a_hundred_thousand_times_takes_seconds(unit: str) -> None:
    """0.3 s were seen. Bound: 30 s."""
    text = unit * 100_000
    start = time.perf_counter()
    assert diagnose(text).undo() == text
    assert time.perf_counter() - start < 30


@pytest.mark.parametrize(
    "text",
    [
        "\uff76\uff80\uff76\uff85 \uff83\uff7d",
        "\uff75\uff75\uff7b\uff76,\uff76\uff85",
        "\uff79\uff72\uff80\uff72,\uff8c\uff98\uff7a\uff90",
        "\uff84\uff73\uff77\uff6e\uff73\uff86\uff8e\uff9d",
        "\uff94\uff8f\uff80\uff9e \uff80\uff9b\uff73",
        "\uff8a\uff7c\uff93\uff84\u69d8",
        "\uff72\uff7c\uff76\uff9c\u69d8",
        "\uff7b\uff84\uff73\uff94\uff7d\uff75\u69d8",
    ],
)
def test_fields_of_half_width_kana_are_left_alone(text: str) -> None:
    assert mojifix.fix(text) is text


@pytest.mark.parametrize(
    "text",
    [
        "\u8352\u3089\u3057\u300a\u3042\u3089\u3057\u300b",
        "\u3044\u3064\u306e\u65e5\u304b\u300a\u3044\u3064\u306e\u3072\u304b\u300b",
        "\u56de\u3059 \u3010\u307e\u308f\u3059\u3011",
        "\u307c\u3046\u3055\u3093\u3010\u574a\u3055\u3093\u3011",
        "\u3008\u54c1\u306e\u306a\u3044\u3009",
    ],
)
def test_words_with_their_reading_in_brackets_stay(text: str) -> None:
    """EUC-JP has the kana of GBK, and two marks where GBK has brackets."""
    assert mojifix.fix(text) is text
    assert mojifix.fix("\n".join([text] * 30)) == "\n".join([text] * 30)


@pytest.mark.parametrize("sign", "\xb7\u2010\u2013\u2014\u2022\u2027\u2212\u2219\u30fb")
@pytest.mark.parametrize("word", ["FRIENDS", "LOVE", "THE", "COVID", "HOH", "p\xe4\xe4te", "12345"])
def test_words_with_a_sign_between_their_letters_stay(word: str, sign: str) -> None:
    spelled = sign.join(word)
    for text in (spelled, f"\u6211\u770b\u4e86{spelled}", f"{spelled} (1999)"):
        assert mojifix.fix(text) is text


@pytest.mark.parametrize("seed", range(80, 100))
def test_in_a_list_of_foreign_names_nothing_pays(seed: int) -> None:
    """Names in hanzi are so unlikely that EUC-JP or Korean is likelier for some of them."""
    choose = random.Random(seed)
    mark = choose.choice(",|")
    sizes = (choose.randrange(2, 6) for _ in range(40))
    line = mark.join("".join(choose.choice(NAMES) for _ in range(size)) for size in sizes)
    assert mojifix.fix(line) is line


# Surnames, and characters of given names that pairs know little of.
SURNAMES = (
    "\u8d75\u94b1\u5b59\u674e\u5468\u5434\u90d1\u738b\u51af\u9648\u891a\u536b\u848b\u6c88"
    "\u97e9\u6768\u9b4f\u9676\u59dc\u8c22\u90b9\u55bb\u82cf\u6f58\u845b\u8303\u5f6d\u9c81"
    "\u97e6\u9a6c\u6c64\u7f57\u90dd\u6bd5\u5b89\u5e38\u5085\u9f50\u5eb7\u8427\u5c39"
)
GIVEN = (
    "\u6dfc\u7131\u579a\u7287\u73a5\u7444\u7fca\u6636\u665f\u6657\u715c\u70e8\u714a\u6684"
    "\u8431\u854a\u5a67\u59a4\u5a9b\u5ae3\u794e\u98a2\u660a\u4f73\u78ca\u946b\u857e\u6885"
    "\u4fca"
)


def some_names(seed: int, count: int) -> list[str]:
    """Names at random, of a surname and two characters each."""
    choose = random.Random(seed).choice
    return [choose(SURNAMES) + choose(GIVEN) + choose(GIVEN) for _ in range(count)]


@pytest.mark.parametrize("seed", [2, 3, 4, 6, 7, 8])
def test_names_by_themselves_are_left_alone(seed: int) -> None:
    """What their bytes are in another codec is rare, too, and in none of its languages."""
    assert [name for name in some_names(seed, 300) if mojifix.fix(name) is not name] == []


@pytest.mark.parametrize("divided", ["\u3001", "\uff0c", "\xb7", "\u30fb"], ids=ascii)
@pytest.mark.parametrize(
    "letters",
    [
        "\u82ef\u9187\u919b\u916e",  # of chemistry
        "\u9501\u94df\u94b4\u6eb4\u94f6",
        "\u9e69\u9e51\u9e66",
        "\u9df9\u9c48\u9bd6\u9c39\u9baa",  # fish, in Japanese
        "\u533a\u90e1\u5e02\u97d3",
        "\uad6c\uc74d\uba74\ub3d9",
    ],
    ids=ascii,
)
def test_a_list_of_single_letters_is_left_alone(letters: str, divided: str) -> None:
    """Who names three names the fourth: that each is rare is one surprise."""
    text = divided.join(letters)
    for line in (text, f"\u4e3b\u8981\u6709{text}\u7b49", f"\uff08{text}\uff09"):
        if "\uad6c" not in line or line is text:  # hangul in a Chinese sentence are strange
            assert mojifix.fix(line) is line


def test_a_damaged_list_comes_back() -> None:
    text = "\u3001".join("\u78b3\u94c1\u94dc\u94f6\u9521")
    assert mojifix.fix(misread(text, "gb18030", "latin-1")) == text
    assert mojifix.fix(misread(text, "gb18030", "big5hkscs")) == text


@pytest.mark.parametrize(
    "text", ["\u2165\u2163\u2162\u2164", "- \u2160\u2165\u2163\u2164", "\u2171\u2174\u2170"]
)
def test_numerals_in_any_order_are_left_alone(text: str) -> None:
    assert mojifix.fix(text) is text
    line = f"\u738b\u9053\u9032\u884c\u306f{text}\u3067\u3059\u3002"
    assert mojifix.fix(line) is line


@pytest.mark.parametrize("times", [2, 4])
@pytest.mark.parametrize("word", ["\u54c7\u5566", "\u6de1\u5b9a", "\u767d\u5de6"], ids=ascii)
def test_a_word_again_and_again_counts_once(word: str, times: int) -> None:
    """A rare word four times is no four surprises, for which four of a common one would make up."""
    for read in ("latin-1", "mac_roman"):
        assert mojifix.fix(misread(times * word, "utf-8", read)) == times * word


def test_the_table_of_big5_that_makes_sense_is_the_one_that_read() -> None:
    text = "\u5bb6\u6709\u5f0a\u5e1a\uff0c\u4eab\u4e4b\u5343\u91d1"
    damaged = text.encode("gbk").decode("big5")
    assert damaged != text.encode("gbk").decode("big5hkscs")
    assert mojifix.fix(damaged) == text


def test_nothing_was_of_the_private_use_of_plane_15() -> None:
    damaged = misread(3 * "\u523a\u8eab", "gb18030", "latin-1")
    assert max(mojifix.fix(damaged)) < "\U000f0000"


def test_cantonese_comes_back() -> None:
    text = "\u4f62\u7434\u65e5\u53bb\u5497\u98f2\u8336"  # two letters are its own
    assert mojifix.fix(misread(text, "big5hkscs", "gb18030")) == text


@pytest.mark.parametrize(
    "text",
    [
        "\u6bd5\u73a5\u7444",  # \u6551\u5247\u6cc9 in big5hkscs
        "\u9676\u6d0b\u78ca",  # \u8fdc\u8fe9\u9010 in gb18030
    ],
)
def test_in_a_list_of_names_a_line_has_to_gain_more(text: str) -> None:
    names = "\n".join([*some_names(2, 60), text])
    assert mojifix.fix(names) is names


def test_a_damaged_line_in_a_list_of_names_is_repaired() -> None:
    names = some_names(2, 60)
    damaged = misread(WINDOWS[:5], "gb18030", "big5hkscs")
    assert mojifix.fix("\n".join([*names, damaged])) == "\n".join([*names, WINDOWS[:5]])


@pytest.mark.parametrize("count, kept", [(1, 0), (5, 0), (20, 20)])
def test_what_many_lines_of_a_list_show_is_no_chance(count: int, kept: int) -> None:
    looked = Looked(_lines_for(Options(), load()), False)
    looked.pieces = dict(enumerate(some_names(2, 60)))
    channel = next(c for c in MISREADS if c.name == "cp949>gb18030")
    found = Repair(0, 3, "\ubb38\uc790\ub294", (channel,), prices.SURE, 1.0)
    looked.found = {at: [found] if at < count else [] for at in looked.pieces}
    looked.drop_doubtful()
    assert sum(map(bool, looked.found.values())) == kept


def test_the_language_of_a_codec_tells_who_wrote_a_short_text() -> None:
    lines = _lines_for(Options(), load())
    korean = next(c for c in MISREADS if c.name == "cp949>gb18030")
    written = lines.either("\u97e6\u6636\u6657", "\ubb38\uc790\ub294", (korean,))
    assert lines.either("\u97e6\u6636\u6657", "\u8ab2\u8d8a\u5c09", (korean,)) > written + 5.0
    western = next(c for c in MISREADS if c.name == "cp949>latin-1")
    assert lines.either("\xb9\xae\xc0\xda", "\ubb38\uc790", (western,)) == 0.0


def test_channels_are_counted_in_the_order_of_their_repairs() -> None:
    # What is as likely is decided by that order, which must not be that of a process's hashes.
    looked = Looked(_lines_for(Options(), load()), False)
    looked.found = {0: [Repair(0, 1, "x", (c,), prices.SURE + 1, 1.0) for c in MISREADS]}
    assert list(looked.sure()) == list(MISREADS)


def test_a_line_that_speaks_of_damage_makes_no_repair_surer() -> None:
    lines = _lines_for(Options(), load())
    channel = next(c for c in MISREADS if c.name == "gb18030>latin-1")
    doubtful = Repair(9, 13, "\u4f60\u597d", (channel,), prices.SURE, 0.2)
    (stated,) = lines.doubted("mojibake \u00c4\u00e3\u00ba\u00c3", [doubtful])
    assert stated.confidence == 0.2
    (stated,) = lines.doubted("mojibake \u00c4\u00e3\u00ba\u00c3", [doubtful.stated(0.99)])
    assert stated.confidence == 0.5


@pytest.mark.parametrize(
    "text",
    [
        "\u310b\u3127\u02c7 \u310f\u3120\u02c7",
        "\u310b\u3127\u02c7 \u310f\u3120\u02c7\uff0c\u3128\u311b\u02c7 \u3115\u02cb"
        " \u310a\u311e\u02ca \u3128\u3122 \u3116\u3123\u02ca",
        "\u4f60\u597d\uff08\u310b\u3127\u02c7 \u310f\u3120\u02c7\uff09\u662f\u554f\u5019",
        "\u96f7\u311c\u311b\u02c7\u723e\u3120\u3122\u02ca\u8ca2\u3114\u3110\u02d9",
    ],
)
def test_phonetic_letters_are_no_damage(text: str) -> None:
    assert fix(text) is text
    assert fix("\n".join([text] * 200)) == "\n".join([text] * 200)


def test_hanzi_that_became_phonetic_letters_among_others_are_repaired() -> None:
    truth = "\u4ed6\u5011\u5169\u500b\u4eba\u6628\u5929\u4f7f\u7528\u4e86\u9019\u53f0\u6a5f\u5668"
    damaged = damage(truth, written="big5", read="gb18030")
    assert any("\u3105" <= c <= "\u312f" for c in damaged)
    assert not is_bopomofo(damaged)
    assert fix(damaged) == truth


@pytest.mark.parametrize(
    "text",
    [
        "\u2588\u2593\u2592\u2591",
        "\u2591\u2592\u2593\u2588 TITLE \u2588\u2593\u2592\u2591",
        "\u2590\u258c\u2590\u258c",
        "\u2500\u2502\u250c\u2510\u2514\u2518\u251c\u2524\u252c\u2534\u253c",
    ],
)
def test_what_is_drawn_in_one_style_is_no_damage(text: str) -> None:
    assert fix(text) is text


@pytest.mark.parametrize(
    "text",
    [
        "\u0105|\u0107|\u0119|\u0142|\u0144|\xf3|\u015b|\u017a|\u017c",
        "\u0414|\u043e|\u0431|\u0430|\u0432|\u043b|\u044f|\u0435|\u0442",
        "\u0e1b|\u0e23|\u0e34|\u0e22|\u0e32|\u0e22| |(|W|i|n",
    ],
)
def test_letters_with_a_sign_between_each_are_no_damage(text: str) -> None:
    assert fix(text) is text


@pytest.mark.parametrize(
    "text",
    [
        "\xe4\xf6\xfc\xdf",
        "[a-zA-Z0-9\xe1\xe9\xed\xf3\xfa\xf1\xfc\xbf\xa1]",
        "\xe5\xf8\xe6\xc5\xd8\xc6",
        "\xe2\xea\xee\xf4\xfb",  # one accent
        "\xe9\xe8\xea\xeb",  # one letter
        "\u7279\u6b8a\u6587\u5b57\uff1a\xe7\xc7",  # both cases
        "\u0105, \u0107, \u0119, \u0142, \u0144, \xf3, \u015b, \u017a, \u017c",
        "[a-z\u20ac\xa3\xa5]",  # `]` may be the second byte of a hanzi
    ],
)
def test_lists_of_letters_and_of_signs_are_no_damage(text: str) -> None:
    assert fix(text) is text


def test_damage_that_holds_the_letters_of_a_language_is_no_list() -> None:
    """Signs stand between them, or letters of ASCII."""
    for truth, written in (("\u80fd\u767c\u51fa\u9019", "gb18030"), ("\u6539\u53d8", "gb18030")):
        assert fix(misread(truth, written)) == truth


@pytest.mark.parametrize(
    "text",
    [
        "B = 26.0 \xc5\xb2",
        "Resolution (\xc5), B factor (\xc5\xb2)",
        "\u03b1\u207f\u2265\u03c6\u207f\xb14",
        "SA\xd1\xb0",
    ],
)
def test_a_letter_with_an_exponent_is_no_utf_8(text: str) -> None:
    assert fix(text) is text


@pytest.mark.parametrize("stroke", ["\u0323", "\u0336", "\u0337", "\u0338"])
def test_text_that_is_struck_through_is_no_damage(stroke: str) -> None:
    for clean in (WINDOWS[:6], CINEMA[:8], "text"):
        struck = "".join(c + stroke for c in clean)
        for text in (struck, f"{SYSTEM[:4]}{struck}{SYSTEM[4:]}"):
            assert fix(text) is text


@pytest.mark.parametrize(
    "text",
    [
        "(\u309c\u25bd\u309c;)",
        "(\uffe3\u25bc\uffe3)\u30ce\uff3f\u5f61\u2606\u3070\u3093\u3070\u3093\uff01",
        "\u30d6\uff5e\uff01\u201c(*\u25bc\u03b5\u25bc*)\u30ce\u5f61\u2606\u30d0\u30f3\u30d0\u30f3",
        "\u3049\u3043\u3049\u3043\u3049\u3043\u3049\u3043",
        "\u307e\u3041\u307e\u3041\u3049\u3043\u3049\u3043",
        "\u3052\u3052 \u3052\u3052",
        "\u30a2\u30a1\u30b0\u30a1\u30a2\u30a2\u30a2\u30fb\u30fb\u30fb",
        "\u5575\u5575\xb0\xb0\xb0",
    ],
)
def test_faces_and_cries_are_no_damage(text: str) -> None:
    assert fix(text) is text


@pytest.mark.parametrize("read", ["latin-1", "mac_roman", "cp437", "koi8-r"])
def test_utf_8_that_is_cut_inside_a_character_is_no_other_writers(read: str) -> None:
    """All of its bytes could be rare hanzi in GBK, by one layer or by two."""
    for truth in (
        CINEMA,
        WINDOWS,
        "\u5148\u751f\u306f\u6765\u9031\u306e\u6708\u66dc\u65e5\u307e\u3067",
    ):
        data = truth.encode()
        for cut in (1, 2):
            repaired = fix(data[:-cut].decode(read))
            assert repaired.startswith(truth[:-1])
            assert len(repaired) <= len(truth) + 1


def test_marks_that_are_there_twice_are_enough_to_bring() -> None:
    """Signs alone are no word, but no other text has an ellipsis or a dash twice."""
    truth = f"{WINDOWS[:4]}\u2026\u2026{WINDOWS[4:8]}\u2014\u2014{SYSTEM}"
    marks = "\u2026\u2014"
    damaged = "".join(misread(c) if c in marks else c for c in truth)
    assert fix(damaged) == truth


RUSSIAN = (
    "\u041f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440",
    "\u0413\u0440\u0443\u043f\u043f\u0430",
    "\u041d\u043e\u0432\u0430\u044f \u043f\u0430\u043f\u043a\u0430",
)


@pytest.mark.parametrize("read", ["latin-1", "cp1250", "cp1254", "cp437", "cp850", "mac_roman"])
@pytest.mark.parametrize("written", ["cp1251", "koi8-r", "cp866"])
def test_russian_words_are_russian_again_and_never_hanzi(written: str, read: str) -> None:
    """The bytes of the second are three rare hanzi in GBK, and common ones where it is of cp866."""
    for truth in RUSSIAN:
        damaged = misread(truth, written, read)
        assert fix(damaged) in (truth, damaged) or (written, read) == ("cp866", "cp850")
    assert fix(misread(RUSSIAN[2], written, read)) == RUSSIAN[2]


@pytest.mark.parametrize(
    "text",
    [
        "\u30a2\u30a2\u30a2\u30a2",
        "\u30a2\u30a2\u30a2\u30a2\u30a2\u30a2",
        "\u30b6\u30b6\u30b6\u30b6\u30b6",
        "\u0445\u0430\u0445\u0430\u0445\u0430\u0445\u0430\u0445\u0430",
        "\u0448\u0449\u044a\u044b\u044c\u044d\u044e\u044f",
        "\u0630\u0631\u0632\u0633\u0634\u0635\u0636\u0637",
        "\u863f\u87ba\u88f8\u908f\u6a02\u6d1b\u70d9\u73de",  # in KS X 1001 they read as a row
    ],
)
def test_laughter_and_letters_in_a_row_are_no_damage(text: str) -> None:
    assert fix(text) is text


@pytest.mark.parametrize(
    "text",
    [
        "\u0436\u0438\u0437\xad\u043d\u0435\u043d\xad\u0430",
        "\u043e\u0440\u0438\xad\u0435\u043d\u0442\xad\u0438\u0440\u043e\xad\u0432\u0430\u043d\xad"
        "\u043d\u044b\u0445 \u043d\u0430 \u043a\u043e\u043d\xad\u043a\u0440\u0435",
        "\u05e2\u05e8\u05da \u05d4\u05d0\u05d2\xad\u05d9\u05e8\u05d4 \u05de\u05de\u05e9"
        "\xad\u05d0\u05d1\u05d9 \u05e8\u05e9\u05ea \u05d1\u05de\u05d9\xad\u05dc\u05d9"
        "\u05e9\xad\u05e0\u05d9\u05d5\xad\u05ea.",
    ],
)
def test_words_with_soft_hyphens_are_no_damage(text: str) -> None:
    assert fix(text) is text


@pytest.mark.parametrize(
    "truth",
    [
        # names that no table knows, between signs
        "\u5a1c\u8d6b|\u5361\u7f57|\u827e\u6208|\u963f\u4ec0|\u82cf\u5c14|\u827e\u7ef4|\u62c9\u83ab",
        # capitals of another alphabet, which are hanja in cp949
        "\u039a\u03cc\u03ba\u03ba\u03b9\u03bd\u03bf\u03c2 "
        "\u039a\u03b7\u03c0\u03bf\u03c5\u03c1\u03cc\u03c2",
    ],
)
def test_rare_characters_that_latin_1_misread(truth: str) -> None:
    written = "cp1253" if truth < "\u3000" else "gb18030"
    assert mojifix.fix(misread(truth, written, "latin-1")) == truth


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        # the second byte of U+8868 and U+614B is ASCII: one sign is left of each
        (
            "alert \u306b\u4f55\u304c\u2022\\\u793a\u3055",
            "alert \u306b\u4f55\u304c\u8868\u793a\u3055",
        ),
        (
            "\u8a2d\u5b9a\u64cd\u4f5c\u754c\u9762(\u9078\u55ae\u3001\u72c0\u2551A",
            "\u8a2d\u5b9a\u64cd\u4f5c\u754c\u9762(\u9078\u55ae\u3001\u72c0\u614b",
        ),
    ],
)
def test_one_sign_before_its_second_byte_is_a_letter(text: str, truth: str) -> None:
    assert mojifix.fix(text) == truth
