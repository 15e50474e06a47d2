"""What a function does with its `*args` and `**kwargs`: which calls receive them."""

from __future__ import annotations

import ast
from collections import Counter
from typing import NamedTuple

from unbroken.model.forwarding import Forwarding
from unbroken.readers.builtin_names import calls_builtin
from unbroken.readers.changed_keywords import changed_keywords
from unbroken.readers.expressions import dotted_name
from unbroken.readers.own_parts import all_nodes


class VariadicUses(NamedTuple):
    """The calls that receive variadic parameters, and those that the body uses in another way.

    `calls` is empty if one of the parameters is used in another way than to take keywords out of
    `**kwargs`, to put some into it, or to look at one. Those that calls receive are among
    `inspected` then.
    """

    calls: tuple[Forwarding, ...] = ()
    inspected: tuple[str, ...] = ()


def variadic_uses(node: ast.FunctionDef | ast.AsyncFunctionDef) -> VariadicUses:
    """Return the uses of a function's `*args` and `**kwargs` in its body."""
    variadic = {
        parameter.arg: stars
        for parameter, stars in ((node.args.vararg, "*"), (node.args.kwarg, "**"))
        if parameter is not None
    }
    if not variadic:
        return VariadicUses()
    parts = [part for statement in node.body for part in all_nodes(statement)]
    uses = Counter(part.id for part in parts if isinstance(part, ast.Name) and part.id in variadic)
    uses.update(part.arg for part in parts if isinstance(part, ast.arg) and part.arg in variadic)
    used = frozenset(uses)
    calls = [part for part in parts if isinstance(part, ast.Call)]
    forwardings: list[Forwarding] = []
    ends: list[tuple[int, int]] = []
    for call in calls:
        args = [name for name in map(_starred_name, call.args) if variadic.get(name) == "*"]
        kwargs = [
            keyword.value.id
            for keyword in call.keywords
            if keyword.arg is None
            and isinstance(keyword.value, ast.Name)
            and variadic.get(keyword.value.id) == "**"
        ]
        uses.subtract([*args, *kwargs])
        if args or kwargs:
            forwardings.append(forwarding(call, args=bool(args), kwargs=bool(kwargs)))
            ends.append((call.end_lineno or 0, call.end_col_offset or 0))
    inspected = tuple(name for name in variadic if uses[name] > 0)
    if not inspected:
        return VariadicUses(tuple(forwardings))
    if not forwardings:
        return VariadicUses((), inspected)
    star = node.args.kwarg.arg if node.args.kwarg is not None else ""
    changed = changed_keywords(parts, star) if inspected == (star,) else None
    if changed is None or changed.understood < uses[star] or changed.last_accept > min(ends):
        return VariadicUses((), tuple(name for name in variadic if name in used))
    return VariadicUses(
        tuple(
            call._replace(accepts=changed.accepts, sets=changed.sets) if call.kwargs else call
            for call in forwardings
        ),
        inspected,
    )


def _starred_name(argument: ast.expr) -> str:
    if isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Name):
        return argument.value.id
    return ""


def forwarding(call: ast.Call, *, args: bool, kwargs: bool) -> Forwarding:
    """Return the record of a call, given which variadic parameters it receives."""
    unpacked = sum(isinstance(argument, ast.Starred) for argument in call.args)
    unpacked += sum(keyword.arg is None for keyword in call.keywords)
    return Forwarding(
        callee=_callee(call.func),
        positional=sum(not isinstance(argument, ast.Starred) for argument in call.args),
        keywords=tuple(keyword.arg for keyword in call.keywords if keyword.arg is not None),
        args=args,
        kwargs=kwargs,
        unpacks_more=unpacked > args + kwargs,
    )


def _callee(node: ast.expr) -> str:
    """Return what is called as text: a dotted name, also one of `super()`; "" for anything else.

    `super(A, self).m` is `super(A).m`.
    """
    if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call)):
        return dotted_name(node)
    made = node.value
    if not calls_builtin(made, "super") or made.keywords:
        return ""
    if not made.args:
        return f"super().{node.attr}"
    named = dotted_name(made.args[0])
    is_bound = len(made.args) == 2 and isinstance(made.args[1], ast.Name)
    return f"super({named}).{node.attr}" if named and is_bound else ""
