"""The rules: one file each, found by walking this folder; the file's name is the rule's name.

What is no rule stands in `shared/` or is named in `_NO_RULES`.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType

from unbroken.compare.pair import Pair
from unbroken.finding import Finding

_NO_RULES = ("base", "document")


@functools.cache
def all_rules() -> dict[str, ModuleType]:
    """Give the module of every rule by the rule's name (`parameter-removed`), sorted."""
    return {name: importlib.import_module(f"{__name__}.{_stem(name)}") for name in rule_names()}


@functools.cache
def rule_names() -> tuple[str, ...]:
    """Give the names of all rules, sorted, without loading them."""
    stems = (each.name for each in pkgutil.iter_modules(__path__) if not each.ispkg)
    return tuple(sorted(stem.replace("_", "-") for stem in stems if stem not in _NO_RULES))


def _stem(name: str) -> str:
    return name.replace("-", "_")


def findings_of(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """Give what all rules find in some pairs, each at its rule's own level.

    A rule that knows better in one case sets the level itself (`finding(..., level=...)`).
    """
    from unbroken.rules.shared.untouched import is_untouched

    rules = all_rules().items()
    for pair in pairs:
        if is_untouched(pair):
            continue
        for name, rule in rules:
            for finding in rule.check(pair):
                finding.rule = name
                if finding.level == "off":
                    finding.level = rule.RULE.level
                yield _in_doubt(finding) if pair.is_doubtful else finding


def _in_doubt(finding: Finding) -> Finding:
    """Say of something gone that it may still be served."""
    finding.message += ", unless the module's '__getattr__' serves it"
    if finding.level == "error":
        finding.level = "warning"
    return finding
