"""Attributes and functions that give an instance of a class of the package.

`settings = _Settings()`, `settings: _Settings = make()` and `def connect() -> _Connection`.
"""

from __future__ import annotations

import ast
import sys

from unbroken.model.definitions import Attribute, Class, Function
from unbroken.readers import expressions
from unbroken.readers.expressions import is_none
from unbroken.semantics.decorators import unknown_decorators
from unbroken.semantics.memo import remembered
from unbroken.semantics.mro import is_plain
from unbroken.semantics.named_classes import class_named
from unbroken.semantics.namespaces import namespace_class
from unbroken.semantics.resolution import MISSING, Definition, External, is_dotted
from unbroken.semantics.surface import Surface

_METACLASSES = ("builtins.type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType")


def instance_of(surface: Surface, definition: Definition) -> Definition | None:
    """Return the class whose instance an attribute surely holds; None where that is not known.

    A call of a class makes an instance of it, unless a metaclass, `__new__` or a decorator has
    other plans.
    """
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    node = expressions.parsed(value) if value is not None and value.endswith(")") else None
    return class_made(surface, definition, node) if isinstance(node, ast.Call) else None


def class_made(surface: Surface, at: Definition, node: ast.Call) -> Definition | None:
    """Return the class whose instance a call surely makes; None where that is not known."""
    function = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    named = class_named(surface, at, expressions.dotted_name(function))
    return named if named is not None and _is_made_plainly(surface, named) else None


def _is_made_plainly(surface: Surface, owner: Definition) -> bool:
    """Return whether a call of a class surely makes an instance of it."""
    return all(_is_ordinary(surface, part) for part in surface.mro(owner))


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
        if member.is_async or member.is_generator or unknown_decorators(surface, definition):
            return None
        if member.signature.returns is None:
            return _made_class(surface, definition, member.gives)
        return _annotated_class(surface, definition, member.signature.returns)
    if not isinstance(member, Attribute):
        return None
    if member.annotation is not None and not _is_bare_final(surface, definition, member.annotation):
        return _annotated_class(surface, definition, member.annotation)
    made = _made_class(surface, definition, member.value or "")
    if made is None or member.scope != "class":
        return made
    # A descriptor gives something else.
    return made if surface.class_member(made, "__get__") is MISSING else None


def _made_class(surface: Surface, at: Definition, value: str) -> Definition | None:
    """Return the class of the package whose instance a value is, made by a call.

    In a method, `self.name` is what the attribute gives, `self()` an instance of the class.
    """
    owner = surface.owner(at)
    if value.startswith("self") and owner is not None and _is_of_instance(at):
        return _given_by_itself(surface, at, owner, value.removeprefix("self"))
    node = expressions.parsed(value) if value.endswith(")") else None
    if not isinstance(node, ast.Call):
        return None
    made = class_made(surface, at, node) or namespace_class(surface, at, node)
    if made is not None:
        return made
    target = surface.resolve_name(at, expressions.dotted_name(node.func) or "?")
    target = surface.resolve_alias(target)
    if not isinstance(target, Definition) or not isinstance(target.member, Function):
        return None
    return None if target.member.accessors else given_class(surface, target)


def _is_of_instance(at: Definition) -> bool:
    """Return whether the text of a value may name the instance: it is read from a method."""
    return not isinstance(at.member, Attribute) or at.member.scope == "instance"


def _given_by_itself(
    surface: Surface, at: Definition, owner: Definition, rest: str
) -> Definition | None:
    """Return the class of what a method gets from its own instance, or makes of its class."""
    first = at.member.decorators if isinstance(at.member, Function) else ()
    is_static = any(surface.resolve_name(at, part.path) == _STATIC for part in first)
    if is_static:
        return None
    if rest == "()":
        is_class_method = any(surface.resolve_name(at, part.path) == _CLASS for part in first)
        return owner if is_class_method and _is_made_plainly(surface, owner) else None
    name = rest.removeprefix(".").removesuffix("()")
    member = surface.class_member(owner, name) if name.isidentifier() else MISSING
    if not isinstance(member, Definition):
        return None
    is_read = isinstance(member.member, Attribute) or (
        isinstance(member.member, Function) and bool(member.member.accessors)
    )
    # An attribute is read, a method is called.
    return given_class(surface, member) if is_read is not rest.endswith("()") else None


_STATIC, _CLASS = External("builtins.staticmethod"), External("builtins.classmethod")


def contained_class(surface: Surface, definition: Definition) -> Definition | None:
    """Return the class of the package whose instances users get out of what a definition gives.

    `def rows() -> list[_Row]`, `async def row() -> _Row`, `rows: Iterator[_Row]`.
    """
    member = definition.member
    if isinstance(member, Function):
        annotation = member.signature.returns
        if unknown_decorators(surface, definition):
            return None
        if annotation is None:
            is_in_steps = member.is_async or member.is_generator
            return _made_class(surface, definition, member.gives) if is_in_steps else None
        if not ("[" in annotation or member.is_async):
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
    node = expressions.parsed(annotation) if annotation is not None and "[" in annotation else None
    while isinstance(node, ast.Constant) and isinstance(node.value, str):
        node = expressions.parsed(node.value)
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
        return class_named(surface, at, annotation)
    node = expressions.parsed(annotation) if annotation is not None else None
    while node is not None:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            sides = [side for side in (node.left, node.right) if not is_none(side)]
            node = sides[0] if len(sides) == 1 else None
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = expressions.parsed(node.value)
            continue
        head = node.value if isinstance(node, ast.Subscript) else node
        name = expressions.dotted_name(head)
        target = surface.resolve_name(at, name) if name else None
        if isinstance(target, External) and target.target in _WRAPPERS:
            inner = node.slice if isinstance(node, ast.Subscript) else None
            node = inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner
            continue
        return class_named(surface, at, name)
    return None


def bound_method(surface: Surface, definition: Definition) -> Definition | None:
    """Return the method that an attribute holds, bound to an instance (`go = _instance.go`).

    The instance may be made there (`go = _Instance().go`).
    None where the attribute holds something else, or the class of the instance is not known.
    """
    value = definition.member.value if isinstance(definition.member, Attribute) else None
    instance, _, name = (value or "").rpartition(".")
    if not name.isidentifier():
        return None
    owner = None
    if instance.isidentifier():
        holder = surface.resolve_name(definition, instance)
        owner = instance_of(surface, holder) if isinstance(holder, Definition) else None
    elif instance.endswith(")"):
        node = expressions.parsed(instance)
        owner = class_made(surface, definition, node) if isinstance(node, ast.Call) else None
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
