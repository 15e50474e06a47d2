"""Methods that a class body assigns instead of defining: `m = classmethod(_m)`, lambdas."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Protocol

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
from unbroken.model.identifiers import is_dunder
from unbroken.readers import expressions
from unbroken.readers.ast_definitions import decorator_from_node
from unbroken.readers.ast_signatures import signature_of_arguments

_WRAPPERS = {"builtins.staticmethod": "staticmethod", "builtins.classmethod": "classmethod"}
CACHES = ("functools.cache", "functools.lru_cache")
_PARTIAL = "functools.partialmethod"


class ClassScope(Protocol):
    """The scope of a class body."""

    @property
    def members(self) -> Mapping[str, Member]:
        """The members that are bound so far."""

    @property
    def qualname(self) -> str:
        """The qualified name of the class."""

    def resolve(self, path: str) -> str:
        """Return the dotted path that a dotted name resolves to."""

    def lookup(self, name: str) -> Member | None:
        """Return what a name is bound to, in the class or outside."""


def method_from_value(attribute: Attribute, scope: ClassScope) -> Function | None:
    """Return the method that an assignment in a class body creates; None for any other value.

    Understood are a lambda, a function from outside the class, and `staticmethod`, `classmethod`
    or `functools.partialmethod` of a function or lambda.
    """
    value = attribute.value
    if value is None:
        return None
    if value.isidentifier():
        # Another member of the class by a second name stays an alias. Python itself looks
        # operators up, and calls what they are.
        is_alias = value in scope.members and not is_dunder(attribute.name)
        return None if is_alias else _named(attribute, value, scope)
    if "lambda" not in value and "(" not in value:
        return None
    node = expressions.parse(value)
    if isinstance(node, ast.Lambda):
        return _lambda(attribute, node, scope)
    if not isinstance(node, ast.Call) or not node.args:
        return None
    path = scope.resolve(expressions.dotted_name(node.func))
    if path in CACHES:
        return _decorated(attribute, node, node.func, scope)
    if isinstance(node.func, ast.Call):
        maker = scope.resolve(expressions.dotted_name(node.func.func))
        return _decorated(attribute, node, node.func, scope) if maker in CACHES else None
    if path not in _WRAPPERS and path != _PARTIAL:
        return None
    wrapped = node.args[0]
    function: Function | None = None
    if isinstance(wrapped, ast.Lambda):
        function = _lambda(attribute, wrapped, scope)
    elif isinstance(wrapped, ast.Name):
        function = _named(attribute, wrapped.id, scope)
    if function is None or function.accessors:
        return None
    if path == _PARTIAL:
        return _partial(function, node)
    if len(node.args) != 1 or node.keywords:
        return None
    decorators = (Decorator(_WRAPPERS[path]), *function.decorators)
    return msgspec.structs.replace(function, decorators=decorators)


def _decorated(
    attribute: Attribute, node: ast.Call, decorator: ast.expr, scope: ClassScope
) -> Function | None:
    """Return the method that `m = lru_cache(_m)` or `m = lru_cache(1)(_m)` makes."""
    if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.Name):
        return None
    function = _named(attribute, node.args[0].id, scope)
    if function is None or function.accessors:
        return None
    decorators = (decorator_from_node(decorator), *function.decorators)
    return msgspec.structs.replace(function, decorators=decorators)


def _lambda(attribute: Attribute, node: ast.Lambda, scope: ClassScope) -> Function:
    return Function(
        name=attribute.name,
        line=attribute.line,
        column=attribute.column,
        end_line=attribute.end_line,
        signature=Signature(signature_of_arguments(node.args)),
        original_qualname=f"{scope.qualname}.<lambda>",
    )


def _named(attribute: Attribute, name: str, scope: ClassScope) -> Function | None:
    """Return the function of a name, under the name and at the place of an assignment."""
    function = scope.lookup(name)
    if not isinstance(function, Function):
        return None
    qualname = f"{scope.qualname}.{name}" if name in scope.members else name
    return msgspec.structs.replace(
        function,
        name=attribute.name,
        line=attribute.line,
        column=attribute.column,
        end_line=attribute.end_line,
        alternatives=(),
        attributes=(),
        original_qualname=function.original_qualname or qualname,
    )


def _partial(function: Function, call: ast.Call) -> Function | None:
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
    signature = msgspec.structs.replace(function.signature, parameters=tuple(parameters))
    return msgspec.structs.replace(function, signature=signature, decorators=())
