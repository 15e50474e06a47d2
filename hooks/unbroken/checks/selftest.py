"""Breaks made in memory, to find out whether the configuration lets breaks be found."""

from __future__ import annotations

import ast
import contextlib
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from unbroken.baseline.baseline import PUBLISHED, SNAPSHOT
from unbroken.changes.in_flight import InFlight
from unbroken.checks.context import Project, make_context
from unbroken.checks.outcome import require_complete
from unbroken.checks.project import check_project
from unbroken.errors import BaselineError, NothingToCheckError
from unbroken.sources.git.repository import FileChange
from unbroken.sources.overlay_tree import OverlayTree

if TYPE_CHECKING:
    from unbroken.checks.context import CheckContext
    from unbroken.checks.outcome import Outcome
    from unbroken.checks.request import Mode
    from unbroken.config.config import Config
    from unbroken.semantics.resolution import Definition
    from unbroken.semantics.surface import Surface

Kind: TypeAlias = Literal["parameter", "removal"]
PARAMETER = "unbroken_selftest"

_MODES: tuple[Mode, ...] = ("check", "full")
"""The incremental run of a commit, and the run over the whole package."""


class Target(NamedTuple):
    """A public definition that can be broken: its public path, and where it is defined."""

    public: str
    path: str
    qualname: str
    is_function: bool


class Trial(NamedTuple):
    """A break, and the outcomes of checking it: as a commit, and in the whole package.

    There are none where the settings leave nothing to check.
    """

    kind: Kind
    targets: list[Target]
    outcomes: tuple[Outcome, ...]


def before_next_commit(project: Project) -> Project:
    """Return a project as the next commit on top of the checked version sees it.

    A release tag on that version is then the baseline.
    """
    return project._replace(change=project.change._replace(is_release=lambda: False))


class SelfTest:
    """One project at its baseline, in which breaks are made one after the other.

    Raises BaselineError where nothing is committed yet.
    """

    def __init__(self, context: CheckContext) -> None:
        if context.baseline.commit is None:
            raise BaselineError(f"{context.baseline.reason}, so no break can be found")
        self.context = context
        self.tree = context.tree_at(context.baseline.commit)
        self.targets = self._find_targets()

    def _find_targets(self) -> list[Target]:
        """Return the public definitions of the baseline, those that are promised first."""
        from unbroken.loading.loader import Loader, read_anyhow

        context = self.context
        files = context.module_files(self.tree).values()
        loader = Loader(read_anyhow, context.request.cache)
        surface = loader.load(self.tree, files, context.package_names).surface
        targets = [_target(path, definition) for path, definition in _definitions(surface)]
        return sorted(targets, key=lambda target: context.config.is_excluded(target.path))

    def attempt(self, kind: Kind, targets: list[Target], config: Config | None = None) -> Trial:
        """Break some definitions and check; `config` is used instead of the project's."""
        broken: dict[str, set[str]] = {}
        for target in targets:
            broken.setdefault(target.path, set()).add(target.qualname)
        sources = self.tree.read(broken)
        contents = {path: _broken(sources[path], broken[path], kind) for path in broken}
        context, baseline = self.context, self.context.baseline
        commit = context.baseline_commit
        tree = OverlayTree(context.repository, self.tree, contents, "a planted break")
        # The new contents are in memory only: they have no id in git.
        changes = [FileChange(path, self.tree.files()[path], None) for path in contents]
        change = InFlight(
            before=commit,
            # What is from outside of the repository has no history.
            head=commit if commit not in context.repository.virtual_commits else None,
            tree=lambda _: tree,
            changes=changes,
            is_release=lambda: False,
        )
        names = {"fallback": commit, "snapshot": SNAPSHOT}
        by_ref = PUBLISHED if baseline.packages else baseline.ref
        request = context.request._replace(baseline=names.get(baseline.kind, by_ref))
        projects = [
            Project(
                repository=context.repository,
                request=request._replace(mode=mode),
                config=config or context.config,
                change=change,
            )
            for mode in _MODES
        ]
        outcomes: tuple[Outcome, ...] = ()
        with contextlib.suppress(NothingToCheckError):  # Where everything is excluded.
            outcomes = tuple(
                require_complete(check_project(make_context(project))) for project in projects
            )
        return Trial(kind, targets, outcomes)

    def attempts(self) -> Iterator[Trial]:
        """Make breaks from the smallest to the largest: of one definition, then of all."""
        functions = [target for target in self.targets if target.is_function]
        for number in (1, len(self.targets)):
            if functions:
                yield self.attempt("parameter", functions[:number])
            yield self.attempt("removal", self.targets[:number])


def _definitions(surface: Surface) -> Iterator[tuple[str, Definition]]:
    from unbroken.model.definitions import Class, Function
    from unbroken.semantics.public_api import public_objects
    from unbroken.semantics.resolution import Definition

    seen = set()
    for path, resolution in public_objects(surface):
        if not isinstance(resolution, Definition):
            continue
        definition = surface.resolve_alias(resolution)
        if definition.key in seen:
            continue
        seen.add(definition.key)
        is_top_level = "." not in definition.qualname
        if is_top_level and isinstance(definition.member, (Function, Class)):
            yield path, definition


def _target(path: str, definition: Definition) -> Target:
    from unbroken.model.definitions import Function

    member = definition.member
    is_plain = isinstance(member, Function) and not member.decorators and not member.overloads
    return Target(
        public=path,
        path=definition.module.path,
        qualname=definition.qualname,
        is_function=is_plain,
    )


def _broken(source: bytes, names: set[str], kind: Kind) -> bytes:
    """Return a file with some definitions broken; the rest of it means the same."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    body: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if node.name in names and kind == "removal":
                continue
            if node.name in names and not isinstance(node, ast.ClassDef):
                node.args.kwonlyargs.append(ast.arg(PARAMETER))
                node.args.kw_defaults.append(None)
        body.append(node)
    tree.body = body
    return ast.unparse(ast.fix_missing_locations(tree)).encode("utf-8", "surrogatepass")
