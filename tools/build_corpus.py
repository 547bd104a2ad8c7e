"""Damages the sentences of corpus/sentences.jsonl: one case for every channel that can.

    python tools/build_corpus.py            # write corpus/misread/*.jsonl and the other folders
    python tools/build_corpus.py --check    # compare with what is there, write nothing

Rules:

1. A case is a sentence of ours that one channel damaged: written in one codec and read in another,
   with nothing lost or with what one style loses, or put in escapes. The same sentences and
   channels give the same files, byte for byte.
2. The cases of a channel take the sentences in turn, so that all of them are used. Where a codec
   cannot read a whole sentence, a clause or the longest part of one stands for it.
3. A case is kept whether or not mojifix repairs it; what it cannot repair yet is listed in
   corpus/known_failures.txt, and the tests see to it that the list is no longer than the truth.
4. Characters that cannot be seen are written as JSON escapes.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import pathlib
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from mojifix.channels.carriers import carriers
from mojifix.channels.loss import STYLES
from mojifix.channels.misread import Misread, misreads
from mojifix.codecs import get

Case = dict[str, str]

CORPUS: Final = pathlib.Path(__file__).resolve().parent.parent / "corpus"

# Cases of one channel. Two sentences of different languages or registers show more than one;
# more of them would hide the rare channels from a reader.
CASES: Final = 2

# Characters of the shortest part of a sentence that stands for it: below, two texts of one pair of
# codecs are equally likely too often for a case to say anything.
SHORTEST: Final = 4

# Characters below which a text is taken only where a channel lets no longer one through.
SHORT: Final = 8

# The languages that were written in each codec. UTF-8 was and is everybody's.
WRITTEN_IN: Final = {
    "utf-8": ("zh-Hans", "ja", "zh-Hant", "ko"),
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

# Languages whose damage is mostly ftfy's to repair, and the readers that it knows well.
LATIN_LANGUAGES: Final = ("fr", "de", "es", "pl", "cs", "tr", "hu", "vi", "pt", "ru", "el")
LATIN_READERS: Final = ("cp1252", "latin-1", "cp1250", "cp1251", "cp437", "mac_roman")


# Readers whose losses are shown.
LOSING: Final = ("cp936", "cp932", "cp949", "cp1252")

# What is put in escapes: the codec that it was written in, and its language.
CARRIED: Final = (("utf-8", "ja"), ("gb18030", "zh-Hans"), ("big5hkscs", "zh-Hant"))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check: bool = parser.parse_args(argv).check

    differ = False
    for path, content in built().items():
        same = path.exists() and path.read_bytes().decode("utf-8") == content
        differ |= not same
        if check:
            print(f"{'same' if same else 'DIFFERS'}  {path.relative_to(CORPUS)}")
        elif not same:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode("utf-8"))
            print(f"written  {path.relative_to(CORPUS)}")
    return int(check and differ)


def built() -> dict[pathlib.Path, str]:
    """Every generated file with its content: one for each codec that text was written in."""
    files = {CORPUS / "latin" / "utf-8.jsonl": "".join(map(line, latin_cases()))}
    for read in LOSING:
        files[CORPUS / "lost" / f"{read}.jsonl"] = "".join(map(line, lost_cases(read)))
    files[CORPUS / "escaped" / "carriers.jsonl"] = "".join(map(line, escaped_cases()))
    for turn, channel in enumerate(misreads()):
        cases = cases_of(channel, turn)
        if not cases:
            print(f"no sentence of ours passes through {channel.name}", file=sys.stderr)
        path = CORPUS / "misread" / f"{channel.written.name}.jsonl"
        files[path] = files.get(path, "") + "".join(map(line, cases))
    return files


def cases_of(channel: Misread, turn: int) -> list[Case]:
    """At most CASES cases of the channel, from sentences that start at the `turn`-th."""
    turns = in_turn(WRITTEN_IN[channel.written.name], turn * CASES)
    read = channel.read.name
    turns = [sentence for sentence in turns if sentence.get("read", read) == read]
    candidates = [(sentence, sentence["text"]) for sentence in turns]
    candidates += [(sentence, longest_part(sentence["text"], channel)) for sentence in turns]
    candidates.sort(key=lambda candidate: -min(len(candidate[1]), SHORT))  # in turn, short last
    cases: list[Case] = []
    for sentence, truth in candidates:
        damaged = passed(channel, truth)
        used = {case["source"] for case in cases}
        if damaged and len(cases) < CASES and sentence["id"] not in used:
            cases.append(case_of(channel, sentence, truth, damaged, len(cases) + 1))
    return cases


def in_turn(languages: Sequence[str], first: int) -> list[Case]:
    """The sentences of several languages, one of each in turn, each from its `first` on."""
    columns = [sentences(language) for language in languages]
    columns = [column[first % len(column) :] + column[: first % len(column)] for column in columns]
    return [s for row in itertools.zip_longest(*columns) for s in row if s is not None]


def passed(channel: Misread, text: str) -> str | None:
    """The text damaged by the channel; None where that changes nothing or loses something."""
    damaged = channel.apply(text) if text else None
    return damaged if damaged != text and damaged and channel.invert(damaged) == text else None


def latin_cases() -> list[Case]:
    """UTF-8 of other scripts, read in the code pages that ftfy knows: its home ground."""
    cases: list[Case] = []
    for read in LATIN_READERS:
        channel = Misread(get("utf-8"), get(read), 0.0, "any")
        for language in LATIN_LANGUAGES:
            for sentence in sentences(language):
                truth = sentence["text"]
                damaged = passed(channel, truth)
                if damaged:
                    number = len(cases) + 1
                    cases.append(case_of(channel, sentence, truth, damaged, number, "latin"))
    return cases


def lost_cases(read: str) -> Iterator[Case]:
    """UTF-8 read in a codec that could not hold it: a sentence of each language in each style."""
    channel = Misread(get("utf-8"), get(read), 0.0, "any")
    for turn, style in enumerate(STYLES):
        for language in WRITTEN_IN["utf-8"]:
            ours = [s for s in sentences(language) if "?" not in s["text"]]
            sentence = ours[turn * 3 % len(ours)]
            truth = sentence["text"]
            damaged = style.read(channel.read, truth.encode("utf-8"))
            if damaged != channel.apply(truth):
                name = f"{style.name}-{language}"
                case = case_of(channel, sentence, truth, damaged, turn + 1, "misread")
                yield case | {"id": f"lost-utf-8-as-{read}-{name}", "errors": style.name}


def escaped_cases() -> Iterator[Case]:
    """A sentence in each of the escapes; what is final holds no misread bytes."""
    for carrier in carriers():
        for number, (written, language) in enumerate(CARRIED, 1):
            sentence = sentences(language)[number]
            truth = sentence["text"]
            channel = Misread(get(written), get("latin-1"), 0.0, "cjk")
            inside = truth if carrier.final else channel.apply(truth)
            if inside is None or (carrier.name == "percent" and written == "utf-8"):
                continue  # percent-encoded UTF-8 is no damage
            damaged = carrier.apply(inside)
            case = case_of(channel, sentence, truth, damaged, number, "escaped")
            yield case | {"id": f"escaped-{carrier.name}-{number:02}", "carrier": carrier.name}


def case_of(
    channel: Misread,
    sentence: Case,
    truth: str,
    damaged: str,
    number: int,
    kind: str = "misread",
) -> Case:
    note = "" if truth == sentence["text"] else "a part of the sentence: the rest cannot be read so"
    return {
        "id": f"{kind}-{channel.name.replace('>', '-as-')}-{number:02}",
        "kind": kind,
        "written": channel.written.name,
        "read": channel.read.name,
        "language": sentence["language"],
        "damaged": damaged,
        "truth": truth,
        "source": sentence["id"],
        "licence": "CC0",
        "note": note or sentence.get("note", ""),
    }


def longest_part(text: str, channel: Misread) -> str:
    """The longest part of the text that passes through the channel and back, or ""."""
    for length in range(len(text) - 1, SHORTEST - 1, -1):
        for start in range(len(text) - length + 1):
            part = text[start : start + length]
            if passed(channel, part):
                return part
    return ""


@functools.cache
def sentences(language: str) -> list[Case]:
    """Our sentences of one language, in the order of the file."""
    rows = (CORPUS / "sentences.jsonl").read_text("utf-8").split("\n")
    parsed: list[Case] = [json.loads(row) for row in rows if row]
    return [row for row in parsed if row["language"] == language]


def line(case: Case) -> str:
    """The case as a line of JSON, with letters as letters and what cannot be seen as escapes."""
    written = json.dumps(case, ensure_ascii=False)
    if not written.isprintable():
        written = re.sub("[^ -~]", lambda m: m[0] if m[0].isprintable() else escape(m[0]), written)
    return written + "\n"


def escape(character: str) -> str:
    return json.dumps(character)[1:-1]


if __name__ == "__main__":
    raise SystemExit(main())
