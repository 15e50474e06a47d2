"""A command that users run was removed.

Keep its name for a while, and let it warn and run the new command.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.finding import Finding
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import MetadataRule
from unbroken.rules.findings.metadata import metadata_finding
from unbroken.rules.findings.toml_code import entry_code, has_key, text


def check(package: str, old: Metadata, new: Metadata) -> Iterator[Finding]:
    """Find commands that are gone, or have another name."""
    if old.scripts is None or new.scripts is None:
        return
    added = {name: target for name, target in new.scripts.items() if name not in old.scripts}
    for name, target in old.scripts.items():
        if name in new.scripts:
            continue
        new_name = next((other for other, same in added.items() if same == target), None)
        yield metadata_finding(
            RULE,
            package,
            (old, new),
            ("project.scripts", "scripts", "project.gui-scripts", "gui-scripts"),
            f"command '{name}' was removed"
            if new_name is None
            else f"command '{name}' was renamed to '{new_name}'",
            f"Keep '{name}' for a while, and let it warn.",
            parameter=name,
            old=f'{name} = "{target}"',
            code=entry_code(new, _table_of(old, name), name, text(target)),
        )


def _table_of(old: Metadata, name: str) -> tuple[str, str]:
    """Return the table that a command was in."""
    graphical = ("project", "gui-scripts")
    return graphical if has_key(old, graphical, name) else ("project", "scripts")


RULE = MetadataRule(module=__name__, level="error", check=check)
