"""Two surfaces to pairs: what each public path led to, and what it leads to now.

A definition that users reach by several paths makes one pair, under the shortest of them.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from unbroken.compare.calls.constructors import with_constructor_breaks
from unbroken.compare.getattr_names import followed, name_now
from unbroken.compare.pair import Pair, Removal, external_pair
from unbroken.compare.untouched import look_untouched
from unbroken.loading.stdlib import base_has_member
from unbroken.model.definitions import Attribute, Class, Function, Import, Member, Module
from unbroken.model.projection import looks_same
from unbroken.semantics.decorators import Side
from unbroken.semantics.instances import contained_class, given_class
from unbroken.semantics.metaclasses import metaclass_of
from unbroken.semantics.model_hooks import is_model_hook
from unbroken.semantics.other_branches import in_other_branch
from unbroken.semantics.protocols import is_protocol
from unbroken.semantics.public_api import (
    doubt_of_export,
    is_dunder,
    public_fallbacks,
    public_members,
    public_modules,
    public_objects,
    public_paths,
)
from unbroken.semantics.resolution import MISSING, UNKNOWN, Definition, External, Key, ResolvedName
from unbroken.semantics.surface import Surface


class Scope(Protocol):
    """Which definitions are compared when not all are."""

    @property
    def modules(self) -> Collection[str]:
        """The names of the modules whose public names are compared."""

    @property
    def names(self) -> Collection[str]:
        """The names of the definitions that are compared."""

    def is_mentioned_by(self, member: Member) -> bool:
        """Return whether a definition mentions what is compared."""


class _Path(NamedTuple):
    """One public path: what it led to, and what it leads to now."""

    path: str
    direct: Definition
    now: ResolvedName
    own: bool = True
    """False for a member that is inherited from the class that defines it."""
    doubt: str | None = None
    """What may still provide a missing name, or why users may not rely on it, as a clause."""
    of_instance: bool = False
    """Whether users reach it through instances only."""

    @property
    def rank(self) -> tuple[bool, int, bool, int, str]:
        """The shortest path comes first, and the name of the definition before an alias of it."""
        is_alias = isinstance(self.direct.member, Attribute)
        inherited = not self.own and not self.of_instance
        return (inherited, self.path.count("."), is_alias, len(self.path), self.path)


def find_pairs(old: Surface, new: Surface, scope: Scope | None = None) -> list[Pair]:
    """Pair the public definitions of the baseline with those of the new version.

    `scope` limits the pairs to some definitions (None: no limit). The `new` of a pair is None
    where the definition is gone. What cannot be known is left out.
    """
    finder = _PairFinder(old, new, scope)
    finder.modules()
    finder.objects()
    finder.members()
    finder.instances()
    finder.alternatives()
    return [*with_constructor_breaks(finder.pairs), *finder.in_other_branches]


class _PairFinder:
    def __init__(self, old: Surface, new: Surface, scope: Scope | None) -> None:
        self.old = old
        self.new = new
        self.scope = scope
        self.pairs: list[Pair] = []
        self.in_other_branches: list[Pair] = []
        """The pairs of classes that another branch binds, and of their members."""
        self._same_looks: dict[tuple[Key, Key], bool] = {}
        self.gone: set[str] = set()
        self.classes: list[tuple[Pair, list[str]]] = []

    def covered(self, path: str) -> bool:
        """Return whether a removal of something around it says it all."""
        while path := path.rpartition(".")[0]:
            if path in self.gone:
                return True
        return False

    def is_as_it_was(self, member: Definition, after: ResolvedName) -> bool:
        """Return whether a method was read from one file, and means the same in both versions."""
        if self.scope is None or not isinstance(member.member, Function):
            return False
        is_same = isinstance(after, Definition) and after.member is member.member
        return is_same and not self.scope.is_mentioned_by(member.member)

    def modules(self) -> None:
        names = None if self.scope is None else self.scope.modules
        for module in public_modules(self.old, names):
            before = Definition(module, "", None)
            # A function of the same name may hide the module, which is still there to import.
            after = self.new.module(module.name) or self.new.resolve(module.name)
            if self.covered(module.name):
                continue
            if isinstance(after, Definition) and not after.module.raises_on_import:
                self.add([_Path(module.name, before, after)], after)
            elif self.new.inside(module.name):
                # Nothing else can serve a module, not even `__getattr__`: an import looks for it.
                self.gone.add(module.name)
                self.add([_Path(module.name, before, MISSING)], None, "gone")

    def objects(self) -> None:
        groups: dict[object, list[_Path]] = defaultdict(list)
        doubts: dict[str, str | None] = {}
        for path, direct in self._public_objects():
            if self.covered(path):
                continue
            after, doubt = name_now(self.old, self.new, path)
            around, _, name = path.rpartition(".")
            module = self.old.modules.get(around)
            own_doubt = doubts.get(around) if module is None else doubt_of_export(module, name)
            doubts[path] = own_doubt
            doubt = doubt or own_doubt
            if after is MISSING and isinstance(direct, Definition) and direct.member is None:
                self.gone.add(path)  # That a module is no longer served says it all.
            if isinstance(direct, External):
                if after is MISSING:
                    pair = external_pair(path, self.old, self.new, doubt=doubt)
                    self.pairs.append(pair)
                continue
            target = self._target(direct)
            if target is not None and path != target.module.name:
                groups[target.key].append(_Path(path, direct, after, doubt=doubt))
        for paths in groups.values():
            self.match(paths)

    def _public_objects(self) -> Iterator[tuple[str, Definition | External]]:
        """Yield the public paths that are compared, and all others to the same definitions."""
        if self.scope is None:
            yield from public_objects(self.old)
            return
        targets: dict[Key, Definition] = {}
        paths: set[str] = set()
        scope = dict.fromkeys(self.scope.modules, self.scope.names)
        for path, direct in public_objects(self.old, scope):
            paths.add(path)
            yield path, direct
            target = self._target(direct) if isinstance(direct, Definition) else None
            if target is not None:
                targets[target.key] = target
        search = self.old.search
        reexports = None if search is None else search.reexports(targets.values())
        for path, direct in public_objects(self.old, reexports):
            if path in paths or not isinstance(direct, Definition):
                continue
            target = self._target(direct)
            if target is not None and target.key in targets:
                yield path, direct

    def _target(self, direct: Definition) -> Definition | None:
        """Return the definition that is compared where a public path leads to `direct`.

        None where that is excluded.
        """
        target = self.old.resolve_alias(direct)
        if not isinstance(target, Definition) or self._is_excluded(target.module):
            return None
        return target

    def _is_excluded(self, module: Module) -> bool:
        """Return whether a module of the baseline is excluded by the configuration."""
        return self.old.is_exempt(Definition(module, "", None))

    def _looks_same(self, member: Definition, after: ResolvedName) -> bool:
        """Return whether a member is untouched; asked once for all classes that inherit it."""
        if not isinstance(after, Definition):
            return False
        key = (member.key, after.key)
        if key not in self._same_looks:
            self._same_looks[key] = look_untouched((self.old, member), (self.new, after))
        return self._same_looks[key]

    def members(self) -> None:
        """Pair the members of the classes that are in both versions, nested classes too."""
        followed: set[tuple[Key, Key]] = set()
        while self.classes:
            batch, self.classes = self.classes, []
            groups: dict[object, list[_Path]] = defaultdict(list)
            inherited: set[tuple[Key, Key]] = set()
            # Bases first: what is as it was in a base is so in its subclasses.
            batch.sort(key=lambda item: len(self.old.mro(item[0].old)))
            changed: dict[tuple[Key, Key], dict[str, None]] = {}
            for pair, paths in batch:
                assert isinstance(pair.new, Definition)
                names = self._names_to_compare(pair, pair.new, changed)
                changed_here = changed.setdefault((pair.old.key, pair.new.key), {})
                for name, member in public_members(self.old, pair.old, names):
                    if is_model_hook(self.old, member):
                        continue
                    after = member_now(self.old, self.new, pair.old, pair.new, member)
                    if self.is_as_it_was(member, after):
                        continue
                    if not self._looks_same(member, after):
                        changed_here[name] = None
                    own = self.old.owner(member) == pair.old
                    target = named(self.old, member)
                    key = target.key if isinstance(target, Definition) else member.key
                    if not own and groups[key] and self._looks_same(member, after):
                        continue  # One path is enough where there is nothing to find.
                    if (
                        not own
                        and isinstance(member.member, Class)
                        and isinstance(after, Definition)
                    ):
                        # A class may be nested in one that it inherits from: a path without end.
                        if (member.key, after.key) in followed:
                            continue
                        inherited.add((member.key, after.key))
                    doubt = _doubt_of_class(self.new, pair.new, name) if after is MISSING else None
                    of_instance = pair.is_of_instance
                    if of_instance and name in _OF_THE_INSTANCE:
                        continue
                    for path in paths:
                        if of_instance and self._is_hidden_by_class(path, pair.old, name):
                            continue
                        groups[key].append(
                            _Path(
                                path=f"{path}.{name}",
                                direct=member,
                                now=after,
                                own=own,
                                doubt=doubt or pair.doubt,
                                of_instance=of_instance,
                            )
                        )
            followed |= inherited
            for group in groups.values():
                self.match(group)

    def _names_to_compare(
        self,
        pair: Pair,
        new: Definition,
        changed: Mapping[tuple[Key, Key], Mapping[str, None]],
    ) -> list[str] | None:
        """Return the names of the members of a class that are not as they are in its base.

        `changed` are the names of what is not as it was, by the classes of both versions that were
        looked at. None: all have to be looked at.
        """
        if pair.classes is None or pair.is_of_instance:
            return None
        before, after = self.old.mro(pair.old), self.new.mro(new)
        bases = (*before[1:2], *after[1:2])
        if len(bases) != 2 or not all(isinstance(base, Definition) for base in bases):
            return None
        old_base, new_base = bases
        assert isinstance(old_base, Definition)
        assert isinstance(new_base, Definition)
        known = changed.get((old_base.key, new_base.key))
        if known is None or self.old.mro(old_base) != before[1:]:
            return None
        if self.new.mro(new_base) != after[1:]:
            return None
        own = (*pair.classes[0].members, *pair.classes[1].members)
        return list(dict.fromkeys((*own, *known)))

    def instances(self) -> None:
        """Pair the members of classes of which users only get instances.

        `api = _Api()` makes `api.get` public, and so does `def connect() -> _Api`.
        """
        done = 0
        # What has a public name is compared by that, which may be an alias.
        followed = {(pair.old.key, pair.new.key) for pair in self.pairs if pair.new is not None}
        while done < len(self.pairs):
            batch, done = self.pairs[done:], len(self.pairs)
            # What an attribute holds is certain, and has a path of its own.
            batch.sort(key=lambda pair: isinstance(pair.old.member, Function))
            before = frozenset(followed)
            for pair in batch:
                self._add_metaclass(pair)
                is_attribute = isinstance(pair.old.member, Attribute)
                given = self._given_classes(pair, given_class)
                if given is None:
                    is_attribute = False  # It has no attribute of what it contains.
                    given = self._given_classes(pair, contained_class)
                if given is None or (given[0].key, given[1].key) in before:
                    continue
                key = (given[0].key, given[1].key)
                if key in followed and not is_attribute:
                    continue
                followed.add(key)
                self._add_instances(pair, given, is_attribute=is_attribute)
            self.members()

    def _add_metaclass(self, pair: Pair) -> None:
        """Pair the members of a metaclass without a public name: users reach them by its classes.

        `C.name` is what the metaclass has, unless the class has it itself.
        """
        if pair.classes is None or pair.new is None or pair.is_of_instance:
            return
        old, new = metaclass_of(self.old, pair.old), metaclass_of(self.new, pair.new)
        if old is None or new is None or public_paths(self.old, old) or "." in old.qualname:
            return
        self.classes.append(
            (
                Pair(
                    path=pair.path,
                    old=old,
                    new=new,
                    old_surface=self.old,
                    new_surface=self.new,
                    doubt=pair.doubt,
                    is_of_instance=True,
                ),
                [pair.path, *pair.affects],
            )
        )

    def _is_hidden_by_class(self, path: str, owner: Definition, name: str) -> bool:
        """Return whether a class has a member of its own, beside one of its metaclass `owner`."""
        for surface in (self.old, self.new):
            at = surface.resolve(path)
            at = surface.resolve_alias(at) if isinstance(at, Definition) else at
            if not isinstance(at, Definition) or not isinstance(at.member, Class):
                continue
            is_class_of_it = at.key != owner.key and metaclass_of(surface, at) is not None
            if is_class_of_it and surface.class_member(at, name) is not MISSING:
                return True
        return False

    def _given_classes(
        self, pair: Pair, given: Callable[[Surface, Definition], Definition | None]
    ) -> tuple[Definition, Definition] | None:
        """Return the classes whose instances a pair gives, unless they are compared anyway.

        `given` tells them, in one version each.
        """
        if pair.new is None or isinstance(pair.old.member, (Class, Import)):
            return None
        if _is_annotated(pair.old) != _is_annotated(pair.new):
            return None  # What is called may be a descriptor, which gives something else.
        old = given(self.old, pair.old)
        if old is None or self._is_excluded(old.module):
            return None
        new = given(self.new, pair.new)
        if new is None or is_protocol(self.new, new):
            return None  # A protocol says only a part of what an instance has.
        paths = public_paths(self.old, old)
        if paths and "." not in old.qualname:
            now = self.new.resolve(paths[0])
            now = self.new.resolve_alias(now) if isinstance(now, Definition) else now
            is_compared = isinstance(now, Definition) and now.key == new.key
            is_told = is_compared or isinstance(pair.old.member, Function)
            return None if is_told or given is contained_class else (old, new)
        if "." in old.qualname:
            return None  # A class in a class is reached through that one.
        if isinstance(pair.old.member, Function) and public_paths(self.new, new):
            return None  # The annotation has another meaning, which is told.
        return old, new

    def _add_instances(
        self, pair: Pair, given: tuple[Definition, Definition], *, is_attribute: bool
    ) -> None:
        old, new = given
        path = pair.path if is_attribute else old.path
        made = Pair(
            path=path,
            affects=pair.affects if is_attribute else (),
            old=old,
            new=new,
            old_surface=self.old,
            new_surface=self.new,
            doubt=pair.doubt if is_attribute else f"users get instances of it from '{pair.path}'",
            is_of_instance=True,
        )
        self.pairs.append(made)
        self.classes.append((made, [path, *made.affects]))

    def alternatives(self) -> None:
        """Pair what other branches bind to a name (`else`, `except ImportError`)."""
        for pair in list(self.pairs):
            sides = pair.functions or pair.classes
            if pair.new is not None and sides is not None and sides[0].alternatives:
                before, now = sides
                if not (looks_same(before, now) and before.alternatives == now.alternatives):
                    self._pair_alternatives(pair.path, pair.old, pair.new, None)
        names = None if self.scope is None else self.scope.modules
        for module in public_modules(self.old, names):
            after = self.new.modules.get(module.name)
            if after is None:
                continue
            for name in public_fallbacks(self.old, module):
                member, now_member = module.members[name], after.members.get(name)
                if now_member is None or (self.scope is not None and name not in self.scope.names):
                    continue
                assert isinstance(member, Import)
                doubt = f"only installations without '{member.target}' are affected"
                self._pair_alternatives(
                    f"{module.name}.{name}",
                    Definition(module, name, member),
                    Definition(after, name, now_member),
                    doubt,
                )

    def _pair_alternatives(
        self, path: str, old: Definition, new: Definition, doubt: str | None
    ) -> None:
        """Pair what the other branches of both versions bind, unless the first ones say it."""
        assert old.member is not None
        assert new.member is not None
        fallbacks = new.member.alternatives
        if isinstance(old.member, Import) and isinstance(new.member, (Function, Class)):
            fallbacks = (new.member, *fallbacks)
        for before, after in zip_longest(old.member.alternatives, fallbacks):
            if self._is_fallback_lost(before, after, new.member):
                lost = _Path(path, old._replace(member=before), MISSING)
                still = f"another branch still binds '{old.name}'"
                self.add([lost._replace(doubt=doubt or still)], None, "gone")
            if before is None or after is None:
                continue
            is_reported = looks_same(before, old.member) and looks_same(after, new.member)
            if isinstance(before, Function) and isinstance(after, Function) and not is_reported:
                self.pairs.append(
                    Pair(
                        path=path,
                        old=old._replace(member=before),
                        new=new._replace(member=after),
                        old_surface=self.old,
                        new_surface=self.new,
                        doubt=doubt,
                    )
                )
            is_in_module = "." not in old.qualname + new.qualname and not is_reported
            if isinstance(before, Class) and isinstance(after, Class) and is_in_module:
                old_side = in_other_branch(self.old, old, before)
                new_side = in_other_branch(self.new, new, after)
                self._pair_classes(path, old_side, new_side, doubt)

    def _is_fallback_lost(self, before: Member | None, after: Member | None, first: Member) -> bool:
        """Return whether another branch no longer binds a function or class to a name.

        Python's own modules, and those of the package, can always be imported.
        """
        if not isinstance(before, (Function, Class)):
            return False
        if isinstance(after, Attribute):
            return True  # It is None.
        if after is not None or not isinstance(first, Import):
            return False
        if self.new.inside(first.target):
            return self.new.resolve(first.target) is UNKNOWN
        return first.target.partition(".")[0] not in sys.stdlib_module_names

    def _pair_classes(self, path: str, old_side: Side, new_side: Side, doubt: str | None) -> None:
        """Pair a class that another branch binds, and its members, unless the first one says it."""
        (old_surface, old), (new_surface, new) = old_side, new_side
        finder = _PairFinder(old_surface, new_surface, None)
        finder.add([_Path(path, old, new)], new)
        finder.members()
        said = {pair.path: pair for pair in self.pairs}
        for pair in with_constructor_breaks(finder.pairs):
            first = said.get(pair.path)
            if first is None or not _say_the_same(first, pair):
                self.in_other_branches.append(replace(pair, doubt=doubt or pair.doubt))

    def match(self, paths: list[_Path]) -> None:
        """Add the pairs of one definition of the baseline, given the paths that lead to it."""
        if len(paths) > 1:
            paths.sort(key=lambda item: item.rank)
        after: dict[object, list[_Path]] = defaultdict(list)
        lost = []
        for path in paths:
            if path.now is MISSING:
                lost.append(path)
            elif isinstance(path.now, Definition):
                target = named(self.new, path.now)
                if isinstance(path.direct.member, Class):
                    target = self.new.resolve_alias(path.now)
                if isinstance(target, Definition):
                    changed = target is not path.now
                    after[target.key].append(path._replace(now=target) if changed else path)
            elif isinstance(path.now, External) and isinstance(path.direct.member, Class):
                bound = _bound_at(self.new, path.path)
                if bound is not None:
                    after[path.now].append(path._replace(now=bound))
        if lost:
            name = lost[0].direct.name
            kept = (path for group in after.values() for path in group)
            self.lose(lost, anywhere=any(_is_still(path, name) for path in kept))
        for group in after.values():
            assert isinstance(group[0].now, Definition)
            self.add(group, group[0].now)

    def lose(self, lost: list[_Path], *, anywhere: bool) -> None:
        direct = lost[0].direct
        still = self.new.definition(direct.module.name, direct.qualname)
        removal: Removal = "gone"
        # What an alias named may be there, but the alias itself is what users had.
        anywhere = anywhere and self.old.resolve_alias(direct) == direct
        if lost[0].path != direct.path and (still is not None or anywhere):
            removal = "unexported"
        self.gone.update(path.path for path in lost)
        self.add(lost, None, removal)

    def add(
        self,
        paths: list[_Path],
        new: Definition | None,
        removal: Removal | None = None,
    ) -> None:
        first = paths[0].direct
        target = named(self.old, first) if new is not None else first
        old = target if isinstance(target, Definition) else first
        names = [path.path for path in paths]
        pair = Pair(
            path=names[0],
            affects=tuple(names[1:]),
            old=old,
            new=new,
            old_surface=self.old,
            new_surface=self.new,
            removal=removal,
            doubt=_common_doubt(paths),
            is_of_instance=all(path.of_instance for path in paths),
        )
        self.pairs.append(pair)
        if new is not None and isinstance(old.member, Class) and isinstance(new.member, Class):
            self.classes.append((pair, names))


_OF_THE_INSTANCE = (
    "__call__", "__class_getitem__", "__init_subclass__", "__instancecheck__", "__prepare__",
    "__subclasscheck__",
)  # fmt: skip
"""Members that say nothing of instances, or that are compared where the instance is."""


def _is_annotated(definition: Definition) -> bool:
    member = definition.member
    if isinstance(member, Function):
        return member.signature.returns is not None
    return isinstance(member, Attribute) and member.annotation is not None


def _say_the_same(pair: Pair, other: Pair) -> bool:
    """Return whether both sides of two pairs look the same to users."""
    if pair.new is None or other.new is None:
        return pair.new is other.new
    is_same = looks_same(pair.old.member, other.old.member)
    return is_same and looks_same(pair.new.member, other.new.member)


def _common_doubt(paths: list[_Path]) -> str | None:
    """Return the doubt about some paths; None where there is none about one of them."""
    return None if any(path.doubt is None for path in paths) else paths[0].doubt


def _is_still(path: _Path, name: str) -> bool:
    """Return whether a path leads to a definition as it did, and not as an alias of another one."""
    is_alias = isinstance(path.direct.member, Attribute)
    return not is_alias or (isinstance(path.now, Definition) and path.now.name == name)


def _bound_at(surface: Surface, path: str) -> Definition | None:
    """Return the import from outside the package that a public name leads to."""
    module, _, name = followed(surface, path).rpartition(".")
    around = surface.modules.get(module)
    bound = around.members.get(name) if around is not None else None
    return Definition(around, name, bound) if around is not None and bound is not None else None


def named(surface: Surface, definition: Definition) -> ResolvedName:
    """Return what an alias names, unless it is something else under that name.

    A function that a class takes from outside (`m = function`) is a method there: its first
    parameter is bound, which the function itself does not tell. A class that is the value of a
    class attribute (`factory = Model`) has a public path of its own, where it is judged.
    """
    if not isinstance(definition.member, Attribute):
        return definition
    target = surface.resolve_alias(definition)
    if not isinstance(target, Definition) or not isinstance(target.member, (Function, Class)):
        return target
    borrowed = surface.owner(definition) is not None and surface.owner(target) is None
    return definition if borrowed else target


def member_now(
    old: Surface,
    new: Surface,
    old_owner: Definition,
    new_owner: Definition,
    member: Definition,
) -> ResolvedName:
    """Return what a member of a class leads to in the new version of the class.

    A base from outside the package may have the name, too. That counts as unknown where there
    is reason to think so: the base is new, the name is the language's own (`__repr__`), the
    method called `super()` for it, or the base is a known class that has it. Code that is not
    understood may add members, but if it was there before it added others than this one.
    """
    resolved = new.class_member(new_owner, member.name)
    if resolved is not UNKNOWN:
        return MISSING if _is_disabled(old, member, resolved) else resolved
    if is_dunder(member.name) or (_is_open(new, new_owner) and not _is_open(old, old_owner)):
        return UNKNOWN
    if isinstance(member.member, Function) and member.member.calls_super:
        return UNKNOWN
    before = {base.target for base in externals(old, old_owner)}
    for base in externals(new, new_owner):
        has_member = base_has_member(base, member.name)
        if has_member or (has_member is None and base.target not in before):
            return UNKNOWN
    return MISSING


def _is_disabled(old: Surface, member: Definition, now: ResolvedName) -> bool:
    """Return whether a method is `None` now: Python takes that for no such operator."""
    if not isinstance(now, Definition) or not isinstance(now.member, Attribute):
        return False
    if now.member.value != "None" or now.name == "__hash__":
        return False
    before = named(old, member)
    if not isinstance(before, Definition) or not isinstance(before.member, Function):
        return False
    return not before.member.accessors


def _is_open(surface: Surface, owner: Definition) -> bool:
    """Return whether code that is not understood may add members to a class of the package."""
    return any(
        isinstance(part, Definition)
        and isinstance(part.member, Class)
        and part.member.has_unknown_members
        for part in surface.marked_mro(owner)
    )


def _doubt_of_class(surface: Surface, owner: Definition, name: str) -> str | None:
    """Return the doubt that a member is missing, where a base or metaclass may have it."""
    metaclass = metaclass_of(surface, owner)
    if metaclass is not None and any(
        isinstance(surface.class_member(metaclass, provider), Definition)
        for provider in (name, "__getattr__")
    ):
        return f"the metaclass '{metaclass.name}' may still provide it on the class"
    for base in externals(surface, owner):
        if base_has_member(base, name) is None:
            text = base.target.removeprefix("?.")
            return f"its base class '{text}' from outside the package may still provide it"
    return None


def externals(surface: Surface, owner: Definition) -> Iterator[External]:
    """Return the bases of a class, direct or not, that come from outside the package."""
    return (base for base in surface.marked_mro(owner) if isinstance(base, External))
