"""Instances of `SimpleNamespace`, each of which is compared like a class with its attributes."""

from __future__ import annotations

import ast

from unbroken.model.definitions import Attribute, Class, Member
from unbroken.readers import expressions
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_NAMESPACES = (External("types.SimpleNamespace"), External("argparse.Namespace"))


def namespace_class(surface: Surface, at: Definition, node: ast.Call) -> Definition | None:
    """Return the class that has what `SimpleNamespace(name=value)` has; None for other calls."""
    function = surface.resolve_name(at, expressions.dotted_name(node.func) or "?")
    if function not in _NAMESPACES or at.member is None:
        return None
    named: list[tuple[str | None, ast.expr]] = [(part.arg, part.value) for part in node.keywords]
    entries = [entry for part in named for entry in _entries(*part)]
    members: dict[str, Member] = {
        name: Attribute(
            name=name,
            line=at.member.line,
            column=at.member.column,
            end_line=at.member.end_line,
            value=expressions.value_text(value),
            scope="class",
        )
        for name, value in entries
        if name is not None
    }
    name = f"{at.qualname.replace('.', ':')}:{_SIMPLE}"
    class_ = Class(
        name=name,
        line=at.member.line,
        column=at.member.column,
        end_line=at.member.end_line,
        members=members,
        has_unknown_members=bool(node.args) or any(name is None for name, _ in entries),
        is_made_by_call=True,
    )
    return Definition(at.module, name, class_)


_SIMPLE = "SimpleNamespace"


def _entries(name: str | None, value: ast.expr) -> list[tuple[str | None, ast.expr]]:
    """Return what a keyword argument sets: also `**{"name": value}`; None is an unknown name."""
    if name is not None:
        return [(name, value)]
    if isinstance(value, ast.Call) and expressions.dotted_name(value.func) == "dict":
        inner = [entry for part in value.keywords for entry in _entries(part.arg, part.value)]
        return [*inner, *((None, argument) for argument in value.args)]
    if not isinstance(value, ast.Dict):
        return [(None, value)]
    keys = (key.value if isinstance(key, ast.Constant) else None for key in value.keys)
    return [
        (str(key) if isinstance(key, str) else None, inner)
        for key, inner in zip(keys, value.values, strict=True)
    ]
