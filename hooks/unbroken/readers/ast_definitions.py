"""Definitions from the nodes of Python's own `ast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from unbroken.model.definitions import (
    Attribute,
    Class,
    Decorator,
    Function,
    Member,
    Parameter,
    ParameterKind,
    Signature,
)
from unbroken.readers.ast_bodies import FunctionNode, body_facts, is_placeholder, iter_targets
from unbroken.readers.expressions import annotation_text, dotted_name, expression_text, value_text
from unbroken.readers.guards import guard_of, rare_block
from unbroken.readers.scope import Branch

PROPERTIES = {
    "property": ("getter",),
    "abstractproperty": ("getter",),
    # functools.cached_property is no data descriptor: instances may set and delete it.
    "cached_property": ("getter", "setter", "deleter"),
}
_ANY_PROPERTY = PROPERTIES["cached_property"]


def function_from_node(node: FunctionNode, marks: Sequence[int]) -> Function:
    """Describe a function definition; `marks` are the `marked_lines` of the file."""
    decorators = tuple(decorator_from_node(each) for each in node.decorator_list)
    facts = body_facts(node, marks)
    return Function(
        name=node.name,
        line=node.lineno,
        column=node.col_offset + 1,
        end_line=header_end(node),
        signature=signature_from_node(node),
        decorators=decorators,
        is_async=isinstance(node, ast.AsyncFunctionDef),
        is_generator=facts.is_generator,
        docstring=ast.get_docstring(node),
        accessors=property_accessors(decorators),
        calls_super=facts.calls_super,
        assigns=facts.assigns,
        is_placeholder=is_placeholder(node),
        type_parameters=_type_parameters(node),
    )


def header_end(node: FunctionNode | ast.ClassDef) -> int:
    """Give the line in which the last part of a definition's header begins."""
    if isinstance(node, ast.ClassDef):
        parts: list[ast.expr | ast.arg] = [*node.bases, *(each.value for each in node.keywords)]
    else:
        arguments = node.args
        parts = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        parts += [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
        parts += [node.returns] if node.returns is not None else []
    return max([node.lineno, *(each.lineno for each in parts)])


def property_accessors(decorators: tuple[Decorator, ...]) -> tuple[str, ...]:
    """Give the accessors that a property decorator makes; empty when there is none."""
    for decorator in decorators:
        name = decorator.path.rpartition(".")[2]
        if name in PROPERTIES:
            return PROPERTIES[name]
        # Other libraries' name theirs after it: `memoized_property`, `hybrid_property`.
        if name.lower().endswith("property"):
            return _ANY_PROPERTY
    return ()


def signature_from_node(node: FunctionNode) -> Signature:
    """Read the parameters (with defaults and annotations) and the return annotation."""
    returns = None if node.returns is None else annotation_text(node.returns)
    return Signature(signature_of_arguments(node.args), returns)


def signature_of_arguments(arguments: ast.arguments) -> tuple[Parameter, ...]:
    """Read the parameters of a function or lambda, in order."""
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    defaults += arguments.defaults
    parameters = []
    for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        only = index < len(arguments.posonlyargs)
        kind = ParameterKind.POSITIONAL_ONLY if only else ParameterKind.POSITIONAL_OR_KEYWORD
        parameters.append(_parameter(argument, kind, default))
    if arguments.vararg:
        parameters.append(_parameter(arguments.vararg, ParameterKind.VAR_POSITIONAL, None))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parameters.append(_parameter(argument, ParameterKind.KEYWORD_ONLY, default))
    if arguments.kwarg:
        parameters.append(_parameter(arguments.kwarg, ParameterKind.VAR_KEYWORD, None))
    return tuple(parameters)


def _parameter(argument: ast.arg, kind: ParameterKind, default: ast.expr | None) -> Parameter:
    return Parameter(
        argument.arg,
        kind,
        None if default is None else value_text(default),
        None if argument.annotation is None else annotation_text(argument.annotation),
    )


def decorator_from_node(node: ast.expr) -> Decorator:
    """Describe a decorator."""
    if not isinstance(node, ast.Call):
        return Decorator(dotted_name(node))
    return Decorator(
        dotted_name(node.func),
        True,
        tuple(expression_text(argument) for argument in node.args),
        tuple((each.arg or "**", expression_text(each.value)) for each in node.keywords),
    )


def class_from_node(node: ast.ClassDef, members: dict[str, Member]) -> Class:
    """Describe a class with the members that were collected from its body."""
    return Class(
        name=node.name,
        line=node.lineno,
        column=node.col_offset + 1,
        end_line=header_end(node),
        bases=tuple(expression_text(base) for base in node.bases),
        keywords=tuple((each.arg or "**", expression_text(each.value)) for each in node.keywords),
        decorators=tuple(decorator_from_node(each) for each in node.decorator_list),
        members=members,
        docstring=ast.get_docstring(node),
        type_parameters=_type_parameters(node),
    )


def _type_parameters(node: FunctionNode | ast.ClassDef) -> tuple[str, ...]:
    """Read the type parameters in the brackets of a definition (PEP 695, PEP 696)."""
    found = []
    for each in getattr(node, "type_params", ()):
        star = {"TypeVarTuple": "*", "ParamSpec": "**"}.get(type(each).__name__, "")
        bound, default = getattr(each, "bound", None), getattr(each, "default_value", None)
        said = f": {annotation_text(bound)}" if bound is not None else ""
        said += f" = {annotation_text(default)}" if default is not None else ""
        found.append(f"{star}{each.name}{said}")
    return tuple(found)


def attributes_from_node(
    node: ast.Assign | ast.AnnAssign, *, in_class: bool
) -> Iterator[Attribute]:
    """Describe the names that an assignment binds in a module or class body."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        single = isinstance(target, ast.Name)
        for name in _names(target):
            yield _attribute(node, name, "class" if in_class else "module", single=single)


def instance_attributes_from_node(
    node: ast.Assign | ast.AnnAssign, instance: str
) -> Iterator[Attribute]:
    """Describe the attributes that an assignment in `__init__` sets on `instance` (`self`)."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        single = isinstance(target, ast.Attribute)
        for part in iter_targets(target):
            if (
                isinstance(part, ast.Attribute)
                and isinstance(part.value, ast.Name)
                and part.value.id == instance
            ):
                yield _attribute(node, part.attr, "instance", single=single)


def _names(target: ast.expr) -> Iterator[str]:
    return (part.id for part in iter_targets(target) if isinstance(part, ast.Name))


def _attribute(
    node: ast.Assign | ast.AnnAssign, name: str, scope: str, *, single: bool
) -> Attribute:
    annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
    value = "..." if node.value is not None else None
    if node.value is not None and single and scope != "instance":
        value = value_text(node.value)
    return Attribute(
        name=name,
        line=node.lineno,
        column=node.col_offset + 1,
        end_line=node.end_lineno or node.lineno,
        annotation=None if annotation is None else annotation_text(annotation),
        value=value,
        scope=scope,  # type: ignore[arg-type]
    )


def branch_of(node: ast.AST) -> Branch | None:
    """Tell in which kind of branch a node stands, by the `parent` links that griffe sets.

    None means that importing the module never gets there (`if __name__ == "__main__":`).
    """
    conditional = typing_only = rare = False
    child = node
    while (parent := getattr(child, "parent", None)) is not None:
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            break
        if isinstance(parent, ast.If):
            in_body = any(each is child for each in parent.body)
            test = expression_text(parent.test)
            guard = guard_of(test)
            if guard == "main" and in_body:
                return None
            if guard == ("typing" if in_body else "runtime"):
                typing_only = True
            conditional |= guard == ""
            rare |= rare_block(test) == ("body" if in_body else "orelse")
        elif isinstance(parent, ast.ExceptHandler) or type(parent).__name__ == "match_case":
            conditional = True
        child = parent
    return Branch(conditional, typing_only, rare)


def type_alias_from_node(node: ast.AST) -> Attribute:
    """Describe `type X = …` (PEP 695) as the attribute that it binds."""
    name: ast.Name = node.name  # type: ignore[attr-defined]
    return Attribute(
        name=name.id,
        line=name.lineno,
        column=1,
        end_line=name.lineno,
        annotation="TypeAlias",
        value=annotation_text(node.value),  # type: ignore[attr-defined]
    )
