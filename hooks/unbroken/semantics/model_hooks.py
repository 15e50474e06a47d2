"""Methods of models that only pydantic calls: validators and serializers.

Their decorators say so (pydantic documentation, "Validators" and "Serialization"). Users of a model
do not call them, so that they are no part of its API.
"""

from __future__ import annotations

from unbroken.model.definitions import Function
from unbroken.semantics.decorators import has_decorator
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_MODULES = (
    "pydantic", "pydantic.class_validators", "pydantic.deprecated.class_validators",
    "pydantic.functional_serializers", "pydantic.functional_validators", "pydantic.v1",
)  # fmt: skip
_NAMES = (
    "field_serializer", "field_validator", "model_serializer", "model_validator",
    "root_validator", "validator",
)  # fmt: skip
_HOOKS = {f"{module}.{name}" for module in _MODULES for name in _NAMES}


def is_model_hook(surface: Surface, member: Definition) -> bool:
    """Return whether a method is a validator or serializer of a pydantic model."""
    return isinstance(member.member, Function) and has_decorator(surface, member, _HOOKS)
