"""The deprecations of a version: decorators of all kinds, and directives in docstrings.

Arguments of decorators are known by their names. Positional ones have the names that the
definition of the decorator gives them, if it is in the package or in a known library.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.definitions import (
    Attribute,
    Class,
    Decorator,
    Function,
    Parameter,
    ParameterKind,
)
from unbroken.model.versions import parse_version
from unbroken.policy.deprecation.emitted_warnings import EmittedWarning, emitted_warnings
from unbroken.policy.deprecation.version_text import VERSION_TEXT
from unbroken.policy.stability import DEPRECATED, Marks, docstring_of, enclosing
from unbroken.readers.expressions import parsed
from unbroken.semantics.decorators import decorators_of
from unbroken.semantics.resolution import Definition, External, is_dotted

if TYPE_CHECKING:
    from unbroken.config.config import Config, DeprecationSettings
    from unbroken.policy.deprecation.directives import Directive

# The parameters of well-known decorators, by their documentation: PEP 702, and the libraries
# "Deprecated" and "deprecation" of PyPI.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "warnings.deprecated": ("message",),
    "typing_extensions.deprecated": ("message",),
    "deprecated.deprecated": ("reason", "version"),
    "deprecated.classic.deprecated": ("reason", "version"),
    "deprecated.sphinx.deprecated": ("reason", "version"),
    "deprecation.deprecated": ("deprecated_in", "removed_in", "current_version", "details"),
    "unbroken.markers.deprecated": (
        "version", "removal_version", "alternative", "reason",
    ),
}  # fmt: skip

_REMOVAL_TEXT = (
    rf"\b(?:remov(?:ed|al|ing)|gone|dropped|deleted|disappear)\b[^.;]{{0,60}}?"
    rf"\b(?:in|by|with|from|at|as\s+of)\s+[^.;\d]{{0,30}}?{VERSION_TEXT}"
)


class Names(NamedTuple):
    """The names that different decorators have for the same argument."""

    version: tuple[str, ...]
    removal: tuple[str, ...]
    alternative: tuple[str, ...]
    reason: tuple[str, ...]


_NAMES = Names(
    ("version", "deprecated_in", "since"),
    ("removal_version", "removed_in", "remove_in", "removal", "removed"),
    ("alternative", "instead", "replacement", "use"),
    ("reason", "details", "message"),
)


class Deprecation(NamedTuple):
    """What a deprecation announces; None for what it leaves open."""

    version: str | None = None
    removal_version: str | None = None
    alternative: str | None = None
    reason: str | None = None
    takes_removal: bool = False
    """Whether the decorator takes a removal version."""
    is_unclear: bool = False
    """Whether an argument is not known statically: it is computed, or unpacked."""


class Announcements:
    """The announcements of the deprecations in one version of a package."""

    def __init__(self, marks: Marks, config: Config) -> None:
        settings = config.settings.deprecation
        also = (name for name in config.exempt_decorators if name.rpartition(".")[2] in DEPRECATED)
        self._marks = marks
        self._decorators = marks.resolved_names(iter((*DEPRECATED, *also, *settings.decorators)))
        self.names = _names(settings)
        self._known: dict[tuple[str, str], Deprecation | None] = {}
        self._around: dict[tuple[str, str], Deprecation | None] = {}
        self._parameters: dict[tuple[str, str], dict[str, Deprecation]] = {}

    def own(self, definition: Definition) -> Deprecation | None:
        """Return the deprecation of a definition itself; None if it has none."""
        if definition.key not in self._known:
            self._known[definition.key] = self._read(definition)
        return self._known[definition.key]

    def of(self, definition: Definition) -> Deprecation | None:
        """Return the deprecation of a definition or of a class around it; None if there is none."""
        if definition.key not in self._around:
            owner = self._marks.surface.owner(definition)
            above = self.of(owner) if owner is not None else None
            self._around[definition.key] = self.own(definition) or above
        return self._around[definition.key]

    def source_of(self, definition: Definition) -> str:
        """Return the decorator or directive of a deprecated definition as one line of source."""
        for at in enclosing(self._marks.surface, definition):
            for decorator in decorators_of(at):
                if self.is_deprecating(at, decorator):
                    return _decorator_text(decorator)
            directive = _own_directive(at)
            if directive is not None:
                return directive.line
            warning = self._own_warning(at)
            if warning is not None:
                return warning.source
        return ""

    def is_deprecating_name(self, at: Definition, name: str) -> bool:
        """Return whether a name in the scope of a definition is of a deprecating decorator."""
        return self.is_deprecating(at, Decorator(name))

    def is_deprecating(self, at: Definition, decorator: Decorator) -> bool:
        """Return whether a decorator of a definition deprecates it."""
        return self._marks.match(at, decorator, self._decorators) is not None

    def takes_removal(self, decorator: Definition) -> bool:
        """Return whether a decorator of the package takes a removal version."""
        parameters = parameters_of(decorator)
        takes_any = any(parameter.kind is ParameterKind.VAR_KEYWORD for parameter in parameters)
        return takes_any or any(parameter.name in self.names.removal for parameter in parameters)

    def parameters(self, definition: Definition) -> dict[str, Deprecation]:
        """Return the deprecations of single parameters of a function, or of a constructor."""
        if definition.key not in self._parameters:
            announced: dict[str, Deprecation] = {}
            for at in self._documenting(definition):
                for directive in _directives(at, definition):
                    for name in directive.parameters:
                        announced.setdefault(name, _of_directive(directive))
            for warning in self._emitted(definition):
                for name in warning.parameters:
                    emitted = _of_warning(warning)
                    announced[name] = _completed(announced.get(name, emitted), emitted)
            self._parameters[definition.key] = announced
        return self._parameters[definition.key]

    def _emitted(self, definition: Definition) -> Iterator[EmittedWarning]:
        """Yield the deprecation warnings that users of a function or class get."""
        surface = self._marks.surface
        names = [parameter.name for parameter in parameters_of(definition)]
        if isinstance(definition.member, Class):
            for name in ("__init__", "__new__"):
                method = definition.member.members.get(name)
                if isinstance(method, Function):
                    at = Definition(definition.module, f"{definition.qualname}.{name}", method)
                    yield from emitted_warnings(surface, at, definition.name, names)
        elif definition.name not in ("__init__", "__new__"):
            yield from emitted_warnings(surface, definition, definition.name, names)

    def _documenting(self, definition: Definition) -> Iterator[Definition]:
        """Yield the definitions whose docstrings describe the parameters of a callable."""
        yield definition
        if isinstance(definition.member, Class):
            constructor = self._marks.surface.class_member(definition, "__init__")
            if isinstance(constructor, Definition):
                yield constructor
        elif definition.name in ("__init__", "__new__"):
            owner = self._marks.surface.owner(definition)
            if owner is not None:
                yield owner

    def _read(self, definition: Definition) -> Deprecation | None:
        directive = _own_directive(definition)
        for decorator in decorators_of(definition):
            if self.is_deprecating(definition, decorator):
                announced = self._announced(definition, decorator)
                if directive is None:
                    return announced
                return _completed(announced, _of_directive(directive))
        if directive is not None:
            return _of_directive(directive)
        warning = self._own_warning(definition)
        return _of_warning(warning) if warning is not None else None

    def _own_warning(self, definition: Definition) -> EmittedWarning | None:
        """Return the emitted warning that deprecates a definition itself."""
        return next((item for item in self._emitted(definition) if not item.parameters), None)

    def _announced(self, at: Definition, decorator: Decorator) -> Deprecation:
        target = self._marks.surface.resolve_name(at, decorator.path)
        if isinstance(target, Definition) and isinstance(target.member, Attribute):
            target = self._marks.surface.resolve_alias(target)
        positions, takes_removal = None, False
        if isinstance(target, External):
            positions = LIBRARIES.get(target.target)
            takes_removal = any(name in self.names.removal for name in positions or ())
        elif isinstance(target, Definition):
            positions = tuple(
                parameter.name
                for parameter in parameters_of(target)
                if parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
            )
            takes_removal = self.takes_removal(target)
        return self._of_arguments(at, _named(decorator, positions), takes_removal)

    def _of_arguments(
        self, at: Definition, given: dict[str, str], takes_removal: bool
    ) -> Deprecation:
        values = {name: self._value(at, text) for name, text in given.items()}

        def first(names: tuple[str, ...]) -> str | None:
            return next((values[name] for name in names if values.get(name)), None)

        version, removal = first(self.names.version), first(self.names.removal)
        alternative, reason = first(self.names.alternative), first(self.names.reason)
        instead = next((given[name] for name in self.names.alternative if name in given), "")
        if alternative is None and instead != "None" and is_dotted(instead):
            alternative = instead
        names = {name for group in self.names for name in group}
        if reason is None:
            # A decorator may have any name for its text.
            texts = (value for name, value in values.items() if name not in names and value)
            reason = next((text for text in texts if " " in text), None)
        is_unclear = any(
            value is None and given[name] != "None" and given[name] != alternative
            for name, value in values.items()
            if name in names or name in ("*", "**")
        )
        return Deprecation(
            version=version,
            removal_version=removal or _removal_in(reason),
            alternative=alternative,
            reason=reason,
            takes_removal=takes_removal,
            is_unclear=is_unclear,
        )

    def _value(self, at: Definition, text: str) -> str | None:
        """Return the value of a literal, or of a constant of the package, as text."""
        value = literal(text)
        if value is None and is_dotted(text) and text != "None":
            target = self._marks.surface.resolve_name(at, text)
            if isinstance(target, Definition) and isinstance(target.member, Attribute):
                value = literal(target.member.value or "")
        return value


def _names(settings: DeprecationSettings) -> Names:
    own = (
        settings.version_arguments, settings.removal_arguments,
        settings.alternative_arguments, settings.reason_arguments,
    )  # fmt: skip
    return Names(*((*more, *usual) for more, usual in zip(own, _NAMES, strict=True)))


def parameters_of(decorator: Definition) -> tuple[Parameter, ...]:
    """Return the parameters of a function, or of the constructor of a class without `self`."""
    member = decorator.member
    if isinstance(member, Class):
        made = member.members.get("__init__")
        return made.signature.parameters[1:] if isinstance(made, Function) else ()
    return member.signature.parameters if isinstance(member, Function) else ()


def _named(decorator: Decorator, positions: tuple[str, ...] | None) -> dict[str, str]:
    """Return all arguments of a decorator by name."""
    given: dict[str, str] = {}
    for number, text in enumerate(decorator.arguments):
        if text.startswith("*"):
            given["*"] = text
        elif positions is None:
            # The parameters are not known: an argument like a version is the first version.
            given["version" if parse_version(literal(text)) is not None else "reason"] = text
        elif number < len(positions):
            given[positions[number]] = text
    return given | dict(decorator.keywords)


def _decorator_text(decorator: Decorator) -> str:
    if not decorator.called:
        return f"@{decorator.path}"
    keywords = (f"**{text}" if n == "**" else f"{n}={text}" for n, text in decorator.keywords)
    return f"@{decorator.path}({', '.join((*decorator.arguments, *keywords))})"


def _directives(at: Definition, described: Definition) -> Iterator[Directive]:
    """Yield the directives in a docstring that describes the parameters of a callable."""
    docstring = docstring_of(at)
    if "deprecated::" not in docstring:
        return iter(())
    from unbroken.policy.deprecation.directives import directives

    return directives(docstring, at.name, [part.name for part in parameters_of(described)])


def _own_directive(definition: Definition) -> Directive | None:
    """Return the directive that deprecates a definition itself."""
    return next((item for item in _directives(definition, definition) if not item.parameters), None)


def _of_directive(directive: Directive) -> Deprecation:
    return Deprecation(
        version=directive.version,
        removal_version=_removal_in(directive.text),
        reason=directive.text or None,
    )


def _of_warning(warning: EmittedWarning) -> Deprecation:
    return Deprecation(
        version=warning.version,
        removal_version=_removal_in(warning.message),
        reason=warning.message or None,
    )


def _removal_in(text: str | None) -> str | None:
    """Return the removal version that a text announces; None if there is none."""
    match = re.search(_REMOVAL_TEXT, " ".join(text.split()), re.IGNORECASE) if text else None
    return match["version"] if match is not None else None


def _completed(announced: Deprecation, other: Deprecation) -> Deprecation:
    """Return an announcement with what it leaves open from another one."""
    return announced._replace(
        version=announced.version or other.version,
        removal_version=announced.removal_version or other.removal_version,
        reason=announced.reason or other.reason,
    )


def literal(text: str) -> str | None:
    """Return the value of a string or number literal as text; None for other expressions."""
    node = parsed(text)
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, int, float)):
        return str(node.value)
    return None
