"""The recipes of the documentation, put into repositories that are made like the real ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.checkout import ROOT, repository
from tests.end_to_end.project import Hooks, Project

PAGE = ROOT / "docs" / "recipes.md"
PUBLISHED = "https://github.com/unbroken-dev/unbroken"


def block(heading: str, language: str) -> str:
    """Return the one block of a language below a heading of the page."""
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (section,) = (
        section_text for section_text in sections if section_text.partition("\n")[0] == heading
    )
    (text,) = re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return text


def published(yaml: str, hooks: Hooks) -> str:
    """Return a configuration of pre-commit that has this checkout instead of what is published."""
    assert yaml.count(PUBLISHED) == 1
    changed, count = re.subn(r"rev: v\S+", f"rev: {hooks.revision}", yaml)
    assert count == 1
    return changed.replace(PUBLISHED, str(hooks.repository))


def shown(yaml: str) -> str:
    """Return a configuration of pre-commit that shows what hooks say that pass."""
    return re.sub(r"^( +)- (id: .*)$", r"\1- \2\n\1  verbose: true", yaml, flags=re.MULTILINE)


def project(folder: Path, hooks: Hooks, heading: str, files: Mapping[str, str]) -> Project:
    """Create the repository that a recipe is for; "pyproject.toml" gets the recipe's table."""
    table, yaml = block(heading, "toml"), block(heading, "yaml")
    at = repository(
        folder,
        {
            **files,
            "pyproject.toml": f"{files['pyproject.toml']}\n{table}",
            ".pre-commit-config.yaml": shown(published(yaml, hooks)),
        },
    )
    return Project(at, hooks)
