"""One change compared in both modes: whole packages, and the changed files alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from unbroken.checks.compare_packages import ComparisonOptions, compare_whole
from unbroken.checks.escalation import Escalation
from unbroken.checks.incremental import compare_changed
from unbroken.checks.unchanged_shape import leaves_shape_alone
from unbroken.checks.versions import Version, Versions
from unbroken.config.config import Config
from unbroken.loading.module_files import Package, module_files
from unbroken.model.finding import Finding, Identity
from unbroken.policy.attribution import attribute, identities_of
from unbroken.search.text_search import TextSearch
from unbroken.sources.folder import FolderTree

Files = Mapping[str, bytes]
DEFAULTS = Config()


def _packages(*versions: Files) -> tuple[Package, ...]:
    """Return the top folders and top modules of some files, as packages."""
    tops = sorted({path.split("/")[0] for files in versions for path in files})
    return tuple(Package(top.partition(".")[0], top, is_module="." in top) for top in tops)


def _options(packages: tuple[Package, ...], config: Config) -> ComparisonOptions:
    return ComparisonOptions(config, tuple(package.name for package in packages), None)


def whole(old: Files, new: Files, config: Config = DEFAULTS) -> set[Identity]:
    """Return the findings between two versions that are read as a whole."""
    return {finding.identity for finding in findings_of_whole(old, new, config)}


def findings_of_whole(
    old: Files, new: Files, config: Config = DEFAULTS, pre_existing: Collection[Identity] = ()
) -> list[Finding]:
    """Return the findings; `pre_existing` ones are told apart from others with the same cause."""
    packages = _packages(old, new)
    old_files = module_files(packages, old)
    comparison = compare_whole(
        FolderTree(old, "memory"),
        FolderTree(new, "memory"),
        old_files,
        module_files(packages, new, old_files),
        _options(packages, config)._replace(pre_existing=pre_existing),
    )
    assert comparison.crashes == ()
    return comparison.findings


def introduced(baseline: Files, before: Files, new: Files) -> set[Identity]:
    """Return the findings that a change introduces, by the whole versions."""
    pre_existing = identities_of(findings_of_whole(baseline, before))
    return newly_found(findings_of_whole(baseline, new, pre_existing=pre_existing), pre_existing)


def newly_found(findings: list[Finding], pre_existing: Collection[Identity]) -> set[Identity]:
    """Return what findings are about, but for the pre-existing breaks."""
    return {finding.identity for finding in attribute(findings, pre_existing) if finding.introduced}


def incremental(
    baseline: Files, before: Files, new: Files, config: Config = DEFAULTS
) -> set[Identity] | None:
    """Return the findings that a change introduces; None when the whole package must be read."""
    changed = [path for path in sorted({*before, *new}) if before.get(path) != new.get(path)]
    search = TextSearch(lambda: baseline, lambda paths: {path: baseline[path] for path in paths})
    if all(path in before and path in new for path in changed) and leaves_shape_alone(
        {path: before[path] for path in changed}, {path: new[path] for path in changed}, search
    ):
        return set()
    packages = _packages(baseline, before, new)
    former = module_files(packages, baseline)
    as_read = {
        id(files): Version(FolderTree(files, "memory"), module_files(packages, files, former))
        for files in (before, new)
    }
    as_read[id(baseline)] = Version(FolderTree(baseline, "memory"), former)
    versions = Versions(as_read[id(baseline)], as_read[id(before)], as_read[id(new)])
    result = compare_changed(versions, changed, _options(packages, config), search)
    if isinstance(result, Escalation):
        return None
    comparison, pre_existing = result
    assert comparison.crashes == ()
    return newly_found(comparison.findings, pre_existing)
