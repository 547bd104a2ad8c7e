"""mojifix.lattice.brackets: a lost bracket is told by its partner."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mojifix
from mojifix.lattice.brackets import FAR, weigh

OPEN, CLOSE, COMMA, COLON = "\uff08", "\uff09", "\uff0c", "\uff1a"
EITHER = {OPEN: 0.3, CLOSE: 0.3, COMMA: 0.4}


def chosen(text: str, **told: dict[str, float]) -> str:
    """The text with the likeliest character at each letter that `told` has."""
    places = [(at, dict(told[c])) for at, c in enumerate(text) if c in told]
    weigh(text, places)
    characters = list(text)
    for at, shares in places:
        characters[at] = max(shares, key=shares.__getitem__)
        assert sum(shares.values()) == pytest.approx(1)
    return "".join(characters)


@pytest.mark.parametrize(
    "text, truth",
    [
        (f"{OPEN}1X2", f"{OPEN}1{CLOSE}2"),
        (f"1X2{CLOSE}", f"1{OPEN}2{CLOSE}"),
        (f"{OPEN}1{CLOSE}X", f"{OPEN}1{CLOSE}{COMMA}"),  # it has its partner
        (f"1{CLOSE}X2", f"1{CLOSE}{COMMA}2"),
        ("1X2", f"1{COMMA}2"),
        (f"\u300c1X2{CLOSE}\u300d", f"\u300c1{OPEN}2{CLOSE}\u300d"),
        (f"\u300c{OPEN}1X2\u300d", f"\u300c{OPEN}1{CLOSE}2\u300d"),
        ("\u300c1X2\u300d", f"\u300c1{COMMA}2\u300d"),  # another kind
        (f"{OPEN}{'1' * FAR}X", f"{OPEN}{'1' * FAR}{COMMA}"),
    ],
)
def test_a_bracket_is_where_its_partner_asks_for_one(text: str, truth: str) -> None:
    assert chosen(text, X=EITHER) == truth


def test_lost_brackets_are_partners_of_each_other() -> None:
    opening, closing = {OPEN: 0.45, COMMA: 0.55}, {CLOSE: 0.45, COMMA: 0.55}
    assert chosen("1A2B3", A=opening, B=closing) == f"1{OPEN}2{CLOSE}3"
    assert chosen("1A2B3", A=closing, B=opening) == f"1{COMMA}2{COMMA}3"


def test_one_bracket_closes_another() -> None:
    text = f"{OPEN}1A2B3"
    told = chosen(text, A={CLOSE: 0.3, COMMA: 0.7}, B={CLOSE: 0.6, COLON: 0.4})
    assert told == f"{OPEN}1{COMMA}2{CLOSE}3"


def test_what_was_not_possible_stays_so() -> None:
    told = {COMMA: 0.6, COLON: 0.3}
    weigh(f"{OPEN}1X", [(2, told)])
    assert told == {COMMA: 0.6, COLON: 0.3}


@given(
    st.text(st.sampled_from("1X" + OPEN + CLOSE + "\u300c\u300d"), max_size=40),
    st.dictionaries(st.sampled_from((OPEN, CLOSE, COMMA)), st.floats(0.001, 0.3)),
)
def test_probabilities_stay_probabilities(text: str, told: dict[str, float]) -> None:
    places = [(at, dict(told)) for at, c in enumerate(text) if c == "X"]
    weigh(text, places)
    for _, shares in places:
        assert shares.keys() == told.keys()
        assert all(share >= 0 for share in shares.values())
        assert sum(shares.values()) <= 1 + 1e-9


def test_the_cost_grows_with_the_text() -> None:
    """Ten thousand brackets that nothing closes, and lost ones between them."""

    def taken(size: int) -> float:
        text = (OPEN * 4 + "X") * size
        places = [(at, dict(EITHER)) for at, c in enumerate(text) if c == "X"]
        start = time.perf_counter()
        weigh(text, places)
        return time.perf_counter() - start

    assert taken(2000) < 30 * taken(200) + 0.5


@pytest.mark.parametrize(
    "clean",
    [
        "\u5149\u7dd2\u4e09\u5341\u4e8c\u5e74\uff081906\u5e74\uff09\u4efb\u5c71\u6771\u5de1\u64ab",
        "\u4ed6\u8bf4\uff1a\u201c\u4eca\u5929\u5929\u6c14\u5f88\u597d\u201d\uff0c\u7136\u540e\u8d70\u4e86\u3002",
    ],
)
@pytest.mark.parametrize("read", ["cp936", "cp932", "cp949"])
def test_brackets_come_back_from_lost_bytes(clean: str, read: str) -> None:
    damaged = mojifix.damage(clean, written="utf-8", read=read, errors="replace")
    assert mojifix.fix(damaged) == clean
