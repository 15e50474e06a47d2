"""The keys of a TypedDict, and which of them must be there (PEP 589, PEP 655)."""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.read.resolve import Object, Surface
from unbroken.rules.shared.functions import head_of
from unbroken.rules.shared.lineage import TYPED_DICTS, reaches
from unbroken.rules.shared.members import own_members
from unbroken.surface import Attribute, Class


def is_typed_dict(surface: Surface, owner: Object | None) -> bool:
    """Tell whether a class is a TypedDict."""
    return reaches(surface, owner, TYPED_DICTS)


def stays_typed_dict(pair: Pair, old: Object | None, new: Object | None) -> bool:
    """Tell whether a class was a TypedDict and still is one: else, its base is the finding."""
    return is_typed_dict(pair.old_surface, old) and is_typed_dict(pair.new_surface, new)


def is_total(owner: Object) -> bool:
    """Tell whether the keys that a TypedDict declares must be there if they do not say."""
    assert isinstance(owner.member, Class)
    return dict(owner.member.keywords).get("total") != "False"


def required_keys(owner: Object) -> dict[str, bool]:
    """Give the keys that a TypedDict itself declares, and whether each must be there."""
    found = {}
    for name, member in own_members(owner).items():
        if isinstance(member, Attribute) and member.annotation is not None:
            head = head_of(member.annotation)
            said = {"Required": True, "NotRequired": False}.get(head)
            found[name] = is_total(owner) if said is None else said
    return found
