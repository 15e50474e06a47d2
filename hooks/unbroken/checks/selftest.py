"""A break planted in memory, to tell whether the configuration lets breaks be seen."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from unbroken.baseline.resolve import resolve_baseline
from unbroken.changes.in_flight import InFlight
from unbroken.checks.project import ProjectCheck
from unbroken.errors import BaselineError
from unbroken.sources.git.repository import FileChange
from unbroken.sources.overlay_tree import OverlayTree
from unbroken.sources.trees import commit_tree

if TYPE_CHECKING:
    from unbroken.baseline.baseline import Baseline
    from unbroken.checks.outcome import Outcome
    from unbroken.config.config import Config
    from unbroken.semantics.surface import Definition, Surface

Kind: TypeAlias = Literal["parameter", "removal"]
PARAMETER = "unbroken_selftest"


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

    def __init__(self, check: ProjectCheck) -> None:
        self.check = check
        baseline = resolve_baseline(
            check.repository, check.config, check.change, check.request.baseline
        )
        if baseline.commit is None:
            raise BaselineError("nothing is committed yet, so no break can be seen")
        self.baseline: Baseline = baseline
        self.commit: str = baseline.commit
        check.packages = check.found_packages(self.commit)
        self.tree = commit_tree(check.repository, self.commit, check.project_folder())
        self.spots = list(self._spots())

    def _spots(self) -> Iterator[Target]:
        """Give the public definitions of the baseline, those that are promised first."""
        from unbroken.loading.loader import Loader, read_anyhow

        check = self.check
        files = check.modules(self.tree).values()
        loader = Loader(read_anyhow, check.request.cache)
        surface = loader.load(self.tree, files, check.names()).surface
        spots = [_spot(path, each) for path, each in _definitions(surface)]
        return iter(sorted(spots, key=lambda each: check.config.is_excluded(each.path)))

    def plant(self, kind: Kind, spots: list[Target], config: Config | None = None) -> Trial:
        """Break some definitions and compare; `config` is used instead of the project's."""
        broken: dict[str, set[str]] = {}
        for each in spots:
            broken.setdefault(each.path, set()).add(each.qualname)
        sources = self.tree.read(broken)
        contents = {path: _broken(sources[path], broken[path], kind) for path in broken}
        repository = self.check.repository
        tree = OverlayTree(repository, self.tree, contents)
        # Nothing that git knows: no id.
        changes = [FileChange(path, self.tree.files()[path], None) for path in contents]
        change = InFlight(self.commit, self.commit, lambda _: tree, changes, lambda: False)
        named = self.commit if self.baseline.kind == "fallback" else self.baseline.ref
        request = self.check.request._replace(baseline=named)
        return Trial(
            kind,
            spots,
            tuple(
                ProjectCheck(
                    repository, request._replace(mode=mode), config or self.check.config, change
                ).outcome()
                for mode in ("check", "full")
            ),
        )

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
    from unbroken.semantics.surface import Definition

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
