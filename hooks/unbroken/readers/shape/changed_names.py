"""The names of a module whose definitions look different to users."""

from __future__ import annotations

from unbroken.model.definitions import Import, Module
from unbroken.model.projection import DEFAULT, Projection, looks_same


def changed_names(
    old: Module | None, new: Module | None, projection: Projection = DEFAULT
) -> set[str]:
    """Return the names of a module that two versions bind differently, or only one binds.

    Added names count: they may hide those of a star import, or be names of the last release.
    Names that `__all__` gained or lost count as well.
    """
    if old is None:
        return set()
    members = new.members if new is not None else {}
    names = {
        name
        for name in {**old.members, **members}
        if not looks_same(old.members.get(name), members.get(name), projection)
    }
    # A name that a star import overrides in one of them only leads elsewhere.
    now = new.overridden_by_stars if new is not None else ()
    names |= set(old.overridden_by_stars) ^ set(now)
    imports = [side.get(name) for name in names for side in (old.members, members)]
    # The target of an import has one path less; another path may report the finding.
    names |= {member.target.rpartition(".")[2] for member in imports if isinstance(member, Import)}
    names |= set(old.submodules) ^ set(new.submodules if new is not None else ())
    if new is not None and old.raises_on_import != new.raises_on_import:
        names |= {*old.members, *members}
    before, after = old.exports, new.exports if new is not None else None
    if before == after:
        return names
    if before is None or after is None or not (before.complete and after.complete):
        return names | set(old.members)
    return names | (set(before.names) ^ set(after.names))
