"""A project has another name: `pip install` of the old name finds no newer version.

Publish a release under the old name that contains no code and requires the new name.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.distribution_names import canonicalize_name
from unbroken.model.finding import CodePlace, Finding
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import Code, MetadataRule
from unbroken.rules.findings.metadata import metadata_finding
from unbroken.rules.findings.toml_code import text, texts


def check(package: str, old: Metadata, new: Metadata) -> Iterator[Finding]:
    """Find a project that is published under another name."""
    was, now = old.name, new.name
    if was is not None and now is not None and canonicalize_name(was) != canonicalize_name(now):
        yield metadata_finding(
            RULE,
            package,
            (old, new),
            ("name", "Name"),
            f"project '{was}' was renamed to '{now}'",
            f"Publish a last '{was}' that requires '{now}'.",
            old=f'name = "{was}"',
            new=f'name = "{now}"',
            code=_last_release(was, now),
        )


def _last_release(was: str, now: str) -> Code:
    """Return a project of the old name that installs the new one."""
    lines = [
        "[project]",
        f"name = {text(was)}",
        'version = "0"  # to be one above the last release',
        f"description = {text(f'Renamed to {now}')}",
        f"dependencies = {texts([now])}",
    ]
    return Code("\n".join(lines), CodePlace("file", f"{was}/pyproject.toml"))


RULE = MetadataRule(module=__name__, level="error", check=check)
