"""What became of something that is gone: it moved, it has a new name, or nothing is left."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice
from typing import TypeAlias

from unbroken.compare.bases import lost_with_base
from unbroken.compare.fields import class_before, class_now
from unbroken.compare.members import members_of, own_members
from unbroken.compare.method_binding import binding_of
from unbroken.compare.pair import Pair
from unbroken.compare.typed_dicts import is_typed_dict
from unbroken.model.definitions import Attribute, Class, Function, Import, Member
from unbroken.model.finding import Finding
from unbroken.model.identifiers import is_dunder, is_private
from unbroken.rules.base import Rule, finding
from unbroken.rules.findings.former_code import former_code
from unbroken.rules.findings.removal_code import (
    alias_code,
    imports_again,
    moved_code,
    scope_of,
    value_code,
)
from unbroken.semantics.class_setters import set_on_class
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition
from unbroken.semantics.set_up_attributes import set_up_attributes
from unbroken.semantics.surface import Surface

Shape: TypeAlias = tuple[str, tuple[str, ...]]
"""The kind of a definition, and the names of its parameters or members."""

_ALIKE = 0.7
_CONSTRUCTORS = ("__init__", "__new__", "__post_init__", "__attrs_post_init__")
_MOST_CANDIDATES = 50
"""Of more new names of one shape than this, none is taken for the new name of a lost one."""


def is_lost(pair: Pair) -> bool:
    """Return whether a definition is gone, and nothing else already says so.

    Members that came with a base are said to be gone with it; attributes that another method
    assigns now, or that a new `__getattr__` may answer for, are not known to be gone.
    """
    if pair.removal is None or pair.old.member is None:
        return False
    if pair.old_surface.owner(pair.old) is None:
        return pair.removal == "gone"
    return not (lost_with_base(pair) or _may_be_answered(pair) or _became_dictionary(pair))


def _became_dictionary(pair: Pair) -> bool:
    """Return whether the instances that had a member are dictionaries now: then that is said."""
    return is_typed_dict(pair.new_surface, class_now(pair)) and not is_typed_dict(
        pair.old_surface, class_before(pair)
    )


def _may_be_answered(pair: Pair) -> bool:
    """Return whether a new `__getattr__`, or a method that assigns the name, makes up for it.

    Code that sets attributes of computed names counts only if it is new: what was there before
    set other names beside this one. It sets values, and no methods.
    """
    before, now = class_before(pair), class_now(pair)
    if before is None or now is None:
        return False
    if pair.old.name in _assigned_names(pair.new_surface, now):
        return True
    if pair.old.name in set_on_class(pair.new_surface, now):
        return True
    is_method = isinstance(pair.old.member, Function) and not pair.old.member.accessors
    became_unknown = _assigns_unknown(pair.new_surface, now) and not _assigns_unknown(
        pair.old_surface, before
    )
    if became_unknown and not is_method:
        return True
    return not _is_of_class(pair) and any(
        isinstance(pair.new_surface.class_member(now, name), Definition)
        and not isinstance(pair.old_surface.class_member(before, name), Definition)
        for name in ("__getattr__", "__getattribute__")
    )


def _is_of_class(pair: Pair) -> bool:
    """Return whether users find a member on the class, where `__getattr__` of instances is not."""
    member = pair.old.member
    return isinstance(member, Class) or (
        isinstance(member, Function)
        and not member.accessors
        and binding_of(pair.old_surface, pair.old) in ("class", "static")
    )


def _is_constructing(method: Function) -> bool:
    return method.name in _CONSTRUCTORS or is_private(method.name)


@remembered(in_cycle=frozenset)
def _assigned_names(surface: Surface, owner: Definition) -> frozenset[str]:
    """Return the names of the attributes that the methods of a class set.

    So do the functions that its constructor passes the instance to.
    """
    return frozenset(set_up_attributes(surface, owner)) | frozenset(
        name
        for ancestor in surface.mro(owner)
        if isinstance(ancestor, Definition)
        for member in own_members(ancestor).values()
        if isinstance(member, Function)
        for name in member.assigns
    )


@remembered(in_cycle=bool)
def _assigns_unknown(surface: Surface, owner: Definition) -> bool:
    """Return whether a constructor sets attributes of computed names, or a private method."""
    return any(
        isinstance(member, Function) and member.assigns_unknown and _is_constructing(member)
        for ancestor in surface.mro(owner)
        if isinstance(ancestor, Definition)
        for member in own_members(ancestor).values()
    )


def removal_finding(rule: Rule, pair: Pair, kind: str) -> Finding:
    """Return the finding for something gone, with the way back that fits what became of it."""
    name = pair.old.name
    bound = pair.old.module.members.get(pair.old.qualname)
    if is_of_other_branch(pair):
        where = (
            f"where '{bound.target}' cannot be imported"
            if isinstance(bound, Import)
            else "in another branch"
        )
        message = f"{kind} '{name}' is no longer defined {where}"
        return finding(rule, pair, message, f"Define '{name}' there as before.")
    renamed = new_name(pair)
    if renamed is not None:
        return finding(
            rule,
            pair,
            f"{kind} '{name}' was renamed to '{renamed}'",
            f"Keep '{name}' as a deprecated alias of '{renamed}' until the release that the "
            f"deprecation announces.{_again(pair)}",
            at=_beside(pair, renamed),
            code=alias_code(pair, renamed),
        )
    moved = new_module(pair)
    if moved is not None:
        return finding(
            rule,
            pair,
            f"{kind} '{name}' moved to '{moved}'",
            f"Import '{name}' from '{moved}' where it was, so that both paths lead to it."
            f"{_again(pair)}",
            at=pair.new_surface.definition(moved, name),
            code=moved_code(pair, moved),
        )
    code = value_code(pair) if kind == "attribute" else None
    way_out = _way_out(pair, kind)
    if code is not None and "__getattr__" not in code.text:
        way_out = f"Keep '{name}' for a while, and document that it is deprecated."
    if code is None and not _can_be_decorated(pair) and pair.new is None:
        code = former_code(pair.old)
    way_out += _again(pair)
    return finding(rule, pair, f"{kind} '{name}' was removed", way_out, code=code)


def _can_be_decorated(pair: Pair) -> bool:
    """Return whether a decorator can deprecate what is gone."""
    return isinstance(pair.old.member, (Function, Class)) and not is_dunder(pair.old.name)


def is_of_other_branch(pair: Pair) -> bool:
    """Return whether a definition is what another branch binds to a name of its module."""
    bound = pair.old.module.members.get(pair.old.qualname)
    return bound is not None and any(pair.old.member is other for other in bound.alternatives)


def _again(pair: Pair) -> str:
    """Return the sentence about the modules that imported the name before."""
    modules = imports_again(pair)
    return f" Import it again in {modules}." if modules else ""


def _beside(pair: Pair, name: str) -> Definition | None:
    """Return what stands under a name where the lost definition was."""
    outer = pair.old.qualname.rpartition(".")[0]
    return pair.new_surface.definition(pair.old.module.name, f"{outer}.{name}".lstrip("."))


def _way_out(pair: Pair, kind: str) -> str:
    name = pair.old.name
    if kind != "attribute":
        return (
            f"Keep '{name}', mark it @deprecated, and remove it in the release that the "
            "deprecation announces."
        )
    how = "a property" if "." in pair.old.qualname else "the module's __getattr__"
    return f"Keep '{name}' for a while: {how} can warn and still return the value."


def new_name(pair: Pair) -> str | None:
    """Find the one new name beside a lost one that must be it, by name and shape."""
    old = pair.old.member
    before = scope_of(pair.old_surface, pair.old)
    now = scope_of(pair.new_surface, pair.old)
    if old is None or isinstance(old, Attribute) or before is None or now is None:
        return None
    known = members_of(before)
    added = (
        name
        for name in _names_by_shape(pair.new_surface, now).get(_shape(old), ())
        if name not in known and not is_private(name) and is_dunder(name) == is_dunder(old.name)
    )
    candidates = list(islice(added, _MOST_CANDIDATES + 1))
    if len(candidates) > _MOST_CANDIDATES:
        return None
    alike = [name for name in candidates if _alike(old.name, name)]
    if len(alike) == 1:
        return alike[0]
    return candidates[0] if len(candidates) == 1 and _has_shape(old) else None


@remembered(in_cycle=dict)
def _names_by_shape(surface: Surface, scope: Definition) -> dict[Shape, list[str]]:
    """Return the names of functions and classes in a class or module by their shape."""
    names: dict[Shape, list[str]] = {}
    for name, member in members_of(scope).items():
        if isinstance(member, (Function, Class)):
            names.setdefault(_shape(member), []).append(name)
    return names


def _shape(member: Member) -> Shape:
    """Return what a definition and its renamed version have in common."""
    if isinstance(member, Function):
        parameters = tuple(parameter.name for parameter in member.signature.parameters)
        return ("property" if member.accessors else "function", parameters)
    return ("class", tuple(member.members) if isinstance(member, Class) else ())


def _has_shape(member: Member) -> bool:
    """Return whether a definition has enough of a shape to be known again by it alone."""
    if isinstance(member, Function):
        return len(member.signature.parameters) > 1
    return isinstance(member, Class) and len(member.members) > 1


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() >= _ALIKE


def new_module(pair: Pair) -> str | None:
    """Find the one other module that has a new definition of the same name and kind.

    Of several, the one that is left of the old module counts.
    """
    if "." in pair.old.qualname or pair.old.member is None:
        return None
    candidates = list(_same_named(pair, pair.old.qualname, type(pair.old.member)))
    if len(candidates) > 1:
        candidates = [name for name in candidates if name.startswith(f"{pair.old.module.name}.")]
    return candidates[0] if len(candidates) == 1 else None


def _same_named(pair: Pair, name: str, kind: type[Member]) -> Iterator[str]:
    for module in pair.new_surface.modules.values():
        if isinstance(module.members.get(name), kind):
            before = pair.old_surface.modules.get(module.name)
            if before is None or name not in before.members:
                yield module.name
