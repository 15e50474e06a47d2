"""A Python version that users run is no longer supported: pip finds no newer release for it.

Mention it in the release notes, and follow a schedule that users know (such as SPEC 0).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from unbroken.model.finding import Finding
from unbroken.readers.project_metadata import Metadata
from unbroken.rules.base import MetadataRule
from unbroken.rules.findings.metadata import metadata_finding
from unbroken.rules.findings.toml_code import text, value_code
from unbroken.rules.findings.words import listed
from unbroken.semantics.supported_pythons import allowed_pythons

_PYTHONS = ("2.7", *(f"3.{minor}" for minor in range(15)))
_LONG_GONE = ("2.7", *(f"3.{minor}" for minor in range(7)))


def check(package: str, old: Metadata, new: Metadata) -> Iterator[Finding]:
    """Find the Pythons that `requires-python` allowed, and does no longer."""
    was, now = old.requires_python, new.requires_python
    if was is None or now is None or was == now:
        return
    before, after = allowed_pythons(was, _PYTHONS), allowed_pythons(now, _PYTHONS)
    lost = [version for version in before if version not in after]
    if not was:
        # Releases without it were installed by old Pythons only as far as these still exist.
        lost = [version for version in lost if version not in _LONG_GONE]
    if lost and after:
        yield metadata_finding(
            RULE,
            package,
            (old, new),
            ("requires-python", "Requires-Python"),
            f"Python {_said(lost, before)} can no longer be used",
            f"Keep {lost[-1]} for as long as its users need it, or announce the change.",
            old=f'requires-python = "{was}"' if was else "no requires-python",
            new=f'requires-python = "{now}"',
            code=value_code(new, "requires-python", text(was)) if was else None,
        )


def _said(lost: Sequence[str], before: Sequence[str]) -> str:
    """Return some of the versions that were allowed, those that follow each other as ranges."""
    runs = [list(run) for is_lost, run in groupby(before, lost.__contains__) if is_lost]
    return listed([text for run in runs for text in _range(run)])


def _range(run: list[str]) -> list[str]:
    return [f"{run[0]} to {run[-1]}"] if len(run) > 2 else run


RULE = MetadataRule(module=__name__, level="warning", bump="minor", check=check)
