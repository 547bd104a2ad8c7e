"""The lattice: what a mark may stand for, which characters fit, and which of them are likeliest."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import accumulate
from math import exp

import pytest

import mojifix
from mojifix import Options, damage, diagnose, fix
from mojifix.channels.loss import STYLES, style, styles_of
from mojifix.channels.tokens import ASCII, BEFORE, CUT, FIRST, LONE, LOST, SECOND, UNKNOWN
from mojifix.codecs import get, narrow
from mojifix.language.model import load
from mojifix.lattice import Pattern, slots_of, spans
from mojifix.lattice.pattern import MARK, QUESTION
from mojifix.lattice.slots import PART, repertoire
from mojifix.lattice.styles import likely
from strategies import SENTENCES

PARK = "\u6211\u4eec\u6628\u5929\u53bb\u516c\u56ed\u6563\u6b65\u4e86"
PARK += "\uff0c\u5929\u6c14\u5f88\u597d\u3002"
MODEL = load()


def lattice(text: str, read: str, style_name: str, written: str = "utf-8") -> list[str]:
    """What the lattice makes of a whole text under one pair and one style."""
    prefix = list(accumulate(MODEL.costs(text), initial=0.0))
    codec = get(read)
    pattern = Pattern(text, 0, len(text), codec, "\ufffd?")
    made = slots_of(get(written), codec, MODEL)
    return [
        f.text for f in spans(text, prefix, pattern, made, [style(style_name)], MODEL, 18.0, 10.0)
    ]


# --------------------------------------------------------------------------------- what can be lost
@pytest.mark.parametrize("name", ["cp936", "cp932", "cp949", "big5hkscs", "cp950", "euc_jp"])
def test_a_pair_is_lost_where_the_narrowest_decoder_has_no_character(name: str) -> None:
    base = {"cp936": "gbk", "big5hkscs": "big5", "cp950": "big5"}.get(name, name)
    reader = narrow(get(name))
    for lead in (0x80, 0x81, 0xA0, 0xA2, 0xC9, 0xE4, 0xFE, 0xFF):
        lost = reader.trails(lead)
        if lead not in reader.alone:
            assert not lost
            continue
        for trail in range(256):
            try:
                read = len(bytes((lead, trail)).decode(base)) == 1
            except UnicodeDecodeError:
                read = False
            assert (trail in lost) is not read, (name, lead, trail)


def test_what_is_dropped_unseen_is_private_use_in_our_table() -> None:
    reader = narrow(get("cp936"))
    for lead in (0xAA, 0xF8, 0xA1):
        for trail in reader.private(lead):
            assert "\ue000" <= get("cp936").decode(bytes((lead, trail))) <= "\uf8ff"
    assert 0xA1 in reader.private(0xAA)
    assert not reader.private(0xB0)


def test_single_byte_readers_lose_controls_and_nothing_else() -> None:
    assert narrow(get("cp1252")).alone == {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    assert narrow(get("cp1252")).stripped == {0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xAD}
    assert narrow(get("latin-1")).stripped == {*range(0x80, 0xA0), 0xAD}
    assert not narrow(get("latin-1")).alone
    assert not narrow(get("gb18030")).losable
    assert not narrow(get("utf-8")).losable


# ------------------------------------------------------------------------------------------- styles
def test_styles_are_those_of_the_api() -> None:
    assert {s.name for s in STYLES} == set(mojifix.result.LOSSES)


@pytest.mark.parametrize("name", [s.name for s in STYLES if s.mark])
def test_a_mark_may_be_what_its_style_makes_it_of(name: str) -> None:
    """Forwards, `read` loses bytes; backwards, `expansions` has a way of losing just those."""
    one = style(name)
    for data, tokens in [
        (b"\xe4\xbd\xa0", (LONE + UNKNOWN,)),
        (b"\xaa\xa1", (FIRST, SECOND)),
        (b"\xe4)", (BEFORE, ASCII)),
    ]:
        text = one.read(get("cp936"), data)
        expected = {
            (LONE + UNKNOWN,): text == "\u6d63" + one.mark,
            (FIRST, SECOND): text == one.mark,
            (BEFORE, ASCII): text == one.mark,
        }[tokens]
        known = UNKNOWN
        possible = [found for found, _ in one.expansions(known)]
        assert expected <= (tokens in possible), (name, data)


def test_a_mark_tells_the_styles() -> None:
    assert [s.name for s in styles_of("\ufffd", pairs=True)] == ["replace", "whatwg"]
    assert [s.name for s in styles_of("?", pairs=True)] == ["question", "windows"]
    assert [s.name for s in styles_of("?", pairs=False)] == ["question"]
    assert [s.name for s in styles_of("", pairs=True)] == ["ignore"]


# ------------------------------------------------------------------------------ patterns and slots
def test_a_pattern_is_bytes_and_marks() -> None:
    text = "a\u6d63?\ufffd"
    pattern = Pattern(text, 0, len(text), get("cp936"), "?\ufffd")
    assert pattern.elements == (0x61, 0xE4, 0xBD, QUESTION, MARK)
    assert pattern.places == {0: 0, 1: 1, 3: 2, 4: 3, 5: 4}
    assert pattern.segments == ((0, 3),)


def test_a_lost_last_byte_leaves_what_the_reader_could_not_read() -> None:
    found = slots_of(get("utf-8"), get("cp936"), MODEL).characters((0xE5, 0x9B, LONE + UNKNOWN))
    assert "\u56ed" in found
    for c in found:
        assert c.encode()[:2] == b"\xe5\x9b"
        assert c.encode()[2] in narrow(get("cp936")).alone


def test_lost_bytes_in_a_row_made_no_character_with_each_other() -> None:
    """Big5 has characters for E4 with A1 and on: what was lost after a lost E4 is below."""
    found = slots_of(get("utf-8"), get("big5hkscs"), MODEL).characters((LONE + LOST,) * 3)
    assert "\u6211" in found  # E6 88 91
    assert "\u4e2d" not in found  # E4 B8 AD, of which Big5 reads E4 B8
    trails = narrow(get("big5hkscs")).trails
    for first, second, third in map(str.encode, found):
        assert second in trails(first)
        assert third in trails(second)
        assert not trails(third).isdisjoint(range(0xC2, 0xF5))  # the next character's first


def test_a_byte_lost_before_a_known_one_is_not_taken_for_another() -> None:
    """B4 of \uc774 is lost before a space as before any byte below 40, not as before E3."""
    made = slots_of(get("utf-8"), get("cp936"), MODEL)
    assert "\uc774" not in made.characters((0xEC, 0x9D, LONE + LOST))
    assert "\uc774" in made.characters((0xEC, 0x9D, LONE + 0x20))


def test_what_is_lost_is_weighed_with_both_sides() -> None:
    """Six characters of a word lost their last byte, and speak for each other."""
    text = "\u30a4\u30f3\u30bf\u30fc\u30cd\u30c3\u30c8\u306b\u63a5\u7d9a\u3057\u307e\u3059\u3002"
    for name in ("replace", "whatwg", "windows"):
        damaged = damage(text, written="utf-8", read="cp949", errors=name)
        assert lattice(damaged, "cp949", name) == [text]


def test_signs_are_not_repeated_where_nothing_is_known() -> None:
    """Any clean text may repeat a sign; of a row of lost kana the model must not make commas."""
    odds = MODEL.odds()
    assert odds.row("\u3001")["\u3001"] < 0.01 < 0.1 < odds.row("\u2026")["\u2026"]


@pytest.mark.parametrize("before", ["\u306e", "\u7684", "\ub2e4", ""])
def test_odds_are_those_of_the_model(before: str) -> None:
    odds = MODEL.odds()
    block, spread = odds.spread(before)
    for c in "\u4e00\u3002\u3060\u4eba\uac00":
        to, share = odds.share(c)
        probability = odds.row(before).get(c, spread * odds.steps[block][to] * share)
        nats = MODEL[before + c] if before else MODEL.char(c)
        assert probability == pytest.approx(exp(-nats)) or nats > 7.0


def test_known_bytes_are_one_character_or_none() -> None:
    made = slots_of(get("utf-8"), get("cp936"), MODEL)
    assert made.characters((0xE4, 0xBD, 0xA0)) == ["\u4f60"]
    assert made.characters((0xE4, 0x20, 0xA0)) == []
    assert slots_of(get("gb18030"), get("cp932"), MODEL).characters((0xC4, 0xE3)) == ["\u4f60"]


def test_a_cut_byte_may_be_any() -> None:
    found = slots_of(get("gb18030"), get("latin-1"), MODEL).characters((0xA1, CUT))
    assert {"\u3002", "\u3001"} <= set(found)


def test_a_repertoire_is_in_order() -> None:
    listed = repertoire(get("utf-8"))[3, 0, -1]
    assert len(listed) > 5000
    assert list(listed.nats) == sorted(listed.nats)


@pytest.mark.parametrize("first", [0, PART])
def test_the_characters_with_wanted_bytes_are_those_of_a_plain_search(first: int) -> None:
    listed = repertoire(get("utf-8"))[3, 0, -1]
    odd, low = bytes(byte & 1 for byte in range(256)), bytes(byte < 0x90 for byte in range(256))
    expected = [
        number
        for number, data in enumerate(map(str.encode, listed.characters))
        if data[1] & 1 and data[2] < 0x90 and first <= number < first + PART
    ]
    assert expected
    assert listed.having([(1, odd), (2, low)], first) == expected
    assert listed.having([], first) == list(range(len(listed)))[first : first + PART]


# -------------------------------------------------------------------------------------------- paths
@pytest.mark.parametrize("name", ["replace", "whatwg", "java", "windows", "question"])
def test_a_sentence_comes_back_from_every_style(name: str) -> None:
    damaged = damage(PARK, written="utf-8", read="cp936", errors=name)
    assert style(name).mark in damaged
    (restored,) = lattice(damaged, "cp936", name)
    assert sum(a != b for a, b in zip(restored, PARK)) <= 1
    assert len(restored) == len(PARK)


def test_korean_of_which_every_letter_lost_a_byte() -> None:
    damaged = "\ufffd\ubc91\u6e72\ufffd \ufffd\ub2d4\ufffd\uc819"
    assert lattice(damaged, "cp949", "replace") == ["\ub4f1\uae09 \uc218\uc815"]


def test_controls_that_were_stripped() -> None:
    whole = "\u5efa\u9759\u6001\u6587\u4ef6\u76ee\u5f55"
    damaged = damage(whole, written="utf-8", read="cp1252", errors="ignore")
    assert lattice(damaged, "cp1252", "ignore") == [whole]


# ------------------------------------------------------------------------------- from the outside
def test_guesses_say_where_and_how_sure() -> None:
    damaged = damage(PARK, written="utf-8", read="cp936", errors="replace")
    (finding,) = diagnose(damaged).findings
    assert finding.steps[0].errors == "replace"
    assert finding.lost_bytes >= len(finding.guesses) > 0
    for guess in finding.guesses:
        shown = finding.repaired[guess.at]
        assert shown in (guess.character, "\ufffd")
        others = sum(p for _, p in guess.alternatives)
        assert guess.confidence + others <= 1.0 + 1e-9
        assert guess.character not in [c for c, _ in guess.alternatives]


def test_restore_chooses_how_much_is_put_back() -> None:
    damaged = damage(PARK, written="utf-8", read="cp936", errors="whatwg")
    always, confident, certain = (
        fix(damaged, options=Options(restore=how)) for how in ("always", "confident", "certain")
    )
    assert "\ufffd" not in always
    assert always.count("\ufffd") <= confident.count("\ufffd") <= certain.count("\ufffd")
    assert confident == PARK[:6] + "\ufffd" + PARK[7:] or confident == PARK
    with pytest.raises(mojifix.OptionsError, match="confident"):
        Options(restore="confidant")


def test_clean_neighbours_of_lost_bytes_stay() -> None:
    damaged = damage(PARK, written="utf-8", read="cp936", errors="question")
    text = f"msg = '{damaged}'  # 100% ok? yes"
    assert fix(text) == f"msg = '{fix(damaged)}'  # 100% ok? yes"


@pytest.mark.parametrize(
    "truth",
    [
        # E6 9C (AC E6) 96 87 begins with the bytes of U+6716, and 93 80 goes on there.
        "\u672c\u6587\u6863\u63cf\u8ff0\u4e86\u5b89\u88c5\u65b9\u6cd5",
        # Of two characters in a row the last bytes of one and the first of the next.
        "\u5982\u679c\u8bbe\u5907\u652f\u6301\u7981\u7528",
        # E4 B8 (AD E9) 96 8B begins with the bytes of U+4E16, which is not rare.
        "\u5206\u9801\u4e2d\u958b\u555f\u66f8\u7c64\u8cc7\u6599\u593e",
    ],
)
def test_private_use_characters_that_were_dropped_come_back(truth: str) -> None:
    """cp936 has a private-use character for AC E6, which what read it after that dropped."""
    read = get("cp936").decode(truth.encode())
    damaged = "".join(c for c in read if not "\ue000" <= c <= "\uf8ff")
    assert len(damaged) < len(read)
    assert fix(damaged) == truth


def test_a_cut_last_byte_is_told() -> None:
    cut = PARK.encode("gb18030")[:-1].decode("latin-1")
    assert fix(cut) == PARK


def test_legacy_bytes_read_as_utf_8_are_named_and_left() -> None:
    damaged = damage(PARK, written="gb18030", read="utf-8", errors="replace")
    diagnosis = diagnose(damaged)
    assert diagnosis.text is damaged
    assert {finding.kind for finding in diagnosis.findings} == {"lost"}


@pytest.mark.parametrize(
    "language, reader, length",
    [("ja", "euc_jp", 240), ("ko", "big5hkscs", 240), ("zh-Hant", "big5hkscs", 400)],
)
def test_long_lines_that_lost_bytes_are_weighed(language: str, reader: str, length: int) -> None:
    """Shares that are multiplied along a line of some hundred gaps leave what a float can hold."""
    text = "".join(c for sentence in SENTENCES[language] for c in sentence if c > "\x7f")
    damaged = damage((text * 9)[:length], written="utf-8", read=reader, errors="replace")
    assert "\n" not in damaged
    diagnosis = diagnose(damaged)
    guesses = [guess for finding in diagnosis.findings for guess in finding.guesses]
    assert len(guesses) > length / 10
    assert all(0 <= guess.confidence <= 1 for guess in guesses)
    assert diagnosis.undo() == damaged


@pytest.mark.parametrize(
    "unit", ["\ufffd", "?", "\u6d63\ufffd", "\u6d63?", "\ufffd\ubc91", "\u00e3\ufffd"]
)
def test_the_cost_of_marks_grows_no_faster_than_the_text(unit: str) -> None:
    from time import process_time

    def best(text: str) -> float:
        times = []
        for _ in range(3):
            start = process_time()
            fix(text)
            times.append(process_time() - start)
        return min(times)

    few, many = best(unit * 150), best(unit * 1200)
    assert many < 40 * few + 0.5


def test_hanja_that_were_normalised_are_read_as_they_were() -> None:
    """U+674E is D7DD in cp949; the misread bytes were ECB0, which is U+F9E1 until normalised."""
    damaged = damage("\ucc38\uace0: \ub2e4\uc74c", written="utf-8", read="cp949", errors="windows")
    assert "\uf9e1" in damaged
    assert fix(damaged.replace("\uf9e1", "\u674e")) == fix(damaged)
    assert fix(damaged).startswith("\ucc38\uace0: ")


def test_a_pair_dropped_unseen_between_two_characters() -> None:
    """The bytes AA E5 of two hanzi are a private-use character of cp936, and it was dropped."""
    text = "// \u8fd9\u662f\u4e00\u4e2a\u5b9a\u65f6\u6062\u590d\u5668\u3002"
    damaged = damage(text, written="utf-8", read="cp936", errors="ignore")
    assert len(damaged) < len(damage(text, written="utf-8", read="cp936", errors="replace"))
    restored = fix(damaged)
    assert len(restored) == len(text)
    assert all(a == b or a == "\ufffd" for a, b in zip(restored, text))


# ------------------------------------------------------------------------------- which are searched
LOSSES = ("replace", "whatwg", "java", "windows", "question")


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("read", ["cp936", "cp949", "cp932"])
def test_the_style_that_lost_the_bytes_is_never_left_out(name: str, read: str) -> None:
    codec = get(read)
    known = tuple(other for other in STYLES if other.name in LOSSES)
    for first in range(len(PARK) - 3):
        lost = style(name).read(codec, PARK[first:].encode())
        pattern = Pattern(lost, 0, len(lost), codec, "\ufffd?")
        assert style(name) in likely(known, pattern)


def test_utf_8_tells_how_many_bytes_one_mark_stands_for() -> None:
    codec, alike = get("cp936"), (style("replace"), style("whatwg"))
    for name, first in (("replace", "replace"), ("whatwg", "whatwg")):
        lost = style(name).read(codec, (PARK * 2).encode())
        pattern = Pattern(lost, 0, len(lost), codec, "\ufffd")
        assert [other.name for other in likely(alike, pattern)] == [first]


def test_lines_of_a_text_are_restored_as_each_by_itself() -> None:
    halves = [part for part in PARK.replace("\u3002", "").split("\uff0c") if part]
    lines = [f"{n}. {half}{other}" for n, half in enumerate(halves) for other in (PARK, half)]
    damaged = [style("replace").read(get("cp936"), line.encode()) for line in lines]
    assert "\ufffd" in "".join(damaged)
    assert fix("\n".join(damaged)).split("\n") == [fix(line) for line in damaged]


_STATED = """
import sys, mojifix
for finding in mojifix.diagnose(sys.argv[1]).findings:
    print(ascii(finding.repaired), *finding.guesses)
"""


def test_what_is_restored_does_not_depend_on_the_hashes_of_a_process() -> None:
    # Of the characters that are as likely as each other the kept ones were those of a set.
    text = "?띴툖????뚧닇阿잞펽沃됦툖??랫?뚨쳦阿잞펽?쎾춴餓θ벴?닺죱?끺튋??"
    said = set()
    for seed in ("0", "1"):
        command = [sys.executable, "-X", "utf8", "-c", _STATED, text]
        done = subprocess.run(
            command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        said.add(done.stdout)
    assert len(said) == 1
    assert b"Guess" in said.pop()
