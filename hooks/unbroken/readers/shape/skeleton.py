"""Does a change leave the public shape of a file alone? `ast` tells, before libcst is paid for.

Bodies, comments, docstrings and private names are dropped; what is left is compared. Only the
answer "alone" is final: anything else is looked at by the readers.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import NamedTuple, TypeAlias

from unbroken.readers.ast_bodies import FunctionNode, body_facts, marked_lines, own_statements
from unbroken.readers.shape.changed_part import changed_part

# Docstrings are prose, but for the words that make an object experimental or deprecated.
_LABEL = re.compile(r"experimental|deprecated", re.IGNORECASE)


class Difference(NamedTuple):
    """What a change did to a file: its public shape, and which private names it touched."""

    public: bool
    private: frozenset[str]


_NONE = Difference(False, frozenset())


def difference(old: bytes, new: bytes) -> Difference | None:
    """Compare the shapes of two versions of a file.

    Returns None when this Python cannot parse one of them, or write down what it parsed (deeply
    nested statements, integers of very many digits).
    """
    if old == new:
        return _NONE
    try:
        part = changed_part(old, new)
        if part is not None and _difference(*part, in_short=True) == _NONE:
            return _NONE
        return _difference(old, new)
    except (RecursionError, ValueError):
        return None


def _difference(old: bytes, new: bytes, *, in_short: bool = False) -> Difference | None:
    """Compare two texts; `in_short` does not look into what is in both, nor for who uses it."""
    before, after = _Shapes.of(old), _Shapes.of(new)
    if before is None or after is None:
        return None
    if in_short:
        before.in_short = after.in_short = True
        before.same = after.same = before.keys() & after.keys()
    was, now = before.entries(), after.entries()
    changed = set(was) ^ set(now)
    private = frozenset(each.private for each in changed if each.private)
    was, now = _without(was, private), _without(now, private)
    shared = any(_mentions(each.shape, name) for name in private for each in (*was, *now))
    return Difference(shared or was != now, private)


def _without(entries: list[_Entry], private: frozenset[str]) -> list[_Entry]:
    return [each for each in entries if each.private not in private or not each.private]


def _mentions(shape: str, name: str) -> bool:
    """Tell whether a shape uses a name: an alias, a base class, an entry of `__all__`."""
    return f"id='{name}'" in shape or f"value='{name}'" in shape


class _Entry(NamedTuple):
    """One statement: its private name ("" if it is public) and its shape."""

    private: str
    shape: str


_Key: TypeAlias = "tuple[bytes, int, int]"


class _Shapes:
    """The shapes of the statements of a text."""

    def __init__(self, tree: ast.Module, source: bytes) -> None:
        self.tree = tree
        self.lines = source.splitlines()
        self.marks = marked_lines(source.decode("latin-1"))
        self.same: set[_Key] = set()
        """The statements that need not be looked into: the other version has them, too."""
        self.in_short = False
        """Whether private methods count without anybody to be seen who uses them."""

    @classmethod
    def of(cls, source: bytes) -> _Shapes | None:
        """Parse a text; None when this Python cannot."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return cls(ast.parse(source), source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def keys(self) -> set[_Key]:
        """Give what tells the statements of modules and classes apart: their text and place."""
        found = set()
        pending = list(self.tree.body)
        while pending:
            each = pending.pop()
            found.add(self.key(each))
            if isinstance(each, ast.ClassDef):
                pending += each.body
        return found

    def key(self, statement: ast.stmt) -> _Key:
        # Two statements may share a line, hence the columns.
        decorators = getattr(statement, "decorator_list", ())
        first = min([statement.lineno, *(each.lineno for each in decorators)])
        text = b"\n".join(self.lines[first - 1 : statement.end_lineno])
        return text, statement.col_offset, statement.end_col_offset or 0

    def entries(self) -> list[_Entry]:
        """Give all statements but prose, in order."""
        return [
            _Entry(_private_name(each), self.dump(each))
            for each in self.tree.body
            if not _is_prose(each)
        ]

    def dump(self, statement: ast.stmt) -> str:
        """Write the shape of a statement: everything but what only runs when it is called."""
        if self.same and (key := self.key(statement)) in self.same:
            return str(key)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self.function(statement)
        if isinstance(statement, ast.ClassDef):
            return self.class_(statement)
        if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)):
            return ast.dump(statement)
        parts = []
        for name, value in ast.iter_fields(statement):
            if isinstance(value, list):
                parts.append(f"{name}={_joined([self.part(each) for each in value])}")
            else:
                parts.append(f"{name}={ast.dump(value) if isinstance(value, ast.AST) else value!r}")
        return f"{type(statement).__name__} {_joined(parts)}"

    def part(self, value: object) -> str:
        if isinstance(value, ast.ExceptHandler):
            return f"except {_joined([self.dump(each) for each in value.body])}"
        if isinstance(value, ast.stmt):
            return "" if _is_prose(value) else self.dump(value)
        return ast.dump(value) if isinstance(value, ast.AST) else repr(value)

    def class_(self, node: ast.ClassDef) -> str:
        head = [ast.dump(each) for each in (*node.decorator_list, *node.bases)]
        head += [ast.dump(each) for each in node.keywords]
        head += [ast.dump(each) for each in getattr(node, "type_params", [])]
        private = [(_private_name(each), each) for each in node.body if _is_function(each)]
        body = [
            self.dump(each)
            for each in node.body
            if not _is_prose(each) and not (_is_function(each) and _private_name(each))
        ]
        body += [
            self.dump(each)
            for name, each in private
            if name and (self.in_short or any(_mentions(shape, name) for shape in body))
        ]
        return f"class {node.name} {_joined(head)} {_labels(node)} {_joined(body)}"

    def function(self, node: FunctionNode) -> str:
        head = [ast.dump(each) for each in (*node.decorator_list, node.args)]
        head += [ast.dump(each) for each in getattr(node, "type_params", [])]
        returns = ast.dump(node.returns) if node.returns is not None else ""
        kind = type(node).__name__
        return f"{kind} {node.name} {_joined(head)} {returns} {self.body(node)} {_labels(node)}"

    def body(self, node: FunctionNode) -> str:
        """Write what the body tells callers: that it yields, calls `super`, sets attributes.

        The body of a module's `__getattr__` tells which names there are.
        """
        if node.name == "__getattr__":
            return str([ast.dump(each) for each in node.body])
        typed = sorted(
            f"{ast.dump(each.target)}: {ast.dump(each.annotation)}"
            for each in (own_statements(node.body) if node.name == "__init__" else ())
            if isinstance(each, ast.AnnAssign)
        )
        return f"{body_facts(node, self.marks)} {typed}"


def _joined(parts: list[str]) -> str:
    """Put texts into one that no others give, as they are: names in them must still be found.

    (The `repr` of a list escapes what is in it, and escapes that again at every level.)
    """
    return "".join(f"{len(each)}:{each}" for each in parts)


def _is_prose(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _private_name(statement: ast.stmt) -> str:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        if any(_registers(each) for each in statement.decorator_list):
            return ""
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


def _registers(decorator: ast.expr) -> bool:
    """Tell whether a decorator registers what it decorates with something that may be public."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr == "register"


def _is_function(statement: ast.stmt) -> bool:
    return isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef))


def _labels(node: FunctionNode | ast.ClassDef) -> str:
    docstring = ast.get_docstring(node, clean=False)
    return docstring if docstring is not None and _LABEL.search(docstring) else ""
