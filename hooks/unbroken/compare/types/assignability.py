"""How one annotation relates to another: the same, narrower, wider, or something else.

Only what is certain counts as narrower or wider: unions, literals, the numeric tower, and the bases
of the standard library's classes and the package's own. Type arguments are compared as if all were
covariant (`list[bool]` is a narrower `list[int]`): being stricter would only make noise.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from unbroken.compare.types import tuple_types
from unbroken.compare.types.annotations import (
    TYPE_VARIABLE,
    AnnotationScope,
    Lineages,
    NoType,
    read,
)
from unbroken.compare.types.terms import REST, Term, Type

Relation: TypeAlias = Literal["same", "narrowed", "widened", "changed", "added", "removed"]

NOWHERE = AnnotationScope()

_PARENTS: dict[str, tuple[str, ...]] = {
    "bool": ("int",), "NamedTuple": ("tuple",),
    "int": ("float", "SupportsIndex"),
    "float": ("complex", "SupportsInt", "SupportsFloat"), "LiteralString": ("str",),
    "list": ("MutableSequence",), "deque": ("MutableSequence",), "MutableSequence": ("Sequence",),
    "tuple": ("Sequence",), "str": ("Sequence",), "bytes": ("Sequence",), "range": ("Sequence",),
    "Sequence": ("Collection", "Reversible"), "Reversible": ("Iterable",),
    "OrderedDict": ("dict",), "defaultdict": ("dict",), "Counter": ("dict",),
    "dict": ("MutableMapping",), "MutableMapping": ("Mapping",), "Mapping": ("Collection",),
    "set": ("MutableSet",), "MutableSet": ("AbstractSet",), "frozenset": ("AbstractSet",),
    "KeysView": ("AbstractSet",), "ItemsView": ("AbstractSet",), "ValuesView": ("Collection",),
    "AbstractSet": ("Collection",), "Collection": ("Iterable", "Container", "Sized"),
    "Generator": ("Iterator",), "Iterator": ("Iterable",),
    "AsyncGenerator": ("AsyncIterator",), "AsyncIterator": ("AsyncIterable",),
    "Coroutine": ("Awaitable",), "Future": ("Awaitable",), "Task": ("Future",),
    "Path": ("PurePath",), "PosixPath": ("Path", "PurePosixPath"), "PurePath": ("PathLike",),
}  # fmt: skip
_ITEMS = {"str": "str", "bytes": "int", "range": "int"}
_TOP = ("Any", "object", "TypeVar()")


def relation(
    old: str | None,
    new: str | None,
    before: AnnotationScope = NOWHERE,
    after: AnnotationScope = NOWHERE,
) -> Relation:
    """Return how an annotation changed; None is no annotation.

    The texts are canonical (see `readers.expressions`), each with the scope of its names. "added"
    and "removed" mean that only one side has an annotation (other than `Any`).
    """
    if old == new:
        return "same"
    lineages: Lineages = {}
    was, now = read(old, before, lineages), read(new, after, lineages)
    if was is NoType.NOTHING or now is NoType.NOTHING:
        return "same" if was is now else ("added" if was is NoType.NOTHING else "removed")
    if was is NoType.UNREADABLE or now is NoType.UNREADABLE:
        return "changed"
    if was == now:
        return "same"
    lineages = {}
    was = read(old, before, lineages, expand=True, later=after.surface)
    now = read(new, after, lineages, expand=True)
    assert not isinstance(was, NoType)
    assert not isinstance(now, NoType)
    return _related(was, now, lineages)


def _related(before: Type, after: Type, lineages: Lineages) -> Relation:
    strict, gradual = (
        _Assignability(lineages, gradual=False),
        _Assignability(lineages, gradual=True),
    )
    # For those who pass what has the old type, a type variable stands for that.
    solving = strict._replace(solves=True)
    narrower, wider = strict.fits(after, before), solving.fits(before, after)
    if narrower and not gradual._replace(any_parameters=False, solves=True).fits(before, after):
        # It was a callable with any parameters, or it is narrower in another way.
        return "narrowed"
    if narrower and wider:
        return "same"
    may_narrow = gradual.fits(after, before)
    may_widen = gradual._replace(solves=True).fits(before, after)
    if may_narrow and may_widen:
        # They differ only where one of them is `Any`, or has no type arguments.
        return "added" if narrower else ("removed" if wider else "same")
    if may_narrow:
        return "narrowed"
    return "widened" if may_widen else "changed"


class _Assignability(NamedTuple):
    """Decides whether a type is assignable to another (typing specification).

    Everything is assignable to `Any`; with `gradual`, `Any` is also assignable to everything.
    """

    lineages: Lineages
    gradual: bool
    any_parameters: bool = True
    """Whether `Callable[..., T]` is assignable to callables with given parameters."""
    solves: bool = False
    """Whether what a type variable is bound by is assignable to it."""

    def fits(self, one: Type, other: Type) -> bool:
        return all(
            a in other
            or any(self.term(a, b) or self.is_solved(a, b) for b in other)
            or self.choices(a, other)
            for a in one
        )

    def is_solved(self, one: Term, variable: Term) -> bool:
        """Return whether a type variable may stand for a type, by its bound."""
        return (
            self.solves
            and variable.name.startswith(f"{TYPE_VARIABLE}bound=")
            and any(self.fits(frozenset({one}), bound) for bound in variable.arguments or ())
        )

    def choices(self, variable: Term, other: Type) -> bool:
        """Return whether all that a type variable may stand for is assignable to another type."""
        is_variable = variable.name.startswith(TYPE_VARIABLE) and bool(variable.arguments)
        return is_variable and all(self.fits(choice, other) for choice in variable.arguments or ())

    def term(self, one: Term, other: Term, seen: frozenset[str] = frozenset()) -> bool:
        if other.name in _TOP or one.name == "Never":
            return True
        if one.name == "Any":
            return self.gradual
        if one.name == other.name:
            return self.arguments(one, other)
        if one.name in seen:
            return False
        seen |= {one.name}
        return any(self.term(parent, other, seen) for parent in self.parents(one))

    def arguments(self, one: Term, other: Term) -> bool:
        if other.arguments is None or one.arguments == other.arguments:
            return True
        if one.arguments is None:
            return self.gradual
        if one.name == "Callable":
            return self.callables(one.arguments, other.arguments)
        if one.name == "tuple":
            return tuple_types.fit(one.arguments, other.arguments, self.fits, gradual=self.gradual)
        if one.name not in ("Generator", "AsyncGenerator") and (
            len(one.arguments) != len(other.arguments)
        ):
            return False
        # Generators may omit their send and return types (which default to None).
        pairs = zip(one.arguments, other.arguments, strict=False)
        return all(self.fits(a, b) for a, b in pairs)

    def callables(self, one: tuple[Type, ...], other: tuple[Type, ...]) -> bool:
        *taken, returned = one
        *given, wanted = other
        if not self.fits(returned, wanted):
            return False
        # `...` stands for any further parameters, after those of a `Concatenate`.
        takes_more, gives_more = (types[-1:] == [REST] for types in (taken, given))
        taken, given = taken[: len(taken) - takes_more], given[: len(given) - gives_more]
        if takes_more and not gives_more and not self.any_parameters:
            return False
        if len(given) > len(taken) and not takes_more:
            return False
        if len(taken) > len(given) and not gives_more:
            return False
        return all(self.fits(a, b) for a, b in zip(given, taken, strict=False))

    def parents(self, term: Term) -> list[Term]:
        """Return the direct bases of a type, with the type arguments that follow."""
        own = self.lineages.get(term.name, ())
        return [
            *(Term(name, None) for name in own),
            *(Term(name, _passed_on(term, name)) for name in _PARENTS.get(term.name, ())),
        ]


def _passed_on(term: Term, parent: str) -> tuple[Type, ...] | None:
    """Return the type arguments of a base class that follow from those of its subclass."""
    if term.name in _ITEMS:
        return (frozenset({Term(_ITEMS[term.name], ())}),)
    arguments = term.arguments
    if not arguments:
        return arguments
    if term.name == "tuple":
        return (tuple_types.element_types(arguments),)
    if term.name == "Counter":
        return (*arguments, frozenset({Term("int", ())}))
    if term.name == "Coroutine":
        return arguments[2:3]
    if term.name in ("Mapping", "Generator", "AsyncGenerator"):
        return arguments[:1]
    return () if parent in ("Sized",) else arguments
