"""Findings that a project accepts: what was there on the day it began to check.

Rules:

1. A finding is known by its file, its kind and what stands there, not by its line: an edit above it
   changes nothing. So many of one kind as the baseline has are accepted, one more is not.
2. The file is JSON with one finding a line, sorted, so that a change of it reads well in a review.
   Paths are relative to the folder of the baseline, with slashes.
3. A file that holds something else is never written over: one letter of a name is easily mistyped.
"""

from __future__ import annotations

import os

from mojifix.errors import ConfigError
from mojifix.files.config import relative
from mojifix.files.work import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final, TypeAlias

    from mojifix.result import Finding

    Key: TypeAlias = tuple[str, str, str]  # path, kind, what stands there

VERSION: Final = 1


class Baseline:
    """How often each finding is accepted; `accept` takes from that."""

    def __init__(self, path: str, counts: dict[Key, int] | None = None) -> None:
        self.root = os.path.dirname(os.path.abspath(path))
        self.path = path
        self.counts = {} if counts is None else counts
        self.accepted = 0

    def accept(self, outcome: Outcome) -> Outcome:
        """The outcome without the findings that are accepted."""
        places = [p for p in outcome.places if not self._take(outcome.path, p.finding)]
        if len(places) == len(outcome.places):
            return outcome
        return Outcome(outcome.path, outcome.status, outcome.message, outcome.encoding, places)

    def _take(self, path: str, finding: Finding) -> bool:
        key = self._key(path, finding)
        left = self.counts.get(key, 0)
        if not left:
            return False
        self.counts[key] = left - 1
        self.accepted += 1
        return True

    def _key(self, path: str, finding: Finding) -> Key:
        shown = relative(path, self.root)
        return (path if shown is None else shown), finding.kind, finding.original


def load(path: str) -> Baseline:
    """The baseline of a file; raises `ConfigError` for what is none, or is not there."""
    try:
        with open(path, "rb") as file:
            return Baseline(path, _counts(path, file.read()))
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path}: there is no baseline yet: --update-baseline makes it"
        ) from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error


def _counts(path: str, content: bytes) -> dict[Key, int]:
    """What the content of a baseline accepts; raises as `load`."""
    import json

    try:
        data = json.loads(content)
    except ValueError as error:
        raise ConfigError(f"{path}: this is no baseline: {error}") from error
    try:
        if data["version"] != VERSION:
            raise ConfigError(
                f"{path}: a baseline of version {data['version']!r}, which this mojifix does not "
                "read: --update-baseline makes it anew"
            )
        counts: dict[Key, int] = {}
        for item in data["findings"]:
            key = (str(item["path"]), str(item["kind"]), str(item["original"]))
            counts[key] = counts.get(key, 0) + int(item.get("count", 1))
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: this is no baseline of mojifix: {error!r}") from error
    return counts


def check_name(path: str) -> None:
    """Raises `FileError` where the file is there and holds something else than a baseline."""
    from mojifix.files.writing import may_replace

    may_replace(path, _ours, "baseline of mojifix")


def _ours(content: bytes) -> bool:
    """Whether this is a baseline, of whatever version."""
    import json

    try:
        data = json.loads(content)
    except ValueError:
        return False
    return isinstance(data, dict) and data.keys() == {"version", "findings"}


def save(path: str, outcomes: Iterable[Outcome]) -> int:
    """Writes the findings of the outcomes as the baseline, and returns how many they are.

    Raises as `check_name`.
    """
    import json

    from mojifix.files.writing import create

    check_name(path)
    made = Baseline(path)
    for outcome in outcomes:
        for place in outcome.places:
            key = made._key(outcome.path, place.finding)
            made.counts[key] = made.counts.get(key, 0) + 1
    lines = []
    for (file, kind, original), count in sorted(made.counts.items()):
        item: dict[str, object] = {"path": file, "kind": kind, "original": original}
        if count > 1:
            item["count"] = count
        lines.append("    " + json.dumps(item, ensure_ascii=not _storable(original)))
    body = ",\n".join(lines)
    text = f'{{\n  "version": {VERSION},\n  "findings": [' + (f"\n{body}\n  " if body else "")
    create(path, [(text + "]\n}\n").encode("utf-8")])
    return sum(made.counts.values())


def _storable(text: str) -> bool:
    """Whether it can be read as it is: what cannot be seen, or is no UTF-8, goes into escapes."""
    return text.isprintable()
