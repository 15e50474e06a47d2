"""Members that a class or module itself defines, paired with those of the other version."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class, Member
from unbroken.semantics.resolution import Definition


def own_members(class_: Definition | None) -> dict[str, Member]:
    """Return the members that a class defines itself."""
    member = class_.member if class_ is not None else None
    return member.members if isinstance(member, Class) else {}


def members_of(scope: Definition) -> dict[str, Member]:
    """Return what a class or module defines itself, by name."""
    return scope.member.members if isinstance(scope.member, Class) else scope.module.members


def member_pair(pair: Pair, name: str) -> Pair:
    """Return the pair of a member that both versions of a class define themselves."""
    assert pair.new is not None
    return Pair(
        path=f"{pair.path}.{name}",
        affects=tuple(f"{path}.{name}" for path in pair.affects),
        old=_own_member(pair.old, name),
        new=_own_member(pair.new, name),
        old_surface=pair.old_surface,
        new_surface=pair.new_surface,
    )


def _own_member(owner: Definition, name: str) -> Definition:
    return Definition(owner.module, f"{owner.qualname}.{name}", own_members(owner)[name])
