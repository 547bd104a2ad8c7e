"""The surface: names, types, what each function refuses, and what an import costs."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys

import pytest

import mojifix
from mojifix import DamageError, MojifixError, Options, UnknownChannel, UnknownCodec, stream

SENTENCE = "\u6211\u4eec\u6628\u5929\u53bb\u516c\u56ed\u6563\u6b65\u4e86"  # ten hanzi

# What none of these may cost a program that only imports mojifix.
HEAVY: tuple[str, ...] = (
    "chardet",
    "collections",
    "dataclasses",
    "enum",
    "ftfy",
    "functools",
    "hashlib",
    "inspect",
)
HEAVY += ("json", "logging", "pypinyin", "re", "typing", "unicodedata", "zlib")


def test_everything_in_all_is_there_and_documented() -> None:
    for name in mojifix.__all__:
        value = getattr(mojifix, name)
        if name != "__version__":
            assert inspect.getdoc(value), name


def test_errors_are_one_tree() -> None:
    errors = [e for n in mojifix.__all__ if isinstance(e := getattr(mojifix, n), type)]
    errors = [e for e in errors if issubclass(e, Exception)]
    assert len(errors) >= 6
    assert all(issubclass(e, MojifixError) for e in errors)
    assert issubclass(UnknownCodec, LookupError)
    assert issubclass(mojifix.OptionsError, ValueError)


def test_damage_error_pickles_with_its_position() -> None:
    again = pickle.loads(pickle.dumps(DamageError("no", 7)))
    assert (str(again), again.position) == ("no", 7)


def test_import_is_light() -> None:
    code = f"import sys, mojifix; print([n for n in {HEAVY!r} if n in sys.modules])"
    bare = f"import sys; print([n for n in {HEAVY!r} if n in sys.modules])"

    # -S: site may import what it likes (an editable install, a coverage hook).
    def run(code: str) -> str:
        paths = f"import sys; sys.path[:0] = {[p for p in sys.path if p]!r}; "
        return subprocess.run(
            [sys.executable, "-S", "-c", paths + code], capture_output=True, text=True, check=True
        ).stdout

    assert run(code) == run(bare)


def test_ascii_is_returned_at_once() -> None:
    """Nothing is loaded for the commonest text of all."""
    text = "plain ASCII (with brackets), as most lines of most files are\n"
    assert mojifix.fix(text) is text


@pytest.mark.parametrize("function", [mojifix.fix, mojifix.diagnose, mojifix.is_damaged])
@pytest.mark.parametrize("given", [b"abc", bytearray(b"abc"), memoryview(b"abc"), None, 7, ["a"]])
def test_what_is_no_str_names_decode(function: object, given: object) -> None:
    with pytest.raises(TypeError, match=r"takes str, not .*decode"):
        function(given)  # type: ignore[operator]


@pytest.mark.parametrize("function", [mojifix.fix, mojifix.diagnose, mojifix.is_damaged])
def test_options_must_be_options(function: object) -> None:
    with pytest.raises(TypeError, match=r"mojifix\.Options, not dict"):
        function(SENTENCE, options={"languages": ("ja",)})  # type: ignore[operator]


ODD = ["", "\0", "\ud800", "\udfff\ud800", "\ufeff", "\ufffe", "\x85\x1c\u2028", "(" * 999]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_comes_back_as_the_same_object(text: str) -> None:
    assert mojifix.fix(text) is text
    assert mojifix.diagnose(text).text is text


@pytest.mark.parametrize("text", [SENTENCE, "\ufeff" + SENTENCE, SENTENCE + "\r\n\x85" + SENTENCE])
def test_clean_text_comes_back_as_the_same_object(text: str) -> None:
    assert mojifix.fix(text) is text
    assert not mojifix.is_damaged(text)


def test_damage_and_repair() -> None:
    damaged = mojifix.damage(SENTENCE, written="utf-8", read="cp936")
    assert damaged != SENTENCE
    assert mojifix.is_damaged(damaged)
    assert mojifix.fix(damaged) == SENTENCE
    diagnosis = mojifix.diagnose(damaged)
    assert diagnosis.text == SENTENCE
    assert diagnosis.undo() == damaged
    assert diagnosis.findings[0].written == "utf-8"


def test_a_subclass_of_str_is_a_str() -> None:
    class Name(str):
        __slots__ = ()

    assert mojifix.fix(Name(SENTENCE)) == SENTENCE
    assert mojifix.fix(Name(mojifix.damage(SENTENCE, written="utf-8", read="latin-1"))) == SENTENCE


def test_options_are_obeyed() -> None:
    damaged = mojifix.damage(SENTENCE, written="utf-8", read="cp936")
    assert mojifix.fix(damaged, options=Options(channels=("gloss",))) is damaged
    assert mojifix.fix(damaged, options=Options(channels=("utf-8>cp936",))) == SENTENCE


def test_layers() -> None:
    once = mojifix.damage("\u6211\u4eec", written="utf-8", read="latin-1")
    twice = mojifix.damage(once, written="utf-8", read="latin-1")
    assert mojifix.damage("\u6211\u4eec", written="utf-8", read="latin-1", layers=2) == twice
    pairs = [("utf-8", "latin-1"), ("utf-8", "latin-1")]
    assert mojifix.damage("\u6211\u4eec", layers=pairs) == twice


def test_loss_follows_the_decoder() -> None:
    """ "replace" and "ignore" are Python's own, to the letter."""
    readers = {"gb18030": "gb18030", "cp936": "gbk", "big5hkscs": "big5", "cp950": "big5"}
    readers |= {"cp932": "cp932", "cp949": "cp949", "euc_jp": "euc_jp", "cp1252": "cp1252"}
    texts = ["\u4e00", "\u4e2d\u56fd\u4eba", "\u30a2\u30a4", SENTENCE * 200, "\uac00\ub098 a"]
    for text in texts:
        for ours, python in readers.items():
            for errors in ("replace", "ignore"):
                damaged = mojifix.damage(text, written="utf-8", read=ours, errors=errors)
                assert damaged == text.encode("utf-8").decode(python, errors), (ours, errors)
    for errors in ("replace", "ignore"):
        damaged = mojifix.damage("\u4e2d\u6587 a", written="gb18030", read="utf-8", errors=errors)
        assert damaged == "\u4e2d\u6587 a".encode("gb18030").decode("utf-8", errors)


def test_other_decoders_lose_in_their_own_way() -> None:
    """The bytes E4 BD A0 29: GBK has E4BD, and A0 makes no character with what follows."""

    def lost(errors: str) -> str:
        return mojifix.damage("\u4f60)", written="utf-8", read="cp936", errors=errors)

    assert lost("replace") == "\u6d63\ufffd)"
    assert lost("ignore") == "\u6d63)"
    assert lost("whatwg") == "\u6d63\ufffd)"  # an ASCII byte is read again
    assert lost("java") == "\u6d63\ufffd)"  # below 40 it cannot be a trail byte
    assert lost("windows") == "\u6d63?"  # whatever follows a lead byte goes with it
    assert lost("question") == "\u6d63?)"
    for errors in ("whatwg", "java", "windows"):  # EB 8B A4 29: EB8B goes as one
        mark = "?" if errors == "windows" else "\ufffd"
        damaged = mojifix.damage("\ub2e4", written="utf-8", read="cp949", errors=errors)
        assert damaged == mark + mark, errors
    assert (
        mojifix.damage("\ub2e4", written="utf-8", read="cp949", errors="replace") == "\ufffd\ub58e"
    )


def test_damage_that_cannot_happen() -> None:
    with pytest.raises(DamageError, match=r"big5hkscs has no character.*U\+1F600") as raised:
        mojifix.damage("ab\U0001f600", written="big5hkscs", read="latin-1")
    assert raised.value.position == 2
    with pytest.raises(DamageError, match=r"0xC4 at offset 1.*errors='replace'") as raised:
        mojifix.damage("a\u4f60", written="gb18030", read="utf-8")
    assert raised.value.position == 1
    with pytest.raises(UnknownCodec, match="gb18030"):
        mojifix.damage("a", written="gb18031", read="utf-8")
    with pytest.raises(UnknownChannel, match="scraped-page"):
        mojifix.damage("a", channel="scraped")
    with pytest.raises(UnknownChannel, match="scraped-page"):  # not that the options leave it out
        mojifix.damage("a", channel="scraped", options=Options(channels=("gloss",)))
    with pytest.raises(DamageError, match="1 or more"):
        mojifix.damage("a", written="utf-8", read="cp936", layers=0)
    with pytest.raises(DamageError, match=r"unknown errors 'x'; known are 'ignore', .*'strict'"):
        mojifix.damage("a", written="utf-8", read="cp936", errors="x")
    with pytest.raises(TypeError, match="errors is a way of losing bytes"):
        mojifix.damage("a", written="utf-8", read="cp936", errors=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("layers", [[], 1.5, True, "2", ["utf-8", "cp936"], None])
def test_layers_that_are_none(layers: object) -> None:
    with pytest.raises(TypeError, match="layers is a number or a list of"):
        mojifix.damage("a", written="utf-8", read="cp936", layers=layers)  # type: ignore[arg-type]


def test_damage_does_not_grow_until_memory_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    for layers in (33, 10**12, [("utf-8", "latin-1")] * 33):
        named = {"written": "utf-8", "read": "latin-1"} if isinstance(layers, int) else {}
        with pytest.raises(DamageError, match="more than 32 times over"):
            mojifix.damage("a", layers=layers, **named)  # type: ignore[arg-type]
    monkeypatch.setattr(mojifix.api, "LONGEST", 1000)
    with pytest.raises(DamageError, match=r"after 8 of 32 layers the text has 1,024 characters"):
        mojifix.damage("\u4f60\u597d\xe9", written="utf-8", read="latin-1", layers=32)
    assert len(mojifix.damage("\xe9" * 2000, written="utf-8", read="latin-1")) == 4000


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"written": "utf-8"},
        {"read": "utf-8", "layers": 2},
        {"written": "utf-8", "read": "cp936", "layers": [("utf-8", "cp936")]},
        {"written": "utf-8", "read": "cp936", "channel": "scraped-page"},
    ],
)
def test_damage_needs_one_way_of_saying_what_happened(arguments: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="damage"):
        mojifix.damage("a", **arguments)  # type: ignore[arg-type]


def test_damage_by_a_scraped_page() -> None:
    text = "\u9019\u500b\u95dc\u65bc\u5922\u60f3\u7684\u6545\u4e8b\u5f88\u9577"
    damaged = mojifix.damage(text, channel="scraped-page")
    assert damaged != text
    assert mojifix.fix(damaged) == text


def test_damage_keeps_to_the_options() -> None:
    only = Options(channels=("gb18030>latin-1",))
    given = {"written": "gb18030", "read": "latin-1"}
    assert mojifix.damage(SENTENCE, **given, options=only) == mojifix.damage(SENTENCE, **given)
    with pytest.raises(DamageError, match="leave utf-8>latin-1 out"):
        mojifix.damage(SENTENCE, written="utf-8", read="latin-1", options=only)
    with pytest.raises(DamageError, match="leave scraped-page out"):
        mojifix.damage(SENTENCE, channel="scraped-page", options=only)
    with pytest.raises(TypeError, match=r"mojifix\.Options"):
        mojifix.damage(SENTENCE, **given, options={"channels": None})  # type: ignore[arg-type]


def test_one_text_is_not_taken_for_lines() -> None:
    for function in (mojifix.fix_lines, stream.diagnose_lines):
        with pytest.raises(TypeError, match=r"takes lines, not one str: mojifix\.fix takes"):
            function("one text")
        with pytest.raises(TypeError, match="takes lines, not NoneType"):
            function(None)  # type: ignore[arg-type]
        with pytest.raises(mojifix.OptionsError, match="window"):
            function(["a line"], window=0)


def test_damage_by_a_channel_loses_no_bytes() -> None:
    with pytest.raises(TypeError, match="errors"):
        mojifix.damage("\u4e2d\u6587", channel="scraped-page", errors="ignore")


def test_an_unknown_codec_that_is_near_none_says_what_lists_them() -> None:
    with pytest.raises(UnknownCodec, match=r"mojifix\.codecs\.names\(\) lists them"):
        mojifix.damage("\u4e2d\u6587", written="foo", read="latin-1")


def test_codecs_are_there_once_they_are_named() -> None:
    """`import mojifix` does not load them, and needs no other import before they are used."""
    code = "import mojifix; print(mojifix.codecs.get('iso2022_jp').name)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "iso2022_jp\n"
    with pytest.raises(AttributeError, match="no attribute 'codec'"):
        mojifix.codec  # noqa: B018
