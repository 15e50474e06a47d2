"""Definitions from the nodes of libcst."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

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
    Signature,
)
from unbroken.readers import expressions
from unbroken.readers.ast_definitions import property_accessors
from unbroken.readers.libcst_bodies import body_facts, is_placeholder, iter_targets
from unbroken.readers.libcst_positions import Places

_EMPTY = cst.Module([])


def code(node: cst.CSTNode) -> str:
    """Give the source text of a node."""
    if isinstance(node, cst.Name):
        return node.value
    return _EMPTY.code_for_node(node)


def text(node: cst.CSTNode) -> str:
    """Give the canonical text of an expression."""
    if isinstance(node, cst.Name):
        return node.value
    parsed = expressions.parse(code(node))
    return expressions.expression_text(parsed) if parsed is not None else _collapsed(node)


def value_text(node: cst.CSTNode) -> str:
    """Give the canonical text of an assigned value or default."""
    if isinstance(node, cst.Name):
        return node.value
    parsed = expressions.parse(code(node))
    return expressions.value_text(parsed) if parsed is not None else _collapsed(node)


def annotation_text(node: cst.CSTNode) -> str:
    """Give the canonical text of an annotation."""
    if isinstance(node, cst.Name):
        return node.value
    parsed = expressions.parse(code(node))
    return expressions.annotation_text(parsed) if parsed is not None else _collapsed(node)


def _collapsed(node: cst.CSTNode) -> str:
    """Newer syntax than this Python parses: the text itself, with white space folded."""
    return " ".join(code(node).split())


def docstring_of(node: cst.Module | cst.ClassDef | cst.FunctionDef) -> str | None:
    """Give the docstring as `ast.get_docstring` does (cleaned), or None."""
    found = node.get_docstring(clean=False)
    if found is None:
        return None
    return inspect.cleandoc(found)


def function(node: cst.FunctionDef, places: Places) -> Function:
    """Describe a function definition."""
    decorators = tuple(decorator(each.decorator) for each in node.decorators)
    facts = body_facts(node)
    return Function(
        name=node.name.value,
        signature=signature(node),
        decorators=decorators,
        is_async=node.asynchronous is not None,
        is_generator=facts.is_generator,
        docstring=docstring_of(node),
        accessors=property_accessors(decorators),
        calls_super=facts.calls_super,
        assigns=facts.assigns,
        is_placeholder=is_placeholder(node),
        type_parameters=type_parameters(node),
        **places(node),
    )


def signature(node: cst.FunctionDef) -> Signature:
    """Read the parameters (with defaults and annotations) and the return annotation."""
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
            each.name.value,
            kind,
            None if each.default is None else value_text(each.default),
            None if each.annotation is None else annotation_text(each.annotation.annotation),
        )
        for kind, group in groups
        for each in group
    )
    returns = None if node.returns is None else annotation_text(node.returns.annotation)
    return Signature(parameters, returns)


def decorator(node: cst.BaseExpression) -> Decorator:
    """Describe a decorator."""
    if not isinstance(node, cst.Call):
        return Decorator(_dotted(node))
    positional = tuple(
        each.star + text(each.value)
        for each in node.args
        if each.keyword is None and each.star != "**"
    )
    keywords = tuple(
        (each.keyword.value if each.keyword else "**", text(each.value))
        for each in node.args
        if each.keyword is not None or each.star == "**"
    )
    return Decorator(_dotted(node.func), True, positional, keywords)


def _dotted(node: cst.BaseExpression) -> str:
    parsed = expressions.parse(code(node))
    return expressions.dotted_name(parsed) if parsed is not None else ""


def class_(node: cst.ClassDef, members: dict[str, Member], places: Places) -> Class:
    """Describe a class with the members that were collected from its body."""
    arguments = [*node.bases, *node.keywords]
    return Class(
        name=node.name.value,
        bases=tuple(
            each.star + text(each.value)
            for each in arguments
            if each.keyword is None and each.star != "**"
        ),
        keywords=tuple(
            (each.keyword.value if each.keyword else "**", text(each.value))
            for each in arguments
            if each.keyword is not None or each.star == "**"
        ),
        decorators=tuple(decorator(each.decorator) for each in node.decorators),
        members=members,
        docstring=docstring_of(node),
        type_parameters=type_parameters(node),
        **places(node),
    )


def type_parameters(node: cst.FunctionDef | cst.ClassDef) -> tuple[str, ...]:
    """Read the type parameters in the brackets of a definition (PEP 695)."""
    if node.type_parameters is None:
        return ()
    found = []
    for each in node.type_parameters.params:
        star = _STARS.get(type(each.param), "")
        bound = each.param.bound if isinstance(each.param, cst.TypeVar) else None
        said = f": {annotation_text(bound)}" if bound is not None else ""
        default = f" = {annotation_text(each.default)}" if each.default is not None else ""
        found.append(f"{star}{each.param.name.value}{said}{default}")
    return tuple(found)


_STARS: dict[type, str] = {cst.TypeVarTuple: "*", cst.ParamSpec: "**"}


def imports(node: cst.Import, places: Places) -> Iterator[Import]:
    """Describe the names that `import …` binds."""
    for alias in node.names:
        name, bound = code(alias.name), bound_name(alias)
        target = name if alias.asname is not None else name.partition(".")[0]
        redundant = alias.asname is not None and bound == name
        yield Import(name=bound, target=target, redundant=redundant, **places(node))


def bound_name(alias: cst.ImportAlias) -> str:
    """Give the name that an import binds."""
    if alias.asname is not None:
        return code(alias.asname.name)
    return code(alias.name).partition(".")[0]


def attributes(
    node: cst.Assign | cst.AnnAssign, places: Places, *, in_class: bool
) -> Iterator[Attribute]:
    """Describe the names that an assignment binds in a module or class body."""
    scope = "class" if in_class else "module"
    for target in _targets(node):
        single = isinstance(target, cst.Name)
        for part in iter_targets(target):
            if isinstance(part, cst.Name):
                yield _attribute(node, part.value, scope, places, single=single)


def instance_attributes(
    node: cst.Assign | cst.AnnAssign, instance: str, places: Places
) -> Iterator[Attribute]:
    """Describe the attributes that an assignment in `__init__` sets on `instance` (`self`)."""
    for target in _targets(node):
        for part in iter_targets(target):
            if (
                isinstance(part, cst.Attribute)
                and isinstance(part.value, cst.Name)
                and part.value.value == instance
            ):
                yield _attribute(node, part.attr.value, "instance", places, single=False)


def type_alias(node: cst.TypeAlias, places: Places) -> Attribute:
    """Describe `type X = …` (PEP 695) as the attribute that it binds."""
    line = places(node)["line"]
    return Attribute(
        name=node.name.value,
        line=line,
        column=1,
        end_line=line,
        annotation="TypeAlias",
        value=annotation_text(node.value),
    )


def _targets(node: cst.Assign | cst.AnnAssign) -> list[cst.BaseExpression]:
    if isinstance(node, cst.Assign):
        return [each.target for each in node.targets]
    return [node.target]


def _attribute(
    node: cst.Assign | cst.AnnAssign, name: str, scope: str, places: Places, *, single: bool
) -> Attribute:
    annotation = node.annotation.annotation if isinstance(node, cst.AnnAssign) else None
    value = "..." if node.value is not None else None
    if node.value is not None and single:
        value = value_text(node.value)
    return Attribute(
        name=name,
        annotation=None if annotation is None else annotation_text(annotation),
        value=value,
        scope=scope,  # type: ignore[arg-type]
        **places(node),
    )
