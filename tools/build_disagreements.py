#!/usr/bin/env python3
"""Lists where mojifix, chardet and charset-normalizer read bytes differently: corpus/bytes/.

    python tools/build_disagreements.py              # write the list
    python tools/build_disagreements.py --check      # compare, write nothing

Every sentence of the corpus is written in the encodings of its language, whole and its first
CHARACTERS; a row is kept where the three do not all give the same text. Who is right is known,
since the text is: that is the judgement. Needs the versions that requirements-dev.txt pins.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
import unicodedata
from typing import Any, Final

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

import mojifix  # noqa: E402  (the tool runs uninstalled too)

CORPUS = HERE.parent / "corpus"
TARGET = CORPUS / "bytes" / "disagreements.jsonl"

CHARACTERS: Final = 8

ENCODINGS: Final = {
    "zh-Hans": ("gb18030",),
    "zh-Hant": ("big5hkscs", "gb18030"),
    "ja": ("cp932", "euc_jp", "iso2022_jp"),
    "ko": ("cp949",),
    "ar": ("cp1256", "iso8859_6"),
    "cs": ("cp1250", "iso8859_2", "cp852"),
    "de": ("cp1252", "cp850"),
    "el": ("cp1253", "iso8859_7"),
    "es": ("cp1252", "mac_roman"),
    "fr": ("cp1252", "mac_roman"),
    "he": ("cp1255",),
    "hu": ("cp1250", "iso8859_2"),
    "pl": ("cp1250", "iso8859_2"),
    "pt": ("cp1252", "cp850"),
    "ru": ("cp1251", "koi8_r", "cp866", "iso8859_5"),
    "th": ("cp874",),
    "tr": ("cp1254",),
    "vi": ("cp1258",),
}

READERS: Final = ("mojifix", "chardet", "charset-normalizer")


def main() -> int:
    """Builds or checks the list."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the list that is there")
    a = parser.parse_args()
    found = [row for row in map(judged, cases()) if row is not None]
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    for reader in READERS:
        right = sum(reader in row["right"] for row in found)
        print(f"{reader}: right in {right} of {len(found)}")
    if a.check:
        same = TARGET.read_text("utf-8") == data
        print(f"{TARGET.name}: {'the same' if same else 'DIFFERS'}")
        return 0 if same else 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(data, "utf-8")
    return 0


def cases() -> list[dict[str, Any]]:
    """The bytes, with the text that they are."""
    found = []
    for line in (CORPUS / "sentences.jsonl").read_text("utf-8").split("\n"):
        sentence = json.loads(line) if line else {}
        for encoding in ENCODINGS.get(sentence.get("language", ""), ()):
            for size in (CHARACTERS, len(sentence["text"])):
                text = sentence["text"][:size]
                data = written(text, encoding)
                if data is not None and not data.isascii():
                    name = f"{sentence['id']}-{encoding}-{size}"
                    found.append({"id": name, "encoding": encoding, "truth": text, "data": data})
    return found


def written(text: str, encoding: str) -> bytes | None:
    """The bytes of the text, None where the encoding has not all of its characters."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


def judged(case: dict[str, Any]) -> dict[str, Any] | None:
    """The row of a case, if the readers disagree."""
    data, truth = case["data"], case["truth"]
    texts = {"mojifix": mojifix.decode(data).text}
    names = {"mojifix": mojifix.decode(data).encoding}
    for reader, name in (("chardet", by_chardet(data)), ("charset-normalizer", by_other(data))):
        names[reader] = name
        texts[reader] = plain(data, name)
    if len(set(map(folded, texts.values()))) == 1:
        return None
    return {
        "id": case["id"],
        "bytes": data.hex(),
        "truth": truth,
        "encoding": case["encoding"],
        **names,
        "right": [reader for reader in READERS if folded(texts[reader]) == folded(truth)],
        "licence": "CC0-1.0",
    }


def by_chardet(data: bytes) -> str | None:
    """What chardet says."""
    import chardet

    name = chardet.detect(data)["encoding"]
    return name.lower() if name else None


def by_other(data: bytes) -> str | None:
    """What charset-normalizer says."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return best.encoding if best else None


def plain(data: bytes, encoding: str | None) -> str:
    """The text in that encoding; nothing where it cannot be read."""
    try:
        return data.decode(encoding) if encoding else ""
    except (LookupError, UnicodeDecodeError):
        return ""


def folded(text: str) -> str:
    """The text as it is compared."""
    return unicodedata.normalize("NFC", text)


if __name__ == "__main__":
    sys.exit(main())
