"""Release notes as one HTML page that needs nothing else: no network, no other file."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

from unbroken.report.differences import marks_between
from unbroken.report.escaping import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unbroken.checks.notes import Notes
    from unbroken.model.finding import Finding

_STYLE = """\
:root { color-scheme: light dark; --same: #f6f8fa;
  --old: #ffebe9; --new: #dafbe1; --mark-old: #ffb8b0;
  --mark-new: #8fe3a4; --line: #d0d7de; --muted: #57606a; }
@media (prefers-color-scheme: dark) { :root { --same: #151b23;
  --old: #3c1618; --new: #12311c; --mark-old: #8e1519;
  --mark-new: #1f6f34; --line: #3d444d; --muted: #9198a1; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; }
nav { position: sticky; top: 0; background: Canvas; border-bottom: 1px solid var(--line);
  display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem;
  padding: .5rem 0; }
nav input[type=search] { flex: 1 1 12rem; font: inherit; padding: .25rem .5rem; }
article { border-bottom: 1px solid var(--line); padding: .75rem 0; overflow-wrap: anywhere; }
article:target { outline: 2px solid Highlight; outline-offset: 2px; }
article h2 { font-size: 1rem; margin: 0; }
article h2 a { color: inherit; text-decoration: none; }
article p { margin: .25rem 0; }
.kind { border: 1px solid var(--line); border-radius: 1em; color: var(--muted); font-size: .8rem;
  margin-right: .5em; padding: 0 .6em; }
.versions { display: grid; gap: .5rem;
  grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
pre { margin: 0; padding: .5rem; white-space: pre-wrap; font: .85rem/1.5 ui-monospace, monospace; }
.same { background: var(--same); }
.old { background: var(--old); } .new { background: var(--new); }
.old mark { background: var(--mark-old); color: inherit; }
.new mark { background: var(--mark-new); color: inherit; }
[hidden] { display: none; }
"""
_SCRIPT = """\
const articles = [...document.querySelectorAll("article")];
const boxes = [...document.querySelectorAll("nav input[type=checkbox]")];
const search = document.querySelector("nav input[type=search]");
function filter() {
  const kinds = new Set(boxes.filter(box => box.checked).map(box => box.value));
  const text = search.value.trim().toLowerCase();
  let shown = 0;
  for (const article of articles) {
    article.hidden = !kinds.has(article.dataset.kind) ||
      !article.textContent.toLowerCase().includes(text);
    shown += !article.hidden;
  }
  document.querySelector("output").textContent = `${shown} of ${articles.length}`;
}
for (const input of [...boxes, search]) input.addEventListener("input", filter);
filter();
"""
_KINDS = ("removed", "changed", "deprecated", "added")


class _Change(NamedTuple):
    """One change as the page shows it; `old` and `new` are lines of source."""

    kind: str
    path: str
    message: str = ""
    old: str = ""
    new: str = ""


def notes_html(notes: Sequence[Notes]) -> str:
    """Return the page: changes that can be filtered by kind and text, and linked to."""
    changes = [change for project in notes for change in _changes(project)]
    titles = [f"{', '.join(project.packages)}: {project.old} to {project.new}" for project in notes]
    title = _text("; ".join(titles))
    boxes = "".join(
        f'<label><input type="checkbox" value="{kind}" checked> {kind} '
        f"({sum(change.kind == kind for change in changes)})</label>\n"
        for kind in _KINDS
    )
    articles = "".join(_article(change, number) for number, change in enumerate(changes, 1))
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n<nav>\n{boxes}"
        '<input type="search" placeholder="Module, name or text" aria-label="Filter">\n'
        f"<output>{len(changes)} of {len(changes)}</output>\n</nav>\n<main>\n"
        f"{articles or '<p>Nothing changed for users of the public API.</p>'}"
        f"</main>\n<script>\n{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def _changes(notes: Notes) -> Iterator[_Change]:
    for kind, findings in (("removed", notes.removed), ("changed", notes.changed)):
        groups: dict[tuple[str, str | None, str | None], list[Finding]] = {}
        for finding in findings:
            groups.setdefault((finding.object, finding.old, finding.new), []).append(finding)
        yield from (_of_findings(kind, group) for group in groups.values())
    for kind, names in (("deprecated", notes.deprecated), ("added", notes.added)):
        yield from (_Change(kind, name.path, new=name.text) for name in names)


def _of_findings(kind: str, findings: Sequence[Finding]) -> _Change:
    """Return the change of one object that some findings are about."""
    path, old, new = findings[0].object, findings[0].old, findings[0].new
    texts = [text for finding in findings for text in (finding.message, *finding.notes)]
    return _Change(
        kind=kind,
        path=path,
        message="; ".join(texts),
        old=old or "",
        new=new or "",
    )


def _article(change: _Change, number: int) -> str:
    anchor = f"{change.kind}-{number}"
    message = f"<p>{_text(change.message)}</p>\n" if change.message else ""
    old, new = escaped(change.old), escaped(change.new)
    old_marks, new_marks = marks_between(old, new) if old and new else ((), ())
    shown = [("old", old, old_marks), ("new", new, new_marks)]
    if old == new:
        shown = [("same", old, ())]
    sides = "".join(
        f'<pre class="{side}">{_marked(text, marks)}</pre>\n' for side, text, marks in shown if text
    )
    versions = f'<div class="versions">\n{sides}</div>\n' if sides else ""
    return (
        f'<article id="{anchor}" data-kind="{change.kind}">\n'
        f'<h2><span class="kind">{change.kind}</span>'
        f'<a href="#{anchor}"><code>{_breakable(change.path)}</code></a></h2>\n'
        f"{message}{versions}</article>\n"
    )


def _marked(text: str, marks: Sequence[tuple[int, int]]) -> str:
    """Return text, which is safe to be shown, as HTML with some ranges marked."""
    parts, end = [], 0
    for start, stop in marks:
        parts.append(html.escape(text[end:start]))
        parts.append(f"<mark>{html.escape(text[start:stop])}</mark>")
        end = stop
    return "".join([*parts, html.escape(text[end:])])


def _breakable(path: str) -> str:
    """Return a dotted name that a narrow window breaks after its dots and underscores."""
    return re.sub(r"(?<=[._])(?=\w)", "<wbr>", _text(path))


def _text(text: str) -> str:
    return html.escape(escaped(text))
