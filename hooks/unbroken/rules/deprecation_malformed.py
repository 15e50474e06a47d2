"""A deprecation does not say what users need to know: when it ends, or what to use instead.

Name the version of the removal, after the configured window, and what to use instead or why.
"""

from __future__ import annotations

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding, Level
from unbroken.rules.base import Code, PolicyRule
from unbroken.rules.findings.deprecations import announced_finding


def report(
    pair: Pair,
    problems: list[str],
    remedy: str,
    says: str,
    level: Level,
    *,
    code: Code | None = None,
) -> Finding:
    """Return the finding for a deprecation with some problems; `says` is how it is written."""
    message = f"deprecation of '{pair.old.name}' {' and '.join(problems)}"
    return announced_finding(RULE, pair, message, remedy, new=says, level=level, code=code)


RULE = PolicyRule(module=__name__, level="error", bump="patch", found_by_comparison=False)
