"""`Options`: what a caller may ask for, checked once, when it is made.

Rule: code that is handed an `Options` never checks a field again.
"""

from __future__ import annotations

from mojifix._frozen import Frozen
from mojifix.errors import OptionsError, UnknownChannel, did_you_mean
from mojifix.result import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

LANGUAGES = ("zh-Hans", "zh-Hant", "ja", "ko")
"""Languages that `Options.languages` may name (BCP 47 tags)."""

RESTORE = ("certain", "confident", "always")
"""How sure a character must be whose bytes were not all there, for `Options.restore`."""


class Options(Frozen):
    """What to expect of a text and how sure a repair must be; frozen, hashable, picklable.

    languages        languages that the text was written in, such as `("ja",)`; None: any
    min_confidence   0 to 1: a repair whose posterior probability is lower is not made; on a scraped
                     page a place that is wrong as it stands is mended from 0.5 on
    channels         what may have happened: kinds of finding (`"misread"`, `"gloss"`, ...) and
                     names of channels (`"scraped-page"`, ...); None: anything
    restore          which characters are put back whose bytes were not all there: `"certain"`
                     those stated with 0.995 and more, `"confident"` the likely ones (0.6),
                     `"always"` the likeliest; the others are U+FFFD

    Raises `OptionsError` (a ValueError) for a value out of range, and `UnknownChannel` for a
    channel that does not exist; both name the nearest right name.
    """

    __slots__ = ("languages", "min_confidence", "channels", "restore")

    languages: tuple[str, ...] | None
    min_confidence: float
    channels: tuple[str, ...] | None
    restore: str

    def __init__(
        self,
        *,
        languages: Iterable[str] | None = None,
        min_confidence: float = 0.9,
        channels: Iterable[str] | None = None,
        restore: str = "confident",
    ) -> None:
        if languages is not None:
            languages = _names("languages", languages, LANGUAGES[0])
            for name in languages:
                if name not in LANGUAGES:
                    raise OptionsError(f"unknown language {name!r}" + _nearest(name, LANGUAGES))
        if isinstance(min_confidence, bool) or not isinstance(min_confidence, (int, float)):
            raise OptionsError(
                f"min_confidence is a number from 0 to 1, not {type(min_confidence).__name__}"
            )
        if not 0 <= min_confidence <= 1:  # refuses NaN too
            raise OptionsError(f"min_confidence must lie between 0 and 1, not {min_confidence!r}")
        if channels is not None:
            channels = _names("channels", channels, KINDS[0])
            _check_channels(channels)
        if restore not in RESTORE:
            raise OptionsError(f"unknown restore {restore!r}" + did_you_mean(str(restore), RESTORE))
        self._set(languages, float(min_confidence), channels, restore)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, self._values()


def _unpickled(
    languages: tuple[str, ...] | None,
    min_confidence: float,
    channels: tuple[str, ...] | None,
    restore: str,
) -> Options:
    """Unpickles an `Options`, whose fields are keyword-only."""
    return Options(
        languages=languages, min_confidence=min_confidence, channels=channels, restore=restore
    )


def _names(field: str, given: Iterable[str], example: str) -> tuple[str, ...]:
    """The names in a fixed order, each once, so that equal requests are equal objects."""
    if isinstance(given, (str, bytes)):  # `languages="ja"` would be read as 'j', 'a'
        raise OptionsError(f"{field} is a tuple of names: write {field}=({given!r},)")
    try:
        names = tuple(given)
    except TypeError:
        raise OptionsError(
            f"{field} is a tuple of names such as ({example!r},), not {type(given).__name__}"
        ) from None
    for name in names:
        if not isinstance(name, str):
            raise OptionsError(f"{field} holds names (str), not {type(name).__name__}")
    if not names:
        raise OptionsError(f"{field} is empty, which allows nothing; None stands for all of them")
    return tuple(sorted(set(names)))


def _check_channels(names: tuple[str, ...]) -> None:
    unknown = [name for name in names if name not in KINDS]
    if not unknown:
        return
    from mojifix.channels import registry

    known = {channel.name for channel in registry()}.union(KINDS)
    for name in unknown:
        if name not in known:
            kinds = f"{did_you_mean('', KINDS)}, and channels such as 'utf-8>cp936'"
            raise UnknownChannel(f"unknown channel {name!r}{did_you_mean(name, known) or kinds}")


def meant_by(name: str) -> str | None:
    """The tag of a slip: `zh` and `zh-CN` are no close match of any, but clearly meant."""
    slips = {"zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant"}
    slips |= {"jp": "ja", "kr": "ko"}
    return slips.get(name.lower().replace("_", "-"))


def _nearest(name: str, names: Iterable[str]) -> str:
    meant = meant_by(name)
    return f"; did you mean {meant!r}?" if meant else did_you_mean(name, names)


DEFAULT = Options()
