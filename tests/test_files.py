"""`mojifix fix` of folders: what is read, what is written, and what is refused."""

from __future__ import annotations

import os
import pathlib
import stat
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mojifix
from mojifix import api
from mojifix.errors import FileError
from mojifix.files import reading, writing
from mojifix.files.config import Settings
from mojifix.files.diff import unified
from mojifix.files.pool import examined
from mojifix.files.walk import Found, Walk
from mojifix.files.work import Task, examine
from mojifix.options import Options
from mojifix.result import Diagnosis
from projects import BEYOND, BROKEN, SENTENCE, contents, run, write
from strategies import diagnoses

POSIX = os.name == "posix"
ROOT = POSIX and os.geteuid() == 0

# Damage that GB18030 can hold.
IN_CP936 = mojifix.damage(SENTENCE, written="utf-8", read="cp936")

TREE: dict[str, str | bytes] = {
    "a.txt": f"one\r\n{BROKEN}\r\nlast line without an end",
    "clean.txt": SENTENCE,
    "deep/b.csv": f"\ufeffid,name\n1,{BROKEN}\n",
    "deep/c.txt": f"\u4e00\n{BROKEN}\n{BROKEN} \n",
    "picture.png": b"\x89PNG\r\n\0\0",
    "empty": b"",
}
REPAIRED = {
    name: content if isinstance(content, bytes) else content.replace(BROKEN, SENTENCE).encode()
    for name, content in TREE.items()
}


@pytest.fixture
def tree(tmp_path: pathlib.Path) -> pathlib.Path:
    write(tmp_path, TREE)
    return tmp_path


# --------------------------------------------------------------------------- what the command does
def test_a_folder_is_told_of_and_left_as_it_is(tree: pathlib.Path) -> None:
    before = contents(tree)
    done = run(tree, "fix", ".")
    assert done.returncode == 0
    assert done.stdout.decode().splitlines() == [
        "a.txt: 1 repair",
        "deep/b.csv: 1 repair".replace("/", os.sep),
        "deep/c.txt: 2 repairs".replace("/", os.sep),
    ]
    assert b"3 files would change, 4 repairs; " in done.stderr
    assert b"5 files read, 1 binary file left out" in done.stderr
    assert contents(tree) == before


def test_write_repairs_in_place_and_a_second_run_finds_nothing(tree: pathlib.Path) -> None:
    untouched = {name: (tree / name).stat().st_mtime_ns for name in ("clean.txt", "empty")}
    done = run(tree, "fix", "--write", ".")
    assert done.returncode == 0
    assert b"3 files repaired" in done.stderr
    assert contents(tree) == REPAIRED
    assert {name: (tree / name).stat().st_mtime_ns for name in untouched} == untouched
    again = run(tree, "fix", "-w", "--exit-non-zero-on-fix", ".")
    assert (again.returncode, again.stdout) == (0, b"")
    assert contents(tree) == REPAIRED


def test_exit_status_tells_of_a_repair_where_asked(tree: pathlib.Path) -> None:
    assert run(tree, "fix", "-w", "--exit-non-zero-on-fix", ".").returncode == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_diff_is_what_git_applies(tree: pathlib.Path, jobs: str) -> None:
    done = run(tree, "fix", "--diff", "--jobs", jobs, ".")
    assert done.returncode == 1
    subprocess.run(["git", "init", "--quiet"], cwd=tree, check=True)
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"], cwd=tree, input=done.stdout, check=True
    )
    assert contents(tree) == REPAIRED
    assert run(tree, "fix", "--diff", ".").returncode == 0


def test_one_file_is_printed_or_written_elsewhere(tree: pathlib.Path) -> None:
    assert run(tree, "fix", "a.txt").stdout == REPAIRED["a.txt"]
    done = run(tree, "fix", "a.txt", "--output", "new.txt")
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tree / "new.txt").read_bytes() == REPAIRED["a.txt"]
    if POSIX:
        umask = os.umask(0o022)
        os.umask(umask)
        assert stat.S_IMODE((tree / "new.txt").stat().st_mode) == 0o666 & ~umask
    assert run(tree, "fix", data=BROKEN.encode()).stdout.decode() == SENTENCE
    assert run(tree, "fix", "--diff", "-", data=BROKEN.encode()).returncode == 1


def test_output_is_never_the_file_that_is_read(tree: pathlib.Path) -> None:
    """By whatever name: what --write keeps safe would be lost."""
    (tree / "b.txt").hardlink_to(tree / "a.txt")
    (tree / "c.txt").symlink_to("a.txt")
    for output in ("a.txt", "./a.txt", "b.txt", "c.txt"):
        done = run(tree, "fix", "a.txt", "--output", output)
        assert done.returncode == 2
        assert b"is the file that is read; --write repairs it in place" in done.stderr
    with open(tree / "a.txt", "rb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "mojifix", "fix", "--output", "a.txt"],
            cwd=tree,
            stdin=file,
            capture_output=True,
            check=False,
        )
    assert done.returncode == 2
    assert (tree / "a.txt").read_bytes() == TREE["a.txt"].encode()  # type: ignore[union-attr]
    assert (tree / "c.txt").is_symlink()


def test_bytes_that_cannot_be_read_are_told_by_the_exit_status(tmp_path: pathlib.Path) -> None:
    """Or printed as they are, where nothing is repaired; with a repair beside them that is not
    known how."""
    lost = f"{SENTENCE}\n".encode() * 9 + SENTENCE.encode()[:-1]
    write(tmp_path, {"a.txt": lost, "b.txt": f"{BROKEN}\n".encode() + lost})
    for output in ([], ["--output", "new.txt"]):
        done = run(tmp_path, "fix", "a.txt", *output)
        assert done.returncode == 1
        assert b"a.txt: holds bytes that are no utf-8; U+FFFD stands for them" in done.stderr
        printed = done.stdout or (tmp_path / "new.txt").read_bytes()
        assert printed == lost.decode("utf-8", "replace").encode()
    done = run(tmp_path, "fix", "--encoding", "keep", "a.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, lost, b"")
    done = run(tmp_path, "fix", "--encoding", "keep", "b.txt")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"b.txt: holds bytes that utf-8 does not read and write alike" in done.stderr


def test_backups_are_kept_and_never_overwritten(tree: pathlib.Path) -> None:
    assert run(tree, "fix", "-w", "--backup", ".orig", ".").returncode == 0
    kept = contents(tree)
    assert kept == REPAIRED | {
        f"{name}.orig": TREE[name].encode()  # type: ignore[union-attr]
        for name in ("a.txt", "deep/b.csv", "deep/c.txt")
    }
    write(tree, {"a.txt": TREE["a.txt"]})
    done = run(tree, "fix", "-w", "--backup", ".orig", ".")
    assert done.returncode == 2
    assert b"a.txt: its backup" in done.stderr
    assert contents(tree) == kept | {"a.txt": TREE["a.txt"].encode()}  # type: ignore[union-attr]


def test_kinds_that_do_not_count(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"a.txt": f"{BROKEN}\n{BEYOND}\n"})
    assert run(tmp_path, "fix", "--diff", "--skip", "misread", "a.txt").returncode == 0
    done = run(tmp_path, "check", "--only", "lost-twice", ".")
    assert done.stdout.count(b"\n") == 1
    assert BEYOND.encode() in done.stdout
    done = run(tmp_path, "fix", ".")
    assert done.stdout.decode() == "a.txt: 1 repair, 1 place beyond repair\n"
    assert b"1 file would change, 1 repair, 1 place beyond repair; 1 file read" in done.stderr
    done = run(tmp_path, "check", "--only", "lost-twic", ".")
    assert done.returncode == 2
    assert b"lost-twice" in done.stderr


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["fix", "missing.txt", "a.txt"], "missing.txt: No such file"),
        (["fix", "--write"], "standard input cannot be repaired in place"),
        (["fix", "--output", "x", "."], "--output takes the text of one file"),
        (["fix", "--backup", ".b", "a.txt"], "--backup is for --write"),
        (["fix", "-w", "--backup", "x/y", "a.txt"], "--backup takes the end of a name"),
        (["fix", "-", "a.txt"], "cannot stand beside other paths"),
        (["fix", "--jobs", "0", "."], "a number from 1 up"),
        (["fix", "--diff", "--write", "."], "not allowed with"),
        (["fix", "picture.png"], "picture.png: is binary"),
        (["fix", "--exclude", "!", "."], "--exclude: '!' is no pattern of .gitignore"),
        (["fix", "--exclude", "a", "--exclude", "[z-a]", "."], "--exclude: '[z-a]' is no pattern"),
    ],
)
def test_what_cannot_be_meant(tree: pathlib.Path, arguments: list[str], message: str) -> None:
    before = contents(tree)
    done = run(tree, *arguments)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert contents(tree) == before


# ------------------------------------------------------------------------------------- encodings
@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "utf-32"])
def test_other_unicode_becomes_utf8_or_stays(tmp_path: pathlib.Path, codec: str) -> None:
    mark = "" if codec in ("utf-16", "utf-32") else "\ufeff"
    text = f"{mark}\u7b2c\u4e00\u884c\r\n{{}}\r\n"
    write(
        tmp_path, {"a.txt": text.format(BROKEN).encode(codec), "b.txt": SENTENCE.encode("utf-16")}
    )
    assert run(tmp_path, "fix", "-w", "--encoding", "keep", ".").returncode == 0
    assert (tmp_path / "a.txt").read_bytes() == text.format(SENTENCE).encode(codec)
    write(tmp_path, {"a.txt": text.format(BROKEN).encode(codec)})
    done = run(tmp_path, "fix", "-w", ".")
    assert done.returncode == 0
    assert "becomes UTF-8)" in done.stdout.decode()
    expected = "\ufeff" + text.format(SENTENCE).removeprefix("\ufeff")
    assert (tmp_path / "a.txt").read_bytes() == expected.encode("utf-8")
    assert (tmp_path / "b.txt").read_bytes() == SENTENCE.encode("utf-16")  # nothing to repair


def test_a_text_that_the_old_encoding_has_not_is_refused() -> None:
    document = reading.Document(Diagnosis(BROKEN), "cp1252")
    with pytest.raises(FileError, match=r"cp1252 has no character .*U\+6211.*--encoding utf-8"):
        document.encoded(SENTENCE, "keep")
    assert document.encoded(SENTENCE, "utf-8") == SENTENCE.encode("utf-8")


def test_a_legacy_file_without_damage_is_never_written(tmp_path: pathlib.Path) -> None:
    legacy = f"{SENTENCE}\r\n{SENTENCE}".encode("gb18030")
    write(tmp_path, {"old.txt": legacy, "a.txt": BROKEN})
    done = run(tmp_path, "fix", "-w", ".")
    assert done.returncode == 0
    assert (tmp_path / "old.txt").read_bytes() == legacy
    assert (tmp_path / "a.txt").read_text("utf-8") == SENTENCE


def legacy(monkeypatch: pytest.MonkeyPatch, text: str, **fields: object) -> None:
    """Makes `mojifix.decode` answer this of any bytes."""

    def decode(data: bytes, *, options: Options) -> SimpleNamespace:
        given = {"encoding": "gb18030", "confidence": 1.0, "binary": False, "lossy": False}
        return SimpleNamespace(diagnosis=api.diagnose(text), **given | fields)

    monkeypatch.setattr(api, "decode", decode, raising=False)


def test_legacy_text_is_written_as_utf8_or_kept(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{SENTENCE}\r\n{IN_CP936}"
    file = tmp_path / "a.txt"
    legacy(monkeypatch, text)
    for encoding in ("keep", "utf-8"):
        file.write_bytes(text.encode("gb18030"))
        found = Found(str(file), str(tmp_path), 0)
        outcome = examine(found, Task(Options(), write=True, encoding=encoding))
        assert (outcome.status, outcome.written, outcome.encoding) == ("found", True, "gb18030")
        expected = f"{SENTENCE}\r\n{SENTENCE}"
        assert file.read_bytes() == expected.encode("gb18030" if encoding == "keep" else "utf-8")


@pytest.mark.parametrize(
    "fields, data, encoding, status, message",
    [
        ({"lossy": True}, b"", "utf-8", "error", "which a repair would lose"),
        ({}, b" ", "keep", "error", "which a repair would lose"),
        ({"encoding": "ascii"}, b"", "keep", "error", "which a repair would lose"),
        ({"confidence": 0.5}, b"", "utf-8", "unread", "gb18030 perhaps, 50 %"),
        ({"binary": True, "encoding": None}, b"", "utf-8", "binary", ""),
    ],
)
def test_legacy_text_that_is_left_alone(
    fields: dict[str, object],
    data: bytes,
    encoding: str,
    status: str,
    message: str,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = f"{SENTENCE}\r\n{IN_CP936}"
    data += text.encode("gb18030")
    file = tmp_path / "a.txt"
    file.write_bytes(data)
    legacy(monkeypatch, text, **fields)
    found = Found(str(file), str(tmp_path), 0)
    outcome = examine(found, Task(Options(), write=True, encoding=encoding))
    assert outcome.status == status
    assert message in outcome.message
    assert contents(tmp_path) == {"a.txt": data}


def test_lines_in_another_encoding_become_utf8(tmp_path: pathlib.Path) -> None:
    """Which only UTF-8 can hold together; what is lost or cut off is still refused."""
    lines = [SENTENCE.encode(), SENTENCE.encode("gb18030"), SENTENCE.encode(), b""]
    mixed = b"\r\n".join(lines)
    write(tmp_path, {"a.txt": mixed})
    done = run(tmp_path, "fix", "-w", "--encoding", "keep", "a.txt")
    assert done.returncode == 2
    assert b"lines in other encodings than utf-8" in done.stderr
    assert contents(tmp_path) == {"a.txt": mixed}
    done = run(tmp_path, "fix", "-w", "a.txt")
    assert done.stdout.decode() == "a.txt: 1 repair, 1 line in another encoding\n"
    assert contents(tmp_path) == {"a.txt": f"{SENTENCE}\r\n".encode() * 3}
    cut = mixed + SENTENCE.encode()[:-1]
    write(tmp_path, {"a.txt": cut})
    done = run(tmp_path, "fix", "-w", "a.txt")
    assert done.returncode == 2
    assert b"which a repair would lose" in done.stderr
    assert contents(tmp_path) == {"a.txt": cut}


@given(st.binary(max_size=60) | st.text(max_size=20).map(lambda t: t.encode("utf-16", "replace")))
@settings(max_examples=100, deadline=None)
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    """And Unicode, which needs no guessing, is written back to the byte."""
    try:
        document = reading.document(data, Options())
    except FileError:
        return
    if document.diagnosis is not None and document.encoding.startswith(("utf-8", "utf-16-")):
        assert document.lossy or document.encoded(document.diagnosis.original, "keep") == data


# --------------------------------------------------------------------------------------- walking
def test_gitignore_in_every_folder(tmp_path: pathlib.Path) -> None:
    names = ["a.txt", "b.log", "keep.log", "build/x.txt", "sub/c.txt", "sub/d.tmp", "sub/b.log"]
    write(tmp_path, dict.fromkeys([*names, "sub/deep/own.dat"], BROKEN))
    write(
        tmp_path, {".gitignore": "*.log\n!keep.log\n/build/\n", "sub/.gitignore": "*.tmp\n!b.log\n"}
    )
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    write(tmp_path, {".git/info/exclude": "own.dat\n"})
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    def found(folder: str, git: bool = True) -> list[str]:
        walk = Walk([str(tmp_path / folder)], Settings(str(tmp_path)), git)
        return sorted(pathlib.Path(f.path).relative_to(tmp_path).as_posix() for f in walk)

    assert found(".") == sorted(listed)
    assert found("sub") == sorted(name for name in listed if name.startswith("sub/"))
    assert len(found(".", git=False)) == len(names) + 3  # with own.dat and two .gitignore
    assert run(tmp_path, "check", "b.log").returncode == 1  # named, and so read


def test_a_line_that_is_no_pattern_ignores_nothing(tmp_path: pathlib.Path) -> None:
    """As in git."""
    write(tmp_path, {".gitignore": "[z-a]\n!\n*.log\n", "a.txt": "", "b.log": ""})
    assert run(tmp_path, "check", ".").stderr == b"mojifix: nothing found; 2 files read\n"


def test_excludes_hold_for_files_that_are_named(tree: pathlib.Path) -> None:
    done = run(tree, "fix", "-w", "--exclude", "deep/", "a.txt", "deep/b.csv")
    assert done.returncode == 0
    assert contents(tree) == contents(tree) | {"a.txt": REPAIRED["a.txt"]}
    assert (tree / "deep/b.csv").read_bytes() == TREE["deep/b.csv"].encode()  # type: ignore[union-attr]


def test_a_file_named_twice_is_read_once(tree: pathlib.Path) -> None:
    walk = Walk([str(tree), str(tree / "a.txt"), str(tree)], Settings(str(tree)))
    paths = [found.path for found in walk]
    assert len(paths) == len(set(paths)) == len(TREE)
    done = run(tree, "check", ".", str(tree / "a.txt"))
    assert done.stdout.count(b"misread") == 4


@pytest.mark.skipif(not POSIX, reason="no such files")
def test_what_was_not_read_is_not_counted(tmp_path: pathlib.Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "/dev/null", "gone.txt"):
        done = run(tmp_path, "check", name)
        assert done.returncode == 2
        assert b"mojifix: nothing found; 0 files read\n" in done.stderr


def test_a_line_end_is_no_part_of_a_line_in_another_encoding(tmp_path: pathlib.Path) -> None:
    lines = [SENTENCE.encode(), SENTENCE.encode(), SENTENCE.encode("gb18030"), b""]
    write(tmp_path, {"a.txt": b"\r\n".join(lines)})
    done = run(tmp_path, "check", ".")
    assert b"a.txt:3:1: other-encoding" in done.stdout
    assert b"\\r" not in done.stdout
    assert run(tmp_path, "fix", "a.txt").stdout == f"{SENTENCE}\r\n".encode() * 3


@pytest.mark.skipif(not POSIX, reason="no such names or links")
def test_odd_names(tmp_path: pathlib.Path) -> None:
    names = [b"new\nline.txt", b"caf\xe9.txt", b"-w", "\u6587\u4ef6 %.txt".encode()]
    for name in names:
        (pathlib.Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_text(BROKEN, "utf-8")
    done = run(tmp_path, "check", "--format", "text", ".")
    assert done.returncode == 1
    shown = ["new\\nline.txt", "caf\\xe9.txt", "-w", "\u6587\u4ef6 %.txt"]
    assert {line.split(":1:1: ")[0] for line in done.stdout.decode().splitlines()} == set(shown)
    for kind in ("json", "jsonl", "sarif", "github"):
        assert run(tmp_path, "check", "--format", kind, ".").returncode == 1
    assert run(tmp_path, "fix", "-w", ".").returncode == 0
    assert {p.read_text("utf-8") for p in tmp_path.iterdir()} == {SENTENCE}


@pytest.mark.skipif(not POSIX, reason="no such names")
@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "gone\x1b[2J\n.txt", "."],
        ["fix", "."],
        ["fix", "-w", "."],
        ["detect", "a\x1b]0;x\x07\nclean.txt:1:1: fake.txt", "gone\x1b.txt"],
        ["diagnose", "gone\x1b\n.txt"],
        ["decode", "--verbose", "a\x1b]0;x\x07\nclean.txt:1:1: fake.txt"],
        ["decode", "b\x1b\n.txt", "c\x1b\n.txt"],
        ["explain", ".", "--html", "r\x1b\n.html"],
        ["check", "--baseline", "b\x1b\n.json", "--update-baseline"],
    ],
)
def test_no_name_gives_orders_to_the_terminal_or_forges_a_line(
    arguments: list[str], tmp_path: pathlib.Path
) -> None:
    write(tmp_path, {"a\x1b]0;x\x07\nclean.txt:1:1: fake.txt": BROKEN})
    done = run(tmp_path, *arguments)
    said = (done.stdout + done.stderr).decode()
    assert "\\x1b" in said
    lines = said.splitlines()
    assert all(line.isprintable() for line in lines)
    assert not any(line.startswith(("clean.txt", ".txt", ".html", ".json")) for line in lines)


@pytest.mark.skipif(not POSIX, reason="needs symbolic links")
def test_links_in_a_folder_are_not_followed(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"tree/a.txt": BROKEN, "else/b.txt": BROKEN})
    (tmp_path / "tree/link.txt").symlink_to("../else/b.txt")
    (tmp_path / "tree/folder").symlink_to("../else")
    (tmp_path / "tree/loop").symlink_to(".")
    assert run(tmp_path, "fix", "-w", "tree").returncode == 0
    assert (tmp_path / "else/b.txt").read_text("utf-8") == BROKEN
    assert (tmp_path / "tree/a.txt").read_text("utf-8") == SENTENCE


# ------------------------------------------------------------------------------ writing, and not
def refused(tmp_path: pathlib.Path, *arguments: str) -> str:
    """What the command says where it refuses to write a.txt, which stays."""
    before = contents(tmp_path)
    done = run(tmp_path, "fix", "-w", *(arguments or ("a.txt",)))
    assert done.returncode == 2
    assert contents(tmp_path) == before
    return done.stderr.decode()


@pytest.mark.skipif(not POSIX, reason="needs links and modes")
def test_refusals(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"work/a.txt": BROKEN, "else.txt": BROKEN})
    work = tmp_path / "work"
    (work / "a.txt").chmod(0o444)
    assert "a.txt: is read-only" in refused(work)
    (work / "a.txt").chmod(0o644)
    os.link(work / "a.txt", work / "b.txt")
    assert "a.txt: has 2 names (hard links)" in refused(work)
    (work / "a.txt").unlink()
    (work / "a.txt").symlink_to("../else.txt")
    assert "a.txt: is a symbolic link out of the tree" in refused(work)
    assert (work / "a.txt").is_symlink()
    (work / "a.txt").unlink()
    (work / "a.txt").symlink_to("gone.txt")
    assert "a.txt: No such file" in refused(work)
    os.mkfifo(work / "pipe")
    done = run(work, "fix", "-w", "pipe")
    assert (done.returncode, b"pipe: is no regular file" in done.stderr) == (2, True)


@pytest.mark.skipif(not POSIX, reason="needs links")
def test_a_link_in_the_tree_is_written_through(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"deep/real.txt": BROKEN})
    (tmp_path / "a.txt").symlink_to("deep/real.txt")
    assert run(tmp_path, "fix", "-w", "a.txt").returncode == 0
    assert (tmp_path / "a.txt").is_symlink()
    assert (tmp_path / "deep/real.txt").read_text("utf-8") == SENTENCE


@pytest.mark.skipif(not POSIX, reason="needs modes")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664])
def test_mode_and_owner_stay(tmp_path: pathlib.Path, mode: int) -> None:
    file = tmp_path / "a.txt"
    file.write_text(BROKEN, "utf-8")
    if ROOT:
        os.chown(file, 1234, 4321)
    file.chmod(mode)
    before = file.stat()
    assert run(tmp_path, "fix", "-w", "a.txt").returncode == 0
    after = file.stat()
    assert file.read_text("utf-8") == SENTENCE
    for field in ("st_mode", "st_uid", "st_gid"):
        assert getattr(after, field) == getattr(before, field)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes")
def test_extended_attributes_stay(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(BROKEN, "utf-8")
    try:
        os.setxattr(file, "user.origin", b"archive")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    assert run(tmp_path, "fix", "-w", "a.txt").returncode == 0
    assert os.getxattr(file, "user.origin") == b"archive"


def test_an_owner_that_cannot_be_kept_is_refused(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(os, "fchown"):
        pytest.skip("no owners here")
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    seen = file.stat()
    fields = list(seen)
    fields[stat.ST_UID] = seen.st_uid + 1
    monkeypatch.setattr(writing, "_same", lambda *_: True)
    monkeypatch.setattr(os, "lstat", lambda _: os.stat_result(fields))

    def no(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", no)
    with pytest.raises(FileError, match=r"cannot be kept \(Operation not permitted"):
        writing.replace(str(file), [b"new"], seen, str(tmp_path), None)
    monkeypatch.undo()
    assert contents(tmp_path) == {"a.txt": b"old"}


def test_a_file_that_changed_meanwhile_is_left_to_who_changed_it(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    seen = file.stat()
    file.write_bytes(b"another's")
    with pytest.raises(FileError, match="changed while it was being repaired"):
        writing.replace(str(file), [b"new"], seen, str(tmp_path), None)
    assert contents(tmp_path) == {"a.txt": b"another's"}
    file.write_bytes(b"new")  # another run of ours did it, and kept no backup for this one
    with pytest.raises(FileError, match="as the other program left it"):
        writing.replace(str(file), [b"new"], seen, str(tmp_path), ".bak")
    assert contents(tmp_path) == {"a.txt": b"new"}


def test_a_change_during_the_write_is_seen(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    sync = os.fsync

    def edited(fd: int) -> None:
        sync(fd)
        file.write_bytes(b"another's")

    monkeypatch.setattr(os, "fsync", edited)
    with pytest.raises(FileError, match="changed while"):
        writing.replace(str(file), [b"new"], file.stat(), str(tmp_path), ".bak")
    monkeypatch.undo()
    assert contents(tmp_path) == {"a.txt": b"another's"}


@pytest.mark.skipif(not POSIX, reason="no such limits")
def test_a_full_disk_leaves_the_old_file(tmp_path: pathlib.Path) -> None:
    """RLIMIT_FSIZE: the system refuses the write halfway, as a full disk does."""
    write(tmp_path, {"a.txt": f"{BROKEN}\n" * 400, "b.txt": BROKEN})
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)); "
        "from mojifix.cli import main; sys.exit(main(['fix', '-w', '.']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"a.txt: cannot be written (File too large); it is as it was" in done.stderr
    assert contents(tmp_path) == {
        "a.txt": (f"{BROKEN}\n" * 400).encode(),
        "b.txt": SENTENCE.encode(),
    }


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device")
def test_output_to_a_full_device(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"a.txt": BROKEN})
    done = run(tmp_path, "fix", "a.txt", "--output", "/dev/full")
    assert done.returncode == 2
    assert b"/dev/full: cannot be written (No space left on device)" in done.stderr


def test_two_runs_at_once(tmp_path: pathlib.Path) -> None:
    """Every file is repaired, once, by one of them; neither complains of more than the other."""
    names = {f"{n:02}.txt": f"{n} {BROKEN}\n" for n in range(40)}
    write(tmp_path, dict(names))
    command = [sys.executable, "-m", "mojifix", "fix", "-w", "."]
    pair = [subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) for _ in range(2)]
    said = [one.communicate()[1].decode() for one in pair]
    assert {one.returncode for one in pair} <= {0, 2}, said
    for line in "".join(said).splitlines():
        assert any(s in line for s in ("repaired", "changed", "another program", "nothing")), line
    assert contents(tmp_path) == {
        name: text.replace(BROKEN, SENTENCE).encode() for name, text in names.items()
    }


def test_two_writers_of_one_file(tmp_path: pathlib.Path) -> None:
    """Of writers that read the same state one wins, and the others are told."""
    file = tmp_path / "a.txt"
    for _ in range(20):
        file.write_bytes(b"old")
        seen = file.stat()
        won: list[bytes] = []

        def one(data: bytes, seen: os.stat_result = seen, won: list[bytes] = won) -> None:
            try:
                writing.replace(str(file), [data], seen, str(tmp_path), None)
                won.append(data)
            except FileError:
                pass

        threads = [threading.Thread(target=one, args=(b"new %d" % n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) <= 1 if POSIX else won
        assert contents(tmp_path) == {"a.txt": won[-1] if won else b"old"}


def test_what_a_killed_run_left_is_cleared(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {"a.txt": BROKEN, f".a.txt.0123{writing.LEFT_OVER}": "half"})
    left = tmp_path / f".a.txt.0123{writing.LEFT_OVER}"
    done = run(tmp_path, "check", ".")
    assert b"left by a run that was killed" in done.stderr
    assert run(tmp_path, "fix", "-w", ".").returncode == 0
    assert left.exists()  # too young: somebody may be writing it
    os.utime(left, (time.time() - 3600,) * 2)
    assert b"removed" in run(tmp_path, "fix", "-w", ".").stderr
    assert not left.exists()


# ------------------------------------------------------------------------------------------ diffs
@given(st.lists(diagnoses(), min_size=1, max_size=30))
@settings(max_examples=20, deadline=None)
def test_every_diff_applies(
    tmp_path_factory: pytest.TempPathFactory, many: list[Diagnosis]
) -> None:
    folder = tmp_path_factory.mktemp("diff")
    for n, diagnosis in enumerate(many):
        (folder / f"{n}.txt").write_bytes(diagnosis.original.encode())
    diff = "".join(unified(f"{n}.txt", d) for n, d in enumerate(many) if d.text != d.original)
    if diff:
        subprocess.run(
            ["git", "apply", "--whitespace=nowarn", "-"],
            cwd=folder,
            input=diff.encode(),
            check=True,
        )
    for n, diagnosis in enumerate(many):
        assert (folder / f"{n}.txt").read_bytes() == diagnosis.text.encode()


@pytest.mark.skipif(not POSIX, reason="no such names")
@pytest.mark.parametrize("program", ["git", "patch"])
def test_a_diff_names_files_as_git_does(tmp_path: pathlib.Path, program: str) -> None:
    names = ["new\nline.txt", "a\ttab", "a b", 'a "quote"', "back\\slash", "\u6587\u4ef6 1", "\x1b"]
    names.append("caf\udce9")
    for name in names:
        (tmp_path / name).write_text(BROKEN, "utf-8")
    done = run(tmp_path, "fix", "--diff", ".")
    assert (done.returncode, b"\x1b" in done.stdout) == (1, False)
    if program == "git":
        subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=done.stdout, check=True)
    else:
        subprocess.run(["patch", "-p1", "-s"], cwd=tmp_path, input=done.stdout, check=True)
    assert {name: (tmp_path / name).read_text("utf-8") for name in names} == dict.fromkeys(
        names, SENTENCE
    )


def test_what_no_patch_can_change_is_told(tmp_path: pathlib.Path) -> None:
    cut = f"{BROKEN}\n{SENTENCE}\n{SENTENCE}".encode()[:-1]
    write(
        tmp_path,
        {
            "a.txt": BROKEN,
            "cut.txt": cut,
            "mixed.txt": f"{SENTENCE}\n".encode() * 3 + SENTENCE.encode("gb18030"),
            "wide.txt": BROKEN.encode("utf-16"),
        },
    )
    (tmp_path / "link.txt").symlink_to("a.txt")
    for name, status, why in [
        ("cut.txt", 2, "which a repair would lose"),
        ("mixed.txt", 1, "holds lines in other encodings, which no diff can show"),
        ("wide.txt", 1, "is utf-16-le, and a diff is of UTF-8 text only: --write repairs it"),
        ("link.txt", 1, "is a symbolic link, which no patch goes through"),
    ]:
        done = run(tmp_path, "fix", "--diff", name)
        assert (done.returncode, done.stdout) == (status, b"")
        assert f"mojifix: {name}: " in done.stderr.decode()
        assert why in done.stderr.decode()
    assert run(tmp_path, "fix", "--diff", "a.txt", "wide.txt").stdout.startswith(b"--- a/a.txt\n")
    done = run(tmp_path, "fix", "--diff", "-", data=BROKEN.encode())
    assert done.stdout.startswith(b"--- -\n+++ -\n@@ ")


# ------------------------------------------------------------------------------------- many files
def test_several_processes_tell_the_same_in_the_same_order(tmp_path: pathlib.Path) -> None:
    write(
        tmp_path,
        {f"{n:03}.txt": f"{n}\n{BROKEN if n % 7 == 0 else SENTENCE}\n" for n in range(120)},
    )
    walked = list(Walk([str(tmp_path)], Settings(str(tmp_path))))
    task = Task(Options())
    one, two = (
        [outcome for batch in examined(walked, task, jobs) for outcome in batch.outcomes]
        for jobs in (1, 2)
    )
    assert one == two
    assert [pathlib.Path(o.path).name for o in one] == [f"{n:03}.txt" for n in range(0, 120, 7)]


def test_the_pool_is_used_and_counts_every_file(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mojifix.files import pool

    monkeypatch.setattr(pool, "ALONE_SECONDS", 0.0)
    monkeypatch.setattr(pool, "BATCH_FILES", 7)
    write(tmp_path, {f"{n:03}.txt": f"{n} {BROKEN}\n" for n in range(50)})
    walked = list(Walk([str(tmp_path)], Settings(str(tmp_path))))
    batches = list(examined(walked, Task(Options(), write=True), 2))
    assert [batch.files for batch in batches] == [1, 1, 7, 7, 7, 7, 7, 7, 6]
    assert sum(batch.size for batch in batches) == sum(found.size for found in walked)
    assert all(outcome.written for batch in batches for outcome in batch.outcomes)
    assert all(SENTENCE.encode() in content for content in contents(tmp_path).values())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_no_process_outlives_a_run_that_was_killed(tmp_path: pathlib.Path) -> None:
    write(tmp_path, {f"{n:03}.txt": f"{n} {BROKEN} {SENTENCE}\n" * 20 for n in range(400)})
    running = subprocess.Popen(
        [sys.executable, "-m", "mojifix", "check", "--jobs", "2", "."],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    children = pathlib.Path(f"/proc/{running.pid}/task/{running.pid}/children")
    pids: list[str] = []
    for _ in range(2000):
        if running.poll() is not None:
            break
        pids = children.read_text().split()
        if len(pids) == 2:
            break
        time.sleep(0.01)
    assert len(pids) == 2
    running.kill()
    running.wait()
    for _ in range(500):
        if not any(_alive(pid) for pid in pids):
            return
        time.sleep(0.02)
    pytest.fail("processes of the pool are still there")


def _alive(pid: str) -> bool:
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False
