"""The definitions of one scope, and what a name means that is bound more than once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

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
from unbroken.readers.redecorated_values import may_be_itself, redecorated, with_accessor
from unbroken.readers.simplified_values import simplified

_ANY_CALL = Signature(
    (
        Parameter("args", ParameterKind.VAR_POSITIONAL),
        Parameter("kwargs", ParameterKind.VAR_KEYWORD),
    )
)
_OVERLOADS = ("typing.overload", "typing_extensions.overload", "overload")


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
        self.sets_elsewhere: set[str] = set()
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
        return Names(self.resolve, self.value_of)

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
                return f"builtins.{path}" if is_builtin(head) and head != "overload" else path
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
        name = member.name
        if branch.typing_only:
            if isinstance(member, Import):
                self.typing_imports[name] = member
            elif isinstance(member, Attribute):
                self.typing_aliases[name] = member
            return
        if isinstance(member, Attribute) and member.value is not None:
            value = simplified(member.value, self)
            if value != member.value:
                member = msgspec.structs.replace(member, value=value)
            if isinstance(self.members.get(name), (Function, Class)) and may_be_itself(member):
                return
            again = redecorated(member, self.members)
            if isinstance(again, Function):
                self.define_function(again, branch)
                return
            member = again or with_accessor(member, self.members) or member
        if isinstance(member, Attribute):
            class_ = class_from_value(member, self.resolve)
            if class_ is not None and class_.has_unknown_members:
                self.note_line(member.line, f"the members of '{name}', which a call makes")
            member = member if class_ is None else _with_methods(class_, self)
        if isinstance(member, Attribute) and member.scope == "class":
            member = method_from_value(member, self) or member
        self._bindings.setdefault(name, []).append(branch.arms)
        if branch.before_python is not None:
            member = msgspec.structs.replace(member, before_python=branch.before_python)
        if isinstance(member, Class) and "_fields_" in member.members:
            member = with_fields(member, self.resolve)
        existing = self.members.get(name)
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
            member = _merged(existing, member, branch)
        elif branch.conditional and existing is not None and not self._is_chosen(member, branch):
            if not branch.rare:
                self.members[name] = _with_alternative(existing, member)
            return
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
        overloads = _usual_overloads(self._overloads.pop(function.name, []))
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
            merged = _merged(existing, attribute, PLAIN)
            if None not in (existing.value, attribute.value):
                # What it holds is not known where it may be assigned different things.
                is_same = existing.value == attribute.value
                merged = msgspec.structs.replace(merged, value=existing.value if is_same else "...")
            self.members[attribute.name] = merged

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
            *[s for s, branch in reversed(self._stars) if branch.conditional and not branch.rare],
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
            for name in _strings(slots.value):
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
                    overloads=_usual_overloads(overloads),
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
        called = sorted(self._called_in_turn(constructor.sets_up_by))
        self.members["__init__"] = msgspec.structs.replace(constructor, sets_up_by=tuple(called))
        for name in called:
            for attribute in self.setters[name]() if name in self.setters else ():
                self.define_instance_attribute(attribute)

    def _called_in_turn(self, names: Iterable[str]) -> set[str]:
        """Return which of some methods are plain, and the plain ones that they call in turn.

        What the class does not define may be inherited.
        """
        called: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name in called or name.startswith("__"):
                continue
            if self._is_plain_method(name):
                pending.extend(self.helpers[name]())
            elif name in self.members:
                continue
            called.add(name)
        return called

    def _is_plain_method(self, name: str) -> bool:
        """Return whether a name is that of a method which is defined once, and runs when called."""
        method = self.members.get(name)
        return (
            isinstance(method, Function)
            and name in self.helpers
            and not (
                method.decorators or method.alternatives or method.is_async or method.is_generator
            )
        )

    def _register(self, base: str, kind: str, name: str) -> None:
        existing = self.members.get(base)
        if isinstance(existing, Function):
            registered = tuple({**dict(existing.registered), kind: name}.items())
            self.members[base] = msgspec.structs.replace(existing, registered=registered)

    def _add_accessor(self, existing: Function, accessor: str, function: Function) -> None:
        accessors = tuple(dict.fromkeys((*existing.accessors, accessor)))
        name = function.name
        self.members[name] = msgspec.structs.replace(existing, name=name, accessors=accessors)


def _with_methods(class_: Class, scope: Scope) -> Class:
    """Return a class that a call creates, with the functions of its namespace as methods."""
    inner = Scope(scope, class_.name)
    for member in class_.members.values():
        inner.define(member)
    class_.members = inner.members
    return class_


def _is_inside(member: Import, package: str) -> bool:
    return member.target == package or member.target.startswith(f"{package}.")


def set_member(scope: Scope, owner: str, attribute: Attribute, branch: Branch = PLAIN) -> bool:
    """Bind an attribute of a class or function of a scope from outside (`A.x = 1`).

    Returns whether the owner is known.
    """
    existing = scope.members.get(owner)
    if isinstance(existing, Function):
        if attribute.name.startswith("__"):
            return True  # `__doc__`, `__signature__`: functions have these anyway.
        attributes = tuple(sorted({*existing.attributes, attribute.name}))
        scope.members[owner] = msgspec.structs.replace(existing, attributes=attributes)
        return True
    if isinstance(existing, Attribute):
        extended = _with_attribute(existing, attribute, scope)
        scope.members[owner] = extended or existing
        return extended is not None
    if not isinstance(existing, Class):
        return False
    inner = Scope(scope, owner)
    inner.members = dict(existing.members)
    inner.define(_as_in_body(owner, attribute), branch)
    scope.members[owner] = msgspec.structs.replace(existing, members=inner.members)
    return True


def _as_in_body(owner: str, attribute: Attribute) -> Attribute:
    """Return what the body of a class would bind: for `A.m = wrap(A.m)`, `m = wrap(m)`."""
    value, argument = attribute.value or "", f"({owner}.{attribute.name})"
    if argument not in value:
        return attribute
    return msgspec.structs.replace(attribute, value=value.replace(argument, f"({attribute.name})"))


def _with_attribute(namespace: Attribute, attribute: Attribute, scope: Scope) -> Attribute | None:
    """Return what `ns = SimpleNamespace()` and `ns.x = 1` stand for: `SimpleNamespace(x=1)`.

    None where the object is another one.
    """
    value = namespace.value or ""
    if scope.resolve(value.partition("(")[0]) != "types.SimpleNamespace":
        return None
    call = expressions.parse(value)
    if not isinstance(call, ast.Call):
        return None
    node = expressions.parse(attribute.value or "...") or ast.Constant(...)
    call.keywords = [part for part in call.keywords if part.arg != attribute.name]
    call.keywords.append(ast.keyword(attribute.name, node))
    return msgspec.structs.replace(namespace, value=expressions.expression_text(call))


def delete_member(scope: Scope, owner: str, name: str, branch: Branch = PLAIN) -> None:
    """Unbind a member of a class of a scope from outside (`del A.x`)."""
    existing = scope.members.get(owner)
    if isinstance(existing, Class) and not branch.conditional:
        members = {inner: member for inner, member in existing.members.items() if inner != name}
        scope.members[owner] = msgspec.structs.replace(existing, members=members)


def registrations(function: Function) -> Iterator[tuple[str, str]]:
    """Yield the functions that a function is registered with, and the types it handles.

    `@f.register(int)`, or `@f.register` and the annotation of the first parameter after `self`.
    """
    for decorator in function.decorators:
        base, _, method = decorator.path.rpartition(".")
        if method != "register":
            continue
        types = list(decorator.arguments) if len(decorator.arguments) == 1 else []
        if not decorator.called:
            annotations = [part.annotation for part in function.signature.parameters[:2]]
            types = [annotation for annotation in annotations if annotation is not None][:1]
        for text in types:
            yield from ((base, alternative) for alternative in _union_members(text))


def _union_members(text: str) -> list[str]:
    """Return the members of `int | str` and `Union[int, str]`."""
    node = expressions.parse(text) if "|" in text or "Union[" in text else None
    pending, members = [node] if node is not None else [], []
    while pending:
        part = pending.pop(0)
        if isinstance(part, ast.BinOp):
            pending = [part.left, part.right, *pending]
        elif isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Tuple):
            pending = [*part.slice.elts, *pending]
        else:
            members.append(expressions.expression_text(part))
    return members or [text]


def _usual_overloads(overloads: list[tuple[Signature, Branch]]) -> tuple[Signature, ...]:
    """Return the overloads of one function without those of a rare branch."""
    has_usual = any(branch.conditional and not branch.rare for _, branch in overloads)
    return tuple(signature for signature, branch in overloads if not (has_usual and branch.rare))


def _strings(text: str) -> list[str]:
    """Return the strings in a literal list, tuple, set or dict, or the string that a text is."""
    node = expressions.parse(text) if "'" in text or '"' in text else None
    if isinstance(node, ast.Constant):
        parts: list[ast.expr | None] = [node]
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        parts = [*node.elts]
    else:
        parts = [*node.keys] if isinstance(node, ast.Dict) else []
    values = (part.value for part in parts if isinstance(part, ast.Constant))
    return [value for value in values if isinstance(value, str)]


def _with_alternative(existing: Member, member: Member) -> Member:
    """Add what another branch binds to a name: a function, a class, an import or None."""
    if isinstance(member, Attribute) and member.value != "None":
        return existing
    if isinstance(existing, Attribute) and not isinstance(member, (Function, Class)):
        return existing
    return msgspec.structs.replace(existing, alternatives=(*existing.alternatives, member))


def _merged(existing: Attribute, new: Attribute, branch: Branch) -> Attribute:
    """Combine a declaration and an assignment of one name (PEP 526 lets them stand apart)."""
    annotation = new.annotation if new.annotation is not None else existing.annotation
    if branch.conditional and existing.value is not None:
        return existing
    if new.value is None:
        return msgspec.structs.replace(existing, annotation=annotation)
    return msgspec.structs.replace(
        new,
        annotation=annotation,
        line=existing.line,
        column=existing.column,
        end_line=existing.end_line,
        is_variable=existing.is_variable and new.is_variable,
    )
