"""What a function returns if it is a decorator, as source that is read again as the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unbroken.model.definitions import ParameterKind, ReturnedFunction, Wrapper
from unbroken.readers.written_parts import (
    INDENT,
    UNKNOWN,
    can_be_name,
    forwarding_call,
    set_attribute,
    written_signature,
)


def returned_lines(
    returned: Sequence[ReturnedFunction],
    indent: str,
    function: str,
    *,
    conditional: bool = False,
) -> Iterator[str]:
    """Yield the last lines of the body of a function, given what it returns and its name.

    `conditional` writes an argument that it returns as a part of an expression.
    """
    names: dict[Wrapper, str] = {}
    is_call = any(result.through for result in returned)
    if (conditional or is_call) and all(result.wrapper is None for result in returned):
        yield f"{indent}def _(): {UNKNOWN}"  # Without one, such expressions are not read.
    for result in returned:
        wrapper = result.wrapper
        if wrapper is None:
            value = result.argument or _passed_through(result, function)
            rest = f" if _ else {value}" if conditional and result.argument else ""
            yield f"{indent}return {value}{rest}"
            continue
        if wrapper not in names:
            names[wrapper] = f"_{len(names)}"
            yield from _wrapper(wrapper, names[wrapper], indent)
        value = names[wrapper]
        if result.argument:
            value = f"{value}({result.argument})"
        elif result.through:
            value = _passed_through(result, value)
        yield f"{indent}return {value}"


def _passed_through(result: ReturnedFunction, value: str) -> str:
    for path in reversed(result.through):
        value = f"{path}({value})"
    return value


def _wrapper(wrapper: Wrapper, name: str, indent: str) -> Iterator[str]:
    for decorator in wrapper.decorators:
        yield f"{indent}@{decorator or '[0]'}"
    keyword = "async def" if wrapper.is_async else "def"
    yield f"{indent}{keyword} {name}{written_signature(wrapper.signature)}:"
    inner = indent + INDENT
    lines = [f"{inner}{statement}" for statement in _statements(wrapper)]
    lines += returned_lines(wrapper.returned_functions, inner, name)
    yield from lines or [f"{inner}{UNKNOWN}"]


def _statements(wrapper: Wrapper) -> Iterator[str]:
    names = {parameter.kind: parameter.name for parameter in wrapper.signature.parameters}
    kwargs = names.get(ParameterKind.VAR_KEYWORD, "")
    yield from (f"del {kwargs}[{key!a}]" for key in wrapper.accepts)
    yield from (f"{kwargs}[{key!a}] = ..." for key in wrapper.sets)
    first = next(iter(wrapper.signature.parameters), None)
    if first is not None:
        yield from (
            f"{first.name}.{name} = ..." if can_be_name(name) else set_attribute(first.name, name)
            for name in wrapper.assigns
        )
        if wrapper.assigns_unknown:
            yield f"setattr({first.name}, {UNKNOWN}, {UNKNOWN})"
    if wrapper.converts_positions:
        yield f"{names[ParameterKind.VAR_POSITIONAL]} = ..."
    if wrapper.converts_keywords:
        yield f"{kwargs} = ..."
    for call in wrapper.calls:
        text = forwarding_call(call, wrapper.signature)
        awaited = "await " if wrapper.is_async else ""
        yield f"return {awaited}{text}" if call.callee == wrapper.result_of else text
    if wrapper.is_generator:
        yield "yield"
    elif not (wrapper.returns_nothing or wrapper.result_of or wrapper.returned_functions):
        yield f"return {UNKNOWN}"
