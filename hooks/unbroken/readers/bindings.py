"""What code binds without defining it, and what is recorded where that cannot be known."""

from __future__ import annotations

import ast
from typing import Literal

import msgspec

from unbroken.model.definitions import Attribute, Class
from unbroken.readers.ast_definitions import attribute_at
from unbroken.readers.expressions import value_text
from unbroken.readers.guards import Branch
from unbroken.readers.scope import Scope, set_member


def bind(
    name: str, value: ast.expr | None, at: ast.stmt | ast.expr, scope: Scope, branch: Branch
) -> None:
    """Bind a name of the scope to a value; None is one that is not known."""
    text = "..." if value is None else value_text(value)
    scope.define(attribute_at(at, name, scope=kind_of(scope), value=text), branch)


def bind_variable(name: str, at: ast.stmt, scope: Scope, branch: Branch) -> None:
    """Bind the variable of a `for`, `with` or `match` statement."""
    attribute = attribute_at(at, name, scope=kind_of(scope), value="...")
    attribute.end_line = at.lineno
    attribute.is_variable = True
    scope.define(attribute, branch)


def set_on(
    owner: str,
    name: str,
    value: ast.expr | None,
    at: ast.stmt | ast.expr,
    scope: Scope,
    branch: Branch,
) -> None:
    """Bind an attribute of a class or function from outside."""
    text = "..." if value is None else value_text(value)
    attribute: Attribute = attribute_at(at, name, scope="class", value=text)
    set_member(scope, owner, attribute, branch)


def unknown_members(owner: str, at: ast.expr, reason: str, scope: Scope) -> None:
    """Record that a class may have any member."""
    existing = scope.members.get(owner)
    if isinstance(existing, Class):
        scope.members[owner] = msgspec.structs.replace(existing, has_unknown_members=True)
        scope.note(at, f"{reason} on {owner}")


def unknown_names(at: ast.stmt | ast.expr, reason: str, scope: Scope, branch: Branch) -> None:
    """Record that a scope may have any name."""
    if not branch.typing_only:
        scope.has_unknown_names = True
        scope.note(at, reason)


def kind_of(scope: Scope) -> Literal["module", "class"]:
    """Return what a scope is the body of."""
    return "module" if scope.outer is None else "class"
