"""Files too large to be held: the answers of those that are, and memory that does not grow."""

from __future__ import annotations

import io
import os
import pathlib
import subprocess
import sys

import pytest

from mojifix.cli import main
from mojifix.errors import FileError
from mojifix.files import large
from mojifix.files.walk import Found
from mojifix.files.work import Outcome, Task, examine
from mojifix.options import Options
from mojifix.stream import Stream
from projects import BEYOND, BROKEN, SENTENCE, contents

# A log of which most is quick to read; one line in a hundred is damaged.
CLEAN = [f"{n} INFO GET /{n}.html {SENTENCE if n % 10 == 3 else 'ok'}\r\n" for n in range(900)]
DAMAGED = [f"{line[:-2]} {BROKEN}\r\n" if n % 100 == 50 else line for n, line in enumerate(CLEAN)]
REPAIRED = "".join(DAMAGED).replace(BROKEN, SENTENCE)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is large, and a window holds a tenth of it."""
    monkeypatch.setattr(large, "LARGE", 5000)
    monkeypatch.setattr(large, "CHUNK", 777)
    monkeypatch.setattr(large, "SEEN", 4000)
    monkeypatch.setattr(large, "Stream", lambda options: Stream(options=options, window=3000))


def told(path: pathlib.Path, **fields: object) -> Outcome:
    found = Found(str(path), str(path.parent), path.stat().st_size)
    return examine(found, Task(Options(), **fields))  # type: ignore[arg-type]


def where(outcome: Outcome) -> list[tuple[object, ...]]:
    """The places, but for the evidence, which other windows have no part in."""
    return [
        (p.line, p.column, p.end_line, p.end_column, p.finding.start, p.finding.repaired)
        for p in outcome.places
    ]


# ----------------------------------------------------------------------------------- the encoding
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "codec, sentence",
    [
        ("utf-8", SENTENCE),
        ("utf-8-sig", SENTENCE),
        ("utf-16", SENTENCE),
        ("utf-32", SENTENCE),
        ("gb18030", SENTENCE),
        ("cp932", "昨日は友だちと公園へ散歩に行きました"),
        ("cp949", "어제는 친구와 공원에서 산책을 했습니다"),
        ("cp1251", "Вчера мы гуляли в старом парке"),
    ],
)
def test_one_encoding_reads_all_and_writes_it_back(
    codec: str, sentence: str, tmp_path: pathlib.Path
) -> None:
    text = "".join(CLEAN).replace(SENTENCE, sentence)
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(codec))
    with open(path, "rb") as file:
        source = large.source(file, Options())
        assert isinstance(source, large.Large)
        texts = list(source.texts())
    assert "".join(texts).removeprefix("\ufeff") == text
    assert len(texts) > 10
    assert b"".join(map(large.writer(source.encoding), texts)) == path.read_bytes()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "line",
    [
        pytest.param(SENTENCE.encode("gb18030"), id="lines in two encodings"),
        pytest.param(b"\xff\xfe\xff", id="lost"),
        pytest.param(SENTENCE.encode()[:-1], id="cut at the end"),
    ],
)
def test_what_no_encoding_reads_is_held(line: bytes, tmp_path: pathlib.Path) -> None:
    data = "".join(CLEAN).encode() + line
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with open(path, "rb") as file:
        assert large.source(file, Options()) == data


@pytest.mark.usefixtures("small")
def test_a_nul_far_behind_is_binary(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes("".join(DAMAGED).encode() + b"\0")
    assert told(path) == Outcome(str(path), "binary")
    assert large.source(io.BytesIO(path.read_bytes()[::-1]), Options()) == b"\0"


# -------------------------------------------------------------------------------------- the windows
@pytest.mark.parametrize("start", ["", "\ufeff", "x" * 10_000])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le"])
def test_windows_tell_what_the_whole_tells(
    codec: str, start: str, tmp_path: pathlib.Path, request: pytest.FixtureRequest
) -> None:
    """The same places, lines and columns, at the offsets of the whole."""
    mark = "\ufeff" if codec == "utf-16-le" else ""
    path = tmp_path / "a.txt"
    text = f"{start} {BROKEN} {BEYOND}\n" + "".join(DAMAGED)
    path.write_bytes((mark + text.removeprefix(mark)).encode(codec))
    whole = told(path)
    request.getfixturevalue("small")
    assert where(told(path)) == where(whole)
    assert (whole.status, whole.repairs, whole.beyond) == ("found", 10, 1)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("how", ["utf-8", "keep"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_written_in_windows(codec: str, how: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("".join(DAMAGED).encode(codec))
    outcome = told(path, write=True, encoding=how, backup=".old")
    assert (outcome.written, outcome.repairs, outcome.beyond) == (True, 9, 0)
    mark = "\ufeff" if codec == "utf-16" and how == "utf-8" else ""
    expected = (mark + REPAIRED).encode("utf-8" if how == "utf-8" else codec)
    assert contents(tmp_path) == {"a.txt": expected, "a.txt.old": "".join(DAMAGED).encode(codec)}
    assert told(path, write=True, encoding=how, backup=".old") == Outcome(str(path), "clean")


@pytest.mark.usefixtures("small")
def test_refused_as_others_are(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("".join(DAMAGED).encode())
    os.link(path, tmp_path / "b.txt")
    before = contents(tmp_path)
    outcome = told(path, write=True)
    assert (outcome.status, outcome.repairs) == ("error", 9)
    assert "2 names (hard links)" in outcome.message
    assert contents(tmp_path) == before


def test_a_character_that_the_encoding_has_not() -> None:
    with pytest.raises(FileError, match=r"cp1251 has no character .*U\+6211.*--encoding utf-8"):
        large.writer("cp1251")(SENTENCE)


@pytest.mark.usefixtures("small")
def test_a_file_that_changes_meanwhile_is_left_as_it_is(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("".join(DAMAGED).encode())
    diagnoses = large.Large.diagnoses

    def changed(text: large.Large, options: Options) -> object:
        with open(path, "ab") as file:
            file.write(b"\xffnew")
        return diagnoses(text, options)

    monkeypatch.setattr(large.Large, "diagnoses", changed)
    outcome = told(path, write=True)
    assert outcome.status == "error"
    assert "changed while it was being" in outcome.message
    assert contents(tmp_path) == {"a.txt": "".join(DAMAGED).encode() + b"\xffnew"}


# ------------------------------------------------------------------------------------------- pipes
@pytest.mark.usefixtures("small")
def test_a_pipe_is_read_once() -> None:
    data = "".join(DAMAGED).encode()
    source = large.source(io.BytesIO(data), Options())
    assert isinstance(source, large.Large)
    assert "".join(d.text for d in source.diagnoses(Options())) == REPAIRED
    assert not source.lossy
    assert large.source(io.BytesIO(data[:4000]), Options()) == data[:4000]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_what_a_pipe_brings_later_is_marked(codec: str) -> None:
    data = "".join(CLEAN).encode(codec)
    source = large.source(io.BytesIO(data + b"\xff\n" + data), Options())
    assert isinstance(source, large.Large)
    assert "".join(source.texts()) == "".join([*CLEAN, "\ufffd\n", *CLEAN])
    assert source.lossy


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("encoding, status", [("utf-8", 1), ("keep", 2)])
def test_what_a_pipe_loses_is_told_by_the_exit_status(
    encoding: str,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    data = "".join(CLEAN).encode()
    lost = io.TextIOWrapper(io.BytesIO(data + b"\xff\n" + data))
    monkeypatch.setattr(sys, "stdin", lost)
    assert main(["fix", "--encoding", encoding]) == status
    out, err = capfdbinary.readouterr()
    assert ("\ufffd".encode() in out) == (status == 1)
    assert b"standard input: holds bytes that " in err


# ------------------------------------------------------------------------------------------ memory
# Nothing is set smaller here. In bytes, and in MiB: the process takes 30 of them whatever it reads,
# and such a file held as text would alone take more than twice its size.
FILE = 40_000_000
MEMORY = 64

# What the command took at the most, on the last line of standard error.
_MEASURED = """
import sys
from mojifix.cli import main
status = main(sys.argv[1:])
with open("/proc/self/status") as file:
    print(next(line.split()[1] for line in file if line.startswith("VmHWM")), file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("how", ["print", "pipe", "check", "write", "whole"])
def test_memory_does_not_grow_with_the_file(how: str, tmp_path: pathlib.Path) -> None:
    path, out = tmp_path / "a.txt", tmp_path / "out"
    block = "".join(CLEAN).encode()
    with open(path, "wb") as file:
        file.writelines([block] * (FILE // len(block)))
        file.write(f"{BROKEN}\n".encode())
    arguments = {
        "print": ["fix", str(path)],
        "pipe": ["fix", "-"],
        "check": ["check", str(path)],
        "write": ["fix", "--write", str(path)],
        "whole": ["fix", "--diff", str(path)],  # which is held, and shows that this measures
    }[how]
    with open(path, "rb") as file, open(out, "wb") as to:
        given = subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE)
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED, *arguments],
            stdin=given.stdout,
            stdout=to,
            stderr=subprocess.PIPE,
            check=False,
        )
        given.stdout.close()  # type: ignore[union-attr]
        given.wait()
    assert done.returncode == (how in ("check", "whole")), done.stderr
    mebibytes = int(done.stderr.split()[-1]) / 1024
    assert (mebibytes > MEMORY) == (how == "whole")
    written = path if how == "write" else out
    assert SENTENCE.encode() in written.read_bytes()[-1000:]
