"""What is accepted on purpose, by the configuration and by comments, and what of it is no use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from unbroken.policy.acceptances import WORD, Inline, accept, accept_inline, inline, is_current
from unbroken.policy.levels import with_configured_levels
from unbroken.readers.comments import comments_with
from unbroken.rules import acceptance_malformed, unused_acceptance
from unbroken.rules.registry import all_rules, rule_names

if TYPE_CHECKING:
    from unbroken.baseline.baseline import Baseline
    from unbroken.config.config import Config
    from unbroken.loading.loader import SourceTree
    from unbroken.loading.module_files import ModuleFiles
    from unbroken.model.finding import Finding


class Sources(NamedTuple):
    """Where comments are looked for: two versions, and the modules of the new one.

    `complete` tells whether all findings against the project's own baseline are known, so that
    what accepts none of them is of no use. `changed` are the paths that are in flight; None when
    nothing is.
    """

    old: SourceTree
    new: SourceTree
    files: ModuleFiles
    complete: bool
    changed: frozenset[str] | None


class Unused(NamedTuple):
    """What accepts nothing: positions of entries, and comments as path, line and text."""

    entries: tuple[int, ...] = ()
    comments: tuple[tuple[str, int, str], ...] = ()


def accept_findings(
    findings: list[Finding], config: Config, baseline: Baseline, sources: Sources
) -> Unused:
    """Mark what is accepted; add what is wrong with acceptances to the findings."""
    release = baseline.version or baseline.ref
    entries = config.settings.accept
    used = accept(findings, entries, release) if entries else set()
    late: list[Finding] = []
    idle: list[tuple[str, Inline, str]] = []
    for path, comments in _comments(findings, sources).items():
        late += (_malformed(path, each, sources) for each in comments if each.problem)
        current, lapsed = _parted(path, [e for e in comments if not e.problem], findings, sources)
        taken = accept_inline(findings, path, current)
        why = f"there is no such break since {release}"
        idle += ((path, each, why) for i, each in enumerate(current) if i not in taken)
        idle += ((path, each, f"it was there in {release} already") for each in lapsed)
    if sources.complete:
        idle = [each for each in idle if not _is_found_elsewhere(each[1].rules)]
        positions = (i for i, each in enumerate(entries) if not _is_found_elsewhere([each.rule]))
        unused = Unused(
            tuple(i for i in positions if i not in used),
            tuple((path, each.comment.line, each.comment.text) for path, each, _ in idle),
        )
        late += _unused_entries(config, unused.entries, release)
        late += (_unused_comment(path, each, why, sources) for path, each, why in idle)
    else:
        unused = Unused()
    for finding in late:
        finding.introduced = sources.changed is None or finding.path in sources.changed
    findings += with_configured_levels(late, config)
    return unused


def _is_found_elsewhere(rules: Iterable[str]) -> bool:
    """Tell whether a comparison of two versions does not find all that some rules may find."""
    known = all_rules()
    return any(not known[name].found_by_comparison for name in rules)


def _comments(findings: Iterable[Finding], sources: Sources) -> dict[str, list[Inline]]:
    """Give the comments that are meant for us, in the files that have findings, or in all."""
    paths = {each.path for each in findings}
    if sources.complete:
        paths |= {path for each in sources.files.values() for path in each.paths}
    return {path: found for path, found in _read(sources.new, paths) if found}


def _read(tree: SourceTree, paths: Iterable[str]) -> Iterator[tuple[str, list[Inline]]]:
    known, names = tree.files(), rule_names()
    there = sorted(path for path in paths if path in known and path.endswith((".py", ".pyi")))
    for path, source in tree.read(there).items():
        read = (inline(each, names) for each in comments_with(source, WORD))
        yield path, [each for each in read if each is not None]


def _parted(
    path: str, comments: Sequence[Inline], findings: Iterable[Finding], sources: Sources
) -> tuple[list[Inline], list[Inline]]:
    """Part the comments of a file from those that the baseline has already.

    What these accepted is in the baseline as well: they lapsed, or the next break would pass.
    """
    before = {path} | {each.baseline_path or path for each in findings if each.path == path}
    said = {each.said for _, found in _read(sources.old, before) for each in found}
    current = [each for each in comments if each.said not in said]
    return current, [each for each in comments if each.said in said]


def _unused_entries(config: Config, positions: Sequence[int], release: str) -> Iterator[Finding]:
    if not positions:
        return
    from unbroken.config.acceptance_entries import entry_lines

    lines = entry_lines(config.text)
    path = "/".join(filter(None, (config.folder, os.path.basename(config.source or ""))))
    for position in positions:
        entry = config.settings.accept[position]
        why = f"there is no such break since {release}"
        if not is_current(entry, release):
            why = f"it was accepted against {entry.since}, and the baseline is {release} by now"
        yield unused_acceptance.report(
            (path, lines[position], 1),
            (entry.rule, entry.object, entry.parameter),
            why,
            "Remove the entry: `unbroken accept --prune` does.",
        )


def _unused_comment(path: str, each: Inline, why: str, sources: Sources) -> Finding:
    return unused_acceptance.report(
        (path, each.comment.line, each.comment.column),
        (" and ".join(each.rules), _name(path, each, sources), None),
        why if each.comment.at is not None else "it stands at no definition",
        "Remove the comment.",
    )


def _malformed(path: str, each: Inline, sources: Sources) -> Finding:
    place = (path, each.comment.line, each.comment.column)
    return acceptance_malformed.report(place, _name(path, each, sources), each.problem)


def _name(path: str, each: Inline, sources: Sources) -> str:
    """Give the dotted name of what a comment stands at."""
    file = sources.files.at(path)
    module = file.name if file is not None else path
    return f"{module}.{each.comment.at.name}" if each.comment.at is not None else module
