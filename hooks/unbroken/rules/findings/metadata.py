"""Findings about what a project says of itself."""

from __future__ import annotations

from unbroken.model.finding import Finding, Level
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import Code, Rule


def metadata_finding(
    rule: Rule,
    package: str,
    sides: tuple[Metadata, Metadata],
    tables: tuple[str, ...],
    message: str,
    remedy: str,
    *,
    parameter: str | None = None,
    level: Level | None = None,
    old: str | None = None,
    new: str | None = None,
    code: Code | None = None,
) -> Finding:
    """Return a finding at the first of some tables or keys that the new version has.

    Of a `parameter`, which is a key of the tables, each version shows the line if it has it.
    `level` is given where it is not the rule's own, `code` is what to paste.
    """
    before, now = sides
    was, line = (_line(side, tables, parameter) for side in sides)
    return Finding(
        rule=rule.name,
        level=level or rule.level,
        object=package,
        parameter=parameter,
        path=now.path,
        line=line,
        end_line=line,
        message=message,
        old=old,
        new=new,
        remedy=remedy,
        code=code.text if code is not None else "",
        code_place=code.place if code is not None else None,
        baseline_path=before.path,
        baseline_line=was,
    )


def _line(side: Metadata, tables: tuple[str, ...], parameter: str | None) -> int:
    if parameter is None:
        return side.line_of(*tables, "project")
    return side.line_of_key(tables, parameter.rpartition(":")[2])
