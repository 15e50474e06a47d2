"""Which findings a report shows together: one block an object, one block a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from unbroken.model.finding import Finding

_FEWEST_PLACES = 3
"""From so many on, findings that have one cause are shown once, with their places."""


class Block(NamedTuple):
    """Findings that are shown together.

    `findings` are about one object and show the same two versions; `same_cause` are findings about
    other objects that say the same as the only one in `findings`.
    """

    findings: tuple[Finding, ...]
    same_cause: tuple[Finding, ...] = ()


def blocks_of(findings: Iterable[Finding]) -> list[Block]:
    """Return the blocks of some findings, in the order in which they first occur.

    Pre-existing ones come first: what a change does is read at the end.
    """
    ordered = sorted(findings, key=lambda finding: finding.introduced)
    by_object = _grouped(ordered, _same_object)
    single = [group[0] for group in by_object if len(group) == 1]
    causes = {
        group[0]: tuple(group[1:])
        for group in _grouped(single, _same_cause)
        if len(group) >= _FEWEST_PLACES
    }
    folded = {finding for same_cause in causes.values() for finding in same_cause}
    return [
        Block(tuple(group), causes.get(group[0], ()))
        for group in by_object
        if group[0] not in folded
    ]


def _same_object(finding: Finding) -> Hashable:
    return (
        finding.object,
        finding.path,
        finding.line,
        finding.old,
        finding.new,
        _status(finding),
    )


def _same_cause(finding: Finding) -> Hashable:
    return finding.rule, finding.parameter, finding.message, finding.notes, _status(finding)


def _status(finding: Finding) -> Hashable:
    return finding.level, finding.introduced, finding.accepted, finding.reason


def _grouped(
    findings: Sequence[Finding], key: Callable[[Finding], Hashable]
) -> list[list[Finding]]:
    groups: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(key(finding), []).append(finding)
    return list(groups.values())
