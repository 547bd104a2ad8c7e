"""The errors of mojifix: one tree under `MojifixError`, each one sentence that says what to do.

`fix`, `diagnose` and `is_damaged` raise none of them for any `str`. A wrong type is Python's own
`TypeError`, everything else is here. Every error pickles.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class MojifixError(Exception):
    """Root of every error that mojifix raises on purpose."""


class UnknownCodec(MojifixError, LookupError):
    """No codec has this name; the sentence names the nearest ones, or says what lists them all."""


class UnknownChannel(MojifixError, LookupError):
    """No channel has this name; the sentence names the nearest ones."""


class OptionsError(MojifixError, ValueError):
    """An `Options` field has an invalid value."""


class TableError(MojifixError):
    """A table file is truncated, edited, or of a version that this code does not read."""


class ResultError(MojifixError, ValueError):
    """A `Finding` or `Diagnosis` that does not fit together, made by hand or read from JSON."""


class DamageError(MojifixError, ValueError):
    """`damage` cannot write the text in one codec, or read its bytes in the other, or as asked.

    `position` is a code point offset into the text where writing failed, a byte offset into the
    written bytes where reading failed, and None where neither applies.
    """

    position: int | None

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


class FileError(MojifixError):
    """A file that cannot be read or written as asked; its bytes are what they were."""


class ConfigError(MojifixError, ValueError):
    """A configuration file that does not say what can be meant: which file, which key, why."""


# Names that a sentence can list: those of the 14 kinds of finding take three lines of a terminal.
_FEW = 15


def did_you_mean(wrong: str, right: Iterable[str]) -> str:
    """The end of an error's sentence: the nearest of the `right` names; all of them when few."""
    import difflib

    names = sorted(set(right))
    near = difflib.get_close_matches(wrong.lower(), names, n=3, cutoff=0.5)
    if near:
        return "; did you mean " + " or ".join(map(repr, near)) + "?"
    if names and len(names) <= _FEW:
        return "; known are " + ", ".join(map(repr, names))
    return ""
