"""What methods pass to public methods of their own instance or class, which may be overridden."""

from __future__ import annotations

import ast

_OWN = ("self", "cls")
"""What the instance and the class are called in methods (PEP 8)."""


def add_own_call(calls: dict[str, tuple[int, frozenset[str]]], call: ast.Call) -> None:
    """Add the arguments of a call to what is known of the calls of the same method."""
    function = call.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return
    name = function.attr
    if function.value.id not in _OWN or name.startswith("_"):
        return
    positional = sum(not isinstance(argument, ast.Starred) for argument in call.args)
    keywords = frozenset(keyword.arg for keyword in call.keywords if keyword.arg is not None)
    if positional or keywords:
        most, known = calls.get(name, (0, frozenset()))
        calls[name] = max(most, positional), known | keywords
