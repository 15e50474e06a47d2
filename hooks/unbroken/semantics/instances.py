"""Attributes and functions that give an instance of a class of the package.

`settings = _Settings()`, `settings: _Settings = make()` and `def connect() -> _Connection`.
"""

from __future__ import annotations

import ast
import sys

from unbroken.model.definitions import Attribute, Class, Function
from unbroken.readers import expressions
from unbroken.semantics.decorators import unknown_decorators
from unbroken.semantics.memo import remembered
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import MISSING, Definition, External, is_dotted
from unbroken.semantics.surface import Surface

_METACLASSES = ("builtins.type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType")


def instance_of(surface: Surface, definition: Definition) -> Definition | None:
    """Return the class whose instance an attribute surely holds; None where that is not known.

    A call of a class makes an instance of it, unless a metaclass, `__new__` or a decorator has
    other plans.
    """
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    node = expressions.parse(value) if value is not None and value.endswith(")") else None
    if not isinstance(node, ast.Call):
        return None
    function = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    target = surface.resolve_name(definition, expressions.dotted_name(function) or "?")
    target = surface.resolve_alias(target) if isinstance(target, Definition) else target
    if not isinstance(target, Definition) or not isinstance(target.member, Class):
        return None
    return target if all(_is_ordinary(surface, part) for part in surface.mro(target)) else None


def _is_ordinary(surface: Surface, part: Definition | External) -> bool:
    if isinstance(part, External):
        inner = part.target.partition(".")[0] in (*sys.stdlib_module_names, "typing_extensions")
        return is_plain(part) or (inner and part.target not in _METACLASSES)
    assert isinstance(part.member, Class)
    return (
        "__new__" not in part.member.members
        and all(
            surface.resolve_name(part, value) == External("abc.ABCMeta")
            for name, value in part.member.keywords
            if name == "metaclass"
        )
        and not unknown_decorators(surface, part)
    )


@remembered(in_cycle=lambda: None)
def given_class(surface: Surface, definition: Definition) -> Definition | None:
    """Return the class of the package whose instances users get from a definition.

    An attribute holds one, a function returns one, and a property does when it is read. What the
    annotation says counts; without one it is the class, or the function of the package, that the
    value of an attribute calls. None where that is not known.
    """
    member = definition.member
    if isinstance(member, Function):
        if member.is_async or member.is_generator or member.signature.returns is None:
            return None
        given = _annotated_class(surface, definition, member.signature.returns)
        return None if given is None or unknown_decorators(surface, definition) else given
    if not isinstance(member, Attribute):
        return None
    if member.annotation is not None and not _is_bare_final(surface, definition, member.annotation):
        return _annotated_class(surface, definition, member.annotation)
    owner = surface.owner(definition)
    value = member.value or ""
    node = expressions.parse(value) if value.endswith(")") else None
    if not isinstance(node, ast.Call):
        return None
    called = expressions.dotted_name(node.func)
    if member.scope == "instance" and owner is not None and _is_local(owner, called):
        return None
    made = instance_of(surface, definition)
    if made is not None:
        is_plain = member.scope != "class" or surface.class_member(made, "__get__") is MISSING
        return made if is_plain else None  # A descriptor gives something else.
    target = surface.resolve_name(definition, called or "?")
    target = surface.resolve_alias(target) if isinstance(target, Definition) else target
    if not isinstance(target, Definition) or not isinstance(target.member, Function):
        return None
    return None if target.member.accessors else given_class(surface, target)


def contained_class(surface: Surface, definition: Definition) -> Definition | None:
    """Return the class of the package whose instances users get out of what a definition gives.

    `def rows() -> list[_Row]`, `async def row() -> _Row`, `rows: Iterator[_Row]`.
    """
    member = definition.member
    if isinstance(member, Function):
        annotation = member.signature.returns
        if annotation is None or not ("[" in annotation or member.is_async):
            return None
        if unknown_decorators(surface, definition):
            return None
        if member.is_async and not member.is_generator:
            direct = _annotated_class(surface, definition, annotation)
            if direct is not None:
                return direct
    elif isinstance(member, Attribute):
        annotation = member.annotation
    else:
        return None
    return _annotated_class(surface, definition, _inner(surface, definition, annotation))


_CONTAINERS = (
    *(f"builtins.{name}" for name in ("dict", "frozenset", "list", "set", "tuple")),
    *(
        f"{module}.{name}"
        for module in ("collections.abc", "typing")
        for name in (
            "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Collection", "Dict",
            "FrozenSet", "Generator", "Iterable", "Iterator", "List", "Mapping", "MutableMapping",
            "MutableSequence", "Sequence", "Set", "Tuple",
        )
    ),
)  # fmt: skip
_FIRST = ("AsyncGenerator", "Generator")
"""Of these the first argument is what users get out; of all others the last one."""


def _inner(surface: Surface, at: Definition, annotation: str | None) -> str | None:
    """Return the annotation of what is in a container; None where that is not one of one kind."""
    node = expressions.parse(annotation) if annotation is not None and "[" in annotation else None
    while isinstance(node, ast.Constant) and isinstance(node.value, str):
        node = expressions.parse(node.value)
    if not isinstance(node, ast.Subscript):
        return None
    name = expressions.dotted_name(node.value)
    target = surface.resolve_name(at, name) if name else None
    if not isinstance(target, External) or target.target not in _CONTAINERS:
        return None
    arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    last = target.target.rpartition(".")[2]
    if last.lower() == "tuple":
        arguments = [part for part in arguments if not _is_ellipsis(part)]
        return expressions.expression_text(arguments[0]) if len(arguments) == 1 else None
    return expressions.expression_text(arguments[0 if last in _FIRST else -1])


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def _is_local(owner: Definition, called: str) -> bool:
    """Return whether a constructor calls one of its parameters, or an attribute of one."""
    members = owner.member.members if isinstance(owner.member, Class) else {}
    makers = (members.get(name) for name in ("__init__", "__new__"))
    head = called.partition(".")[0]
    return any(
        parameter.name == head
        for maker in makers
        if isinstance(maker, Function)
        for parameter in maker.signature.parameters
    )


_FINAL = ("typing.Final", "typing_extensions.Final")
_WRAPPERS = (
    *_FINAL,
    *(f"{module}.{name}" for module in ("typing", "typing_extensions") for name in (
        "Annotated", "ClassVar", "Optional",
    )),
)  # fmt: skip
"""What stands around the type of an instance in annotations."""


def _is_bare_final(surface: Surface, at: Definition, annotation: str) -> bool:
    target = surface.resolve_name(at, annotation) if is_dotted(annotation) else None
    return isinstance(target, External) and target.target in _FINAL


def _annotated_class(surface: Surface, at: Definition, annotation: str | None) -> Definition | None:
    """Return the class of the package that an annotation names, None beside it or not."""
    if annotation is not None and is_dotted(annotation):
        return _class_named(surface, at, annotation)
    node = expressions.parse(annotation) if annotation is not None else None
    while node is not None:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            sides = [side for side in (node.left, node.right) if not _is_none(side)]
            node = sides[0] if len(sides) == 1 else None
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = expressions.parse(node.value)
            continue
        head = node.value if isinstance(node, ast.Subscript) else node
        name = expressions.dotted_name(head)
        target = surface.resolve_name(at, name) if name else None
        if isinstance(target, External) and target.target in _WRAPPERS:
            inner = node.slice if isinstance(node, ast.Subscript) else None
            node = inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner
            continue
        return _class_named(surface, at, name) if name else None
    return None


def _class_named(surface: Surface, at: Definition, name: str) -> Definition | None:
    target = surface.resolve_name(at, name)
    target = surface.resolve_alias(target) if isinstance(target, Definition) else target
    is_class = isinstance(target, Definition) and isinstance(target.member, Class)
    return target if is_class and isinstance(target, Definition) else None


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def bound_method(surface: Surface, definition: Definition) -> Definition | None:
    """Return the method that an attribute holds, bound to an instance (`go = _instance.go`).

    None where the attribute holds something else, or the class of the instance is not known.
    """
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    instance, _, name = (value or "").rpartition(".")
    if not instance.isidentifier() or not name.isidentifier():
        return None
    holder = surface.resolve_name(definition, instance)
    owner = instance_of(surface, holder) if isinstance(holder, Definition) else None
    method = surface.class_member(owner, name) if owner is not None else None
    is_method = isinstance(method, Definition) and isinstance(method.member, Function)
    return method if is_method and isinstance(method, Definition) else None


def call_of(surface: Surface, owner: Definition) -> Definition | bool | None:
    """Return the `__call__` of the instances of a class; False for none, None if it is not known.

    An attribute of a class that is a descriptor is not what is called.
    """
    if surface.class_member(owner, "__get__") is not MISSING:
        return None
    member = surface.class_member(owner, "__call__")
    if member is MISSING:
        return False
    return (
        member if isinstance(member, Definition) and isinstance(member.member, Function) else None
    )
