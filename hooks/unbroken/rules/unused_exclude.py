"""A pattern of `exclude` matches no file, so that it is misspelled or no longer needed.

What it was meant to exclude is compared, or with `!` left out. It is found where the whole package
is checked, and where the settings change.
"""

from __future__ import annotations

from unbroken.model.finding import Finding
from unbroken.rules.base import Code, PolicyRule


def report(
    package: str, place: tuple[str, int], pattern: str, versions: str, code: Code | None
) -> Finding:
    """Return the finding for one pattern.

    `place` is the path and line of its setting, `code` the setting without it.
    """
    path, line = place
    return Finding(
        rule=RULE.name,
        level=RULE.level,
        object=package,
        parameter=pattern,
        path=path,
        line=line,
        end_line=line,
        message=f"pattern '{pattern}' of exclude matches no source file of {versions}",
        remedy="Correct the pattern, or remove it.",
        code=code.text if code is not None else "",
        code_place=code.place if code is not None else None,
    )


RULE = PolicyRule(module=__name__, level="warning", bump="patch", can_be_accepted=False)
