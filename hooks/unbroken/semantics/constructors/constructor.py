"""How a class is called: the signature of its constructor, written or synthesised.

Sources of the rules: the Python reference ("Customizing instance creation"), `typing.NamedTuple`
and `collections.namedtuple`; those of dataclasses, attrs and pydantic stand where they are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from unbroken.model.definitions import (
    Attribute,
    Class,
    Decorator,
    Function,
    Parameter,
    ParameterKind,
)
from unbroken.readers.ctypes_fields import CTYPES, field_names
from unbroken.semantics.applied_decorators import applied_decorators
from unbroken.semantics.constructors.attrs_fields import attrs_fields, replaces_init
from unbroken.semantics.constructors.builtin_exceptions import (
    checks_arguments_in_new,
    exception_parameters,
)
from unbroken.semantics.constructors.dataclass_fields import (
    Field,
    class_attributes,
    dataclass_fields,
    decorated,
)
from unbroken.semantics.constructors.functional import made_class
from unbroken.semantics.constructors.pydantic_models import MODELS, SETTINGS, model_call
from unbroken.semantics.constructors.struct_fields import STRUCTS, struct_fields
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.known_decorators import ATTRS, DATACLASS
from unbroken.semantics.memo import remembered
from unbroken.semantics.metaclasses import metaclass_call
from unbroken.semantics.mro import is_plain
from unbroken.semantics.resolution import MISSING, UNKNOWN, Absent, Definition, External, Key
from unbroken.semantics.surface import Surface
from unbroken.semantics.wrapped_signatures import parameters_to_callers, qualname_to_callers

_NAMEDTUPLES = {"typing.NamedTuple", "typing_extensions.NamedTuple"}
_PROTOCOLS = {"typing.Protocol", "typing_extensions.Protocol"}
_NOT_CALLED = {
    "enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag",
    "typing.TypedDict", "typing_extensions.TypedDict",
}  # fmt: skip


class Constructor(NamedTuple):
    """The parameters that a call of the class takes, without `self`.

    `kind` says what makes it: "init", "new", "dataclass", "attrs", "struct", "ctypes", "model",
    "namedtuple", or "builtin" where it is Python's own. `provider` is the `__init__` or `__new__`
    that was written, None where it is synthesised; `qualname` is what Python calls it in errors.
    `origins` maps a parameter to the class that declares it, where fields make the signature;
    `either` maps a parameter to another name by which calls may pass it instead.
    """

    parameters: tuple[Parameter, ...]
    kind: str
    provider: Definition | None
    origins: dict[str, Key]
    qualname: str
    either: tuple[tuple[str, str], ...] = ()


@remembered(in_cycle=tuple)
def constructors(surface: Surface, owner: Definition) -> tuple[Constructor, ...]:
    """Return the signatures that a call of the class must satisfy, all of them.

    `owner` may also be an attribute, which is a class if `namedtuple(...)` or its like made it.
    Empty when they cannot be known (a base from outside may define them) or when the class is
    not called (Enum, Protocol, TypedDict, a metaclass that refuses it).
    """
    if isinstance(owner.member, Attribute):
        return _functional(surface, owner, owner.member.value, owner.key)
    if _names_base(surface, owner, _PROTOCOLS):
        return ()
    call = metaclass_call(surface, owner)
    if call is not None:
        assert isinstance(call.member, Function)
        if call.member.only_raises:
            return ()
        parameters = without_bound_parameter(parameters_to_callers(surface, call))
        qualname = qualname_to_callers(surface, call)
        return (Constructor(parameters, "new", call, {}, qualname),)
    constructors_by_name: dict[str, Constructor] = {}
    lineage = surface.marked_mro(owner)
    for part in lineage:
        if isinstance(part, External):
            if is_plain(part):
                continue  # The classes that implement a protocol are called, too.
            if any(isinstance(base, External) and base.target in _NOT_CALLED for base in lineage):
                return ()  # Of `class A(int, Enum)`, too, `__new__` makes the members.
            return _completed(surface, owner, part.target, constructors_by_name)
        assert isinstance(part.member, Class)
        if not constructors_by_name and _may_be_given_constructor(surface, part):
            return ()
        for name in ("__new__", "__init__"):
            own = _own(surface, part, name) if name not in constructors_by_name else MISSING
            if own is UNKNOWN:
                return ()
            if isinstance(own, Constructor):
                constructors_by_name[name] = own
    if constructors_by_name:
        return _ordered(constructors_by_name)
    return (Constructor((), "builtin", None, {}, owner.name),)


def _own(surface: Surface, owner: Definition, name: str) -> Constructor | Absent:
    """Return what a class itself has as its `__new__` or `__init__`, written or synthesised."""
    assert isinstance(owner.member, Class)
    is_written = name in owner.member.members
    synthesised = _synthesised(surface, owner) if name == "__init__" else None
    if synthesised is not None and (not is_written or replaces_init(surface, owner)):
        return synthesised
    return (_written(surface, owner, name) or UNKNOWN) if is_written else MISSING


_MAKES_DATA_CLASSES = ("typing.dataclass_transform",)
# Decorators from outside the package that leave the constructor of a class as it is.
_LEAVE_CONSTRUCTOR = {
    "abc.update_abstractmethods", "deprecated.deprecated", "enum.unique",
    "functools.total_ordering", "six.add_metaclass", "warnings.deprecated",
    *(
        f"{module}.{name}"
        for module in ("typing", "typing_extensions")
        for name in ("dataclass_transform", "deprecated", "final", "runtime_checkable")
    ),
}  # fmt: skip


def _may_be_given_constructor(surface: Surface, owner: Definition) -> bool:
    """Return whether a decorator that is not known may write the constructor that a class lacks.

    It takes its parameters from the fields that the class declares, as attrs does.
    """
    assert isinstance(owner.member, Class)
    if not owner.member.decorators or {"__init__", "__new__"} & owner.member.members.keys():
        return False
    decorators = applied_decorators(surface, owner)
    if any(decorator.path in DATACLASS | ATTRS for decorator in decorators):
        return False
    return any(class_attributes(owner)) and not all(
        _leaves_constructor(surface, decorator) for decorator in decorators
    )


def _leaves_constructor(surface: Surface, decorator: Decorator) -> bool:
    """Return whether a decorator leaves the constructor of a class as it is, for all that is known.

    A function of the package does if it returns the class that it gets. What is called first
    (`@register("name")`) is taken to do so, unless type checkers are told that it makes data
    classes (typing spec, "The dataclass_transform decorator").
    """
    if not surface.inside(decorator.path):
        return decorator.path in _LEAVE_CONSTRUCTOR
    target = surface.resolve_alias(surface.resolve(decorator.path))
    if not isinstance(target, Definition) or not isinstance(target.member, Function):
        return True
    if has_decorator(surface, target, _MAKES_DATA_CLASSES) or "__init__" in target.member.assigns:
        return False
    return decorator.called or target.member.returned in ((), ("self",))


def _ordered(constructors_by_name: dict[str, Constructor]) -> tuple[Constructor, ...]:
    """Return `__init__` before `__new__`: it is the one that most calls depend on."""
    return tuple(
        constructors_by_name[name]
        for name in ("__init__", "__new__")
        if name in constructors_by_name
    )


def _completed(
    surface: Surface, owner: Definition, base: str, constructors_by_name: dict[str, Constructor]
) -> tuple[Constructor, ...]:
    """Add what a base from outside has to say about calls."""
    if base in _NAMEDTUPLES:
        constructors_by_name.setdefault("__new__", _namedtuple(surface, owner))
    elif base in CTYPES:
        made = _structure(surface, owner)
        if made is None:
            return ()
        constructors_by_name.setdefault("__init__", made)
    elif base in STRUCTS:
        fields = list(struct_fields(surface, owner).values())
        constructors_by_name.setdefault("__init__", _from_fields("struct", fields, owner.name))
    elif base in MODELS | SETTINGS and "__init__" not in constructors_by_name:
        call = model_call(surface, owner, forbids=base in SETTINGS)
        if call is None:
            return ()
        constructors_by_name["__init__"] = Constructor(
            call.parameters, "model", None, call.origins, call.title, tuple(call.either.items())
        )
    elif base.startswith("?."):
        made = _functional_base(surface, owner, base.removeprefix("?."))
        if made is not None:
            constructors_by_name.setdefault(
                "__new__" if made.kind == "namedtuple" else "__init__", made
            )
    elif (parameters := exception_parameters(base)) is not None:
        made = Constructor(parameters, "builtin", None, {}, owner.name)
        if checks_arguments_in_new(base):
            constructors_by_name.setdefault("__new__", made)
        elif not constructors_by_name:
            return (made,)
    return _ordered(constructors_by_name)


def _written(surface: Surface, owner: Definition, name: str) -> Constructor | None:
    assert isinstance(owner.member, Class)
    member = owner.member.members[name]
    if not isinstance(member, Function):
        return None
    provider = Definition(owner.module, f"{owner.qualname}.{name}", member)
    parameters = without_bound_parameter(parameters_to_callers(surface, provider))
    qualname = qualname_to_callers(surface, provider)
    return Constructor(parameters, name.strip("_"), provider, {}, qualname)


def without_bound_parameter(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Return parameters without the one that gets the instance or class (`*args` stays)."""
    if parameters and parameters[0].kind <= ParameterKind.POSITIONAL_OR_KEYWORD:
        return parameters[1:]
    return parameters


def _synthesised(surface: Surface, owner: Definition) -> Constructor | None:
    for kind, family in (("dataclass", DATACLASS), ("attrs", ATTRS)):
        decorator = decorated(surface, owner, family)
        if decorator is None:
            continue
        if dict(decorator.keywords).get("init") == "False":
            return None
        if kind == "attrs":
            fields = attrs_fields(surface, owner)
        else:
            fields = list(dataclass_fields(surface, owner).values())
        return _from_fields(kind, fields, f"{owner.qualname}.__init__")
    return None


def _from_fields(kind: str, fields: list[Field], qualname: str) -> Constructor:
    taken = [field for field in fields if field.init]
    positional = [
        field for field in taken if field.parameter.kind is not ParameterKind.KEYWORD_ONLY
    ]
    keyword = [field for field in taken if field.parameter.kind is ParameterKind.KEYWORD_ONLY]
    return Constructor(
        tuple(field.parameter for field in (*positional, *keyword)),
        kind,
        None,
        {field.parameter.name: field.origin for field in taken},
        qualname,
    )


def _namedtuple(surface: Surface, owner: Definition) -> Constructor:
    made = next(
        (
            class_
            for class_ in _classes(surface, owner)
            if _names_base(surface, class_, _NAMEDTUPLES)
        ),
        owner,
    )
    kind = ParameterKind.POSITIONAL_OR_KEYWORD
    fields = [
        Field(
            Parameter(attribute.name, kind, attribute.value, attribute.annotation), made.key, True
        )
        for attribute in class_attributes(made)
        if attribute.annotation is not None
    ]
    return _from_fields("namedtuple", fields, f"{made.name}.__new__")


def _structure(surface: Surface, owner: Definition) -> Constructor | None:
    """Return how a structure of `ctypes` is called: any keyword becomes an attribute."""
    fields: list[Field] = []
    for class_ in reversed(list(_classes(surface, owner))):
        assert isinstance(class_.member, Class)
        declared = class_.member.members.get("_fields_")
        names = [] if declared is None else field_names(declared)
        if names is None:
            return None
        kind = ParameterKind.POSITIONAL_OR_KEYWORD
        fields += [Field(Parameter(name, kind, "..."), class_.key, True) for name in names]
    made = _from_fields("ctypes", fields, owner.name)
    return made._replace(
        parameters=(*made.parameters, Parameter("attributes", ParameterKind.VAR_KEYWORD))
    )


def _classes(surface: Surface, owner: Definition) -> Iterator[Definition]:
    return (part for part in surface.mro(owner) if isinstance(part, Definition))


def _names_base(surface: Surface, owner: Definition, targets: set[str]) -> bool:
    return any(
        isinstance(base, External) and base.target in targets for base in surface.bases(owner)
    )


def _functional_base(surface: Surface, owner: Definition, text: str) -> Constructor | None:
    """Read a base that a call makes: `class A(namedtuple("A", "a b"))`."""
    for class_ in _classes(surface, owner):
        assert isinstance(class_.member, Class)
        if text in class_.member.bases:
            return next(iter(_functional(surface, class_, text, class_.key)), None)
    return None


def _functional(
    surface: Surface, at: Definition, text: str | None, origin: Key
) -> tuple[Constructor, ...]:
    made = made_class(surface, at, text)
    if made is None:
        return ()
    method = "__new__" if made.kind == "namedtuple" else "__init__"
    origins = {parameter.name: origin for parameter in made.parameters}
    qualname = f"{made.name}.{method}"
    return (Constructor(made.parameters, made.kind, None, origins, qualname),)
