"""`unbroken notes`: what changed for users between two revisions, for release notes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unbroken.checks.context import make_context
from unbroken.checks.notes import Notes, make_notes, unmentioned
from unbroken.checks.request import Request
from unbroken.checks.run import open_projects
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.cli.files import write_atomically
from unbroken.cli.progress import progress
from unbroken.errors import UsageError
from unbroken.model.counting import counted
from unbroken.report.escaping import escaped
from unbroken.sources.git.repository import Repository
from unbroken.sources.git.revisions import existing_commit

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence


def execute(arguments: Namespace) -> CommandResult:
    """Compare the two revisions; print the notes, or write them to a file, or check a changelog.

    Exits with 1 where `--check` finds a break that the changelog does not mention. Raises
    UnbrokenError.
    """
    old, new = _revisions(arguments.range)
    with Repository.discover(os.getcwd()) as repository:
        for revision in filter(None, (old, new)):
            existing_commit(repository, revision, " ".join(("notes", *arguments.range)))
    with progress() as advance, cache_of(arguments) as cache:
        request = Request(
            mode="full",
            cwd=os.getcwd(),
            baseline=old,
            current=new,
            config=arguments.config,
            progress=advance,
            cache=cache,
        )
        with open_projects(request) as projects:
            notes = [make_notes(make_context(project), new) for project in projects]
    if arguments.check is not None:
        return _check(notes, arguments.check)
    text = _render(notes, arguments.format)
    if arguments.output is None:
        return CommandResult(text)
    try:
        write_atomically(arguments.output, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        reason = f"cannot be written: {error.strerror}"
        raise UsageError(f"--output: {arguments.output}: {reason}") from None
    return CommandResult(f"unbroken: wrote {escaped(arguments.output)}\n")


def _revisions(given: Sequence[str]) -> tuple[str | None, str]:
    """Return the two revisions of a range, in one word or two; None is the last release.

    Raises UsageError.
    """
    if not given:
        return None, "HEAD"
    old, dots, new = given[0].partition("..") if len(given) == 1 else (given[0], "..", given[1])
    is_range = old and dots and new and not new.startswith(".")
    if not is_range or len(given) > 2 or (len(given) == 2 and ".." in old + new):
        raise UsageError("notes: name two revisions, as in v1.0.0..v1.1.0")
    return old, new


def _render(notes: list[Notes], form: str) -> str:
    if form == "html":
        from unbroken.report.notes_html import notes_html

        return notes_html(notes)
    from unbroken.report.notes_markdown import notes_markdown

    return notes_markdown(notes)


def _check(notes: list[Notes], path: str) -> CommandResult:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            changelog = file.read()
    except OSError as error:
        raise UsageError(f"--check: {path}: cannot be read: {error.strerror}") from None
    breaks = [finding for project in notes for finding in project.breaks]
    missing = unmentioned(breaks, changelog)
    if not missing:
        return CommandResult(f"unbroken: {escaped(path)} mentions {_all(len(breaks))}\n")
    lines = [f"unbroken: {escaped(path)} does not mention {counted(len(missing), 'break')}:"]
    lines += (f"  {escaped(f'{finding.object}: {finding.message}')}" for finding in missing)
    return CommandResult("".join(f"{line}\n" for line in lines), 1)


def _all(number: int) -> str:
    return f"all {counted(number, 'break')}" if number > 1 else counted(number, "break")
