"""Whether the snapshot is of the release that it should be of, as far as a repository tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.baseline.baseline import LATEST_RELEASE, SNAPSHOT, Baseline, find_baseline
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


def snapshot_findings(context: CheckContext, loader: Loader) -> list[Finding]:
    """Hold the snapshot, where there is one, against the commit that it names, and its tag.

    It is outdated when that commit has another surface, when its tag is at another commit by now,
    and when there is a later release. What is not in this repository tells nothing. Raises
    BaselineError for a snapshot that cannot be read.
    """
    settings = context.config.settings
    if settings.snapshot is None and context.baseline.snapshot is None:
        return []
    snapshot = context.baseline.snapshot or _read(context)
    if snapshot is None:
        path = context.config.snapshot_path()
        found: tuple[int, str] | None = (1, "there is no such file, though it is configured")
    else:
        path = snapshot.path
        found = _moved(context, snapshot) or _differs(context, snapshot, loader)
    if found is None:
        return []
    package = context.package_names[0]
    return list(
        with_configured_levels([snapshot_outdated.report(package, path, *found)], context.config)
    )


def _read(context: CheckContext) -> Snapshot | None:
    path = context.config.snapshot_path()
    data = context.repository.read_disk(path)
    return read_snapshot(data, path, "") if data is not None else None


def _moved(context: CheckContext, snapshot: Snapshot) -> tuple[int, str] | None:
    """Say whether the release that a snapshot is of is elsewhere, or no longer the latest."""
    origin = snapshot.origin
    tag = context.repository.resolve(f"refs/tags/{origin.ref}")
    if tag is not None and tag != origin.commit:
        return 1, f"is of {origin.ref} at {origin.commit[:12]}, which is at {tag[:12]} by now"
    latest = _latest(context)
    if latest is not None and latest.commit != origin.commit:
        return 1, f"is of {origin.ref}, but {latest.ref} is {latest.reason}"
    return None


def _latest(context: CheckContext) -> Baseline | None:
    """Give the release that a snapshot should be of; None where there is none to be told."""
    baseline = context.baseline
    if baseline.kind == "release":
        return baseline
    if baseline.kind != "snapshot" or context.config.settings.baseline != SNAPSHOT:
        return None
    config, change = context.config.without_snapshot(), context.change
    try:
        found = find_baseline(
            context.repository,
            config,
            LATEST_RELEASE,
            change.head,
            is_release_commit=change.is_release(),
        )
    except BaselineError:
        return None
    return found if found.kind == "release" else None


def _differs(context: CheckContext, snapshot: Snapshot, loader: Loader) -> tuple[int, str] | None:
    """Say where a snapshot says other than the commit that it was made from."""
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
        return 1, f"is of {origin.ref}, which has no package that is checked"
    fresh = read_snapshot(expected.text.encode("utf-8"), snapshot.path, "")
    found = list(differences(snapshot, fresh))
    if not found:
        return None
    path, what = found[0]
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    text = f"says other than {origin.ref}, which it was made from: {path} {what}{more}"
    return snapshot.line_of(path), text
