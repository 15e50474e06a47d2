"""What `unbroken impact` reports: the places that break, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from unbroken.model.counting import counted
from unbroken.report.documents import SCHEMA_VERSION, json_text, tool_data
from unbroken.report.escaping import escaped, shortened

if TYPE_CHECKING:
    from unbroken.impact.analysis import Impact
    from unbroken.impact.site import Edit, Site

_VERBS = {"proven": "breaks", "possible": "may break", "note": "note"}


class ImpactReport(NamedTuple):
    """What is reported: `old` and `new` name the versions, `packages` those that were compared.

    What is not proven is only listed if `verbose`. `untouched` is the number of breaks that break
    no place, and that of all; `details` are sentences about how the versions were found.
    """

    impacts: tuple[Impact, ...]
    old: str
    new: str
    packages: tuple[str, ...]
    untouched: tuple[int, int]
    details: tuple[str, ...] = ()
    verbose: bool = False

    @property
    def sites(self) -> list[Site]:
        """The sites that are listed."""
        return [
            site
            for impact in self.impacts
            for site in impact.sites
            if self.verbose or site.certainty == "proven"
        ]


def impact_lines(report: ImpactReport) -> list[str]:
    """Return the report as text: each proven site, then what else there is in numbers."""
    lines: list[str] = []
    for impact in report.impacts:
        for site in impact.sites:
            if report.verbose or site.certainty == "proven":
                lines += _site_lines(site)
        lines += closing_lines(impact, report.new, verbose=report.verbose)
    lines += [f"unbroken: {escaped(sentence)}" for sentence in report.details]
    if report.untouched[1]:
        lines.append(f"unbroken: {_breaking(*report.untouched)}")
    return lines


def _breaking(idle: int, breaks: int) -> str:
    """Return how many of some breaks break a place; `idle` is the number of the others."""
    count = breaks - idle
    if breaks == 1:
        return f"the one break of the public API breaks {'code' if count else 'no code'} here"
    of = f"{counted(breaks, 'break')} of the public API"
    if count == breaks:
        return f"all {of} break code here"
    return f"{count or 'none'} of the {of} {'break' if count > 1 else 'breaks'} code here"


def _site_lines(site: Site) -> Iterable[str]:
    place = f"{escaped(site.path)}:{site.line}:{site.column}"
    private = " (private)" if site.is_private else ""
    verb = _VERBS[site.certainty]
    yield f"{place}: {verb}[{site.kind}] {escaped(site.object)}{private}: {escaped(site.error)}"
    yield f"  {escaped(site.code)}"
    if site.before:
        yield f"  before: {escaped(shortened(site.before))}"
    if site.reason is not None:
        yield f"  not proven: {site.reason}"
    for edit in site.edits:
        yield f"  rewrite: {escaped(edit_text(edit))}"


def edit_text(edit: Edit) -> str:
    """Return what an edit does, in one line."""
    if edit.kind == "rename-keyword":
        return f"pass {edit.old}= as {edit.new}="
    if edit.kind == "name-argument":
        return f"pass argument {edit.position + 1} as {edit.new}="
    if edit.kind == "rename-import":
        return f"import {edit.new} as {edit.old}"
    return f"import {edit.new} from {edit.new_module}"


def closing_lines(impact: Impact, new: str, *, verbose: bool) -> Iterable[str]:
    """Yield what there is to say about a project as a whole."""
    verb = "uses" if impact.mentioning == 1 else "use"
    files = f"{impact.mentioning} of {counted(impact.files, 'file')} {verb} it"
    where = f"{escaped(impact.downstream)} ({files})"
    for path in impact.unreadable:
        yield f"unbroken: {escaped(path)}: cannot be read to its end, so not all of it was checked"
    counts = Counter(site.certainty for site in impact.sites)
    kinds = Counter(site.kind for site in impact.sites if site.certainty == "proven")
    if counts["proven"]:
        listed = ", ".join(counted(count, kind) for kind, count in sorted(kinds.items()))
        places = counted(counts["proven"], "place")
        verb = "breaks" if counts["proven"] == 1 else "break"
        yield f"unbroken: {where}: {places} {verb} with {escaped(new)}: {listed}"
    else:
        yield f"unbroken: {where}: no place is proven to break with {escaped(new)}"
    hint = "" if verbose else " (shown with -v)"
    if counts["possible"]:
        yield f"unbroken: {counted(counts['possible'], 'more place')} may break{hint}"
    if counts["note"]:
        notes = counted(counts["note"], "argument")
        verb = "goes" if counts["note"] == 1 else "go"
        yield f"unbroken: {notes} that '*args' collected now {verb} to a parameter{hint}"
    if impact.unresolved:
        verb = "has" if impact.unresolved == 1 else "have"
        uses = counted(impact.unresolved, "use")
        yield (
            f"unbroken: {uses} of a name that is broken somewhere {verb} an unknown owner and "
            "cannot be decided"
        )


def impact_document(report: ImpactReport) -> str:
    """Return the report as one JSON document."""
    counts = Counter(site.certainty for impact in report.impacts for site in impact.sites)
    document = {
        "schema": SCHEMA_VERSION,
        "tool": tool_data(),
        "old": report.old,
        "new": report.new,
        "details": list(report.details),
        "packages": list(report.packages),
        "downstream": [msgspec.to_builtins(impact) for impact in report.impacts],
        "summary": {
            "proven": counts["proven"],
            "possible": counts["possible"],
            "notes": counts["note"],
            "unresolved": sum(impact.unresolved for impact in report.impacts),
        },
    }
    return json_text(document)
