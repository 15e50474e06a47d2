"""`unbroken check`, `incremental` and `full`: compare what is in this repository."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unbroken.commands import Said
from unbroken.commands.cached import cache_of
from unbroken.progress import progress
from unbroken.report.outcomes import reported
from unbroken.run import Request, run

if TYPE_CHECKING:
    from argparse import Namespace


def execute(arguments: Namespace) -> Said:
    """Compare what the arguments name with the baseline."""
    with progress() as advance, cache_of(arguments) as cache:
        request = Request(
            arguments.command,
            os.getcwd(),
            tuple(arguments.files),
            arguments.baseline,
            arguments.current,
            arguments.config,
            progress=advance,
            cache=cache,
        )
        outcomes = run(request)
    return Said(*reported(outcomes, arguments.format, arguments.strict, arguments.verbose))
