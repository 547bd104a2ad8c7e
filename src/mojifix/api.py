"""The functions that people call. They check arguments, then hand over to the search or the codecs.

Rule: whatever costs time to import is imported inside the function that needs it.
"""

from __future__ import annotations

from mojifix.errors import DamageError
from mojifix.options import DEFAULT, Options
from mojifix.result import LOSSES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import Final, NoReturn

    from mojifix.codecs import Codec
    from mojifix.decoded import Decoded
    from mojifix.result import Diagnosis

# Layers of damage, and characters of a text to which another one is added: each may double the
# text, so that forty would fill any memory. By judgement: a repair looks for four layers, and
# LONGEST characters of 4 bytes are 128 MiB.
LAYERS: Final = 32
LONGEST: Final = 1 << 25

_search: Callable[[str, Options], Diagnosis] | None = None  # mojifix.search.diagnose, once needed
_repair: Callable[[str, Options], str] | None = None  # mojifix.search.fix, once needed


def fix(text: str, *, options: Options | None = None) -> str:
    """The repaired text; the very same object when there is nothing to repair.

    Repairs encodings and nothing else: width, quotes, line ends, case and Unicode form of what was
    not damaged stay. A place that was lost and cannot be told is U+FFFD. Raises `TypeError` for
    what is no str, and nothing for any str.
    """
    if not isinstance(text, str):
        _refuse("fix", text)
    # ASCII is the same in every codec that is read or written here: unless it holds escapes,
    # nothing can have happened.
    if (
        options is None
        and text.isascii()
        and "&" not in text  # `_signs.ESCAPES`: a loop over them takes longer than this
        and "%" not in text
        and "#" not in text
        and "\\" not in text
    ):
        return text
    global _repair
    if _repair is None:
        from mojifix import search

        _repair = search.fix
    return _repair(text, _checked(options))


def diagnose(text: str, *, options: Options | None = None) -> Diagnosis:
    """What was found in the text, and the repaired text: see `Diagnosis`. Raises as `fix` does."""
    global _search
    if not isinstance(text, str):
        _refuse("diagnose", text)
    options = _checked(options)
    if _search is None:
        from mojifix import search

        _search = search.diagnose
    return _search(text, options)


def decode(
    data: bytes | bytearray | memoryview,
    *,
    hint: str | Collection[str] | None = None,
    options: Options | None = None,
) -> Decoded:
    """The right text of bytes in an unknown encoding, decoded and repaired: see `Decoded`.

    hint      what is known of them: an encoding's name (the charset of an HTTP header) or a
              language's tag, which are evidence and no order, or a list: of its encodings only
              those may be answered, of its languages all are likely
    options   as everywhere, for the repair

    Raises `UnknownCodec` for a hint that names nothing, `TypeError` for what is no bytes, and
    nothing for any bytes: what is no text has the encoding None.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        _refuse_text(data)
    from mojifix import detect

    return detect.decode(bytes(data), hint, _checked(options))


def is_damaged(text: str, *, options: Options | None = None) -> bool:
    """Whether anything was found in the text, repairable or not. Raises as `fix` does."""
    if not isinstance(text, str):
        _refuse("is_damaged", text)
    return bool(diagnose(text, options=options).findings)


def damage(
    text: str,
    *,
    written: str | None = None,
    read: str | None = None,
    errors: str = "strict",
    layers: int | Sequence[tuple[str, str]] = 1,
    channel: str | None = None,
    options: Options | None = None,
) -> str:
    """The text as it looks after what happened: the channel run forwards.

    written, read   codec names: the text is written in one and its bytes are read in the other
    errors          what the reader does with bytes that it cannot read: "strict" raises, "replace"
                    puts U+FFFD and "ignore" drops them as Python's decoders do, "whatwg", "java",
                    "windows" and "question" lose them as browsers, Java, Windows and those do who
                    save U+FFFD as a question mark; with any of these the reader is the narrowest
                    codec of its family, for cp936 Python's gbk: a wider one loses fewer bytes
    layers          how often that happens in a row, or the (written, read) pairs in the order in
                    which they happen, instead of `written` and `read`
    channel         "scraped-page" instead of codecs: pinyin glosses, doubled marks, out of step
    options         as everywhere; a channel that its `channels` leave out is refused, so that a
                    text is only damaged in ways that a repair under the same options looks for

    Raises `DamageError` (with `.position`) where the text cannot be written or its bytes cannot be
    read that way, or would grow without end, `UnknownCodec`, `UnknownChannel`, and `TypeError` for
    contradictory arguments.
    """
    if not isinstance(text, str):
        _refuse("damage", text)
    options = _checked(options)
    if not isinstance(errors, str):
        raise TypeError(f"errors is a way of losing bytes (str), not {type(errors).__name__}")
    if errors not in ("strict", *LOSSES):
        from mojifix.errors import did_you_mean

        near = did_you_mean(errors, ("strict", *LOSSES))
        raise DamageError(f"unknown errors {errors!r}{near}")
    if channel is not None:
        if written is not None or read is not None or layers != 1 or errors != "strict":
            raise TypeError(
                "damage() takes a channel, or codecs (written, read, layers, errors): not both"
            )
        return _through(text, channel, options)

    for name, codec in (("written", written), ("read", read)):
        if codec is not None and not isinstance(codec, str):
            raise TypeError(f"{name} is a codec's name, not {type(codec).__name__}")
    if isinstance(layers, int) and not isinstance(layers, bool):
        if written is None or read is None:
            raise TypeError("damage() needs written= and read=, or layers=[(written, read), ...]")
        if layers < 1:
            raise DamageError(f"layers is 1 or more, not {layers}")
        pairs: Sequence[tuple[str, str]] = [(written, read)] * min(layers, LAYERS + 1)
    else:
        pairs = _layers(layers)
        if written is not None or read is not None:
            raise TypeError("damage() takes written= and read=, or pairs in layers=: not both")
    if len(pairs) > LAYERS:
        raise DamageError(f"no text is misread more than {LAYERS} times over: give fewer layers")

    from mojifix.codecs import get

    for number, (writer, reader) in enumerate(pairs, 1):
        layer = f" (layer {number})" if len(pairs) > 1 else ""
        _allowed(options, f"{get(writer).name}>{get(reader).name}", "misread")
        if number > 1 and len(text) > LONGEST:
            raise DamageError(
                f"after {number - 1} of {len(pairs)} layers the text has {len(text):,} characters, "
                f"more than {LONGEST:,}: give fewer layers, or a shorter text"
            )
        text = _misread(text, get(writer), get(reader), errors, layer)
    return text


def _checked(options: Options | None) -> Options:
    if options is None:
        return DEFAULT
    if not isinstance(options, Options):
        raise TypeError(f"options must be a mojifix.Options, not {type(options).__name__}")
    return options


def _allowed(options: Options, name: str, kind: str) -> None:
    allowed = options.channels
    if allowed is not None and name not in allowed and kind not in allowed:
        raise DamageError(
            f"the options allow {', '.join(allowed)} and leave {name} out: name it in their "
            "channels, or give no options"
        )


def _layers(layers: object) -> Sequence[tuple[str, str]]:
    """The pairs of `layers=`, checked: a string or a lone name is an easy slip."""
    pairs = list(layers) if isinstance(layers, (list, tuple)) else []
    if not pairs or not all(
        isinstance(pair, (list, tuple))
        and len(pair) == 2
        and all(isinstance(name, str) for name in pair)
        for pair in pairs
    ):
        raise TypeError(
            f"layers is a number or a list of (written, read) pairs of codec names, not {layers!r}"
        )
    return [(written, read) for written, read in pairs]


def _through(text: str, channel: str, options: Options) -> str:
    if channel != "scraped-page":
        from mojifix.errors import UnknownChannel

        raise UnknownChannel(f"damage() can run the channel 'scraped-page', not {channel!r}")
    _allowed(options, channel, channel)
    from mojifix.channels.gloss import ScrapedPage

    return ScrapedPage().apply(text)


def _misread(text: str, written: Codec, read: Codec, errors: str, layer: str) -> str:
    try:
        data = written.encode(text)
    except UnicodeEncodeError as error:
        where = error.start
        raise DamageError(
            f"{written.name} has no character {text[where]!a} (U+{ord(text[where]):04X}, "
            f"code point {where} of the text{layer}): choose a codec that has it",
            where,
        ) from error
    if errors != "strict":
        from mojifix.channels.loss import style

        return style(errors).read(read, data)
    try:
        return read.decode(data)
    except UnicodeDecodeError as error:
        where = error.start
        raise DamageError(
            f"{read.name} cannot read the byte 0x{data[where]:02X} at offset {where} of the "
            f"{written.name} text{layer}: errors='replace' or another way of losing bytes reads on",
            where,
        ) from error


def _refuse_text(given: object) -> NoReturn:
    if isinstance(given, str):
        raise TypeError("decode() takes bytes, not str: this is decoded already, use mojifix.fix")
    raise TypeError(f"decode() takes bytes, not {type(given).__name__}")


def _refuse(function: str, given: object) -> NoReturn:
    if isinstance(given, (bytes, bytearray, memoryview)):
        raise TypeError(
            f"{function}() takes str, not {type(given).__name__}: mojifix.decode finds out in "
            "what encoding bytes are and repairs their text"
        )
    raise TypeError(
        f"{function}() takes str, not {type(given).__name__}: give it one text, and "
        "mojifix.decode what is still bytes"
    )
