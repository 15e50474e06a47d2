"""What a report says of the rules that crashed, so that nobody takes it for complete."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from unbroken._version import __version__
from unbroken.model.counting import counted
from unbroken.report.escaping import escaped, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unbroken.model.crash import Crash


def crash_lines(crashes: Iterable[Crash]) -> list[str]:
    """Return one line a cause, with the first object, and what to do about a bug."""
    causes: dict[tuple[object, ...], list[Crash]] = {}
    for crash in crashes:
        causes.setdefault((crash.rule, crash.error, crash.places), []).append(crash)
    lines = []
    for first, *others in causes.values():
        place = f"{escaped(first.path)}:{first.line}:{first.column}"
        more = f" (and of {counted(len(others), 'other object')})" if others else ""
        rule = first.rule or "every rule"
        lines.append(f"{place}: crash[{rule}] {escaped(first.object)}: {crash_text(first)}{more}")
    if any(places for _, _, places in causes):
        lines.append(
            "unbroken: a crash is a bug in unbroken: please report it with the line above and "
            f"these versions: {version_text()}"
        )
    return lines


def crash_text(crash: Crash) -> str:
    """Return what is not known because of a crash, and why; safe to be shown."""
    rule = f"the rule {crash.rule}" if crash.rule is not None else "the rules"
    finds = "finds" if crash.rule is not None else "find"
    places = f" at {', '.join(crash.places)}" if crash.places else ""
    return (
        f"it is not known what {rule} {finds} here, because of "
        f"{escaped(shortened(crash.error))}{places}"
    )


def version_text() -> str:
    """Return the versions that a report of a bug needs."""
    return f"unbroken {__version__}, Python {platform.python_version()}, {platform.system()}"
