"""A call that hands on variadic arguments.

It is a named tuple, apart from the other definitions, because the fast path makes it of the
bodies that it reads: msgspec, which the others need, takes longer to load than a body to compare.
"""

from __future__ import annotations

from typing import NamedTuple


class Forwarding(NamedTuple):
    """A call in a function's body that receives its `*args` or `**kwargs`.

    `callee` is the called dotted name as text, `super().name` included ("" for anything else);
    `positional` and `keywords` are the arguments beside them. `args` and `kwargs` are whether the
    call receives `*args` and `**kwargs`; `unpacks_more` is whether it unpacks something else too.
    `accepts` and `sets` are the keywords that the body takes out of its `**kwargs` and puts into
    it before the call, both sorted.
    """

    callee: str
    positional: int = 0
    keywords: tuple[str, ...] = ()
    args: bool = False
    kwargs: bool = False
    unpacks_more: bool = False
    accepts: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
