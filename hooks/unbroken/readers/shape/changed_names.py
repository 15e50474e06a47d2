"""Do two versions of a definition look the same to users? Places and prose do not count."""

from __future__ import annotations

from typing import Any

import msgspec

from unbroken.model.definitions import Class, Function, Import, Member, Module
from unbroken.model.docstring_labels import EXPERIMENTAL, marked_docstring_pattern


def same_shape(old: Member | None, new: Member | None, labels: tuple[str, ...]) -> bool:
    """Compare two definitions without their places and docstrings (`labels` in them count)."""
    if old is None or new is None:
        return old is new
    return bool(_bare(old, labels) == _bare(new, labels))


def _bare(member: Member, labels: tuple[str, ...]) -> Any:
    docstring = None
    if isinstance(member, (Function, Class)) and member.docstring:
        docstring = (
            member.docstring if marked_docstring_pattern(labels).search(member.docstring) else None
        )
    changes: dict[str, Any] = {"line": 0, "column": 0, "end_line": 0}
    if isinstance(member, (Function, Class)):
        changes["docstring"] = docstring
    if isinstance(member, Class):
        # A list, because the order of members is the order of fields.
        return (
            msgspec.structs.replace(member, members={}, **changes),
            [(name, _bare(each, labels)) for name, each in member.members.items()],
        )
    return msgspec.structs.replace(member, **changes)


def changed_names(
    old: Module | None, new: Module | None, labels: tuple[str, ...] = EXPERIMENTAL
) -> set[str]:
    """Give the names of a module that two versions bind otherwise, or only one binds.

    Names that came count: they may hide those of a star import, or be what a release had before.
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
    imports = [each.get(name) for name in names for each in (old.members, members)]
    # What an import led to has one path less, and is told of by another one.
    names |= {each.target.rpartition(".")[2] for each in imports if isinstance(each, Import)}
    before, after = old.exports, new.exports if new is not None else None
    if before == after:
        return names
    if before is None or after is None or not (before.complete and after.complete):
        return names | set(old.members)
    return names | (set(before.names) ^ set(after.names))
