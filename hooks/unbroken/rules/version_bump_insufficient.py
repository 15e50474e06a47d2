"""The version under development is too low for the breaks since the last release.

Raise the version, or revert the breaks. Breaks that were accepted count as well, because users who
pin `~=1.4` get 1.5. It is found where the whole package is compared, under `scheme = "semver"`. It
is a note until a release is made: while the version is a `.dev` or another pre-release, or still
that of the last release. `unbroken bump` prints the version that is needed.
"""

from __future__ import annotations

from collections.abc import Sequence

from unbroken.model.finding import CodePlace, Finding, Level
from unbroken.rules.base import PolicyRule
from unbroken.rules.findings.words import listed


def report(
    package: str,
    place: tuple[str, int],
    versions: tuple[str, str, str],
    broken: Sequence[Finding],
    level: Level,
    *,
    is_declared: bool = False,
) -> Finding:
    """Return the finding at the place (path and line) of the version.

    `versions` are that of the baseline, the one under development, and the one needed;
    `is_declared` is whether the one under development stands at the place.
    """
    baseline, current, needed = versions
    path, line = place
    is_toml = path.endswith(".toml") and is_declared
    many = f"the {len(broken)} breaks" if len(broken) > 1 else "the break"
    names = listed(list(dict.fromkeys(finding.object for finding in broken)))
    return Finding(
        rule=RULE.name,
        level=level,
        object=package,
        path=path,
        line=line,
        end_line=line,
        message=f"{current} says less than {many} since {baseline} ({names}): it takes {needed}",
        remedy=f"Make the version {needed}, or take back what breaks.",
        code=f'version = "{needed}"' if is_toml else "",
        code_place=CodePlace("statement", path, line) if is_toml else None,
    )


RULE = PolicyRule(module=__name__, found_by_comparison=False, level="error", bump="patch")
