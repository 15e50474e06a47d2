"""One public definition in both versions, and what rules ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from unbroken.compare.calls.call_break import AttributedBreak
from unbroken.model.definitions import Class, Function, Member, Module
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface


class Pair:
    """What a public path led to at the baseline (`old`) and leads to now (`new`).

    `path` is the shortest public path, `affects` are the others. `new` is None when the path
    leads nowhere any more; then `removal` tells whether the definition is gone or only no
    longer exported. `is_doubtful` tells that a `__getattr__` that was there before may serve it.
    """

    def __init__(
        self,
        path: str,
        affects: tuple[str, ...],
        old: Definition,
        new: Definition | None,
        old_surface: Surface,
        new_surface: Surface,
        removal: Literal["gone", "unexported"] | None = None,
    ) -> None:
        self.path = path
        self.affects = affects
        self.old = old
        self.new = new
        self.old_surface = old_surface
        self.new_surface = new_surface
        self.removal = removal
        self.is_doubtful = False
        self.call_breaks: tuple[AttributedBreak, ...] | None = None

    def __repr__(self) -> str:
        return f"Pair({self.path!r}, {self.old.path!r}, {self.new.path if self.new else None!r})"

    @classmethod
    def of_external(
        cls, path: str, target: External, old_surface: Surface, new_surface: Surface
    ) -> Pair:
        """Make the pair of a re-export from outside the package that is gone."""
        module = path.rpartition(".")[0]
        at = old_surface.module(module)
        assert at is not None
        bound = at.module.members.get(path.rpartition(".")[2])
        name = path.rpartition(".")[2]
        old = Definition(at.module, name, bound)
        return cls(path, (), old, None, old_surface, new_surface, "unexported")

    @cached_property
    def functions(self) -> tuple[Function, Function] | None:
        """Both sides, where both are functions or methods; properties count as such."""
        old, new = self.old.member, self.new.member if self.new else None
        if isinstance(old, Function) and isinstance(new, Function):
            return old, new
        return None

    @property
    def sides(self) -> Iterator[tuple[Surface, Definition]]:
        """Both sides with the surface that each belongs to."""
        yield self.old_surface, self.old
        if self.new is not None:
            yield self.new_surface, self.new

    @cached_property
    def classes(self) -> tuple[Class, Class] | None:
        """Both sides, where both are classes."""
        old, new = self.old.member, self.new.member if self.new else None
        if isinstance(old, Class) and isinstance(new, Class):
            return old, new
        return None


def kind_of(member: Member | Module | None) -> str:
    """Name what a definition is, as messages do."""
    if member is None or isinstance(member, Module):
        return "module"
    if isinstance(member, Function):
        return "property" if member.accessors else "function"
    if isinstance(member, Class):
        return "class"
    return "attribute"
