"""Hypothesis strategies: prose of the project's own sentences, and that prose damaged.

Rules:

1. Prose is whole sentences of one language from corpus/sentences.jsonl, written for this project.
2. A channel gets only sentences that it can carry: its reader has a character for every byte, and
   the bytes can be read back. What cannot be inverted is another test's subject.
3. A channel without any sentence is an error here, so that a new channel cannot go untested.
"""

from __future__ import annotations

import functools
import json
import pathlib

from hypothesis import strategies as st

from mojifix.channels import registry
from mojifix.channels.misread import Misread
from mojifix.result import Diagnosis, Finding

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "corpus"

# What each language puts between two sentences of a paragraph; the others put a space.
BETWEEN = {"zh-Hans": "", "zh-Hant": "", "ja": ""}

# Languages of what a codec was written in; UTF-8 writes all of them.
EAST_ASIAN = ("zh-Hans", "zh-Hant", "ja", "ko")
WRITTEN_IN = {
    "utf-8": EAST_ASIAN,
    "gb18030": ("zh-Hans", "zh-Hant"),
    "big5hkscs": ("zh-Hant",),
    "cp932": ("ja",),
    "euc_jp": ("ja",),
    "cp949": ("ko",),
    "cp1251": ("ru",),
    "koi8-r": ("ru",),
    "cp866": ("ru",),
    "iso8859-5": ("ru",),
    "cp1253": ("el",),
    "cp1255": ("he",),
    "cp1256": ("ar",),
    "cp874": ("th",),
}


def _sentences() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in (CORPUS / "sentences.jsonl").read_text("utf-8").split("\n"):
        if line:
            row = json.loads(line)
            found.setdefault(row["language"], []).append(row["text"])
    return {language: tuple(texts) for language, texts in found.items()}


SENTENCES = _sentences()
"""The sentences by language (BCP 47 tag)."""

MISREADS = tuple(channel for channel in registry() if isinstance(channel, Misread))
"""Every pair of codecs of the registry."""


@functools.cache
def carried(channel: Misread) -> dict[str, tuple[str, ...]]:
    """The sentences that a channel can carry there and back, by language; none is an error."""
    found = {}
    for language in WRITTEN_IN[channel.written.name]:
        texts = tuple(text for text in SENTENCES[language] if carries(channel, text))
        if texts:
            found[language] = texts
    assert found, f"no sentence of corpus/sentences.jsonl gets through {channel.name}: write one"
    return found


def carries(channel: Misread, text: str) -> bool:
    """Whether the channel changes the text, and its bytes read rightly are the text again."""
    damaged = channel.apply(text)
    return damaged is not None and damaged != text and channel.invert(damaged) == text


@st.composite
def paragraphs(
    draw: st.DrawFn, texts: dict[str, tuple[str, ...]], least: int = 1, most: int = 3
) -> str:
    """Up to `most` sentences of one language, and more until the text has `least` characters."""
    language = draw(st.sampled_from(sorted(texts)))
    one = st.sampled_from(texts[language])
    chosen = draw(st.lists(one, min_size=1, max_size=most, unique=True))
    between = BETWEEN.get(language, " ")
    while len(between.join(chosen)) < least:  # a line that repeats itself tells less
        fresh = [text for text in texts[language] if text not in chosen]
        chosen.append(draw(st.sampled_from(fresh or texts[language])))
    return between.join(chosen)


@st.composite
def diagnoses(draw: st.DrawFn) -> Diagnosis:
    """Short texts with repairs anywhere, which may take and give line ends."""
    alphabet = st.text("ab\n", max_size=8)
    parts, findings, at = [], [], 0
    for _ in range(draw(st.integers(0, 5))):
        clean, broken, repaired = (
            draw(alphabet) + "x\n" * draw(st.integers(0, 9)),
            draw(alphabet),
            draw(alphabet),
        )
        parts += [clean, broken]
        at += len(clean) + len(broken)
        findings.append(Finding(at - len(broken), at, broken, repaired, "misread"))
    parts.append(draw(alphabet))
    return Diagnosis("".join(parts), findings)
