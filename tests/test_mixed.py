"""Several encodings in one file: logs, mail boxes, columns, and files that only look so."""

from __future__ import annotations

import pytest

import mojifix
from mojifix.detect import engine

ZH = ["信息：服务器已经启动", "错误：无法打开配置文件，请检查权限", "正常：服务已恢复。"]
JA = [
    "昨日は友だちと公園へ散歩に行きました。",
    "天気はとてもよかったです。",
    "また行きたいと思います。",
]
KO = ["어제는 친구와 공원에서 산책을 했습니다.", "날씨가 아주 좋았습니다.", "또 가고 싶습니다."]
RU = ["Вчера мы гуляли в парке.", "Погода была прекрасная.", "Мы хотим пойти туда ещё раз."]
FR = ["Où est l’hôtel ?", "Je l’ai trouvé près de la gare.", "La forêt était très belle."]
EL = ["Χθες περπατήσαμε στο πάρκο.", "Ο καιρός ήταν υπέροχος.", "Θέλουμε να πάμε ξανά."]


def joined(lines: list[tuple[str, str]], between: str = "\n") -> tuple[bytes, str]:
    """The bytes of lines, each in its encoding, and their text."""
    data = between.encode().join(text.encode(encoding) for text, encoding in lines)
    return data, between.join(text for text, _ in lines)


def kinds(decoded: mojifix.Decoded) -> set[str]:
    return {finding.kind for finding in decoded.findings}


# --------------------------------------------------------------------------------------- lines
@pytest.mark.parametrize(
    ("lines", "encoding", "other"),
    [
        (FR, "cp1252", "utf-8"),
        (EL, "cp1253", "utf-8"),
        (RU, "cp1251", "utf-8"),
        (RU, "koi8_r", "utf-8"),
        (ZH, "gb18030", "utf-8"),
        (JA, "cp932", "utf-8"),
        (JA, "euc_jp", "iso2022_jp"),
        (ZH, "gb18030", "hz"),
        (JA, "utf-8", "iso2022_jp"),
        (JA, "iso2022_jp", "cp932"),
    ],
)
def test_lines_in_another_encoding_although_one_reads_them_all(
    lines: list[str], encoding: str, other: str
) -> None:
    mixed = [(text, encoding) for text in lines * 3]
    mixed[4] = (lines[1], other)
    data, text = joined(mixed)
    decoded = mojifix.decode(data)
    assert decoded.text == text
    assert decoded.encoding == encoding
    assert [(f.kind, f.note) for f in decoded.findings] == [
        ("other-encoding", f"{other} in {encoding}")
    ]
    assert not decoded.lossy


def test_lines_in_two_kinds_of_escapes() -> None:
    data, text = joined(
        [(t, e) for pair in zip(JA, ZH) for t, e in zip(pair, ["iso2022_jp", "hz"])]
    )
    assert data.isascii()
    assert mojifix.decode(data).text == text


# ---------------------------------------------------------------------------------------- mail
def mail(parts: list[tuple[str, str, list[str]]], header: str) -> tuple[bytes, str]:
    """A mail box: of each part the charset that is declared, the encoding and the lines."""
    data, text = b"", ""
    for charset, encoding, lines in parts:
        head = header.format(charset)
        body = "\n".join(lines) + "\n\n"
        data += head.encode() + body.encode(encoding)
        text += head + body
    return data, text


HEADER = "From a@example.org Mon Jan  1 00:00:00 2024\nContent-Type: text/plain; charset={}\n\n"


def test_parts_of_mail_in_the_encoding_that_each_declares() -> None:
    parts = [
        ("ISO-2022-JP", "iso2022_jp", JA),
        ("gb2312", "gb18030", ZH),
        ("koi8-r", "koi8_r", RU),
        ('"utf-8"', "utf-8", EL),
        ("euc-kr", "cp949", KO),
        ("us-ascii", "ascii", ["nothing special"]),
        ("windows-1252", "cp1252", FR),
        ("HZ-GB-2312", "hz", ZH),
    ]
    data, text = mail(parts, HEADER)
    decoded = mojifix.decode(data)
    assert decoded.text == text
    names = [finding.note.split(" in ")[0] for finding in decoded.findings]
    assert len(names) == 6  # a part each, but for ASCII and for what is in the encoding of most
    assert set(names) < {"iso2022_jp", "gb18030", "koi8_r", "utf-8", "cp949", "cp1252", "hz"}
    assert kinds(decoded) == {"other-encoding"}


def test_a_boundary_ends_a_part_and_the_header_may_go_on_for_lines() -> None:
    header = '--b\nContent-Type: text/plain;\n\tcharset="{}"\nContent-Transfer-Encoding: 8bit\n\n'
    data, text = mail([("shift_jis", "cp932", JA), ("windows-1251", "cp1251", RU[:1])], header)
    assert mojifix.decode(data + b"--b--\n").text == text + "--b--\n"


def test_a_part_that_declares_the_wrong_charset() -> None:
    parts = [("gb2312", "utf-8", ZH), ("iso-8859-1", "gb18030", ZH), ("no-such", "cp949", KO)]
    data, text = mail(parts, HEADER)
    assert mojifix.decode(data).text == text


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_a_declared_part_without_lines(end: str) -> None:
    text = "Content-Type: text/plain; charset=gb2312" + end
    assert mojifix.decode(text.encode()).text == text
    data = (ZH[0] + "\n" + text).encode("utf-8") + b"\n" + KO[0].encode("cp949")
    assert mojifix.decode(data).text == f"{ZH[0]}\n{text}\n{KO[0]}"


# ------------------------------------------------------------------------------------- columns
@pytest.mark.parametrize("between", [",", "\t", "; ", "|"])
@pytest.mark.parametrize(
    ("lines", "encoding"),
    [(ZH, "gb18030"), (JA, "cp932"), (KO, "cp949"), (RU, "cp1251"), (FR, "cp1252")],
)
def test_columns_in_two_encodings(lines: list[str], encoding: str, between: str) -> None:
    rows = [
        joined([(str(n), "ascii"), (text[:12], "utf-8"), (lines[n - 1][:9], encoding)], between)
        for n, text in enumerate(lines)
    ]
    data = b"\n".join(row for row, _ in rows)
    decoded = mojifix.decode(data)
    assert decoded.text == "\n".join(text for _, text in rows)
    assert kinds(decoded) == {"other-encoding"}


def test_escapes_inside_a_line_of_bytes() -> None:
    data = ZH[0].encode("gb18030") + b": " + JA[0].encode("iso2022_jp") + b" / " + b"ok"
    data = data + b"\n" + ZH[1].encode("gb18030")
    assert mojifix.decode(data).text == f"{ZH[0]}: {JA[0]} / ok\n{ZH[1]}"


# --------------------------------------------------------------- files that are in one encoding
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("学习状态\n系统状态\n" + "\n".join(ZH), "gb18030"),  # UTF-8 by accident
        ("~{ 用来开始，~} 用来结束。\n" + "\n".join(ZH), "gb18030"),
        ("\x1b[31m错误\x1b[0m\n" + "\n".join(ZH), "utf-8"),
        ("\n".join([*FR, "Content-Type: text/html; charset=utf-8", "", *FR]), "cp1252"),
        ("charset=gb2312\n" + "\n".join(JA), "utf-8"),
    ],
)
def test_files_that_only_look_mixed(text: str, encoding: str) -> None:
    found = engine.verdict(text.encode(encoding), None)
    assert found is not None
    assert (found.name, found.text, found.whole.foreign) == (encoding, text, ())


def test_a_list_of_encodings_binds_the_lines_too() -> None:
    data, _ = joined([*((text, "cp1252") for text in FR), (FR[0], "utf-8")])
    decoded = mojifix.decode(data, hint=["cp1252"])
    assert decoded.decoded == data.decode("cp1252")


def test_bytes_that_nobody_reads_are_lost_in_the_encoding_of_the_file() -> None:
    text = "\n".join(ZH)
    data = text.encode("utf-8") + b"\n" + ZH[1].encode("utf-8").replace("开".encode(), b"\xff", 1)
    decoded = mojifix.decode(data)
    assert decoded.encoding == "utf-8"
    assert decoded.decoded == text + "\n" + ZH[1].replace("开", "\ufffd")
    assert decoded.lossy


def test_what_stands_in_another_encoding_is_moved_by_a_lost_first_byte() -> None:
    data = ZH[1].encode("utf-8")[1:] + b"\n" + ZH[0].encode("utf-8") + b"\n"
    decoded = mojifix.decode(data + ZH[2].encode("gb18030"))
    assert decoded.lossy
    assert decoded.text.lstrip("\ufffd") == f"{ZH[1][1:]}\n{ZH[0]}\n{ZH[2]}"
