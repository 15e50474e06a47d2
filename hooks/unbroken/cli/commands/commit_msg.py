"""`unbroken commit-msg`: a commit that breaks its users' code says so in its message."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unbroken.checks.commit_breaks import breaks_introduced
from unbroken.checks.context import make_context
from unbroken.checks.request import Request
from unbroken.checks.run import open_projects
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.errors import ConfigError, UsageError
from unbroken.policy.commit_message import Message, announces_break, message_of, with_break_mark
from unbroken.report.closing import closing_line
from unbroken.report.text import escaped, shortened
from unbroken.sources.git.repository import Repository

if TYPE_CHECKING:
    from argparse import Namespace

    from unbroken.checks.outcome import Outcome
    from unbroken.model.finding import Finding

_SHOWN = 8
_SETTINGS = ("core.commentchar", "core.commentstring", "commit.cleanup")


def execute(arguments: Namespace) -> CommandResult:
    """Compare what is about to be committed, and see whether the message says what comes of it."""
    message = _read(arguments.file)
    if message is None:
        return CommandResult("")  # git stops it itself
    with cache_of(arguments) as cache:
        request = Request("check", os.getcwd(), config=arguments.config, cache=cache)
        with open_projects(request) as projects:
            judged = [breaks_introduced(make_context(project)) for project in projects]
    lines, code, announced = [], 0, False
    for outcome, broken in judged:
        pattern = outcome.config.settings.breaking_message
        says = _says(message, pattern)
        if broken and not says:
            code = 1
            lines += [*_silent(outcome, broken, message, pattern), "", *_kept(arguments.file)]
        announced = announced or (says and outcome.baseline is not None and not outcome.whole_run)
    if announced and not any(each.findings for each, _ in judged):
        lines.append("unbroken: note: the message announces a break, and no change here is one")
    lines += [closing_line(each) for each, _ in judged]
    return CommandResult("".join(f"{each}\n" for each in lines), code)


def _read(path: str) -> Message | None:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise UsageError(f"{path}: the message cannot be read: {error.strerror}") from None
    with Repository.discover(os.getcwd()) as repository:
        settings = repository.settings(*_SETTINGS)
    # git names no editor to the hooks of a commit that opens none (builtin/commit.c).
    return message_of(data, settings, edited=os.environ.get("GIT_EDITOR") != ":")


def _says(message: Message, pattern: str | None) -> bool:
    try:
        return announces_break(message, pattern)
    except TimeoutError:
        raise ConfigError(
            f"[tool.unbroken] breaking-message: searching for '{pattern}' takes too long; it has "
            "repetitions inside of repetitions that match the same text"
        ) from None


def _silent(
    outcome: Outcome, broken: list[Finding], message: Message, pattern: str | None
) -> list[str]:
    """Say what a message leaves out, and what it may say, ready to be pasted."""
    against = escaped(outcome.baseline.ref) if outcome.baseline is not None else ""
    footers = [f"BREAKING CHANGE: {each.object}: {each.message}" for each in broken[:_SHOWN]]
    if len(broken) > _SHOWN:
        footers[-1] = f"BREAKING CHANGE: and {len(broken) - _SHOWN + 1} more"
    header = with_break_mark(message.header)
    proposed = [*([header, ""] if header else []), *footers]
    lines = [f"unbroken: this breaks what {against} promised, and the message does not say so"]
    if pattern is not None:
        asked = escaped(pattern)
        lines.append(f"It must have a match of breaking-message in [tool.unbroken]: {asked}")
        text = "\n".join(proposed)
        if not _says(Message(proposed[0], text), pattern):
            proposed = [each.removeprefix("BREAKING CHANGE: ") for each in footers]
            lines.append("What breaks:")
    else:
        place = "its first line or at its end" if header else "lines at its end"
        lines.append(f"Say so in {place}, as Conventional Commits do:")
    return [*lines, "", *(f"  {escaped(shortened(each))}".rstrip() for each in proposed)]


def _kept(path: str) -> list[str]:
    """Say where git keeps the message: it is typed once."""
    if os.path.basename(path) != "COMMIT_EDITMSG":
        return []
    return [f"The message is kept: add --edit --file={escaped(path)} to git commit.", ""]
