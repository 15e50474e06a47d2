"""The fields of the structures of `ctypes`, which a list in the class declares."""

from __future__ import annotations

import ast
from collections.abc import Callable

import msgspec

from unbroken.model.definitions import Attribute, Class
from unbroken.readers import expressions

CTYPES = tuple(
    f"ctypes.{order}{kind}"
    for kind in ("Structure", "Union")
    for order in ("", "BigEndian", "LittleEndian")
)


def field_names(member: object) -> list[str] | None:
    """Return the names in `_fields_ = [("x", c_int), …]`; None where they are not written out."""
    value = member.value if isinstance(member, Attribute) else None
    node = expressions.parse(value) if value is not None else None
    if not isinstance(node, (ast.List, ast.Tuple)):
        return None
    names = [_name(element) for element in node.elts]
    return None if None in names else [str(name) for name in names]


def _name(node: ast.expr) -> str | None:
    first = node.elts[0] if isinstance(node, (ast.Tuple, ast.List)) and node.elts else None
    is_string = isinstance(first, ast.Constant) and isinstance(first.value, str)
    return str(first.value) if is_string and isinstance(first, ast.Constant) else None


def with_fields(class_: Class, resolve: Callable[[str], str]) -> Class:
    """Return a class with the attributes that its fields are, if it is a structure of `ctypes`."""
    fields = class_.members.get("_fields_")
    if not isinstance(fields, Attribute) or not any(
        resolve(base) in CTYPES for base in class_.bases
    ):
        return class_
    names = field_names(fields)
    made = {
        name: msgspec.structs.replace(
            fields, name=name, annotation=None, value="...", scope="instance"
        )
        for name in names or ()
    }
    return msgspec.structs.replace(
        class_,
        members={**made, **class_.members},
        has_unknown_members=class_.has_unknown_members or names is None,
    )
