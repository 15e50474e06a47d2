"""The statements of a file in both of its syntax trees: libcst's and Python's own.

libcst does not store where a statement stands. Python's own tree does; it also gives the readers
one form in which to read function bodies and the rarer statements.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, TypedDict

import libcst as cst

from unbroken.readers import expressions
from unbroken.readers.ast_definitions import header_end

_EMPTY = cst.Module([])
_NAMED = {"FunctionDef", "ClassDef"}
_DEFINING = {*_NAMED, "Assign", "AnnAssign", "Import", "ImportFrom", "TypeAlias"}


class Place(TypedDict):
    """Lines and column, from 1; `end_line` of a function or class is where its header ends."""

    line: int
    column: int
    end_line: int


class Twins:
    """The statements of `ast` that correspond to those of libcst."""

    def __init__(self, module: cst.Module, twins: dict[cst.CSTNode, ast.stmt]) -> None:
        self._module = module
        self._twins = twins
        self._spans: Any = None

    def place(self, node: cst.CSTNode) -> Place:
        """Return where a statement stands."""
        twin = self._twins.get(node)
        if twin is None:
            return self._place_by_libcst(node)
        is_definition = isinstance(twin, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        end = header_end(twin) if is_definition else twin.end_lineno or twin.lineno  # type: ignore[arg-type]
        return Place(line=twin.lineno, column=twin.col_offset + 1, end_line=end)

    def statement(self, node: cst.CSTNode) -> ast.stmt | None:
        """Return the statement of `ast`; None if this Python cannot parse its syntax.

        Where the whole file could not be parsed, the statement is parsed alone.
        """
        twin = self._twins.get(node)
        if twin is not None or self._twins:
            return twin
        if isinstance(
            node, (cst.If, cst.Try, cst.TryStar, cst.With, cst.For, cst.While, cst.Match)
        ):
            return None
        parsed = _parsed(_source(node))
        if parsed is not None:
            line = self._place_by_libcst(node)["line"]
            ast.increment_lineno(parsed, line - parsed.lineno)
        return parsed

    def test(self, node: cst.If) -> ast.expr | None:
        """Return the condition of an `if`; None if this Python cannot parse its syntax."""
        twin = self._twins.get(node)
        if isinstance(twin, ast.If):
            return twin.test
        return expressions.parse(_EMPTY.code_for_node(node.test))

    def _place_by_libcst(self, node: cst.CSTNode) -> Place:
        if self._spans is None:
            from libcst.metadata import MetadataWrapper, PositionProvider

            wrapper = MetadataWrapper(self._module, unsafe_skip_copy=True)
            self._spans = wrapper.resolve(PositionProvider)
        span = self._spans[node]
        end = span.end.line
        if isinstance(node, cst.FunctionDef):
            parts: list[cst.CSTNode] = [part.name for part in parameters_of(node.params)]
            parts += [node.returns.annotation] if node.returns is not None else []
            end = max([span.start.line, *(self._spans[part].start.line for part in parts)])
        elif isinstance(node, cst.ClassDef):
            values = [argument.value for argument in (*node.bases, *node.keywords)]
            end = max([span.start.line, *(self._spans[value].start.line for value in values)])
        return Place(line=span.start.line, column=span.start.column + 1, end_line=end)


def twins_of(module: cst.Module, tree: ast.Module | None) -> Twins:
    """Pair the statements of both trees of a file.

    `tree` is None where this Python cannot parse the file. Then libcst finds the places, which
    takes longer than everything else.
    """
    twins = _paired(module, tree) if tree is not None else None
    return Twins(module, twins or {})


def _source(node: cst.CSTNode) -> str:
    """Return the source of a statement; of a function, a `def` with the same body.

    Its parameters may have syntax that is newer than the body's.
    """
    if not isinstance(node, cst.FunctionDef):
        return _EMPTY.code_for_node(node)
    parameters = [*node.params.posonly_params, *node.params.params]
    first = parameters[0].name.value if parameters else ""
    keyword = "async def" if node.asynchronous is not None else "def"
    return f"{keyword} {node.name.value}({first}):{_EMPTY.code_for_node(node.body)}"


def _parsed(source: str) -> ast.stmt | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(source.strip()).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return body[0] if len(body) == 1 else None


def _paired(module: cst.Module, tree: ast.Module) -> dict[cst.CSTNode, ast.stmt] | None:
    """Pair the statements, which both trees have in one order; None if they differ."""
    nodes, twins = list(_of_libcst(module.body)), list(_of_ast(tree.body))
    if len(nodes) != len(twins):
        return None
    if any(_kind(node) != _kind(twin) for node, twin in zip(nodes, twins, strict=True)):
        return None
    return dict(zip(nodes, twins, strict=True))


def _kind(node: object) -> str:
    kind = type(node).__name__.removeprefix("Async")
    if kind not in _DEFINING:
        return ""
    name = getattr(node, "name", "")
    return f"{kind} {getattr(name, 'value', name) if kind in _NAMED else ''}"


def _of_ast(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, of its classes and of their blocks."""
    pending: list[Any] = list(reversed(body))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.stmt):
            yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        inner = [getattr(node, name, ()) for name in _BLOCKS]
        pending += reversed([part for block in inner for part in block])


_BLOCKS = ("body", "handlers", "cases", "orelse", "finalbody")


def _of_libcst(body: Sequence[cst.CSTNode]) -> Iterator[cst.CSTNode]:
    """Yield the same statements as `_of_ast`, in the same order."""
    pending: list[cst.CSTNode] = list(reversed(body))
    while pending:
        node = pending.pop()
        if isinstance(node, cst.SimpleStatementLine):
            pending += reversed(node.body)
        elif isinstance(node, (cst.BaseSmallStatement, cst.FunctionDef)):
            yield node
        else:
            if isinstance(node, cst.BaseStatement):
                yield node
            inner: list[cst.CSTNode] = []
            for name in _BLOCKS:
                part = getattr(node, name, None)
                if isinstance(part, cst.BaseSuite):
                    inner += part.body
                elif isinstance(part, cst.CSTNode):
                    inner.append(part)
                elif part is not None:
                    inner += part
            pending += reversed(inner)


def parameters_of(parameters: cst.Parameters) -> list[cst.Param]:
    """Return all parameters of a function, in some order."""
    named = [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]
    starred = (parameters.star_arg, parameters.star_kwarg)
    return [*named, *(part for part in starred if isinstance(part, cst.Param))]
