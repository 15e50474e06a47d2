"""The outcome of a check, and the policies that look at all of its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from unbroken.baseline.baseline import Baseline
    from unbroken.config.config import Config
    from unbroken.loading.loader import SourceTree, Unreadable
    from unbroken.model.crash import Crash
    from unbroken.model.definitions import NotUnderstood
    from unbroken.model.finding import Finding
    from unbroken.policy.apply_acceptances import Sources, Unused
    from unbroken.policy.promise import AnnouncedRemoval
    from unbroken.project.development_version import Development


Reader: TypeAlias = Literal["ast", "libcst", "griffe"]
"""What read the sources; `ast` only found that the public shape is as it was."""


class Outcome(NamedTuple):
    """The outcome of checking one project.

    `new` names the version that was checked. `baseline` is None when nothing is committed yet,
    `reader` when there was nothing to read. `whole` says whether the whole package was compared;
    `note` why, or why so little was read.
    """

    config: Config
    packages: tuple[str, ...]
    findings: list[Finding]
    baseline: Baseline | None
    new: str
    reader: Reader | None
    files: int
    objects: int
    whole: bool
    note: str
    seconds: float
    is_change: bool = True
    """Whether a change was checked (a commit, a range): then only what it introduces counts."""
    unreadable: tuple[Unreadable, ...] = ()
    """The files of the baseline that do not parse: nothing in them was compared."""
    not_understood: tuple[tuple[str, NotUnderstood], ...] = ()
    """The statements of the new version that may define names and are not understood, by path."""
    development: Development | None = None
    """The version under development, where it was needed and is known."""
    allowed_because: str = ""
    """Why semantic versioning allows the breaks, whether or not it is the configured scheme."""
    unused: Unused | None = None
    """The acceptances that match nothing; None where that is not known."""
    old_texts: Mapping[str, str] = {}  # never changed
    """The files of the baseline that findings are in, by path."""
    new_texts: Mapping[str, str] = {}  # never changed
    """The files of the new version that findings are in, by path."""
    deprecations: int | None = None
    """How many deprecations were checked, where only these were; else None."""
    crashes: tuple[Crash, ...] = ()
    """The rules that crashed: what they would find is not known, so the check is incomplete."""

    differing: int | None = None
    """How many of the files differ, where only these and what depends on them were compared."""
    removals: tuple[AnnouncedRemoval, ...] = ()
    """What is gone that was announced, where the whole package was compared."""
    unchecked_projects: tuple[str, ...] = ()
    """The folders of projects that nothing configures: what changed in them was not compared."""

    def blocking(self, *, strict: bool = False, pre_existing: bool = False) -> list[Finding]:
        """Return the findings that make the run fail, as `policy.blocking` decides."""
        from unbroken.policy.blocking import blocking_findings

        return blocking_findings(
            self.findings,
            self.config.settings,
            is_change=self.is_change,
            strict=strict,
            pre_existing=pre_existing,
        )


def _texts(tree: SourceTree, paths: Iterable[str | None]) -> dict[str, str]:
    """Return the text of those files that a version has."""
    files = tree.files()
    there = sorted(path for path in paths if path is not None and path in files)
    return {path: data.decode("utf-8-sig", "replace") for path, data in tree.read(there).items()}


def _without_lines(finding: Finding) -> Finding:
    """Return a finding without the line of the baseline, which a snapshot does not know."""
    import msgspec

    place, old_place = (finding.path, finding.line), (finding.baseline_path, finding.baseline_line)
    if finding.new is None and place == old_place:
        finding = msgspec.structs.replace(finding, line=1, column=1, end_line=1)
    return msgspec.structs.replace(finding, baseline_line=None)


def apply_policies(outcome: Outcome, sources: Sources | None = None) -> Outcome:
    """Return the outcome after the policies that look at all findings, in the order of reports.

    `sources` are what was compared, None when it took no comparison.
    """
    findings, baseline, config = outcome.findings, outcome.baseline, outcome.config
    if baseline is not None and baseline.snapshot is not None:
        findings = [_without_lines(finding) for finding in findings]
    unused = None
    if baseline is not None and sources is not None and (findings or sources.complete):
        from unbroken.policy.apply_acceptances import accept_findings

        findings, unused = accept_findings(findings, config, baseline, sources)
    allowed_because = ""
    if findings and baseline is not None and outcome.development is not None:
        from unbroken.model.versions import parse_version
        from unbroken.policy.semver import accept_allowed_by_semver, reason_breaks_are_allowed

        allowed_because = reason_breaks_are_allowed(
            parse_version(baseline.version), outcome.development.version
        )
        if allowed_because and config.settings.versioning == "semver":
            findings = accept_allowed_by_semver(findings, allowed_because)
    if findings and sources is not None:
        old_paths = {finding.baseline_path for finding in findings if finding.baseline_line}
        outcome = outcome._replace(
            old_texts=_texts(sources.old, old_paths),
            new_texts=_texts(sources.new, {finding.path for finding in findings}),
        )
        if any(finding.code_place and finding.code_place.how == "former" for finding in findings):
            from unbroken.checks.accessor_bodies import with_accessor_bodies

            findings = with_accessor_bodies(findings, outcome.old_texts)
    return outcome._replace(
        findings=sorted(findings, key=lambda finding: finding.order),
        unreadable=tuple(file for file in outcome.unreadable if not config.is_excluded(file.path)),
        allowed_because=allowed_because,
        unused=unused,
    )


def require_complete(outcome: Outcome) -> Outcome:
    """Return the outcome of a check whose result decides about something else than a report.

    Raises InternalError when a rule crashed: what it would find is not known.
    """
    raise_for_crashes(outcome.crashes)
    return outcome


def raise_for_crashes(crashes: Sequence[Crash]) -> None:
    """Raise InternalError if there are any."""
    if not crashes:
        return
    from unbroken.errors import InternalError

    crash = crashes[0]
    rule = f"the rule {crash.rule}" if crash.rule is not None else "the rules"
    places = f" at {', '.join(crash.places)}" if crash.places else ""
    raise InternalError(
        f"nothing was decided, because {rule} crashed on {crash.object} "
        f"({crash.path}:{crash.line}): {crash.error}{places}; `unbroken full` shows what else is "
        "found"
    )
