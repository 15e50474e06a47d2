"""Finding what a stub does not declare of the source beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from unbroken.model.definitions import (
    Class,
    Function,
    Import,
    Member,
    Module,
    Parameter,
    ParameterKind,
)

_CALLED = ("__init__", "__new__", "__call__")
_BINDING = ("staticmethod", "classmethod")


def gaps_of(source: Module, stub: Module) -> list[str]:
    """Return what a stub lacks of the public names of its source, and of their parameters.

    A stub with a `__getattr__` or a star import may have any name.
    """
    is_open = bool(stub.stars) or stub.has_unknown_names
    return sorted(_gaps(_exported(source), stub.members, "", is_open=is_open))


def _exported(source: Module) -> dict[str, Member]:
    """Return the members without what a module imports for its own use."""
    listed = source.exports.names if source.exports is not None else ()
    return {
        name: member
        for name, member in source.members.items()
        if not isinstance(member, Import) or source.is_package or member.redundant or name in listed
    }


def _gaps(
    members: Mapping[str, Member], stubs: Mapping[str, Member], prefix: str, *, is_open: bool
) -> Iterator[str]:
    is_open = is_open or "__getattr__" in stubs
    for name, member in members.items():
        stub = stubs.get(name)
        if name.startswith("_") and name not in _CALLED:
            continue
        if stub is None:
            if not is_open and name not in _CALLED:
                yield prefix + name
        elif isinstance(member, Class) and isinstance(stub, Class):
            declared, is_known = _with_bases(stub, member, stubs)
            yield from _gaps(member.members, declared, f"{prefix}{name}.", is_open=not is_known)
        elif isinstance(member, Function) and isinstance(stub, Function):
            for parameter in _lost_parameters(member, stub, is_method=bool(prefix)):
                yield f"{prefix}{name}({parameter})"


def _with_bases(
    stub: Class, source: Class, scope: Mapping[str, Member]
) -> tuple[dict[str, Member], bool]:
    """Return the members that a class of a stub has, and whether these are all.

    What a base of the source has is looked up later, where the package is known.
    """
    members, is_known = dict(stub.members), True
    for base in stub.bases:
        base_class = scope.get(base)
        if isinstance(base_class, Class) and base_class is not stub:
            members = {**base_class.members, **members}
            is_known = is_known and set(base_class.bases) <= set(source.bases)
        else:
            is_known = is_known and base in source.bases
    return members, is_known


def _lost_parameters(function: Function, stub: Function, *, is_method: bool) -> Iterator[str]:
    """Yield the parameters that no signature of a stub has, or that all of them require."""
    paths = [decorator.path for decorator in function.decorators]
    if function.accessors or any(path not in _BINDING for path in paths):
        return  # Another decorator may change the signature.
    declared = [
        {parameter.name.removeprefix("__"): parameter for parameter in signature.parameters}
        for signature in stub.overloads or (stub.signature,)
    ]
    if any(_is_variadic(parameter) for names in declared for parameter in names.values()):
        return
    is_bound = is_method and "staticmethod" not in paths
    for parameter in function.signature.parameters[1 if is_bound else 0 :]:
        name = parameter.name
        if (
            _is_variadic(parameter)
            or parameter.kind is ParameterKind.POSITIONAL_ONLY
            or name.startswith("_")
        ):
            continue
        stubs = [names[name] for names in declared if name in names]
        if not stubs:
            yield name
        elif parameter.default is not None and all(stub.default is None for stub in stubs):
            yield f"{name}="


def _is_variadic(parameter: Parameter) -> bool:
    return parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
