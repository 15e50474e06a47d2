"""Statements for what callers can observe of a function's body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from unbroken.model.definitions import Attribute, BodyWarning, Class, Function, ParameterKind
from unbroken.readers.function_effects import CONSTRUCTORS
from unbroken.readers.written_parts import (
    can_be_name,
    changes_of_keywords,
    forwarding_call,
    one_line,
    set_attribute,
)


def body_lines(function: Function, owner: Class | None) -> Iterator[str]:
    """Yield statements for what callers can observe of a function's body."""
    yield from (_warning_statement(function, warning) for warning in function.warns)
    yield from _refusals(function)
    yield from _uses_of_keywords(function)
    instance = first_parameter(function)
    if function.name == "__new__" and (function.assigns or function.assigns_unknown):
        instance = "self"
        yield "self = super().__new__()"
    in_constructor: tuple[str, ...] = ()
    if owner is not None and function is constructor_of(owner):
        in_constructor = tuple(instance_attributes(owner))
        yield from instance_assignments(in_constructor, owner, instance)
        yield from (f"{instance}.{name}()" for name in function.sets_up_by)
    elif owner is not None:
        in_constructor = tuple(_set_up_by(function, owner))
        yield from instance_assignments(in_constructor, owner, instance)
    # An augmented assignment is recorded but defines no attribute.
    operator = "+=" if function.name == "__init__" or _sets_up(function, owner) else "="
    for name in function.assigns:
        if name not in in_constructor:
            is_plain = can_be_name(name)
            yield f"{instance}.{name} {operator} ..." if is_plain else set_attribute(instance, name)
    if function.reads_frames:
        yield "sys._getframe"
    if function.assigns_unknown:
        yield f"setattr({instance}, ..., ...)"
    if function.passes_instance:
        yield "assert ..."  # What follows is not read as a warning at the top of the body.
    for callee, name in function.passes_instance:
        yield f"{callee}({instance}, {name!r})" if name else f"{callee}({instance})"
    for name, positional, keywords in function.own_calls:
        arguments = [*["..."] * positional, *(f"{keyword}=..." for keyword in keywords)]
        # As a statement of its own it could be one that warns.
        yield f"_ += self.{name}({', '.join(arguments)})"
    if function.calls_super:
        yield f"super().{function.name}()"
    known = _keywords_name(function) if function.keywords is not None else ""
    if function.forwards:
        yield from (f"{name}.get(...)" for name in function.inspects if name != known)
        yield from changes_of_keywords(function.forwards, function.signature)
    else:
        yield from (name for name in function.inspects if name != known)
    yield from (forwarding_call(forwarding, function.signature) for forwarding in function.forwards)
    if function.returns_iterator:
        yield "return iter(...)"
    given = _with_instance(function.gives, instance)
    if function.is_generator:
        yield f"yield {given}".rstrip()
    if function.only_raises:
        yield "raise _"
    if _returns_rebound_parameter(function) and instance not in ("self", "cls"):
        yield f"{instance} = ..."
    for kind in () if function.returned_functions else function.returned:
        if kind == "value" and given:
            yield f"return {given}"
        elif not (function.returns_iterator and kind == "value"):
            yield _return_statement(kind, instance)


def _with_instance(text: str, instance: str) -> str:
    """Return what a function gives, with the name that it has for its instance."""
    head = next((end for end in ("self.", "self(") if text.startswith(end)), None)
    return f"{instance}{text.removeprefix('self')}" if head else text


def _refusals(function: Function) -> Iterator[str]:
    """Yield the statements that refuse the arguments of some parameters."""
    for parameter in function.signature.parameters:
        if parameter.name in function.refuses:
            is_default = "" if parameter.default is None else f" != {parameter.default}"
            yield f"if {parameter.name}{is_default}: raise _"


def _uses_of_keywords(function: Function) -> Iterator[str]:
    """Yield the statements that use single keywords of `**kwargs`."""
    name, keywords = _keywords_name(function), function.keywords
    if keywords is None:
        return
    for key in keywords.refuses:
        yield f"if {key!r} in {name}: raise _"
    for key in keywords.needs:
        yield f"{name}.pop({key!r})"
    for key in keywords.reads:
        if key not in keywords.needs:
            yield f"{name}.pop({key!r}, ...)"
    if keywords.refuses_others and name not in function.refuses:
        yield f"if {name}: raise _"


def _keywords_name(function: Function) -> str:
    """Return the name of the `**kwargs` of a function ("" if it has none)."""
    return next(
        (
            parameter.name
            for parameter in function.signature.parameters
            if parameter.kind is ParameterKind.VAR_KEYWORD
        ),
        "",
    )


def _returns_rebound_parameter(function: Function) -> bool:
    """Return whether a function returns its first parameter, but not as it is given."""
    is_plain = not (function.is_async or function.returned_functions)
    return is_plain and function.returned == ("self",)


def returns_first_in_expression(function: Function) -> bool:
    """Return whether a function returns its first parameter only as a part of expressions."""
    arguments = {
        result.argument for result in function.returned_functions if result.wrapper is None
    }
    return "self" not in function.returned and first_parameter(function) in arguments - {""}


def _warning_statement(function: Function, warning: BodyWarning) -> str:
    arguments = [ascii(warning.message), *([warning.category] if warning.category else [])]
    call = f"{warning.callee}({', '.join(arguments)})"
    if warning.parameter is None:
        return call
    if warning.parameter not in {parameter.name for parameter in function.signature.parameters}:
        test = "not in" if warning.missing else "in"
        return f"if {warning.parameter!r} {test} {_keywords_name(function)}: {call}"
    return f"if {warning.parameter} is {'' if warning.missing else 'not '}...: {call}"


def _return_statement(kind: str, instance: str) -> str:
    """Return a statement that returns a kind of value."""
    if kind.startswith("tuple of "):
        count = int(kind.removeprefix("tuple of "))
        return f"return ({', '.join(['_'] * count)}{',' if count == 1 else ''})"
    value = {
        "None": "",
        "self": instance,
        "list": "[]",
        "dict": "{}",
        "set": "{0}",
        "constant": "0",
    }
    return f"return {value.get(kind, '_')}".rstrip()


def first_parameter(function: Function) -> str:
    """Return the name of the first positional parameter ("" if there is none)."""
    names = (
        parameter.name
        for parameter in function.signature.parameters
        if parameter.kind <= ParameterKind.POSITIONAL_OR_KEYWORD
    )
    return next(names, "")


def constructor_of(owner: Class) -> Function | None:
    """Return the constructor of a class that has a name for the instance; None without one."""
    member = owner.members.get("__init__")
    return member if isinstance(member, Function) and first_parameter(member) else None


def instance_attributes(owner: Class) -> dict[str, Attribute]:
    """Return the attributes of instances, without those that `__init__` does not set itself."""
    constructor = owner.members.get("__init__")
    others = (owner.members.get(name) for name in CONSTRUCTORS if name != "__init__")
    created = {name for other in others if isinstance(other, Function) for name in other.assigns}
    if isinstance(constructor, Function):
        for name in constructor.sets_up_by:
            method = owner.members.get(name)
            created.update(method.assigns if isinstance(method, Function) else ())
        created.difference_update(constructor.assigns)
    return {
        name: member
        for name, member in owner.members.items()
        if isinstance(member, Attribute) and member.scope == "instance" and name not in created
    }


def _set_up_by(function: Function, owner: Class) -> Iterator[str]:
    """Yield the attributes of instances that a method sets for the constructor."""
    for name in function.assigns if _sets_up(function, owner) else ():
        attribute = owner.members.get(name)
        if isinstance(attribute, Attribute) and attribute.scope == "instance":
            yield name


def _sets_up(function: Function, owner: Class | None) -> bool:
    """Return whether a method sets attributes of instances for the constructor, or after it."""
    if function.name in CONSTRUCTORS:
        return owner is not None and function.name not in ("__init__", "__new__")
    constructor = constructor_of(owner) if owner is not None else None
    return constructor is not None and function.name in constructor.sets_up_by


def instance_assignments(names: Iterable[str], owner: Class, instance: str) -> Iterator[str]:
    """Yield the statements that set some attributes of an instance."""
    for name in names:
        attribute = owner.members[name]
        assert isinstance(attribute, Attribute)
        is_annotated = attribute.annotation is not None
        annotation = f": {one_line(attribute.annotation)}" if attribute.annotation else ""
        value = " = ..." if attribute.value is not None or not is_annotated else ""
        if attribute.value is not None and attribute.value.endswith("()"):
            value = f" = {_with_instance(attribute.value, instance)}"
        is_plain = can_be_name(name)
        yield f"{instance}.{name}{annotation}{value}" if is_plain else set_attribute(instance, name)
