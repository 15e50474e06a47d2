"""How an attribute can be used: read, set, deleted."""

from __future__ import annotations

import ast

from unbroken.compare.bases import reaches
from unbroken.loading.stdlib import base_has_member
from unbroken.model.definitions import Attribute, Class, Function
from unbroken.readers.expressions import dotted_name, is_none, parsed
from unbroken.semantics.constructors.data_class_options import data_class_options
from unbroken.semantics.constructors.pydantic_models import MODELS, SETTINGS, model_options
from unbroken.semantics.constructors.struct_fields import is_struct, struct_options
from unbroken.semantics.instances import class_made
from unbroken.semantics.resolution import MISSING, Definition, External
from unbroken.semantics.standard_classes import ENUMS, NAMED_TUPLES
from unbroken.semantics.surface import Surface

_ACCESSORS = ("getter", "setter", "deleter")
_NAMES = {"fget": "getter", "fset": "setter", "fdel": "deleter"}
_PROPERTY = External("builtins.property")
_MAKE_NO_DESCRIPTORS = (
    *("collections.OrderedDict", "collections.defaultdict", "collections.deque"),
    *("contextvars.ContextVar", "datetime.date", "datetime.datetime", "datetime.time"),
    *("datetime.timedelta", "decimal.Decimal", "itertools.count", "logging.getLogger"),
    *("os.environ.get", "os.getenv", "os.path.join", "re.compile", "struct.Struct"),
    *("builtins.abs", "builtins.len", "builtins.max", "builtins.min", "builtins.sorted"),
    *("builtins.sum", "threading.Lock", "threading.RLock", "time.monotonic", "time.time"),
)
"""Functions of the standard library, and classes whose source is not Python."""
_READ_ONLY = (*NAMED_TUPLES, *ENUMS)
_PLAIN = (
    *(ast.Tuple, ast.List, ast.Set, ast.Dict, ast.JoinedStr, ast.Constant),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""Expressions that have a value of Python's own, whatever is in them."""


def accessors_of(surface: Surface, definition: Definition | None) -> tuple[str, ...] | None:
    """Return the accessors of a property, written either way; None for other definitions."""
    member = definition.member if definition is not None else None
    if isinstance(member, Function):
        return member.accessors or None
    if definition is None or not isinstance(member, Attribute) or member.scope != "class":
        return None
    node = parsed(member.value) if member.value is not None and "(" in member.value else None
    if not isinstance(node, ast.Call):
        return None
    if surface.resolve_name(definition, dotted_name(node.func) or "?") != _PROPERTY:
        return None
    given = dict(zip(_ACCESSORS, node.args, strict=False))
    given |= {
        _NAMES[str(keyword.arg)]: keyword.value
        for keyword in node.keywords
        if str(keyword.arg) in _NAMES
    }
    return tuple(name for name in _ACCESSORS if name in given and not is_none(given[name]))


def is_settable(surface: Surface, owner: Definition | None, member: Attribute) -> bool:
    """Return whether an attribute could be assigned, as far as the source shows."""
    if "Final" in (member.annotation or ""):
        return False
    is_bare = member.scope == "class" and member.annotation is None
    if is_bare and may_be_descriptor(surface, owner, member.value or ""):
        return False
    return owner is None or not (is_frozen(surface, owner) or reaches(surface, owner, _READ_ONLY))


def may_be_descriptor(surface: Surface, owner: Definition | None, value: str) -> bool:
    """Return whether a value in the body of a class may be a descriptor, made by a call.

    A tuple of any is none, and instances of classes without `__get__` are none.
    """
    node = parsed(value) if "(" in value else None
    if "(" not in value or isinstance(node, _PLAIN):
        return False
    if owner is None or not isinstance(node, ast.Call):
        return True
    function = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    name = dotted_name(function)
    target = surface.resolve_name(owner, name) if name else None
    if isinstance(target, External):
        is_known = target.target in _MAKE_NO_DESCRIPTORS
        return not is_known and base_has_member(target, "__get__") is not False
    made = class_made(surface, owner, node)
    return made is None or surface.class_member(made, "__get__") is not MISSING


def is_frozen(surface: Surface, owner: Definition) -> bool:
    """Return whether a class says that its instances cannot be changed.

    Models say it in their configuration: `frozen` (pydantic 2) or `allow_mutation` (pydantic 1).
    What a subclass of a data class says does not undo what its base says.
    """
    if isinstance(owner.member, Class) and reaches(surface, owner, (*MODELS, *SETTINGS)):
        model = model_options(surface, owner)
        return model.get("frozen") == "True" or model.get("allow_mutation") == "False"
    if is_struct(surface, owner):
        return struct_options(surface, owner).get("frozen") == "True"
    return any(
        isinstance(part, Definition) and _says_frozen(surface, part)
        for part in surface.marked_mro(owner)
    )


def _says_frozen(surface: Surface, owner: Definition) -> bool:
    """Return whether a class itself is frozen, by its decorator or a keyword (PEP 681)."""
    keywords = dict(owner.member.keywords) if isinstance(owner.member, Class) else {}
    options = data_class_options(surface, owner) or {}
    return "True" in (keywords.get("frozen"), options.get("frozen"))
