"""The last line: what was compared with what, how, and what came of it. Never just green."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from unbroken.report.text import escaped

if TYPE_CHECKING:
    from unbroken.checks.outcome import Outcome
    from unbroken.model.finding import Finding


def warnings_of(outcome: Outcome) -> list[str]:
    """Say what of the baseline could not be compared, one line a file."""
    if outcome.baseline is None:
        return []
    at = escaped(outcome.baseline.ref)
    return [
        f"{escaped(each.path)}:{each.line}:{each.column}: warning: it does not parse at {at} "
        f"({escaped(each.message)}), so nothing in it was compared"
        for each in outcome.unreadable
    ]


def hints_of(outcome: Outcome, *, strict: bool) -> list[str]:
    """Say what would let a run pass that fails, where that may be what was meant."""
    found = outcome.blocking(strict=strict)
    if not found:
        return []
    hints = []
    if outcome.freedom and not outcome.config.settings.versioning:
        scheme = 'scheme = "semver" in [tool.unbroken.versioning]'
        hints.append(f"unbroken: {outcome.freedom}: {scheme} would let such breaks pass")
    own = outcome.baseline is not None and outcome.baseline.kind != "argument"
    from unbroken.rules.registry import all_rules

    rules = all_rules()
    meant = [each for each in found if rules[each.rule].can_be_accepted]
    if own and meant and outcome.deprecations is None:
        names = dict.fromkeys(each.object for each in meant)
        what = escaped(next(iter(names))) if len(names) == 1 else "--all"
        if any(each.level == "warning" for each in meant) and not outcome.config.settings.strict:
            what += " --strict"
        hints.append(f'unbroken: if it is meant: unbroken accept {what} --reason "…"')
    return hints


def closing_line(outcome: Outcome) -> str:
    """Say what was done and what came of it, in one line."""
    seconds = f"{outcome.seconds:.2f} s"
    if outcome.deprecations is not None:
        return f"{_deprecations_line(outcome)}; {seconds}"
    if outcome.baseline is None:
        return f"unbroken: nothing is committed yet, so nothing is promised yet; {seconds}"
    baseline = outcome.baseline
    against = f"{escaped(baseline.ref)} ({escaped(baseline.reason)})"
    packages = escaped(", ".join(outcome.packages))
    if outcome.how in ("", "ast"):
        found, reader = "no breaks, because", " (ast)" if outcome.how else ""
        if outcome.findings:
            # Only what the project says of itself was compared.
            found = f"{summary(outcome.findings)} in {escaped(outcome.config.file)};"
        return (
            f"unbroken: {packages}: {found} {escaped(outcome.note)}{reader}; "
            f"baseline {against}; {seconds}"
        )
    did = f"{_count(outcome.files, 'file')}"
    if outcome.objects:
        did += f" and {_count(outcome.objects, 'public object')}"
    whole = "the whole package" if outcome.whole else "changed files only"
    note = f" because {escaped(outcome.note)}" if outcome.note else ""
    return (
        f"unbroken: {packages}: {summary(outcome.findings)}; {did} of {escaped(outcome.new)} "
        f"compared with {against}, {whole} ({outcome.how}){note}; {seconds}"
    )


def _deprecations_line(outcome: Outcome) -> str:
    """Say which deprecations were checked and against what."""
    baseline, packages = outcome.baseline, escaped(", ".join(outcome.packages))
    against = "with nothing, because nothing is committed yet"
    if baseline is not None:
        against = f"with {escaped(baseline.ref)} ({escaped(baseline.reason)})"
    found = summary(outcome.findings, "nothing to mend")
    many = f"{_count(outcome.deprecations or 0, 'deprecation')}"
    files = _count(outcome.files, "file")
    return (
        f"unbroken: {packages}: {found}; {many} in {files} of {escaped(outcome.new)} compared "
        f"{against}"
    )


def summary(findings: list[Finding], nothing: str = "no breaks") -> str:
    """Count findings by level: `3 errors (1 standing, 1 accepted), 1 note`; or say `nothing`."""
    counts: Counter[str] = Counter(each.level for each in findings)
    standing: Counter[str] = Counter(each.level for each in findings if not each.introduced)
    accepted: Counter[str] = Counter(each.level for each in findings if each.accepted)
    parts = []
    for level in ("error", "warning", "note"):
        if counts[level]:
            of_these = ((standing[level], "standing"), (accepted[level], "accepted"))
            known = ", ".join(f"{number} {what}" for number, what in of_these if number)
            parts.append(_count(counts[level], level) + (f" ({known})" if known else ""))
    return ", ".join(parts) or nothing


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
