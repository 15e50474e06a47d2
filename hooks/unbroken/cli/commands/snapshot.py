"""`unbroken snapshot`: write down what is promised, for where the release is not at hand."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from unbroken.baseline.baseline import LATEST_RELEASE, SNAPSHOT, Baseline
from unbroken.baseline.resolve import resolve_baseline
from unbroken.baseline.snapshot import NewSnapshot, make_snapshot
from unbroken.changes.in_flight import in_flight
from unbroken.cli.commands import CommandResult
from unbroken.config.config_file import find_configs
from unbroken.errors import BaselineError, UsageError
from unbroken.policy.projection import projection_of
from unbroken.report.text import escaped
from unbroken.rules.registry import rule_names
from unbroken.sources.git.repository import Repository
from unbroken.sources.trees import commit_tree, nested_projects

if TYPE_CHECKING:
    from argparse import Namespace

    from unbroken.config.config import Config


class Written(NamedTuple):
    """A snapshot's file, the folder that its project's table is in, and whether it is new."""

    path: str
    folder: str
    changed: bool


def execute(arguments: Namespace) -> CommandResult:
    """Write the snapshot of every project's baseline; raises UnbrokenError."""
    with Repository.discover(os.getcwd()) as repository:
        change = in_flight(repository, os.getcwd(), os.environ)
        configs = find_configs(
            os.getcwd(),
            repository.root,
            arguments.config,
            lambda: nested_projects(repository),
            rule_names,
        )
        if arguments.output is not None and len(configs) > 1:
            raise UsageError("--output: several projects have a snapshot each; name one: --config")
        said = []
        for each in configs:
            config = each.without_snapshot()
            wanted = arguments.baseline
            if wanted is None and config.settings.baseline == SNAPSHOT:
                wanted = LATEST_RELEASE
            if wanted == SNAPSHOT:
                raise UsageError("--baseline: a snapshot is made from a revision, not from itself")
            baseline = resolve_baseline(repository, config, change, wanted, skip_own_release=False)
            if baseline.commit is None:
                raise BaselineError("nothing is committed yet, so there is nothing to write down")
            under = [config.folder] if config.folder else []
            tree = commit_tree(repository, baseline.commit, under)
            taken = make_snapshot(
                tree,
                config,
                (baseline.ref, baseline.commit, baseline.version),
                projection_of(config),
            )
            path = arguments.output or os.path.join(repository.root, each.snapshot_path())
            changed = _write(path, taken.text)
            folder = os.path.join(repository.root, each.folder)
            said.append(_said(each, baseline, taken, Written(path, folder, changed)))
    return CommandResult("".join(said))


def _write(path: str, text: str) -> bool:
    """Write a file at once or not at all; tell whether it changed. Raises UsageError."""
    data = text.encode("utf-8")
    try:
        if os.path.isfile(path):
            with open(path, "rb") as file:
                if file.read() == data:
                    return False
        with tempfile.NamedTemporaryFile(dir=os.path.dirname(path) or ".", delete=False) as file:
            try:
                file.write(data)
                file.close()
                os.chmod(file.name, 0o644)
                os.replace(file.name, path)
            except OSError:
                os.unlink(file.name)
                raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    return True


def _said(config: Config, baseline: Baseline, taken: NewSnapshot, written: Written) -> str:
    shown = escaped(os.path.relpath(written.path))
    lines = [
        f"unbroken: {escaped(each.path)}:{each.line}:{each.column}: warning: it does not parse at "
        f"{escaped(baseline.ref)} ({escaped(each.message)}), so nothing in it is in the snapshot"
        for each in taken.unreadable
    ]
    many = f"{taken.modules} module{'s' if taken.modules != 1 else ''}"
    did = "has" if written.changed else "has already"
    lines.append(
        f"unbroken: {shown} {did} what is promised since {escaped(baseline.ref)} "
        f"({escaped(baseline.reason)}): {many}, {len(taken.text.encode()):,} bytes"
    )
    if config.settings.snapshot is None and config.settings.baseline != SNAPSHOT:
        table = os.path.relpath(os.path.join(written.folder, "pyproject.toml"))
        setting = os.path.relpath(os.path.realpath(written.path), os.path.realpath(written.folder))
        lines.append(
            "unbroken: to have it used where no release tag can be reached, commit it and set in "
            f'{escaped(table)}\n\n  [tool.unbroken]\n  snapshot = "{escaped(setting)}"\n'
        )
    return "".join(f"{each}\n" for each in lines)
