"""Signatures for tests, written as the parameters of a `def`."""

from __future__ import annotations

import ast

from unbroken.model.definitions import Parameter, ParameterKind, Signature


def signature(source: str) -> Signature:
    """Return the signature of `def f(<source>)`."""
    definition = ast.parse(f"def f({source}): ...").body[0]
    assert isinstance(definition, ast.FunctionDef)
    arguments = definition.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    defaults += arguments.defaults
    parameters = []
    for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        kind = ParameterKind.POSITIONAL_OR_KEYWORD
        if index < len(arguments.posonlyargs):
            kind = ParameterKind.POSITIONAL_ONLY
        parameters.append(_parameter(argument, kind, default))
    if arguments.vararg:
        parameters.append(_parameter(arguments.vararg, ParameterKind.VAR_POSITIONAL, None))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parameters.append(_parameter(argument, ParameterKind.KEYWORD_ONLY, default))
    if arguments.kwarg:
        parameters.append(_parameter(arguments.kwarg, ParameterKind.VAR_KEYWORD, None))
    return Signature(tuple(parameters))


def _parameter(argument: ast.arg, kind: ParameterKind, default: ast.expr | None) -> Parameter:
    return Parameter(
        argument.arg,
        kind,
        None if default is None else ast.unparse(default),
        None if argument.annotation is None else ast.unparse(argument.annotation),
    )
