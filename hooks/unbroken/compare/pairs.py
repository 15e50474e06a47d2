"""Two surfaces to pairs: what each public path led to, and what it leads to now.

A definition that users reach by several paths makes one pair, under the shortest of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from unbroken.compare.branch_pairs import branch_pairs
from unbroken.compare.calls.constructor_attribution import with_constructor_breaks
from unbroken.compare.choice_pairs import choice_pairs
from unbroken.compare.counterparts import (
    doubt_of_missing_member,
    doubt_of_new_decorator,
    member_now,
    named,
)
from unbroken.compare.current_names import bound_at, name_now
from unbroken.compare.instance_pairs import (
    instance_pair,
    is_compared_elsewhere,
    is_hidden_by_class,
    metaclass_pair,
)
from unbroken.compare.item_pairs import item_pairs
from unbroken.compare.pair import Pair, Removal, external_pair
from unbroken.compare.scope import Scope
from unbroken.compare.untouched import look_untouched
from unbroken.model.definitions import Attribute, Class, Function
from unbroken.model.finding import Identity
from unbroken.model.identifiers import is_private
from unbroken.model.projection import looks_same
from unbroken.semantics.model_hooks import is_model_hook
from unbroken.semantics.public_api import (
    doubt_of_export,
    doubt_of_variable,
    public_members,
    public_modules,
    public_objects,
)
from unbroken.semantics.resolution import (
    MISSING,
    UNKNOWN,
    Definition,
    External,
    Key,
    ResolvedName,
    is_module,
)
from unbroken.semantics.set_elsewhere import may_be_registered, passing_name, setter_of
from unbroken.semantics.surface import Surface

_MAY_BE_REGISTERED = "the package puts modules of computed names into sys.modules"


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


class _Members:
    """The public paths to the members of some classes, while these are looked at."""

    def __init__(self, followed: set[tuple[Key, Key]]) -> None:
        self.followed = followed
        """The nested classes that were paired where another class inherits them."""
        self.inherited_classes: set[tuple[Key, Key]] = set()
        """Those that are paired now."""
        self.paths: dict[object, list[_Path]] = defaultdict(list)
        """By the key of the member in the baseline."""
        self.changed: dict[tuple[Key, Key], dict[str, None]] = {}
        """The names of the members that are not as they were, by the keys of both classes."""


def find_pairs(
    old: Surface,
    new: Surface,
    scope: Scope | None = None,
    pre_existing: Collection[Identity] = (),
) -> list[Pair]:
    """Pair the public definitions of the baseline with those of the new version.

    `scope` limits the pairs to some definitions (None: no limit). The `new` of a pair is None
    where the definition is gone. What cannot be known is left out. Breaks of constructors that
    are in `pre_existing` are kept apart from the others with the same cause.
    """
    finder = _PairFinder(old, new, scope)
    finder.modules()
    finder.objects()
    finder.members()
    finder.instances()
    first_branches = list(finder.pairs)
    in_other_branches: list[Pair] = []
    for pair in branch_pairs(first_branches, finder.fallbacks, finder.replaced, (old, new), scope):
        if pair.classes is None:
            finder.pairs.append(pair)
        else:
            in_other_branches += _class_in_other_branch(pair, first_branches)
    return [*with_constructor_breaks(finder.pairs, pre_existing), *in_other_branches]


def _class_in_other_branch(pair: Pair, first_branches: list[Pair]) -> Iterator[Pair]:
    """Yield the pair of a class that another branch binds, and those of its members.

    Those of the first branch that say the same are enough.
    """
    finder = _PairFinder(pair.old_surface, pair.new_surface, None)
    finder.add_pair(pair, [pair.path])
    finder.members()
    said = {pair.path: pair for pair in first_branches}
    for part in with_constructor_breaks(finder.pairs):
        first = said.get(part.path)
        if first is None or not _say_the_same(first, part):
            yield replace(part, doubt=pair.doubt or part.doubt)


class _PairFinder:
    def __init__(self, old: Surface, new: Surface, scope: Scope | None) -> None:
        self.old = old
        self.new = new
        self.scope = scope
        self.pairs: list[Pair] = []
        self._paired: set[tuple[Key, Key]] = set()
        """What `pairs` has, but for what is gone: the keys of both sides."""
        self._same_looks: dict[tuple[Key, Key], bool] = {}
        self.gone: set[str] = set()
        self.classes: list[tuple[Pair, list[str]]] = []
        self.fallbacks: dict[str, Definition] = {}
        """The imports from outside the package that other branches stand in for, by public path."""
        self.replaced: dict[str, Definition] = {}
        """The functions and classes in whose place something unknown is imported, by path."""

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
        if member.member.forwards:
            return False  # What it passes its arguments on to may not be what it was.
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
            if _hides_module(self.old, module.name) and not is_module(after):
                after = MISSING  # What is there now was there before, beside the module.
            if isinstance(after, Definition) and not after.module.raises_on_import:
                self.add([_Path(module.name, before, after)], after)
            elif self.new.inside(module.name):
                # Nothing else can serve a module, not even `__getattr__`: an import looks for it.
                self._module_is_gone(module.name, before)
        if self.scope is None:
            self._registered_modules()

    def _registered_modules(self) -> None:
        """Add the modules that only an entry in `sys.modules` served, and that are gone."""
        for module in self.old.modules.values():
            for path in module.registers:
                setter = setter_of(self.old, path)
                if setter is None or not setter.is_loaded or any(map(is_private, path.split("."))):
                    continue
                if path not in self.old.modules and path not in self.new.modules:
                    self._module_is_gone(path, Definition(module, "", None))

    def _module_is_gone(self, path: str, before: Definition) -> None:
        """Add that a module cannot be imported any more, if `sys.modules` does not serve it."""
        setter = setter_of(self.new, path)
        if self.covered(path) or (setter is not None and setter.is_loaded):
            return
        self.gone.add(path)
        doubt = None
        if setter is not None:
            doubt = f"'{setter.module.name}' puts it into sys.modules once it is imported"
        elif may_be_registered(self.new, path):
            doubt = _MAY_BE_REGISTERED
        elif (package := passing_name(self.new, path)) is not None:
            doubt = f"'{package}' passes its name to a function, which may still serve it"
        self.add([_Path(path, before, MISSING, doubt=doubt)], None, "gone")

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
                bound = bound_at(self.old, path)
                if bound is not None and bound.member is not None and bound.member.alternatives:
                    self.fallbacks[path] = bound
                if after is MISSING:
                    pair = external_pair(path, self.old, self.new, doubt=doubt)
                    self.pairs.append(pair)
                continue
            target = self._target(direct)
            if target is None or (target.member is None and path == target.module.name):
                continue
            if target.member is not None:
                after = self._beside_module(path, after)
            groups[target.key].append(_Path(path, direct, after, doubt=doubt))
        for paths in groups.values():
            self.match(paths)

    def _beside_module(self, path: str, after: ResolvedName) -> ResolvedName:
        """Return what a name leads to, if it hid a module before and leads to one now.

        What the package does not bind is gone: what an import finds is the module.
        """
        around, _, name = path.rpartition(".")
        package = self.new.module(around)
        if package is None or not is_module(after) or not _hides_module(self.old, path):
            return after
        if name in package.module.members:
            return after
        return MISSING if self.new.binds_surely_not(package.module, name) else UNKNOWN

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
        return None if self.old.is_module_exempt(target.module) else target

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
            # Bases first: what is as it was in a base is so in its subclasses.
            batch.sort(key=lambda item: len(self.old.mro(item[0].old)))
            members = _Members(followed)
            for pair, paths in batch:
                self._add_members(pair, paths, members)
            followed |= members.inherited_classes
            for group in members.paths.values():
                self.match(group)

    def _add_members(self, pair: Pair, paths: list[str], members: _Members) -> None:
        """Add the public paths to the members of a class, unless there is nothing to find."""
        assert isinstance(pair.new, Definition)
        changed = members.changed.setdefault((pair.old.key, pair.new.key), {})
        names = self._names_to_compare(pair, pair.new, members.changed)
        for name, member in public_members(self.old, pair.old, names):
            if is_model_hook(self.old, member):
                continue
            after = member_now(self.old, self.new, pair.old, pair.new, member)
            if self.is_as_it_was(member, after):
                continue
            is_untouched = self._looks_same(member, after)
            if not is_untouched:
                changed[name] = None
            own = self.old.owner(member) == pair.old
            target = named(self.old, member)
            group = members.paths[target.key]
            if not own and group and is_untouched:
                continue  # One path is enough where there is nothing to find.
            if not own and not pair.is_of_instance and self._is_paired(target, after):
                continue  # It was paired where another class has it.
            is_elsewhere = not own or target is not member
            if is_elsewhere and isinstance(target.member, Class) and isinstance(after, Definition):
                # A class may be nested in one that it inherits from: a path without end.
                classes = (target.key, named(self.new, after).key)
                if classes in members.followed:
                    continue
                members.inherited_classes.add(classes)
            if pair.is_of_instance and is_compared_elsewhere(pair, name, after):
                continue
            doubt = doubt_of_variable(member.member, pair.old.name)
            if after is MISSING and doubt is None:
                doubt = doubt_of_missing_member(self.new, pair.new, name) or (
                    doubt_of_new_decorator(self.old, self.new, pair.old, pair.new)
                )
            group += (
                _Path(
                    path=f"{path}.{name}",
                    direct=member,
                    now=after,
                    own=own,
                    doubt=doubt or pair.doubt,
                    of_instance=pair.is_of_instance,
                )
                for path in paths
                if not (pair.is_of_instance and is_hidden_by_class(pair, path, name))
            )

    def _is_paired(self, target: Definition, after: ResolvedName) -> bool:
        return isinstance(after, Definition) and (target.key, after.key) in self._paired

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
        """Pair the members of classes of which users only get instances."""
        done = 0
        # What has a public name is compared by that, which may be an alias.
        followed = set(self._paired)
        while done < len(self.pairs):
            batch, done = self.pairs[done:], len(self.pairs)
            # What an attribute holds is certain, and has a path of its own.
            batch.sort(key=lambda pair: isinstance(pair.old.member, Function))
            before = frozenset(followed)
            for pair in batch:
                metaclasses = metaclass_pair(pair)
                if metaclasses is not None:
                    # It has the path of its class, which is a pair already.
                    self.classes.append((metaclasses, [metaclasses.path, *metaclasses.affects]))
                given = instance_pair(pair)
                if given is None or given.new is None:
                    continue
                key = (given.old.key, given.new.key)
                is_of_attribute = given.path == pair.path
                if key in before or (key in followed and not is_of_attribute):
                    continue
                followed.add(key)
                self.add_pair(given, [given.path, *given.affects])
            self.members()

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
                changed = target is not path.now
                after[target.key].append(path._replace(now=target) if changed else path)
            elif isinstance(path.direct.member, (Function, Class)):
                self.replaced[path.path] = path.direct
                bound = bound_at(self.new, path.path)
                is_class = isinstance(path.direct.member, Class)
                if bound is not None and is_class and isinstance(path.now, External):
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
        old = named(self.old, first) if new is not None else first
        is_renamed = old is not first and paths[0].of_instance
        if is_renamed and new is not None and (old.key, new.key) in self._paired:
            return  # It is another name for what is compared anyway.
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
        self.add_pair(pair, names)

    def add_pair(self, pair: Pair, paths: list[str]) -> None:
        """Add a pair; the members of a class are paired under some paths of it later on."""
        self._keep(pair, paths)
        for choice in (*choice_pairs(pair), *item_pairs(pair)):
            self._keep(choice, [choice.path, *choice.affects])

    def _keep(self, pair: Pair, paths: list[str]) -> None:
        self.pairs.append(pair)
        if pair.new is not None:
            self._paired.add((pair.old.key, pair.new.key))
        if pair.classes is not None:
            self.classes.append((pair, paths))


def _hides_module(surface: Surface, path: str) -> bool:
    """Return whether a package has an object with the name of one of its modules."""
    if surface.module(path) is None:
        return False
    around, _, name = path.rpartition(".")
    package = surface.module(around)
    bound = None if package is None else surface.attribute(package, name)
    return isinstance(bound, Definition) and bound.member is not None


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
