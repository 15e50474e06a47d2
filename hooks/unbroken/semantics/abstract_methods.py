"""Which methods of a class are abstract, so that it cannot be instantiated itself."""

from __future__ import annotations

from unbroken.model.definitions import Class, Function
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_BASES = ("abc.ABC", "typing.Protocol", "typing_extensions.Protocol")


def abstract_methods(surface: Surface, owner: Definition) -> dict[str, Definition]:
    """Give the abstract methods of a class with the class that declares each.

    Without `ABCMeta` the decorator does nothing; then there are none.
    """
    if not isinstance(owner.member, Class) or not _is_abstract_base(surface, owner):
        return {}
    found: dict[str, Definition] = {}
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


def is_abstract(function: Function) -> bool:
    """Tell whether a function is decorated as abstract."""
    names = (each.path.rpartition(".")[2] for each in function.decorators)
    return any(name.startswith("abstract") for name in names)


def _is_abstract_base(surface: Surface, owner: Definition) -> bool:
    for each in surface.mro(owner):
        if isinstance(each, External):
            if each.target in _BASES or each.target.startswith("collections.abc."):
                return True
        elif isinstance(each.member, Class):
            metaclass = dict(each.member.keywords).get("metaclass", "")
            if metaclass.rpartition(".")[2] == "ABCMeta":
                return True
    return False
