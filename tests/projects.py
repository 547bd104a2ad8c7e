"""Trees of files to repair and check, and the installed command run in them."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import mojifix

SENTENCE = "\u6211\u4eec\u6628\u5929\u53bb\u516c\u56ed\u6563\u6b65\u4e86"
BROKEN = mojifix.damage(SENTENCE, written="utf-8", read="latin-1")
BEYOND = "\u951f\u65a4\u62f7\u951f\u65a4\u62f7"  # what is left of legacy bytes read as UTF-8


def run(
    folder: pathlib.Path, *arguments: str, data: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command as a program of its own, in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "mojifix", *arguments],
        cwd=folder,
        input=data,
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )


def write(folder: pathlib.Path, files: dict[str, str | bytes]) -> None:
    """Makes the files, and the folders that they are in."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def contents(folder: pathlib.Path) -> dict[str, bytes]:
    """Every file below the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git/" not in path.as_posix()
    }
