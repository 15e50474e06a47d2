"""The names in a library by which an instance of one of its classes can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from unbroken.impact.file_words import attributes_of, made_of
from unbroken.model.definitions import Attribute, Class, Function, Member, Module

_WORD = re.compile(r"\w+")


class Leads:
    """Which names of a library are made of which others; too many rather than too few.

    A class is made of its bases, a function of what it returns, an attribute and a parameter of
    their annotations and of what is assigned to them.
    """

    def __init__(self, modules: Mapping[str, Module], sources: Mapping[str, bytes]) -> None:
        """Take in modules, whose sources are given by their paths where they are at hand."""
        self._users: dict[str, set[str]] = {}
        self._forms: dict[str, set[str]] = {}
        self._found: dict[str, frozenset[str]] = {}
        for name, module in modules.items():
            text = sources.get(module.path, b"").decode("utf-8", "replace")
            for made, parts in made_of(text, name):
                self._add(made, made, parts)
            for made, parts in attributes_of(text):
                self._add(made, f".{made}", parts)
            for made, form, annotation in _annotations(module.members):
                self._add(made, form, _WORD.findall(annotation))

    def _add(self, name: str, form: str, parts: Iterable[str]) -> None:
        if form:
            self._forms.setdefault(name, set()).add(form)
        for part in parts:
            self._users.setdefault(part, set()).add(name)

    def to(self, name: str) -> frozenset[str]:
        """Return the words that lead to a class: its name, and `.name` for attributes."""
        if name not in self._found:
            names = {name}
            pending = [name]
            while pending:
                new = self._users.get(pending.pop(), set()) - names
                names |= new
                pending += new
            forms = (self._forms.get(made, set()) for made in names)
            self._found[name] = frozenset({name}.union(*forms))
        return self._found[name]


def _annotations(members: Mapping[str, Member], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield names, how files mention them (the empty string for parameters) and annotations."""
    for name, member in members.items():
        if isinstance(member, Class):
            yield from _annotations(member.members, ".")
        elif isinstance(member, Function):
            yield name, f"{prefix}{name}", member.signature.returns or ""
            for parameter in member.signature.parameters:
                yield parameter.name, "", parameter.annotation or ""
        elif isinstance(member, Attribute):
            yield name, f"{prefix}{name}", f"{member.annotation or ''} {member.value or ''}"
