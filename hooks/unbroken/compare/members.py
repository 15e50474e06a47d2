"""Members that a class itself defines, paired with those of the other version."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class, Member
from unbroken.semantics.resolution import Definition


def own_members(found: Definition | None) -> dict[str, Member]:
    """Give the members that a class defines itself."""
    member = found.member if found is not None else None
    return member.members if isinstance(member, Class) else {}


def member_pair(pair: Pair, name: str) -> Pair:
    """Make the pair of a member that both versions of a class define themselves."""
    assert pair.new is not None
    return Pair(
        f"{pair.path}.{name}",
        tuple(f"{each}.{name}" for each in pair.affects),
        _of(pair.old, name),
        _of(pair.new, name),
        pair.old_surface,
        pair.new_surface,
    )


def _of(owner: Definition, name: str) -> Definition:
    return Definition(owner.module, f"{owner.qualname}.{name}", own_members(owner)[name])
