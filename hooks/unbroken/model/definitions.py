"""The model that every reader fills: what one source file defines, as data.

Expressions (defaults, annotations, bases, values) are kept as *canonical text*: what
`ast.unparse` prints for them, so that two spellings of one expression compare equal.
"""

from __future__ import annotations

import enum
from typing import Literal, TypeAlias

import msgspec


class ParameterKind(enum.IntEnum):
    """The kinds of parameter, named and ordered as in `inspect.Parameter`."""

    POSITIONAL_ONLY = 0
    POSITIONAL_OR_KEYWORD = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4


class Parameter(msgspec.Struct, frozen=True, array_like=True):
    """One parameter of a callable. `default` and `annotation` are canonical text, or None."""

    name: str
    kind: ParameterKind
    default: str | None = None
    annotation: str | None = None


class Signature(msgspec.Struct, frozen=True, array_like=True):
    """The parameters of a callable, in order, and its return annotation (None: not annotated)."""

    parameters: tuple[Parameter, ...] = ()
    returns: str | None = None


class Decorator(msgspec.Struct, frozen=True, array_like=True):
    """A decorator: its dotted path as written ("" if it is not a dotted name) and its arguments."""

    path: str
    called: bool = False
    arguments: tuple[str, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()


class Definition(msgspec.Struct, kw_only=True):
    """What all definitions share: a name and a place (lines from 1, columns from 1)."""

    name: str
    line: int
    column: int
    end_line: int


class Function(Definition, tag="function", kw_only=True):
    """A function, method or property (then `accessors` tells which accessors it has)."""

    signature: Signature
    decorators: tuple[Decorator, ...] = ()
    is_async: bool = False
    is_generator: bool = False
    docstring: str | None = None
    overloads: tuple[Signature, ...] = ()
    accessors: tuple[str, ...] = ()
    """`("getter", "setter", "deleter")`, as far as there; empty when it is no property."""
    calls_super: bool = False
    """Whether the body calls `super().<its own name>`: then a base class has the name too."""
    assigns: tuple[str, ...] = ()
    """The attributes of its first parameter that the body assigns (`self.x = …`), sorted."""
    is_placeholder: bool = False
    """Whether the body is nothing but a docstring, `pass` or `raise NotImplementedError`."""
    registered: tuple[tuple[str, str], ...] = ()
    """The types that were registered with it in its own scope (`functools.singledispatch`), each
    as canonical text, and the names of the functions that are called for them."""
    type_parameters: tuple[str, ...] = ()
    """What stands in `def f[T: int, *Ts]` (PEP 695), each as canonical text."""


class Attribute(Definition, tag="attribute", kw_only=True):
    """An assigned or annotated name of a module, class or instance."""

    annotation: str | None = None
    value: str | None = None
    scope: Literal["module", "class", "instance"] = "module"


class Class(Definition, tag="class", kw_only=True):
    """A class: bases and keywords as canonical text, members by name."""

    bases: tuple[str, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    decorators: tuple[Decorator, ...] = ()
    members: dict[str, Member] = msgspec.field(default_factory=dict)
    docstring: str | None = None
    type_parameters: tuple[str, ...] = ()
    """What stands in `class A[T: int, *Ts]` (PEP 695), each as canonical text."""


class Import(Definition, tag="import", kw_only=True):
    """A name bound by an import; `target` is its absolute dotted path."""

    target: str
    redundant: bool = False
    """`import a as a`, `from x import a as a`: the typing spec's mark of a re-export."""


Member: TypeAlias = Function | Attribute | Class | Import


class Exports(msgspec.Struct, frozen=True):
    """What is statically known of `__all__`.

    `names` are the literal entries; `modules` the absolute names of modules whose `__all__`
    is added; `complete` is False when a part could not be read without running it.
    """

    names: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    complete: bool = True


class Module(msgspec.Struct, tag="module", kw_only=True):
    """One source file: what it binds at run time, in order of first binding."""

    name: str
    path: str
    is_package: bool = False
    members: dict[str, Member] = msgspec.field(default_factory=dict)
    stars: tuple[str, ...] = ()
    """Absolute names of the modules that are star-imported, in order."""
    typing_imports: dict[str, Import] = msgspec.field(default_factory=dict)
    """Names imported under `if TYPE_CHECKING:` only: unknown at run time, known to annotations."""
    typing_aliases: dict[str, Attribute] = msgspec.field(default_factory=dict)
    """Names assigned under `if TYPE_CHECKING:` only, in the same way."""
    exports: Exports | None = None
    docstring: str | None = None
