"""Pairs of what other branches bind to a name (`else`, `except ImportError`)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from unbroken.compare.pair import Pair
from unbroken.compare.scope import Scope
from unbroken.model.definitions import Attribute, Class, Function, Import, Member
from unbroken.model.projection import looks_same
from unbroken.semantics.other_branches import in_other_branch
from unbroken.semantics.public_api import public_fallbacks, public_modules
from unbroken.semantics.resolution import UNKNOWN, Definition
from unbroken.semantics.surface import Surface


def branch_pairs(
    pairs: Iterable[Pair], old: Surface, new: Surface, scope: Scope | None
) -> Iterator[Pair]:
    """Yield the pairs of what other branches bind to the names of some pairs, and of imports.

    `scope` limits the imports that are looked at (None: no limit).
    """
    for pair in pairs:
        sides = pair.functions or pair.classes
        if pair.new is not None and sides is not None and sides[0].alternatives:
            before, now = sides
            if not (looks_same(before, now) and before.alternatives == now.alternatives):
                yield from _alternatives(pair)
    names = None if scope is None else scope.modules
    for module in public_modules(old, names):
        after = new.modules.get(module.name)
        if after is None:
            continue
        for name in public_fallbacks(old, module):
            member, now_member = module.members[name], after.members.get(name)
            if now_member is None or (scope is not None and name not in scope.names):
                continue
            assert isinstance(member, Import)
            yield from _alternatives(
                Pair(
                    path=f"{module.name}.{name}",
                    old=Definition(module, name, member),
                    new=Definition(after, name, now_member),
                    old_surface=old,
                    new_surface=new,
                    doubt=f"only installations without '{member.target}' are affected",
                )
            )


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
    for before, after in zip_longest(old.member.alternatives, fallbacks):
        if _is_fallback_lost(pair.new_surface, before, after, new.member):
            yield Pair(
                path=pair.path,
                old=old._replace(member=before),
                new=None,
                old_surface=pair.old_surface,
                new_surface=pair.new_surface,
                removal="gone",
                doubt=doubt or f"another branch still binds '{old.name}'",
            )
        if before is None or after is None:
            continue
        if looks_same(before, old.member) and looks_same(after, new.member):
            continue
        if isinstance(before, Function) and isinstance(after, Function):
            yield Pair(
                path=pair.path,
                old=old._replace(member=before),
                new=new._replace(member=after),
                old_surface=pair.old_surface,
                new_surface=pair.new_surface,
                doubt=doubt,
            )
        is_in_module = "." not in old.qualname + new.qualname
        if isinstance(before, Class) and isinstance(after, Class) and is_in_module:
            old_surface, old_class = in_other_branch(pair.old_surface, old, before)
            new_surface, new_class = in_other_branch(pair.new_surface, new, after)
            yield Pair(
                path=pair.path,
                old=old_class,
                new=new_class,
                old_surface=old_surface,
                new_surface=new_surface,
                doubt=doubt,
            )


def _is_fallback_lost(
    new: Surface, before: Member | None, after: Member | None, first: Member
) -> bool:
    """Return whether another branch no longer binds a function or class to a name.

    Python's own modules, and those of the package, can always be imported.
    """
    if not isinstance(before, (Function, Class)):
        return False
    if isinstance(after, Attribute):
        return True  # It is None.
    if after is not None or not isinstance(first, Import):
        return False
    if new.inside(first.target):
        return new.resolve(first.target) is UNKNOWN
    return first.target.partition(".")[0] not in sys.stdlib_module_names
