"""`unbroken diff`: compare two folders, wheels or sdists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.checks.diff import diff_outcome
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.cli.commands.reporting import report

if TYPE_CHECKING:
    from argparse import Namespace


def execute(arguments: Namespace) -> CommandResult:
    """Compare the two versions that the arguments name."""
    with cache_of(arguments) as cache:
        outcome = diff_outcome(
            arguments.old, arguments.new, tuple(arguments.package or ()), arguments.config, cache
        )
    return report([outcome], arguments)
