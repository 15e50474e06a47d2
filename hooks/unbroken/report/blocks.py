"""Which findings a report shows together: one block an object, one block a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from unbroken.model.finding import Finding

_T = TypeVar("_T")
_FEWEST_PLACES = 3
"""From so many on, objects with the same findings are shown once, with their places."""


class Block(NamedTuple):
    """Findings that are shown together.

    `findings` are about one object; `same_cause` are the findings about other objects that say the
    same, one an object.
    """

    findings: tuple[Finding, ...]
    same_cause: tuple[Finding, ...] = ()


def blocks_of(findings: Iterable[Finding]) -> list[Block]:
    """Return the blocks of some findings, in the order in which they first occur.

    Pre-existing ones come first: what a change does is read at the end.
    """
    ordered = sorted(findings, key=lambda finding: finding.introduced)
    objects = [tuple(group) for group in _grouped(ordered, _object_of)]
    blocks: list[Block] = []
    for same in _grouped(objects, _causes_of):
        if len(same) < _FEWEST_PLACES:
            blocks += (Block(group) for group in same)
        else:
            blocks.append(Block(same[0], tuple(group[0] for group in same[1:])))
    order = {group: position for position, group in enumerate(objects)}
    return sorted(blocks, key=lambda block: order[block.findings])


def _object_of(finding: Finding) -> Hashable:
    return finding.object, finding.path, finding.line, *_status(finding)


def _causes_of(findings: tuple[Finding, ...]) -> Hashable:
    return tuple(
        (finding.rule, finding.parameter, finding.message, finding.notes, *_status(finding))
        for finding in findings
    )


def _status(finding: Finding) -> tuple[Hashable, ...]:
    return finding.introduced, finding.accepted, finding.reason, finding.level


def _grouped(items: Iterable[_T], key: Callable[[_T], Hashable]) -> list[list[_T]]:
    groups: dict[Hashable, list[_T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())
