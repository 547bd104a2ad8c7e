"""Who reads in which codec without being told, and how each is told otherwise.

A row of FACTS is what is known of a codec by itself; `advice` puts rows together by rule, so that a
pair of codecs needs no entry of its own.
"""

from __future__ import annotations

from mojifix._frozen import Frozen
from mojifix.codecs import get
from mojifix.result import everyday_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from mojifix.result import Step


class Facts(Frozen):
    """What is known of a codec.

    who      whose default it is, as the rest of a sentence: "cp936, {who}"
    python   its name for `open(encoding=...)`
    label    its label on the web, or "" where browsers have none
    mysql    its character set in MySQL and MariaDB, or ""
    iconv    its name for iconv
    """

    __slots__ = ("who", "python", "label", "mysql", "iconv")

    who: str
    python: str
    label: str
    mysql: str
    iconv: str

    def __init__(self, who: str, python: str, label: str, mysql: str, iconv: str) -> None:
        self._set(who, python, label, mysql, iconv)


_WEST: Final = "what programs in the West fall back to"
_DOS: Final = "the code page of the DOS and Windows console"

FACTS: Final = {
    "utf-8": Facts(
        "what nearly everything is written in now", "utf-8", "utf-8", "utf8mb4", "UTF-8"
    ),
    "utf-8-else-latin-1": Facts(
        "as crawlers read that try UTF-8 first", "latin-1", "windows-1252", "latin1", "CP1252"
    ),
    "gb18030": Facts("the Chinese standard", "gb18030", "gb18030", "gb18030", "GB18030"),
    "cp936": Facts(
        "the code page of Windows in simplified Chinese (GBK)", "gbk", "gbk", "gbk", "GBK"
    ),
    "big5hkscs": Facts(
        "the code page of Hong Kong and Taiwan", "big5hkscs", "big5", "big5", "BIG5-HKSCS"
    ),
    "cp950": Facts(
        "the code page of Windows in traditional Chinese (Big5)", "cp950", "big5", "big5", "CP950"
    ),
    "cp932": Facts(
        "the code page of Windows in Japanese (Shift-JIS)", "cp932", "shift_jis", "cp932", "CP932"
    ),
    "euc_jp": Facts("what Unix in Japanese used", "euc_jp", "euc-jp", "eucjpms", "EUC-JP"),
    "cp949": Facts(
        "the code page of Windows in Korean (EUC-KR)", "cp949", "euc-kr", "euckr", "CP949"
    ),
    "euc_kr": Facts("what Unix in Korean used", "euc_kr", "euc-kr", "euckr", "EUC-KR"),
    "johab": Facts("an older Korean code page", "johab", "", "", "JOHAB"),
    "latin-1": Facts(_WEST, "latin-1", "iso-8859-1", "latin1", "ISO-8859-1"),
    "cp1252": Facts(
        "the code page of Windows in the West, which browsers and MySQL also mean by Latin-1",
        "cp1252",
        "windows-1252",
        "latin1",
        "CP1252",
    ),
    "iso8859-15": Facts("Latin-1 with the euro", "iso8859-15", "iso-8859-15", "", "ISO-8859-15"),
    "cp437": Facts(f"{_DOS} in America, and that of names in a ZIP", "cp437", "", "", "CP437"),
    "cp850": Facts(f"{_DOS} in western Europe", "cp850", "", "cp850", "CP850"),
    "cp852": Facts(f"{_DOS} in central Europe", "cp852", "", "cp852", "CP852"),
    "cp866": Facts(f"{_DOS} in Russian", "cp866", "ibm866", "cp866", "CP866"),
    "mac_roman": Facts(
        "what old Macs and some of their programs still use",
        "mac_roman",
        "macintosh",
        "macroman",
        "MACINTOSH",
    ),
    "koi8-r": Facts("what Unix in Russian used", "koi8_r", "koi8-r", "koi8r", "KOI8-R"),
    "cp874": Facts("the code page of Windows in Thai", "cp874", "windows-874", "tis620", "CP874"),
}

_WINDOWS: Final = {
    "cp1250": ("central Europe", "cp1250"),
    "cp1251": ("Cyrillic", "cp1251"),
    "cp1253": ("Greek", "greek"),
    "cp1254": ("Turkish", "latin5"),
    "cp1255": ("Hebrew", "hebrew"),
    "cp1256": ("Arabic", "cp1256"),
    "cp1257": ("the Baltic countries", "cp1257"),
    "cp1258": ("Vietnamese", ""),
}


def facts(codec: str) -> Facts:
    """What is known of a codec of `mojifix.codecs`; every one has an answer."""
    name = get(codec).name
    if name in FACTS:
        return FACTS[name]
    if name in _WINDOWS:
        where, mysql = _WINDOWS[name]
        label = f"windows-{name[2:]}"
        return Facts(f"the code page of Windows for {where}", name, label, mysql, name.upper())
    label = name.replace("iso", "iso-")  # iso8859-2, iso8859-5
    return Facts("a standard from before Unicode", name, label, "", label.upper())


def advice(steps: Sequence[Step]) -> list[str]:
    """What to change at the source, the likeliest first; code stands in backticks."""
    if not steps:
        return []
    found = [sentence for step in steps for sentence in _told(step)]
    if len(steps) > 1:
        found.insert(
            0,
            f"It happened {len(steps)} times, each time to what was saved before. Mend the program "
            "that read first; what it has saved needs one repair and no other one.",
        )
    return list(dict.fromkeys(found))


def _told(step: Step) -> Iterator[str]:
    written, read = facts(step.written), facts(step.read)
    name = everyday_name(step.written)
    yield (
        f"Tell the program that read it what the text is. Python: `open(path, "
        f'encoding="{written.python}")`; pandas: `read_csv(path, encoding="{written.python}")`.'
    )
    if written.label and (get(step.read).kind != "double" or step.written != "utf-8"):
        yield (
            f"If it came over the web, have the server say `Content-Type: text/html; "
            f'charset={written.label}` and the page `<meta charset="{written.label}">`.'
        )
    if step.written == "utf-8":
        yield from _utf8(step)
    else:
        yield (
            f"Better, keep no {name} at all: `iconv -f {written.iconv} -t UTF-8 old > new`, once, "
            "on the bytes as they were."
        )
    # A database gives back what it cannot read only where its connection has a place for each byte.
    if get(step.read).kind == "single" and written.mysql and read.mysql and step.errors == "strict":
        yield (
            f"If it came out of a database, its connection said {read.mysql}: "
            f"`SET NAMES {written.mysql}`, or `charset={written.mysql}` where you connect."
        )
    if step.read in ("cp437", "cp850", "cp852", "cp866"):
        yield "If these are names of files that came out of an archive: `mojifix unzip ARCHIVE`."
    if step.errors != "strict":
        yield (
            "Let a reader that cannot read stop instead of going on: in Python "
            '`errors="strict"`, and no `-c` for iconv. What it threw away is in the original only.'
        )


def _utf8(step: Step) -> Iterator[str]:
    if get(step.read).kind == "double" or step.read.startswith("cp"):
        yield (
            "On Windows the code page is the default of many programs: set `PYTHONUTF8=1`, "
            "`java -Dfile.encoding=UTF-8`, `javac -encoding UTF-8`, `chcp 65001`."
        )
        yield (
            "A CSV for Excel needs a byte order mark to be taken for UTF-8: in Python "
            '`open(path, "w", encoding="utf-8-sig")`.'
        )


# Of the kinds of finding that have no codecs to speak of: what happened, and what to do.
WITHOUT_STEPS: Final = {
    "gloss": (
        "A program put the pinyin of a character behind it, by replacing bytes in the page.",
        "Fetch the text from a page that no such program has changed.",
    ),
    "doubled-mark": (
        "A program put a half-width comma in front of a mark, by replacing bytes in the page.",
        "Fetch the text from a page that no such program has changed.",
    ),
    "out-of-step": (
        "A program that puts pinyin into pages replaced bytes without knowing where characters "
        "begin. From there on every byte was taken for the wrong half of a character.",
        "Replace in text, never in bytes: decode first.",
    ),
    "width": (
        "The marks of the page were made half-width, with those that were doubled.",
        "Fetch the text from a page that no such program has changed.",
    ),
    "escaped": (
        "Characters were written as references, and the references were never read.",
        "Unescape exactly once, where the text comes out of HTML or JSON (`html.unescape`, "
        "`json.loads`).",
    ),
    "lost": (
        "A reader met bytes that its encoding does not have, and put U+FFFD in their place.",
        "Read the original again in the encoding that it is in; this copy does not have the bytes.",
    ),
    "lost-twice": (
        "A reader put U+FFFD in place of bytes that it could not read; that was saved, and the "
        "marks were then read in another encoding.",
        "Fetch the original; what stands here is not made of its bytes.",
    ),
    "debug-fill": (
        "A program printed memory that it had never written to, which its debug build fills with "
        "one byte.",
        "Mend the program: a string without an end, or a buffer that nobody filled.",
    ),
    "question-marks": (
        "A program wrote the text in an encoding that does not have its letters, and put a "
        "question mark for each.",
        'Write in UTF-8 (`encoding="utf-8"`; in MySQL `utf8mb4` for table and connection), and '
        "write it again from the original.",
    ),
}
