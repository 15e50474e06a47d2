"""A command that users run is gone.

Keep its name for a while, and let it warn and run the new command.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.finding import Finding
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import MetadataRule
from unbroken.rules.findings.metadata import metadata_finding


def check(package: str, old: Metadata, new: Metadata) -> Iterator[Finding]:
    """Find commands that are gone, or have another name."""
    if old.scripts is None or new.scripts is None:
        return
    added = {name: each for name, each in new.scripts.items() if name not in old.scripts}
    for name, target in old.scripts.items():
        if name in new.scripts:
            continue
        now = next((each for each, its in added.items() if its == target), None)
        yield metadata_finding(
            RULE,
            package,
            (old, new),
            ("project.scripts", "scripts", "project.gui-scripts", "gui-scripts"),
            f"command '{name}' was removed"
            if now is None
            else f"command '{name}' was renamed to '{now}'",
            f"Keep '{name}' for a while, and let it warn.",
            parameter=name,
            old=f'{name} = "{target}"',
        )


RULE = MetadataRule(module=__name__, level="error", check=check)
