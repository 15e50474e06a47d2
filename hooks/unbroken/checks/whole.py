"""The check of a whole package, read with griffe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.checks.finish import finish
from unbroken.checks.pre_existing import mark_introduced, pre_existing_at, sources_of
from unbroken.checks.versions import versions_of
from unbroken.errors import NothingToCheckError

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.checks.outcome import Outcome
    from unbroken.checks.versions import Version
    from unbroken.loading.loader import Loader
    from unbroken.loading.module_files import ModuleFiles
    from unbroken.model.finding import Finding


def check_whole(context: CheckContext, note: str) -> Outcome:
    """Compare the whole package, read with griffe; `note` says why, where that is not plain."""
    from unbroken.checks.compare_versions import compare_versions
    from unbroken.checks.links import links_not_followed
    from unbroken.loading.loader import Loader, read_anyhow
    from unbroken.policy.attribution import mixes_old_and_new

    request, change = context.request, context.change
    versions = versions_of(context, context.baseline_commit)
    (old, old_files), (new, new_files) = versions.baseline, versions.new
    _raise_for_nothing(context, old_files, new_files)
    development = context.development_version(new)
    options = context.comparison_options(development)
    loader = Loader(read_anyhow, options.cache)
    comparison = compare_versions(context, versions, options, loader, request.progress)
    findings, before = comparison.findings, change.before
    if context.config.settings.fail_on == "introduced" and request.current is None:
        # Nothing in flight means that what differs from HEAD was introduced.
        before = before or context.repository.head
    if findings and before is not None:
        pre_existing = pre_existing_at(context, before, options, loader)
        if mixes_old_and_new(findings, pre_existing):
            apart = options._replace(pre_existing=pre_existing)
            findings = compare_versions(context, versions, apart, loader).findings
        findings = mark_introduced(context, findings, pre_existing, options)
    if change.before is None or request.mode == "full":
        from unbroken.checks.release import release_findings

        findings = [*findings, *release_findings(context, findings, development, loader)]
    if request.mode == "full" or (request.verbose and findings):
        findings = with_uses(context, findings, versions.baseline, versions.new, loader)
    # What is accepted is so against the project's own baseline, in what is to come.
    complete = request.baseline is None and request.current is None
    links = links_not_followed(context)
    return finish(
        context,
        comparison._replace(findings=findings, not_understood=(*comparison.not_understood, *links)),
        sources_of(context, old, new, new_files, complete=complete),
        new=context.new_tree(()).label,
        reader="griffe",
        whole=True,
        note=note,
        development=development,
    )


def with_uses(
    context: CheckContext, findings: list[Finding], old: Version, new: Version, loader: Loader
) -> list[Finding]:
    """Return the findings, each with a note on the files at hand that it breaks."""
    is_own_use_shown = context.request.verbose and findings
    if not is_own_use_shown and not context.config.settings.downstream:
        return findings
    from unbroken.checks.downstream import with_downstream_breaks
    from unbroken.impact.libraries import Library, LibraryVersion

    names = context.package_names
    before, after = (
        LibraryVersion(
            version.tree, loader.load(version.tree, version.files.values(), names).surface
        )
        for version in (old, new)
    )
    library = Library(context.config, names, before, after)
    return with_downstream_breaks(context, findings, library, loader)


def _raise_for_nothing(
    context: CheckContext, old_files: ModuleFiles, new_files: ModuleFiles
) -> None:
    """Raise NothingToCheckError where no file would be compared."""
    if not old_files and not new_files:
        raise NothingToCheckError(
            f"no module was found in {', '.join(context.package_roots)}, so nothing would be "
            "checked"
        )
    files = (*old_files.values(), *new_files.values())
    if all(context.config.is_excluded(file.path) for file in files):
        from unbroken.checks.exclusions import nothing_promised

        raise nothing_promised(context)
