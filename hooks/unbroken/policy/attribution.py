"""Which findings a change introduces, and which are pre-existing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from unbroken.model.finding import Finding, Identity


def identities_of(findings: Iterable[Finding]) -> set[Identity]:
    """Return the identities of some findings, at every path that they affect."""
    return {identity for finding in findings for identity in finding.identities}


def attribute(findings: Iterable[Finding], pre_existing: Collection[Identity]) -> list[Finding]:
    """Return the findings marked by whether the change introduces them.

    Two findings are the same if rule, object and parameter are equal; text and line do not count.
    One about paths of which some were broken before becomes two.
    """
    return [part for finding in findings for part in _parts(finding, pre_existing)]


def mixes_old_and_new(findings: Iterable[Finding], pre_existing: Collection[Identity]) -> bool:
    """Return whether a finding is about paths of which only some were broken before."""
    return any(
        len({identity in pre_existing for identity in finding.identities}) > 1
        for finding in findings
    )


def _parts(finding: Finding, pre_existing: Collection[Identity]) -> Iterator[Finding]:
    known = [path for path, is_known in _paths(finding, pre_existing) if is_known]
    fresh = [path for path, is_known in _paths(finding, pre_existing) if not is_known]
    for paths, introduced in ((known, False), (fresh, True)):
        if paths:
            yield msgspec.structs.replace(_at(paths, finding), introduced=introduced)


def _paths(finding: Finding, pre_existing: Collection[Identity]) -> Iterator[tuple[str, bool]]:
    """Yield the affected paths, and whether each was broken before."""
    for identity in finding.identities:
        yield identity[1], identity in pre_existing


def _at(paths: list[str], finding: Finding) -> Finding:
    """Return a finding for some of its paths alone: for its object, or for the shortest path."""
    shortest = min(paths, key=lambda path: (path.count("."), len(path), path))
    first = finding.object if finding.object in paths else shortest
    others = tuple(path for path in paths if path != first)
    witness = finding.witness
    callee, other = (f"{path.rpartition('.')[2]}(" for path in (finding.object, first))
    if witness is not None and witness.call.startswith(callee):
        call = f"{other}{witness.call.removeprefix(callee)}"
        witness = msgspec.structs.replace(witness, call=call)
    return msgspec.structs.replace(finding, object=first, affects=others, witness=witness)
