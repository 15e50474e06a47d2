"""What is statically known of `__all__`.

The forms are those of the typing spec ("Library interface (public and private symbols)"):
a list or tuple, `+=`, `.extend()`, `.append()`, `.remove()`, and other modules' `__all__`.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Mapping

from unbroken.model.definitions import Exports, Import, Member
from unbroken.readers.builtin_names import calls_builtin
from unbroken.readers.expressions import dotted_name

# `__all__` in an indented line, of a function or a branch.
_INDENTED = re.compile(r"^[ \t].*__all__", re.MULTILINE)


def touches_exports(statement: ast.stmt) -> bool:
    """Return whether a statement assigns or extends `__all__`."""
    if isinstance(statement, ast.Assign):
        return any(_is_all(target) for target in statement.targets)
    if isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
        return _is_all(statement.target)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        return isinstance(function, ast.Attribute) and _is_all(function.value)
    return False


def read_exports(
    statements: Iterable[ast.stmt], members: Mapping[str, Member], text: str, package: str
) -> Exports | None:
    """Return what the statements that touch `__all__` say of it; None when there are none.

    `members` are the members of the module, from which `mod.__all__` is resolved. In the
    `__init__.py` of a `package` ("" for other modules) its submodules are known besides: importing
    from them binds their names. `__all__` is incomplete if a function of the module, whose source
    is `text`, adds to it.
    """
    reader = _ExportsReader(members, package)
    touching = list(statements)
    if not touching:
        return None
    for statement in touching:
        reader.read(statement)
    complete = reader.complete and not _is_extended_in_functions(text)
    return Exports(tuple(reader.names), tuple(reader.modules), complete)


def _is_extended_in_functions(text: str) -> bool:
    """Return whether any function touches `__all__`, such as a decorator that exports."""
    if _INDENTED.search(text) is None:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(
        isinstance(inner, ast.stmt) and touches_exports(inner)
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(function)
    )


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _mentions_all(node: ast.expr) -> bool:
    """Return whether an expression takes what `__all__` was until then."""
    return any(isinstance(part, ast.Name) and _is_all(part) for part in ast.walk(node))


class _ExportsReader:
    """Applies the statements that touch `__all__`, in order."""

    def __init__(self, members: Mapping[str, Member], package: str) -> None:
        self.members = members
        self.package = package
        self.names: dict[str, None] = {}
        self.modules: dict[str, None] = {}
        self.complete = True

    def read(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Assign):
            if not _mentions_all(statement.value):
                self.names.clear()
                self.modules.clear()
                self.complete = True
            self.add(statement.value)
        elif isinstance(statement, ast.AnnAssign):
            if statement.value is not None:
                self.add(statement.value)
        elif isinstance(statement, ast.AugAssign):
            self.add(statement.value)
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            self.call(statement.value)

    def call(self, call: ast.Call) -> None:
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method == "extend" and len(call.args) == 1:
            self.add(call.args[0])
        elif method in ("append", "insert") and call.args:
            self.element(call.args[-1])
        elif method == "remove" and len(call.args) == 1 and isinstance(call.args[0], ast.Constant):
            self.names.pop(str(call.args[0].value), None)
        elif method not in ("sort", "reverse"):
            self.complete = False

    def add(self, node: ast.expr) -> None:
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            for element in node.elts:
                self.element(element)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            self.add(node.left)
            self.add(node.right)
        elif (
            calls_builtin(node, "list", "tuple", "sorted", "set", "frozenset")
            and len(node.args) == 1
        ):
            self.add(node.args[0])
        elif _is_all(node):
            pass
        else:
            self.reference(node)

    def element(self, node: ast.expr) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.names[node.value] = None
        elif isinstance(node, ast.Starred):
            self.add(node.value)
        elif (
            isinstance(node, ast.Attribute) and node.attr == "__name__" and dotted_name(node.value)
        ):
            self.names[dotted_name(node.value).rpartition(".")[2]] = None
        else:
            self.complete = False

    def reference(self, node: ast.expr) -> None:
        name = dotted_name(node)
        head, _, rest = name.partition(".")
        member = self.members.get(head)
        if isinstance(member, Import):
            target = f"{member.target}.{rest}" if rest else member.target
        else:
            target = f"{self.package}.{name}" if self.package and member is None else ""
        if target.endswith(".__all__"):
            self.modules[target[: -len(".__all__")]] = None
        else:
            self.complete = False
