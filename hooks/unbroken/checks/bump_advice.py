"""Which version the next release needs, given what changed since the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from unbroken.checks.project import check_project
from unbroken.errors import BaselineError
from unbroken.model.versions import final_release, parse_version
from unbroken.policy.semver import breaking_findings, next_release, required_bump

if TYPE_CHECKING:
    from packaging.version import Version

    from unbroken.checks.context import CheckContext
    from unbroken.checks.outcome import Outcome
    from unbroken.config.config import Config
    from unbroken.model.finding import Finding
    from unbroken.rules.base import Bump
    from unbroken.semantics.surface import Surface
    from unbroken.sources.trees import GitTree


class Advice(NamedTuple):
    """The smallest version that may come next, and what requires it.

    `others` are findings that need a minor version, because callers may notice them; `added` and
    `deprecated` are public paths.
    """

    outcome: Outcome
    release: Version
    bump: Bump
    version: Version
    broken: list[Finding]
    others: list[Finding]
    added: list[str]
    deprecated: list[str]

    @property
    def is_enough(self) -> bool | None:
        """Whether the version under development is high enough; None when it is not known."""
        development = self.outcome.development
        if development is None:
            return None
        return final_release(development.version) >= self.version


class PublicChanges(NamedTuple):
    """The public paths that were added, and those that were deprecated."""

    added: list[str]
    deprecated: list[str]


def advise(context: CheckContext) -> Advice:
    """Compare the whole package, and find what the next version must be.

    Raises BaselineError when the baseline is not a release.
    """
    outcome = check_project(context)
    baseline = outcome.baseline
    if baseline is None:
        raise BaselineError(f"there is no release to count from: {outcome.note}")
    release = parse_version(baseline.version)
    if release is None or baseline.commit is None:
        raise BaselineError(
            f"there is no release to count from: the baseline is {baseline.ref} "
            f"({baseline.reason}); name the tag of one with --baseline"
        )
    broken = breaking_findings(outcome.findings)
    others = [
        finding
        for finding in outcome.findings
        if finding.level != "note" and finding not in broken and required_bump(finding) != "patch"
    ]
    added, deprecated = _public_changes(context, baseline.commit)
    bump: Bump = "minor" if others or added or deprecated else "patch"
    if broken:
        bump = "major"
    if context.config.settings.versioning in ("calver", "none"):
        bump = "patch"  # any later version is enough
    return Advice(
        outcome=outcome,
        release=release,
        bump=bump,
        version=next_release(release, bump),
        broken=broken,
        others=others,
        added=added,
        deprecated=deprecated,
    )


def _public_changes(context: CheckContext, baseline: str) -> PublicChanges:
    trees = (context.tree_at(baseline), context.new_tree())
    old, new = (_deprecated_by_path(_surface(context, tree), context.config) for tree in trees)
    added = [path for path in new if path not in old]
    # What is new with its module or class is not listed again.
    outermost = set(added)
    added = [path for path in added if path.rpartition(".")[0] not in outermost]
    deprecated = [path for path, is_so in new.items() if is_so and old.get(path) is False]
    return PublicChanges(
        added, [path for path in deprecated if not new.get(path.rpartition(".")[0])]
    )


def _surface(context: CheckContext, tree: GitTree) -> Surface:
    from unbroken.loading.loader import Loader, read_anyhow

    files = context.module_files(tree).values()
    loader = Loader(read_anyhow, context.request.cache)
    return loader.load(tree, files, context.package_names).surface


def _deprecated_by_path(surface: Surface, config: Config) -> dict[str, bool]:
    """Return the promised public paths, each with whether it is deprecated."""
    from unbroken.checks.compare_packages import with_exemptions
    from unbroken.model.definitions import Class
    from unbroken.policy.deprecation.announcements import Announcements
    from unbroken.policy.stability import Marks
    from unbroken.semantics.public_api import public_members, public_modules, public_objects
    from unbroken.semantics.resolution import Definition

    marks = Marks(surface, config)
    announced = Announcements(marks, config)

    surface = with_exemptions(surface, config)
    deprecated = {module.name: False for module in public_modules(surface)}
    for path, direct in public_objects(surface):
        if not isinstance(direct, Definition):
            deprecated[path] = False
            continue
        if marks.stability(direct) is not None:
            continue
        deprecated[path] = announced.of(direct) is not None
        if isinstance(direct.member, Class):
            for name, member in public_members(surface, direct):
                if marks.stability(member) is None:
                    deprecated[f"{path}.{name}"] = announced.of(member) is not None
    return deprecated
