"""`python -m unbroken` and the console script."""

from __future__ import annotations

import os
import sys


def run() -> None:
    """Run the command line and exit with its code."""
    import gc

    # What is read lives as long as the process does: to look for garbage often finds none.
    gc.set_threshold(500_000, 20, 50)

    from unbroken.cli.main import main

    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # All is said and every file is closed: to take the interpreter apart only takes time.
    os._exit(code)


if __name__ == "__main__":
    run()
