"""What is called, on both sides of a pair: functions, methods, classes, partials and lambdas."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.call_break import AttributedBreak, CallBreak
from unbroken.compare.calls.causes import breaks
from unbroken.compare.calls.constructors import constructor_breaks
from unbroken.compare.calls.decorator_shims import kept_breaks, version
from unbroken.compare.calls.forwarded_arguments import taken_by_base, without_forwarded
from unbroken.compare.calls.mangled_parameters import mangled_errors, normalised
from unbroken.compare.calls.partials import Given, comparable, left, misfit, proven, unfit
from unbroken.compare.calls.private_parameters import called_alike
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Function, Parameter, Signature
from unbroken.readers import expressions
from unbroken.readers.ast_definitions import signature_of_arguments
from unbroken.semantics.constructors.constructor import bound, constructors
from unbroken.semantics.decorated_commands import is_made_command
from unbroken.semantics.instances import call_of, instance_of
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

Binding = Literal["function", "instance", "class", "static"]

# These are called on the class without being decorated (Python reference, "Data model").
_IMPLICIT_CLASS_METHODS = ("__init_subclass__", "__class_getitem__")


_MOST_PARTIALS = 50
"""Of partials of partials, so many are followed."""


class Called(NamedTuple):
    """The parameters that callers fill; `bound` arguments are passed unseen (`self`, `cls`).

    `qualname` is what Python calls it in errors. `partial` tells what `functools.partial` calls
    in the end, and gives.
    """

    parameters: tuple[Parameter, ...]
    bound: int
    qualname: str
    partial: Given | None = None

    @property
    def given(self) -> Given:
        """What is called in the end; nothing is given where it is no partial."""
        return self.partial or Given(self.parameters, 0, {})


def binding_of(surface: Surface, found: Definition) -> Binding:
    """Tell how a function is reached: plainly, on an instance, on its class, or statically."""
    if surface.owner(found) is None or not isinstance(found.member, Function):
        return "function"
    paths = {each.path for each in found.member.decorators}
    if "staticmethod" in paths or "abc.abstractstaticmethod" in paths or found.name == "__new__":
        return "static"
    if "classmethod" in paths or "abc.abstractclassmethod" in paths:
        return "class"
    return "class" if found.name in _IMPLICIT_CLASS_METHODS else "instance"


def called(surface: Surface, found: Definition) -> Called | None:
    """Give what callers of a definition pass; None when it is not known to be callable.

    Classes are not among it (see `constructors`), but for those that a call makes.
    """
    if isinstance(found.member, Function):
        if found.member.accessors:
            return None
        parameters = found.member.signature.parameters
        if binding_of(surface, found) in ("function", "static"):
            return Called(parameters, 0, found.qualname)
        seen = bound(parameters)
        return Called(seen, 1 if seen != parameters else 0, found.qualname)
    if not isinstance(found.member, Attribute):
        return None
    if found.member.scope == "module":
        by_value = _called_value(surface, found, found.member.value)
        if by_value is not None:
            return by_value
    owner = instance_of(surface, found)
    call = call_of(surface, owner) if owner is not None else None
    return called(surface, call) if isinstance(call, Definition) else None


def _called_value(surface: Surface, found: Definition, value: str | None) -> Called | None:
    """Read `f = partial(g, …)`, `f = lambda …: …` and `A = namedtuple(…)`."""
    if value is None or ("(" not in value and "lambda" not in value):
        return None
    node = expressions.parse(value)
    if isinstance(node, ast.Lambda):
        return Called(signature_of_arguments(node.args), 0, "<lambda>")
    if not isinstance(node, ast.Call):
        return None
    if _is_partial(surface, found, node):
        return _called_partial(surface, found, node)
    return _called_class(surface, found)


def _is_partial(surface: Surface, at: Definition, node: ast.expr | None) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = surface.resolve_name(at, expressions.dotted_name(node.func) or "?")
    return function == External("functools.partial")


def _called_partial(surface: Surface, at: Definition, node: ast.expr | None) -> Called | None:
    """Follow `partial(partial(f, 1), 2)`, also by names, to what is called in the end."""
    calls: list[ast.Call] = []
    while isinstance(node, ast.Call) and _is_partial(surface, at, node):
        starred = any(isinstance(each, ast.Starred) for each in node.args)
        if starred or not node.args or any(each.arg is None for each in node.keywords):
            return None
        calls.append(node)
        if len(calls) > _MOST_PARTIALS:
            return None
        node = node.args[0]
        if isinstance(node, ast.Lambda):
            break
        if not isinstance(node, ast.Call):
            target = surface.resolve_name(at, expressions.dotted_name(node) or "?")
            target = surface.resolve_alias(target) if isinstance(target, Definition) else target
            if not isinstance(target, Definition):
                return None
            at = target
            value = at.member.value if isinstance(at.member, Attribute) else None
            node = expressions.parse(value) if value is not None and "(" in value else None
    inner = _called_in_the_end(surface, at, node)
    if inner is None:
        return None
    given = inner.given
    for call in reversed(calls):
        keywords = {str(each.arg): expressions.value_text(each.value) for each in call.keywords}
        given = given.more(len(call.args) - 1, keywords)
    return Called(left(given), inner.bound, inner.qualname, given)


def _called_in_the_end(surface: Surface, at: Definition, node: ast.expr | None) -> Called | None:
    if isinstance(node, ast.Lambda):
        return Called(signature_of_arguments(node.args), 0, "<lambda>")
    if isinstance(at.member, Function) and binding_of(surface, at) == "instance":
        # Reached through its class, a method is given its instance like any argument.
        return Called(at.member.signature.parameters, 0, at.qualname)
    return called(surface, at) or _called_class(surface, at)


def _called_class(surface: Surface, found: Definition) -> Called | None:
    """Give the call of a class that is made in one way."""
    if not isinstance(found.member, (Class, Attribute)):
        return None
    made = constructors(surface, found)
    if len(made) != 1 or made[0].kind in ("model", "builtin"):
        return None
    return Called(made[0].parameters, 1, made[0].qualname)


def call_breaks(pair: Pair) -> tuple[AttributedBreak, ...]:
    """Return the calls that worked with the baseline and no longer do, one entry per cause."""
    if pair.call_breaks is None:
        pair.call_breaks = _call_breaks(pair)
    return pair.call_breaks


def _call_breaks(pair: Pair) -> tuple[AttributedBreak, ...]:
    if pair.new is None or pair.classes is not None:
        return ()
    if any(is_made_command(surface, found) for surface, found in pair.sides):
        return ()
    return function_breaks(pair)


def function_breaks(pair: Pair) -> tuple[AttributedBreak, ...]:
    """Find the calls of a function, method or callable attribute that no longer work."""
    assert pair.new is not None
    if _is_class(pair.old_surface, pair.old) and _is_class(pair.new_surface, pair.new):
        return tuple(AttributedBreak(each) for each, _ in constructor_breaks(pair))
    old = called(pair.old_surface, pair.old)
    new = called(pair.new_surface, pair.new)
    if old is None or new is None:
        return ()
    callee = Callee(callee_text(pair, pair.path), new.qualname, new.bound)
    return tuple(AttributedBreak(each) for each in _breaks_of(pair, old, new, callee))


def _is_class(surface: Surface, found: Definition) -> bool:
    """Tell whether a definition is a class, or an attribute that is one (`namedtuple(…)`)."""
    if isinstance(found.member, Attribute):
        return found.member.scope == "module" and bool(constructors(surface, found))
    return isinstance(found.member, Class)


def _breaks_of(pair: Pair, old: Called, new: Called, callee: Callee) -> Sequence[CallBreak]:
    assert pair.new is not None
    owner = pair.new_surface.owner(pair.new)
    was = normalised(Signature(old.parameters), pair.old_surface.owner(pair.old) is not None)
    now = normalised(Signature(new.parameters), owner is not None)
    if old.partial is None and new.partial is None:
        if owner is not None and called_alike(pair.old.name, was, now):
            return ()
        found = kept_breaks(version(was, pair.old.member), version(now, pair.new.member), callee)
        if owner is None:
            return found
        forwarded = taken_by_base(pair.old_surface, pair.old) if found else None
        return mangled_errors(without_forwarded(found, forwarded, now, callee), now, owner)
    if misfit(old.given) is not None:
        return ()
    if misfit(new.given) is not None:
        return tuple(unfit(old.given, new.given, callee))
    now = Signature(comparable(old.given, now.parameters))
    return proven(breaks(was, now, callee), old.given, new.given, callee)


def callee_text(pair: Pair, path: str) -> str:
    """Write what a caller calls: `f`, `Model.create`, `model.fit`, `model` for `__call__`."""
    *outer, name = path.split(".")
    binding = binding_of(pair.old_surface, pair.old)
    if pair.old_surface.owner(pair.old) is None:
        return name
    class_name = outer[-1]
    if binding != "instance":
        return f"{class_name}.{name}"
    instance = instance_name(class_name)
    return instance if name == "__call__" else f"{instance}.{name}"


def instance_name(class_name: str) -> str:
    """Name an instance as users would: `MoELayer` is `moe_layer`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", class_name.lstrip("_"))
    name = words.lower()
    return name if name.isidentifier() and name != class_name else f"{name}_instance"


def attach_constructor_breaks(pairs: list[Pair]) -> None:
    """Find the constructor calls that no longer work, and give each cause to one pair.

    One change may break the constructors of many classes: the finding belongs to the class that
    declares the parameter (or defines the `__init__`), the others are affected.
    """
    owners = {pair.old.key: pair for pair in pairs if pair.classes is not None}
    groups: dict[object, list[tuple[Pair, CallBreak, tuple[str, str]]]] = {}
    for pair in owners.values():
        for found, origin in constructor_breaks(pair):
            key = (found.cause, found.parameter, origin)
            groups.setdefault(key, []).append((pair, found, origin))
    for group in groups.values():
        group.sort(key=lambda each: (each[0].path.count("."), len(each[0].path), each[0].path))
        origin = group[0][2]
        leader, found = group[0][0], group[0][1]
        for pair, candidate, _ in group:
            if pair.old.key == origin:
                leader, found = pair, candidate
        declaring = owners.get(origin, leader)
        broken = {path for pair, _, _ in group for path in (pair.path, *pair.affects)}
        affects = tuple(sorted(broken - {declaring.path, *declaring.affects}))
        declaring.call_breaks = (*(declaring.call_breaks or ()), AttributedBreak(found, affects))
