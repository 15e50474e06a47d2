"""What `exec(…)` defines, where its text is a literal."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping

from unbroken.readers.assigned_names import iter_targets
from unbroken.readers.ast_bodies import body_facts, marked_lines
from unbroken.readers.ast_definitions import (
    attributes_from_node,
    class_from_node,
    function_from_node,
)
from unbroken.readers.bindings import unknown_names
from unbroken.readers.body_facts import BodyFacts
from unbroken.readers.builtin_names import mark_bound_names
from unbroken.readers.expressions import string_value
from unbroken.readers.function_effects import bind_from_body
from unbroken.readers.guards import PLAIN, Branch
from unbroken.readers.own_names import is_own_namespace, resolved
from unbroken.readers.scope import Scope


def runs_here(call: ast.Call, scope: Scope) -> bool:
    """Return whether `exec` binds names in its own scope."""
    namespace = call.args[-1] if call.args else None
    if namespace is None or call.keywords or len(call.args) > 2:
        return bool(call.args)
    return len(call.args) == 1 or is_own_namespace(namespace, scope)


def execute_text(call: ast.Call, scope: Scope, branch: Branch) -> None:
    """Apply `exec(…)`: a text that only has definitions and assignments binds their names."""
    source = _program(call.args[0], scope) if scope.outer is None else None
    body = _definitions(source) if source is not None else None
    if source is None or body is None:
        unknown_names(call, "exec()", scope, branch)
        return
    scope.note(call, "exec()")
    marks = marked_lines(source)
    nodes = [node for statement in body for node in ast.walk(statement)]
    facts = {id(node): body_facts(node, marks) for node in nodes if isinstance(node, _FUNCTIONS)}
    for node in nodes:
        if hasattr(node, "lineno"):  # What the text defines is where it is executed.
            ast.copy_location(node, call)
    for statement in body:
        _define_executed(statement, facts, scope, branch)


def _program(text: ast.expr, scope: Scope) -> str | None:
    """Return the text of a program that is a literal; None where it is not known."""
    if isinstance(text, ast.Name):
        text = scope.value_of(text.id) or text
    if isinstance(text, ast.Call) and text.args and resolved(text.func, scope) in _TEXT_MAKERS:
        text = text.args[0]
    source = string_value(text)
    return textwrap.dedent(source) if source is not None else None


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TEXT_MAKERS = ("builtins.compile", "inspect.cleandoc", "textwrap.dedent")


def _definitions(source: str) -> list[ast.stmt] | None:
    """Return the statements of a program; None where it has others than plain definitions."""
    try:
        program = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    mark_bound_names(program)
    body = program.body
    for statement in body:
        if isinstance(statement, ast.Assign):
            targets = [part for target in statement.targets for part in iter_targets(target)]
            if not all(isinstance(target, ast.Name) for target in targets):
                return None
        elif not isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
            return None
    return body


def _define_executed(
    statement: ast.stmt, facts: Mapping[int, BodyFacts], scope: Scope, branch: Branch
) -> None:
    """Bind what a statement of an executed text defines."""
    if isinstance(statement, _FUNCTIONS):
        function = function_from_node(statement, facts[id(statement)])
        # No code can be pasted where it is defined.
        function.original_qualname = f"{scope.qualname}.{statement.name}".lstrip(".")
        scope.define_function(function, branch)
        bind_from_body(statement, facts[id(statement)], scope)
    elif isinstance(statement, ast.ClassDef):
        inner = Scope(scope, statement.name)
        for part in statement.body:
            _define_executed(part, facts, inner, PLAIN)
        inner.close()
        class_ = class_from_node(statement, inner.members)
        class_.has_unknown_members = inner.has_unknown_names
        class_.is_made_by_call = True
        scope.define(class_, branch)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        for attribute in attributes_from_node(statement, in_class=scope.outer is not None):
            scope.define(attribute, branch)
    elif not isinstance(statement, (ast.Expr, ast.Pass)):
        scope.has_unknown_names = True
