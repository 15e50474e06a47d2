"""Which calls of one constructor no longer work: `__init__`, `__new__` or a synthesised one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from unbroken.compare.calls.bind import Callee
from unbroken.compare.calls.call_break import CallBreak
from unbroken.compare.calls.constructor_errors import with_constructor_error
from unbroken.compare.calls.decorated_signature import decorated_signature
from unbroken.compare.calls.forwarded_arguments import effective_signature
from unbroken.compare.calls.joint_binding import JointBinding, accepted_by_all
from unbroken.compare.calls.kept_breaks import kept_breaks, kept_breaks_of_forwarding
from unbroken.compare.calls.legacy_positional_only import mangled_names, normalised
from unbroken.compare.calls.partials import size_of
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class, Parameter, Signature
from unbroken.semantics.abstract_methods import abstract_methods
from unbroken.semantics.constructors.constructor import Constructor
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_HOOKS = ("__post_init__", "__attrs_post_init__")


class Beside(NamedTuple):
    """The other constructor of a class, which must accept a call, too (`__new__` for `__init__`).

    `before` are those of the old version, `both` each of these with its counterpart now.
    """

    before: Sequence[Constructor]
    both: Sequence[tuple[Constructor, Constructor]]


def broken_calls_of(
    pair: Pair, old: Constructor, new: Constructor, beside: Beside
) -> list[CallBreak]:
    """Return the broken calls of one constructor: one entry per cause, with its smallest call."""
    smallest: dict[tuple[str, str], CallBreak] = {}
    for parameters in _by_one_name(old):
        for call_break in _broken_by_names(pair, old, new, parameters, beside):
            key = (call_break.cause, call_break.parameter)
            known = smallest.get(key)
            if known is None or size_of(call_break.witness) < size_of(known.witness):
                smallest[key] = call_break
    if old.kind == "builtin":
        return _without_builtin_keywords(smallest.values())
    return [*smallest.values()]


def _broken_by_names(
    pair: Pair,
    old: Constructor,
    new: Constructor,
    parameters: tuple[Parameter, ...],
    beside: Beside,
) -> Iterator[CallBreak]:
    """Yield the broken calls that give the arguments of `old` the names of some parameters."""
    assert pair.new is not None
    owner = pair.new
    if new.provider is not None:
        owner = pair.new_surface.owner(new.provider) or owner
    before = _signature(parameters)
    after = _signature(_with_names_of_old(new, parameters))
    callee = Callee(_call_text(pair, new), new.qualname, 1, mangled_names(owner, after))
    old_signature = decorated_signature(before, pair.old_surface, old.provider)
    new_signature = decorated_signature(after, pair.new_surface, new.provider, pair.new)
    new_signature = new_signature._replace(has_body=_runs_code(pair.new_surface, pair.new, new))
    call_breaks = kept_breaks(old_signature, new_signature, callee)
    worked = _effective(pair.old_surface, pair.old, old) if call_breaks else None
    if worked is not None:
        works = _effective(pair.new_surface, pair.new, new)
        old_signature = decorated_signature(worked, pair.old_surface, old.provider)
        call_breaks = kept_breaks_of_forwarding(
            old_signature, new_signature, callee, written=before, works=works
        )
        before, after = worked, works or after
    binding = JointBinding(
        before,
        after,
        [_signature(other.parameters) for other in beside.before],
        [(_signature(was.parameters), _signature(now.parameters)) for was, now in beside.both],
        callee,
    )
    for call_break in call_breaks:
        accepted = accepted_by_all(call_break, binding)
        if accepted is not None:
            witness = with_constructor_error(accepted.witness, new, after)
            yield accepted._replace(witness=witness)


def _runs_code(surface: Surface, owner: Definition, made: Constructor) -> bool:
    """Return whether code of the package sees the arguments of a constructor."""
    if made.kind not in ("dataclass", "attrs", "struct", "ctypes", "namedtuple"):
        return True
    return isinstance(owner.member, Class) and any(
        isinstance(surface.class_member(owner, name), Definition) for name in _HOOKS
    )


def _effective(surface: Surface, owner: Definition, made: Constructor) -> Signature | None:
    """Return the signature of the calls that work, where it is not the written one."""
    if made.provider is None:
        return None
    return effective_signature(surface, made.provider, owner, made.parameters)


def _without_builtin_keywords(call_breaks: Collection[CallBreak]) -> list[CallBreak]:
    """Return the breaks of a class that got a constructor, without the keywords of Python's own.

    `AttributeError(*args, name=None, obj=None)` is one cause with what happened to `*args`.
    """
    rest = [call_break for call_break in call_breaks if call_break.cause != "parameter-removed"]
    return rest or [*call_breaks]


def _call_text(pair: Pair, new: Constructor) -> str:
    """Return what is called: the class, or what users' subclasses call of an abstract class."""
    if new.kind != "new" and abstract_methods(pair.old_surface, pair.old):
        return "super().__init__"
    return pair.path.rpartition(".")[2]


def _signature(parameters: tuple[Parameter, ...]) -> Signature:
    return normalised(Signature(parameters), in_class=True)


def _by_one_name(old: Constructor) -> Iterator[tuple[Parameter, ...]]:
    """Yield the parameters as calls name them: those of fields with two names by each name."""
    yield old.parameters
    names = dict(old.either)
    if names:
        yield tuple(
            _called_as(parameter, names.get(parameter.name, parameter.name))
            for parameter in old.parameters
        )


def _with_names_of_old(new: Constructor, old: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Return the new parameters, with that one of a field's two names that old calls use."""
    needed = {parameter.name: parameter.default is None for parameter in old}
    names = {
        alias: name for alias, name in new.either if needed.get(name, -1) > needed.get(alias, -1)
    }
    return tuple(
        _called_as(parameter, names.get(parameter.name, parameter.name))
        for parameter in new.parameters
    )


def _called_as(parameter: Parameter, name: str) -> Parameter:
    return Parameter(name, parameter.kind, parameter.default, parameter.annotation)
