"""Whether deprecations say what users need, and keep to what they announced before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding, Level
from unbroken.model.versions import has_reached, parse_version
from unbroken.policy.deprecation.alternatives import missing_alternative
from unbroken.policy.deprecation.announcements import Announcements, Deprecation
from unbroken.policy.stability import Marks
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.config.config import Config
    from unbroken.policy.deprecation.timeline import Timeline

_PEP_440 = "is no version as PEP 440 has them"


class _Problem(NamedTuple):
    what: str
    remedy: str
    level: Level = "error"


class Announced:
    """The deprecations of one version of a package."""

    def __init__(self, surface: Surface, config: Config, timeline: Timeline) -> None:
        self.surface = surface
        self.timeline = timeline
        self.marks = Marks(surface, config)
        self.deprecations = Announcements(self.marks, config)

    def own(self, found: Definition) -> Deprecation | None:
        """Give the deprecation of something that is promised otherwise."""
        if self.marks.stability(found) is not None:
            return None
        return self.deprecations.own(found)

    def written(self, found: Definition) -> str:
        """Show how a definition is deprecated."""
        return self.deprecations.written(found)

    def judged(self, pairs: Iterable[Pair]) -> Iterator[Finding]:
        """Find what is wrong with the deprecations; the pairs are of this version with itself."""
        from unbroken.rules import deprecation_overdue

        for pair in pairs:
            announced = self.own(pair.old)
            if announced is None:
                continue
            too_soon = list(self._too_soon(announced))
            problems = [*self._unsaid(announced), *too_soon, *self._elsewhere(pair.old, announced)]
            if problems:
                yield self._malformed(pair, problems)
            removal, version = announced.removal_version, self.timeline.version
            # What is announced too soon is to be announced anew, so that it is not overdue.
            if removal is not None and not too_soon and has_reached(removal, version):
                says = self.written(pair.old)
                yield deprecation_overdue.report(pair, removal, str(version), says)

    def _malformed(self, pair: Pair, problems: list[_Problem]) -> Finding:
        from unbroken.rules import deprecation_malformed

        level: Level = "note"
        if any(each.level == "error" for each in problems):
            level = "error"
            problems = [each for each in problems if each.level == "error"]
        what, remedy = [each.what for each in problems], problems[0].remedy
        return deprecation_malformed.report(pair, what, remedy, self.written(pair.old), level)

    def _unsaid(self, said: Deprecation) -> Iterator[_Problem]:
        """Find what is left unsaid, and what is no version."""
        level: Level = "error" if said.is_datable else "note"
        if said.removal_version is None and not said.is_unclear:
            yield _Problem(
                "does not say in which version it will be removed",
                f"Announce {self._due(said) or 'the version of its removal'}.",
                level,
            )
        if said.alternative is None and said.reason is None and not said.is_unclear:
            yield _Problem(
                "says neither what to use instead nor why",
                "Name what to use instead, or why it goes.",
                level,
            )
        if said.alternative == "…" or (said.reason or "").endswith("use …"):
            # It was pasted as a removal's remedy has it, where we know no new name.
            yield _Problem(
                "says '…' where users look for what to use instead",
                "Name what to use instead, or why it goes.",
            )
        for text in (said.version, said.removal_version):
            if text is not None and parse_version(text) is None:
                yield _Problem(f"names '{text}', which {_PEP_440}", "Write it as 1.2 or 1.2.0.")

    def _elsewhere(self, at: Definition, said: Deprecation) -> Iterator[_Problem]:
        """Find an alternative that leads nowhere."""
        if said.alternative is None:
            return
        missing = missing_alternative(self.surface, at, said.alternative)
        if missing is not None:
            yield _Problem(
                f"names an alternative that is not there: {missing}",
                "Name the alternative as users import it.",
            )

    def _too_soon(self, said: Deprecation) -> Iterator[_Problem]:
        """Find a removal that comes before its time."""
        version, removal = parse_version(said.version), parse_version(said.removal_version)
        if version is None or removal is None:
            return
        window, unit = self.timeline.window, self.timeline.unit
        if removal <= version:
            yield _Problem(
                f"announces its removal in {said.removal_version}, which does not come after "
                f"{said.version}",
                f"Announce {self._due(said) or 'a later version'}.",
            )
            return
        due, missing = parse_version(self.timeline.after(said.version)), self.timeline.missing(said)
        if due is not None and removal < due:
            many = f"{window} {unit} version{'s' if window != 1 else ''}"
            yield _Problem(
                f"announces its removal in {said.removal_version}, less than {many} after "
                f"{said.version}",
                f"Announce {self._due(said)}, or a later version.",
            )
        elif missing and has_reached(str(removal), self.timeline.version):
            carried = f"{window - missing} of {window} releases"
            yield _Problem(
                f"announces its removal in {said.removal_version}, before which only {carried} "
                "warned of it",
                "Announce a later version.",
            )

    def _due(self, said: Deprecation) -> str | None:
        return self.timeline.after(said.version)


def kept(old: Announced, new: Announced, pairs: Iterable[Pair]) -> Iterator[Finding]:
    """Find what is announced otherwise than at the baseline, in the pairs of both versions."""
    from unbroken.rules import deprecation_shortened, deprecation_withdrawn

    for pair in pairs:
        was = old.own(pair.old)
        if was is None or pair.new is None or new.marks.stability(pair.new) is not None:
            continue
        now = new.deprecations.of(pair.new)
        if now is None:
            says = old.written(pair.old)
            yield deprecation_withdrawn.report(pair, was.removal_version, says)
            continue
        before, after = parse_version(was.removal_version), parse_version(now.removal_version)
        if before is not None and after is not None and after < before:
            removals = (was.removal_version or "", now.removal_version or "")
            yield deprecation_shortened.report(
                pair, removals, (old.written(pair.old), new.written(pair.new))
            )
