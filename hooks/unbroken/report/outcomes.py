"""The whole report of a run, in the format that is asked for."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from unbroken.report.closing import closing_line, hints_of, warnings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome


def render(outcomes: Sequence[Outcome], form: str, *, strict: bool, verbose: bool) -> str:
    """Return the outcomes of a run as `form` (text or json)."""
    if form == "json":
        from unbroken.report.json import json_report

        return json_report(outcomes, strict=strict)
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    parts = []
    for outcome in outcomes:
        shown = [finding for finding in outcome.findings if verbose or finding.level != "note"]
        if shown:
            from unbroken.report.text import findings_text

            parts.append(findings_text(shown, colour=colour, verbose=verbose))
        hints = hints_of(outcome, strict=strict)
        parts += [*warnings_of(outcome), *hints, closing_line(outcome)]
    return "".join(f"{part}\n" for part in parts)
