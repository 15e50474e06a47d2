"""What a name means that is bound more than once."""

from __future__ import annotations

import msgspec

from unbroken.model.definitions import Attribute, Class, Function, Import, Member, Signature
from unbroken.readers.guards import Branch


def usual_overloads(overloads: list[tuple[Signature, Branch]]) -> tuple[Signature, ...]:
    """Return the overloads of one function without those of a rare branch."""
    has_usual = any(branch.conditional and not branch.rare for _, branch in overloads)
    return tuple(signature for signature, branch in overloads if not (has_usual and branch.rare))


def with_alternative(existing: Member, member: Member) -> Member:
    """Add what another branch binds to a name: a function, a class, an import or None."""
    if isinstance(member, Attribute) and member.value != "None":
        return existing
    if isinstance(existing, Attribute) and not isinstance(member, (Function, Class)):
        return existing
    return msgspec.structs.replace(existing, alternatives=(*existing.alternatives, member))


def with_former(imported: Import, existing: Member | None) -> Import:
    """Add what a name was bound to before a block that imports it: that stays if this fails."""
    is_none = isinstance(existing, Attribute) and existing.value == "None"
    if existing is None or not (is_none or isinstance(existing, (Function, Class))):
        return imported
    former = msgspec.structs.replace(existing, alternatives=())
    return msgspec.structs.replace(imported, alternatives=(former, *existing.alternatives))


def merged(existing: Attribute, new: Attribute, branch: Branch) -> Attribute:
    """Combine a declaration and an assignment of one name (PEP 526 lets them stand apart)."""
    annotation = new.annotation if new.annotation is not None else existing.annotation
    if branch.conditional and existing.value is not None:
        return existing
    if new.value is None:
        return msgspec.structs.replace(existing, annotation=annotation)
    return msgspec.structs.replace(
        new,
        annotation=annotation,
        line=existing.line,
        column=existing.column,
        end_line=existing.end_line,
        is_variable=existing.is_variable and new.is_variable,
    )
