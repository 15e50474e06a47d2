"""The level of a finding: the rule's default, the configured table, the overrides."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from unbroken.model.finding import Finding

if TYPE_CHECKING:
    from unbroken.config.config import Config


def with_configured_levels(findings: Iterable[Finding], config: Config) -> Iterator[Finding]:
    """Yield the findings with their configured levels, without those that are "off"."""
    from unbroken.rules.registry import all_rules

    rules = all_rules()
    for finding in findings:
        rule = rules[finding.rule]
        if rule.typing and config.typing == "strict" and finding.level == "warning":
            finding.level = "error"
        finding.level = config.rules.get(finding.rule, finding.level)
        for override in config.overrides:
            if finding.rule in override.rules and any(
                dotted_glob(pattern).fullmatch(finding.object) for pattern in override.objects
            ):
                finding.level = override.rules[finding.rule]
        if finding.level != "off":
            yield finding


@functools.cache
def dotted_glob(pattern: str) -> re.Pattern[str]:
    """Return a regular expression for dotted names: `*` matches in one part, `**` many parts.

    `pkg.**.*Config` matches `pkg.Config` and `pkg.a.b.MyConfig`.
    """
    parts = []
    for part in pattern.split("."):
        if part == "**":
            parts.append(r"(?:[^.]+\.)*")
            continue
        text = "".join("[^.]*" if c == "*" else "[^.]" if c == "?" else re.escape(c) for c in part)
        parts.append(text + r"\.")
    joined = "".join(parts)
    if pattern.endswith("**"):
        joined = joined.removesuffix(r"(?:[^.]+\.)*") + r"(?:[^.]+\.)*[^.]+\."
    return re.compile(joined.removesuffix(r"\."))
