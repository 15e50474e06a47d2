"""The fields of attrs classes.

Sources of the rules: the documentation of attrs, and its `_transform_attrs` (25.4 and newer, for
what `kw_only=True` on a class does).
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.definitions import Class, Function, Parameter, ParameterKind
from unbroken.semantics.constructors.dataclass_fields import (
    Field,
    annotation_head,
    class_attributes,
    decorated,
    default_of,
    field_call,
    field_parameter,
    is_keyword_only,
    maker_of,
    mangled,
)
from unbroken.semantics.known_decorators import ATTRS, CLASSIC_ATTRS
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


def attrs_fields(surface: Surface, owner: Definition) -> list[Field]:
    """Collect the fields of an attrs class; one declared again takes its last place."""
    return [field for field, _ in _attrs_fields(surface, owner).values()]


_Collected = dict[str, tuple[Field, bool]]
"""By name, the fields of an attrs class, and whether each is inherited."""


@remembered(in_cycle=dict)
def _attrs_fields(surface: Surface, owner: Definition) -> _Collected:
    options, classic = _attrs_options(surface, owner)
    own = dict(_own_attrs_fields(surface, owner))
    by_mro = not classic or options.get("collect_by_mro") == "True"
    lineage: list[_Collected] = []
    for base in reversed(surface.mro(owner)[1:]):  # so, the bases of each are known before it
        maker = maker_of(surface, base, ATTRS) if isinstance(base, Definition) else None
        if maker is not None:
            lineage.append(_attrs_fields(surface, maker))
    inherited: dict[str, Field] = {}
    for theirs in lineage if by_mro else reversed(lineage):
        for name, (field, is_inherited) in theirs.items():
            if name in own or (is_inherited if by_mro else name in inherited):
                continue
            inherited.pop(name, None)  # The last definition also decides the place.
            inherited[name] = field
    forced = options.get("kw_only") == "True" and (
        options.get("force_kw_only", str(classic)) == "True"
    )
    collected: _Collected = {}
    for fields, is_inherited in ((inherited, True), (own, False)):
        for name, field in fields.items():
            collected[name] = (_forced(field) if forced else field, is_inherited)
    return collected


def _attrs_options(surface: Surface, owner: Definition) -> tuple[dict[str, str], bool]:
    """Return the options of the decorator, and whether it is the classic `attr.s`."""
    decorator = decorated(surface, owner, ATTRS)
    if decorator is None:
        return {}, False
    return dict(decorator.keywords), decorator.path in CLASSIC_ATTRS


def replaces_init(surface: Surface, owner: Definition) -> bool:
    """Return whether the decorator of an attrs class replaces an `__init__` that is written."""
    options, classic = _attrs_options(surface, owner)
    detects = options.get("auto_detect", str(not classic)) == "True"
    return decorated(surface, owner, ATTRS) is not None and (
        options.get("init") == "True" or (not detects and options.get("init") != "False")
    )


def _forced(field: Field) -> Field:
    parameter = field.parameter
    kind = ParameterKind.KEYWORD_ONLY
    forced = Parameter(parameter.name, kind, parameter.default, parameter.annotation)
    return field._replace(parameter=forced)


def _own_attrs_fields(surface: Surface, owner: Definition) -> Iterator[tuple[str, Field]]:
    options, classic = _attrs_options(surface, owner)
    calls = {
        member.name: field_call(surface, owner, member.value) for member in class_attributes(owner)
    }
    annotated = {
        attribute.name
        for attribute in class_attributes(owner)
        if attribute.annotation is not None
        and annotation_head(surface, owner, attribute) != "ClassVar"
    }
    by_call = any(call is not None and name not in annotated for name, call in calls.items())
    if "auto_attribs" in options or classic:
        by_call = options.get("auto_attribs", "False") not in ("True", "None")
    made_later = _defaults_by_decorator(owner)
    for member in class_attributes(owner):
        call = calls[member.name]
        if by_call and call is None:
            continue
        if not by_call and member.name not in annotated:
            continue
        default = member.value if call is None else default_of(call)
        default = made_later.get(member.name, default)
        name = mangled(owner, member.name).lstrip("_")
        if call is not None and call.get("alias", "None") != "None":
            name = call["alias"].strip("'\"")
        keyword_only = is_keyword_only(call, options.get("kw_only") == "True")
        made = field_parameter(name, default, member.annotation, keyword_only)
        init = (call or {}).get("init") != "False"
        yield mangled(owner, member.name), Field(made, owner.key, init)


def _defaults_by_decorator(owner: Definition) -> dict[str, str]:
    """Return the fields of an attrs class whose default a method makes (`@x.default`)."""
    assert isinstance(owner.member, Class)
    defaults = {}
    for member in owner.member.members.values():
        for decorator in member.decorators if isinstance(member, Function) else ():
            name, _, rest = decorator.path.rpartition(".")
            if rest == "default":
                defaults[name] = f"{member.name}(self)"
    return defaults
