"""Checks of deprecations: whether they are complete, and keep what they announced before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from unbroken.compare.pair import Pair
from unbroken.model.crash import Crash
from unbroken.model.definitions import Decorator
from unbroken.model.finding import Finding, Level
from unbroken.model.versions import has_reached, parse_version
from unbroken.policy.deprecation.alternatives import missing_alternative
from unbroken.policy.deprecation.announcements import Announcements, Deprecation
from unbroken.policy.stability import Marks
from unbroken.rules.base import Code
from unbroken.rules.findings.head_code import head_code, with_option
from unbroken.rules.run_rules import guarded
from unbroken.semantics.decorators import decorators_of
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.config.config import Config
    from unbroken.policy.deprecation.timeline import Timeline

_PEP_440 = "is not a PEP 440 version"


class _Problem(NamedTuple):
    what: str
    remedy: str
    level: Level = "error"
    due: str | None = None
    """The version to announce instead, if that is all there is to mend."""


class DeprecationChecks:
    """Checks of the deprecations in one version of a package."""

    def __init__(self, surface: Surface, config: Config, timeline: Timeline) -> None:
        self.surface = surface
        self.timeline = timeline
        self.marks = Marks(surface, config)
        self.deprecations = Announcements(self.marks, config)

    def own(self, definition: Definition) -> Deprecation | None:
        """Return the deprecation of a stable definition; None for other definitions."""
        if self.marks.stability(definition) is not None:
            return None
        return self.deprecations.own(definition)

    def source_of(self, definition: Definition) -> str:
        """Return the decorator or directive of a deprecated definition as one line of source."""
        return self.deprecations.source_of(definition)

    def findings(self, pairs: Iterable[Pair], crashes: list[Crash]) -> Iterator[Finding]:
        """Yield the problems of the deprecations; the pairs are of this version with itself.

        What cannot be checked is added to `crashes`.
        """
        from unbroken.rules import deprecation_malformed, deprecation_overdue

        for pair in pairs:
            for rule, check in (
                (deprecation_malformed.RULE, self._malformed),
                (deprecation_overdue.RULE, self._overdue),
            ):
                yield from guarded(check(pair), pair, rule.name, crashes)

    def _overdue(self, pair: Pair) -> Iterator[Finding]:
        from unbroken.rules import deprecation_overdue

        announced = self.own(pair.old)
        if announced is None:
            return
        removal, version = announced.removal_version, self.timeline.version
        if removal is None or not has_reached(removal, version):
            return
        # A removal that is announced too soon must be announced again; it is not overdue.
        if not any(self._too_soon(announced)):
            source = self.source_of(pair.old)
            coming = self.timeline.starting_now()
            code = self._announcing(pair.old, coming[1]) if coming is not None else None
            yield deprecation_overdue.report(pair, (removal, str(version)), source, code)

    def _malformed(self, pair: Pair) -> Iterator[Finding]:
        from unbroken.rules import deprecation_malformed

        announced = self.own(pair.old)
        if announced is None:
            return
        problems = [
            *self._incomplete(announced),
            *self._too_soon(announced),
            *self._missing_alternative(pair.old, announced),
        ]
        if not problems:
            return
        level: Level = "note"
        if any(problem.level == "error" for problem in problems):
            level = "error"
            problems = [problem for problem in problems if problem.level == "error"]
        what, remedy = [problem.what for problem in problems], problems[0].remedy
        due = problems[0].due
        code = self._announcing(pair.old, due) if due is not None and len(problems) == 1 else None
        says = self.source_of(pair.old)
        yield deprecation_malformed.report(pair, what, remedy, says, level, code=code)

    def _announcing(self, definition: Definition, due: str) -> Code | None:
        """Return the decorators of a definition with another version of its removal."""
        written = decorators_of(definition)
        decorators = [
            self._with_removal(definition, decorator, due) if decorator.path else decorator
            for decorator in written
        ]
        return head_code(definition, decorators) if decorators != [*written] else None

    def _with_removal(self, at: Definition, decorator: Decorator, due: str) -> Decorator:
        """Return a deprecating decorator with another removal version; any other one as it is."""
        removal = self.deprecations.names.removal
        key = next((name for name, _ in decorator.keywords if name in removal), None)
        if key is None or not self.deprecations.is_deprecating_name(at, decorator.path):
            return decorator
        return with_option(decorator, key, json.dumps(due))

    def _incomplete(self, announced: Deprecation) -> Iterator[_Problem]:
        """Find what is left unsaid, and what is no version."""
        level: Level = "error" if announced.takes_removal else "note"
        if announced.removal_version is None and not announced.is_unclear:
            yield _Problem(
                "does not say in which version it will be removed",
                f"Announce {self._due(announced) or 'the version of its removal'}.",
                level,
            )
        if announced.alternative is None and announced.reason is None and not announced.is_unclear:
            yield _Problem(
                "names neither an alternative nor a reason",
                "Name an alternative or a reason.",
                level,
            )
        if announced.alternative == "…" or (announced.reason or "").endswith("use …"):
            # The remedy of a removal has this placeholder if no new name is known.
            yield _Problem(
                "has the placeholder '…' for the alternative",
                "Name an alternative or a reason.",
            )
        for text in (announced.version, announced.removal_version):
            if text is not None and parse_version(text) is None:
                yield _Problem(f"names '{text}', which {_PEP_440}", "Write it as 1.2 or 1.2.0.")

    def _missing_alternative(self, at: Definition, announced: Deprecation) -> Iterator[_Problem]:
        """Yield the problem of an alternative that does not exist."""
        if announced.alternative is None:
            return
        missing = missing_alternative(self.surface, at, announced.alternative)
        if missing is not None:
            yield _Problem(
                f"names an alternative that does not exist: {missing}",
                "Name the alternative as users import it.",
            )

    def _too_soon(self, announced: Deprecation) -> Iterator[_Problem]:
        """Yield the problem of a removal that is announced too soon."""
        version, removal = (
            parse_version(announced.version),
            parse_version(announced.removal_version),
        )
        if version is None or removal is None:
            return
        window, unit = self.timeline.window, self.timeline.unit
        if removal <= version:
            yield _Problem(
                f"announces its removal in {announced.removal_version}, which does not come after "
                f"{announced.version}",
                f"Announce {self._due(announced) or 'a later version'}.",
                due=self._due(announced),
            )
            return
        due, missing = (
            parse_version(self.timeline.after(announced.version)),
            self.timeline.missing_releases(announced),
        )
        if due is not None and removal < due:
            many = f"{window} {unit} version{'s' if window != 1 else ''}"
            yield _Problem(
                f"announces its removal in {announced.removal_version}, less than {many} after "
                f"{announced.version}",
                f"Announce {self._due(announced)}, or a later version.",
                due=self._due(announced),
            )
        elif missing and has_reached(str(removal), self.timeline.version):
            warned = f"{window - missing} of {window} releases"
            yield _Problem(
                f"announces its removal in {announced.removal_version}, before which only {warned} "
                "warned of it",
                "Announce a later version.",
            )

    def _due(self, announced: Deprecation) -> str | None:
        return self.timeline.after(announced.version)


def changed_announcements(
    old: DeprecationChecks, new: DeprecationChecks, pairs: Iterable[Pair], crashes: list[Crash]
) -> Iterator[Finding]:
    """Yield the announcements that differ from the baseline, in the pairs of both versions.

    What cannot be checked is added to `crashes`.
    """
    from unbroken.rules import deprecation_shortened, deprecation_withdrawn

    for pair in pairs:
        for rule, check in (
            (deprecation_withdrawn.RULE, _withdrawn),
            (deprecation_shortened.RULE, _shortened),
        ):
            yield from guarded(check(old, new, pair), pair, rule.name, crashes)


def _withdrawn(old: DeprecationChecks, new: DeprecationChecks, pair: Pair) -> Iterator[Finding]:
    from unbroken.rules import deprecation_withdrawn

    before = old.own(pair.old)
    if before is None or pair.new is None or new.marks.stability(pair.new) is not None:
        return
    if new.deprecations.of(pair.new) is None:
        source = old.source_of(pair.old)
        yield deprecation_withdrawn.report(pair, before.removal_version, source)


def _shortened(old: DeprecationChecks, new: DeprecationChecks, pair: Pair) -> Iterator[Finding]:
    from unbroken.rules import deprecation_shortened

    before = old.own(pair.old)
    if before is None or pair.new is None or new.marks.stability(pair.new) is not None:
        return
    after = new.deprecations.of(pair.new)
    if after is None:
        return
    promised, announced = (
        parse_version(deprecation.removal_version) for deprecation in (before, after)
    )
    if promised is not None and announced is not None and announced < promised:
        removals = (before.removal_version or "", after.removal_version or "")
        yield deprecation_shortened.report(
            pair, removals, (old.source_of(pair.old), new.source_of(pair.new))
        )
