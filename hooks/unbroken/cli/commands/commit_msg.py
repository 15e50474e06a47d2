"""`unbroken commit-msg`: a commit that breaks its users' code must say so in its message."""

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
from unbroken.report.escaping import escaped, shortened
from unbroken.sources.git.repository import Repository

if TYPE_CHECKING:
    from argparse import Namespace

    from unbroken.checks.outcome import Outcome
    from unbroken.model.finding import Finding

_SHOWN = 8
_SETTINGS = ("core.commentchar", "core.commentstring", "commit.cleanup")


def execute(arguments: Namespace) -> CommandResult:
    """Compare what is about to be committed, and check that the message announces its breaks."""
    message = _read(arguments.file)
    if message is None:
        return CommandResult("")  # git itself refuses an empty message
    with cache_of(arguments) as cache:
        request = Request("check", os.getcwd(), config=arguments.config, cache=cache)
        with open_projects(request) as projects:
            results = [breaks_introduced(make_context(project)) for project in projects]
    lines, code, announced = [], 0, False
    for outcome, breaks in results:
        pattern = outcome.config.settings.breaking_message
        announces = _announces_break(message, pattern)
        if breaks and not announces:
            code = 1
            lines += [*_proposal(outcome, breaks, message, pattern), "", *_kept(arguments.file)]
        is_change = outcome.baseline is not None and outcome.is_change
        announced = announced or (announces and is_change)
    if announced and not any(outcome.findings for outcome, _ in results):
        lines.append("unbroken: note: the message announces a break, but no change here is one")
    lines += [closing_line(outcome) for outcome, _ in results]
    return CommandResult("".join(f"{line}\n" for line in lines), code)


def _read(path: str) -> Message | None:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise UsageError(f"{path}: the message cannot be read: {error.strerror}") from None
    with Repository.discover(os.getcwd()) as repository:
        settings = repository.settings(*_SETTINGS)
    # For a commit that opens no editor git sets GIT_EDITOR to `:` (builtin/commit.c).
    return message_of(data, settings, edited=os.environ.get("GIT_EDITOR") != ":")


def _announces_break(message: Message, pattern: str | None) -> bool:
    try:
        return announces_break(message, pattern)
    except TimeoutError:
        raise ConfigError(
            f"[tool.unbroken] breaking-message: searching for '{pattern}' takes too long; it has "
            "repetitions inside of repetitions that match the same text"
        ) from None


def _proposal(
    outcome: Outcome, breaks: list[Finding], message: Message, pattern: str | None
) -> list[str]:
    """Return what a message fails to announce, and text for it that is ready to be pasted."""
    against = escaped(outcome.baseline.ref) if outcome.baseline is not None else ""
    footers = [
        f"BREAKING CHANGE: {finding.object}: {finding.message}" for finding in breaks[:_SHOWN]
    ]
    if len(breaks) > _SHOWN:
        footers[-1] = f"BREAKING CHANGE: and {len(breaks) - _SHOWN + 1} more"
    header = with_break_mark(message.header)
    proposed = [*([header, ""] if header else []), *footers]
    lines = [f"unbroken: this breaks the API of {against}, and the message does not say so"]
    if pattern is not None:
        lines.append(f"It must match breaking-message in [tool.unbroken]: {escaped(pattern)}")
        text = "\n".join(proposed)
        if not _announces_break(Message(proposed[0], text), pattern):
            proposed = [footer.removeprefix("BREAKING CHANGE: ") for footer in footers]
            lines.append("What breaks:")
    else:
        place = "its first line or at its end" if header else "lines at its end"
        lines.append(f"Say so in {place}, as Conventional Commits do:")
    return [*lines, "", *(f"  {escaped(shortened(line))}".rstrip() for line in proposed)]


def _kept(path: str) -> list[str]:
    """Return how to use the message again, where git keeps it."""
    if os.path.basename(path) != "COMMIT_EDITMSG":
        return []
    return [f"The message is kept: add --edit --file={escaped(path)} to git commit.", ""]
