"""Findings about what a project says of itself."""

from __future__ import annotations

from unbroken.model.finding import Finding, Level
from unbroken.readers.project_metadata import Metadata


def metadata_finding(
    package: str,
    sides: tuple[Metadata, Metadata],
    tables: tuple[str, ...],
    message: str,
    remedy: str,
    *,
    parameter: str | None = None,
    level: Level = "off",
    old: str | None = None,
    new: str | None = None,
) -> Finding:
    """Make a finding at the first of some tables or keys that the new version has.

    `level` "off" stands for the rule's own; the rule's name is set by the caller.
    """
    before, now = sides
    line = now.line_of(*tables, "project")
    return Finding(
        rule="",
        level=level,
        object=package,
        parameter=parameter,
        path=now.path,
        line=line,
        end_line=line,
        message=message,
        old=old,
        new=new,
        remedy=remedy,
        baseline_path=before.path,
        baseline_line=before.line_of(*tables, "project"),
    )
