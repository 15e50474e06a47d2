"""Definitions from the nodes of `ast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Literal

from unbroken.model.definitions import (
    Attribute,
    Class,
    Decorator,
    Function,
    Member,
)
from unbroken.readers.assigned_names import iter_targets
from unbroken.readers.ast_bodies import is_placeholder
from unbroken.readers.ast_signatures import signature_from_node
from unbroken.readers.body_facts import BodyFacts, set_facts
from unbroken.readers.expressions import annotation_text, dotted_name, expression_text, value_text
from unbroken.readers.given_values import GivenValues
from unbroken.readers.instance_assignments import attribute_assignments, is_update
from unbroken.readers.instance_variables import instance_variables
from unbroken.readers.loop_values import LoopsOf
from unbroken.readers.own_parts import FunctionNode, own_statements
from unbroken.readers.returned_functions import returned_functions


def function_from_node(node: FunctionNode, facts: BodyFacts) -> Function:
    """Return the model of a function definition, with the facts of its body."""
    decorators = tuple(decorator_from_node(decorator) for decorator in node.decorator_list)
    functions = returned_functions(node)
    definition = Function(
        name=node.name,
        line=node.lineno,
        column=node.col_offset + 1,
        end_line=header_end(node),
        signature=signature_from_node(node),
        decorators=decorators,
        is_async=isinstance(node, ast.AsyncFunctionDef),
        docstring=ast.get_docstring(node),
        returned_functions=functions,
        is_placeholder=is_placeholder(node),
        type_parameters=_type_parameters(node),
    )
    set_facts(definition, facts)
    return definition


def header_end(node: FunctionNode | ast.ClassDef) -> int:
    """Return the line in which the last part of a definition's header begins."""
    if isinstance(node, ast.ClassDef):
        parts: list[ast.expr | ast.arg] = [
            *node.bases,
            *(keyword.value for keyword in node.keywords),
        ]
    else:
        arguments = node.args
        parts = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        parts += [part for part in (arguments.vararg, arguments.kwarg) if part is not None]
        parts += [node.returns] if node.returns is not None else []
    return max([node.lineno, *(part.lineno for part in parts)])


def decorator_from_node(node: ast.expr) -> Decorator:
    """Return the model of a decorator."""
    if not isinstance(node, ast.Call):
        return Decorator(dotted_name(node))
    return Decorator(
        dotted_name(node.func),
        True,
        tuple(expression_text(argument) for argument in node.args),
        tuple((keyword.arg or "**", expression_text(keyword.value)) for keyword in node.keywords),
    )


def class_from_node(node: ast.ClassDef, members: dict[str, Member]) -> Class:
    """Return the model of a class with the members that were collected from its body."""
    return Class(
        name=node.name,
        line=node.lineno,
        column=node.col_offset + 1,
        end_line=header_end(node),
        bases=tuple(expression_text(base) for base in node.bases),
        keywords=tuple(
            (keyword.arg or "**", expression_text(keyword.value)) for keyword in node.keywords
        ),
        decorators=tuple(decorator_from_node(decorator) for decorator in node.decorator_list),
        members=members,
        docstring=ast.get_docstring(node),
        type_parameters=_type_parameters(node),
    )


def _type_parameters(node: FunctionNode | ast.ClassDef) -> tuple[str, ...]:
    """Return the type parameters in the brackets of a definition (PEP 695, PEP 696)."""
    texts = []
    for parameter in getattr(node, "type_params", ()):
        star = {"TypeVarTuple": "*", "ParamSpec": "**"}.get(type(parameter).__name__, "")
        bound = getattr(parameter, "bound", None)
        default = getattr(parameter, "default_value", None)
        text = f"{star}{parameter.name}"
        text += f": {annotation_text(bound)}" if bound is not None else ""
        text += f" = {annotation_text(default)}" if default is not None else ""
        texts.append(text)
    return tuple(texts)


def attributes_from_node(
    node: ast.Assign | ast.AnnAssign, *, in_class: bool
) -> Iterator[Attribute]:
    """Yield the names that an assignment binds in a module or class body."""
    scope: Literal["module", "class"] = "class" if in_class else "module"
    annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        for part in iter_targets(target):
            if isinstance(part, ast.Name):
                value = node.value if part is target else None
                text = "..." if node.value is not None else None
                yield attribute_at(
                    node,
                    part.id,
                    scope=scope,
                    value=text if value is None else value_text(value),
                    annotation=annotation,
                )


def constructor_attributes(node: FunctionNode) -> Iterator[Attribute]:
    """Yield the attributes that a constructor, or a method that it calls, sets on its instance."""
    instances = instance_variables(node)
    values, loops = GivenValues(node, instances.names), LoopsOf(node.body)
    for statement in own_statements(node.body):
        if isinstance(statement, ast.AugAssign) and not is_update(statement):
            continue
        is_declaration = isinstance(statement, ast.AnnAssign) and statement.value is None
        for assignment in attribute_assignments(statement, instances, loops):
            if assignment.name is not None:
                yield attribute_at(
                    statement,
                    assignment.name,
                    scope="instance",
                    value=None
                    if is_declaration
                    else values.assigned_text(statement, assignment.value) or "...",
                    annotation=assignment.annotation,
                )


def attribute_at(
    node: ast.stmt | ast.expr,
    name: str,
    *,
    scope: Literal["module", "class", "instance"],
    value: str | None,
    annotation: ast.expr | None = None,
) -> Attribute:
    """Return an attribute that is bound at a node."""
    return Attribute(
        name=name,
        line=node.lineno,
        column=node.col_offset + 1,
        end_line=node.end_lineno or node.lineno,
        annotation=None if annotation is None else annotation_text(annotation),
        value=value,
        scope=scope,
    )


def type_alias_from_node(node: ast.AST) -> Attribute:
    """Return the attribute that `type X = …` binds (PEP 695)."""
    name: ast.Name = node.name  # type: ignore[attr-defined]
    return Attribute(
        name=name.id,
        line=name.lineno,
        column=1,
        end_line=name.lineno,
        annotation="TypeAlias",
        value=annotation_text(node.value),  # type: ignore[attr-defined]
    )
