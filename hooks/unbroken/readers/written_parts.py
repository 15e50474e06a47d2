"""Parts of definitions as source: signatures, calls that pass arguments on, imports."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator

from unbroken.model.definitions import (
    Class,
    Import,
    Member,
    Module,
    Parameter,
    ParameterKind,
    Signature,
)
from unbroken.model.forwarding import Forwarding
from unbroken.model.signature_text import signature_text

UNKNOWN = "..."
"""Stands for whatever the model does not hold."""
INDENT = "    "


def forwarding_call(forwarding: Forwarding, signature: Signature) -> str:
    """Return a call that passes on the variadic parameters of a signature."""
    names = {parameter.kind: parameter.name for parameter in signature.parameters}
    arguments = ["..."] * forwarding.positional
    if forwarding.args:
        arguments.append(f"*{names[ParameterKind.VAR_POSITIONAL]}")
    if forwarding.unpacks_more:
        arguments.append("*()")
    arguments += [f"{keyword}=..." for keyword in forwarding.keywords]
    if forwarding.kwargs:
        arguments.append(f"**{names[ParameterKind.VAR_KEYWORD]}")
    return f"{forwarding.callee or '(...)'}({', '.join(arguments)})"


def changes_of_keywords(forwardings: Iterable[Forwarding], signature: Signature) -> Iterator[str]:
    """Yield what a body does with keywords of its `**kwargs` before calls that receive it."""
    for parameter in signature.parameters:
        if parameter.kind is ParameterKind.VAR_KEYWORD:
            star = parameter.name
            accepted = {name for forwarding in forwardings for name in forwarding.accepts}
            yield from (f"{star}.pop({name!r}, ...)" for name in sorted(accepted))
            put_in = {name for forwarding in forwardings for name in forwarding.sets}
            yield from (f"{star}[{name!r}] = ..." for name in sorted(put_in))


def written_signature(signature: Signature) -> str:
    """Return a signature as it stands in a definition."""
    returns = None if signature.returns is None else one_line(signature.returns)
    return signature_text(Signature(tuple(map(_parameter, signature.parameters)), returns))


def _parameter(parameter: Parameter) -> Parameter:
    default, annotation = parameter.default, parameter.annotation
    return Parameter(
        parameter.name,
        parameter.kind,
        default=None if default is None else one_line(default),
        annotation=None if annotation is None else one_line(annotation),
    )


def one_line(text: str) -> str:
    """Return the text, or `...` if it has more than one line (some nested f-strings do)."""
    return text if text.isprintable() else UNKNOWN


def can_be_name(text: str) -> bool:
    """Return whether a text can be the name of something (Python reference, "Names")."""
    return text.isidentifier() and not keyword.iskeyword(text)


def set_attribute(owner: str, name: str) -> str:
    """Return the call that sets an attribute whose name no assignment can have."""
    return f"setattr({owner}, {name!a}, ...)"


def written_imports(members: Iterable[Member], module: Module) -> set[str]:
    """Return what the statements import that are written for some members and for the module."""
    imports = {*module.stars, *(f"{module.name}.{name}" for name in module.submodules)}
    pending = [*members]
    while pending:
        member = pending.pop()
        pending += member.alternatives
        if isinstance(member, Import) and member.before_python is None:
            imports.add(member.target)
        elif isinstance(member, Class):
            pending += member.members.values()
    root = module.name.partition(".")[0]
    return {name for name in imports if name.partition(".")[0] == root}
