"""`unbroken bump`: the smallest version that the next release can have, and why."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unbroken.checks.bump_advice import Advice, advise
from unbroken.checks.context import make_context
from unbroken.checks.request import Request
from unbroken.checks.run import open_projects
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.cli.progress import progress
from unbroken.report.escaping import escaped, shortened

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from unbroken.model.finding import Finding
    from unbroken.policy.promise import AnnouncedRemoval

_SHOWN = 20
"""How many lines of a kind are shown."""


def execute(arguments: Namespace) -> CommandResult:
    """Compare the whole package with the last release, and return what comes next."""
    with progress() as advance, cache_of(arguments) as cache:
        request = Request(
            mode="full",
            cwd=os.getcwd(),
            baseline=arguments.baseline,
            current=arguments.current,
            config=arguments.config,
            progress=advance,
            cache=cache,
        )
        with open_projects(request) as projects:
            advice = [advise(make_context(project)) for project in projects]
    if arguments.format == "json":
        from unbroken.report.documents import SCHEMA_VERSION, json_text

        data = [_data(project_advice) for project_advice in advice]
        return CommandResult(json_text({"schema": SCHEMA_VERSION, "projects": data}))
    lines = [line for project_advice in advice for line in _lines(project_advice)]
    return CommandResult("".join(f"{line}\n" for line in lines))


def _data(advice: Advice) -> dict[str, object]:
    outcome, scheme = advice.outcome, advice.outcome.config.settings.versioning
    assert outcome.baseline is not None
    development = outcome.development

    def data(finding: Finding) -> dict[str, object]:
        fields = ("rule", "object", "parameter", "message", "accepted", "reason")
        return {field: getattr(finding, field) for field in fields}

    return {
        "packages": list(outcome.packages),
        "baseline": {"ref": outcome.baseline.ref, "version": str(advice.release)},
        "scheme": scheme,
        "version": str(advice.version),
        "bump": None if scheme in ("calver", "none") else advice.bump,
        "development": development.text if development is not None else None,
        "enough": advice.is_enough,
        "breaks": [data(finding) for finding in advice.broken],
        "changes": [data(finding) for finding in advice.others],
        "added": advice.added,
        "deprecated": advice.deprecated,
        "removed": [removal._asdict() for removal in advice.removed],
    }


def _lines(advice: Advice) -> Iterator[str]:
    outcome, scheme = advice.outcome, advice.outcome.config.settings.versioning
    assert outcome.baseline is not None
    at = f"{escaped(outcome.baseline.ref)} ({escaped(outcome.baseline.reason)})"
    names = escaped(", ".join(outcome.packages))
    yield f"unbroken: {names}: {advice.version} is the smallest version after {at}{_why(advice)}"
    parts = [
        ("break", [_finding(finding) for finding in advice.broken]),
        ("removed", [_removal(removal) for removal in advice.removed]),
    ]
    if advice.bump == "minor":
        parts += [
            ("change", [_finding(finding) for finding in advice.others]),
            ("new", [escaped(path) for path in advice.added]),
            ("deprecated", [escaped(path) for path in advice.deprecated]),
        ]
    for title, lines in parts:
        yield from (f"  {title}: {line}" for line in lines[:_SHOWN])
        if len(lines) > _SHOWN:
            yield f"  {title}: {len(lines) - _SHOWN} more"
    if scheme is None:
        yield (
            'unbroken: this is what semantic versioning asks for; scheme = "semver" in '
            "[tool.unbroken.versioning] enforces it"
        )
    version = outcome.development
    if version is None:
        yield "unbroken: the version under development is not known"
    else:
        verdict = "is enough" if advice.is_enough else f"is less than {advice.version}"
        place = (
            f"{escaped(version.path)}:{version.line}" if version.path else "according to the tags"
        )
        yield f"unbroken: the version under development, {version.text} ({place}), {verdict}"


def _why(advice: Advice) -> str:
    scheme = advice.outcome.config.settings.versioning
    if advice.announced is not None:
        return f": what was removed had been announced for {advice.announced}"
    if scheme == "calver":
        return ": versions are dates, so any later one is enough"
    if scheme == "none":
        return ": versions follow no scheme, so any later one is enough"
    if advice.release.is_prerelease:
        return ": the release that it leads to"
    early = ""
    if not advice.release.major:
        shift = "a minor" if advice.release.minor else "a patch"
        early = f"; before {'1.0.0' if advice.release.minor else '0.1.0'} {shift} version may break"
    if advice.bump == "major":
        return f": callers break{early}"
    breaks = "callers break only as announced" if advice.removed else "no caller breaks"
    if advice.bump == "minor":
        return f": something was added or changed, and {breaks}"
    return f": nothing public was added, and {breaks}"


def _removal(removal: AnnouncedRemoval) -> str:
    name = removal.object
    if removal.parameter is not None:
        name = f"{name}: parameter '{removal.parameter}'"
    return escaped(f"{name} (announced for {removal.version})")


def _finding(finding: Finding) -> str:
    accepted = f" (accepted: {finding.reason})" if finding.accepted else ""
    return escaped(shortened(f"{finding.object}: {finding.message}{accepted}"))
