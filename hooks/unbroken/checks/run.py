"""The run itself: which projects are checked, and what of them is in flight."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from unbroken.changes.in_flight import in_flight
from unbroken.checks.context import CheckContext, Project, make_context
from unbroken.checks.outcome import Outcome
from unbroken.checks.project import check_project
from unbroken.checks.request import Mode, Request
from unbroken.config.config_file import find_configs, nested_around
from unbroken.config.project_files import DiskFiles, ProjectFiles, StagedFiles
from unbroken.errors import UnbrokenError
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
        # Where one project is asked for, nothing is said about the others.
        is_named = request.config is not None or request.settings is not None or request.packages
        is_all = not is_named and os.path.realpath(request.cwd) == os.path.realpath(repository.root)
        yield [
            Project(repository, request, config, change, files if is_all else None)
            for config in configs
        ]


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
        check_one = check_project
        if request.mode == "deprecations":
            from unbroken.checks.deprecations import check_deprecations as check_one
        contexts, outcomes = [], []
        for project in projects:
            with _named_in_errors(project, projects):
                contexts.append(make_context(project))
                outcomes.append(check_one(contexts[-1]))
        unchecked = _unchecked_projects(projects[0], contexts)
        return [outcomes[0]._replace(unchecked_projects=unchecked), *outcomes[1:]]


@contextmanager
def _named_in_errors(project: Project, projects: list[Project]) -> Iterator[None]:
    """Add the folder of a project to errors, where several projects are checked."""
    try:
        yield
    except UnbrokenError as error:
        if len(projects) == 1:
            raise
        raise type(error)(f"{project.config.folder or '.'}: {error}") from None


def _unchecked_projects(project: Project, contexts: list[CheckContext]) -> tuple[str, ...]:
    """Return the folders of projects that nothing configures, and that the change touches.

    Where nothing is in flight, of all in the repository.
    """
    change, files = project.change, project.files
    if files is None:
        return ()
    roots = tuple(f"{root}/" for context in contexts for root in context.package_roots)
    if change.before is None:
        nested = nested_projects(project.repository)
    else:
        paths = [file.path for file in change.changes if file.path.endswith((".py", ".pyi"))]
        nested = [*nested_around(path for path in paths if not path.startswith(roots))]
    from unbroken.project.unchecked import unchecked_projects

    nested = [path for path in nested if not path.startswith(roots)]
    return unchecked_projects(nested, {context.config.folder for context in contexts}, files)


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
