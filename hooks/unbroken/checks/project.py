"""The check of one project: how much of it must be read, and the comparison."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from unbroken.changes.in_flight import paths_in_repository
from unbroken.checks.finish import finish, finish_without_comparison
from unbroken.checks.pre_existing import mark_introduced, pre_existing_at, sources_of
from unbroken.errors import NothingToCheckError
from unbroken.loading.module_files import module_of
from unbroken.project.packages import Package, find_again

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.checks.incremental import Version, Versions
    from unbroken.checks.outcome import Outcome
    from unbroken.loading.loader import Loader
    from unbroken.loading.module_files import ModuleFiles
    from unbroken.model.finding import Finding
    from unbroken.search.exported_names import Search
    from unbroken.sources.git.repository import FileChange
    from unbroken.sources.trees import GitTree


def check_project(context: CheckContext) -> Outcome:
    """Compare incrementally where that is asked for and possible, else the whole package.

    Raises UnbrokenError when the check cannot be made.
    """
    if context.baseline.commit is None:
        return finish_without_comparison(context, context.baseline.reason)
    mode, before = context.request.mode, context.change.before
    if mode == "full":
        return _check_whole(context, "")
    if before is None:
        nothing_changed = "nothing is staged and no range of commits is given"
        if context.request.files:
            nothing_changed = "none of the files named differs from the last commit"
        return _check_whole(context, nothing_changed if mode == "incremental" else "")
    if context.config.settings.fail_on == "all":
        return _check_whole(context, 'fail-on is "all"')
    if context.config.settings.exclude:
        from unbroken.checks.exclusions import refuse_all_excluded

        refuse_all_excluded(context)
    result = _check_changed(context, before)
    return _check_whole(context, result) if isinstance(result, str) else result


def _check_changed(context: CheckContext, before: str) -> Outcome | str:
    """Check the changed files; return the outcome, or why they alone do not decide."""
    sources = _changed_sources(context)
    if not sources:
        named = "no source file among those named" if context.request.files else "no source file"
        return finish_without_comparison(context, f"{named} changed")
    search = _baseline_search(context)
    if _leaves_shape_alone(context, sources, search):
        files = f"{len(sources)} changed files" if len(sources) > 1 else sources[0].path
        note = f"the public shape of {files} is as it was"
        return finish_without_comparison(context, note, reader="ast")
    return _compare_changed(context, before, [change.path for change in sources], search)


def _changed_sources(context: CheckContext) -> list[FileChange]:
    """Return the changed files that are modules of the project's packages."""
    changes = context.change.changes
    paths = set(context.config.without_tests(change.path for change in changes))
    sources = [
        change
        for change in changes
        if change.path in paths and change.path.endswith((".py", ".pyi"))
    ]
    packages = context.packages
    if not all(_is_module(packages, change.path) for change in sources):
        moved = find_again(context.config, packages, context.new_tree().files())
        packages = (*packages, *moved)
    modules = [change for change in sources if _is_module(packages, change.path)]
    if context.request.files:
        wanted = set(
            paths_in_repository(context.repository, context.request.cwd, context.request.files)
        )
        modules = [change for change in modules if change.path in wanted]
    return modules


def _is_module(packages: Iterable[Package], path: str) -> bool:
    return any(module_of(package, path) for package in packages)


def _leaves_shape_alone(context: CheckContext, sources: list[FileChange], search: Search) -> bool:
    """Return whether changed files surely have the public shape that they had."""
    from unbroken.checks.incremental import leaves_shape_alone
    from unbroken.policy.projection import projection_of

    old_ids = [change.old for change in sources if change.old is not None]
    new_ids = [change.new for change in sources if change.new is not None]
    if not len(old_ids) == len(new_ids) == len(sources):
        return False
    contents = list(context.repository.blobs(old_ids + new_ids))
    paths = [change.path for change in sources]
    return leaves_shape_alone(
        dict(zip(paths, contents[: len(paths)], strict=True)),
        dict(zip(paths, contents[len(paths) :], strict=True)),
        search,
        projection_of(context.config),
    )


def _baseline_search(context: CheckContext) -> Search:
    """Return a search of the baseline for the files that re-export some names.

    Its index is made at the first use: most commits need none.
    """
    made: list[Callable[[Collection[str]], Collection[str]]] = []

    def search(words: Collection[str]) -> Collection[str]:
        if not made:
            from unbroken.search.index import baseline_search

            made.append(
                baseline_search(
                    context.repository,
                    context.baseline_commit,
                    context.package_roots,
                    context.request.cache,
                    context.request.progress,
                )
            )
        return made[0](words)

    return search


def _compare_changed(
    context: CheckContext, before: str, changed: list[str], search: Search
) -> Outcome | str:
    """Compare what changed, as far as it goes; return the outcome, or why it does not go."""
    from unbroken.checks.incremental import Escalation, compare_changed
    from unbroken.checks.links import links_not_followed

    versions = _versions(context, before)
    development = context.development_version(versions.new.tree)
    options = context.comparison_options(development)
    result = compare_changed(versions, changed, options, search)
    if isinstance(result, Escalation):
        return result.reason
    comparison, pre_existing = result
    paths = set(changed)
    findings = [
        finding
        for finding in mark_introduced(context, comparison.findings, pre_existing, options)
        if finding.introduced or finding.path in paths or finding.baseline_path in paths
    ]
    if context.request.verbose and findings:
        from unbroken.loading.loader import Loader, read_anyhow

        loader = Loader(read_anyhow, options.cache)
        findings = _with_uses(context, findings, versions.baseline, versions.new, loader)
    links = links_not_followed(context, paths)
    return finish(
        context,
        comparison._replace(findings=findings, not_understood=(*comparison.not_understood, *links)),
        sources_of(
            context, versions.baseline.tree, versions.new.tree, versions.new.files, complete=False
        ),
        new=context.new_tree(()).label,
        reader="libcst",
        whole=False,
        development=development,
    )


def _versions(context: CheckContext, before: str) -> Versions:
    """Return the baseline, what was there before the change, and what comes."""
    from unbroken.checks.incremental import Version, Versions

    def version(tree: GitTree) -> Version:
        return Version(tree, context.module_files(tree))

    baseline = version(context.tree_at(context.baseline_commit))
    is_baseline = before == context.baseline_commit
    return Versions(
        baseline=baseline,
        before=baseline if is_baseline else version(context.tree_at(before)),
        new=version(context.new_tree()),
    )


def _check_whole(context: CheckContext, note: str) -> Outcome:
    """Compare the whole package, read with griffe; `note` says why, where that is not plain."""
    from unbroken.checks.compare_packages import compare_whole
    from unbroken.checks.incremental import Version
    from unbroken.checks.links import links_not_followed
    from unbroken.loading.loader import Loader, read_anyhow
    from unbroken.policy.attribution import mixes_old_and_new

    request, change = context.request, context.change
    old, new = context.tree_at(context.baseline_commit), context.new_tree()
    old_files, new_files = context.module_files(old), context.module_files(new)
    _raise_for_nothing(context, old_files, new_files)
    development = context.development_version(new)
    options = context.comparison_options(development)
    loader = Loader(read_anyhow, options.cache)
    comparison = compare_whole(
        old, new, old_files, new_files, options, loader=loader, progress=request.progress
    )
    findings, before = comparison.findings, change.before
    if context.config.settings.fail_on == "introduced" and request.current is None:
        # Nothing in flight means that what differs from HEAD was introduced.
        before = before or context.repository.head
    if findings and before is not None:
        pre_existing = pre_existing_at(context, before, options, loader)
        if mixes_old_and_new(findings, pre_existing):
            apart = options._replace(pre_existing=pre_existing)
            findings = compare_whole(old, new, old_files, new_files, apart, loader=loader).findings
        findings = mark_introduced(context, findings, pre_existing, options)
    if change.before is None or request.mode == "full":
        from unbroken.checks.release import release_findings

        findings = [*findings, *release_findings(context, findings, development, loader)]
    if request.mode == "full" or (request.verbose and findings):
        versions = (Version(old, old_files), Version(new, new_files))
        findings = _with_uses(context, findings, *versions, loader)
    # What is accepted is so against the project's own baseline, in what is to come.
    complete = request.baseline is None and request.current is None
    links = links_not_followed(context)
    return finish(
        context,
        comparison._replace(findings=findings, not_understood=(*comparison.not_understood, *links)),
        sources_of(context, old, new, new_files, complete=complete),
        new=new.label,
        reader="griffe",
        whole=True,
        note=note,
        development=development,
    )


def _with_uses(
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
