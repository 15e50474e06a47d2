"""Something promised is now marked as internal or experimental, excluded or switched off.

The mark is the deliberate act, so that the breaks inside are not repeated. From the next release on
nothing is promised. Mention it in the release notes, or remove the mark and deprecate instead. A
break that the settings leave out since the last release, or by the change that makes it, is named.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from unbroken.compare.pair import Pair
from unbroken.model.counting import counted
from unbroken.model.finding import Finding
from unbroken.rules.base import Code, PolicyRule, finding
from unbroken.rules.findings.head_code import former_decorators_code


def report(pair: Pair) -> Finding:
    """Return the finding for an object that was promised and is now marked otherwise."""
    return finding(
        RULE,
        pair,
        f"'{pair.old.name}' was promised at the baseline and is now marked as internal or "
        "experimental",
        "Mention it in the release notes, or remove the mark and deprecate it instead.",
        code=former_decorators_code(pair),
    )


def report_excluded(
    package: str,
    place: tuple[str, int],
    files: Sequence[str],
    baseline: str,
    code: Code | None,
) -> Finding:
    """Return the finding for public files that are newly excluded.

    `place` is the path and line of the setting, `code` the setting of before.
    """
    path, line = place
    number = counted(len(files), "public file")
    shown = ", ".join(files[:3]) + (", …" if files[3:] else "")
    verb = "is" if len(files) == 1 else "are"
    return Finding(
        rule=RULE.name,
        level=RULE.level,
        object=package,
        path=path,
        line=line,
        end_line=line,
        message=f"{number} of {baseline} {verb} now excluded: {shown}",
        remedy="Mention it in the release notes, or deprecate what is in them instead.",
        code=code.text if code is not None else "",
        code_place=code.place if code is not None else None,
    )


def report_switched_off(broken: Finding) -> Finding:
    """Return the finding for a break that the settings no longer show; `broken` is the break."""
    return msgspec.structs.replace(
        broken,
        rule=RULE.name,
        level=RULE.level,
        message=f"{broken.message} ({broken.rule}), which a change of the settings leaves out",
        remedy="Mention it in the release notes, or restore the settings.",
        code="",
        code_place=None,
    )


RULE = PolicyRule(module=__name__, level="warning", bump="minor")
