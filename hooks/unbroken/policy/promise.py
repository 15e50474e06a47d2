"""Which breaks count, by the stability and the deprecations of both versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from unbroken.compare.calls.call_text import callee_text
from unbroken.compare.pair import Pair
from unbroken.model.crash import Crash
from unbroken.model.definitions import Class, Function
from unbroken.model.finding import Finding, Witness
from unbroken.model.versions import has_reached
from unbroken.policy.deprecation.announcements import Announcements, Deprecation
from unbroken.policy.deprecation.remedies import Remedies
from unbroken.policy.stability import Marks
from unbroken.rules.findings.former_code import former_code
from unbroken.rules.run_rules import guarded
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.config.config import Config
    from unbroken.policy.deprecation.timeline import Timeline

Judge = Callable[[Iterable[Pair]], Iterator[Finding]]

_NO_VERSION = "it was deprecated, but no version was announced"


class AnnouncedRemoval(NamedTuple):
    """Something that is gone, and the version for which its deprecation announced that."""

    object: str
    parameter: str | None
    version: str


class PolicyFilter:
    """Filters the breaks between two versions by what the old version promised."""

    def __init__(
        self, surfaces: tuple[Surface, Surface], judge: Judge, config: Config, timeline: Timeline
    ) -> None:
        self.judge = judge
        self.timeline = timeline
        self.old, self.new = (Marks(surface, config) for surface in surfaces)
        self.announced = Announcements(self.old, config)
        self.announced_now = Announcements(self.new, config)
        self.remedies = Remedies(self.announced_now, surfaces[1], timeline, config)
        self.removals: list[AnnouncedRemoval] = []
        """What was found to be gone that was announced for a version, whether it was reached."""

    def findings(self, pairs: Iterable[Pair], crashes: list[Crash]) -> Iterator[Finding]:
        """Yield the findings that break a promise.

        Internal and experimental definitions of the baseline were never promised. A definition
        that is newly marked so yields one `stability-lowered`. Deprecated definitions may be
        removed on schedule. What cannot be judged is added to `crashes`.
        """
        for pair in pairs:
            yield from guarded(self._pair_findings(pair), pair, None, crashes)

    def _pair_findings(self, pair: Pair) -> Iterator[Finding]:
        if self.old.stability(pair.old) is not None:
            yield from self._unpromised(pair)
            return
        if pair.new is not None and self.new.stability(pair.new) is not None:
            yield from self._lowered(pair)
            return
        if pair.new is None and self._is_marked_around(pair):
            return  # the class has a `stability-lowered`
        if pair.new is None:
            announced = self.announced.of(pair.old)
            if announced is not None:
                yield from self._scheduled(pair, self.judge([pair]), announced)
            else:
                yield from (
                    self.remedies.with_remedy(pair, finding) for finding in self.judge([pair])
                )
            return
        findings = [self.remedies.with_remedy(pair, finding) for finding in self.judge([pair])]
        if not findings:
            return
        announced = self.announced.of(pair.old) or self.announced_now.of(pair.new)
        if announced is not None:
            yield from _while_deprecated(findings)
            return
        parameters = self.announced.parameters(pair.old)
        for finding in findings:
            deprecation = parameters.get(finding.parameter) if finding.parameter else None
            if deprecation is None or _has_parameter(pair.new, finding.parameter):
                yield finding
            else:
                yield from self._scheduled(pair, [finding], deprecation)

    def _unpromised(self, pair: Pair) -> Iterator[Finding]:
        """Yield the breaks in an unpromised definition that users of promised ones notice.

        A promised class may inherit from an unpromised one. Other breaks in experimental
        definitions yield a note, in internal ones nothing.
        """
        from unbroken.rules import experimental_changed, stability_raised

        broken = []
        for finding in self.judge([pair]):
            paths = [path for path in (finding.object, *finding.affects) if self.old.promises(path)]
            if paths:
                yield msgspec.structs.replace(
                    finding,
                    object=paths[0],
                    affects=tuple(paths[1:]),
                    witness=_seen_from(pair, paths[0], finding),
                )
            elif finding.level in ("error", "warning"):
                broken.append(finding)
        if broken and self.old.stability(pair.old) == "experimental":
            yield experimental_changed.report(broken)
        if self.old.own_stability(pair.old) is None or pair.new is None:
            return
        if self.new.stability(pair.new) is None:
            yield stability_raised.report(pair)

    def _lowered(self, pair: Pair) -> Iterator[Finding]:
        from unbroken.rules.stability_lowered import report

        assert pair.new is not None
        owner = pair.new_surface.owner(pair.new)
        if owner is None or self.new.stability(owner) is None:
            yield report(pair)

    def _is_marked_around(self, pair: Pair) -> bool:
        """Return whether something was removed from a class that is now marked as unpromised."""
        owner = pair.new_surface.resolve(pair.path.rpartition(".")[0])
        if not isinstance(owner, Definition) or not isinstance(owner.member, Class):
            return False
        return self.new.stability(owner) is not None

    def _scheduled(
        self, pair: Pair, findings: Iterable[Finding], announced: Deprecation
    ) -> Iterator[Finding]:
        """Yield what remains to be said of a removal that a deprecation announced."""
        from unbroken.rules.removed_too_early import report, report_unwarned

        version, removal = self.timeline.version, announced.removal_version
        if removal is None:
            if self.timeline.is_over(announced):
                due = self.timeline.after(announced.version)
                self._remember(findings, due)
                return
            for finding in findings:
                # The removal was announced without a version: it warns and does not block.
                yield _as_warning(finding, _NO_VERSION) if finding.level == "error" else finding
            return
        missing = self.timeline.missing_releases(announced)
        former = former_code(pair.old) if pair.new is None else None
        findings = tuple(findings)
        if not missing:
            self._remember(findings, removal)
        for finding in findings:
            if not has_reached(removal, version):
                yield report(finding, removal, version, former)
            elif missing:
                yield report_unwarned(finding, missing, self.timeline.window, former)

    def _remember(self, findings: Iterable[Finding], version: str | None) -> None:
        self.removals += (
            AnnouncedRemoval(finding.object, finding.parameter, version)
            for finding in findings
            if version is not None and finding.level == "error"
        )


def _as_warning(finding: Finding, note: str) -> Finding:
    return msgspec.structs.replace(finding, level="warning", notes=(*finding.notes, note))


def _seen_from(pair: Pair, path: str, finding: Finding) -> Witness | None:
    """Return the witness of a finding as users of another path write it."""
    witness = finding.witness
    callee, other = (callee_text(pair, name) for name in (finding.object, path))
    if witness is None or not witness.call.startswith(f"{callee}("):
        return witness
    return msgspec.structs.replace(witness, call=other + witness.call.removeprefix(callee))


def _while_deprecated(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield one warning for all errors in a deprecated definition, and the other findings."""
    from unbroken.rules.deprecated_signature_changed import report

    broken = []
    for finding in findings:
        if finding.level == "error":
            broken.append(finding)
        else:
            yield finding
    if broken:
        yield report(broken)


def _has_parameter(definition: Definition, name: str | None) -> bool:
    """Return whether a callable has a parameter, as far as its own definition shows."""
    if isinstance(definition.member, Class):
        methods = (definition.member.members.get(name) for name in ("__init__", "__new__"))
        functions = [method for method in methods if isinstance(method, Function)]
    else:
        functions = [definition.member] if isinstance(definition.member, Function) else []
    return not functions or any(
        parameter.name == name
        for function in functions
        for parameter in function.signature.parameters
    )
