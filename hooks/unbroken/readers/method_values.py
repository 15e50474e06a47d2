"""Methods that a class body assigns instead of defining: `m = classmethod(_m)`, lambdas."""

from __future__ import annotations

import ast
from collections.abc import Callable

import msgspec

from unbroken.model.definitions import (
    Attribute,
    Decorator,
    Function,
    Member,
    Parameter,
    ParameterKind,
    Signature,
)
from unbroken.readers import expressions
from unbroken.readers.ast_definitions import signature_of_arguments

_WRAPPERS = {"builtins.staticmethod": "staticmethod", "builtins.classmethod": "classmethod"}
_PARTIAL = "functools.partialmethod"


def method_from_value(
    attribute: Attribute,
    resolve: Callable[[str], str],
    lookup: Callable[[str], Member | None],
) -> Function | None:
    """Return the method that an assignment in a class body creates; None for any other value.

    Understood are a lambda, and `staticmethod`, `classmethod` or `functools.partialmethod` of a
    function that `lookup` finds or of a lambda.
    """
    value = attribute.value
    if value is None or ("lambda" not in value and "(" not in value):
        return None
    node = expressions.parse(value)
    if isinstance(node, ast.Lambda):
        return _from_function(attribute, _lambda(attribute, node))
    if not isinstance(node, ast.Call) or not node.args:
        return None
    path = resolve(expressions.dotted_name(node.func))
    if path not in _WRAPPERS and path != _PARTIAL:
        return None
    wrapped = node.args[0]
    function: Member | None = None
    if isinstance(wrapped, ast.Lambda):
        function = _lambda(attribute, wrapped)
    elif isinstance(wrapped, ast.Name):
        function = lookup(wrapped.id)
    if not isinstance(function, Function) or function.accessors:
        return None
    if path == _PARTIAL:
        return _partial(attribute, function, node)
    if len(node.args) != 1 or node.keywords:
        return None
    method = _from_function(attribute, function)
    decorators = (Decorator(_WRAPPERS[path]), *function.decorators)
    return msgspec.structs.replace(method, decorators=decorators)


def _lambda(attribute: Attribute, node: ast.Lambda) -> Function:
    return Function(
        name=attribute.name,
        line=attribute.line,
        column=attribute.column,
        end_line=attribute.end_line,
        signature=Signature(signature_of_arguments(node.args)),
    )


def _from_function(attribute: Attribute, function: Function) -> Function:
    """Return the function under the name and at the place of an assignment."""
    return msgspec.structs.replace(
        function,
        name=attribute.name,
        line=attribute.line,
        column=attribute.column,
        end_line=attribute.end_line,
        alternatives=(),
    )


def _partial(attribute: Attribute, function: Function, call: ast.Call) -> Function | None:
    """Return `partialmethod(function, *args, **keywords)` with the parameters that are left.

    As in `functools.partial`: a keyword becomes a new default, and from it on parameters are
    keyword-only (`inspect.signature` shows them so).
    """
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        return None
    keywords: dict[str, str] = {}
    for keyword in call.keywords:
        if keyword.arg is None:
            return None
        keywords[keyword.arg] = expressions.value_text(keyword.value)
    given = len(call.args) - 1
    parameters: list[Parameter] = []
    is_keyword_only = False
    for index, parameter in enumerate(function.signature.parameters):
        is_positional = parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
        if is_positional and 0 < index <= given:
            continue
        if parameter.name in keywords and parameter.kind is not ParameterKind.POSITIONAL_ONLY:
            is_keyword_only = True
            parameter = msgspec.structs.replace(parameter, default=keywords[parameter.name])
        if is_keyword_only and parameter.kind is ParameterKind.VAR_POSITIONAL:
            continue
        if is_keyword_only and parameter.kind is ParameterKind.POSITIONAL_OR_KEYWORD:
            parameter = msgspec.structs.replace(parameter, kind=ParameterKind.KEYWORD_ONLY)
        parameters.append(parameter)
    method = _from_function(attribute, function)
    signature = msgspec.structs.replace(function.signature, parameters=tuple(parameters))
    return msgspec.structs.replace(method, signature=signature, decorators=())
