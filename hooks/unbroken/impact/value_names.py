"""How messages name what an expression stands for."""

from __future__ import annotations

from unbroken.impact.values import Instance, Method, Partial, SubclassOf, Super, Value
from unbroken.semantics.resolution import UNKNOWN, Definition, External


def path_of(value: Value, default: str, base: Value = UNKNOWN, name: str = "") -> str:
    """Return the dotted path of the definition that a value is or comes from."""
    if isinstance(value, Definition):
        return value.path
    if isinstance(value, Method):
        return value.function.path
    if isinstance(value, Partial):
        return path_of(value.function, default)
    owner = base.owner if isinstance(base, (Instance, SubclassOf, Super)) else base
    if isinstance(owner, Definition):
        return f"{owner.path}.{name}"
    if isinstance(value, External):
        return value.target
    return default or name


def attribute_error(base: Value, name: str) -> str:
    """Return what Python says when a value lacks an attribute."""
    if isinstance(base, Instance):
        what = f"'{base.owner.name}' object"
    elif isinstance(base, Super):
        what = "'super' object"
    elif isinstance(base, SubclassOf):
        what = f"type object '{base.owner.name}'"
    elif isinstance(base, Definition) and base.member is not None:
        what = f"type object '{base.name}'"
    else:
        what = f"module '{base.path if isinstance(base, Definition) else ''}'"
    return f"AttributeError: {what} has no attribute '{name}'"
