"""The code to paste for classes: headers with what the old version had in its brackets."""

from __future__ import annotations

from collections.abc import Sequence

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import class_header, code_at
from unbroken.rules.findings.head_code import is_one_statement
from unbroken.rules.findings.known_names import imports_for
from unbroken.semantics.decorators import known_head
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_ONLY_TYPING = ("Generic", "Protocol")


def former_bases_code(pair: Pair) -> Code | None:
    """Return the header of a class with the bases, and the metaclass, of the old version."""
    if pair.classes is None:
        return None
    old, new = pair.classes
    metaclass = [keyword for keyword in old.keywords if keyword[0] == "metaclass"]
    others = [keyword for keyword in new.keywords if keyword[0] != "metaclass"]
    return _header(pair, old.bases, [*others, *metaclass])


def former_arguments_code(pair: Pair) -> Code | None:
    """Return the header of a class whose bases have the type arguments that they had."""
    if pair.classes is None or pair.new is None:
        return None
    old, new = pair.classes
    before, now = (
        {_head(surface, owner, base): base for base in member.bases}
        for (surface, owner), member in zip(pair.sides, (old, new), strict=True)
    )
    bases = [
        before.get(head, base)
        for head, base in now.items()
        if head in before or head not in _ONLY_TYPING
    ]
    bases += [before[head] for head in before if head in _ONLY_TYPING and head not in now]
    return _header(pair, bases, new.keywords)


def without_base_code(pair: Pair, target: str) -> Code | None:
    """Return the header of a class without the base that resolves to a path outside the package."""
    if pair.classes is None or pair.new is None:
        return None
    new = pair.classes[1]
    bases = [
        base for base in new.bases if _target(pair, pair.new_surface, base) != External(target)
    ]
    return _header(pair, bases, new.keywords) if len(bases) < len(new.bases) else None


def _target(pair: Pair, surface: Surface, base: str) -> object:
    assert pair.new is not None
    return surface.resolve_name(pair.new, base.partition("[")[0])


def _head(surface: Surface, owner: Definition, base: str) -> str:
    """Return what a base is without its arguments: `typing.Dict` is `dict`."""
    name = known_head(surface, owner, base)
    return (name if name in _ONLY_TYPING else name.lower()) or base.partition("[")[0]


def _header(pair: Pair, bases: Sequence[str], keywords: Sequence[tuple[str, str]]) -> Code | None:
    """Return the header of a class, with the imports that its bases need."""
    assert pair.classes is not None
    if pair.new is None or not is_one_statement(pair.new):
        return None
    assert isinstance(pair.new.member, Class)
    new = pair.classes[1]
    written = [base for base in bases if base not in new.bases]
    written += [keyword[1] for keyword in keywords if keyword not in new.keywords]
    imports = imports_for(pair, *written)
    if imports is None or (tuple(bases), tuple(keywords)) == (new.bases, new.keywords):
        return None
    return code_at(pair.new, "header", [class_header(new, bases, keywords)], imports)
