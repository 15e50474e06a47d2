"""What is public: by which paths users reach which definitions.

The rules are the typing spec's ("Library interface (public and private symbols)"), with names
that a package's `__init__.py` imports from inside the package counted as exported too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from unbroken.model.definitions import Attribute, Class, Function, Import, Member, Module
from unbroken.model.identifiers import is_dunder, is_private
from unbroken.semantics.built_modules import built_source
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import UNKNOWN, Definition, External, Key
from unbroken.semantics.surface import Surface


def public_modules(surface: Surface, scope: Collection[str] | None = None) -> Iterator[Module]:
    """Yield the modules that users may import.

    `scope` limits them to some modules, by name (None: no limit).

    A private package (`_pytest`) beside a public one is there for it to export from. A folder
    without `__init__.py` has nothing of its own to import: it is public for what is in it.
    """
    support = _support(surface)
    modules: list[Module] = []
    around: set[str] = set()
    # What is in a folder comes before it.
    for name in sorted(surface.modules if scope is None else scope, reverse=True):
        module = surface.modules.get(name)
        if module is None or module.raises_on_import:
            continue
        definition = Definition(module, "", None)
        if _is_private_module(surface, name, support):
            continue
        if name in around if _is_bare_folder(module) else not surface.is_exempt(definition):
            modules.append(module)
            around.add(name.rpartition(".")[0])
    yield from reversed(modules)


def _is_private_module(surface: Surface, name: str, support: Collection[str]) -> bool:
    """Return whether a module has a private name, or is in a private package."""
    root = surface.package_of(name)
    inner = name[len(root) + 1 :].split(".") if name != root else []
    return root in support or any(part.startswith("_") for part in inner)


def _is_bare_folder(module: Module) -> bool:
    return module.is_package and not module.path.endswith((".py", ".pyi"))


def public_names(surface: Surface, module: Module) -> list[str]:
    """Return the names of a module that are promised, in order of binding."""
    return _public_names_of(surface, Definition(module, "", None))


@remembered(in_cycle=list)
def _public_names_of(surface: Surface, owner: Definition) -> list[str]:
    module = owner.module
    listed = surface.all_names(module)
    if listed is not None:
        return list(listed)
    names = dict.fromkeys(module.exports.names) if module.exports is not None else {}
    for name, member in module.members.items():
        if is_private(name) or (is_dunder(name) and name != "__version__"):
            continue
        if isinstance(member, Import) and not _is_exported(surface, module, member):
            continue
        names[name] = None
    for source in module.stars:
        target = surface.modules.get(source)
        if target is not None and target is not module:
            for name in _star_names(surface, target, {module.name}):
                names[name] = None
    return list(names)


def _star_names(surface: Surface, module: Module, seen: set[str]) -> Iterator[str]:
    """Yield the names that a star import of a module brings, but for modules that were `seen`."""
    seen.add(module.name)
    listed = surface.all_names(module)
    if listed is not None:
        yield from listed
        return
    for name in module.members:
        if not name.startswith("_") and not isinstance(module.members[name], Import):
            yield name
    for name, member in module.members.items():
        if is_private(name) or not isinstance(member, Import):
            continue
        if _is_exported(surface, module, member):
            yield name
    for source in module.stars:
        target = surface.modules.get(source)
        if target is not None and source not in seen:
            yield from _star_names(surface, target, seen)


def _is_exported(surface: Surface, module: Module, member: Import) -> bool:
    """Return whether a module imports a name to export it, in one of the branches that bind it."""
    imports = (member, *(part for part in member.alternatives if isinstance(part, Import)))
    return any(part.redundant or _is_own(surface, module, part) for part in imports)


def _is_own(surface: Surface, module: Module, member: Import) -> bool:
    """Return whether a module imports a name to be imported from there.

    A package's `__init__.py` does so from inside that very package, and from a private place. One
    with functions and classes of its own imports others for its own use; one without is there to
    export what it imports. So is any other module without public ones (a shim), and a private name
    that gets a public one is probably meant to be used by it (`from pkg._impl import _f as f`).
    """
    root = surface.package_of(module.name)
    if not surface.inside(member.target):
        return False
    if module.is_package and member.target.startswith(f"{module.name}."):
        return True
    inside = (root, *_support(surface))
    if not any(member.target.startswith(f"{package}.") for package in inside):
        return False
    source, _, name = member.target.rpartition(".")
    if not module.is_package:
        return is_reexporting_module(module) or is_private(name)
    if any(is_private(part) for part in source.split(".")):
        return True
    return not any(isinstance(defined, (Class, Function)) for defined in module.members.values())


def is_reexporting_module(module: Module) -> bool:
    """Return whether a module has no public definition: it is there to export what it imports."""
    return not module.calls and all(
        isinstance(member, Import)
        or name.startswith("_")
        or (isinstance(member, Attribute) and member.is_variable)
        for name, member in module.members.items()
    )


def doubt_of_export(module: Module, name: str) -> str | None:
    """Return why a public name of a module may not be promised; None where there is no doubt."""
    member = module.members.get(name)
    if isinstance(member, Attribute):
        is_listed = module.exports is not None and name in module.exports.names
        return None if is_listed else doubt_of_variable(member, module.name)
    if not isinstance(member, Import) or member.redundant or module.is_package:
        return None
    exports = module.exports
    if exports is not None and (name in exports.names or exports.modules or not exports.complete):
        return None
    if is_reexporting_module(module) and any(is_private(part) for part in member.target.split(".")):
        return None
    return f"'{module.name}' may import it for its own use only"


def doubt_of_variable(member: Member | None, owner: str) -> str | None:
    """Return why the variable of a statement may not be promised; None for other members."""
    if not isinstance(member, Attribute) or not member.is_variable:
        return None
    return f"'{owner}' may use this variable of a `for`, `with` or `match` statement only itself"


def _support(surface: Surface) -> frozenset[str]:
    """Return the private packages, unless there are no others."""
    private = frozenset(
        package for package in surface.packages if is_private(package.partition(".")[0])
    )
    return private if len(private) < len(surface.packages) else frozenset()


def public_objects(
    surface: Surface, scope: Mapping[str, Collection[str]] | None = None
) -> Iterator[tuple[str, Definition | External]]:
    """Yield every public path below the modules, with the definition it leads to.

    Public modules themselves and members of classes are not among them. A private module that is
    served under a public name (`from pkg import _impl as api`) is, with its public names. Test
    functions are left out. `scope` limits the paths to some names of some modules (None: no
    limit).
    """
    for module in public_modules(surface, scope):
        owner = Definition(module, "", None)
        names = _public_names_of(surface, owner)
        if scope is not None:
            names = [name for name in names if name in scope[module.name]]
        yield from _objects_of(surface, owner, module.name, names, frozenset())


def _objects_of(
    surface: Surface,
    owner: Definition,
    at: str,
    names: Collection[str],
    around: frozenset[str],
) -> Iterator[tuple[str, Definition | External]]:
    """Yield the paths of some names of a module that users reach by the path `at`.

    `around` are the private modules that the path leads through.
    """
    listed = surface.all_names(owner.module) or {}
    for name in names:
        path = f"{at}.{name}"
        target = surface.attribute(owner, name)
        # No import statement can have a name that is no identifier.
        if target is UNKNOWN and name.isidentifier():
            promised = _is_served(owner.module, name) or name in listed
            source = built_source(surface, owner.module, name) or (path if promised else None)
            target = External(source) if source is not None else target
        if isinstance(target, External) or (
            isinstance(target, Definition) and not _is_test(target)
        ):
            yield path, target
        private = _private_module(surface, target) if isinstance(target, Definition) else None
        if private is not None and private.name not in around:
            inner = Definition(private, "", None)
            parts = [part for part in private.submodules if not is_private(part)]
            public = dict.fromkeys((*_public_names_of(surface, inner), *parts))
            yield from _objects_of(surface, inner, path, public, around | {private.name})


def _private_module(surface: Surface, target: Definition) -> Module | None:
    """Return the private module that a definition is, or is another name for."""
    named = target if target.member is None else surface.module_alias(target)
    if named is None or named.module.raises_on_import:
        return None
    is_private_module = _is_private_module(surface, named.module.name, _support(surface))
    return named.module if is_private_module else None


def public_fallbacks(surface: Surface, module: Module) -> list[str]:
    """Return the public names that a module imports and binds otherwise where that fails.

    One that it defines itself in that case is public like other definitions.
    """
    fallbacks = {
        name: member.alternatives
        for name, member in module.members.items()
        if isinstance(member, Import) and member.alternatives
    }
    if not fallbacks:
        return []
    listed, promised = surface.all_names(module), {*public_names(surface, module)}
    return [
        name
        for name, alternatives in fallbacks.items()
        if name in promised
        or (
            listed is None
            and not is_private(name)
            and any(isinstance(part, (Function, Class)) for part in alternatives)
        )
    ]


def _is_served(module: Module, name: str) -> bool:
    """Return whether a module's `__getattr__` is known to serve a name, but not from where."""
    member = module.members.get(name)
    return isinstance(member, Import) and member.target == f"{module.name}.{name}"


def is_public(surface: Surface, definition: Definition) -> bool:
    """Return whether users can reach a definition of a module by any public path.

    What is excluded, or marked as internal or experimental, is not public.
    """
    return not surface.is_exempt(definition) and any(public_paths(surface, definition))


def own_public_path(surface: Surface, definition: Definition) -> str | None:
    """Return the public path of a definition in its own module; None where it is private there."""
    module = definition.module
    if definition.member is None or "." in definition.qualname:
        return None
    is_public_module = any(True for _ in public_modules(surface, [module.name]))
    if not is_public_module or definition.qualname not in public_names(surface, module):
        return None
    return f"{module.name}.{definition.qualname}"


def has_public_path(surface: Surface, definition: Definition) -> bool:
    """Return whether any public path leads to a definition of a module, excluded ones included.

    Other modules are only searched where its own has none.
    """
    own = own_public_path(surface, definition)
    return own is not None or bool(public_paths(surface, definition))


@remembered(in_cycle=tuple)
def public_paths(surface: Surface, definition: Definition) -> tuple[str, ...]:
    """Return all public paths that lead to a definition of a module, or to an alias of it."""
    if definition.member is None or "." in definition.qualname:
        return ()
    if surface.search is None:
        return _all_public_paths(surface).get(definition.key, ())
    scope = surface.search.reexports([definition])
    return _paths_by_definition(surface, scope).get(definition.key, ())


@remembered(in_cycle=dict)
def _all_public_paths(surface: Surface) -> dict[Key, tuple[str, ...]]:
    return _paths_by_definition(surface, None)


def _paths_by_definition(
    surface: Surface, scope: Mapping[str, Collection[str]] | None
) -> dict[Key, tuple[str, ...]]:
    paths: dict[Key, list[str]] = {}
    for path, target in public_objects(surface, scope=scope):
        if isinstance(target, Definition):
            paths.setdefault(target.key, []).append(path)
    return {key: tuple(names) for key, names in paths.items()}


def _is_test(definition: Definition) -> bool:
    return isinstance(definition.member, Function) and definition.name.startswith("test_")


def public_members(
    surface: Surface, owner: Definition, names: Iterable[str] | None = None
) -> Iterator[tuple[str, Definition]]:
    """Yield the public members of a class, inherited ones included, each with its definition.

    The constructor is no member: it is the call of the class itself. What a class's own
    machinery reads (`__slots__`, `__match_args__`, …) is no member either. `names` limits the
    members to some (None: no limit).
    """
    if names is not None:
        for name in names:
            found = surface.class_member(owner, name)
            is_member = isinstance(found, Definition) and surface.owner(found) is not None
            if is_member and isinstance(found, Definition) and _is_public_member(name, found):
                yield name, found
        return
    seen: set[str] = set()
    for part in surface.mro(owner):
        if isinstance(part, External):
            continue
        assert isinstance(part.member, Class)
        for name, member in part.member.members.items():
            if name in seen:
                continue
            seen.add(name)
            definition: Definition | None = Definition(
                part.module, f"{part.qualname}.{name}", member
            )
            if isinstance(member, Import):
                definition = surface.definition(part.module.name, f"{part.qualname}.{name}")
            if definition is not None and _is_public_member(name, definition):
                yield name, definition


def _is_public_member(name: str, definition: Definition) -> bool:
    if is_private(name) or name in ("__init__", "__new__", "__post_init__"):
        return False
    return not (is_dunder(name) and isinstance(definition.member, Attribute))
