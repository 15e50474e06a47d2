"""What code binds without defining it, and what is recorded where that cannot be known."""

from __future__ import annotations

import ast
from typing import Literal

import msgspec

from unbroken.model.definitions import Attribute, Class, Function
from unbroken.readers import expressions
from unbroken.readers.ast_definitions import attribute_at
from unbroken.readers.expressions import value_text
from unbroken.readers.guards import PLAIN, Branch
from unbroken.readers.scope import Scope


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


def set_member(scope: Scope, owner: str, attribute: Attribute, branch: Branch = PLAIN) -> bool:
    """Bind an attribute of a class or function of a scope from outside (`A.x = 1`).

    Returns whether the owner is known.
    """
    existing = scope.members.get(owner)
    if isinstance(existing, Function):
        if attribute.name.startswith("__"):
            return True  # `__doc__`, `__signature__`: functions have these anyway.
        attributes = tuple(sorted({*existing.attributes, attribute.name}))
        scope.members[owner] = msgspec.structs.replace(existing, attributes=attributes)
        return True
    if isinstance(existing, Attribute):
        extended = _with_attribute(existing, attribute, scope)
        scope.members[owner] = extended or existing
        return extended is not None
    if not isinstance(existing, Class):
        return False
    inner = Scope(scope, owner)
    inner.members = dict(existing.members)
    inner.define(_as_in_body(owner, attribute), branch)
    scope.members[owner] = msgspec.structs.replace(existing, members=inner.members)
    return True


def _as_in_body(owner: str, attribute: Attribute) -> Attribute:
    """Return what the body of a class would bind: for `A.m = wrap(A.m)`, `m = wrap(m)`."""
    value, argument = attribute.value or "", f"({owner}.{attribute.name})"
    if argument not in value:
        return attribute
    return msgspec.structs.replace(attribute, value=value.replace(argument, f"({attribute.name})"))


def _with_attribute(namespace: Attribute, attribute: Attribute, scope: Scope) -> Attribute | None:
    """Return what `ns = SimpleNamespace()` and `ns.x = 1` stand for: `SimpleNamespace(x=1)`.

    None where the object is another one.
    """
    value = namespace.value or ""
    if scope.resolve(value.partition("(")[0]) != "types.SimpleNamespace":
        return None
    call = expressions.parse(value)
    if not isinstance(call, ast.Call):
        return None
    node = expressions.parse(attribute.value or "...") or ast.Constant(...)
    call.keywords = [part for part in call.keywords if part.arg != attribute.name]
    call.keywords.append(ast.keyword(attribute.name, node))
    return msgspec.structs.replace(namespace, value=expressions.expression_text(call))


def delete_member(scope: Scope, owner: str, name: str, branch: Branch = PLAIN) -> None:
    """Unbind a member of a class of a scope from outside (`del A.x`)."""
    existing = scope.members.get(owner)
    if isinstance(existing, Class) and not branch.conditional:
        members = {inner: member for inner, member in existing.members.items() if inner != name}
        scope.members[owner] = msgspec.structs.replace(existing, members=members)


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
