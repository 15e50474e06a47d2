"""A name left `__all__`: it can still be imported by name, but star imports no longer provide it.

Keep it in `__all__`, and deprecate what it names.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, finding
from unbroken.semantics.resolution import UNKNOWN, Definition, External

BREAKS = (
    Break(
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "__all__ = ['f']\ndef f(): ...\ndef g(): ...",
    ),
    Break(
        "__all__ = ['f', 'g']\ndef f(): ...\ndef __getattr__(name): ...",
        "__all__ = ['f']\ndef f(): ...\ndef __getattr__(name): ...",
    ),
)

KEEPS = (
    Keep(
        "__all__ = ['f']\ndef f(): ...",
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "a name was added",
    ),
    Keep("__all__ = ['f']\ndef f(): ...", "def f(): ...", "without `__all__` it is public anyway"),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find names that left `__all__`."""
    if pair.old.member is not None or pair.new is None or pair.new.member is not None:
        return
    old = pair.old_surface.all_names(pair.old.module)
    new = pair.new_surface.all_names(pair.new.module)
    for name in old or () if new is not None else ():
        if name in (new or ()):
            continue
        found = pair.new_surface.attribute(pair.new, name)
        # What could be served before can be served now.
        was_served = found is UNKNOWN and pair.old_surface.attribute(pair.old, name) is UNKNOWN
        if isinstance(found, (Definition, External)) or was_served:
            yield _finding(pair, name)


def _finding(pair: Pair, name: str) -> Finding:
    made = finding(
        RULE,
        pair,
        f"'{name}' left '__all__' of '{pair.path}'",
        f"Keep '{name}' in '__all__', and deprecate what it names first.",
        old=f"'{name}' in __all__",
        new=f"'{name}' not in __all__",
    )
    return msgspec.structs.replace(made, object=f"{pair.path}.{name}", affects=())


RULE = PairRule(module=__name__, level="warning", check=check, breaks=BREAKS, keeps=KEEPS)
