"""Decoder: chunks never matter, and short bytes are answered as by decode."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

import mojifix

TEXTS = {
    "gb18030": "我们昨天去公园散步了，天气很好。\n",
    "cp932": "昨日は友だちと公園へ散歩に行きました。\n",
    "cp949": "어제는 친구와 공원에서 산책을 했습니다.\n",
    "cp1251": "Вчера мы гуляли в парке.\n",
    "utf-16": "我们昨天 Вчера\n",
    "utf-8-sig": "我们昨天 Вчера\n",
    "iso2022_jp": "昨日は友だちと公園へ散歩に行きました。\n",
}


def fed(decoder: mojifix.Decoder, chunks: list[bytes]) -> str:
    return "".join(decoder.feed(chunk) for chunk in chunks) + decoder.feed(b"", final=True)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(places), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(edges)]


@pytest.mark.parametrize("encoding", TEXTS)
def test_every_place_to_cut_gives_the_same(encoding: str) -> None:
    data = TEXTS[encoding].encode(encoding)
    whole = mojifix.decode(data)
    for at in range(len(data) + 1):
        decoder = mojifix.Decoder()
        assert fed(decoder, [data[:at], data[at:]]) == whole.text == TEXTS[encoding]
        assert (decoder.encoding, decoder.confidence) == (whole.encoding, whole.confidence)


@pytest.mark.parametrize("encoding", TEXTS)
def test_beyond_the_window_the_chunks_do_not_matter_either(encoding: str) -> None:
    text = TEXTS[encoding] * 40
    data = text.encode(encoding)
    draw = random.Random(encoding)
    window = 200
    assert len(data) > 3 * window
    for _ in range(10):
        places = [draw.randrange(len(data)) for _ in range(draw.randrange(9))]
        decoder = mojifix.Decoder(window=window)
        assert fed(decoder, cut(data, places)) == text
        assert decoder.encoding == mojifix.decode(data[:window]).encoding


def test_losses_do_not_depend_on_the_chunks() -> None:
    data = (TEXTS["gb18030"] * 30).encode("gb18030") + b"\xff\xff" + TEXTS["gb18030"].encode("gbk")
    answers = set()
    for size in (1, 2, 3, 7, 64, 1000):
        chunks = [data[at : at + size] for at in range(0, len(data), size)]
        answers.add(fed(mojifix.Decoder(window=300), chunks))
    assert len(answers) == 1
    assert "\ufffd" in answers.pop()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "cp932", "utf-16-le", "utf-16-be"])
def test_bytes_that_begin_inside_a_character_beyond_the_window(encoding: str) -> None:
    text = "我们昨天去公园散步了，天气很好。\n" if encoding != "cp932" else TEXTS["cp932"]
    data = (text * 40).encode(encoding)[1:]
    decoder = mojifix.Decoder(window=300)
    for size in (1, 50, 5000):
        chunks = [data[at : at + size] for at in range(0, len(data), size)]
        answer = fed(decoder, chunks)
        assert answer.lstrip("\ufffd") == (text * 40)[1:]
        assert answer == mojifix.decode(data).decoded
        assert decoder.encoding == encoding


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_a_mark_is_in_no_text(encoding: str) -> None:
    text = TEXTS["gb18030"] * 40
    data = ("\ufeff" + text).encode(encoding)
    for window in (50, 100_000):
        assert fed(mojifix.Decoder(window=window), [data[:1], data[1:2], data[2:]]) == text


def test_a_table_of_the_wild_is_read_in_pieces() -> None:
    line = "价格：".encode("gb18030") + b"\x80" + "五，我们昨天去公园\n".encode("gb18030")
    data = line * 40
    text = "价格：€五，我们昨天去公园\n" * 40
    for size in (1, 5, 97, 5000):
        decoder = mojifix.Decoder(window=150, hint="gbk")
        chunks = [data[at : at + size] for at in range(0, len(data), size)]
        assert fed(decoder, chunks) == text
        assert decoder.encoding == "cp936"


def test_the_text_is_repaired() -> None:
    line = mojifix.damage("我们昨天去公园散步了", written="utf-8", read="latin-1") + "\n"
    data = (line * 50).encode("utf-8")
    decoder = mojifix.Decoder(window=500)
    assert fed(decoder, [data[:333], data[333:]]) == "我们昨天去公园散步了\n" * 50


def test_after_the_end_a_new_text_begins() -> None:
    decoder = mojifix.Decoder(window=100)
    for encoding in ("cp932", "gb18030", "cp1251"):
        text = TEXTS[encoding] * 20
        assert decoder.feed(text.encode(encoding), final=True) == text
        assert decoder.encoding == mojifix.decode(text.encode(encoding)).encoding
    decoder.feed(b"abc")
    decoder.reset()
    assert decoder.feed(b"x", final=True) == "x"


def test_what_is_no_text_gives_none() -> None:
    data = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 50
    decoder = mojifix.Decoder(window=64)
    assert fed(decoder, [data[:10], data[10:]]) == ""
    decoder = mojifix.Decoder(window=64)
    assert decoder.feed(data) == ""
    assert (decoder.encoding, decoder.binary, decoder.confidence) == (None, True, 1.0)


@pytest.mark.parametrize("window", [0, -1, 1.5, True, "1"])
def test_a_window_that_cannot_be_meant(window: Any) -> None:
    with pytest.raises(mojifix.OptionsError, match="number of bytes"):
        mojifix.Decoder(window=window)


def test_wrong_arguments() -> None:
    with pytest.raises(mojifix.UnknownCodec):
        mojifix.Decoder(hint="no-such-thing")
    with pytest.raises(TypeError, match="takes bytes"):
        mojifix.Decoder().feed("text")  # type: ignore[arg-type]


@pytest.mark.parametrize("end", [b"M\xfcller wohnt in der Stra\xdfe.\n", b"\0\0\0\1\2\3"])
def test_bytes_that_end_with_one_feed_beyond_the_window_are_decided_on_its_first(
    end: bytes,
) -> None:
    data = b"line of log\n" * 20 + end
    whole, parts = mojifix.Decoder(window=64), mojifix.Decoder(window=64)
    once = whole.feed(data, final=True)
    assert once == "".join(parts.feed(data[at : at + 1]) for at in range(len(data))) + parts.feed(
        b"", final=True
    )
    assert (whole.encoding, whole.binary) == (parts.encoding, parts.binary)
