"""Positional-only parameters as they were written before PEP 570: `def f(__x)`."""

from __future__ import annotations

from collections.abc import Mapping

from unbroken.model.definitions import Parameter, ParameterKind, Signature
from unbroken.semantics.constructors.dataclass_fields import mangled
from unbroken.semantics.resolution import Definition

_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD
_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY


def normalised(signature: Signature, in_class: bool) -> Signature:
    """Return the signature with legacy positional-only parameters marked as such.

    The typing specification ("Historical positional-only parameters") takes a parameter for
    positional-only if its name starts with two underscores and does not end with them, unless
    one that can be passed by keyword precedes it. `signature` no longer has `self` or `cls`.
    At run time a module-level `f(__x=1)` works, but it was never promised. Inside a class
    (`in_class`) it does not: the name is mangled to `_Class__x`, wherever the parameter stands.
    So all such parameters of methods count, and a keyword-only one cannot be passed at all.
    """
    if not any(map(_is_private, signature.parameters)):
        return signature
    parameters = []
    leading = True
    for parameter in signature.parameters:
        name, kind = parameter.name, parameter.kind
        private = _is_private(parameter)
        if private and kind is _POSITIONAL_OR_KEYWORD and (leading or in_class):
            kind = ParameterKind.POSITIONAL_ONLY
            parameter = Parameter(name, kind, parameter.default, parameter.annotation)
        elif private and kind is _KEYWORD_ONLY and in_class and parameter.default is not None:
            continue
        elif kind is _POSITIONAL_OR_KEYWORD:
            leading = False
        parameters.append(parameter)
    return Signature(tuple(parameters), signature.returns)


def mangled_names(owner: Definition | None, signature: Signature) -> Mapping[str, str]:
    """Return the names that Python gives the private parameters of a method (`_Class__x`).

    `owner` is the class that defines the method; there are none where it is None.
    """
    if owner is None:
        return {}
    return {
        parameter.name: mangled(owner, parameter.name)
        for parameter in signature.parameters
        if _is_private(parameter)
    }


def _is_private(parameter: Parameter) -> bool:
    return parameter.name.startswith("__") and not parameter.name.endswith("__")
