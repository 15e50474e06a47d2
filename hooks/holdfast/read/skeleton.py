"""Does a change leave the public shape of a file alone? `ast` tells, before libcst is paid for.

Bodies, comments, docstrings and private names are dropped; what is left is compared. Only the
answer "alone" is final: anything else is looked at by the readers.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import NamedTuple

from holdfast.read.changed_part import changed_part

# Docstrings are prose, but for the words that make an object experimental or deprecated.
_LABEL = re.compile(r"experimental|deprecated", re.IGNORECASE)


class Difference(NamedTuple):
    """What a change did to a file: its public shape, and which private names it touched."""

    public: bool
    private: frozenset[str]


def difference(old: bytes, new: bytes) -> Difference | None:
    """Compare the shapes of two versions of a file.

    Returns None when this Python cannot parse one of them.
    """
    if old == new:
        return Difference(False, frozenset())
    part = changed_part(old, new)
    if part is not None:
        found = _difference(*part)
        if found == Difference(False, frozenset()):
            return found
    return _difference(old, new)


def _difference(old: bytes, new: bytes) -> Difference | None:
    memo: dict[str, _Entry] = {}
    before, after = _shape(old, memo), _shape(new, memo)
    if before is None or after is None:
        return None
    changed = set(before) ^ set(after)
    private = frozenset(each.private for each in changed if each.private)
    before, after = _without(before, private), _without(after, private)
    shared = any(_mentions(each.shape, name) for name in private for each in (*before, *after))
    return Difference(shared or before != after, private)


def _without(entries: list[_Entry], private: frozenset[str]) -> list[_Entry]:
    return [each for each in entries if each.private not in private or not each.private]


def _mentions(shape: str, name: str) -> bool:
    """Tell whether a shape uses a name: an alias, a base class, an entry of `__all__`."""
    return f"id='{name}'" in shape or f"value='{name}'" in shape


class _Entry(NamedTuple):
    """One statement: its private name ("" if it is public) and its shape."""

    private: str
    shape: str


def _shape(source: bytes, memo: dict[str, _Entry]) -> list[_Entry] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = source.splitlines()
    try:
        return [_entry(each, lines, memo) for each in tree.body if not _is_prose(each)]
    except RecursionError:
        return None


def _is_prose(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _entry(statement: ast.stmt, lines: list[bytes], memo: dict[str, _Entry]) -> _Entry:
    first = statement.lineno
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        first = min([first, *(each.lineno for each in statement.decorator_list)])
    text = b"\n".join(lines[first - 1 : statement.end_lineno]).decode("latin-1")
    known = memo.get(text)
    if known is None:
        known = memo[text] = _Entry(_private_name(statement), _dump(statement))
    return known


def _private_name(statement: ast.stmt) -> str:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        name = statement.name
    elif (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
    ):
        name = statement.targets[0].id
    else:
        return ""
    return name if name.startswith("_") and not name.endswith("__") else ""


def _dump(statement: ast.stmt) -> str:
    """Write the shape of a statement: everything but what only runs when it is called."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _function(statement)
    if isinstance(statement, ast.ClassDef):
        head = [ast.dump(each) for each in (*statement.decorator_list, *statement.bases)]
        head += [ast.dump(each) for each in statement.keywords]
        head += [ast.dump(each) for each in getattr(statement, "type_params", [])]
        private = {_private_name(each): each for each in statement.body if _is_function(each)}
        body = [
            _dump(each)
            for each in statement.body
            if not _is_prose(each) and not (_is_function(each) and _private_name(each))
        ]
        body += [
            _dump(each)
            for name, each in private.items()
            if name and any(_mentions(shape, name) for shape in body)
        ]
        return f"class {statement.name} {head} {_labels(statement)} {body}"
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)):
        return ast.dump(statement)
    parts = []
    for name, value in ast.iter_fields(statement):
        if isinstance(value, list):
            parts.append(f"{name}={[_part(each) for each in value]}")
        else:
            parts.append(f"{name}={ast.dump(value) if isinstance(value, ast.AST) else value!r}")
    return f"{type(statement).__name__} {parts}"


def _part(value: object) -> str:
    if isinstance(value, ast.ExceptHandler):
        return f"except {[_dump(each) for each in value.body]}"
    if isinstance(value, ast.stmt):
        return "" if _is_prose(value) else _dump(value)
    return ast.dump(value) if isinstance(value, ast.AST) else repr(value)


def _is_function(statement: ast.stmt) -> bool:
    return isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))


def _labels(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    docstring = ast.get_docstring(node, clean=False)
    return docstring if docstring is not None and _LABEL.search(docstring) else ""


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    head = [ast.dump(each) for each in (*node.decorator_list, node.args)]
    head += [ast.dump(each) for each in getattr(node, "type_params", [])]
    returns = ast.dump(node.returns) if node.returns is not None else ""
    kind = type(node).__name__
    return f"{kind} {node.name} {head} {returns} {_body(node)} {_labels(node)}"


def _body(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """List what the body tells callers: that it yields, calls `super`, sets attributes.

    The body of a module's `__getattr__` tells which names there are.
    """
    if node.name == "__getattr__":
        return [ast.dump(each) for each in node.body]
    facts: list[str] = []
    first = [*node.args.posonlyargs, *node.args.args][:1]
    instance = first[0].arg if first else ""
    pending: list[ast.AST] = list(node.body)
    while pending:
        each = pending.pop()
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(each, (ast.Yield, ast.YieldFrom)):
            facts.append("yield")
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Attribute):
            facts.append(f"{ast.dump(each.target)}: {ast.dump(each.annotation)}")
        elif isinstance(each, ast.Attribute):
            if each.attr == node.name:
                facts.append(ast.dump(each.value))
            if isinstance(each.ctx, ast.Store) and isinstance(each.value, ast.Name):
                facts += [each.attr] if each.value.id == instance else []
        pending.extend(ast.iter_child_nodes(each))
    return sorted(set(facts))
