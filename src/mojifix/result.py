"""What a repair found: `Step`, `Finding`, `Diagnosis`. Frozen, hashable, picklable.

Rules:
- Offsets are code points of the original text, half-open. Lines end at "\n" only and are
  counted from 1, like columns.
- Findings stand in order of `start` and do not overlap. A finding that repairs nothing (damage
  that can be named but not undone) has `repaired == original`.
- A Diagnosis of clean text costs one small object. `.text` and every sentence are made when asked
  for and are not kept.
- Names are strings; those of codecs are looked up when a `Step` is made, and an unknown one is an
  error there.
- What an object is made of is checked when it is made, by hand or from JSON: everything else may
  rely on it.
- `json` is imported only by the two methods that need it.
"""

from __future__ import annotations

from mojifix._frozen import Frozen
from mojifix._shown import percent, plural
from mojifix.errors import ResultError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

_WHAT = {
    "misread": "bytes read with another codec",
    "gloss": "pinyin gloss put in after a character",
    "doubled-mark": "comma put in before a mark",
    "out-of-step": "bytes thrown out of step by a replacement",
    "width": "full-width mark made half-width",
    "latin": "bytes read with another codec",
    "bom": "byte order mark read as text",
    "escaped": "characters left in escapes",
    "private-use": "character left in a private-use code point",
    "lost": "bytes lost",
    "lost-twice": "bytes lost, and their marks read with another codec",
    "debug-fill": "memory that was never written to",
    "question-marks": "letters lost to question marks",
    "other-encoding": "a line in another encoding than the rest",
}

KINDS = tuple(_WHAT)
"""Every value of `Finding.kind`; what each means is in docs/api.md."""

# Codecs whose everyday name is not their canonical one; every other name is shown as it is.
_SHOWN = {
    "utf-8": "UTF-8",
    "utf-8-else-latin-1": "UTF-8 where valid and Latin-1 elsewhere",
    "gb18030": "GB18030",
    "big5hkscs": "Big5-HKSCS",
    "euc_jp": "EUC-JP",
    "euc_kr": "EUC-KR",
    "latin-1": "Latin-1",
    "mac_roman": "Mac Roman",
    "koi8-r": "KOI8-R",
}

# Characters of one side of a finding that a line of `str(diagnosis)` shows: two such sides and the
# sentence fit a terminal of 120 columns when most of them are full-width.
_SHOWN_CHARACTERS = 24


LOSSES = ("replace", "ignore", "whatwg", "java", "windows", "question")
"""Ways of losing bytes that cannot be read; each is described in docs/api.md."""


class Step(Frozen):
    """One misreading: the text was `written` in one codec and its bytes were `read` in another.

    `errors` says what the reader did with bytes that it could not read: "strict" (there were
    none), or one of `LOSSES`. Names are the canonical ones of `mojifix.codecs`, whatever alias was
    given.

    Raises `UnknownCodec`, and `ResultError` for another way of losing bytes.
    """

    __slots__ = ("written", "read", "errors")

    written: str
    read: str
    errors: str

    def __init__(self, written: str, read: str, errors: str = "strict") -> None:
        from mojifix.codecs import get

        for name, value in (("written", written), ("read", read), ("errors", errors)):
            _check(value, str, name)
        if errors != "strict" and errors not in LOSSES:
            near = did_you_mean(errors, ("strict", *LOSSES))
            raise ResultError(f"unknown way of losing bytes {errors!r}{near}")
        self._set(get(written).name, get(read).name, errors)

    def __str__(self) -> str:
        lost = "" if self.errors == "strict" else ", with bytes lost"
        return f"{everyday_name(self.written)} bytes read as {everyday_name(self.read)}{lost}"


class Guess(Frozen):
    """A character worked out from what is left of its bytes, and what else may have stood there.

    at            where it stands in the repaired text of its finding, in code points from 0
    character     the likeliest character; `repaired` has U+FFFD there where it is not sure enough
    confidence    its posterior probability, 0 to 1
    alternatives  the next likeliest, each with its probability, best first

    Raises `ResultError` where a field has the wrong type, or a value that it cannot have.
    """

    __slots__ = ("at", "character", "confidence", "alternatives")

    at: int
    character: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...]

    def __init__(
        self,
        at: int,
        character: str,
        confidence: float,
        alternatives: Iterable[tuple[str, float]] = (),
    ) -> None:
        _check(at, int, "at")
        _check(character, str, "character")
        _check_probability(confidence)
        pairs = []
        for pair in alternatives:
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:
                raise ResultError(f"an alternative is (character, probability), not {pair!r}")
            _check(pair[0], str, "an alternative")
            _check_probability(pair[1])
            pairs.append((pair[0], pair[1]))
        self._set(at, character, confidence, tuple(pairs))

    def moved(self, by: int) -> Guess:
        """The same guess so many code points further on."""
        return self._replaced(at=self.at + by)

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain dicts, lists, strings and numbers."""
        return {
            "at": self.at,
            "character": self.character,
            "confidence": self.confidence,
            "alternatives": [list(item) for item in self.alternatives],
        }


class Finding(Frozen):
    """One place of a text: what stands there, what should, how it came about and how sure that is.

    start, end   where, in code points of the original text, half-open
    original     what stands there
    repaired     what should stand there; equal to `original` where nothing can be restored
    kind         one of `KINDS`
    steps        the misreadings, in the order in which they happened; undone from the last
    confidence   posterior probability of `repaired`, 0 to 1
    evidence     log-odds of `repaired` against leaving the text as it is, in nats, net of prices
    lost_bytes   bytes that were missing and had to be worked out
    note         a sentence for people, or ""
    guesses      the characters of `repaired` whose bytes were not all there, in order

    Raises `ResultError` where a field has the wrong type, or the fields contradict each other.
    """

    __slots__ = (
        "start",
        "end",
        "original",
        "repaired",
        "kind",
        "steps",
        "confidence",
        "evidence",
        "lost_bytes",
        "note",
        "guesses",
    )

    start: int
    end: int
    original: str
    repaired: str
    kind: str
    steps: tuple[Step, ...]
    confidence: float
    evidence: float
    lost_bytes: int
    note: str
    guesses: tuple[Guess, ...]

    def __init__(
        self,
        start: int,
        end: int,
        original: str,
        repaired: str,
        kind: str,
        steps: Sequence[Step] = (),
        confidence: float = 1.0,
        evidence: float = 0.0,
        lost_bytes: int = 0,
        note: str = "",
        guesses: Sequence[Guess] = (),
    ) -> None:
        for name, value in (("start", start), ("end", end), ("lost_bytes", lost_bytes)):
            _check(value, int, name)
        _check(kind, str, "kind")
        for name, text in (("original", original), ("repaired", repaired), ("note", note)):
            _check(text, str, name)
        if not 0 <= start <= end or end - start != len(original):
            raise ResultError(f"{len(original)} characters cannot stand at {start} to {end}")
        if kind not in _WHAT:
            raise ResultError(f"unknown kind of finding {kind!r}" + did_you_mean(kind, KINDS))
        _check_probability(confidence)
        if not _is_number(evidence) or evidence - evidence != 0:  # NaN and infinity are no JSON
            raise ResultError(f"evidence is a finite number, not {evidence!r}")
        for step in steps:
            _check(step, Step, "a step")
        for guess in guesses:
            _check(guess, Guess, "a guess")
            if not 0 <= guess.at < len(repaired):
                raise ResultError(f"no character of {len(repaired)} is guessed at {guess.at}")
        self._set(
            start,
            end,
            original,
            repaired,
            kind,
            tuple(steps),
            confidence,
            evidence,
            lost_bytes,
            note,
            tuple(guesses),
        )

    @property
    def changed(self) -> bool:
        """Whether it is a repair; False for what can be named but not undone."""
        return self.repaired != self.original

    @property
    def written(self) -> str | None:
        """The codec in which the text of the outermost (last) misreading was written, or None."""
        return self.steps[-1].written if self.steps else None

    @property
    def read(self) -> str | None:
        """The codec with which the outermost (last) misreading read, or None."""
        return self.steps[-1].read if self.steps else None

    @property
    def what(self) -> str:
        """What happened, as words: "UTF-8 bytes read as cp936"."""
        what = ", then ".join(map(str, self.steps)) if self.steps else _WHAT[self.kind]
        return f"{what} ({self.note})" if self.note else what

    def moved(self, by: int) -> Finding:
        """The same finding so many code points further on in a text."""
        return self._replaced(start=self.start + by, end=self.end + by)

    def with_repaired(self, repaired: str, guesses: Sequence[Guess]) -> Finding:
        """The same finding with another repaired text, and what was worked out of that."""
        return self._replaced(repaired=repaired, guesses=guesses)

    def __str__(self) -> str:
        return _line(self, visible, visible)

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain dicts, lists, strings and numbers."""
        return {
            "start": self.start,
            "end": self.end,
            "original": self.original,
            "repaired": self.repaired,
            "kind": self.kind,
            "steps": [
                {"written": step.written, "read": step.read, "errors": step.errors}
                for step in self.steps
            ],
            "confidence": self.confidence,
            "evidence": self.evidence,
            "lost_bytes": self.lost_bytes,
            "note": self.note,
            "guesses": [guess.to_dict() for guess in self.guesses],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """The finding of a `to_dict`; raises `ResultError` or `UnknownCodec` for what is none."""
        fields = dict(zip(cls.__slots__, _fields(data, cls.__slots__, "finding")))
        steps, guesses = _items(fields, "steps"), _items(fields, "guesses")
        fields["steps"] = [Step(*_fields(step, Step.__slots__, "step")) for step in steps]
        fields["guesses"] = [_guess(guess) for guess in guesses]
        return cls(**fields)


class Diagnosis(Frozen):
    """A text, what was found in it, and the text as it should be.

    original   the text that was given, the very same object
    findings   what was found, in order; see `Finding`

    Raises `ResultError` where a finding does not fit the text or overlaps another.
    """

    __slots__ = ("original", "findings")

    original: str
    findings: tuple[Finding, ...]

    def __init__(self, original: str, findings: Sequence[Finding] = ()) -> None:
        _check(original, str, "original")
        if findings:
            findings = tuple(findings)
            reached = 0
            for finding in findings:
                _check(finding, Finding, "a finding")
                if finding.start < reached:
                    raise ResultError(f"findings overlap or are out of order at {finding.start}")
                if original[finding.start : finding.end] != finding.original:
                    raise ResultError(f"the text at {finding.start} is not what the finding says")
                reached = finding.end
        else:
            findings = ()
        self._set(original, findings)

    @property
    def text(self) -> str:
        """The repaired text; the very object that was given when nothing changed."""
        if not self.changed:
            return self.original
        parts: list[str] = []
        reached = 0
        for finding in self.findings:
            parts += self.original[reached : finding.start], finding.repaired
            reached = finding.end
        parts.append(self.original[reached:])
        return "".join(parts)

    @property
    def changed(self) -> bool:
        """Whether `.text` differs from the text that was given."""
        return any(finding.changed for finding in self.findings)

    def undo(self) -> str:
        """The text as it was given, to the letter, worked out backwards from `.text`."""
        text = self.text
        parts: list[str] = []
        reached = shift = 0
        for finding in self.findings:
            start = finding.start + shift
            parts += text[reached:start], finding.original
            reached = start + len(finding.repaired)
            shift += len(finding.repaired) - len(finding.original)
        parts.append(text[reached:])
        return "".join(parts) if self.findings else text

    def places(self) -> Iterator[tuple[int, int, Finding]]:
        """Each finding with its line and column, both from 1; a line ends at "\\n" only."""
        line, reached = 1, 0
        for finding in self.findings:
            line += self.original.count("\n", reached, finding.start)
            reached = finding.start
            yield line, reached - self.original.rfind("\n", 0, reached), finding

    def __str__(self) -> str:
        return "\n".join([self.headline(), *self.describe()])

    def __repr__(self) -> str:
        return (
            f"<Diagnosis of {plural(len(self.original), 'character')}: "
            f"{plural(len(self.findings), 'finding')}, "
            f"{'repaired' if self.changed else 'unchanged'}>"
        )

    def headline(self) -> str:
        """One line that sums up: "nothing to repair", "2 repairs, 1 place beyond repair"."""
        beyond = sum(not finding.changed for finding in self.findings)
        parts = []
        if len(self.findings) > beyond:
            parts.append(plural(len(self.findings) - beyond, "repair"))
        if beyond:
            parts.append(f"{plural(beyond, 'place')} beyond repair")
        return ", ".join(parts) or "nothing to repair"

    def describe(
        self, before: Callable[[str], str] | None = None, after: Callable[[str], str] | None = None
    ) -> Iterator[str]:
        """One line a finding: place, before, after, what happened, how sure.

        before, after   how the two texts of a finding are written; by default as `visible` does
        """
        for line, column, finding in self.places():
            shown = _line(finding, before or visible, after or visible)
            yield f"{line}:{column}  {shown}"

    def to_dict(self) -> dict[str, Any]:
        """The diagnosis as plain dicts, lists, strings and numbers; `from_dict` reads it back."""
        return {
            "original": self.original,
            "text": self.text,
            "changed": self.changed,
            "findings": [finding.to_dict() for finding in self.findings],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Diagnosis:
        """The diagnosis of a `to_dict`; raises `ResultError` or `UnknownCodec` for what is none."""
        fields = dict(zip(cls.__slots__, _fields(data, cls.__slots__, "diagnosis")))
        found = [Finding.from_dict(item) for item in _items(fields, "findings")]
        made = cls(fields["original"], found)
        if "text" in data and data["text"] != made.text:
            raise ResultError("the repaired text is not what the findings make of the original")
        return made

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict` as JSON, with letters as letters; `from_json` reads it back.

        A text with lone surrogates is written in ASCII escapes, so that the JSON can be stored as
        UTF-8. JSON itself cannot tell two adjacent surrogates from the character they stand for.
        """
        import json

        plain = self.to_dict()
        written = json.dumps(plain, ensure_ascii=False, indent=indent)
        try:
            written.encode("utf-8")
        except UnicodeEncodeError:
            written = json.dumps(plain, indent=indent)
        return written

    @classmethod
    def from_json(cls, text: str | bytes) -> Diagnosis:
        """The diagnosis of a `to_json`; raises as `from_dict`, and `ResultError` for no JSON."""
        import json

        if not isinstance(text, (str, bytes, bytearray)):
            raise TypeError(f"from_json() takes str or bytes, not {type(text).__name__}")
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ResultError(f"this is no JSON: {error}") from error
        return cls.from_dict(data)


def meaning(kind: str) -> str:
    """What a kind of finding is, as words."""
    return _WHAT[kind]


def visible(text: str, limit: int = _SHOWN_CHARACTERS) -> str:
    """The text in quotes, at most `limit` characters of it, with what cannot be seen as escapes.

    Private-use, control, format and unassigned characters, surrogates and every space but U+0020
    are written as Python escapes: a reader must be able to tell "\\xa0" from " ".
    """
    if len(text) > limit:
        half = (limit - 1) // 2
        return visible(text[:half])[:-1] + "\u2026" + visible(text[-half:])[1:]
    if not text.isprintable():
        text = "".join([c if c.isprintable() else ascii(c)[1:-1] for c in text])
    return f"'{text}'"


def _line(finding: Finding, before: Callable[[str], str], after: Callable[[str], str]) -> str:
    if not finding.changed:
        return f"{before(finding.original)} is beyond repair  {finding.what}"
    change = f"{before(finding.original)} \u2192 {after(finding.repaired)}"
    return f"{change}  {finding.what}, {percent(finding.confidence)}"


def everyday_name(codec: str) -> str:
    """A codec as people call it: "Latin-1" for latin-1."""
    return _SHOWN.get(codec, codec)


# -------------------------------------------------------------------- what an object is made of
def _check(value: object, wanted: type, name: str) -> None:
    if wanted is int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ResultError(f"{name} is a whole number from 0 up, not {value!r}")
    elif not isinstance(value, wanted):
        raise ResultError(f"{name} is a {wanted.__name__}, not a {type(value).__name__}")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _check_probability(value: float) -> None:
    if not _is_number(value) or not 0 <= value <= 1:  # refuses NaN too
        raise ResultError(f"a confidence lies between 0 and 1, not at {value!r}")


def _fields(data: object, names: Iterable[str], what: str) -> list[Any]:
    """The fields of an object as plain data, in order; raises `ResultError` for one that lacks."""
    if not hasattr(data, "keys"):
        made = type(data).__name__
        raise ResultError(f"a {what} is a dict as to_dict makes it, not a {made}")
    mapping: Mapping[str, Any] = data  # type: ignore[assignment]
    for name in names:
        if name not in mapping:
            raise ResultError(f"this is no {what} of mojifix: it has no {name!r}")
    return [mapping[name] for name in names]


def _items(fields: Mapping[str, Any], name: str) -> Sequence[Any]:
    items = fields[name]
    if not isinstance(items, (list, tuple)):
        raise ResultError(f"{name} is a list, not a {type(items).__name__}")
    return items


def _guess(data: object) -> Guess:
    fields = dict(zip(Guess.__slots__, _fields(data, Guess.__slots__, "guess")))
    return Guess(**fields | {"alternatives": _items(fields, "alternatives")})
