"""Pairs that no rule can find anything in: most of them, in most runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from unbroken.compare.calls.forwarded_arguments import effective_signature
from unbroken.compare.pair import Pair
from unbroken.model.definitions import (
    Attribute,
    Function,
    Import,
    Member,
    Module,
    Parameter,
    Signature,
)
from unbroken.model.projection import DEFAULT, Projection, looks_same
from unbroken.model.stub_gaps import STUB_GAPS
from unbroken.readers.expressions import parsed
from unbroken.semantics.decorators import Side
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrappers import outcomes

_CONSTANTS = ("None", "True", "False")


def is_untouched(pair: Pair, projection: Projection = DEFAULT) -> bool:
    """Return whether both sides of a pair look the same to users."""
    if pair.new is None:
        return False
    sides = (pair.old_surface, pair.old), (pair.new_surface, pair.new)
    if not look_untouched(*sides, projection):
        return False
    # What the stub beside a source no longer declares looks the same in the source.
    return not any(STUB_GAPS in module.typing_aliases for module in pair.modules_now)


def look_untouched(old_side: Side, new_side: Side, projection: Projection = DEFAULT) -> bool:
    """Return whether two definitions look the same to users, wherever they are defined.

    Classes never count as untouched, because their bases matter. Neither do values that are
    computed from something else in the package, as `partial(f)` is from `f`, or looked up in it, as
    the method `instance.f`, nor functions whose parameters refer to something else: a default that
    is a name, or the keys of a TypedDict. Decorators of the package must do the same in both
    versions, what arguments are passed on to must take the same, and annotations must name what
    they named.
    """
    (_, old), (_, new) = old_side, new_side
    if not looks_same(old.member, new.member, projection):
        return False
    if old.module is not new.module and not _mean_the_same(old, new):
        return False
    if isinstance(old.member, Function):
        if old.member.decorators and outcomes(*old_side) != outcomes(*new_side):
            return False
        if old.member.forwards and _working(*old_side) != _working(*new_side):
            return False
        is_method = "." in old.qualname
        parameters = old.member.signature.parameters
        return is_method == ("." in new.qualname) and not any(map(_refers_elsewhere, parameters))
    if not isinstance(old.member, Attribute):
        return False
    value = old.member.value or ""
    is_choice = " or " in value or " and " in value or " if " in value
    # A function from elsewhere is a method here, which has no pair of its own.
    is_borrowed = old.member.scope == "class" and value.isidentifier() and value not in _CONSTANTS
    is_computed = is_choice or is_borrowed or "(" in value or ("." in value and is_dotted(value))
    if not is_computed:
        return True
    made_of = _names_outside(*old_side, value)
    return made_of is not None and made_of == _names_outside(*new_side, value)


def _working(surface: Surface, function: Definition) -> Signature | None:
    """Return the signature of the calls that work of a function that passes its arguments on."""
    assert isinstance(function.member, Function)
    parameters = function.member.signature.parameters
    return effective_signature(surface, function, surface.owner(function), parameters)


def _names_outside(surface: Surface, at: Definition, value: str) -> list[External] | None:
    """Return what the names in a value mean; None where one may be of the package.

    Texts may name something as well (`TypeVar("T", bound="A")`), but for the name of what is made.
    """
    node = parsed(value)
    if node is None:
        return None
    names = []
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            names.append(part.id)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            names += [] if part.value == at.name else _WORD.findall(part.value)
    meanings = [surface.resolve_name(at, name) for name in names]
    outside = [meaning for meaning in meanings if isinstance(meaning, External)]
    return outside if len(outside) == len(names) else None


def _mean_the_same(old: Definition, new: Definition) -> bool:
    """Return whether the names in the annotations of a definition are bound by the same imports."""
    words = {word for text in _annotations(old.member) for word in _WORD.findall(text)}
    return all(_import_of(old.module, word) == _import_of(new.module, word) for word in words)


def _annotations(member: Member | None) -> Iterator[str]:
    if isinstance(member, Attribute):
        yield member.annotation or ""
    elif isinstance(member, Function):
        yield member.signature.returns or ""
        yield from (parameter.annotation or "" for parameter in member.signature.parameters)


def _import_of(module: Module, name: str) -> str | None:
    """Return what an import binds to a name of a module; None where none does."""
    bound = module.members.get(name) or module.typing_imports.get(name)
    return bound.target if isinstance(bound, Import) else None


_WORD = re.compile(r"[^\W\d]\w*")


def _refers_elsewhere(parameter: Parameter) -> bool:
    """Return whether a parameter may mean something else although its text is the same."""
    default, annotation = parameter.default, parameter.annotation
    is_named = default is not None and default not in _CONSTANTS and is_dotted(default)
    return is_named or (annotation is not None and "Unpack" in annotation)
