"""Count the characters of the non-CJK world: the "light" languages of the language model.

Input is a work directory of packages that were fetched by name (``--packages`` prints the names):

    WORK/debs/*.deb     Firefox, Thunderbird and LibreOffice packs, LibreOffice help (MPL-2.0)
    WORK/npm/*.tgz      cldr-*-full (Unicode-3.0), cmu-pronouncing-dictionary (public-domain data)
    WORK/wheels/*.whl   pypinyin (MIT), epitran (MIT-Modern-Variant): areas of ``light_areas.py``

Output is counts only, never text; ``--help`` gives the columns.

Rules of this file
 1. A line is a paragraph, a message or a name. Its first character is counted after "\\n" and
    "\\n" is counted after its last, so that the model knows how lines begin and end. Case,
    digits, spaces, no-break spaces, joiners and marks are kept as they are: quotes beside letters
    are why this exists.
 2. What a program fills in (``{ $name }``, ``%S``, ``$(ARG1)``) becomes HOLE. A pair with HOLE in
    it is not counted: neither neighbour is really next to anything.
 3. Han, kana and hangul are holes as well: their statistics come from real CJK text, and the list
    of languages in a Breton menu would only blur them. The ``x-`` areas are exempt.
 4. A line that looks damaged is dropped (``is_damaged``): U+FFFD, controls, private use, UTF-8
    read as Latin-1 or cp1252. A damaged line that is counted as clean teaches the model to leave
    damage alone.
 5. A line is counted once a language, whatever the number of packages that have it.
 6. A line that stands word for word in the English packs is not counted for another language:
    language packs fall back to English where nobody has translated, and the sparse ones are half
    English.
 7. Same input, same bytes out: everything is sorted, no clock, no random numbers.
"""

from __future__ import annotations

import argparse
import gettext
import gzip
import html
import io
import json
import math
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import light_areas

HOLE = "\x00"

# Codes of Debian package names -> language here, where they differ. Regional variants are pooled:
# the model wants the letters and marks of Spanish, not of four Spanish states.
LANGUAGE_OF_PACK = {
    "ca-valencia": "ca",
    "en-ca": "en",
    "en-gb": "en",
    "en-us": "en",
    "en-za": "en",
    "es-ar": "es",
    "es-cl": "es",
    "es-es": "es",
    "es-mx": "es",
    "fy-nl": "fy",
    "ga-ie": "ga",
    "gu-in": "gu",
    "gug": "gn",
    "hi-in": "hi",
    "hy-am": "hy",
    "kmr": "ku",
    "nb-no": "nb",
    "ne-np": "ne",
    "nn-no": "nn",
    "pa-in": "pa",
    "pt-br": "pt",
    "pt-pt": "pt",
    "sv-se": "sv",
}
# CLDR names that differ from the packs'.
LANGUAGE_OF_CLDR = {"no": "nb", "sr-Cyrl": "sr", "kmr": "ku", "kmr-Latn": "ku"}
# Packs of these are read for a derived area only (half-width kana), never as a light language.
CJK = ("ja", "ko", "zh", "yue", "ii", "wuu", "hak", "nan")

FAMILIES = ("firefox-esr-l10n", "thunderbird-l10n", "libreoffice-help", "libreoffice-l10n")
# Several binary packages of one source name carry no text of their own.
NO_TEXT = {"libreoffice-help-common", "libreoffice-l10n-in", "libreoffice-l10n-za"}
CLDR_PACKAGES = (
    "cldr-misc-full",
    "cldr-localenames-full",
    "cldr-dates-full",
    "cldr-units-full",
    "cldr-annotations-full",
    "cldr-annotations-derived-full",
    "cldr-core",
)

# A language with less text than this (characters) is pooled with the others of its script
# ("und-Cyrl"), unless OWN_ROW names it: its own rows would be a thousand names of countries and
# menus. At 100,000 the file had 45 languages more and was a tenth larger.
POOL_BELOW = 400_000
OWN_ROW = {
    "ar", "az", "be", "bg", "bn", "br", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo",
    "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "he", "hi", "hr", "hu", "hy", "id", "is",
    "it", "ka", "kk", "lt", "lv", "mk", "ms", "mt", "nb", "nl", "nn", "pl", "pt", "ro", "ru",
    "sk", "sl", "sq", "sr", "sr-Latn", "sv", "ta", "th", "tr", "uk", "ur", "uz", "vi",
}  # fmt: skip
# Below this many characters a pair seen once is kept whatever it is; above it only pairs with a
# character outside ASCII are (the rare ones are what looks like damage).
SMALL = 200_000
# A pair has no row of its own in a language when another language outweighs it this many times
# over, measured as count / sqrt(characters), which is how the languages are mixed: German help that
# names a Russian menu once teaches nothing beside Russian. Such counts are not lost, they add up
# under "mul". 12 moves 3 % of all counts there, 25 moves 0.2 % in a file a tenth larger.
OUTWEIGHED = 12
# One line in this many is also counted in other typographic dress (see `dressed`). 25 makes about
# 4 % of the lines; menus and messages hold far fewer quotes and dialogue dashes than prose does.
DRESS_EVERY = 25


class Source(NamedTuple):
    """Where a language's lines came from."""

    package: str
    version: str
    licence: str


Lines = dict[
    str, dict[Source, list[str]]
]  # language -> source -> lines, in order, each once a language


# --------------------------------------------------------------------------------------------------
# Damage and cleaning

# UTF-8 read as Latin-1 or cp1252. Written with escapes so that this file is not itself damaged-
# looking.
_DAMAGE = re.compile(
    "\ufffd"
    "|[\u00c2\u00c3][\u0080-\u00bf]"
    "|[\u00e0-\u00ef][\u0080-\u00bf]{2}"
    "|[\u00d0\u00d1\u00d8\u00d9\u00ce\u00cf][\u0080-\u00bf][\u00d0\u00d1\u00d8\u00d9\u00ce\u00cf]"
    "|\u00e2\u20ac|\u00c3[\u201a\u0192\u2018\u2019\u201c\u201d\u2026]|\u00ef\u00bb\u00bf"
    "|[\x01-\x08\x0b-\x1f\x7f-\x9f]"
    "|[\ue000-\uf8ff\U000f0000-\U0010ffff]|[\ud800-\udfff]|[\ufdd0-\ufdef\ufffe\uffff]"
    "|\\?{4,}"
)
_CJK_CHAR = re.compile(
    "[\u1100-\u11ff\u2e80-\u30ff\u3130-\u318f\u31a0-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\uff00-\uffef\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_SPACES = re.compile(r"[ \t\r\n]+")


def is_damaged(line: str) -> bool:
    """Whether the line looks as if its bytes had been misread, lost or never decoded."""
    return _DAMAGE.search(line) is not None


def tidy(text: str, *, keep_cjk: bool = False) -> Iterator[str]:
    """Yield the countable lines of a message: spaces folded, CJK made holes, no damaged lines."""
    for raw in text.split("\n"):
        line = _SPACES.sub(" ", raw).strip(" ")
        if not keep_cjk:
            line = _CJK_CHAR.sub(HOLE, line)
        if line.strip(HOLE + " ") and not is_damaged(line):
            yield line


# --------------------------------------------------------------------------------------------------
# Readers: package -> messages

_TAG = re.compile(r"<[^<>]*>")
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|td|th|tr|table|br|dt|dd|dl|pre|aside|nav|header|footer)\b[^<>]*>",
    re.IGNORECASE,
)
_DROPPED_ELEMENT = re.compile(
    r"<(script|style|pre|code|button|kbd)\b.*?</\1>", re.IGNORECASE | re.DOTALL
)
_PRINTF = re.compile(r"%\d*\$?-?[0-9.]*l?[SsduxiDcfgn]\b|%%|%\d+|\$\{[^}]*\}|\$\w+\$?|#\d\b")


def strip_markup(text: str) -> str:
    """HTML or Fluent markup taken out, entities resolved."""
    return html.unescape(_TAG.sub("", text))


def ftl_messages(text: str) -> Iterator[str]:
    """Values of a Fluent file; selectors give one message a variant, placeables become holes."""
    for key, value in _ftl_entries(text):
        if key.endswith(("key", "style", "size", "width", "height", "commandkey")):
            continue
        yield from _ftl_variants(value)


def _ftl_entries(text: str) -> Iterator[tuple[str, str]]:
    key, value = "", ""
    for line in text.split("\n"):
        if line.startswith("#"):
            continue
        match = re.match(r"(\s*\.?-?[A-Za-z][\w-]*) *= ?(.*)", line)
        # Inside a selector a variant is indented too, but it starts with "[" or "*[".
        if match and (not line[:1].isspace() or match[1].lstrip().startswith(".")):
            if value:
                yield key, value
            key, value = match[1].strip(), match[2]
        elif line[:1].isspace() or line.startswith("}"):
            value += "\n" + line.strip()
    if value:
        yield key, value


def _ftl_variants(value: str) -> Iterator[str]:
    if "->" in value:
        # "{ $n ->\n[one] text\n*[other] text\n} tail": each variant is a message of its own.
        for part in re.split(r"\n\*?\[[^\]\n]*\]", value)[1:]:
            yield _ftl_plain(part.replace("\n}", "\n"))
    else:
        yield _ftl_plain(value)


def _ftl_plain(value: str) -> str:
    value = re.sub(r'\{ *"((?:[^"\\]|\\.)*)" *\}', lambda m: _unescape(m[1]), value)
    value = re.sub(r"\{ *-[\w-]*short-name *\}", "Firefox", value)
    value = re.sub(r"\{[^{}]*\}", HOLE, value)
    return strip_markup(value)


def _unescape(value: str) -> str:
    return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda m: chr(int(m[1], 16)), value)


def properties_messages(text: str) -> Iterator[str]:
    r"""Values of a Java-style .properties file, ``\uXXXX`` and line continuations resolved."""
    for line in re.sub(r"\\\r?\n\s*", "", text).split("\n"):
        if line.lstrip().startswith(("#", "!")) or "=" not in line:
            continue
        key, _, value = line.partition("=")
        if key.rstrip().lower().endswith("key") or "://" in value:
            continue
        value = _unescape(value).replace("\\n", "\n").replace("\\t", " ").replace("\\", "")
        value = re.sub(r"\{[^{}]*\}", HOLE, _PRINTF.sub(HOLE, value))
        yield strip_markup(value).replace(";", "\n" if value.count(";") == 1 else ";")


def dtd_messages(text: str) -> Iterator[str]:
    """Values of the entities of a DTD file."""
    for key, _, value in re.findall(r"<!ENTITY\s+(\S+)\s+([\"'])(.*?)\2\s*>", text, re.DOTALL):
        if not key.lower().endswith("key") and "://" not in value:
            value = re.sub(
                r"&[a-zA-Z.]*(?:Name|brand)[a-zA-Z.]*;|&%?[\w.]+;", HOLE, html.unescape(value)
            )
            yield strip_markup(_PRINTF.sub(HOLE, value))


def mo_messages(data: bytes) -> Iterator[tuple[str, str]]:
    """(English, translation) of a LibreOffice message file; mnemonic marks taken out."""
    catalogue: dict[str, str] = vars(gettext.GNUTranslations(io.BytesIO(data)))["_catalog"]
    for key, value in catalogue.items():
        if isinstance(key, str) and key:
            yield _office_plain(key.rpartition("\x04")[2]), _office_plain(value)


def _office_plain(value: str) -> str:
    value = re.sub(r" ?\([~_]\w\)", "", value)
    value = value.replace("%PRODUCTNAME", "LibreOffice").replace("%PRODUCTVERSION", "7.4")
    value = re.sub(r"\$\([^)]*\)|%[A-Z_]{3,}%?|\[[a-z]+\]|%\w|#\w+#?", HOLE, value)
    # A mnemonic is a tilde, or an underscore before a letter; identifiers hold more than one
    # underscore.
    value = value.replace("~", "")
    return strip_markup(value.replace("_", "", 1) if value.count("_") == 1 else value)


def help_messages(text: str) -> Iterator[str]:
    """Paragraphs of a LibreOffice help page: the display area, without its code samples."""
    start, end = text.find('id="DisplayArea"'), text.find('id="SearchFrame"')
    body = text[text.find(">", start) + 1 : end if end > 0 else None] if start >= 0 else ""
    # "Command" for one system and "Ctrl" for the others stand in spans without a space between.
    body = body.replace("</span><span", f"</span>{HOLE}<span")
    body = _BLOCK.sub("\n", _SPACES.sub(" ", _DROPPED_ELEMENT.sub(HOLE, body)))
    yield strip_markup(body)


def deb_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, contents) of the regular files of a Debian package, in the package's order."""
    with (
        subprocess.Popen(["dpkg-deb", "--fsys-tarfile", path], stdout=subprocess.PIPE) as process,
        tarfile.open(fileobj=process.stdout, mode="r|") as archive,
    ):
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream.read()


def read_pack(path: Path, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield (language, English or "", message) of a Firefox, Thunderbird or LibreOffice package."""
    for name, data in deb_files(path):
        if name.endswith(".xpi"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in sorted(archive.namelist()):
                    reader = {
                        "ftl": ftl_messages,
                        "properties": properties_messages,
                        "dtd": dtd_messages,
                    }.get(member.rpartition(".")[2])
                    # Country and currency codes, key names and region lists are not language.
                    if reader is None or member.endswith(("keys.properties", "region.properties")):
                        continue
                    for message in reader(archive.read(member).decode("utf-8", "replace")):
                        yield language, "", message
        elif name.endswith(".mo"):
            folder = name.split("/")[-3]
            variant = language + "-Latn" if folder.endswith("@latin") else language
            for english, message in mo_messages(data):
                if english != message:
                    yield variant, english, message
        elif name.endswith(".html") and "/help/" in name and "/text/" in name:
            for message in help_messages(data.decode("utf-8", "replace")):
                yield language, "", message


# --------------------------------------------------------------------------------------------------
# CLDR

_NUMBERS = ("1", "2", "5", "12", "30", "100", "2,5", "0")
# Keys under which patterns and codes stand, not words.
_CLDR_SKIP = {
    "_type", "identity", "contextTransforms", "layout", "posix", "exemplarCharacters",
    "auxiliary", "index", "numbers", "punctuation", "dateFormats", "timeFormats",
    "dateTimeFormats", "dateSkeletons", "timeSkeletons", "hourFormat", "characters",
    "delimiters", "coordinateUnit", "compoundUnit", "dateTimeFormats-atTime",
    "dateTimeFormats-relative", "intervalFormats", "codePatterns",
}  # fmt: skip


def cldr_strings(node: Any, key: str = "") -> Iterator[str]:
    """Words and phrases in a CLDR JSON tree; ``{0}`` of a unit becomes a number, else a hole."""
    if isinstance(node, dict):
        for name, child in node.items():
            if name.partition("-alt-")[0] not in _CLDR_SKIP:
                yield from cldr_strings(child, name)
    elif isinstance(node, list):
        for child in node:
            yield from cldr_strings(child, key)
    elif isinstance(node, str) and node.casefold() != key.casefold():
        if key.startswith("unitPattern"):
            number = _NUMBERS[sum(map(ord, node)) % len(_NUMBERS)]
            node = node.replace("{0}", number)
        if not re.fullmatch(r"M\d\d|\W*", node):
            yield re.sub(r"\{\d\}", HOLE, node)


def read_cldr(work: Path) -> tuple[dict[str, dict[str, list[str]]], dict[str, Any]]:
    """Return (package -> language -> strings, supplement).

    The supplement holds "delimiters" (language -> four quotation marks), "script" (language ->
    ISO 15924),
    "emoji" (sequences in CLDR's order) and "version" (package -> version).
    """
    strings: dict[str, dict[str, list[str]]] = {}
    more: dict[str, Any] = {"delimiters": {}, "script": {}, "emoji": [], "version": {}}
    for path in sorted(
        (work / "npm").glob("cldr-*.tgz"),
        key=lambda path: (not path.name.startswith("cldr-core"), path.name),  # its scripts first
    ):
        # Unpacked first: members are read by name, and every seek in a gzip stream starts over.
        with tarfile.open(fileobj=io.BytesIO(gzip.decompress(path.read_bytes()))) as archive:
            files = {m.name.partition("/")[2]: m for m in archive.getmembers() if m.isfile()}

            def load(name: str, archive: tarfile.TarFile = archive, files: Any = files) -> Any:
                return json.load(archive.extractfile(files[name]))  # type: ignore[arg-type]

            about = load("package.json")
            more["version"][about["name"]] = about["version"]
            if "supplemental/likelySubtags.json" in files:
                likely = load("supplemental/likelySubtags.json")["supplemental"]["likelySubtags"]
                more["script"] = {k: v.split("-")[1] for k, v in likely.items()}
            for name in sorted(files):
                match = re.fullmatch(
                    r"(?:main|annotations|annotationsDerived)/([\w-]+)/(\w[\w-]*)\.json", name
                )
                if match is None:
                    continue
                locale = match[1]
                # Regional variants repeat their base; scripts (sr-Latn) and el-polyton do not.
                if not re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?|el-polyton", locale):
                    continue
                if locale.split("-")[0] in CJK:
                    continue
                language = LANGUAGE_OF_CLDR.get(locale, locale)
                base, _, script = language.partition("-")
                if script and more["script"].get(base) == script:
                    language = LANGUAGE_OF_CLDR.get(base, base)
                tree = load(name)
                if match[2] == "delimiters":
                    marks = tree["main"][locale]["delimiters"]
                    more["delimiters"][language] = tuple(marks.values())[:4]
                if "annotations" in about["name"]:
                    (top,) = tree.values()
                    table: dict[str, Any] = next((v for k, v in top.items() if k != "identity"), {})
                    if locale == "en":
                        more["emoji"] += list(table)
                    found = list(cldr_strings(table))
                else:
                    found = list(cldr_strings(tree["main"][locale]))
                strings.setdefault(about["name"], {}).setdefault(language, []).extend(found)
    return strings, more


# --------------------------------------------------------------------------------------------------
# The same words in other typographic dress

# Quotation marks that a language uses beside those of its CLDR entry (facts of usage, not of the
# packs).
_REVERSED_GUILLEMETS = {"cs", "da", "de", "dsb", "hr", "hsb", "hu", "pl", "sk", "sl", "sr-Latn"}
_SPACED_GUILLEMETS = {"br", "fr", "oc"}
_INVERTED = {"an", "ast", "es", "gl"}


def quote_pairs(language: str, delimiters: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Quotation marks to dress a language's lines in, the usual ones first and twice."""
    marks = (
        delimiters.get(language)
        or delimiters.get(language.split("-")[0])
        or ("\u201c", "\u201d") * 2
    )
    pairs = [(marks[0], marks[1]), (marks[0], marks[1]), (marks[2], marks[3])]
    pairs += [("\u201c", "\u201d"), ("\u00ab", "\u00bb"), ('"', '"'), ("\u2018", "\u2019")]
    if language in _REVERSED_GUILLEMETS:
        pairs += [("\u00bb", "\u00ab"), ("\u201e", "\u201c")]
    if language in _SPACED_GUILLEMETS:
        pairs += [("\u00ab\u00a0", "\u00a0\u00bb"), ("\u00ab\u202f", "\u202f\u00bb")]
    return pairs


def dressed(lines: list[str], language: str, pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Every DRESS_EVERYth line again: quoted, as dialogue, trailing off, with other apostrophes."""
    chosen = [line for line in lines if " " in line and HOLE not in line][::DRESS_EVERY]
    for number, line in enumerate(chosen):
        left, right = pairs[number % len(pairs)]
        words = line.split(" ")
        middle = len(words) // 2
        mark = (",", ".", "", ":", ";", "?", "!", "")[number % 8]
        words[middle] = f"{left}{words[middle].rstrip('.,:;')}{right}{mark}"
        yield " ".join(words)
        bare = line.rstrip(".:\u2026")
        yield (f"{left}{line}{right}", f"{left}{bare}{right}.", f"{left}{bare},{right}")[number % 3]
        yield (
            f"\u2014 {line}",
            f"{bare}\u2026",
            f"{bare} \u2013 {line}",
            f"\u2013 {bare}!",
            f"{bare}\u2014{line}",
            f"\u2026{bare}...",
            f"({bare}).",
            f"\u2022 {line}",
        )[number % 8]
        if language in _INVERTED:
            yield (f"\u00bf{bare}?", f"\u00a1{bare}!", f"{left}\u00bf{bare}?{right}")[number % 3]
    for line in [line for line in lines if re.search(r"\w['\u2019]\w", line)][:: DRESS_EVERY // 5]:
        yield line.translate({ord("'"): "\u2019", ord("\u2019"): "'"})


# --------------------------------------------------------------------------------------------------
# Counting


def count_pairs(lines: Iterable[str]) -> Counter[str]:
    """Adjacent pairs (strings of two), "\\n" at both ends of a line, none with HOLE in it."""
    pairs: Counter[str] = Counter()
    for line in lines:
        padded = f"\n{line}\n"
        pairs.update(map(str.__add__, padded, padded[1:]))
    for pair in [pair for pair in pairs if HOLE in pair]:
        del pairs[pair]
    return pairs


def kept(
    pairs: Counter[str], characters: int, best: dict[str, float], rest: Counter[str]
) -> list[tuple[str, int]]:
    """The pairs of a language worth a row, sorted by code point (`best`: see `heaviest`).

    Those that another language outweighs are added to `rest`.
    """
    root = math.sqrt(characters)
    least = 1 if characters < SMALL else 2
    rows = []
    for pair, number in sorted(pairs.items()):
        if number < least and pair.isascii():
            continue
        if number / root * OUTWEIGHED >= best[pair]:
            rows.append((pair, number))
        else:
            rest[pair] += number
    return rows


def heaviest(counts: dict[str, Counter[str]], sizes: dict[str, int]) -> dict[str, float]:
    """Pair -> the largest count / sqrt(characters) that any language has of it."""
    best: dict[str, float] = {}
    for language, pairs in counts.items():
        root = math.sqrt(sizes[language])
        for pair, number in pairs.items():
            if number / root > best.get(pair, 0.0):
                best[pair] = number / root
    return best


# Counts from ten on are rounded to these times a power of ten: 15 % off at most, 0.15 nats.
_STEPS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)


def rounded(number: int) -> int:
    """The nearest count, by ratio, that has a short name."""
    if number < 10:
        return number
    scale: int = 10 ** (len(str(number)) - 2)
    return scale * min(_STEPS, key=lambda step: abs(math.log(step * scale / number)))


def gather(work: Path, wanted: set[str] | None) -> tuple[Lines, dict[str, Any], list[str]]:
    """Read all packages under `work`: lines, the supplement of `read_cldr`, Japanese messages."""
    lines: Lines = {}
    japanese: list[str] = []
    seen: dict[str, set[str]] = {}

    def add(language: str, source: Source, message: str) -> None:
        known = seen.setdefault(language, set())
        for line in tidy(message, keep_cjk=False):
            if line not in known and (language == "en" or line not in seen.get("en", known)):
                known.add(line)
                lines.setdefault(language, {}).setdefault(source, []).append(line)

    packs = []
    for path in sorted((work / "debs").glob("*.deb")):
        package = path.name.partition("_")[0]
        family = next((f for f in FAMILIES if package.startswith(f + "-")), None)
        if family is not None and package not in NO_TEXT:
            code = package[len(family) + 1 :]
            packs.append((LANGUAGE_OF_PACK.get(code, code), package, path))
    packs.sort(key=lambda pack: (pack[0] != "en", pack))  # English first: rule 6 needs all of it
    cldr, more = read_cldr(work)
    licence = "Unicode-3.0"
    cldr_source = {p: Source(p, more["version"][p], licence) for p in cldr}
    for package, by_language in sorted(cldr.items()):
        for message in by_language["en"]:
            add("en", cldr_source[package], message)
    for language, package, path in packs:
        if wanted is not None and language not in wanted | {"en"}:
            continue
        version = subprocess.check_output(["dpkg-deb", "-f", path, "Version"], text=True).strip()
        source = Source(package, version, "MPL-2.0")
        print(package, file=sys.stderr)
        for variant, english, message in read_pack(path, language):
            if language in CJK:
                japanese.append(message)
                continue
            add(variant, source, message)
            if language == "en":
                add("en", source, english)
    for package, by_language in sorted(cldr.items()):
        for language, messages in sorted(by_language.items()):
            if language != "en" and (wanted is None or language in wanted):
                for message in messages:
                    add(language, cldr_source[package], message)
    return lines, more, japanese


def pooled(lines: Lines, scripts: dict[str, str]) -> Lines:
    """Small languages put together by script, as "und-Latn" and so on; the others as they are."""
    result: Lines = {}
    for language in sorted(lines):
        size = sum(len(line) for part in lines[language].values() for line in part)
        name = language
        if size < POOL_BELOW and language not in OWN_ROW:
            script = language.partition("-")[2] or scripts.get(language, "Zyyy")
            if len(script) != 4:  # "el-polyton"
                script = scripts.get(language.partition("-")[0], "Zyyy")
            name = f"und-{script}"
        for source, part in lines[language].items():
            result.setdefault(name, {}).setdefault(source, []).extend(part)
    return result


def hexes(character: str) -> str:
    return f"{ord(character):x}"


def write(out: Path, rows: dict[str, Lines]) -> None:
    """Write the two files; `rows` is {"": ordinary and area lines}."""
    table, summary = io.StringIO(), io.StringIO()
    table.write("language\tfirst\tsecond\tcount\n")
    summary.write(
        "language\tpackage\tversion\tlicence\tlines\tcharacters\tpairs_kept\tpairs_seen\n"
    )
    lines = rows[""]
    counts: dict[str, Counter[str]] = {}
    sizes: dict[str, int] = {}
    number_of_lines: dict[str, int] = {}
    for language in sorted(lines):
        texts = [line for part in lines[language].values() for line in part]
        texts += rows["dress"].get(language, {}).get(DRESS, [])
        counts[language] = count_pairs(texts)
        sizes[language] = sum(len(line) + 1 - line.count(HOLE) for line in texts)
        number_of_lines[language] = len(texts)
    best = heaviest(counts, sizes)
    rest: Counter[str] = Counter()
    tables = {
        language: kept(pairs, sizes[language], best, rest) for language, pairs in counts.items()
    }
    tables["mul"] = sorted(rest.items())
    number_of_lines["mul"], sizes["mul"], counts["mul"] = 0, rest.total(), rest
    for language, row in sorted(tables.items()):
        for pair, number in row:
            table.write(f"{language}\t{hexes(pair[0])}\t{hexes(pair[1])}\t{rounded(number)}\n")
        total = (number_of_lines[language], sizes[language], len(row), len(counts[language]))
        summary.write(f"{language}\t*\t\t\t" + "\t".join(map(str, total)) + "\n")
        if language == "mul":
            continue
        parts = lines[language] | rows["dress"].get(language, {})
        for source, part in sorted(parts.items()):
            size = sum(len(line) for line in part)
            summary.write("\t".join((language, *source, str(len(part)), str(size), "", "")) + "\n")
    out.mkdir(parents=True, exist_ok=True)
    packed = gzip.compress(table.getvalue().encode("ascii"), compresslevel=9, mtime=0)
    (out / "light.tsv.gz").write_bytes(packed)
    (out / "light.languages.tsv").write_text(summary.getvalue(), encoding="utf-8", newline="\n")


DRESS = Source("(same words, other quotes, dashes and apostrophes)", "", "as the row's packages")


def main(argv: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        description="Count character pairs of the non-CJK languages from language packs and CLDR.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="""\
writes OUT/light.tsv.gz: language, first, second, count
    first and second are code points in hexadecimal; "a" (U+000A) is the start or the end of a line;
    language is a BCP 47 tag, "und-Xxxx" (small languages of one script together) or "x-..." (an
    area such as x-emoji, see light_areas.py); counts that weigh little beside another language's
    are added up under "mul". count is rounded from ten on (12, 15, 20, 25 ...). Left out are pairs
    seen once that are all ASCII, in a language of 200,000 characters or more.
    The count of a character is the sum over the rows in which it is first.
writes OUT/light.languages.tsv: language, package, version, licence, lines, characters, pairs_kept,
pairs_seen
    the row with package "*" is the language's total; its characters include one "\\n" a line, and
    no holes.

example
    mkdir -p WORK/debs WORK/npm WORK/wheels
    (cd WORK/debs && apt-get download $(python tools/count_light.py --packages deb))
    (cd WORK/npm && npm pack $(python tools/count_light.py --packages npm))
    (cd WORK/wheels && pip download --no-deps $(python tools/count_light.py --packages pip))
    python tools/count_light.py WORK
""",
    )
    parser.add_argument("work", nargs="?", type=Path, help="folder with debs/, npm/ and wheels/")
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parent / "counts", help="default: tools/counts"
    )
    parser.add_argument("--languages", help="comma-separated; a quick look at some of them")
    parser.add_argument(
        "--packages", choices=("deb", "npm", "pip"), help="print the names to fetch, and stop"
    )
    arguments = parser.parse_args(argv)
    if arguments.packages:
        print("\n".join(package_names(arguments.packages)))
        return 0
    if arguments.work is None:
        parser.error("WORK is missing")
    wanted = set(arguments.languages.split(",")) if arguments.languages else None
    lines, more, japanese = gather(arguments.work, wanted)
    polytonic = [line for part in lines.pop("el-polyton", {}).values() for line in part]
    lines = pooled(lines, more["script"])
    dress: Lines = {}
    for language, parts in lines.items():
        everything = [line for part in parts.values() for line in part]
        pairs = quote_pairs(language, more["delimiters"])
        dress[language] = {DRESS: list(dressed(everything, language, pairs))}
    flat = {name: [x for part in parts.values() for x in part] for name, parts in lines.items()}
    flat["el-polyton"] = polytonic
    for area, (about, texts) in light_areas.areas(
        arguments.work, flat, japanese, more["emoji"], more["script"], more["version"]["cldr-core"]
    ).items():
        clean = list(dict.fromkeys(t for t in texts if t and HOLE not in t and not is_damaged(t)))
        lines[area] = {Source(*about): clean}
    write(arguments.out, {"": lines, "dress": dress})
    return 0


def package_names(registry: str) -> list[str]:
    """Names to fetch from "deb", "npm" or "pip"."""
    if registry == "npm":
        return [*CLDR_PACKAGES, "cmu-pronouncing-dictionary"]
    if registry == "pip":
        return ["pypinyin", "epitran"]
    names = []
    for family in FAMILIES:
        found = subprocess.check_output(
            ["apt-cache", "search", "--names-only", f"^{family}-"], text=True
        )
        names += [line.split(" ")[0] for line in found.splitlines()]
    kana = {"firefox-esr-l10n-ja", "libreoffice-l10n-ja"}
    return sorted(
        name
        for name in names
        if name in kana
        or not (name in NO_TEXT or name.endswith(("-all", "-ja", "-ko", "-zh-cn", "-zh-tw")))
    )


if __name__ == "__main__":
    sys.exit(main())
