"""What a function returns, or a constructor assigns, where that is made by a call."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import TypeAlias

from unbroken.readers.assigned_names import iter_targets, targets_of
from unbroken.readers.expressions import dotted_name, expression_text, is_none
from unbroken.readers.own_parts import own_nodes, scope_statements

FunctionNode: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"


class GivenValues:
    """What the expressions in the body of one function give, as text.

    `instances` are the variables that hold the instance in a method; the text calls them `self`.
    """

    def __init__(self, node: FunctionNode, instances: Collection[str]) -> None:
        self.node = node
        self.instances = instances
        self._bound: dict[str, list[ast.expr | None]] | None = None

    def text(self, value: ast.expr | None) -> str:
        """Return `name()` for a call, whatever its arguments; "" for what is not known.

        `name()()` is a call of what that gives. `self.name` is an attribute of the instance,
        `self()` a call of the class. A variable
        stands for the one value that it has, `given or name()` for what the call gives.
        """
        if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.Or):
            value = value.values[-1]
        elif isinstance(value, ast.IfExp):
            calls = [part for part in (value.body, value.orelse) if isinstance(part, ast.Call)]
            value = calls[0] if len(calls) == 1 else None
        if isinstance(value, ast.Name) and value.id not in self.instances:
            values = self._values_of(value.id)
            value = values[0] if len(values) == 1 else None
            return "" if isinstance(value, ast.Name) else self.text(value)
        if isinstance(value, ast.Call):
            function = value.func.value if isinstance(value.func, ast.Subscript) else value.func
            is_nested = isinstance(function, ast.Call)
            name = self.text(function) if is_nested else self._name(function)
            return "" if not name or (is_nested and name.startswith("self")) else f"{name}()"
        name = self._name(value) if isinstance(value, ast.Attribute) else ""
        return name if name.startswith("self.") else ""

    def assigned_text(self, statement: ast.stmt, value: ast.expr | None) -> str:
        """Return the text of what a statement assigns, if a call makes it; "" for anything else."""
        text = self.text(value) if isinstance(statement, (ast.Assign, ast.AnnAssign)) else ""
        return text if text.endswith("()") else ""

    def _name(self, node: ast.expr) -> str:
        """Return a dotted name that does not begin with a variable, but for the instance."""
        head, dot, rest = dotted_name(node).partition(".")
        if head in self.instances:
            return "" if "." in rest else f"self{dot}{rest}"
        is_call_of_name = bool(head) and not self._values_of(head)
        return f"{head}{dot}{rest}" if is_call_of_name else ""

    def _values_of(self, name: str) -> list[ast.expr | None]:
        """Return the values that a variable has in the function; None is one that is not known."""
        if self._bound is None:
            self._bound = {}
            for variable, value in _variables(self.node):
                self._bound.setdefault(variable, []).append(value)
        return self._bound.get(name, [])


def options_given(node: FunctionNode) -> str:
    """Return `decorator(option=True)()` for a function that decorates its argument with options.

    That is one with `return decorator(option=True)(argument)`, `return decorator(argument,
    option=True)`, or what is written here; "" for any other.
    """
    named = [*node.args.posonlyargs, *node.args.args]
    returned = [part for part in scope_statements(node.body) if isinstance(part, ast.Return)]
    outer = returned[0].value if len(returned) == 1 else None
    if len(named) - len(node.args.defaults) != 1 or not isinstance(outer, ast.Call):
        return ""
    is_passed = [dotted_name(argument) for argument in outer.args] == [named[0].arg]
    inner: ast.expr = outer
    if isinstance(outer.func, ast.Call) and not outer.keywords and (is_passed or not outer.args):
        inner, is_passed = outer.func, not outer.func.args
    if not is_passed or not isinstance(inner, ast.Call) or not dotted_name(inner.func):
        return ""
    is_known = all(isinstance(keyword.value, ast.Constant) for keyword in inner.keywords)
    if not inner.keywords or not is_known or any(not keyword.arg for keyword in inner.keywords):
        return ""
    options = [f"{keyword.arg}={expression_text(keyword.value)}" for keyword in inner.keywords]
    return f"{dotted_name(inner.func)}({', '.join(options)})()"


def _variables(node: FunctionNode) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the variables that a function binds, with what is assigned to one alone."""
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [part for part in (arguments.vararg, arguments.kwarg) if part is not None]
    yield from ((argument.arg, None) for argument in named)
    for statement in scope_statements(node.body):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement.name, None
        elif isinstance(statement, (ast.Global, ast.Nonlocal)):
            yield from ((name, None) for name in statement.names)
        elif isinstance(statement, ast.ExceptHandler):
            yield statement.name or "", None
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            for alias in statement.names:
                yield alias.asname or alias.name.partition(".")[0], None
        for target in targets_of(statement):
            for part in iter_targets(target):
                if isinstance(part, ast.Name):
                    is_whole = part is target and isinstance(statement, (ast.Assign, ast.AnnAssign))
                    yield part.id, getattr(statement, "value", None) if is_whole else None


def given_by_function(node: FunctionNode, instances: Collection[str], *, yields: bool) -> str:
    """Return what all `return` statements of a function give, or all `yield`s of a generator.

    None is left out; the text is "" where they give different things.
    """
    results: list[ast.expr | None] = []
    if yields:
        for part in own_nodes(node.body):
            if isinstance(part, ast.YieldFrom):
                return ""
            results += [part.value] if isinstance(part, ast.Yield) else []
    else:
        statements = scope_statements(node.body)
        results += [part.value for part in statements if isinstance(part, ast.Return)]
    values = GivenValues(node, instances)
    texts = {values.text(value) for value in results if value is not None and not is_none(value)}
    return texts.pop() if len(texts) == 1 else ""
