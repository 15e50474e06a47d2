"""Definitions as one line of source, for people to read."""

from __future__ import annotations

from holdfast.read.construct import Constructor
from holdfast.read.resolve import Object
from holdfast.surface import (
    Attribute,
    Class,
    Function,
    Import,
    Parameter,
    ParameterKind,
    Signature,
)


def signature_text(signature: Signature) -> str:
    """Write parameters and return annotation as in a `def`."""
    returns = f" -> {signature.returns}" if signature.returns is not None else ""
    return f"({parameters_text(signature.parameters)}){returns}"


def parameters_text(parameters: tuple[Parameter, ...]) -> str:
    """Write a list of parameters with the `/` and `*` that their kinds need."""
    parts: list[str] = []
    starred = False
    for index, each in enumerate(parameters):
        if each.kind is ParameterKind.VAR_POSITIONAL:
            starred = True
        if each.kind is ParameterKind.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        parts.append(parameter_text(each))
        following = parameters[index + 1].kind if index + 1 < len(parameters) else None
        if each.kind is ParameterKind.POSITIONAL_ONLY and following is not each.kind:
            parts.append("/")
    return ", ".join(parts)


def parameter_text(parameter: Parameter) -> str:
    """Write one parameter as in a `def`."""
    stars = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}
    text = stars.get(parameter.kind, "") + parameter.name
    if parameter.annotation is not None:
        text += f": {parameter.annotation}"
        return text if parameter.default is None else f"{text} = {parameter.default}"
    return text if parameter.default is None else f"{text}={parameter.default}"


def constructor_text(name: str, constructor: Constructor) -> str:
    """Write the call that a class takes: `Model(config, hidden=1)`."""
    shown = constructor.parameters
    if constructor.kind == "model":
        # A model ignores other keywords; nobody wrote the parameter that says so.
        shown = tuple(p for p in shown if p.kind is not ParameterKind.VAR_KEYWORD)
    return f"{name}({parameters_text(shown)})"


def definition_text(found: Object) -> str:
    """Write a definition as one line of source, without its body."""
    member = found.member
    if member is None:
        return f"module {found.module.name}"
    if isinstance(member, Function):
        start = "async def" if member.is_async else "def"
        return f"{start} {member.name}{signature_text(member.signature)}"
    if isinstance(member, Class):
        arguments = [*member.bases, *(f"{name}={value}" for name, value in member.keywords)]
        return (
            f"class {member.name}({', '.join(arguments)})" if arguments else f"class {member.name}"
        )
    if isinstance(member, Import):
        return f"import of {member.target}"
    assert isinstance(member, Attribute)
    annotation = f": {member.annotation}" if member.annotation is not None else ""
    value = f" = {member.value}" if member.value is not None else ""
    return f"{member.name}{annotation}{value}"
