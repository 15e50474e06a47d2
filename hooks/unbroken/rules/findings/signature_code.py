"""The code to paste for a signature: a header that accepts the calls of both versions."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from unbroken.compare.calls.accepting_both import Adaption, accepting_both
from unbroken.compare.calls.renames import renames
from unbroken.compare.method_binding import binding_of
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function, Parameter, ParameterKind
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import (
    code_at,
    header_lines,
    imports_of_warning,
    warning,
)
from unbroken.semantics.literals import literal_key
from unbroken.semantics.resolution import Definition, is_dotted
from unbroken.semantics.surface import Surface


class Accepted(NamedTuple):
    """The parameters with which a function takes the calls of both versions, self included.

    `body` is what it does first: it warns, and translates the former arguments.
    """

    parameters: tuple[Parameter, ...]
    body: tuple[str, ...] = ()


_SINGLETONS = ("None", "True", "False")


@functools.lru_cache(maxsize=1)
def function_code(pair: Pair) -> Code | None:
    """Return the code for a function or method of both versions.

    It is the same for all findings of a pair, which follow each other.
    """
    if pair.new is None or not is_written(pair.old):
        return None
    assert isinstance(pair.old.member, Function)
    former = pair.old.member.signature.parameters[_receivers(pair.old_surface, pair.old) :]
    return signature_code(pair, former, pair.new)


def signature_code(
    pair: Pair, former: tuple[Parameter, ...], new: Definition | None
) -> Code | None:
    """Return a header for a function of the new version that accepts the former calls as well.

    None where it is not written as a `def`, where one header cannot do, or where it is not the
    header that breaks the calls.
    """
    if new is None or not is_written(new):
        return None
    accepted = _accepted(pair, former, new)
    if accepted is None:
        return None
    imports = imports_of_warning(new.module) if accepted.body else []
    lines = [*header_lines(new, accepted.parameters), *accepted.body]
    return code_at(new, "header", lines, imports)


def accepted_by_both(pair: Pair, former: Definition, new: Definition) -> Accepted:
    """Return how a function takes the calls of both versions; as it is if one header cannot."""
    assert isinstance(former.member, Function)
    assert isinstance(new.member, Function)
    parameters = former.member.signature.parameters[_receivers(pair.old_surface, former) :]
    return _accepted(pair, parameters, new) or Accepted(new.member.signature.parameters)


def _accepted(pair: Pair, former: tuple[Parameter, ...], new: Definition) -> Accepted | None:
    assert isinstance(new.member, Function)
    taken = _receivers(pair.new_surface, new)
    parameters = new.member.signature.parameters[taken:]
    accepting = accepting_both(former, parameters, renames(former, parameters))
    if accepting is None or accepting.parameters == parameters:
        return None
    receivers = new.member.signature.parameters[:taken]
    accepted = (*receivers, *(optional(parameter) for parameter in accepting.parameters))
    body = [f"    {line}" for adaption in accepting.adaptions for line in _lines(adaption)]
    return Accepted(accepted, tuple(body))


def is_written(definition: Definition) -> bool:
    """Return whether one `def` under its own name says what a function takes."""
    member = definition.member
    return is_one_def(definition) and isinstance(member, Function) and not member.accessors


def is_one_def(definition: Definition) -> bool:
    """Return whether one `def` of a source, under its own name, makes a function or property."""
    member = definition.member
    return (
        isinstance(member, Function)
        and not member.alternatives
        and member.original_qualname is None
        and not definition.module.path.endswith(".pyi")
    )


def _receivers(surface: Surface, definition: Definition) -> int:
    """Return how many parameters Python fills: one for `self` or `cls`."""
    assert isinstance(definition.member, Function)
    parameters = definition.member.signature.parameters
    is_bound = (
        binding_of(surface, definition) in ("instance", "class") or definition.name == "__new__"
    )
    takes = bool(parameters) and parameters[0].kind <= ParameterKind.POSITIONAL_OR_KEYWORD
    return 1 if is_bound and takes else 0


def optional(parameter: Parameter) -> Parameter:
    """Return a parameter whose annotation allows for its default."""
    annotation = parameter.annotation
    if parameter.default != "None" or annotation is None or "None" in annotation:
        return parameter
    return replace(parameter, annotation=f"{annotation} | None")


def _lines(adaption: Adaption) -> Iterator[str]:
    """Yield what the body does with an argument that only the old version takes."""
    parameter = adaption.parameter
    name = parameter.name
    if adaption.kind == "renamed":
        yield f"if {name} is not None:"
        yield f"    {warning(f'{name!r} was renamed to {adaption.new_name!r}')}"
        yield f"    {adaption.new_name} = {name}"
        return
    condition = name
    if adaption.kind == "ignored":
        default = parameter.default or "None"
        if default not in _SINGLETONS and literal_key(default) is not None:
            condition = f"{name} != {default}"
        elif is_dotted(default):
            condition = f"{name} is not {default}"
        else:
            return  # It would be computed once more.
    else:
        stars = "*" if parameter.kind is ParameterKind.VAR_POSITIONAL else "**"
        name = f"{stars}{name}"
    yield f"if {condition}:"
    yield f"    {warning(f'{name!r} is deprecated')}"
