"""Where a commit stands in history: asked of git once, then followed commit by commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.baseline.releases import Release
    from unbroken.cache.cache import Cache
    from unbroken.sources.git.repository import Repository

_RECENT = 8
_MOST_COMMITS = 64
_FAR = 16


def reachable_releases(
    repository: Repository, releases: list[Release], head: str, cache: Cache | None = None
) -> list[Release]:
    """Give the releases that `head` descends from; the newest is first.

    A cache remembers the answer for one commit; from there on only the commits since are looked
    at. To walk all of a long history takes git longer than everything else.
    """
    if not releases:
        return []
    if cache is None:
        return _asked(repository, releases, head)
    key = _key(repository, releases)
    start, names = _known(cache.get(key))
    since = _since(repository, head, start) if start else None
    if since is not None:
        found = [each for each in releases if each.tag in names or each.commit in since]
    else:
        found = _asked(repository, releases, head)
    if since is None or len(since) > _FAR:
        text = "\n".join([head, *(each.tag for each in found)])
        cache.put(key, text.encode("utf-8", "surrogateescape"))
    return found


def merge_base(
    repository: Repository, tip: str, head: str, cache: Cache | None = None
) -> str | None:
    """Give the best common ancestor of the tip of a branch and `head`; None if they share none.

    A cache remembers the answer for one commit that is not on the branch. What comes after such
    a commit is not on the branch either, so that the answer stays the same.
    """
    if cache is None:
        return repository.merge_base(tip, head)
    key = f"merge base 1 {repository.root} {tip}".encode("utf-8", "surrogateescape")
    lines = (cache.get(key) or b"").decode("ascii", "replace").split("\n")
    start, known = lines if len(lines) == 2 else ("", "")
    if start == head or (start not in ("", known) and _since(repository, head, start) is not None):
        return known
    found = repository.merge_base(tip, head)
    if found is not None:
        cache.put(key, f"{head}\n{found}".encode())
    return found


def _key(repository: Repository, releases: list[Release]) -> bytes:
    tags = (f"{each.tag} {each.commit}" for each in releases)
    text = "\n".join(["reachable 1", repository.root, *tags])
    return text.encode("utf-8", "surrogateescape")


def _known(data: bytes | None) -> tuple[str, frozenset[str]]:
    """Read what was written: a commit, and the tags it descends from."""
    lines = (data or b"").decode("utf-8", "surrogateescape").split("\n")
    return lines[0], frozenset(lines[1:])


def _since(repository: Repository, head: str, start: str) -> set[str] | None:
    """Give the commits that `head` has and `start` has not; None when that is not soon known."""
    found: set[str] = set()
    pending = [head]
    while pending:
        at = pending.pop()
        if at == start or at in found:
            continue
        commit = repository.commit(at)
        if commit is None or not commit.parents or len(found) >= _MOST_COMMITS:
            return None
        found.add(at)
        pending += commit.parents
    return found


def _asked(repository: Repository, releases: list[Release], head: str) -> list[Release]:
    """Ask git, which walks history down to the oldest tag that it is asked about.

    So asking for recent ones is quick: first for the newest, then for some, and for all only if it
    is none of these. What is older than the first one found is taken for its ancestor.
    """
    if repository.is_ancestor(releases[0].commit, head):
        return releases
    if not releases[1:]:
        return []
    recent, older = releases[1 : _RECENT + 1], releases[_RECENT + 1 :]
    found = _among(recent, repository.refs(*(_ref(each) for each in recent), merged=head))
    if found:
        return found + older
    return _among(older, repository.refs("refs/tags", merged=head)) if older else []


def _among(releases: list[Release], refs: list[tuple[str, str]]) -> list[Release]:
    names = {name for name, _ in refs}
    return [each for each in releases if _ref(each) in names]


def _ref(release: Release) -> str:
    return f"refs/tags/{release.tag}"
