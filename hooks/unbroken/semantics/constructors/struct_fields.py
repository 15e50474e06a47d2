"""The fields of msgspec's structs.

Sources of the rules: the documentation of msgspec ("Structs"), and its `StructMeta`.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.model.definitions import Class, ParameterKind
from unbroken.semantics.constructors.dataclass_fields import (
    Field,
    annotation_head,
    class_attributes,
    default_of,
    field_call,
    field_parameter,
    mangled,
)
from unbroken.semantics.memo import remembered
from unbroken.semantics.resolution import Definition, External
from unbroken.semantics.surface import Surface

STRUCTS = {"msgspec.Struct"}


def is_struct(surface: Surface, owner: Definition) -> bool:
    """Return whether a class is a struct, by any of its bases."""
    parts = surface.marked_mro(owner)
    return any(isinstance(part, External) and part.target in STRUCTS for part in parts)


def struct_options(surface: Surface, owner: Definition) -> dict[str, str]:
    """Return the options of a struct (`frozen=True`), those of its bases included."""
    options: dict[str, str] = {}
    for part in reversed(surface.marked_mro(owner)):
        if isinstance(part, Definition) and isinstance(part.member, Class):
            options |= dict(part.member.keywords)
    return options


@remembered(in_cycle=dict)
def struct_fields(surface: Surface, owner: Definition) -> dict[str, Field]:
    """Collect the fields of a struct; one declared again keeps its first place.

    What is passed by keyword only follows the others.
    """
    fields: dict[str, Field] = {}
    for base in reversed(list(surface.bases(owner))):
        if isinstance(base, Definition) and is_struct(surface, base):
            fields |= struct_fields(surface, base)
    fields |= dict(_own_fields(surface, owner))
    keyword = ParameterKind.KEYWORD_ONLY
    return dict(sorted(fields.items(), key=lambda item: item[1].parameter.kind is keyword))


def _own_fields(surface: Surface, owner: Definition) -> Iterator[tuple[str, Field]]:
    assert isinstance(owner.member, Class)
    keyword_only = dict(owner.member.keywords).get("kw_only") == "True"
    for member in class_attributes(owner):
        is_declared = member.annotation is not None
        if is_declared and annotation_head(surface, owner, member) != "ClassVar":
            call = field_call(surface, owner, member.value)
            default = member.value if call is None else default_of(call)
            name = mangled(owner, member.name)
            made = field_parameter(name, default, member.annotation, keyword_only)
            yield name, Field(made, owner.key, True)
