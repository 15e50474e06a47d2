"""The report of a run, as the options of the command line ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.cli.commands import CommandResult
from unbroken.report.outcomes import render

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome


def report(outcomes: Sequence[Outcome], arguments: Namespace) -> CommandResult:
    """Return the report of a run, and its exit code: 1 where a finding blocks."""
    blocks = any(outcome.blocking(strict=arguments.strict) for outcome in outcomes)
    text = render(outcomes, arguments.format, strict=arguments.strict, verbose=arguments.verbose)
    return CommandResult(text, int(blocks))
