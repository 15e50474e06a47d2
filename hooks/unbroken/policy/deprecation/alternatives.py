"""Whether the alternative that a deprecation names exists.

Only names that must be of the package are looked up, not prose, links and names that may be of
other libraries.
"""

from __future__ import annotations

import builtins
import keyword
import re
import sys
from collections.abc import Iterator

from unbroken.model.definitions import Class, Function, ParameterKind
from unbroken.model.suggestions import did_you_mean
from unbroken.semantics.resolution import MISSING, Definition, is_dotted
from unbroken.semantics.surface import Surface

_ROLE = re.compile(r"(?::[\w:+-]+:)?(`+)[~!]?([\w.]+)(?:\(\))?\1_{0,2}")
_PHRASE = re.compile(r"(?:use\s+)?(\S+?)(?:\s+instead)?\.?", re.IGNORECASE)
_PARAMETER = re.compile(r"(\w+)=\S*")
_NOTHING = ("none", "nothing", "na", "tbd", "todo")
_SIMILARITY = 0.8


def missing_alternative(surface: Surface, at: Definition, text: str) -> str | None:
    """Return the name in an alternative that does not exist, with a proposal; None if it may."""
    phrase = _PHRASE.fullmatch(" ".join(text.split()))
    if phrase is None:
        return None
    name = phrase[1]
    role = _ROLE.fullmatch(name)
    if role is not None:
        name = role[2]
    parameter = _PARAMETER.fullmatch(name)
    if parameter is not None:
        return _missing_parameter(at, parameter[1])
    called = name.endswith("()")
    name = name.removesuffix("()").removeprefix("self.").removeprefix("cls.")
    if not is_dotted(name) or keyword.iskeyword(name) or name.lower() in _NOTHING:
        return None
    lookup = _Lookup(surface, at)
    if lookup.has(name) or not lookup.is_of_package(name, called=called):
        return None
    return f"'{name}'{_did_you_mean(name, lookup.names())}"


def _missing_parameter(at: Definition, name: str) -> str | None:
    member = at.member
    if not isinstance(member, Function):
        return None
    parameters = member.signature.parameters
    if any(
        parameter.name == name or parameter.kind is ParameterKind.VAR_KEYWORD
        for parameter in parameters
    ):
        return None
    return f"parameter '{name}'{_did_you_mean(name, (parameter.name for parameter in parameters))}"


def _did_you_mean(name: str, known: Iterator[str]) -> str:
    last = name.rpartition(".")[2]
    others = dict.fromkeys(other for other in known if other != last)
    return did_you_mean(last, others, similarity=_SIMILARITY)


class _Lookup:
    """Looks names up as the author of one definition means them."""

    def __init__(self, surface: Surface, at: Definition) -> None:
        self.surface = surface
        self.at = at
        owner = surface.owner(at)
        classes = (owner, at if isinstance(at.member, Class) else None)
        self.classes = [cls for cls in classes if cls is not None]

    def has(self, name: str) -> bool:
        """Return whether a name exists or may exist."""
        head = name.partition(".")[0]
        if self.surface.inside(name):
            return self.surface.resolve(name) is not MISSING
        if self.surface.resolve_name(self.at, name) is not MISSING:
            return True
        for cls in self.classes:
            member = self.surface.class_member(cls, head)
            if member is not MISSING:
                return name == head or self._has_attributes(member, name)
        for package in self.surface.packages:
            if self.surface.resolve(f"{package}.{name}") is not MISSING:
                return True
        # The name may be in any module of the package.
        return (
            any(
                head in module.members or module.name.rpartition(".")[2] == head
                for module in self.surface.modules.values()
            )
            and self.surface.resolve_name(self.at, head) is MISSING
        )

    def _has_attributes(self, value: object, name: str) -> bool:
        for part in name.split(".")[1:]:
            if not isinstance(value, Definition):
                break
            value = self.surface.attribute(value, part)
        return value is not MISSING

    def is_of_package(self, name: str, *, called: bool) -> bool:
        """Return whether an unresolved name is neither prose nor of another library."""
        head, _, rest = name.partition(".")
        if self.surface.inside(name):
            return True
        if rest:
            return self.surface.resolve_name(self.at, head) is not MISSING
        if hasattr(builtins, head) or head in sys.stdlib_module_names:
            return False
        is_word = name.isalpha() and (name.islower() or name.istitle() or name.isupper())
        return called or not is_word or bool(_did_you_mean(name, self.names()))

    def names(self) -> Iterator[str]:
        """Yield the names near the definition."""
        for cls in self.classes:
            for base in self.surface.mro(cls):
                if isinstance(base, Definition) and isinstance(base.member, Class):
                    yield from base.member.members
        yield from self.at.module.members
        for package in self.surface.packages:
            root = self.surface.module(package)
            yield from root.module.members if root is not None else ()
