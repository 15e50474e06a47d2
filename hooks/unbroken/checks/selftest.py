"""A break planted in memory, to tell whether the configuration lets breaks be seen."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from unbroken.changes.in_flight import InFlight
from unbroken.checks.context import Project, make_context
from unbroken.checks.project import check_project
from unbroken.errors import BaselineError
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
    """A break, and what came of comparing it: as a commit is, and as the whole package is."""

    kind: Kind
    spots: list[Target]
    outcomes: tuple[Outcome, ...]


class SelfTest:
    """One project at its baseline, in which breaks are planted one after the other."""

    def __init__(self, context: CheckContext) -> None:
        if context.baseline.commit is None:
            raise BaselineError("nothing is committed yet, so no break can be seen")
        self.context = context
        self.tree = context.tree_at(context.baseline.commit)
        self.spots = list(self._spots())

    def _spots(self) -> Iterator[Target]:
        """Give the public definitions of the baseline, those that are promised first."""
        from unbroken.loading.loader import Loader, read_anyhow

        context = self.context
        files = context.module_files(self.tree).values()
        loader = Loader(read_anyhow, context.request.cache)
        surface = loader.load(self.tree, files, context.package_names).surface
        spots = [_spot(path, each) for path, each in _definitions(surface)]
        return iter(sorted(spots, key=lambda each: context.config.is_excluded(each.path)))

    def plant(self, kind: Kind, spots: list[Target], config: Config | None = None) -> Trial:
        """Break some definitions and compare; `config` is used instead of the project's."""
        broken: dict[str, set[str]] = {}
        for each in spots:
            broken.setdefault(each.path, set()).add(each.qualname)
        sources = self.tree.read(broken)
        contents = {path: _broken(sources[path], broken[path], kind) for path in broken}
        context, baseline = self.context, self.context.baseline
        commit = context.baseline_commit
        tree = OverlayTree(context.repository, self.tree, contents, "a planted break")
        # Nothing that git knows: no id.
        changes = [FileChange(path, self.tree.files()[path], None) for path in contents]
        change = InFlight(
            before=commit,
            head=commit,
            tree=lambda _: tree,
            changes=changes,
            is_release=lambda: False,
        )
        request = context.request._replace(
            baseline=commit if baseline.kind == "fallback" else baseline.ref
        )
        projects = [
            Project(
                repository=context.repository,
                request=request._replace(mode=mode),
                config=config or context.config,
                change=change,
            )
            for mode in _MODES
        ]
        outcomes = tuple(check_project(make_context(project)) for project in projects)
        return Trial(kind, spots, outcomes)

    def attempts(self) -> Iterator[Trial]:
        """Plant breaks from the smallest to the largest: of one definition, then of all."""
        functions = [each for each in self.spots if each.is_function]
        for some in (1, len(self.spots)):
            if functions:
                yield self.plant("parameter", functions[:some])
            yield self.plant("removal", self.spots[:some])


def _definitions(surface: Surface) -> Iterator[tuple[str, Definition]]:
    from unbroken.model.definitions import Class, Function
    from unbroken.semantics.public_api import public_objects
    from unbroken.semantics.resolution import Definition

    seen = set()
    for path, found in public_objects(surface, lambda _: True):
        target = surface.resolve_alias(found) if isinstance(found, Definition) else None
        if not isinstance(target, Definition) or target.key in seen or "." in target.qualname:
            continue
        seen.add(target.key)
        if isinstance(target.member, (Function, Class)):
            yield path, target


def _spot(path: str, found: Definition) -> Target:
    from unbroken.model.definitions import Function

    member = found.member
    plain = isinstance(member, Function) and not member.decorators and not member.overloads
    return Target(path, found.module.path, found.qualname, plain)


def _broken(source: bytes, names: set[str], kind: Kind) -> bytes:
    """Break some definitions of a file; the rest of it stays as it means."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    body: list[ast.stmt] = []
    for each in tree.body:
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if each.name in names and kind == "removal":
                continue
            if each.name in names and not isinstance(each, ast.ClassDef):
                each.args.kwonlyargs.append(ast.arg(PARAMETER))
                each.args.kw_defaults.append(None)
        body.append(each)
    tree.body = body
    return ast.unparse(ast.fix_missing_locations(tree)).encode("utf-8", "surrogatepass")
