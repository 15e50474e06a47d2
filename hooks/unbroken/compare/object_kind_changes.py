"""What a name surely stood for, and surely stands for now, where these are no longer alike."""

from __future__ import annotations

import ast
import re
import sys
from typing import NamedTuple

from unbroken.compare.bases import reaches
from unbroken.compare.builtin_values import builtin_type
from unbroken.compare.calls.call_targets import call_target
from unbroken.compare.fields import class_before
from unbroken.compare.members import own_members
from unbroken.compare.method_binding import binding_of
from unbroken.compare.object_kinds import (
    NEW_TYPE,
    VALUE_TYPES,
    builtin_class,
    held,
    is_callable,
    is_plain_value,
    is_type_expression,
    new_type_base,
    takes,
)
from unbroken.compare.pair import Pair, kind_of
from unbroken.compare.properties import accessors_of
from unbroken.model.definitions import Attribute, Class, Function, Import, Member
from unbroken.model.finding import Level
from unbroken.readers.expressions import dotted_name, parse
from unbroken.semantics.constructors.constructor import constructors
from unbroken.semantics.decorators import known_head, unknown_decorators
from unbroken.semantics.instances import call_of, given_class, instance_of
from unbroken.semantics.literals import literal_key
from unbroken.semantics.public_api import public_members
from unbroken.semantics.resolution import UNKNOWN, Definition, External, is_dotted
from unbroken.semantics.standard_classes import CLASS_MAKERS, PROTOCOLS
from unbroken.semantics.surface import Surface


class KindChange(NamedTuple):
    """The kinds of thing that a name stood for and stands for; `level` "off": as the rule says."""

    old: str
    new: str
    level: Level = "error"


def kind_change(pair: Pair) -> KindChange | None:
    """Return how the kind certainly changed; None if it may be the same."""
    assert pair.new is not None
    old, new = pair.old.member, pair.new.member
    if old is None:
        is_gone = pair.new_surface.module(pair.old.module.name) is None
        return KindChange("module", kind_of(new)) if new is not None and is_gone else None
    was_property = _is_property(pair.old_surface, pair.old)
    is_property = _is_property(pair.new_surface, pair.new)
    if (was_property and _is_method(new)) or (_is_method(old) and is_property):
        decorated = unknown_decorators(pair.old_surface, pair.old) | unknown_decorators(
            pair.new_surface, pair.new
        )
        kinds = ("property", "method") if was_property else ("method", "property")
        return None if decorated else KindChange(*kinds)
    if isinstance(old, Attribute):
        if isinstance(new, Function):
            may_be_property = new.accessors or unknown_decorators(pair.new_surface, pair.new)
            return None if may_be_property else _to_function(pair, old)
        if isinstance(new, Attribute):
            return _to_value(pair, pair.new) or _no_longer_used(pair, pair.new)
        return _to_class(pair, old) if isinstance(new, Class) else None
    if isinstance(new, (Attribute, Import)):
        return (
            _from_elsewhere(pair, pair.new)
            or _to_attribute(pair, pair.new)
            or _to_result(pair, pair.new)
        )
    return KindChange(kind_of(old), kind_of(new)) if type(old) is not type(new) else None


def _is_property(surface: Surface, definition: Definition) -> bool:
    """Return whether a class attribute is a property that a call makes: `x = property(_get)`."""
    return isinstance(definition.member, Attribute) and bool(accessors_of(surface, definition))


def _is_method(member: Member | None) -> bool:
    return isinstance(member, Function) and not member.accessors


def _from_elsewhere(pair: Pair, new: Definition) -> KindChange | None:
    """Return the change of a class to another one from outside, of which nothing is known."""
    target: str | None = None
    if isinstance(new.member, Import):
        target = new.member.target
    elif isinstance(new.member, Attribute) and is_dotted(new.member.value or ""):
        resolved = pair.new_surface.resolve_name(new, new.member.value or "")
        target = resolved.target if isinstance(resolved, External) else None
    name = (target or "").rpartition(".")[2].strip("_").lower()
    if not name or name == "none" or not isinstance(pair.old.member, Class):
        return None
    if name == pair.path.rpartition(".")[2].strip("_").lower():
        return None
    shown = (target or "").removeprefix("builtins.")
    return KindChange("class", f"alias of '{shown}', of which nothing is known", "warning")


def _to_value(pair: Pair, new: Definition) -> KindChange | None:
    """Return the change of an instance to a value of a built-in type that lacks what it had."""
    old = pair.old.member
    if not isinstance(old, Attribute) or old.scope == "instance" or old.annotation is not None:
        return None
    owner = given_class(pair.old_surface, pair.old)
    now = builtin_type(pair.new_surface, new)
    if owner is None or now is None:
        return None
    is_known = all(isinstance(part, Definition) for part in pair.old_surface.mro(owner))
    lost = [name for name, _ in public_members(pair.old_surface, owner) if not hasattr(now, name)]
    if not is_known or not lost:
        return None
    what = "None" if now is type(None) else now.__name__
    name = owner.name.rpartition(":")[2]
    # None holds a place for what is set later.
    return KindChange(f"instance of '{name}'", what, "warning" if what == "None" else "error")


def _no_longer_used(pair: Pair, new: Definition) -> KindChange | None:
    """Return the change of what is called or stands for a type to a value that is neither."""
    old = pair.old.member
    if not isinstance(old, Attribute) or old.scope == "instance" or old.annotation is not None:
        return None
    was = held(pair.old_surface, pair.old)
    if was == "type variable" and builtin_class(pair.new_surface, new) is not None:
        return KindChange(was, "class")
    if was == "type variable" and held(pair.new_surface, new) == "type alias":
        return KindChange(was, "type alias")
    aliased = builtin_class(pair.old_surface, pair.old)
    if aliased is not None:
        was = "alias"
    now = builtin_type(pair.new_surface, new)
    if was in (None, "attribute") or was.startswith("instance") or now is None:
        return None
    if isinstance(new.member, Attribute) and new.member.alternatives:
        return None
    if was == "type alias" and now is str and _is_declared_alias(new):
        return None  # It is written as a string, which stands for the type.
    # Several classes can be caught and asked for in the place of one.
    is_several = aliased is not None and now is tuple
    level: Level = "warning" if now is type(None) or is_several else "error"
    return KindChange(was, "None" if now is type(None) else now.__name__, level)


def _is_declared_alias(definition: Definition) -> bool:
    member = definition.member
    return isinstance(member, Attribute) and "TypeAlias" in (member.annotation or "")


def _to_result(pair: Pair, new: Definition) -> KindChange | None:
    """Return the change of a class to what a call returns, if that is not known to be a class."""
    value = new.member.value if isinstance(new.member, Attribute) else None
    node = parse(value) if value is not None and value.endswith(")") else None
    if not isinstance(pair.old.member, Class) or not isinstance(node, ast.Call):
        return None
    written = dotted_name(node.func)
    target = pair.new_surface.resolve_name(new, written) if written else UNKNOWN
    target = pair.new_surface.resolve_alias(target)
    if isinstance(target, External) and target.target not in CLASS_MAKERS:
        is_standard = target.target.partition(".")[0] in sys.stdlib_module_names
        shown = target.target.removeprefix("builtins.")
        return KindChange("class", f"result of '{shown}()'", "warning" if is_standard else "note")
    if isinstance(target, Definition) and isinstance(target.member, Function):
        return KindChange("class", f"result of '{target.name}()'", "note")
    return None


def _to_attribute(pair: Pair, new: Definition) -> KindChange | None:
    """Return the change of a class or function to an attribute that is not known to be callable."""
    old = pair.old.member
    if not isinstance(new.member, Attribute):
        return None
    if isinstance(old, Function) and held(pair.new_surface, new) == NEW_TYPE:
        target = call_target(pair.old_surface, pair.old)
        if target is None:
            return None
        takes_others = any(takes(target.parameters, count) for count in (0, 2))
        return KindChange(kind_of(old), NEW_TYPE, "error" if takes_others else "warning")
    if new.member.value == "None" and new.member.scope == "module":
        return None if new.member.alternatives else KindChange(kind_of(old), "None", "warning")
    if isinstance(old, Function) and (old.accessors or is_callable(pair.new_surface, new)):
        return None
    after = held(pair.new_surface, new)
    return KindChange(kind_of(old), after) if after is not None else None


def _to_function(pair: Pair, old: Attribute) -> KindChange | None:
    """Return the change of an attribute to a function or method."""
    before = held(pair.old_surface, pair.old)
    if before is None:
        level = _given(pair, old)
        return KindChange("attribute", "function", level) if level is not None else None
    if before == NEW_TYPE:
        assert pair.new is not None
        target = call_target(pair.new_surface, pair.new)
        if target is None:
            return None
        return KindChange(before, "function", "warning" if takes(target.parameters, 1) else "error")
    if before not in ("attribute", "type variable") and is_callable(pair.old_surface, pair.old):
        return None
    return KindChange(before, "function")


def _to_class(pair: Pair, old: Attribute) -> KindChange | None:
    """Return the change of an attribute to a class."""
    if _is_declared_alias(pair.old) or is_plain_value(pair.old_surface, pair.old):
        return KindChange("attribute", "class")
    made = held(pair.old_surface, pair.old)
    if made == "type variable":
        return KindChange(made, "class")
    if made == NEW_TYPE:
        return _from_new_type(pair, pair.new)
    owner = instance_of(pair.old_surface, pair.old)
    if owner is not None:
        return (
            KindChange(f"instance of '{owner.name}'", "class")
            if _needs_instance(pair, owner)
            else None
        )
    if not is_type_expression(pair.old_surface, pair.old):
        return None
    is_callable_type = known_head(pair.old_surface, pair.old, old.value) == "Callable"
    # A protocol with `__call__` says of a callable what `Callable` does.
    if is_callable_type and reaches(pair.new_surface, pair.new, PROTOCOLS):
        return None
    return KindChange("type alias", "class", "warning")


def _from_new_type(pair: Pair, new: Definition | None) -> KindChange | None:
    """Return the change of a new type to a class; None if that takes and makes the same values."""
    assert new is not None
    makers = constructors(pair.new_surface, new)
    if not makers:
        return None
    if not all(takes(made.parameters, 1) for made in makers):
        return KindChange(NEW_TYPE, "class")
    base = new_type_base(pair.old_surface, pair.old)
    lineage = pair.new_surface.mro(new)
    if base is None or base in {
        part.path if isinstance(part, Definition) else part.target for part in lineage
    }:
        return None
    return KindChange(NEW_TYPE, f"class that is no '{base.removeprefix('builtins.')}'", "warning")


def _needs_instance(pair: Pair, owner: Definition) -> bool:
    """Return whether an instance can do what the class in its place cannot be asked for."""
    assert pair.new is not None
    if isinstance(call_of(pair.old_surface, owner), Definition):
        return True
    for name, _ in public_members(pair.old_surface, owner):
        after = pair.new_surface.class_member(pair.new, name)
        if not isinstance(after, Definition):
            return True
        if isinstance(after.member, Function):
            if after.member.accessors or binding_of(pair.new_surface, after) == "instance":
                return True
        elif isinstance(after.member, Attribute) and after.member.scope == "instance":
            return True
    return False


def _given(pair: Pair, old: Attribute) -> Level | None:
    """Return whether instances had something that was surely not there to be called.

    A parameter of the constructor with the same name says what it is. Where nothing says so, it is
    only worth a warning.
    """
    if old.scope != "instance":
        return None
    written = own_members(class_before(pair)).get("__init__")
    parameters = written.signature.parameters if isinstance(written, Function) else ()
    given = next((parameter for parameter in parameters if parameter.name == old.name), None)
    annotation = old.annotation or (given.annotation if given is not None else None)
    if annotation is not None:
        head = known_head(pair.old_surface, pair.old, annotation)
        if head == "Callable" or _MAY_BE_CALLED.search(annotation):
            return None
        plain = head in VALUE_TYPES and "|" not in annotation
        return "error" if plain else "warning"
    default = literal_key(given.default) if given is not None else None
    return "warning" if default in (None, "None") else "error"


_MAY_BE_CALLED = re.compile(
    r"\b(Callable|Any|object|[Tt]ype|[A-Z]\w*(Fn|Func|Function|Callback))\b"
)
