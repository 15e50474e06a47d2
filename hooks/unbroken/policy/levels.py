"""The level of a finding: the rule's default, the configured table, the overrides."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from unbroken.model.finding import Finding

if TYPE_CHECKING:
    from unbroken.config.config import Config
    from unbroken.model.finding import Level


def with_configured_levels(findings: Iterable[Finding], config: Config) -> Iterator[Finding]:
    """Yield the findings with their configured levels, without those that are "off"."""
    from unbroken.rules.registry import all_rules

    rules = all_rules()
    for finding in findings:
        level = _configured_level(finding, config, is_typing_rule=rules[finding.rule].typing)
        if level != "off":
            yield msgspec.structs.replace(finding, level=level)


def _configured_level(finding: Finding, config: Config, *, is_typing_rule: bool) -> Level:
    level = finding.level
    if is_typing_rule and config.typing == "strict" and level == "warning":
        level = "error"
    level = config.rules.get(finding.rule, level)
    for override in config.overrides:
        if finding.rule in override.rules and any(
            dotted_glob(pattern).fullmatch(finding.object) for pattern in override.objects
        ):
            level = override.rules[finding.rule]
    return level


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
