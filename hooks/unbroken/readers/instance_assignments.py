"""The forms in which code sets attributes of an object: `self.x = …`, `setattr(self, "x", …)`.

Each form is read exactly: a name that is computed makes the attributes unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple


class AttributeAssignment(NamedTuple):
    """An attribute that a statement sets; `name` is None when it is computed."""

    name: str | None
    value: ast.expr | None = None
    annotation: ast.expr | None = None


def iter_targets(target: ast.expr) -> Iterator[ast.expr]:
    """Yield the single targets of an assignment, those inside tuples and lists included."""
    if isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from iter_targets(element)
    elif isinstance(target, ast.Starred):
        yield from iter_targets(target.value)
    else:
        yield target


def targets_of(statement: ast.AST) -> Sequence[ast.expr]:
    """Return the targets that a statement assigns."""
    if isinstance(statement, ast.Assign):
        return statement.targets
    if isinstance(statement, (ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor)):
        return (statement.target,)
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return [item.optional_vars for item in statement.items if item.optional_vars is not None]
    return ()


def attribute_assignments(
    statement: ast.AST, owners: Collection[str]
) -> Iterator[AttributeAssignment]:
    """Yield the attributes that one statement sets on the objects named by some variables."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        yield from _from_call(statement.value, owners)
    for target in targets_of(statement):
        if type(target) is ast.Name:
            continue
        for part in iter_targets(target):
            yield from _from_target(statement, part, owners, is_single=part is target)


def _from_target(
    statement: ast.AST, target: ast.expr, owners: Collection[str], *, is_single: bool
) -> Iterator[AttributeAssignment]:
    value = getattr(statement, "value", None) if is_single else None
    if isinstance(target, ast.Attribute) and _is_owner(target.value, owners):
        if target.attr == "__dict__":
            yield from _from_mapping(value)
        else:
            annotation = statement.annotation if isinstance(statement, ast.AnnAssign) else None
            yield AttributeAssignment(target.attr, value, annotation)
    elif isinstance(target, ast.Subscript) and _is_namespace(target.value, owners):
        yield AttributeAssignment(_string(target.slice), value)


def _from_call(call: ast.Call, owners: Collection[str]) -> Iterator[AttributeAssignment]:
    function, arguments = call.func, call.args
    if isinstance(function, ast.Name):
        if function.id == "setattr" and len(arguments) == 3 and _is_owner(arguments[0], owners):
            yield AttributeAssignment(_string(arguments[1]), arguments[2])
        return
    if not isinstance(function, ast.Attribute):
        return
    if function.attr == "__setattr__":
        # `super().__setattr__("x", 1)`, `self.__setattr__("x", 1)`
        is_bound = _is_super(function.value) or _is_owner(function.value, owners)
        if is_bound and len(arguments) == 2:
            yield AttributeAssignment(_string(arguments[0]), arguments[1])
        # `object.__setattr__(self, "x", 1)`
        elif len(arguments) == 3 and _is_owner(arguments[0], owners):
            yield AttributeAssignment(_string(arguments[1]), arguments[2])
    elif function.attr == "update" and _is_namespace(function.value, owners):
        for argument in arguments:
            yield from _from_mapping(argument)
        for keyword in call.keywords:
            yield AttributeAssignment(keyword.arg, keyword.value)
    elif function.attr == "setdefault" and _is_namespace(function.value, owners) and arguments:
        yield AttributeAssignment(_string(arguments[0]))


def _from_mapping(node: ast.expr | None) -> Iterator[AttributeAssignment]:
    """Yield the entries of a mapping that becomes part of an object's `__dict__`."""
    if not isinstance(node, ast.Dict):
        yield AttributeAssignment(None)
        return
    for key, value in zip(node.keys, node.values, strict=True):
        yield AttributeAssignment(None if key is None else _string(key), value)


def _is_owner(node: ast.expr, owners: Collection[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in owners


def _is_super(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )


def _is_namespace(node: ast.expr, owners: Collection[str]) -> bool:
    """Return whether an expression is `owner.__dict__` or `vars(owner)`."""
    if isinstance(node, ast.Attribute):
        return node.attr == "__dict__" and _is_owner(node.value, owners)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "vars"
        and len(node.args) == 1
        and _is_owner(node.args[0], owners)
    )


def _string(node: ast.expr) -> str | None:
    """Return the value of a string literal, None for anything else."""
    is_string = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_string and isinstance(node, ast.Constant) else None  # type: ignore[return-value]
