"""What an expression of a downstream file stands for, as far as it is known without running it."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from unbroken.semantics.resolution import UNKNOWN, Absent, Definition, External


class Instance(NamedTuple):
    """An instance of a class.

    `exact` is False where it may be an instance of a subclass (`self`, an annotated parameter).
    """

    owner: Definition
    exact: bool = True


class SubclassOf(NamedTuple):
    """A class or one of its subclasses, as `cls` is in a class method."""

    owner: Definition


class Method(NamedTuple):
    """A function reached through a class or an instance.

    `receiver` is what it was reached through; `is_bound` is whether it passes the receiver (or
    its class) as the first argument; `is_exact` whether no subclass can have another one instead.
    """

    function: Definition
    receiver: Definition
    is_bound: bool
    is_exact: bool = True


class Super(NamedTuple):
    """What `super()` returns inside a method of a class."""

    owner: Definition


class Partial(NamedTuple):
    """What `functools.partial` returns: a callable, and the arguments that it was given."""

    function: Value
    positional: int
    keywords: tuple[str, ...]


class Awaitable(NamedTuple):
    """What a call of an `async def` returns, and what awaiting that gives."""

    result: Value


Value: TypeAlias = (
    "Definition | External | Instance | SubclassOf | Method | Super | Partial | Awaitable | Absent"
)
"""`UNKNOWN` is what cannot be determined; `MISSING` is what is known not to be there."""


class Values(NamedTuple):
    """What an expression stands for with the old library and with the new one."""

    old: Value
    new: Value


NOTHING_KNOWN = Values(UNKNOWN, UNKNOWN)
