"""`__all__` lists a name that the module does not have: `from module import *` fails.

Define the name, or remove it from `__all__`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Attribute
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import WIDTH, code_at, filled, quoted
from unbroken.rules.findings.words import listed
from unbroken.semantics.resolution import MISSING, Definition
from unbroken.semantics.surface import Surface

BREAKS = (
    Break("__all__ = ['f']\ndef f(): ...", "__all__ = ['f', 'g']\ndef f(): ..."),
    Break("def f(): ...", "__all__ = ['f', 'g']\ndef f(): ..."),
)

KEEPS = (
    Keep(
        "__all__ = ['f']\ndef f(): ...",
        "__all__ = ['f', 'g']\nfrom lib import *\ndef f(): ...",
        "the star import may define it",
    ),
    Keep(
        "__all__ = ['f']\ndef f(): ...",
        "__all__ = ['f', 'g']\ndef f(): ...\ndef __getattr__(name): ...",
        "the module's `__getattr__` may serve it",
    ),
    Keep(
        "# pkg/__init__.py\n__all__ = ['f']\ndef f(): ...\n# pkg/a.py\n",
        "# pkg/__init__.py\n__all__ = ['f', 'a']\ndef f(): ...\n# pkg/a.py\n",
        "a star import imports the submodule",
    ),
)

REMEDIES = (
    Remedy(
        "__all__ = ['f']\ndef f(): ...",
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "assert all(name in globals() for name in __all__)",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find modules whose `__all__` has names that they do not have."""
    if pair.old.member is not None or pair.new is None or pair.new.member is not None:
        return
    if pair.new.module.path.endswith(".pyi"):
        return
    missing = [
        name
        for name in pair.new_surface.all_names(pair.new.module) or ()
        if pair.new_surface.attribute(pair.new, name) is MISSING and not _was_missing(pair, name)
    ]
    if missing:
        names = listed([f"'{name}'" for name in missing])
        yield finding(
            RULE,
            pair,
            f"'__all__' of '{pair.path}' lists {names}, which the module does not have",
            f"Define {names}, or remove the name from '__all__'.",
            new=f"__all__ with {names}",
            code=_listing_code(pair.new_surface, pair.new, missing),
        )


def _listing_code(surface: Surface, module: Definition, missing: Sequence[str]) -> Code:
    """Return the `__all__` of what the module has, or what takes the names out of it."""
    written = module.module.members.get("__all__")
    exports = module.module.exports
    is_literal = exports is not None and exports.complete and not exports.modules
    names = [name for name in surface.all_names(module.module) or () if name not in missing]
    if not is_literal or not isinstance(written, Attribute) or written.value is None:
        return code_at(module, "module", [f"__all__.remove({quoted(name)})" for name in missing])
    at = Definition(module.module, "__all__", written)
    line = f"__all__ = [{', '.join(map(quoted, names))}]"
    if len(line) <= WIDTH:
        return code_at(at, "statement", [line])
    lines = filled([f"{quoted(name)}," for name in names])
    return code_at(at, "statement", ["__all__ = [", *lines, "]"])


def _was_missing(pair: Pair, name: str) -> bool:
    """Return whether the star import failed at the baseline already, or had the name."""
    old = pair.old_surface.all_names(pair.old.module)
    return old is not None and name in old


RULE = PairRule(
    module=__name__,
    level="error",
    looks_at="modules",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
