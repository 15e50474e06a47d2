"""`unbroken config`: whether the table `[tool.unbroken]` is valid, and what is in effect."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from unbroken.baseline.resolve import resolve_baseline
from unbroken.checks.context import Project, make_context
from unbroken.checks.request import Request
from unbroken.checks.run import open_projects, project_configs
from unbroken.cli.commands import CommandResult
from unbroken.config.config import Config, DeprecationSettings, Settings
from unbroken.errors import UnbrokenError
from unbroken.model.counting import counted
from unbroken.report.escaping import escaped
from unbroken.sources.git.repository import Repository

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from unbroken.checks.context import CheckContext

_FOUND = ("packages", "baseline", "version", "search_paths")
"""The settings for which what was found is shown instead."""


def execute(arguments: Namespace) -> CommandResult:
    """Read the table that a check here would use; raises ConfigError with all its problems.

    With `--check`, a baseline or package that the table names and that is not there is a problem,
    too. It raises UnbrokenError, as a check does.
    """
    if arguments.check:
        with Repository.discover(os.getcwd()) as repository:
            configs = project_configs(repository, os.getcwd(), arguments.config)
        if any(config.settings.baseline or config.settings.packages for config in configs):
            _look_up(arguments.config)
        return CommandResult("".join(_validity(config) for config in configs))
    request = Request("full", os.getcwd(), config=arguments.config)
    with open_projects(request) as projects:
        texts = [_validity(project.config) + "".join(_effect(project)) for project in projects]
    return CommandResult("".join(texts))


def _look_up(file: str | None) -> None:
    """Find the baselines and the packages that tables name. Raises UnbrokenError."""
    request = Request("full", os.getcwd(), config=file, is_config_on_disk=True)
    with open_projects(request) as projects:
        for project in projects:
            if project.config.settings.baseline or project.config.settings.packages:
                make_context(project)


def _validity(config: Config) -> str:
    if config.source is None:
        return "unbroken: there is no [tool.unbroken] table; the defaults are used\n"
    return f"unbroken: {escaped(config.source)} is valid\n"


def _effect(project: Project) -> Iterator[str]:
    """Yield what is found, and the settings."""
    try:
        baseline = resolve_baseline(project.repository, project.config, project.change, None)
        yield f"  baseline: {escaped(baseline.ref)} ({escaped(baseline.reason)})\n"
        if baseline.commit is not None:
            context = make_context(project)
            for package in context.packages:
                yield f"  package: {escaped(package.name)} ({escaped(package.root)})\n"
            yield f"  version: {_version(context)}\n"
    except UnbrokenError as error:
        # A check stops with the whole message, which says what to do.
        yield f"  nothing can be checked: {escaped(str(error).partition(chr(10))[0])}\n"
    yield from _settings(project.config)


def _version(context: CheckContext) -> str:
    version = context.development_version(context.new_tree())
    if version is None:
        return "not known"
    place = f"{version.path}:{version.line}" if version.path else "according to the tags"
    return escaped(f"{version.text} ({place})")


def _settings(config: Config) -> Iterator[str]:
    """Yield each setting with where it comes from; what has no value is left out."""
    defaults = Settings()
    for key in Settings._fields:
        value, default = getattr(config.settings, key), getattr(defaults, key)
        if key in _FOUND or value in (None, (), {}):
            continue
        origin = "default" if value == default else escaped(config.source or "pyproject.toml")
        yield f"  {key.replace('_', '-')}: {escaped(_value_text(key, value))} ({origin})\n"


def _value_text(key: str, value: object) -> str:
    if key in ("overrides", "accept") and isinstance(value, tuple):
        return counted(len(value), "entry", "entries")
    if isinstance(value, DeprecationSettings):
        return json.dumps({name: part for name, part in value._asdict().items() if part != ()})
    return json.dumps(value)
