"""Options of class decorators that the source does not show: `@dataclass(**options)`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Class
from unbroken.semantics.applied_decorators import applied_decorators
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

_CONSTANTS = ("True", "False", "None")

Keywords = tuple[tuple[str, str], ...]


def has_unknown_option(pair: Pair, *names: str) -> bool:
    """Return whether some options of a class cannot be compared, because one side hides them.

    Options that both sides unpack from the same mapping count as the same. The mapping cannot hold
    a keyword that is written beside it either (Python rejects a keyword that is passed twice).
    """
    assert pair.new is not None
    old = list(_keywords(pair.old_surface, pair.old))
    new = list(_keywords(pair.new_surface, pair.new))
    same = _unpacked(old) == _unpacked(new)
    return _hidden(old, names, same) != _hidden(new, names, same)


def _keywords(surface: Surface, owner: Definition) -> Iterator[Keywords]:
    for class_ in surface.marked_mro(owner) if isinstance(owner.member, Class) else ():
        if isinstance(class_, Definition) and isinstance(class_.member, Class):
            yield class_.member.keywords
            for decorator in applied_decorators(surface, class_):
                yield decorator.keywords


def _unpacked(given: list[Keywords]) -> set[str]:
    return {text for keywords in given for name, text in keywords if name == "**"}


def _hidden(given: list[Keywords], names: Collection[str], same: bool) -> set[tuple[str, str]]:
    """Return what may hold one of the options: a computed value, or an unpacked mapping."""
    hidden: set[tuple[str, str]] = set()
    for keywords in given:
        written = dict(keywords)
        hidden |= {(n, written[n]) for n in names if written.get(n, "None") not in _CONSTANTS}
        if not same and not written.keys() >= set(names):
            hidden |= {keyword for keyword in keywords if keyword[0] == "**"}
    return hidden
