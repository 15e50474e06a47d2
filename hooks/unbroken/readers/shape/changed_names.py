"""Which definitions of a module differ between two versions, places and prose aside."""

from __future__ import annotations

from typing import Any

import msgspec

from unbroken.model.definitions import Class, Function, Import, Member, Module
from unbroken.model.docstring_labels import EXPERIMENTAL, marked_docstring_pattern


def same_shape(old: Member | None, new: Member | None, labels: tuple[str, ...]) -> bool:
    """Return whether two definitions are equal but for places and docstrings without labels."""
    if old is None or new is None:
        return old is new
    return bool(_bare(old, labels) == _bare(new, labels))


def _bare(member: Member, labels: tuple[str, ...]) -> Any:
    changes: dict[str, Any] = {"line": 0, "column": 0, "end_line": 0}
    if isinstance(member, (Function, Class)):
        text = member.docstring
        is_marked = text and marked_docstring_pattern(labels).search(text)
        changes["docstring"] = text if is_marked else None
    alternatives = [_bare(alternative, labels) for alternative in member.alternatives]
    if isinstance(member, Class):
        # A list, because the order of members is the order of fields.
        members = [(name, _bare(inner, labels)) for name, inner in member.members.items()]
        return msgspec.structs.replace(member, members={}, alternatives=(), **changes), (
            members,
            alternatives,
        )
    return msgspec.structs.replace(member, alternatives=(), **changes), alternatives


def changed_names(
    old: Module | None, new: Module | None, labels: tuple[str, ...] = EXPERIMENTAL
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
        if not same_shape(old.members.get(name), members.get(name), labels)
    }
    imports = [side.get(name) for name in names for side in (old.members, members)]
    # The target of an import has one path less; another path may report the finding.
    names |= {member.target.rpartition(".")[2] for member in imports if isinstance(member, Import)}
    before, after = old.exports, new.exports if new is not None else None
    if before == after:
        return names
    if before is None or after is None or not (before.complete and after.complete):
        return names | set(old.members)
    return names | (set(before.names) ^ set(after.names))
