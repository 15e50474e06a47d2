"""Which rules there are: every file of this folder but those in NOT_RULES."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from unbroken import rules

if TYPE_CHECKING:
    from types import ModuleType

NOT_RULES = ("base", "document", "registry", "run_rules")


@functools.cache
def all_rules() -> dict[str, ModuleType]:
    """Return the module of every rule by the rule's name (`parameter-removed`), sorted."""
    from importlib import import_module

    return {
        name: import_module(f"{rules.__name__}.{name.replace('-', '_')}") for name in rule_names()
    }


@functools.cache
def rule_names() -> tuple[str, ...]:
    """Return the names of all rules, sorted, without loading them."""
    import pkgutil

    stems = (module.name for module in pkgutil.iter_modules(rules.__path__) if not module.ispkg)
    return tuple(sorted(stem.replace("_", "-") for stem in stems if stem not in NOT_RULES))
