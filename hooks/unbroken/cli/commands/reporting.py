"""The report of a run, as the options of the command line ask for it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from unbroken.cli.commands import CommandResult
from unbroken.cli.files import write_atomically
from unbroken.errors import UsageError
from unbroken.report.formats import FORMATS, render
from unbroken.report.options import CAPTURED_WIDTH, ReportOptions, terminal_width, uses_colour

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from unbroken.checks.outcome import Outcome

_FORMATS_BY_ENDING = {
    ".json": "json",
    ".sarif": "sarif",
    ".xml": "junit",
    ".md": "markdown",
}
"""The formats of `--output FILE` without a format; other files get the full text."""
_READ_BY_PEOPLE = ("full", "concise", "markdown")


def report(outcomes: Sequence[Outcome], arguments: Namespace) -> CommandResult:
    """Write the report of a run to the files that `--output` names; return that for the terminal.

    Where GitHub Actions runs unbroken and no format is asked for, annotations follow the text, and
    the summary of the job gets the report as Markdown. The exit code is 1 where a finding blocks,
    and 2 where a rule crashed.
    Raises UsageError for a file that cannot be written.
    """
    options = _options(arguments)
    captured = options._replace(colour=False, width=CAPTURED_WIDTH)
    text = written(
        arguments,
        lambda form: render(form, outcomes, captured),
        shown=lambda form: render(form, outcomes, options),
    )
    blocks = any(outcome.blocking(strict=arguments.strict) for outcome in outcomes)
    is_incomplete = any(outcome.crashes for outcome in outcomes)
    return CommandResult(text, 2 if is_incomplete else int(blocks))


def written(
    arguments: Namespace, rendered: Callable[[str], str], shown: Callable[[str], str] | None = None
) -> str:
    """Write a report to the files that `--output` names; return that for the terminal.

    `rendered` returns it in a format, `shown` as the terminal shows it. Raises UsageError.
    """
    for output in arguments.output or ():
        form, path = _output(output)
        _write(path, rendered(form))
    form = arguments.format or "full"
    text = (shown or rendered)(form)
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    if form in _READ_BY_PEOPLE:
        # A command of this old form is obeyed anywhere in a line (actions/runner, ActionCommand).
        text = text.replace("##[", r"#\x23[")
    if arguments.format is None:
        text += rendered("github")
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        if summary:
            _append(summary, rendered("markdown"))
    return text


def _options(arguments: Namespace) -> ReportOptions:
    is_terminal = sys.stdout.isatty()
    return ReportOptions(
        strict=arguments.strict,
        verbose=arguments.verbose,
        quiet=arguments.quiet,
        statistics=arguments.statistics,
        show_accepted=arguments.show_accepted,
        show_pre_existing=arguments.show_pre_existing,
        colour=uses_colour(arguments.color, os.environ, is_terminal=is_terminal),
        width=terminal_width(os.environ) if is_terminal else CAPTURED_WIDTH,
    )


def _output(argument: str) -> tuple[str, str]:
    """Return the format and the path of an `--output`; the ending of the file may be the format."""
    form, equals, path = argument.partition("=")
    if equals and form in FORMATS:
        return form, path
    return _FORMATS_BY_ENDING.get(os.path.splitext(argument)[1], "full"), argument


def _write(path: str, text: str) -> None:
    try:
        write_atomically(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"--output: {path}: cannot be written: {error.strerror}") from None


def _append(path: str, text: str) -> None:
    """Append to the summary of the job, which other steps write to as well."""
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        message = f"GITHUB_STEP_SUMMARY: {path}: cannot be written: {error.strerror}"
        raise UsageError(message) from None
