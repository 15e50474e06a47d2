"""A command that users run is gone.

Keep its name for a while, and let it warn and run the new command.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import Break, Keep, Rule
from unbroken.rules.findings.metadata import metadata_finding

RULE = Rule(level="error")

BREAKS: tuple[Break, ...] = ()
"""It is about `[project]` in `pyproject.toml` (in a wheel: its metadata), in which is no code."""

KEEPS: tuple[Keep, ...] = ()


def check(pair: Pair) -> Iterator[Finding]:
    """Find nothing: what a project says of itself is compared on its own."""
    return iter(())


def compare(package: str, old: Metadata, new: Metadata) -> Iterator[Finding]:
    """Find commands that are gone, or have another name."""
    if old.scripts is None or new.scripts is None:
        return
    added = {name: each for name, each in new.scripts.items() if name not in old.scripts}
    for name, target in old.scripts.items():
        if name in new.scripts:
            continue
        now = next((each for each, its in added.items() if its == target), None)
        yield metadata_finding(
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
