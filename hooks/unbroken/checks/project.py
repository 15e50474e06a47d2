"""The check of one project: how much of it must be read, and the comparison."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from unbroken.changes.in_flight import paths_in_repository
from unbroken.checks.escalation import Escalation
from unbroken.checks.finish import finish, finish_without_comparison
from unbroken.checks.pre_existing import mark_introduced, sources_of
from unbroken.checks.versions import search_of_baseline, versions_of
from unbroken.checks.whole import check_whole, with_uses
from unbroken.loading.module_files import EXTENSIONS, module_of, source_of
from unbroken.project.packages import Package, find_again

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.checks.outcome import Outcome
    from unbroken.search.exported_names import Search
    from unbroken.sources.git.repository import FileChange


def check_project(context: CheckContext) -> Outcome:
    """Compare incrementally where that is asked for and possible, else the whole package.

    Raises UnbrokenError when the check cannot be made.
    """
    if context.baseline.commit is None:
        return finish_without_comparison(context, context.baseline.reason)
    mode, before = context.request.mode, context.change.before
    if mode == "full":
        return check_whole(context, "")
    if before is None:
        nothing_changed = "nothing is staged and no range of commits is given"
        if context.request.files:
            nothing_changed = "none of the files named differs from the last commit"
        return check_whole(context, nothing_changed if mode == "incremental" else "")
    if context.config.settings.fail_on == "all":
        return check_whole(context, 'fail-on is "all"')
    if context.config.settings.exclude:
        from unbroken.checks.exclusions import refuse_all_excluded

        refuse_all_excluded(context)
    result = _check_changed(context, before)
    return check_whole(context, result.reason) if isinstance(result, Escalation) else result


def _check_changed(context: CheckContext, before: str) -> Outcome | Escalation:
    """Check the changed files; return the outcome, or why the whole package must be read."""
    sources = _changed_sources(context)
    if not sources:
        named = "no source file among those named" if context.request.files else "no source file"
        return finish_without_comparison(context, f"{named} changed")
    search = search_of_baseline(context)
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
        if change.path in paths
        and (change.path.endswith((".py", ".pyi")) or _is_lost_extension(change))
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


def _is_lost_extension(change: FileChange) -> bool:
    return change.new is None and change.path.endswith(EXTENSIONS)


def _is_module(packages: Iterable[Package], path: str) -> bool:
    source = source_of(path) if path.endswith(EXTENSIONS) else path
    return any(module_of(package, source) for package in packages)


def _leaves_shape_alone(context: CheckContext, sources: list[FileChange], search: Search) -> bool:
    """Return whether changed files surely have the public shape that they had."""
    from unbroken.checks.unchanged_shape import leaves_shape_alone
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


def _compare_changed(
    context: CheckContext, before: str, changed: list[str], search: Search
) -> Outcome | Escalation:
    """Compare what changed; return the outcome, or why the whole package must be read."""
    from unbroken.checks.incremental import compare_changed
    from unbroken.checks.links import links_not_followed

    versions = versions_of(context, before)
    development = context.development_version(versions.new.tree)
    options = context.comparison_options(development)
    result = compare_changed(versions, changed, options, search)
    if isinstance(result, Escalation):
        return result
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
        findings = with_uses(context, findings, versions.baseline, versions.new, loader)
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
