"""An extra that users install (`pip install pkg[doc]`) is gone: what it brought is missing.

Keep it, empty or with the new one in it: `doc = ["pkg[docs]"]`. An extra that became a dependency
group of the same name, or is named as those for developers are (`dev`, `test`, `lint` …), is a
warning: it was for those who work on the project.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.finding import Finding
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import MetadataRule
from unbroken.rules.findings.metadata import metadata_finding

_FOR_DEVELOPERS = {
    "benchmark", "benchmarks", "ci", "dev", "devel", "develop", "development", "lint", "mypy",
    "pre", "test", "testing", "tests", "tox", "types", "typing",
}  # fmt: skip


def check(package: str, old: Metadata, new: Metadata) -> Iterator[Finding]:
    """Find extras that are gone; one with the same requirements is another name for it."""
    if old.extras is None or new.extras is None:
        return
    added = {name: each for name, each in new.extras.items() if name not in old.extras}
    for name, requirements in old.extras.items():
        if name in new.extras:
            continue
        now = next((each for each, its in added.items() if its and its == requirements), None)
        message = f"extra '{name}' was removed"
        remedy = f"Keep '{name}', if need be without requirements."
        if now is not None:
            message = f"extra '{name}' was renamed to '{now}'"
            remedy = f'Keep the old name, too: {name} = ["{new.name or package}[{now}]"].'
        yield metadata_finding(
            RULE,
            package,
            (old, new),
            ("project.optional-dependencies", "optional-dependencies"),
            message,
            remedy,
            parameter=name,
            level="warning" if name in new.groups or _is_for_developers(name) else None,
        )


def _is_for_developers(name: str) -> bool:
    return name.partition("-")[0] in _FOR_DEVELOPERS


RULE = MetadataRule(module=__name__, level="error", check=check)
