"""Findings as JSON, schema 1."""

from __future__ import annotations

import msgspec

import holdfast
from holdfast.finding import Finding


class Document(msgspec.Struct, kw_only=True):
    """What `--format json` prints: one document a run."""

    schema: int = 1
    tool: dict[str, str]
    baseline: dict[str, str | None] | None
    mode: str
    findings: list[Finding]
    summary: dict[str, object]


def document_text(document: Document) -> str:
    """Write the document as JSON with an indent of two."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def tool() -> dict[str, str]:
    """Name the tool and its version."""
    return {"name": "holdfast", "version": holdfast.__version__}
