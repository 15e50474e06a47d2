"""The names whose definitions a change to some files changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from unbroken.checks.escalation import Escalation
from unbroken.model.definitions import Class, Function, Import, Module, OwnCall
from unbroken.readers.shape.changed_names import changed_names

if TYPE_CHECKING:
    from unbroken.checks.compare_packages import PartialReader
    from unbroken.model.projection import Projection


def changed_definitions(
    changed: Collection[str],
    before_change: PartialReader,
    after_change: PartialReader,
    projection: Projection,
) -> dict[str, set[str]] | Escalation:
    """Return the names whose definitions a change to files changed, by file.

    Both readers read one version; `projection` is what of a definition is compared. Returns an
    `Escalation` where other names may have changed with them.
    """
    own: dict[str, set[str]] = {path: set() for path in changed}
    for path in changed:
        file = after_change.files.at(path)
        new = after_change.read(file) if file is not None else None
        # By name: a stub may be added to a source, or a source to a stub.
        file_before = before_change.files.get(file.name) if file is not None else None
        if file_before is None or new is None:
            continue
        before = before_change.read(file_before)
        if before is None:
            return Escalation(f"{path} did not parse before")
        if before.stars != new.stars:
            return Escalation(f"{path} changed its star imports")
        if _aliases(before) != _aliases(new):
            return Escalation(f"{path} changed type aliases that only type checkers see")
        if _set_elsewhere(before) != _set_elsewhere(new):
            return Escalation(f"{path} changed what it sets on other modules")
        if ("__getattr__" in before.members) != ("__getattr__" in new.members):
            return Escalation(f"{path} changed which names its __getattr__ may provide")
        own[path] = changed_names(before, new, projection) | _retyped(before, new)
        own[path] |= _changed_typing_imports(before, new) | _called_otherwise(before, new)
    return own


def _aliases(module: Module) -> dict[str, str | None]:
    return {name: alias.value for name, alias in module.typing_aliases.items()}


def _set_elsewhere(module: Module) -> tuple[object, ...]:
    return module.sets_elsewhere, module.registers, module.passes_paths


def _changed_typing_imports(before: Module, new: Module) -> set[str]:
    """Return the names that type checkers see, and that lead elsewhere now."""
    was, now = (
        {name: bound.target for name, bound in module.typing_imports.items()}
        for module in (before, new)
    )
    return {name for name in {*was, *now} if was.get(name) != now.get(name)}


def _called_otherwise(before: Module, new: Module) -> set[str]:
    """Return the methods that classes call on themselves with other arguments than before.

    A base class elsewhere may define them, and users override them.
    """
    return {name for name, *_ in _calls_in(before) ^ _calls_in(new)}


def _calls_in(module: Module) -> set[OwnCall]:
    classes = (member for member in module.members.values() if isinstance(member, Class))
    return {call for member in classes for call in own_calls(member)}


def own_calls(member: Class) -> Iterator[OwnCall]:
    """Yield the calls of methods that a class makes on itself."""
    for method in member.members.values():
        if isinstance(method, Function):
            yield from method.own_calls


def _retyped(before: Module, new: Module) -> set[str]:
    """Return the names whose annotations may have another meaning, because imports changed."""
    old_targets, new_targets = _import_targets(before), _import_targets(new)
    words = [name for name, target in old_targets.items() if new_targets.get(name) != target]
    if not words:
        return set()
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
    return {name for name, member in new.members.items() if pattern.search(repr(member))}


def _import_targets(module: Module) -> dict[str, str]:
    """Return the dotted paths of what a module imports, by its name there."""
    imports = {
        name: member for name, member in module.members.items() if isinstance(member, Import)
    }
    return {name: member.target for name, member in {**module.typing_imports, **imports}.items()}
