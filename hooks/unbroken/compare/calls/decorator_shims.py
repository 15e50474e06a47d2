"""Calls that keep working although the parameters changed, mostly because of decorators.

Such a decorator accepts what the `def` below it no longer accepts. Its body is not read: its name
shows what it does, and its arguments name the parameters, as in `@rename_parameter("3.8",
"points", "values")`, `@deprecate_kwarg(old_arg_name="a", new_arg_name="b")` and
`@rename_parameter(["x", "y"], ["actual", "desired"])`. Others still accept keyword-only parameters
by position (`@_deprecate_positional_args`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.causes import breaks
from unbroken.compare.calls.compatibility import effect_of, shape
from unbroken.compare.calls.forwarded_arguments import positional_reach
from unbroken.compare.calls.private_parameters import with_same_unnamed, without_private
from unbroken.model.definitions import (
    Decorator,
    Function,
    Parameter,
    ParameterKind,
    Signature,
)
from unbroken.readers import expressions
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface
from unbroken.semantics.warned_parameters import warned_parameters
from unbroken.semantics.wrapped_signatures import with_converted_arguments
from unbroken.semantics.wrappers import Outcome, Replacement, outcomes

_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY
_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD

# Words in the names of a package's own decorators that accept old arguments, and the dotted paths
# of such decorators of other libraries.
_WORDS = {
    "alias", "aliased", "aliases", "compat", "delete", "deleted", "deprecate", "deprecated",
    "deprecates", "deprecation", "legacy", "obsolete", "rename", "renamed", "renames", "renaming",
    "replace", "replaced",
}  # fmt: skip
_KNOWN = {
    "astropy.utils.decorators.deprecated_renamed_argument",
    "astropy.utils.deprecated_renamed_argument",
    "matplotlib._api.delete_parameter", "matplotlib._api.rename_parameter",
    "monai.utils.deprecate_utils.deprecated_arg", "monai.utils.deprecated_arg",
    "pandas.util._decorators.deprecate_kwarg",
}  # fmt: skip


class DecoratedSignature(NamedTuple):
    """The signature of a `def`, and the decorators above it that accept other arguments.

    `reach` is how many positional arguments are made use of. `converting` is the signature with
    the arguments that decorators of the package convert, None where there are none. `warned` are
    the parameters of whose use the body warns. `has_body` is False where nothing is run that could
    treat a parameter in a special way: fields make the constructor.
    """

    signature: Signature
    decorators: Sequence[Decorator] = ()
    reach: int = 0
    converting: Signature | None = None
    warned: frozenset[str] = frozenset()
    has_body: bool = True

    @property
    def names(self) -> set[str]:
        """The parameters that can be passed by name."""
        return {parameter.name for parameter in self.signature.parameters}


def decorated_signature(
    signature: Signature,
    surface: Surface,
    provider: Definition | None,
    owner: Definition | None = None,
) -> DecoratedSignature:
    """Return a signature together with the shims of the definition that has it.

    `provider` is None where nobody wrote the signature. `owner` is the class through which a method
    is reached, if that is not the one that defines it.
    """
    member = provider.member if provider is not None else None
    if provider is None or not isinstance(member, Function):
        return DecoratedSignature(signature)
    decorators = [
        decorator
        for decorator, outcome in zip(
            member.decorators, reversed(outcomes(surface, provider)), strict=True
        )
        if _is_shim(surface, provider, decorator, outcome)
    ]
    owner = owner or surface.owner(provider)
    converting = with_converted_arguments(signature, surface, provider)
    return DecoratedSignature(
        signature,
        decorators,
        positional_reach(surface, provider, owner, signature.parameters),
        None if converting is signature else converting,
        warned_parameters(surface, provider, missing=False),
    )


def _is_shim(surface: Surface, at: Definition, decorator: Decorator, outcome: Outcome) -> bool:
    """Return whether a decorator accepts arguments that the function itself does not.

    Bodies say so of the package's own decorators, and names where the body is not understood. Of
    those of other libraries, some are known.
    """
    if outcome is not None and all(map(_is_understood, outcome)):
        return any(
            replacement is not None and replacement.wrapper.converts_keywords
            for replacement in outcome
        )
    target = surface.resolve_name(at, decorator.path) if decorator.path else None
    if isinstance(target, External):
        return target.target in _KNOWN
    name = target.name if isinstance(target, Definition) else decorator.path.rpartition(".")[2]
    return not _WORDS.isdisjoint(_words(name))


def _is_understood(replacement: Replacement | None) -> bool:
    """Return whether it is known which arguments a decorator takes."""
    return replacement is None or not replacement.variadic or replacement.passing_call is not None


def _words(name: str) -> list[str]:
    """Return the words of a name, in snake case or camel case, in lower case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


def kept_breaks(
    old: DecoratedSignature, new: DecoratedSignature, callee: Callee
) -> Sequence[CallBreak]:
    """Return the calls that break, given the arguments that decorators accept and accepted.

    None of these calls passes a private parameter (`_x`).
    """
    before = without_private(old.signature, new.signature)
    after = with_same_unnamed(old.signature, before, with_shims(old, new))
    call_breaks = [*breaks(before, after, callee)]
    known = {(call_break.cause, call_break.parameter) for call_break in call_breaks}
    for kept, meant in formerly_kept(old._replace(signature=before), new):
        for call_break in breaks(kept, new.signature, callee):
            if (
                call_break.parameter in meant
                and (call_break.cause, call_break.parameter) not in known
            ):
                call_breaks.append(call_break._replace(announced=True))
    return call_breaks


def kept_breaks_of_forwarding(
    old: DecoratedSignature,
    new: DecoratedSignature,
    callee: Callee,
    *,
    written: Signature,
    works: Signature | None,
) -> Sequence[CallBreak]:
    """Return the calls that break of a function that only passed its arguments on.

    `old` is the signature of the calls that worked, `written` the one that the source had. If
    `new` passes its arguments on, too, `works` is the signature of the calls that work: it says
    better what became of a parameter. Only what the written signatures themselves reject or bind
    elsewhere counts.
    """
    if works is None:
        return kept_breaks(old, new, callee)
    after = shape(new.signature.parameters)
    olds = (shape(old.signature.parameters), shape(written.parameters))
    call_breaks = [
        call_break
        for call_break in kept_breaks(old, new._replace(signature=works), callee)
        if any(
            effect_of(before, after, call_break.witness.positional, call_break.witness.keywords)
            for before in olds
        )
    ]
    return call_breaks or kept_breaks(old, new, callee)


def with_shims(old: DecoratedSignature, new: DecoratedSignature) -> Signature:
    """Return the new signature with the old arguments that its decorators still accept."""
    if not new.has_body:
        return new.signature
    if new.converting is not None and new.converting != old.converting:
        new = new._replace(signature=new.converting)
    signature = _by_old_spelling(_from_args(_by_position(new), old, new), old)
    signature = _by_moved_name(_by_warned_name(signature, old, new), old)
    for decorator in new.decorators:
        if decorator.called and decorator not in old.decorators:
            signature = _with_names(signature, old, decorator)
    return signature


def _by_old_spelling(signature: Signature, old: DecoratedSignature) -> Signature:
    """Return the signature with a parameter's old name, where that stays as a keyword of its own.

    `def f(maxSize)` that became `def f(max_size=None, *, maxSize=None)` accepts all old calls.
    """
    came = {
        parameter.name.replace("_", "").lower(): parameter.name
        for parameter in signature.parameters
        if parameter.kind is _POSITIONAL_OR_KEYWORD and parameter.name not in old.names
    }
    slots = {
        parameter.name
        for parameter in old.signature.parameters
        if parameter.kind is _POSITIONAL_OR_KEYWORD
    }
    names = {}
    for parameter in signature.parameters:
        spelled = came.get(parameter.name.replace("_", "").lower())
        is_kept = (
            parameter.kind is _KEYWORD_ONLY
            and parameter.default is not None
            and parameter.name in slots
        )
        if spelled is not None and is_kept:
            names[spelled] = parameter.name
    rest = [parameter for parameter in signature.parameters if parameter.name not in names.values()]
    return _renamed(Signature(tuple(rest), signature.returns), names) if names else signature


def _from_args(signature: Signature, old: DecoratedSignature, new: DecoratedSignature) -> Signature:
    """Return keyword-only parameters as positional where the body takes them from `*args`.

    `def f(a, b)` that became `def f(a, *args, b=None)` accepts all old calls, if its body looks at
    `args` or passes them on. So does `def f(*args, b=None, **kwargs)`.
    """
    kinds = {parameter.kind for parameter in signature.parameters}
    if ParameterKind.VAR_POSITIONAL not in kinds or any(
        parameter.kind is ParameterKind.VAR_POSITIONAL for parameter in old.signature.parameters
    ):
        return signature
    slots = [p for p in old.signature.parameters if p.kind <= _POSITIONAL_OR_KEYWORD]
    kept = [p for p in signature.parameters if p.kind <= _POSITIONAL_OR_KEYWORD]
    by_name = {
        p.name: p for p in signature.parameters if p.kind is _KEYWORD_ONLY and p.default is not None
    }
    moved = slots[len(kept) : new.reach]
    while moved and moved[-1].name not in by_name:
        del moved[-1]
    is_prefix = all(map(_is_same_slot, slots, kept)) and len(kept) <= len(slots)
    are_known = all(p.name in by_name for p in moved)
    if not is_prefix or not (are_known or ParameterKind.VAR_KEYWORD in kinds):
        return signature
    names = {p.name for p in moved}
    rest = [p for p in signature.parameters[len(kept) :] if p.name not in names]
    taken = [by_name.get(p.name) or replace(p, default="...") for p in moved]
    opened = [replace(p, kind=_POSITIONAL_OR_KEYWORD) for p in taken]
    return Signature((*kept, *opened, *rest), signature.returns)


def _is_same_slot(old: Parameter, new: Parameter) -> bool:
    """Return whether a positional parameter of one version has the place of that of another."""
    return old.name == new.name or ParameterKind.POSITIONAL_ONLY is old.kind is new.kind


def _by_warned_name(
    signature: Signature, old: DecoratedSignature, new: DecoratedSignature
) -> Signature:
    """Return the signature with old names in their places, where the body warns of their use.

    `def f(a, old)` that became `def f(a, new=None, *, old=None)` accepts all old calls, if its body
    warns where `old` is passed: it takes the value from there.
    """
    if not new.warned:
        return signature
    kept = {
        parameter.name
        for parameter in signature.parameters
        if parameter.kind is _KEYWORD_ONLY
        and parameter.default is not None
        and parameter.name in new.warned
    }
    names = {
        now.name: before.name
        for before, now in zip(old.signature.parameters, signature.parameters, strict=False)
        if before.kind is now.kind is _POSITIONAL_OR_KEYWORD
        and before.name in kept
        and now.name not in old.names
    }
    rest = tuple(p for p in signature.parameters if p.name not in names.values())
    return _renamed(Signature(rest, signature.returns), names) if names else signature


def _by_moved_name(signature: Signature, old: DecoratedSignature) -> Signature:
    """Return the signature with a renamed parameter's old name, where that stays at the end.

    `def f(a, old=1)` that became `def f(a, new=1, old=None)` accepts all old calls: the new
    parameter has the place and the default of the old one, which only stays for its keyword.
    """
    places = moved_parameters(old.signature.parameters, signature.parameters)
    names = {new_name: name for name, new_name in places.items()}
    rest = [parameter for parameter in signature.parameters if parameter.name not in places]
    return _renamed(Signature(tuple(rest), signature.returns), names) if names else signature


def moved_parameters(old: Sequence[Parameter], new: Sequence[Parameter]) -> dict[str, str]:
    """Return the new name of each parameter that another one replaces in its place.

    The old name is still a parameter, behind all others that both versions have, with another
    default; the new one has the default that the old one had.
    """
    old_names = {parameter.name for parameter in old}
    slots = [p for p in new if p.kind is _POSITIONAL_OR_KEYWORD]
    first_added = next((i for i, p in enumerate(slots) if p.name not in old_names), len(slots))
    moved = {p.name: p for p in slots[first_added + 1 :]}
    places: dict[str, str] = {}
    for before, after in zip(old, new, strict=False):
        kept = moved.get(before.name)
        if (
            kept is not None
            and after.name not in old_names
            and before.kind is after.kind is _POSITIONAL_OR_KEYWORD
            and before.default is not None
            and before.default == after.default != kept.default
        ):
            places[before.name] = after.name
    return places


def formerly_kept(
    old: DecoratedSignature, new: DecoratedSignature
) -> Iterator[tuple[Signature, frozenset[str]]]:
    """Yield the signatures that only removed decorators made, with the parameters concerned.

    The arguments that such a decorator accepted go with it, as it had announced.
    """
    converting = old.converting
    if converting is not None and converting != new.converting:
        known = {parameter.name: parameter for parameter in old.signature.parameters}
        yield (
            converting,
            frozenset(p.name for p in converting.parameters if known.get(p.name) != p),
        )
    loose = _by_position(old)
    if loose != old.signature and not any(map(_is_positional, new.decorators)):
        pairs = zip(loose.parameters, old.signature.parameters, strict=True)
        yield loose, frozenset(one.name for one, other in pairs if one != other)
    for decorator in old.decorators:
        if decorator.called and decorator not in new.decorators:
            names = {
                current: former
                for former, current in _pairs(decorator)
                if former not in old.names and former not in new.names and current in old.names
            }
            if names:
                yield _renamed(old.signature, names), frozenset(names.values())


def _by_position(version: DecoratedSignature) -> Signature:
    """Return keyword-only parameters as positional where a decorator still accepts that."""
    parameters = version.signature.parameters
    if not any(map(_is_positional, version.decorators)) or any(
        parameter.kind is ParameterKind.VAR_POSITIONAL for parameter in parameters
    ):
        return version.signature
    opened = tuple(
        replace(parameter, kind=_POSITIONAL_OR_KEYWORD)
        if parameter.kind is _KEYWORD_ONLY
        else parameter
        for parameter in parameters
    )
    return Signature(opened, version.signature.returns)


def _is_positional(decorator: Decorator) -> bool:
    """Return whether a shim still accepts keyword-only parameters by position."""
    return "positional" in _words(decorator.path.rpartition(".")[2])


def _with_names(signature: Signature, old: DecoratedSignature, decorator: Decorator) -> Signature:
    """Return the signature with the old names of parameters that a decorator mentions."""
    known = {parameter.name for parameter in signature.parameters}
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
            Parameter(
                names.get(parameter.name, parameter.name),
                parameter.kind,
                parameter.default,
                parameter.annotation,
            )
            for parameter in signature.parameters
        ),
        signature.returns,
    )


def _pairs(decorator: Decorator) -> Iterator[tuple[str, str]]:
    """Yield the old and new names that a decorator mentions next to each other."""
    groups = _mentioned(decorator)
    for old, new in pairwise(groups):
        if len(old) == len(new):  # The group of an argument that is a version is empty.
            yield from zip(old, new, strict=True)


def _mentioned(decorator: Decorator) -> list[tuple[str, ...]]:
    """Return the names in each argument of a decorator, in order."""
    groups = []
    for text in (*decorator.arguments, *(value for _, value in decorator.keywords)):
        node = expressions.parsed(text) if "'" in text or '"' in text else None
        if node is not None:
            constants = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant))
            strings = (constant for constant in constants if isinstance(constant, str))
            groups.append(tuple(text for text in strings if text.isidentifier()))
    return groups
