"""The promised revision: which version of the code users rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from holdfast.errors import BaselineError
from holdfast.source.git import Repository

if TYPE_CHECKING:
    from holdfast.config import Config
    from holdfast.source.releases import Release

_LATEST = "latest-release"
_RECENT = 8

_FETCH = (
    "Fetch the history and the tags:\n\n  git fetch --tags --unshallow\n\n"
    "In GitHub Actions, give actions/checkout `fetch-depth: 0`."
)


class Considered(NamedTuple):
    """A release tag that was looked at, and why it is the baseline or is not."""

    ref: str
    commit: str
    version: str
    verdict: str


class Baseline(NamedTuple):
    """The revision that is compared with.

    `commit` is None on an unborn branch, where nothing was promised yet; `version` is the
    release's PEP 440 version where the name of the revision says it. `considered` are the release
    tags that were looked at, the newest first.
    """

    kind: Literal["argument", "config", "release", "fallback", "unborn"]
    ref: str
    commit: str | None
    version: str | None
    reason: str
    considered: tuple[Considered, ...] = ()


def find_baseline(
    repository: Repository,
    config: Config,
    argument: str | None = None,
    head: str | None = None,
    *,
    cutting: bool = False,
) -> Baseline:
    """Find the baseline for `head` (a commit; "" for what has none before it; else HEAD).

    The argument, else the configured ref, else the latest release tag that `head` descends from
    (PEP 440 order), else the fallback branch. With `cutting`, the tags on `head` itself do not
    count: a release being cut is compared with the one before. Raises BaselineError.
    """
    head = repository.head if head is None else head or None
    settings = config.settings
    if argument is not None and argument != _LATEST:
        return _named(repository, config, argument, "argument")
    if argument is None and settings.baseline != _LATEST:
        return _named(repository, config, settings.baseline, "config")
    if head is None:
        return Baseline("unborn", "HEAD", None, None, "nothing is committed yet")
    from holdfast.source.releases import find_releases

    releases = find_releases(repository, config)
    found = _latest(repository, releases, head, cutting=cutting)
    return found or _fallback(repository, config, head, releases)


def _named(
    repository: Repository, config: Config, ref: str, kind: Literal["argument", "config"]
) -> Baseline:
    """Give a revision that the user names."""
    from holdfast.source.releases import tag_version

    asked = kind == "argument"
    where = "--baseline" if asked else f"{config.source}: [tool.holdfast] baseline"
    commit = existing(repository, ref, where)
    version = tag_version(ref, config)
    reason = "as asked for with --baseline" if asked else "as configured"
    return Baseline(kind, ref, commit, str(version) if version else None, reason)


def existing(repository: Repository, ref: str, where: str) -> str:
    """Give the commit that a user's ref names; `where` says who named it.

    Raises BaselineError with the refs that are most like it, and with how to fetch it.
    """
    commit = repository.resolve(ref)
    if commit is not None:
        return commit
    text = f"{where}: there is no revision '{ref}'"
    if repository.is_shallow:
        raise BaselineError(f"{text} in this shallow clone. {_FETCH}")
    import difflib

    refs = repository.refs("refs/tags", "refs/heads", "refs/remotes")
    known = dict.fromkeys(name.split("/", 2)[2] for name, _ in refs)
    close = " or ".join(f"'{each}'" for each in difflib.get_close_matches(ref, known, n=3))
    advice = (
        f"did you mean {close}?" if close else "fetch it with `git fetch --tags`, or name another"
    )
    raise BaselineError(f"{text}; {advice}")


def _latest(
    repository: Repository, releases: list[Release], head: str, *, cutting: bool
) -> Baseline | None:
    """Choose the newest release that `head` descends from; None when there is none."""
    usable = [each for each in releases if not each.unusable]
    own = [each for each in usable if each.commit == head]
    rest = [each for each in usable if each.commit != head] if cutting else usable
    reachable = _reachable(repository, rest, head)
    if reachable:
        chosen = reachable[0]
        before = f"the release before {own[0].tag}, which HEAD is" if cutting and own else None
        reason = before or "the latest release"
    elif own:
        chosen, reason = own[0], "the first release, which HEAD is"
    else:
        return None
    considered = _considered(releases, reachable, chosen, head)
    return Baseline("release", chosen.tag, chosen.commit, chosen.text, reason, considered)


def _reachable(repository: Repository, releases: list[Release], head: str) -> list[Release]:
    """Give the releases that `head` descends from; the newest is first.

    git walks history down to the oldest tag that it is asked about, so that asking for recent ones
    is quick: first for the newest, then for some, and for all only if it is none of these. What is
    older than the first one found is taken for its ancestor.
    """
    if not releases or repository.is_ancestor(releases[0].commit, head):
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


def _considered(
    releases: list[Release], reachable: list[Release], chosen: Release | None, head: str
) -> tuple[Considered, ...]:
    reached = {each.tag for each in reachable}
    found = []
    for each in releases:
        if chosen is not None and each.tag == chosen.tag:
            verdict = "the baseline"
        elif each.unusable:
            verdict = each.unusable
        elif each.commit == head:
            verdict = "HEAD is this release"
        else:
            verdict = "older" if each.tag in reached else "HEAD does not descend from it"
        found.append(Considered(each.tag, each.commit, each.text, verdict))
    return tuple(found)


def _fallback(
    repository: Repository, config: Config, head: str, releases: list[Release]
) -> Baseline:
    why = _no_release(releases)
    if repository.is_shallow:
        # What the fallback branch has here is cut off as well: little would be compared.
        raise BaselineError(f"no baseline: {why} in this shallow clone. {_FETCH}")
    branch = config.settings.fallback
    branches = [branch, "master"] if branch == "main" else [branch]
    for name in branches:
        for ref in (f"refs/remotes/origin/{name}", f"refs/heads/{name}"):
            commit = repository.resolve(ref)
            base = repository.merge_base(commit, head) if commit is not None else None
            if base is not None:
                reason = f"{why}, so where it left {name}"
                considered = _considered(releases, [], None, head)
                return Baseline("fallback", name, base, None, reason, considered)
    pattern = config.settings.tag_pattern
    looked = f"tags like '{pattern}'" if pattern else "tags like 'v1.2.3'"
    raise BaselineError(
        f"no baseline: {why} (looked for {looked}) and there is no "
        f"branch '{branch}'. Tag the last release, fetch its tag with `git fetch --tags`, or name "
        "the revision that users rely on with --baseline or in pyproject.toml:\n\n"
        '  [tool.holdfast]\n  baseline = "<revision>"'
    )


def _no_release(releases: list[Release]) -> str:
    usable = [each for each in releases if not each.unusable]
    if not usable:
        return "no release tag is reachable from HEAD"
    many = f"any of {len(usable)} release tags" if len(usable) > 1 else "the only release tag"
    return f"HEAD does not descend from {many} (the latest is {usable[0].tag})"
