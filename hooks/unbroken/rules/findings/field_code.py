"""The code to paste for a field of a dataclass: a declaration that keeps former calls working."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from unbroken.compare.calls.accepting_both import is_valid
from unbroken.compare.calls.compatibility import verdict
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Parameter, ParameterKind
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import annotation_at, code_at
from unbroken.rules.findings.signature_code import optional
from unbroken.semantics.constructors.constructor import Constructor
from unbroken.semantics.resolution import Definition


def field_code(
    old: Constructor, new: Constructor, name: str, field: Definition | None
) -> Code | None:
    """Return a declaration of a field of the new version with which the former calls work.

    None where that one field is not enough, or where it is not one of a dataclass.
    """
    if new.kind != "dataclass" or field is None or not isinstance(field.member, Attribute):
        return None
    if field.member.annotation is None or field.name != name:
        return None
    before = {parameter.name: parameter for parameter in old.parameters}
    position = next((i for i, parameter in enumerate(new.parameters) if parameter.name == name), -1)
    if position < 0:
        return None
    for changed in _variants(new.parameters[position], before.get(name)):
        parameters = [*new.parameters]
        parameters[position] = changed
        parameters.sort(key=lambda parameter: parameter.kind)
        if is_valid(parameters) and verdict(old.parameters, parameters) is None:
            return _declaration(field, optional(changed))
    return None


def lost_field_code(
    pair: Pair, old: Constructor, new: Constructor | None, name: str
) -> Code | None:
    """Return the declaration of a lost field in its former place, with a default."""
    assert pair.new is not None
    member = own_members(pair.old).get(name)
    if new is None or not isinstance(member, Attribute) or member.annotation is None:
        return None
    position = next((i for i, parameter in enumerate(old.parameters) if parameter.name == name), -1)
    if position < 0 or old.parameters[position].default == "...":
        return None
    lost = old.parameters[position]
    lost = optional(replace(lost, default=lost.default or "None"))
    later = {parameter.name for parameter in old.parameters[position + 1 :]}
    index = next((i for i, parameter in enumerate(new.parameters) if parameter.name in later), None)
    parameters = [*new.parameters]
    parameters.insert(len(parameters) if index is None else index, lost)
    if not is_valid(parameters) or verdict(old.parameters, parameters) is not None:
        return None
    at = pair.new
    if index is not None:
        following = new.parameters[index].name
        below = own_members(pair.new).get(following)
        if below is None:
            return None
        at = Definition(at.module, f"{at.qualname}.{following}", below)
    annotation = annotation_at(
        at, optional(replace(lost, annotation=member.annotation)).annotation or ""
    )
    line = f"{name}: {annotation} = {lost.default}"
    return code_at(at, "class" if index is None else "above", [line])


def _variants(now: Parameter, before: Parameter | None) -> Iterator[Parameter]:
    """Yield the parameters that a field may have instead, with a default."""
    default = (before.default if before is not None else None) or now.default or "None"
    if default == "...":
        return
    yield replace(now, default=default)
    if before is None:
        yield replace(now, default=default, kind=ParameterKind.KEYWORD_ONLY)


def _declaration(field: Definition, changed: Parameter) -> Code:
    assert isinstance(field.member, Attribute)
    annotation = annotation_at(
        field, optional(replace(changed, annotation=field.member.annotation)).annotation or ""
    )
    imports: list[str] = []
    value = changed.default or "None"
    if changed.kind is ParameterKind.KEYWORD_ONLY:
        imports = [] if "field" in field.module.members else ["from dataclasses import field"]
        value = f"field(default={value}, kw_only=True)"
    return code_at(field, "statement", [f"{field.name}: {annotation} = {value}"], imports)
