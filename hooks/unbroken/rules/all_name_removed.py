"""A name left `__all__`: it can still be imported by name, but star imports no longer provide it.

Keep it in `__all__`, and deprecate what it names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from unbroken.compare.current_names import name_now
from unbroken.compare.pair import Pair
from unbroken.model.definitions import Module
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at, quoted
from unbroken.rules.findings.words import listed
from unbroken.semantics.public_api import public_names
from unbroken.semantics.resolution import (
    MISSING,
    UNKNOWN,
    Definition,
    External,
    is_module,
)
from unbroken.semantics.surface import Surface
from unbroken.semantics.type_parameters import type_variable

BREAKS = (
    Break(
        "def f(): ...\ndef g(): ...",
        "__all__ = ['f']\ndef f(): ...\ndef g(): ...",
    ),
    Break(
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "__all__ = ['f']\ndef f(): ...\ndef g(): ...",
    ),
    Break(
        "__all__ = ['f', 'g']\ndef f(): ...\ndef __getattr__(name): ...",
        "__all__ = ['f']\ndef f(): ...\ndef __getattr__(name): ...",
    ),
    Break(
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "__all__ = ['f']\ndef f(): ...\ndef __getattr__(name): ...",
    ),
    Break(
        "# pkg/__init__.py\nfrom pkg._a import *\nfrom pkg import _a\n__all__ = []\n"
        "__all__ += _a.__all__\n# pkg/_a.py\n__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "# pkg/__init__.py\nfrom pkg._a import *\nfrom pkg._a import g\nfrom pkg import _a\n"
        "__all__ = []\n__all__ += _a.__all__\n"
        "# pkg/_a.py\n__all__ = ['f']\ndef f(): ...\ndef g(): ...",
    ),
)

KEEPS = (
    Keep(
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "__all__ = ['f']\ndef f(): ...\ndef g(): ...\n__all__ = [*__all__, 'g']",
        "it is added to what `__all__` was",
    ),
    Keep(
        "from typing import TypeVar\nT = TypeVar('T')\ndef f(): ...",
        "from typing import TypeVar\n__all__ = ['f']\nT = TypeVar('T')\ndef f(): ...",
        "the type variable is for the module's own use",
    ),
    Keep(
        "import os\ndef f(): ...\ndef _g(): ...",
        "import os\n__all__ = ['f']\ndef f(): ...\ndef _g(): ...",
        "all public names are in it",
    ),
    Keep(
        "__all__ = ['f']\ndef f(): ...",
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "a name was added",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg._a import *\n__all__ = ['f', 'g']\n"
        "# pkg/_a.py\n__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "# pkg/__init__.py\nfrom pkg._a import *\n__all__ = _a.__all__\n"
        "# pkg/_a.py\n__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "it is in the `__all__` of a module that the package imported from",
    ),
    Keep("__all__ = ['f']\ndef f(): ...", "def f(): ...", "without `__all__` it is public anyway"),
)

REMEDIES = (
    Remedy(
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "from warnings import warn\n__all__ = ['f', 'g']\ndef f(): ...\ndef g():\n"
        "    warn('g is deprecated', DeprecationWarning, stacklevel=2)",
        "assert 'g' in __all__\ng()",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find names that left `__all__`."""
    if pair.old.member is not None or pair.new is None or pair.new.member is not None:
        return
    old = pair.old_surface.all_names(pair.old.module)
    new = pair.new_surface.all_names(pair.new.module)
    if new is not None and pair.old.module.exports is None:
        yield from _hidden(pair, new)
        return
    for name in old or () if new is not None else ():
        if name in (new or ()):
            continue
        before = pair.old_surface.attribute(pair.old, name)
        target = pair.new_surface.attribute(pair.new, name)
        if is_module(target) and not is_module(before):
            continue  # The object is gone, which is found by itself.
        if before is not UNKNOWN:
            target, _ = name_now(pair.old_surface, pair.new_surface, f"{pair.old.path}.{name}")
        # What may be served, or set by another module, is not in a star import either.
        if MISSING not in (before, target):
            yield _finding(pair, name)


def _hidden(pair: Pair, exported: Collection[str]) -> Iterator[Finding]:
    """Find the public names of a module without `__all__` that a new `__all__` leaves out."""
    assert pair.new is not None
    names = [
        name
        for name in public_names(pair.old_surface, pair.old.module)
        if name not in exported
        and _is_api(pair.old_surface, pair.old.module, name)
        and isinstance(pair.new_surface.attribute(pair.new, name), (Definition, External))
    ]
    if names:
        shown = listed([f"'{name}'" for name in names])
        yield finding(
            RULE,
            pair,
            f"the new '__all__' of '{pair.path}' leaves out {shown}",
            f"Add {shown} to '__all__', or deprecate what is left out first.",
            old="no __all__",
            new="__all__",
            code=_listing(pair, names),
        )


def _is_api(surface: Surface, module: Module, name: str) -> bool:
    """Return whether a module defines a name for others: type variables are for its own use."""
    member = module.members.get(name)
    is_variable = type_variable(surface, Definition(module, name, member)) is not None
    return member is not None and not is_variable and name != "TYPE_CHECKING"


def _listing(pair: Pair, names: Sequence[str]) -> Code:
    """Return the statement that lists names again."""
    texts = ", ".join(["*__all__", *(quoted(name) for name in names)])
    return code_at(pair.new or pair.old, "module", [f"__all__ = [{texts}]"])


def _finding(pair: Pair, name: str) -> Finding:
    made = finding(
        RULE,
        pair,
        f"'{name}' left '__all__' of '{pair.path}'",
        f"Keep '{name}' in '__all__', and deprecate what it names first.",
        old=f"'{name}' in __all__",
        new=f"'{name}' not in __all__",
        code=_listing(pair, [name]),
    )
    return msgspec.structs.replace(made, object=f"{pair.path}.{name}", affects=())


RULE = PairRule(
    module=__name__,
    level="warning",
    looks_at="modules",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
