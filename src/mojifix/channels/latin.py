"""Latin-script mojibake, by ftfy: what is left when the search of mojifix has nothing more to say.

Rules of this file:

1. ftfy runs after the search and never before it: run first, it takes GBK read as Latin-1 for
   damaged French and destroys it (of 50 recoverable sentences 5 stay recoverable).
2. `ftfy.fix_encoding` alone is asked. Its `fix_text` also turns full-width marks into ASCII.
3. It is imported only for a line that looks like it (`looks_misread`).
4. U+0085 is a line end to some and an ellipsis read as Latin-1 to others: it is the latter only
   between a letter and a space, in a line that ftfy would change for it alone.
"""

from __future__ import annotations

import re

from mojifix._frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# UTF-8 bytes C2-F4 and what follows them, as the single-byte code pages of Europe show them. The
# first character is a lead byte in one of them, the second a trail byte, or a space that a no-break
# space became. Wide on purpose: what it passes is judged by ftfy.
_LEADS: Final = (
    "\u00c2-\u00f4"  # latin-1, cp1252, cp1254
    "\u0102-\u0159"  # cp1250, cp1257, iso8859-2
    "\u0394-\u03cb\u0412-\u044f"  # cp1253, cp1251
    "\u0393\u03a3\u03a6\u0398\u00ac\u2248\u221a\u2022\u2013\u201a"  # cp437, mac_roman
    "\u250c-\u256c"  # cp437, koi8-r
)
_MISREAD: Final = re.compile(f"[{_LEADS}][^\0-\x1f!-\x7f]|[\x80-\x9f]")
_ELLIPSIS: Final = re.compile(r"\w\x85 ")


class Latin(Frozen):
    """UTF-8 read in a code page of Europe, as ftfy sees it."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """`latin`, the name for `Options.channels`."""
        return "latin"

    @property
    def kind(self) -> str:
        """The kind of finding that it gives."""
        return "latin"

    def apply(self, text: str) -> str | None:
        """Damages: UTF-8 bytes read as cp1252. None where cp1252 has no such byte."""
        try:
            return text.encode("utf-8").decode("cp1252")
        except UnicodeError:
            return None

    def invert(self, text: str) -> str | None:
        """Repairs one line, by `ftfy.fix_encoding`; None where ftfy changes nothing."""
        found = self.explain(text)
        return found[0] if found else None

    def explain(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
        """Repairs one line: the text and the (written, read) codec names of what had happened.

        The names are ftfy's; the pairs stand in the order in which the damage happened.
        """
        if not looks_misread(text) or _only_line_ends(text):
            return None
        from ftfy import fix_encoding_and_explain

        repaired, plan = fix_encoding_and_explain(text)
        if repaired == text:
            return None
        names = [
            step.parameter.removesuffix("-variants")
            for step in plan or ()
            if step.action in ("encode", "decode")
        ]
        pairs = [(written, read) for read, written in zip(names[::2], names[1::2])]
        if not pairs:  # single characters were mended, which ftfy knows by rules of its own
            c1 = any("\x80" <= c <= "\x9f" for c in text)
            pairs = [("cp1252", "latin-1") if c1 else ("utf-8", "cp1252")]
        return repaired, tuple(reversed(pairs))


def _only_line_ends(text: str) -> bool:
    """Whether all that looks misread is U+0085 in places where a line may end."""
    if "\x85" not in text or looks_misread(text.replace("\x85", "")):
        return False
    return _ELLIPSIS.search(text) is None


def looks_misread(text: str) -> bool:
    """Whether the text holds two characters that UTF-8 bytes read in a code page would give."""
    return _MISREAD.search(text) is not None
