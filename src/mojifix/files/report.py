"""Outcomes to text for people and for programs: one class a format.

A reporter is given each outcome in turn and yields lines; `end` yields those that come last. Rules:

1. A line of "text" is `path:line:column: kind  before -> after  (confidence)`, with an arrow that
   is U+2192: what editors and terminals take for a place to jump to comes first.
2. What cannot be read or written is an error, not a finding; programs find it in `errors` (JSON) or
   `invocations` (SARIF), people on standard error.
3. What cannot be seen goes out as an escape, and so does what is no UTF-8; only names of files that
   programs are told are what they are.
"""

from __future__ import annotations

from mojifix._shown import percent, plural, shown
from mojifix.files.work import ERROR
from mojifix.result import KINDS, meaning, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Final

    from mojifix.files.work import Outcome, Place


class Reporter:
    """What every format does; this one says nothing."""

    def one(self, outcome: Outcome) -> Iterator[str]:
        """The lines of one outcome."""
        return iter(())

    def end(self) -> Iterator[str]:
        """The lines behind the last outcome."""
        return iter(())


class Text(Reporter):
    """A line a finding, for people."""

    def __init__(
        self, before: Callable[[str], str] = visible, after: Callable[[str], str] = visible
    ) -> None:
        self.before, self.after = before, after

    def one(self, outcome: Outcome) -> Iterator[str]:
        for place in outcome.places:
            at = f"{shown(outcome.path)}:{place.line}:{place.column}"
            yield f"{at}: {place.finding.kind}  {_change(place, self.before, self.after)}"


class JsonLines(Reporter):
    """A JSON object a finding."""

    def one(self, outcome: Outcome) -> Iterator[str]:
        for place in outcome.places:
            yield _dumped(_plain(outcome, place))


class GitHub(Reporter):
    """Workflow commands, which GitHub Actions shows beside the line."""

    def one(self, outcome: Outcome) -> Iterator[str]:
        for place in outcome.places:
            fields = {
                "file": outcome.path.replace("\\", "/"),
                "line": str(place.line),
                "endLine": str(place.end_line),
                "col": str(place.column),
                "title": f"mojifix: {place.finding.kind}",
            }
            if place.line == place.end_line:
                fields["endColumn"] = str(place.end_column)
            shown = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
            message = f"{_change(place, visible, visible)}: {place.finding.what}"
            yield f"::error {shown}::{_message(message)}"


class Json(Reporter):
    """One JSON object with all of it."""

    def __init__(self) -> None:
        self.findings: list[dict[str, Any]] = []
        self.errors: list[dict[str, Any]] = []

    def one(self, outcome: Outcome) -> Iterator[str]:
        self.findings += [_plain(outcome, place) for place in outcome.places]
        if outcome.status == ERROR:
            self.errors.append({"path": outcome.path, "message": outcome.message})
        return iter(())

    def end(self) -> Iterator[str]:
        from mojifix import __version__

        yield _dumped(
            {"version": __version__, "findings": self.findings, "errors": self.errors}, indent=2
        )


class Sarif(Reporter):
    """SARIF 2.1.0, for code scanning; repairs are its fixes."""

    def __init__(self) -> None:
        self.results: list[dict[str, Any]] = []
        self.notices: list[dict[str, Any]] = []

    def one(self, outcome: Outcome) -> Iterator[str]:
        artifact = {"uri": _uri(outcome.path)}
        self.results += [_result(artifact, place) for place in outcome.places]
        if outcome.status == ERROR:
            location = {"physicalLocation": {"artifactLocation": artifact}}
            self.notices.append(
                {
                    "level": "error",
                    "message": {"text": outcome.message},
                    "locations": [location],
                }
            )
        return iter(())

    def end(self) -> Iterator[str]:
        from mojifix import __version__

        rules = [{"id": kind, "shortDescription": {"text": meaning(kind)}} for kind in KINDS]
        driver = {"name": "mojifix", "version": __version__, "rules": rules}
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [
                {
                    "executionSuccessful": not self.notices,
                    "toolExecutionNotifications": self.notices,
                }
            ],
            "results": self.results,
        }
        schema = "https://json.schemastore.org/sarif-2.1.0.json"
        yield _dumped({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2)


FORMATS: Final[dict[str, type[Reporter]]] = {
    "text": Text,
    "json": Json,
    "jsonl": JsonLines,
    "github": GitHub,
    "sarif": Sarif,
}
"""A reporter for each value of --format."""


# ----------------------------------------------------------------------------------- for people
def _change(place: Place, before: Callable[[str], str], after: Callable[[str], str]) -> str:
    finding = place.finding
    if not finding.changed:
        return f"{before(finding.original)} is beyond repair"
    sure = percent(finding.confidence)
    return f"{before(finding.original)} \u2192 {after(finding.repaired)}  ({sure})"


def told(outcome: Outcome, encoding: str) -> str:
    """What was repaired in a file, or would be: "3 repairs, 1 place beyond repair"."""
    parts = []
    if outcome.repairs:
        parts.append(plural(outcome.repairs, "repair"))
    if outcome.beyond:
        parts.append(f"{plural(outcome.beyond, 'place')} beyond repair")
    foreign = sum(place.finding.kind == "other-encoding" for place in outcome.places)
    if foreign:
        parts.append(f"{plural(foreign, 'line')} in another encoding")
    said = ", ".join(parts)
    if outcome.changed and encoding != "keep" and outcome.encoding != "utf-8":
        said += f" ({outcome.encoding} becomes UTF-8)"
    return said


# --------------------------------------------------------------------------------- for programs
def _plain(outcome: Outcome, place: Place) -> dict[str, Any]:
    finding = place.finding
    return {
        "path": outcome.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "encoding": outcome.encoding,
        "what": finding.what,
        **finding.to_dict(),
    }


def _dumped(data: object, indent: int | None = None) -> str:
    """JSON with letters as letters, and as escapes what cannot be seen or is no UTF-8: U+0085 and
    U+2028 are line ends to some who read it line by line."""
    import json

    text = json.dumps(data, ensure_ascii=False, indent=indent)
    shown = [c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text]
    return "".join(shown)


def _result(artifact: dict[str, Any], place: Place) -> dict[str, Any]:
    finding = place.finding
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    shown = _change(place, visible, visible)
    result: dict[str, Any] = {
        "ruleId": finding.kind,
        "ruleIndex": KINDS.index(finding.kind),
        "level": "error",
        "message": {"text": f"{shown}: {finding.what}"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    if finding.changed:
        replacement = {"deletedRegion": region, "insertedContent": {"text": finding.repaired}}
        change = {"artifactLocation": artifact, "replacements": [replacement]}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result


def _uri(path: str) -> str:
    import os
    from urllib.parse import quote

    uri = quote(os.fsencode(path.replace(os.sep, "/")))
    return "file://" + uri if os.path.isabs(path) else uri


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
