"""The rules: one file each, found by walking this folder; the file's name is the rule's name."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType

from holdfast.compare.pair import Pair
from holdfast.finding import Finding

_NO_RULES = ("base",)


@functools.cache
def all_rules() -> dict[str, ModuleType]:
    """Give the module of every rule by the rule's name (`parameter-removed`), sorted."""
    names = sorted(each.name for each in pkgutil.iter_modules(__path__))
    return {
        name.replace("_", "-"): importlib.import_module(f"{__name__}.{name}")
        for name in names
        if name not in _NO_RULES
    }


def rule_names() -> tuple[str, ...]:
    """Give the names of all rules, without loading them."""
    names = sorted(each.name for each in pkgutil.iter_modules(__path__))
    return tuple(name.replace("_", "-") for name in names if name not in _NO_RULES)


def findings_of(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """Give what all rules find in some pairs, each at its rule's own level."""
    rules = all_rules().items()
    for pair in pairs:
        for name, rule in rules:
            for finding in rule.check(pair):
                finding.rule = name
                finding.level = rule.RULE.level
                yield finding
