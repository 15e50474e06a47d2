"""`unbroken diff`: two folders or archives, no git."""

from __future__ import annotations

import os
import time
from typing import NamedTuple

from unbroken.baseline.baseline import Baseline
from unbroken.cache.cache import Cache
from unbroken.checks.compare_packages import ComparisonOptions, compare_whole
from unbroken.checks.metadata import compare_metadata, metadata_of
from unbroken.checks.outcome import Outcome, apply_policies
from unbroken.checks.versions import Version
from unbroken.config.config import Config
from unbroken.config.config_file import load_config
from unbroken.errors import ConfigError, NothingToCheckError
from unbroken.loading.module_files import Package, module_files
from unbroken.model.versions import parse_version
from unbroken.policy.apply_acceptances import Sources
from unbroken.policy.version_bump import version_findings
from unbroken.project.development_version import Development, under_development
from unbroken.project.distributions import config_of, packages_added, shipped_packages
from unbroken.project.packages import find_again, with_test_packages
from unbroken.rules.registry import rule_names
from unbroken.sources.folder import FolderTree, open_tree


def diff_outcome(
    old: str,
    new: str,
    packages: tuple[str, ...],
    config: str | None,
    cache: Cache | None = None,
) -> Outcome:
    """Compare the packages in two folders or archives.

    `packages` are found when empty; `config` is a file with our table (None: that of `new`, when
    it has one). Raises UnbrokenError.
    """
    started = time.perf_counter()
    sides = _sides(old, new, packages, config)
    settings, (old_tree, old_files), (new_tree, new_files) = sides.settings, sides.old, sides.new
    names = tuple(package.name for package in sides.old_packages)
    old_version, new_version = _version_in(old), _version_in(new)
    development = _development(sides, new_version)
    options = ComparisonOptions(
        config=settings,
        packages=names,
        version=development.text if development is not None else None,
        cache=cache,
        baseline=old_version,
        added_packages=tuple(package.name for package in sides.added_packages),
    )
    comparison = compare_whole(old_tree, new_tree, old_files, new_files, options)
    baseline = Baseline(
        kind="argument",
        ref=old,
        commit=None,
        version=old_version,
        reason="from the command line",
    )
    metadata, crashes = compare_metadata(
        names[0], old_tree, new_tree, settings, [package.root for package in sides.old_packages]
    )
    findings = [*comparison.findings, *metadata]
    findings += version_findings(
        findings, settings, names, baseline, development, lambda: new_version is not None
    )
    outcome = Outcome(
        config=settings,
        packages=names,
        findings=findings,
        baseline=baseline,
        new=new,
        reader="griffe",
        files=comparison.files,
        objects=comparison.objects,
        whole=True,
        note="",
        seconds=0.0,
        is_change=False,
        unreadable=comparison.unreadable_at_baseline,
        not_understood=comparison.not_understood,
        crashes=(*comparison.crashes, *crashes),
        development=development,
    )
    sources = Sources(old_tree, new_tree, new_files, complete=False, changed=None)
    outcome = apply_policies(outcome, sources)
    return outcome._replace(seconds=time.perf_counter() - started)


def diff(old: str, new: str, *packages: str, config: str | None = None) -> Outcome:
    """Compare two folders, wheels or sdists, as `unbroken diff` does.

    `packages` are found when none is named; `config` is a file with the table [tool.unbroken].
    Raises UnbrokenError when they cannot be compared.
    """
    return diff_outcome(old, new, packages, config)


class _Sides(NamedTuple):
    """The two versions, with the settings by which their packages were found."""

    settings: Config
    old: Version
    new: Version
    old_packages: tuple[Package, ...]
    new_packages: tuple[Package, ...]
    added_packages: tuple[Package, ...]
    """The packages that only the new version has: the others may take names from them."""


def _sides(old: str, new: str, packages: tuple[str, ...], config: str | None) -> _Sides:
    """Find the packages and their modules; raise NothingToCheckError where the new ones are none.

    The packages are those of the old version, by its own metadata.
    """
    old_tree, new_tree = open_tree(old), open_tree(new)
    settings = _settings(config, new_tree)
    old_packages = shipped_packages(old_tree, old, _settings_for(old_tree, settings), packages)
    settings = with_test_packages(settings, old_packages, packages)
    new_paths = settings.without_tests(new_tree.files())
    new_packages = find_again(settings, old_packages, new_paths)
    old_files = module_files(old_packages, settings.without_tests(old_tree.files()))
    added_packages = packages_added(new_tree, new, settings, old_packages)
    new_files = module_files((*new_packages, *added_packages), new_paths, old_files)
    if not new_files and not _has_packages(new_tree, new, settings):
        names = ", ".join(package.name for package in old_packages)
        raise NothingToCheckError(f"{new}: has no module of {names}, so nothing would be compared")
    old_side, new_side = Version(old_tree, old_files), Version(new_tree, new_files)
    _refuse_split(old_side, new_side, old_packages, new)
    return _Sides(settings, old_side, new_side, old_packages, new_packages, added_packages)


def _refuse_split(old: Version, new: Version, packages: tuple[Package, ...], label: str) -> None:
    """Raise NothingToCheckError where another distribution may ship the modules of a package now.

    A distribution that is split keeps its name, and requires the one that has the modules.
    """
    lost = [p.name for p in packages if p.name in old.files and p.name not in new.files]
    before, now = (metadata_of(version.tree) if lost else None for version in (old, new))
    if before is None or now is None:
        return
    added = sorted((now.dependencies or frozenset()) - (before.dependencies or frozenset()))
    for name in lost:
        taking = [one for one in added if one.startswith(f"{name.replace('_', '-').lower()}-")]
        if taking:
            raise NothingToCheckError(
                f"{label}: has no module '{name}' any more, and requires {', '.join(taking)}, "
                "which may ship it: compare what does"
            )


def _development(sides: _Sides, version: str | None) -> Development | None:
    """Return the version under development: what is configured, the new one, or what it says."""
    given = parse_version(sides.settings.settings.version or version)
    if given is not None:
        return Development(given)
    return under_development(sides.settings, sides.new.tree, sides.new_packages)


def _settings(file: str | None, new: FolderTree) -> Config:
    """Read the settings of `file`, else of the new version, so that its accepted breaks count."""
    if file is None:
        return config_of(new, os.path.join(new.label, "pyproject.toml"), rule_names)
    config = load_config(file, file, "", rule_names)
    if config is None:
        raise ConfigError(f"{file}: has no [tool.unbroken] table; add one, or leave --config out")
    return config


def _settings_for(old: FolderTree, settings: Config) -> Config:
    """Return the settings by which the packages of the old version are found."""
    if settings.settings.packages or settings.settings.search_paths:
        return settings
    try:
        return config_of(old, "pyproject.toml", rule_names)
    except ConfigError:
        return settings


def _has_packages(tree: FolderTree, label: str, config: Config) -> bool:
    """Return whether a version has any package: if so, those of the old one were removed."""
    try:
        return bool(shipped_packages(tree, label, config))
    except NothingToCheckError:
        return False


def _version_in(path: str) -> str | None:
    """Return the version in the name of a wheel or sdist; None for a folder."""
    from packaging.utils import (
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )

    name = os.path.basename(path)
    try:
        if name.endswith(".whl"):
            return str(parse_wheel_filename(name)[1])
        return str(parse_sdist_filename(name)[1])
    except (InvalidSdistFilename, InvalidWheelFilename):
        return None
