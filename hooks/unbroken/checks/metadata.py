"""The project's metadata, compared: extras, scripts, entry points, Pythons, its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from unbroken.checks.context import CheckContext
    from unbroken.checks.outcome import Outcome
    from unbroken.config.config import Config
    from unbroken.loading.loader import SourceTree
    from unbroken.model.crash import Crash
    from unbroken.model.finding import Finding
    from unbroken.policy.apply_acceptances import Sources
    from unbroken.readers.project_metadata import Metadata


def with_metadata(
    context: CheckContext, outcome: Outcome, sources: Sources | None
) -> tuple[Outcome, Sources | None]:
    """Add what is broken in `pyproject.toml`, where it changed or the whole project is checked.

    Returns the sources as well, in which acceptances are looked for.
    """
    paths = _paths(context)
    is_changed = any(change.path in paths for change in context.change.changes)
    if context.in_flight and context.request.mode != "full" and not is_changed:
        return outcome, sources
    findings, crashes = judge_metadata(context)
    outcome = outcome._replace(crashes=(*outcome.crashes, *crashes))
    if not findings:
        return outcome, sources
    if sources is None:
        from unbroken.checks.pre_existing import sources_of

        old, new = context.tree_at(context.baseline_commit, paths), context.new_tree(paths)
        sources = sources_of(context, old, new, context.module_files(new), complete=False)
    return outcome._replace(findings=[*outcome.findings, *findings]), sources


def judge_metadata(context: CheckContext) -> tuple[list[Finding], list[Crash]]:
    """Compare the project's metadata with that of the baseline; return the crashes as well."""
    baseline, file = context.baseline, context.config.file
    if baseline.commit is None or baseline.snapshot is not None or not _is_asked_for(context):
        return [], []
    package, config = context.package_names[0], context.config
    paths, folders = _paths(context), context.package_roots
    old = context.tree_at(baseline.commit, paths)
    new = context.new_tree(paths)
    findings, crashes = compare_metadata(package, old, new, config, folders, file)
    before = context.change.before
    if findings and before is not None:
        from unbroken.changes.mainline import mainline_commits
        from unbroken.policy.attribution import attribute, identities_of

        mainline = mainline_commits(
            context.repository, context.change, config.settings.fallback, baseline.commit
        )
        trees = (context.tree_at(commit, paths) for commit in (before, *mainline))
        pre_existing = {
            identity
            for tree in trees
            for identity in identities_of(
                compare_metadata(package, old, tree, config, folders, file)[0]
            )
        }
        findings = attribute(findings, pre_existing)
    return findings, crashes


def _is_asked_for(context: CheckContext) -> bool:
    from unbroken.changes.in_flight import paths_in_repository

    repository, request = context.repository, context.request
    named = request.files
    return not named or context.config.file in paths_in_repository(repository, request.cwd, named)


def compare_metadata(
    package: str,
    old: SourceTree,
    new: SourceTree,
    config: Config,
    folders: Collection[str] = (),
    file: str = "pyproject.toml",
) -> tuple[list[Finding], list[Crash]]:
    """Compare two versions; return the findings and the rules that crashed.

    `file` is the path of the `pyproject.toml`. `folders` are those of the packages, which may
    have a `py.typed`.

    What is not known of one of them breaks nothing. The findings have their configured levels.
    """
    before, now = (_with_markers(tree, file, folders) for tree in (old, new))
    if before.compared == now.compared:
        return [], []
    from unbroken.policy.levels import with_configured_levels
    from unbroken.rules.run_rules import metadata_findings_of

    crashes: list[Crash] = []
    findings = metadata_findings_of(package, before, now, crashes)
    return list(with_configured_levels(findings, config)), crashes


def _paths(context: CheckContext) -> list[str]:
    """Return the files that metadata is read from."""
    return [context.config.file, *(f"{folder}/py.typed" for folder in context.package_roots)]


def _with_markers(tree: SourceTree, file: str, folders: Collection[str]) -> Metadata:
    """Return the metadata of a version; without any, only which packages have a `py.typed`."""
    from unbroken.readers.project_metadata import Metadata

    files = tree.files()
    typed = frozenset(folder for folder in folders if f"{folder}/py.typed" in files)
    metadata = metadata_of(tree, file) or Metadata(path=file, text="")
    return metadata._replace(typed=typed)


def metadata_of(tree: SourceTree, file: str = "pyproject.toml") -> Metadata | None:
    """Return the metadata of a version, as its project or wheel has it; None for none."""
    from unbroken.readers.project_metadata import read_project, read_wheel

    files = tree.files()
    if file in files:
        return read_project(tree.read([file])[file], file)
    path = next((path for path in files if _is_metadata_of_wheel(path)), None)
    if path is None:
        return None
    entry_points = path.replace("METADATA", "entry_points.txt")
    wanted = [path, *([entry_points] if entry_points in files else [])]
    read = tree.read(wanted)
    return read_wheel(read[path], read.get(entry_points, b""), path)


def _is_metadata_of_wheel(path: str) -> bool:
    folder, _, name = path.partition("/")
    return folder.endswith(".dist-info") and name == "METADATA"
