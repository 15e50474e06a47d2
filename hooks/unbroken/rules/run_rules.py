"""Run all rules; one that crashes does not hide what the others find."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from unbroken.compare.pair import Pair
from unbroken.compare.untouched import is_untouched
from unbroken.errors import UnbrokenError
from unbroken.model.crash import Crash, crash_of
from unbroken.model.finding import Finding
from unbroken.model.projection import Projection
from unbroken.rules.registry import metadata_rules, pair_rules

if TYPE_CHECKING:
    from unbroken.readers.project_metadata import Metadata
    from unbroken.rules.base import PairRule


def findings_of(pairs: Iterable[Pair], crashes: list[Crash]) -> Iterator[Finding]:
    """Yield what all rules find in some pairs; add the rules that crash to `crashes`."""
    projection = _projection()
    for pair in pairs:
        if is_untouched(pair, projection):
            continue
        for rule in _rules_for(
            is_module=pair.old.member is None, is_of_instance=pair.is_of_instance
        ):
            try:
                for finding in rule.check(pair):
                    yield finding if pair.doubt is None else _in_doubt(finding, pair.doubt)
            except UnbrokenError:
                raise
            except Exception as error:  # noqa: BLE001  # whatever it is, it is reported
                crashes.append(crash_at(pair, error, rule.name))


@functools.cache
def _rules_for(*, is_module: bool, is_of_instance: bool) -> tuple[PairRule, ...]:
    """Return the rules that can find something about a module, or about another definition."""
    other = "definitions" if is_module else "modules"
    rules = (rule for rule in pair_rules() if rule.looks_at != other)
    return tuple(rule for rule in rules if rule.concerns_instances or not is_of_instance)


@functools.cache
def _projection() -> Projection:
    """Return what the rules look at: without docstrings, unless a rule reads them."""
    return Projection(docstrings=any(rule.reads_docstrings for rule in pair_rules()))


def metadata_findings_of(
    package: str, old: Metadata, new: Metadata, crashes: list[Crash]
) -> Iterator[Finding]:
    """Yield what all rules find in the metadata; add the rules that crash to `crashes`."""
    for rule in metadata_rules():
        try:
            yield from rule.check(package, old, new)
        except UnbrokenError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, it is reported
            crashes.append(crash_of(error, rule.name, package, new.path))


def guarded(
    findings: Iterable[Finding], pair: Pair, rule: str | None, crashes: list[Crash]
) -> Iterator[Finding]:
    """Yield the findings about a pair; add it to `crashes` when finding them crashes."""
    try:
        yield from findings
    except UnbrokenError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever it is, it is reported
        crashes.append(crash_at(pair, error, rule))


def crash_at(pair: Pair, error: Exception, rule: str | None) -> Crash:
    """Return the crash of a rule on a pair."""
    at = pair.new or pair.old
    line, column = (at.member.line, at.member.column) if at.member is not None else (1, 1)
    return crash_of(error, rule, pair.path, at.module.path, line=line, column=column)


def _in_doubt(finding: Finding, doubt: str) -> Finding:
    """Return the finding about a removed name that something may still provide."""
    return msgspec.structs.replace(
        finding,
        notes=(*finding.notes, doubt),
        level="warning" if finding.level == "error" else finding.level,
    )
