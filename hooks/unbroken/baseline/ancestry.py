"""Which releases a commit descends from: asked of git once, then followed commit by commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.baseline.releases import Release
    from unbroken.cache.cache import Cache
    from unbroken.sources.git.repository import Repository

_RECENT = 8
"""The number of latest releases that git is asked about before all others."""

_MOST_COMMITS = 64
"""The number of commits that are followed one by one before git is asked again."""

_FAR = 16
"""The distance from the cached commit at which the cache entry is renewed."""


def reachable_releases(
    repository: Repository, releases: list[Release], head: str, cache: Cache | None = None
) -> list[Release]:
    """Return the releases that `head` descends from; the newest is first.

    The cache keeps the answer for one commit, so that only the commits since are looked at. In a
    long history, asking git takes longer than the rest of a check.
    """
    if not releases:
        return []
    if cache is None or repository.is_shallow:
        # Fetching more of the history changes the answer.
        return _ask_git(repository, releases, head)
    key = _key(repository, releases)
    start, names = _decoded(cache.get(key))
    since = _since(repository, head, start) if start else None
    if since is not None:
        reachable = [
            release for release in releases if release.tag in names or release.commit in since
        ]
    else:
        reachable = _ask_git(repository, releases, head)
    if since is None or len(since) > _FAR:
        text = "\n".join([head, *(release.tag for release in reachable)])
        cache.put(key, text.encode("utf-8", "surrogateescape"))
    return reachable


def merge_base(
    repository: Repository, tip: str, head: str, cache: Cache | None = None
) -> str | None:
    """Return the best common ancestor of the tip of a branch and `head`; None without one.

    The cache keeps the answer for one commit outside of the branch. Later commits are not on the
    branch either, so that the answer stays the same for them.
    """
    if cache is None or repository.is_shallow:
        return repository.merge_base(tip, head)
    key = f"merge base 1 {repository.root} {tip}".encode("utf-8", "surrogateescape")
    lines = (cache.get(key) or b"").decode("ascii", "replace").split("\n")
    start, base = lines if len(lines) == 2 else ("", "")
    if start == head or (start not in ("", base) and _since(repository, head, start) is not None):
        return base
    ancestor = repository.merge_base(tip, head)
    if ancestor is not None:
        cache.put(key, f"{head}\n{ancestor}".encode())
    return ancestor


def _key(repository: Repository, releases: list[Release]) -> bytes:
    tags = (f"{release.tag} {release.commit}" for release in releases)
    text = "\n".join(["reachable 3", repository.root, *tags])
    return text.encode("utf-8", "surrogateescape")


def _decoded(data: bytes | None) -> tuple[str, frozenset[str]]:
    """Return a cache entry: a commit, and the tags that it descends from."""
    lines = (data or b"").decode("utf-8", "surrogateescape").split("\n")
    return lines[0], frozenset(lines[1:])


def _since(repository: Repository, head: str, start: str) -> set[str] | None:
    """Return the commits of `head` that `start` lacks; None if they are too many to follow."""
    commits: set[str] = set()
    pending = [head]
    while pending:
        name = pending.pop()
        if name == start or name in commits:
            continue
        commit = repository.commit(name)
        if commit is None or not commit.parents or len(commits) >= _MOST_COMMITS:
            return None
        commits.add(name)
        pending += commit.parents
    return commits


def _ask_git(repository: Repository, releases: list[Release], head: str) -> list[Release]:
    """Return the releases that `head` descends from by asking git.

    Git walks history down to the oldest tag that it is asked about. So it is asked for the newest
    first, then for some recent ones, and for all only if it is none of these. Releases older than
    the first one found are taken for its ancestors.
    """
    if repository.is_ancestor(releases[0].commit, head):
        return releases
    if not releases[1:]:
        return []
    recent, older = releases[1 : _RECENT + 1], releases[_RECENT + 1 :]
    reachable = _among(recent, repository.refs(*(_ref(release) for release in recent), merged=head))
    if reachable:
        return reachable + older
    return _among(older, repository.refs("refs/tags", merged=head)) if older else []


def _among(releases: list[Release], refs: list[tuple[str, str]]) -> list[Release]:
    names = {name for name, _ in refs}
    return [release for release in releases if _ref(release) in names]


def _ref(release: Release) -> str:
    return f"refs/tags/{release.tag}"
