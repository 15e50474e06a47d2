"""What `dataclasses`, attrs and msgspec are asked for when they make a class (`frozen`)."""

from __future__ import annotations

from unbroken.semantics.constructors.dataclass_fields import decorated
from unbroken.semantics.constructors.struct_fields import is_struct, struct_options
from unbroken.semantics.known_decorators import ATTRS, DATACLASS
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


def data_class_options(surface: Surface, owner: Definition) -> dict[str, str] | None:
    """Return the options that a class has as a data class, as text; None if it is none itself.

    Those of a struct are inherited, those of a decorator are not.
    """
    decorator = decorated(surface, owner, DATACLASS | ATTRS)
    if decorator is not None:
        return dict(decorator.keywords)
    return struct_options(surface, owner) if is_struct(surface, owner) else None
