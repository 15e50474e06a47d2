"""One public definition in both versions, and what rules ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from unbroken.compare.calls.call_break import AttributedBreak
from unbroken.model.definitions import Class, Function, Member, Module
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

Removal: TypeAlias = Literal["gone", "unexported"]


class Pair(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What a public path led to at the baseline (`old`) and leads to now (`new`).

    `path` is the shortest public path, `affects` are the others. `new` is None when the path
    no longer leads anywhere; then `removal` is whether the definition is gone or only no longer
    exported. `doubt` is a clause that qualifies every finding of the pair, such as what may still
    provide a removed name (None: there is no doubt).
    `constructor_breaks` are the broken calls of a class, each with the class that is the cause.
    `is_of_instance` is whether users only get instances of the class, and reach no class to call
    or to inherit from.
    """

    path: str
    affects: tuple[str, ...] = ()
    old: Definition
    new: Definition | None
    old_surface: Surface
    new_surface: Surface
    removal: Removal | None = None
    doubt: str | None = None
    constructor_breaks: tuple[AttributedBreak, ...] = ()
    is_of_instance: bool = False

    @property
    def functions(self) -> tuple[Function, Function] | None:
        """Both sides, where both are functions or methods; properties count as such."""
        old, new = self.old.member, self.new.member if self.new else None
        if isinstance(old, Function) and isinstance(new, Function):
            return old, new
        return None

    @property
    def modules_now(self) -> Iterator[Module]:
        """The module of the new definition, and those of the other public paths to it."""
        if self.new is None:
            return
        yield self.new.module
        for path in (self.path, *self.affects):
            name = path.rpartition(".")[0]
            if name != self.new.module.name:
                module = self.new_surface.modules.get(name)
                if module is not None:
                    yield module

    @property
    def sides(self) -> Iterator[tuple[Surface, Definition]]:
        """Both sides with the surface that each belongs to."""
        yield self.old_surface, self.old
        if self.new is not None:
            yield self.new_surface, self.new

    @property
    def classes(self) -> tuple[Class, Class] | None:
        """Both sides, where both are classes."""
        old, new = self.old.member, self.new.member if self.new else None
        if isinstance(old, Class) and isinstance(new, Class):
            return old, new
        return None


def external_pair(
    path: str, old_surface: Surface, new_surface: Surface, *, doubt: str | None
) -> Pair:
    """Return the pair of a re-export from outside the package that is gone."""
    module_name, _, name = path.rpartition(".")
    module = old_surface.module(module_name)
    assert module is not None
    old = Definition(module.module, name, module.module.members.get(name))
    return Pair(
        path=path,
        old=old,
        new=None,
        old_surface=old_surface,
        new_surface=new_surface,
        removal="unexported",
        doubt=doubt,
    )


def kind_of(member: Member | Module | None) -> str:
    """Return the kind of a definition, as messages name it."""
    if member is None or isinstance(member, Module):
        return "module"
    if isinstance(member, Function):
        return "property" if member.accessors else "function"
    if isinstance(member, Class):
        return "class"
    return "attribute"
