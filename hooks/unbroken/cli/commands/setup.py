"""`unbroken init`: look at the project, and write the hook and the settings that it needs."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from unbroken._version import __version__
from unbroken.checks.context import make_context
from unbroken.checks.outcome import require_complete
from unbroken.checks.project import check_project
from unbroken.checks.request import Request
from unbroken.checks.run import open_projects
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.cli.files import write_atomically
from unbroken.cli.progress import progress
from unbroken.errors import ConfigError, NothingToCheckError, UsageError
from unbroken.model.counting import counted
from unbroken.project.unchecked import unchecked_projects
from unbroken.report.escaping import escaped
from unbroken.sources.trees import nested_projects

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence

    from unbroken.checks.context import Project
    from unbroken.checks.outcome import Outcome

_HOOKS = ".pre-commit-config.yaml"
_URL = "https://github.com/unbroken-dev/unbroken"
_ENTRY = f"""\
- repo: {_URL}
  rev: v{__version__}
  hooks:
    - id: unbroken
"""
_FAIL_ON = 'fail-on = "introduced"'
_OWN_HOOK = re.compile(r"^\s*-?\s*id:\s*unbroken\b", re.MULTILINE)
_FIRST_REPO = re.compile(r"^(?P<indent> *)- repo:", re.MULTILINE)


class _Change(NamedTuple):
    """A file to write: its path in the repository, its whole text, and what was added."""

    path: str
    text: str
    added: str


def set_up(arguments: Namespace) -> CommandResult:
    """Look at every project here, and write what is missing (nothing with `--dry-run`).

    Raises UnbrokenError where a check cannot be made, with the cure, and where a file is written
    in a way that leaves no place for an addition.
    """
    with progress() as advance, cache_of(arguments) as cache:
        request = Request("full", os.getcwd(), progress=advance, cache=cache)
        with open_projects(request) as projects:
            root = projects[0].repository.root
            try:
                outcomes = [
                    require_complete(check_project(make_context(project))) for project in projects
                ]
            except NothingToCheckError:
                below = _projects_below(projects)
                if not below:
                    raise
                return _written(arguments, root, *_for_monorepo(root, below))
    lines = [_found(outcome) for outcome in outcomes]
    return _written(arguments, root, lines, [_hook(root), *_tables(root, outcomes)])


def _projects_below(projects: Sequence[Project]) -> tuple[str, ...]:
    """Return the folders of a repository's projects where nothing configures any of them."""
    project, *others = projects
    if others or project.files is None or project.config.source is not None:
        return ()
    nested = nested_projects(project.repository)
    return unchecked_projects(nested, {project.config.folder}, project.files)


def _for_monorepo(root: str, folders: Sequence[str]) -> tuple[list[str], list[_Change | None]]:
    """Return what is said of projects that have no tables, and the tables that they need."""
    listed = escaped(", ".join(folders))
    changes = [_hook(root), *(_empty_table(root, f"{folder}/pyproject.toml") for folder in folders)]
    return [f"unbroken: each of these projects needs a table: {listed}"], changes


def _written(
    arguments: Namespace, root: str, lines: list[str], wanted: Iterable[_Change | None]
) -> CommandResult:
    """Write changes, or show them with `--dry-run`; return the lines, and what was done."""
    changes = [change for change in wanted if change is not None]
    for change in changes:
        if arguments.dry_run:
            lines.append(f"unbroken: this would be added to {escaped(change.path)}:")
            lines += ["", *(f"  {line}" for line in change.added.splitlines()), ""]
        else:
            write_atomically(os.path.join(root, change.path), change.text.encode("utf-8"))
            lines.append(f"unbroken: wrote {escaped(change.path)}")
    if not changes:
        lines.append("unbroken: the hook is configured; nothing is missing")
    elif not arguments.dry_run:
        lines.append("unbroken: next, run: pre-commit install")
    return CommandResult("".join(f"{line}\n" for line in lines))


def _found(outcome: Outcome) -> str:
    """Return what a project has: its packages, its last release, and the breaks since."""
    packages = escaped(", ".join(outcome.packages))
    if outcome.baseline is None:
        return f"unbroken: {escaped(outcome.note)}, so there is nothing to compare with"
    baseline = f"{escaped(outcome.baseline.ref)} ({escaped(outcome.baseline.reason)})"
    breaks = counted(len(outcome.blocking()), "break")
    return f"unbroken: {packages}: {breaks} since {baseline}"


def _hook(root: str) -> _Change | None:
    """Return the configuration of pre-commit with the hook; None if it has it."""
    text = _read(os.path.join(root, _HOOKS))
    if _OWN_HOOK.search(text):
        return None
    if not text.strip():
        added = f"repos:\n{_indented('  ')}"
        return _Change(_HOOKS, added, added)
    first = _FIRST_REPO.search(text)
    if first is None:
        raise UsageError(f"{_HOOKS}: has no list of repos to add to; add by hand:\n\n{_ENTRY}")
    added = _indented(first["indent"])
    # The list of repos goes on to the next key, or to the end.
    after = re.compile(r"^(?=[A-Za-z])", re.MULTILINE).search(text, first.end())
    end = after.start() if after is not None else len(text)
    before = text[:end].rstrip("\n") + "\n"
    return _Change(_HOOKS, f"{before}{added}{text[end:]}", added)


def _indented(indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in _ENTRY.splitlines())


def _tables(root: str, outcomes: list[Outcome]) -> list[_Change | None]:
    """Return the settings files of projects in which only new breaks should count."""
    return [_table(root, outcome) for outcome in outcomes if outcome.blocking()]


def _table(root: str, outcome: Outcome) -> _Change | None:
    """Return a project's settings that let the breaks pass that are already there."""
    if outcome.config.settings.fail_on is not None:
        return None
    path = outcome.config.file
    text = _read(os.path.join(root, path))
    header = re.search(r"^\[tool\.unbroken\][ \t]*(?:#.*)?\n", text, re.MULTILINE)
    if header is not None:
        added = f"{_FAIL_ON}\n"
        return _Change(path, text[: header.end()] + added + text[header.end() :], added)
    if outcome.config.source is not None:
        raise ConfigError(f"{path}: add by hand to [tool.unbroken]: {_FAIL_ON}")
    added = f"[tool.unbroken]\n{_FAIL_ON}   # only new breaks count\n"
    before = f"{text.rstrip()}\n\n" if text.strip() else ""
    return _Change(path, f"{before}{added}", added)


def _empty_table(root: str, path: str) -> _Change:
    """Return a project's settings with a table that says that the project is checked."""
    text = _read(os.path.join(root, path)).rstrip()
    added = "[tool.unbroken]   # this project is checked\n"
    return _Change(path, f"{text}\n\n{added}", added)


def _read(path: str) -> str:
    """Return the text of a file; "" if there is none."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
