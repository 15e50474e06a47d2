"""`unbroken diff`: two folders or archives, no git."""

from __future__ import annotations

import os
import time

from unbroken.baseline.baseline import Baseline
from unbroken.cache.cache import Cache
from unbroken.checks.compare_packages import ComparisonOptions, compare_whole
from unbroken.checks.metadata import compared as metadata_compared
from unbroken.checks.outcome import Outcome, apply_policies
from unbroken.config.config import Config
from unbroken.config.config_file import load_config, parse_project
from unbroken.errors import ConfigError, NothingToCheckError
from unbroken.loading.module_files import module_files
from unbroken.model.versions import parse_version
from unbroken.policy.apply_acceptances import Sources
from unbroken.policy.version_bump import version_findings
from unbroken.project.development_version import Development, under_development
from unbroken.project.layout import in_namespaces
from unbroken.project.packages import Package, find_again, find_packages
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
    before, after = open_tree(old), open_tree(new)
    settings = _settings(config, packages, after)
    found = _packages(settings, before)
    names = tuple(each.name for each in found)
    old_paths, new_paths = (settings.without_tests(each.files()) for each in (before, after))
    old_files = module_files(found, old_paths)
    packages_now = find_again(settings, found, new_paths)
    new_files = module_files(packages_now, new_paths)
    if not new_files:
        missing = f"{new}: has no module of {', '.join(names)}, so nothing would be compared"
        raise NothingToCheckError(missing)
    given = parse_version(settings.settings.version or _version_in(new))
    development = Development(given) if given else under_development(settings, after, packages_now)
    known_version = development and development.text
    task = ComparisonOptions(settings, names, known_version, cache, baseline=_version_in(old))
    compared = compare_whole(before, after, old_files, new_files, task)
    compared.findings.extend(metadata_compared(names[0], before, after, settings))
    baseline = Baseline("argument", old, None, _version_in(old), "from the command line")
    known = (settings, names, baseline, development, lambda: _version_in(new) is not None)
    compared.findings.extend(version_findings(compared.findings, *known))
    outcome = Outcome(
        config=settings,
        packages=names,
        findings=compared.findings,
        baseline=baseline,
        new=new,
        how="griffe",
        files=compared.files,
        objects=compared.objects,
        whole=True,
        note="",
        seconds=time.perf_counter() - started,
        whole_run=True,
        unreadable=compared.unreadable_at_baseline,
        development=development,
    )
    return apply_policies(outcome, Sources(before, after, new_files, complete=False, changed=None))


def diff(old: str, new: str, *packages: str, config: str | None = None) -> Outcome:
    """Compare two folders, wheels or sdists, as `unbroken diff` does.

    `packages` are found when none is named; `config` is a file with the table [tool.unbroken].
    Raises UnbrokenError when they cannot be compared.
    """
    return diff_outcome(old, new, packages, config)


def _settings(file: str | None, packages: tuple[str, ...], new: FolderTree) -> Config:
    """Read the settings: of `file`, else of the new version, so that its accepted breaks count."""
    if file is not None:
        found = load_config(file, file, "", rule_names)
        if found is None:
            raise ConfigError(
                f"{file}: has no [tool.unbroken] table; add one, or leave --config out"
            )
        config = found
    else:
        own = "pyproject.toml"
        text = new.read([own])[own] if own in new.files() else b""
        config = parse_project(text, os.path.join(new.label, own), "", rule_names)
    if packages:
        config.settings = config.settings._replace(packages=packages)
        config.source = "--package"
    return config


def _packages(config: Config, tree: FolderTree) -> tuple[Package, ...]:
    try:
        return find_packages(config, tree.files())
    except NothingToCheckError as error:
        if config.settings.packages:
            raise NothingToCheckError(f"{tree.label}: {error}") from None
        # All that a wheel holds is what it ships.
        found = in_namespaces(tree.files()) if tree.label.endswith(".whl") else []
        if found:
            return tuple(found)
        raise NothingToCheckError(
            f"{tree.label}: no package was found in it, so nothing would be compared; name it "
            "with --package NAME"
        ) from None


def _version_in(path: str) -> str | None:
    """Give the version in the name of a wheel or sdist; None for a folder."""
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
