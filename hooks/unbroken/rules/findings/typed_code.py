"""The code to paste for annotations: headers and declarations with the types of the old version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from unbroken.compare.calls.broken_calls import call_breaks
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute, Class, Function, Parameter
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import (
    UNKNOWN_VALUE,
    code_at,
    header_lines,
    imports_of_warning,
)
from unbroken.rules.findings.head_code import is_one_statement, written_header
from unbroken.rules.findings.known_names import imports_for
from unbroken.rules.findings.parameters import Kept, kept_parameters
from unbroken.rules.findings.signature_code import Accepted, accepted_by_both, is_one_def
from unbroken.semantics.resolution import Definition


def returns_code(pair: Pair) -> Code | None:
    """Return the header of a function that is annotated to return what it did."""
    if pair.functions is None:
        return None
    return _header_code(pair, pair.new, {}, pair.functions[0].signature.returns)


def parameters_code(pair: Pair, changed: Sequence[Kept]) -> Code | None:
    """Return the header of a function or constructor that takes the types that it took.

    None where a parameter now takes several former ones of different types.
    """
    annotations: dict[str, str] = {}
    at = pair.new
    for kept in changed:
        was = kept.old.annotation
        sharing = (other for other in kept_parameters(pair) if other.new.name == kept.new.name)
        if was is None or any(other.old.annotation != was for other in sharing):
            return None
        annotations[kept.new.name] = was
        if kept.constructors is not None:
            at = kept.constructors[1].provider
    returns = pair.functions[1].signature.returns if pair.functions is not None else None
    return _header_code(pair, at, annotations, returns)


def _header_code(
    pair: Pair, at: Definition | None, annotations: Mapping[str, str], returns: str | None
) -> Code | None:
    """Return a header with other annotations, which accepts the former calls as well."""
    if at is None or not isinstance(at.member, Function) or not _has_one_header(at):
        return None
    former = _former(pair, at)
    imports = imports_for(pair, *annotations.values(), returns)
    if former is None or imports is None:
        return None
    accepted = Accepted(at.member.signature.parameters)
    if call_breaks(pair):
        accepted = accepted_by_both(pair, former, at)
    if not annotations.keys() <= {parameter.name for parameter in accepted.parameters}:
        return None
    parameters = [_annotated(parameter, annotations) for parameter in accepted.parameters]
    if pair.functions is None:
        returns = at.member.signature.returns
    signature = replace(at.member.signature, returns=returns)
    shown = at._replace(member=replace(at.member, signature=signature))
    if accepted.body:
        imports = [*imports_of_warning(at.module), *imports]
    return code_at(at, "header", [*header_lines(shown, parameters), *accepted.body], imports)


def _has_one_header(definition: Definition) -> bool:
    """Return whether the header of one `def` has all types of a function or property."""
    member = definition.member
    return is_one_def(definition) and isinstance(member, Function) and not member.overloads


def _former(pair: Pair, at: Definition) -> Definition | None:
    """Return what stood at the same place at the baseline, under the same name.

    What a class inherits now is the header of another class, which is for all of its subclasses.
    """
    former = pair.old_surface.definition(pair.old.module.name, at.qualname)
    if former is None or not _has_one_header(former):
        return None
    outer = pair.old.qualname if pair.functions is None else pair.old.qualname.rpartition(".")[0]
    return former if at.qualname.rpartition(".")[0] == outer else None


def _annotated(parameter: Parameter, annotations: Mapping[str, str]) -> Parameter:
    annotation = annotations.get(parameter.name, parameter.annotation)
    return replace(parameter, annotation=annotation)


def declaration_code(pair: Pair, annotation: str | None, value: str | None) -> Code | None:
    """Return the declaration of an attribute with an annotation and a value of the old version."""
    at = pair.new
    if at is None or not isinstance(at.member, Attribute) or value == UNKNOWN_VALUE:
        return None
    if annotation is None and value is None:
        return None
    imports = imports_for(pair, annotation, value)
    if imports is None or not _stands_alone(pair, at):
        return None
    name = f"self.{at.name}" if at.member.scope == "instance" else at.name
    typed = f"{name}: {annotation}" if annotation is not None else name
    line = typed if value is None else f"{typed} = {value}"
    return code_at(at, "statement", [line], imports)


def former_declaration_code(pair: Pair) -> Code | None:
    """Return the declaration that an attribute had in the old version."""
    old = pair.old.member
    return declaration_code(pair, old.annotation, old.value) if isinstance(old, Attribute) else None


def _stands_alone(pair: Pair, at: Definition) -> bool:
    """Return whether nothing else is defined by the statement (`a = b = 1`)."""
    owner = pair.new_surface.owner(at)
    is_member = owner is not None and isinstance(owner.member, Class)
    around = own_members(owner) if is_member else at.module.members
    assert at.member is not None
    return not at.module.path.endswith(".pyi") and all(
        other.line != at.member.line for name, other in around.items() if name != at.name
    )


def bracket_code(pair: Pair) -> Code | None:
    """Return the header of a function or class with the type parameters in brackets that it had."""
    old, new, at = pair.old.member, pair.new.member if pair.new is not None else None, pair.new
    if at is None or not isinstance(old, (Function, Class)) or not isinstance(new, type(old)):
        return None
    if not old.type_parameters or not is_one_statement(at):
        return None
    imports = imports_for(pair, *(text.partition(":")[2] or None for text in old.type_parameters))
    if imports is None:
        return None
    shown = at._replace(member=replace(new, type_parameters=old.type_parameters))
    return code_at(at, "header", [*written_header(shown)], imports)
