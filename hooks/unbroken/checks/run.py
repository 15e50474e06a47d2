"""The run itself: which projects are checked, and what of them is in flight."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, NamedTuple

from unbroken.cache.cache import Cache
from unbroken.changes.in_flight import in_flight
from unbroken.checks.outcome import Outcome
from unbroken.checks.project import ProjectCheck
from unbroken.config.config import Config
from unbroken.config.config_file import find_configs
from unbroken.rules.registry import rule_names
from unbroken.sources.git.repository import Repository
from unbroken.sources.trees import projects_below

Mode = Literal["check", "incremental", "full", "deprecations"]


class Request(NamedTuple):
    """What the command line asks for; None and () where it says nothing."""

    mode: Mode
    cwd: str
    files: tuple[str, ...] = ()
    baseline: str | None = None
    current: str | None = None
    config: str | None = None
    environment: Mapping[str, str] = os.environ
    progress: Callable[[int, int], None] | None = None
    cache: Cache | None = None
    settings: Config | None = None
    """Used instead of what the files say."""


@contextmanager
def checks(request: Request) -> Iterator[list[ProjectCheck]]:
    """Give the checks of all projects that the request is about, ready to be made.

    They need the repository, which is open within the `with` only. Raises UnbrokenError.
    """
    with Repository.discover(request.cwd, request.environment) as repository:
        change = in_flight(
            repository, request.cwd, request.environment, request.current, request.files
        )

        def below() -> list[str]:
            return projects_below(repository)

        configs = (
            [request.settings]
            if request.settings is not None
            else find_configs(request.cwd, repository.root, request.config, below, rule_names)
        )
        checker = _checker(request.mode)
        yield [checker(repository, request, each, change) for each in configs]


def run(request: Request) -> list[Outcome]:
    """Check all projects that the request is about.

    Raises UnbrokenError when a check cannot be made.
    """
    with checks(request) as found:
        return [each.outcome() for each in found]


def _checker(mode: Mode) -> type[ProjectCheck]:
    if mode != "deprecations":
        return ProjectCheck
    from unbroken.checks.deprecations import DeprecationCheck

    return DeprecationCheck


def check(
    folder: str = ".",
    mode: Mode = "check",
    *,
    baseline: str | None = None,
    current: str | None = None,
    config: str | None = None,
) -> list[Outcome]:
    """Check the projects in a folder of a git repository, as the command line does.

    `mode` is the command's name; `baseline`, `current` (revisions) and `config` (a file) are its
    options. Gives one outcome a project. Raises UnbrokenError when a check cannot be made.
    """
    return run(Request(mode, os.path.abspath(folder), (), baseline, current, config))
