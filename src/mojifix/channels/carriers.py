r"""Carriers: CJK text that stands in ASCII escapes, which were damaged or hold misread bytes.

Theory of operation: a program that could not write a character wrote an escape for it, and another
program broke the escape, or had misread the bytes before. What is undone here is the escape alone.

    reference          `#xff0c;` `&amp;#20320;`      is the character itself: the repair
    named-reference    `&Auml;&atilde;&ordm;&Atilde;` is misread bytes, as are all below
    escape             `\u00e4\u00bd\u00a0`, `\xe4\xbd\xa0`
    percent            `%C4%E3%BA%C3`
    surrogateescape    U+DCC4 U+DCE3 U+DCBA U+DCC3
    decomposed-letter  `A` and U+0308, `a` and U+0303: what Unicode calls NFD

Rules of this file:

1. Only "reference" is `final`. What the others give is a question: it means something only where
   the search then finds a repair of it.
2. An escape that says what its standard says is no damage: `&#20320;` is HTML, `%E4%BD%A0` a URI.
3. Two escapes are one stretch where at most two ASCII characters stand between them: these may be
   second bytes (`%83A`), or a space between two Korean words. So may C1 controls, which have no
   name. A stretch has bytes for two letters.
4. A reference is believed for what it gives, a CJK letter or mark, and for its place: beside such
   a one, or several in a row. A reference that lost its `&` is the least certain. Hexadecimal,
   `#xff0c;`, it needs such a place; decimal, it may be issue 20320, and a row has to read better as
   text than as a list of numbers.
5. What a text explains stays: code in backticks, a line that shows the character as well, XML whose
   content is markup (`&lt;p&gt;&amp;#20320;` in a feed).
6. Once a text has a reference that is damage, its others of the same form are.

The search may pass by this module, unread, where a text has none of `_signs.ESCAPES` and can be
encoded in UTF-8, that is, has no surrogate.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import log
from unicodedata import normalize

from mojifix._frozen import Frozen
from mojifix._signs import ACCENTS, holds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import ClassVar, Final

# ---- what a misread byte looks like

# cp1252 has characters of its own for most of 80-9F. This gives them their bytes.
_WINDOWS: Final = {
    ord(c): byte for byte in range(0x80, 0xA0) for c in bytes([byte]).decode("cp1252", "ignore")
}
_HIGH: Final = frozenset(map(chr, (*range(0x80, 0x100), *_WINDOWS)))

# What typography puts side by side in clean text, as in `&hellip;&rdquo;` and `&laquo;&nbsp;`.
_TYPOGRAPHY: Final = re.compile(
    "[\0-\x7f\xa0\xa7\xa9\xab\xae\xb0\xb7\xbb\u2013\u2014\u2018-\u201d\u2022\u2026\u20ac\u2122]*"
).fullmatch

# Two bytes that may be one letter. The second form is what accents make in clean text (`\u00e9e`),
# so that it does not count alone.
_letters = re.compile("[\x80-\xff][@-~\x80-\xff]").findall
_letter = re.compile("[\x80-\xff]{2}|[\x80-\x9f][@-~]").search

# What may stand between two escapes of a stretch: ASCII, which is a second byte or a space; what no
# reference has a name for, as C1 controls; `%20`, one character to who wrote it.
_BESIDE: Final = "".join(sorted(_HIGH))
_between = re.compile(
    f"[ -~{_BESIDE}]{{0,2}}|[{_BESIDE}][ -~{_BESIDE}][{_BESIDE}]|%[2-7][0-9A-Fa-f]"
).fullmatch
_TRAIL: Final = frozenset(map(chr, range(0x40, 0x7F)))

# ---- what a reference gives

_CJK: Final = (
    "\u3000-\u303f\u3041-\u3096\u3099-\u30ff\u3105-\u312f\u3131-\u318e\u3190-\u33ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff01-\uffee\U00020000-\U000323af"
)
_is_cjk = re.compile(f"[{_CJK}]").match
_has_letter = re.compile("[\u3041-\uffdc\U00020000-\U000323af]").search

# What a mark stands after.
_CLOSING: Final = frozenset(')]}>%"*_')

_references = re.compile("#(?:[xX]([0-9A-Fa-f]{2,8})|([0-9]{2,8}));").finditer

# An `&` that is written some other way: `\u0026#20320;` is sound JSON for sound HTML.
_AMPERSANDS: Final = (
    "&",
    "& ",
    "&amp",
    "&#38;",
    "&#x26;",
    "\\u0026",
    "\\x26",
    "%26",
    "\uff06",
    "\\",
)

# What opens code, and what names XML whose content may be markup, where `&amp;#20320;` is right.
_opens_code = re.compile("<(?:code|kbd|pre|samp|tt)\\b(?!.*</)").search
_MARKUP: Final = ("&lt;", "<?xml", "<rss", "<feed")

# How far from a reference the line may show its character, in characters.
_SHOWN: Final = 100

# What a row of decimal references must gain, in nats, by being text and not a list of numbers. Of
# 80,000 random lists of two to ten numbers (even, near, sorted, in small steps) the best gained
# 7.9. Of stretches of the project's Chinese sentences 2 in 3 of four characters gain as much and 9
# in 10 of six; Japanese ones, whose kana are near each other, need two characters more.
DECIMAL_GAIN: Final = 10.0


class Carrier(Frozen):
    """One way of escaping: see the module's theory."""

    __slots__ = ()

    name: ClassVar[str]
    final: ClassVar[bool] = False

    @property
    def kind(self) -> str:
        """The kind of finding that it gives."""
        return "escaped"

    def apply(self, text: str) -> str:
        """Damages: `text` with each character that the carrier has an escape for in it."""
        raise NotImplementedError

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and unwrapped text of every stretch, in the order of the text."""
        raise NotImplementedError

    def escapes(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and characters of every single escape, of carriers that are not final."""
        raise NotImplementedError

    def unwrap(self, text: str) -> str:
        """The text with every stretch unwrapped."""
        parts: list[str] = []
        reached = 0
        for start, end, unwrapped in self.spans(text):
            parts += text[reached:start], unwrapped
            reached = end
        return "".join([*parts, text[reached:]])


class Reference(Carrier):
    """A numeric character reference that lost its `&`, or whose `&` was escaped again."""

    __slots__ = ()

    name = "reference"
    final = True

    def apply(self, text: str) -> str:
        """Damages: `#xff0c;` for every character outside ASCII."""
        return _escaped(text, lambda c: f"#x{ord(c):x};")

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and characters of every row of references that is damage."""
        rows = _rows(text)
        if any(sign in text for sign in _MARKUP):
            rows = [row for row in rows if row[0] != "escaped"]
        own = [_is_damage(text, *row) for row in rows]
        damaged = {form for (form, *_), is_own in zip(rows, own) if is_own}
        for (form, start, end, decoded), is_own in zip(rows, own):
            if is_own or (form in damaged and _follows(text, form, start, end, decoded)):
                yield start, end, decoded


class NamedReference(Carrier):
    """References to the characters of a misread text, by name or number."""

    __slots__ = ()

    name = "named-reference"

    def apply(self, text: str) -> str:
        """Damages: `&Auml;` for every character that a byte may be misread as."""
        from html.entities import codepoint2name

        def escape(c: str) -> str:
            return f"&{codepoint2name.get(ord(c)) or f'#{ord(c)}'};" if c in _HIGH else c

        return _escaped(text, escape)

    def escapes(self, text: str) -> Iterator[tuple[int, int, str]]:
        """See `Carrier.escapes`."""
        return _named(text)

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """See `Carrier.spans`."""
        for start, end, unwrapped in _joined(text, _named(text)):
            if _holds(text, start, end, unwrapped):
                yield start, end, unwrapped


class Escape(Carrier):
    r"""Escapes of JSON and of programming languages, as exports of social networks hold them."""

    __slots__ = ()

    name = "escape"

    def apply(self, text: str) -> str:
        r"""Damages: `\u00e4` for every character that a byte may be misread as, `\\` for `\`."""

        def escape(c: str) -> str:
            return f"\\u{ord(c):04x}" if c in _HIGH else c

        return _escaped(text.replace("\\", "\\\\"), escape)

    def escapes(self, text: str) -> Iterator[tuple[int, int, str]]:
        """See `Carrier.escapes`."""
        return _backslashed(text)

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        r"""See `Carrier.spans`. The set of a regular expression and a literal of bytes stay.

        So does what code assigns or passes on, as C has its bytes: `char s[] = "\xe4\xbd\xa0";`.
        """
        for start, end, unwrapped in _joined(text, _backslashed(text)):
            if (
                _holds(text, start, end, unwrapped)
                and not _is_set(text, start, unwrapped)
                and not _is_code(text, start)
            ):
                yield start, end, unwrapped


class Percent(Carrier):
    """Percent-encoding of bytes that are not UTF-8.

    In an address it stays: the server that has `/%B1%B8%C1%B6.png` knows no other name of it.
    """

    __slots__ = ()

    name = "percent"

    def apply(self, text: str) -> str:
        """Damages: `%C4` for every character from U+0080 to U+00FF."""
        return _escaped(text, lambda c: f"%{ord(c):02X}" if c <= "\xff" else c)

    def escapes(self, text: str) -> Iterator[tuple[int, int, str]]:
        """See `Carrier.escapes`."""
        return _percents(text)

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """See `Carrier.spans`."""
        reached = 0
        address = False
        for start, end, unwrapped in _joined(text, _percents(text)):
            *ended, token = _apart(text[reached:start])
            address = (address and not ended) or _is_address(text, start - len(token), token)
            reached = end
            # `%C4%E3/%BA%C3.html` is an address as well, from where it stands.
            if address or "/" in unwrapped or _is_utf8(unwrapped):
                continue
            if _holds(text, start, end, unwrapped):
                yield start, end, unwrapped


class SurrogateEscape(Carrier):
    """Bytes that Python could not read and kept as surrogates.

    Between two of them stand bytes that did read: as ASCII, or as letters of UTF-8. C4 A3 of GBK
    reads U+0123, EA A3 AC U+A8EC; a few of two bytes and one of three are given as bytes again.
    One before the first surrogate or after the last stays: it may be its own.
    """

    __slots__ = ()

    name = "surrogateescape"

    def apply(self, text: str) -> str:
        """Damages: U+DC80 to U+DCFF for U+0080 to U+00FF."""
        return _escaped(text, lambda c: chr(0xDC00 + ord(c)) if c <= "\xff" else c)

    def escapes(self, text: str) -> Iterator[tuple[int, int, str]]:
        """See `Carrier.escapes`. Each character is one of all bytes that it stands for."""
        for match in _surrogates(text):
            for at, c in enumerate(match[0], match.start()):
                yield at, at + 1, c.encode("utf-8", "surrogateescape").decode("latin-1")

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """See `Carrier.spans`. No clean text has any, so that a single one is a stretch."""
        for match in _surrogates(text):
            unwrapped = match[0].encode("utf-8", "surrogateescape").decode("latin-1")
            yield *match.span(), unwrapped


class Decomposed(Carrier):
    """Letters and their accents as two characters each, as macOS has names of files (NFD)."""

    __slots__ = ()

    name = "decomposed-letter"

    def apply(self, text: str) -> str:
        """Damages: `C` and U+0327 for U+00C7, and so on."""
        return "".join(normalize("NFD", c) if _has_accent(c) else c for c in text)

    def escapes(self, text: str) -> Iterator[tuple[int, int, str]]:
        """See `Carrier.escapes`."""
        for match in _accented(text):
            c = normalize("NFC", match[0])
            if len(c) == 1:
                yield *match.span(), c

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """See `Carrier.spans`. Bytes may be any two letters: all of a line is one stretch."""
        first = last = 0
        parts: list[str] = []
        for start, end, c in self.escapes(text):
            between = text[last:start] if parts else "\n"
            if "\n" in between:
                if parts:
                    yield first, last, "".join(parts)
                first, parts = start, [c]
            else:
                parts += between, c
            last = end
        if parts:
            yield first, last, "".join(parts)


def _has_accent(c: str) -> bool:
    """Whether a character is a letter of ASCII with one accent."""
    parts = normalize("NFD", c)
    return len(parts) == 2 and parts[0].isascii() and parts != c


_made: Final = (
    Reference(),
    NamedReference(),
    Escape(),
    Percent(),
    SurrogateEscape(),
    Decomposed(),
)


def carriers() -> tuple[Carrier, ...]:
    """Every carrier, the one that is final first."""
    return _made


def may_carry(text: str, surrogates: bool = True, accented: bool = True) -> bool:
    """Whether a carrier may have something to say; C-speed scans only.

    surrogates   whether the text may hold any, where that is known
    accented     whether it may hold letters and their accents as two characters each
    """
    if _looks_carried(text, 0, len(text)) or (accented and next(_accented(text), None)):
        return True
    if not surrogates:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return next(_surrogates(text), None) is not None
    return False


def _looks_carried(text: str, start: int, end: int) -> bool:
    return any(holds(text, sign, pattern, start, end) for sign, pattern in _begun.items())


# What each kind of escape begins with, and how it goes on: a pattern that begins with one character
# is searched for at the speed of that character.
_HEX: Final = "[0-9A-Fa-f]"
_HIGH_HEX: Final = f"[89A-Fa-f]{_HEX}"
_begun: Final = {
    # a reference to CJK; colours of CSS have six digits, `#339999;`
    "#": re.compile(
        f"#(?<!&#)(?:[xX]0?0?{_HEX}{{4,6}}"
        "|0{0,3}(?:1[2-9][0-9]{3}|[2-6][0-9]{4}|1[3-9][0-9]{4}|20[0-9]{4}));"
    ),
    # a letter or sign of Latin-1 or a first byte of Shift_JIS, and a second reference
    "&": re.compile(
        "&(?:amp;)?(?:[A-Za-z](?:grave|acute|circ|tilde|uml|ring|cedil|slash)|AElig|aelig|szlig|ETH|eth"
        "|THORN|thorn|times|divide|iexcl|cent|pound|curren|yen|brvbar|uml|ordf|not|macr|plusmn"
        "|sup[123]|acute|micro|para|cedil|ordm|frac[13][24]|iquest|fnof|sbquo|bdquo"
        f"|#(?:12[89]|1[3-57-9][0-9]|16[1-9]|2[0-4][0-9]|25[0-5])|#[xX](?![Aa]0)[89A-Fa-f]{_HEX});"
        "(?:&(?:amp;(?=[#A-Za-z]))?(?!nbsp;|lt;|gt;|quot;|amp;|rsquo;|#39;|#160;)"
        "|(?<=&Atilde;)&nbsp;|[@-~]&|[\x80-\x9f])"
    ),
    # two escapes, or a first byte of Shift_JIS and a letter
    "\\": re.compile(
        rf"\\(?:(?:u00|x){_HIGH_HEX}\\(?:u[02]|x[89A-Fa-f])|(?:u00|x)[89]{_HEX}[@-~])"
    ),
    # bytes that are not UTF-8: one too late, one too early, or letters between them
    "%": re.compile(
        f"%(?:(?<!%{_HIGH_HEX}%)[89ABab]{_HEX}%{_HIGH_HEX}|[C-Fc-f]{_HEX}%[C-Fc-f]"
        f"|[CDcd]{_HEX}%[89ABab]{_HEX}%[89ABab]|[Ee]{_HEX}%[89ABab]{_HEX}%[C-Fc-f]"
        f"|[89]{_HEX}[@-~]%[89])"
    ),
}


# ---- references to characters


def _rows(text: str) -> list[tuple[str, int, int, str]]:
    """Form, start, end and characters of every row of references, damage or not.

    The form is "escaped", "hex" or "decimal", the last two without `&`. Sound ones are left out.
    """
    rows: list[tuple[str, int, int, list[str]]] = []
    reached = 0
    for match in _references(text):
        found = _form(text, match.start(), reached, bool(match[1]))
        reached = match.end()
        code = int(match[1], 16) if match[1] else int(match[2])
        c = chr(code) if 0x7F < code < 0x110000 else ""
        if found is None or not (c and (c.isprintable() or _is_cjk(c))):
            continue
        form, start = found
        if rows and rows[-1][0] == form and rows[-1][2] == start:
            _, start, _, parts = rows.pop()
        else:
            parts = []
        parts.append(c)
        rows.append((form, start, reached, parts))
    return [(form, start, end, "".join(parts)) for form, start, end, parts in rows]


def _form(text: str, at: int, floor: int, hexadecimal: bool) -> tuple[str, int] | None:
    """The form of the reference whose `#` is at `at`, and where it starts; None for a sound one."""
    start = at
    while start - 4 >= floor and text.startswith("amp;", start - 4):
        start -= 4
    before = text[max(0, start - 6) : start].lower()
    if start < at:
        if before.endswith("&") and start > floor:
            return "escaped", start - 1
        # `amp;#20320;` lost the first `&`; in `stamp;#20320;` there was none.
        return None if before[-1:].isalnum() else ("escaped", start)
    if before.endswith(_AMPERSANDS):
        return None
    return "hex" if hexadecimal else "decimal", start


def _is_damage(text: str, form: str, start: int, end: int, decoded: str) -> bool:
    """Whether a row of references is damage for what itself and its neighbours show."""
    cjk = sum(_is_cjk(c) is not None for c in decoded)
    if not cjk or _is_explained(text, start, end, decoded):
        return False
    if form == "decimal":
        return _gain(decoded) >= DECIMAL_GAIN
    if cjk > 1:
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    if form == "escaped":
        return bool(before and _is_cjk(before)) or bool(after and _is_cjk(after))
    # `#x3000;` and a comment in Chinese is a number of Lisp, which stands after a space or `(`.
    glued = before.isalnum() or before in _CLOSING or _is_cjk(before) is not None
    return bool(before) and glued and bool(_is_cjk(before) or (after and _is_cjk(after)))


def _follows(text: str, form: str, start: int, end: int, decoded: str) -> bool:
    """Whether a row is damage where the text has damage of its form."""
    if _is_explained(text, start, end, decoded):
        return False
    if form != "decimal":
        return True
    # A number beside a space may still be that of an issue.
    beside = text[start - 1 : start], text[end : end + 1]
    return any(map(_is_cjk, decoded)) and any(_is_cjk(c) for c in beside if c)


def _is_explained(text: str, start: int, end: int, decoded: str) -> bool:
    """Rule 5: whether the row is code, or the line shows what it stands for."""
    before = text[max(0, start - _SHOWN) : start].rpartition("\n")[2]
    after = text[end : end + _SHOWN].partition("\n")[0]
    if before.count("`") % 2 or _opens_code(before):
        return True
    return _has_letter(decoded) is not None and (decoded in before or decoded in after)


def _gain(decoded: str) -> float:
    """Nats by which a row of numbers is likelier as text than as a list of numbers.

    A list costs its steps: issues 20320 and 20327 are close, two characters of a text are not.
    """
    from mojifix.language.model import load

    costs = load().costs(decoded)[1:]
    steps = [log(2 * abs(ord(b) - ord(a)) + 2) for a, b in pairwise(decoded)]
    return sum(steps) - sum(costs)


# ---- misread bytes in escapes


def _joined(text: str, escapes: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Start, end and unwrapped text of every stretch of escapes.

    An escaped ASCII character is unwrapped only where it is a second byte, as the 5C of the
    katakana 83 5C in `%83%5C`: right after an odd number of bytes that are not UTF-8.
    """
    start = end = run = 0
    parts: list[str] = []
    for at, to, c in escapes:
        if c < "\x80":
            odd = parts and at == end and run % 2 and c in _TRAIL
            if odd and not _is_utf8("".join(parts[-run:])):
                parts.append(c)
                end, run = to, 0
            continue
        # No longer than the longest gap, for the sake of time.
        gap = text[end:at] if at - end <= 3 else "\n"
        if parts and _between(gap):
            if gap:
                parts.append(gap)
                run = 0
        else:
            if parts:
                yield start, end, "".join(parts)
            start, run, parts = at, 0, []
        parts.append(c)
        end = to
        run += 1
    if parts:
        yield start, end, "".join(parts)


_named_or_numbered = re.compile(
    "&(?:amp;)?(?:#(?:[xX]([0-9A-Fa-f]{2,6})|([0-9]{3,7}))|([A-Za-z]{2,8}[0-9]{0,2}));"
).finditer
_backslashes = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\\)|.)", re.DOTALL).finditer
_hexes = re.compile("%([0-9A-Fa-f]{2})").finditer
_accented = re.compile(f"[A-Za-z=][{ACCENTS}]").finditer
_surrogates = re.compile(
    "[\udc80-\udcff]+(?:(?:[ -~]{1,2}"
    "|(?![\udc80-\udcff])[\x80-\u07ff]{0,3}[^\0-\x7f\ud800-\udfff]?[\x80-\u07ff]{0,3})[\udc80-\udcff]+)*"
).finditer
_byte_literal = re.compile(r"""\b[bB][rR]?["'][^"']*\Z|\b[rR][bB]["'][^"']*\Z""").search
_code_literal = re.compile(r"""(?:= +|\()"[^"\n]*\Z""").search
_ranges = re.compile("([\x80-\xff])-([\x80-\xff])").findall
_apart = re.compile("[\\s\"'<>()\\[\\]]").split

# What an address stands in: attributes of HTML, a link of Markdown, CSS; and what an argument of
# code stands in, which may be one: `javascript:flink("%B0%FC%B0%B4")`.
_LINKS: Final = ("href=", "src=", "](", "url(")


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and character of every reference to what a byte may be misread as."""
    from html.entities import name2codepoint

    for match in _named_or_numbered(text):
        by_hex, by_number, name = match.groups()
        if name:
            code = name2codepoint.get(name, 0)
        else:
            code = int(by_hex, 16) if by_hex else int(by_number)
        if code < 0x110000 and chr(code) in _HIGH:
            yield *match.span(), chr(code)


def _backslashed(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _backslashes(text):
        by_code = match[1] or match[2]
        c = chr(int(by_code, 16)) if by_code else match[3]
        if c and (c < "\x80" or c in _HIGH):
            yield *match.span(), c


def _is_code(text: str, start: int) -> bool:
    """Whether a stretch of escapes stands in a literal in which they are the bytes meant."""
    before = text[max(0, start - _SHOWN) : start]
    if _byte_literal(before):
        return True
    return text.startswith("\\x", start) and _code_literal(before) is not None


def _percents(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _hexes(text):
        yield *match.span(), chr(int(match[1], 16))


def _holds(text: str, start: int, end: int, unwrapped: str) -> bool:
    """Whether a stretch has bytes for two letters, or is UTF-8."""
    # `may_carry` does not ask for `&lsquo;A&hellip;B`, and what it would not see is not given.
    if _TYPOGRAPHY(unwrapped) or not _looks_carried(text, start, end):
        return False
    if _is_utf8(unwrapped):
        return True
    shown = (unwrapped + text[end : end + 1]).translate(_WINDOWS)
    return len(_letters(shown)) > 1 and _letter(shown) is not None


def _is_utf8(text: str) -> bool:
    """Whether the bytes are UTF-8 outside ASCII, the ends perhaps cut."""
    data = text.translate(_WINDOWS).encode("latin-1")
    for cut in range(4):  # as many as the last bytes of one character, less the first
        if cut and not 0x80 <= data[cut - 1 : cut][0] < 0xC0:
            return False
        try:
            read = data[cut:].decode("utf-8")
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data":
                return error.start > 0 and not data[cut : cut + error.start].isascii()
            if error.start:
                return False
        else:
            return not read.isascii()
    return False


def _is_set(text: str, start: int, unwrapped: str) -> bool:
    """Whether a stretch is a set of a regular expression, `[\\u00c0-\\u00d6\\u00d8-\\u00f6]`."""
    ranges = _ranges(unwrapped)
    return text[start - 1 : start] == "[" or (len(ranges) > 1 and all(a < b for a, b in ranges))


def _is_address(text: str, start: int, token: str) -> bool:
    """Whether what stands before an escape, `token` from `start` on, begins an address."""
    if "/" in token or "?" in token:
        return True
    before = text[max(0, start - 8) : start].lower()
    unquoted = before.rstrip("\"'")
    return unquoted.endswith(_LINKS) or (unquoted != before and unquoted.endswith("("))


def _escaped(text: str, escape: Callable[[str], str]) -> str:
    """The text with `escape` of each of its characters outside ASCII."""
    return "".join([c if c < "\x80" else escape(c) for c in text])
