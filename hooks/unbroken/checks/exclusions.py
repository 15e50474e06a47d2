"""What `exclude` leaves out: newly excluded files, patterns without a file, and everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.errors import NothingToCheckError
from unbroken.loading.module_files import module_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from unbroken.checks.context import CheckContext
    from unbroken.model.finding import Finding
    from unbroken.sources.trees import GitTree


def refuse_all_excluded(context: CheckContext) -> None:
    """Raise NothingToCheckError where every file of both versions is a test or excluded.

    The cache keeps that something of a baseline is promised.
    """
    baseline, settings, cache = context.baseline, context.config.settings, context.request.cache
    if not settings.exclude or baseline.commit is None:
        return
    given = (context.repository.root, baseline.commit, settings.exclude, context.packages)
    key = f"promised 1 {given!r}".encode("utf-8", "surrogateescape")
    if cache is not None and cache.get(key) is not None:
        return
    if any(_promised_files(context, context.tree_at(baseline.commit))):
        if cache is not None:
            cache.put(key, b"1")
        return
    if not any(_promised_files(context, context.new_tree())):
        raise nothing_promised(context)


def nothing_promised(context: CheckContext) -> NothingToCheckError:
    """Return the error that there is nothing to check."""
    return NothingToCheckError(
        f"every file of {', '.join(context.package_names)} is a test or excluded, so nothing "
        "would be checked"
    )


def _promised_files(context: CheckContext, tree: GitTree) -> Iterator[str]:
    """Yield the modules of a version that are neither tests nor excluded."""
    files = tree.files()
    for package in context.module_packages(tree):
        paths = [package.root] if package.is_module else files.files_under(package.root)
        for path in paths:
            if (
                path in files
                and module_of(package, path) is not None
                and not context.config.is_excluded(path)
            ):
                yield path


def exclusion_findings(context: CheckContext) -> list[Finding]:
    """Return warnings about newly excluded public files, and about patterns without a file.

    Like a mark of instability, an exclusion is a deliberate act, which the next release completes.
    Both are looked for where the whole package is checked, and where the settings change.
    """
    config, commit = context.config, context.baseline.commit
    if commit is None or not config.settings.exclude or context.request.settings is not None:
        return []
    is_changed = any(change.path == config.file for change in context.change.changes)
    if context.in_flight and context.request.mode != "full" and not is_changed:
        return []
    from unbroken.policy.levels import with_configured_levels

    findings = [*_unused_patterns(context)]
    if context.baseline.snapshot is None:
        findings += _newly_excluded(context, commit)
    return list(with_configured_levels(findings, config))


def _newly_excluded(context: CheckContext, commit: str) -> Iterator[Finding]:
    config, before = context.config, context.config_at(commit)
    if before is None or before.settings.exclude == config.settings.exclude:
        return
    excluded = sorted(
        path
        for module in context.module_files(context.tree_at(commit)).values()
        if _is_public(module.name)
        for path in module.paths
        if config.is_excluded(path) and not before.is_excluded(path)
    )
    if not excluded:
        return
    from unbroken.rules.findings.toml_code import setting_code
    from unbroken.rules.stability_lowered import report_excluded

    line = line_of_exclude(config.text)
    yield report_excluded(
        context.package_names[0],
        (config.file, line),
        excluded,
        context.baseline.ref,
        setting_code(config.text, config.file, line, before.settings.exclude),
    )


def _unused_patterns(context: CheckContext) -> Iterator[Finding]:
    """Yield a finding for each pattern that matches no file of either version."""
    from pathspec import GitIgnoreSpec

    from unbroken.rules.findings.toml_code import setting_code
    from unbroken.rules.unused_exclude import report

    config = context.config
    old, new = context.tree_at(context.baseline_commit), context.new_tree()
    paths = [config.inner_path(path) for path in {**_files(old), **_files(new)}]
    for pattern in dict.fromkeys(config.settings.exclude):
        spec = GitIgnoreSpec.from_lines([pattern.removeprefix("!")])
        is_comment = all(part.include is None for part in spec.patterns)
        if not is_comment and not any(spec.match_files(paths)):
            place = (config.file, line_of_exclude(config.text, pattern))
            versions = f"{context.baseline.ref} and {new.label}"
            kept = [other for other in config.settings.exclude if other != pattern]
            code = setting_code(config.text, *place, kept)
            yield report(context.package_names[0], place, pattern, versions, code)


def _files(tree: GitTree) -> Mapping[str, str]:
    return {path: "" for path in tree.files() if path.endswith((".py", ".pyi"))}


def _is_public(module: str) -> bool:
    return not any(part.startswith("_") for part in module.split("."))


def line_of_exclude(text: str, pattern: str | None = None) -> int:
    """Return the line of the setting, or of one pattern in it; 1 if it is written otherwise."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.lstrip().startswith("exclude")), 0)
    if pattern is not None:
        quoted = (f'"{pattern}"', f"'{pattern}'")
        for number, line in enumerate(lines[start:], start + 1):
            if any(text in line for text in quoted):
                return number
    return start + 1
