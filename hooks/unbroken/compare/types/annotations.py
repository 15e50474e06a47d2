"""Read annotations as types that can be compared: unions as sets, names as what they mean."""

from __future__ import annotations

import ast
import builtins
import enum
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from unbroken.compare.types.terms import REST, Term, Type
from unbroken.compare.types.tuple_types import TYPE_VARIABLE_TUPLE, tuple_elements, unpacked
from unbroken.model.definitions import Attribute, Class, Import
from unbroken.readers.expressions import dotted_name, expression_text, parsed
from unbroken.semantics.resolution import Definition, External, is_dotted
from unbroken.semantics.standard_classes import ENUMS
from unbroken.semantics.structural_protocols import protocols_of
from unbroken.semantics.surface import Surface


class AnnotationScope(NamedTuple):
    """Where an annotation stands, to resolve its names; without a place, by their last part.

    `bound` maps type variables to their type arguments, each with the place where it is written.
    `owner` is the class that `Self` means there; None: the class around the place.
    """

    surface: Surface | None = None
    at: Definition | None = None
    bound: Mapping[str, tuple[str, AnnotationScope]] | None = None
    owner: Definition | None = None


Lineages: TypeAlias = "dict[str, tuple[str, ...]]"
"""The names of the bases of each class, collected while reading."""


class NoType(enum.Enum):
    """Why an annotation gives no type."""

    NOTHING = "nothing"
    UNREADABLE = "unreadable"


_ALIASES = {
    "List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple",
    "Type": "type", "Deque": "deque", "DefaultDict": "defaultdict", "Text": "str",
    "NoReturn": "Never", "ContextManager": "AbstractContextManager", "IOError": "OSError",
    "AsyncContextManager": "AbstractAsyncContextManager", "EnvironmentError": "OSError",
}  # fmt: skip
_WRAPPERS = {
    "Annotated", "ClassVar", "Final", "InitVar", "NotRequired", "ReadOnly", "Required",
}  # fmt: skip
_DEEPEST_ALIAS = 8
_NO_TERMS: Type = frozenset()


def read(
    text: str | None,
    side: AnnotationScope,
    lineages: Lineages,
    *,
    expand: bool = False,
    later: Surface | None = None,
) -> Type | NoType:
    """Return the type of an annotation's canonical text; `expand` replaces type aliases.

    The bases of the classes that it names are added to `lineages`, also those that they have in
    the `later` version.
    """
    if text is None:
        return NoType.NOTHING
    node = parsed(text)
    if node is None:
        return NoType.UNREADABLE
    type_ = _TypeReader(side, lineages, _DEEPEST_ALIAS if expand else 0, later).type(node)
    return type_ or NoType.NOTHING


class _TypeReader(NamedTuple):
    side: AnnotationScope
    lineages: Lineages
    depth: int
    later: Surface | None = None
    in_variable: bool = False
    """Whether it reads the bound of a type variable, which may name that variable again."""

    def type(self, node: ast.expr) -> Type:
        """Return a type; it is empty for a wrapper without an argument (`x: Final`)."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return _simplified(self.type(node.left) | self.type(node.right))
        if isinstance(node, ast.Subscript):
            return self.subscript(node)
        if isinstance(node, ast.Constant):
            return self.constant(node.value)
        if isinstance(node, ast.Starred):
            return self.unpacked(node.value)
        name = dotted_name(node)
        if not name:
            return frozenset({Term(expression_text(node), ())})
        return self.named(name, None)

    def constant(self, value: object) -> Type:
        if value is None:
            return frozenset({Term("None", ())})
        if value is ...:
            return frozenset({Term("...", ())})
        if isinstance(value, str):
            node = parsed(value)
            return self.type(node) if node is not None else frozenset({Term(value, ())})
        return frozenset({Term(repr(value), ())})

    def subscript(self, node: ast.Subscript) -> Type:
        name = self.resolved(dotted_name(node.value) or expression_text(node.value))
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Optional":
            return self.type(node.slice) | {Term("None", ())}
        if name == "Union":
            return _simplified(_NO_TERMS.union(*(self.type(argument) for argument in inner)))
        if name == "Literal":
            literals = _simplified(_NO_TERMS.union(*(self.literal(argument) for argument in inner)))
            return self.with_whole_enumerations(inner, literals)
        if name == "Unpack":
            return self.unpacked(node.slice)
        if name in _WRAPPERS:
            return self.type(inner[0])
        if name == "Callable":
            return frozenset({Term("Callable", _given(self.callable(inner)))})
        arguments = tuple(self.type(argument) for argument in inner)
        if name == "tuple":
            arguments = tuple_elements(arguments)
        if name == "type" and len(arguments) == 1:
            # `type[A | B]` is `type[A] | type[B]`.
            return frozenset(Term("type", _given((frozenset({term}),))) for term in arguments[0])
        return self.named(dotted_name(node.value) or name, _given(arguments))

    def unpacked(self, node: ast.expr) -> Type:
        """Return what stands for `*Ts`, `*tuple[int, ...]` and `Unpack[Keys]`."""
        name = dotted_name(node)
        target = self.object(name) if name else None
        if isinstance(target, Definition) and self.kind_of_variable(target) == "TypeVarTuple":
            return TYPE_VARIABLE_TUPLE
        return unpacked(self.type(node))

    def callable(self, inner: list[ast.expr]) -> tuple[Type, ...]:
        return tuple(self.type(part) for part in (*self.parameters(inner[0]), *inner[1:]))

    def parameters(self, node: ast.expr) -> list[ast.expr]:
        if isinstance(node, ast.List):
            return node.elts
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            name = dotted_name(node.value)
            if name and self.resolved(name) == "Concatenate":
                return node.slice.elts
        return [node]

    def literal(self, node: ast.expr) -> Type:
        if isinstance(node, ast.Subscript):
            return self.type(node)
        text = expression_text(node)
        kind = dotted_name(node).rpartition(".")[0].rpartition(".")[2]
        if isinstance(node, ast.Constant):
            kind = type(node.value).__name__
        elif isinstance(node, ast.UnaryOp):
            kind = "int"
        term = Term("None" if text == "None" else f"Literal[{text}]", ())
        if kind and text != "None":
            self.lineages[term.name] = ("LiteralString",) if kind == "str" else (kind,)
        return frozenset({term})

    def with_whole_enumerations(self, inner: list[ast.expr], literals: Type) -> Type:
        """Return literals with an enumeration in the place of all of its members."""
        for name in dict.fromkeys(dotted_name(node).rpartition(".")[0] for node in inner):
            target = self.object(name) if name else None
            if not isinstance(target, Definition) or not isinstance(target.member, Class):
                continue
            members = [
                member.name
                for member in target.member.members.values()
                if isinstance(member, Attribute)
                and member.scope == "class"
                and member.value is not None
                and not member.name.startswith("_")
            ]
            whole = {Term(f"Literal[{name}.{member}]", ()) for member in members}
            if whole and whole <= literals and self.is_enumeration(target):
                literals = (literals - whole) | self.named(name, None)
        return literals

    def is_enumeration(self, owner: Definition) -> bool:
        assert self.side.surface is not None
        return any(
            isinstance(base, External) and base.target in ENUMS
            for base in self.side.surface.mro(owner)
        )

    def named(self, name: str, arguments: tuple[Type, ...] | None) -> Type:
        """Return the type of a name; it is empty for a wrapper alone."""
        bound = (self.side.bound or {}).get(name)
        node = parsed(bound[0]) if bound is not None else None
        if bound is not None and node is not None:
            return self._replace(side=bound[1]).type(node)
        target = self.object(name)
        last = self.resolved(name)
        if last in _WRAPPERS:
            return _NO_TERMS
        if isinstance(target, Definition) and isinstance(target.member, Attribute):
            alias = self.alias(target, target.member, arguments)
            if alias is not None:
                return alias
        if isinstance(target, Definition) and isinstance(target.member, Class):
            self.note_lineage(target)
        self.note_builtin(last)
        if last == "Self":
            self.note_self()
        if last == "AnyStr" and isinstance(target, External):
            return _ANY_STR
        return frozenset({Term(last, arguments)})

    def alias(
        self, definition: Definition, member: Attribute, arguments: tuple[Type, ...] | None
    ) -> Type | None:
        """Return what a type alias or type variable stands for; None where it stands for itself."""
        node = parsed(member.value) if member.value is not None else None
        if isinstance(node, ast.Call) and self.kind_of_variable(definition) == "TypeVar":
            # Its name does not matter to users; what it allows does.
            allowed = ", ".join(self.allowed(definition, node))
            return frozenset({Term(f"{TYPE_VARIABLE}{allowed})", self.choices(definition, node))})
        if not self.depth or arguments is not None or node is None:
            return None
        if "TypeAlias" in (member.annotation or "") or _is_type(node):
            side = AnnotationScope(self.side.surface, definition)
            return self._replace(side=side, depth=self.depth - 1).type(node) or None
        return None

    def kind_of_variable(self, definition: Definition) -> str:
        """Return the name of what an attribute's value calls: `TypeVar`; "" for other values."""
        value = definition.member.value if isinstance(definition.member, Attribute) else None
        node = parsed(value) if value is not None else None
        if not isinstance(node, ast.Call):
            return ""
        scope = self._replace(side=AnnotationScope(self.side.surface, definition))
        name = dotted_name(node.func)
        return "" if isinstance(scope.object(name), Definition) else scope.resolved(name)

    def allowed(self, definition: Definition, node: ast.Call) -> Iterator[str]:
        """Yield the constraints and options of a type variable in a normal form."""
        inner = self._replace(side=AnnotationScope(self.side.surface, definition), in_variable=True)
        for constraint in node.args[1:]:
            yield (
                expression_text(constraint) if self.in_variable else _shown(inner.type(constraint))
            )
        for option in node.keywords:
            is_type = option.arg == "bound" and not self.in_variable
            value = option.value
            yield f"{option.arg}={_shown(inner.type(value)) if is_type else expression_text(value)}"

    def choices(self, definition: Definition, node: ast.Call) -> tuple[Type, ...]:
        """Return the constraints of a type variable, or its bound: it stands for one of them."""
        if self.in_variable:
            return ()
        inner = self._replace(side=AnnotationScope(self.side.surface, definition), in_variable=True)
        bounds = [option.value for option in node.keywords if option.arg == "bound"]
        return tuple(inner.type(choice) for choice in (*node.args[1:], *bounds))

    def object(self, name: str) -> Definition | External | None:
        surface, at = self.side.surface, self.side.at
        if surface is None or at is None or not is_dotted(name):
            return None
        target = surface.resolve_alias(surface.resolve_name(at, name))
        return target if isinstance(target, (Definition, External)) else None

    def imported(self, name: str) -> str:
        """Return the target of the file's import of a name whose definition is not known."""
        head, _, rest = name.partition(".")
        at = self.side.at
        module = at.module if at is not None else None
        bound = module and (module.members.get(head) or module.typing_imports.get(head))
        return f"{bound.target}.{rest}".rstrip(".") if isinstance(bound, Import) else ""

    def resolved(self, name: str) -> str:
        """Return the name of the class that a name stands for, however it was imported."""
        resolved = self.object(name)
        target = resolved.target if isinstance(resolved, External) else ""
        if resolved is None:
            target = self.imported(name)
        last = name.rpartition(".")[2]
        if isinstance(resolved, Definition) and resolved.member is not None:
            last = resolved.name
        elif target:
            last = target.rpartition(".")[2]
        if last == "Set" and (target.startswith("collections.abc") or "abc." in name):
            return "AbstractSet"
        return last if isinstance(resolved, Definition) else _ALIASES.get(last, last)

    def note_lineage(self, definition: Definition) -> None:
        assert self.side.surface is not None
        rest = [*self.side.surface.mro(definition)[1:], *self.later_bases(definition)]
        names = (
            base.name if isinstance(base, Definition) else base.target.rpartition(".")[2]
            for base in rest
        )
        known = self.lineages.get(definition.name, ())
        followed = protocols_of(self.side.surface, definition)
        every = dict.fromkeys((*known, *(_ALIASES.get(base, base) for base in names), *followed))
        self.lineages[definition.name] = tuple(every)
        for base in self.lineages[definition.name]:
            self.note_builtin(base)

    def later_bases(self, definition: Definition) -> tuple[Definition | External, ...]:
        """Return the bases of a class in the later version, with which users check their code."""
        after = self.later.resolve(definition.path) if self.later is not None else None
        if (
            self.later is None
            or not isinstance(after, Definition)
            or not isinstance(after.member, Class)
        ):
            return ()
        return self.later.mro(after)[1:]

    def note_builtin(self, name: str) -> None:
        known = getattr(builtins, name, None)
        if isinstance(known, type) and issubclass(known, BaseException):
            self.lineages.setdefault(name, tuple(base.__name__ for base in known.__mro__[1:-1]))

    def note_self(self) -> None:
        surface, at, owner = self.side.surface, self.side.at, self.side.owner
        if owner is None and surface is not None and at is not None:
            owner = surface.owner(at)
        if owner is not None:
            self.note_lineage(owner)
            self.lineages["Self"] = (owner.name,)


def _shown(type_: Type) -> str:
    """Return a type as text that is the same for equal types."""
    parts = []
    for term in type_:
        inner = None if term.arguments is None else [_shown(one) for one in term.arguments]
        parts.append(term.name if not inner else f"{term.name}[{', '.join(inner)}]")
    return " | ".join(sorted(parts))


def _simplified(union: Type) -> Type:
    """Return a union with `bool` in place of both of its values."""
    if union >= _BOTH_BOOLS:
        return (union - _BOTH_BOOLS) | {Term("bool", None)}
    return union


TYPE_VARIABLE = "TypeVar("
"""What the names of type variables begin with; in parentheses is what they allow."""
_ANY_STR: Type = frozenset(
    {
        Term(
            f"{TYPE_VARIABLE}str, bytes)",
            (frozenset({Term("str", None)}), frozenset({Term("bytes", None)})),
        )
    }
)
_BOTH_BOOLS = frozenset({Term("Literal[True]", ()), Term("Literal[False]", ())})


def _given(arguments: tuple[Type, ...]) -> tuple[Type, ...] | None:
    """Return type arguments; None where they are those of a bare name (`list[Any]`)."""
    any_type = frozenset({Term("Any", None)})
    free = (any_type, REST, *tuple_elements((any_type, REST)))
    return None if arguments and all(argument in free for argument in arguments) else arguments


def _is_type(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) or (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)
    )
