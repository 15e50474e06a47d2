"""Importing a package no longer imports one of its modules: `import pkg; pkg.module` fails.

Import the module in the package's `__init__.py` as before.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Import, Module
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at
from unbroken.rules.findings.removal_code import import_line
from unbroken.rules.findings.words import listed
from unbroken.semantics.loaded_modules import called_functions, lost_submodules
from unbroken.semantics.public_api import public_names
from unbroken.semantics.resolution import Absent

_A = "# pkg/a.py\ndef f(): ...\n"

BREAKS = (
    Break("# pkg/__init__.py\nfrom . import a\n" + _A, "# pkg/__init__.py\n" + _A),
    Break(
        "# pkg/__init__.py\nfrom .a import _x\n# pkg/a.py\n_x = 1",
        "# pkg/__init__.py\n# pkg/a.py\n_x = 1",
    ),
    # What `__all__` leaves out was not promised: its loss says nothing of the module.
    Break(
        "# pkg/__init__.py\nfrom .a import f\n__all__ = ['g']\ndef g(): f()\n" + _A,
        "# pkg/__init__.py\n__all__ = ['g']\ndef g(): ...\n" + _A,
    ),
    # `pkg.b` imported `pkg.a`.
    Break(
        "# pkg/__init__.py\nfrom .b import g\n# pkg/b.py\nfrom .a import f\ndef g(): f()\n" + _A,
        "# pkg/__init__.py\nfrom .b import g\n# pkg/b.py\ndef g():\n    from .a import f\n    f()\n"
        + _A,
    ),
    Break(
        "# pkg/__init__.py\nfrom . import _b\n# pkg/_b.py\nimport pkg.a as _\n" + _A,
        "# pkg/__init__.py\n# pkg/_b.py\nimport pkg.a as _\n" + _A,
    ),
    # Only a module that `pkg` does not import imports `pkg.a`.
    Break(
        "# pkg/__init__.py\nfrom . import a\n# pkg/b.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\n# pkg/b.py\nfrom . import a\n" + _A,
    ),
    Break(
        "# pkg/__init__.py\nfrom . import s\nfrom ._b import g\n"
        "# pkg/_b.py\nimport pkg.s.c\ndef g(): ...\n# pkg/s/__init__.py\n# pkg/s/c.py\nX = 1",
        "# pkg/__init__.py\nfrom . import s\nfrom ._b import g\n"
        "# pkg/_b.py\ndef g(): ...\n# pkg/s/__init__.py\n# pkg/s/c.py\nX = 1",
    ),
    Break(
        "# pkg/__init__.py\nfrom ._b import g\n# pkg/_b.py\nfrom .a import f\ndef g(): f()\n" + _A,
        "# pkg/__init__.py\nfrom ._b import g\n# pkg/_b.py\nfrom typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from .a import f\ndef g(): ...\n" + _A,
    ),
    # Only who asks for `f` imports `pkg.a`.
    Break(
        "# pkg/__init__.py\nfrom .a import f\n" + _A,
        "# pkg/__init__.py\ndef __getattr__(name):\n    if name == 'f':\n"
        "        from .a import f\n        return f\n    raise AttributeError(name)\n" + _A,
    ),
    Break(
        "# pkg/__init__.py\nfrom .a import f\n# pkg/b.py\ndef f(): ...\n" + _A,
        "# pkg/__init__.py\nfrom .b import *\n# pkg/b.py\ndef f(): ...\n" + _A,
    ),
)

KEEPS = (
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\nfrom .a import f as _f\n" + _A,
        "the module is still imported",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\nfrom . import b\n# pkg/b.py\nfrom .a import f as _f\n" + _A,
        "another module imports it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\nimport pkg.a\n" + _A,
        "the module is still imported",
    ),
    Keep(
        "# pkg/__init__.py\nfrom .b import g\n# pkg/b.py\nfrom .a import f\ndef g(): f()\n" + _A,
        "# pkg/__init__.py\nfrom .b import g\n# pkg/b.py\nfrom ._c import _d\ndef g(): ...\n"
        "# pkg/_c.py\nclass _D:\n    from . import a\n_d = 1\n" + _A,
        "a module imports it that another one imports",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\nfrom ._b import _x\n# pkg/_b.py\n_x = 1\ntry:\n    import pkg.a\n"
        "except ImportError:\n    pass\n" + _A,
        "it is imported where that is possible",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\nimport importlib\nfor name in ['a']:\n"
        "    importlib.import_module(f'pkg.{name}')\n" + _A,
        "what is imported is computed",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\nimport importlib\n_a = importlib.import_module('.a', __name__)\n" + _A,
        "the module is still imported",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\nfrom ._b import _load\n_load()\n"
        "# pkg/_b.py\ndef _load():\n    from . import a\n" + _A,
        "a function that is called may import it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import b\nfrom .a import f\n# pkg/b.py\nfrom . import f\n" + _A,
        "# pkg/__init__.py\nfrom . import b\n_MAP = {'f': '.a'}\ndef __getattr__(name):\n"
        "    import importlib\n    if name in _MAP:\n"
        "        return getattr(importlib.import_module(_MAP[name], __name__), name)\n"
        "    raise AttributeError(name)\n# pkg/b.py\nfrom . import f\n" + _A,
        "another module asks for a name that is served from it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom .a import f as g\n" + _A,
        "# pkg/__init__.py\ndef _choose():\n    from .a import f\n    return f\n"
        "g = _choose()\n" + _A,
        "a function whose result is kept may import it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import s\n# pkg/b.py\nfrom .s import c\ndef g(): ...\n"
        "# pkg/s/__init__.py\n# pkg/s/c.py\nX = 1",
        "# pkg/__init__.py\nfrom . import s\n# pkg/b.py\ndef g(): ...\n"
        "# pkg/s/__init__.py\n# pkg/s/c.py\nX = 1",
        "what imported it is not imported by the package around it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import a\n" + _A,
        "# pkg/__init__.py\ndef __getattr__(name): ...\n" + _A,
        "the package's `__getattr__` may serve it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom . import _a\n# pkg/_a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/_a.py\ndef f(): ...",
        "a leading underscore makes it private",
    ),
)

REMEDIES = (
    Remedy(
        "# pkg/__init__.py\nfrom . import a\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom . import a, b\n# pkg/a.py\ndef f(): ...\n# pkg/b.py\nX = 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find packages that no longer import modules of theirs."""
    if pair.old.member is not None or pair.new is None or pair.new.member is not None:
        return
    old, new = pair.old.module, pair.new.module
    surfaces = pair.old_surface, pair.new_surface
    if not (old.is_package and new.is_package) or "__getattr__" in new.members:
        return
    if not surfaces[1].may_lose_modules(new.name) or called_functions(new) - called_functions(old):
        return  # A function that is called now may import them.
    lost = [
        name
        for name in lost_submodules(*surfaces, new.name)
        if name not in new.members and _leads_to_module(old, name) and not _lost_export(pair, name)
    ]
    if lost:
        names = listed([f"'{new.name}.{name}'" for name in lost])
        first = f"{new.name}.{lost[0]}"
        yield finding(
            RULE,
            pair,
            f"'{new.name}' no longer imports {names}: `import {new.name}; {first}` fails",
            f"Import {names} in '{new.name}' as before.",
            old=f"from {new.name} import {lost[0]}",
            code=code_at(
                pair.new, "module", [import_line(new, f"{new.name}.{name}") for name in lost]
            ),
        )


def _leads_to_module(package: Module, name: str) -> bool:
    """Return whether a name of a package is that of its module, and of nothing else."""
    member = package.members.get(name)
    return member is None or (
        isinstance(member, Import) and member.target == f"{package.name}.{name}"
    )


def _lost_export(pair: Pair, name: str) -> bool:
    """Return whether a public name that came from a module is gone: then that is reported.

    It is also True where something that is not known may serve the name, and the module.
    """
    assert pair.new is not None
    package = pair.old.module
    return any(
        isinstance(member, Import)
        and member.target.startswith(f"{package.name}.{name}.")
        and member.name not in pair.new.module.members
        and isinstance(pair.new_surface.attribute(pair.new, member.name), Absent)
        for member in map(package.members.get, public_names(pair.old_surface, package))
    )


RULE = PairRule(
    module=__name__,
    level="warning",
    looks_at="modules",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
