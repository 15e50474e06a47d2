"""Breaks made on purpose: recorded with a reason, valid until the next release.

There are two forms: an entry `[[tool.unbroken.accept]]`, and a comment at the definition,
`# unbroken: accept[rule] reason`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from unbroken.model.suggestions import did_you_mean
from unbroken.model.versions import parse_version

if TYPE_CHECKING:
    from unbroken.config.config import Acceptance
    from unbroken.model.finding import Finding, Identity
    from unbroken.readers.comments import Comment

WORD = "unbroken:"
"""The word that every comment of ours has."""

_WORDS_OF_OTHERS = "allow|disable|ignore|noqa|off|skip"
_DIRECTIVE = re.compile(
    rf"#\s*unbroken:\s*(?=accept\b|[\w-]+\s*\[|(?:{_WORDS_OF_OTHERS})\s*$)(.*)", re.IGNORECASE
)
"""A comment to unbroken, and one that other tools would take so; prose is neither."""
_FORM = re.compile(r"accept\s*\[([^\]]*)\](.*)", re.IGNORECASE)
_OTHER_COMMENT = re.compile(r"\s#\s.*")


class AcceptanceComment(NamedTuple):
    """A comment that accepts breaks of some rules; `problem` is what is wrong with it."""

    comment: Comment
    rules: tuple[str, ...]
    reason: str
    problem: str = ""

    @property
    def content(self) -> tuple[str, tuple[str, ...], str]:
        """The definition, rules and reason, which stay equal when lines move."""
        name = self.comment.at.name if self.comment.at is not None else ""
        return name, self.rules, self.reason


def accept(
    findings: Iterable[Finding], acceptances: Sequence[Acceptance], release: str | None
) -> tuple[list[Finding], set[int]]:
    """Return the findings marked by whether an entry accepts them, and the used entries' positions.

    They match by rule, object and parameter, never by text; an entry without a parameter matches
    any. What a finding affects besides uses up its entries as well. An entry with `since` counts
    only while `release`, the version or ref of the baseline, is that one.
    """
    valid = {
        (acceptance.rule, acceptance.object, acceptance.parameter): position
        for position, acceptance in enumerate(acceptances)
        if is_current(acceptance, release)
    }
    marked: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        position, *others = (_position(identity, valid) for identity in finding.identities)
        used.update(other for other in others if other is not None)
        if position is None:
            marked.append(finding)
            continue
        used.add(position)
        reason = acceptances[position].reason
        marked.append(msgspec.structs.replace(finding, accepted=True, reason=reason))
    return marked, used


def _position(identity: Identity, valid: Mapping[Identity, int]) -> int | None:
    """Return the position of the entry for a break; one without a parameter matches any."""
    rule, path, _ = identity
    return valid.get(identity, valid.get((rule, path, None)))


def is_current(acceptance: Acceptance, release: str | None) -> bool:
    """Return whether an acceptance was made against this baseline (its version or ref)."""
    return acceptance.since is None or _same(acceptance.since, release)


def _same(since: str, release: str | None) -> bool:
    if since == release:
        return True
    one, other = parse_version(since), parse_version(release)
    return one is not None and one == other


def read_comment(comment: Comment, known: Collection[str]) -> AcceptanceComment | None:
    """Return the acceptance in a comment; None if it is not ours. `known` are all rule names."""
    directive = _DIRECTIVE.search(comment.text)
    if directive is None:
        return None
    form = _FORM.match(directive[1])
    if form is None:
        return AcceptanceComment(
            comment, (), "", "it does not have the form `# unbroken: accept[rule] reason`"
        )
    rules = tuple(rule.strip() for rule in form[1].split(",") if rule.strip())
    reason = _OTHER_COMMENT.sub("", form[2]).strip(" \t:-")
    problem = ""
    unknown = [rule for rule in rules if rule not in known]
    if not rules:
        problem = "it names no rule"
    elif unknown:
        problem = _unknown(unknown[0], known)
    elif not reason:
        problem = "it gives no reason"
    return AcceptanceComment(comment, rules, reason, problem)


def _unknown(rule: str, known: Collection[str]) -> str:
    return f"there is no rule '{rule}'{did_you_mean(rule, known)}"


def accept_inline(
    findings: Iterable[Finding], path: str, comments: Sequence[AcceptanceComment]
) -> tuple[list[Finding], set[int]]:
    """Return the findings with those marked that comments of a file accept; the used positions."""
    marked: list[Finding] = []
    used: set[int] = set()
    for finding in findings:
        for position, comment in enumerate(comments):
            if finding.path == path and not finding.accepted and _accepts(comment, finding):
                finding = msgspec.structs.replace(finding, accepted=True, reason=comment.reason)
                used.add(position)
        marked.append(finding)
    return marked, used


def _accepts(comment: AcceptanceComment, finding: Finding) -> bool:
    at = comment.comment.at
    if at is None or comment.problem or finding.rule not in comment.rules:
        return False
    if finding.new is None and finding.line == 1 and at.name not in finding.object.split("."):
        return False  # a removal from a module is reported at its first line
    return at.first <= finding.line <= at.last
