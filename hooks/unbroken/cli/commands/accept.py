"""`unbroken accept`: record deliberate breaks, or remove entries that match nothing."""

from __future__ import annotations

import functools
import os
import shlex
from typing import TYPE_CHECKING

from unbroken.checks.outcome import require_complete
from unbroken.checks.request import Mode, Request
from unbroken.checks.run import run
from unbroken.cli.commands import CommandResult
from unbroken.cli.commands.cached import cache_of
from unbroken.cli.files import write_atomically
from unbroken.cli.progress import progress
from unbroken.config.config import ACCEPTED_FILE, Acceptance
from unbroken.errors import ConfigError, UsageError
from unbroken.model.counting import counted
from unbroken.model.suggestions import did_you_mean_or_list
from unbroken.report.closing import closing_line
from unbroken.report.escaping import escaped
from unbroken.sources.git.repository import Repository

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.config.config import Config
    from unbroken.model.finding import Finding

MOST_IN_TABLE = 10
"""The number of entries that are kept in the settings; more get a file of their own."""


def execute(arguments: Namespace) -> CommandResult:
    """Accept those breaks that a check would stop and the arguments name, or prune.

    Exits with 1 when there is nothing to accept. Raises UsageError when the arguments do not fit
    together.
    """
    _check_usage(arguments)
    outcomes = _outcomes(arguments)
    if arguments.prune:
        return CommandResult("".join(_prune(outcome, arguments) for outcome in outcomes))
    chosen = [(outcome, _chosen(outcome, arguments)) for outcome in outcomes]
    if not any(findings for _, findings in chosen):
        return CommandResult(_nothing(outcomes, arguments), 1)
    return CommandResult(
        "".join(_accept(outcome, findings, arguments) for outcome, findings in chosen if findings)
    )


def _check_usage(arguments: Namespace) -> None:
    if arguments.prune:
        if arguments.objects or arguments.all or arguments.rule or arguments.reason:
            raise UsageError("accept --prune takes no objects, no --all, no --rule and no --reason")
        return
    if bool(arguments.objects) == arguments.all:
        raise UsageError(
            "name the objects whose breaks are accepted, or accept all of them with --all"
        )
    if not (arguments.reason or "").strip(" .…"):
        raise UsageError('give the reason, for those who read it later: --reason "…"')
    if any("\ud800" <= character <= "\udfff" for character in arguments.reason):
        raise UsageError("--reason: is not in the encoding of the terminal")
    from unbroken.rules.registry import rule_names

    for rule in arguments.rule or ():
        if rule not in rule_names():
            raise UsageError(
                f"--rule: unknown rule '{rule}'{did_you_mean_or_list(rule, rule_names())}"
            )


def _outcomes(arguments: Namespace) -> list[Outcome]:
    mode: Mode = "full" if arguments.full or arguments.prune else "check"
    with progress() as advance, cache_of(arguments) as cache:
        request = Request(
            mode=mode,
            cwd=os.getcwd(),
            config=arguments.config,
            progress=advance,
            cache=cache,
            is_config_on_disk=True,  # the file that the entries are written to
        )
        return [require_complete(outcome) for outcome in run(request)]


def _chosen(outcome: Outcome, arguments: Namespace) -> list[Finding]:
    """Return the findings that would stop a check and that the arguments name."""
    blocking = outcome.blocking(strict=arguments.strict, pre_existing=arguments.full)
    return _named(blocking, arguments)


def _named(findings: Iterable[Finding], arguments: Namespace) -> list[Finding]:
    """Return those of some findings that can be accepted and that the arguments name."""
    from unbroken.policy.levels import dotted_glob
    from unbroken.rules.registry import all_rules

    rules = all_rules()
    # A name stands for itself and for all that is in it.
    patterns = [
        dotted_glob(pattern) for name in arguments.objects for pattern in (name, f"{name}.**")
    ]

    def is_named(finding: Finding) -> bool:
        paths = (finding.object, *finding.affects)
        return any(pattern.fullmatch(path) for pattern in patterns for path in paths)

    return [
        finding
        for finding in findings
        # A file that cannot be imported is not a break that could be deliberate.
        if rules[finding.rule].can_be_accepted
        and (not arguments.rule or finding.rule in arguments.rule)
        and (is_named(finding) or (arguments.all and rules[finding.rule].found_by_comparison))
    ]


def _nothing(outcomes: Sequence[Outcome], arguments: Namespace) -> str:
    reason = "nothing stops the check"
    blocking = [
        finding for outcome in outcomes for finding in outcome.blocking(strict=arguments.strict)
    ]
    accepted = (finding for outcome in outcomes for finding in outcome.findings if finding.accepted)
    if already := _named(accepted, arguments):
        reason = f"already accepted: {_names(already)}"
    elif blocking:
        reason = f"nothing of that name stops the check, but these do: {_names(blocking)}"
    lines = "".join(f"{closing_line(outcome)}\n" for outcome in outcomes)
    return f"unbroken: nothing was accepted: {escaped(reason)}\n{lines}"


def _names(findings: Iterable[Finding]) -> str:
    return ", ".join(sorted({f"{finding.object} ({finding.rule})" for finding in findings}))


def _accept(outcome: Outcome, findings: Sequence[Finding], arguments: Namespace) -> str:
    from unbroken.config.acceptance_entries import entry_text, with_entries

    assert outcome.baseline is not None
    since = outcome.baseline.version or outcome.baseline.ref
    reason = arguments.reason.strip()
    entries = list(
        dict.fromkeys(
            Acceptance(
                object=finding.object,
                rule=finding.rule,
                reason=reason,
                parameter=finding.parameter,
                since=since,
            )
            for finding in findings
        )
    )
    known = {*outcome.config.settings.accept}
    is_own_file = bool(outcome.config.accepted_text.strip()) or (
        len(known.union(entries)) > MOST_IN_TABLE and _may_have_own_file(outcome.config)
    )
    shown = _rewrite(
        outcome,
        lambda text, name: with_entries(text, entries, name),
        dry=arguments.dry_run,
        is_own_file=is_own_file,
    )
    if arguments.dry_run:
        texts = "\n".join(entry_text(entry) for entry in entries)
        return f"unbroken: this would be added to {shown}:\n\n{texts}"
    lines = "".join(f"  {_entry_line(entry)}\n" for entry in entries)
    breaks = counted(len(entries), "break")
    why = ""
    if is_own_file and not outcome.config.accepted_text.strip():
        why = f"More than {MOST_IN_TABLE} entries are kept in a file of their own.\n"
    return (
        f"unbroken: accepted {breaks} since {escaped(since)} in {shown}:\n{lines}{why}"
        f"Commit it with your change: git add {shlex.quote(shown)}\n"
    )


def _entry_line(entry: Acceptance) -> str:
    parameter = f" ({entry.parameter})" if entry.parameter else ""
    return escaped(f"{entry.rule} {entry.object}{parameter}")


def _prune(outcome: Outcome, arguments: Namespace) -> str:
    from unbroken.config.acceptance_entries import entry_lines

    unused, text = outcome.unused, ""
    entries = unused.entries if unused is not None else ()
    comments = unused.comments if unused is not None else ()
    acceptances = outcome.config.settings.accept
    in_table = len(entry_lines(outcome.config.text))
    for is_own_file in (False, True):
        positions = [position for position in entries if (position >= in_table) is is_own_file]
        if not positions:
            continue
        first = in_table if is_own_file else 0
        inner = [position - first for position in positions]
        shown = _rewrite(
            outcome,
            functools.partial(_without, inner),
            dry=arguments.dry_run,
            is_own_file=is_own_file,
        )
        verb = "would remove" if arguments.dry_run else "removed"
        number = counted(len(positions), "entry", "entries")
        text += f"unbroken: {verb} {number} of {shown} that accepted nothing:\n"
        text += "".join(f"  {_entry_line(acceptances[position])}\n" for position in positions)
    if comments:
        text += "unbroken: these comments accept nothing; remove them by hand:\n"
        for path, line, comment in comments:
            text += f"  {escaped(f'{path}:{line}: {comment}')}\n"
    return text or f"unbroken: {escaped(_name(outcome))}: every acceptance matches a break\n"


def _without(positions: Sequence[int], text: str, name: str) -> str:
    from unbroken.config.acceptance_entries import without_entries

    return without_entries(text, positions, name)


def _may_have_own_file(config: Config) -> bool:
    """Return whether entries beside the settings are read: not of a file outside the repository."""
    if config.source is None:
        return True
    inner = os.path.relpath(os.path.realpath(config.source), os.path.realpath(_root()))
    return inner.split(os.sep)[0] != os.pardir


def _root() -> str:
    with Repository.discover(os.getcwd()) as repository:
        return repository.root


def _name(outcome: Outcome) -> str:
    return outcome.config.source or ", ".join(outcome.packages)


def _rewrite(
    outcome: Outcome, change: Callable[[str, str], str], *, dry: bool, is_own_file: bool
) -> str:
    """Change the file of the configuration, or that of accepted breaks (`is_own_file`).

    Returns what messages call it. Raises ConfigError.
    """
    config, root = outcome.config, _root()
    if config.source is not None:
        path = os.path.join(os.getcwd(), config.source)
    else:
        path = os.path.join(root, config.file)
    if is_own_file:
        path = os.path.join(os.path.dirname(path), ACCEPTED_FILE)
    shown = os.path.relpath(path)
    try:
        text = ""
        if os.path.exists(path):
            with open(path, encoding="utf-8", newline="") as file:
                text = file.read()
        changed = change(text, shown)
        if not dry:
            # A project without the file gets it.
            write_atomically(path, changed.encode(), inside=root)
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be changed: {error.strerror}") from None
    return escaped(shown)
