"""`unbroken bump`: the smallest version that the next release may have, and why."""

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
from unbroken.report.text import escaped, shortened

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from unbroken.model.finding import Finding

_SHOWN = 20


def execute(arguments: Namespace) -> CommandResult:
    """Compare the whole package with the last release, and say what comes next."""
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
        import json

        return CommandResult(
            json.dumps({"schema": 1, "projects": [_data(e) for e in advice]}, indent=2) + "\n"
        )
    return CommandResult("".join(f"{line}\n" for each in advice for line in _lines(each)))


def _data(advice: Advice) -> dict[str, object]:
    outcome, scheme = advice.outcome, advice.outcome.config.settings.versioning
    assert outcome.baseline is not None
    now = outcome.development

    def data(finding: Finding) -> dict[str, object]:
        names = ("rule", "object", "parameter", "message", "accepted", "reason")
        return {each: getattr(finding, each) for each in names}

    return {
        "packages": list(outcome.packages),
        "baseline": {"ref": outcome.baseline.ref, "version": str(advice.release)},
        "scheme": scheme,
        "version": str(advice.version),
        "bump": None if scheme in ("calver", "none") else advice.bump,
        "development": now.text if now is not None else None,
        "enough": advice.is_enough,
        "breaks": [data(each) for each in advice.broken],
        "changes": [data(each) for each in advice.others],
        "added": advice.added,
        "deprecated": advice.deprecated,
    }


def _lines(advice: Advice) -> Iterator[str]:
    outcome, scheme = advice.outcome, advice.outcome.config.settings.versioning
    assert outcome.baseline is not None
    at = f"{escaped(outcome.baseline.ref)} ({escaped(outcome.baseline.reason)})"
    names = escaped(", ".join(outcome.packages))
    yield f"unbroken: {names}: {advice.version} is the smallest version after {at}{_why(advice)}"
    parts = [("break", [_finding(each) for each in advice.broken])]
    if advice.bump == "minor":
        parts = [
            ("change", [_finding(each) for each in advice.others]),
            ("new", [escaped(each) for each in advice.added]),
            ("deprecated", [escaped(each) for each in advice.deprecated]),
        ]
    for title, lines in parts:
        yield from (f"  {title}: {each}" for each in lines[:_SHOWN])
        if len(lines) > _SHOWN:
            yield f"  {title}: {len(lines) - _SHOWN} more"
    if scheme is None:
        yield (
            'unbroken: so counts semantic versioning; scheme = "semver" in '
            "[tool.unbroken.versioning] holds versions to it"
        )
    now = outcome.development
    if now is None:
        yield "unbroken: the version under development is not known"
    else:
        verdict = "is enough" if advice.is_enough else f"says less than {advice.version}"
        where = f" ({escaped(now.path)}:{now.line})" if now.path else " (so say the tags)"
        yield f"unbroken: the version under development, {now.text}{where}, {verdict}"


def _why(advice: Advice) -> str:
    scheme = advice.outcome.config.settings.versioning
    if scheme == "calver":
        return ": versions tell dates, so any later one will do"
    if scheme == "none":
        return ": versions follow no scheme, so any later one will do"
    if advice.release.is_prerelease:
        return ": the release that it leads to"
    early = ""
    if not advice.release.major:
        shift = "a minor" if advice.release.minor else "a patch"
        early = f"; before {'1.0.0' if advice.release.minor else '0.1.0'} {shift} version may break"
    if advice.bump == "major":
        return f": callers break{early}"
    if advice.bump == "minor":
        return ": something is new or changed, and callers go on"
    return ": nothing public was added, and callers go on"


def _finding(finding: Finding) -> str:
    accepted = f" (accepted: {finding.reason})" if finding.accepted else ""
    return escaped(shortened(f"{finding.object}: {finding.message}{accepted}"))
