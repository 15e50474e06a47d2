"""The run itself: which projects are checked, and what of them is in flight."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from unbroken.changes.in_flight import in_flight
from unbroken.checks.context import Project, make_context
from unbroken.checks.outcome import Outcome
from unbroken.checks.project import check_project
from unbroken.checks.request import Mode, Request
from unbroken.config.config_file import find_configs
from unbroken.config.project_files import DiskFiles, ProjectFiles, StagedFiles
from unbroken.rules.registry import rule_names
from unbroken.sources.git.repository import Repository
from unbroken.sources.trees import nested_projects

if TYPE_CHECKING:
    from unbroken.config.config import Config


@contextmanager
def open_projects(request: Request) -> Iterator[list[Project]]:
    """Find all projects that the request is about.

    Their repository is open within the `with` only. Raises UnbrokenError.
    """
    with Repository.discover(request.cwd, request.environment) as repository:
        change = in_flight(
            repository, request.cwd, request.environment, request.current, request.files
        )
        files: ProjectFiles = DiskFiles(repository.root)
        is_in_git = change.before is not None and not change.is_on_disk
        if is_in_git and not request.is_config_on_disk:
            # What counts is what is about to be committed, not what somebody has on disk.
            files = StagedFiles(repository.root, change.tree(()))
        configs = (
            [request.settings]
            if request.settings is not None
            else find_configs(
                request.cwd,
                repository.root,
                request.config,
                lambda: nested_projects(repository),
                rule_names,
                [file.path for file in change.changes] if change.before is not None else None,
                files,
            )
        )
        yield [Project(repository, request, config, change) for config in configs]


def project_configs(repository: Repository, cwd: str, file: str | None) -> list[Config]:
    """Return the configurations of the projects that a check in a folder is about.

    `file` is that of `--config`. Raises ConfigError.
    """
    return find_configs(cwd, repository.root, file, lambda: nested_projects(repository), rule_names)


def run(request: Request) -> list[Outcome]:
    """Check all projects that the request is about.

    Raises UnbrokenError when a check cannot be made.
    """
    with open_projects(request) as projects:
        if request.mode != "deprecations":
            return [check_project(make_context(project)) for project in projects]
        from unbroken.checks.deprecations import check_deprecations

        return [check_deprecations(make_context(project)) for project in projects]


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
    options. Returns one outcome a project. Raises UnbrokenError when a check cannot be made.
    """
    return run(
        Request(
            mode=mode,
            cwd=os.path.abspath(folder),
            baseline=baseline,
            current=current,
            config=config,
        )
    )
