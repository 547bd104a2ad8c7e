"""What a project asks for: `[tool.mojifix]` of pyproject.toml, or mojifix.toml.

Rules:

1. The nearest folder at or above the working folder that has one of the two decides, as far up as
   the repository goes; mojifix.toml comes before pyproject.toml. Two files are never mixed.
2. A key that is not known, or a value of another type, is an error that names file, key and the
   nearest right name. Nothing is ignored silently.
3. Patterns are those of .gitignore, relative to the folder of the configuration.
"""

from __future__ import annotations

import os

from mojifix._frozen import Frozen
from mojifix.errors import ConfigError, MojifixError, did_you_mean
from mojifix.options import Options
from mojifix.result import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Final

    import pathspec

NAMES: Final = ("mojifix.toml", "pyproject.toml")

ENCODINGS: Final = ("utf-8", "keep")
"""What a repaired file is written in: UTF-8, or what it was."""


class Settings(Frozen):
    """What a project asks for, checked.

    root              the folder that patterns are relative to
    exclude           patterns of files that are left alone
    per_file_ignores  (pattern, kinds): kinds of finding that do not count in those files
    languages, min_confidence, restore
                      fields of `mojifix.Options`; None where the project does not say
    only, skip        kinds of finding that count alone, or do not count; None: it does not say
    encoding          one of ENCODINGS
    baseline          a file of accepted findings, or None
    """

    __slots__ = (
        "root",
        "exclude",
        "per_file_ignores",
        "languages",
        "min_confidence",
        "restore",
        "only",
        "skip",
        "encoding",
        "baseline",
    )

    root: str
    exclude: tuple[str, ...]
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...]
    languages: tuple[str, ...] | None
    min_confidence: float | None
    restore: str | None
    only: tuple[str, ...] | None
    skip: tuple[str, ...] | None
    encoding: str | None
    baseline: str | None

    def __init__(
        self,
        root: str = ".",
        exclude: tuple[str, ...] = (),
        per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = (),
        languages: tuple[str, ...] | None = None,
        min_confidence: float | None = None,
        restore: str | None = None,
        only: tuple[str, ...] | None = None,
        skip: tuple[str, ...] | None = None,
        encoding: str | None = None,
        baseline: str | None = None,
    ) -> None:
        self._set(
            os.path.abspath(root),
            exclude,
            per_file_ignores,
            languages,
            min_confidence,
            restore,
            only,
            skip,
            encoding,
            baseline,
        )


def find(start: str = ".") -> Settings:
    """The settings that hold in a folder; the defaults where no file has any.

    Raises `ConfigError` for a file that cannot be read, or holds what is no setting.
    """
    folder = os.path.abspath(start)
    while True:
        for name in NAMES:
            found = read(os.path.join(folder, name), missing_ok=True)
            if found is not None:
                return found
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return Settings(start)
        folder = above


def read(path: str, missing_ok: bool = False) -> Settings | None:
    """The settings of one file; None for a pyproject.toml that has none for mojifix.

    missing_ok   None, too, where there is no such file; an error otherwise
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        if missing_ok:
            return None
        raise ConfigError(f"{path}: {error.strerror}") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    own = os.path.basename(path) != "pyproject.toml"
    if not own and b"mojifix" not in data:  # most are not ours, and the parser costs an import
        return None
    table = _parsed(path, data)
    if not own:
        tool = table.get("tool")
        if not isinstance(tool, dict) or "mojifix" not in tool:
            return None
        table = tool["mojifix"]
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: tool.mojifix is a table: write [tool.mojifix]")
    return _settings(path, table)


def _parsed(path: str, data: bytes) -> dict[str, Any]:
    import sys

    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))  # editors on Windows write a mark
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError
        raise ConfigError(f"{path}: this is no TOML: {error}") from error


def _settings(path: str, table: Mapping[str, Any]) -> Settings:
    """The settings of a table, each key checked by the function that READERS names for it."""
    given: dict[str, Any] = {}
    for key, value in table.items():
        reader = _READERS.get(key)
        if reader is None:
            raise ConfigError(f"{path}: unknown key {key!r}" + did_you_mean(key, _READERS))
        try:
            given[key.replace("-", "_")] = reader(value)
        except (MojifixError, TypeError) as error:
            raise ConfigError(f"{path}: {key}: {error}") from error
    root = os.path.dirname(os.path.abspath(path))
    if "baseline" in given:
        given["baseline"] = os.path.join(root, given["baseline"])
    return Settings(root, **given)


# ------------------------------------------------------------------------------- values, by key
def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"a list of strings is wanted, not {value!r}")
    return tuple(value)


def _some(value: object) -> tuple[str, ...]:
    strings = _strings(value)
    if not strings:
        raise ConfigError("an empty list allows nothing: leave the key out, which allows all")
    return strings


def _patterns(value: object) -> tuple[str, ...]:
    patterns = _strings(value)
    matcher(patterns)
    return patterns


def kinds(value: object) -> tuple[str, ...]:
    """Kinds of finding, checked; raises `ConfigError` with the nearest right name."""
    names = _strings(value)
    for name in names:
        if name not in KINDS:
            raise ConfigError(f"unknown kind of finding {name!r}" + did_you_mean(name, KINDS))
    return names


def _only(value: object) -> tuple[str, ...]:
    return kinds(list(_some(value)))


def _per_file(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise TypeError('a table is wanted, such as { "tests/*" = ["question-marks"] }')
    matcher(tuple(value))
    return tuple([(pattern, kinds(names)) for pattern, names in value.items()])


def _languages(value: object) -> tuple[str, ...] | None:
    return Options(languages=_some(value)).languages


def _confidence(value: object) -> float:
    return Options(min_confidence=value).min_confidence  # type: ignore[arg-type]


def _restore(value: object) -> str:
    return Options(restore=value).restore  # type: ignore[arg-type]


def _encoding(value: object) -> str:
    if value not in ENCODINGS:
        raise ConfigError(f"unknown value {value!r}" + did_you_mean(str(value), ENCODINGS))
    return str(value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a string is wanted, not {value!r}")
    return value


_READERS: Final = {
    "exclude": _patterns,
    "per-file-ignores": _per_file,
    "languages": _languages,
    "min-confidence": _confidence,
    "restore": _restore,
    "only": _only,
    "skip": kinds,
    "encoding": _encoding,
    "baseline": _string,
}
KEYS: Final = tuple(_READERS)
"""Every key of a configuration."""


# -------------------------------------------------------------------------------------- patterns
def matcher(patterns: Iterable[str]) -> pathspec.GitIgnoreSpec:
    """What matches paths against .gitignore patterns; raises `ConfigError` for one that is none."""
    import re

    import pathspec

    patterns = tuple(patterns)
    try:
        return pathspec.GitIgnoreSpec.from_lines(patterns)
    except (ValueError, re.error) as error:  # "!", and a range that runs backwards: "[z-a]"
        if len(patterns) > 1:  # which of them?
            for pattern in patterns:
                matcher([pattern])
        raise ConfigError(f"{patterns[-1]!r} is no pattern of .gitignore: {error}") from error


def relative(path: str, root: str) -> str | None:
    """The path as patterns see it, relative to `root` with slashes; None outside of it."""
    try:
        below = os.path.relpath(os.path.abspath(path), root)
    except ValueError:  # another drive
        return None
    if below == os.pardir or below.startswith(os.pardir + os.sep):
        return None
    return below.replace(os.sep, "/")
