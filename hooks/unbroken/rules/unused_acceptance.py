"""An acceptance matches no break: the break is gone, or the baseline is a newer release.

Remove it: `unbroken accept --prune` removes such entries of `pyproject.toml`, and lists such
comments. An acceptance that stays could hide the next break of the same kind. It is found where the
whole package is compared.
"""

from __future__ import annotations

from unbroken.model.finding import Finding
from unbroken.rules.base import PolicyRule


def report(
    place: tuple[str, int, int], what: tuple[str, str, str | None], why: str, remedy: str
) -> Finding:
    """Return the finding at a path, line and column.

    `what` are the rule, object and parameter that are accepted; `why` says why nothing is.
    """
    path, line, column = place
    rule, object_, parameter = what
    return Finding(
        rule=RULE.name,
        level=RULE.level,
        object=object_,
        parameter=parameter,
        path=path,
        line=line,
        column=column,
        end_line=line,
        message=f"acceptance of {rule} matches nothing: {why}",
        remedy=remedy,
    )


RULE = PolicyRule(module=__name__, level="warning", bump="patch")
