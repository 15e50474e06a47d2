"""What the constructor of a class assigns to an attribute: readers do not keep such values."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from unbroken.impact.parsed_source import blocks_of, parsed
from unbroken.model.definitions import Class, Function, Module
from unbroken.readers.expressions import is_name
from unbroken.semantics.resolution import Definition, Key


class AssignedValue(NamedTuple):
    """The value that `__init__` assigns, as a call of `called` or as a parameter's annotation.

    One of them is None: both are texts.
    """

    called: str | None
    annotation: str | None


class Constructors:
    """The constructors in source files; a source that several versions share is parsed once."""

    def __init__(self) -> None:
        self._known: dict[bytes, dict[int, ast.FunctionDef]] = {}

    def of(self, source: bytes) -> dict[int, ast.FunctionDef]:
        """Return the constructors in a source by the lines where they, or decorators, begin."""
        if source not in self._known:
            self._known[source] = {
                line: node
                for node in _constructors_in(parsed(source))
                for line in (node.lineno, *(part.lineno for part in node.decorator_list))
            }
        return self._known[source]


class InstanceAttributes:
    """Reads `self.name = …` in constructors; `source_of` returns the bytes of a module's file."""

    def __init__(
        self, source_of: Callable[[Module], bytes | None], constructors: Constructors
    ) -> None:
        self._source_of = source_of
        self._constructors = constructors
        self._assigned: dict[Key, dict[str, AssignedValue]] = {}

    def assigned(self, owner: Definition, name: str) -> AssignedValue | None:
        """Return what the constructor of a class assigns to an attribute.

        None where it does not assign it exactly once, where another method does so, too, and for
        values that are neither calls of a dotted name nor annotated parameters.
        """
        if owner.key not in self._assigned:
            self._assigned[owner.key] = self._read(owner)
        return self._assigned[owner.key].get(name)

    def _read(self, owner: Definition) -> dict[str, AssignedValue]:
        member = owner.member
        constructor = member.members.get("__init__") if isinstance(member, Class) else None
        if not isinstance(member, Class) or not isinstance(constructor, Function):
            return {}
        elsewhere = {
            name
            for method in member.members.values()
            if isinstance(method, Function) and method is not constructor
            for name in method.assigns
        }
        source = self._source_of(owner.module)
        node = self._constructors.of(source).get(constructor.line) if source is not None else None
        if node is None:
            return {}
        return {
            name: value
            for name, value in _assigned_in(node).items()
            if name not in elsewhere and value is not None
        }


def _constructors_in(tree: ast.Module) -> list[ast.FunctionDef]:
    constructors = []
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef):
            if node.name == "__init__":
                constructors.append(node)
            continue
        pending += blocks_of(node)
    return constructors


def _assigned_in(node: ast.FunctionDef) -> dict[str, AssignedValue | None]:
    """Return what is assigned to the attributes of the first parameter; None where it varies."""
    parameters = [*node.args.posonlyargs, *node.args.args]
    if not parameters:
        return {}
    annotations = {
        parameter.arg: parameter.annotation for parameter in [*parameters, *node.args.kwonlyargs]
    }
    nodes = list(ast.walk(node))
    local = {
        part.id
        for part in nodes
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)
    } | set(annotations)
    assigned: dict[str, AssignedValue | None] = {}
    for name, value in _assignments(nodes, parameters[0].arg):
        is_known = value is not None and name not in assigned
        assigned[name] = _value_of(value, annotations, local) if is_known else None
    return assigned


def _assignments(nodes: Iterable[ast.AST], owner: str) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the attributes of a variable that statements assign, with the value (None: a part)."""
    for statement in nodes:
        if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and is_name(part.value, owner):
                    yield part.attr, statement.value if part is target else None


def _value_of(
    node: ast.expr | None, annotations: dict[str, ast.expr | None], local: set[str]
) -> AssignedValue | None:
    if isinstance(node, ast.Name) and node.id in annotations:
        annotation = annotations[node.id]
        return AssignedValue(None, ast.unparse(annotation)) if annotation is not None else None
    if not isinstance(node, ast.Call):
        return None
    head = node.func
    while isinstance(head, ast.Attribute):
        head = head.value
    if not isinstance(head, ast.Name) or head.id in local:
        return None
    return AssignedValue(ast.unparse(node.func), None)
