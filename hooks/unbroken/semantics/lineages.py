"""The method resolution orders of the classes of one version, and what they inherit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias, TypeVar

from unbroken.model.definitions import Class
from unbroken.model.identifiers import is_dunder
from unbroken.semantics.mro import linearized
from unbroken.semantics.resolution import Definition, External, Key

Base: TypeAlias = Definition | External
Part = TypeVar("Part")


class _Derived(NamedTuple):
    """A class and its direct bases."""

    owner: Definition
    bases: list[Base]


class Lineages:
    """The MRO of each class, made once from the MROs of its bases.

    `bases_of` returns the direct bases of a class.
    """

    def __init__(self, bases_of: Callable[[Definition], Iterable[Base]]) -> None:
        self._bases_of = bases_of
        self._lineages: dict[Key, tuple[Base, ...]] = {}
        self._marked: dict[Key, tuple[Base, ...]] = {}
        self._mro_keys: dict[Key, tuple[object, ...]] = {}
        self._member_tables: dict[Key, dict[str, Definition]] = {}

    def mro(self, owner: Definition) -> tuple[Base, ...]:
        """Linearize the bases of a class by C3, as far as the source shows them.

        In a cycle, whose names are bound again in between, no base is known; a class that only
        names itself as its base counts as one without.
        """
        lineage = self._lineages.get(owner.key)
        if lineage is None:
            # Bases first, without recursion: source decides how deep they go.
            for at, bases in _bases_first(self._classes_behind(owner)):
                lineages = [
                    self._lineages[base.key] if isinstance(base, Definition) else (base,)
                    for base in bases
                ]
                self._lineages[at.key] = linearized(at, lineages, _identity)
            lineage = self._lineages[owner.key]
        return lineage

    def _classes_behind(self, owner: Definition) -> list[_Derived]:
        """Return a class and all classes behind it that are not known yet, with their bases."""
        classes = []
        pending = [owner]
        while pending:
            at = pending.pop()
            if at.key not in self._lineages:
                self._lineages[at.key] = (at,)  # where the lookup of a base asks for it
                bases = [base for base in self._bases_of(at) if _identity(base) != at.key]
                classes.append(_Derived(at, bases))
                pending += [base for base in bases if isinstance(base, Definition)]
        return classes

    def marked_mro(self, owner: Definition) -> tuple[Base, ...]:
        """Return the MRO without the classes of the package that only have plain members.

        Those have no decorators and no keywords, and no member by which a class decides how it is
        made, called, compared or looked up (`__init__`, `model_config`). Most classes are of this
        kind, and then one tuple serves a whole chain of subclasses.
        """
        return self._along_mro(
            owner,
            self._marked,
            lambda part: (part,) if isinstance(part, External) or _is_marked(part) else (),
        )

    def mro_keys(self, owner: Definition) -> tuple[object, ...]:
        """Return what identifies the classes of an MRO, in order."""
        return self._along_mro(owner, self._mro_keys, lambda part: (_identity(part),))

    def _along_mro(
        self,
        owner: Definition,
        known: dict[Key, tuple[Part, ...]],
        parts_of: Callable[[Base], tuple[Part, ...]],
    ) -> tuple[Part, ...]:
        """Return what `parts_of` gives for the classes of an MRO, in order.

        `known` has the results of other classes, and gets those of the classes on the way: the
        result of a subclass is made from that of its base.
        """
        result = known.get(owner.key)
        if result is not None:
            return result
        lineage = self.mro(owner)
        target: tuple[Part, ...] = ()
        rest = len(lineage)
        for place, part in enumerate(lineage):
            if (
                isinstance(part, Definition)
                and part.key in known
                and self.mro(part) == lineage[place:]
            ):
                target, rest = known[part.key], place
                break
        for place in range(rest - 1, -1, -1):
            part = lineage[place]
            own = parts_of(part)
            target = (*own, *target) if own else target
            if isinstance(part, Definition) and self.mro(part) == lineage[place:]:
                known[part.key] = target
        return target

    def member_table(self, owner: Definition) -> dict[str, Definition]:
        """Return what the classes of the package in an MRO define, by name; the first one counts.

        Most classes add a few members to those of their base, whose table is copied.
        """
        table = self._member_tables.get(owner.key)
        if table is None:
            lineage = self.mro(owner)
            table = {}
            rest = len(lineage)
            for place, part in enumerate(lineage):
                if (
                    isinstance(part, Definition)
                    and part.key in self._member_tables
                    and self.mro(part) == lineage[place:]
                ):
                    table, rest = dict(self._member_tables[part.key]), place
                    break
            for part in reversed(lineage[:rest]):
                if isinstance(part, Definition) and isinstance(part.member, Class):
                    for name, member in part.member.members.items():
                        table[name] = Definition(part.module, f"{part.qualname}.{name}", member)
            self._member_tables[owner.key] = table
        return table


def _bases_first(classes: list[_Derived]) -> Iterator[_Derived]:
    """Yield some classes so that bases come first, those in a cycle without the bases in it."""
    cyclic, in_order = _sorted_out(classes)
    yield from in_order
    if cyclic:
        yield from _sorted_out(list(_without_cycles(cyclic)))[1]


def _sorted_out(classes: list[_Derived]) -> tuple[list[_Derived], list[_Derived]]:
    """Return those of some classes that wait for each other, and the others, bases first."""
    waiting: dict[object, list[_Derived]] = {}
    count: dict[Key, int] = {}
    keys = {derived.owner.key for derived in classes}
    for derived in classes:
        inner = [base.key for base in derived.bases if isinstance(base, Definition)]
        inner = [key for key in inner if key in keys]
        count[derived.owner.key] = len(inner)
        for key in inner:
            waiting.setdefault(key, []).append(derived)
    ready = [derived for derived in classes if not count[derived.owner.key]]
    for derived in ready:  # which grows
        for subclass in waiting.get(derived.owner.key, ()):
            count[subclass.owner.key] -= 1
            if not count[subclass.owner.key]:
                ready.append(subclass)
    return [derived for derived in classes if count[derived.owner.key]], ready


def _without_cycles(classes: list[_Derived]) -> Iterator[_Derived]:
    """Yield some classes, with an unknown base for each that inherits from the class itself."""
    bases_of = {
        derived.owner.key: [base.key for base in derived.bases if isinstance(base, Definition)]
        for derived in classes
    }

    def inherits(key: Key, from_: Key) -> bool:
        seen, pending = {key}, [key]
        while pending:
            fresh = {*bases_of.get(pending.pop(), ())} - seen
            seen |= fresh
            pending += fresh
        return from_ in seen

    for owner, bases in classes:
        known = [
            External(f"?.{base.qualname}")
            if isinstance(base, Definition) and inherits(base.key, owner.key)
            else base
            for base in bases
        ]
        yield _Derived(owner, known)


def _is_marked(definition: Definition) -> bool:
    """Return whether a class has more than plain members."""
    class_ = definition.member
    assert isinstance(class_, Class)
    if class_.decorators or class_.keywords or class_.has_unknown_members:
        return True
    return bool(class_.type_parameters or class_.passed_to) or any(
        is_dunder(name) or name in _DECIDING for name in class_.members
    )


_DECIDING = ("Config", "model_config")
"""The members that configure a model."""


def _identity(part: Base) -> object:
    return part.key if isinstance(part, Definition) else part.target
