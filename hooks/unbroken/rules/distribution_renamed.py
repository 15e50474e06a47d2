"""A project has another name: `pip install` of the old one gives no newer version.

Publish under the old name, too: without code, and with the new one as its requirement.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.distribution_names import canonicalize_name
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
    """Find a project that is published under another name."""
    was, now = old.name, new.name
    if was is not None and now is not None and canonicalize_name(was) != canonicalize_name(now):
        yield metadata_finding(
            package,
            (old, new),
            ("name", "Name"),
            f"project '{was}' was renamed to '{now}'",
            f"Publish a last '{was}' that requires '{now}'.",
            old=f'name = "{was}"',
            new=f'name = "{now}"',
        )
