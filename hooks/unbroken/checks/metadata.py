"""What a project says of itself, compared: extras, commands, entry points, Pythons, its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.checks.outcome import Outcome
    from unbroken.config.config import Config
    from unbroken.loading.loader import SourceTree
    from unbroken.model.finding import Finding
    from unbroken.policy.apply_acceptances import Sources
    from unbroken.readers.project_metadata import Metadata


def with_metadata(
    context: CheckContext, outcome: Outcome, sources: Sources | None
) -> tuple[Outcome, Sources | None]:
    """Add what is broken in `pyproject.toml`, where it changed or all of the project is checked.

    Gives the sources as well, in which acceptances are looked for.
    """
    change = context.change
    if not any(each.path == context.config.file for each in change.changes) and (
        change.before is not None and context.request.mode != "full"
    ):
        return outcome, sources
    found = metadata_findings(context)
    if not found:
        return outcome, sources
    if sources is None:
        from unbroken.checks.pre_existing import sources_of

        paths = [context.config.file]
        old, new = context.tree_at(context.baseline_commit, paths), context.new_tree(paths)
        sources = sources_of(context, old, new, context.module_files(new), complete=False)
    return outcome._replace(findings=[*outcome.findings, *found]), sources


def metadata_findings(context: CheckContext) -> list[Finding]:
    """Compare what the project says of itself with what it said at the baseline."""
    baseline, file = context.baseline, context.config.file
    if baseline.commit is None or baseline.snapshot is not None or not _is_asked_for(context):
        return []
    package, config = context.package_names[0], context.config
    old = context.tree_at(baseline.commit, [file])
    found = compared(package, old, context.new_tree([file]), config, file)
    before = context.change.before
    if found and before is not None:
        from unbroken.changes.mainline import mainline_commits
        from unbroken.policy.attribution import attribute

        mainline = mainline_commits(
            context.repository, context.change, config.settings.fallback, baseline.commit
        )
        trees = (context.tree_at(commit, [file]) for commit in (before, *mainline))
        pre_existing = (compared(package, old, tree, config, file) for tree in trees)
        found = attribute(found, {each.identity for other in pre_existing for each in other})
    return found


def _is_asked_for(context: CheckContext) -> bool:
    from unbroken.changes.in_flight import paths_in_repository

    repository, request = context.repository, context.request
    named = request.files
    return not named or context.config.file in paths_in_repository(repository, request.cwd, named)


def compared(
    package: str,
    old: SourceTree,
    new: SourceTree,
    config: Config,
    file: str = "pyproject.toml",
) -> list[Finding]:
    """Compare two versions; `file` is the path of the `pyproject.toml`.

    What is not known of one of them breaks nothing. The level is what the configuration says.
    """
    before, now = _metadata(old, file), _metadata(new, file)
    if before is None or now is None or before.compared == now.compared:
        return []
    from unbroken.policy.levels import with_configured_levels
    from unbroken.rules.registry import metadata_rules

    found = (finding for rule in metadata_rules() for finding in rule.check(package, before, now))
    return list(with_configured_levels(found, config))


def _metadata(tree: SourceTree, file: str) -> Metadata | None:
    from unbroken.readers.project_metadata import read_project, read_wheel

    files = tree.files()
    if file in files:
        return read_project(tree.read([file])[file], file)
    path = next((each for each in files if _is_of_wheel(each)), None)
    if path is None:
        return None
    entry_points = path.replace("METADATA", "entry_points.txt")
    wanted = [path, *([entry_points] if entry_points in files else [])]
    read = tree.read(wanted)
    return read_wheel(read[path], read.get(entry_points, b""), path)


def _is_of_wheel(path: str) -> bool:
    folder, _, name = path.partition("/")
    return folder.endswith(".dist-info") and name == "METADATA"
