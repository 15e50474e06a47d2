"""What was promised: decorators and docstrings that say internal, experimental or deprecated.

Names are matched exactly: a bare name by the last part of the decorator's dotted path, a dotted
name by what the decorator resolves to through the file's imports. Never by substring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.read.expressions import parse
from holdfast.read.resolve import External, Object, Surface
from holdfast.surface import Class, Decorator, Function

_DEPRECATED = {"deprecated", "deprecate", "deprecated_api"}

_EXPERIMENTAL_DOCSTRING = re.compile(
    r"^\s*(\.\.\s+experimental::|\.\.\s+warning::\s*experimental|experimental:)",
    re.IGNORECASE | re.MULTILINE,
)
_DEPRECATED_DOCSTRING = re.compile(r"^\s*\.\.\s+deprecated::\s*(?P<version>\S*)", re.MULTILINE)

# How the decorators of well-known libraries call what we need (their documentation): PyPI
# "deprecation" has deprecated_in and removed_in, "deprecated" (deprecat) has version.
_VERSION_ARGUMENTS = ("version", "deprecated_in", "since")
_REMOVAL_ARGUMENTS = ("removal_version", "removed_in", "remove_in", "removal")
_ALTERNATIVE_ARGUMENTS = ("alternative", "instead", "replacement", "use")
_REASON_ARGUMENTS = ("reason", "details", "message")


class Deprecation(NamedTuple):
    """What a deprecation announces; None for what it does not say."""

    version: str | None = None
    removal_version: str | None = None
    alternative: str | None = None
    reason: str | None = None


def around(surface: Surface, found: Object) -> Iterator[Object]:
    """Give a definition and the classes around it, innermost first."""
    at: Object | None = found
    while at is not None and at.member is not None:
        yield at
        at = surface.owner(at)


def decorators_of(found: Object) -> tuple[Decorator, ...]:
    """Give the decorators of a function or class."""
    return found.member.decorators if isinstance(found.member, (Function, Class)) else ()


def matches(surface: Surface, at: Object, decorator: Decorator, names: tuple[str, ...]) -> bool:
    """Tell whether a decorator is one of some configured names."""
    if not decorator.path:
        return False
    if decorator.path.rpartition(".")[2] in names:
        return True
    resolved = surface.in_scope(at, decorator.path)
    target = resolved.target if isinstance(resolved, External) else ""
    if isinstance(resolved, Object):
        target = resolved.path
    return bool(target) and (target in names or target.rpartition(".")[2] in names)


def is_exempt(surface: Surface, found: Object, names: tuple[str, ...]) -> bool:
    """Tell whether a definition is marked as no promise, itself or by a class around it.

    `names` are the exempt decorators; those that mean deprecation do not exempt, they start a
    timeline (see `deprecation_of`).
    """
    unpromised = tuple(each for each in names if each.rpartition(".")[2] not in _DEPRECATED)
    for at in around(surface, found):
        if any(matches(surface, at, each, unpromised) for each in decorators_of(at)):
            return True
        docstring = at.member.docstring if isinstance(at.member, (Function, Class)) else None
        if docstring and _EXPERIMENTAL_DOCSTRING.search(docstring):
            return True
    return False


def deprecation_of(surface: Surface, found: Object, names: tuple[str, ...]) -> Deprecation | None:
    """Give what the deprecation of a definition says, itself or by a class around it."""
    wanted = tuple(_DEPRECATED) + tuple(
        each for each in names if each.rpartition(".")[2] in _DEPRECATED
    )
    for at in around(surface, found):
        for decorator in decorators_of(at):
            if matches(surface, at, decorator, wanted):
                return _announced(decorator)
        docstring = at.member.docstring if isinstance(at.member, (Function, Class)) else None
        directive = _DEPRECATED_DOCSTRING.search(docstring) if docstring else None
        if directive is not None:
            return Deprecation(version=directive["version"] or None)
    return None


def _announced(decorator: Decorator) -> Deprecation:
    keywords = {name: literal(value) for name, value in decorator.keywords}

    def first(names: tuple[str, ...]) -> str | None:
        return next((keywords[name] for name in names if keywords.get(name)), None)

    reason = first(_REASON_ARGUMENTS)
    if reason is None and decorator.arguments:
        reason = literal(decorator.arguments[0])
    return Deprecation(
        first(_VERSION_ARGUMENTS), first(_REMOVAL_ARGUMENTS), first(_ALTERNATIVE_ARGUMENTS), reason
    )


def literal(text: str) -> str | None:
    """Give the value of a string or number literal as text; None for anything else."""
    import ast

    node = parse(text)
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, int, float)):
        return str(node.value)
    return None
