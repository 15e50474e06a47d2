"""Whether the instances of a class can be hashed and put in order."""

from __future__ import annotations

from typing import NamedTuple

from unbroken.model.definitions import Attribute, Class, Decorator, Function
from unbroken.semantics.constructors.pydantic_models import model_options
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.standard_classes import ENUMS
from unbroken.semantics.surface import Surface

_DATACLASSES = ("dataclass",)
_ATTRS = ("define", "mutable", "frozen", "s", "attrs", "attributes")
_MODELS = ("pydantic.BaseModel", "pydantic.main.BaseModel")
_UNHASHABLE = ("builtins.list", "builtins.dict", "builtins.set", "builtins.bytearray")


class Ability(NamedTuple):
    """Whether instances can do something (None: not known), and the class that decides it."""

    able: bool | None
    decider: Definition | None = None


def hashing(surface: Surface, owner: Definition) -> Ability:
    """Return whether instances can be hashed (Python reference, `object.__hash__`)."""
    for class_ in surface.mro(owner):
        if isinstance(class_, External):
            if is_plain(class_) or class_.target in ENUMS:
                continue
            if class_.target in (*_UNHASHABLE, *_MODELS):
                return Ability(False, owner)
            return Ability(True) if class_.target.startswith("builtins.") else Ability(None)
        assert isinstance(class_.member, Class)
        able = _hashed_by(surface, class_)
        if able is not None:
            return Ability(able, class_)
    return Ability(True)


def _hashed_by(surface: Surface, owner: Definition) -> bool | None:
    class_ = owner.member
    assert isinstance(class_, Class)
    written = class_.members.get("__hash__")
    if written is not None:
        return not (isinstance(written, Attribute) and written.value == "None")
    options = _data_options(class_)
    if options is not None:
        if "True" in (options.get("unsafe_hash"), options.get("hash")):
            return True
        if options.get("eq") != "False":
            return options.get("frozen") == "True"
    if model_options(surface, owner).get("frozen") == "True":
        return True
    return False if "__eq__" in class_.members else None


def _data_options(class_: Class) -> dict[str, str] | None:
    """Return the options of a decorator that writes comparisons; None where there is none."""
    for decorator in class_.decorators:
        name = decorator.path.rpartition(".")[2]
        if name in _DATACLASSES or (name in _ATTRS and "attr" in _module(decorator, name)):
            options = dict(decorator.keywords)
            return options | ({"frozen": "True"} if name == "frozen" else {})
    return None


def _module(decorator: Decorator, name: str) -> str:
    """`s` and the like need their module; `define` and `frozen` speak for themselves."""
    return decorator.path if name in ("s", "attributes") else "attr"


def ordering(surface: Surface, owner: Definition) -> Ability:
    """Return whether a decorator gives instances an order, or anything else may."""
    for class_ in surface.mro(owner):
        if isinstance(class_, External):
            if not is_plain(class_):
                return Ability(None)
            continue
        assert isinstance(class_.member, Class)
        if isinstance(class_.member.members.get("__lt__"), (Function, Attribute)):
            return Ability(None)
        if (_data_options(class_.member) or {}).get("order") == "True":
            return Ability(True, class_)
        if any(d.path.rpartition(".")[2] == "total_ordering" for d in class_.member.decorators):
            return Ability(None)
    return Ability(False)


def equality(surface: Surface, owner: Definition) -> bool | None:
    """Return whether instances are compared by more than their identity; None: not known."""
    for class_ in surface.mro(owner):
        if isinstance(class_, External):
            if not is_plain(class_):
                return None
            continue
        assert isinstance(class_.member, Class)
        if "__eq__" in class_.member.members:
            return True
        options = _data_options(class_.member)
        if options is not None:
            return options.get("eq") != "False"
    return False
