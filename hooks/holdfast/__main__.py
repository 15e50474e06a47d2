"""`python -m holdfast` and the console script."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line and exit with its code."""
    import gc

    from holdfast.cli import main

    # What is read lives as long as the process does: to look for garbage often finds none.
    gc.set_threshold(50_000, 20, 50)

    sys.exit(main())


if __name__ == "__main__":
    run()
