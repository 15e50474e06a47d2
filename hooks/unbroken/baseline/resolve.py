"""Finding the baseline of a project for a change."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from unbroken.baseline.baseline import Baseline, Checked, find_baseline
from unbroken.errors import NothingToCheckError
from unbroken.project.packages import find_packages

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.cache.cache import Cache
    from unbroken.changes.in_flight import InFlight
    from unbroken.config.config import Config
    from unbroken.sources.git.repository import Repository


def resolve_baseline(
    repository: Repository,
    config: Config,
    change: InFlight,
    argument: str | None,
    *,
    skip_own_release: bool = True,
    cache: Cache | None = None,
) -> Baseline:
    """Return the baseline of a project for a change; `argument` is that of `--baseline`.

    Without `skip_own_release`, a release tag on HEAD itself counts as well. Raises BaselineError.
    """

    def development_version() -> Version | None:
        return version_under_development(config, change)

    is_checked = skip_own_release and change.is_release()
    return find_baseline(
        repository,
        config,
        Checked(change.head or None, is_checked, change.before if is_checked else None),
        argument,
        development_version=functools.cache(development_version),
        cache=cache,
        list_files=lambda: change.tree([config.folder] if config.folder else []).files(),
    )


def version_under_development(config: Config, change: InFlight) -> Version | None:
    """Return the version under development without the tags, with which it is compared."""
    from unbroken.project.development_version import under_development

    tree = change.tree([config.folder] if config.folder else [])
    try:
        packages = find_packages(config, tree.files())
    except NothingToCheckError:
        packages = ()
    target = under_development(config, tree, packages)
    # 0.0.0 stands in for a version that is made when the package is built.
    return target.version if target is not None and any(target.version.release) else None
