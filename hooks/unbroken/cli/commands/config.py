"""`unbroken config`: say whether the table `[tool.unbroken]` is valid, and what is in effect."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unbroken.baseline.resolve import resolve_baseline
from unbroken.checks.context import Project, make_context
from unbroken.checks.request import Request
from unbroken.checks.run import open_projects
from unbroken.cli.commands import CommandResult
from unbroken.config.config import Config, Settings
from unbroken.config.config_file import find_configs
from unbroken.errors import UnbrokenError
from unbroken.report.text import escaped
from unbroken.rules.registry import rule_names
from unbroken.sources.git.repository import Repository
from unbroken.sources.trees import nested_projects

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from unbroken.checks.context import CheckContext

_FOUND = ("packages", "baseline", "version", "search_paths")
"""The settings in whose place what is found is shown."""


def execute(arguments: Namespace) -> CommandResult:
    """Read the table that a check here would use; raises ConfigError with all that is wrong."""
    if not arguments.check:
        request = Request("full", os.getcwd(), config=arguments.config)
        with open_projects(request) as projects:
            return CommandResult(
                "".join(
                    _validity(project.config) + "".join(_effect(project)) for project in projects
                )
            )
    with Repository.discover(os.getcwd()) as repository:
        configs = find_configs(
            os.getcwd(),
            repository.root,
            arguments.config,
            lambda: nested_projects(repository),
            rule_names,
        )
    return CommandResult("".join(_validity(each) for each in configs))


def _validity(config: Config) -> str:
    if config.source is None:
        return "unbroken: there is no [tool.unbroken] table; the defaults are used\n"
    return f"unbroken: {escaped(config.source)} is valid\n"


def _effect(project: Project) -> Iterator[str]:
    """Show what is found, and the settings that are no defaults."""
    try:
        baseline = resolve_baseline(project.repository, project.config, project.change, None)
        yield f"  baseline: {escaped(baseline.ref)} ({escaped(baseline.reason)})\n"
        if baseline.commit is not None:
            context = make_context(project)
            yield from (
                f"  package: {escaped(package.name)} ({escaped(package.root)})\n"
                for package in context.packages
            )
            yield f"  version: {_version(context)}\n"
    except UnbrokenError as error:
        # What to do about it is told by a check, which it stops.
        yield f"  nothing can be checked: {escaped(str(error).partition(chr(10))[0])}\n"
    yield from _given(project.config.settings)


def _version(context: CheckContext) -> str:
    found = context.development_version(context.new_tree())
    if found is None:
        return "not known"
    place = f"{found.path}:{found.line}" if found.path else "so say the tags"
    return escaped(f"{found.text} ({place})")


def _given(settings: Settings) -> Iterator[str]:
    import json

    defaults = Settings()
    for key in Settings._fields:
        value = getattr(settings, key)
        if key in _FOUND or value == getattr(defaults, key):
            continue
        if key in ("overrides", "accept"):
            text = f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
        elif isinstance(value, tuple) and hasattr(value, "_asdict"):
            text = json.dumps(value._asdict())
        else:
            text = json.dumps(value)
        yield f"  {key.replace('_', '-')}: {escaped(text)}\n"
