"""The promised revision: which version of the code users rely on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from holdfast.errors import BaselineError
from holdfast.source.git import Repository

if TYPE_CHECKING:
    from packaging.version import Version

    from holdfast.config import Config

_LATEST = "latest-release"
# With no pattern configured: v1.2, 1.2, pkg-1.2, pkg-v1.2, release-1.2, pkg/v1.2, pkg@1.2.
_COMMON_TAG = re.compile(r"(?:(?P<name>[A-Za-z][\w.-]*?)[-_/@=]+)?[vV]?(?P<version>\d[\w.+!-]*)")


class Baseline(NamedTuple):
    """The revision that is compared with.

    `commit` is None on an unborn branch, where nothing was promised yet; `version` is the
    release's PEP 440 version where a tag says it.
    """

    kind: Literal["argument", "config", "release", "fallback", "unborn"]
    ref: str
    commit: str | None
    version: str | None
    reason: str


def find_baseline(
    repository: Repository,
    config: Config,
    argument: str | None = None,
    head: str | None = None,
    *,
    cutting: bool = False,
) -> Baseline:
    """Find the baseline for `head` (a commit; HEAD when left out).

    The argument, else the configured ref, else the latest release tag that `head` descends from
    (PEP 440 order), else the fallback branch. With `cutting`, the tags on `head` itself do not
    count: a release being cut is compared with the one before. Raises BaselineError.
    """
    head = head or repository.head
    if argument is not None:
        return Baseline(
            "argument",
            argument,
            _commit(repository, argument, "--baseline"),
            None,
            "as asked for with --baseline",
        )
    if head is None:
        return Baseline("unborn", "HEAD", None, None, "nothing is committed yet")
    settings = config.settings
    if settings.baseline != _LATEST:
        where = f"{config.source}: [tool.holdfast] baseline"
        return Baseline(
            "config",
            settings.baseline,
            _commit(repository, settings.baseline, where),
            None,
            "as configured",
        )
    releases = _releases(repository, config, head)
    earlier = [each for each in releases if not cutting or each[2] != head]
    if releases:
        version, tag, commit = max(earlier or releases)
        reason = "the latest release" if earlier else "the first release, which HEAD is"
        return Baseline("release", tag, commit, str(version), reason)
    return _fallback(repository, config, head)


def _commit(repository: Repository, ref: str, where: str) -> str:
    commit = repository.resolve(ref)
    if commit is None:
        raise BaselineError(f"{where}: there is no revision '{ref}'{_advice(repository, ref)}")
    return commit


def _advice(repository: Repository, ref: str) -> str:
    if repository.is_shallow:
        return f" in this shallow clone. {_FETCH}"
    import difflib

    known = [name.split("/", 2)[2] for name, _ in repository.refs("refs/tags", "refs/heads")]
    close = difflib.get_close_matches(ref, known, n=1)
    if close:
        return f"; did you mean '{close[0]}'?"
    return "; fetch it with `git fetch --tags`, or name another"


_FETCH = (
    "Fetch the history and the tags:\n\n  git fetch --tags --unshallow\n\n"
    "In GitHub Actions, give actions/checkout `fetch-depth: 0`."
)


def _releases(repository: Repository, config: Config, head: str) -> list[tuple[Version, str, str]]:
    tags = repository.refs("refs/tags", merged=head)
    found = []
    for name, commit in tags:
        tag = name.removeprefix("refs/tags/")
        version = tag_version(tag, config)
        if version is None or (version.is_prerelease and not config.settings.pre_releases):
            continue
        found.append((version, tag, commit))
    return found


def tag_version(tag: str, config: Config) -> Version | None:
    """Give the version that a tag names; None when it does not match the tag pattern.

    A configured pattern is a glob whose last `*` is the version (`core_v*`); without one the
    usual forms are known, those with a name only when it is the project's.
    """
    from holdfast.policy.versions import parsed

    pattern = config.settings.tag_pattern
    if pattern is None:
        match = _COMMON_TAG.fullmatch(tag)
        if match is None:
            return None
        name, project = match["name"], config.project_name()
        own = {"release", "rel", "version", "ver", _plain(project or "")}
        if name is not None and _plain(name) not in own:
            return None
        return parsed(match["version"])
    parts = [re.escape(each) for each in pattern.split("*")]
    glob = ".*".join(parts[:-1]) + "(.*)" + parts[-1] if len(parts) > 1 else f"({parts[0]})"
    found = re.fullmatch(glob, tag)
    return parsed(found[1]) if found is not None else None


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _fallback(repository: Repository, config: Config, head: str) -> Baseline:
    branch = config.settings.fallback
    branches = [branch, "master"] if branch == "main" else [branch]
    for name in branches:
        for ref in (f"refs/remotes/origin/{name}", f"refs/heads/{name}"):
            commit = repository.resolve(ref)
            base = repository.merge_base(commit, head) if commit is not None else None
            if base is not None:
                reason = f"no release tag is reachable from HEAD, so where it left {name}"
                return Baseline("fallback", name, base, None, reason)
    if repository.is_shallow:
        raise BaselineError(
            f"no release tag is reachable from HEAD in this shallow clone. {_FETCH}"
        )
    pattern = config.settings.tag_pattern
    looked = f"tags like '{pattern}'" if pattern else "tags like 'v1.2.3'"
    raise BaselineError(
        f"no baseline: no release tag is reachable from HEAD (looked for {looked}) and there is no "
        f"branch '{branch}'. Tag the last release, fetch its tag with `git fetch --tags`, or name "
        "the revision that users rely on with --baseline or in pyproject.toml:\n\n"
        '  [tool.holdfast]\n  baseline = "<revision>"'
    )
