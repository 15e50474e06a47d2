"""`unbroken selftest`: make a break in memory, and fail unless it would stop a commit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unbroken.checks.context import make_context
from unbroken.checks.request import Request
from unbroken.checks.run import open_projects
from unbroken.checks.selftest import SelfTest, Trial
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
            results = [_tested(SelfTest(make_context(project))) for project in projects]
    text = "".join(result.text for result in results)
    return CommandResult(text, max(result.code for result in results))


def _tested(selftest: SelfTest) -> CommandResult:
    names = escaped(", ".join(selftest.context.package_names))
    baseline = selftest.context.baseline
    at = f"{escaped(baseline.ref)} ({escaped(baseline.reason)})"
    if not selftest.spots:
        why = f"there is no public function or class in it at {at}"
        return CommandResult(f"unbroken: {names}: no break can be seen: {why}\n", 1)
    planted: Trial | None = None
    for planted in selftest.attempts():
        seen = _seen(planted)
        if seen is not None:
            readers = " and ".join(dict.fromkeys(each.how for each in planted.outcomes))
            what = f"{seen.level}[{seen.rule}] {escaped(seen.object)}: {escaped(seen.message)}"
            return CommandResult(
                f"unbroken: {names}: planted in memory, in what {at} has: {_what(planted, seen)}\n"
                f"unbroken: {names}: seen with {readers}: {what}\n"
                f"unbroken: {names}: such a break stops a commit{_unless(planted)}\n"
            )
    assert planted is not None
    return CommandResult(
        f"unbroken: {names}: planted in memory, in what {at} has: {_what(planted, None)}\n"
        f"unbroken: {names}: no such break would stop a commit{_because(selftest, planted)}\n",
        1,
    )


def _seen(planted: Trial) -> Finding | None:
    """Give a finding that stops a commit, however it is read; None when there is none.

    One that only the version under development excuses would stop any other release.
    """
    first = None
    for outcome in planted.outcomes:
        excused = [e for e in outcome.findings if e.accepted and e.reason == outcome.freedom]
        found = [*outcome.blocking(), *excused]
        if not found:
            return None
        first = first or found[0]
    return first


def _unless(planted: Trial) -> str:
    free = next((each.freedom for each in planted.outcomes if each.freedom), "")
    scheme = planted.outcomes[0].config.settings.versioning
    return f", but not now: {free}" if free and scheme == "semver" else ""


def _what(planted: Trial, seen: Finding | None) -> str:
    spots = planted.spots
    named = next((e for e in spots if seen is not None and e.public == seen.object), spots[0])
    done = "a required parameter of" if planted.kind == "parameter" else "the removal of"
    more = f" and {len(spots) - 1} more" if len(spots) > 1 else ""
    return f"{done} {escaped(named.public)} ({escaped(named.path)}){more}"


def _because(selftest: SelfTest, planted: Trial) -> str:
    """Say which settings hide all breaks: without them one would be seen."""
    settings, defaults = selftest.context.config.settings, Settings()
    changed = [each for each in _HIDING if getattr(settings, each) != getattr(defaults, each)]

    def hidden_by(keys: list[str]) -> bool:
        without = settings._replace(**{each: getattr(defaults, each) for each in keys})
        config = selftest.context.config
        other = config.with_settings(without)
        return _seen(selftest.plant(planted.kind, planted.spots, other)) is not None

    alone = [each for each in changed if hidden_by([each])]
    if not alone and len(changed) > 1 and hidden_by(changed):
        alone = changed
    if not alone:
        alone = list(_marks(selftest, planted))
        return f": {alone[0]}" if alone else ": this is a bug in unbroken, please report it"
    named = " and ".join(each.replace("_", "-") for each in alone)
    return f", because of {named} in [tool.unbroken]"


def _marks(selftest: SelfTest, planted: Trial) -> Iterator[str]:
    """Say when the source itself marks all as no promise."""
    settings = selftest.context.config.settings._replace(
        exempt_decorators=(), experimental_docstrings=(), exclude=("!**",)
    )
    config = selftest.context.config
    bare = config.with_settings(settings)
    if _seen(selftest.plant(planted.kind, planted.spots, bare)) is not None:
        yield "all that is public is marked as internal or experimental, or a test"
