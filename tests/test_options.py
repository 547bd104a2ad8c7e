"""`Options`: checked once, with errors that name the right value."""

from __future__ import annotations

import pickle

import pytest

from mojifix import Options, OptionsError, UnknownChannel
from mojifix.result import KINDS


def test_defaults() -> None:
    options = Options()
    assert (options.languages, options.min_confidence, options.channels) == (None, 0.9, None)


def test_equal_requests_are_equal_objects() -> None:
    first = Options(languages=["ja", "ko"], min_confidence=1, channels=["gloss"])
    second = Options(languages=("ko", "ja", "ja"), min_confidence=1.0, channels={"gloss"})
    assert first == second
    assert hash(first) == hash(second)
    assert pickle.loads(pickle.dumps(first)) == first


def test_keyword_only_and_frozen() -> None:
    with pytest.raises(TypeError):
        Options(("ja",))  # type: ignore[call-arg]
    with pytest.raises(AttributeError, match="frozen"):
        Options().min_confidence = 0.5


@pytest.mark.parametrize(
    "languages, message",
    [
        ("ja", r"languages=\('ja',\)"),
        (("jp",), "did you mean 'ja'"),
        (("zh",), "did you mean 'zh-Hans'"),
        (("zh_TW",), "did you mean 'zh-Hant'"),
        (("xx-unknown",), "known are 'ja', 'ko', 'zh-Hans', 'zh-Hant'"),
        (("ZH-HANS",), "did you mean 'zh-Hans'"),
        ((), "empty"),
        ((1,), "names"),
        (7, "not int"),
    ],
)
def test_languages_that_cannot_be_meant(languages: object, message: str) -> None:
    with pytest.raises(OptionsError, match=message):
        Options(languages=languages)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), "0.9", None, True])
def test_confidence_that_cannot_be_meant(value: object) -> None:
    with pytest.raises(OptionsError, match=r"0 (to|and) 1"):
        Options(min_confidence=value)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [*KINDS, "scraped-page", "utf-8>cp936"])
def test_channels_are_kinds_and_names(name: str) -> None:
    assert Options(channels=(name,)).channels == (name,)


def test_unknown_channel_names_the_nearest() -> None:
    with pytest.raises(UnknownChannel, match="did you mean 'scraped-page'"):
        Options(channels=("scraped_page",))
    with pytest.raises(UnknownChannel, match="'utf-8>cp936'"):
        Options(channels=("utf8>cp936",))
