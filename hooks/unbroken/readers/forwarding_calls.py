"""The calls by which a function passes its `*args` and `**kwargs` on, and does nothing else."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from unbroken.readers.expressions import dotted_name

if TYPE_CHECKING:
    from unbroken.model.definitions import Forwarding


def forwarding_calls(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[Forwarding, ...]:
    """Return the calls that receive the variadic parameters of a function, in order.

    Empty for a function that also uses one of them in another way, and for one that has none.
    """
    variadic = {
        parameter.arg: stars
        for parameter, stars in ((node.args.vararg, "*"), (node.args.kwarg, "**"))
        if parameter is not None
    }
    if not variadic:
        return ()
    parts = [part for statement in node.body for part in ast.walk(statement)]
    names = [
        part
        for part in parts
        if (isinstance(part, ast.Name) and part.id in variadic)
        or (isinstance(part, ast.arg) and part.arg in variadic)
    ]
    calls = [part for part in parts if isinstance(part, ast.Call)]
    forwarding: list[Forwarding] = []
    passed = 0
    for call in calls:
        args = [starred for starred in map(_starred_name, call.args) if starred in variadic]
        kwargs = [
            keyword.value.id
            for keyword in call.keywords
            if keyword.arg is None
            and isinstance(keyword.value, ast.Name)
            and variadic.get(keyword.value.id) == "**"
        ]
        passed += len(args) + len(kwargs)
        if args or kwargs:
            forwarding.append(_forwarding(call, args=bool(args), kwargs=bool(kwargs)))
    return tuple(forwarding) if passed == len(names) else ()


def _starred_name(argument: ast.expr) -> str:
    if isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Name):
        return argument.value.id
    return ""


def _forwarding(call: ast.Call, *, args: bool, kwargs: bool) -> Forwarding:
    # The fast path reads bodies, but rarely one that forwards: it is not to load msgspec.
    from unbroken.model.definitions import Forwarding

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
    """Return what is called as text: a dotted name, also one of `super()`; "" for anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call):
        function = node.value.func
        if isinstance(function, ast.Name) and function.id == "super" and not node.value.args:
            return f"super().{node.attr}"
        return ""
    return dotted_name(node)
