"""Lists of single letters, of words with dots between them, rows of numerals: how many are changed.

    python benchmarks/lists.py                        # by kind
    python benchmarks/lists.py LISTED=7 DIVIDED=4     # with other values of mojifix.language.model

Lists are made up of elements, fish, birds, surnames and the like, alone and in a sentence, and a
quarter of them is damaged by each of some pairs of codecs. Such letters are rare, and nothing in a
list says which comes next: what it was in another codec is nearly as likely.

Rules: the same values give the same figures; no list is text on which a table was made.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from typing import Final

import mojifix
from mojifix.language import model

LETTERS: Final = {
    "elements": (
        "氢氦锂铍硼碳氮氧氟氖钠镁铝硅磷硫氯氩钾钙钪钛钒铬锰铁钴镍铜锌镓锗砷硒溴氪铷锶"
        "钇锆铌钼锝钌铑钯银镉铟锡锑碲碘氙铯钡镧铈镨钕钷钐铕钆铽镝钬铒铥镱镥铪钽钨铼锇"
        "铱铂金汞铊铅铋"
    ),
    "fish": "鰺鰯鮪鮭鱒鯛鰤鯖鰹鱈鱸鰻鯉鮒鯰鰊鱧鰆鮎鰈鮃鱚鯨鮫",
    "birds": "鵜鷺鷹鳶鴨鴎鳩鴉雀燕鶴鶏雉鷲梟鵲鶯鴬鵯",
    "compounds": "苯醇醛酮酯醚胺酚烯炔烷腈肟腙",
    "stems and branches": "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥",
    "surnames": (
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于"
        "蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
        "闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    ),
    "hangul": "구읍면동시군도리산강문길역점집논밭콩팥쌀돈불물달별꽃잎풀숲섬",
    "kana": "アイウエオカキクケコサシスセソタチツテトナニヌネノ",
}
SIGNS: Final = "、，·・"
BEFORE: Final = ("", "", "", "包括", "如：", "種類は", "다음은 ", "分为")
AFTER: Final = ("", "等。", "など", "。")
WORDS: Final = (
    "富强", "民主", "文明", "和谐", "自由", "平等", "公正", "法治",
    "爱国", "敬业", "诚信", "友善", "春天", "历史", "音乐", "经济",
    "학교", "회사", "사람", "나라", "한국", "도시", "자연", "東京",
    "大阪", "京都", "名古屋", "札幌",
)  # fmt: skip
NUMERALS: Final = ("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ", "①②③④⑤⑥⑦⑧⑨⑩")
DAMAGE: Final = (
    ("gb18030", "latin-1"),
    ("utf-8", "gbk"),
    ("gb18030", "big5"),
    ("cp932", "gbk"),
    ("cp949", "gbk"),
    ("euc_jp", "cp932"),
)
EACH: Final = 300  # lists of a kind


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("values", nargs="*", metavar="NAME=NATS", help="constants of the model")
    for value in parser.parse_args(argv).values:
        name, _, nats = value.partition("=")
        if not hasattr(model, name):
            parser.error(f"mojifix.language.model has no {name}")
        setattr(model, name, float(nats))
    choose = random.Random(3)
    print("| kind | lists | changed | damaged | exact | left | otherwise |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    total = [0] * 6
    for kind, texts in lists(choose).items():
        row = figures(texts, choose)
        total = [a + b for a, b in zip(total, row)]
        print(f"| {kind} | {' | '.join(map(str, row))} |", flush=True)
    print(f"| all | {' | '.join(map(str, total))} |")
    return 0


def lists(choose: random.Random) -> dict[str, list[str]]:
    """The clean texts by kind."""
    found = {
        kind: [listed(letters, choose) for _ in range(EACH)] for kind, letters in LETTERS.items()
    }
    found["words"] = ["·".join(choose.sample(WORDS, choose.randint(2, 4))) for _ in range(EACH)]
    found["numerals"] = [
        "".join(choose.sample(choose.choice(NUMERALS), choose.randint(2, 6))) for _ in range(EACH)
    ]
    return found


def listed(letters: str, choose: random.Random) -> str:
    """A list of some letters, alone or in a sentence."""
    text = choose.choice(SIGNS).join(choose.sample(letters, choose.randint(3, 7)))
    before = choose.choice(BEFORE)
    return before + text + choose.choice(AFTER) if before else text


def figures(texts: list[str], choose: random.Random) -> list[int]:
    """How many texts, changed ones, damaged ones, and of these exact, left and other ones."""
    row = [len(texts), sum(mojifix.fix(text) != text for text in texts), 0, 0, 0, 0]
    for text, damaged in damage(texts, choose):
        repaired = mojifix.fix(damaged)
        row[2] += 1
        row[3 if repaired == text else 4 if repaired == damaged else 5] += 1
    return row


def damage(texts: list[str], choose: random.Random) -> Iterator[tuple[str, str]]:
    """Some of the texts, and what became of them."""
    for text in texts:
        for written, read in DAMAGE:
            if choose.random() < 1 / 4:
                try:
                    yield text, text.encode(written).decode(read)
                except UnicodeError:
                    continue


if __name__ == "__main__":
    raise SystemExit(main())
