"""Run all rules over pairs of definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from unbroken.compare.pair import Pair
from unbroken.compare.untouched import is_untouched
from unbroken.model.finding import Finding
from unbroken.model.projection import Projection
from unbroken.rules.registry import pair_rules


def findings_of(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """Yield what all rules find in some pairs."""
    rules = pair_rules()
    projection = Projection(docstrings=any(rule.reads_docstrings for rule in rules))
    for pair in pairs:
        if is_untouched(pair, projection):
            continue
        for rule in rules:
            for finding in rule.check(pair):
                yield finding if pair.doubt is None else _in_doubt(finding, pair.doubt)


def _in_doubt(finding: Finding, doubt: str) -> Finding:
    """Return the finding about a removed name that something may still provide."""
    return msgspec.structs.replace(
        finding,
        notes=(*finding.notes, doubt),
        level="warning" if finding.level == "error" else finding.level,
    )
