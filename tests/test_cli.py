"""The command: bytes in and out, exit status, errors that say what to do, help worth reading."""

from __future__ import annotations

import io
import json
import os
import pathlib
import subprocess
import sys

import pytest

import mojifix
from mojifix.cli import main

SENTENCE = "\u6211\u4eec\u6628\u5929\u53bb\u516c\u56ed\u6563\u6b65\u4e86"
COMMANDS = ("fix", "check", "diagnose", "explain", "decode", "detect", "names", "unzip")
COMMANDS += ("damage", "completion")


@pytest.fixture
def damaged() -> str:
    return mojifix.damage(SENTENCE, written="utf-8", read="cp936")


def run(
    arguments: list[str], data: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command as a program of its own."""
    return subprocess.run(
        [sys.executable, "-m", "mojifix", *arguments],
        input=data,
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_fix_changes_nothing_but_the_damage(
    tmp_path: pathlib.Path, capfdbinary: pytest.CaptureFixture[bytes], damaged: str
) -> None:
    """A byte order mark, every kind of line end, and the missing last one stay."""
    around = "\ufeff{}\r\nold mac\rvertical\x0b\x85\u2028\n\n  {} "
    file = tmp_path / "a.txt"
    file.write_bytes(around.format(damaged, SENTENCE).encode("utf-8"))
    assert main(["fix", str(file)]) == 0
    out, err = capfdbinary.readouterr()
    assert out == around.format(SENTENCE, SENTENCE).encode("utf-8")
    assert err == b""


@pytest.mark.parametrize("arguments", [["fix"], ["fix", "-"]])
def test_fix_from_standard_input(
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    damaged: str,
) -> None:
    stdin(monkeypatch, (damaged + "\r\n").encode("utf-8"))
    assert main(arguments) == 0
    assert capfdbinary.readouterr().out == (SENTENCE + "\r\n").encode("utf-8")


def test_fix_obeys_options(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], damaged: str
) -> None:
    stdin(monkeypatch, damaged.encode("utf-8"))
    assert main(["fix", "--channel", "gloss", "--min-confidence", "0.99", "--language", "ja"]) == 0
    assert capfdbinary.readouterr().out == damaged.encode("utf-8")


def test_diagnose_for_people(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], damaged: str
) -> None:
    stdin(monkeypatch, ("ok\n" + damaged).encode("utf-8"))
    assert main(["diagnose"]) == 0
    text = capfdbinary.readouterr().out.decode("utf-8")
    assert text == f"{mojifix.diagnose('ok' + chr(10) + damaged)}\n"
    assert "2:1  " in text
    assert SENTENCE in text


def test_diagnose_clean_text(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    stdin(monkeypatch, SENTENCE.encode("utf-8"))
    assert main(["diagnose", "-"]) == 0
    assert capfdbinary.readouterr().out == b"nothing to repair\n"


def test_diagnose_for_programs(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], damaged: str
) -> None:
    stdin(monkeypatch, damaged.encode("utf-8"))
    assert main(["diagnose", "--json"]) == 0
    out = capfdbinary.readouterr().out
    assert json.loads(out)["text"] == SENTENCE
    assert mojifix.Diagnosis.from_json(out) == mojifix.diagnose(damaged)


def test_damage(
    tmp_path: pathlib.Path, capfdbinary: pytest.CaptureFixture[bytes], damaged: str
) -> None:
    file = tmp_path / "clean.txt"
    file.write_bytes(SENTENCE.encode("utf-8"))
    assert main(["damage", "--written", "utf-8", "--read", "cp936", str(file)]) == 0
    assert capfdbinary.readouterr().out == damaged.encode("utf-8")


@pytest.mark.parametrize(
    "data, offset, line, advice",
    [
        (b"one\ntwo \xc4\xe3\n", "0xC4 at offset 8", "line 2", "mojifix decode"),
        (SENTENCE.encode("utf-8")[:-1], "0xE4 at offset 27", "line 1", "mojifix decode"),
    ],
)
def test_a_file_that_is_not_utf8(
    data: bytes,
    offset: str,
    line: str,
    advice: str,
    tmp_path: pathlib.Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "legacy.txt"
    file.write_bytes(data)
    assert main(["diagnose", str(file)]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    for part in ("legacy.txt", "UTF-8", offset, line, advice):
        assert part in err


def test_a_file_that_cannot_be_read(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["fix", str(tmp_path / "missing.txt")]) == 2
    assert "missing.txt: No such file" in capfd.readouterr().err
    assert main(["diagnose", str(tmp_path)]) == 2
    assert "s a directory" in capfd.readouterr().err


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["fix", "--language", "jp", "/"], "did you mean 'ja'"),
        (["fix", "--min-confidence", "2", "/"], "between 0 and 1"),
        (["diagnose", "--channel", "glos", "/"], "did you mean 'gloss'"),
        (["damage", "--written", "utf-8", "/"], "--read CODEC"),
        (["fix", "--channel", "nope", "/"], "'nope'; known are 'bom', "),
        (["check", "--only", "lost", "--skip", "lost", "/"], "nothing would be found"),
        (["damage", "/"], "--channel scraped-page"),
        (["damage", "--channel", "scraped-page", "--read", "utf-8", "/"], "--channel scraped-page"),
    ],
)
def test_arguments_that_cannot_be_meant(
    arguments: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Told before the file (here one that cannot be read) is opened."""
    assert main(arguments) == 2
    assert message in capfd.readouterr().err


def test_damage_that_cannot_happen(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "clean.txt"
    file.write_bytes(SENTENCE.encode("utf-8"))
    assert main(["damage", "--written", "gb18030", "--read", "utf-8", str(file)]) == 2
    assert "offset 0" in capfd.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["repair"], ["fix", "--jsn"], ["diagnose", "a", "b"]])
def test_usage_errors(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert "usage: mojifix" in capfd.readouterr().err


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["check", "--jobs", "x"], "--jobs: a number from 1 up is wanted, not 'x'"),
        (["damage", "--layers", "0"], "--layers: a number from 1 up is wanted, not '0'"),
        *(
            (
                ["unzip", "a", "--max-size", size],
                f"a size such as 500M or 16G is wanted, not '{size}'",
            )
            for size in ("x", "", "M", "-1", "0", "nan", "inf", "1KK")
        ),
        (["unzip", "a", "--max-ratio", "nan"], "a number above 0 is wanted, not 'nan'"),
        (["unzip", "a", "--max-entries", "-1"], "a number from 1 up is wanted, not '-1'"),
    ],
)
def test_numbers_that_cannot_be_meant(
    arguments: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert message in capfd.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], *([c, "--help"] for c in COMMANDS)])
def test_help_has_examples_and_fits_80_columns(
    arguments: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 0
    out = capfd.readouterr().out
    assert "examples:\n  mojifix " in out
    assert max(map(len, out.split("\n"))) <= 80
    assert out.isascii()  # it must print on any terminal


def test_python_m_mojifix_and_version() -> None:
    done = run(["--version"])
    assert (done.returncode, done.stdout.strip()) == (0, f"mojifix {mojifix.__version__}".encode())


def test_output_is_utf8_whatever_the_terminal_says(damaged: str) -> None:
    done = run(["fix"], damaged.encode("utf-8"), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stdout) == (0, SENTENCE.encode("utf-8"))
    done = run(["diagnose"], damaged.encode("utf-8"), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert SENTENCE.encode("utf-8") in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_nobody_reads_on(damaged: str) -> None:
    """`mojifix diagnose big.txt | head -n 1` ends quietly, as other tools do."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "mojifix", "fix"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert writer.stdout is not None
    writer.stdout.close()
    writer.stdout = None
    _, err = writer.communicate((damaged + "\n").encode("utf-8"))
    assert (writer.returncode, err) == (141, b"")


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    "environment, coloured",
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)],
)
def test_colour_on_a_terminal_only(
    environment: dict[str, str],
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
    damaged: str,
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stdin(monkeypatch, damaged.encode("utf-8"))
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Terminal(written, encoding="utf-8"))
    assert main(["diagnose"]) == 0
    assert (b"\x1b[31m" in written.getvalue()) is coloured


# ------------------------------------------------------------------------------- decode, detect
def test_decode_prints_utf_8(
    tmp_path: pathlib.Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes(f"{SENTENCE}\r\n".encode("gb18030"))
    assert main(["decode", str(file)]) == 0
    out, err = capfdbinary.readouterr()
    assert out == f"{SENTENCE}\r\n".encode()
    assert err == b""


def test_decode_says_the_encoding_when_asked(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes(SENTENCE.encode("gb18030"))
    assert main(["decode", "--verbose", str(file)]) == 0
    assert capfd.readouterr().err == f"mojifix: {file}: gb18030, 100 %\n"
    assert main(["decode", "--json", "--hint", "zh-Hans", str(file)]) == 0
    found = json.loads(capfd.readouterr().out)
    assert (found["encoding"], found["text"], found["lossy"]) == ("gb18030", SENTENCE, False)


def test_decode_says_that_bytes_were_lost(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes(SENTENCE.encode() + b"\xe5\n" + SENTENCE.encode())
    assert main(["decode", str(file)]) == 0
    out, err = capfd.readouterr()
    assert out == f"{SENTENCE}\ufffd\n{SENTENCE}"
    assert err == f"mojifix: {file}: utf-8, 100 %, bytes lost\n"


def test_decode_refuses_what_is_no_text(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert main(["decode", str(file)]) == 2
    assert "no text" in capfd.readouterr().err
    assert main(["decode", "--hint", "cp93", str(file)]) == 2
    assert "did you mean" in capfd.readouterr().err


def test_detect_names_each_file(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").write_bytes(SENTENCE.encode("gb18030"))
    (tmp_path / "b").write_bytes(b"\xef\xbb\xbfplain")
    (tmp_path / "c").write_bytes(b"\0\0\0")
    names = [str(tmp_path / name) for name in "abc"]
    assert main(["detect", *names]) == 0
    assert capfd.readouterr().out.split("\n") == [
        f"{names[0]}: gb18030, 100 %",
        f"{names[1]}: utf-8-sig, 100 %, with a byte order mark",
        f"{names[2]}: no text",
        "",
    ]
    assert main(["detect", "--json", *names, str(tmp_path / "none")]) == 2
    out, err = capfd.readouterr()
    rows = [json.loads(line) for line in out.split("\n") if line]
    assert [row["encoding"] for row in rows] == ["gb18030", "utf-8-sig", None]
    assert set(rows[0]) == set(rows[2])
    assert "none: No such file" in err


def test_detect_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for names in ([], ["-"]):
        data = io.BytesIO(f"{SENTENCE}\n".encode() * 2 + SENTENCE.encode("gb18030"))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
        assert main(["detect", *names]) == 0
        out = capfd.readouterr().out
        assert out.startswith("-: utf-8, ")
        assert ", 1 place in another encoding" in out


@pytest.mark.parametrize("hint", [["--hint", "cp1251, koi8-r"], ["--hint=cp1251", "--hint=koi8-r"]])
def test_several_hints_leave_the_others_out(
    hint: list[str], tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes(SENTENCE.encode("gb18030"))
    assert main(["detect", "--json", *hint, str(file)]) == 0
    assert json.loads(capfd.readouterr().out)["encoding"] in ("cp1251", "koi8_r")
    assert main(["decode", "--json", *hint, str(file)]) == 0
    assert json.loads(capfd.readouterr().out)["encoding"] in ("cp1251", "koi8_r")
    assert main(["detect", "--hint", "cp1251,cp93", str(file)]) == 2
    assert "did you mean" in capfd.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="no such redirection")
def test_a_closed_standard_output_is_told(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x\n")
    command = f'"{sys.executable}" -m mojifix fix "{file}" >&-'
    done = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"mojifix: standard output is closed\n"


@pytest.mark.skipif(os.name == "nt", reason="no such redirection")
@pytest.mark.parametrize(
    "command",
    [
        *("fix", "check -", "diagnose", "explain", "decode", "detect"),
        "damage --written utf-8 --read cp936",
    ],
)
def test_a_closed_standard_input_is_told(command: str) -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m mojifix {command} <&-', shell=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"standard input is closed\n" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="no such redirection")
@pytest.mark.parametrize("command", ["fixx", "fix gone.txt", "check gone.txt"])
def test_nothing_said_to_a_person_goes_to_standard_output(command: str) -> None:
    """Not even where standard error is closed."""
    done = subprocess.run(
        f'"{sys.executable}" -m mojifix {command} 2>&-',
        shell=True,
        stdout=subprocess.PIPE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_that_cannot_be_written_is_told(argument: str, unbuffered: str) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mojifix", argument],
            stdout=full,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"mojifix: the result cannot be written (")


@pytest.mark.parametrize("name", ["mojifix.cli._parser", "argparse", "mojifix.cli.fix"])
def test_ctrl_c_while_the_command_is_being_loaded(name: str) -> None:
    code = (
        "import sys, mojifix\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {name!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from mojifix.cli import main\n"
        "sys.exit(main(['fix']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
