"""Two versions of a source file, and all that a tree holds."""

from __future__ import annotations

ONE = "def f():\n    pass\n"
TWO = "def f(a):\n    pass\n"


def contents(tree) -> dict[str, bytes]:
    return tree.read(tree.files())
