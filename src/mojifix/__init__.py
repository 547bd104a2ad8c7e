"""mojifix gives damaged text back: mojibake of Chinese, Japanese, Korean and the other scripts.

Everything that a program needs is importable from here::

    import mojifix
    mojifix.fix(text)  # the repaired text; the very same object when nothing is damaged

Rule of this file: names only, no logic, and nothing heavy is imported. Tables, channels and
libraries are loaded by the first text that needs them, and `mojifix.codecs` by whoever names it.
"""

from __future__ import annotations

from mojifix.api import damage, decode, diagnose, fix, is_damaged
from mojifix.decoded import Alternative, Decoded
from mojifix.decoder import Decoder
from mojifix.errors import (
    DamageError,
    MojifixError,
    OptionsError,
    ResultError,
    TableError,
    UnknownChannel,
    UnknownCodec,
)
from mojifix.options import Options
from mojifix.result import Diagnosis, Finding, Guess, Step
from mojifix.stream import Stream, fix_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mojifix import codecs as codecs

__version__ = "0.1.0"

__all__ = [
    "Alternative",
    "DamageError",
    "Decoded",
    "Decoder",
    "Diagnosis",
    "Finding",
    "Guess",
    "MojifixError",
    "Options",
    "OptionsError",
    "ResultError",
    "Step",
    "Stream",
    "TableError",
    "UnknownChannel",
    "UnknownCodec",
    "__version__",
    "damage",
    "decode",
    "diagnose",
    "fix",
    "fix_lines",
    "is_damaged",
]


def __getattr__(name: str) -> object:
    if name != "codecs":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return import_module("mojifix.codecs")
