"""Write a breaking call as a caller would, with the proof that it breaks.

Every witness is proven: `bind` binds the call to both signatures. A call that the old one rejects,
or that the new one accepts in the same way, is a bug in unbroken and raised as one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from unbroken.compare.calls.bind import Argument, Bound, Callee, Rejected, bind
from unbroken.errors import InternalError
from unbroken.model.definitions import Parameter, ParameterKind
from unbroken.model.finding import Witness

_SHORT_LITERAL = re.compile(
    r"""-?\d[\w.]{0,11} | True | False | None | \(\) | \[\] | \{\}
      | b?'[^'\\\n]{0,16}' | b?"[^"\\\n]{0,16}" """,
    re.VERBOSE,
)


class Proof(NamedTuple):
    """A proven witness, and the parameters that its error is about."""

    witness: Witness
    names: Collection[str]


class _Rebinding(NamedTuple):
    """A sentence about an argument that lands elsewhere, and the parameters that it names."""

    text: str
    names: Collection[str]


def prove(
    old: Sequence[Parameter],
    new: Sequence[Parameter],
    positional: int,
    keywords: tuple[str, ...],
    callee: Callee,
    about: str = "",
) -> Proof:
    """Return the witness for a call of `positional` arguments and `keywords`.

    Where several arguments land elsewhere, its error is about one that involves the parameter
    `about`. Raises InternalError if `old` rejects the call or `new` accepts it in the same way.
    """
    call = _written(old, positional, keywords, callee)
    before = bind(old, positional, keywords, callee)
    if isinstance(before, Rejected):
        raise InternalError(
            f"the witness {call} should work with the old signature, but: {before.error}. "
            f"This is a bug in unbroken, not in your code; please report it."
        )
    after = bind(new, positional, keywords, callee)
    if isinstance(after, Rejected):
        witness = Witness(call, positional, keywords, "rejected", after.error, "TypeError")
        return Proof(witness, after.names)
    rebindings = _rebindings(old, new, before, after)
    if not rebindings:
        raise InternalError(
            f"the witness {call} should not work with the new signature, but it does. "
            f"This is a bug in unbroken, not in your code; please report it."
        )
    shown = next((rebinding for rebinding in rebindings if about in rebinding.names), rebindings[0])
    return Proof(Witness(call, positional, keywords, "rebound", shown.text), shown.names)


def _rebindings(
    old: Sequence[Parameter], new: Sequence[Parameter], before: Bound, after: Bound
) -> list[_Rebinding]:
    """Return the arguments that land elsewhere and should not."""
    old_variadic, new_variadic = _variadic(old), _variadic(new)
    still_named = {p.name for p in new} - new_variadic.keys()
    rebindings = []
    for argument, old_name in before.targets.items():
        new_name = after.targets[argument]
        if old_name in old_variadic:
            # What `**kwargs` took may get a name; what `*args` collected may not.
            if isinstance(argument, str) or new_name in new_variadic:
                continue
            text = f"was collected by *{old_name}, now bound to '{new_name}'"
        elif old_name in still_named and new_name != old_name:
            star = new_variadic.get(new_name)
            target = f"collected by {star}{new_name}" if star else f"to '{new_name}'"
            text = f"was bound to '{old_name}', now {target}"
        else:
            continue
        names = {argument, old_name, new_name} - old_variadic.keys() - new_variadic.keys()
        named = {name for name in names if isinstance(name, str)}
        rebindings.append(_Rebinding(f"{_ordinal(argument)} {text}", named))
    return rebindings


def _ordinal(argument: Argument) -> str:
    if isinstance(argument, int):
        return f"argument {argument + 1}"
    return f"keyword argument '{argument}'"


def _variadic(parameters: Sequence[Parameter]) -> dict[str, str]:
    """Return the stars of the variadic parameters, by name."""
    stars = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}
    return {p.name: stars[p.kind] for p in parameters if p.kind in stars}


def _written(
    old: Sequence[Parameter], positional: int, keywords: Sequence[str], callee: Callee
) -> str:
    """Return the call as text, with parameter names and short defaults as arguments."""
    slots = [p.name for p in old if p.kind <= ParameterKind.POSITIONAL_OR_KEYWORD]
    rest = next((p.name for p in old if p.kind is ParameterKind.VAR_POSITIONAL), "args")
    # `__x` is how positional-only parameters were written before PEP 570.
    written = [name.lstrip("_") or name for name in slots[:positional]]
    written += [f"{rest.lstrip('_') or rest}{i}" for i in range(positional - len(slots))]
    defaults = {
        p.name: p.default for p in old if p.default and p.kind is not ParameterKind.POSITIONAL_ONLY
    }
    for keyword in keywords:
        default = defaults.get(keyword)
        literal = default if default and _SHORT_LITERAL.fullmatch(default) else keyword
        written.append(f"{keyword}={literal}")
    return f"{callee.call}({', '.join(written)})"
