"""The error of a constructor where no function of the package rejects a call."""

from __future__ import annotations

import msgspec

from unbroken.model.definitions import ParameterKind, Signature
from unbroken.model.finding import Witness
from unbroken.semantics.constructors.constructor import Constructor


def with_constructor_error(witness: Witness, new: Constructor, after: Signature) -> Witness:
    """Return the witness with the error of what rejects the call, where that is no function."""
    if witness.effect != "rejected":
        return witness
    error = witness.error
    if new.kind == "builtin":
        error = _error_of_builtin(witness, new)
    elif new.kind == "struct":
        error = _error_of_struct(witness, after)
    elif new.kind == "ctypes":
        error = _error_of_ctypes(witness, after)
    elif new.kind == "model" and witness.positional:
        given = witness.positional + 1
        error = f"BaseModel.__init__() takes 1 positional argument but {given} were given"
    elif new.kind == "model":
        error = _invalid(witness, new, after)
        return msgspec.structs.replace(witness, error=error, exception="ValidationError")
    return msgspec.structs.replace(witness, error=error)


def _error_of_struct(witness: Witness, after: Signature) -> str:
    """Return the error of a struct: it checks positions, then keywords, then what is missing."""
    slots = [p.name for p in after.parameters if p.kind is not ParameterKind.KEYWORD_ONLY]
    if witness.positional > len(slots):
        return "Extra positional arguments provided"
    given = slots[: witness.positional]
    names = {parameter.name for parameter in after.parameters}
    for keyword in witness.keywords:
        if keyword not in names:
            return f"Unexpected keyword argument '{keyword}'"
        if keyword in given:
            return f"Argument '{keyword}' given by name and position"
    missing = (
        parameter.name
        for parameter in after.parameters
        if parameter.default is None and parameter.name not in (*given, *witness.keywords)
    )
    return f"Missing required argument '{next(missing)}'"


def _error_of_ctypes(witness: Witness, after: Signature) -> str:
    """Return the error of a structure of `ctypes`, which rejects only what is given twice."""
    slots = [p.name for p in after.parameters if p.kind is not ParameterKind.VAR_KEYWORD]
    if witness.positional > len(slots):
        return "too many initializers"
    given = slots[: witness.positional]
    twice = next(keyword for keyword in witness.keywords if keyword in given)
    return f"duplicate values for field '{twice}'"


def _error_of_builtin(witness: Witness, new: Constructor) -> str:
    """Return the error of a constructor that Python itself defines."""
    if not new.parameters:
        return f"{new.qualname}() takes no arguments"
    if [parameter.kind for parameter in new.parameters] == [ParameterKind.VAR_POSITIONAL]:
        return f"{new.qualname}() takes no keyword arguments"
    return witness.error


def _invalid(witness: Witness, new: Constructor, after: Signature) -> str:
    """Return pydantic's ValidationError in one line; fields are named by their alias."""
    wrong = [
        f"{alias.name}: Field required"
        for alias, parameter in zip(new.parameters, after.parameters, strict=True)
        if parameter.kind is ParameterKind.KEYWORD_ONLY
        and parameter.default is None
        and parameter.name not in witness.keywords
    ]
    if not any(parameter.kind is ParameterKind.VAR_KEYWORD for parameter in after.parameters):
        known = {parameter.name for parameter in after.parameters}
        refused = [name for name in witness.keywords if name not in known]
        wrong += [f"{name}: Extra inputs are not permitted" for name in refused]
    plural = "" if len(wrong) == 1 else "s"
    return f"{len(wrong)} validation error{plural} for {new.qualname}: {'; '.join(wrong)}"
