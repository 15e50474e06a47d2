"""The arguments of one call, and whether the old and the new signature take them alike."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Literal, NamedTuple

from unbroken.compare.calls.bind import Bound, Callee, Rejected, bind
from unbroken.compare.calls.decorated_signature import decorated_signature
from unbroken.compare.calls.decorator_shims import with_shims
from unbroken.impact.target import Target
from unbroken.model.definitions import Parameter, ParameterKind, Signature

_VARIADIC = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)


class Arguments(NamedTuple):
    """What a call passes: a number of positional arguments, and keywords in order.

    `has_star` and `has_double_star` are whether it passes `*args` or `**kwargs` of unknown
    contents as well. `is_partial` arguments may be completed by others later.
    """

    positional: int
    keywords: tuple[str, ...]
    has_star: bool = False
    has_double_star: bool = False
    is_partial: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether nothing else is passed."""
        return not (self.has_star or self.has_double_star or self.is_partial)


def arguments_of(call: ast.Call) -> Arguments:
    """Read the arguments of a call; the keys of a literal `**{…}` are keywords."""
    keywords: list[str] = []
    has_double_star = False
    for keyword in call.keywords:
        if keyword.arg is not None:
            keywords.append(keyword.arg)
            continue
        names = _literal_keys(keyword.value)
        keywords += names or ()
        has_double_star |= names is None
    starred = [isinstance(argument, ast.Starred) for argument in call.args]
    positional = starred.index(True) if True in starred else len(starred)
    return Arguments(positional, tuple(keywords), True in starred, has_double_star)


def _literal_keys(node: ast.expr) -> list[str] | None:
    """Return the keys of a literal dictionary of strings; None for anything else."""
    if not isinstance(node, ast.Dict):
        return None
    keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
    names = [key for key in keys if isinstance(key, str)]
    return names if len(names) == len(keys) else None


class Mismatch(NamedTuple):
    """How a call that the old signature takes fares with the new one.

    "refused": the new one raises TypeError with the text `error`. "rebound": an argument arrives
    at another parameter. "captured": an argument that `*args` collected arrives at a parameter.
    `parameter` is the old name of the parameter concerned, `argument` what passes it.
    """

    effect: Literal["refused", "rebound", "captured"]
    before: str
    error: str
    is_certain: bool
    parameter: str | None = None
    argument: int | str | None = None


def mismatch(
    old: Sequence[Target], new: Sequence[Target], arguments: Arguments, call: str
) -> Mismatch | None:
    """Compare how all signatures of a callable take a call; None where nothing changed for it.

    A call that the old version refuses, too, is none.
    """
    accepted = [_bound(target, target.parameters, arguments, call) for target in old]
    if any(isinstance(outcome, Rejected) for outcome in accepted):
        return None
    before = _in_words(accepted)
    for index, target in enumerate(new):
        former = old[min(index, len(old) - 1)]
        accepted_call = accepted[min(index, len(old) - 1)]
        parameters: Sequence[Parameter] = target.parameters
        outcome = _bound(target, parameters, arguments, call)
        if outcome == accepted_call and arguments.is_complete:
            continue
        parameters = _with_shims(former, target)
        outcome = _bound(target, parameters, arguments, call)
        if isinstance(outcome, Rejected):
            parameter, argument = _culprit(former, parameters, arguments)
            certain = arguments.is_complete or _is_always_refused(parameters, arguments)
            return Mismatch("refused", before, outcome.error, certain, parameter, argument)
        assert isinstance(accepted_call, Bound)
        moved = _moved(accepted_call, outcome, former.parameters, parameters)
        if moved is not None:
            return moved._replace(before=before, is_certain=arguments.is_complete)
        if not arguments.is_complete and not arguments.is_partial:
            error = _may_be_missing(former, target, parameters, outcome)
            if error is not None:
                return Mismatch("refused", before, error, False)
    return None


def _may_be_missing(
    old: Target, new: Target, parameters: Sequence[Parameter], passed: Bound
) -> str | None:
    """Return the error for required parameters that came and may not be among `*args`, `**kwargs`.

    None where there are none.
    """
    known = set(_required(old.parameters)) | set(passed.targets.values())
    missing = [name for name in _required(parameters) if name not in known]
    if not missing:
        return None
    plural = "" if len(missing) == 1 else "s"
    listed = ", ".join(repr(name) for name in missing)
    return f"{new.qualname}() missing {len(missing)} required argument{plural}: {listed}"


def _required(parameters: Sequence[Parameter]) -> list[str]:
    return [
        parameter.name
        for parameter in parameters
        if parameter.default is None and parameter.kind not in _VARIADIC
    ]


def _with_shims(old: Target, new: Target) -> tuple[Parameter, ...]:
    """Return the new parameters with what a decorator of the new version still takes."""
    before = decorated_signature(Signature(old.parameters), old.surface, old.definition)
    after = decorated_signature(Signature(new.parameters), new.surface, new.definition)
    return with_shims(before, after).parameters


def _bound(
    target: Target, parameters: Sequence[Parameter], arguments: Arguments, call: str
) -> Bound | Rejected:
    """Bind a call; what is not written out may pass whatever is still missing."""
    keywords: tuple[str, ...] = arguments.keywords
    if not arguments.is_complete:
        parameters = [
            parameter
            if parameter.kind in _VARIADIC or parameter.default is not None
            else Parameter(parameter.name, parameter.kind, "...")
            for parameter in parameters
        ]
    callee = Callee(call, target.qualname, target.bound)
    return bind(parameters, arguments.positional, keywords, callee)


def _is_always_refused(parameters: Sequence[Parameter], arguments: Arguments) -> bool:
    """Return whether the arguments that are written out are refused, whatever comes with them."""
    named = {
        parameter.name
        for parameter in parameters
        if parameter.kind in (ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)
    }
    kinds = {parameter.kind for parameter in parameters}
    slots = sum(parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD for parameter in parameters)
    too_many = ParameterKind.VAR_POSITIONAL not in kinds and arguments.positional > slots
    unknown = ParameterKind.VAR_KEYWORD not in kinds and not named.issuperset(arguments.keywords)
    return too_many or unknown


def _culprit(
    old: Target, parameters: Sequence[Parameter], arguments: Arguments
) -> tuple[str | None, int | str | None]:
    """Return the old parameter that the new version does not take as passed, and its argument."""
    by_name = {parameter.name: parameter for parameter in parameters}
    takes_any = any(parameter.kind is ParameterKind.VAR_KEYWORD for parameter in parameters)
    for keyword in arguments.keywords:
        if keyword not in by_name and not takes_any:
            return keyword, keyword
    slots = [
        parameter
        for parameter in parameters
        if parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
    ]
    if arguments.positional > len(slots):
        former = [
            parameter.name
            for parameter in old.parameters
            if parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
        ]
        index = len(slots)
        return (former[index] if index < len(former) else None), index
    return None, None


def _moved(
    old: Bound, new: Bound, before: Sequence[Parameter], after: Sequence[Parameter]
) -> Mismatch | None:
    """Return the first argument that arrives at another parameter than it did."""
    names = {parameter.name: parameter.kind for parameter in after}
    collected = {
        parameter.name for parameter in before if parameter.kind is ParameterKind.VAR_POSITIONAL
    }
    others = {
        parameter.name
        for parameter in before
        if parameter.kind in (ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)
    }
    for argument, target in old.targets.items():
        arrives = new.targets[argument]
        if arrives == target or names.get(arrives) in _VARIADIC:
            continue
        which = f"argument {argument + 1}" if isinstance(argument, int) else f"{argument}="
        if target in collected:
            text = f"{which} was collected in '*{target}' and is now '{arrives}'"
            return Mismatch("captured", "", text, False, target, argument)
        is_kept = names.get(target, ParameterKind.VAR_KEYWORD) not in _VARIADIC
        # A parameter that was another one before is no new name for the one that is gone.
        if is_kept or arrives in others:
            text = f"{which} was '{target}' and is now '{arrives}'"
            return Mismatch("rebound", "", text, False, target, argument)
    return None


def _in_words(accepted: Sequence[Bound | Rejected]) -> str:
    """Return where the arguments of a call went with the old version: `1 -> a, b= -> options`.

    A keyword that went to the parameter of its name is left out.
    """
    first = accepted[0]
    if not isinstance(first, Bound):
        return ""
    parts = [
        f"{argument + 1} -> {target}" if isinstance(argument, int) else f"{argument}= -> {target}"
        for argument, target in first.targets.items()
        if argument != target
    ]
    return ", ".join(parts)
