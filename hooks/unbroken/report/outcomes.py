"""All that a run says, in the format that was asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from unbroken.report.closing import closing_line, hints_of, warnings_of

if TYPE_CHECKING:
    from unbroken.checks.outcome import Outcome


def reported(
    outcomes: Sequence[Outcome], form: str, strict: bool, verbose: bool
) -> tuple[str, int]:
    """Write the outcomes of a run as `form` (text or json); give the text and the exit code."""
    code = int(any(outcome.blocking(strict=strict) for outcome in outcomes))
    if form == "json":
        from unbroken.report.json import document_of

        return f"{document_of(outcomes, strict=strict)}\n", code
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    parts = []
    for outcome in outcomes:
        shown = [e for e in outcome.findings if verbose or e.level != "note"]
        if shown:
            from unbroken.report.text import findings_text

            parts.append(findings_text(shown, colour=colour, verbose=verbose))
        hints = hints_of(outcome, strict=strict)
        parts += [*warnings_of(outcome), *hints, closing_line(outcome)]
    return "".join(f"{each}\n" for each in parts), code
