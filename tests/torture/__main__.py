"""`python -m tests.torture`: try many hostile inputs and print how many of each class held.

    python -m tests.torture --sources 100000

Exits with 1 when an invariant did not hold; the seeds that show it are printed.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable

from tests.torture.hostile_sources import KINDS, mutate
from tests.torture.source_checks import (
    TooSlowError,
    check_change,
    check_source,
    limited_time,
    reading_once,
)

_SHOWN_EVERY = 5000
_CHANGED_EVERY = 5
"""Comparing takes longer than reading; so only one source of so many is changed and compared."""


class Table:
    """What was tried and what held, by class."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.held: Counter[str] = Counter()
        self.failures: dict[str, list[str]] = {}

    def add(self, name: str, failure: str | None) -> None:
        """Count one case; `failure` says what did not hold, None if all did."""
        self.tried[name] += 1
        self.held[name] += failure is None
        if failure is not None:
            self.failures.setdefault(f"{name}: {failure.splitlines()[-1][:200]}", []).append(
                failure
            )

    def text(self) -> str:
        """Return the table, and the seeds of the failures of each kind."""
        lines = [f"{'class':28} {'tried':>8} {'held':>8}"]
        for name, tried in self.tried.items():
            lines.append(f"{name:28} {tried:8} {self.held[name]:8}")
        for summary, failures in sorted(self.failures.items(), key=lambda item: -len(item[1])):
            lines.append(f"\n{len(failures)} x {summary}")
            lines.append(f"    --seeds {' '.join(failure.splitlines()[0] for failure in failures)}")
        return "\n".join(lines)


def try_sources(table: Table, seeds: Iterable[int]) -> None:
    """Check sources of every class, and a change of some of each."""
    names = list(KINDS)
    for number, seed in enumerate(seeds):
        name = names[seed % len(names)]
        random_ = random.Random(seed)
        source = KINDS[name](random_)
        with reading_once():
            table.add(f"sources: {name}", _failure(seed, check_source, source))
            if seed % _CHANGED_EVERY == 0:
                changed = mutate(random_, source)
                table.add(f"changes: {name}", _failure(seed, check_change, source, changed))
        if number % _SHOWN_EVERY == _SHOWN_EVERY - 1:
            sys.stderr.write(f"seed {seed}\n{table.text()}\n")


def _failure(seed: int, check: Callable[..., object], *sources: bytes) -> str | None:
    try:
        with limited_time():
            check(*sources)
    except (Exception, TooSlowError) as error:  # noqa: BLE001  # whatever it is, it is counted
        return _summary(str(seed), error)
    return None


def _summary(case: str, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[:-4:-1]
    )
    message = str(error).splitlines()[0][:160] if str(error) else ""
    return f"{case}\n{type(error).__name__}: {message} ({places})"


def main() -> int:
    """Try what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--sources", type=int, default=0, help="how many sources")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--seeds", type=int, nargs="+", help="try only these")
    arguments = parser.parse_args()
    table = Table()
    # Interrupted, it prints what was tried so far.
    with contextlib.suppress(KeyboardInterrupt):
        first = arguments.seed
        try_sources(table, arguments.seeds or range(first, first + arguments.sources))
    sys.stdout.write(f"{table.text()}\n")
    return 1 if table.failures else 0


if __name__ == "__main__":
    sys.exit(main())
