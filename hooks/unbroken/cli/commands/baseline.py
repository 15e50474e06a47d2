"""`unbroken baseline`: which revision is compared with, why, and what else was considered."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from unbroken.baseline.baseline import PUBLISHED
from unbroken.baseline.latest_release import CHOSEN
from unbroken.baseline.resolve import resolve_baseline
from unbroken.cache.cache import find_cache
from unbroken.checks.request import Request
from unbroken.checks.run import open_projects
from unbroken.cli.commands import CommandResult
from unbroken.model.counting import counted
from unbroken.report.escaping import escaped

if TYPE_CHECKING:
    from argparse import Namespace

    from unbroken.baseline.baseline import Baseline
    from unbroken.baseline.latest_release import Considered
    from unbroken.checks.context import Project
    from unbroken.config.config import Config

_TAGS_SHOWN = 8


class ProjectBaseline(NamedTuple):
    """A project and its baseline."""

    config: Config
    baseline: Baseline


def execute(arguments: Namespace) -> CommandResult:
    """Find the baseline that a check here would use, for each project; raises UnbrokenError."""
    cache = find_cache(os.environ)
    request = Request("check", os.getcwd(), config=arguments.config, cache=cache)
    with open_projects(request) as projects:
        if arguments.fetch:
            return CommandResult("".join(map(_fetch, projects)))
        baselines = [
            ProjectBaseline(
                project.config,
                resolve_baseline(
                    project.repository,
                    project.config,
                    project.change,
                    arguments.baseline,
                    cache=cache,
                ),
            )
            for project in projects
        ]
    if arguments.format == "json":
        return CommandResult(_json(baselines))
    return CommandResult("".join(_text(*project) for project in baselines))


def _fetch(project: Project) -> str:
    """Fetch the latest release of a project; return what was fetched."""
    from unbroken.baseline.published_release import fetch_release
    from unbroken.baseline.resolve import version_under_development

    config, cache = project.config, project.request.cache
    version = version_under_development(config, project.change)
    name = fetch_release(config, cache, version, os.environ)
    if cache is not None:
        cache.close()
    hint = ""
    if config.settings.baseline != PUBLISHED:
        hint = f'unbroken: to compare with it, set baseline = "{PUBLISHED}" in [tool.unbroken]\n'
    return f"unbroken: fetched {escaped(name)} from the package index\n{hint}"


def _text(config: Config, baseline: Baseline) -> str:
    name = escaped(config.project_name() or config.folder or "this project")
    if baseline.origin is None:
        return f"unbroken: {name}: {baseline.reason}, so there is nothing to compare with\n"
    version = f", version {baseline.version}" if baseline.version else ""
    lines = [
        f"unbroken: {name}: compared with {escaped(baseline.ref)} ({escaped(baseline.reason)}); "
        f"commit {baseline.origin[:12]}{version}"
    ]
    shown = baseline.considered[:_TAGS_SHOWN]
    # The chosen one is shown, however many newer ones there are.
    shown += tuple(tag for tag in baseline.considered[_TAGS_SHOWN:] if not _is_not_chosen(tag))
    width = max((len(escaped(tag.ref)) for tag in shown), default=0)
    lines += [f"  {escaped(tag.ref):{width}}  {escaped(tag.verdict)}" for tag in shown]
    left_out = len(baseline.considered) - len(shown)
    if left_out:
        lines.append(f"  and {counted(left_out, 'more release tag')}")
    lines += [f"unbroken: {escaped(sentence)}" for sentence in baseline.details]
    return "".join(f"{line}\n" for line in lines)


def _is_not_chosen(tag: Considered) -> bool:
    return tag.verdict != CHOSEN


def _json(projects: list[ProjectBaseline]) -> str:
    from unbroken.report.documents import SCHEMA_VERSION, baseline_data, json_text, tool_data

    return json_text(
        {
            "schema": SCHEMA_VERSION,
            "tool": tool_data(),
            "projects": [
                {
                    "project": config.project_name(),
                    "folder": config.folder,
                    "config": config.source,
                    "baseline": baseline_data(baseline),
                    "considered": [tag._asdict() for tag in baseline.considered],
                }
                for config, baseline in projects
            ],
        }
    )
