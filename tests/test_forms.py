"""Characters that a reader has several bytes for."""

from __future__ import annotations

import pytest

import mojifix
from mojifix.codecs import get, others
from mojifix.codecs._others import _LEADS
from mojifix.search.forms import FIRST
from strategies import SENTENCES

# Those that are readers of a channel.
DOUBLE = ("gb18030", "cp936", "big5hkscs", "cp950", "cp932", "euc_jp", "cp949", "euc_kr")


@pytest.mark.parametrize("name", DOUBLE)
def test_every_character_with_other_bytes_is_known(name: str) -> None:
    codec = get(name)
    known = others(codec)
    pairs = [bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF)]
    found: dict[str, tuple[bytes, ...]] = {}
    for pair in pairs:
        c = codec.glimpse(pair)
        if len(c) == 1 and codec.unit(c) != pair:
            found[c] = (*found.get(c, ()), pair)
    assert known == (found if name in _LEADS else {})


def test_none_of_them_is_a_western_letter() -> None:
    assert min(c for name in _LEADS for c in others(get(name))) == FIRST


@pytest.mark.parametrize(
    "truth, written",
    [
        ("\u53d6\u6d88\u53ef\u80fd", "gb18030"),
        ("\u7981\u7528\u6b64\u8bbe\u7f6e", "gb18030"),
        ("\u6ca1\u6709\u5176\u4ed6\u5408\u5e76\u51b2\u7a81", "gb18030"),
        ("\u7121\u6cd5\u5beb\u5165\u5feb\u53d6\u6a94\u6848", "big5hkscs"),
        ("\uc9c0\ub3c4\uad50\uc218\ub294 \ubc15\uc0ac\uacfc\uc815\uc744 \ubc1f\uc744", "cp949"),
    ],
)
def test_a_line_is_read_with_the_likeliest_of_them(truth: str, written: str) -> None:
    damaged = get("cp932").decode(get(written).encode(truth))
    assert get("cp932").encode(damaged) != get(written).encode(truth)
    for text in (damaged, f"id = 7; {damaged}; x", "\n".join([damaged] * 12)):
        assert mojifix.fix(text) == text.replace(damaged, truth)
    diagnosis = mojifix.diagnose(damaged)
    assert diagnosis.undo() == damaged


def test_sentences_of_gb18030_read_as_cp932_come_back() -> None:
    """Of those that cp932 can read. Of 1,585 lines 189 were wrong, and 5 are."""
    read, write = get("cp932"), get("gb18030")
    tried = wrong = 0
    for sentence in (*SENTENCES["zh-Hans"], *SENTENCES["zh-Hant"]):
        try:
            damaged = read.decode(write.encode(sentence))
        except UnicodeDecodeError:
            continue
        tried += 1
        wrong += mojifix.fix(damaged) not in (sentence, damaged)
    assert tried > 20
    assert wrong <= 0.02 * tried


def test_a_line_that_the_reader_cannot_have_read_stays_among_others_that_it_did() -> None:
    """U+91E4 has several forms in cp932, and U+7075 none: that line was misread by nobody."""
    truths = [f"\u53d6\u6d88\u53ef\u80fd {number}" for number in range(12)]
    damaged = [get("cp932").decode(get("gb18030").encode(truth)) for truth in truths]
    clean = "\u7075\u91e4"
    text = "\n".join([*damaged[:6], clean, *damaged[6:]])
    assert mojifix.fix(text) == "\n".join([*truths[:6], clean, *truths[6:]])
