"""The methods that a constructor calls to set up its instance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from unbroken.model.definitions import Function, Member

CallsOf = Mapping[str, Callable[[], Iterable[str]]]
"""Which methods each method of a class calls on its instance, by its name."""


def set_up_methods(
    names: Iterable[str], members: Mapping[str, Member], calls: CallsOf
) -> list[str]:
    """Return which of some methods are plain, and the plain ones that they call in turn, sorted.

    `members` and `calls` are those of the class; what it does not define may be inherited.
    """
    called: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop()
        if name in called or name.startswith("__"):
            continue
        if name in calls and _is_plain(members.get(name)):
            pending.extend(calls[name]())
        elif name in members:
            continue
        called.add(name)
    return sorted(called)


def _is_plain(member: Member | None) -> bool:
    """Return whether a member is a method that is defined once, and runs when it is called."""
    return isinstance(member, Function) and not (
        member.decorators or member.alternatives or member.is_async or member.is_generator
    )
