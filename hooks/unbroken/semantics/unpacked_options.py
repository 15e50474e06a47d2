"""Options of decorators that are unpacked from a constant: `@dataclass(**OPTIONS)`."""

from __future__ import annotations

import ast

from msgspec.structs import replace

from unbroken.model.definitions import Attribute, Decorator
from unbroken.readers.expressions import dotted_name, expression_text, parse
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface


def with_unpacked(surface: Surface, at: Definition, decorator: Decorator) -> Decorator:
    """Return a decorator with the options that it unpacks, as far as they are constants."""
    if not any(name == "**" for name, _ in decorator.keywords):
        return decorator
    keywords: list[tuple[str, str]] = []
    for name, text in decorator.keywords:
        entries = _entries(surface, at, text) if name == "**" else None
        keywords += [(name, text)] if entries is None else entries
    return replace(decorator, keywords=tuple(keywords))


def _entries(surface: Surface, at: Definition, text: str) -> list[tuple[str, str]] | None:
    """Return the entries of a mapping that is written here, or assigned to a name."""
    node = parse(text)
    named = surface.resolve_name(at, dotted_name(node)) if node and dotted_name(node) else None
    if isinstance(named, Definition):
        value = named.member
        if not isinstance(value, Attribute) or value.conditional or value.alternatives:
            return None
        node, at = parse(value.value or ""), named
    if isinstance(node, ast.Dict):
        return _of_display(node)
    if isinstance(node, ast.Call) and not node.args:
        function = dotted_name(node.func)
        is_dict = bool(function) and surface.resolve_name(at, function) == External("builtins.dict")
        given = [(part.arg, expression_text(part.value)) for part in node.keywords]
        if is_dict and all(name is not None for name, _ in given):
            return [(name or "", value) for name, value in given]
    return None


def _of_display(node: ast.Dict) -> list[tuple[str, str]] | None:
    entries = []
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            return None
        entries.append((key.value, expression_text(value)))
    return entries
