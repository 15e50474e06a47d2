"""What is called, on both sides of a pair: functions, methods, classes, partials and lambdas."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from holdfast.compare.binding import Callee
from holdfast.compare.causes import CallBreak, breaks
from holdfast.compare.legacy import normalised
from holdfast.read import expressions
from holdfast.read.construct import Constructor, bound, constructors
from holdfast.read.nodes import signature_of_arguments
from holdfast.read.resolve import External, Object, Surface
from holdfast.surface import (
    Attribute,
    Class,
    Function,
    Parameter,
    ParameterKind,
    Signature,
)

if TYPE_CHECKING:
    from holdfast.compare.pair import Pair

Binding = Literal["function", "instance", "class", "static"]

# These are called on the class without being decorated (Python reference, "Data model").
_IMPLICIT_CLASS_METHODS = ("__init_subclass__", "__class_getitem__")


class AttributedBreak(NamedTuple):
    """A broken call of a pair, with the other public paths that the same cause breaks."""

    found: CallBreak
    affects: tuple[str, ...] = ()


class Called(NamedTuple):
    """The parameters that callers fill; `bound` arguments are passed unseen (`self`, `cls`)."""

    parameters: tuple[Parameter, ...]
    bound: int


def binding_of(surface: Surface, found: Object) -> Binding:
    """Tell how a function is reached: plainly, on an instance, on its class, or statically."""
    if surface.owner(found) is None or not isinstance(found.member, Function):
        return "function"
    paths = {each.path for each in found.member.decorators}
    if "staticmethod" in paths or "abc.abstractstaticmethod" in paths or found.name == "__new__":
        return "static"
    if "classmethod" in paths or "abc.abstractclassmethod" in paths:
        return "class"
    return "class" if found.name in _IMPLICIT_CLASS_METHODS else "instance"


def called(
    surface: Surface, found: Object, within: frozenset[tuple[str, str]] = frozenset()
) -> Called | None:
    """Give what callers of a definition pass; None when it is not known to be callable.

    `within` are the partials that are made of it: one of itself (`f = partial(f)`) has no end.
    """
    if isinstance(found.member, Function):
        if found.member.accessors:
            return None
        parameters = found.member.signature.parameters
        if binding_of(surface, found) in ("function", "static"):
            return Called(parameters, 0)
        return Called(bound(parameters), 1 if bound(parameters) != parameters else 0)
    if isinstance(found.member, Attribute) and found.key not in within:
        return _called_value(surface, found, within | {found.key})
    return None


def _called_value(
    surface: Surface, found: Object, within: frozenset[tuple[str, str]]
) -> Called | None:
    """Read `f = partial(g, …)` and `f = lambda …: …`."""
    assert isinstance(found.member, Attribute)
    value = found.member.value
    if (
        found.member.scope != "module"
        or value is None
        or ("(" not in value and "lambda" not in value)
    ):
        return None
    node = expressions.parse(value)
    if isinstance(node, ast.Lambda):
        return Called(signature_of_arguments(node.args), 0)
    if not isinstance(node, ast.Call) or not node.args:
        return None
    function = surface.in_scope(found, expressions.dotted_name(node.func) or "?")
    if function != External("functools.partial"):
        return None
    target = surface.in_scope(found, expressions.dotted_name(node.args[0]) or "?")
    inner = called(surface, target, within) if isinstance(target, Object) else None
    if inner is None or any(isinstance(each, ast.Starred) for each in node.args):
        return None
    if any(each.arg is None for each in node.keywords):
        return None
    given = {str(each.arg): expressions.value_text(each.value) for each in node.keywords}
    parameters = partial_parameters(inner.parameters, len(node.args) - 1, given)
    return None if parameters is None else Called(parameters, inner.bound)


def partial_parameters(
    parameters: tuple[Parameter, ...], positional: int, keywords: dict[str, str]
) -> tuple[Parameter, ...] | None:
    """Give the parameters that `functools.partial` leaves; None when it could not be called.

    As `inspect.signature` has it: what is given by keyword, and all positional-or-keyword
    parameters behind it, can only be passed by keyword from then on.
    """
    slots = [p for p in parameters if p.kind <= ParameterKind.POSITIONAL_OR_KEYWORD]
    rest = [p for p in parameters if p.kind > ParameterKind.POSITIONAL_OR_KEYWORD]
    collects = any(p.kind is ParameterKind.VAR_POSITIONAL for p in rest)
    if positional > len(slots) and not collects:
        return None
    kept: list[Parameter] = []
    by_keyword: list[Parameter] = []
    for parameter in slots[positional:]:
        default = keywords.get(parameter.name, parameter.default)
        if parameter.name in keywords or by_keyword:
            by_keyword.append(Parameter(parameter.name, ParameterKind.KEYWORD_ONLY, default))
        else:
            kept.append(parameter)
    if by_keyword:
        rest = [p for p in rest if p.kind is not ParameterKind.VAR_POSITIONAL]
    named = [
        Parameter(p.name, p.kind, keywords.get(p.name, p.default))
        if p.kind is ParameterKind.KEYWORD_ONLY
        else p
        for p in rest
    ]
    return tuple(sorted((*kept, *by_keyword, *named), key=lambda p: p.kind))


def function_breaks(pair: Pair) -> tuple[AttributedBreak, ...]:
    """Find the calls of a function, method or callable attribute that no longer work."""
    assert pair.new is not None
    old = called(pair.old_surface, pair.old)
    new = called(pair.new_surface, pair.new)
    if old is None or new is None:
        return ()
    callee = Callee(_callee_text(pair), pair.new.qualname, new.bound)
    found = breaks(
        _normalised(old.parameters, pair.old_surface.owner(pair.old)),
        _normalised(new.parameters, pair.new_surface.owner(pair.new)),
        callee,
    )
    return tuple(AttributedBreak(each) for each in found)


def _normalised(parameters: tuple[Parameter, ...], owner: object) -> Signature:
    return normalised(Signature(parameters), in_class=owner is not None)


def _callee_text(pair: Pair) -> str:
    """Write what a caller calls: `f`, `Model.create`, `model.fit`, `model` for `__call__`."""
    *outer, name = pair.path.split(".")
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
        for found, origin in _constructor_breaks(pair):
            key = (found.rule, found.parameter, origin)
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
        declaring.constructor_breaks.append(AttributedBreak(found, affects))


def _constructor_breaks(pair: Pair) -> list[tuple[CallBreak, tuple[str, str]]]:
    assert pair.new is not None
    before = constructors(pair.old_surface, pair.old)
    after = constructors(pair.new_surface, pair.new)
    found: list[tuple[CallBreak, tuple[str, str]]] = []
    for new in after:
        old = next((each for each in before if (each.kind == "new") == (new.kind == "new")), None)
        old = old or next(iter(before), None)
        if old is None or old.parameters == new.parameters:
            continue
        callee = Callee(pair.path.rpartition(".")[2], _qualname(pair.new, new), 1)
        was, now = (_normalised(side.parameters, pair.old) for side in (old, new))
        for each in breaks(was, now, callee):
            found.append((each, _origin(pair, old, new, each)))
    return found


def _qualname(owner: Object, constructor: Constructor) -> str:
    if constructor.provider is not None:
        return constructor.provider.qualname
    method = "__new__" if constructor.kind == "namedtuple" else "__init__"
    return f"{owner.qualname}.{method}"


def _origin(pair: Pair, old: Constructor, new: Constructor, found: CallBreak) -> tuple[str, str]:
    """Name the class that is the cause, by its place in the baseline."""
    for name in (found.parameter, found.new_name):
        for side in (new, old):
            if name in side.origins:
                return side.origins[name]
    for side in (new, old):
        if side.provider is not None:
            module, qualname = side.provider.key
            return (module, qualname.rpartition(".")[0])
    return pair.old.key


def is_class(found: Object) -> bool:
    """Tell whether a definition is a class."""
    return isinstance(found.member, Class)
