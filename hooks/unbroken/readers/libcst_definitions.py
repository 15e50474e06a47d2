"""Definitions from the nodes of libcst."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from unbroken.model.definitions import (
    Attribute,
    Class,
    Decorator,
    Function,
    Import,
    Member,
    Parameter,
    ParameterKind,
    ReturnedFunction,
    Signature,
)
from unbroken.readers import expressions
from unbroken.readers.body_facts import BodyFacts, set_facts
from unbroken.readers.libcst_positions import Place

PLACED = (cst.Assign, cst.AnnAssign, cst.Import, cst.ImportFrom, cst.TypeAlias)
"""The small statements whose places are part of the model."""
_EMPTY = cst.Module([])


def code(node: cst.CSTNode) -> str:
    """Return the source text of a node."""
    if isinstance(node, cst.Name):
        return node.value
    return _EMPTY.code_for_node(node)


def dotted(node: cst.Attribute | cst.Name) -> str:
    """Return the dotted name that an import names, without what may stand around its dots."""
    names = []
    part: cst.BaseExpression = node
    while isinstance(part, cst.Attribute):
        names.append(part.attr.value)
        part = part.value
    if isinstance(part, cst.Name):
        names.append(part.value)
    return ".".join(reversed(names))


def text(node: cst.CSTNode) -> str:
    """Return the canonical text of an expression."""
    return _canonical(node, expressions.expression_text)


def value_text(node: cst.CSTNode) -> str:
    """Return the canonical text of an assigned value or default."""
    return _canonical(node, expressions.value_text)


def annotation_text(node: cst.CSTNode) -> str:
    """Return the canonical text of an annotation."""
    return _canonical(node, expressions.annotation_text)


def _canonical(node: cst.CSTNode, write: Callable[[ast.expr], str]) -> str:
    """Return what `write` makes of an expression."""
    if isinstance(node, cst.Name):
        return node.value
    parsed = expressions.parse(code(node))
    return write(parsed) if parsed is not None else _collapsed(node)


def _collapsed(node: cst.CSTNode) -> str:
    """Return the text of syntax that this Python cannot parse, with white space folded."""
    return " ".join(code(node).split())


def docstring_of(node: cst.Module | cst.ClassDef | cst.FunctionDef) -> str | None:
    """Return the docstring as `ast.get_docstring` does (cleaned), or None."""
    docstring = node.get_docstring(clean=False)
    return None if docstring is None else inspect.cleandoc(docstring)


def function(
    node: cst.FunctionDef,
    facts: BodyFacts,
    place: Place,
    *,
    is_placeholder: bool = False,
    returned_functions: tuple[ReturnedFunction, ...] = (),
) -> Function:
    """Return the model of a function definition, with the facts of its body."""
    decorators = tuple(decorator(part.decorator) for part in node.decorators)
    definition = Function(
        name=node.name.value,
        signature=signature(node),
        decorators=decorators,
        is_async=node.asynchronous is not None,
        docstring=docstring_of(node),
        returned_functions=returned_functions,
        is_placeholder=is_placeholder,
        type_parameters=type_parameters(node),
        **place,
    )
    set_facts(definition, facts)
    return definition


def signature(node: cst.FunctionDef) -> Signature:
    """Return the parameters (with defaults and annotations) and the return annotation."""
    params = node.params
    groups: list[tuple[ParameterKind, list[cst.Param]]] = [
        (ParameterKind.POSITIONAL_ONLY, list(params.posonly_params)),
        (ParameterKind.POSITIONAL_OR_KEYWORD, list(params.params)),
        (
            ParameterKind.VAR_POSITIONAL,
            [params.star_arg] if isinstance(params.star_arg, cst.Param) else [],
        ),
        (ParameterKind.KEYWORD_ONLY, list(params.kwonly_params)),
        (ParameterKind.VAR_KEYWORD, [params.star_kwarg] if params.star_kwarg else []),
    ]
    parameters = tuple(
        Parameter(
            part.name.value,
            kind,
            default=None if part.default is None else value_text(part.default),
            annotation=(
                None if part.annotation is None else annotation_text(part.annotation.annotation)
            ),
        )
        for kind, group in groups
        for part in group
    )
    returns = None if node.returns is None else annotation_text(node.returns.annotation)
    return Signature(parameters, returns)


def decorator(node: cst.BaseExpression) -> Decorator:
    """Return the model of a decorator."""
    if not isinstance(node, cst.Call):
        return Decorator(_dotted(node))
    return Decorator(
        path=_dotted(node.func),
        called=True,
        arguments=_positional(node.args),
        keywords=_keywords(node.args),
    )


def _positional(arguments: Iterable[cst.Arg]) -> tuple[str, ...]:
    return tuple(
        argument.star + text(argument.value)
        for argument in arguments
        if argument.keyword is None and argument.star != "**"
    )


def _keywords(arguments: Iterable[cst.Arg]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (argument.keyword.value if argument.keyword else "**", text(argument.value))
        for argument in arguments
        if argument.keyword is not None or argument.star == "**"
    )


def _dotted(node: cst.BaseExpression) -> str:
    parsed = expressions.parse(code(node))
    return expressions.dotted_name(parsed) if parsed is not None else ""


def class_(node: cst.ClassDef, members: dict[str, Member], place: Place) -> Class:
    """Return the model of a class with the members that were collected from its body."""
    arguments = [*node.bases, *node.keywords]
    return Class(
        name=node.name.value,
        bases=_positional(arguments),
        keywords=_keywords(arguments),
        decorators=tuple(decorator(part.decorator) for part in node.decorators),
        members=members,
        docstring=docstring_of(node),
        type_parameters=type_parameters(node),
        **place,
    )


def type_parameters(node: cst.FunctionDef | cst.ClassDef) -> tuple[str, ...]:
    """Return the type parameters in the brackets of a definition (PEP 695, PEP 696)."""
    if node.type_parameters is None:
        return ()
    texts = []
    for part in node.type_parameters.params:
        bound = part.param.bound if isinstance(part.param, cst.TypeVar) else None
        parameter = f"{_STARS.get(type(part.param), '')}{part.param.name.value}"
        parameter += f": {annotation_text(bound)}" if bound is not None else ""
        if part.default is not None:
            star = "*" if part.star == "*" else ""
            parameter += f" = {star}{annotation_text(part.default)}"
        texts.append(parameter)
    return tuple(texts)


_STARS: dict[type, str] = {cst.TypeVarTuple: "*", cst.ParamSpec: "**"}


def imports(node: cst.Import, place: Place) -> Iterator[Import]:
    """Yield the names that `import …` binds."""
    for alias in node.names:
        name, bound = dotted(alias.name), bound_name(alias)
        target = name if alias.asname is not None else name.partition(".")[0]
        redundant = alias.asname is not None and bound == name
        yield Import(name=bound, target=target, redundant=redundant, **place)


def bound_name(alias: cst.ImportAlias) -> str:
    """Return the name that an import binds."""
    if alias.asname is not None:
        return code(alias.asname.name)
    return dotted(alias.name).partition(".")[0]


def attributes(
    node: cst.Assign | cst.AnnAssign, place: Place, *, in_class: bool
) -> Iterator[Attribute]:
    """Yield the names that an assignment binds in a module or class body."""
    annotation = node.annotation.annotation if isinstance(node, cst.AnnAssign) else None
    for target in _targets(node):
        for part in _iter_targets(target):
            if not isinstance(part, cst.Name):
                continue
            value = "..." if node.value is not None else None
            if node.value is not None and part is target:
                value = value_text(node.value)
            yield Attribute(
                name=part.value,
                annotation=None if annotation is None else annotation_text(annotation),
                value=value,
                scope="class" if in_class else "module",
                **place,
            )


def _targets(node: cst.Assign | cst.AnnAssign) -> list[cst.BaseExpression]:
    if isinstance(node, cst.AnnAssign):
        return [node.target]
    return [part.target for part in node.targets]


def _iter_targets(target: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """Yield the single targets of an assignment, those inside tuples and lists included."""
    if isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _iter_targets(element.value)
    else:
        yield target


def type_alias(node: cst.TypeAlias, place: Place) -> Attribute:
    """Return the attribute that `type X = …` binds (PEP 695)."""
    return Attribute(
        name=node.name.value,
        line=place["line"],
        column=1,
        end_line=place["line"],
        annotation="TypeAlias",
        value=annotation_text(node.value),
    )
