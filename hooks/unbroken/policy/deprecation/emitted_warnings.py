"""Deprecation warnings that functions emit: what each of them deprecates.

A call counts if it resolves to `warnings.warn`, or to a function of the package that emits such a
warning itself, and if its category is one of Python's deprecation categories, or a subclass.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from unbroken.model.definitions import BodyWarning, Function
from unbroken.policy.deprecation.version_text import VERSION_TEXT
from unbroken.policy.stability import targets
from unbroken.semantics.named_classes import class_named
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

_CATEGORIES = (
    External("builtins.DeprecationWarning"),
    External("builtins.PendingDeprecationWarning"),
    External("builtins.FutureWarning"),
)
_ANNOUNCES = r"deprecat|remov|obsolete|renam|replac|instead|drop"
_SINCE = rf"\bdeprecated\s+(?:since|in|as\s+of|from)\s+[^.;\d]{{0,20}}?{VERSION_TEXT}"


class EmittedWarning(NamedTuple):
    """A deprecation warning: what it says, and the parameters that it is about (() the object)."""

    version: str | None
    message: str
    parameters: tuple[str, ...]
    source: str


def emitted_warnings(
    surface: Surface, at: Definition, name: str, parameters: Collection[str]
) -> Iterator[EmittedWarning]:
    """Yield the deprecation warnings of a function; `name` is that of what it deprecates."""
    for warning in at.member.warns if isinstance(at.member, Function) else ():
        if warning.missing or (
            warning.message and not re.search(_ANNOUNCES, warning.message, re.IGNORECASE)
        ):
            continue
        if not _is_deprecation(surface, at, warning):
            continue
        from unbroken.policy.deprecation.directives import is_about_value, subject_of

        about: tuple[str, ...] | None
        if warning.parameter is not None:
            about = None if is_about_value(warning.message) else (warning.parameter,)
        else:
            about = subject_of(warning.message, name, parameters)
        if about is not None:
            since = re.search(_SINCE, warning.message, re.IGNORECASE)
            category = f", {warning.category}" if warning.category else ""
            yield EmittedWarning(
                version=since["version"] if since is not None else None,
                message=" ".join(warning.message.split()),
                parameters=about,
                source=f"{warning.callee}({warning.message!r}{category})",
            )


def _is_deprecation(surface: Surface, at: Definition, warning: BodyWarning) -> bool:
    """Return whether a call emits a deprecation warning."""
    target = surface.resolve_name(at, warning.callee)
    if isinstance(target, External):
        return target.target == "warnings.warn" and _is_category(surface, at, warning.category)
    if not isinstance(target, Definition) or not isinstance(target.member, Function):
        return False
    # A helper of the package: it warns with a category of its own, or with the one it is given.
    return any(
        inner.parameter is None
        and isinstance(surface.resolve_name(target, inner.callee), External)
        and (
            _is_category(surface, target, inner.category)
            or _is_category(surface, at, warning.category)
        )
        for inner in target.member.warns
    )


def _is_category(surface: Surface, at: Definition, name: str) -> bool:
    """Return whether a name is a deprecation category of Python, or a subclass of one."""
    if not name:
        return False
    category = class_named(surface, at, name)
    if category is not None:
        return any(base in _CATEGORIES for base in surface.mro(category))
    return any(External(target) in _CATEGORIES for target in targets(surface, at, name))
