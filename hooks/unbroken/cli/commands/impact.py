"""`unbroken impact`: which places of a downstream project break with a new version."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from unbroken.checks.downstream import downstream_paths, finding_breaks, untouched_breaks
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.cli.commands.reporting import written
from unbroken.config.config_file import find_config
from unbroken.errors import GitError, UsageError
from unbroken.impact.analysis import find_impact
from unbroken.impact.libraries import VersionFiles, read_library, version_files
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

    from unbroken.cache.cache import Cache
    from unbroken.impact.upgrade.versions import Project


def execute(arguments: Namespace) -> CommandResult:
    """Find the places that break, and rewrite them if that is asked for; raises UnbrokenError."""
    with cache_of(arguments) as cache, _repository() as repository:
        loader = Loader(read_anyhow, cache)
        if arguments.upgrade is None:
            versions = _versions_to_compare(arguments, repository)
            paths = arguments.downstream or _configured(repository)
        else:
            versions, paths = _upgrade(arguments, repository, cache)
        old, new = versions.files
        library = read_library(old, new, tuple(arguments.package or ()), loader)
        with finding_breaks(library, cache):
            impacts = [find_impact(library, path, loader) for path in paths]
    code = int(any(impact.proven for impact in impacts))
    report = ImpactReport(
        impacts=tuple(impacts),
        old=versions.labels[0],
        new=versions.labels[1],
        packages=library.packages,
        untouched=untouched_breaks(library, impacts, cache),
        details=versions.details,
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


class _Versions(NamedTuple):
    """The old and the new version: their files and names, and how they were found."""

    files: tuple[VersionFiles, VersionFiles]
    labels: tuple[str, str]
    details: tuple[str, ...] = ()


def _versions_to_compare(arguments: Namespace, repository: Repository | None) -> _Versions:
    """Return the versions that the arguments OLD and NEW name; raises UnbrokenError."""
    if arguments.python is not None:
        raise UsageError("--python says where packages are installed, for --upgrade only")
    if arguments.new is None:
        raise UsageError("name two versions, OLD and NEW, or a package with --upgrade")
    labels = (arguments.old, arguments.new)
    old, new = (version_files(version, repository) for version in labels)
    return _Versions((old, new), labels)


def _upgrade(
    arguments: Namespace, repository: Repository | None, cache: Cache | None
) -> tuple[_Versions, list[str]]:
    """Return the versions of `--upgrade`, and the projects; raises UnbrokenError."""
    # Nothing of this is needed to compare two versions that are at hand.
    from unbroken.impact.upgrade.requested import requested
    from unbroken.impact.upgrade.versions import Surroundings, new_version, used_version

    if arguments.new is not None:
        raise UsageError("--upgrade names the new version; leave NEW out")
    paths = arguments.downstream or [_current_project(repository)]
    surroundings = Surroundings(
        projects=[_project_of(path) for path in paths if os.path.isdir(path)],
        python=arguments.python,
        variables=os.environ,
        cache=cache,
    )
    target = requested(arguments.upgrade)
    old = used_version(target.package, arguments.old, surroundings)
    new = new_version(target, surroundings)
    details = f"compared {old.label} ({old.origin}) with {new.label} ({new.origin})"
    return _Versions((old.files, new.files), (old.label, new.label), (details,)), paths


def _current_project(repository: Repository | None) -> str:
    """Return the folder of the project here: that of the nearest file which describes one."""
    if repository is None:
        return "."
    config = find_config(os.getcwd(), repository.root, None, rule_names)
    return os.path.relpath(os.path.join(repository.root, config.folder))


def _project_of(path: str) -> Project:
    """Return a project with the folders around it, up to the root of its repository."""
    from unbroken.impact.upgrade.versions import Project

    try:
        with Repository.discover(path) as repository:
            root = os.path.realpath(repository.root)
    except GitError:
        return Project(path)
    around = []
    folder = os.path.realpath(path)
    while folder.startswith(os.path.join(root, "")):
        folder = os.path.dirname(folder)
        around.append(os.path.relpath(folder))
    return Project(path, tuple(around))


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
