"""What callers can observe of the bodies of functions, read from the nodes of `ast`."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from unbroken.readers.assigned_names import bound_names
from unbroken.readers.body_facts import BodyFacts
from unbroken.readers.body_outcomes import body_only_raises, raises_not_implemented, returned_kinds
from unbroken.readers.body_warnings import body_warnings
from unbroken.readers.builtin_names import calls_builtin, mark_bound_names
from unbroken.readers.collected_keywords import collected_keywords
from unbroken.readers.forwarding_calls import variadic_uses
from unbroken.readers.given_values import given_by_function, options_given
from unbroken.readers.instance_assignments import attribute_assignments
from unbroken.readers.instance_variables import InstanceVariables, instance_variables
from unbroken.readers.loop_values import LoopsOf
from unbroken.readers.own_calls import add_own_call
from unbroken.readers.own_parts import (
    BLOCKS,
    FunctionNode,
    child_nodes,
    function_statements,
    own_nodes,
    own_statements,
    scope_statements,
)
from unbroken.readers.passed_instances import passed_instances
from unbroken.readers.refused_parameters import refused_parameters

if TYPE_CHECKING:
    from unbroken.model.definitions import OwnCall

_CALL = r"\s*\.\s*(?!_)\w+\s*\("
# As each alternative begins with a letter, most of the text is passed over at once.
_MARK = re.compile(rf"yield|super|_getframe|currentframe|self{_CALL}|cls{_CALL}")
_FRAMES = ("_getframe", "currentframe")
"""The functions of `sys` and `inspect` that return the frame of a caller."""
_COPYING = ("__setstate__", "__setattr__", "__delattr__", "__copy__", "__deepcopy__")
"""Methods that set any attribute, but only those that the instance or another one had."""


def marked_lines(text: str) -> list[int]:
    """Return the lines (from 1) that may yield, call methods or read frames, in order.

    Most functions have none, and then their expressions need not be visited.
    """
    lines: list[int] = []
    line, last = 1, 0
    for match in _MARK.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        if not lines or lines[-1] != line:
            lines.append(line)
    return lines


def body_facts(node: FunctionNode, marks: Sequence[int]) -> BodyFacts:
    """Return the facts of a function's body; `marks` are the `marked_lines` of its file."""
    mark_bound_names(node)
    marked = _marked(node, marks)
    instances = instance_variables(node)
    statements = list(function_statements(node.body))
    assigned = assigned_attributes(node, statements, instances)
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    raises = body_only_raises(body)
    if is_placeholder(node):
        body = []
    variadics = variadic_uses(node)
    returns_iterator = not marked.is_generator and _returns_iterator(node, statements)
    is_init = node.name == "__init__"
    gives = ""
    if not (returns_iterator or raises or is_init):
        gives = _given(node, body, instances.names, yields=marked.is_generator)
    is_refusing = any(map(raises_not_implemented, node.body))
    returns = not (marked.is_generator or raises or is_init or (not body and is_refusing))
    return BodyFacts(
        is_generator=marked.is_generator,
        calls_super=marked.calls_super,
        assigns=tuple(sorted(name for name in assigned if name is not None)),
        assigns_unknown=None in assigned and node.name not in _COPYING,
        calls_own=tuple(sorted(own_methods(node))) if is_init else (),
        passes_instance=passed_instances(statements, instances.names),
        own_calls=marked.own_calls,
        reads_frames=marked.reads_frames,
        global_names=tuple(sorted(_assigned_globals(statements))),
        forwards=variadics.calls,
        inspects=variadics.inspected,
        keywords=collected_keywords(node, body),
        returns_iterator=returns_iterator,
        gives=gives,
        only_raises=raises,
        refuses=refused_parameters(node, body),
        returned=returned_kinds(body, instances.names) if returns else (),
        warns=body_warnings(
            body,
            [parameter.arg for parameter in _parameters(node)],
            node.args.kwarg.arg if node.args.kwarg is not None else "",
        ),
    )


class _Marked(NamedTuple):
    """What the marked lines of a body show: fields of `BodyFacts`."""

    is_generator: bool
    calls_super: bool
    reads_frames: bool
    own_calls: tuple[OwnCall, ...]


def _marked(node: FunctionNode, marks: Sequence[int]) -> _Marked:
    """Return what the marked lines of a function show."""
    is_generator = calls_super = reads_frames = False
    own_calls: dict[str, tuple[int, frozenset[str]]] = {}
    for part in _marked_nodes(node.body, marks):
        if isinstance(part, (ast.Yield, ast.YieldFrom)):
            is_generator = True
        elif isinstance(part, ast.Call):
            add_own_call(own_calls, part)
        elif getattr(part, "attr", getattr(part, "id", "")) in _FRAMES:
            reads_frames = True
        elif (
            isinstance(part, ast.Attribute)
            and part.attr == node.name
            and calls_builtin(part.value, "super")
        ):
            calls_super = True
    calls = tuple(
        (name, positional, tuple(sorted(keywords)))
        for name, (positional, keywords) in sorted(own_calls.items())
    )
    return _Marked(is_generator, calls_super, reads_frames, calls)


def assigned_attributes(
    node: FunctionNode, statements: Sequence[ast.AST], instances: InstanceVariables
) -> set[str | None]:
    """Return the attributes that statements of a function set on its instance (`instances`).

    None is a computed name.
    """
    loops = LoopsOf(node.body)
    return {
        assignment.name
        for statement in statements
        for assignment in attribute_assignments(statement, instances, loops)
    }


def _given(
    node: FunctionNode, body: list[ast.stmt], instances: Collection[str], *, yields: bool
) -> str:
    """Return what all results of a function are (`Function.gives`)."""
    decorated = options_given(node)
    if decorated:
        return decorated
    if node.returns is None:
        return given_by_function(node, instances, yields=yields)
    if not node.decorator_list or not _ends_with_attribute(body):
        return ""
    gives = given_by_function(node, instances, yields=yields)
    return gives if gives.startswith("self.") and not gives.endswith(")") else ""


def _ends_with_attribute(body: list[ast.stmt]) -> bool:
    """Return whether a body ends as that of a property that only reads an attribute does."""
    last = body[-1] if body else None
    return isinstance(last, ast.Return) and isinstance(last.value, ast.Attribute)


def own_methods(node: FunctionNode) -> set[str]:
    """Return the methods that a body calls on its instance.

    `self.m()`, `super().m()` and `Base.m(self)` are such calls.
    """
    instances = instance_variables(node).names
    return {
        part.func.attr
        for part in own_nodes(node.body)
        if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and _is_called_on_instance(part.func.value, part.args, instances)
    }


def _is_called_on_instance(
    owner: ast.expr, arguments: Sequence[ast.expr], instances: Collection[str]
) -> bool:
    if isinstance(owner, ast.Call):
        return calls_builtin(owner, "super")
    if not isinstance(owner, ast.Name):
        return False
    first = arguments[0] if arguments and owner.id not in instances else owner
    return isinstance(first, ast.Name) and first.id in instances


def calls_of_helpers(node: ast.ClassDef) -> dict[str, set[str]]:
    """Return what the methods that the constructor of a class calls, directly or not, call."""
    methods: dict[str, list[FunctionNode]] = {}
    for method in _methods(node.body):
        methods.setdefault(method.name, []).append(method)
    calls: dict[str, set[str]] = {}
    pending = ["__init__"]
    while pending:
        name = pending.pop()
        if name not in calls and name in methods:
            calls[name] = set().union(*map(own_methods, methods[name]))
            pending.extend(calls[name])
    return calls


def _methods(body: Sequence[ast.AST]) -> Iterator[FunctionNode]:
    """Yield the functions that a class body defines, those in its blocks included."""
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield statement
        elif not isinstance(statement, ast.ClassDef):
            for name in BLOCKS[type(statement)]:
                yield from _methods(getattr(statement, name))


def _parameters(node: FunctionNode) -> list[ast.arg]:
    arguments = node.args
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def _returns_iterator(node: FunctionNode, statements: Sequence[ast.AST]) -> bool:
    """Return whether a function returns nothing but iterators that its body shows."""
    values = (part.value for part in statements if isinstance(part, ast.Return))
    if not any(isinstance(value, (ast.Call, ast.GeneratorExp)) for value in values):
        return False
    generators = {
        inner.name
        for inner in statements
        if isinstance(inner, ast.FunctionDef)
        and any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in own_nodes(inner.body))
    }
    returned = [part for part in own_statements(node.body) if isinstance(part, ast.Return)]
    return bool(returned) and all(_is_iterator(part.value, generators) for part in returned)


def _is_iterator(value: ast.expr | None, generators: Collection[str]) -> bool:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return calls_builtin(value, "iter") or value.func.id in generators
    return isinstance(value, ast.GeneratorExp)


def may_return_functions(node: FunctionNode) -> bool:
    """Return whether a function may return one that it defines."""
    has_inner = False
    values: list[ast.expr | None] = []
    for part in scope_statements(node.body):
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)):
            has_inner = True
        elif isinstance(part, ast.Return):
            values.append(part.value)
    kinds = (ast.Name, ast.Call, ast.IfExp) if has_inner else ()
    return any(isinstance(value, (ast.Lambda, *kinds)) for value in values)


def returned_arguments(node: FunctionNode) -> tuple[str, ...]:
    """Return the parameters that a function returns as it gets them; none if it returns more.

    A method that returns its instance (`self`, `cls`) is left out.
    """
    parameters = {parameter.arg for parameter in _parameters(node)} - {"self", "cls"}
    names: list[str] = []
    for part in scope_statements(node.body):
        if isinstance(part, ast.Return):
            if not isinstance(part.value, ast.Name) or part.value.id not in parameters:
                return ()
            names.append(part.value.id)
    if not names or isinstance(node, ast.AsyncFunctionDef):
        return ()
    for part in own_nodes(node.body):
        if isinstance(part, (ast.Yield, ast.YieldFrom)):
            return ()
        if any(name in names for name in variables_bound_by(part)):
            return ()
    return tuple(dict.fromkeys(names))


def source_of_returned_functions(node: FunctionNode) -> str:
    """Return a text of all that decides which functions a function returns.

    Where two functions have the same text, `returned_functions` returns the same for both: it
    reads no more of the other statements than which names they bind, and whether they yield.
    """
    own = list(own_nodes(node.body))
    inner = [part for part in own if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))]
    returns = [part for part in own if isinstance(part, ast.Return)]
    names = {part.name for part in inner} | {parameter.arg for parameter in _parameters(node)}
    bound = names.intersection(name for part in own for name in variables_bound_by(part))
    yields = any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in own)
    parts: list[ast.stmt] = [*inner, *returns]
    parts.sort(key=lambda part: (part.lineno, part.col_offset))
    dumped = map(ast.dump, (node.args, *parts))
    return repr([type(node).__name__, node.name, yields, sorted(bound), *dumped])


def variables_bound_by(node: ast.AST) -> Iterator[str]:
    """Yield the variables that a node itself binds, but for those of functions."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ClassDef):
        yield node.name


def is_placeholder(node: FunctionNode) -> bool:
    """Return whether a body is only a docstring, `pass` or `raise NotImplementedError`."""
    if len(node.body) > _MAX_PLACEHOLDER_STATEMENTS:
        return False
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    return all(
        isinstance(statement, ast.Pass) or raises_not_implemented(statement) for statement in body
    )


_MAX_PLACEHOLDER_STATEMENTS = 2


def _assigned_globals(statements: Sequence[ast.AST]) -> set[str]:
    declared = {
        name
        for statement in statements
        if isinstance(statement, ast.Global)
        for name in statement.names
    }
    if not declared:
        return declared
    return declared & {name for statement in statements for name in bound_names(statement)}


def _marked_nodes(body: Sequence[ast.AST], marks: Sequence[int]) -> Iterator[ast.AST]:
    """Yield the nodes of a body on marked lines, without those of other scopes."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if not _is_marked(node, marks):
            continue
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            pending += node.decorator_list
        elif not isinstance(node, (ast.ClassDef, ast.Lambda)):
            pending += child_nodes(node)


def _is_marked(node: ast.AST, marks: Sequence[int]) -> bool:
    """Return whether a node may have a marked line; some nodes have no position."""
    last = getattr(node, "end_lineno", None)
    if last is None:
        return True
    decorators = getattr(node, "decorator_list", ())
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])  # type: ignore[attr-defined]
    index = bisect_left(marks, first)
    return index < len(marks) and marks[index] <= last
