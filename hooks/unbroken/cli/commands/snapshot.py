"""`unbroken snapshot`: write the public API of the baseline to a file.

It stands in where the history of the release is not available.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from unbroken.baseline.baseline import LATEST_RELEASE, SNAPSHOT, Baseline
from unbroken.baseline.resolve import resolve_baseline
from unbroken.baseline.snapshot import NewSnapshot, make_snapshot
from unbroken.checks.context import Project, project_folders
from unbroken.checks.request import Request
from unbroken.checks.run import open_projects
from unbroken.cli.commands import CommandResult
from unbroken.cli.files import write_atomically
from unbroken.errors import BaselineError, UsageError
from unbroken.model.counting import counted
from unbroken.policy.projection import projection_of
from unbroken.report.escaping import escaped
from unbroken.sources.trees import commit_tree

if TYPE_CHECKING:
    from argparse import Namespace

    from unbroken.config.config import Config


class Written(NamedTuple):
    """A snapshot's file, the folder of its project's table, and whether the file changed."""

    path: str
    folder: str
    changed: bool


def execute(arguments: Namespace) -> CommandResult:
    """Write the snapshot of each project's baseline; raises UnbrokenError."""
    request = Request("check", os.getcwd(), config=arguments.config)
    with open_projects(request) as projects:
        if arguments.output is not None and len(projects) > 1:
            raise UsageError("--output: several projects have a snapshot each; name one: --config")
        return CommandResult("".join(_snapshot(project, arguments) for project in projects))


def _snapshot(project: Project, arguments: Namespace) -> str:
    """Write the snapshot of one project; return what to say about it."""
    repository, config = project.repository, project.config.without_snapshot()
    baseline = _baseline(project, config, arguments.baseline)
    if baseline.commit is None:
        raise BaselineError("nothing is committed yet, so there is nothing to write down")
    tree = commit_tree(repository, baseline.commit, project_folders(config))
    taken = make_snapshot(
        tree,
        config,
        (baseline.ref, baseline.commit, baseline.version),
        projection_of(config),
    )
    snapshot_path = os.path.join(repository.root, project.config.snapshot_path())
    path = arguments.output or snapshot_path
    written = Written(
        path=path,
        folder=os.path.join(repository.root, config.folder),
        changed=_write(path, taken.text),
    )
    return _text(project.config, baseline, taken, written)


def _baseline(project: Project, config: Config, argument: str | None) -> Baseline:
    """Return the revision to take a snapshot of, never another snapshot."""
    wanted = argument
    if wanted is None and config.settings.baseline == SNAPSHOT:
        wanted = LATEST_RELEASE
    if wanted == SNAPSHOT:
        raise UsageError("--baseline: a snapshot is made from a revision, not from itself")
    return resolve_baseline(
        project.repository, config, project.change, wanted, skip_own_release=False
    )


def _write(path: str, text: str) -> bool:
    """Write a file atomically; return whether it changed. Raises UsageError."""
    data = text.encode("utf-8")
    try:
        if os.path.isfile(path):
            with open(path, "rb") as file:
                if file.read() == data:
                    return False
        write_atomically(path, data)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    return True


def _text(config: Config, baseline: Baseline, taken: NewSnapshot, written: Written) -> str:
    path, ref = escaped(os.path.relpath(written.path)), escaped(baseline.ref)
    lines = [
        f"unbroken: {escaped(file.path)}:{file.line}:{file.column}: warning: it does not parse at "
        f"{ref} ({escaped(file.message)}), so nothing in it is in the snapshot"
        for file in taken.unreadable
    ]
    modules, size = counted(taken.modules, "module"), f"{len(taken.text.encode()):,} bytes"
    verb = "has" if written.changed else "already has"
    lines.append(
        f"unbroken: {path} {verb} the public API of {ref} ({escaped(baseline.reason)}): "
        f"{modules}, {size}"
    )
    if config.settings.snapshot is None and config.settings.baseline != SNAPSHOT:
        table = os.path.relpath(os.path.join(written.folder, "pyproject.toml"))
        setting = os.path.relpath(os.path.realpath(written.path), os.path.realpath(written.folder))
        lines.append(
            "unbroken: to use it where no release tag can be reached, commit it and set in "
            f'{escaped(table)}\n\n  [tool.unbroken]\n  snapshot = "{escaped(setting)}"\n'
        )
    return "".join(f"{line}\n" for line in lines)
