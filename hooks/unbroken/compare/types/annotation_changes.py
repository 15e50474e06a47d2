"""How an annotation of a pair changed, with the names of both versions resolved."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator, Set

from unbroken.compare.bases import counterpart
from unbroken.compare.pair import Pair
from unbroken.compare.types.assignability import Relation, relation
from unbroken.compare.types.type_variable_bindings import annotation_scopes
from unbroken.model.definitions import Attribute, Class, Function
from unbroken.readers.expressions import dotted_name, expression_text, parse
from unbroken.semantics.decorators import redecorated
from unbroken.semantics.literals import both_shortened
from unbroken.semantics.named_classes import class_named
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface
from unbroken.semantics.type_parameters import type_parameters, type_variable

_PICKLING = ("__getstate__", "__setstate__", "__reduce__", "__reduce_ex__")


def related(
    pair: Pair,
    old: str | None,
    new: str | None,
    scopes: tuple[Definition, Definition] | None = None,
) -> Relation:
    """Return how an annotation changed; names are looked up where each annotation stands."""
    assert pair.new is not None
    before, after = scopes or (pair.old, pair.new)
    sides = annotation_scopes(pair, before, after)
    if old is not None and new is not None:
        apart = _told_apart(pair, (old, new), (before, after))
        # Types are compared by the names of their classes.
        old, new = (
            _with_paths(text, {name: path.replace(".", "_") for name, path in paths.items()})
            for text, paths in zip((old, new), apart, strict=True)
        )
    how = relation(old, new, *sides)
    if how != "changed" or old is None:
        return how
    return relation(_as_now(pair, old, before), new, *sides)


def told_apart(
    pair: Pair,
    old: str | None,
    new: str | None,
    scopes: tuple[Definition, Definition] | None = None,
) -> tuple[str | None, str | None]:
    """Return two annotations with the paths of the different classes that have one name in both."""
    assert pair.new is not None
    if old is None or new is None:
        return old, new
    before, after = _told_apart(pair, (old, new), scopes or (pair.old, pair.new))
    return _with_paths(old, before), _with_paths(new, after)


def _told_apart(
    pair: Pair, texts: tuple[str, str], scopes: tuple[Definition, Definition]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names in each annotation that mean another class now, with the paths of these.

    The classes have one name, the one that was meant is still there, and neither of the two
    inherits from the other.
    """
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    if scopes[0].module is scopes[1].module:
        return before, after
    for names in _counterparts(*({*_DOTTED.findall(text)} for text in texts)):
        old, new = (
            class_named(surface, scope, name)
            for surface, scope, name in zip(
                (pair.old_surface, pair.new_surface), scopes, names, strict=True
            )
        )
        kept = counterpart(pair, old) if old is not None else None
        if old is None or new is None or kept is None or kept.name != new.name:
            continue
        lineages = [pair.new_surface.mro_keys(class_) for class_ in (kept, new)]
        is_other = kept.key not in lineages[1] and new.key not in lineages[0]
        # What a protocol asks for another class may have without inheriting from it.
        if is_other and _PROTOCOLS.isdisjoint({*lineages[0], *lineages[1]}):
            before[names[0]], after[names[1]] = old.path, new.path
    return before, after


def _counterparts(old: Set[str], new: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield the names of two annotations that may stand in each other's place, in order."""
    yield from ((name, name) for name in sorted(old & new))
    yield from itertools.product(sorted(old - new), sorted(new - old))


_PROTOCOLS = {"typing.Protocol", "typing_extensions.Protocol"}
_DOTTED = re.compile(r"[^\W\d][\w.]*")


def _with_paths(text: str, paths: dict[str, str]) -> str:
    return _DOTTED.sub(lambda match: paths.get(match[0], match[0]), text)


def _as_now(pair: Pair, annotation: str, scope: Definition) -> str:
    """Return an annotation of the baseline with the new names of its classes.

    A class that is gone (another finding reports it) or served by `__getattr__` becomes `Any`.
    """
    node = parse(annotation)
    return annotation if node is None else expression_text(_Renamed(pair, scope).visit(node))


class _Renamed(ast.NodeTransformer):
    def __init__(self, pair: Pair, scope: Definition) -> None:
        self.pair = pair
        self.scope = scope

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.named(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self.named(node)

    def named(self, node: ast.expr) -> ast.expr:
        name = dotted_name(node)
        target = self.pair.old_surface.resolve_name(self.scope, name) if name else None
        if not isinstance(target, Definition) or not isinstance(target.member, Class):
            return node
        if not isinstance(self.pair.new_surface.resolve(target.path), Definition):
            return ast.Name("Any")
        after = counterpart(self.pair, target)
        return node if after is None or after.name == target.name else ast.Name(after.name)


def with_self(function: Function) -> str | None:
    """Return the return annotation, with `Self` for the type variable that annotates `self`."""
    returns = function.signature.returns
    first = function.signature.parameters[:1]
    if returns is None or not first or first[0].annotation is None:
        return returns
    own = first[0].annotation.removeprefix("type[").removeprefix("Type[").removesuffix("]")
    node = parse(returns)
    if first[0].name not in ("self", "cls") or not own.isidentifier() or node is None:
        return returns
    return expression_text(_Replaced(own, "Self").visit(node))


class _Replaced(ast.NodeTransformer):
    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(self.new) if node.id == self.old else node


def has_type_variable(surface: Surface, scope: Definition, annotation: str | None) -> bool:
    """Return whether an annotation mentions a type variable."""
    node = parse(annotation) if annotation is not None else None
    for inner in ast.walk(node) if node is not None else ():
        name = dotted_name(inner) if isinstance(inner, (ast.Name, ast.Attribute)) else ""
        target = surface.resolve_name(scope, name) if name else None
        member = target.member if isinstance(target, Definition) else None
        if target == External("typing.AnyStr"):
            return True
        if isinstance(member, Attribute) and "TypeVar(" in (member.value or ""):
            return True
    return False


def solved(surface: Surface, scope: Definition, annotation: str | None) -> str | None:
    """Return the annotation with `Never` for the free type variables in callables' parameters.

    Type checkers solve them so that they suit the callable that is passed. A bound may not suit it,
    and the type parameters of the surrounding class are not free.
    """
    node = parse(annotation) if annotation is not None and "Callable[" in annotation else None
    return annotation if node is None else expression_text(_Solved(surface, scope).visit(node))


class _Solved(ast.NodeTransformer):
    def __init__(self, surface: Surface, scope: Definition) -> None:
        self.surface = surface
        self.scope = scope
        owner = surface.owner(scope)
        known = type_parameters(surface, owner) if owner is not None else ()
        self.taken = {variable.name for variable in known or ()}
        self.inside = False

    def visit_List(self, node: ast.List) -> ast.expr:
        before, self.inside = self.inside, not self.inside
        self.generic_visit(node)
        self.inside = before
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        target = self.surface.resolve_name(self.scope, node.id) if self.inside else None
        known = type_variable(self.surface, target) if isinstance(target, Definition) else None
        if known is None or known.kind != "TypeVar" or known.bound or known.name in self.taken:
            return node
        return ast.Name("Never")


def change_text(how: Relation, old: str | None, new: str | None) -> str:
    """Return a change of type as text: `changed from int to str`."""
    before, after = both_shortened(str(old), str(new))
    return f"{how} from {before} to {after}"


def is_seen(pair: Pair) -> bool:
    """Return whether type checkers see a function's own annotations, on both sides.

    They see the overloads where there are any, and the results of unknown decorators. Calls of the
    methods that only pickle calls are not checked.
    """
    if pair.functions is None:
        return True
    if pair.old.name in _PICKLING:
        return False
    old, new = pair.functions
    return not (old.overloads or new.overloads or redecorated(*pair.sides))
