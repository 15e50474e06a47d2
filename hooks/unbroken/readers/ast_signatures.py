"""Signatures from the nodes of `ast`."""

from __future__ import annotations

import ast

from unbroken.model.definitions import Parameter, ParameterKind, Signature
from unbroken.readers.expressions import annotation_text, value_text
from unbroken.readers.own_parts import FunctionNode


def signature_from_node(node: FunctionNode) -> Signature:
    """Return the parameters (with defaults and annotations) and the return annotation."""
    returns = None if node.returns is None else annotation_text(node.returns)
    return Signature(signature_of_arguments(node.args), returns)


def signature_of_arguments(arguments: ast.arguments) -> tuple[Parameter, ...]:
    """Return the parameters of a function or lambda, in order."""
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    defaults += arguments.defaults
    parameters = []
    for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        only = index < len(arguments.posonlyargs)
        kind = ParameterKind.POSITIONAL_ONLY if only else ParameterKind.POSITIONAL_OR_KEYWORD
        parameters.append(_parameter(argument, kind, default))
    if arguments.vararg:
        parameters.append(_parameter(arguments.vararg, ParameterKind.VAR_POSITIONAL, None))
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parameters.append(_parameter(argument, ParameterKind.KEYWORD_ONLY, default))
    if arguments.kwarg:
        parameters.append(_parameter(arguments.kwarg, ParameterKind.VAR_KEYWORD, None))
    return tuple(parameters)


def _parameter(argument: ast.arg, kind: ParameterKind, default: ast.expr | None) -> Parameter:
    return Parameter(
        argument.arg,
        kind,
        None if default is None else value_text(default),
        None if argument.annotation is None else annotation_text(argument.annotation),
    )
