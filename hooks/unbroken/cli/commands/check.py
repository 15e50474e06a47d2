"""`unbroken check`, `incremental`, `full` and `deprecations`: check this repository."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unbroken.checks.request import Request
from unbroken.checks.run import run
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.cli.commands.reporting import report
from unbroken.cli.progress import progress

if TYPE_CHECKING:
    from argparse import Namespace


def execute(arguments: Namespace) -> CommandResult:
    """Compare what the arguments name with the baseline."""
    with progress() as advance, cache_of(arguments) as cache:
        request = Request(
            mode=arguments.command,
            cwd=os.getcwd(),
            files=tuple(arguments.files),
            baseline=arguments.baseline,
            current=arguments.current,
            config=arguments.config,
            packages=tuple(getattr(arguments, "package", None) or ()),
            progress=advance,
            cache=cache,
            verbose=arguments.verbose,
        )
        outcomes = run(request)
    return report(outcomes, arguments)
