"""The forms in which code sets attributes of an object: `self.x = …`, `setattr(self, "x", …)`.

Each form is read exactly: a name that is computed makes the attributes unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from unbroken.readers.assigned_names import iter_targets, targets_of
from unbroken.readers.builtin_names import calls_builtin, is_builtin_name
from unbroken.readers.instance_variables import InstanceVariables
from unbroken.readers.loop_values import LoopsOf


class AttributeAssignment(NamedTuple):
    """An attribute that a statement sets; `name` is None when it is computed."""

    name: str | None
    value: ast.expr | None = None
    annotation: ast.expr | None = None


def attribute_assignments(
    statement: ast.AST, owners: InstanceVariables, loops: LoopsOf
) -> Iterator[AttributeAssignment]:
    """Yield the attributes that one statement sets on the instance that some variables hold.

    `loops` are those of the function that the statement is in.
    """
    if isinstance(statement, ast.Expr):
        called = statement.value
        if isinstance(called, (ast.GeneratorExp, ast.ListComp, ast.SetComp)):
            called = called.elt
        if isinstance(called, ast.Call):
            yield from _from_call(called, owners, loops)
    for target in targets_of(statement):
        if type(target) is ast.Name:
            continue
        for part in iter_targets(target):
            yield from _from_target(statement, part, owners, loops, is_single=part is target)


def is_update(statement: ast.AugAssign) -> bool:
    """Return whether a statement adds to a `__dict__`: `self.__dict__ |= {"x": 1}`."""
    return isinstance(statement.target, ast.Attribute) and statement.target.attr == "__dict__"


def _from_target(
    statement: ast.AST,
    target: ast.expr,
    owners: InstanceVariables,
    loops: LoopsOf,
    *,
    is_single: bool,
) -> Iterator[AttributeAssignment]:
    value = getattr(statement, "value", None) if is_single else None
    if isinstance(target, ast.Attribute) and owners.hold(target.value):
        if target.attr == "__dict__":
            yield from _from_mapping(value, loops)
        else:
            annotation = statement.annotation if isinstance(statement, ast.AnnAssign) else None
            yield AttributeAssignment(target.attr, value, annotation)
    elif isinstance(target, ast.Subscript) and owners.show_namespace(target.value):
        yield from _named(target.slice, value, loops)


def _from_call(
    call: ast.Call, owners: InstanceVariables, loops: LoopsOf
) -> Iterator[AttributeAssignment]:
    function, arguments = call.func, call.args
    if isinstance(function, ast.Name):
        is_setter = is_builtin_name(function, "setattr") and len(arguments) == 3
        if is_setter and owners.hold(arguments[0]):
            yield from _named(arguments[1], arguments[2], loops)
        return
    if not isinstance(function, ast.Attribute):
        return
    if function.attr == "__setattr__":
        # `super().__setattr__("x", 1)`, `self.__setattr__("x", 1)`
        is_bound = calls_builtin(function.value, "super") or owners.hold(function.value)
        if is_bound and len(arguments) == 2:
            yield from _named(arguments[0], arguments[1], loops)
        # `object.__setattr__(self, "x", 1)`
        elif len(arguments) == 3 and owners.hold(arguments[0]):
            yield from _named(arguments[1], arguments[2], loops)
    elif function.attr == "update" and owners.show_namespace(function.value):
        for argument in arguments:
            yield from _from_mapping(argument, loops)
        for keyword in call.keywords:
            yield AttributeAssignment(keyword.arg, keyword.value)
    elif function.attr == "setdefault" and owners.show_namespace(function.value) and arguments:
        yield from _named(arguments[0], None, loops)


def _from_mapping(node: ast.expr | None, loops: LoopsOf) -> Iterator[AttributeAssignment]:
    """Yield the entries of a mapping that becomes part of an object's `__dict__`."""
    if calls_builtin(node, "dict"):
        for argument in node.args:
            yield from _from_mapping(argument, loops)
        for keyword in node.keywords:
            yield AttributeAssignment(keyword.arg, keyword.value)
        return
    if not isinstance(node, ast.Dict):
        yield AttributeAssignment(None)
        return
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            yield from _from_mapping(value, loops)
        else:
            yield from _named(key, value, loops)


def _named(name: ast.expr, value: ast.expr | None, loops: LoopsOf) -> Iterator[AttributeAssignment]:
    """Yield the assignments of the attributes that an expression names, turn by turn of a loop."""
    names = loops.strings(name)
    for text in names:
        yield AttributeAssignment(text, value if len(names) == 1 else None)
