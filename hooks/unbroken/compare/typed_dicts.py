"""The keys of a TypedDict, and which of them must be there (PEP 589, PEP 655)."""

from __future__ import annotations

from unbroken.compare.bases import reaches
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class
from unbroken.semantics.decorators import head_of
from unbroken.semantics.resolution import Definition
from unbroken.semantics.standard_classes import TYPED_DICTS
from unbroken.semantics.surface import Surface


def is_typed_dict(surface: Surface, owner: Definition | None) -> bool:
    """Return whether a class is a TypedDict."""
    return reaches(surface, owner, TYPED_DICTS)


def stays_typed_dict(pair: Pair, old: Definition | None, new: Definition | None) -> bool:
    """Return whether a class was a TypedDict and still is one: else, its base is the finding."""
    return is_typed_dict(pair.old_surface, old) and is_typed_dict(pair.new_surface, new)


def is_total(owner: Definition) -> bool:
    """Return whether the keys that a TypedDict declares must be there if they do not say."""
    assert isinstance(owner.member, Class)
    return dict(owner.member.keywords).get("total") != "False"


def required_keys(owner: Definition) -> dict[str, bool]:
    """Return the keys that a TypedDict itself declares, and whether each must be there."""
    found = {}
    for name, member in own_members(owner).items():
        if isinstance(member, Attribute) and member.annotation is not None:
            head = head_of(member.annotation)
            said = {"Required": True, "NotRequired": False}.get(head)
            found[name] = is_total(owner) if said is None else said
    return found
