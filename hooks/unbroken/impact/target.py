"""A signature that a call must satisfy."""

from __future__ import annotations

from typing import NamedTuple

from unbroken.model.definitions import Parameter
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface


class Target(NamedTuple):
    """One signature that a call must satisfy.

    `bound` is the number of arguments that are passed unseen; `definition` is the function (None
    where the signature is synthesised), `surface` the version that it is part of.
    """

    surface: Surface
    parameters: tuple[Parameter, ...]
    bound: int
    qualname: str
    definition: Definition | None = None
