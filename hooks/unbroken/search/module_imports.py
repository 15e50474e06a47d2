"""What a module imports, by the names that it has there."""

from __future__ import annotations

from collections.abc import Mapping

from unbroken.model.definitions import Attribute, Import, Module
from unbroken.semantics.resolution import is_dotted


def imports_of(module: Module) -> dict[str, str]:
    """Return the dotted paths of what a module imports, by its name there."""
    imports = {name: f"{module.name}.{name}" for name in module.submodules}
    members = module.members.items()
    return imports | {name: bound.target for name, bound in members if isinstance(bound, Import)}


def targets_of(module: Module, imports: Mapping[str, str]) -> dict[str, str]:
    """Return the dotted paths of what a module imports, by all names that it has there."""
    targets = dict(imports)
    for name, member in module.members.items():
        if isinstance(member, Attribute) and is_dotted(member.value or ""):
            head, dot, rest = (member.value or "").partition(".")
            if head in targets:
                targets[name] = f"{targets[head]}{dot}{rest}"
    return targets
