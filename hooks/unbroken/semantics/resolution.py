"""What a name can lead to: a definition, something outside the package, or neither."""

from __future__ import annotations

import enum
from typing import NamedTuple, TypeAlias

from unbroken.model.definitions import Member, Module


class Absent(enum.Enum):
    """Why a name leads to no definition."""

    MISSING = "missing"
    UNKNOWN = "unknown"


Key: TypeAlias = tuple[str, str]
"""What identifies a definition in one version: the module's name and the qualified name."""

MISSING = Absent.MISSING
UNKNOWN = Absent.UNKNOWN


class External(NamedTuple):
    """A name from outside the package, by its absolute dotted path."""

    target: str


class Definition(NamedTuple):
    """A definition: where it stands, not by which path it was reached."""

    module: Module
    qualname: str
    """As `__qualname__`; "" for the module itself."""
    member: Member | None
    """None for the module itself."""

    @property
    def key(self) -> Key:
        """What identifies the definition in its version."""
        return (self.module.name, self.qualname)

    @property
    def name(self) -> str:
        """The last part of its name, without the number of one of several values (`f:0`)."""
        name = (self.qualname or self.module.name).rpartition(".")[2]
        return name.rpartition(":")[0] if ":" in name and name[-1].isdigit() else name

    @property
    def path(self) -> str:
        """The dotted path of the place of definition."""
        return f"{self.module.name}.{self.qualname}" if self.qualname else self.module.name


ResolvedName: TypeAlias = Definition | External | Absent


def is_module(name: ResolvedName) -> bool:
    """Return whether a name leads to a module of the package."""
    return isinstance(name, Definition) and name.member is None


def is_dotted(text: str) -> bool:
    """Return whether a text is a name or a chain of names."""
    return text.isidentifier() or all(part.isidentifier() for part in text.split("."))
