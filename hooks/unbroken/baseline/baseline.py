"""The promised revision: which version of the code users rely on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple

from unbroken.errors import BaselineError
from unbroken.sources.git.repository import Repository
from unbroken.sources.git.revisions import FETCH_HISTORY, existing_commit

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.baseline.latest_release import Considered, Latest
    from unbroken.baseline.snapshot_file import Snapshot
    from unbroken.cache.cache import Cache
    from unbroken.config.config import Config

LATEST_RELEASE, LATEST_TAG, SNAPSHOT = "latest-release", "latest-tag", "snapshot"


class Baseline(NamedTuple):
    """The revision that is compared with.

    `commit` is None on an unborn branch, where nothing was promised yet; `version` is the
    release's PEP 440 version where the name of the revision says it. `considered` are the release
    tags that were looked at, the newest first. Of a snapshot, `ref` and `version` are what it was
    made from, and `commit` is a name by which the repository that it was found in reads it.
    """

    kind: Literal["argument", "config", "release", "snapshot", "fallback", "unborn"]
    ref: str
    commit: str | None
    version: str | None
    reason: str
    considered: tuple[Considered, ...] = ()
    snapshot: Snapshot | None = None

    @property
    def origin(self) -> str | None:
        """The commit that the promise is from, which need not be in this repository."""
        return self.snapshot.origin.commit if self.snapshot is not None else self.commit


def find_baseline(
    repository: Repository,
    config: Config,
    argument: str | None = None,
    head: str | None = None,
    *,
    is_release_commit: bool = False,
    development_version: Callable[[], Version | None] = lambda: None,
    cache: Cache | None = None,
) -> Baseline:
    """Find the baseline for `head` (a commit; "" for what has none before it; else HEAD).

    What the argument says, else what is configured: a ref, or `latest-release` (the latest release
    tag that `head` descends from, in PEP 440 order), or `latest-tag` (the latest one, but none
    newer than `development_version`), or `snapshot` (the file that is configured). Without such a
    tag, the snapshot if one is configured, else the fallback branch. With `is_release_commit`, the
    tags on `head` itself do not count: a release is compared with the one before. Raises
    BaselineError.
    """
    head = repository.head if head is None else head or None
    wanted = argument if argument is not None else config.settings.baseline
    if wanted == SNAPSHOT:
        return _from_snapshot(repository, config)
    if wanted not in (LATEST_RELEASE, LATEST_TAG):
        return _named(repository, config, wanted, "config" if argument is None else "argument")
    from unbroken.baseline.latest_release import Head, Latest, latest_release, latest_tag

    if head is None and config.settings.snapshot is not None:
        return _from_snapshot(repository, config, Latest(None, "nothing is committed yet", ()))
    if head is None:
        return Baseline("unborn", "HEAD", None, None, "nothing is committed yet")
    from unbroken.baseline.releases import find_releases

    releases = find_releases(repository, config)
    at = Head(head, is_release_commit, repository.is_shallow)
    if wanted == LATEST_TAG:
        found = latest_tag(releases, at, development_version)
    else:
        found = latest_release(repository, releases, at, cache)
    pattern = config.settings.tag_pattern
    if not releases and pattern is not None:
        found = found._replace(reason=f"no tag here matches tag-pattern = '{pattern}'")
    chosen = found.release
    if chosen is None and config.settings.snapshot is not None:
        return _from_snapshot(repository, config, found)
    if chosen is None:
        return _fallback(repository, config, head, found, cache)
    return Baseline(
        "release", chosen.tag, chosen.commit, chosen.text, found.reason, found.considered
    )


def _named(
    repository: Repository, config: Config, ref: str, kind: Literal["argument", "config"]
) -> Baseline:
    """Return a revision that the user names."""
    from unbroken.baseline.releases import tag_version

    asked = kind == "argument"
    where = "--baseline" if asked else f"{config.source}: [tool.unbroken] baseline"
    commit = existing_commit(repository, ref, where)
    tag = ref.removeprefix("refs/tags/")
    # A branch may be called as a tag might be: it is no release.
    is_tag = repository.resolve(f"refs/tags/{tag}") == commit
    version = tag_version(tag, config) if is_tag else None
    reason = "from --baseline" if asked else "as configured"
    return Baseline(kind, ref, commit, str(version) if version else None, reason)


def _from_snapshot(
    repository: Repository, config: Config, instead_of: Latest | None = None
) -> Baseline:
    """Return what the snapshot promises; `instead_of` is why no release does."""
    from unbroken.baseline.snapshot_file import read_snapshot
    from unbroken.sources.content_id import blob_id
    from unbroken.sources.git.virtual_commit import VirtualCommit

    path = config.snapshot_path()
    why = f", because {instead_of.reason}" if instead_of is not None else ""
    data = repository.read_disk(path)
    if data is None:
        raise BaselineError(
            f"{path}: there is no such file, from which the baseline would be read{why}; write it "
            "with `unbroken snapshot` where the release tags are, and commit it"
        )
    found = read_snapshot(data, path, blob_id(data))
    repository.virtual_commits[found.identity] = VirtualCommit(found.sources)
    return Baseline(
        "snapshot",
        found.origin.ref,
        found.identity,
        found.origin.version,
        f"the snapshot {path}{why}",
        instead_of.considered if instead_of is not None else (),
        found,
    )


def _fallback(
    repository: Repository, config: Config, head: str, found: Latest, cache: Cache | None
) -> Baseline:
    from unbroken.baseline.ancestry import merge_base

    why, hint = found.reason, found.hint
    if repository.is_shallow:
        # What the fallback branch has here is cut off as well: little would be compared.
        raise BaselineError(f"no baseline: {why} in this shallow clone. {FETCH_HISTORY}")
    branch = config.settings.fallback
    branches = [branch, "master"] if branch == "main" else [branch]
    for name in branches:
        for ref in (f"refs/remotes/origin/{name}", f"refs/heads/{name}"):
            commit = repository.resolve(ref)
            base = merge_base(repository, commit, head, cache) if commit is not None else None
            if base is not None:
                reason = f"{why}, so where it left {name}" + (f"; {hint}" if hint else "")
                return Baseline("fallback", name, base, None, reason, found.considered)
    pattern = config.settings.tag_pattern
    looked = f" (looked for tags like '{pattern or 'v1.2.3'}')"
    if pattern and not found.considered:
        looked = ""
    advice = f"{hint[0].upper()}{hint[1:]}. Otherwise tag" if hint else "Tag"
    raise BaselineError(
        f"no baseline: {why}{looked} and there is no "
        f"branch '{branch}'. {advice} the last release, fetch its tag with `git fetch --tags`, or "
        "name the revision that users rely on with --baseline or in pyproject.toml:\n\n"
        '  [tool.unbroken]\n  baseline = "<revision>"'
    )
