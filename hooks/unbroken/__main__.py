"""`python -m unbroken` and the console script."""

from __future__ import annotations

import os
import sys

_INTERRUPTED = 130
"""The exit code of a program that SIGINT ended (128 + 2), as shells report it."""


def run() -> None:
    """Run the command line and exit with its code."""
    try:
        code = _run()
    except KeyboardInterrupt:
        # While modules are imported, nothing else catches it.
        code = _INTERRUPTED
    # Everything is written: tearing the interpreter down would only take time.
    os._exit(code)


def _run() -> int:
    import gc
    import warnings

    # What is read lives as long as the process: collecting garbage often would free nothing.
    gc.set_threshold(500_000, 20, 50)
    # PYTHONWARNINGS and PYTHONDEVMODE are for other programs than this one.
    warnings.simplefilter("ignore")
    _open_missing_streams()

    from unbroken.cli.main import main

    return main()


def _open_missing_streams() -> None:
    """Replace standard streams that were closed before the start, which Python sets to None."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # it is open until the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # it is open until the end


def _leave_out_current_folder() -> None:
    """Undo that `python -m` imports from the current folder: it is the one that is checked."""
    try:
        current = os.getcwd()
    except OSError:
        current = ""
    if sys.path and sys.path[0] in ("", current):
        del sys.path[0]


if __name__ == "__main__":
    _leave_out_current_folder()
    run()
