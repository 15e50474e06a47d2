"""Pairs of what other branches bind to a name (`else`, `except ImportError`)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from unbroken.compare.current_names import bound_at
from unbroken.compare.pair import Pair
from unbroken.compare.scope import Scope
from unbroken.model.definitions import Attribute, Class, Function, Import, Member
from unbroken.model.projection import looks_same
from unbroken.semantics.other_branches import in_other_branch
from unbroken.semantics.public_api import has_public_path, public_fallbacks, public_modules
from unbroken.semantics.resolution import MISSING, UNKNOWN, Definition
from unbroken.semantics.surface import Surface


def branch_pairs(
    pairs: Iterable[Pair],
    fallbacks: Mapping[str, Definition],
    replaced: Mapping[str, Definition],
    surfaces: tuple[Surface, Surface],
    scope: Scope | None,
) -> Iterator[Pair]:
    """Yield the pairs of what other branches bind to the names of some pairs, and of imports.

    `fallbacks` are imports of the baseline that other branches stand in for, by public path, and
    `replaced` are functions and classes in whose place something else is imported now.
    `scope` limits the other imports that are looked at (None: no limit).
    """
    old, new = surfaces
    for pair in pairs:
        sides = pair.functions or pair.classes
        if pair.new is not None and sides is not None and sides[0].alternatives:
            was, now = sides
            if not (looks_same(was, now) and was.alternatives == now.alternatives):
                yield from _alternatives(pair)
    imports = {path: (before, bound_at(new, path)) for path, before in fallbacks.items()}
    names = None if scope is None else scope.modules
    for module in public_modules(old, names):
        around = new.modules.get(module.name)
        for name in public_fallbacks(old, module) if around is not None else ():
            assert around is not None
            member = around.members.get(name)
            if member is not None and (scope is None or name in scope.names):
                before = Definition(module, name, module.members[name])
                imports[f"{module.name}.{name}"] = (before, Definition(around, name, member))
    for path, (imported, after) in imports.items():
        assert isinstance(imported.member, Import)
        if after is None:
            continue
        yield from _alternatives(
            Pair(
                path=path,
                old=imported,
                new=after,
                old_surface=old,
                new_surface=new,
                doubt=_without(imported.member),
            )
        )
    for path, own in replaced.items():
        yield from _standing_in(path, own, surfaces)


def _standing_in(path: str, own: Definition, surfaces: tuple[Surface, Surface]) -> Iterator[Pair]:
    """Yield the pair of a function or class and what stands in for the import in its place."""
    old, new = surfaces
    after = bound_at(new, path)
    if after is None or not isinstance(after.member, Import):
        return
    standing_in = [m for m in after.member.alternatives if isinstance(m, (Function, Class))]
    if standing_in:
        pair = Pair(path=path, old=own, new=after, old_surface=old, new_surface=new)
        assert own.member is not None
        yield from _alternative(pair, own.member, standing_in[0], _without(after.member))


def _without(imported: Import) -> str:
    """Return who is affected by what stands in for an import."""
    return f"only installations without '{imported.target}' are affected"


def _alternatives(pair: Pair) -> Iterator[Pair]:
    """Yield the pairs of what other branches bind, unless the pair of the first ones says it.

    Their doubt is that of an import, which the other branches stand in for.
    """
    old, new = pair.old, pair.new
    assert new is not None
    assert old.member is not None
    assert new.member is not None
    doubt = pair.doubt if isinstance(old.member, Import) else None
    fallbacks = new.member.alternatives
    if isinstance(old.member, Import) and isinstance(new.member, (Function, Class)):
        fallbacks = (new.member, *fallbacks)
    is_lost = False
    for before, after in zip_longest(old.member.alternatives, fallbacks):
        bound = _bound(pair.old_surface, old, before)
        if _is_fallback_lost(pair.new_surface, bound, after, new.member):
            is_lost = True
            yield Pair(
                path=pair.path,
                old=bound or old,
                new=None,
                old_surface=pair.old_surface,
                new_surface=pair.new_surface,
                removal="unexported" if isinstance(before, Import) else "gone",
                doubt=doubt or f"another branch still binds '{old.name}'",
            )
        if before is None or after is None:
            continue
        if looks_same(before, old.member) and looks_same(after, new.member):
            continue
        yield from _alternative(pair, before, after, doubt)
    was_bound = isinstance(old.member, Import) and not old.member.conditional
    if was_bound and new.member.conditional and not is_lost:
        yield pair


def _alternative(pair: Pair, before: Member, after: Member, doubt: str | None) -> Iterator[Pair]:
    """Yield the pair of what another branch binds in both versions, if it is of one kind."""
    assert pair.new is not None
    old = _bound(pair.old_surface, pair.old, before)
    new = _bound(pair.new_surface, pair.new, after)
    if old is None or new is None:
        return
    if isinstance(before, Import) and has_public_path(pair.old_surface, old):
        return  # It is compared by the path that it has there.
    surfaces = (pair.old_surface, pair.new_surface)
    if isinstance(old.member, Class) and isinstance(new.member, Class):
        if "." in pair.old.qualname + pair.new.qualname:
            return
        old_surface, new_surface = surfaces
        if not isinstance(before, Import):
            old_surface, old = in_other_branch(old_surface, pair.old, before)
        if not isinstance(after, Import):
            new_surface, new = in_other_branch(new_surface, pair.new, after)
        surfaces = (old_surface, new_surface)
    elif not (isinstance(old.member, Function) and isinstance(new.member, Function)):
        return
    yield Pair(
        path=pair.path,
        old=old,
        new=new,
        old_surface=surfaces[0],
        new_surface=surfaces[1],
        doubt=doubt,
    )


def _bound(surface: Surface, at: Definition, member: Member | None) -> Definition | None:
    """Return the function or class that another branch binds or imports; None for anything else."""
    if isinstance(member, (Function, Class)):
        return at._replace(member=member)
    if not isinstance(member, Import) or not surface.inside(member.target):
        return None
    target = surface.resolve_alias(surface.resolve(member.target))
    is_known = isinstance(target, Definition) and isinstance(target.member, (Function, Class))
    return target if is_known and isinstance(target, Definition) else None


def _is_fallback_lost(
    new: Surface, before: Definition | None, after: Member | None, first: Member
) -> bool:
    """Return whether another branch no longer binds a function or class to a name.

    Python's own modules, and those of the package, can always be imported.
    """
    if before is None:
        return False
    if isinstance(after, Attribute):
        return True  # It is None.
    if isinstance(after, Import) and new.inside(after.target):
        return new.resolve(after.target) is MISSING
    if after is not None or not isinstance(first, Import):
        return False
    if new.inside(first.target):
        return new.resolve(first.target) is UNKNOWN
    return first.target.partition(".")[0] not in sys.stdlib_module_names
