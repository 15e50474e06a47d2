"""Declared fields: what dataclasses, attrs classes and models share, and those of dataclasses.

Sources of the rules: PEP 557, the documentation of `dataclasses` and its `_process_class`.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import NamedTuple

from unbroken.model.definitions import Attribute, Class, Decorator, Parameter, ParameterKind
from unbroken.readers import expressions
from unbroken.semantics.applied_decorators import applied_decorators
from unbroken.semantics.decorators import known_head
from unbroken.semantics.known_decorators import DATACLASS
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition, External, Key, ResolvedName, is_dotted
from unbroken.semantics.surface import Surface

_FIELD_CALLS = frozenset(
    {
        *("attr.attrib", "attr.field", "attr.ib", "attrs.field"),
        *("dataclasses.field", "msgspec.field", "sqlmodel.Field", "sqlmodel.main.Field"),
        *(
            f"{module}.{name}"
            for module in ("pydantic", "pydantic.fields", "pydantic.v1", "pydantic.v1.fields")
            for name in ("Field", "PrivateAttr")
        ),
    }
)
_NO_DEFAULT = frozenset(
    {
        *("attr.NOTHING", "attrs.NOTHING", "builtins.Ellipsis", "dataclasses.MISSING"),
        *("msgspec.NODEFAULT", "pydantic.fields.Undefined", "pydantic.v1.fields.Undefined"),
        *("pydantic_core.PydanticUndefined", "pydantic.fields.PydanticUndefined"),
    }
)


class Field(NamedTuple):
    """A declared field: the parameter that it makes, and the class that declares it.

    `init` is False where the constructor does not take it (`init=False`, `ClassVar`).
    """

    parameter: Parameter
    origin: Key
    init: bool


def decorated(surface: Surface, owner: Definition, targets: Collection[str]) -> Decorator | None:
    """Find the decorator of a class that resolves to one of some dotted names.

    It is as `applied_decorators` returns it.
    """
    applied = applied_decorators(surface, owner)
    return next((decorator for decorator in applied if decorator.path in targets), None)


def target_of(resolution: ResolvedName) -> str:
    """Return the dotted path of what comes from outside; "" for anything else."""
    return resolution.target if isinstance(resolution, External) else ""


def maker_of(surface: Surface, owner: Definition, family: Collection[str]) -> Definition | None:
    """Find the class from which a class has its fields: itself, or the next one in its MRO."""
    for part in surface.marked_mro(owner):
        if isinstance(part, Definition) and decorated(surface, part, family) is not None:
            return part
    return None


@remembered(in_cycle=dict)
def dataclass_fields(surface: Surface, owner: Definition) -> dict[str, Field]:
    """Collect the fields of a dataclass; one declared again keeps its first place.

    As `dataclasses` does, every base gives all of its fields, inherited ones too, from the far
    end of the MRO on.
    """
    fields: dict[str, Field] = {}
    # From the far end on, the bases of each base are known before it.
    for base in reversed(surface.mro(owner)[1:]):
        maker = maker_of(surface, base, DATACLASS) if isinstance(base, Definition) else None
        if maker is not None:
            fields.update(dataclass_fields(surface, maker))
    fields.update(_own_dataclass_fields(surface, owner))
    return fields


def _own_dataclass_fields(surface: Surface, owner: Definition) -> Iterator[tuple[str, Field]]:
    decorator = decorated(surface, owner, DATACLASS)
    options = dict(decorator.keywords) if decorator is not None else {}
    keyword_only = options.get("kw_only") == "True"
    for member in class_attributes(owner):
        if member.annotation is None:
            continue
        name, head = mangled(owner, member.name), annotation_head(surface, owner, member)
        if head == "KW_ONLY":
            keyword_only = True
        elif head == "ClassVar":
            made = Parameter(name, ParameterKind.KEYWORD_ONLY, None, member.annotation)
            yield name, Field(made, owner.key, False)
        else:
            call = field_call(surface, owner, member.value)
            default = member.value if call is None else default_of(call)
            if member.value is None:
                default = _inherited_value(surface, owner, member.name)
            made = field_parameter(
                name, default, member.annotation, is_keyword_only(call, keyword_only)
            )
            yield name, Field(made, owner.key, (call or {}).get("init") != "False")


def _inherited_value(surface: Surface, owner: Definition, name: str) -> str | None:
    """Return the class attribute that a field without a value finds in a base: its default.

    A field of a base is no such attribute if it has no value, has a factory, or is a slot.
    """
    for part in surface.mro(owner)[1:]:
        if isinstance(part, External) or mangled(owner, name) != name:
            continue
        assert isinstance(part.member, Class)
        decorator = decorated(surface, part, DATACLASS)
        if decorator is not None and dict(decorator.keywords).get("slots") == "True":
            slot = dataclass_fields(surface, part).get(name)
            if slot is not None and not _is_pseudo(surface, part, slot.parameter.annotation):
                return None
        member = part.member.members.get(name)
        if not isinstance(member, Attribute):
            if member is not None:
                return "..."
        elif member.scope == "class" and member.value is not None:
            call = field_call(surface, part, member.value)
            if call is None or decorator is None:
                return member.value
            if "default" in call:
                return call["default"]
    return None


def _is_pseudo(surface: Surface, owner: Definition, annotation: str | None) -> bool:
    return known_head(surface, owner, annotation) in ("ClassVar", "InitVar")


def class_attributes(owner: Definition) -> Iterator[Attribute]:
    """Yield the attributes that a class body declares or assigns, in order."""
    assert isinstance(owner.member, Class)
    for member in owner.member.members.values():
        if isinstance(member, Attribute) and member.scope == "class":
            yield member


def annotation_head(surface: Surface, owner: Definition, attribute: Attribute) -> str:
    """Return the name of the standard library that an annotation starts with: `ClassVar`."""
    at = Definition(owner.module, f"{owner.qualname}.{attribute.name}", attribute)
    return known_head(surface, at, attribute.annotation)


def mangled(owner: Definition, name: str) -> str:
    """Return the name under which a class keeps its private names (Python reference, "Names")."""
    outer = owner.name.lstrip("_")
    if not name.startswith("__") or name.endswith("__") or not outer:
        return name
    return f"_{outer}{name}"


def is_keyword_only(call: dict[str, str] | None, otherwise: bool) -> bool:
    """Return whether a field is passed by keyword only: as it says itself, else as its class."""
    given = (call or {}).get("kw_only")
    return given == "True" if given in ("True", "False") else otherwise


def field_parameter(
    name: str, default: str | None, annotation: str | None, keyword_only: bool
) -> Parameter:
    """Make the parameter that a field is to the constructor."""
    kind = ParameterKind.KEYWORD_ONLY if keyword_only else ParameterKind.POSITIONAL_OR_KEYWORD
    return Parameter(name, kind, default, annotation)


def field_call(surface: Surface, owner: Definition, value: str | None) -> dict[str, str] | None:
    """Read the options of `field(...)` and its like; None when the value is no such call."""
    node = expressions.parsed(value) if value is not None and "(" in value else None
    if not isinstance(node, ast.Call):
        return None
    return call_options(surface, owner, node)


def call_options(surface: Surface, owner: Definition, node: ast.Call) -> dict[str, str] | None:
    """Read the options of a call of `field` and its like; None when it calls something else.

    Those that say that there is no default (`default=MISSING`) are left out.
    """
    written = expressions.dotted_name(node.func)
    if not written or target_of(surface.resolve_name(owner, written)) not in _FIELD_CALLS:
        return None
    options = {
        keyword_argument.arg: expressions.expression_text(keyword_argument.value)
        for keyword_argument in node.keywords
        if keyword_argument.arg
    }
    if node.args and not isinstance(node.args[0], ast.Starred):
        options.setdefault("default", expressions.expression_text(node.args[0]))
    return {
        name: text
        for name, text in options.items()
        if name not in _DEFAULTS or not _is_missing(surface, owner, text)
    }


_DEFAULTS = ("default", "default_factory", "factory")


def _is_missing(surface: Surface, owner: Definition, text: str) -> bool:
    """Return whether a text stands for no default."""
    if text == "...":
        return True
    return is_dotted(text) and target_of(surface.resolve_name(owner, text)) in _NO_DEFAULT


def default_of(call: dict[str, str]) -> str | None:
    """Return the value that a field has by default, as text; None when it has to be given."""
    for key in ("default_factory", "factory"):
        factory = call.get(key)
        if factory is not None and factory != "None":
            return _made(factory)
    return call.get("default")


def _made(factory: str) -> str:
    """Write the value that a default factory makes."""
    node = expressions.parsed(factory) if factory.startswith("lambda") else None
    return expressions.value_text(node.body) if isinstance(node, ast.Lambda) else f"{factory}()"
