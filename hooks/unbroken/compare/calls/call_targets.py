"""What a call of a function, method, partial, lambda or callable instance fills."""

from __future__ import annotations

import ast
from typing import NamedTuple, cast

from unbroken.compare.calls.partials import PartialApplication, remaining_parameters
from unbroken.compare.method_binding import binding_of
from unbroken.model.definitions import Attribute, Class, Function, Parameter
from unbroken.readers import expressions
from unbroken.readers.ast_signatures import signature_of_arguments
from unbroken.semantics.constructors.constructor import constructors, without_bound_parameter
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.instances import bound_method, call_of, instance_of
from unbroken.semantics.known_decorators import DECORATOR_MAKERS, PASS_FIRST_ARGUMENT
from unbroken.semantics.resolution import UNKNOWN, Definition, External
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrapped_signatures import (
    call_under,
    parameters_to_callers,
    qualname_to_callers,
)


class CallTarget(NamedTuple):
    """The parameters that callers fill; `bound` arguments are passed unseen (`self`, `cls`).

    `qualname` is its name in Python's errors. `partial` is what `functools.partial` finally calls,
    and with which arguments.
    """

    parameters: tuple[Parameter, ...]
    bound: int
    qualname: str
    partial: PartialApplication | None = None

    @property
    def application(self) -> PartialApplication:
        """What is called in the end; nothing is given where it is no partial."""
        return self.partial or PartialApplication(self.parameters, 0, {})


def call_target(surface: Surface, definition: Definition) -> CallTarget | None:
    """Return what callers of a definition pass; None when it is not known to be callable.

    Classes are not among it (see `constructors`), but for those that a call makes.
    """
    if isinstance(definition.member, Function):
        if definition.member.accessors or has_decorator(surface, definition, DECORATOR_MAKERS):
            return None
        parameters = parameters_to_callers(surface, definition)
        qualname = qualname_to_callers(surface, definition)
        is_given = has_decorator(surface, definition, PASS_FIRST_ARGUMENT)
        if binding_of(surface, definition) in ("function", "static") and not is_given:
            return CallTarget(parameters, 0, qualname)
        seen = without_bound_parameter(parameters)
        return CallTarget(seen, 1 if seen != parameters else 0, qualname)
    if not isinstance(definition.member, Attribute):
        return None
    if definition.member.scope == "module":
        by_value = _target_of_value(surface, definition, definition.member.value)
        if by_value is not None:
            return by_value
        method = bound_method(surface, definition)
        if method is not None:
            return call_target(surface, method)
    if definition.member.scope == "class":
        borrowed = _target_of_borrowed(surface, definition)
        if borrowed is not None:
            return borrowed
    owner = instance_of(surface, definition)
    call = call_of(surface, owner) if owner is not None else None
    return call_target(surface, call) if isinstance(call, Definition) else None


_BINDINGS = {
    External("builtins.staticmethod"): "static", External("builtins.classmethod"): "class",
}  # fmt: skip


def _target_of_borrowed(surface: Surface, definition: Definition) -> CallTarget | None:
    """Return what callers of a method pass that a class takes from elsewhere: `m = function`."""
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    node = expressions.parse(value) if value is not None and value != "..." else None
    binding = "instance"
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        maker = surface.resolve_name(definition, expressions.dotted_name(node.func) or "?")
        binding = _BINDINGS.get(maker, "") if isinstance(maker, External) else ""
        node = node.args[0]
    written = expressions.dotted_name(node) if node is not None and binding else ""
    target = surface.resolve_name(definition, written) if written else UNKNOWN
    target = surface.resolve_alias(target)
    if not isinstance(target, Definition) or not isinstance(target.member, Function):
        return None
    inner = call_target(surface, target)
    if inner is None or binding == "static" or surface.owner(target) is not None:
        return inner
    seen = without_bound_parameter(inner.parameters)
    return inner._replace(parameters=seen, bound=1 if seen != inner.parameters else 0)


def _target_of_value(
    surface: Surface, definition: Definition, value: str | None
) -> CallTarget | None:
    """Return what `f = partial(g, …)`, `f = lambda …: …` and `A = namedtuple(…)` call."""
    if value is None or ("(" not in value and "lambda" not in value):
        return None
    node = expressions.parsed(value)
    if isinstance(node, ast.Lambda):
        return CallTarget(signature_of_arguments(node.args), 0, "<lambda>")
    if not isinstance(node, ast.Call):
        return None
    if _is_partial(surface, definition, node):
        return _target_of_partial(surface, definition, node)
    return _target_of_class(surface, definition) or _target_of_wrapped(surface, definition, node)


_CASTS = (External("typing.cast"), External("typing_extensions.cast"))
_CACHES = (External("functools.lru_cache"),)


def _target_of_wrapped(
    surface: Surface, definition: Definition, node: ast.Call
) -> CallTarget | None:
    """Return what `f = decorate(g)` calls, where a function of the package wraps another one.

    `f = cast(T, g)` is `g` itself, and `f = lru_cache(1)(g)` is wrapped like `lru_cache(g)`.
    """
    function = node.func.func if isinstance(node.func, ast.Call) else node.func
    path = expressions.dotted_name(function)
    if path and surface.resolve_name(definition, path) in _CASTS and len(node.args) == 2:
        named = surface.resolve_name(definition, expressions.dotted_name(node.args[1]) or "?")
        named = surface.resolve_alias(named)
        is_function = isinstance(named, Definition) and isinstance(named.member, Function)
        return (
            call_target(surface, named) if is_function and isinstance(named, Definition) else None
        )
    if function is not node.func and surface.resolve_name(definition, path or "?") not in _CACHES:
        return None
    paths = [path, *map(expressions.dotted_name, node.args)]
    if len(paths) != 2 or node.keywords or not all(paths):
        return None
    target = surface.resolve_alias(surface.resolve_name(definition, paths[1]))
    if not isinstance(target, Definition) or target == definition:
        return None
    inner = call_target(surface, target) if isinstance(target.member, Function) else None
    if inner is None or inner.partial is not None:
        return None
    call = call_under(surface, inner.parameters, inner.qualname, definition, paths[0])
    return None if call is None else inner._replace(parameters=call[0], qualname=call[1])


def _is_partial(surface: Surface, at: Definition, node: ast.expr | None) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = surface.resolve_name(at, expressions.dotted_name(node.func) or "?")
    # A method that is bound by hand gets what it is bound to first.
    return function in (External("functools.partial"), External("types.MethodType"))


def _target_of_partial(
    surface: Surface, at: Definition, node: ast.expr | None
) -> CallTarget | None:
    """Return what `partial(partial(f, 1), 2)`, also by names, calls in the end."""
    known = surface.memo.setdefault(_target_of_partial, {})  # so that a chain is followed once
    start = at
    calls: list[ast.Call] = []
    seen = {at.key}
    inner: CallTarget | None = None
    while isinstance(node, ast.Call) and _is_partial(surface, at, node):
        starred = any(isinstance(argument, ast.Starred) for argument in node.args)
        if starred or not node.args or any(keyword.arg is None for keyword in node.keywords):
            return None
        calls.append(node)
        node = node.args[0]
        if isinstance(node, ast.Lambda):
            break
        if not isinstance(node, ast.Call):
            target = surface.resolve_name(at, expressions.dotted_name(node) or "?")
            target = surface.resolve_alias(target)
            if not isinstance(target, Definition) or target.key in seen:
                return None
            at = target
            seen.add(at.key)
            inner = cast("CallTarget | None", known.get((at.key,)))
            if inner is not None:
                break
            value = at.member.value if isinstance(at.member, Attribute) else None
            node = expressions.parsed(value) if value is not None and "(" in value else None
    inner = inner or _innermost_target(surface, at, node)
    if inner is None:
        return None
    given = inner.application
    for call in reversed(calls):
        keywords = {
            str(keyword.arg): expressions.value_text(keyword.value) for keyword in call.keywords
        }
        given = given.with_arguments(len(call.args) - 1, keywords)
    made = CallTarget(remaining_parameters(given), inner.bound, inner.qualname, given)
    known[start.key,] = made
    return made


def _innermost_target(surface: Surface, at: Definition, node: ast.expr | None) -> CallTarget | None:
    if isinstance(node, ast.Lambda):
        return CallTarget(signature_of_arguments(node.args), 0, "<lambda>")
    if isinstance(at.member, Function) and binding_of(surface, at) == "instance":
        # Reached through its class, a method is given its instance like any argument.
        return CallTarget(parameters_to_callers(surface, at), 0, qualname_to_callers(surface, at))
    return call_target(surface, at) or _target_of_class(surface, at)


def _target_of_class(surface: Surface, definition: Definition) -> CallTarget | None:
    """Return the call of a class that is made in one way."""
    if not isinstance(definition.member, (Class, Attribute)):
        return None
    made = constructors(surface, definition)
    if len(made) != 1 or made[0].kind in ("struct", "ctypes", "model", "builtin"):
        return None
    return CallTarget(made[0].parameters, 1, made[0].qualname)
