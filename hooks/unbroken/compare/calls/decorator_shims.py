"""Calls that stay alive although the parameters are not what they were.

That is by decorators, mostly, which take what the `def` below them does not take any more.

What such a decorator does is not read. It is known by its name, and says itself which parameters
it is about, as in `@rename_parameter("3.8", "points", "values")`, `@deprecate_kwarg(old_arg_name=
"a", new_arg_name="b")` and `@rename_parameter(["x", "y"], ["actual", "desired"])`; or it says by
its name that arguments may still come by position (`@_deprecate_positional_args`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.causes import breaks
from unbroken.compare.calls.private_parameters import unnamed_alike, without_private
from unbroken.model.definitions import (
    Decorator,
    Function,
    Member,
    Parameter,
    ParameterKind,
    Signature,
)
from unbroken.readers import expressions

_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY
_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD

# What is in the names of decorators that take old arguments.
_TAKING = ("alias", "compat", "delete", "deprecat", "legacy", "obsolete", "renam", "replace")


class Version(NamedTuple):
    """A signature as its `def` has it, and the decorators above that."""

    signature: Signature
    decorators: Sequence[Decorator]

    @property
    def names(self) -> set[str]:
        """The parameters that can be passed by name."""
        return {each.name for each in self.signature.parameters}


def version(signature: Signature, member: Member | None) -> Version:
    """Put a signature and the decorators of what has it together."""
    return Version(signature, member.decorators if isinstance(member, Function) else ())


def kept_breaks(old: Version, new: Version, callee: Callee) -> Sequence[CallBreak]:
    """Find the calls that break, given what decorators keep alive and once kept alive.

    Parameters that nobody was told of (`_x`) are passed in none of them.
    """
    was = without_private(old.signature, new.signature)
    found = [*breaks(was, unnamed_alike(old.signature, was, with_shims(old, new)), callee)]
    known = {(each.cause, each.parameter) for each in found}
    for kept, meant in once_kept(Version(was, old.decorators), new):
        for each in breaks(kept, new.signature, callee):
            if each.parameter in meant and (each.cause, each.parameter) not in known:
                found.append(each._replace(announced=True))
    return found


def with_shims(old: Version, new: Version) -> Signature:
    """Give the new signature with what its decorators still take of the old one."""
    signature = _by_old_spelling(_by_position(new), old)
    for each in new.decorators:
        if _takes_names(each) and each not in old.decorators:
            signature = _with_names(signature, old, each)
    return signature


def _by_old_spelling(signature: Signature, old: Version) -> Signature:
    """Take a parameter by the name that it had, where that stays as a keyword of its own.

    `def f(maxSize)` that became `def f(max_size=None, *, maxSize=None)` takes all that it took.
    """
    came = {
        each.name.replace("_", "").lower(): each.name
        for each in signature.parameters
        if each.kind is _POSITIONAL_OR_KEYWORD and each.name not in old.names
    }
    slots = {each.name for each in old.signature.parameters if each.kind is _POSITIONAL_OR_KEYWORD}
    names = {}
    for each in signature.parameters:
        spelled = came.get(each.name.replace("_", "").lower())
        is_kept = each.kind is _KEYWORD_ONLY and each.default is not None and each.name in slots
        if spelled is not None and is_kept:
            names[spelled] = each.name
    rest = [each for each in signature.parameters if each.name not in names.values()]
    return _renamed(Signature(tuple(rest), signature.returns), names) if names else signature


def once_kept(old: Version, new: Version) -> Iterator[tuple[Signature, frozenset[str]]]:
    """Give what only decorators of the old version took: its signatures, and the parameters meant.

    Such a decorator that is gone takes with it what it kept alive, as it has announced.
    """
    loose = _by_position(old)
    if loose != old.signature and not any(map(_is_positional, new.decorators)):
        was = zip(loose.parameters, old.signature.parameters, strict=True)
        yield loose, frozenset(one.name for one, other in was if one != other)
    for each in old.decorators:
        if _takes_names(each) and each not in new.decorators:
            names = {
                current: former
                for former, current in _pairs(each)
                if former not in old.names and former not in new.names and current in old.names
            }
            if names:
                yield _renamed(old.signature, names), frozenset(names.values())


def _by_position(version: Version) -> Signature:
    """Open keyword-only parameters where a decorator still takes them by position."""
    parameters = version.signature.parameters
    if not any(map(_is_positional, version.decorators)) or any(
        each.kind is ParameterKind.VAR_POSITIONAL for each in parameters
    ):
        return version.signature
    opened = tuple(
        _of_kind(each, _POSITIONAL_OR_KEYWORD) if each.kind is _KEYWORD_ONLY else each
        for each in parameters
    )
    return Signature(opened, version.signature.returns)


def _is_positional(decorator: Decorator) -> bool:
    name = decorator.path.rpartition(".")[2].lower()
    return "positional" in name and "deprecat" in name


def _takes_names(decorator: Decorator) -> bool:
    name = decorator.path.rpartition(".")[2].lower()
    return decorator.called and any(each in name for each in _TAKING)


def _with_names(signature: Signature, old: Version, decorator: Decorator) -> Signature:
    """Take parameters by the old names that a decorator mentions."""
    known = {each.name for each in signature.parameters}
    gone = dict.fromkeys(
        name for group in _mentioned(decorator) for name in group if name in old.names - known
    )
    if not gone:
        return signature
    names = {came: former for former, came in _pairs(decorator) if former in gone and came in known}
    if names and old.names.isdisjoint(names):
        signature = _renamed(signature, names)
        gone = dict.fromkeys(gone.keys() - names.values())
    extra = [Parameter(name, _KEYWORD_ONLY, "...") for name in gone]
    parameters = list(signature.parameters)
    last = bool(parameters) and parameters[-1].kind is ParameterKind.VAR_KEYWORD
    at = len(parameters) - last
    return Signature((*parameters[:at], *extra, *parameters[at:]), signature.returns)


def _renamed(signature: Signature, names: dict[str, str]) -> Signature:
    return Signature(
        tuple(
            Parameter(names.get(each.name, each.name), each.kind, each.default, each.annotation)
            for each in signature.parameters
        ),
        signature.returns,
    )


def _of_kind(parameter: Parameter, kind: ParameterKind) -> Parameter:
    return Parameter(parameter.name, kind, parameter.default, parameter.annotation)


def _pairs(decorator: Decorator) -> Iterator[tuple[str, str]]:
    """Give the old and the new name of what a decorator may rename: next to each other."""
    groups = _mentioned(decorator)
    for old, new in pairwise(groups):
        if len(old) == len(new):  # A version is no name, so that its group is empty.
            yield from zip(old, new, strict=True)


def _mentioned(decorator: Decorator) -> list[tuple[str, ...]]:
    """Give the names in the arguments of a decorator, in order: those of each argument."""
    groups = []
    for text in (*decorator.arguments, *(value for _, value in decorator.keywords)):
        node = expressions.parse(text) if "'" in text or '"' in text else None
        if node is not None:
            constants = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
            strings = (each for each in constants if isinstance(each, str))
            groups.append(tuple(each for each in strings if each.isidentifier()))
    return groups
