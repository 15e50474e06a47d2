"""Which breaks count, by what the baseline promised and what the new version announces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from holdfast.compare.pair import Pair
from holdfast.finding import Finding
from holdfast.policy.stability import Deprecation, deprecation_of, is_exempt
from holdfast.policy.versions import reached
from holdfast.read.resolve import Object
from holdfast.surface import Class

if TYPE_CHECKING:
    from packaging.version import Version

Judge = Callable[[Iterable[Pair]], Iterator[Finding]]


def judged(
    pairs: Iterable[Pair],
    judge: Judge,
    exempt_decorators: tuple[str, ...],
    version: Version | None,
) -> Iterator[Finding]:
    """Give the findings of `judge` (all rules) that break a promise.

    What was internal or experimental at the baseline was never promised. What is marked so now
    leaves one `stability-lowered`. What was deprecated may go on schedule; `version` is the
    version under development (None: not known, then nothing is on schedule that has a date).
    """
    for pair in pairs:
        if is_exempt(pair.old_surface, pair.old, exempt_decorators):
            continue
        if pair.new is not None and is_exempt(pair.new_surface, pair.new, exempt_decorators):
            yield from _lowered(pair, exempt_decorators)
            continue
        if pair.new is None and _is_marked_around(pair, exempt_decorators):
            continue  # one `stability-lowered` tells of the class
        announced = deprecation_of(pair.old_surface, pair.old, exempt_decorators)
        if announced is not None and pair.new is None:
            yield from _removed(pair, judge, announced, version)
            continue
        findings = judge([pair])
        if announced is None and pair.new is not None:
            announced = deprecation_of(pair.new_surface, pair.new, exempt_decorators)
        yield from findings if announced is None else _while_deprecated(findings)


def _lowered(pair: Pair, exempt_decorators: tuple[str, ...]) -> Iterator[Finding]:
    from holdfast.rules.stability_lowered import report

    assert pair.new is not None
    owner = pair.new_surface.owner(pair.new)
    if owner is None or not is_exempt(pair.new_surface, owner, exempt_decorators):
        yield report(pair)


def _is_marked_around(pair: Pair, exempt_decorators: tuple[str, ...]) -> bool:
    """Tell whether something is gone from a class that is marked as no promise now."""
    owner = pair.new_surface.resolve(pair.path.rpartition(".")[0])
    if not isinstance(owner, Object) or not isinstance(owner.member, Class):
        return False
    return is_exempt(pair.new_surface, owner, exempt_decorators)


def _removed(
    pair: Pair, judge: Judge, announced: Deprecation, version: Version | None
) -> Iterator[Finding]:
    from holdfast.rules.removed_too_early import report

    if announced.removal_version is None:
        for finding in judge([pair]):
            if finding.level == "error":
                # Users were told that it goes, but not when: worth saying, not worth stopping.
                finding.level = "warning"
                finding.message += "; it was deprecated, but no version was announced"
            yield finding
        return
    if reached(announced.removal_version, version):
        return
    for finding in judge([pair]):
        yield report(finding, announced.removal_version, version)


def _while_deprecated(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Fold the breaks inside a deprecated object into one warning."""
    from holdfast.rules.deprecated_signature_changed import report

    broken = []
    for finding in findings:
        if finding.level == "error":
            broken.append(finding)
        else:
            yield finding
    if broken:
        yield report(broken)
