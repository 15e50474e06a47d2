"""Expressions: what the simplest are, and canonical text (that of `ast.unparse`) of all others."""

from __future__ import annotations

import ast
import functools
import warnings

from unbroken.readers.stable_unparse import stable_unparse

_MAX_VALUE_LINES = 40
"""A value of more lines is a table of data, whose contents no rule compares."""


def parse(text: str) -> ast.expr | None:
    """Parse one expression; return None when this Python cannot (newer syntax, or a statement)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(f"({text}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@functools.lru_cache(maxsize=8192)
def parsed(text: str) -> ast.expr | None:
    """Return what `parse` returns: a tree that is shared with others and must not be changed."""
    return parse(text)


def is_name(node: ast.AST, name: str) -> bool:
    """Return whether an expression is a name, and nothing else."""
    return isinstance(node, ast.Name) and node.id == name


def is_none(node: ast.AST | None) -> bool:
    """Return whether an expression is `None`."""
    return isinstance(node, ast.Constant) and node.value is None


def string_value(node: ast.AST | None) -> str | None:
    """Return the value of a string literal; None for anything else."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None


def expression_text(node: ast.expr) -> str:
    """Return the canonical text of an expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)):
        return f"{expression_text(node.value)}.{node.attr}"
    try:
        return stable_unparse(node)
    except (RecursionError, ValueError):  # Python converts no integer of more than 4300 digits.
        return "..."


def value_text(node: ast.expr) -> str:
    """Return the canonical text of an assigned value; `...` for a long table of data."""
    if (node.end_lineno or node.lineno) - node.lineno > _MAX_VALUE_LINES:
        return "..."
    return expression_text(node)


def annotation_text(node: ast.expr) -> str:
    """Return the canonical text of an annotation, with quoted forward references unquoted.

    Strings inside `Literal[...]` and the metadata of `Annotated[...]` are values and stay
    (typing spec, "String annotations").
    """
    if isinstance(node, (ast.Name, ast.Attribute)):
        return expression_text(node)
    if not any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(node)
    ):
        return expression_text(node)
    return expression_text(_unquoted(node))


def _unquoted(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return parse(node.value.strip()) or node
    if isinstance(node, ast.Subscript):
        head = expression_text(node.value).rpartition(".")[2]
        if head == "Literal":
            return node
        inner = node.slice
        if head == "Annotated" and isinstance(inner, ast.Tuple) and inner.elts:
            inner = ast.Tuple([_unquoted(inner.elts[0]), *inner.elts[1:]], ast.Load())
        else:
            inner = _unquoted(inner)
        return ast.Subscript(node.value, inner, ast.Load())
    if isinstance(node, ast.BinOp):
        return ast.BinOp(_unquoted(node.left), node.op, _unquoted(node.right))
    if isinstance(node, ast.Tuple):
        return ast.Tuple([_unquoted(part) for part in node.elts], ast.Load())
    if isinstance(node, ast.List):
        return ast.List([_unquoted(part) for part in node.elts], ast.Load())
    return node


def dotted_name(node: ast.expr) -> str:
    """Return `a.b.c` for a chain of names, "" for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def absolute_target(module: str, is_package: bool, level: int, source: str | None) -> str:
    """Return the absolute module that `from <level dots><source> import …` names.

    Python reference, "Package relative imports": one dot is the current package.
    Dots beyond the top-level package, for which the import fails at run time, are left as they
    are: `..source` is the path of no module.
    """
    if not level:
        return source or ""
    package = module.split(".") if is_package else module.split(".")[:-1]
    if level - 1 >= len(package) + (0 if package else 1):
        return "." * level + (source or "")
    base = package[: len(package) - (level - 1)]
    return ".".join([*base, source] if source else base)


def strings_in(text: str) -> list[str]:
    """Return the strings in a literal list, tuple, set or dict, or the string that a text is."""
    node = parse(text) if "'" in text or '"' in text else None
    if isinstance(node, ast.Constant):
        parts: list[ast.expr | None] = [node]
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        parts = [*node.elts]
    else:
        parts = [*node.keys] if isinstance(node, ast.Dict) else []
    values = (part.value for part in parts if isinstance(part, ast.Constant))
    return [value for value in values if isinstance(value, str)]
