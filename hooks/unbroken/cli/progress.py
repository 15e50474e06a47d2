"""The progress of a long run, shown on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """Yield a function that shows how many of how many files were read; None without a terminal.

    Nothing is shown in the first second, and the line is removed at the end.
    """
    if not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    shown = False

    def advance(count: int, total: int) -> None:
        nonlocal shown
        if time.monotonic() - started > 1:
            sys.stderr.write(f"\r\x1b[Kunbroken: read {count} of {total} files")
            sys.stderr.flush()
            shown = True

    try:
        yield advance
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
