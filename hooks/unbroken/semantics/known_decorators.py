"""Decorators of the standard library and of well-known libraries, by what they do.

All names are dotted paths as resolution gives them. What `typing_extensions` exports from `typing`
is listed under `typing`.
"""

from __future__ import annotations

CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
STATIC_METHODS = frozenset({"builtins.staticmethod", "abc.abstractstaticmethod"})
CLASS_METHODS = frozenset({"builtins.classmethod", "abc.abstractclassmethod"})
CACHED_PROPERTIES = frozenset({"functools.cached_property"})
GENERIC_FUNCTIONS = frozenset({"functools.singledispatch", "functools.singledispatchmethod"})
DECORATOR_MAKERS = frozenset({"decorator.decorator", "wrapt.decorator", "wrapt.function_wrapper"})
"""Decorators that make a decorator of a function: it is called with what it decorates."""
PASS_FIRST_ARGUMENT = frozenset({"hypothesis.strategies.composite"})
"""Decorators that give the first argument of a function themselves."""
FINAL = frozenset({"typing.final"})
TOTAL_ORDERING = frozenset({"functools.total_ordering"})
DATACLASS = frozenset({"dataclasses.dataclass", "pydantic.dataclasses.dataclass"})
CLASSIC_ATTRS = frozenset({"attr.s", "attr.attrs", "attr.attributes", "attr.dataclass"})
ATTRS = CLASSIC_ATTRS | {
    "attr.define",
    "attr.frozen",
    "attr.mutable",
    "attrs.define",
    "attrs.frozen",
    "attrs.mutable",
}
PRESET_OPTIONS = {
    "attr.dataclass": (("auto_attribs", "True"),),
    "attr.frozen": (("frozen", "True"),),
    "attrs.frozen": (("frozen", "True"),),
}
"""The options that a decorator has unless it is given others: partial applications of another."""
ABSTRACT = frozenset(
    {
        "abc.abstractmethod",
        "abc.abstractclassmethod",
        "abc.abstractstaticmethod",
        "abc.abstractproperty",
    }
)

TRANSPARENT = frozenset(
    {
        *CONTEXT_MANAGERS,
        *STATIC_METHODS,
        *CLASS_METHODS,
        *CACHED_PROPERTIES,
        *GENERIC_FUNCTIONS,
        *FINAL,
        *ABSTRACT,
        "builtins.property",
        "functools.cache",
        "functools.lru_cache",
        "functools.wraps",
        "typing.no_type_check",
        "typing.overload",
        "typing.override",
        "unbroken.markers.deprecated",
        "unbroken.markers.experimental_api",
        "unbroken.markers.internal_api",
        "warnings.deprecated",
    }
)
"""Decorators under which a function is called, and returns, as its `def` says."""

TRANSPARENT_FOR_CLASSES = frozenset(
    {
        *DATACLASS,
        *ATTRS,
        "enum.unique",
        "functools.total_ordering",
        "typing.dataclass_transform",
        "typing.final",
        "typing.runtime_checkable",
        "unbroken.markers.deprecated",
        "unbroken.markers.experimental_api",
        "unbroken.markers.internal_api",
        "warnings.deprecated",
    }
)
"""Decorators that return the class that they get, or one of the same name and bases."""

_MOVED = {"typing_extensions.deprecated": "warnings.deprecated"}


def canonical_name(target: str) -> str:
    """Return the one dotted path under which a name of the standard library is listed here."""
    module, _, name = target.rpartition(".")
    if target in _MOVED:
        return _MOVED[target]
    return f"typing.{name}" if module == "typing_extensions" else target
