"""Instances of `SimpleNamespace`, each of which is compared like a class with its attributes."""

from __future__ import annotations

import ast

from unbroken.model.definitions import Attribute, Class, Member
from unbroken.readers import expressions
from unbroken.readers.mapping_entries import entries_of_arguments
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_PARSED = External("argparse.Namespace")
_NAMESPACES = (External("types.SimpleNamespace"), _PARSED)
_DICT = External("builtins.dict")


def namespace_class(surface: Surface, at: Definition, node: ast.Call) -> Definition | None:
    """Return the class that has what `SimpleNamespace(name=value)` has; None for other calls."""
    function = surface.resolve_name(at, expressions.dotted_name(node.func) or "?")
    if function not in _NAMESPACES or at.member is None:
        return None
    given = ast.Call(node.func, [], node.keywords)
    entries = [*entries_of_arguments(given, lambda name: surface.resolve_name(at, name) == _DICT)]
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
    is_filled_later = function == _PARSED and not entries
    is_open = is_filled_later or bool(node.args) or any(name is None for name, _ in entries)
    name = f"{at.qualname.replace('.', ':')}:{_SIMPLE}"
    class_ = Class(
        name=name,
        line=at.member.line,
        column=at.member.column,
        end_line=at.member.end_line,
        members=members,
        has_unknown_members=is_open,
        is_made_by_call=True,
    )
    return Definition(at.module, name, class_)


_SIMPLE = "SimpleNamespace"
