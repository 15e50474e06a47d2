"""How unbroken writes JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from unbroken._version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unbroken.baseline.baseline import Baseline

SCHEMA_VERSION: Literal[1] = 1


def json_text(document: Mapping[str, object]) -> str:
    """Return a document as indented JSON with a line break at its end.

    It is all in ASCII: no terminal or pipe is misled by what source text has in it.
    """
    return json.dumps(document, indent=2) + "\n"


def tool_data() -> dict[str, str]:
    """Return which program wrote a document."""
    return {"name": "unbroken", "version": __version__}


def baseline_data(baseline: Baseline | None) -> dict[str, str | None] | None:
    """Return a baseline as documents have it; None where nothing is committed yet."""
    if baseline is None or (baseline.commit is None and baseline.kind == "unborn"):
        return None
    return {
        "kind": baseline.kind,
        "ref": baseline.ref,
        "commit": baseline.origin,
        "version": baseline.version,
        "reason": baseline.reason,
    }
