"""`unbroken impact`: which places of a downstream project break with a new version."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from unbroken.checks.downstream import downstream_paths, untouched_breaks
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.cli.commands.reporting import written
from unbroken.config.config_file import find_config
from unbroken.errors import GitError, UsageError
from unbroken.impact.analysis import find_impact
from unbroken.impact.libraries import read_library
from unbroken.impact.rewritten_files import RewrittenFile, rewritten_files, write_files
from unbroken.loading.loader import Loader, read_anyhow
from unbroken.model.counting import counted
from unbroken.report.escaping import escaped_lines
from unbroken.report.impact import ImpactReport
from unbroken.report.impact_formats import render_impact
from unbroken.rules.registry import rule_names
from unbroken.sources.git.repository import Repository

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator


def execute(arguments: Namespace) -> CommandResult:
    """Find the places that break, and rewrite them if that is asked for; raises UnbrokenError."""
    with cache_of(arguments) as cache, _repository() as repository:
        loader = Loader(read_anyhow, cache)
        library = read_library(
            arguments.old, arguments.new, tuple(arguments.package or ()), loader, repository
        )
        paths = arguments.downstream or _configured(repository)
        impacts = [find_impact(library, path, loader) for path in paths]
    code = int(any(impact.proven for impact in impacts))
    report = ImpactReport(
        impacts=tuple(impacts),
        old=arguments.old,
        new=arguments.new,
        packages=library.packages,
        untouched=untouched_breaks(library, impacts),
        verbose=arguments.verbose,
    )
    text = written(arguments, lambda form: render_impact(form, report))
    is_text = arguments.format in (None, "full")
    if arguments.write:
        files = rewritten_files(impacts)
        if write_files(files) and all(site.edits for impact in impacts for site in impact.proven):
            code = 0
        return CommandResult(text + _written_text(files) if is_text else text, code)
    return CommandResult(text + _diff_text(rewritten_files(impacts)) if is_text else text, code)


def _configured(repository: Repository | None) -> list[str]:
    """Return the downstream projects that the project here names; raises UsageError for none."""
    if repository is not None:
        config = find_config(os.getcwd(), repository.root, None, rule_names)
        if config.settings.downstream:
            return downstream_paths(repository.root, config.folder, config.settings.downstream)
    raise UsageError("name the projects that use it with --in, or in [tool.unbroken] downstream")


@contextmanager
def _repository() -> Iterator[Repository | None]:
    """Yield the repository around the current folder; None where there is none."""
    try:
        repository = Repository.discover(os.getcwd())
    except GitError:
        yield None
        return
    with repository:
        yield repository


def _diff_text(files: Sequence[RewrittenFile]) -> str:
    if not files:
        return ""
    from difflib import unified_diff

    lines: list[str] = []
    for file in files:
        old, new = (text.decode("utf-8", "replace").splitlines() for text in file.texts)
        lines += unified_diff(old, new, file.path, file.path, lineterm="")
    places = counted(sum(file.edits for file in files), "place")
    lines.append(f"unbroken: {places} can be rewritten like this: run it again with --write")
    return "".join(f"{escaped_lines(line)}\n" for line in lines)


def _written_text(files: Sequence[RewrittenFile]) -> str:
    places = counted(sum(file.edits for file in files), "place")
    return f"unbroken: rewrote {places} in {counted(len(files), 'file')}\n" if files else ""
