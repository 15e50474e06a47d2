"""The last lines of a report: what was compared with what, how, and what was found."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

from unbroken.model.counting import counted
from unbroken.project.layout import is_named_after
from unbroken.report.escaping import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unbroken.checks.outcome import Outcome
    from unbroken.model.finding import Finding


def warnings_of(outcome: Outcome) -> list[str]:
    """Return what could not be compared: one line a file of the baseline, and what crashed."""
    crashed = []
    if outcome.crashes:
        from unbroken.report.crashes import crash_lines

        crashed = crash_lines(outcome.crashes)
    if outcome.baseline is None:
        return crashed
    ref = escaped(outcome.baseline.ref)
    return crashed + [
        f"{escaped(file.path)}:{file.line}:{file.column}: warning: it does not parse at {ref} "
        f"({escaped(file.message)}), so nothing in it was compared"
        for file in outcome.unreadable
    ]


def not_understood_of(outcome: Outcome) -> list[str]:
    """Return the statements that may define names and are not understood, one line each."""
    return [
        f"{escaped(path)}:{statement.line}: not understood: {escaped(statement.reason)}"
        for path, statement in outcome.not_understood
    ]


def hints_of(outcome: Outcome, *, strict: bool) -> list[str]:
    """Return how a run that fails could pass, where its findings may be deliberate."""
    blocking = outcome.blocking(strict=strict)
    if not blocking:
        return []
    hints = []
    if outcome.allowed_because and not outcome.config.settings.versioning:
        scheme = 'scheme = "semver" in [tool.unbroken.versioning]'
        hints.append(f"unbroken: {outcome.allowed_because}: {scheme} would let such breaks pass")
    hints += [f"unbroken: {hint}" for hint in _acceptance_hints(outcome, blocking)]
    return hints


def _acceptance_hints(outcome: Outcome, blocking: Sequence[Finding]) -> list[str]:
    """Return how blocking findings can be accepted; nothing where that is not possible.

    An acceptance is valid against the project's own baseline only.
    """
    from unbroken.rules.registry import all_rules

    if outcome.baseline is None or outcome.baseline.kind == "argument":
        return []
    if outcome.deprecations is not None:
        return []
    rules = all_rules()
    acceptable = [finding for finding in blocking if rules[finding.rule].can_be_accepted]
    if not acceptable:
        return []
    many = len(acceptable)
    hints = []
    if not outcome.is_change and many > 1 and outcome.config.settings.fail_on is None:
        hints.append(
            f"to let these {many} breaks pass and count only new ones, set "
            'fail-on = "introduced" in [tool.unbroken]'
        )
    target = escaped(narrowest_pattern([finding.object for finding in acceptable]) or "--all")
    breaks = "this break" if many == 1 else f"these {many} breaks"
    has_warning = any(finding.level == "warning" for finding in acceptable)
    strict = " --strict" if has_warning and not outcome.config.settings.strict else ""
    hints.append(f'to accept {breaks}, run: unbroken accept {target}{strict} --reason "…"')
    at_definitions = [finding.rule for finding in acceptable if finding.new is not None]
    if at_definitions:
        rule = at_definitions[0] if len(set(at_definitions)) == 1 else "RULE"
        hints.append(f"or write a comment at the definition: # unbroken: accept[{rule}] reason")
    return hints


def narrowest_pattern(objects: Sequence[str]) -> str | None:
    """Return the name that `accept` takes for all of some objects; None if only --all has them.

    That is the object itself, or what they are all in, below the top-level package.
    """
    prefix = objects[0].split(".")
    for path in objects[1:]:
        parts = path.split(".")
        pairs = zip(prefix, parts, strict=False)
        prefix = [one for one, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)]
    return ".".join(prefix) if len(prefix) > 1 or len(set(objects)) == 1 else None


def closing_line(outcome: Outcome, *, verbose: bool = False) -> str:
    """Return what was done and what was found, in one line; if verbose, how it was read as well.

    A project in a folder of the repository is named with it if its packages have other names.
    """
    details = ""
    if verbose and outcome.objects:
        objects = counted(outcome.objects, "public object")
        details = f"; {objects}, read with {outcome.reader}"
    details += _unchecked(outcome.unchecked_projects)
    files = len({path for path, _ in outcome.not_understood})
    if files:
        listed = "" if verbose else " (listed with -v)"
        details += f"; some names of {counted(files, 'file')} cannot be known{listed}"
    return f"unbroken: {_result(outcome)}{details}; {outcome.seconds:.2f} s"


def _unchecked(folders: Sequence[str]) -> str:
    """Return which projects were not checked, and why; "" if there are none."""
    if not folders:
        return ""
    named = ", ".join(escaped(folder) for folder in folders[:3])
    more = f" and {len(folders) - 3} more" if folders[3:] else ""
    why = "is not checked: it has" if len(folders) == 1 else "are not checked: they have"
    return f"; {named}{more} {why} no table [tool.unbroken]"


def _result(outcome: Outcome) -> str:
    if outcome.deprecations is not None:
        return _deprecations_result(outcome)
    if outcome.baseline is None:
        return f"{escaped(outcome.note)}, so there is nothing to compare with"
    packages = _label(outcome)
    baseline = f"{escaped(outcome.baseline.ref)} ({escaped(outcome.baseline.reason)})"
    note = escaped(outcome.note)
    if outcome.reader in (None, "ast"):
        reader = " (ast)" if outcome.reader else ""
        result = "no new breaks, because"
        if outcome.findings or outcome.crashes:
            # Only what the project says of itself was compared.
            result = f"{_found(outcome)} in {escaped(outcome.config.file)};"
        return f"{packages}: {result} {note}{reader}; baseline {baseline}"
    compared = counted(outcome.files, "changed file")
    if outcome.whole:
        differing = "" if outcome.differing is None else f", {outcome.differing} of which differ"
        compared = f"the whole package ({counted(outcome.files, 'file')}{differing})"
    because = f" because {note}" if note else ""
    return (
        f"{packages}: {_found(outcome)}; {compared} of {escaped(outcome.new)} "
        f"compared with {baseline}{because}"
    )


def _label(outcome: Outcome) -> str:
    """Return the packages of a project; also its folder if several may have the same packages."""
    packages, config = escaped(", ".join(outcome.packages)), outcome.config
    name = config.project_name()
    if not config.folder or any(is_named_after(package, name) for package in outcome.packages):
        return packages
    return f"{packages} in {escaped(config.folder)}"


def _deprecations_result(outcome: Outcome) -> str:
    packages = _label(outcome)
    baseline = f"nothing, because {escaped(outcome.note)}"
    if outcome.baseline is not None:
        baseline = f"{escaped(outcome.baseline.ref)} ({escaped(outcome.baseline.reason)})"
    result = _found(outcome, nothing="no problems found")
    deprecations = counted(outcome.deprecations or 0, "deprecation")
    files = counted(outcome.files, "file")
    return (
        f"{packages}: {result}; {deprecations} in {files} of {escaped(outcome.new)} compared "
        f"with {baseline}"
    )


def _found(outcome: Outcome, *, nothing: str = "no breaks") -> str:
    """Return what was found; where a rule crashed, so that nobody takes it for all there is."""
    text = summary(outcome.findings, nothing=nothing)
    return f"not all is known, because a rule crashed; else {text}" if outcome.crashes else text


def summary(findings: Sequence[Finding], *, nothing: str = "no breaks") -> str:
    """Return counts by level, as `3 errors (1 pre-existing, 1 accepted), 1 note`, or `nothing`."""
    counts = Counter(finding.level for finding in findings)
    pre_existing = Counter(finding.level for finding in findings if not finding.introduced)
    accepted = Counter(finding.level for finding in findings if finding.accepted)
    parts = []
    for level in ("error", "warning", "note"):
        if not counts[level]:
            continue
        of_these = ((pre_existing[level], "pre-existing"), (accepted[level], "accepted"))
        details = ", ".join(f"{number} {what}" for number, what in of_these if number)
        parts.append(counted(counts[level], level) + (f" ({details})" if details else ""))
    return ", ".join(parts) or nothing
