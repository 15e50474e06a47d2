"""Release notes as Markdown: one item an object, one item a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.report.blocks import blocks_of
from unbroken.report.markdown import code_span, fenced_block, markdown_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unbroken.checks.notes import Notes
    from unbroken.checks.public_changes import PublicName
    from unbroken.model.finding import Finding


def notes_markdown(notes: Sequence[Notes]) -> str:
    """Return one document, with a section for each kind of change that there is."""
    return "".join(f"{line}\n" for project in notes for line in _project(project))


def _project(notes: Notes) -> Iterator[str]:
    packages = markdown_text(", ".join(notes.packages))
    yield f"## {packages}: {markdown_text(notes.old)} to {markdown_text(notes.new)}"
    yield ""
    if not any((notes.removed, notes.changed, notes.deprecated, notes.added)):
        yield "Nothing changed for users of the public API."
        yield ""
    yield from _findings("Removed", notes.removed)
    yield from _findings("Changed", notes.changed)
    yield from _names("Deprecated", notes.deprecated)
    yield from _names("Added", notes.added)


def _findings(title: str, findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield f"### {title}"
    yield ""
    for block in blocks_of(findings):
        texts = [text for finding in block.findings for text in (finding.message, *finding.notes)]
        message = "; ".join(markdown_text(text) for text in texts)
        yield f"- {code_span(block.findings[0].object)}: {message}"
        if block.same_cause:
            objects = ", ".join(code_span(finding.object) for finding in block.same_cause)
            yield f"  (the same in {objects})"
        for old, new in dict.fromkeys((finding.old, finding.new) for finding in block.findings):
            if old is not None and new is not None and old != new:
                yield from fenced_block("diff", [f"- {old}", f"+ {new}"])
    yield ""


def _names(title: str, names: Sequence[PublicName]) -> Iterator[str]:
    if not names:
        return
    yield f"### {title}"
    yield ""
    for name in names:
        text = f": {code_span(name.text)}" if name.text else ""
        yield f"- {code_span(name.path)}{text}"
    yield ""
