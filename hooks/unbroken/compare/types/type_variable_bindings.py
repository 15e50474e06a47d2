"""What the type variables of a generic base stand for in a subclass: `class A(Base[int])`."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from unbroken.compare.fields import class_before, class_now
from unbroken.compare.pair import Pair
from unbroken.compare.types.annotations import AnnotationScope
from unbroken.model.definitions import Class
from unbroken.readers.expressions import dotted_name, expression_text, parsed
from unbroken.semantics.named_classes import class_named
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface
from unbroken.semantics.type_parameters import type_parameters

_Bindings = Mapping[str, tuple[str, AnnotationScope]]


def annotation_scopes(
    pair: Pair, before: Definition, after: Definition
) -> tuple[AnnotationScope, AnnotationScope]:
    """Return the scopes of both versions of an annotation, with the bindings of their class."""
    owners = class_before(pair), class_now(pair)
    if pair.classes is not None:
        owners = pair.old, pair.new
    old, new = (
        AnnotationScope(surface, at, _bound_at(surface, owner, at), owner)
        for surface, at, owner in zip(
            (pair.old_surface, pair.new_surface), (before, after), owners, strict=True
        )
    )
    return old, new


def _bound_at(surface: Surface, owner: Definition | None, at: Definition) -> _Bindings | None:
    definer = surface.owner(at)
    if owner is None or definer is None or owner.key == definer.key:
        return None
    side: AnnotationScope | None = AnnotationScope(surface, owner)
    while side is not None and side.at is not None and side.at.key != definer.key:
        side = _scope_of_base(surface, side.at, side, definer)
    return side.bound if side is not None else None


def _scope_of_base(
    surface: Surface, owner: Definition, side: AnnotationScope, definer: Definition
) -> AnnotationScope | None:
    """Return the scope of the base through which a class inherits from another one."""
    assert isinstance(owner.member, Class)
    for text in owner.member.bases:
        node = parsed(text)
        name = dotted_name(node.value if isinstance(node, ast.Subscript) else node) if node else ""
        base = class_named(surface, owner, name)
        if base is None:
            continue
        lineage = {class_.key for class_ in surface.mro(base) if isinstance(class_, Definition)}
        if definer.key in lineage and base.key != owner.key:
            return AnnotationScope(surface, base, _arguments(surface, base, node, side))
    return None


def _arguments(
    surface: Surface, base: Definition, node: ast.expr | None, side: AnnotationScope
) -> _Bindings:
    """Return the type argument of each type variable of a base; `Any` where none are given."""
    known = type_parameters(surface, base) or ()
    if not isinstance(node, ast.Subscript):
        return {variable.name: (variable.default or "Any", side) for variable in known}
    given = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if len(given) != len(known) or any(variable.kind != "TypeVar" for variable in known):
        return {}
    texts = (expression_text(argument) for argument in given)
    return {variable.name: (text, side) for variable, text in zip(known, texts, strict=True)}
