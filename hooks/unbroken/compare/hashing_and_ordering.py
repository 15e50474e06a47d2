"""Whether the instances of a class can be hashed and put in order."""

from __future__ import annotations

import collections
import collections.abc
import typing
from typing import NamedTuple

from unbroken.model.definitions import Attribute, Class, Function
from unbroken.semantics.constructors.data_class_options import data_class_options
from unbroken.semantics.constructors.pydantic_models import MODELS, model_options
from unbroken.semantics.constructors.struct_fields import STRUCTS
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.known_decorators import TOTAL_ORDERING
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.standard_classes import ENUMS
from unbroken.semantics.surface import Surface

_UNHASHABLE = ("builtins.list", "builtins.dict", "builtins.set", "builtins.bytearray")


class Ability(NamedTuple):
    """Whether instances can do something (None: not known), and the class that decides it."""

    able: bool | None
    decider: Definition | None = None


def hashing(surface: Surface, owner: Definition) -> Ability:
    """Return whether instances can be hashed (Python reference, `object.__hash__`)."""
    for class_ in surface.marked_mro(owner):
        if isinstance(class_, External):
            if is_plain(class_) or class_.target in ENUMS:
                continue
            if class_.target in (*_UNHASHABLE, *MODELS):
                return Ability(False, owner)
            collection = _collection_at(class_.target)
            if collection is not None:
                method = getattr(collection, "__hash__", None)
                if method is None:
                    return Ability(False, owner)
                if method is object.__hash__:
                    continue
            return Ability(True) if class_.target.startswith("builtins.") else Ability(None)
        assert isinstance(class_.member, Class)
        able = _hashed_by(surface, class_)
        if able is not None:
            return Ability(able, class_)
    return Ability(True)


def _collection_at(target: str) -> type | None:
    """Return the class of `collections` or `collections.abc` at a path; None for all others."""
    module, _, name = target.rpartition(".")
    source = {
        "collections": collections, "collections.abc": collections.abc, "typing": typing,
    }.get(module)  # fmt: skip
    found = getattr(source, name, None)
    found = getattr(found, "__origin__", found)
    return found if isinstance(found, type) and found.__module__ in _COLLECTIONS else None


_COLLECTIONS = ("collections", "collections.abc", "builtins")


def _hashed_by(surface: Surface, owner: Definition) -> bool | None:
    class_ = owner.member
    assert isinstance(class_, Class)
    written = class_.members.get("__hash__")
    if written is not None:
        return not (isinstance(written, Attribute) and written.value == "None")
    options = data_class_options(surface, owner)
    if options is not None:
        if "True" in (options.get("unsafe_hash"), options.get("hash")):
            return True
        if options.get("eq") != "False":
            return options.get("frozen") == "True"
    if model_options(surface, owner).get("frozen") == "True":
        return True
    return False if "__eq__" in class_.members else None


def ordering(surface: Surface, owner: Definition) -> Ability:
    """Return whether a decorator gives instances an order, or anything else may."""
    for class_ in surface.marked_mro(owner):
        if isinstance(class_, External):
            if not is_plain(class_) and class_.target not in STRUCTS:
                return Ability(None)
            continue
        assert isinstance(class_.member, Class)
        if isinstance(class_.member.members.get("__lt__"), (Function, Attribute)):
            return Ability(None)
        if (data_class_options(surface, class_) or {}).get("order") == "True":
            return Ability(True, class_)
        if has_decorator(surface, class_, TOTAL_ORDERING):
            return Ability(None)
    return Ability(False)


def equality(surface: Surface, owner: Definition) -> bool | None:
    """Return whether instances are compared by more than their identity; None: not known."""
    for class_ in surface.marked_mro(owner):
        if isinstance(class_, External):
            if not is_plain(class_):
                return None
            continue
        assert isinstance(class_.member, Class)
        if "__eq__" in class_.member.members:
            return True
        options = data_class_options(surface, class_)
        if options is not None:
            return options.get("eq") != "False"
    return False
