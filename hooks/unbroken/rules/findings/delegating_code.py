"""The code to paste for a function that does something else now: the former one, which calls it.

The new function gets another name, under which it can be used beside the former one.
"""

from __future__ import annotations

from collections.abc import Sequence

from unbroken.compare.method_binding import binding_of
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class, Function, Parameter, ParameterKind
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import argument_for, code_at, decorator_lines, header_lines
from unbroken.rules.findings.head_code import is_one_statement, with_former_annotations

_CALL = "{call}"


def delegating_code(
    pair: Pair,
    name: str,
    body: Sequence[str],
    *,
    former_decorators: Sequence[str] = (),
    imports: Sequence[str] = (),
) -> Code | None:
    """Return the former function, whose body calls the new one under another name.

    In `body`, `{call}` stands for the call and `{self}` for the instance. None where a call of
    the new function cannot be written.
    """
    if (
        pair.new is None
        or pair.functions is None
        or not is_one_statement(pair.new, pair.new_surface)
    ):
        return None
    _, new = pair.functions
    decorators = decorator_lines(new.decorators)
    if decorators is None or pair.new.qualname != pair.old.qualname:
        return None
    name = free_name(pair, name)
    call = _call(pair, name)
    if call is None:
        return None
    former, needed = with_former_annotations(pair)
    assert isinstance(former.member, Function)
    parameters = former.member.signature.parameters
    instance = parameters[0].name if parameters else ""
    if binding_of(pair.old_surface, pair.old) == "class":
        former_decorators = ("@classmethod", *former_decorators)
    lines = [
        *former_decorators,
        *header_lines(former, parameters),
        *(f"    {line.replace(_CALL, call).replace('{self}', instance)}" for line in body),
        "",
        *decorators,
        *header_lines(pair.new, new.signature.parameters, name),
    ]
    return code_at(pair.new, "head", lines, [*imports, *needed])


def free_name(pair: Pair, name: str) -> str:
    """Return a name that nothing in the class or module has yet."""
    assert pair.new is not None
    owner = pair.new_surface.owner(pair.new)
    taken = (
        owner.member.members
        if owner is not None and isinstance(owner.member, Class)
        else pair.new.module.members
    )
    while name in taken:
        name += "_"
    return name


def _call(pair: Pair, name: str) -> str | None:
    """Return how the former function reaches the new one: a call, or a property of the instance."""
    assert pair.new is not None
    assert pair.functions is not None
    old, new = pair.functions
    binding = binding_of(pair.old_surface, pair.old)
    given: tuple[Parameter, ...] = old.signature.parameters
    callee = name
    if binding in ("instance", "class"):
        if not given or given[0].kind > ParameterKind.POSITIONAL_OR_KEYWORD:
            return None
        callee, given = f"{given[0].name}.{name}", given[1:]
    elif binding != "function":
        return None
    if new.accessors:
        return callee
    taken = _taken(pair, new)
    arguments = [_argument(parameter, taken) for parameter in given]
    if None in arguments or not _is_enough(given, taken):
        return None
    return f"{callee}({', '.join(text for text in arguments if text)})"


def _taken(pair: Pair, new: Function) -> tuple[Parameter, ...]:
    """Return the parameters that callers of the new function fill."""
    assert pair.new is not None
    is_bound = binding_of(pair.new_surface, pair.new) in ("instance", "class")
    return new.signature.parameters[1:] if is_bound else new.signature.parameters


def _argument(parameter: Parameter, taken: Sequence[Parameter]) -> str | None:
    """Return how a parameter is passed on; None where the new function does not have it."""
    if parameter not in taken and not any(
        other.name == parameter.name and other.kind == parameter.kind for other in taken
    ):
        return None
    return argument_for(parameter)


def _is_enough(given: Sequence[Parameter], taken: Sequence[Parameter]) -> bool:
    """Return whether what the former function passes on fills the new one."""
    names = {parameter.name for parameter in given}
    return all(
        parameter.name in names
        or parameter.default is not None
        or parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
        for parameter in taken
    )
