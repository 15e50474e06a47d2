"""A module is compiled now, without a stub: what it has can no longer be compared.

Put a stub (`.pyi`) beside it, which is compared instead.
"""

from __future__ import annotations

from unbroken.model.definitions import Module
from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule


def report(was: Module, now: Module) -> Finding:
    """Return the finding for a module that had a source, and is compiled now."""
    folder, slash, file = now.path.rpartition("/")
    stub = f"{folder}{slash}{file.partition('.')[0]}.pyi"
    return Finding(
        rule=RULE.name,
        level=RULE.level,
        object=now.name,
        path=now.path,
        line=1,
        end_line=1,
        message=f"what '{now.name}' has can no longer be compared: it is a compiled module now",
        remedy=f"Put a stub '{stub}' beside it, which is compared instead.",
        baseline_path=was.path,
        baseline_line=1,
    )


RULE = PolicyRule(module=__name__, level="warning", bump="patch")
