"""Where the definitions in a file stand that libcst has read."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias, TypedDict

import libcst as cst

from unbroken.readers.ast_definitions import header_end


class Place(TypedDict):
    """Lines and column, from 1; `end_line` of a function or class is where its header ends."""

    line: int
    column: int
    end_line: int


Places: TypeAlias = "Callable[[cst.CSTNode], Place]"
"""Gives where a definition stands."""


def places_of(module: cst.Module, tree: ast.Module | None) -> Places:
    """Find the places of the definitions in modules, classes and constructors.

    `tree` is what Python's own parser made of the file, None where it could not: then libcst
    tells the places, which takes it longer than everything else.
    """
    known = _by_tree(module, tree) if tree is not None else None
    if known is None:
        return _by_libcst(module)
    found = known
    return lambda node: found[node]


def _by_tree(module: cst.Module, tree: ast.Module) -> dict[cst.CSTNode, Place] | None:
    """Pair the statements, which both have in one order; None if they are not the same."""
    found: dict[cst.CSTNode, Place] = {}
    one, other = list(_of_libcst(module.body)), list(_of_ast(tree.body))
    if len(one) != len(other):
        return None
    for node, at in zip(one, other, strict=True):
        kind, name = _kind(node), _kind(at)
        if kind != name:
            return None
        if kind:
            is_header = isinstance(at, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            end = header_end(at) if is_header else at.end_lineno or at.lineno  # type: ignore[arg-type]
            found[node] = Place(line=at.lineno, column=at.col_offset + 1, end_line=end)
    return found


def _kind(node: object) -> str:
    kind = type(node).__name__.removeprefix("Async")
    if kind not in _DEFINING:
        return ""
    name = getattr(node, "name", "")
    return f"{kind} {getattr(name, 'value', name) if kind in _NAMED else ''}"


_NAMED = {"FunctionDef", "ClassDef"}
_DEFINING = {*_NAMED, "Assign", "AnnAssign", "Import", "ImportFrom", "TypeAlias"}


def _of_ast(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements of a body and its blocks; of functions only the constructors' own."""
    pending: list[Any] = list(reversed(body))
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node
            if isinstance(node, ast.ClassDef) or node.name == "__init__":
                pending += reversed(node.body)
            continue
        inner = [getattr(node, each, ()) for each in ("body", "handlers", "cases")]
        inner += [getattr(node, each, ()) for each in ("orelse", "finalbody")]
        if isinstance(node, ast.stmt) and not any(inner):
            yield node
        pending += reversed([each for block in inner for each in block])


def _of_libcst(body: Sequence[cst.CSTNode]) -> Iterator[cst.CSTNode]:
    """Give the same statements as `_of_ast`, in the same order."""
    pending: list[cst.CSTNode] = list(reversed(body))
    while pending:
        node = pending.pop()
        if isinstance(node, cst.SimpleStatementLine):
            pending += reversed(node.body)
        elif isinstance(node, cst.BaseSmallStatement):
            yield node
        elif isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            yield node
            if isinstance(node, cst.ClassDef) or node.name.value == "__init__":
                pending += reversed(node.body.body)
        else:
            inner: list[cst.CSTNode] = []
            for each in ("body", "handlers", "cases", "orelse", "finalbody"):
                part = getattr(node, each, None)
                if isinstance(part, (cst.BaseSuite,)):
                    inner += part.body
                elif isinstance(part, cst.CSTNode):
                    inner.append(part)
                elif part is not None:
                    inner += part
            pending += reversed(inner)


def _by_libcst(module: cst.Module) -> Places:
    from libcst.metadata import MetadataWrapper, PositionProvider

    spans = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)

    def place(node: cst.CSTNode) -> Place:
        span: Any = spans[node]
        end = span.end.line
        if isinstance(node, cst.FunctionDef):
            parts: list[cst.CSTNode] = [each.name for each in parameters_of(node.params)]
            parts += [node.returns.annotation] if node.returns is not None else []
            end = max([span.start.line, *(spans[each].start.line for each in parts)])
        elif isinstance(node, cst.ClassDef):
            values = [each.value for each in (*node.bases, *node.keywords)]
            end = max([span.start.line, *(spans[each].start.line for each in values)])
        return Place(line=span.start.line, column=span.start.column + 1, end_line=end)

    return place


def parameters_of(parameters: cst.Parameters) -> list[cst.Param]:
    """Give all parameters of a function, in some order."""
    found = [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]
    for each in (parameters.star_arg, parameters.star_kwarg):
        if isinstance(each, cst.Param):
            found.append(each)
    return found
