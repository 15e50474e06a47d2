"""Classes of the standard library that rules and constructors know by their full names."""

from __future__ import annotations

ENUMS = ("enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag", "enum.ReprEnum")
NAMED_TUPLES = ("typing.NamedTuple", "typing_extensions.NamedTuple")
PROTOCOLS = ("typing.Protocol", "typing_extensions.Protocol")
TYPED_DICTS = ("typing.TypedDict", "typing_extensions.TypedDict")
CLASS_MAKERS = (
    *ENUMS, *NAMED_TUPLES, *TYPED_DICTS, "abc.ABCMeta", "builtins.__import__", "builtins.eval",
    "builtins.getattr", "builtins.type", "builtins.vars", "collections.namedtuple", "copy.copy",
    "copy.deepcopy", "dataclasses.dataclass", "dataclasses.make_dataclass", "enum.EnumMeta",
    "enum.EnumType", "enum.global_enum", "enum.unique", "functools.reduce",
    "functools.total_ordering", "importlib.import_module", "builtins.next",
    "operator.attrgetter", "operator.itemgetter", "types.new_class", "typing.cast", "typing.final",
    "typing.runtime_checkable", "typing_extensions.cast", "typing_extensions.final",
    "typing_extensions.runtime_checkable", "weakref.proxy",
)  # fmt: skip
"""The functions whose results may be classes."""
