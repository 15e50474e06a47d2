"""`unbroken rules`: list the rules, or show the documentation of some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.cli.commands import CommandResult
from unbroken.rules.registry import all_rules

if TYPE_CHECKING:
    from argparse import Namespace


def execute(arguments: Namespace) -> CommandResult:
    """List the rules, a line each: name, level, what it finds; or show the named ones in full.

    Raises UsageError for an unknown rule.
    """
    if arguments.rules:
        return CommandResult("\n".join(_page(name) for name in arguments.rules))
    lines = []
    for name, rule in all_rules().items():
        summary = rule.documentation.partition("\n")[0]
        lines.append(f"{name:34} {rule.level:8} {summary}\n")
    return CommandResult("".join(lines))


def _page(name: str) -> str:
    from unbroken.errors import UsageError
    from unbroken.model.suggestions import did_you_mean_or_list
    from unbroken.report.rule_pages import section

    rules = all_rules()
    if name not in rules:
        raise UsageError(f"there is no rule {name!r}{did_you_mean_or_list(name, rules)}")
    return section(name, rules[name])
