"""Names to definitions across the modules of one version of a package.

Only what the source says is used. What comes from outside the package is `External`; what could
be there without the source saying so (a module `__getattr__`, a compiled extension, a base class
from elsewhere) is `UNKNOWN`, which is never the same as `MISSING`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeAlias, overload

from unbroken.model.builtin_names import is_builtin
from unbroken.model.definitions import Attribute, Class, Function, Import, Module
from unbroken.semantics.all_names import AllNames
from unbroken.semantics.found_modules import FoundModules, ModuleSearch
from unbroken.semantics.imported_methods import imported_method
from unbroken.semantics.lineages import Lineages
from unbroken.semantics.mro import base_has
from unbroken.semantics.resolution import (
    MISSING,
    UNKNOWN,
    Absent,
    Definition,
    External,
    Key,
    ResolvedName,
    is_dotted,
)
from unbroken.semantics.type_checking_names import for_typing, may_be_filled

Seen: TypeAlias = frozenset[Key]


_CONSTANTS = ("builtins.None", "builtins.True", "builtins.False", "builtins.NotImplemented")


class Surface:
    """One version of one or more packages: its modules, and what their names mean.

    `modules` holds every module by dotted name, folders without `__init__.py` included;
    `packages` are the dotted names of the packages that are read: what lies outside them is
    external. A surface is complete: where modules are read on demand, `search` finds those that
    matter to a question. `is_exempt` returns whether a definition is not part of the API by
    configuration or by a mark, though its path is public. `losing_modules` are the packages that
    may import fewer of their modules than in another version (None: all may).
    """

    def __init__(
        self,
        modules: Mapping[str, Module],
        packages: Collection[str],
        search: ModuleSearch | None = None,
        is_exempt: Callable[[Definition], bool] = lambda definition: False,
        losing_modules: Collection[str] | None = None,
    ) -> None:
        self.modules = modules
        self.search = search
        self.is_exempt = is_exempt
        self.packages = tuple(packages)
        self._found = FoundModules(modules, search)
        self._prefixes = tuple(f"{package}." for package in packages)
        self._losing_modules = losing_modules
        self.memo: dict[Callable[..., object], dict[tuple[Key, ...], Any]] = {}
        """What `memo.remembered` functions returned, by function and by definitions."""
        self._lineages = Lineages(self.bases)
        self._aliases: dict[Key, Definition] = {}
        self._external_aliases: dict[Key, External | None] = {}
        self._module_aliases: dict[Key, Definition | None] = {}
        self._owners: dict[Key, Definition | None] = {}
        self._frame_readers: dict[str, bool] = {}
        self._open_lookups = 0
        self._open_class_imports: set[Key] = set()
        self._names: dict[Key, ResolvedName] = {}
        self._dead_ends: dict[Key, Absent] = {}
        """Where the name that is being looked up was not found."""
        self._all_names = AllNames(modules)

    def exempting(self, is_exempt: Callable[[Definition], bool]) -> Surface:
        """Return this surface with another opinion on what is not part of the API."""
        losing = self._losing_modules
        return Surface(self.modules, self.packages, self.search, is_exempt, losing)

    def comparing_imports(self, packages: Collection[str]) -> Surface:
        """Return this surface, where only some packages may import fewer of their modules."""
        return Surface(self.modules, self.packages, self.search, self.is_exempt, packages)

    def is_module_exempt(self, module: Module) -> bool:
        """Return whether all of a module is not part of the API by configuration or by a mark."""
        return self.is_exempt(Definition(module, "", None))

    def modules_mentioning(self, word: str) -> Iterator[Module]:
        """Yield the modules whose source contains a word, and maybe others, by name."""
        return self._found.mentioning(word)

    def modules_setting(self, name: str) -> Iterator[Module]:
        """Yield the modules that may set an attribute of a name on another one, by name.

        Those that may put modules into `sys.modules` are among them.
        """
        return self._found.setting(name)

    def imports(self, name: str) -> tuple[str, ...] | None:
        """Return what importing a module imports (`Module.imports`); None if there is none."""
        return self._found.imports(name)

    def may_lose_modules(self, package: str) -> bool:
        """Return whether a package may import fewer of its modules than in another version."""
        return self._losing_modules is None or package in self._losing_modules

    def inside(self, path: str) -> bool:
        """Return whether a dotted path lies in one of the packages that are read."""
        return f"{path}.".startswith(self._prefixes)

    def package_of(self, path: str) -> str:
        """Return the innermost of the packages that are read in which a dotted path lies."""
        around = (prefix for prefix in self._prefixes if f"{path}.".startswith(prefix))
        return max(around, key=len)[:-1]

    def module(self, name: str) -> Definition | None:
        """Find a module by its dotted name."""
        module = self.modules.get(name)
        return None if module is None else Definition(module, "", None)

    def resolve(self, path: str, seen: Seen = frozenset()) -> ResolvedName:
        """Find what a dotted path means to a user who imports it."""
        if not self.inside(path):
            return External(path)
        root = self.package_of(path)
        # An import looks modules up by their full names: what a package binds to the name of one
        # of its modules (`from .array import array`) does not hide the module's own names.
        start = self._innermost(path, root)
        target = self._walk(start, path, seen)
        if target is MISSING and start != root:
            hidden = self._walk(root, path, seen)
            target = hidden if isinstance(hidden, (Definition, External)) else target
        return target

    def _innermost(self, path: str, root: str) -> str:
        """Return the longest part of a path, short of all of it, that is a module."""
        module = path.rpartition(".")[0]
        while len(module) > len(root) and self.module(module) is None:
            module = module.rpartition(".")[0]
        return module if len(module) > len(root) else root

    def _walk(self, start: str, path: str, seen: Seen) -> ResolvedName:
        """Follow a path from a module on, one attribute after the other."""
        target: ResolvedName = self.module(start) or MISSING
        for part in path[len(start) + 1 :].split(".") if path != start else ():
            if not isinstance(target, Definition):
                return UNKNOWN if isinstance(target, External) else target
            target = self.attribute(target, part, seen)
        return target

    def attribute(self, owner: Definition, name: str, seen: Seen = frozenset()) -> ResolvedName:
        """Find `owner.name`, with imports followed."""
        if owner.member is None:
            return self._of_module(owner.module, name, seen)
        if isinstance(owner.member, Class):
            return self.class_member(owner, name)
        target = self.resolve_alias(owner)
        if target.key != owner.key:
            return self.attribute(target, name, seen)
        module = self.module_alias(owner)
        return UNKNOWN if module is None else self._of_module(module.module, name, seen)

    def _of_module(self, module: Module, name: str, seen: Seen) -> ResolvedName:
        """Find a name of a module; `seen` are the names that are being looked up."""
        if seen or self._open_lookups:
            return self._look_up(module, name, seen)
        key = (module.name, name)
        if key not in self._names:
            self._names[key] = self._look_up(module, name, seen)
        return self._names[key]

    def _look_up(self, module: Module, name: str, seen: Seen) -> ResolvedName:
        """Find a name by imports and star imports, which lead to each module once."""
        if not seen:
            around, self._dead_ends = self._dead_ends, {}
            try:
                return self._search(module, name, seen)
            finally:
                self._dead_ends = around
        key = (module.name, name)
        if key in self._dead_ends:
            return self._dead_ends[key]
        found = self._search(module, name, seen)
        if isinstance(found, Absent):
            self._dead_ends[key] = found
        return found

    def _search(self, module: Module, name: str, seen: Seen) -> ResolvedName:
        module, name, seen = self._end_of_imports(module, name, seen)
        if (module.name, name) in seen:
            # An import that leads back to itself works, so that the name is bound otherwise.
            is_imported = isinstance(module.members.get(name), Import)
            return self.module(f"{module.name}.{name}") or (UNKNOWN if is_imported else MISSING)
        seen |= {(module.name, name)}
        member = module.members.get(name)
        if member is not None and name in module.overridden_by_stars:
            starred = self._starred(module, name, seen)
            if isinstance(starred, (Definition, External)):
                return starred
        if isinstance(member, Import):
            return self._imported(member, module, seen)
        if member is not None:
            return Definition(module, name, member)
        starred = self._starred(module, name, seen)
        if isinstance(starred, (Definition, External)):
            return starred
        submodule = self.module(f"{module.name}.{name}")
        if submodule is not None:
            return submodule
        return UNKNOWN if self.may_serve(module, name) else starred

    def binds_surely_not(self, module: Module, name: str) -> bool:
        """Return whether a module has no such name; a submodule of that name does not count."""
        if name in module.members or self.may_serve(module, name):
            return False
        return self._starred(module, name, frozenset()) is MISSING

    def serves_at_most(self, module: Module, name: str) -> bool:
        """Return whether a module has a name only if its `__getattr__` serves it."""
        if name in module.members or "__getattr__" not in module.members:
            return False
        if self._may_have(module, name) or f"{module.name}.{name}" in self.modules:
            return False
        return self._starred(module, name, frozenset()) is MISSING

    def may_serve(self, module: Module, name: str) -> bool:
        """Return whether a module may have a name that nothing in it binds."""
        return "__getattr__" in module.members or self._may_have(module, name)

    def _end_of_imports(self, module: Module, name: str, seen: Seen) -> tuple[Module, str, Seen]:
        """Follow imports from module to module (without recursion: source decides how many)."""
        passed: set[Key] = set()
        while (module.name, name) not in seen and (module.name, name) not in passed:
            member = module.members.get(name)
            if not isinstance(member, Import) or not self.inside(member.target):
                break
            source, _, target_name = member.target.rpartition(".")
            target = self.modules.get(source) if source != module.name else None
            if target is None or target_name not in target.members:
                break
            passed.add((module.name, name))
            module, name = target, target_name
        return module, name, seen | passed

    def _may_have(self, module: Module, name: str) -> bool:
        """Return whether code may bind a name of a module in a way that is not understood."""
        if name in module.possible_names:
            return True
        exported = module.exports.names if module.exports is not None else ()
        if name in module.typing_imports and name in exported and may_be_filled(module):
            return True
        # What modules set that are imported before it; `setter_of` asks all modules.
        path = f"{module.name}.{name}"
        package = module.name
        while package:
            around = self.modules.get(package) if self.inside(package) else None
            if around is not None and path in (*around.sets_elsewhere, *around.registers):
                return True
            package = package.rpartition(".")[0]
        return any(self._reads_frames(path) for path in module.calls)

    def _reads_frames(self, path: str) -> bool:
        """Return whether a function of the package reaches the names of its callers."""
        if path not in self._frame_readers:
            # While it is looked up, modules that call functions of each other ask again; the answer
            # that they get then is not kept.
            self._frame_readers[path] = False
            self._open_lookups += 1
            try:
                target = self.resolve(path)
            finally:
                self._open_lookups -= 1
            member = target.member if isinstance(target, Definition) else None
            self._frame_readers[path] = isinstance(member, Function) and member.reads_frames
        return self._frame_readers[path]

    def _imported(self, bound: Import, module: Module, seen: Seen) -> ResolvedName:
        if not self.inside(bound.target):
            return External(bound.target)
        target = self.resolve(bound.target, seen)
        if target is MISSING:
            source = bound.target.rpartition(".")[0]
            # A module that is not in the sources may be built: an extension, `_version.py`.
            return MISSING if source in self.modules and source != module.name else UNKNOWN
        return target

    def _starred(self, module: Module, name: str, seen: Seen) -> ResolvedName:
        outcome: ResolvedName = MISSING
        for source in reversed(module.stars):
            target = self.modules.get(source)
            if target is None:
                outcome = UNKNOWN
                continue
            names = self.all_names(target)
            if names is not None and name not in names:
                listed = self._from_unknown_exports(target, name, seen)
                if isinstance(listed, Definition):
                    return listed
                outcome = UNKNOWN if listed is UNKNOWN else outcome
                continue
            if names is None and name.startswith("_"):
                continue
            is_bound = name in target.members or name in target.submodules
            if names is None and not is_bound and self.module(f"{source}.{name}") is not None:
                continue
            resolved = self._of_module(target, name, seen)
            if isinstance(resolved, (Definition, External)):
                return resolved
            if resolved is UNKNOWN:
                outcome = UNKNOWN
        return outcome

    def _from_unknown_exports(self, module: Module, name: str, seen: Seen) -> ResolvedName:
        """Find a name that another module's `__all__`, which is not known, may add to its own."""
        if name.startswith("_"):
            return MISSING
        outcome: ResolvedName = MISSING
        for source in self._all_names.unknown_sources(module):
            target = self.modules.get(source)
            if target is None:
                outcome = UNKNOWN
                continue
            resolved = self._of_module(target, name, seen)
            if isinstance(resolved, Definition) and resolved.member is not None:
                return resolved
            outcome = outcome if resolved is MISSING else UNKNOWN
        return outcome

    def all_names(self, module: Module) -> dict[str, None] | None:
        """Return the names in a module's `__all__`; None where it has none that is known."""
        return self._all_names.of(module)

    @overload
    def resolve_alias(self, target: Definition) -> Definition: ...

    @overload
    def resolve_alias(self, target: ResolvedName) -> ResolvedName: ...

    def resolve_alias(self, target: ResolvedName) -> ResolvedName:
        """Follow an alias (`Old = New`) to the function or class that it names.

        What is no alias is returned as it is.
        """
        if isinstance(target, Definition) and isinstance(target.member, Attribute):
            return self._end_of_aliases(target)
        return target

    def _end_of_aliases(self, definition: Definition) -> Definition:
        chain: list[Definition] = []
        while isinstance(definition.member, Attribute) and definition.key not in self._aliases:
            # `name = name.other` leads back to itself, here or while its value is looked up.
            self._aliases[definition.key] = definition
            chain.append(definition)
            target = self._aliased(definition)
            if target is None:
                break
            definition = target
        definition = self._aliases.get(definition.key, definition)
        for alias in chain:
            self._aliases[alias.key] = definition
        return definition

    def _aliased(self, definition: Definition) -> Definition | None:
        assert isinstance(definition.member, Attribute)
        value = definition.member.value
        if definition.member.scope == "instance" or value is None or not is_dotted(value):
            return None
        target = self.resolve_name(definition, value)
        return target if isinstance(target, Definition) and target.member is not None else None

    def module_alias(self, definition: Definition) -> Definition | None:
        """Return the module that an attribute of a module names: `mpu = parallel_state`."""
        member = definition.member
        if not isinstance(member, Attribute) or member.scope != "module" or member.value is None:
            return None
        if not is_dotted(member.value) or member.value.partition(".")[0] == member.name:
            return None
        if definition.key not in self._module_aliases:
            self._module_aliases[definition.key] = None  # ends a circle of aliases
            target = self.resolve_name(definition, member.value)
            if isinstance(target, Definition) and target.member is None:
                self._module_aliases[definition.key] = target
        return self._module_aliases[definition.key]

    def resolve_name(self, at: Definition, name: str) -> ResolvedName:
        """Find what a dotted name means at the place of a definition.

        Other names for something from outside (`cm = contextlib.contextmanager`) mean that.
        Aliases of definitions are definitions of their own: see `resolve_alias`.
        """
        target = self._resolve_written_name(at, name)
        if isinstance(target, Definition) and isinstance(target.member, Attribute):
            return self._external_alias(target) or target
        return target

    def _external_alias(self, definition: Definition) -> External | None:
        """Return what an attribute is another name for, if that comes from outside."""
        assert isinstance(definition.member, Attribute)
        value = definition.member.value
        if definition.member.scope == "instance" or value is None or not is_dotted(value):
            return None
        if definition.key not in self._external_aliases:
            self._external_aliases[definition.key] = None  # ends a circle of aliases
            target = self.resolve_name(definition, value)
            if isinstance(target, External) and target.target not in _CONSTANTS:
                self._external_aliases[definition.key] = target
        return self._external_aliases[definition.key]

    def _resolve_written_name(self, at: Definition, name: str) -> ResolvedName:
        head, _, rest = name.partition(".")
        target: ResolvedName = MISSING
        owner = self.owner(at)
        if isinstance(at.member, (Attribute, Class, Function)) and owner is not None:
            target = self.own_member(owner, head)
            if isinstance(target, Definition) and _is_bound_later(target, at):
                target = MISSING
        if target is MISSING:
            target = self._of_module(at.module, head, frozenset())
        # A module's own `__getattr__` is not asked for the names that its code uses (PEP 562).
        if isinstance(target, Absent):
            shown = for_typing(at.module, head, self.modules, self._imported)
            target = target if shown is MISSING else shown
        if isinstance(target, Absent) and is_builtin(head):
            target = External(f"builtins.{head}")
        for part in rest.split(".") if rest else ():
            if isinstance(target, Definition) and isinstance(target.member, Attribute):
                target = self._external_alias(target) or target
            if isinstance(target, External):
                target = External(f"{target.target}.{part}")
            elif isinstance(target, Definition):
                target = self.attribute(target, part)
        return target

    def owner(self, definition: Definition) -> Definition | None:
        """Return the class that a member is defined in; None for what stands in a module."""
        outer = definition.qualname.rpartition(".")[0]
        key = (definition.module.name, outer)
        if outer and key not in self._owners:
            self._owners[key] = self.definition(*key)
        return self._owners.get(key)

    def definition(self, module: str, qualname: str) -> Definition | None:
        """Find a definition by its place, whether or not anyone can reach it."""
        definition = self.module(module)
        for part in qualname.split(".") if qualname else ():
            definition = None if definition is None else self._defined_in(definition, part)
        return definition

    def _defined_in(self, outer: Definition, name: str) -> Definition | None:
        if isinstance(outer.member, Class):
            member = self.own_member(outer, name)
            is_own = isinstance(member, Definition) and self.owner(member) == outer
            return member if is_own and isinstance(member, Definition) else None
        bound = outer.module.members.get(name) if outer.member is None else None
        if bound is None or isinstance(bound, Import):
            return None
        return Definition(outer.module, name, bound)

    def own_member(self, owner: Definition, name: str) -> ResolvedName:
        """Return what a class itself binds to a name; MISSING if it does not.

        A function that its body imports is a method of the class.
        """
        assert isinstance(owner.member, Class)
        member = owner.member.members.get(name)
        if member is None:
            return MISSING
        if isinstance(member, Import):
            return self._imported_by_class(owner, member)
        return Definition(owner.module, f"{owner.qualname}.{name}", member)

    def _imported_by_class(self, owner: Definition, bound: Import) -> ResolvedName:
        key = (owner.module.name, f"{owner.qualname}.{bound.name}")
        if key in self._open_class_imports:
            return UNKNOWN  # It imports from the class that it is in.
        self._open_class_imports.add(key)
        self._open_lookups += 1
        try:
            return imported_method(owner, bound, self._imported(bound, owner.module, frozenset()))
        finally:
            self._open_lookups -= 1
            self._open_class_imports.remove(key)

    def class_member(self, owner: Definition, name: str) -> ResolvedName:
        """Find a member of a class through its bases.

        Attribute look-up follows the MRO (Python reference, "The standard type hierarchy").
        """
        member = self._lineages.member_table(owner).get(name)
        if member is not None and not isinstance(member.member, Import):
            return member
        unknown = False
        for part in self.mro(owner) if member is not None else self.marked_mro(owner):
            if isinstance(part, External):
                unknown |= external_has(part, name) is not False
                continue
            if member is not None:
                imported = self.own_member(part, name)
                if imported is not MISSING:
                    return imported
            unknown |= isinstance(part.member, Class) and part.member.has_unknown_members
        return UNKNOWN if unknown else MISSING

    def mro(self, owner: Definition) -> tuple[Definition | External, ...]:
        """Linearize the bases of a class by C3, as far as the source shows them."""
        return self._lineages.mro(owner)

    def marked_mro(self, owner: Definition) -> tuple[Definition | External, ...]:
        """Return the MRO without the classes of the package that only have plain members."""
        return self._lineages.marked_mro(owner)

    def mro_keys(self, owner: Definition) -> tuple[object, ...]:
        """Return what identifies the classes of an MRO, in order."""
        return self._lineages.mro_keys(owner)

    def bases(self, owner: Definition) -> Iterator[Definition | External]:
        """Yield the direct bases of a class."""
        assert isinstance(owner.member, Class)
        for text in owner.member.bases:
            name = text.partition("[")[0]
            target: ResolvedName = self.resolve_name(owner, name) if is_dotted(name) else UNKNOWN
            target = self.resolve_alias(target)
            if (isinstance(target, Definition) and isinstance(target.member, Class)) or isinstance(
                target, External
            ):
                yield target
            else:
                yield External(f"?.{text}")


def _is_bound_later(member: Definition, at: Definition) -> bool:
    """Return whether a class body binds a member only after it evaluated an attribute.

    Then the value of the attribute does not mean the member (Python reference, "Resolution of
    names": class bodies run in order).
    """
    bound, user = member.member, at.member
    if not isinstance(user, Attribute) or user.scope != "class" or bound is None:
        return False
    return (bound.line, bound.column) >= (user.line, user.column)


def external_has(base: External, name: str) -> bool | None:
    """Return whether a base from outside the package has a member; None when that is unknown."""
    return base_has(base.target, name)
