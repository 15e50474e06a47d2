"""The remedy of a removal: the decorator that deprecates instead, ready to be pasted.

It is the decorator that the package already has, with the versions that its window asks for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Function, Member, Module, ParameterKind
from unbroken.model.finding import CodePlace, Finding
from unbroken.model.identifiers import is_dunder
from unbroken.policy.deprecation.announcements import LIBRARIES, Announcements, Names, parameters_of
from unbroken.rules.findings.code_text import with_imports
from unbroken.rules.findings.known_names import imports_for
from unbroken.rules.findings.removal_code import imports_again, listing
from unbroken.rules.findings.removals import is_of_other_branch, new_module, new_name
from unbroken.rules.registry import all_rules
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.config.config import Config
    from unbroken.policy.deprecation.timeline import Timeline

_WARNINGS = "warnings.deprecated"
_MARKERS = "unbroken.markers.deprecated"
_FUNCTIONS = ("def ", "async def ")
_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


class _Decorator(NamedTuple):
    """A deprecating decorator: its name in the source, its parameters, its dotted path.

    `parameters` is None if it takes only a message; `source` is "" if no import is needed.
    """

    name: str
    parameters: tuple[str, ...] | None
    source: str = ""


class Remedies:
    """Finds the decorator that a package uses, and the versions to write into it."""

    def __init__(
        self, announced: Announcements, surface: Surface, timeline: Timeline, config: Config
    ) -> None:
        self._announced = announced
        self._surface = surface
        self._timeline = timeline
        self._config = config

    def with_remedy(self, pair: Pair, finding: Finding) -> Finding:
        """Return the finding, with the decorator to write if it is a removal that can have one."""
        if not all_rules()[finding.rule].announced_by_decorator:
            return finding
        if not isinstance(pair.old.member, (Function, Class)) or is_dunder(pair.old.name):
            return finding
        if pair.new is not None and finding.object != pair.path:
            return finding  # It is about an attribute of what is still there.
        if isinstance(pair.old.member, Function) and pair.old.member.original_qualname is not None:
            return finding  # It was assigned, and not defined.
        if is_of_other_branch(pair):
            return finding
        versions = self._timeline.starting_now()
        instead = new_name(pair)
        if versions is None or (instead is None and new_module(pair) is not None):
            return finding
        if finding.code and not finding.code.startswith(_FUNCTIONS):
            return finding  # An alias is another name of one thing, which nothing can decorate.
        decorator = self._beside(pair.old.module.name) or self._usual
        name = pair.old.name
        text = _decorator_source(decorator, self._announced.names, name, versions, instead)
        place = finding.code_place or _former_place(pair)
        if place is None:
            return finding
        code = f"{text}\n{finding.code}".rstrip()
        kept = " and in '__all__'" if not finding.code and listing(pair) else ""
        modules = imports_again(pair)
        again = f", and import it again in {modules}" if modules else ""
        as_before = " as it was" if pair.new is not None else ""
        keep = f"Keep '{name}'{as_before}{kept}, deprecated"
        remedy = f"{keep}{again}:"
        source = decorator.source
        if source == _MARKERS:
            module, file = self._markers_file(pair.old.module.name)
            source = f"{module}.deprecated"
            remedy = f"{keep} (`unbroken init --markers {file}` writes the decorator){again}:"
        imports = _imports_of_header(pair, pair.old.member)
        if source:
            module, _, imported = source.rpartition(".")
            imports = [f"from {module} import {imported}", *imports]
        code = with_imports([code], imports)
        return msgspec.structs.replace(finding, remedy=remedy, code=code, code_place=place)

    def _markers_file(self, name: str) -> tuple[str, str]:
        """Return the name and the path of a module for decorators in the package of a module."""
        root = next(
            (package for package in self._surface.packages if f"{name}.".startswith(f"{package}.")),
            name.partition(".")[0],
        )
        module = self._surface.modules.get(root)
        if module is None or not module.path.endswith("/__init__.py"):
            return "_markers", "_markers.py"
        return f"{root}._markers", f"{module.path.rpartition('/')[0]}/_markers.py"

    def _beside(self, name: str) -> _Decorator | None:
        """Return a decorator that a module defines or imports; None if there is none."""
        module = self._surface.modules.get(name)
        decorators = self._in(module) if module is not None else iter(())
        return next((decorator._replace(source="") for decorator in decorators), None)

    @cached_property
    def _usual(self) -> _Decorator:
        """Return the decorator that the package uses elsewhere, else a well-known one."""
        decorators = [
            decorator._replace(name=decorator.source.rpartition(".")[2])
            for module in self._surface.modules_mentioning("deprecat")
            for decorator in self._in(module)
        ]
        if decorators:
            # One that takes a removal version, else the first.
            return next(
                (decorator for decorator in decorators if decorator.parameters is not None),
                decorators[0],
            )
        python = re.search(r">=?\s*3\.(\d+)", self._config.requires_python() or "")
        if python is not None and int(python[1]) >= 13:
            return _Decorator("deprecated", None, _WARNINGS)
        return _Decorator("deprecated", LIBRARIES[_MARKERS], _MARKERS)

    def _in(self, module: Module) -> Iterator[_Decorator]:
        """Yield the decorators that a module defines, imports or uses."""
        at = Definition(module, "", None)
        names = [name for member in module.members.values() for name in _dotted_decorators(member)]
        for name in dict.fromkeys((*module.members, *names)):
            yield from self._named(at, name)

    def _named(self, at: Definition, name: str) -> Iterator[_Decorator]:
        if not self._announced.is_deprecating_name(at, name):
            return
        target = self._surface.resolve_name(at, name)
        if isinstance(target, External):
            if target.target in LIBRARIES:
                takes = LIBRARIES[target.target]
                is_message = takes == ("message",)
                yield _Decorator(name, None if is_message else takes, target.target)
            return
        if isinstance(target, Definition) and isinstance(target.member, Attribute):
            target = self._surface.resolve_alias(target)
        if not isinstance(target, Definition) or not isinstance(target.member, (Function, Class)):
            return
        parameters = [
            parameter for parameter in parameters_of(target) if parameter.kind not in _VARIADIC
        ]
        needed = {parameter.name for parameter in parameters if parameter.default is None}
        if needed <= {name for group in self._announced.names for name in group} and all(
            parameter.kind is not ParameterKind.POSITIONAL_ONLY for parameter in parameters
        ):
            yield _Decorator(name, tuple(parameter.name for parameter in parameters), target.path)


def _former_place(pair: Pair) -> CodePlace | None:
    """Return the place of what was there, to be put back; None if that was somewhere else."""
    old, new = pair.old, pair.new
    assert old.member is not None
    if new is None:
        return CodePlace("restored", old.module.path, old.member.line)
    if new.key != old.key or new.member is None or new.module.path.endswith(".pyi"):
        return None
    return CodePlace("replaced", old.module.path, old.member.line, new.module.path, new.member.line)


def _imports_of_header(pair: Pair, old: Member) -> list[str]:
    """Return the imports that the header of something needs where another thing took its place."""
    if pair.new is None or not isinstance(old, (Function, Class)):
        return []
    texts: list[str | None] = [decorator.path for decorator in old.decorators]
    if isinstance(old, Class):
        texts += [*old.bases, *(value for _, value in old.keywords)]
    else:
        texts += [old.signature.returns]
        texts += [
            text
            for parameter in old.signature.parameters
            for text in (parameter.annotation, parameter.default)
        ]
    return [line for text in texts for line in imports_for(pair, text) or ()]


def _dotted_decorators(member: Member) -> Iterator[str]:
    """Yield the dotted decorators of a definition and of its members."""
    if isinstance(member, (Function, Class)):
        yield from (decorator.path for decorator in member.decorators if "." in decorator.path)
    if isinstance(member, Class):
        for inner in member.members.values():
            yield from _dotted_decorators(inner)


def _decorator_source(
    decorator: _Decorator, names: Names, name: str, versions: tuple[str, str], instead: str | None
) -> str:
    since, removal = versions
    instead = instead or "…"
    if decorator.parameters is None:
        text = f"{name} is deprecated since {since} and will be removed in {removal}; use {instead}"
        return f"@{decorator.name}({_quoted(text)})"

    def parameter_of(names: tuple[str, ...]) -> str | None:
        return next((name for name in names if name in (decorator.parameters or ())), None)

    arguments = [(parameter_of(names.version), since), (parameter_of(names.removal), removal)]
    alternative = parameter_of(names.alternative)
    text = f"use {instead}"
    if arguments[1][0] is None:
        text = f"will be removed in {removal}; {text}"
        alternative = None
    arguments.append((alternative, instead) if alternative else (parameter_of(names.reason), text))
    given = (f"{key}={_quoted(value)}" for key, value in arguments if key is not None)
    return f"@{decorator.name}({', '.join(given)})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
