"""What the decorators of a definition are, whatever they are called there.

`record = dataclass(frozen=True)`, `record = partial(dataclass, frozen=True)` and a function that
returns `dataclass(frozen=True)(cls)` decorate as `dataclass` does.
"""

from __future__ import annotations

import ast

from msgspec.structs import replace

from unbroken.model.definitions import Attribute, Class, Decorator, Function
from unbroken.readers.expressions import dotted_name, expression_text, parsed
from unbroken.semantics.known_decorators import ATTRS, DATACLASS, PRESET_OPTIONS, canonical_name
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition, External, Key, ResolvedName
from unbroken.semantics.surface import Surface
from unbroken.semantics.unpacked_options import with_unpacked

_PARTIAL = External("functools.partial")


@remembered(in_cycle=tuple)
def applied_decorators(surface: Surface, definition: Definition) -> tuple[Decorator, ...]:
    """Return the decorators of a function or class, each with the path that it resolves to.

    The path is "" where it is unknown. Imports, aliases and re-exports are followed, also through
    other modules of the package, and so are names that stand for a call of a decorator. The
    options that a decorator unpacks from a constant are written out, and so are those that it has
    by its name (`attrs.frozen`); the keyword `**` stands for those that are not known.
    """
    member = definition.member
    written = member.decorators if isinstance(member, (Function, Class)) else ()
    return tuple(applied_decorator(surface, definition, decorator) for decorator in written)


def applied_decorator(
    surface: Surface, at: Definition, decorator: Decorator, seen: frozenset[Key] = frozenset()
) -> Decorator:
    """Return what `applied_decorators` does of one decorator that is written at a definition.

    `seen` are the names that lead there.
    """
    target = surface.resolve_name(at, decorator.path) if decorator.path else None
    decorator = with_unpacked(surface, at, decorator)
    if isinstance(target, External):
        return _with_presets(replace(decorator, path=canonical_name(target.target)))
    if not isinstance(target, Definition):
        return replace(decorator, path="")
    named = surface.resolve_alias(target)
    if named.key not in seen:
        inner = _named_decorator(surface, named, decorator)
        if inner is not None:
            return applied_decorator(surface, named, inner, seen | {named.key})
    return replace(decorator, path=target.path)


def _with_presets(decorator: Decorator) -> Decorator:
    """Return a decorator with the options that it has unless it is given others."""
    given = {name for name, _ in decorator.keywords}
    presets = [item for item in PRESET_OPTIONS.get(decorator.path, ()) if item[0] not in given]
    return replace(decorator, keywords=(*presets, *decorator.keywords)) if presets else decorator


def _named_decorator(surface: Surface, named: Definition, decorator: Decorator) -> Decorator | None:
    """Return the decorator that a name of the package stands for, as it is written there."""
    member = named.member
    if isinstance(member, Function):
        return _data_class_maker(surface, named, member)
    if not isinstance(member, Attribute) or member.conditional or member.alternatives:
        return None
    call = parsed(member.value) if member.value is not None and "(" in member.value else None
    if not isinstance(call, ast.Call):
        return None
    callee, arguments = call.func, call.args
    is_partial = _resolves_to(surface, named, callee, _PARTIAL) and bool(arguments)
    if is_partial:
        callee, arguments = arguments[0], arguments[1:]
    elif decorator.called:
        return None  # What the call returned is called once more.
    path = dotted_name(callee)
    if not path or arguments:
        return None
    given = {keyword.arg or "**": expression_text(keyword.value) for keyword in call.keywords}
    options = {**given, **dict(decorator.keywords)} if is_partial else given
    return Decorator(
        path, decorator.called or not is_partial, decorator.arguments, (*options.items(),)
    )


def _resolves_to(surface: Surface, at: Definition, node: ast.expr, target: ResolvedName) -> bool:
    name = dotted_name(node)
    return bool(name) and surface.resolve_name(at, name) == target


def _data_class_maker(surface: Surface, named: Definition, member: Function) -> Decorator | None:
    """Return the decorator by which a function makes data classes of what it decorates."""
    text = member.gives
    while text.endswith("()"):
        text = text.removesuffix("()")
    node = parsed(text) if text and text != member.gives else None
    callee = node.func if isinstance(node, ast.Call) else node
    name = dotted_name(callee) if callee is not None else ""
    target = surface.resolve_name(named, name) if name else None
    if not isinstance(target, External) or target.target not in DATACLASS | ATTRS:
        return None
    if not isinstance(node, ast.Call):
        return Decorator(name, True, (), (("**", named.path),))  # Its options are not known.
    options = ((keyword.arg or "**", expression_text(keyword.value)) for keyword in node.keywords)
    return Decorator(name, True, (), tuple(options))
