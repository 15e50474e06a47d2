"""`unbroken accept`: write down that breaks are made on purpose, or remove what is of no use."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from unbroken.checks.request import Mode, Request
from unbroken.checks.run import run
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.cli.progress import progress
from unbroken.config.config import Acceptance
from unbroken.errors import ConfigError, UsageError
from unbroken.model.suggestions import did_you_mean_or_list
from unbroken.report.closing import closing_line
from unbroken.report.text import escaped
from unbroken.sources.git.repository import Repository

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.model.finding import Finding


def execute(arguments: Namespace) -> CommandResult:
    """Accept what the arguments name of what a check would stop, or prune.

    Exits with 1 when there is nothing to accept. Raises UsageError when they make no sense.
    """
    _check_usage(arguments)
    outcomes = _outcomes(arguments)
    if arguments.prune:
        return CommandResult("".join(_pruned(each, arguments) for each in outcomes))
    wanted = [(each, _chosen(each, arguments)) for each in outcomes]
    if not any(findings for _, findings in wanted):
        return CommandResult(_nothing(outcomes, arguments), 1)
    return CommandResult("".join(_accepted(*each, arguments) for each in wanted if each[1]))


def _check_usage(arguments: Namespace) -> None:
    if arguments.prune:
        if arguments.objects or arguments.all or arguments.rule or arguments.reason:
            raise UsageError("accept --prune takes no objects, no --all, no --rule and no --reason")
        return
    if bool(arguments.objects) == arguments.all:
        raise UsageError("name the objects to accept breaks of, or all of them with --all")
    if not (arguments.reason or "").strip(" .…"):
        raise UsageError('say why, for those who read it later: --reason "…"')
    from unbroken.rules.registry import rule_names

    for rule in arguments.rule or ():
        if rule not in rule_names():
            raise UsageError(
                f"--rule: unknown rule '{rule}'{did_you_mean_or_list(rule, rule_names())}"
            )


def _outcomes(arguments: Namespace) -> list[Outcome]:
    mode: Mode = "full" if arguments.full or arguments.prune else "check"
    with progress() as advance, cache_of(arguments) as cache:
        request = Request(mode, os.getcwd(), config=arguments.config, progress=advance, cache=cache)
        return run(request)


def _chosen(outcome: Outcome, arguments: Namespace) -> list[Finding]:
    """Give the findings that would stop a check and that the arguments name."""
    from unbroken.policy.levels import dotted_glob
    from unbroken.rules.registry import all_rules

    return [
        each
        for each in outcome.blocking(strict=arguments.strict, pre_existing=arguments.full)
        # A file that nobody can import is no break that anyone could stand by.
        if all_rules()[each.rule].can_be_accepted
        and each.rule in (arguments.rule or (each.rule,))
        and (
            arguments.all
            or any(
                dotted_glob(pattern).fullmatch(name)
                for pattern in arguments.objects
                for name in (each.object, *each.affects)
            )
        )
    ]


def _nothing(outcomes: Sequence[Outcome], arguments: Namespace) -> str:
    what = "nothing stops the check"
    stopping = [e for each in outcomes for e in each.blocking(strict=arguments.strict)]
    if stopping:
        names = ", ".join(sorted({f"{e.object} ({e.rule})" for e in stopping}))
        what = f"nothing of that name stops the check; what does is {names}"
    lines = "".join(f"{closing_line(each)}\n" for each in outcomes)
    return f"unbroken: nothing was accepted: {escaped(what)}\n{lines}"


def _accepted(outcome: Outcome, findings: Sequence[Finding], arguments: Namespace) -> str:
    from unbroken.config.acceptance_entries import entry_text, with_entries

    assert outcome.baseline is not None
    since = outcome.baseline.version or outcome.baseline.ref
    reason = arguments.reason.strip()
    found = [Acceptance(e.object, e.rule, reason, e.parameter, since) for e in findings]
    entries = list(dict.fromkeys(found))
    shown = _rewrite(
        outcome, lambda text, name: with_entries(text, entries, name), dry=arguments.dry_run
    )
    if arguments.dry_run:
        texts = "\n".join(entry_text(each) for each in entries)
        return f"unbroken: this would be added to {shown}:\n\n{texts}"
    lines = "".join(f"  {_entry_line(each)}\n" for each in entries)
    many = f"{len(entries)} breaks" if len(entries) > 1 else "1 break"
    return (
        f"unbroken: accepted {many} since {escaped(since)} in {shown}:\n{lines}"
        f"Commit it with your change: git add {shlex.quote(shown)}\n"
    )


def _entry_line(entry: Acceptance) -> str:
    parameter = f" ({entry.parameter})" if entry.parameter else ""
    return escaped(f"{entry.rule} {entry.object}{parameter}")


def _pruned(outcome: Outcome, arguments: Namespace) -> str:
    from unbroken.config.acceptance_entries import without_entries

    unused, said = outcome.unused, ""
    entries = unused.entries if unused is not None else ()
    comments = unused.comments if unused is not None else ()
    if entries:
        shown = _rewrite(
            outcome, lambda text, name: without_entries(text, entries, name), dry=arguments.dry_run
        )
        verb = "would remove" if arguments.dry_run else "removed"
        many = f"{len(entries)} entries" if len(entries) > 1 else "1 entry"
        said += f"unbroken: {verb} {many} of {shown} that accepted nothing:\n"
        said += "".join(
            f"  {_entry_line(outcome.config.settings.accept[each])}\n" for each in entries
        )
    if comments:
        said += "unbroken: these comments accept nothing; remove them by hand:\n"
        said += "".join(f"  {escaped(f'{path}:{line}: {text}')}\n" for path, line, text in comments)
    return said or f"unbroken: {escaped(_name(outcome))}: every acceptance is of use\n"


def _name(outcome: Outcome) -> str:
    return outcome.config.source or ", ".join(outcome.packages)


def _rewrite(outcome: Outcome, change: Callable[[str, str], str], *, dry: bool) -> str:
    """Change the file of the configuration; give what messages call it. Raises ConfigError."""
    config = outcome.config
    if config.source is not None:
        path = os.path.join(os.getcwd(), config.source)
    else:
        with Repository.discover(os.getcwd()) as repository:
            path = os.path.join(repository.root, config.file)
    shown = os.path.relpath(path)
    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        changed = change(text, shown)
        if not dry:
            with open(path, "r+", encoding="utf-8", newline="") as file:
                file.write(changed)
                file.truncate()
    except FileNotFoundError:
        raise ConfigError(
            f"{shown}: there is no such file to write to; make one (it may be empty), or write a "
            "comment at the definition: # unbroken: accept[RULE] reason"
        ) from None
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be changed: {error.strerror}") from None
    return escaped(shown)
