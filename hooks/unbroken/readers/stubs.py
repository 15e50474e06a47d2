"""Stubs (`.pyi`): the types of the source beside them, or all of a compiled module."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from unbroken.model.definitions import (
    COMPUTED,
    Attribute,
    Class,
    Function,
    Import,
    Member,
    Module,
    Parameter,
    Signature,
)
from unbroken.model.stub_gaps import STUB_GAPS
from unbroken.readers.stub_gaps import gaps_of


def with_stub(source: Module, stub: Module) -> Module:
    """Return a module with the types of the stub beside it.

    Annotations and overloads come from the stub; names, parameters and default values come from
    the source, which is what runs. Where it may have more names than it shows, those of the stub
    count. What the stub lacks is kept, because type checkers do not see it.
    """
    names = _imports(stub)
    for name in source.members:
        names.pop(name, None)
    aliases = {**source.typing_aliases, **stub.typing_aliases}
    gaps = gaps_of(source, stub)
    if gaps:
        aliases[STUB_GAPS] = Attribute(
            name=STUB_GAPS, line=1, column=1, end_line=1, value=repr(tuple(gaps))
        )
    members = _typed(source.members, stub.members)
    if source.has_unknown_names or "__getattr__" in source.members:
        members |= _only_declared(source, stub)
    return msgspec.structs.replace(
        source,
        members=members,
        typing_imports={**source.typing_imports, **names},
        typing_aliases=aliases,
    )


def _only_declared(source: Module, stub: Module) -> dict[str, Member]:
    """Return the members that only the stub has: what it defines, and exports of the package."""
    own = f"{source.name.partition('.')[0]}."
    return {
        name: member
        for name, member in stub.members.items()
        if name not in source.members
        and not name.startswith("_")
        and (not isinstance(member, Import) or member.redundant or member.target.startswith(own))
    }


def without_own_imports(stub: Module) -> Module:
    """Return the module that a stub without source describes (a compiled module).

    A stub's imports are for its own use, unless they are written `import a as a` or
    `from b import a as a`, or listed in `__all__` (typing spec, "Stub files", "Imports").
    """
    listed = stub.exports.names if stub.exports is not None else ()
    own = {
        name: member
        for name, member in stub.members.items()
        if isinstance(member, Import) and not member.redundant and name not in listed
    }
    members = {name: member for name, member in stub.members.items() if name not in own}
    # What a compiled module imports is not known.
    return msgspec.structs.replace(
        stub,
        members=members,
        typing_imports={**stub.typing_imports, **own},
        imports=(COMPUTED,),
    )


def _imports(stub: Module) -> dict[str, Import]:
    """Return the imports that the annotations of a stub may refer to."""
    imports = {name: member for name, member in stub.members.items() if isinstance(member, Import)}
    return {**stub.typing_imports, **imports}


def _typed(members: Mapping[str, Member], stubs: Mapping[str, Member]) -> dict[str, Member]:
    return {name: _typed_member(member, stubs.get(name)) for name, member in members.items()}


def _typed_member(member: Member, stub: Member | None) -> Member:
    if isinstance(member, Class) and isinstance(stub, Class):
        return msgspec.structs.replace(member, members=_typed(member.members, stub.members))
    if isinstance(member, Attribute) and isinstance(stub, Attribute):
        annotation = stub.annotation if stub.annotation is not None else member.annotation
        return msgspec.structs.replace(member, annotation=annotation)
    if isinstance(member, Function) and isinstance(stub, Function):
        signature = _typed_signature(member.signature, stub)
        return msgspec.structs.replace(member, signature=signature, overloads=stub.overloads)
    return member


def _typed_signature(signature: Signature, stub: Function) -> Signature:
    if stub.overloads:  # A stub has no implementation whose annotations would count.
        return signature
    annotations = {parameter.name: parameter.annotation for parameter in stub.signature.parameters}
    parameters = tuple(
        _typed_parameter(parameter, annotations) for parameter in signature.parameters
    )
    return Signature(parameters, stub.signature.returns)


def _typed_parameter(parameter: Parameter, annotations: Mapping[str, str | None]) -> Parameter:
    annotation = annotations.get(parameter.name, parameter.annotation)
    return msgspec.structs.replace(parameter, annotation=annotation)
