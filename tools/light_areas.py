"""Areas that language packs lack, though clean text has them and they look like damage.

Each area is a pseudo-language ("x-ipa", ...) with lines of its own, so that it gets a weight of
its own. What it is made of is said in the function that makes it and in the area's row of
light.languages.tsv.

Rules of this file
 1. Real text first (CMUdict, pypinyin, CLDR), then real text in another form (upper case, NFD,
    half-width, vocalised), then patterns written here. No text is copied from anybody's page.
 2. A pattern is here because a clean text of that form decodes into plausible hanzi: box drawing,
    kaomoji, half-width kana and polytonic Greek were each "repaired" by a prototype without
    statistics for them.
 3. No random numbers: choices come from `Chooser`, which gives the same sequence on every
    machine.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tarfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
About = tuple[str, str, str]  # package, version, licence
OURS: About = ("(patterns of light_areas.py)", "", "the project's own")


class Chooser:
    """A fixed sequence of choices (64-bit linear congruential, Knuth's MMIX constants)."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, limit: int) -> int:
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def one(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]


def areas(
    work: Path,
    lines: dict[str, list[str]],
    japanese: list[str],
    emoji: list[str],
    scripts: dict[str, str],
    cldr: str,
) -> dict[str, tuple[About, list[str]]]:
    """Return {area: (source, lines)} from the light languages' lines and the Japanese packs'.

    `emoji` are CLDR's sequences, `scripts` says language -> ISO 15924, `cldr` is CLDR's version.
    """
    derived: About = ("(the packages of the languages it is made from)", "", "as theirs")
    result: dict[str, tuple[About, Iterable[str]]] = {
        "x-box": (OURS, box_drawing()),
        "x-emoji": (
            ("cldr-annotations(-derived)-full", cldr, "Unicode-3.0"),
            emoji_lines(emoji),
        ),
        "x-halfkana": (derived, half_width(japanese)),
        "x-iast": (derived, romanised_sanskrit(lines.get("hi", []), lines.get("ne", []))),
        "x-kaomoji": (OURS, kaomoji()),
        "x-math": (OURS, mathematics()),
        "x-nfd": (derived, decomposed(lines)),
        "x-niqqud": (derived, pointed_hebrew(lines.get("he", []))),
        "x-polytonic": (derived, polytonic(lines.get("el", []), lines.get("el-polyton", []))),
        "x-symbols": (OURS, symbols()),
        "x-tashkil": (derived, vocalised_arabic(lines.get("ar", []))),
    }
    for path in sorted((work / "npm").glob("cmu-pronouncing-dictionary-*.tgz")):
        about = (
            "cmu-pronouncing-dictionary",
            path.stem.rpartition("-")[2],
            "ISC; data public domain",
        )
        result["x-ipa"] = about, english_ipa(path)
    for path in sorted((work / "wheels").glob("epitran-*.whl")):
        about = ("epitran", path.name.split("-")[1], "MIT-Modern-Variant")
        result["x-ipa-others"] = about, mapped_ipa(path, lines)
    for path in sorted((work / "wheels").glob("pypinyin-*.whl")):
        result["x-pinyin"] = ("pypinyin", path.name.split("-")[1], "MIT"), pinyin(path)
    for script in ("Latn", "Cyrl", "Grek", "Armn"):
        result[f"x-upper-{script}"] = derived, upper_case(lines, scripts, script)
    return {name: (about, list(texts)) for name, (about, texts) in sorted(result.items())}


def _sample(lines: Sequence[str], number: int) -> list[str]:
    """`number` lines spread evenly, without those that have holes."""
    whole = [line for line in lines if "\x00" not in line]
    return whole[:: max(1, len(whole) // number)][:number]


# --------------------------------------------------------------------------------------------------
# Real text in another form


def upper_case(lines: dict[str, list[str]], scripts: dict[str, str], script: str) -> Iterator[str]:
    """Headings: some hundred lines a language in capitals (clean Russian ones look like GBK)."""
    for language, texts in sorted(lines.items()):
        if (language.partition("-")[2] or scripts.get(language, "")) == script:
            short = [line for line in texts if 3 < len(line) < 60 and not line.isascii()]
            yield from (line.upper() for line in _sample(short, 400))


def decomposed(lines: dict[str, list[str]]) -> Iterator[str]:
    """NFD, as file names from macOS have it; only of letters that NFD takes apart."""
    for _, texts in sorted(lines.items()):
        changed = (unicodedata.normalize("NFD", line) for line in _sample(texts, 2_000))
        combining = [line for line in changed if re.search("[A-Za-zͰ-ӿ][\u0300-\u0328]", line)]
        yield from combining[:250]


def half_width(japanese: list[str]) -> Iterator[str]:
    """Katakana words of the Japanese packs in half-width form (JIS X 0201), voicing marks apart."""
    narrow: dict[str, str] = {}
    for code in range(0xFF61, 0xFFA0):
        narrow[unicodedata.normalize("NFKC", chr(code))] = chr(code)
    narrow["\u3099"], narrow["\u309a"] = "ﾞ", "ﾟ"
    chooser = Chooser(1)
    recent: list[str] = []
    words: dict[str, None] = {}
    for message in japanese:
        words.update(dict.fromkeys(re.findall("[ァ-ヶ・ー]{2,}", message)))
    for word in words:
        split = unicodedata.normalize("NFD", word)
        if not all(c in narrow for c in split):
            continue
        text = "".join(narrow[c] for c in split)
        yield text
        # Bank and till print: digits, brackets and spaces around it, two words, a full stop.
        recent = [*recent[-50:], text]
        other = chooser.one(recent)
        yield chooser.one(
            (
                f"{text} {other}",
                f"({text})",
                f"{text}{other}",
                f"｢{text}｣",
                f"{text}｡",
                f"{text}･{other}",
                f"{text}:",
                f"{text}､{other}",
                f"1.{text} 100",
                f"[{text}]",
            )
        )


def pointed_hebrew(lines: list[str]) -> Iterator[str]:
    """Hebrew with niqqud put on by rough frequency: no pack is pointed, prayer and verse are."""
    chooser = Chooser(2)
    vowels = (
        "\u05b8" * 22 + "\u05b7" * 18 + "\u05b4" * 16 + "\u05b6" * 14 + "\u05b0" * 18 + "\u05b5" * 8
    )
    vowels += "\u05b9" * 6 + "\u05bb" * 3 + "\u05b2" * 3 + "\u05b1" + "\u05b3"
    for line in _sample(lines, 3_000):
        text = ""
        for this, after in zip(line, line[1:] + " ", strict=True):
            text += this
            if "\u05d0" <= this <= "\u05ea":
                if this == "\u05e9":
                    text += "\u05c1" if chooser.below(4) else "\u05c2"
                if this in "\u05d1\u05db\u05e4\u05d3\u05ea\u05d2\u05d5" and not chooser.below(3):
                    text += "\u05bc"
                final = not "\u05d0" <= after <= "\u05ea"
                if this not in "\u05d5\u05d9" and chooser.below(10) < (2 if final else 9):
                    text += chooser.one(vowels)
        yield text
        yield unicodedata.normalize("NFC", text)


def vocalised_arabic(lines: list[str]) -> Iterator[str]:
    """Arabic with tashkil put on by rough frequency; the packs have shadda and little else."""
    chooser = Chooser(3)
    vowels = "\u064e" * 45 + "\u0650" * 25 + "\u064f" * 15 + "\u0652" * 25
    for line in _sample(lines, 3_000):
        text = ""
        for this, after in zip(line, line[1:] + " ", strict=True):
            text += this
            if (
                not ("\u0628" <= this <= "\u064a" or this in "\u0621\u0623\u0624\u0626")
                or this == "\u0640"
            ):
                continue
            if unicodedata.combining(after):
                continue
            final = not "\u0620" <= after <= "\u064a"
            if after in "\u0627\u0649":
                text += chooser.one(("\u064e", "\u064e", "\u0651\u064e"))
            elif this in "\u0648\u064a\u0649":
                text += chooser.one(("", "", "\u0652", "\u064e"))
            elif final:
                text += chooser.one("\u064e\u0650\u064f\u064c\u064d\u064b\u0652")
            else:
                text += ("" if chooser.below(9) else "\u0651") + chooser.one(vowels)
        yield text
        yield text.replace("\u0627\u0644", "\u0671\u0644")


def polytonic(lines: list[str], genuine: list[str]) -> Iterator[str]:
    """Modern Greek put in polytonic spelling: breathings, grave, circumflex, subscript.

    CLDR's own polytonic names come first. Where a mark stands is by rule and rough frequency, not
    by dictionary: right for neighbours of letters, not for words.
    """
    yield from genuine
    chooser = Chooser(4)
    vowels = "αεηιουω"
    long_vowels = "αηιυω"
    for line in _sample(lines, 8_000):
        words = []
        for word in line.split(" "):
            marks = [
                [c[0], c[1:]]
                for c in re.findall(".[\u0300-\u036f]*", unicodedata.normalize("NFD", word))
            ]
            letters = [m[0].lower() for m in marks]
            greek = [i for i, c in enumerate(letters) if "α" <= c <= "ω"]
            if greek:
                first, last = greek[0], greek[-1]
                if letters[first] in vowels or letters[first] == "ρ":
                    rough = letters[first] in "ρυ" or chooser.below(4) == 0
                    # The breathing of a diphthong stands on its second vowel.
                    second = first + 1
                    pair = "".join(letters[first : second + 1])
                    place = second if re.fullmatch("[αεου][ιυ]", pair) else first
                    marks[place][1] = ("\u0314" if rough else "\u0313") + marks[place][1]
                for i in greek:
                    if "\u0301" in marks[i][1]:
                        ending = all(c not in vowels for c in letters[i + 1 : last + 1])
                        circumflex = letters[i] in long_vowels and chooser.below(5) < 2
                        mark = "\u0342" if circumflex else "\u0300" if ending else "\u0301"
                        marks[i][1] = marks[i][1].replace("\u0301", mark)
                if letters[last] in "αηω" and chooser.below(8) == 0:
                    marks[last][1] += "\u0345"
            words.append("".join(base + above for base, above in marks))
        yield unicodedata.normalize("NFC", " ".join(words))
    elisions = "ἀλλ|δ|ἐπ|καθ|μετ|τ|γ"
    for start in elisions.split("|"):
        for vowel in "ἀἁἐἑἤὁὑὧ":
            yield f"{start}᾽ {vowel}ν"
            yield f"{start}’ {vowel}ν· {vowel}ς;"


_IAST = dict(
    zip(
        "अआइईउऊऋएऐओऔ",
        ["a", "ā", "i", "ī", "u", "ū", "ṛ", "e", "ai", "o", "au"],
        strict=True,
    )
)
_IAST_SIGNS = dict(
    zip(
        "\u093e\u093f\u0940\u0941\u0942\u0943\u0947\u0948\u094b\u094c\u094d",
        ["ā", "i", "ī", "u", "ū", "ṛ", "e", "ai", "o", "au", ""],
        strict=True,
    )
)
_IAST_CONSONANTS = dict(
    zip(
        (chr(c) for c in range(0x0915, 0x093A) if c not in (0x0929, 0x0931, 0x0933, 0x0934)),
        [
            "k",
            "kh",
            "g",
            "gh",
            "ṅ",
            "c",
            "ch",
            "j",
            "jh",
            "ñ",
            "ṭ",
            "ṭh",
            "ḍ",
            "ḍh",
            "ṇ",
            "t",
            "th",
            "d",
            "dh",
            "n",
            "p",
            "ph",
            "b",
            "bh",
            "m",
            "y",
            "r",
            "l",
            "v",
            "ś",
            "ṣ",
            "s",
            "h",
        ],
        strict=True,
    )
)
_IAST_MARKS = {
    "\u0902": "ṃ",
    "\u0903": "ḥ",
    "\u0901": "m\u0310",
    "।": ".",
    "\u093c": "",
}


def romanised_sanskrit(*sources: list[str]) -> Iterator[str]:
    """Hindi and Nepali lines in IAST, the diacritics of books on India."""
    for lines in sources:
        for line in _sample(lines, 4_000):
            text = ""
            for this, after in zip(line, line[1:] + " ", strict=True):
                if this in _IAST_CONSONANTS:
                    more = after in _IAST_SIGNS or after == "\u093c"
                    text += _IAST_CONSONANTS[this] + ("" if more else "a")
                else:
                    found = _IAST.get(this, _IAST_SIGNS.get(this, _IAST_MARKS.get(this)))
                    text += this if found is None else found
            if text.isascii() or re.search("[\u0900-ॿ]", text):
                continue
            yield text
            yield text[0].upper() + text[1:]


# --------------------------------------------------------------------------------------------------
# Pronunciation

# ARPAbet of CMUdict -> IPA (General American); stress is a digit on the vowel.
_ARPABET = dict(
    pair.split("=")
    for pair in [
        "AA=ɑ",
        "AE=æ",
        "AH=ʌ",
        "AO=ɔ",
        "AW=aʊ",
        "AY=aɪ",
        "B=b",
        "CH=tʃ",
        "D=d",
        "DH=ð",
        "EH=ɛ",
        "ER=ɝ",
        "EY=eɪ",
        "F=f",
        "G=ɡ",
        "HH=h",
        "IH=ɪ",
        "IY=i",
        "JH=dʒ",
        "K=k",
        "L=l",
        "M=m",
        "N=n",
        "NG=ŋ",
        "OW=oʊ",
        "OY=ɔɪ",
        "P=p",
        "R=ɹ",
        "S=s",
        "SH=ʃ",
        "T=t",
        "TH=θ",
        "UH=ʊ",
        "UW=u",
        "V=v",
        "W=w",
        "Y=j",
        "Z=z",
        "ZH=ʒ",
    ]
)
_DICTIONARY_STYLE = str.maketrans({"ɹ": "r", "ɛ": "e", "ɡ": "g"})


def english_ipa(package: Path) -> Iterator[str]:
    """CMUdict in IPA: slashes, brackets or neither, stress and length marks, r in either style."""
    with tarfile.open(package) as archive:
        member = archive.extractfile("package/index.js")
        source = member.read().decode("utf-8") if member else ""
    entries = re.findall(r'^\s*"?([^":\s]+)"?: "([A-Z0-9 ]+)"', source, re.MULTILINE)
    for number, (word, sounds) in enumerate(entries[::3]):
        text, onset = "", ""
        for sound in sounds.split():
            stress = sound[-1] if sound[-1].isdigit() else ""
            symbol = _ARPABET[sound.rstrip("012")]
            if not stress:
                onset += symbol
                continue
            if stress == "0":
                symbol = {"ʌ": "ə", "ɝ": "ər"}.get(symbol, symbol)
            elif number % 2 and symbol in "iuɔɑ":
                symbol += "ː"
            # The stress mark goes before the onset: one consonant inside a word, all of it at the
            # start.
            split = len(onset) - 1 if text and onset else 0
            mark = {"1": "ˈ", "2": "ˌ"}.get(stress, "")
            text += onset[:split] + mark + onset[split:] + symbol
            onset = ""
        text += onset
        if number % 3 == 0:
            text = text.translate(_DICTIONARY_STYLE)
        yield (f"/{text}/", f"[{text}]", text, f"{word} /{text}/", f"{word} [{text}] n.")[
            number % 5
        ]


def mapped_ipa(wheel: Path, lines: dict[str, list[str]]) -> Iterator[str]:
    """Words of other languages in IPA by epitran's spelling tables (longest match, no context)."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            match = re.fullmatch(
                r"epitran/data/map/([a-z]{3})-(?:Latn|Cyrl|Arab|Deva|Thai)\.csv", name
            )
            language = _ISO_639_3.get(match[1], "") if match else ""
            if language not in lines:
                continue
            table = list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))[1:]
            spelling = {row[0]: row[1] for row in table if len(row) > 1 and row[0]}
            # Capitals in the value are epitran's own intermediate classes, not sounds.
            spelling = {k: v for k, v in spelling.items() if v == v.lower()}
            parts = re.compile("|".join(map(re.escape, sorted(spelling, key=len, reverse=True))))
            words: dict[str, None] = {}
            for line in _sample(lines[language], 2_000):
                words.update(dict.fromkeys(w.lower() for w in line.split(" ") if w.isalpha()))
            for number, word in enumerate(list(words)[:1_200]):
                if "".join(parts.findall(word)) != word:
                    continue
                text = "".join(spelling[part] for part in parts.findall(word))
                yield (f"/{text}/", f"[{text}]", f"[ˈ{text}]")[number % 3]


_ISO_639_3 = {
    "ara": "ar", "aze": "az", "cat": "ca", "ces": "cs", "deu": "de", "est": "et", "fin": "fi",
    "fra": "fr", "hin": "hi", "hrv": "hr", "hun": "hu", "ind": "id", "ita": "it", "kaz": "kk",
    "lit": "lt", "lav": "lv", "nld": "nl", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru",
    "spa": "es", "sqi": "sq", "swe": "sv", "tha": "th", "tur": "tr", "ukr": "uk", "uzb": "uz",
    "vie": "vi",
}  # fmt: skip


def pinyin(wheel: Path) -> Iterator[str]:
    """Phrases of pypinyin as textbooks print them: apart, joined, capitalised, in brackets."""
    with zipfile.ZipFile(wheel) as archive:
        phrases: dict[str, list[list[str]]] = json.loads(archive.read("pypinyin/phrases_dict.json"))
    for number, readings in enumerate(phrases.values()):
        if number % 3:
            continue
        sounds = [reading[0] for reading in readings]
        apart, joined = " ".join(sounds), "".join(sounds)
        which = number // 3 % 6
        yield (
            apart,
            joined,
            apart.capitalize() + ".",
            f"({apart})",
            joined.capitalize(),
            f"({joined})",
        )[which]


# --------------------------------------------------------------------------------------------------
# Patterns


def box_drawing() -> Iterator[str]:
    """Frames, tables, trees, bars: every box style, with words and numbers inside."""
    styles = (
        # horizontal, vertical, corners, tees (right, left, down, up), cross
        "─│┌┐└┘├┤┬┴┼",
        "═║╔╗╚╝╠╣╦╩╬",
        "━┃┏┓┗┛┣┫┳┻╋",
        "─│╭╮╰╯├┤┬┴┼",
        "═│╒╕╘╛╞╡╤╧╪",
        "─║╓╖╙╜╟╢╥╨╫",
        "━│┍┑┕┙┝┥┯┷┿",
        "─┃┎┒┖┚┠┨┰┸╂",
        "┄┆┌┐└┘├┤┬┴┼",
        "┈┊┌┐└┘├┤┬┴┼",
        "╌╎┌┐└┘├┤┬┴┼",
        "┅┇┏┓┗┛┣┫┳┻╋",
        "┉┋┏┓┗┛┣┫┳┻╋",
        "╍╏┏┓┗┛┣┫┳┻╋",
    )
    cells = (
        "id",
        "Name",
        "size",
        "42",
        "main.c",
        "Total",
        "yes",
        "3.14",
        "OK",
        "",
        "x",
        "src/",
        "Foo",
    )
    chooser = Chooser(5)
    for number in range(420):
        # Light and double lines are what programs print; the rest is one table in six.
        style = styles[number % 2 if number % 6 else chooser.below(len(styles))]
        line, side, nw, ne, sw, se, east, west, south, north, cross = tuple(style)
        widths = [2 + chooser.below(9) for _ in range(1 + chooser.below(4))]
        yield nw + south.join(line * w for w in widths) + ne
        row = [chooser.one(cells) for _ in widths]
        yield (
            side + side.join(f" {c} ".ljust(w)[:w] for c, w in zip(row, widths, strict=True)) + side
        )
        yield (
            side + side.join(f"{c} ".rjust(w)[:w] for c, w in zip(row, widths, strict=True)) + side
        )
        yield side + side.join(" " * w for w in widths) + side
        yield east + cross.join(line * w for w in widths) + west
        yield sw + north.join(line * w for w in widths) + se
        # Trees, rules and captions.
        name = chooser.one(cells) + str(number)
        deep = f"{side}   " * chooser.below(3)
        yield f"{deep}{east}{line}{line} {name}"
        yield f"{deep}{sw}{line}{line} {name}"
        yield f"{deep}{sw}{line} {name}"
        yield f"{deep}{side}\u00a0\u00a0 {east}{line}{line} {name}"
        yield f"    {deep}{sw}{line}{line} {name}"
        yield line * (3 + chooser.below(60))
        yield f"{line * 3} {name} {line * (4 + chooser.below(20))}"
        yield f"{nw}{line} {name} {line * 5}{ne}"
        yield f"# {line * 6} {name}"
        done = chooser.below(20)
        for full, empty in (
            "█░",
            "█▒",
            "▓░",
            "■□",
            "▰▱",
            "●○",
        ):
            bar = full * done + empty * (20 - done)
            yield chooser.one(
                (f"[{bar}] {done * 5}%", f"{bar} {done * 5}%", f"{name} |{bar}|", bar)
            )
        yield ("█" * (1 + done) + chooser.one("▏▎▍▌▋▊▉") + f" {done}")
        yield "".join(chooser.one("▁▂▃▄▅▆▇█") for _ in range(12))
        yield "".join(chooser.one("▀▄█ ") for _ in range(16))
        yield "".join(chooser.one("▖▗▘▙▚▛▜▝▞▟") for _ in range(4))
    big = "██╗   ██╗ ╚═══██╔═╝"
    for _ in range(60):  # banners of the "ANSI shadow" kind
        yield "".join(chooser.one(big) * (1 + chooser.below(3)) for _ in range(12))
    for first in range(0x2500, 0x25A0):
        yield chr(first) * 2
        yield f" {chr(first)} a"


def kaomoji() -> Iterator[str]:
    """Faces put together from arms, brackets, eyes and mouths, alone and after a word."""
    eyes = [
        "^",
        "-",
        "o",
        "O",
        "T",
        ";",
        "´`",
        "≧≦",
        ">",
        "ಠ",
        "•",
        "・",
        "◕",
        "⊙",
        "°",
        "σ",
        "╥",
        "＾",
    ]
    eyes += ["⌐■", "ᵔ", "◡", "｀´", "¬", "͡°", "ノ", "≖", "☉", "●", "๑", "="]
    mouths = [
        "_",
        ".",
        "ω",
        "▽",
        "∀",
        "o",
        "д",
        "Д",
        "皿",
        "-",
        "□",
        "‿",
        "＿",
        "ヮ",
        "ε",
        "⌣",
        "﹏",
        "∪",
        "v",
        "3",
        "◡",
        "̀",
        "u",
    ]
    arms = (
        ("", ""), ("", ""), ("ヽ", "ﾉ"), ("\\", "/"), ("＼", "／"), ("¯\\_", "_/¯"), ("o", "o"),
        ("╭", "╯"), ("ᕦ", "ᕤ"), ("", "ﾉ"), ("", "っ"), ("ノ", ""), ("", "╯︵ ┻━┻"), ("m", "m"),
        ("", "ノ⌒☆"), ("♪", "♪"), ("", ";"), ("", "ゞ"), ("☆", "☆"), ("┬─┬", ""),
    )  # fmt: skip
    brackets = ("()", "()", "()", "（）", "[]", "≧≦", "  ")
    chooser = Chooser(6)
    for number in range(4_000):
        pair, mouth = chooser.one(eyes), chooser.one(mouths)
        left, right = chooser.one(arms)
        bracket = chooser.one(brackets)
        extra = chooser.one(("", "", "", "｡", "*", "･", "・", "#", "。"))
        face = f"{left}{bracket[0]}{extra}{pair[0]}{mouth}{pair[-1]}{extra[:1]}{bracket[1]}{right}"
        yield (face.strip(), f"ok {face.strip()}", f"{face.strip()} hi", f"{face.strip()}!")[
            number % 4
        ]
    for face in (
        "¯\\_(ツ)_/¯", "( \u0361° \u035cʖ \u0361°)", "(╯°□°)╯︵ ┻━┻", "┬─┬ ノ( ゜-゜ノ)",
        "ʕ•ᴥ•ʔ",
        "(づ｡◕‿‿◕｡)づ", "ಠ_ಠ", "(ง'\u0300-'\u0301)ง", "(๑•\u0300ㅂ•\u0301)\u0648", "٩(◕‿◕)۶",
        "(◕ᴗ◕✿)", "(⌐■_■)", "(˘▽˘)っ", "\u0acb◦·°", "(｡♥‿♥｡)", "(ˆдˆ)", "＿|￣|○",
    ):  # fmt: skip
        for before, after in (("", ""), ("", " "), ("a ", ""), ("", " :)"), ("> ", "")):
            yield before + face + after


def mathematics() -> Iterator[str]:
    """Formulas in plain text, and each mathematical character beside a letter and a space."""
    chooser = Chooser(7)
    common = "≤≥≠≈≡∈∉⊂⊆∪∩→⇒⇔×·±−∝∼⊕⊗∧∨⊢∘↦←↔=+<>"
    letters = "xyzabcnmkijfgPQABSNαβγδεθλμπρσφψωΔΣΩΦℝℤℕℚℂ∅∞ℓℏ"
    raised = "²³¹⁰⁴ⁿ⁻¹₀₁₂ₙᵢⱼ′″"
    for number in range(5_000):
        a, b, c = (chooser.one(letters) for _ in range(3))
        op, other, up = chooser.one(common), chooser.one(common), chooser.one(raised)
        yield (
            f"{a} {op} {b}",
            f"{a}{op}{b}",
            f"∀{a} ∈ {b}: {c} {op} {a}{up}",
            f"{a}{up} {op} {b}{up} {other} {c}",
            f"∑{a}{up} = ∫{b} d{c}",
            f"√({a}{up}+{b}{up}) {op} {chooser.below(99)}",
            f"∃{a}, {b} {op} {c} ⇒ ¬{a}",
            f"{a}₁, …, {a}ₙ {op} {b}",
            f"∂{a}/∂{b} {op} ∇{c}",
            f"{{{a} ∈ {b} | {a} {op} {chooser.below(9)}}}",
            f"({a}\u0302, {b}\u0304) {op} ⟨{a}, {b}⟩",
        )[number % 11]
    blocks = (
        (0x2070, 0x209D),
        (0x2100, 0x2190),
        (0x2190, 0x2400),
        (0x27C0, 0x2800),
        (0x2900, 0x2B00),
    )
    for start, end in (*blocks, (0x1D400, 0x1D800)):
        for character in map(chr, range(start, end)):
            if unicodedata.category(character) != "Cn":
                yield f"x {character} y"
                yield f"{character}x"
    for base in (
        0x1D400,
        0x1D434,
        0x1D468,
        0x1D4D0,
        0x1D538,
        0x1D5A0,
        0x1D5D4,
        0x1D608,
        0x1D63C,
        0x1D670,
    ):
        # Words in mathematical letters, as social networks have them.
        for word in (
            "Hello world",
            "Follow me",
            "Sale today",
            "breaking news",
            "The quick brown fox",
        ):
            yield "".join(
                chr(base + ord(c) - 65)
                if c.isupper()
                else chr(base + 26 + ord(c) - 97)
                if c.islower()
                else c
                for c in word
            )


def symbols() -> Iterator[str]:
    """Bullets, arrows, ratings, units, prices, marks of chat and lists."""
    chooser = Chooser(8)
    words = ("Item", "note", "done", "a", "New", "10", "Price", "see", "Info", "x")
    latin = ((0x00A1, 0x00C0), (0x2010, 0x2028), (0x2030, 0x205F), (0x20A0, 0x20C0))
    pictures = ((0x2300, 0x2400), (0x2460, 0x2500), (0x25A0, 0x27C0), (0x2B00, 0x2B60))
    for start, end in (*latin, (0x2100, 0x2200), *pictures):
        for character in map(chr, range(start, end)):
            if unicodedata.category(character) in ("Cn", "Cf"):
                continue
            word = chooser.one(words)
            yield f"{character} {word}"
            yield f"{word} {character}"
            yield f"{character}{word}"
            yield f"{word} {character} {chooser.one(words)}"
            yield character
    bullets = "•·▪▫●○■□◆◇▶►▼▲△▽★☆✔✓✗✘➜→➤※‣◦✦❤♥♪♀♂§¶†‡»›"
    for bullet in bullets:
        for word in words:
            yield f"{bullet} {word}"
            yield f"{bullet}{word}"
            yield f"{bullet}{bullet} {word}{bullet}"
        for count in (2, 3, 5, 8, 20, 40):
            yield bullet * count
            yield f"{(bullet + ' ') * count}"
    for full in range(6):
        yield "★" * full + "☆" * (5 - full)
        yield f"{full}/5 " + "★" * full + "☆" * (5 - full)
        yield "●" * full + "○" * (5 - full)
    space = (" ", "\u00a0", "\u202f", "")
    units = (
        "°C|°F|°|%|‰|€|£|¥|₹|₽|₩|₺|₴|₪|฿|₫|µm|μm|µs|Ω|kΩ|Ω|Å|Å|m²|m³|km²|cm³|×|"
        "½|¼|¾|⅓|′|″|º|ª|℃|㎡|㎝"
    )
    for unit in units.split("|"):
        for amount in ("1", "5", "20", "99", "1,5", "0.25", "−10", "–", "±2", "~3"):
            yield f"{amount}{chooser.one(space)}{unit}"
            yield f"{amount}{chooser.one(space)}{unit}, {unit}{amount}"
    for number in range(1, 100):
        yield f"§ {number}"
        yield f"§{number} – §§ {number}–{number + 1}"
        yield f"№ {number}"
        yield f"№{number} / nº {number}, N°{number}, {number}ª, {number}º"
        yield f"© {1970 + number} ® ™"
        yield f"©{1970 + number}–{2000 + number}, Foo™ Bar®"
        yield f"{number}°{number % 60}′{number % 60}″N {number}°{number % 60}'E"
        yield f"{number}×{number + 1} → {number}\u2009×\u2009{number} ± 0,{number}"
        yield f"Foo² [{number}]¹ † ‡ {number}⁄{number + 1}"
        yield f"← {number} → ↑ ↓ ⇒ ➔ ➡ ↵"


def emoji_lines(emoji: list[str]) -> Iterator[str]:
    """Each emoji sequence of CLDR alone, beside a word, doubled, with its presentation selector."""
    chooser = Chooser(9)
    pictures = [e for e in emoji if any(ord(c) > 0x2190 for c in e)]
    for one in pictures:
        # CLDR's keys leave U+FE0F out; keyboards put it after pictures that are old text symbols.
        if len(one) == 1 and ord(one) < 0x2C00:
            yield f"{one}\ufe0f"
            yield f"a {one}\ufe0f b"
        yield one
        yield f"ok {one}"
        yield f"{one} Go"
        yield f"!{one}{chooser.one(pictures)}"
        yield f"a{one}"
    for digit in "0123456789#*":
        yield f"{digit}\ufe0f\u20e3"
        yield f"{digit}\ufe0f\u20e3 Step {digit}\ufe0f\u20e3"
