"""What deprecations announce: decorators of all families, and directives in docstrings.

A decorator's arguments are told apart by their names. Those given by position have the names that
the decorator's own definition gives them, where it is in the package or of a known library.
"""

from __future__ import annotations

import ast
import re
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
from unbroken.policy.stability import DEPRECATED, Marks, around, decorators_of, docstring_of
from unbroken.readers.expressions import parse
from unbroken.semantics.resolution import Definition, External, is_dotted

if TYPE_CHECKING:
    from unbroken.config.config import Config, DeprecationSettings

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

_DIRECTIVE = re.compile(r"^(?P<indent>[ \t]*)\.\.\s+deprecated::[ \t]*(?P<rest>.*)$", re.MULTILINE)
_VERSION_TEXT = r"(?:version\s+|release\s+)?v?(?P<version>\d+(?:\.\d+)*(?:[-.]?(?:a|b|rc|dev)\d*)?)"
_REMOVAL_TEXT = re.compile(
    rf"\b(?:remov(?:ed|al|ing)|gone|dropped|deleted|disappear)\b[^.;]{{0,60}}?"
    rf"\b(?:in|by|with|from|at|as\s+of)\s+[^.;\d]{{0,30}}?{_VERSION_TEXT}",
    re.IGNORECASE,
)


class Names(NamedTuple):
    """The names of arguments that say the same in different decorators."""

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
    """What a deprecation announces; None for what it does not say."""

    version: str | None = None
    removal_version: str | None = None
    alternative: str | None = None
    reason: str | None = None
    is_datable: bool = False
    """Whether what deprecates has a place for the version of the removal."""
    is_unclear: bool = False
    """Whether it says more than the source tells: an argument is computed, or unpacked."""


class Announcements:
    """What the deprecations in one version of a package announce."""

    def __init__(self, marks: Marks, config: Config) -> None:
        settings = config.settings.deprecation
        also = (e for e in config.exempt_decorators if e.rpartition(".")[2] in DEPRECATED)
        self._marks = marks
        self._decorators = marks.known(iter((*DEPRECATED, *also, *settings.decorators)))
        self.names = _names(settings)
        self._known: dict[tuple[str, str], Deprecation | None] = {}
        self._around: dict[tuple[str, str], Deprecation | None] = {}

    def own(self, found: Definition) -> Deprecation | None:
        """Give what the deprecation of a definition itself announces; None if it has none."""
        if found.key not in self._known:
            self._known[found.key] = self._read(found)
        return self._known[found.key]

    def of(self, found: Definition) -> Deprecation | None:
        """Give what the deprecation of a definition, or of a class around it, announces."""
        if found.key not in self._around:
            owner = self._marks.surface.owner(found)
            above = self.of(owner) if owner is not None else None
            self._around[found.key] = self.own(found) or above
        return self._around[found.key]

    def written(self, found: Definition) -> str:
        """Show how a definition is deprecated, as one line of source."""
        for at in around(self._marks.surface, found):
            for decorator in decorators_of(at):
                if self.is_deprecating(at, decorator):
                    return _decorator_text(decorator)
            directive = _DIRECTIVE.search(docstring_of(at))
            if directive is not None:
                return directive[0].strip()
        return ""

    def is_name_of_one(self, at: Definition, name: str) -> bool:
        """Tell whether a name, at the place of some definition, is that of such a decorator."""
        return self.is_deprecating(at, Decorator(name))

    def is_deprecating(self, at: Definition, decorator: Decorator) -> bool:
        """Tell whether a decorator at some definition deprecates it."""
        return self._marks.match(at, decorator, self._decorators) is not None

    def can_date(self, decorator: Definition) -> bool:
        """Tell whether a decorator of the package itself takes the version of a removal."""
        parameters = parameters_of(decorator)
        takes_any = any(each.kind is ParameterKind.VAR_KEYWORD for each in parameters)
        return takes_any or any(each.name in self.names.removal for each in parameters)

    def _read(self, found: Definition) -> Deprecation | None:
        told = _directive(docstring_of(found))
        for decorator in decorators_of(found):
            if self.is_deprecating(found, decorator):
                said = self._announced(found, decorator)
                return said if told is None else _joined(said, told)
        return told

    def _announced(self, at: Definition, decorator: Decorator) -> Deprecation:
        target = self._marks.surface.resolve_name(at, decorator.path)
        if isinstance(target, Definition) and isinstance(target.member, Attribute):
            target = self._marks.surface.resolve_alias(target)
        positions, is_datable = None, False
        if isinstance(target, External):
            positions = LIBRARIES.get(target.target)
            is_datable = any(each in self.names.removal for each in positions or ())
        elif isinstance(target, Definition):
            positions = tuple(
                each.name
                for each in parameters_of(target)
                if each.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
            )
            is_datable = self.can_date(target)
        return self._of_arguments(at, _named(decorator, positions), is_datable)

    def _of_arguments(self, at: Definition, given: dict[str, str], is_datable: bool) -> Deprecation:
        said = {name: self._value(at, text) for name, text in given.items()}

        def first(names: tuple[str, ...]) -> str | None:
            return next((said[each] for each in names if said.get(each)), None)

        version, removal = first(self.names.version), first(self.names.removal)
        alternative, reason = first(self.names.alternative), first(self.names.reason)
        instead = next((given[e] for e in self.names.alternative if e in given), "")
        if alternative is None and instead != "None" and is_dotted(instead):
            alternative = instead
        names = {each for group in self.names for each in group}
        is_unclear = any(
            value is None and given[name] != "None" and given[name] != alternative
            for name, value in said.items()
            if name in names or name in ("*", "**")
        )
        return Deprecation(
            version, removal or _removal_in(reason), alternative, reason, is_datable, is_unclear
        )

    def _value(self, at: Definition, text: str) -> str | None:
        """Give the value of a literal, or of a constant of the package, as text."""
        value = literal(text)
        if value is None and is_dotted(text) and text != "None":
            found = self._marks.surface.resolve_name(at, text)
            if isinstance(found, Definition) and isinstance(found.member, Attribute):
                value = literal(found.member.value or "")
        return value


def _names(settings: DeprecationSettings) -> Names:
    own = (
        settings.version_arguments, settings.removal_arguments,
        settings.alternative_arguments, settings.reason_arguments,
    )  # fmt: skip
    return Names(*((*more, *usual) for more, usual in zip(own, _NAMES, strict=True)))


def parameters_of(decorator: Definition) -> tuple[Parameter, ...]:
    """Give the parameters of a function, or of a class's constructor without the instance."""
    member = decorator.member
    if isinstance(member, Class):
        made = member.members.get("__init__")
        return made.signature.parameters[1:] if isinstance(made, Function) else ()
    return member.signature.parameters if isinstance(member, Function) else ()


def _named(decorator: Decorator, positions: tuple[str, ...] | None) -> dict[str, str]:
    """Give the arguments of a decorator by name, those by position too."""
    given: dict[str, str] = {}
    for number, text in enumerate(decorator.arguments):
        if text.startswith("*"):
            given["*"] = text
        elif positions is None:
            # Of an unknown decorator: whatever looks like a version is the first one it names.
            given["version" if parse_version(literal(text)) is not None else "reason"] = text
        elif number < len(positions):
            given[positions[number]] = text
    return given | dict(decorator.keywords)


def _decorator_text(decorator: Decorator) -> str:
    if not decorator.called:
        return f"@{decorator.path}"
    keywords = (f"**{text}" if n == "**" else f"{n}={text}" for n, text in decorator.keywords)
    return f"@{decorator.path}({', '.join((*decorator.arguments, *keywords))})"


def _directive(docstring: str) -> Deprecation | None:
    found = _DIRECTIVE.search(docstring)
    if found is None:
        return None
    first, _, rest = found["rest"].strip().partition(" ")
    is_version = re.match(r"v?\d", first) is not None
    lines = [rest if is_version else found["rest"].strip()]
    indent = len(found["indent"])
    for line in docstring[found.end() :].split("\n")[1:]:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        lines.append(line.strip())
    text = " ".join(filter(None, lines)) or None
    version = first.rstrip(".,:;") if is_version else None
    return Deprecation(version=version, removal_version=_removal_in(text), reason=text)


def _removal_in(text: str | None) -> str | None:
    """Find the version in which a text says that something goes."""
    found = _REMOVAL_TEXT.search(" ".join(text.split())) if text else None
    return found["version"] if found is not None else None


def _joined(said: Deprecation, told: Deprecation) -> Deprecation:
    """Let a docstring tell what a decorator leaves unsaid."""
    return said._replace(
        version=said.version or told.version,
        removal_version=said.removal_version or told.removal_version,
        reason=said.reason or told.reason,
    )


def literal(text: str) -> str | None:
    """Give the value of a string or number literal as text; None for anything else."""
    node = parse(text)
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, int, float)):
        return str(node.value)
    return None
