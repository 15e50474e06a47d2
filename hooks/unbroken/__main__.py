"""`python -m unbroken` and the console script."""

from __future__ import annotations

import os
import sys


def run() -> None:
    """Run the command line and exit with its code."""
    import gc

    # What is read lives as long as the process: collecting garbage often would free nothing.
    gc.set_threshold(500_000, 20, 50)

    from unbroken.cli.main import main

    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is written: tearing the interpreter down would only take time.
    os._exit(code)


if __name__ == "__main__":
    run()
