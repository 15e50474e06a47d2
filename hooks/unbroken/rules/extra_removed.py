"""An extra that users install (`pip install pkg[doc]`) was removed: its requirements are missing.

Keep it, empty or with the new extra in it: `doc = ["pkg[docs]"]`. It is a warning for an extra that
became a dependency group of the same name, or that has a usual name for developers (`dev`, `test`,
`lint` …), because it was for those who work on the project.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.finding import Finding
from unbroken.readers.project_metadata import Metadata, requirement_name
from unbroken.rules.base import MetadataRule
from unbroken.rules.findings.metadata import metadata_finding
from unbroken.rules.findings.toml_code import entry_code, texts, value_code

_FOR_DEVELOPERS = {
    "benchmark", "benchmarks", "ci", "dev", "devel", "develop", "development", "lint", "mypy",
    "pre", "test", "testing", "tests", "tox", "types", "typing",
}  # fmt: skip


_TABLE = ("project", "optional-dependencies")


def check(package: str, old: Metadata, new: Metadata) -> Iterator[Finding]:
    """Find extras that are gone; one with the same requirements is another name for it."""
    if old.extras is None or new.extras is None:
        return
    added = {
        name: requirements for name, requirements in new.extras.items() if name not in old.extras
    }
    for name, requirements in old.extras.items():
        if name in new.extras:
            if requirements and not new.extras[name] and not _is_always_there(requirements, new):
                yield _emptied(package, old, new, name)
            continue
        new_name = next(
            (other for other, same in added.items() if same and same == requirements), None
        )
        message = f"extra '{name}' was removed"
        remedy = f"Keep '{name}', if need be without requirements."
        if new_name is not None:
            message = f"extra '{name}' was renamed to '{new_name}'"
            requirements = (f"{new.name or package}[{new_name}]",)
            remedy = f'Keep the old name, too: {name} = ["{requirements[0]}"].'
        yield metadata_finding(
            RULE,
            package,
            (old, new),
            ("project.optional-dependencies", "optional-dependencies"),
            message,
            remedy,
            parameter=name,
            level="warning" if name in new.groups or _is_for_developers(name) else None,
            code=entry_code(new, _TABLE, name, texts(requirements)),
        )


def _emptied(package: str, old: Metadata, new: Metadata, name: str) -> Finding:
    return metadata_finding(
        RULE,
        package,
        (old, new),
        ("project.optional-dependencies", "optional-dependencies"),
        f"extra '{name}' no longer has requirements",
        f"Keep the requirements of '{name}', or make them dependencies.",
        parameter=name,
        level="warning",
        code=value_code(new, name, texts((old.extras or {})[name])),
    )


def _is_always_there(requirements: tuple[str, ...], new: Metadata) -> bool:
    """Return whether what an extra required is a dependency of the project now, or may be."""
    return new.dependencies is None or all(
        requirement_name(requirement) in new.dependencies for requirement in requirements
    )


def _is_for_developers(name: str) -> bool:
    return name.partition("-")[0] in _FOR_DEVELOPERS


RULE = MetadataRule(module=__name__, level="error", check=check)
