"""Type parameters: which ones a class takes in brackets, and what a type variable stands for.

Source of the rules: the typing specification, "Generics" ("Arbitrary generic types as base
classes"), PEP 695 and PEP 696.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from unbroken.model.definitions import Attribute, Class, Function
from unbroken.readers.expressions import annotation_text, dotted_name, parsed
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_KINDS = ("TypeVar", "TypeVarTuple", "ParamSpec")
_LISTING = {
    f"{module}.{name}" for module in ("typing", "typing_extensions") for name in
    ("Generic", "Protocol")
}  # fmt: skip
_ANYSTR = "typing.AnyStr"


class TypeVariable(NamedTuple):
    """A type variable as it was made; all but its name and kind are canonical text.

    `bound` is what it may stand for (a union where it is one of some types), None for anything;
    `variance` is "", "covariant" or "contravariant"; `at` is where names are looked up.
    """

    name: str
    kind: str
    bound: str | None
    default: str | None
    variance: str
    at: Definition


def type_variable(surface: Surface, definition: Definition) -> TypeVariable | None:
    """Read `T = TypeVar("T", …)` and its like; None where it is something else."""
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    node = parsed(value) if value is not None and "(" in value else None
    if not isinstance(node, ast.Call):
        return None
    target = surface.resolve_name(definition, dotted_name(node.func) or "?")
    module, _, kind = target.target.rpartition(".") if isinstance(target, External) else ("",) * 3
    if module not in ("typing", "typing_extensions") or kind not in _KINDS:
        return None
    options = {keyword_argument.arg: keyword_argument.value for keyword_argument in node.keywords}
    bound = _text(options.get("bound"))
    if len(node.args) > 1:
        bound = f"Union[{', '.join(annotation_text(argument) for argument in node.args[1:])}]"
    variances = [
        option for option in ("covariant", "contravariant") if _is_true(options.get(option))
    ]
    default = _text(options.get("default"))
    return TypeVariable(definition.name, kind, bound, default, "".join(variances), definition)


def _text(node: ast.expr | None) -> str | None:
    return None if node is None else annotation_text(node)


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def written_parameters(definition: Definition) -> tuple[TypeVariable, ...]:
    """Read the brackets of `class A[T: int]` or `def f[T]` (PEP 695)."""
    assert isinstance(definition.member, (Class, Function))
    return tuple(_written(text, definition) for text in definition.member.type_parameters)


def _written(text: str, at: Definition) -> TypeVariable:
    said, _, default = text.partition(" = ")
    name, _, bound = said.partition(": ")
    node = parsed(bound) if bound else None
    if isinstance(node, ast.Tuple):
        bound = f"Union[{', '.join(annotation_text(element) for element in node.elts)}]"
    kind = _KINDS[name.count("*")] if name.count("*") < 2 else "ParamSpec"
    return TypeVariable(name.lstrip("*"), kind, bound or None, default or None, "", at)


def type_parameters(surface: Surface, owner: Definition) -> tuple[TypeVariable, ...] | None:
    """Return the type parameters of a class, in order; None where they cannot be known."""
    assert isinstance(owner.member, Class)
    if owner.member.type_parameters:
        return written_parameters(owner)
    variables: dict[str, TypeVariable | None] = {}
    for text in owner.member.bases:
        node = parsed(text)
        if not isinstance(node, ast.Subscript):
            continue
        base = surface.resolve_name(owner, dotted_name(node.value) or "?")
        listed = dict(_variables(surface, owner, node.slice))
        if isinstance(base, External) and base.target in _LISTING:
            variables = listed
            break
        variables |= {name: variable for name, variable in listed.items() if name not in variables}
    known = tuple(variable for variable in variables.values() if variable is not None)
    return known if len(known) == len(variables) else None


def _variables(
    surface: Surface, at: Definition, node: ast.expr
) -> Iterator[tuple[str, TypeVariable | None]]:
    """Yield the type variables in type arguments, in order; None for what may be one."""
    name = dotted_name(node)
    if not name:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _variables(surface, at, child)
        return
    target = surface.resolve_alias(surface.resolve_name(at, name))
    if isinstance(target, Definition):
        variable = type_variable(surface, target)
        if variable is not None:
            yield name, variable
    elif isinstance(target, External) and target.target == _ANYSTR:
        yield name, TypeVariable("AnyStr", "TypeVar", "Union[str, bytes]", None, "", at)
    elif not isinstance(target, External) or not _is_standard(target):
        yield name, None


def _is_standard(external: External) -> bool:
    return external.target.partition(".")[0] in (
        "builtins",
        "typing",
        "typing_extensions",
        "collections",
    )
