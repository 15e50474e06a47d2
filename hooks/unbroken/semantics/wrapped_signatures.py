"""The calls that a function takes under the decorators of its package."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from unbroken.model.definitions import Decorator, Function, Parameter, ParameterKind, Signature
from unbroken.semantics.passed_arguments import substituted
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrappers import Replacement, outcome_of, replacements

_STANDARD = ParameterKind.POSITIONAL_OR_KEYWORD
_VAR_POSITIONAL = ParameterKind.VAR_POSITIONAL
_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY
_VAR_KEYWORD = ParameterKind.VAR_KEYWORD


def parameters_to_callers(
    surface: Surface, definition: Definition, ignored: Collection[Decorator] = ()
) -> tuple[Parameter, ...]:
    """Return the parameters that calls of a function fill, `self` and `cls` included.

    Decorators of unknown effect, and those to be `ignored`, count as if they left them alone.
    """
    assert isinstance(definition.member, Function)
    parameters = definition.member.signature.parameters
    for replacement in replacements(surface, definition):
        if replacement.decorator not in ignored:
            parameters = _wrapped(parameters, replacement)
    return parameters


def qualname_to_callers(surface: Surface, definition: Definition) -> str:
    """Return the name that Python shows when it rejects the arguments of a function.

    It is the name of the outermost wrapper that has no variadic parameters: the others pass on what
    they are given, and what is under them rejects it.
    """
    assert isinstance(definition.member, Function)
    name = rejecting = definition.member.original_qualname or definition.qualname
    for replacement in replacements(surface, definition):
        name = replacement.returned.name or name
        if not replacement.variadic:
            rejecting = name
    return rejecting


def call_under(
    surface: Surface, parameters: tuple[Parameter, ...], qualname: str, at: Definition, path: str
) -> tuple[tuple[Parameter, ...], str] | None:
    """Return the parameters of `path(function)` and its name in errors, given the function's.

    None where it is not known what a call of `path` makes of it.
    """
    outcome = outcome_of(surface, at, Decorator(path))
    if outcome is None or len(outcome) != 1:
        return None
    replacement = outcome[0]
    if replacement is None:
        return parameters, qualname
    rejecting = qualname if replacement.variadic else replacement.returned.name or qualname
    return _wrapped(parameters, replacement), rejecting


def _wrapped(parameters: tuple[Parameter, ...], replacement: Replacement) -> tuple[Parameter, ...]:
    """Return the parameters of the function that takes the place of another one."""
    wrapper, call = replacement.wrapper, replacement.passing_call
    own = wrapper.signature.parameters
    # Without `*args`, a wrapper that hands the function to another one takes what it names itself.
    names_its_own = not replacement.calls and _VAR_POSITIONAL not in replacement.variadic
    if not replacement.variadic or names_its_own:
        # Its annotations are names of the decorator's scope, and often type variables.
        return tuple(replace(p, annotation=None) if p.annotation else p for p in own)
    if call is None:
        return parameters
    set_by_wrapper = [
        replace(p, default="...") if p.name in wrapper.sets and p.default is None else p
        for p in parameters
    ]
    return substituted(own, tuple(set_by_wrapper), call) or parameters


def with_converted_arguments(
    signature: Signature, surface: Surface, definition: Definition
) -> Signature:
    """Return a signature with the arguments that wrappers accept beside those of the function."""
    parameters = list(signature.parameters)
    for replacement in replacements(surface, definition):
        wrapper = replacement.wrapper
        if replacement.passing_call is None or not replacement.variadic:
            continue
        kinds = {parameter.kind for parameter in parameters}
        if wrapper.converts_positions and _VAR_POSITIONAL not in kinds:
            parameters = [
                replace(p, kind=_STANDARD) if p.kind is _KEYWORD_ONLY else p for p in parameters
            ]
            parameters.append(Parameter(_unused("args", parameters), _VAR_POSITIONAL))
        names = {parameter.name for parameter in parameters}
        parameters += [
            Parameter(name, _KEYWORD_ONLY, "...") for name in wrapper.accepts if name not in names
        ]
        is_open = wrapper.converts_keywords and not replacement.decorator.called
        if is_open and _VAR_KEYWORD not in kinds:
            parameters.append(Parameter(_unused("kwargs", parameters), _VAR_KEYWORD))
    if len(parameters) == len(signature.parameters) and all(
        one is other for one, other in zip(parameters, signature.parameters, strict=True)
    ):
        return signature
    return Signature(tuple(sorted(parameters, key=lambda p: p.kind)), signature.returns)


def _unused(name: str, parameters: list[Parameter]) -> str:
    while any(parameter.name == name for parameter in parameters):
        name += "_"
    return name
