"""What the body of a function says, from the nodes of `ast`."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from unbroken.readers.body_facts import BodyFacts

FunctionNode: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"

_MARK = re.compile(r"yield|super")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def marked_lines(text: str) -> list[int]:
    """Give the lines (from 1) that may yield or call `super`, in order.

    Most functions have none, and then no expression in them needs to be looked at.
    """
    found: list[int] = []
    line, last = 1, 0
    for match in _MARK.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        if not found or found[-1] != line:
            found.append(line)
    return found


def body_facts(node: FunctionNode, marks: Sequence[int]) -> BodyFacts:
    """Look through the body of a function; `marks` are the `marked_lines` of its file."""
    assigned = tuple(sorted(_assigned(node)))
    is_generator = calls_super = False
    for each in _marked_nodes(node.body, marks):
        if isinstance(each, (ast.Yield, ast.YieldFrom)):
            is_generator = True
        elif (
            isinstance(each, ast.Attribute)
            and each.attr == node.name
            and isinstance(each.value, ast.Call)
            and isinstance(each.value.func, ast.Name)
            and each.value.func.id == "super"
        ):
            calls_super = True
    return BodyFacts(is_generator, calls_super, assigned)


def is_placeholder(node: FunctionNode) -> bool:
    """Tell whether a body is nothing but a docstring, `pass` or `raise NotImplementedError`."""
    if len(node.body) > _LONGEST_PLACEHOLDER:
        return False
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    return all(isinstance(each, ast.Pass) or _is_refusal(each) for each in body)


_LONGEST_PLACEHOLDER = 2


def _is_refusal(statement: ast.stmt) -> bool:
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    raised = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def iter_targets(target: ast.expr) -> Iterator[ast.expr]:
    """Give the single targets of an assignment, those inside tuples and lists too."""
    if isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from iter_targets(element)
    elif isinstance(target, ast.Starred):
        yield from iter_targets(target.value)
    else:
        yield target


def _assigned(node: FunctionNode) -> set[str]:
    """Give the attributes of the first parameter that are assigned, by nested functions too."""
    positional = node.args.posonlyargs or node.args.args
    if not positional:
        return set()
    first = positional[0].arg
    found = set()
    pending: list[ast.AST] = list(node.body)
    while pending:
        statement = pending.pop()
        for target in _targets(statement):
            if type(target) is ast.Name:
                continue
            for part in iter_targets(target):
                if (
                    isinstance(part, ast.Attribute)
                    and isinstance(part.value, ast.Name)
                    and part.value.id == first
                ):
                    found.add(part.attr)
        if type(statement) not in _SIMPLE:
            for name in _BLOCKS:
                pending.extend(getattr(statement, name, ()))
    return found


_SIMPLE = {ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Raise, ast.ClassDef}
"""The statements without blocks, as far as they are frequent; a class is a world of its own."""


def _targets(statement: ast.AST) -> Sequence[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    if isinstance(statement, (ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor)):
        return (statement.target,)
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return [each.optional_vars for each in statement.items if each.optional_vars is not None]
    return ()


def own_statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements of a body, those in its blocks too, without what others define."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        if isinstance(node, ast.stmt):
            yield node
        for name in _BLOCKS:
            pending.extend(getattr(node, name, ()))


def _marked_nodes(body: Sequence[ast.AST], marks: Sequence[int]) -> Iterator[ast.AST]:
    """Give the nodes of a body on marked lines, without what runs in another scope."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if not _is_marked(node, marks):
            continue
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            pending.extend(node.decorator_list)
        elif not isinstance(node, (ast.ClassDef, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(node))


def _is_marked(node: ast.AST, marks: Sequence[int]) -> bool:
    """Tell whether a node may have a marked line; some nodes do not say where they are."""
    last = getattr(node, "end_lineno", None)
    if last is None:
        return True
    decorators = getattr(node, "decorator_list", ())
    first = min([node.lineno, *(each.lineno for each in decorators)])  # type: ignore[attr-defined]
    at = bisect_left(marks, first)
    return at < len(marks) and marks[at] <= last
