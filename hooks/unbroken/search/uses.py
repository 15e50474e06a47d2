"""Whether a definition is made from another one: as a subclass, an alias or a wrapper is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from unbroken.model.definitions import (
    Attribute,
    Class,
    Decorator,
    Function,
    Import,
    Member,
    Parameter,
)
from unbroken.semantics.resolution import is_dotted

Depends: TypeAlias = Callable[[Member, Callable[[str], bool]], bool]
"""Decides whether a definition is made from others, given which dotted names lead to these."""

DOTTED = re.compile(r"[^\W\d][\w.]*")
_HOLDS_OTHERS = re.compile(
    r"^[\[{(]| or | and | if |(?:partial|partialmethod|MethodType|Namespace|new_class)\("
)
"""What values have that may hold, or lead to, what they name anywhere in them."""
_TEXT = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
"""A string: what stands in it is no name."""
_CALL = re.compile(r"([^\W\d][\w.]*)\((?:([^\W\d][\w.]*)|.*)\)", re.DOTALL)


def uses(member: Member, leads: Callable[[str], bool]) -> bool:
    """Return whether a definition is made from what `leads` accepts: as a subclass is.

    So is a function with a default that names it, or with its keys (`**kwargs: Unpack[Keys]`), and
    one that passes its instance to it.
    """
    if isinstance(member, (Class, Function)) and any(
        any(map(leads, _made_by(decorator))) for decorator in member.decorators
    ):
        return True
    if isinstance(member, Class):
        metaclasses = (value for name, value in member.keywords if name == "metaclass")
        made_of = (*(base.partition("[")[0] for base in member.bases), *metaclasses)
        made_of += member.passed_to
        return any(map(leads, made_of)) or any(
            not isinstance(inner, Import) and uses(inner, leads)
            for inner in member.members.values()
        )
    if isinstance(member, Function):
        return any(leads(callee) for callee, _ in member.passes_instance) or any(
            (
                parameter.default is not None
                and is_dotted(parameter.default)
                and leads(parameter.default)
            )
            or any(map(leads, _unpacked(parameter)))
            for parameter in member.signature.parameters
        )
    if isinstance(member, Attribute) and member.value is not None:
        if is_dotted(member.value):
            return leads(member.value)
        if _HOLDS_OTHERS.search(member.value):
            return any(map(leads, DOTTED.findall(_TEXT.sub("", member.value))))
        # An instance, or a function that another one has wrapped.
        call = _CALL.fullmatch(member.value)
        return call is not None and any(leads(part) for part in call.groups() if part)
    return False


def _made_by(decorator: Decorator) -> list[str]:
    """Return the names of a decorator, and of the options that it unpacks."""
    unpacked = [text for name, text in decorator.keywords if name == "**" and is_dotted(text)]
    return [decorator.path, *unpacked]


def _unpacked(parameter: Parameter) -> list[str]:
    """Return the names in an annotation that unpacks the keys of a TypedDict (PEP 692)."""
    annotation = parameter.annotation or ""
    return DOTTED.findall(annotation) if "Unpack[" in annotation else []


def is_alias(member: Member, leads: Callable[[str], bool]) -> bool:
    """Return whether a definition is another name (`Old = New`) for what `leads` accepts."""
    if not isinstance(member, Attribute) or member.value is None:
        return False
    return is_dotted(member.value) and leads(member.value)


def is_subclass(member: Member, leads: Callable[[str], bool]) -> bool:
    """Return whether a definition is a subclass, or another name, of what `leads` accepts."""
    if isinstance(member, Class):
        return any(leads(base.partition("[")[0]) for base in member.bases)
    return is_alias(member, leads)
