"""Classes of the standard library that rules and constructors know by their full names."""

from __future__ import annotations

ENUMS = ("enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag", "enum.ReprEnum")
NAMED_TUPLES = ("typing.NamedTuple", "typing_extensions.NamedTuple")
PROTOCOLS = ("typing.Protocol", "typing_extensions.Protocol")
TYPED_DICTS = ("typing.TypedDict", "typing_extensions.TypedDict")
