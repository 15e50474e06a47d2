"""Options of class decorators that the source does not tell: `@dataclass(**options)`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from unbroken.model.definitions import Class
from unbroken.semantics.resolution import Definition
from unbroken.semantics.surface import Surface

if TYPE_CHECKING:
    from unbroken.compare.pair import Pair

_READ = ("True", "False", "None")

Keywords = tuple[tuple[str, str], ...]


def unread(pair: Pair, *names: str) -> bool:
    """Tell whether some options of a class cannot be compared, as one side does not tell them.

    What is taken from elsewhere in the same way on both sides is taken to be the same. It cannot
    hold what is written beside it, either (Python refuses to be given a keyword twice).
    """
    assert pair.new is not None
    old = list(_given(pair.old_surface, pair.old))
    new = list(_given(pair.new_surface, pair.new))
    same = _unpacked(old) == _unpacked(new)
    return _hidden(old, names, same) != _hidden(new, names, same)


def _given(surface: Surface, owner: Definition) -> Iterator[Keywords]:
    for each in surface.mro(owner) if isinstance(owner.member, Class) else ():
        if isinstance(each, Definition) and isinstance(each.member, Class):
            yield each.member.keywords
            yield from (decorator.keywords for decorator in each.member.decorators)


def _unpacked(given: list[Keywords]) -> set[str]:
    return {text for keywords in given for name, text in keywords if name == "**"}


def _hidden(given: list[Keywords], names: Collection[str], same: bool) -> set[tuple[str, str]]:
    """Give what may hold one of some options: a value to be computed, a mapping to be unpacked."""
    found: set[tuple[str, str]] = set()
    for keywords in given:
        written = dict(keywords)
        found |= {(n, written[n]) for n in names if written.get(n, "None") not in _READ}
        if not same and not written.keys() >= set(names):
            found |= {each for each in keywords if each[0] == "**"}
    return found
