"""Breaks made on purpose: recorded with a reason, valid until the baseline moves past them.

Two forms say the same: an entry `[[tool.unbroken.accept]]`, and a comment at the definition,
`# unbroken: accept[rule] reason`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from unbroken.model.suggestions import did_you_mean
from unbroken.model.versions import parse_version

if TYPE_CHECKING:
    from unbroken.config.config import Acceptance
    from unbroken.model.finding import Finding
    from unbroken.readers.comments import Comment

WORD = "unbroken:"
"""What every comment has that could be meant for us."""

_MEANT = re.compile(r"#\s*unbroken:\s*(?=accept\b|[\w-]+\s*\[)(.*)", re.IGNORECASE)
_FORM = re.compile(r"accept\s*\[([^\]]*)\](.*)", re.IGNORECASE)
_OTHER_COMMENT = re.compile(r"\s#\s.*")


class Inline(NamedTuple):
    """A comment that accepts breaks by some rules, or `problem`: why it does not."""

    comment: Comment
    rules: tuple[str, ...]
    reason: str
    problem: str = ""

    @property
    def said(self) -> tuple[str, tuple[str, ...], str]:
        """What it says of which definition: equal wherever the lines are."""
        name = self.comment.at.name if self.comment.at is not None else ""
        return name, self.rules, self.reason


def accept(
    findings: Iterable[Finding], acceptances: Sequence[Acceptance], release: str | None
) -> set[int]:
    """Mark the findings that the configuration accepts; give the positions of what did.

    They match by rule, object and parameter, never by text; one that names no parameter takes
    any. An acceptance with `since` counts only while `release`, the version or ref of the
    baseline, is that one.
    """
    valid: dict[tuple[str, str, str | None], int] = {}
    for position, each in enumerate(acceptances):
        if is_current(each, release):
            valid[each.rule, each.object, each.parameter] = position
    used = set()
    for finding in findings:
        anyhow = (finding.rule, finding.object, None)
        found = valid.get(finding.identity, valid.get(anyhow))
        finding.accepted = found is not None
        finding.reason = acceptances[found].reason if found is not None else None
        used |= {found} if found is not None else set()
    return used


def is_current(acceptance: Acceptance, release: str | None) -> bool:
    """Tell whether an acceptance was made against the baseline, by its version or ref."""
    return acceptance.since is None or _same(acceptance.since, release)


def _same(since: str, release: str | None) -> bool:
    if since == release:
        return True
    one, other = parse_version(since), parse_version(release)
    return one is not None and one == other


def inline(comment: Comment, known: Collection[str]) -> Inline | None:
    """Read a comment; None when it is not meant for us. `known` are the names of all rules."""
    meant = _MEANT.search(comment.text)
    if meant is None:
        return None
    form = _FORM.match(meant[1])
    if form is None:
        return Inline(comment, (), "", "it is not of the form `# unbroken: accept[rule] reason`")
    rules = tuple(each.strip() for each in form[1].split(",") if each.strip())
    reason = _OTHER_COMMENT.sub("", form[2]).strip(" \t:-")
    problem = ""
    unknown = [each for each in rules if each not in known]
    if not rules:
        problem = "it names no rule"
    elif unknown:
        problem = _unknown(unknown[0], known)
    elif not reason:
        problem = "it gives no reason"
    return Inline(comment, rules, reason, problem)


def _unknown(rule: str, known: Collection[str]) -> str:
    return f"there is no rule '{rule}'{did_you_mean(rule, known)}"


def accept_inline(findings: Iterable[Finding], path: str, comments: Sequence[Inline]) -> set[int]:
    """Mark the findings of one file that its comments accept; give the positions of what did."""
    used = set()
    for finding in findings:
        for position, each in enumerate(comments):
            if finding.path == path and not finding.accepted and _takes(each, finding):
                finding.accepted, finding.reason = True, each.reason
                used.add(position)
    return used


def _takes(comment: Inline, finding: Finding) -> bool:
    at = comment.comment.at
    if at is None or comment.problem or finding.rule not in comment.rules:
        return False
    if finding.new is None and finding.line == 1 and at.name not in finding.object.split("."):
        return False  # what is gone from a module is told at its first line
    return at.first <= finding.line <= at.last
