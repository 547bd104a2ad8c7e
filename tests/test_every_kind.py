"""What holds of findings of every kind: the marker, the confidence asked for, what is restored."""

from __future__ import annotations

import pathlib

import pytest

import mojifix
from mojifix.codecs import get

PAGES = pathlib.Path(__file__).resolve().parents[1] / "corpus" / "pages"
JAPANESE = (
    "\u884c\u304d\u307e\u3057\u305f\u3002\u4eca"
    "\u65e5\u306f\u96e8\u304c\u964d\u3063\u3066\u3044\u307e\u3059"
)
LOSSY = mojifix.damage(JAPANESE, written="utf-8", read="cp1252", errors="windows")
ESCAPED = "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in LOSSY)
CANTONESE = "\u4f62\u54cb\u55ba\u5ea6\u98df\u7dca\u98ef\u6211\u5605\u96fb\u8a71\u5514\u898b\u5497"

# Text by what is found in it.
DAMAGED = {
    "misread": "\u00c7\u00eb\u00b0\u00d1\u00b4\u00b0\u00bb\u00a7\u00b9\u00d8\u00c9\u00cf",
    "misread, bytes lost": LOSSY,
    "latin": "caf\u00c3\u00a9 cr\u00c3\u00a8me br\u00c3\u00bbl\u00c3\u00a9e",
    "bom": "\u9518\u7e24mport os",
    "escaped": ESCAPED,
    "escaped, final": "\u4e19#xff0c;\u4e01",
    "private-use": get("cp950").decode(CANTONESE.encode("big5hkscs")),
    "lost-twice": "\u951f\u65a4\u62f7\u951f\u65a4\u62f7",
    "debug-fill": "\u70eb\u70eb\u70eb\u70eb\u70eb",
    "question-marks": "??? ?????? ????",
    "gloss": min(PAGES.glob("*.damaged.txt")).read_text("utf-8"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_it_is_found(name: str) -> None:
    kind = name.partition(",")[0]
    assert kind in {finding.kind for finding in mojifix.diagnose(DAMAGED[name]).findings}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_marked_line_is_left_alone(name: str) -> None:
    marked = DAMAGED[name].replace("\n", "  # mojifix: ignore\n") + "  # mojifix: ignore"
    assert mojifix.diagnose(marked).findings == ()
    assert mojifix.fix(marked) is marked


@pytest.mark.parametrize("least", [0.995, 1.0])
@pytest.mark.parametrize("name", DAMAGED)
def test_nothing_less_probable_than_what_is_asked_is_made(name: str, least: float) -> None:
    """But on a scraped page, of which a place is wrong as it stands."""
    found = mojifix.diagnose(DAMAGED[name], options=mojifix.Options(min_confidence=least)).findings
    page = ("gloss", "doubled-mark", "out-of-step", "width")
    made = [f for f in found if f.repaired != f.original and f.kind not in page]
    assert all(finding.confidence >= least for finding in made)


@pytest.mark.parametrize("restore, least", [("certain", 0.995), ("always", 0.0)])
@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_not_sure_enough_is_marked(name: str, restore: str, least: float) -> None:
    found = mojifix.diagnose(DAMAGED[name], options=mojifix.Options(restore=restore)).findings
    for finding in found:
        for guess in finding.guesses:
            there = finding.repaired[guess.at]
            assert there == (guess.character if guess.confidence >= least else "\ufffd")


def test_bytes_that_were_lost_before_the_escapes_are_told() -> None:
    """`restore` was not asked, and nobody could see what had been worked out."""
    certain = mojifix.Options(restore="certain")
    (plain,) = mojifix.diagnose(LOSSY, options=certain).findings
    (escaped,) = mojifix.diagnose(ESCAPED, options=certain).findings
    assert "\ufffd" in plain.repaired
    assert (escaped.repaired, escaped.guesses) == (plain.repaired, plain.guesses)
    assert escaped.lost_bytes == plain.lost_bytes > 0
