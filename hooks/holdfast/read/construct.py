"""How a class is called: the signature of its constructor, written or synthesised.

Sources of the rules: `dataclasses` (PEP 557 and its documentation), `typing.NamedTuple`,
`collections.namedtuple`, attrs' and pydantic's documentation, and the Python reference
("Customizing instance creation").
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.read import expressions
from holdfast.read.resolve import External, Object, Resolution, Surface, is_plain
from holdfast.surface import Attribute, Class, Decorator, Function, Parameter, ParameterKind

_DATACLASS = {"dataclasses.dataclass", "pydantic.dataclasses.dataclass"}
_ATTRS = {
    "attr.s", "attr.attrs", "attr.attributes", "attr.dataclass", "attr.define", "attr.frozen",
    "attr.mutable", "attrs.define", "attrs.frozen", "attrs.mutable",
}  # fmt: skip
_ATTRS_BY_CALL_ONLY = {"attr.s", "attr.attrs", "attr.attributes"}
_FIELD_CALLS = {"field", "Field", "ib", "attrib", "Factory", "PrivateAttr"}
_MODELS = {"pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic_settings.BaseSettings"}
_NAMEDTUPLES = {"typing.NamedTuple", "typing_extensions.NamedTuple"}
_NOT_CALLED = {
    "enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag",
    "typing.Protocol", "typing_extensions.Protocol",
    "typing.TypedDict", "typing_extensions.TypedDict",
}  # fmt: skip

Key = tuple[str, str]


class Constructor(NamedTuple):
    """The parameters that a call of the class takes, without `self`.

    `origins` maps a parameter to the class that declares it, where fields make the signature;
    `provider` is the `__init__` or `__new__` that was written, None where it is synthesised;
    `kind` says what makes it: "init", "new", "dataclass", "attrs", "model", "namedtuple".
    """

    parameters: tuple[Parameter, ...]
    kind: str
    provider: Object | None
    origins: dict[str, Key]


class Field(NamedTuple):
    """A declared field of a dataclass or its like."""

    parameter: Parameter
    origin: Key
    init: bool


def constructors(surface: Surface, owner: Object) -> tuple[Constructor, ...]:
    """Give the signatures that a call of the class must satisfy, all of them.

    Empty when they cannot be known (a base from outside may define them) or when the class is
    not called (Enum, Protocol, TypedDict).
    """
    found: list[Constructor] = []
    seen: set[str] = set()
    for each in surface.mro(owner):
        if isinstance(each, External):
            if each.target in _NAMEDTUPLES and "__new__" not in seen:
                found.append(_namedtuple(surface, owner))
                return tuple(found)
            if each.target in _MODELS and "__init__" not in seen:
                found.append(_model(surface, owner))
                return tuple(found)
            if each.target in _NOT_CALLED:
                return ()
            if is_plain(each):
                continue
            known = _builtin_constructor(each)
            if known is not None and not seen:
                return (known,)
            return tuple(found)
        assert isinstance(each.member, Class)
        for name in ("__init__", "__new__"):
            if name in seen or name not in each.member.members:
                continue
            written = _written(each, name)
            if written is None:
                return ()
            seen.add(name)
            found.append(written)
        if "__init__" not in seen:
            made = _synthesised(surface, each)
            if made is not None:
                seen.add("__init__")
                found.append(made)
    return tuple(found) or (Constructor((), "init", None, {}),)


def _written(owner: Object, name: str) -> Constructor | None:
    assert isinstance(owner.member, Class)
    member = owner.member.members[name]
    if not isinstance(member, Function):
        return None
    provider = Object(owner.module, f"{owner.qualname}.{name}", member)
    return Constructor(bound(member.signature.parameters), name.strip("_"), provider, {})


def bound(parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Drop the parameter that the instance or class is bound to (`*args` takes it and stays)."""
    if parameters and parameters[0].kind <= ParameterKind.POSITIONAL_OR_KEYWORD:
        return parameters[1:]
    return parameters


def _builtin_constructor(base: External) -> Constructor | None:
    """Exceptions without a constructor of their own take any positional arguments."""
    module, _, name = base.target.rpartition(".")
    if module != "builtins" or name not in _EXCEPTIONS:
        return None
    return Constructor((Parameter("args", ParameterKind.VAR_POSITIONAL),), "init", None, {})


_EXCEPTIONS = {
    "BaseException", "Exception", "ValueError", "TypeError", "RuntimeError", "LookupError",
    "KeyError", "IndexError", "ArithmeticError", "AssertionError", "NotImplementedError",
    "Warning", "UserWarning", "DeprecationWarning", "FutureWarning", "RuntimeWarning",
}  # fmt: skip


def decorated(surface: Surface, owner: Object, targets: set[str]) -> Decorator | None:
    """Find the decorator of a class that resolves to one of some dotted names."""
    assert isinstance(owner.member, Class)
    for decorator in owner.member.decorators:
        if decorator.path and _target(surface.in_scope(owner, decorator.path)) in targets:
            return decorator
    return None


def _target(found: Resolution) -> str:
    return found.target if isinstance(found, External) else ""


def is_dataclass(surface: Surface, owner: Object) -> bool:
    """Tell whether a class is itself decorated as a dataclass."""
    return decorated(surface, owner, _DATACLASS) is not None


def _synthesised(surface: Surface, owner: Object) -> Constructor | None:
    decorator = decorated(surface, owner, _DATACLASS)
    if decorator is not None:
        if dict(decorator.keywords).get("init") == "False":
            return None
        return _from_fields("dataclass", _fields(surface, owner, _DATACLASS))
    decorator = decorated(surface, owner, _ATTRS)
    if decorator is not None:
        if dict(decorator.keywords).get("init") == "False":
            return None
        return _from_fields("attrs", _fields(surface, owner, _ATTRS))
    return None


def _from_fields(kind: str, fields: list[Field]) -> Constructor:
    taken = [each for each in fields if each.init]
    positional = [e for e in taken if e.parameter.kind is not ParameterKind.KEYWORD_ONLY]
    keyword = [e for e in taken if e.parameter.kind is ParameterKind.KEYWORD_ONLY]
    return Constructor(
        tuple(each.parameter for each in (*positional, *keyword)),
        kind,
        None,
        {each.parameter.name: each.origin for each in taken},
    )


def _fields(surface: Surface, owner: Object, family: set[str]) -> list[Field]:
    """Collect the fields of a class and its bases; one declared again keeps its first place."""
    fields: dict[str, Field] = {}
    for each in reversed(surface.mro(owner)):
        if isinstance(each, External):
            continue
        decorator = decorated(surface, each, family)
        if decorator is None:
            continue
        for name, field in declared_fields(surface, each, decorator):
            if field is None:
                continue
            fields[name] = field
    return list(fields.values())


def declared_fields(
    surface: Surface, owner: Object, decorator: Decorator | None
) -> Iterator[tuple[str, Field | None]]:
    """Give the fields that a class itself declares, in order."""
    assert isinstance(owner.member, Class)
    options = dict(decorator.keywords) if decorator is not None else {}
    attrs = decorator is not None and _target(surface.in_scope(owner, decorator.path)) in _ATTRS
    by_call = attrs and _target(surface.in_scope(owner, decorator.path)) in _ATTRS_BY_CALL_ONLY  # type: ignore[union-attr]
    by_call = by_call and options.get("auto_attribs") != "True"
    if attrs and not by_call and not _annotated(owner.member):
        by_call = True
    keyword_only = options.get("kw_only") == "True"
    for name, member in owner.member.members.items():
        if not isinstance(member, Attribute) or member.scope != "class":
            continue
        call = _field_call(member.value)
        if by_call and call is None:
            continue
        if not by_call:
            annotation = (member.annotation or "").partition("[")[0].rpartition(".")[2]
            if annotation == "KW_ONLY":
                keyword_only = True
                continue
            if member.annotation is None or annotation == "ClassVar":
                continue
        yield name, _field(owner, member, call, keyword_only=keyword_only, attrs=attrs)


def _annotated(class_: Class) -> bool:
    return any(
        isinstance(m, Attribute) and m.annotation is not None for m in class_.members.values()
    )


def _field(
    owner: Object,
    member: Attribute,
    call: dict[str, str] | None,
    *,
    keyword_only: bool,
    attrs: bool,
) -> Field:
    default = member.value
    init = True
    name = member.name
    if attrs:
        name = name.lstrip("_") or name
    if call is not None:
        default = call.get("default")
        for key in ("default_factory", "factory"):
            if key in call:
                default = _made(call[key])
        init = call.get("init") != "False"
        if "kw_only" in call:
            keyword_only = call["kw_only"] == "True"
        if attrs and "alias" in call:
            name = call["alias"].strip("'\"")
    kind = ParameterKind.KEYWORD_ONLY if keyword_only else ParameterKind.POSITIONAL_OR_KEYWORD
    return Field(Parameter(name, kind, default, member.annotation), owner.key, init)


def _made(factory: str) -> str:
    """Write the value that a default factory makes."""
    node = expressions.parse(factory) if factory.startswith("lambda") else None
    return expressions.value_text(node.body) if isinstance(node, ast.Lambda) else f"{factory}()"


def _field_call(value: str | None) -> dict[str, str] | None:
    """Read `field(...)` and its like; None when the value is no such call."""
    node = expressions.parse(value) if value is not None and "(" in value else None
    if not isinstance(node, ast.Call):
        return None
    name = expressions.dotted_name(node.func).rpartition(".")[2]
    if name not in _FIELD_CALLS:
        return None
    options = {
        each.arg: expressions.expression_text(each.value) for each in node.keywords if each.arg
    }
    if node.args and not isinstance(node.args[0], ast.Starred):
        first = expressions.expression_text(node.args[0])
        if first not in ("...", "Ellipsis"):
            options.setdefault("default", first)
    if options.get("default") in ("...", "Ellipsis", "NOTHING", "attr.NOTHING", "attrs.NOTHING"):
        del options["default"]
    return options


def _model(surface: Surface, owner: Object) -> Constructor:
    """Give the call of a pydantic model: by keyword, others ignored unless it forbids them."""
    fields: dict[str, Field] = {}
    extra = ""
    for each in reversed(surface.mro(owner)):
        if isinstance(each, External):
            continue
        assert isinstance(each.member, Class)
        extra = _extra(each.member) or extra
        for name, field in declared_fields(surface, each, None):
            if field is None or name.startswith("_") or name == "model_config":
                continue
            call = _field_call(getattr(each.member.members[name], "value", None)) or {}
            alias = call.get("validation_alias") or call.get("alias")
            shown = alias.strip("'\"") if alias else name
            parameter = Parameter(
                shown,
                ParameterKind.KEYWORD_ONLY,
                field.parameter.default,
                field.parameter.annotation,
            )
            fields[name] = Field(parameter, field.origin, True)
    made = _from_fields("model", list(fields.values()))
    if extra == "forbid":
        return made
    anything = Parameter("extra", ParameterKind.VAR_KEYWORD)
    return made._replace(parameters=(*made.parameters, anything))


def _extra(class_: Class) -> str:
    keywords = dict(class_.keywords)
    config = class_.members.get("model_config")
    text = keywords.get("extra") or (config.value if isinstance(config, Attribute) else "") or ""
    return "forbid" if "forbid" in text else ("allow" if "allow" in text else "")


def _namedtuple(surface: Surface, owner: Object) -> Constructor:
    fields: list[Field] = []
    for each in reversed(surface.mro(owner)):
        if not isinstance(each, External) and any(
            isinstance(base, External) and base.target in _NAMEDTUPLES
            for base in surface.bases(each)
        ):
            fields = [f for _, f in declared_fields(surface, each, None) if f is not None]
    return _from_fields("namedtuple", fields)
