"""What a comparison is limited to: the definitions that depend on changed names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Set

from unbroken.model.definitions import Attribute, Class, Function, Import, Member, Module
from unbroken.search.module_imports import imports_of
from unbroken.search.uses import DOTTED


class Affected:
    """What a comparison is limited to: some modules, and in them some names and what uses them."""

    def __init__(self, modules: Collection[str], names: Collection[str]) -> None:
        self.modules = modules
        self.names = frozenset(names)

    def is_mentioned_by(self, member: Member) -> bool:
        """Return whether the expressions in a definition mention one of the names."""
        return not self.names.isdisjoint(_WORD.findall(" ".join(_texts(member))))


def affected_names(names: Iterable[str], modules: Iterable[Module]) -> set[str]:
    """Return some names and those of all definitions that depend on them.

    Those are the definitions in `modules` that mention one of the names (as a base, a default, an
    annotation, a value), and what mentions these.
    """
    users: dict[str, set[str]] = {}
    for module in modules:
        for name, member in module.members.items():
            for word in _WORD.findall(" ".join(_texts(member))):
                users.setdefault(word, set()).add(name)
            for inner, text in _given_inside(member):
                for word in _WORD.findall(text):
                    users.setdefault(word, set()).add(inner)
    affected: set[str] = set()
    pending = set(names)
    while pending:
        affected |= pending
        pending = {user for name in pending for user in users.get(name, ())} - affected
    return affected


def _given_inside(member: Member) -> Iterator[tuple[str, str]]:
    """Yield what members of a class get from their own instance, with what it is made of."""
    members = member.members if isinstance(member, Class) else {}
    used = {name for inner in members.values() for name in _OF_ITSELF.findall(_given_by(inner))}
    for name in used & members.keys():
        yield name, _given_by(members[name])


def _given_by(member: Member) -> str:
    """Return the expression that shows what a method or an attribute of instances gives."""
    if isinstance(member, Function):
        return member.signature.returns or member.gives
    if isinstance(member, Attribute) and member.scope == "instance":
        return member.annotation or member.value or ""
    return ""


_OF_ITSELF = re.compile(r"\bself\.(\w+)")


def handed_on(
    names: Set[str], modules: Iterable[Module], inside: Callable[[str], bool]
) -> set[str]:
    """Return those of some names on which code in the modules can depend.

    Code that uses a name from outside the package does not depend on who else imports it, unless
    it gets the name from there: by its own import, a star import, or as a module's attribute.
    """
    handed: set[str] = set()
    for module in modules:
        imports = imports_of(module)
        outer = {name for name, target in imports.items() if not inside(target)}
        handed |= module.members.keys() - outer
        handed.update(imports[name].rpartition(".")[2] for name in imports.keys() - outer)
        if any(map(inside, module.stars)):
            handed |= names - module.members.keys()
        handed |= _attributes_read(module, outer)
    return handed & names


def _attributes_read(module: Module, outer: Collection[str]) -> set[str]:
    """Return the attributes that expressions of a module read, but those of `outer` names."""
    attributes: set[str] = set()
    for member in module.members.values():
        for dotted in DOTTED.findall(" ".join(_texts(member))):
            head, *rest = dotted.split(".")
            attributes.update(rest if head not in outer else ())
    return attributes


_WORD = re.compile(r"[^\W\d]\w*")


def _texts(member: Member) -> Iterator[str]:
    """Yield the expressions in a definition; its docstring and the names it makes are none."""
    if isinstance(member, Import):
        yield member.target
    elif isinstance(member, Attribute):
        yield member.annotation or ""
        yield member.value or ""
    elif isinstance(member, Function):
        for signature in (member.signature, *member.overloads):
            yield signature.returns or ""
            for parameter in signature.parameters:
                yield parameter.annotation or ""
                yield parameter.default or ""
        yield member.gives
        # A constructor is part of its class, whose bases are there.
        yield from (call.callee for call in member.forwards if not call.callee.endswith("__"))
        yield from (callee for callee, _ in member.passes_instance)
    else:
        yield from member.bases
        yield from (value for _, value in member.keywords)
        yield from member.passed_to
        for inner in member.members.values():
            yield from _texts(inner)
    for alternative in member.alternatives:
        yield from _texts(alternative)
    if isinstance(member, (Function, Class)):
        for decorator in member.decorators:
            yield decorator.path
            yield from decorator.arguments
            yield from (value for _, value in decorator.keywords)
