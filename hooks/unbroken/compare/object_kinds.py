"""What kind of thing a name stands for."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from unbroken.compare.calls.bind import Bound, Callee, bind
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.call_targets import call_target
from unbroken.compare.calls.causes import breaks
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Parameter, Signature
from unbroken.readers.expressions import dotted_name, parsed
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.decorators import known_head
from unbroken.semantics.instances import call_of, instance_of
from unbroken.semantics.literals import literal_key
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.surface import Surface

VALUE_TYPES = {
    "int", "str", "float", "bool", "complex", "bytes", "list", "dict", "set", "tuple", "frozenset",
    "List", "Dict", "Set", "Tuple", "FrozenSet",
}  # fmt: skip
# Neither called nor subclassed; what stands for one class (`Annotated[int, …]`) can be both.
_TYPE_FORMS = {"Union", "Optional", "Literal", "Callable"}
NEW_TYPE = "new type"
_MADE = {"TypeVar": "type variable", "ParamSpec": "type variable", "TypeVarTuple": "type variable",
         "NewType": NEW_TYPE}  # fmt: skip
_TYPING = ("typing", "typing_extensions")


def held(surface: Surface, definition: Definition) -> str | None:
    """Return the kind of thing an attribute holds, other than a class; None if not known."""
    assert isinstance(definition.member, Attribute)
    if is_plain_value(surface, definition):
        return "attribute"
    if is_type_expression(surface, definition):
        return "type alias"
    node = parsed(definition.member.value) if definition.member.value is not None else None
    if isinstance(node, ast.Lambda):
        return "function"
    if isinstance(node, ast.Subscript):
        target = _target(surface, definition, node.value)
        if target.rpartition(".")[0] in (*_TYPING, "builtins", "collections", "collections.abc"):
            return "type alias"
    if not isinstance(node, ast.Call):
        return None
    module, _, name = _target(surface, definition, node.func).rpartition(".")
    if module in _TYPING and name in _MADE:
        return _MADE[name]
    if (module, name) == ("functools", "partial"):
        return "partial"
    owner = instance_of(surface, definition)
    return None if owner is None else f"instance of '{owner.name}'"


def is_callable(surface: Surface, definition: Definition) -> bool:
    """Return whether what an attribute holds may be called."""
    if held(surface, definition) not in ("attribute", "type variable"):
        owner = instance_of(surface, definition)
        if owner is not None:
            return call_of(surface, owner) is not False
        return not is_type_expression(surface, definition)
    return False


def _target(surface: Surface, at: Definition, node: ast.expr) -> str:
    target = surface.resolve_name(at, dotted_name(node) or "?")
    return target.target if isinstance(target, External) else ""


def is_plain_value(surface: Surface, definition: Definition) -> bool:
    """Return whether an attribute surely is a value: neither called nor a class.

    None is no such value: it holds a place for what is set later.
    """
    member = definition.member
    assert isinstance(member, Attribute)
    if literal_key(member.value) is not None:
        return member.value != "None"
    head = known_head(surface, definition, member.annotation)
    return head in VALUE_TYPES and "|" not in (member.annotation or "")


def is_type_expression(surface: Surface, definition: Definition) -> bool:
    """Return whether an attribute is a type alias that cannot be called or subclassed."""
    assert isinstance(definition.member, Attribute)
    node = parsed(definition.member.value) if definition.member.value is not None else None
    if isinstance(node, ast.Subscript):
        return known_head(surface, definition, definition.member.value) in _TYPE_FORMS
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.BitOr):
        return False
    return any(_is_type(surface, definition, part) for part in _parts(node))


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """Return what an expression joins with operators."""
    if isinstance(node, ast.BinOp):
        yield from _parts(node.left)
        yield from _parts(node.right)
    else:
        yield node


def _is_type(surface: Surface, at: Definition, node: ast.expr) -> bool:
    """Return whether a part of `a | b` shows that it is a union and not a number or flags."""
    if isinstance(node, ast.Constant):
        return node.value is None
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return isinstance(node, ast.Subscript)
    name = ast.unparse(node)
    target = surface.resolve_name(at, name)
    if isinstance(target, Definition):
        return isinstance(surface.resolve_alias(target).member, Class)
    return isinstance(getattr(builtins, name, None), type)


def builtin_class(surface: Surface, definition: Definition) -> str | None:
    """Return the built-in class that an attribute is another name for; None for all else."""
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    if value is None or not is_dotted(value):
        return None
    target = surface.resolve_name(definition, value)
    name = target.target.removeprefix("builtins.") if isinstance(target, External) else ""
    return name if isinstance(getattr(builtins, name, None), type) else None


def new_type_base(surface: Surface, definition: Definition) -> str | None:
    """Return the dotted path of the class that a new type stands for; None if it is not known."""
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    node = parsed(value) if value is not None else None
    if not isinstance(node, ast.Call) or len(node.args) != 2:
        return None
    target = surface.resolve_name(definition, dotted_name(node.args[1]) or "?")
    target = surface.resolve_alias(target)
    if isinstance(target, Definition):
        return target.path if isinstance(target.member, Class) else None
    return target.target if isinstance(target, External) else None


def takes(parameters: tuple[Parameter, ...], count: int) -> bool:
    """Return whether a call with so many positional arguments works."""
    return isinstance(bind(parameters, count, (), Callee("f", "f", 0)), Bound)


def broken_call(pair: Pair) -> CallBreak | None:
    """Return a call of a function that the class in its place rejects; None if there is none."""
    assert pair.new is not None
    old = call_target(pair.old_surface, pair.old)
    for new in constructors(pair.new_surface, pair.new) if old is not None else ():
        assert old is not None
        qualname = new.qualname if new.provider else f"{pair.new.qualname}.__init__"
        callee = Callee(pair.path.rpartition(".")[2], qualname, 1)
        call_breaks = breaks(Signature(old.parameters), Signature(new.parameters), callee)
        if call_breaks:
            return call_breaks[0]
    return None
