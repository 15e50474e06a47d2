"""What real callables do, whatever made them, and what is wrong about findings on them."""

from __future__ import annotations

import ast
import functools
import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tests.compare.calls.oracle import (
    BIT,
    FRESH,
    NAMES,
    SMALLER_THAN,
    Spec,
    Table,
    breaking,
    error_of,
)
from unbroken.model.finding import Finding
from unbroken.rules.registry import rule_names

CALL_RULES = frozenset(
    name
    for name in rule_names()
    if re.match(r"parameters?-(?!default|type)|var-", name) or name == "field-removed"
)
"""The rules that speak of calls that no longer work."""


def observed(function: Callable[..., Mapping[str, Any]], names: Iterable[str]) -> Table:
    """Call it in every way. `names` are its parameters; a 0 that arrives was no argument."""
    accepted = 0
    lands: dict[str, dict[int | str, int]] = {name: {} for name in names}
    in_args: dict[int, int] = {}
    in_named: dict[int, int] = {}
    for (n, keywords), bit in BIT.items():
        try:
            returned = function(*range(1, n + 1), **{k: k for k in keywords})
        except (TypeError, ValueError):  # A ValueError is what pydantic raises.
            continue
        arrived = dict(returned)
        accepted |= bit
        for value in arrived.pop("args", ()):
            if value != 0:
                in_args[value - 1] = in_args.get(value - 1, 0) | bit
        arrived.pop("kwargs", None)
        for name, value in arrived.items():
            if value == 0:
                continue
            argument = value - 1 if isinstance(value, int) else value
            of_name = lands.setdefault(name, {})
            of_name[argument] = of_name.get(argument, 0) | bit
            if isinstance(argument, int):
                in_named[argument] = in_named.get(argument, 0) | bit
    return Table(function, accepted, lands, in_args, in_named)


def left_to_pass(spec: Spec, function: object) -> list[str]:
    """Give the named parameters that calls can fill: `partial` fills some by position."""
    filled = len(function.args) if isinstance(function, functools.partial) else 0
    slots = [name for name, kind, _ in spec.named if kind < 2]
    return [name for name, _, _ in spec.named if name not in slots[:filled]]


def signature_of(function: Callable[..., object]) -> inspect.Signature:
    """Give the signature as far as `inspect` can tell: all arguments, else."""
    try:
        return inspect.signature(function)
    except ValueError:  # a built-in exception, or a partial that cannot be called
        return inspect.signature(lambda *args: args)


def parameters_of(function: Callable[..., object]) -> list[str]:
    """Give the named parameters that calls can fill, as far as `inspect` can tell."""
    return [
        parameter.name
        for parameter in signature_of(function).parameters.values()
        if not parameter.kind.name.startswith("VAR")
    ]


def constructed(owner: Callable[..., object]) -> Callable[..., Mapping[str, Any]]:
    """Make instances of a class; what arrives where is what `inspect` says of its signature.

    (A model takes keywords only, and gives no arguments that it ignores.)
    """
    signature = signature_of(owner)

    def make(*args: object, **kwargs: object) -> Mapping[str, Any]:
        owner(*args, **kwargs)
        return kwargs if hasattr(owner, "model_fields") else arrived(*args, **kwargs)

    def arrived(*args: object, **kwargs: object) -> Mapping[str, Any]:
        found = dict(signature.bind(*args, **kwargs).arguments)
        extra = found.get("kwargs")
        return found | {"kwargs": extra} if extra else found

    return make


def complaint(old: Table, new: Table, found: Sequence[Finding], call: str) -> str | None:
    """Say what is wrong about the findings of one pair; `call` is what users write for it."""
    rejected, rebound = breaking(old, new)
    found = [
        finding for finding in found if finding.rule in CALL_RULES or finding.witness is not None
    ]
    if not rejected | rebound:
        return f"a false alarm: {found[0].rule}, {found[0].witness}" if found else None
    if not found:
        return "a break is missed"
    effects = {"rejected": rejected, "rebound": rebound}
    for finding in found:
        wrong = _witness_complaint(new, finding, effects, call)
        if wrong is not None:
            return f"{finding.rule} {finding.parameter} {finding.witness}: {wrong}"
    if len({finding.identity for finding in found}) < len(found):
        return "one thing is said twice"
    size = min(len(w.keywords) + w.positional for e in found if (w := e.witness))
    if (rejected | rebound) & SMALLER_THAN[size]:
        return f"a call of fewer arguments than {size} breaks"
    return None


def _witness_complaint(
    new: Table, finding: Finding, effects: Mapping[str, int], call: str
) -> str | None:
    witness = finding.witness
    if witness is None:
        return "there is no witness"
    n, keywords = witness.positional, witness.keywords
    if not effects[witness.effect] & call_bit(n, keywords):
        return "the call does not break so"
    if witness.effect == "rejected":
        real = refusal(new.function, n, keywords)
        # Since 3.13 a suggestion may follow: "... 'x'. Did you mean 'y'?".
        if witness.error not in (real, real.partition(". Did you mean")[0]):
            return f"Python says: {real}"
    node = ast.parse(witness.call, mode="eval").body
    assert isinstance(node, ast.Call)
    if (ast.unparse(node.func), len(node.args)) != (call, n):
        return f"it should be a call of {call} with {n} positional arguments"
    if tuple(keyword.arg for keyword in node.keywords) != keywords:
        return "the text has other keywords"
    return None


def refusal(function: Callable[..., object], n: int, keywords: tuple[str, ...]) -> str:
    """Give the text of the error that a call really raises, that of pydantic in one line."""
    try:
        return error_of(function, n, keywords)
    except ValueError as error:
        head, *lines = str(error).splitlines()
        told = [
            f"{where}: {what.strip().partition(' [type=')[0]}"
            for where, what in pairwise(lines)
            if where[0] != " "
        ]
        return f"{head}: {'; '.join(told)}"


def call_bit(positional: int, keywords: Iterable[str]) -> int:
    """Give the bit of a call; all that is no parameter is one to the oracle."""
    return BIT[positional, frozenset(k if k in NAMES else FRESH for k in keywords)]
