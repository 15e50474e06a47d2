"""Marking the findings that the configuration and comments accept; reporting unused ones."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from unbroken.config.config import ACCEPTED_FILE
from unbroken.policy.acceptances import (
    WORD,
    AcceptanceComment,
    accept,
    accept_inline,
    is_current,
    read_comment,
)
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
    """The two versions in which comments are searched, and the modules of the new one.

    `complete` says whether all findings against the baseline are known, so that an acceptance
    without a finding is unused. `changed` are the paths in flight; None if there are none.
    """

    old: SourceTree
    new: SourceTree
    files: ModuleFiles
    complete: bool
    changed: frozenset[str] | None


class Unused(NamedTuple):
    """Acceptances without a finding: positions of entries; comments as (path, line, text)."""

    entries: tuple[int, ...] = ()
    comments: tuple[tuple[str, int, str], ...] = ()


def accept_findings(
    findings: list[Finding], config: Config, baseline: Baseline, sources: Sources
) -> tuple[list[Finding], Unused]:
    """Return the findings marked by whether they are accepted, and the unused acceptances.

    Findings about unused and malformed acceptances are added.
    """
    release = baseline.version or baseline.ref
    entries = config.settings.accept
    findings, used = accept(findings, entries, release)
    problems: list[Finding] = []
    unused_comments: list[tuple[str, AcceptanceComment, str]] = []
    for path, comments in _comments(findings, sources).items():
        problems += (_malformed(path, comment, sources) for comment in comments if comment.problem)
        current, lapsed = _split_lapsed(
            path, [comment for comment in comments if not comment.problem], findings, sources
        )
        findings, taken = accept_inline(findings, path, current)
        why = f"there is no such break since {release}"
        unused_comments += (
            (path, comment, why) for i, comment in enumerate(current) if i not in taken
        )
        unused_comments += ((path, comment, f"{release} has it too") for comment in lapsed)
    if sources.complete:
        unused_comments = [
            comment for comment in unused_comments if not _is_found_elsewhere(comment[1].rules)
        ]
        positions = (i for i, entry in enumerate(entries) if not _is_found_elsewhere([entry.rule]))
        unused = Unused(
            tuple(i for i in positions if i not in used),
            tuple(
                (path, comment.comment.line, comment.comment.text)
                for path, comment, _ in unused_comments
            ),
        )
        problems += _unused_entries(config, unused.entries, release)
        problems += (
            _unused_comment(path, comment, why, sources) for path, comment, why in unused_comments
        )
    else:
        unused = Unused()
    changed = sources.changed
    attributed = (
        msgspec.structs.replace(finding, introduced=changed is None or finding.path in changed)
        for finding in problems
    )
    return [*findings, *with_configured_levels(attributed, config)], unused


def _is_found_elsewhere(rules: Iterable[str]) -> bool:
    """Return whether other checks than the comparison may report one of the rules."""
    known = all_rules()
    return any(not known[name].found_by_comparison for name in rules)


def _comments(findings: Iterable[Finding], sources: Sources) -> dict[str, list[AcceptanceComment]]:
    """Return our comments in the files with findings; in all files if the check is complete."""
    paths = {finding.path for finding in findings}
    if sources.complete:
        paths |= {path for module in sources.files.values() for path in module.paths}
    return {path: comments for path, comments in _read(sources.new, paths) if comments}


def _read(tree: SourceTree, paths: Iterable[str]) -> Iterator[tuple[str, list[AcceptanceComment]]]:
    known, names = tree.files(), rule_names()
    there = sorted(path for path in paths if path in known and path.endswith((".py", ".pyi")))
    for path, source in tree.read(there).items():
        comments = (read_comment(comment, names) for comment in comments_with(source, WORD))
        yield path, [comment for comment in comments if comment is not None]


def _split_lapsed(
    path: str, comments: Sequence[AcceptanceComment], findings: Iterable[Finding], sources: Sources
) -> tuple[list[AcceptanceComment], list[AcceptanceComment]]:
    """Split the comments of a file into current ones and those that the baseline has too.

    The breaks that the latter accepted are in the baseline; if they still counted, they would
    accept the next break.
    """
    before = {path} | {
        finding.baseline_path or path for finding in findings if finding.path == path
    }
    lapsed = {
        comment.content
        for _, acceptance_comments in _read(sources.old, before)
        for comment in acceptance_comments
    }
    current = [comment for comment in comments if comment.content not in lapsed]
    return current, [comment for comment in comments if comment.content in lapsed]


def _unused_entries(config: Config, positions: Sequence[int], release: str) -> Iterator[Finding]:
    if not positions:
        return
    from unbroken.config.acceptance_entries import entry_lines

    lines, own_file = entry_lines(config.text), entry_lines(config.accepted_text)
    file = os.path.basename(config.source or "")
    for position in positions:
        entry = config.settings.accept[position]
        is_in_table = position < len(lines)
        path = "/".join(filter(None, (config.folder, file if is_in_table else ACCEPTED_FILE)))
        line = lines[position] if is_in_table else own_file[position - len(lines)]
        why = f"there is no such break since {release}"
        if not is_current(entry, release):
            why = f"it was accepted against {entry.since}, and the baseline is now {release}"
        yield unused_acceptance.report(
            (path, line, 1),
            (entry.rule, entry.object, entry.parameter),
            why,
            "Remove the entry: `unbroken accept --prune` does.",
        )


def _unused_comment(path: str, comment: AcceptanceComment, why: str, sources: Sources) -> Finding:
    return unused_acceptance.report(
        (path, comment.comment.line, comment.comment.column),
        (" and ".join(comment.rules), _name(path, comment, sources), None),
        why if comment.comment.at is not None else "it is not at a definition",
        "Remove the comment.",
    )


def _malformed(path: str, comment: AcceptanceComment, sources: Sources) -> Finding:
    place = (path, comment.comment.line, comment.comment.column)
    return acceptance_malformed.report(place, _name(path, comment, sources), comment.problem)


def _name(path: str, comment: AcceptanceComment, sources: Sources) -> str:
    """Return the dotted name of the definition that a comment is at, else of the module."""
    file = sources.files.at(path)
    module = file.name if file is not None else path
    return f"{module}.{comment.comment.at.name}" if comment.comment.at is not None else module
