"""An entry point was removed, by which other programs find what a package offers them.

Keep its name in its group until users had a release to adapt.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.finding import Finding
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import MetadataRule
from unbroken.rules.findings.metadata import metadata_finding
from unbroken.rules.findings.toml_code import entry_code, text


def check(package: str, old: Metadata, new: Metadata) -> Iterator[Finding]:
    """Find entry points that are gone."""
    if old.entry_points is None or new.entry_points is None:
        return
    for group, names in old.entry_points.items():
        kept = new.entry_points.get(group, {})
        for name, target in names.items():
            if name not in kept:
                yield metadata_finding(
                    RULE,
                    package,
                    (old, new),
                    (f"project.entry-points.{group}", f'project.entry-points."{group}"'),
                    f"entry point '{name}' of '{group}' was removed",
                    f"Keep '{name}' in '{group}' for a while.",
                    parameter=f"{group}:{name}",
                    old=f'{name} = "{target}"',
                    code=entry_code(new, ("project", "entry-points", group), name, text(target)),
                )


RULE = MetadataRule(module=__name__, level="error", check=check)
