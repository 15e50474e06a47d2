"""Positional-only parameters as they were written before PEP 570: `def f(__x)`."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from unbroken.compare.calls.call_break import CallBreak
from unbroken.model.definitions import Parameter, ParameterKind, Signature
from unbroken.semantics.constructors.dataclass_fields import mangled
from unbroken.semantics.resolution import Definition

_POSITIONAL_OR_KEYWORD = ParameterKind.POSITIONAL_OR_KEYWORD
_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY


def normalised(signature: Signature, in_class: bool) -> Signature:
    """Return the signature with legacy positional-only parameters marked as such.

    The typing specification ("Historical positional-only parameters") takes a parameter for
    positional-only if its name starts with two underscores and does not end with them, unless
    one that can be passed by keyword precedes it. `signature` has no `self` or `cls` any more.
    At run time a module-level `f(__x=1)` does work, but it was never promised. Inside a class
    (`in_class`) it does not: the name is mangled to `_Class__x`, wherever the parameter stands,
    so there all such parameters count, and a keyword-only one cannot be passed at all.
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


def mangled_errors(
    found: Sequence[CallBreak], new: Signature, owner: Definition
) -> Sequence[CallBreak]:
    """Put the names into errors that Python gives the parameters of methods: `_Class__x`."""
    names = {each.name: mangled(owner, each.name) for each in new.parameters}
    if all(name == kept for name, kept in names.items()):
        return found
    changed = []
    for each in found:
        witness = each.witness
        if witness.effect == "rejected":
            error = re.sub(
                r"'(\w+)'", lambda name: f"'{names.get(name[1], name[1])}'", witness.error
            )
            each = each._replace(witness=msgspec.structs.replace(witness, error=error))
        changed.append(each)
    return changed


def _is_private(parameter: Parameter) -> bool:
    return parameter.name.startswith("__") and not parameter.name.endswith("__")
