"""Which other files depend on a change: those with re-exports, subclasses and aliases.

By which paths users reach a definition, and what inherits from it, depends on other files. These
are found by a search for the name, without reading the whole package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from unbroken.model.definitions import (
    Attribute,
    Class,
    Function,
    Import,
    Member,
    Module,
    Parameter,
)
from unbroken.model.identifiers import is_private
from unbroken.search.exported_names import GIVEN, IMPORTED_FROM, Search
from unbroken.semantics.public_api import is_shim
from unbroken.semantics.resolution import is_dotted

MOST_FILES = 80
"""If more files depend on a change, the whole package is read, unless it is much larger."""


def dependent_files(
    own: Mapping[str, Collection[str]],
    search: Search,
    read: Callable[[str], Module | None],
    inside: Callable[[str], bool],
    most: Callable[[], int] = lambda: MOST_FILES,
) -> set[str] | None:
    """Find the files that make changed names reachable: by re-export, subclass or alias.

    `own` are the changed names, by the file in which they changed. Re-exports under other names
    are followed. `inside` returns whether a dotted path is in the packages. Returns None when
    more files than `most` returns depend on the change.
    """
    asked = _SearchedNames()
    files: set[str] = set()
    reexporting: set[str] = set()
    pending = {word for path, names in own.items() for word in _words_for(path, names)}
    concerned = set(own)
    while fresh := pending - asked.all:
        asked.add(fresh)
        hits = _hits(fresh, search, read, asked)
        files |= hits - own.keys()
        if len(files) > MOST_FILES and len(files) > most():
            return None
        # A file without the fresh names re-exports what it did in the last round.
        concerned |= hits
        while concerned:
            path = concerned.pop()
            module = read(path)
            if module is not None:
                dependent = asked.dependent_in(module, own.get(path, ()))
                pending |= _words_for(path, dependent.names)
                pending |= {f"{name}{GIVEN}@{_stem(path)}" for name in dependent.giving}
                reexporting |= {path} if dependent.names else set()
        taken = {
            taken_name for module in map(read, files) if module for taken_name in _taken(module)
        }
        for path, names in own.items():
            pending |= _sources(_stem(path), names, read(path), taken, inside)
    # The search returns too many files. A file that cannot be parsed may depend on the change.
    return {path for path in files if path in reexporting or read(path) is None}


def reexported_names_of(
    own: Mapping[str, Collection[str]], search: Search, read: Callable[[str], Module | None]
) -> dict[str, set[str]]:
    """Find the names by which users may reach some definitions, by file, their own included.

    `own` are the names of the definitions by file. Other files import them, also under other
    names, or have aliases of them. There may be too many names, but none is missing.
    """
    asked = _SearchedNames()
    reexported: dict[str, set[str]] = {}
    pending = {word for path, names in own.items() for word in _words_for(path, names)}
    concerned = set(own)
    while fresh := pending - asked.all:
        asked.add(fresh)
        concerned |= _hits(fresh, search, read, asked)
        while concerned:
            path = concerned.pop()
            module = read(path)
            if module is not None:
                reexported[path] = asked.reexported_by(module, own.get(path, ()), is_alias)
                pending |= _words_for(path, reexported[path])
    return reexported


def _words_for(path: str, names: Collection[str]) -> set[str]:
    """Return what to search for after some names of a file.

    A private module may be served whole under a public name (`from pkg import _impl as api`).
    """
    words = {f"{name}@{_stem(path)}" for name in names}
    if words and any(part.startswith("_") for part in _parts(path)):
        *_, folder, module = ("", *_parts(path))
        words.add(f"{_MODULE}{module}@{folder}")
    return words


_MODULE = "^"
"""Stands before the name of a module that may be served under another name."""


def _parts(path: str) -> list[str]:
    """Return the folders of a source file, and the last part of the name of its module."""
    *folders, name = path.split("/")
    stem = name.partition(".")[0]
    return folders if stem == "__init__" else [*folders, stem]


def _hits(
    words: Collection[str],
    search: Search,
    read: Callable[[str], Module | None],
    asked: _SearchedNames,
) -> set[str]:
    """Return the files that may re-export one of some names, or that serve one of some modules."""
    modules = {word.removeprefix(_MODULE) for word in words if word.startswith(_MODULE)}
    names = {word for word in words if not word.startswith(_MODULE)}
    plain = {word for word in names if GIVEN not in word}
    hits = {*search(names), *_passing_on(plain, search)} if names else set()
    for path in search(modules) if modules else ():
        module = read(path) if path not in hits else None
        if module is not None and asked.served_by(module):
            hits.add(path)
    return hits


def _passing_on(words: Collection[str], search: Search) -> Iterator[str]:
    """Yield the files that only import one of some names, where others import it from there."""
    tokens = {word: word.replace("@", IMPORTED_FROM) for word in words}
    if not search(set(tokens.values())):
        return
    for word, token in tokens.items():
        name = word.partition("@")[0]
        importers = search({token})
        taken = {path: f"{name}{IMPORTED_FROM}{_stem(path)}" for path in importers}
        if taken and search(set(taken.values())):
            yield from (path for path, imported in taken.items() if search({imported}))


def _sources(
    stem: str,
    names: Collection[str],
    module: Module | None,
    taken: Collection[str],
    inside: Callable[[str], bool],
) -> set[str]:
    """Return the names under which the targets of changed imports are defined, if users reach them.

    The target of such an import has one public path less, so that another path may be reported.
    `taken` is what other modules import.
    """
    words = set()
    for name in names:
        member = module.members.get(name) if module is not None else None
        if module is None or not isinstance(member, Import) or not inside(member.target):
            continue
        if _may_export(module, name) or not {f"{name}@{stem}", f"*@{stem}"}.isdisjoint(taken):
            source, _, last = member.target.rpartition(".")
            words.add(f"{last}@{source.rpartition('.')[2]}")
    return words


def _may_export(module: Module, name: str) -> bool:
    """Return whether a module may export one of its imports."""
    member = module.members[name]
    if module.is_package or is_shim(module):
        return True
    if isinstance(member, Import) and (
        member.redundant or is_private(member.target.rpartition(".")[2])
    ):
        return True
    exports = module.exports
    return exports is not None and (
        name in exports.names or bool(exports.modules) or not exports.complete
    )


def _taken(module: Module) -> Iterator[str]:
    """Yield what a module imports, by its name and the last part of the name of its module."""
    for member in module.members.values():
        if isinstance(member, Import):
            source, _, name = member.target.rpartition(".")
            yield f"{name}@{source.rpartition('.')[2]}"
    yield from (f"*@{star.rpartition('.')[2]}" for star in module.stars)


def _stem(path: str) -> str:
    """Return the last part of a module's name, as others name it in their imports."""
    return ("", *_parts(path))[-1]


class _SearchedNames:
    """The names that were searched for, by the last part of the names of their modules."""

    def __init__(self) -> None:
        self.all: set[str] = set()
        self._of: dict[str, set[str]] = {}
        self._given: dict[str, set[str]] = {}
        self._modules: set[tuple[str, str]] = set()

    def add(self, words: Collection[str]) -> None:
        self.all.update(words)
        for word in words:
            name, _, module = word.partition("@")
            if name.startswith(_MODULE):
                self._modules.add((module, name.removeprefix(_MODULE)))
            elif name.endswith(GIVEN):
                self._given.setdefault(module, set()).add(name.removesuffix(GIVEN))
            else:
                self._of.setdefault(module, set()).add(name)

    def dependent_in(self, module: Module, own: Collection[str]) -> _Dependent:
        """Return the names of a module that depend on a searched name, or are among its `own`."""
        names = self.reexported_by(module, own, uses)
        giving = _hidden_classes(module, names) | self._names_given(module)
        members = [(name, bound) for name, bound in module.members.items() if name not in giving]
        size = -1
        while giving and size != len(giving):
            size = len(giving)
            held = {name for name, member in members if _gives(member, giving)}
            functions = {name for name in held if isinstance(module.members[name], Function)}
            giving |= functions | _hidden_classes(module, held)
        held = {name for name, member in members if giving and _gives(member, giving)}
        if giving:
            bound = {name for name in giving if name in module.members}
            names = self.reexported_by(module, {*names, *bound, *held}, uses)
            giving = bound
        return _Dependent(names, giving)

    def _names_given(self, module: Module) -> set[str]:
        """Return the searched names of what gives values, and what a module calls these."""
        if not self._given:
            return set()
        imports = {
            **{name: bound.target for name, bound in module.typing_imports.items()},
            **_imports(module),
        }
        renamed = {name for name, target in imports.items() if _has(self._given, target)}
        return renamed.union(*self._given.values())

    def reexported_by(
        self,
        module: Module,
        own: Collection[str],
        depends: Callable[[Member, Callable[[str], bool]], bool],
    ) -> set[str]:
        """Return the names of a module that lead to a searched name, or are among its `own`.

        `depends` decides whether a definition leads to a name, given a function that returns
        whether a dotted name does.
        """
        imports = _imports(module)
        local = {*own, *(name for name, target in imports.items() if self.has(target))}
        local |= self.served_by(module)
        local |= {
            name
            for name, member in module.members.items()
            if any(
                isinstance(part, Import) and self.has(part.target) for part in member.alternatives
            )
        }
        for source in module.stars:
            local |= self._of.get(source.rpartition(".")[2], set())
        targets = _targets(module, imports)

        def leads(dotted: str) -> bool:
            head, _, rest = dotted.partition(".")
            if head in local or dotted.rpartition(".")[2] in local:
                return True
            return bool(rest) and head in targets and self.has(f"{targets[head]}.{rest}")

        # Subclasses may be defined in any order, in branches: repeat until nothing is new.
        size = -1
        while size != len(local):
            size = len(local)
            local |= {
                name
                for name, member in module.members.items()
                if name not in local and depends(member, leads)
            }
        return local

    def served_by(self, module: Module) -> set[str]:
        """Return the public names of a module that are other names for a searched module."""
        if not self._modules:
            return set()
        bound = {name for name, target in _imports(module).items() if self._is_module(target)}
        aliases = {
            name
            for name, member in module.members.items()
            if isinstance(member, Attribute) and member.value in bound
        }
        return {name for name in bound | aliases if not name.startswith("_")}

    def _is_module(self, target: str) -> bool:
        source, _, name = target.rpartition(".")
        return (source.rpartition(".")[2], name) in self._modules

    def has(self, target: str) -> bool:
        """Return whether a dotted path ends in a searched name of a module."""
        return _has(self._of, target)


class _Dependent(NamedTuple):
    """The names of a module that depend on searched ones.

    `giving` are the classes without a public name among them, and what gives their instances.
    """

    names: set[str]
    giving: set[str]


def _has(names: Mapping[str, set[str]], target: str) -> bool:
    source, _, name = target.rpartition(".")
    return name in names.get(source.rpartition(".")[2], ())


def _hidden_classes(module: Module, names: Collection[str]) -> set[str]:
    """Return the classes among some names of a module that users only know by their instances.

    They may have no public name, or are descriptors.
    """
    exports = module.exports
    is_hidden = any(part.startswith("_") for part in module.name.split("."))
    listed = exports.names if exports is not None and exports.complete else None
    classes = {
        name: member for name in names if isinstance(member := module.members.get(name), Class)
    }
    return {
        name
        for name, class_ in classes.items()
        if is_hidden
        or name.startswith("_")
        or (listed is not None and name not in listed)
        or not {"__get__", "__set__"}.isdisjoint(class_.members)
    }


def _gives(member: Member, giving: Collection[str]) -> bool:
    """Return whether users get values of one of some names from a definition.

    A function returns them, an attribute is annotated with the name or calls it, and a class has
    such members.
    """
    if isinstance(member, Function):
        return _names_one(member.signature.returns or member.gives, giving)
    if isinstance(member, Class):
        return any(_gives(inner, giving) for inner in member.members.values())
    if not isinstance(member, Attribute):
        return False
    called = (member.value or "").partition("(")[0] if "(" in (member.value or "") else None
    return _names_one(member.annotation, giving) or _names_one(called, giving)


def _names_one(text: str | None, names: Collection[str]) -> bool:
    return text is not None and not {*_WORD.findall(text)}.isdisjoint(names)


def _imports(module: Module) -> dict[str, str]:
    """Return the dotted paths of what a module imports, by its name there."""
    imports = {name: f"{module.name}.{name}" for name in module.submodules}
    members = module.members.items()
    return imports | {name: bound.target for name, bound in members if isinstance(bound, Import)}


def _targets(module: Module, imports: Mapping[str, str]) -> dict[str, str]:
    """Return the dotted paths of what a module imports, by all names that it has there."""
    targets = dict(imports)
    for name, member in module.members.items():
        if isinstance(member, Attribute) and is_dotted(member.value or ""):
            head, dot, rest = (member.value or "").partition(".")
            if head in targets:
                targets[name] = f"{targets[head]}{dot}{rest}"
    return targets


def uses(member: Member, leads: Callable[[str], bool]) -> bool:
    """Return whether a definition is made from what `leads` accepts: as a subclass is.

    So is a function with a default that names it, or with its keys (`**kwargs: Unpack[Keys]`).
    """
    if isinstance(member, (Class, Function)) and any(
        leads(decorator.path) for decorator in member.decorators
    ):
        return True
    if isinstance(member, Class):
        metaclasses = (value for name, value in member.keywords if name == "metaclass")
        made_of = (*(base.partition("[")[0] for base in member.bases), *metaclasses)
        return any(map(leads, made_of)) or any(
            not isinstance(inner, Import) and uses(inner, leads)
            for inner in member.members.values()
        )
    if isinstance(member, Function):
        return any(
            (
                parameter.default is not None
                and is_dotted(parameter.default)
                and leads(parameter.default)
            )
            or any(map(leads, _unpacked(parameter)))
            for parameter in member.signature.parameters
        )
    if isinstance(member, Attribute) and member.value is not None:
        if is_dotted(member.value):
            return leads(member.value)
        if "partial(" in member.value:
            return any(map(leads, _DOTTED.findall(member.value)))
        # An instance, or a function that another one has wrapped.
        call = _CALL.fullmatch(member.value)
        return call is not None and any(leads(part) for part in call.groups() if part)
    return False


def _unpacked(parameter: Parameter) -> list[str]:
    """Return the names in an annotation that unpacks the keys of a TypedDict (PEP 692)."""
    annotation = parameter.annotation or ""
    return _DOTTED.findall(annotation) if "Unpack[" in annotation else []


def is_alias(member: Member, leads: Callable[[str], bool]) -> bool:
    """Return whether a definition is another name (`Old = New`) for what `leads` accepts."""
    if not isinstance(member, Attribute) or member.value is None:
        return False
    return is_dotted(member.value) and leads(member.value)


_DOTTED = re.compile(r"[^\W\d][\w.]*")
_CALL = re.compile(r"([^\W\d][\w.]*)\((?:([^\W\d][\w.]*)|.*)\)", re.DOTALL)


class Affected:
    """What a comparison is limited to: some modules, and in them some names and what uses them."""

    def __init__(self, modules: Collection[str], names: Collection[str]) -> None:
        self.modules = modules
        self.names = frozenset(names)

    def is_mentioned_by(self, member: Member) -> bool:
        """Return whether the expressions in a definition mention one of the names."""
        return not self.names.isdisjoint(_WORD.findall(" ".join(_texts(member))))


def affected_names(names: Iterable[str], modules: Iterable[Module]) -> set[str]:
    """Return some names and those of all definitions that depend on them.

    Those are the definitions in `modules` that mention one of the names (as a base, a default, an
    annotation, a value), and what mentions these.
    """
    users: dict[str, set[str]] = {}
    for module in modules:
        for name, member in module.members.items():
            for word in _WORD.findall(" ".join(_texts(member))):
                users.setdefault(word, set()).add(name)
            for inner, text in _given_inside(member):
                for word in _WORD.findall(text):
                    users.setdefault(word, set()).add(inner)
    affected: set[str] = set()
    pending = set(names)
    while pending:
        affected |= pending
        pending = {user for name in pending for user in users.get(name, ())} - affected
    return affected


def _given_inside(member: Member) -> Iterator[tuple[str, str]]:
    """Yield what members of a class get from their own instance, with what it is made of."""
    members = member.members if isinstance(member, Class) else {}
    used = {name for inner in members.values() for name in _OF_ITSELF.findall(_given_by(inner))}
    for name in used & members.keys():
        yield name, _given_by(members[name])


def _given_by(member: Member) -> str:
    """Return the expression that shows what a method or an attribute of instances gives."""
    if isinstance(member, Function):
        return member.signature.returns or member.gives
    if isinstance(member, Attribute) and member.scope == "instance":
        return member.annotation or member.value or ""
    return ""


_OF_ITSELF = re.compile(r"\bself\.(\w+)")


def handed_on(
    names: Set[str], modules: Iterable[Module], inside: Callable[[str], bool]
) -> set[str]:
    """Return those of some names on which code in the modules can depend.

    Code that uses a name from outside the package does not depend on who else imports it, unless
    it gets the name from there: by its own import, a star import, or as a module's attribute.
    """
    handed: set[str] = set()
    for module in modules:
        imports = _imports(module)
        outer = {name for name, target in imports.items() if not inside(target)}
        handed |= module.members.keys() - outer
        handed.update(imports[name].rpartition(".")[2] for name in imports.keys() - outer)
        if any(map(inside, module.stars)):
            handed |= names - module.members.keys()
        handed |= _attributes_read(module, outer)
    return handed & names


def _attributes_read(module: Module, outer: Collection[str]) -> set[str]:
    """Return the attributes that expressions of a module read, but those of `outer` names."""
    attributes: set[str] = set()
    for member in module.members.values():
        for dotted in _DOTTED.findall(" ".join(_texts(member))):
            head, *rest = dotted.split(".")
            attributes.update(rest if head not in outer else ())
    return attributes


_WORD = re.compile(r"[^\W\d]\w*")


def _texts(member: Member) -> Iterator[str]:
    """Yield the expressions in a definition; its docstring and the names it makes are none."""
    if isinstance(member, Import):
        yield member.target
    elif isinstance(member, Attribute):
        yield member.annotation or ""
        yield member.value or ""
    elif isinstance(member, Function):
        for signature in (member.signature, *member.overloads):
            yield signature.returns or ""
            for parameter in signature.parameters:
                yield parameter.annotation or ""
                yield parameter.default or ""
        yield member.gives
    else:
        yield from member.bases
        yield from (value for _, value in member.keywords)
        for inner in member.members.values():
            yield from _texts(inner)
    for alternative in member.alternatives:
        yield from _texts(alternative)
    if isinstance(member, (Function, Class)):
        for decorator in member.decorators:
            yield decorator.path
            yield from decorator.arguments
            yield from (value for _, value in decorator.keywords)
