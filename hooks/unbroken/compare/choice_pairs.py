"""Pairs of the things that a name may stand for: `f = g or h`, `f = g if make() else h`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec.structs import replace

from unbroken.compare.calls.call_targets import call_target
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Function
from unbroken.readers import expressions
from unbroken.semantics.instances import given_class
from unbroken.semantics.public_api import public_paths
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


def choice_pairs(pair: Pair) -> Iterator[Pair]:
    """Yield a pair for each of the things that an attribute may stand for in both versions.

    What has a public path of its own is compared by that. Where one version knows which it is, that
    is compared with each of the other version.
    """
    if pair.new is None or not isinstance(pair.old.member, Attribute):
        return
    was, now = (_choices(*side) for side in pair.sides)
    if was == [pair.old] and now == [pair.new]:
        return
    if len(was) == len(now):
        both = zip(was, now, strict=True)
    elif 1 in (len(was), len(now)):
        both = zip(was * len(now), now * len(was), strict=True)
    else:
        return
    for old, new in both:
        is_alias = old.key != pair.old.key and old.qualname.partition(":")[0] != pair.old.qualname
        if is_alias and public_paths(pair.old_surface, old) and old.path == new.path:
            continue
        yield replace(pair, old=old, new=new)


def _choices(surface: Surface, definition: Definition | None) -> list[Definition]:
    """Return what a definition may stand for, None left out; itself where that is one thing."""
    if definition is None:
        return []
    attribute = definition.member
    value = attribute.value if isinstance(attribute, Attribute) else None
    may_be = value is not None and (" or " in value or " if " in value or " and " in value)
    node = expressions.parse(value) if may_be and value is not None else None
    is_choice = isinstance(node, (ast.BoolOp, ast.IfExp))
    if not is_choice or not isinstance(attribute, Attribute):
        return [definition]
    parts = _parts(node)
    choices = []
    for number, part in enumerate(parts):
        name = f"{definition.qualname}:{number}"
        member = replace(attribute, value=expressions.expression_text(part))
        target = surface.resolve_alias(Definition(definition.module, name, member))
        if is_known(surface, target):
            choices.append(target)
    return choices if len(choices) == len(parts) else [definition]


def is_known(surface: Surface, definition: Definition) -> bool:
    """Return whether a definition is a function or class, can be called, or holds an instance."""
    if isinstance(definition.member, (Function, Class)):
        return True
    is_callable = call_target(surface, definition) is not None
    return is_callable or given_class(surface, definition) is not None


def _parts(node: ast.expr | None) -> list[ast.expr]:
    """Return the things that an expression may be, without constants that are none of them."""
    if isinstance(node, ast.IfExp):
        return [*_parts(node.body), *_parts(node.orelse)]
    if isinstance(node, ast.BoolOp):
        values = node.values if isinstance(node.op, ast.Or) else node.values[-1:]
        return [part for value in values for part in _parts(value)]
    return [] if node is None or isinstance(node, ast.Constant) else [node]
