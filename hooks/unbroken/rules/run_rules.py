"""Run all rules over pairs of definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.registry import all_rules


def findings_of(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """Give what all rules find in some pairs, each at its rule's own level.

    A rule that knows better in one case sets the level itself (`finding(..., level=...)`).
    """
    from unbroken.compare.untouched import is_untouched

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
