"""The code to paste for something that is gone: an alias, an import, or a value that warns."""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.fields import class_now
from unbroken.compare.members import members_of
from unbroken.compare.method_binding import binding_of
from unbroken.compare.pair import Pair
from unbroken.model.definitions import (
    Attribute,
    Function,
    Module,
)
from unbroken.model.finding import CodeHow
from unbroken.rules.base import Code
from unbroken.rules.findings.code_text import (
    argument_for,
    code_at,
    header_lines,
    imports_of_warning,
    quoted,
    warning,
)
from unbroken.rules.findings.words import listed
from unbroken.semantics.literals import literal_key
from unbroken.semantics.resolution import MISSING, Definition, is_dotted
from unbroken.semantics.surface import Surface

_LONGEST_VALUE = 60


def alias_code(pair: Pair, name: str) -> Code | None:
    """Return what keeps the old name of something that was renamed beside it.

    A plain function is a new one that calls it, which a decorator can deprecate; anything else
    is an alias.
    """
    scope = scope_now(pair)
    if scope is None:
        return None
    now = members_of(scope).get(name)
    old = pair.old.member
    how: CodeHow = "module" if scope.member is None else "class"
    listed = listing(pair)
    if isinstance(now, Function) and isinstance(old, Function):
        definition = Definition(scope.module, f"{scope.qualname}.{name}".lstrip("."), now)
        if _is_plain(pair, definition):
            return code_at(scope, how, [*_delegating(pair, definition), *listed])
    return code_at(scope, how, [f"{pair.old.name} = {name}", *listed])


def listing(pair: Pair) -> list[str]:
    """Return the statement that keeps a name in the `__all__` of the module that it was in."""
    if "." in pair.old.qualname:
        return []
    return listing_in(pair, pair.old.module.name, pair.old.name)


def listing_in(pair: Pair, module: str, name: str) -> list[str]:
    """Return the statement that keeps a name in the `__all__` of a module, where it was in it."""
    before, now = pair.old_surface.module(module), pair.new_surface.module(module)
    if before is None or now is None:
        return []
    old = pair.old_surface.all_names(before.module) or ()
    new = pair.new_surface.all_names(now.module)
    if name not in old or new is None or name in new:
        return []
    return [f"__all__ = [*__all__, {quoted(name)}]"]


def former_exporters(pair: Pair) -> list[str]:
    """Return the other modules that users imported a lost name from, and that lack it now."""
    if "." in pair.old.qualname:
        return []
    name = pair.old.name
    places = [path.rpartition(".") for path in (pair.path, *pair.affects)]
    return [
        module
        for module, _, last in places
        if last == name
        and module != pair.old.module.name
        and _lacks(pair.new_surface, module, name)
    ]


def imports_again(pair: Pair) -> str:
    """Return the modules that a lost name has to be imported in again, each with the import."""
    path = f"{pair.old.module.name}.{pair.old.name}"
    texts = []
    for name in former_exporters(pair):
        module = pair.new_surface.modules[name]
        texts.append(f"'{name}' (`{import_line(module, path)}`)")
    return listed(texts)


def _lacks(surface: Surface, module: str, name: str) -> bool:
    target = surface.module(module)
    return target is not None and surface.attribute(target, name) is MISSING


def _is_plain(pair: Pair, new: Definition) -> bool:
    """Return whether a call of a renamed function can be passed on to it."""
    member = new.member
    assert isinstance(member, Function)
    assert isinstance(pair.old.member, Function)
    return (
        not member.decorators
        and not member.accessors
        and not member.is_generator
        and not member.overloads
        and member.signature == pair.old.member.signature
        and binding_of(pair.new_surface, new) in ("function", "instance")
    )


def _delegating(pair: Pair, new: Definition) -> Iterator[str]:
    """Yield a function of the old name that calls the new one."""
    member = new.member
    assert isinstance(member, Function)
    parameters = member.signature.parameters
    callee, given = new.name, parameters
    if binding_of(pair.new_surface, new) == "instance" and parameters:
        callee, given = f"{parameters[0].name}.{new.name}", parameters[1:]
    yield from header_lines(new, parameters, pair.old.name)
    wait = "await " if member.is_async else ""
    yield f"    return {wait}{callee}({', '.join(argument_for(parameter) for parameter in given)})"


def moved_code(pair: Pair, module: str) -> Code | None:
    """Return the import, in the old place, of something that moved to another module."""
    scope = scope_now(pair)
    if scope is None or scope.member is not None:
        return None
    line = import_line(scope.module, f"{module}.{pair.old.name}")
    return code_at(scope, "module", [line, *listing(pair)])


def import_line(module: Module, path: str, name: str | None = None) -> str:
    """Return the import of a dotted path into a module that makes it public there."""
    source, _, last = path.rpartition(".")
    name = name or last
    renamed = "" if name == last and module.is_package else f" as {name}"
    return f"from {source} import {last}{renamed}" if source else f"import {last}{renamed}"


def value_code(pair: Pair) -> Code | None:
    """Return what keeps a removed attribute: its value, with a warning where that can be."""
    old = pair.old.member
    if not isinstance(old, Attribute) or old.value is None or len(old.value) > _LONGEST_VALUE:
        return None
    if old.scope == "module":
        return _module_value_code(pair, old, old.value)
    owner = class_now(pair)
    if owner is None or literal_key(old.value) is None or old.value[0] in "[{":
        return None
    if old.name in members_of(owner):
        return None  # Code after the class takes it away.
    annotation = f": {old.annotation}" if old.annotation and is_dotted(old.annotation) else ""
    return code_at(owner, "class", [f"{old.name}{annotation} = {old.value}"])


def _module_value_code(pair: Pair, old: Attribute, value: str) -> Code | None:
    module = scope_now(pair)
    if module is None or module.member is not None or old.name in module.module.members:
        return None
    if literal_key(value) is None or "__getattr__" in module.module.members:
        known = literal_key(value) is not None or value.partition("(")[0].partition(".")[0] in (
            module.module.members
        )
        lines = [f"{old.name} = {value}", *listing(pair)]
        return code_at(module, "module", lines) if known else None
    listed = listing(pair)
    missing = 'f"module {__name__!r} has no attribute {name!r}"'
    lines = [
        "def __getattr__(name):",
        f"    if name == {quoted(old.name)}:",
        f"        {warning(f'{old.name!r} is deprecated')}",
        f"        return {value}",
        f"    raise AttributeError({missing})",
        *(["", *listed] if listed else []),
    ]
    return code_at(module, "module", lines, imports_of_warning(module.module))


def scope_now(pair: Pair) -> Definition | None:
    """Return the class or module of the new version in which a definition was before."""
    return scope_of(pair.new_surface, pair.old)


def scope_of(surface: Surface, old: Definition) -> Definition | None:
    """Return the class or module of one version in which a definition of the baseline was."""
    owner = old.qualname.rpartition(".")[0]
    module = old.module.name
    return surface.definition(module, owner) if owner else surface.module(module)
