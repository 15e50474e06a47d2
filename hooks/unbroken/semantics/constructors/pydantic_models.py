"""How a pydantic model is called: by keyword, one for each field.

The rules are those of pydantic 2 (its documentation, "Models", "Fields", "Alias", and
`collect_model_fields`).
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from unbroken.model.definitions import Attribute, Class, Parameter, ParameterKind
from unbroken.readers import expressions
from unbroken.semantics.constructors.dataclass_fields import (
    Field,
    annotation_head,
    call_options,
    class_attributes,
    default_of,
    field_call,
)
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition, External, Key
from unbroken.semantics.surface import Surface

MODELS = {
    *("pydantic.BaseModel", "pydantic.main.BaseModel"),
    *("pydantic.v1.BaseModel", "pydantic.v1.main.BaseModel"),
}
SETTINGS = {
    *("pydantic_settings.BaseSettings", "pydantic_settings.main.BaseSettings"),
    *("pydantic.BaseSettings", "pydantic.env_settings.BaseSettings"),
    *("pydantic.v1.BaseSettings", "pydantic.v1.env_settings.BaseSettings"),
}
_BY_NAME = ("populate_by_name", "validate_by_name")

_KEYWORD_ONLY = ParameterKind.KEYWORD_ONLY

_Fields = dict[str, tuple[Field, str | None]]
"""By name, the fields of a model with their aliases."""


class ModelCall(NamedTuple):
    """The parameters of a model, the class that declares each, and what two names can fill.

    `title` is what errors call the model; `either` maps the alias of a field to its name, where
    the model takes both.
    """

    title: str
    parameters: tuple[Parameter, ...]
    origins: dict[str, Key]
    either: dict[str, str]


def model_call(surface: Surface, owner: Definition, *, forbids: bool) -> ModelCall | None:
    """Return the call of a model; None when an alias generator decides it.

    `forbids` says whether the model refuses other keywords unless it is configured.
    """
    for part in reversed(surface.mro(owner)):  # so, the bases of each are known before it
        if isinstance(part, Definition) and _is_model(surface, part):
            _fields(surface, part)
            model_options(surface, part)
    config = model_options(surface, owner)
    if "alias_generator" in config:
        return None
    by_name = any(config.get(option) == "True" for option in _BY_NAME)
    by_alias = config.get("validate_by_alias") != "False"
    parameters: list[Parameter] = []
    origins: dict[str, Key] = {}
    either: dict[str, str] = {}
    anything = config.get("extra", "forbid" if forbids else "ignore") != "forbid"
    for name, (field, alias) in _fields(surface, owner).items():
        made = field.parameter
        if alias is not None and not alias.isidentifier():
            # No keyword can be written for it, or it is more than a string: nothing is known.
            anything = True
            continue
        if alias is not None and by_alias:
            made = Parameter(alias, _KEYWORD_ONLY, made.default, made.annotation)
            if by_name and alias != name:
                either[alias] = name
        parameters.append(made)
        origins[made.name] = origins[name] = field.origin
    if anything:
        parameters.append(Parameter("extra", ParameterKind.VAR_KEYWORD))
    return ModelCall(config.get("title", owner.name), tuple(parameters), origins, either)


@remembered(in_cycle=dict)
def _fields(surface: Surface, owner: Definition) -> _Fields:
    """Collect the fields of a model: what it and all its bases annotate.

    What a base declares is taken over, unless there is a value for it by now.
    """
    fields: _Fields = {}
    inherited: _Fields = {}
    for base in reversed(list(surface.bases(owner))):
        if isinstance(base, Definition) and _is_model(surface, base):
            inherited |= _fields(surface, base)
    values = _class_values(surface, owner)
    for name, (member, declaring) in _annotations(surface, owner).items():
        is_class_variable = annotation_head(surface, declaring, member) == "ClassVar"
        if is_class_variable or name.startswith("_") or name == "model_config":
            continue
        at, value = values.get(name, (owner, None))
        if value is None and declaring.key != owner.key and name in inherited:
            fields[name] = inherited[name]
            continue
        call = field_call(surface, at, value)
        options = _annotated_options(surface, declaring, member) | (call or {})
        default = default_of(options) if value is None or call is not None else value
        made = Parameter(name, _KEYWORD_ONLY, default, member.annotation)
        fields[name] = Field(made, declaring.key, True), _alias(options)
    return fields


def _annotations(surface: Surface, owner: Definition) -> dict[str, tuple[Attribute, Definition]]:
    """Return what a class and its bases annotate; the nearest annotation counts."""
    annotations: dict[str, tuple[Attribute, Definition]] = {}
    for part in reversed(surface.mro(owner)):
        if isinstance(part, External):
            continue
        for member in class_attributes(part):
            if member.annotation is not None:
                annotations[member.name] = member, part
    return annotations


def _class_values(surface: Surface, owner: Definition) -> dict[str, tuple[Definition, str]]:
    """Return the values that a class has by name, each with the class that assigns it.

    The fields of the bases are no values: a model takes them away from its class.
    """
    values: dict[str, tuple[Definition, str]] = {}
    for part in reversed(surface.mro(owner)):
        if isinstance(part, External):
            continue
        kept = part.key == owner.key or not _is_model(surface, part)
        for member in class_attributes(part):
            if member.value is not None and (
                kept or annotation_head(surface, part, member) == "ClassVar"
            ):
                values[member.name] = part, member.value
    return values


@remembered(in_cycle=bool)
def _is_model(surface: Surface, owner: Definition) -> bool:
    return any(
        isinstance(part, External) and part.target in MODELS | SETTINGS
        for part in surface.marked_mro(owner)
    )


def _annotated_options(surface: Surface, owner: Definition, member: Attribute) -> dict[str, str]:
    """Read the `Field(...)` in `Annotated[int, Field(...)]`."""
    if annotation_head(surface, owner, member) != "Annotated":
        return {}
    node = expressions.parsed(member.annotation or "")
    options: dict[str, str] = {}
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        for part in node.slice.elts[1:]:
            if isinstance(part, ast.Call):
                options |= call_options(surface, owner, part) or {}
    return options


def _alias(options: dict[str, str]) -> str | None:
    """Return the name that calls use for a field; text that is no name if it is more than one."""
    for key in ("validation_alias", "alias"):
        text = options.get(key, "None")
        if text != "None":
            node = expressions.parsed(text)
            known = isinstance(node, ast.Constant) and isinstance(node.value, str)
            return str(node.value) if known and isinstance(node, ast.Constant) else text
    return None


@remembered(in_cycle=dict)
def model_options(surface: Surface, owner: Definition) -> dict[str, str]:
    """Return the configuration of a model as text by option.

    A class adds to the options of its bases, of which the last one counts.
    """
    config: dict[str, str] = {}
    for base in surface.bases(owner):
        if isinstance(base, Definition):
            config |= model_options(surface, base)
    assert isinstance(owner.member, Class)
    old_style = owner.member.members.get("Config")
    if isinstance(old_style, Class):
        inner = Definition(owner.module, f"{owner.qualname}.Config", old_style)
        config |= {m.name: _plain(m.value or "") for m in class_attributes(inner)}
    assigned = owner.member.members.get("model_config")
    if isinstance(assigned, Attribute) and assigned.value is not None:
        config |= _options(assigned.value)
    config |= {name: _plain(text) for name, text in owner.member.keywords}
    return config


def _options(text: str) -> dict[str, str]:
    """Read `ConfigDict(extra="forbid")` or `{"extra": "forbid"}`."""
    node = expressions.parsed(text)
    options: dict[str, str] = {}
    if isinstance(node, ast.Call):
        for keyword_argument in node.keywords:
            if keyword_argument.arg is not None:
                options[keyword_argument.arg] = _plain(
                    expressions.expression_text(keyword_argument.value)
                )
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                options[str(key.value)] = _plain(expressions.expression_text(value))
    return options


def _plain(text: str) -> str:
    """Take a string for its value, and `Extra.forbid` for its last name."""
    return text.strip("'\"") if text[:1] in ("'", '"') else text.rpartition(".")[2]
