"""Which revision is promised to the users of what is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.errors import NothingToCheckError
from unbroken.project import find_packages
from unbroken.source.baseline import Baseline, find_baseline

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.cache import Cache
    from unbroken.config import Config
    from unbroken.source.changes import InFlight
    from unbroken.source.git import Repository


def promised(
    repository: Repository,
    config: Config,
    change: InFlight,
    argument: str | None,
    *,
    cutting: bool = True,
    cache: Cache | None = None,
) -> Baseline:
    """Find the baseline of a project for a change; `argument` is that of `--baseline`.

    Without `cutting`, a release that HEAD is counts even where that is being cut. Raises
    BaselineError.
    """

    def developed() -> Version | None:
        """Find the version under development without the tags, which it is to be held against."""
        from unbroken.development import under_development

        tree = change.tree([config.folder] if config.folder else [])
        try:
            packages = find_packages(config, tree.files())
        except NothingToCheckError:
            packages = ()
        found = under_development(config, tree, packages)
        return found.version if found is not None else None

    return find_baseline(
        repository,
        config,
        argument,
        change.head,
        cutting=cutting and change.is_release(),
        developed=developed,
        cache=cache,
    )
