"""Whether the snapshot is of the release that it should be of, as far as a repository shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from unbroken.baseline.baseline import LATEST_RELEASE, SNAPSHOT, Baseline, Checked, find_baseline
from unbroken.baseline.snapshot import differences, make_snapshot
from unbroken.baseline.snapshot_file import Snapshot, read_snapshot
from unbroken.errors import BaselineError, NothingToCheckError
from unbroken.policy.levels import with_configured_levels
from unbroken.policy.projection import projection_of
from unbroken.rules import snapshot_outdated

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.loading.loader import Loader
    from unbroken.model.finding import Finding


class Problem(NamedTuple):
    """Why a snapshot is outdated, and the line of its file that shows it."""

    line: int
    text: str


def snapshot_findings(context: CheckContext, loader: Loader) -> list[Finding]:
    """Compare the snapshot, where there is one, with the commit that it names, and its tag.

    It is outdated when that commit has another surface, when its tag is now at another commit, and
    when there is a later release. A commit that is not in this repository is not compared. Raises
    BaselineError for a snapshot that cannot be read.
    """
    settings = context.config.settings
    if settings.snapshot is None and context.baseline.snapshot is None:
        return []
    snapshot = context.baseline.snapshot or _read(context)
    if snapshot is None:
        path = context.config.snapshot_path()
        problem: Problem | None = Problem(1, "there is no such file, though it is configured")
    else:
        path = snapshot.path
        problem = _moved(context, snapshot) or _difference(context, snapshot, loader)
    if problem is None:
        return []
    finding = snapshot_outdated.report(context.package_names[0], path, problem.line, problem.text)
    return list(with_configured_levels([finding], context.config))


def _read(context: CheckContext) -> Snapshot | None:
    path = context.config.snapshot_path()
    data = context.repository.read_disk(path)
    return read_snapshot(data, path, "") if data is not None else None


def _moved(context: CheckContext, snapshot: Snapshot) -> Problem | None:
    """Return whether the release of a snapshot is at another commit, or no longer the latest."""
    origin = snapshot.origin
    tag = context.repository.resolve(f"refs/tags/{origin.ref}")
    if tag is not None and tag != origin.commit:
        return Problem(1, f"is of {origin.ref} at {origin.commit[:12]}, which is now at {tag[:12]}")
    latest = _latest(context)
    if latest is not None and latest.commit != origin.commit:
        return Problem(1, f"is of {origin.ref}, but {latest.ref} is {latest.reason}")
    return None


def _latest(context: CheckContext) -> Baseline | None:
    """Return the release that a snapshot should be of; None where that cannot be determined."""
    baseline = context.baseline
    if baseline.kind == "release":
        return baseline
    if baseline.kind != "snapshot" or context.config.settings.baseline != SNAPSHOT:
        return None
    config, change = context.config.without_snapshot(), context.change
    try:
        latest = find_baseline(
            context.repository,
            config,
            Checked(change.head or None, change.is_release()),
            LATEST_RELEASE,
        )
    except BaselineError:
        return None
    return latest if latest.kind == "release" else None


def _difference(context: CheckContext, snapshot: Snapshot, loader: Loader) -> Problem | None:
    """Return where a snapshot differs from the commit that it was made from."""
    origin = snapshot.origin
    if context.repository.resolve(origin.commit) is None:
        return None
    try:
        tree = context.tree_at(origin.commit)
        identity = (origin.ref, origin.commit, origin.version)
        expected = make_snapshot(
            tree, context.config, identity, projection_of(context.config), loader
        )
    except NothingToCheckError:
        return Problem(1, f"is of {origin.ref}, which has no package that is checked")
    fresh = read_snapshot(expected.text.encode("utf-8"), snapshot.path, "")
    changes = list(differences(snapshot, fresh))
    if not changes:
        return None
    path, what = changes[0]
    more = f", and {len(changes) - 1} more" if len(changes) > 1 else ""
    text = f"differs from {origin.ref}, its source: {path} {what}{more}"
    return Problem(snapshot.line_of(path), text)
