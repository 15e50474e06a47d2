"""What users see of a definition: the declaration that decides what is compared at all.

All fields of a definition count but its place and its prose. Three parts of the package rely on
that, so that none of them can skip what a rule looks at:

- the fast path (`readers/shape/`): did a change touch anything that users see?
- "unchanged" (`compare/untouched.py`): are both versions of a definition the same to users?
- the snapshot of a baseline (`readers/module_writer.py`): what must be written down?

`tests/model/test_projection.py` holds them to it, field by field, and runs every rule to see that
it reads nothing else.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.docstring_labels import EXPERIMENTAL, marked_docstring_pattern

if TYPE_CHECKING:
    from unbroken.model.definitions import Member, MemberBase

PLACE = frozenset({"line", "column", "end_line"})
"""Where a definition is. Rules may show it; it never counts."""

RUNTIME_NAMES = frozenset({"original_qualname"})
"""What Python shows in the errors of the new version only."""

WRITTEN = frozenset({"is_made_by_call"})
"""How a definition is written, which decides where code can be pasted."""

ANNOUNCED = frozenset({"warns"})
"""What the body announces. At the baseline it decides what may go; its change breaks nothing."""

PROSE = frozenset({"docstring"})
"""What people read. It counts where it has a label, or where a rule that is on reads it."""

_NESTED = frozenset({"members", "alternatives"})
"""The fields that hold definitions."""


class Projection(NamedTuple):
    """What counts in definitions: everything but places, and docstrings only as said here.

    `labels` begin the lines of docstrings that mark something as experimental; `docstrings` means
    that whole docstrings count, because a rule that is on reads them.
    """

    labels: tuple[str, ...] = EXPERIMENTAL
    docstrings: bool = False

    def docstring(self, text: str | None) -> str | None:
        """Return a docstring as far as it counts; None where it does not."""
        if not text or self.docstrings:
            return text or None
        return text if marked_docstring_pattern(self.labels).search(text) else None


DEFAULT = Projection()


@functools.cache
def seen_fields(kind: type[MemberBase]) -> tuple[str, ...]:
    """Return the fields of a kind of definition that users see, docstrings left out."""
    return tuple(
        name
        for name in kind.__struct_fields__
        if name not in PLACE | PROSE | RUNTIME_NAMES | ANNOUNCED | WRITTEN
    )


def looks_same(old: Member | None, new: Member | None, projection: Projection = DEFAULT) -> bool:
    """Return whether two versions of a definition look the same to users."""
    if old is None or new is None or type(old) is not type(new):
        return old is new
    for name in seen_fields(type(old)):
        before, after = getattr(old, name), getattr(new, name)
        if before is after:
            continue
        if name in _NESTED:
            if not _look_same(before, after, projection):
                return False
        elif before != after:
            return False
    docstrings = (getattr(old, "docstring", None), getattr(new, "docstring", None))
    if docstrings[0] == docstrings[1]:
        return True
    return projection.docstring(docstrings[0]) == projection.docstring(docstrings[1])


def _look_same(
    old: dict[str, Member] | tuple[Member, ...],
    new: dict[str, Member] | tuple[Member, ...],
    projection: Projection,
) -> bool:
    """Compare members by name, or alternatives. The order counts: it is the order of fields."""
    if isinstance(old, dict) and isinstance(new, dict):
        return list(old) == list(new) and all(
            looks_same(member, new[name], projection) for name, member in old.items()
        )
    assert isinstance(old, tuple)
    assert isinstance(new, tuple)
    return len(old) == len(new) and all(
        looks_same(before, after, projection) for before, after in zip(old, new, strict=True)
    )


def without_places(member: Member) -> Member:
    """Return a definition, and those inside it, without their places."""
    import msgspec

    changes: dict[str, object] = dict.fromkeys(PLACE, 0)
    inner = getattr(member, "members", None)
    if inner is not None:
        changes["members"] = {name: without_places(value) for name, value in inner.items()}
    changes["alternatives"] = tuple(without_places(value) for value in member.alternatives)
    return msgspec.structs.replace(member, **changes)
