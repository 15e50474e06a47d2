"""`unbroken selftest`: make a break in memory, and fail unless it would stop a commit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unbroken.checks.context import make_context
from unbroken.checks.request import Request
from unbroken.checks.run import open_projects
from unbroken.checks.selftest import SelfTest, Trial, before_next_commit
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.config.config import Settings
from unbroken.report.escaping import escaped

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from unbroken.model.finding import Finding

_HIDING = (
    "exclude",
    "rules",
    "overrides",
    "exempt_decorators",
    "experimental_docstrings",
    "accept",
)
"""The settings that may hide a break."""


def execute(arguments: Namespace) -> CommandResult:
    """Make a break in each project that a check here would be about."""
    with cache_of(arguments) as cache:
        request = Request(
            mode="check",
            cwd=os.getcwd(),
            baseline=arguments.baseline,
            config=arguments.config,
            cache=cache,
        )
        with open_projects(request) as projects:
            results = [
                _tested(SelfTest(make_context(before_next_commit(project)))) for project in projects
            ]
    text = "".join(result.text for result in results)
    return CommandResult(text, max(result.code for result in results))


def _tested(selftest: SelfTest) -> CommandResult:
    names = escaped(", ".join(selftest.context.package_names))
    baseline = selftest.context.baseline
    at = f"{escaped(baseline.ref)} ({escaped(baseline.reason)})"
    if not selftest.targets:
        why = f"there is no public function or class in it at {at}"
        return CommandResult(f"unbroken: {names}: no break can be found: {why}\n", 1)
    trial: Trial | None = None
    for trial in selftest.attempts():
        seen = _blocking_finding(trial)
        if seen is not None:
            readers = " and ".join(
                dict.fromkeys(outcome.reader for outcome in trial.outcomes if outcome.reader)
            )
            what = f"{seen.level}[{seen.rule}] {escaped(seen.object)}: {escaped(seen.message)}"
            return CommandResult(
                f"unbroken: {names}: made in memory, in {at}: {_break_text(trial, seen)}\n"
                f"unbroken: {names}: found with {readers}: {what}\n"
                f"unbroken: {names}: such a break stops a commit{_unless(trial)}\n"
            )
    assert trial is not None
    return CommandResult(
        f"unbroken: {names}: made in memory, in {at}: {_break_text(trial, None)}\n"
        f"unbroken: {names}: no such break would stop a commit{_because(selftest, trial)}\n",
        1,
    )


def _blocking_finding(trial: Trial) -> Finding | None:
    """Return a finding that stops a commit with both readers; None when there is none.

    One that only the version under development allows would stop any other release.
    """
    first = None
    for outcome in trial.outcomes:
        allowed = [
            finding
            for finding in outcome.findings
            if finding.accepted and finding.reason == outcome.allowed_because
        ]
        blocking = [*outcome.blocking(), *allowed]
        if not blocking:
            return None
        first = first or blocking[0]
    return first


def _unless(trial: Trial) -> str:
    reasons = (outcome.allowed_because for outcome in trial.outcomes)
    free = next(filter(None, reasons), "")
    scheme = trial.outcomes[0].config.settings.versioning
    return f", but not now: {free}" if free and scheme == "semver" else ""


def _break_text(trial: Trial, seen: Finding | None) -> str:
    targets = trial.targets
    reported = (target for target in targets if seen is not None and target.public == seen.object)
    named = next(reported, targets[0])
    done = "a required parameter of" if trial.kind == "parameter" else "the removal of"
    more = f" and {len(targets) - 1} more" if len(targets) > 1 else ""
    return f"{done} {escaped(named.public)} ({escaped(named.path)}){more}"


def _because(selftest: SelfTest, trial: Trial) -> str:
    """Return which settings hide all breaks: without them one would be found."""
    settings, defaults = selftest.context.config.settings, Settings()
    changed = [key for key in _HIDING if getattr(settings, key) != getattr(defaults, key)]

    def hidden_by(keys: list[str]) -> bool:
        without = settings._replace(**{key: getattr(defaults, key) for key in keys})
        config = selftest.context.config
        other = config.with_settings(without)
        return _blocking_finding(selftest.attempt(trial.kind, trial.targets, other)) is not None

    alone = [key for key in changed if hidden_by([key])]
    if not alone and len(changed) > 1 and hidden_by(changed):
        alone = changed
    if not alone:
        alone = list(_marks(selftest, trial))
        return f": {alone[0]}" if alone else ": this is a bug in unbroken, please report it"
    named = " and ".join(key.replace("_", "-") for key in alone)
    return f", because of {named} in [tool.unbroken]"


def _marks(selftest: SelfTest, trial: Trial) -> Iterator[str]:
    """Yield why no break is found where the source itself marks everything as unpromised."""
    settings = selftest.context.config.settings._replace(
        exempt_decorators=(), experimental_docstrings=(), exclude=("!**",)
    )
    config = selftest.context.config
    bare = config.with_settings(settings)
    if _blocking_finding(selftest.attempt(trial.kind, trial.targets, bare)) is not None:
        yield "all that is public is marked as internal or experimental, or a test"
