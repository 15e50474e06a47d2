"""The code to paste for decorators, and for the accessors of properties."""

from __future__ import annotations

from collections.abc import Sequence

from unbroken.compare.fields import class_now
from unbroken.compare.pair import Pair
from unbroken.compare.properties import is_settable
from unbroken.model.definitions import Attribute, Decorator, Function
from unbroken.model.finding import CodePlace
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import code_at, imports_of_warning, warning
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.known_decorators import CACHED_PROPERTIES
from unbroken.semantics.resolution import Definition, External

_DELETER = "deleter"
_AS_BEFORE = "...  # as before"
_IGNORING = ""


def decorator_code(pair: Pair, target: str, decorator: Decorator | None = None) -> Code | None:
    """Return a decorator from outside the package, with its import where the module needs it.

    `decorator` has the arguments with which it was written (None: it has none).
    """
    if pair.new is None:
        return None
    module, _, name = target.rpartition(".")
    arguments = ""
    if decorator is not None and decorator.called:
        keywords = (f"{key}={value}" for key, value in decorator.keywords)
        arguments = f"({', '.join((*decorator.arguments, *keywords))})"
    for written in (name, target):
        if pair.new_surface.resolve_name(pair.new, written) == External(target):
            return code_at(pair.new, "above", [f"@{written}{arguments}"])
    if name in pair.new.module.members:
        return None
    return code_at(pair.new, "above", [f"@{name}{arguments}"], [f"from {module} import {name}"])


def setter_code(pair: Pair, *, more: Sequence[str] = ()) -> Code | None:
    """Return a setter for a property that replaced an attribute, and other accessors that warn.

    It stores the value where the property reads it from, which makes the property give it. Where
    the property computes its value, the setter only warns.
    """
    stored = stored_in(pair)
    body = _IGNORING if stored is None else f"self.{stored} = value"
    return _accessors_code(pair, ["setter", *more], body)


def stored_in(pair: Pair) -> str | None:
    """Return the attribute of the instance whose value is all that a property gives, if any."""
    owner, member = class_now(pair), pair.new.member if pair.new is not None else None
    if owner is None or not isinstance(member, Function) or not member.gives.startswith("self."):
        return None
    name = member.gives.removeprefix("self.")
    stored = pair.new_surface.class_member(owner, name)
    if not isinstance(stored, Definition) or not isinstance(stored.member, Attribute):
        return None
    return name if is_settable(pair.new_surface, owner, stored.member) else None


def accessors_put_back_code(pair: Pair, accessors: Sequence[str]) -> Code | None:
    """Return the setter and deleter of a property of the old version, which warn first.

    Of a property that came with them (`cached_property`), they are those of an attribute.
    """
    if not has_written_accessors(pair):
        if "setter" in accessors:
            return setter_code(pair, more=[name for name in accessors if name != "setter"])
        return _accessors_code(pair, accessors, _IGNORING)
    code = _accessors_code(pair, accessors, _AS_BEFORE)
    if code is None:
        return None
    old = pair.old
    assert old.member is not None
    new = code.place
    place = CodePlace("former", old.module.path, old.member.line, new.path, new.line)
    return code._replace(place=place)


def has_written_accessors(pair: Pair) -> bool:
    """Return whether each accessor of a property of the old version is a `def` with its name."""
    return (
        isinstance(pair.old.member, Function)
        and pair.old.member.original_qualname is None
        and not has_decorator(pair.old_surface, pair.old, CACHED_PROPERTIES)
    )


def _accessors_code(pair: Pair, accessors: Sequence[str], body: str) -> Code | None:
    """Return accessors that warn, with what the setter does then."""
    owner = class_now(pair)
    if owner is None or pair.new is None or pair.new_surface.owner(pair.new) != owner:
        return None
    name = pair.old.name
    lines: list[str] = []
    for accessor in accessors:
        verb, value = ("deleted", "") if accessor == _DELETER else ("set", ", value")
        ends = f"{name!r} can no longer be {verb}"
        is_kept = body == _AS_BEFORE or (accessor != _DELETER and body != _IGNORING)
        if is_kept:
            ends = f"{'deleting' if accessor == _DELETER else 'setting'} {name!r} is deprecated"
        lines += [
            f"@{name}.{accessor}",
            f"def {name}(self{value}):",
            f"    {warning(ends)}",
            *([f"    {body}"] if is_kept else []),
            "",
        ]
    return code_at(owner, "class", lines[:-1], imports_of_warning(owner.module))
