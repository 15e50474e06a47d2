"""Collects the definitions of one scope; what a name means when it is bound more than once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from unbroken.model.definitions import (
    Attribute,
    Function,
    Import,
    Member,
    Parameter,
    ParameterKind,
    Signature,
)
from unbroken.readers import expressions

_ANYTHING = Signature(
    (
        Parameter("args", ParameterKind.VAR_POSITIONAL),
        Parameter("kwargs", ParameterKind.VAR_KEYWORD),
    )
)


class Branch(NamedTuple):
    """Where a statement stands: under a condition, or where only type checkers look.

    `rare`: where only old Pythons or one platform get.
    """

    conditional: bool = False
    typing_only: bool = False
    rare: bool = False


PLAIN = Branch()


class Scope:
    """The members of a module or class, in order of first binding.

    In straight code the last binding counts. One in a branch (`if`, `else`, `except`, `match`)
    does not replace what is already there: the first branch is the usual case, the others
    fallbacks; unless the first is only for old Pythons or one platform. Names bound only under
    `if TYPE_CHECKING:` do not exist at run time.
    """

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        self.typing_imports: dict[str, Import] = {}
        self.typing_aliases: dict[str, Attribute] = {}
        self.stars: list[str] = []
        self._overloads: dict[str, list[tuple[Signature, Branch]]] = {}
        self._rare: set[str] = set()

    def define(self, member: Member, branch: Branch = PLAIN) -> None:
        """Bind `member.name`."""
        if branch.typing_only:
            if isinstance(member, Import):
                self.typing_imports[member.name] = member
            elif isinstance(member, Attribute):
                self.typing_aliases[member.name] = member
            return
        existing = self.members.get(member.name)
        if branch.rare and existing is None:
            self._rare.add(member.name)
        elif member.name in self._rare and not branch.rare:
            self._rare.discard(member.name)
            existing = None
        if isinstance(existing, Attribute) and isinstance(member, Attribute):
            member = _merged(existing, member, branch)
        elif branch.conditional and existing is not None:
            return
        self.members[member.name] = member

    def define_function(self, function: Function, branch: Branch = PLAIN) -> None:
        """Bind a function, property, accessor or overload, as its decorators say."""
        paths = [decorator.path for decorator in function.decorators]
        if branch.typing_only:
            return
        if any(path.rpartition(".")[2] == "overload" for path in paths):
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
        overloads = _usual(self._overloads.pop(function.name, []))
        if overloads:
            function = msgspec.structs.replace(function, overloads=overloads)
        self.define(function, branch)

    def define_instance_attribute(self, attribute: Attribute) -> None:
        """Bind `self.name`, unless the class already says more of it."""
        existing = self.members.get(attribute.name)
        if existing is None:
            self.members[attribute.name] = attribute
        elif isinstance(existing, Attribute) and existing.scope == "instance":
            self.members[attribute.name] = _merged(existing, attribute, PLAIN)

    def close(self) -> None:
        """Bind what has overloads but no implementation (stubs, protocols), and what has a slot."""
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
                    signature=_ANYTHING,
                    overloads=_usual(overloads),
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


def registrations(function: Function) -> Iterator[tuple[str, str]]:
    """Give what the decorators register a function with, and for which types.

    `@f.register(int)`, or `@f.register` and the annotation of the first parameter behind `self`.
    """
    for each in function.decorators:
        base, _, last = each.path.rpartition(".")
        if last != "register":
            continue
        said = [each.arguments[0]] if each.called and len(each.arguments) == 1 else []
        if not each.called:
            annotations = [one.annotation for one in function.signature.parameters[:2]]
            said = [one for one in annotations if one is not None][:1]
        for kind in said:
            yield from ((base, part) for part in _alternatives(kind))


def _alternatives(text: str) -> list[str]:
    """Split `int | str` and `Union[int, str]`."""
    node = expressions.parse(text) if "|" in text or "Union[" in text else None
    pending, found = [node] if node is not None else [], []
    while pending:
        each = pending.pop(0)
        if isinstance(each, ast.BinOp):
            pending = [each.left, each.right, *pending]
        elif isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Tuple):
            pending = [*each.slice.elts, *pending]
        else:
            found.append(expressions.expression_text(each))
    return found or [text]


def _usual(overloads: list[tuple[Signature, Branch]]) -> tuple[Signature, ...]:
    """Give the overloads of one function that stand together, not those of two branches."""
    chosen = any(branch.conditional and not branch.rare for _, branch in overloads)
    return tuple(each for each, branch in overloads if not (chosen and branch.rare))


def _strings(text: str) -> list[str]:
    """Give the strings of a literal list, tuple, set or dict of them, or of the one it is."""
    node = expressions.parse(text) if "'" in text or '"' in text else None
    if isinstance(node, ast.Constant):
        parts: list[ast.expr | None] = [node]
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        parts = [*node.elts]
    else:
        parts = [*node.keys] if isinstance(node, ast.Dict) else []
    values = (each.value for each in parts if isinstance(each, ast.Constant))
    return [each for each in values if isinstance(each, str)]


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
    )
