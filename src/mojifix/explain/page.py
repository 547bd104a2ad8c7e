"""A report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.

Rules of this file:

1. Whatever comes from a file goes through `_text`, which escapes it and makes visible what cannot
   be seen: a private-use, control or format character is a small box with its number.
2. Colour says nothing that is not also said in words; the page is read in light and dark, and
   printed.
3. The same report gives the same page, to the byte.
"""

from __future__ import annotations

import unicodedata
from html import escape

from mojifix import __version__
from mojifix._shown import percent
from mojifix.explain.hexview import rows
from mojifix.explain.story import by_cause, example, tell, title
from mojifix.result import everyday_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final

    from mojifix.explain.hexview import Layer, Unit
    from mojifix.explain.report import FileReport, Place, Report
    from mojifix.explain.story import Story
    from mojifix.result import Finding

# Places of one file that its table shows, characters of a text in a cell, bytes of a hex view, and
# causes that the second plot has a bar for. What is left out is counted.
PLACES: Final = 200
CHARACTERS: Final = 80
BYTES: Final = 64
BARS: Final = 12

# The plot, in its own units: height of a bar with the gap, where bars begin, how long they get.
STEP: Final = 28
LEFT: Final = 285
LENGTH: Final = 400
LABEL: Final = 32  # characters of its text

# What a page says of who made it: `is_report` knows it by that.
_MADE_BY: Final = '<meta name="generator" content="mojifix '

_STYLE: Final = """\
:root { color-scheme: light dark; --page: #fbfaf8; --ink: #22252b; --soft: #6a7080;
  --line: #e1ded8; --card: #ffffff; --wrong: #b3362b; --right: #1f7a4d; --lost: #a15c00;
  --bar: #2f6fb0; --beyond: #c9962b; }
@media (prefers-color-scheme: dark) { :root { --page: #16181c; --ink: #e4e6ea; --soft: #9aa1ae;
  --line: #32363e; --card: #1e2126; --wrong: #ff8d80; --right: #72d6a0; --lost: #f0b35a;
  --bar: #6aa6e6; --beyond: #d9b052; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 2.5rem 1.25rem 4rem; background: var(--page);
  color: var(--ink); line-height: 1.55; font-family: system-ui, -apple-system, "Segoe UI",
  Roboto, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { margin: 0; font-size: 1.7rem; letter-spacing: -0.01em; }
h2 { margin: 2.75rem 0 0.75rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: 1.02rem; }
p { margin: 0.5rem 0; }
code, .bytes, .place { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas,
  "Noto Sans Mono CJK SC", monospace; font-size: 0.9em; }
.soft { color: var(--soft); }
.tiles { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.5rem 0; }
.tile { flex: 1 1 8rem; padding: 0.8rem 1rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; }
.tile b { display: block; font-size: 1.6rem; line-height: 1.2; font-weight: 650; }
.card { margin: 1rem 0; padding: 1.1rem 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; }
.card header { display: flex; justify-content: space-between; gap: 1rem; flex-wrap: wrap; }
.wrong { color: var(--wrong); } .right { color: var(--right); } .lost { color: var(--lost); }
.u { padding: 0 0.25em; border: 1px solid currentColor; border-radius: 3px; font-size: 0.72em;
  font-family: ui-monospace, monospace; vertical-align: 0.1em; }
.view { overflow-x: auto; margin: 0.9rem 0; }
.view table { border-collapse: collapse; margin-bottom: 0.6rem; }
.view th { padding: 0.15rem 0.8rem 0.15rem 0; text-align: right; font-weight: 400;
  color: var(--soft); white-space: nowrap; font-size: 0.85em; }
.view td { padding: 0.15rem 0.25rem; min-width: 1.7rem; text-align: center;
  border: 1px solid var(--line); }
.view .bytes td { color: var(--soft); }
.view td.gone { background: color-mix(in srgb, var(--lost) 18%, transparent); }
.view tr.bytes td.gone { color: var(--lost); font-weight: 650; text-decoration: underline; }
ul { margin: 0.4rem 0 0; padding-left: 1.2rem; } li { margin: 0.25rem 0; }
details { margin: 0.6rem 0; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; overflow: hidden; }
summary { padding: 0.65rem 1rem; cursor: pointer; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
.places { width: 100%; min-width: 40rem; table-layout: fixed; border-collapse: collapse;
  font-size: 0.93rem; }
.places td.wrong { word-break: break-all; }
.places th:nth-child(1) { width: 12%; } .places th:nth-child(4) { width: 30%; }
.places th:nth-child(5) { width: 10%; }
.places th { text-align: left; font-weight: 500; color: var(--soft); }
.places th, .places td { padding: 0.4rem 1rem; border-top: 1px solid var(--line);
  vertical-align: top; overflow-wrap: anywhere; }
.places .number { text-align: right; white-space: nowrap; }
.place { white-space: nowrap; color: var(--soft); }
svg { width: 100%; height: auto; max-width: 46rem; display: block; }
svg text { fill: var(--ink); font-size: 13px; } svg .soft { fill: var(--soft); }
svg .bar { fill: var(--bar); } svg .beyond { fill: var(--beyond); }
.key { display: inline-block; width: 0.75em; height: 0.75em; border-radius: 2px;
  margin: 0 0.35em 0 1em; }
@media print { body { max-width: none; } .places { min-width: 0; }
  details { break-inside: avoid; } }
"""


def write(report: Report) -> str:
    """The page, as text to be saved as UTF-8."""
    parts = [*_head(report), *_plots(report), *_causes(report), *_files(report), *_skipped(report)]
    return "\n".join(parts) + "\n</body>\n</html>\n"


def is_report(content: bytes) -> bool:
    """Whether the content of a file is such a page, of whatever version."""
    return _MADE_BY.encode() in content.partition(b"<title>")[0]


def _head(report: Report) -> Iterator[str]:
    what = ", ".join(map(_text, report.paths))
    findings = report.findings
    beyond = sum(not finding.changed for finding in findings)
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'{_MADE_BY}{__version__}">'
    yield f"<title>Damaged text in {what}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>"
    yield f"<h1>Damaged text in {what}</h1>"
    yield f'<p class="soft">{_text(report.headline())}. mojifix {__version__}.</p>'
    yield '<div class="tiles">'
    for number, label in (
        (len(report.files) + report.clean, "files read"),
        (len(report.files), "files damaged"),
        (len(findings) - beyond, "places to repair"),
        (beyond, "places beyond repair"),
    ):
        yield f'<div class="tile"><b>{number:,}</b>{label}</div>'
    yield "</div>"
    if not findings:
        yield "<p>Nothing is damaged.</p>"


# ------------------------------------------------------------------------------------------- plots
def _plots(report: Report) -> Iterator[str]:
    findings = report.findings
    if not findings:
        return
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.kind, []).append(finding)
    by_kind = sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))
    yield "<h2>By kind</h2>"
    yield from _plot("places of each kind", by_kind)
    yield '<p class="soft"><span class="key" style="background:var(--bar)"></span>to repair'
    yield '<span class="key" style="background:var(--beyond)"></span>beyond repair</p>'
    causes = [(title(group[0]), group) for group in by_cause(findings).values()]
    yield "<h2>By cause</h2>"
    yield from _plot("places of each cause", causes[:BARS])
    if len(causes) > BARS:
        yield f'<p class="soft">and {len(causes) - BARS} causes more, below</p>'


def _plot(label: str, bars: Sequence[tuple[str, Sequence[Finding]]]) -> Iterator[str]:
    """Bars with their numbers, as SVG; what is to be repaired first, what cannot be behind it."""
    height = STEP * len(bars)
    most = max(len(findings) for _, findings in bars)
    told = "; ".join(f"{name}: {len(findings)}" for name, findings in bars)
    yield (
        f'<svg viewBox="0 0 {LEFT + LENGTH + 70} {height}" role="img" '
        f'aria-label="{escape(label)}: {escape(told)}">'
    )
    for number, (name, findings) in enumerate(bars):
        middle = STEP * number + STEP / 2
        beyond = sum(not finding.changed for finding in findings)
        first = LENGTH * (len(findings) - beyond) / most
        second = LENGTH * beyond / most
        yield (
            f'<text x="{LEFT - 12}" y="{middle + 4.5:g}" text-anchor="end">'
            f"{_text(_short(name, LABEL))}</text>"
        )
        # The fill is for viewers that know no variables; the style sheet has the last word.
        for at, size, kind, fill in (
            (0.0, first, "bar", "#2f6fb0"),
            (first, second, "beyond", "#c9962b"),
        ):
            if size:
                yield (
                    f'<rect class="{kind}" fill="{fill}" x="{LEFT + at:.1f}" y="{middle - 8:g}" '
                    f'width="{max(size, 1.5):.1f}" height="16" rx="2"/>'
                )
        yield (
            f'<text class="soft" x="{LEFT + first + second + 8:.1f}" y="{middle + 4.5:g}">'
            f"{len(findings):,}</text>"
        )
    yield "</svg>"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"


# ------------------------------------------------------------------------------------------ causes
def _causes(report: Report) -> Iterator[str]:
    groups = by_cause(report.findings)
    if groups:
        yield "<h2>What happened, and how to make it stop</h2>"
    for group in groups.values():
        yield from _cause(tell(example(group)), len(group))


def _cause(story: Story, count: int) -> Iterator[str]:
    places = "1 place" if count == 1 else f"{count:,} places"
    yield '<section class="card">'
    named = _text(title(story.finding))
    yield f'<header><h3>{named}</h3><span class="soft">{places}</span></header>'
    yield f"<p>{_change(story.finding)}</p>"
    yield f"<p>{_prose(' '.join([*story.told, story.sure]))}</p>"
    if story.lost:
        yield "<ul>" + "".join([f"<li>{_prose(one)}</li>" for one in story.lost]) + "</ul>"
    for layer in story.layers:
        yield from _view(layer)
    if story.advice:
        yield "<p><b>So that it stops</b></p>"
        yield "<ul>" + "".join([f"<li>{_prose(one)}</li>" for one in story.advice]) + "</ul>"
    yield "</section>"


def _change(finding: Finding) -> str:
    before = f'<span class="wrong">{_excerpt(finding.original)}</span>'
    if not finding.changed:
        return f"{before} is beyond repair"
    after = _excerpt(finding.repaired) or '<span class="soft">nothing</span>'
    return f'{before} \u2192 <span class="right">{after}</span>'


def _view(layer: Layer) -> Iterator[str]:
    """The bytes of a layer as tables: what was read, the bytes, what was meant."""
    lost = {at for unit in layer.read if unit.told == "lost" for at in range(unit.start, unit.end)}
    digits = layer.digits()
    yield '<div class="view">'
    shown = 0
    for row in rows(layer, BYTES):
        shown = row.end
        yield "<table>"
        yield _units(everyday_name(layer.step.read), row.start, row.end, row.read, "wrong")
        cells = "".join(
            [
                f"<td{' class=gone' if at in lost else ''}>{digits[at]}</td>"
                for at in range(row.start, row.end)
            ]
        )
        yield f'<tr class="bytes"><th scope="row">bytes</th>{cells}</tr>'
        yield _units(everyday_name(layer.step.written), row.start, row.end, row.meant, "right")
        yield "</table>"
    if len(layer.data) > shown:
        yield f'<p class="soft">and {len(layer.data) - shown} bytes more</p>'
    if lost:
        yield '<p class="soft">Underlined bytes could not be read and are lost.</p>'
    yield "</div>"


def _units(label: str, start: int, end: int, units: Sequence[Unit], kind: str) -> str:
    """A row of characters, each as wide as its bytes; bytes of a character of another row."""
    cells, at = [], start
    for unit in units:
        if unit.start > at:
            cells.append(f'<td colspan="{unit.start - at}"></td>')
        stop = min(max(unit.end, unit.start), end)
        if stop > unit.start:
            gone = " gone" if unit.told else ""
            cells.append(
                f'<td class="{kind}{gone}" colspan="{stop - unit.start}">{_text(unit.text)}</td>'
            )
        at = stop
    if at < end:
        cells.append(f'<td colspan="{end - at}"></td>')
    return f'<tr><th scope="row">{_text(label)}</th>{"".join(cells)}</tr>'


# ------------------------------------------------------------------------------------------- files
def _files(report: Report) -> Iterator[str]:
    if report.files:
        yield "<h2>File by file</h2>"
    for file in report.files:
        yield from _file(file, opened=len(report.files) == 1)


def _file(file: FileReport, opened: bool) -> Iterator[str]:
    count = len(file.places)
    places = "1 place" if count == 1 else f"{count:,} places"
    yield f"<details{' open' if opened else ''}>"
    yield f'<summary><code>{_text(file.path)}</code> <span class="soft">{places}</span></summary>'
    yield '<div class="scroll"><table class="places"><thead><tr><th>Where</th><th>Stands there</th>'
    yield '<th>Should be</th><th>What happened</th><th class="number">Sure</th></tr></thead><tbody>'
    yield from map(_place, file.places[:PLACES])
    yield "</tbody></table></div>"
    if count > PLACES:
        yield f'<p class="soft" style="padding:0 1rem">and {count - PLACES:,} places more</p>'
    yield "</details>"


def _place(place: Place) -> str:
    line, column, finding = place
    if not finding.changed:
        after, sure = '<span class="soft">beyond repair</span>', ""
    else:
        after = f'<span class="right">{_excerpt(finding.repaired)}</span>'
        sure = percent(finding.confidence)
    return (
        f'<tr><td class="place">{line}:{column}</td>'
        f'<td class="wrong">{_excerpt(finding.original)}</td><td>{after}</td>'
        f'<td>{_text(finding.what)}</td><td class="number">{sure}</td></tr>'
    )


def _skipped(report: Report) -> Iterator[str]:
    if not report.skipped:
        return
    yield f"<h2>Not read</h2>\n<details><summary>{len(report.skipped):,} files</summary>"
    yield '<table class="places"><tbody>'
    for path, reason in report.skipped:
        yield f"<tr><td><code>{_text(path)}</code></td><td>{_text(reason)}</td></tr>"
    yield "</tbody></table></details>"


# -------------------------------------------------------------------------------------------- text
def _text(text: str) -> str:
    """The text escaped, with what cannot be seen as a box that holds its number."""
    if text.isprintable():
        return escape(text)
    return "".join([escape(c) if c.isprintable() else _box(c) for c in text])


def _box(c: str) -> str:
    if "\udc80" <= c <= "\udcff":  # a byte of a name that is no text
        return f'<span class="u" title="a byte that is no text">{ord(c) - 0xDC00:02X}</span>'
    name = unicodedata.name(c, "") or _KINDS.get(unicodedata.category(c), "unassigned")
    return f'<span class="u" title="U+{ord(c):04X} {escape(name)}">{ord(c):04X}</span>'


_KINDS: Final = {"Cc": "control character", "Co": "private use", "Cs": "lone surrogate"}


def _excerpt(text: str) -> str:
    if len(text) <= CHARACTERS:
        return _text(text)
    half = CHARACTERS // 2
    left_out = len(text) - 2 * half
    return (
        f'{_text(text[:half])}<span class="soft"> \u2026 {left_out:,} more \u2026 </span>'
        f"{_text(text[-half:])}"
    )


def _prose(sentence: str) -> str:
    """A sentence whose code stands in backticks."""
    parts: Iterable[str] = sentence.split("`")
    return "".join(
        [
            f"<code>{_text(part)}</code>" if number % 2 else _text(part)
            for number, part in enumerate(parts)
        ]
    )
