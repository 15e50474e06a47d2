"""A signature that accepts the calls of two versions, and what its body has to do for that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec.structs import replace

from unbroken.compare.calls.compatibility import verdict
from unbroken.model.definitions import Parameter, ParameterKind

_POSITIONAL_ONLY = ParameterKind.POSITIONAL_ONLY
_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD
_VAR_POSITIONAL = ParameterKind.VAR_POSITIONAL
_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY
_VAR_KEYWORD = ParameterKind.VAR_KEYWORD
_NONE = "None"


class Adaption(NamedTuple):
    """What the body does with a parameter that only the old version has.

    `kind` is whether its value has no effect, goes to the parameter `new_name`, or is one of the
    arguments that `*args` or `**kwargs` collect.
    """

    kind: Literal["ignored", "renamed", "collected"]
    parameter: Parameter
    new_name: str = ""


class Accepting(NamedTuple):
    """Parameters that accept the calls of both versions, and the adaptions in the body."""

    parameters: tuple[Parameter, ...]
    adaptions: tuple[Adaption, ...]


def accepting_both(
    old: Sequence[Parameter], new: Sequence[Parameter], renamed: Mapping[str, str]
) -> Accepting | None:
    """Return the new signature with what calls of the old one need; None if there is none.

    Positions and defaults are those of the old version; what is new has a default. `renamed` are
    the new names of old parameters.
    """
    merger = _Merger(old, new, renamed)
    parameters = tuple(merger.parameters())
    if not is_valid(parameters):
        return None
    # The old names are keywords of their own; in every other way, calls have to bind as before.
    meant = [replace(p, name=renamed.get(p.name, p.name)) for p in old]
    takes = [p for p in parameters if p.name not in renamed]
    if verdict(meant, takes) is not None:
        return None
    return Accepting(parameters, tuple(merger.adaptions))


class _Merger:
    """Puts the parameters of two versions together."""

    def __init__(
        self, old: Sequence[Parameter], new: Sequence[Parameter], renamed: Mapping[str, str]
    ) -> None:
        self._old, self._new, self._renamed = old, new, renamed
        self._old_names = {parameter.name for parameter in _named(old)}
        self._now = {parameter.name: parameter for parameter in _named(new)}
        self.adaptions: list[Adaption] = []

    def parameters(self) -> Iterator[Parameter]:
        """Yield the parameters in order."""
        former: list[Parameter] = []  # old names, which are accepted by keyword
        positional = [
            self._kept(parameter, former) for parameter in self._old if _is_positional(parameter)
        ]
        keyword_only = [
            self._kept(parameter, former)
            for parameter in self._old
            if parameter.kind is _KEYWORD_ONLY
        ]
        collects = self._collecting(_VAR_POSITIONAL)
        meant = {*self._old_names, *self._renamed.values()}
        added = [
            self._added(parameter) for parameter in _named(self._new) if parameter.name not in meant
        ]
        at_the_end = [] if collects else self._appended(added)
        yield from positional
        yield from at_the_end
        yield from collects
        yield from (
            replace(parameter, kind=_KEYWORD_ONLY)
            for parameter in [*keyword_only, *added, *former]
            if parameter not in at_the_end
        )
        yield from self._collecting(_VAR_KEYWORD)

    def _kept(self, old: Parameter, former: list[Parameter]) -> Parameter:
        """Return what takes the arguments of an old parameter."""
        name = self._renamed.get(old.name, old.name)
        now = self._now.get(name)
        if now is None:
            default = old.default
            if default is None and old.kind is not _POSITIONAL_ONLY:
                default = _NONE
            kept = replace(old, default=default)
            if default is not None:
                self.adaptions.append(Adaption("ignored", kept))
            return kept
        if name != old.name and old.kind is not _POSITIONAL_ONLY:
            known = Parameter(old.name, _KEYWORD_ONLY, _NONE)
            former.append(known)
            self.adaptions.append(Adaption("renamed", known, name))
            return replace(now, kind=old.kind, default=old.default or now.default or _NONE)
        return replace(now, kind=old.kind, default=old.default or now.default)

    def _added(self, parameter: Parameter) -> Parameter:
        return replace(parameter, default=parameter.default or _NONE)

    def _appended(self, added: Sequence[Parameter]) -> list[Parameter]:
        """Return the new parameters that had a default and stood after all old ones."""
        appended = []
        for parameter in reversed(self._new):
            if parameter.kind is _POSITIONAL_OR_KEYWORD:
                if parameter not in added:
                    break
                appended.append(parameter)
        return appended[::-1]

    def _collecting(self, kind: ParameterKind) -> list[Parameter]:
        """Return the `*args` or `**kwargs` of the two versions, one or none."""
        now = next((parameter for parameter in self._new if parameter.kind is kind), None)
        if now is not None:
            return [now]
        before = next((parameter for parameter in self._old if parameter.kind is kind), None)
        if before is None:
            return []
        self.adaptions.append(Adaption("collected", before))
        return [before]


def _named(parameters: Iterable[Parameter]) -> Iterator[Parameter]:
    return (p for p in parameters if p.kind not in (_VAR_POSITIONAL, _VAR_KEYWORD))


def _is_positional(parameter: Parameter) -> bool:
    return parameter.kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD)


def is_valid(parameters: Sequence[Parameter]) -> bool:
    """Return whether parameters have an order that Python takes, and names that differ."""
    kinds = [parameter.kind for parameter in parameters]
    names = [parameter.name for parameter in parameters]
    positional = [parameter for parameter in parameters if _is_positional(parameter)]
    has_default = [parameter.default is not None for parameter in positional]
    return (
        kinds == sorted(kinds)
        and len(set(names)) == len(names)
        and has_default == sorted(has_default)
    )
