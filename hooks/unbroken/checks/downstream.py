"""Which places of the configured downstream projects each finding breaks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from unbroken.impact.analysis import Impact, find_impact
from unbroken.model.counting import counted

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.impact.libraries import Library
    from unbroken.impact.site import Site
    from unbroken.loading.loader import Loader
    from unbroken.model.finding import Finding

_SHOWN = 3
_CONSTRUCTORS = (".__init__", ".__new__")


def downstream_paths(root: str, folder: str, configured: Iterable[str]) -> list[str]:
    """Return the configured projects, which are relative to the project in a folder of a root."""
    paths = (os.path.normpath(os.path.join(root, folder, path)) for path in configured)
    return [os.path.relpath(path) for path in paths]


def with_downstream_breaks(
    context: CheckContext, findings: Sequence[Finding], library: Library, loader: Loader
) -> list[Finding]:
    """Return the findings, each with a note for every downstream project in which it breaks.

    Raises UsageError for a project that is not there.
    """
    settings = context.config.settings
    root, folder = context.repository.root, context.config.folder
    impacts = [
        find_impact(library, path, loader)
        for path in downstream_paths(root, folder, settings.downstream)
    ]
    return [_with_notes(finding, impacts, library) for finding in findings]


def untouched_breaks(library: Library, impacts: Sequence[Impact]) -> tuple[int, int]:
    """Return how many breaks of the public API break no place of a project, and the number of all.

    A break is a finding of the level "error".
    """
    from unbroken.checks.compare_packages import ComparisonOptions, judge_surfaces

    options = ComparisonOptions(config=library.config, packages=library.packages, version=None)
    from unbroken.checks.outcome import raise_for_crashes

    judged = judge_surfaces(library.old.surface, library.new.surface, options)
    raise_for_crashes(judged.crashes)
    breaks = [finding for finding in judged.findings if finding.level == "error"]
    sites = [site for impact in impacts for site in impact.proven]
    touched = sum(
        any(_is_broken_by(site, finding, library) for site in sites) for finding in breaks
    )
    return len(breaks) - touched, len(breaks)


def _with_notes(finding: Finding, impacts: Iterable[Impact], library: Library) -> Finding:
    notes = []
    for impact in impacts:
        sites = [site for site in impact.proven if _is_broken_by(site, finding, library)]
        if sites:
            places = ", ".join(f"{site.path}:{site.line}" for site in sites[:_SHOWN])
            more = f" and {len(sites) - _SHOWN} more" if len(sites) > _SHOWN else ""
            count = counted(len(sites), "place")
            notes.append(f"it breaks {count} in {impact.downstream}: {places}{more}")
    return msgspec.structs.replace(finding, notes=(*finding.notes, *notes)) if notes else finding


def _is_broken_by(site: Site, finding: Finding, library: Library) -> bool:
    """Return whether a site and a finding are about one definition of the old library."""
    paths = {_defined_at(path, library) for path in (finding.object, *finding.affects)}
    return _defined_at(site.object, library) in paths


def _defined_at(path: str, library: Library) -> str:
    """Return the path at which the old library defines what a path leads to."""
    from unbroken.semantics.resolution import Definition

    for constructor in _CONSTRUCTORS:
        path = path.removesuffix(constructor)
    found = library.old.surface.resolve(path)
    return found.path if isinstance(found, Definition) else path
