"""The definitions of one scope, and what a name means that is bound more than once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

import msgspec

from unbroken.model.builtin_names import is_builtin
from unbroken.model.definitions import (
    Attribute,
    Class,
    Function,
    Import,
    Member,
    NotUnderstood,
    Parameter,
    ParameterKind,
    Signature,
)
from unbroken.readers import expressions
from unbroken.readers.ctypes_fields import with_fields
from unbroken.readers.functional_classes import class_from_value
from unbroken.readers.guards import PLAIN, Arm, Branch, Names, is_covered
from unbroken.readers.loop_values import Turns
from unbroken.readers.method_values import method_from_value
from unbroken.readers.property_decorators import accessors_of
from unbroken.readers.redecorated_values import may_be_itself, redecorated_member, with_accessor
from unbroken.readers.repeated_bindings import (
    merged,
    usual_overloads,
    with_alternative,
    with_former,
)
from unbroken.readers.set_up_methods import set_up_methods
from unbroken.readers.simplified_values import simplified
from unbroken.readers.singledispatch_registrations import registrations

_ANY_CALL = Signature(
    (
        Parameter("args", ParameterKind.VAR_POSITIONAL),
        Parameter("kwargs", ParameterKind.VAR_KEYWORD),
    )
)
_OVERLOADS = ("typing.overload", "typing_extensions.overload", "overload")
"""The last is a name that only a star import can bind: `from typing import *`."""


class Scope:
    """The members of a module or class, in order of first binding.

    In straight code the last binding counts. One in a branch (`if`, `else`, `except`, `match`)
    does not replace an existing one: the first branch is the usual case, the others are kept as
    alternatives; unless the first is only for old Pythons or one platform. Names bound only under
    `if TYPE_CHECKING:` do not exist at run time.
    """

    def __init__(self, outer: Scope | None = None, name: str = "") -> None:
        """Make the scope of a class, or (without `outer`) that of a module, with its name."""
        self.outer = outer
        self.name = name
        self.is_package = False
        self.members: dict[str, Member] = {}
        self.typing_imports: dict[str, Import] = {}
        self.typing_aliases: dict[str, Attribute] = {}
        self.not_understood: list[NotUnderstood] = []
        self.has_unknown_names = False
        self.calls: set[str] = set()
        self.passes_paths: set[tuple[str, str]] = set()
        self.sets_elsewhere: set[str] = set()
        self.registers: set[str] = set()
        """The modules of the package that are put into `sys.modules`."""
        self.raises_on_import = False
        self.submodules: set[str] = set()
        """The submodules that a package imports from itself, which are its attributes anyway."""
        self.imports: set[str] = set()
        """What importing a module of the package imports of the package (`imported_modules`)."""
        self.possible_names: set[str] = set()
        self.setters: dict[str, Callable[[], Iterable[Attribute]]] = {}
        """What the methods of a class set on its instances, by their names."""
        self.helpers: dict[str, Callable[[], Iterable[str]]] = {}
        """Which methods the methods of a class call on their instance, by their names."""
        self.loops: dict[str, Turns] = {}
        """What the variables of loops have, turn by turn."""
        self.globals_by_function: dict[str, tuple[str, ...]] = {}
        """The names of the module that each of its functions assigns when it is called."""
        self.changed_tables: set[str] = set()
        """The collections of the scope that statements change after they were made."""
        self.closed_arms: set[Arm] = set()
        """The blocks that end with an exception: they need not bind anything."""
        self._bindings: dict[str, list[tuple[Arm, ...]]] = {}
        """The blocks in which each name is bound."""
        self._stars: list[tuple[str, Branch]] = []
        self._overridden: set[str] = set()
        self._overloads: dict[str, list[tuple[Signature, Branch]]] = {}
        self._rare: set[str] = set()
        self._undecided: set[str] = set()

    # What names mean.

    @property
    def module(self) -> Scope:
        """The scope of the module."""
        return self if self.outer is None else self.outer.module

    @property
    def names(self) -> Names:
        """What the names in a condition of this scope mean."""
        return Names(self.resolve, self.value_of, self.module.name.partition(".")[0])

    def lookup(self, name: str) -> Member | None:
        """Return what a name is bound to, here or in the module; None when it is not bound."""
        if name in self.members:
            return self.members[name]
        return self.outer.lookup(name) if self.outer is not None else None

    def resolve(self, path: str) -> str:
        """Return the dotted path that a dotted name resolves to through imports and aliases.

        A built-in name resolves to `builtins.name`; what is bound in some other way, or not at
        all, stays as it is written.
        """
        head, _, rest = path.partition(".")
        seen: set[str] = set()
        while head not in seen:
            seen.add(head)
            member = self.lookup(head) or self.typing_imports.get(head)
            if isinstance(member, Import):
                return f"{member.target}.{rest}" if rest else member.target
            if member is None:
                return f"builtins.{path}" if is_builtin(head) else path
            value = member.value if isinstance(member, Attribute) else None
            if value is None or not all(part.isidentifier() for part in value.split(".")):
                return path
            path = f"{value}.{rest}" if rest else value
            head, _, rest = path.partition(".")
        return path

    @property
    def qualname(self) -> str:
        """The qualified name of the class, "" for a module."""
        return "" if self.outer is None else f"{self.outer.qualname}.{self.name}".strip(".")

    def value_of(self, name: str) -> ast.expr | None:
        """Return the expression that is assigned to a name; None when it is not known."""
        member = self.lookup(name)
        if not isinstance(member, Attribute) or member.value in (None, "..."):
            return None
        return expressions.parse(member.value or "")

    # Bindings.

    def define(self, member: Member, branch: Branch = PLAIN) -> None:
        """Bind `member.name`."""
        if branch.typing_only:
            self._define_for_typing(member)
            return
        if isinstance(member, Attribute) and member.value is not None:
            member = _with_value(member, simplified(member.value, self))
            is_redefined = isinstance(self.members.get(member.name), (Function, Class))
            if is_redefined and may_be_itself(member):
                return
            again = redecorated_member(member, self.members)
            if isinstance(again, Function):
                self.define_function(again, branch)
                return
            member = again or with_accessor(member, self.members) or member
        if isinstance(member, Attribute):
            member = self._made_by_value(member)
        if branch.before_python is not None:
            member = msgspec.structs.replace(member, before_python=branch.before_python)
        if isinstance(member, Class) and "_fields_" in member.members:
            member = with_fields(member, self.resolve)
        self._bind(member, branch)

    def _define_for_typing(self, member: Member) -> None:
        """Bind a name that only type checkers see."""
        if isinstance(member, Import):
            self.typing_imports[member.name] = member
        elif isinstance(member, Attribute):
            self.typing_aliases[member.name] = member

    def _made_by_value(self, attribute: Attribute) -> Member:
        """Return the class or method that the value of an attribute makes, or the attribute."""
        class_ = class_from_value(attribute, self.resolve)
        if class_ is not None:
            if class_.has_unknown_members:
                self.note_line(
                    attribute.line, f"the members of '{attribute.name}', which a call makes"
                )
            return _with_methods(class_, self)
        method = method_from_value(attribute, self) if attribute.scope == "class" else None
        return method or attribute

    def _bind(self, member: Member, branch: Branch) -> None:
        """Bind a name to what it is, unless what it was before counts."""
        name = member.name
        self._bindings.setdefault(name, []).append(branch.arms)
        existing = self.members.get(name)
        if _is_declaration(existing) and not isinstance(member, Attribute):
            existing = None  # An annotation alone binds nothing.
        if branch.rare and existing is None:
            self._rare.add(name)
        elif name in self._rare and not branch.rare:
            self._rare.discard(name)
            existing = None
        self.possible_names.discard(name)
        if self._stars and branch.conditional and existing is None:
            self._overridden.add(name)
        elif not branch.conditional:
            self._overridden.discard(name)
        if isinstance(existing, Attribute) and isinstance(member, Attribute):
            member = merged(existing, member, branch)
        elif branch.conditional and existing is not None and not self._is_chosen(member, branch):
            if not branch.rare:
                self.members[name] = with_alternative(existing, member)
            return
        elif isinstance(member, Import) and branch.arms and not branch.conditional:
            member = with_former(member, existing)
        self._undecided.discard(name)
        if branch.undecided:
            self._undecided.add(name)
        self.members[name] = member

    def _is_chosen(self, member: Member, branch: Branch) -> bool:
        """Return whether an import counts rather than that of the block that excludes its own.

        Of two blocks that may be run, the one that imports from inside the package counts: what
        is outside cannot be read.
        """
        existing = self.members[member.name]
        if not branch.undecided or member.name not in self._undecided:
            return False
        if not isinstance(member, Import) or not isinstance(existing, Import):
            return False
        package = self.module.name.partition(".")[0]
        return _is_inside(member, package) and not _is_inside(existing, package)

    def define_function(self, function: Function, branch: Branch = PLAIN) -> None:
        """Bind a function, property, accessor or overload, depending on its decorators."""
        if branch.typing_only:
            return
        paths = [decorator.path for decorator in function.decorators]
        if any(self.resolve(path) in _OVERLOADS for path in paths if path):
            self._overloads.setdefault(function.name, []).append((function.signature, branch))
            return
        for path in paths:
            base, _, accessor = path.rpartition(".")
            existing = self.members.get(base)
            if accessor not in ("getter", "setter", "deleter") or not isinstance(
                existing, Function
            ):
                continue
            if existing.accessors:
                self._add_accessor(existing, accessor, function)
            return
        for base, kind in registrations(function):
            self._register(base, kind, function.name)
        overloads = usual_overloads(self._overloads.pop(function.name, []))
        accessors = accessors_of(
            function.decorators, self.resolve, self.module.name.partition(".")[0]
        )
        if overloads or accessors:
            function = msgspec.structs.replace(function, overloads=overloads, accessors=accessors)
        self.define(function, branch)

    def define_instance_attribute(self, attribute: Attribute) -> None:
        """Bind an attribute of instances, unless the class body binds the name."""
        existing = self.members.get(attribute.name)
        if existing is None:
            self.members[attribute.name] = attribute
        elif isinstance(existing, Attribute) and existing.scope == "instance":
            both = merged(existing, attribute, PLAIN)
            if None not in (existing.value, attribute.value):
                # What it holds is not known where it may be assigned different things.
                is_same = existing.value == attribute.value
                both = msgspec.structs.replace(both, value=existing.value if is_same else "...")
            self.members[attribute.name] = both

    def star(self, source: str, branch: Branch = PLAIN) -> None:
        """Import all public names of a module."""
        if branch.typing_only:
            return
        self._stars.append((source, branch))
        if not branch.conditional:
            self._overridden.update(self.members)

    def delete(self, name: str, branch: Branch = PLAIN) -> None:
        """Unbind a name; under a condition the name becomes a possible one."""
        if branch.typing_only or branch.rare:
            return
        if self.members.pop(name, None) is not None and branch.conditional:
            self.possible_names.add(name)
        self._overridden.discard(name)

    def add_possible(self, names: Iterable[str]) -> None:
        """Note names that code binds when it is called."""
        self.possible_names.update(name for name in names if name not in self.members)

    def note(self, node: ast.stmt | ast.expr, reason: str) -> None:
        """Record a statement that may define names and is not understood."""
        self.note_line(node.lineno, reason)

    def note_line(self, line: int, reason: str) -> None:
        """Record a line that may define names and is not understood."""
        self.module.not_understood.append(NotUnderstood(line, reason))

    # The result.

    @property
    def stars(self) -> tuple[str, ...]:
        """The modules that are star-imported, those that count last.

        As with definitions, the usual branch counts, not the order of the text.
        """
        ranked = [
            *[source for source, branch in self._stars if branch.rare],
            *[
                source
                for source, branch in reversed(self._stars)
                if branch.conditional and not branch.rare
            ],
            *[source for source, branch in self._stars if not branch.conditional],
        ]
        return tuple(reversed(dict.fromkeys(reversed(ranked))))

    @property
    def overridden_by_stars(self) -> tuple[str, ...]:
        """The members that a star import replaces if it provides their names, sorted."""
        return tuple(sorted(name for name in self._overridden if name in self.members))

    def close(self) -> None:
        """Bind what is known at the end of a scope.

        That is what has overloads but no implementation (stubs, protocols), the slots, and the
        attributes that the constructor sets by calling other methods.
        """
        self._bind_set_up()
        slots = self.members.get("__slots__")
        if isinstance(slots, Attribute) and slots.value is not None:
            for name in expressions.strings_in(slots.value):
                if name not in self.members and not name.startswith("_"):
                    self.members[name] = msgspec.structs.replace(
                        slots, name=name, annotation=None, value="...", scope="instance"
                    )
        for name, overloads in self._overloads.items():
            if name not in self.members:
                self.members[name] = Function(
                    name=name,
                    line=1,
                    column=1,
                    end_line=1,
                    signature=_ANY_CALL,
                    overloads=usual_overloads(overloads),
                )
        self.possible_names.difference_update(self.members)
        for name, bindings in self._bindings.items():
            bound = self.members.get(name)
            if bound is not None and not is_covered(bindings, self.closed_arms):
                self.members[name] = msgspec.structs.replace(bound, conditional=True)

    def _bind_set_up(self) -> None:
        """Bind the attributes of instances that methods set which the constructor calls."""
        constructor = self.members.get("__init__")
        if not isinstance(constructor, Function) or not constructor.sets_up_by:
            return
        called = set_up_methods(constructor.sets_up_by, self.members, self.helpers)
        self.members["__init__"] = msgspec.structs.replace(constructor, sets_up_by=tuple(called))
        for name in called:
            for attribute in self.setters[name]() if name in self.setters else ():
                self.define_instance_attribute(attribute)

    def _register(self, base: str, kind: str, name: str) -> None:
        existing = self.members.get(base)
        if isinstance(existing, Function):
            registered = tuple({**dict(existing.registered), kind: name}.items())
            self.members[base] = msgspec.structs.replace(existing, registered=registered)

    def _add_accessor(self, existing: Function, accessor: str, function: Function) -> None:
        accessors = tuple(dict.fromkeys((*existing.accessors, accessor)))
        name = function.name
        self.members[name] = msgspec.structs.replace(existing, name=name, accessors=accessors)


def _is_declaration(member: Member | None) -> bool:
    return isinstance(member, Attribute) and member.value is None


def _with_methods(class_: Class, scope: Scope) -> Class:
    """Return a class that a call creates, with the functions of its namespace as methods."""
    inner = Scope(scope, class_.name)
    for member in class_.members.values():
        inner.define(member)
    class_.members = inner.members
    return class_


def _with_value(attribute: Attribute, value: str) -> Attribute:
    if value == attribute.value:
        return attribute
    return msgspec.structs.replace(attribute, value=value)


def _is_inside(member: Import, package: str) -> bool:
    return member.target == package or member.target.startswith(f"{package}.")
