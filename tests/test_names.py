"""Names of files: read, mended, renamed with a journal, and given back to the letter."""

from __future__ import annotations

import json
import os
import pathlib
import sys
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mojifix
from mojifix._shown import shown
from mojifix.archives import tree
from mojifix.archives.naming import judge, read_names
from mojifix.cli import main
from mojifix.codecs import get
from strategies import SENTENCES

PHOTOS = "\u6211\u4eec\u7684\u7167\u7247"
TESTS = "\u6d4b\u8bd5\u6587\u6863"
MEETING = "\u4f1a\u8bae\u8bb0\u5f55"
CHINA = "\u4e2d\u56fd"
REPORT = "\u5831\u544a\u66f8"
NAMES = {
    "gb18030": (PHOTOS, TESTS, MEETING, CHINA),
    "cp932": ("\u65e5\u672c\u8a9e\u306e\u8cc7\u6599", REPORT, "\u8868\u793a", "\u5199\u771f"),
    "euc_jp": ("\u65e5\u672c\u8a9e\u306e\u8cc7\u6599", REPORT, "\u304a\u77e5\u3089\u305b"),
    "big5hkscs": (
        "\u7e41\u9ad4\u4e2d\u6587",
        "\u6703\u8b70\u7d00\u9304",
        "\u6211\u7684\u7167\u7247",
    ),
    "cp949": ("\ud55c\uad6d\uc5b4", "\uc0ac\uc9c4", "\ud68c\uc758\ub85d"),
    "cp866": (
        "\u043f\u0440\u0438\u0432\u0435\u0442",
        "\u0434\u043e\u043a\u0443\u043c\u0435\u043d\u0442\u044b",
    ),
    "utf-8": (PHOTOS, REPORT, "\uc0ac\uc9c4", "\u00e9t\u00e9"),
    "cp437": ("\u00fcbung", "fran\u00e7ais", "caf\u00e9 cr\u00e8me"),
}

bytes_names = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="names there are Unicode by force"
)


# ------------------------------------------------------------------------------------------ reading
@pytest.mark.parametrize("codec", NAMES)
def test_the_encoding_of_names_is_worked_out(codec: str) -> None:
    names = [f"{name}.txt" for name in NAMES[codec]]
    found = read_names([get(codec).encode(name) for name in names])
    assert [reading and reading[0] for reading in found] == names
    assert all(reading and reading[2] > 0.9 for reading in found)


def test_neighbours_decide_what_one_name_cannot() -> None:
    """Of one short name two encodings are thinkable; ten others tell."""
    raw = get("cp866").encode("\u0434\u0430")
    (alone,) = read_names([raw])
    among = read_names([raw, *map(get("cp866").encode, NAMES["cp866"])])[0]
    assert alone
    assert among
    assert among[0] == "\u0434\u0430"
    assert among[2] > 0.95
    assert alone[0] != among[0] or alone[2] < among[2]


def test_one_name_may_be_in_another_encoding() -> None:
    raw = [get("gb18030").encode(name) for name in NAMES["gb18030"]]
    raw.append(get("cp932").encode("\u65e5\u672c\u8a9e\u306e\u8cc7\u6599\u306b\u3064\u3044\u3066"))
    found = read_names(raw)
    assert [reading[1] for reading in found if reading] == ["gb18030"] * 4 + ["cp932"]


def test_an_encoding_that_is_known() -> None:
    found = read_names([get("cp932").encode(REPORT), b"\xff\xff\x81"], "shift_jis")
    assert found == [(REPORT, "cp932", 1.0), None]
    with pytest.raises(mojifix.UnknownCodec):
        read_names([b"a"], "shift-jiss")


def test_every_byte_string_is_judged() -> None:
    for raw in (b"\xff", b"\x80\x81", bytes(range(1, 256)), b"", b"\xed\xa0\x80"):
        (named,) = judge([raw])
        assert named.name == raw.decode("utf-8", "surrogateescape")
        assert named.changed or named.problem or raw.isascii()


def test_what_is_not_sure_is_left_alone() -> None:
    (named,) = judge([b"\xe4"], options=mojifix.Options(min_confidence=1.0))
    assert not named.changed
    assert "--encoding" in named.problem


def test_cut_names_are_told() -> None:
    whole = (PHOTOS * 3).encode("utf-8")
    (named,) = judge([whole[:-1] + b".txt"])
    assert not named.changed
    assert "cut in two" in named.problem


def test_clean_names_are_left_alone() -> None:
    clean = [
        *NAMES["utf-8"],
        "README.md",
        "\u00fc\u00e4\u00f6.txt",
        "\u043e\u0442\u0447\u0435\u0442.doc",
    ]
    assert [named.repaired for named in judge(clean)] == clean
    assert not any(named.problem or named.what for named in judge(clean))


def test_names_misread_once_and_names_that_lost_bytes() -> None:
    once = mojifix.damage(PHOTOS, written="gb18030", read="latin-1")
    lossy = mojifix.damage(PHOTOS + MEETING, written="utf-8", read="cp936", errors="ignore")
    found = judge([once + ".txt", lossy])
    assert [named.repaired for named in found] == [PHOTOS + ".txt", PHOTOS + MEETING]
    assert "Latin-1" in found[0].what
    assert "lost" in found[1].what


def test_a_name_with_places_that_cannot_be_told_is_left_alone() -> None:
    only = mojifix.Options(restore="certain")
    lossy = mojifix.damage(PHOTOS + MEETING, written="utf-8", read="cp936", errors="windows")
    (named,) = judge([lossy], options=only)
    assert not named.changed
    assert "cannot be told" in named.problem
    (beyond,) = judge(["\u951f\u65a4\u62f7" * 4])
    assert beyond.problem.startswith("beyond repair")


def test_names_are_shown_whole() -> None:
    assert shown("a\udcd6\x1b\u4e2d\u202e") == "a\\xd6\\x1b\u4e2d\\u202e"
    assert shown("\u4f1a\u8b70\u3000\u9332") == "\u4f1a\u8b70\u3000\u9332"


# ----------------------------------------------------------------------------------------- renaming
def listing(root: pathlib.Path) -> list[bytes]:
    raw = os.fsencode(root)
    return sorted(
        os.path.relpath(os.path.join(folder, name), raw)
        for folder, folders, files in os.walk(raw)
        for name in [*folders, *files]
    )


def make(root: pathlib.Path, *names: str | bytes) -> None:
    for name in names:
        path = os.path.join(os.fsencode(root), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(os.fsencode(name))


@pytest.fixture
def misread(tmp_path: pathlib.Path) -> pathlib.Path:
    """A tree of names misread once, which every file system takes."""

    def damaged(name: str) -> str:
        return mojifix.damage(name, written="gb18030", read="latin-1")

    root = tmp_path / "tree"
    make(root, f"{damaged(PHOTOS)}/{damaged(TESTS)}/{damaged(MEETING)}.txt")
    make(root, f"{damaged(PHOTOS)}/ok.txt", f"{PHOTOS}-{CHINA}.txt", "plain.txt")
    return root


def test_apply_and_undo(misread: pathlib.Path, tmp_path: pathlib.Path) -> None:
    before = listing(misread)
    journal = str(tmp_path / "journal.jsonl")
    found = tree.plan(str(misread))
    assert [one.named.repaired for one in found] == [MEETING + ".txt", TESTS, PHOTOS]
    tree.write_journal(journal, str(misread), found)
    assert tree.apply(str(misread), found) == []
    assert os.fsencode(f"{PHOTOS}/{TESTS}/{MEETING}.txt") in listing(misread)
    assert tree.plan(str(misread)) == []
    assert tree.undo(journal) == (3, [])
    assert listing(misread) == before
    assert tree.undo(journal) == (0, [])  # again: nothing is to be given back


@pytest.mark.parametrize("done", range(4))
def test_an_interrupted_run_can_be_undone(
    done: int, misread: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    before = listing(misread)
    journal = str(tmp_path / "journal.jsonl")
    found = tree.plan(str(misread))
    tree.write_journal(journal, str(misread), found)
    tree.apply(str(misread), found[:done])
    moved = misread.rename(tmp_path / "elsewhere")
    assert tree.undo(journal, str(moved)) == (done, [])
    assert listing(moved) == before


@bytes_names
@pytest.mark.parametrize("codec", ["gb18030", "cp932", "big5hkscs", "cp949"])
def test_names_that_are_no_utf8(codec: str, tmp_path: pathlib.Path) -> None:
    root = tmp_path / "tree"
    folder, *files = [get(codec).encode(name) for name in NAMES[codec]]
    make(root, *(folder + b"/" + name + b".txt" for name in files))
    before = listing(root)
    found = tree.plan(str(root))
    assert {one.named.repaired for one in found} == {
        NAMES[codec][0],
        *(f"{name}.txt" for name in NAMES[codec][1:]),
    }
    journal = str(tmp_path / "journal.jsonl")
    tree.write_journal(journal, str(root), found)
    head = pathlib.Path(journal).read_text("ascii").split("\n")[0]
    assert json.loads(head)["names"] == len(found)
    assert tree.apply(str(root), found) == []
    assert all(path.decode("utf-8") for path in listing(root))
    assert tree.undo(journal) == (len(found), [])
    assert listing(root) == before


@bytes_names
def test_folders_of_two_encodings(tmp_path: pathlib.Path) -> None:
    """Short names that many more of another encoding would talk over: 2 hanzi are 2 others."""
    root = tmp_path / "tree"
    japanese = ("\u5199\u771f", "\u8868\u793a", "\u5831\u544a", "\u8cc7\u6599")
    make(root, *(b"a/" + get("cp932").encode(name) for name in japanese))
    words = [text[:6] for text in SENTENCES["zh-Hans"]]
    make(root, *(b"b/" + get("gb18030").encode(name) for name in words))
    found = {one.named.repaired for one in tree.plan(str(root)) if one.named.changed}
    assert set(japanese) <= found
    assert set(words) <= found


def test_collisions_are_refused(tmp_path: pathlib.Path) -> None:
    root = tmp_path / "tree"
    latin = mojifix.damage(PHOTOS, written="gb18030", read="latin-1")
    mac = mojifix.damage(PHOTOS, written="gb18030", read="mac_roman")
    taken = mojifix.damage(TESTS, written="gb18030", read="latin-1")
    make(root, latin, mac, taken, TESTS)
    before = listing(root)
    found = tree.plan(str(root))
    problems = {one.named.name: one.named.problem for one in found}
    assert "2 names here would become" in problems[latin]
    assert "2 names here would become" in problems[mac]
    assert "already" in problems[taken]
    assert tree.apply(str(root), [one for one in found if one.named.changed]) == []
    assert listing(root) == before


def test_a_name_taken_meanwhile_is_not_overwritten(misread: pathlib.Path) -> None:
    found = tree.plan(str(misread))
    (misread / PHOTOS).mkdir()
    failures = tree.apply(str(misread), found)
    assert [problem for _, problem in failures] == [f"there is a {PHOTOS!r} already"]
    assert (misread / PHOTOS).is_dir()


def test_a_name_that_grows_too_long_is_left_alone() -> None:
    name = (PHOTOS * 18)[:84]  # 168 bytes of GBK, 252 of UTF-8, and an ending
    raw = get("gb18030").encode(name) + b".text"
    (named,) = judge([raw])
    assert named.repaired == name + ".text"
    problem = tree._apart([("", named.name, frozenset([named.name]))], [named])[0].problem
    assert problem == "257 bytes in UTF-8, where a name has 255 at most"


def test_links_are_renamed_and_not_followed(tmp_path: pathlib.Path) -> None:
    outside = tmp_path / "outside"
    make(outside, mojifix.damage(TESTS, written="gb18030", read="latin-1"))
    root = tmp_path / "tree"
    root.mkdir()
    link = mojifix.damage(PHOTOS, written="gb18030", read="latin-1")
    try:
        os.symlink(outside, root / link, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets nobody make links")
    found = tree.plan(str(root))
    assert [one.old for one in found] == [link]
    assert tree.apply(str(root), found) == []
    assert (root / PHOTOS).is_symlink()


def test_journals_that_cannot_be_used(tmp_path: pathlib.Path, misread: pathlib.Path) -> None:
    there = tmp_path / "there.jsonl"
    there.write_text("mine")
    found = tree.plan(str(misread))
    with pytest.raises(tree.JournalError, match="nothing was renamed"):
        tree.write_journal(str(there), str(misread), found)
    assert there.read_text() == "mine"
    with pytest.raises(tree.JournalError, match="no journal"):
        tree.read_journal(str(there))
    with pytest.raises(tree.JournalError, match="No such file"):
        tree.read_journal(str(tmp_path / "missing"))
    whole = tmp_path / "whole.jsonl"
    tree.write_journal(str(whole), str(misread), found)
    whole.write_text("".join(whole.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(tree.JournalError, match="not whole"):
        tree.read_journal(str(whole))


STEMS = st.sampled_from(
    [
        *(get(codec).encode(name) for codec, names in NAMES.items() for name in names),
        *(
            mojifix.damage(name, written="utf-8", read=reader, errors="replace").encode("utf-8")
            for name in NAMES["gb18030"]
            for reader in ("cp936", "latin-1", "cp1252")
        ),
        b"plain",
    ]
)
ANY_NAME = st.one_of(STEMS, st.binary(min_size=1, max_size=12)).filter(
    lambda name: not set(name) & {0, ord("/")} and name not in (b".", b"..")
)


@bytes_names
@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(ANY_NAME, ANY_NAME), max_size=8))
def test_no_file_is_ever_lost(paths: list[tuple[bytes, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name) / "tree"
        for folder, file in {(folder, b"x" + file) for folder, file in paths}:
            make(root, folder + b"/" + file)
        root.mkdir(exist_ok=True)
        before = listing(root)
        journal = str(pathlib.Path(name) / "journal")
        changed = [one for one in tree.plan(str(root)) if one.named.changed]
        tree.write_journal(journal, str(root), changed)
        assert tree.apply(str(root), changed) == []
        assert len(listing(root)) == len(before)
        assert tree.undo(journal) == (len(changed), [])
        assert listing(root) == before


# ------------------------------------------------------------------------------------------ command
def test_the_command(
    misread: pathlib.Path,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(tmp_path)
    before = listing(misread)
    assert main(["names", "tree"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert f"\u2192 {PHOTOS}  GB18030 bytes read as" in out
    assert "to rename: 3, to leave alone: 0\nnothing was renamed; --apply does it\n" in out
    assert listing(misread) == before
    assert main(["names", "tree", "--apply"]) == 0
    out = capfdbinary.readouterr().out.decode()
    (journal,) = tmp_path.glob("mojifix-names-*.jsonl")
    assert f"renamed: 3; to undo: mojifix names --undo {journal.name}\n" in out
    assert main(["names", "tree"]) == 0
    assert capfdbinary.readouterr().out == b"nothing to rename\n"
    assert main(["names", "--undo", journal.name]) == 0
    assert capfdbinary.readouterr().out == b"names given back: 3\n"
    assert listing(misread) == before


def test_the_command_for_programs(
    misread: pathlib.Path, tmp_path: pathlib.Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (misread / PHOTOS).mkdir()
    arguments = ["names", str(misread), "--json", "--apply", "--journal", str(tmp_path / "j")]
    assert main(arguments) == 0
    data = json.loads(capfdbinary.readouterr().out)
    assert data["journal"] == str(tmp_path / "j")
    assert [row["repaired"] for row in data["names"]][:2] == [MEETING + ".txt", TESTS]
    assert "already" in data["names"][2]["problem"]


def test_the_command_says_what_failed(
    misread: pathlib.Path, tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]
) -> None:
    journal = str(tmp_path / "j")
    assert main(["names", str(misread), "--apply", "--journal", journal]) == 0
    (misread / mojifix.damage(PHOTOS, written="gb18030", read="latin-1")).mkdir()
    assert main(["names", "--undo", journal]) == 1
    assert "already" in capfd.readouterr().out


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["names", "missing"], "missing: no such directory"),
        (["names", "--undo", "missing"], "missing: No such file"),
        (["names", "--undo", "missing", "--apply"], "not both"),
        (["names", ".", "--encoding", "gbkk"], "gbk"),
        (["names", ".", "--min-confidence", "7"], "between 0 and 1"),
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
    assert main(arguments) == 2
    assert message in capfd.readouterr().err
