"""Show a breaking call as a caller would write it, with the proof that it breaks.

No witness leaves here unproven: `binding` binds the call to both signatures, and a call that the
old one refuses, or that the new one takes the same way, is a bug of ours and raised as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from unbroken.compare.calls.bind import Argument, Bound, Callee, Refused, bind
from unbroken.errors import InternalError
from unbroken.model.definitions import Parameter, ParameterKind
from unbroken.model.finding import Witness

_SHORT_LITERAL = re.compile(
    r"""-?\d[\w.]{0,11} | True | False | None | \(\) | \[\] | \{\}
      | b?'[^'\\\n]{0,16}' | b?"[^"\\\n]{0,16}" """,
    re.VERBOSE,
)


def prove(
    old: Sequence[Parameter],
    new: Sequence[Parameter],
    positional: int,
    keywords: tuple[str, ...],
    callee: Callee,
    about: str = "",
) -> Witness:
    """Return the witness for a call of `positional` arguments and `keywords`.

    Where several arguments land elsewhere, it tells of one that has to do with `about`. Raises
    InternalError if `old` does not accept the call or `new` takes it the same way.
    """
    call = _written(old, positional, keywords, callee)
    before = bind(old, positional, keywords, callee)
    if isinstance(before, Refused):
        raise InternalError(
            f"the witness {call} should work with the old signature, but: {before.error}. "
            f"This is a bug in unbroken, not in your code; please report it."
        )
    after = bind(new, positional, keywords, callee)
    if isinstance(after, Refused):
        return Witness(call, positional, keywords, "rejected", after.error, "TypeError")
    rebound = _rebound(old, new, before, after)
    if not rebound:
        raise InternalError(
            f"the witness {call} should not work with the new signature, but it does. "
            f"This is a bug in unbroken, not in your code; please report it."
        )
    told = next((text for text in rebound if repr(about) in text), rebound[0])
    return Witness(call, positional, keywords, "rebound", told)


def _rebound(
    old: Sequence[Parameter], new: Sequence[Parameter], before: Bound, after: Bound
) -> list[str]:
    """Say which arguments land elsewhere that should not, one sentence each."""
    old_variadic, new_variadic = _variadic(old), _variadic(new)
    still_named = {p.name for p in new} - new_variadic.keys()
    found = []
    for argument, was in before.targets.items():
        now = after.targets[argument]
        if was in old_variadic:
            # What `**kwargs` took may get a name; what `*args` collected may not.
            if isinstance(argument, int) and now not in new_variadic:
                found.append(f"{_ordinal(argument)} was collected by *{was}, now bound to '{now}'")
        elif was in still_named and now != was:
            star = new_variadic.get(now)
            lands = f"collected by {star}{now}" if star else f"to '{now}'"
            found.append(f"{_ordinal(argument)} was bound to '{was}', now {lands}")
    return found


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
