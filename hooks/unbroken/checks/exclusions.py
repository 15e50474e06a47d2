"""Public files that `exclude` newly leaves out: the breaks in them leave one warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unbroken.errors import ConfigError

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.config.config import Config
    from unbroken.model.finding import Finding


def exclusion_findings(context: CheckContext) -> list[Finding]:
    """Return a warning if public files are excluded that the baseline promised.

    Like a mark of instability, an exclusion is a deliberate act, which the next release completes.
    It is looked for where the whole package is checked, and where the settings change.
    """
    config, commit = context.config, context.baseline.commit
    if commit is None or context.baseline.snapshot is not None or not config.settings.exclude:
        return []
    is_changed = any(change.path == config.file for change in context.change.changes)
    if context.in_flight and context.request.mode != "full" and not is_changed:
        return []
    before = _config_at(context, commit)
    if before is None or before.settings.exclude == config.settings.exclude:
        return []
    excluded = sorted(
        path
        for module in context.module_files(context.tree_at(commit)).values()
        if _is_public(module.name)
        for path in module.paths
        if config.is_excluded(path) and not before.is_excluded(path)
    )
    if not excluded:
        return []
    from unbroken.policy.levels import with_configured_levels
    from unbroken.rules.stability_lowered import report_excluded

    found = report_excluded(
        context.package_names[0],
        (config.file, _line_of_key(config.text)),
        excluded,
        context.baseline.ref,
    )
    return list(with_configured_levels([found], config))


def _config_at(context: CheckContext, commit: str) -> Config | None:
    """Return the project's configuration at a commit; None if it is invalid there."""
    from unbroken.config.config_file import parse_project
    from unbroken.rules.registry import rule_names

    file = context.config.file
    tree = context.tree_at(commit, [file])
    text = tree.read([file])[file] if file in tree.files() else b""
    try:
        return parse_project(text, file, context.config.folder, rule_names)
    except ConfigError:
        return None


def _is_public(module: str) -> bool:
    return not any(part.startswith("_") for part in module.split("."))


def _line_of_key(text: str) -> int:
    """Return the line of the setting; 1 if it is written in some other way."""
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if line.lstrip().startswith("exclude")), 1)
