"""Archives: names that come out right, and nothing that comes out anywhere else."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pathlib
import struct
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mojifix
from mojifix.archives import extract as extracting
from mojifix.archives.members import ArchiveError, Limits, open_archive
from mojifix.cli import main
from mojifix.codecs import get

PHOTOS = "\u7167\u7247"
CHINA = "\u4e2d\u56fd\u7684\u5730\u56fe.txt"
TESTS = "\u6d4b\u8bd5\u6587\u6863.txt"
SHOWN = "\u8868\u793a.txt"  # U+8868 is 95 5C in cp932: its trail byte is a backslash
JAPANESE = "\u65e5\u672c\u8a9e\u306e\u8cc7\u6599"

posix = pytest.mark.skipif(os.name == "nt", reason="links and such names need POSIX")


# ------------------------------------------------------------------------------------ made archives
def zipped(path: pathlib.Path, entries: dict[bytes, bytes], method: int = 8) -> str:
    """A ZIP whose names are these bytes, without a claim about their encoding."""
    held = io.BytesIO()
    stand_ins = {f"{n}".rjust(len(raw), "@").encode(): raw for n, raw in enumerate(entries)}
    with zipfile.ZipFile(held, "w", method) as archive:
        for stand_in, data in zip(stand_ins, entries.values()):
            # The time of day would hold a stand-in of one byte now and then.
            archive.writestr(zipfile.ZipInfo(stand_in.decode()), data, method)
    made = held.getvalue()
    for stand_in, raw in stand_ins.items():
        assert made.count(stand_in) == 2  # in its own header and in the directory
        made = made.replace(stand_in, raw)
    path.write_bytes(made)
    return str(path)


def written(codec: str, *names: str) -> dict[bytes, bytes]:
    return {get(codec).encode(name): name.encode("utf-8") for name in names}


def tarred(path: pathlib.Path, *infos: tarfile.TarInfo, encoding: str = "utf-8") -> str:
    form = tarfile.GNU_FORMAT
    with tarfile.open(path, "w", format=form, encoding=encoding) as archive:
        for info in infos:
            data = info.name.encode("utf-8") if info.isreg() else b""
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return str(path)


def info(
    name: str, kind: bytes = tarfile.REGTYPE, target: str = "", mode: int = 0o644
) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.mode, made.mtime = kind, target, mode, 1_000_000_000
    return made


def extracted(archive: str, folder: pathlib.Path, *options: str) -> dict[str, bytes]:
    """What `mojifix unzip` makes of an archive: the contents of files by path."""
    assert main(["unzip", archive, "--into", str(folder), *options]) == 0
    return contents(folder)


def contents(folder: pathlib.Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def named(*names: str) -> dict[str, bytes]:
    return {name: name.encode("utf-8") for name in names}


# -------------------------------------------------------------------------------------------- names
@pytest.mark.parametrize(
    "codec, names",
    [
        ("gb18030", (f"{PHOTOS}/{CHINA}", f"{PHOTOS}/{TESTS}", "\u6d4b.txt")),
        ("cp932", (f"{JAPANESE}/{SHOWN}", "\u5199\u771f.txt")),
        ("cp949", ("\uc0ac\uc9c4/\ud68c\uc758\ub85d.txt", "\ud55c\uad6d\uc5b4.txt")),
        ("big5hkscs", ("\u7e41\u9ad4\u4e2d\u6587/\u529f\u80fd.txt", "\u6211\u7684\u7167\u7247")),
        ("utf-8", (f"{PHOTOS}/{CHINA}", "plain.txt")),  # macOS: UTF-8 without the flag
        ("cp437", ("\u00fcbung/fran\u00e7ais.txt", "caf\u00e9 cr\u00e8me.txt", "plain.txt")),
        (
            "cp866",
            (
                "\u0434\u043e\u043a\u0443\u043c\u0435\u043d\u0442\u044b/\u043f\u0440\u0438\u0432\u0435\u0442",
            ),
        ),
    ],
)
def test_names_of_a_zip_without_a_claim(
    codec: str, names: tuple[str, ...], tmp_path: pathlib.Path
) -> None:
    archive = zipped(tmp_path / "a.zip", written(codec, *names))
    assert extracted(archive, tmp_path / "out") == named(*names)


def test_the_utf8_flag_is_believed(tmp_path: pathlib.Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in (CHINA, "\u2554\u2550\u2557.txt"):  # box drawing that is meant
            archive.writestr(name, name.encode("utf-8"))
    assert extracted(str(tmp_path / "a.zip"), tmp_path / "out") == named(
        CHINA, "\u2554\u2550\u2557.txt"
    )


def test_a_flagged_name_that_was_misread_before(tmp_path: pathlib.Path) -> None:
    """A program read GBK as cp437 and wrote the result as UTF-8."""
    misread = [mojifix.damage(name, written="gb18030", read="cp437") for name in (CHINA, TESTS)]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in misread:
            archive.writestr(name, "")
    assert set(extracted(str(tmp_path / "a.zip"), tmp_path / "out")) == {CHINA, TESTS}


@pytest.mark.parametrize("right", [True, False])
def test_the_unicode_path_field(right: bool, tmp_path: pathlib.Path) -> None:
    """Info-ZIP's second name counts while it is about the first one, and not after a renaming."""
    raw = b"old.txt"
    crc = zlib.crc32(raw if right else b"renamed")
    field = struct.pack("<BL", 1, crc) + CHINA.encode("utf-8")
    entry = zipfile.ZipInfo("old.txt")
    entry.extra = struct.pack("<HHHH", 0xCAFE, 0, 0x7075, len(field)) + field
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, b"")
    found = extracted(str(tmp_path / "a.zip"), tmp_path / "out")
    assert set(found) == {CHINA if right else "old.txt"}


def test_an_encoding_that_is_known(tmp_path: pathlib.Path) -> None:
    archive = zipped(tmp_path / "a.zip", {b"\x82\xa0": b"", b"\xd6\xd0": b""})
    found = extracted(archive, tmp_path / "out", "--encoding", "sjis")
    assert set(found) == {"\u3042", "\uff96\uff90"}


def test_what_is_not_sure_keeps_the_name_of_the_standard(tmp_path: pathlib.Path) -> None:
    archive = zipped(tmp_path / "a.zip", {b"\x94\x84\xa9": b"", b"plain": b""})
    found = extracted(archive, tmp_path / "out", "--min-confidence", "1")
    assert set(found) == {"\u00f6\u00e4\u2310", "plain"}


@pytest.mark.parametrize("pack", [None, gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_tar(pack: Callable[[bytes], bytes] | None, encoding: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.tar"
    tarred(path, info(f"./{PHOTOS}/{CHINA}"), info(TESTS), encoding=encoding)
    if pack:
        path = path.with_suffix(".packed")
        path.write_bytes(pack((tmp_path / "a.tar").read_bytes()))
    found = extracted(str(path), tmp_path / "out")
    assert set(found) == {f"{PHOTOS}/{CHINA}", TESTS}


@posix
def test_links_times_and_permissions_of_a_tar(tmp_path: pathlib.Path) -> None:
    archive = tarred(
        tmp_path / "a.tar",
        info(f"{PHOTOS}/link", tarfile.SYMTYPE, f"../{CHINA}"),
        info(CHINA, mode=0o6777),
        info("copy", tarfile.LNKTYPE, CHINA),
        encoding="gbk",
    )
    assert main(["unzip", archive, "--into", str(tmp_path / "out")]) == 0
    made = tmp_path / "out" / CHINA
    assert os.readlink(tmp_path / "out" / PHOTOS / "link") == f"../{CHINA}"
    assert (tmp_path / "out" / PHOTOS / "link").read_bytes() == made.read_bytes()
    assert (tmp_path / "out" / "copy").read_bytes() == made.read_bytes()
    assert made.stat().st_mtime == 1_000_000_000
    assert made.stat().st_mode & 0o7000 == 0
    assert made.stat().st_mode & 0o100


# ---------------------------------------------------------------------------------- what is refused
HOSTILE = [
    (b"../up", "leads out"),
    (b"a/../../up", "leads out"),
    (b"/etc/passwd", "absolute"),
    (b"..\\up", "leads out"),
    (b"\\\\host\\share", "absolute"),
    (b"C:\\up", "drive"),
    (b"c:/up", "drive"),
    (b"a/..", "leads out"),
    (get("gb18030").encode(PHOTOS) + b"/../../up", "leads out"),
    (b"x" * 256, "256 bytes"),
]


@pytest.mark.parametrize("raw, problem", HOSTILE, ids=lambda value: str(value)[:20])
def test_paths_of_a_zip_that_lead_elsewhere(
    raw: bytes, problem: str, tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    archive = zipped(tmp_path / "a.zip", {b"good": b"good", raw: b"bad"})
    inner = tmp_path / "deep" / "inner"
    assert main(["unzip", archive, "--into", str(inner)]) == 2
    out, err = capfd.readouterr()
    assert problem in out
    assert "nothing was extracted" in err
    assert contents(tmp_path) == {"a.zip": pathlib.Path(archive).read_bytes()}
    assert main(["unzip", archive, "--into", str(inner), "--skip-unsafe"]) == 1
    assert set(contents(tmp_path)) == {"a.zip", "deep/inner/good"}


@pytest.mark.parametrize("into", ["file", "file/deeper"])
def test_a_file_is_no_directory_to_extract_into(
    into: str, tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    archive = zipped(tmp_path / "a.zip", {b"good": b"good"})
    (tmp_path / "file").write_bytes(b"mine")
    assert main(["unzip", archive, "--into", str(tmp_path / into)]) == 2
    assert f"{into}: is no directory to extract into" in capfd.readouterr().err
    assert (tmp_path / "file").read_bytes() == b"mine"


@posix
@pytest.mark.parametrize(
    "infos, problem",
    [
        ([info("../up")], "leads out"),
        ([info("/up")], "absolute"),
        ([info("l", tarfile.SYMTYPE, "/etc")], "a link to '/etc'"),
        ([info("l", tarfile.SYMTYPE, "..")], "leads out"),
        ([info("d/l", tarfile.SYMTYPE, "../../x")], "leads out"),
        ([info("l", tarfile.SYMTYPE, "a/../..")], "leads out"),
        # `a/b/c` is the directory itself, so that `a/b/c/..` would be the one above it.
        ([info("a/b/c", tarfile.SYMTYPE, "../.."), info("x", tarfile.SYMTYPE, "a/b/c/..")], "out"),
        ([info("l", tarfile.SYMTYPE, "d"), info("l/up")], "a file and a directory"),
        ([info("n", tarfile.CHRTYPE)], "a device"),
        ([info("p", tarfile.FIFOTYPE)], "a device"),
        ([info("twice"), info("twice")], "2 entries have this name"),
        ([info("f"), info("f/g")], "a file and a directory"),
    ],
)
def test_entries_of_a_tar_that_are_refused(
    infos: list[tarfile.TarInfo],
    problem: str,
    tmp_path: pathlib.Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    archive = tarred(tmp_path / "a.tar", *infos)
    assert main(["unzip", archive, "--into", str(tmp_path / "out")]) == 2
    assert problem in capfd.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar"]


@posix
@pytest.mark.parametrize("target, safe", [(TESTS, True), ("../up", False), ("", False)])
def test_links_of_a_zip(target: str, safe: bool, tmp_path: pathlib.Path) -> None:
    link = zipfile.ZipInfo(PHOTOS)
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, target)
        archive.writestr(TESTS, "contents")
    status = main(["unzip", str(tmp_path / "a.zip"), "--into", str(tmp_path / "out")])
    assert status == (0 if safe else 2)
    if safe:
        assert os.readlink(tmp_path / "out" / PHOTOS) == TESTS
        assert (tmp_path / "out" / PHOTOS).read_text() == "contents"


def test_two_names_that_become_one(
    tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(TESTS, "")
        archive.writestr(mojifix.damage(TESTS, written="gb18030", read="latin-1"), "")
    assert main(["unzip", str(tmp_path / "a.zip"), "--into", str(tmp_path / "out")]) == 2
    assert capfd.readouterr().out.count("2 entries have this name") == 2


@posix
def test_links_on_the_disk_are_not_followed(tmp_path: pathlib.Path) -> None:
    outside, out = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    out.mkdir()
    (out / "d").symlink_to(outside)
    (out / "f").symlink_to(outside / "f")
    archive = zipped(tmp_path / "a.zip", {b"d/x": b"", b"f": b"bad"})
    assert main(["unzip", archive, "--into", str(out), "--skip-unsafe", "--force"]) == 1
    assert list(outside.iterdir()) == []
    assert (out / "f").read_bytes() == b"bad"  # the link itself was replaced


def test_files_that_exist(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    archive = zipped(tmp_path / "a.zip", written("gb18030", CHINA, TESTS))
    out = tmp_path / "out"
    out.mkdir()
    (out / CHINA).write_bytes(b"mine")
    assert main(["unzip", archive, "--into", str(out)]) == 2
    assert "--force replaces it" in capfd.readouterr().out
    assert contents(out) == {CHINA: b"mine"}
    assert main(["unzip", archive, "--into", str(out), "--skip-unsafe"]) == 1
    assert contents(out) == named(TESTS) | {CHINA: b"mine"}
    assert extracted(archive, out, "--force") == named(CHINA, TESTS)
    assert not list(out.glob(".mojifix-*"))


# -------------------------------------------------------------------------------------------- bombs
def test_a_zip_bomb(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    bomb = zipped(tmp_path / "a.zip", {f"zeros{n}".encode(): bytes(34 << 20) for n in range(2)})
    assert main(["unzip", bomb, "--list"]) == 2
    err = capfd.readouterr().err
    assert "over 200 times" in err
    assert "--max-ratio" in err
    assert main(["unzip", bomb, "--list", "--max-ratio", "5000"]) == 0
    assert main(["unzip", bomb, "--list", "--max-ratio", "5000", "--max-size", "10M"]) == 2
    assert "--max-size" in capfd.readouterr().err


def test_a_tar_bomb_is_known_by_its_headers(tmp_path: pathlib.Path) -> None:
    """Nothing behind the header is read: this one has nothing there."""
    huge = info("huge")
    huge.size = 1 << 40
    path = tmp_path / "a.tar.gz"
    path.write_bytes(gzip.compress(huge.tobuf(tarfile.GNU_FORMAT) + bytes(1024)))
    with pytest.raises(ArchiveError, match="--max-size"):
        open_archive(str(path))
    pax = info("pax", tarfile.XHDTYPE)
    pax.size = 1 << 33  # tarfile would read eight gigabytes at once
    path.write_bytes(gzip.compress(pax.tobuf(tarfile.GNU_FORMAT) + bytes(1024)))
    with pytest.raises(ArchiveError, match="a header of 8,589,934,592 bytes"):
        open_archive(str(path))


def test_hard_links_count_as_copies(tmp_path: pathlib.Path) -> None:
    links = [info(f"{n}", tarfile.LNKTYPE, "file") for n in range(20)]
    archive = tarred(tmp_path / "a.tar", info("file"), *links)
    with pytest.raises(ArchiveError, match="--max-size"):
        open_archive(archive, Limits(size=20))
    with open_archive(archive, Limits(size=4 * 21)) as opened:
        assert sum(member.size for member in opened.members) == 4 * 21


def test_too_many_entries(tmp_path: pathlib.Path) -> None:
    names = [f"{n:03}".encode() for n in range(20)]
    archive = zipped(tmp_path / "a.zip", dict.fromkeys(names, b""))
    with pytest.raises(ArchiveError, match="--max-entries"):
        open_archive(archive, Limits(entries=19))
    path = tarred(tmp_path / "a.tar", *(info(f"{n}") for n in range(20)))
    with pytest.raises(ArchiveError, match="--max-entries"):
        open_archive(path, Limits(entries=19))


def test_an_entry_that_holds_more_than_it_says(tmp_path: pathlib.Path) -> None:
    """Or less, or other bytes: it fails, and no file of its name is left."""
    archive = zipped(tmp_path / "a.zip", {b"good": b"good", b"evil": b"A" * 5000}, method=0)
    data = pathlib.Path(archive).read_bytes()
    changed = data.replace(b"A" * 5000, b"A" * 4999 + b"B")
    pathlib.Path(archive).write_bytes(changed)
    out = tmp_path / "out"
    assert main(["unzip", archive, "--into", str(out)]) == 1
    assert contents(out) == {"good": b"good"}
    small = data.replace(struct.pack("<LL", 5000, 5000), struct.pack("<LL", 10, 10))
    pathlib.Path(archive).write_bytes(small)
    assert main(["unzip", archive, "--into", str(tmp_path / "again")]) == 1
    assert contents(tmp_path / "again") == {"good": b"good"}


# ------------------------------------------------------------------------------ what is no archive
@pytest.mark.parametrize(
    "data, message",
    [
        (b"Rar!\x1a\x07\x01\x00", "neither a ZIP nor a tar"),
        (b"", "neither a ZIP nor a tar"),
        (gzip.compress(b"no tar in it"), "damaged tar"),
        (b"\x1f\x8b broken", "damaged tar"),
        (b"PK\x05\x06" + b"\xff" * 18, "damaged ZIP"),
    ],
)
def test_what_is_no_archive(data: bytes, message: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    with pytest.raises(ArchiveError, match=message):
        open_archive(str(path))
    with pytest.raises(ArchiveError, match="missing: No such file"):
        open_archive("missing")


def test_an_encrypted_entry(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    archive = zipped(tmp_path / "a.zip", {b"open": b"1", b"shut": b"2"}, method=0)
    data = bytearray(pathlib.Path(archive).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(signature) + offset] |= 1
    pathlib.Path(archive).write_bytes(data)
    assert main(["unzip", archive, "--into", str(tmp_path / "out")]) == 1
    assert "encrypted" in capfd.readouterr().out
    assert contents(tmp_path / "out") == {"open": b"1"}


def test_links_in_a_circle(tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    archive = tarred(
        tmp_path / "a.tar",
        info("whole"),
        info("soft", tarfile.SYMTYPE, "hard"),
        info("hard", tarfile.LNKTYPE, "soft"),
    )
    assert main(["unzip", archive, "--into", str(tmp_path / "out")]) == 1
    assert "circle" in capfd.readouterr().out
    assert (tmp_path / "out" / "whole").is_file()


# -------------------------------------------------------------------------------------- any archive
PARTS = st.sampled_from(
    [
        "..",
        ".",
        "",
        "a",
        "b",
        "link",
        "C:",
        "\\",
        "\\..",
        "..\\x",
        "a\n",
        "\x7f",
        "\u4e2d",
        "\udcff",
    ]
)
PATHS = st.lists(PARTS, min_size=1, max_size=4).map("/".join)
KINDS = st.sampled_from(
    [tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE]
)


def quietly(archive: str, folder: pathlib.Path) -> None:
    """Extracts what is safe; only an ArchiveError may come out of it."""
    with open_archive(archive, Limits(size=1 << 20, entries=100)) as opened:
        entries = extracting.plan(opened, str(folder))
        for _ in extracting.extract(opened, entries, str(folder)):
            pass


@posix
@settings(max_examples=100, deadline=None)
@given(entries=st.lists(st.tuples(PATHS, KINDS, PATHS), min_size=1, max_size=6))
def test_no_tar_writes_elsewhere(entries: list[tuple[str, bytes, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        out = root / "deep" / "out"
        out.mkdir(parents=True)
        infos = [info(path, kind, target) for path, kind, target in entries]
        held = root / "a.tar"
        with tarfile.open(held, "w", format=tarfile.GNU_FORMAT, errors="surrogateescape") as tar:
            for one in infos:
                tar.addfile(one)
        quietly(str(held), out)
        assert {path.name for path in root.iterdir()} == {"a.tar", "deep"}
        assert {path.name for path in (root / "deep").iterdir()} == {"out"}
        inside = os.path.realpath(out)
        for path in out.rglob("*"):
            try:
                real = os.path.realpath(path, strict=True)
            except FileNotFoundError:
                real = os.path.realpath(path)
            except OSError:  # a link to itself
                continue
            assert real == inside or real.startswith(inside + os.sep), path


@settings(max_examples=100, deadline=None)
@given(data=st.data(), form=st.sampled_from(["zip", "tar", "gz"]))
def test_damaged_archives_are_errors_of_ours(data: st.DataObject, form: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        path = root / "a"
        if form == "zip":
            zipped(path, written("gb18030", f"{PHOTOS}/{CHINA}", TESTS))
        else:
            tarred(path, info(f"{PHOTOS}/{CHINA}"), info("link", tarfile.LNKTYPE, CHINA))
        whole = bytearray(path.read_bytes())
        if form == "gz":
            whole = bytearray(gzip.compress(bytes(whole)))
        for _ in range(data.draw(st.integers(1, 4))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
        end = data.draw(st.sampled_from([None, None, len(whole) // 2, len(whole) - 3]))
        path.write_bytes(whole[:end])
        try:
            quietly(str(path), root / "out")
        except ArchiveError:
            pass


# ------------------------------------------------------------------------------------------ command
def test_the_list(tmp_path: pathlib.Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    names = (f"{PHOTOS}/{CHINA}", TESTS)
    archive = zipped(tmp_path / "a.zip", written("gb18030", *names) | {b"../up": b""})
    assert main(["unzip", archive, "--list", "--into", str(tmp_path)]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert f"  {PHOTOS}/{CHINA}  GB18030 bytes, " in lines[0]
    assert lines[2].endswith("../up  refused: a path that leads out of the directory")
    assert main(["unzip", archive, "--list", "--json"]) == 0
    rows = json.loads(capfdbinary.readouterr().out)
    assert [row["path"] for row in rows] == [*names, "../up"]
    assert rows[0]["kind"] == "file"
    assert rows[0]["size"] == len(names[0].encode())
    assert rows[0]["confidence"] > 0.9
    assert rows[2]["problem"]
    assert os.listdir(tmp_path) == ["a.zip"]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["missing.zip"], "missing.zip: No such file"),
        (["missing.zip", "--json"], "--json is for --list"),
        (["missing.zip", "--language", "jp"], "did you mean 'ja'"),
    ],
)
def test_what_cannot_be_meant(
    arguments: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["unzip", *arguments]) == 2
    assert message in capfd.readouterr().err


def test_sizes_with_units(capfd: pytest.CaptureFixture[str]) -> None:
    from mojifix.cli.unzip import _bytes

    assert [_bytes(t) for t in ("7", "2K", "1.5M", "1g", "1T")] == [
        7,
        2048,
        1572864,
        1 << 30,
        1 << 40,
    ]
    with pytest.raises(SystemExit):
        main(["unzip", "a.zip", "--max-size", "many"])
    assert "--max-size" in capfd.readouterr().err


@posix
def test_the_library_filter_is_asked_too(tmp_path: pathlib.Path) -> None:
    archive = tarred(tmp_path / "a.tar", info("ok"))
    with open_archive(archive) as opened:
        refusal = opened.refusal(opened.members[0], "../up", str(tmp_path))
        (entry,) = extracting.plan(opened, str(tmp_path / "out"))
    assert entry.problem == ""
    assert bool(refusal) is hasattr(tarfile, "data_filter")


def test_this_python_names_zip_entries_as_this_module_thinks() -> None:
    """`orig_filename` is cp437 without the flag, whatever newer versions make of `filename`."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("@@@", "")
    data = held.getvalue().replace(b"@@@", b"\xd6\xd0\\")
    (entry,) = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert entry.orig_filename.encode("cp437") == b"\xd6\xd0\\", sys.version
