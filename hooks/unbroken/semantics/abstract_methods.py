"""Which methods of a class are abstract, so that it cannot be instantiated itself."""

from __future__ import annotations

import collections.abc
import numbers

from unbroken.model.definitions import Attribute, Class, Function
from unbroken.readers.expressions import strings_in
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.known_decorators import ABSTRACT
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_METACLASS = External("abc.ABCMeta")
_BASES = ("abc.ABC", "typing.Protocol", "typing_extensions.Protocol")


def abstract_methods(surface: Surface, owner: Definition) -> dict[str, Definition]:
    """Return the abstract methods of a class with the class that declares each.

    Without `ABCMeta` the decorator does nothing; then there are none.
    """
    if not isinstance(owner.member, Class) or not is_abstract_base(surface, owner):
        return {}
    return _marked_methods(surface, owner)


def possibly_abstract_methods(surface: Surface, owner: Definition) -> dict[str, Definition]:
    """Return the methods that are abstract if a base from outside has `ABCMeta`; else none."""
    if not isinstance(owner.member, Class) or is_abstract_base(surface, owner) is False:
        return {}
    return _marked_methods(surface, owner)


def _marked_methods(surface: Surface, owner: Definition) -> dict[str, Definition]:
    methods: dict[str, Definition] = {}
    seen: set[str] = set()
    for part in surface.mro(owner):
        if isinstance(part, External):
            continue
        assert isinstance(part.member, Class)
        for name, member in part.member.members.items():
            method = Definition(part.module, f"{part.qualname}.{name}", member)
            if name not in seen and is_abstract(surface, method):
                methods[name] = part
        seen |= _defined_by(part)
    return methods


def _defined_by(part: Definition) -> set[str]:
    """Return the names that a class itself has when it is made: what instances get comes later.

    A slot is an attribute of the class. Decorators may make others of annotations.
    """
    assert isinstance(part.member, Class)
    members = part.member.members
    slots = members.get("__slots__")
    written = slots.value if isinstance(slots, Attribute) else None
    is_stub = part.module.path.endswith(".pyi")
    return {
        name
        for name, member in members.items()
        if not isinstance(member, Attribute)
        or is_stub
        or (member.scope == "class" and (member.value is not None or bool(part.member.decorators)))
    }.union(strings_in(written) if written is not None else ())


def external_abstract_methods(surface: Surface, owner: Definition) -> dict[str, str]:
    """Return the abstract methods that bases of the standard library leave to a class.

    Each is given with the base that declares it. Only the abstract base classes of the language
    are known (`collections.abc`, `numbers`). With any other base from outside there are none: it
    may define the methods, and built-in classes do not check them at all.
    """
    abstract: dict[str, str] = {}
    defined: set[str] = set()
    outer = (part.target for part in surface.marked_mro(owner) if isinstance(part, External))
    if not any(map(_abstract_in, outer)):
        return {}
    for part in surface.mro(owner):
        if isinstance(part, External):
            methods = _abstract_in(part.target)
            if not methods and not is_plain(part):
                return {}
            for name in sorted(methods):
                if name not in defined:
                    abstract.setdefault(name, part.target)
        elif isinstance(part.member, Class):
            defined |= _defined_by(part)
    return abstract


def _abstract_in(target: str) -> frozenset[str]:
    module, _, name = target.rpartition(".")
    source = {
        "collections.abc": collections.abc,
        "typing": collections.abc,
        "numbers": numbers,
    }.get(module)
    methods: frozenset[str] = getattr(
        getattr(source, name, None), "__abstractmethods__", frozenset()
    )
    return methods


def is_abstract(surface: Surface, method: Definition) -> bool:
    """Return whether a function is decorated as abstract."""
    is_decorated = isinstance(method.member, Function) and bool(method.member.decorators)
    return is_decorated and has_decorator(surface, method, ABSTRACT)


def is_known_abstract_base(target: str) -> bool:
    """Return whether a class from outside the package is known to have `ABCMeta` as its metaclass.

    Only the abstract base classes of the language are known.
    """
    return target in _BASES or bool(_abstract_in(target)) or _is_collection(target)


def is_abstract_base(surface: Surface, owner: Definition) -> bool | None:
    """Return whether the metaclass is `ABCMeta`; None where a base from outside may have it."""
    is_known = True
    for part in surface.marked_mro(owner):
        if isinstance(part, External):
            if is_known_abstract_base(part.target):
                return True
            is_known = is_known and (is_plain(part) or part.target.startswith("builtins."))
        elif isinstance(part.member, Class):
            metaclass = dict(part.member.keywords).get("metaclass", "")
            is_abstract = _is_abstract_metaclass(surface, part, metaclass) if metaclass else False
            if is_abstract:
                return True
            is_known = is_known and is_abstract is False
    return False if is_known else None


def _is_abstract_metaclass(surface: Surface, at: Definition, name: str) -> bool | None:
    """Return whether a metaclass is `ABCMeta` or inherits from it; None if that is not known."""
    target = surface.resolve_alias(surface.resolve_name(at, name))
    parts = [target]
    if isinstance(target, Definition) and isinstance(target.member, Class):
        parts = [*surface.marked_mro(target)]
    if _METACLASS in parts:
        return True
    known = (External("builtins.type"), External("builtins.object"))
    outer = [part for part in parts if not isinstance(part, Definition)]
    return False if all(part in known for part in outer) and len(parts) > len(outer) else None


def _is_collection(target: str) -> bool:
    """Return whether a class of the standard library is one of `collections.abc`.

    `typing.Sized` and the like are aliases of these classes (typing module, "Deprecated aliases").
    """
    module, _, name = target.rpartition(".")
    return module == "collections.abc" or (module == "typing" and name in collections.abc.__all__)
