"""Computed names of which the source shows that they are private: `f"_{name}"`."""

from __future__ import annotations

import ast


def is_private_string(node: ast.expr) -> bool:
    """Return whether a computed string begins with one underscore: no user relies on such a name.

    With two, it may be that of a special method (`f"__{operator}__"`).
    """
    start = _start(node)
    return start.startswith("_") and not start.startswith("__")


def _start(node: ast.expr) -> str:
    """Return the text that a string begins with, as far as it is written."""
    if isinstance(node, ast.JoinedStr):
        return _start(node.values[0]) if node.values else ""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        return _start(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _start(node.func.value) if node.func.attr == "format" else ""
    text = node.value if isinstance(node, ast.Constant) else None
    return text if isinstance(text, str) else ""
