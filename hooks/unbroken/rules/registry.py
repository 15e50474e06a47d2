"""Which rules there are: every file of this folder but those in NOT_RULES."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from unbroken import rules

if TYPE_CHECKING:
    from unbroken.rules.base import MetadataRule, PairRule, Rule

NOT_RULES = ("base", "document", "registry", "run_rules")


@functools.cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by its name (`parameter-removed`), sorted."""
    from importlib import import_module

    files = {name: f"{rules.__name__}.{name.replace('-', '_')}" for name in rule_names()}
    return {name: import_module(file).RULE for name, file in files.items()}


@functools.cache
def pair_rules() -> tuple[PairRule, ...]:
    """Return the rules that look at a definition in both versions."""
    from unbroken.rules.base import PairRule

    return tuple(rule for rule in all_rules().values() if isinstance(rule, PairRule))


@functools.cache
def metadata_rules() -> tuple[MetadataRule, ...]:
    """Return the rules that look at the project's metadata in both versions."""
    from unbroken.rules.base import MetadataRule

    return tuple(rule for rule in all_rules().values() if isinstance(rule, MetadataRule))


def reads_docstrings(names: Iterable[str]) -> bool:
    """Return whether one of some rules reads docstrings.

    Their files are searched instead of imported: that would take longer than the whole check of
    a commit that changes nothing.
    """
    for name in names:
        path = os.path.join(rules.__path__[0], f"{name.replace('-', '_')}.py")
        with open(path, "rb") as file:
            if b"reads_docstrings=True" in file.read():
                return True
    return False


@functools.cache
def rule_names() -> tuple[str, ...]:
    """Return the names of all rules, sorted, without loading them."""
    import pkgutil

    stems = (module.name for module in pkgutil.iter_modules(rules.__path__) if not module.ispkg)
    return tuple(sorted(stem.replace("_", "-") for stem in stems if stem not in NOT_RULES))
