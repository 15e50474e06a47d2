"""What to write instead of removing something: the decorator, ready to be pasted.

It is the one that the package has already, with the versions that its window asks for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from unbroken.compare.pair import Pair
from unbroken.loading.lazy_modules import LazyModules
from unbroken.model.definitions import Attribute, Class, Function, Member, Module, ParameterKind
from unbroken.model.finding import Finding
from unbroken.policy.deprecation.announcements import LIBRARIES, Announcements, Names, parameters_of
from unbroken.rules.findings.removals import new_module, new_name
from unbroken.rules.registry import all_rules
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.config.config import Config
    from unbroken.policy.deprecation.timeline import Timeline

_WARNINGS = "warnings.deprecated"
_MARKERS = "unbroken.markers.deprecated"
_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


class _Decorator(NamedTuple):
    """A decorator that deprecates: how it is written, what it takes, how it is imported.

    `parameters` is None where it takes a message alone.
    """

    name: str
    parameters: tuple[str, ...] | None
    source: str = ""


class Remedies:
    """Which decorator a package would write, and with which versions."""

    def __init__(
        self, announced: Announcements, surface: Surface, timeline: Timeline, config: Config
    ) -> None:
        self._announced = announced
        self._surface = surface
        self._timeline = timeline
        self._config = config

    def given(self, pair: Pair, finding: Finding) -> Finding:
        """Let a finding about a removal say which decorator to write instead, if one can be."""
        if not all_rules()[finding.rule].announced_by_decorator:
            return finding
        if not isinstance(pair.old.member, (Function, Class)):
            return finding
        versions = self._timeline.starting_now()
        instead = new_name(pair)
        if versions is None or (instead is None and new_module(pair) is not None):
            return finding
        decorator = self._beside(pair.old.module.name) or self._usual
        name = pair.old.name
        text = _written(decorator, self._announced.names, name, versions, instead)
        finding.remedy = f"Keep '{name}', deprecated: {text}"
        if decorator.source == _MARKERS:
            finding.remedy += " (`unbroken init --markers PATH` writes that decorator)"
        elif decorator.source:
            module, _, what = decorator.source.rpartition(".")
            finding.remedy += f" (from {module} import {what})"
        return finding

    def _beside(self, name: str) -> _Decorator | None:
        """Find the decorator that a module has at hand."""
        module = self._surface.modules.get(name)
        found = self._in(module) if module is not None else iter(())
        return next((each._replace(source="") for each in found), None)

    @cached_property
    def _usual(self) -> _Decorator:
        """Find the decorator that the package uses elsewhere, else one that it could."""
        modules = self._surface.modules
        if isinstance(modules, LazyModules):
            mentioning = list(modules.mentioning(b"deprecat"))
        else:
            mentioning = [each for _, each in sorted(modules.items())]
        found = [
            each._replace(name=each.source.rpartition(".")[2])
            for module in mentioning
            for each in self._in(module)
        ]
        if found:
            # One that can name the version of the removal, else the first.
            return next((each for each in found if each.parameters is not None), found[0])
        python = re.search(r">=?\s*3\.(\d+)", self._config.requires_python() or "")
        if python is not None and int(python[1]) >= 13:
            return _Decorator("deprecated", None, _WARNINGS)
        return _Decorator("deprecated", LIBRARIES[_MARKERS], _MARKERS)

    def _in(self, module: Module) -> Iterator[_Decorator]:
        """Find the decorators that a module defines, imports or uses."""
        at = Definition(module, "", None)
        names = [name for each in module.members.values() for name in _dotted(each)]
        for name in dict.fromkeys((*module.members, *names)):
            yield from self._named(at, name)

    def _named(self, at: Definition, name: str) -> Iterator[_Decorator]:
        if not self._announced.is_name_of_one(at, name):
            return
        found = self._surface.resolve_name(at, name)
        if isinstance(found, External):
            if found.target in LIBRARIES:
                takes = LIBRARIES[found.target]
                is_message = takes == ("message",)
                yield _Decorator(name, None if is_message else takes, found.target)
            return
        if isinstance(found, Definition) and isinstance(found.member, Attribute):
            found = self._surface.resolve_alias(found)
        if not isinstance(found, Definition) or not isinstance(found.member, (Function, Class)):
            return
        parameters = [e for e in parameters_of(found) if e.kind not in _VARIADIC]
        needed = {each.name for each in parameters if each.default is None}
        if needed <= {each for group in self._announced.names for each in group} and all(
            each.kind is not ParameterKind.POSITIONAL_ONLY for each in parameters
        ):
            yield _Decorator(name, tuple(each.name for each in parameters), found.path)


def _dotted(member: Member) -> Iterator[str]:
    """Give the decorators of a definition, and of what is in it, that are reached by a module."""
    if isinstance(member, (Function, Class)):
        yield from (each.path for each in member.decorators if "." in each.path)
    if isinstance(member, Class):
        for each in member.members.values():
            yield from _dotted(each)


def _written(
    decorator: _Decorator, names: Names, name: str, versions: tuple[str, str], instead: str | None
) -> str:
    since, removal = versions
    instead = instead or "…"
    if decorator.parameters is None:
        text = f"{name} is deprecated since {since} and will be removed in {removal}; use {instead}"
        return f"@{decorator.name}({_quoted(text)})"

    def called(known: tuple[str, ...]) -> str | None:
        return next((each for each in known if each in (decorator.parameters or ())), None)

    arguments = [(called(names.version), since), (called(names.removal), removal)]
    alternative = called(names.alternative)
    text = f"use {instead}"
    if arguments[1][0] is None:
        text = f"will be removed in {removal}; {text}"
        alternative = None
    arguments.append((alternative, instead) if alternative else (called(names.reason), text))
    given = (f"{key}={_quoted(value)}" for key, value in arguments if key is not None)
    return f"@{decorator.name}({', '.join(given)})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
