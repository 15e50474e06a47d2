"""The variables of a method that hold its instance, or the `__dict__` of the instance."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from unbroken.readers.builtin_names import calls_builtin
from unbroken.readers.own_parts import FunctionNode, function_statements


class InstanceVariables(NamedTuple):
    """Variables that hold an instance (`names`), and those that hold its `__dict__`."""

    names: frozenset[str] = frozenset()
    namespaces: frozenset[str] = frozenset()

    def hold(self, node: ast.AST) -> bool:
        """Return whether an expression is the instance."""
        return isinstance(node, ast.Name) and node.id in self.names

    def show_namespace(self, node: ast.AST) -> bool:
        """Return whether an expression is the `__dict__` of the instance."""
        if isinstance(node, ast.Name):
            return node.id in self.namespaces
        if isinstance(node, ast.Attribute):
            return node.attr == "__dict__" and self.hold(node.value)
        return calls_builtin(node, "vars") and len(node.args) == 1 and self.hold(node.args[0])


def instance_variables(node: FunctionNode) -> InstanceVariables:
    """Return the variables that hold the instance, or its `__dict__`, in a method.

    That is the first parameter (`self`), or in `__new__` what `super().__new__(cls)` returned,
    and the variables that are given nothing else than one of these (`this = self`).
    """
    statements = list(function_statements(node.body))
    if node.name == "__new__":
        names = frozenset(_made_instances(statements))
    else:
        parameters = node.args.posonlyargs or node.args.args
        names = frozenset(parameter.arg for parameter in parameters[:1])
    if not names:
        return InstanceVariables()
    return _with_other_names(InstanceVariables(names), statements, node.body)


def _made_instances(statements: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the variables that are given what `super().__new__(cls)` returns."""
    for statement in statements:
        if (
            isinstance(statement, ast.Assign)
            and isinstance(statement.value, ast.Call)
            and isinstance(statement.value.func, ast.Attribute)
            and statement.value.func.attr == "__new__"
        ):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _with_other_names(
    variables: InstanceVariables, statements: Sequence[ast.AST], body: Sequence[ast.stmt]
) -> InstanceVariables:
    """Return some variables with those that are assigned one of them, and nothing else.

    `statements` are those of the function's `body`, nested ones included.
    """
    assignments = [
        (target.id, statement.value)
        for statement in statements
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None
        for target in _targets(statement)
        if isinstance(target, ast.Name)
    ]
    names, namespaces = variables
    size = -1
    while size != len(names) + len(namespaces):
        size = len(names) + len(namespaces)
        known = InstanceVariables(names, namespaces)
        names |= {name for name, value in assignments if known.hold(value)}
        namespaces |= {name for name, value in assignments if known.show_namespace(value)}
    others = (names | namespaces) - variables.names
    if not others:
        return variables
    again = {name for name, times in _times_bound(others, body).items() if times > 1}
    return InstanceVariables(names - again, namespaces - again)


def _targets(statement: ast.Assign | ast.AnnAssign) -> Sequence[ast.expr]:
    return statement.targets if isinstance(statement, ast.Assign) else (statement.target,)


def _times_bound(names: Collection[str], body: Sequence[ast.stmt]) -> Counter[str]:
    """Return how often each of some variables is bound in the body of a function."""
    return Counter(
        part.id
        for statement in body
        for part in ast.walk(statement)
        if isinstance(part, ast.Name) and part.id in names and not isinstance(part.ctx, ast.Load)
    )
