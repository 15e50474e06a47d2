"""Signatures as source text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from unbroken.model.definitions import Parameter, ParameterKind, Signature

_STARS = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}


def signature_text(signature: Signature) -> str:
    """Return parameters and return annotation as they stand in a `def`."""
    returns = f" -> {signature.returns}" if signature.returns is not None else ""
    return f"({', '.join(parameter_texts(signature.parameters))}){returns}"


def parameter_text(parameter: Parameter) -> str:
    """Return one parameter as it stands in a `def`."""
    text = _STARS.get(parameter.kind, "") + parameter.name
    if parameter.annotation is not None:
        text += f": {parameter.annotation}"
        return text if parameter.default is None else f"{text} = {parameter.default}"
    return text if parameter.default is None else f"{text}={parameter.default}"


def parameter_texts(
    parameters: Sequence[Parameter], text: Callable[[Parameter], str] = parameter_text
) -> list[str]:
    """Return each parameter's text, with the `/` and `*` that their kinds need between them."""
    texts: list[str] = []
    has_star = False
    for index, parameter in enumerate(parameters):
        kind = parameter.kind
        if kind is ParameterKind.KEYWORD_ONLY and not has_star:
            texts.append("*")
        has_star |= kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.KEYWORD_ONLY)
        texts.append(text(parameter))
        next_kind = parameters[index + 1].kind if index + 1 < len(parameters) else None
        if kind is ParameterKind.POSITIONAL_ONLY and next_kind is not kind:
            texts.append("/")
    return texts
