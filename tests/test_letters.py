"""The table of letters by language: readable, guarded against edits, and a distribution."""

from __future__ import annotations

import math
import pathlib
import sys

import pytest

from mojifix.detect.contest import OUTSIDE
from mojifix.errors import TableError
from mojifix.language import file, letters

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "src" / "mojifix" / "language" / "tables" / letters.TABLE_NAME
sys.path.insert(0, str(ROOT / "tools"))

import build_letters  # noqa: E402

SMALL = {"xx": ([ord("a"), ord("b")], bytes([8, 16, 24, 8, 8, 8, 16, 16, 8]))}


def test_the_shipped_table_has_every_language_and_is_read_once() -> None:
    assert set(letters.load()) == set(build_letters.LANGUAGES)
    assert letters.load() is letters.load()


@pytest.mark.parametrize(
    "tag, text, other",
    [
        ("cs", "Většina nastavení aplikací", "de"),
        ("de", "Größere Änderungen für alle", "cs"),
        ("tr", "Yardım için kısayollar", "fr"),
        ("fr", "Le réglage a été changé", "tr"),
        ("pl", "Zmień skórkę gry", "hu"),
        ("ru", "Вчера мы гуляли", "bg"),
        ("el", "Ο καιρός ήταν υπέροχος", "ru"),
    ],
)
def test_a_language_finds_its_own_text_likelier(tag: str, text: str, other: str) -> None:
    table = letters.load()
    text = letters.folded(text)
    own, strange = table[tag].nats(text), table[other].nats(text)
    assert own[0] + OUTSIDE * own[1] < strange[0] + OUTSIDE * strange[1]


@pytest.mark.parametrize("tag", ["de", "ru", "th", "vi", "ar"])
def test_what_follows_a_letter_is_a_distribution(tag: str) -> None:
    language = letters.load()[tag]
    for a in sorted(language.alphabet)[::7]:
        total = sum(math.exp(-language.nats(a + b)[0]) for b in language.alphabet)
        assert 0.85 < total < 1.15  # quantised


def test_digits_are_one_character() -> None:
    assert letters.folded("a1990b") == "a0000b"


def test_a_character_of_no_alphabet_is_counted() -> None:
    language = letters.read(letters.write(SMALL, "small"))["xx"]
    assert language.nats("ab") == (2.0, 0)
    assert language.nats("aéb") == (5.0, 1)
    assert language.nats("é") == (0.0, 1)


def test_a_table_is_written_and_read() -> None:
    data = letters.write(SMALL, "sources: \u4e2d")
    assert set(letters.read(data)) == {"xx"}
    assert file.read(data, letters.MAGIC, letters.FORMAT_VERSION, "x", "y")[1] == "sources: \u4e2d"


@pytest.mark.parametrize("size", [0, 3, 20, 44, 47])
def test_a_truncated_table_is_an_error(size: int) -> None:
    with pytest.raises(TableError, match="reinstall"):
        letters.read(letters.write(SMALL, "small")[:size])


def test_an_edited_table_is_an_error() -> None:
    edited = bytearray(letters.write(SMALL, "small"))
    edited[-1] ^= 1
    with pytest.raises(TableError, match="checksum"):
        letters.read(bytes(edited))
    with pytest.raises(TableError, match="letters"):
        letters.read(TABLE.read_bytes()[:-1])


def test_another_version_is_an_error() -> None:
    data = bytearray(letters.write(SMALL, ""))
    data[4] += 1
    with pytest.raises(TableError, match="format"):
        letters.read(bytes(data))


def test_a_missing_table_is_an_error() -> None:
    with pytest.raises(TableError, match=r"nowhere\.mjf cannot be read"):
        file.shipped("nowhere.mjf")


def test_a_pair_of_another_language_is_rare_but_known() -> None:
    own = {("a", "b"): 100.0, ("b", "a"): 100.0, ("c", "a"): 1.0, ("a", "c"): 1.0}
    found = build_letters.with_common(own, {("b", "c"): 50.0, ("x", "y"): 9.0}, {("b", "c"): 2.0})
    assert 0 < found["b", "c"] < 5
    assert ("x", "y") not in found
