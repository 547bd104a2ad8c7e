"""Stories: the bytes are those that were there, every codec has advice, the page stands alone."""

from __future__ import annotations

import html.parser
import io
import pathlib
import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mojifix
from mojifix import Finding, Guess, Step, codecs
from mojifix.channels.loss import STYLES, style
from mojifix.channels.misread import Misread
from mojifix.cli import main
from mojifix.explain import page
from mojifix.explain.hexview import ROW, Layer, columns, layers, rows, write
from mojifix.explain.report import gather
from mojifix.explain.sources import WITHOUT_STEPS, advice, facts
from mojifix.explain.story import by_cause, cause, example, tell, title
from mojifix.explain.text import WIDTH, explain
from mojifix.result import KINDS, LOSSES
from strategies import MISREADS, SENTENCES, carried

SENTENCE = "\u6211\u4eec\u6628\u5929\u53bb\u516c\u56ed\u6563\u6b65\u4e86\u3002"
GBK = mojifix.damage(SENTENCE, written="utf-8", read="cp936", errors="replace")
BEYOND = "\u951f\u65a4\u62f7" * 3
IN_GBK = mojifix.damage(SENTENCE[:-1], written="utf-8", read="cp936")


def one(text: str) -> Finding:
    (finding,) = mojifix.diagnose(text).findings
    return finding


def whole(layer: Layer) -> None:
    """The units of both sides cover the bytes without a gap, and say what the codecs say."""
    for units in (layer.meant, layer.read):
        reached = 0
        for unit in units:
            assert unit.start == reached
            reached = unit.end
        assert reached == len(layer.data)
    meant = "".join(unit.text for unit in layer.meant)
    assert codecs.get(layer.step.written).encode(meant) == layer.data


# ---------------------------------------------------------------------------------------- the bytes
@settings(max_examples=60, deadline=None)
@given(channel=st.sampled_from(MISREADS), data=st.data())
def test_layers_are_what_happened(channel: Misread, data: st.DataObject) -> None:
    texts = carried(channel)
    text = data.draw(st.sampled_from(texts[data.draw(st.sampled_from(sorted(texts)))]))
    damaged = channel.apply(text) or ""
    step = Step(channel.written.name, channel.read.name)
    (layer,) = layers(Finding(0, len(damaged), damaged, text, "misread", [step]))
    whole(layer)
    assert layer.exact
    assert layer.outcome == damaged
    assert layer.lost == b""


@pytest.mark.parametrize("errors", LOSSES)
@pytest.mark.parametrize("read", ["cp936", "cp949", "cp932", "cp1252", "latin-1"])
def test_lost_bytes_are_those_that_the_reader_loses(errors: str, read: str) -> None:
    damaged = mojifix.damage(SENTENCE, written="utf-8", read=read, errors=errors)
    step = Step("utf-8", read, errors)
    (layer,) = layers(Finding(0, len(damaged), damaged, SENTENCE, "misread", [step]))
    whole(layer)
    assert layer.exact
    kept = sum(u.end - u.start for u in layer.read if u.told != "lost")
    assert kept + len(layer.lost) == len(layer.data)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(STYLES),
    st.sampled_from(["cp936", "cp932", "big5hkscs", "utf-8", "cp1252", "utf-8-else-latin-1"]),
    st.binary(min_size=1, max_size=1100),
)
def test_pieces_are_the_reading(lossy: object, read: str, data: bytes) -> None:
    lossy = style(getattr(lossy, "name", ""))
    pieces = list(lossy.pieces(codecs.get(read), data))
    assert "".join(text for _, _, text, _ in pieces) == lossy.read(codecs.get(read), data)
    reached = 0
    for start, end, text, lost in pieces:
        assert start == reached < end
        assert not lost or text == lossy.mark
        reached = end
    assert reached == len(data)


def test_layers_in_the_order_of_events() -> None:
    damaged = mojifix.damage("\u00e9t\u00e9", written="utf-8", read="cp1252", layers=2)
    first, second = layers(one(damaged))
    assert (first.outcome, second.outcome) == ("\u00c3\u00a9t\u00c3\u00a9", damaged)
    assert second.exact


def test_a_character_with_two_forms_has_its_own_bytes() -> None:
    """U+00B5 is one byte where UTF-8 is not valid, and two where it is."""
    finding = one("\u00b5\u00c4\u02b1\u00b4\u00fa\u00a3\u00ac\u00ce\u00d2\u00c3\u01f5\u00c4")
    (layer,) = layers(finding)
    assert layer.exact
    whole(layer)


def test_a_byte_order_mark_is_part_of_what_was_written() -> None:
    (layer,) = layers(one("\u00ef\u00bb\u00bfabc"))
    assert layer.exact
    assert layer.data == b"\xef\xbb\xbf"
    for finding in mojifix.diagnose("\u951b\u7e48mport os").findings:
        assert all(found.data.startswith(b"\xef\xbb\xbf") for found in layers(finding)[:1])


def test_where_nothing_was_repaired_there_are_no_layers() -> None:
    assert layers(one(BEYOND)) == ()
    lost = Finding(0, 1, "a", "\ufffd", "misread", [Step("cp936", "latin-1")])
    assert layers(lost) == ()


def test_a_result_that_was_changed_afterwards_is_told() -> None:
    finding = Finding(0, 3, "abc", "\u4f60", "misread", [Step("utf-8", "latin-1")])
    (layer,) = layers(finding)
    assert not layer.exact
    assert "Something else changed the result" in " ".join(tell(finding).told)


def test_rows_break_where_both_sides_do() -> None:
    text = SENTENCE * 3
    damaged = mojifix.damage(text, written="utf-8", read="latin-1")
    step = Step("utf-8", "latin-1")
    (layer,) = layers(Finding(0, len(damaged), damaged, text, "misread", [step]))
    found = list(rows(layer, len(layer.data)))
    assert [row.end - row.start for row in found] == [15] * 6 + [9]
    assert b"".join(layer.data[row.start : row.end] for row in found) == layer.data
    assert [row.end for row in rows(layer, 20)] == [15, 30]
    assert max(row.end - row.start for row in found) <= ROW


def test_the_view_is_aligned() -> None:
    (layer,) = layers(one(GBK))
    lines = list(write(layer, 1000))
    blocks = [block.split("\n") for block in "\n".join(lines).split("\n\n")]
    assert len(blocks) == 3
    assert blocks[0][1].startswith("bytes  e6 88 91")
    for read, data, meant, *_ in blocks:
        for line, side in ((read, "cp936"), (meant, "UTF-8")):
            assert line.startswith(side)
            at = len(side)
            for c in line[len(side) :]:
                if c != " ":
                    assert data[at - 1] == " ", "a character begins where a byte does"
                at += columns(c)
    assert any("lost  " in line and "^^" in line for line in lines)
    assert list(write(layer, 6))[-1].endswith(f"and {len(layer.data) - 12} bytes more")


def test_what_cannot_be_seen_has_a_sign() -> None:
    """U+FFFD, a control character of Latin-1 and a private-use one of cp936."""
    text = "\u4f60\u597d\u4e16\u754c"
    (layer,) = layers(one(mojifix.damage(text, written="utf-8", read="latin-1")))
    shown = "\n".join(write(layer, 100))
    assert "\u25a1" in shown
    assert shown.replace("\n", "").isprintable()


# ------------------------------------------------------------------------------------------ stories
def test_a_story() -> None:
    story = tell(one(GBK))
    told = " ".join(story.told)
    assert f"Somebody wrote '{SENTENCE}' in UTF-8." in told
    assert "read its bytes as cp936, the code page of Windows in simplified Chinese" in told
    assert "It could not read 3 bytes of them, and put U+FFFD for each." in told
    assert any(sentence.startswith("\u6b65 is what the bytes") for sentence in story.lost)
    assert "nats of evidence" in story.sure
    assert any('encoding="utf-8"' in sentence for sentence in story.advice)
    assert any('errors="strict"' in sentence for sentence in story.advice)


def test_what_is_not_sure_is_told_with_its_runners_up() -> None:
    guess = Guess(0, "\u56ed", 0.41, [("\u56ef", 0.3), ("\u56f0", 0.001)])
    finding = Finding(
        0,
        2,
        "\u9365\ufffd",
        "\ufffd",
        "misread",
        [Step("utf-8", "cp936", "replace")],
        0.93,
        20.0,
        1,
        "",
        [guess],
    )
    lost = tell(finding).lost
    assert lost[0] == "1 byte had to be worked out."
    assert "no character is likely enough: \u56ed 41 %; else \u56ef 30 %." in lost[1]
    (layer,) = tell(finding).layers
    assert [(unit.text, unit.told) for unit in layer.meant] == [("\ufffd", "unsure")]
    assert list(write(layer, 99))[1] == "bytes  e5 9b ??"


def test_every_kind_has_a_story() -> None:
    for kind in KINDS:
        steps = [] if kind in WITHOUT_STEPS else [Step("utf-8", "cp936")]
        repaired = "a" if kind in ("lost", "lost-twice", "debug-fill", "question-marks") else "b"
        story = tell(Finding(0, 1, "a", repaired, kind, steps))
        assert all(story.told), kind
        assert story.advice, kind
        assert title(story.finding), kind


def test_every_pair_has_advice_of_its_own() -> None:
    for channel in MISREADS:
        step = Step(channel.written.name, channel.read.name)
        sentences = advice([step])
        assert len(sentences) >= 2
        assert f'encoding="{facts(step.written).python}"' in sentences[0]
        assert all(sentence.count("`") % 2 == 0 for sentence in sentences)
    twice = advice([Step("utf-8", "cp1252"), Step("utf-8", "cp1252")])
    assert twice[0].startswith("It happened 2 times")
    assert len(twice) == len(set(twice))


def test_names_of_codecs_are_names() -> None:
    for name in codecs.names():
        known = facts(name)
        assert known.who
        "a".encode(known.python)
        if known.label:
            "a".encode(
                known.label.replace("macintosh", "mac_roman").replace("windows-874", "cp874")
            )


def test_findings_of_one_cause_are_one_story() -> None:
    lines = [mojifix.damage(t, written="gb18030", read="latin-1") for t in SENTENCES["zh-Hans"][:5]]
    text = "\n".join([*lines, GBK, BEYOND])
    diagnosis = mojifix.diagnose(text)
    groups = by_cause(diagnosis.findings)
    assert [len(group) for group in groups.values()] == [5, 1, 1]
    assert all(cause(f) == key for key, group in groups.items() for f in group)
    assert all(example(group) in group for group in groups.values())
    told = "\n".join(explain(diagnosis))
    assert told.count("So that it stops") == 3
    assert "The same happened at " in told


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40))
def test_explaining_never_fails_and_fits(text: str) -> None:
    for line in explain(mojifix.diagnose(text)):
        assert line.isprintable()
        assert len(line) <= 2 * WIDTH


# -------------------------------------------------------------------------------------- the command
def told(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> str:
    assert main(["explain", *arguments]) == 0
    return capfdbinary.readouterr().out.decode("utf-8")


def test_a_text_a_file_a_line(
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    file = tmp_path / "a.txt"
    other = mojifix.damage(SENTENCE, written="gb18030", read="latin-1")
    file.write_bytes(f"{GBK}\nclean\n{other}\n".encode())
    text = told(capfdbinary, GBK)
    assert text.startswith("1 repair\n\n1:1  ")
    assert told(capfdbinary, str(file)).count("So that it stops") == 2
    line = told(capfdbinary, f"{file}:3")
    assert line.startswith("places in this line: 1\n\n3:1  ")
    assert "GB18030" in line
    assert told(capfdbinary, f"{file}:2") == "nothing is damaged here\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GBK.encode())))
    assert told(capfdbinary) == text
    assert "no file is named 'no damage: 3'" in told(capfdbinary, "no damage: 3")


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["."], "--html REPORT"),
        (["a", "b"], "one text or file at a time"),
        (["a.txt:4"], "there is no line 4; the last one is 3"),
        (["a.txt:0"], "there is no line 0"),
        (["notess.txt:12"], "notess.txt:12: No such file or directory, and no damaged text"),
        (["./no/such/my file"], "./no/such/my file: No such file or directory"),
        (["no/such/file"], "No such file or directory"),
        (["\u6587\u4ef6.txt"], "No such file or directory"),
        (["Makefil:3"], "No such file or directory"),
        (["missing", "--html", "r.html"], "missing: no such file or directory"),
        (["a.txt", "--html", "a.txt"], "overwritten"),
        (["a.txt", "--html", "no/r.html"], "no/r.html: "),
        (["a.txt", "--language", "jp"], "did you mean 'ja'"),
    ],
)
def test_what_cannot_be_meant(
    arguments: list[str],
    message: str,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    pathlib.Path("a.txt").write_text("1\n2\n3\n")
    assert main(["explain", *arguments]) == 2
    assert message in capfd.readouterr().err


# ----------------------------------------------------------------------------------------- the page
class Checker(html.parser.HTMLParser):
    """Every element is closed, and nothing is fetched from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "img", "iframe"), tag
        names = {name for name, _ in attrs}
        assert not names & {"src", "href", "onload", "onclick"}, attrs
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "rect"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def checked(source: str) -> str:
    checker = Checker()
    checker.feed(source)
    checker.close()
    assert checker.open == []
    assert "url(" not in source
    assert "@import" not in source
    return " ".join(checker.text)


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    root = tmp_path / "<b>&folder"
    (root / ".git").mkdir(parents=True)
    (root / "deep").mkdir()
    (root / ".git" / "hidden.txt").write_text(GBK, "utf-8")
    (root / "a.txt").write_text(f"ok\n{GBK}\n{BEYOND}\n", "utf-8")
    latin = mojifix.damage("\u4f60\u597d\uff0c\u4e16\u754c", written="utf-8", read="latin-1")
    (root / "deep" / "b.txt").write_text(f"<script>alert(1)</script> {latin}\n", "utf-8")
    (root / "clean.txt").write_text(SENTENCE, "utf-8")
    (root / "legacy.txt").write_bytes(f"{SENTENCE}\n{IN_GBK}\n".encode("gb18030"))
    (root / "unread").write_bytes(b"\xe9")
    (root / ".gitignore").write_text("*.log\n", "utf-8")
    (root / "ignored.log").write_text(GBK, "utf-8")
    (root / "binary").write_bytes(b"\0\1\2")
    return root


def test_a_report_gathers_a_folder(folder: pathlib.Path) -> None:
    report = gather([str(folder)])
    names = [pathlib.Path(file.path).name for file in report.files]
    assert names == ["a.txt", "b.txt", "legacy.txt"]
    assert [place[:2] for place in report.files[0].places] == [(2, 1), (3, 1)]
    assert report.files[1].places[0][1] == len("<script>alert(1)</script> ") + 1
    assert [place[:2] for place in report.files[2].places] == [(2, 1)]
    assert report.clean == 2
    binary, unsure = [reason for _, reason in report.skipped]
    assert binary == "is binary"
    assert unsure.startswith("is not UTF-8, and what it is cannot be told: cp1252 perhaps, ")
    assert report.headline() == (
        "3 of 5 files are damaged: 3 repairs, 1 places beyond repair; 2 files skipped"
    )
    assert gather([str(folder / "a.txt")]).files == report.files[:1]


def test_a_page_takes_the_place_of_a_page_and_of_nothing_else(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "other.html"):
        pathlib.Path(name).write_text(f"<title>{name}</title>\n")
    pathlib.Path("empty.html").touch()
    assert main(["explain", "a.txt", "--html", "other.html"]) == 2
    assert "other.html: is there already and is no report of mojifix" in capfd.readouterr().err
    assert pathlib.Path("other.html").read_text() == "<title>other.html</title>\n"
    for name in ("new.html", "new.html", "empty.html"):
        assert main(["explain", "a.txt", "--html", name]) == 0
        checked(pathlib.Path(name).read_text("utf-8"))


@pytest.mark.parametrize("text", ["12:30", "one/two or three", "\u4e2d\u6587/\u82f1\u6587", "End."])
def test_a_clean_text_is_no_missing_file(
    text: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert "nothing is damaged in this text" in told(capfdbinary, text)


def test_the_page(folder: pathlib.Path, tmp_path: pathlib.Path) -> None:
    out = tmp_path / "report.html"
    assert main(["explain", str(folder), "--html", str(out)]) == 0
    source = out.read_text("utf-8")
    text = checked(source)
    assert SENTENCE in text
    assert "UTF-8 read as cp936" in text
    assert "beyond repair" in text
    assert "<script>alert" not in source
    assert "<b>&folder" not in source
    assert "C1" not in text
    assert '<span class="u" title="U+00A0 NO-BREAK SPACE">00A0</span>' in source
    assert 'title="U+008C control character">008C<' in source
    assert (
        'aria-label="places of each kind: misread: 2; lost-twice: 1; other-encoding: 1"' in source
    )
    assert source == page.write(gather([str(folder)]))
    body = source[source.index("<body>") :]
    assert all(c.isprintable() or c == "\n" for c in body)


def test_bars_are_as_long_as_their_numbers(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.txt").write_text(f"{GBK}\n{GBK}\n{GBK}\n{BEYOND}\n", "utf-8")
    source = page.write(gather([str(tmp_path)]))
    plot = source[source.index("<svg") : source.index("</svg>")]
    widths = [float(w) for w in re.findall(r'<rect [^>]*width="([0-9.]+)"', plot)]
    assert widths[0] == page.LENGTH
    assert widths[1] == pytest.approx(page.LENGTH / 3, abs=0.1)


def test_the_page_of_nothing(tmp_path: pathlib.Path) -> None:
    text = checked(page.write(gather([str(tmp_path)])))
    assert "Nothing is damaged." in text


def test_a_long_file_has_a_bounded_table(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.txt").write_text(f"{BEYOND}\n" * (page.PLACES + 7), "utf-8")
    source = page.write(gather([str(tmp_path)]))
    assert source.count('<td class="place">') == page.PLACES
    assert "and 7 places more" in checked(source)


def test_the_documented_story_is_told(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    source = (pathlib.Path(__file__).parent.parent / "docs" / "explain.md").read_text("utf-8")
    text = re.search(r"Of the text `([^`]+)` it says", source)
    story = re.search(r"```text\n(.*?)```", source, re.DOTALL)
    assert text
    assert story
    said = told(capfdbinary, text[1]).split("\n")
    assert [line for line in story[1].rstrip().split("\n") if line not in said] == []
