"""The baseline: the revision whose API users rely on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from unbroken.errors import BaselineError
from unbroken.sources.git.repository import Repository
from unbroken.sources.git.revisions import FETCH_HISTORY, existing_commit

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.baseline.latest_release import Considered, Latest
    from unbroken.baseline.releases import Release, Releases
    from unbroken.baseline.snapshot_file import Snapshot
    from unbroken.cache.cache import Cache
    from unbroken.config.config import Config
    from unbroken.loading.module_files import Package

LATEST_RELEASE, LATEST_TAG, SNAPSHOT = "latest-release", "latest-tag", "snapshot"
PUBLISHED = "pypi"
"""The latest release on a package index, which `unbroken baseline --fetch` keeps in the cache."""

DevelopmentVersion: TypeAlias = Callable[[], "Version | None"]
"""Returns the version under development; None if nothing says it."""

_NOTHING_COMMITTED = "nothing is committed yet"


class Baseline(NamedTuple):
    """The revision that is compared with.

    `commit` is None where nothing was promised yet: on an unborn branch, and for the first commit.
    `version` is the PEP 440 version if the ref is a release tag. `considered` are the release tags
    that were looked at, the newest first. Of a snapshot, `ref` and `version` are what it was made
    from, and `commit` is a name by which the repository that it was found in reads it. `details`
    are sentences that explain the choice further.
    """

    kind: Literal["argument", "config", "release", "snapshot", "fallback", "unborn"]
    ref: str
    commit: str | None
    version: str | None
    reason: str
    considered: tuple[Considered, ...] = ()
    snapshot: Snapshot | None = None
    details: tuple[str, ...] = ()
    packages: tuple[Package, ...] = ()
    """The packages of a release from a package index; for others, the repository shows them."""

    @property
    def origin(self) -> str | None:
        """The commit that the promise is from, which need not be in this repository."""
        return self.snapshot.origin.commit if self.snapshot is not None else self.commit


class Checked(NamedTuple):
    """The commit whose history has the baseline, and how the version under check relates to it.

    `head` is None if nothing is committed. `is_checked` says whether the version under check is
    exactly `head`. `range_start` is the commit that a checked range of commits starts from.
    """

    head: str | None
    is_checked: bool = False
    range_start: str | None = None


def find_baseline(
    repository: Repository,
    config: Config,
    checked: Checked,
    argument: str | None = None,
    *,
    development_version: DevelopmentVersion = lambda: None,
    cache: Cache | None = None,
    list_files: Callable[[], Collection[str]] = tuple,
) -> Baseline:
    """Find the baseline for what is checked. Raises BaselineError.

    The argument wins over the configuration. Both are a revision, or `latest-release` (the latest
    release tag that `head` descends from, in PEP 440 order), or `latest-tag` (the latest one that
    is not newer than the version under development), or `snapshot` (the configured file), or `pypi`
    (the release that was fetched; `list_files` returns the files of the project). Without
    a release, it is the configured snapshot, else the start of the range, else the commit where
    `head` left the fallback branch, else the first parent of `head`. It is never the commit under
    check itself.
    """
    wanted = argument if argument is not None else config.settings.baseline
    if wanted == SNAPSHOT:
        return _from_snapshot(repository, config)
    if wanted == PUBLISHED:
        return _published(repository, config, development_version, cache, list_files)
    if wanted not in (LATEST_RELEASE, LATEST_TAG):
        return _named(repository, config, wanted, "config" if argument is None else "argument")
    if checked.head is None:
        if config.settings.snapshot is not None:
            return _from_snapshot(repository, config, _NOTHING_COMMITTED)
        # HEAD has a commit where the first one is amended: nothing was there before it.
        if repository.head is None and repository.refs("refs/tags"):
            raise BaselineError(
                "the branch that is checked out has no commits, but the repository has tags, so "
                "something was released; name what to compare with: --baseline <tag>"
            )
        return Baseline("unborn", "HEAD", None, None, _NOTHING_COMMITTED)
    from unbroken.baseline.latest_release import Head, latest_release, latest_tag
    from unbroken.baseline.releases import find_releases

    releases = find_releases(repository, config, development_version)
    head = Head(checked.head, checked.is_checked, repository.is_shallow)
    if wanted == LATEST_TAG:
        latest = latest_tag(releases.releases, head, development_version)
    else:
        latest = latest_release(repository, releases.releases, head, development_version, cache)
    if latest.release is not None:
        _refuse_newer(repository, config, latest.release, development_version, cache)
        return _release(latest, latest.release, releases)
    if config.settings.snapshot is not None:
        reason = latest.reason
        return _from_snapshot(repository, config, reason)._replace(considered=latest.considered)
    _refuse_unclear(repository, config, releases, latest)
    return _without_release(repository, config, checked, latest, cache)


def _release(latest: Latest, release: Release, releases: Releases) -> Baseline:
    """Return a release as the baseline."""
    from unbroken.baseline.latest_release import ELSEWHERE

    details = []
    if releases.reason:
        others = ", ".join(
            f"{family.pattern} ({family.releases[0].tag})" for family in releases.others
        )
        details.append(
            f"of several kinds of release tags these count: {releases.reason}; not {others}"
        )
    newer = itertools.takewhile(lambda tag: tag.ref != release.tag, latest.considered)
    if any(tag.verdict == ELSEWHERE for tag in newer):
        details.append(
            'if releases are made on branches of their own, set baseline = "latest-tag" in '
            "[tool.unbroken]"
        )
    return Baseline(
        "release",
        release.tag,
        release.commit,
        release.text,
        latest.reason,
        latest.considered,
        details=tuple(details),
    )


def _refuse_newer(
    repository: Repository,
    config: Config,
    release: Release,
    development_version: DevelopmentVersion,
    cache: Cache | None,
) -> None:
    """Raise BaselineError for a release of a later series than the version under development.

    Either the version is not kept up to date, or the tag is not one of this project's releases.
    The cache keeps that a release passed: the version rarely goes down, and to find it takes time.
    """
    from unbroken.baseline.latest_release import is_of_later_series

    # Projects of one repository may all have no text of their own.
    project = f"{config.folder} {config.project_name()} {config.text}"
    key = f"not newer 2 {repository.root} {release.tag} {release.commit} {project}"
    encoded = key.encode("utf-8", "surrogateescape")
    if cache is not None and cache.get(encoded) is not None:
        return
    current = development_version()
    if current is not None and is_of_later_series(release.version, current):
        raise BaselineError(
            f"no baseline: {release.tag}, the latest release, is newer than {current}, the version "
            "under development. Raise that version, or name the baseline or the tags of the "
            "project's releases in pyproject.toml:\n\n"
            f'  [tool.unbroken]\n  baseline = "{release.tag}"{_or_pre_releases(current)}'
        )
    if cache is not None:
        cache.put(encoded, b"1")


def _or_pre_releases(current: Version) -> str:
    """Return another way for projects that make nothing but pre-releases."""
    is_pre_release = current.is_prerelease and current.pre is not None
    return (
        "\n\nIf the project's releases are pre-releases, set pre-releases = true." * is_pre_release
    )


def _refuse_unclear(
    repository: Repository, config: Config, releases: Releases, latest: Latest
) -> None:
    """Raise BaselineError where there are releases, but none can be chosen."""
    pattern = config.settings.tag_pattern
    if repository.is_shallow:
        # The history of the fallback branch is cut off as well: little would be compared.
        raise BaselineError(f"no baseline: {latest.reason} in this shallow clone. {FETCH_HISTORY}")
    if releases.undecided:
        families = ", ".join(
            f"{family.pattern} (the latest is {family.releases[0].tag})"
            for family in releases.undecided
        )
        raise BaselineError(
            "no baseline: the release tags are of several kinds, and nothing says which are this "
            f"project's: {families}. Name them in pyproject.toml:\n\n"
            f'  [tool.unbroken]\n  tag-pattern = "{releases.undecided[0].pattern}"'
        )
    if pattern is not None and not releases.releases:
        raise BaselineError(
            f"no baseline: no tag matches tag-pattern = '{pattern}'. Fetch the tags with "
            "`git fetch --tags`, or correct the pattern"
        )
    if latest.newer_than is not None:
        newest = latest.considered[0].ref
        raise BaselineError(
            f"no baseline: every release tag is newer than {latest.newer_than}, the version under "
            f"development (the latest is {newest}). Raise that version, or name the baseline or "
            "the tags of the project's releases in pyproject.toml:\n\n"
            f'  [tool.unbroken]\n  baseline = "{newest}"'
        )


def _without_release(
    repository: Repository, config: Config, checked: Checked, latest: Latest, cache: Cache | None
) -> Baseline:
    """Return the baseline of a project without a release that could be it."""
    from unbroken.baseline.ancestry import merge_base

    assert checked.head is not None

    def fallback(ref: str, commit: str, reason: str) -> Baseline:
        return Baseline("fallback", ref, commit, None, reason, latest.considered)

    if checked.range_start is not None:
        start = checked.range_start
        return fallback(start[:12], start, f"{latest.reason}, so the start of the range")
    branch = config.settings.fallback
    for name in [branch, "master"] if branch == "main" else [branch]:
        for ref in (f"refs/remotes/origin/{name}", f"refs/heads/{name}"):
            tip = repository.resolve(ref)
            base = merge_base(repository, tip, checked.head, cache) if tip is not None else None
            if base is None:
                continue
            if base != checked.head or not checked.is_checked:
                where = f"where it left {name}"
                if base == checked.head:
                    where = (
                        f"the last commit of {name}" if base == tip else f"HEAD, a commit of {name}"
                    )
                elif repository.resolve(f"refs/heads/{name}") == checked.head:
                    where = f"the last commit of {name} that was pushed"
                return fallback(name, base, f"{latest.reason}, so {where}")
            return _first_parent(repository, checked.head, latest)
    looked = config.settings.tag_pattern or "v1.2.3"
    raise BaselineError(
        f"no baseline: {latest.reason} (looked for tags like '{looked}') and there is no "
        f"branch '{branch}'. Tag the last release, fetch its tag with `git fetch --tags`, or "
        "name the revision that users rely on with --baseline or in pyproject.toml:\n\n"
        '  [tool.unbroken]\n  baseline = "<revision>"'
    )


def _first_parent(repository: Repository, head: str, latest: Latest) -> Baseline:
    """Return the first parent of a commit that would otherwise be compared with itself."""
    commit = repository.commit(head)
    if commit is None or not commit.parents:
        own = next((tag.ref for tag in latest.considered if tag.commit == head), None)
        itself = f"{own} itself, and " if own is not None else ""
        return Baseline("unborn", "HEAD", None, None, f"HEAD is {itself}the first commit")
    parent = commit.parents[0]
    reason = f"{latest.reason}, so the first parent of HEAD"
    return Baseline("fallback", parent[:12], parent, None, reason, latest.considered)


def _named(
    repository: Repository, config: Config, ref: str, kind: Literal["argument", "config"]
) -> Baseline:
    """Return a revision that the user names."""
    from unbroken.baseline.releases import tag_version

    from_argument = kind == "argument"
    where = "--baseline" if from_argument else f"{config.source}: [tool.unbroken] baseline"
    words = () if from_argument else (LATEST_RELEASE, LATEST_TAG, SNAPSHOT, PUBLISHED)
    commit = existing_commit(repository, ref, where, words)
    tag = ref.removeprefix("refs/tags/")
    # A branch may have the name of a release.
    is_tag = repository.resolve(f"refs/tags/{tag}") == commit
    version = tag_version(tag, config) if is_tag else None
    reason = "from --baseline" if from_argument else "as configured"
    return Baseline(kind, ref, commit, str(version) if version else None, reason)


def _published(
    repository: Repository,
    config: Config,
    development_version: DevelopmentVersion,
    cache: Cache | None,
    list_files: Callable[[], Collection[str]],
) -> Baseline:
    """Return the release that was fetched from a package index."""
    from unbroken.baseline.latest_release import is_of_later_series
    from unbroken.baseline.published_release import read_release
    from unbroken.model.versions import parse_version
    from unbroken.sources.git.virtual_commit import VirtualCommit

    target = read_release(config, cache, list_files())
    version, current = parse_version(target.version), development_version()
    if version is not None and current is not None and is_of_later_series(version, current):
        raise BaselineError(
            f"no baseline: {target.file}, which was fetched last, is newer than {current}, the "
            "version under development. Fetch the release before it with:\n\n"
            "  unbroken baseline --fetch"
        )
    repository.virtual_commits[target.identity] = VirtualCommit(target.contents)
    return Baseline(
        "release",
        target.file,
        target.identity,
        target.version,
        "the release that was fetched from the package index",
        packages=target.packages,
    )


def _from_snapshot(repository: Repository, config: Config, reason: str | None = None) -> Baseline:
    """Return the snapshot as the baseline; `reason` is why no release is."""
    from unbroken.baseline.snapshot_file import read_snapshot
    from unbroken.sources.content_id import blob_id
    from unbroken.sources.git.virtual_commit import VirtualCommit

    path = config.snapshot_path()
    why = f", because {reason}" if reason is not None else ""
    data = repository.read_disk(path)
    if data is None:
        raise BaselineError(
            f"{path}: there is no such file, from which the baseline would be read{why}; write it "
            "with `unbroken snapshot` where the release tags are, and commit it"
        )
    snapshot = read_snapshot(data, path, blob_id(data))
    repository.virtual_commits[snapshot.identity] = VirtualCommit(snapshot.sources)
    return Baseline(
        "snapshot",
        snapshot.origin.ref,
        snapshot.identity,
        snapshot.origin.version,
        f"the snapshot {path}{why}",
        snapshot=snapshot,
    )
