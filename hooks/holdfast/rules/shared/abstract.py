"""Which methods of a class are abstract, and whether that keeps it from being instantiated."""

from __future__ import annotations

from holdfast.read.resolve import External, Object, Surface
from holdfast.rules.shared.functions import is_abstract
from holdfast.rules.shared.lineage import PROTOCOLS
from holdfast.surface import Class, Function


def abstract_methods(surface: Surface, owner: Object) -> dict[str, Object]:
    """Give the abstract methods of a class with the class that declares each.

    Without `ABCMeta` the decorator does nothing; then there are none.
    """
    if not _is_abstract_base(surface, owner):
        return {}
    found: dict[str, Object] = {}
    seen: set[str] = set()
    for each in surface.mro(owner):
        if isinstance(each, External):
            continue
        assert isinstance(each.member, Class)
        for name, member in each.member.members.items():
            if name not in seen and isinstance(member, Function) and is_abstract(member):
                found[name] = each
            seen.add(name)
    return found


def _is_abstract_base(surface: Surface, owner: Object) -> bool:
    for each in surface.mro(owner):
        if isinstance(each, External):
            if each.target in ("abc.ABC", *PROTOCOLS) or each.target.startswith("collections.abc."):
                return True
        elif isinstance(each.member, Class):
            metaclass = dict(each.member.keywords).get("metaclass", "")
            if metaclass.rpartition(".")[2] == "ABCMeta":
                return True
    return False


def is_protocol(surface: Surface, owner: Object) -> bool:
    """Tell whether a class itself is a protocol: only a direct base makes it one."""
    return any(
        isinstance(each, External) and each.target in PROTOCOLS for each in surface.bases(owner)
    )
