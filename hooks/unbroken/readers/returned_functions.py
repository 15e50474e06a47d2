"""The functions that a function defines in its body and returns: how decorators are read.

Only what the body shows is recorded. A function that may also return something else than a
callable of these forms has no record, so that nothing is concluded from one half of it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from unbroken.model.definitions import (
    ReturnedFunction,
    Signature,
    Wrapper,
)
from unbroken.model.forwarding import Forwarding
from unbroken.readers.assigned_names import iter_targets, targets_of
from unbroken.readers.ast_bodies import (
    assigned_attributes,
    may_return_functions,
    returned_arguments,
    variables_bound_by,
)
from unbroken.readers.ast_signatures import signature_from_node, signature_of_arguments
from unbroken.readers.changed_keywords import ChangedKeywords, changed_keywords
from unbroken.readers.expressions import dotted_name, is_name
from unbroken.readers.forwarding_calls import forwarding
from unbroken.readers.instance_variables import instance_variables
from unbroken.readers.own_parts import FunctionNode, all_nodes, function_statements, own_nodes

_Inner: TypeAlias = "FunctionNode | ast.Lambda"

_INSTANCES = ("self", "cls")
"""A method that returns its instance is no decorator."""


def returned_functions(
    node: FunctionNode, around: Collection[str] = frozenset()
) -> tuple[ReturnedFunction, ...]:
    """Return the callables that a function returns; none if it may return something else.

    `around` are the parameters of the functions around it.
    """
    if not may_return_functions(node):
        return tuple(ReturnedFunction(argument=name) for name in returned_arguments(node))
    if isinstance(node, ast.AsyncFunctionDef):
        return ()
    nodes = list(own_nodes(node.body))
    if any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in nodes):
        return ()
    inner: dict[str, list[_Inner]] = {}
    values: list[ast.expr | None] = []
    statements = (part for part in nodes if isinstance(part, ast.stmt))
    for part in sorted(statements, key=lambda part: (part.lineno, part.col_offset)):
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inner.setdefault(part.name, []).append(part)
        elif isinstance(part, ast.Return):
            values.append(part.value)
    bound = _bound_names(nodes)
    parameters = _parameters(node.args) - bound
    functions = {name: made for name, made in inner.items() if name not in bound}
    reader = _ValueReader(node, functions, parameters, frozenset(around) | parameters)
    results = [result for value in values for result in reader.results(value)]
    if None in results:
        return ()
    return tuple(dict.fromkeys(result for result in results if result is not None))


class _ValueReader:
    """Tells which callables the values are that one function returns."""

    def __init__(
        self,
        node: FunctionNode,
        functions: Mapping[str, Sequence[_Inner]],
        parameters: Collection[str],
        around: Collection[str],
    ) -> None:
        self.node = node
        self.functions = functions
        self.parameters = parameters
        self.around = around

    def results(self, value: ast.expr | None) -> Iterator[ReturnedFunction | None]:
        """Yield what a value may be; None for what is not understood."""
        if isinstance(value, ast.IfExp):
            yield from self.results(value.body)
            yield from self.results(value.orelse)
        elif isinstance(value, ast.Lambda):
            yield _returned(value, self.around)
        elif isinstance(value, ast.Name) and value.id in self.functions:
            for function in self.functions[value.id]:
                yield _returned(function, self.around)
        elif isinstance(value, ast.Name) and value.id in self.parameters:
            yield None if value.id in _INSTANCES else ReturnedFunction(argument=value.id)
        elif isinstance(value, ast.Call):
            yield from self._of_call(value)
        else:
            yield None

    def _of_call(self, call: ast.Call) -> Iterator[ReturnedFunction | None]:
        names = [argument.id for argument in call.args if isinstance(argument, ast.Name)]
        if isinstance(call.func, ast.Name) and call.func.id in self.functions:
            is_plain = len(names) == len(call.args) == 1 and not call.keywords
            for function in self.functions[call.func.id]:
                if is_plain and names[0] in self.parameters:
                    yield _returned(function, self.around, argument=names[0])
                else:
                    yield None
            return
        through, passed = self._passed_through(call)
        if passed:
            for function in self.functions[passed]:
                yield _returned(function, self.around, through=through)
        elif through and names[:1] == [self.node.name] and self.functions:
            yield ReturnedFunction(through=through[:1])  # `return partial(decorator, option=…)`
        else:
            yield None

    def _passed_through(self, call: ast.Call) -> tuple[tuple[str, ...], str]:
        """Return the functions that a call passes one through, outermost first, and its name."""
        callee = call.func.func if isinstance(call.func, ast.Call) else call.func
        path = dotted_name(callee)
        if not path:
            return (), ""
        passed: list[tuple[tuple[str, ...], str]] = []
        for argument in call.args:
            if isinstance(argument, ast.Name) and argument.id in self.functions:
                passed.append(((path,), argument.id))
            elif isinstance(argument, ast.Call):
                through, name = self._passed_through(argument)
                passed += [((path, *through), name)] if name else []
        return passed[0] if len(passed) == 1 else ((path,), "")


def _returned(
    node: _Inner, around: Collection[str], *, argument: str = "", through: tuple[str, ...] = ()
) -> ReturnedFunction:
    return ReturnedFunction(
        wrapper=_wrapper(node, around),
        argument=argument,
        through=through,
        name="<lambda>" if isinstance(node, ast.Lambda) else node.name,
    )


def _wrapper(node: _Inner, around: Collection[str]) -> Wrapper:
    """Return the facts of a function inside another one."""
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else [*node.body]
    own = list(own_nodes(body))
    parts = [part for statement in body for part in all_nodes(statement)]
    visible = frozenset(around) - _parameters(node.args, variadic=True) - _bound_names(own)
    calls = [call for call in parts if isinstance(call, ast.Call) and _callee(call) in visible]
    args, kwargs = (
        argument.arg if argument is not None else ""
        for argument in (node.args.vararg, node.args.kwarg)
    )
    changed = changed_keywords(parts, kwargs) if kwargs else ChangedKeywords()
    is_generator = any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in own)
    wrapper = Wrapper(
        signature=Signature(signature_of_arguments(node.args)),
        is_generator=is_generator,
        calls=tuple(dict.fromkeys(_forwarding(call, args, kwargs) for call in calls)),
        result_of="" if is_generator else _result_of(node, own, visible),
        returns_nothing=not (is_generator or isinstance(node, ast.Lambda) or _has_result(own)),
        accepts=changed.accepts,
        sets=changed.sets,
        converts_positions=bool(args) and _is_rebound(parts, args),
        converts_keywords=changed.is_computed or (bool(kwargs) and _is_rebound(parts, kwargs)),
    )
    if isinstance(node, ast.Lambda):
        return wrapper
    statements = list(function_statements(node.body))
    assigned = assigned_attributes(node, statements, instance_variables(node))
    return replace(
        wrapper,
        assigns=tuple(sorted(name for name in assigned if name is not None)),
        assigns_unknown=None in assigned,
        signature=signature_from_node(node),
        decorators=tuple(map(_path, node.decorator_list)),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        returned_functions=returned_functions(node, frozenset(around) | _parameters(node.args)),
    )


def _path(decorator: ast.expr) -> str:
    return dotted_name(decorator.func if isinstance(decorator, ast.Call) else decorator)


def _callee(call: ast.AST | None) -> str:
    return call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""


def _forwarding(call: ast.Call, args: str, kwargs: str) -> Forwarding:
    starred = (part.value for part in call.args if isinstance(part, ast.Starred))
    unpacked = (keyword.value for keyword in call.keywords if keyword.arg is None)
    return forwarding(
        call,
        args=bool(args) and any(is_name(value, args) for value in starred),
        kwargs=bool(kwargs) and any(is_name(value, kwargs) for value in unpacked),
    )


def _result_of(node: _Inner, own: Sequence[ast.AST], visible: Collection[str]) -> str:
    """Return the parameter around a function whose results are all that it returns ("": none)."""
    if isinstance(node, ast.Lambda):
        values: list[ast.expr | None] = [node.body]
    else:
        values = [part.value for part in own if isinstance(part, ast.Return)]
    assigned: dict[str, list[ast.expr | None]] = {}
    for part in own:
        for target in targets_of(part):
            for name in iter_targets(target):
                if isinstance(name, ast.Name):
                    value = part.value if isinstance(part, ast.Assign) and name is target else None
                    assigned.setdefault(name.id, []).append(value)
    callees = set()
    for value in values:
        if isinstance(value, ast.Name) and len(assigned.get(value.id, ())) == 1:
            value = assigned[value.id][0]
        if isinstance(node, ast.AsyncFunctionDef):
            value = value.value if isinstance(value, ast.Await) else None
        callees.add(_callee(value))
    callee = callees.pop() if len(callees) == 1 else ""
    return callee if callee in visible else ""


def _has_result(own: Sequence[ast.AST]) -> bool:
    """Return whether a body returns anything but None."""
    values = (part.value for part in own if isinstance(part, ast.Return))
    return any(
        value is not None and not (isinstance(value, ast.Constant) and value.value is None)
        for value in values
    )


def _is_rebound(parts: Sequence[ast.AST], name: str) -> bool:
    """Return whether a variable gets another value; `del` ends it, and says nothing of a call."""
    return any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Store)
        for part in parts
    )


def _parameters(arguments: ast.arguments, *, variadic: bool = False) -> frozenset[str]:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    if variadic:
        named += [part for part in (arguments.vararg, arguments.kwarg) if part is not None]
    return frozenset(argument.arg for argument in named)


def _bound_names(nodes: Sequence[ast.AST]) -> set[str]:
    """Return the variables that statements assign, otherwise than by defining functions."""
    return {name for part in nodes for name in variables_bound_by(part)}
