"""The data that every reader produces: what one source file defines.

Expressions (defaults, annotations, bases, values) are *canonical text*: the output of
`ast.unparse`, so that two spellings of one expression compare equal.
"""

from __future__ import annotations

import enum
from typing import Literal, TypeAlias

import msgspec

from unbroken.model.forwarding import Forwarding


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


class MemberBase(msgspec.Struct, kw_only=True):
    """What all definitions share: a name and a place (lines from 1, columns from 1)."""

    name: str
    line: int
    column: int
    end_line: int
    alternatives: tuple[Member, ...] = ()
    """What other branches bind to the name (`else`): functions, classes, imports or None."""
    before_python: tuple[int, ...] | None = None
    """The Python version from which on the name is no longer bound; None: bound on all."""
    conditional: bool = False
    """Whether there are branches that bind the name to nothing (an `if` without `else`)."""


class Wrapper(msgspec.Struct, frozen=True, kw_only=True):
    """A function that another one defines in its body and returns, as decorators do.

    `decorators` are the dotted names above it, as written. `calls` are its calls of parameters
    of the functions around it, of which the decorated function is one. The other fields say what
    it does with its own `*args` and `**kwargs` before it passes them on: `accepts` and `sets` are
    the keywords that it takes out and puts in.
    """

    signature: Signature
    decorators: tuple[str, ...] = ()
    is_async: bool = False
    is_generator: bool = False
    calls: tuple[Forwarding, ...] = ()
    result_of: str = ""
    """The parameter whose results are all that it returns, if there is one."""
    returns_nothing: bool = False
    """Whether it returns None, whatever happens."""
    accepts: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    assigns: tuple[str, ...] = ()
    """The attributes that it sets on its first parameter, sorted."""
    assigns_unknown: bool = False
    """Whether it sets some there whose names are computed."""
    converts_positions: bool = False
    """Whether it replaces its `*args`."""
    converts_keywords: bool = False
    """Whether it changes keywords whose names are computed."""
    returned_functions: tuple[ReturnedFunction, ...] = ()


class ReturnedFunction(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A callable that a function returns: what it does if it is a decorator.

    `return wrapper` has a `wrapper`, `return function` an `argument`; `return decorate(function)`
    has both. `through` are the dotted names of the functions that the callable is passed through,
    as written, the outermost first (`return update_wrapper(cast(F, wrapper), function)`).

    `name` is what the wrapper is called where it is defined. Python shows it in errors, nothing
    else depends on it, and so it does not count in comparisons.
    """

    wrapper: Wrapper | None = None
    argument: str = ""
    through: tuple[str, ...] = ()
    name: str = ""

    def __eq__(self, other: object) -> bool:
        """Return whether both do the same, whatever their names."""
        if not isinstance(other, ReturnedFunction):
            return NotImplemented
        return self._facts() == other._facts()

    def __hash__(self) -> int:
        """Return the hash of what counts."""
        return hash(self._facts())

    def _facts(self) -> tuple[Wrapper | None, str, tuple[str, ...]]:
        return self.wrapper, self.argument, self.through


OwnCall: TypeAlias = tuple[str, int, tuple[str, ...]]
"""The name of a method that is called on `self` or `cls`, the largest number of positional
arguments of its calls, and their keywords, sorted."""


PassedInstance: TypeAlias = tuple[str, str]
"""The dotted name of a function that is called with the instance, as written, and the text that is
the second argument ("" if it is none): `_set(self, "x", 1)`."""


class CollectedKeywords(msgspec.Struct, frozen=True, kw_only=True):
    """What a body does with single keywords that its `**kwargs` collects, each sorted.

    It looks at those in `reads`, fails without those in `needs`, and raises for those in `refuses`
    and, with `refuses_others`, for all that are not in `reads`.
    """

    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    refuses_others: bool = False


class BodyWarning(msgspec.Struct, frozen=True, kw_only=True):
    """A call at the top of a body that may emit a deprecation warning.

    `callee` and `category` are dotted names as written (`category` is "" if it has none),
    `message` is the literal text. `parameter` is the parameter whose use is warned about, or with
    `missing` that it was left out; None for a call that every caller reaches.
    """

    callee: str
    category: str = ""
    message: str = ""
    parameter: str | None = None
    missing: bool = False


class Function(MemberBase, tag="function", kw_only=True):
    """A function, method or property (`accessors` lists the accessors of a property)."""

    signature: Signature
    decorators: tuple[Decorator, ...] = ()
    is_async: bool = False
    is_generator: bool = False
    docstring: str | None = None
    overloads: tuple[Signature, ...] = ()
    accessors: tuple[str, ...] = ()
    """Those of `("getter", "setter", "deleter")` that exist; empty for what is not a property."""
    calls_super: bool = False
    """Whether the body calls `super().<its own name>`: then a base class has the name too."""
    forwards: tuple[Forwarding, ...] = ()
    """The calls that receive its `*args` and `**kwargs`; empty if it also uses them otherwise."""
    inspects: tuple[str, ...] = ()
    """Those of its `*args` and `**kwargs` that the body uses otherwise than by passing them on."""
    keywords: CollectedKeywords | None = None
    """What the body does with the keywords in its `**kwargs`; None if that is not all understood,
    and where it does not use any."""
    returns_iterator: bool = False
    """Whether all that it returns are iterators: `iter(…)`, generators and their like."""
    assigns: tuple[str, ...] = ()
    """The attributes of its first parameter that the body assigns (`self.x = …`), sorted."""
    assigns_unknown: bool = False
    """Whether the body sets attributes whose names are computed (`setattr(self, name, …)`)."""
    sets_up_by: tuple[str, ...] = ()
    """The methods that a constructor calls on its instance (`self._setup()`), and those that these
    call in turn, sorted. They may be inherited, or be others in a subclass."""
    passes_instance: tuple[PassedInstance, ...] = ()
    """The calls that get its first parameter as their first argument, sorted."""
    own_calls: tuple[OwnCall, ...] = ()
    """The calls of public methods of its own instance or class that have arguments, sorted."""
    original_qualname: str | None = None
    """The `__qualname__` of a function that is assigned to a class (`m = classmethod(_m)`), which
    Python shows in errors; None: that of its own place."""
    reads_frames: bool = False
    """Whether the body reaches the frames of callers, whose names it may change."""
    attributes: tuple[str, ...] = ()
    """The attributes that the module sets on the function (`f.option = 1`), sorted."""
    is_placeholder: bool = False
    """Whether the body is only a docstring, `pass` or `raise NotImplementedError`."""
    only_raises: bool = False
    """Whether the body does nothing but raise an exception other than NotImplementedError."""
    refuses: tuple[str, ...] = ()
    """The parameters whose arguments always raise unless they are the default, sorted."""
    returned: tuple[str, ...] = ()
    """The kinds of values that the body returns (`readers/body_outcomes.py`), sorted; "None" alone
    if it returns none, empty where that is not known or the function is a generator."""
    gives: str = ""
    """What all of its results are: `name()` is what a call of the name makes (`name()()` what a
    call of that makes), `self.name` an attribute of its instance, "" is not known.
    `name(option=True)()` is what a function returns that decorates its argument so. With a return
    annotation, only the attribute that a decorated method ends with: that is where a property
    reads its value."""
    returned_functions: tuple[ReturnedFunction, ...] = ()
    """The callables that it returns; empty if it may also return something else."""
    warns: tuple[BodyWarning, ...] = ()
    """The warnings that the body emits before it does anything else."""
    registered: tuple[tuple[str, str], ...] = ()
    """The types registered with it in its own scope (`functools.singledispatch`), each as
    canonical text with the name of the function that is called for it."""
    type_parameters: tuple[str, ...] = ()
    """The type parameters of `def f[T: int, *Ts]` (PEP 695), each as canonical text."""


class Attribute(MemberBase, tag="attribute", kw_only=True):
    """An assigned or annotated name of a module, class or instance."""

    annotation: str | None = None
    value: str | None = None
    scope: Literal["module", "class", "instance"] = "module"
    is_variable: bool = False
    """Whether only `for`, `with` or `match` statements bind it, mostly for the module itself."""


class Class(MemberBase, tag="class", kw_only=True):
    """A class: bases and keywords as canonical text, members by name."""

    bases: tuple[str, ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    decorators: tuple[Decorator, ...] = ()
    members: dict[str, Member] = msgspec.field(default_factory=dict)
    docstring: str | None = None
    has_unknown_members: bool = False
    """Whether code that is not understood may add members (`vars()[name] = …` in its body)."""
    is_made_by_call: bool = False
    """Whether it is no class statement: `A = type("A", (), {})`, `A = Enum("A", "X Y")`."""
    type_parameters: tuple[str, ...] = ()
    """The type parameters of `class A[T: int, *Ts]` (PEP 695), each as canonical text."""
    passed_to: tuple[str, ...] = ()
    """The functions that the module calls with it alone, as written, in order: `install(A)`."""
    registrations: tuple[tuple[str, str], ...] = ()
    """The calls `Base.register(Other)` beside it (`abc.ABCMeta.register`) of which it is one of the
    two, as pairs of canonical text, sorted."""


class Import(MemberBase, tag="import", kw_only=True):
    """A name bound by an import; `target` is its absolute dotted path."""

    target: str
    redundant: bool = False
    """Whether the import marks a re-export (`import a as a`, `from x import a as a`)."""


Member: TypeAlias = Function | Attribute | Class | Import


class Exports(msgspec.Struct, frozen=True):
    """What is statically known of `__all__`.

    `names` are the literal entries; `modules` the absolute names of modules whose `__all__`
    is added; `complete` is False when a part could not be read without running it.
    """

    names: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    complete: bool = True


class NotUnderstood(msgspec.Struct, frozen=True, array_like=True):
    """A statement that may define names and that no reader understands.

    `reason` is a short clause for people, such as "setattr() with a computed name".
    """

    line: int
    reason: str


COMPUTED = "*"
"""Stands for computed names (`Module.imports`, `Module.registers`)."""


class Module(msgspec.Struct, tag="module", kw_only=True):
    """One source file: what it binds at run time, in order of first binding."""

    name: str
    path: str
    is_package: bool = False
    members: dict[str, Member] = msgspec.field(default_factory=dict)
    stars: tuple[str, ...] = ()
    """Absolute names of the modules that are star-imported; a later one overrides earlier ones."""
    overridden_by_stars: tuple[str, ...] = ()
    """The members that a star import replaces if it provides their names, sorted."""
    submodules: tuple[str, ...] = ()
    """The submodules that a package imports from itself (`from . import name`), sorted."""
    imports: tuple[str, ...] = ()
    """What importing it imports of the same top-level package, as dotted paths, sorted.

    The last part of a path may be the name of a module, or of something in one.
    """
    raises_on_import: bool = False
    """Whether importing it always raises (a module that is only left to explain its removal)."""
    calls: tuple[str, ...] = ()
    """The functions of the package that it calls in statements of their own, as dotted paths."""
    passes_paths: tuple[tuple[str, str], ...] = ()
    """The dotted paths in the package that these calls pass as strings, with what they call."""
    sets_elsewhere: tuple[str, ...] = ()
    """The attributes that it sets on other modules of the package, as dotted paths."""
    registers: tuple[str, ...] = ()
    """The modules of the package that it puts into `sys.modules`, as dotted paths, sorted; COMPUTED
    for those of computed names."""
    possible_names: tuple[str, ...] = ()
    """Names that are bound under conditions that cannot be evaluated, sorted."""
    typing_imports: dict[str, Import] = msgspec.field(default_factory=dict)
    """Names imported under `if TYPE_CHECKING:` only: unknown at run time, known to annotations."""
    typing_aliases: dict[str, Attribute] = msgspec.field(default_factory=dict)
    """Names assigned under `if TYPE_CHECKING:` only."""
    exports: Exports | None = None
    docstring: str | None = None
    not_understood: tuple[NotUnderstood, ...] = ()
    """The statements that may define names and that are not understood, in order."""
    has_unknown_names: bool = False
    """Whether the module may have any name, because of what was not understood."""
