"""A name can no longer be imported from where users import it, although the object still exists.

Import it there again. To move users to another path, keep the old one for a while: a module's
`__getattr__` (PEP 562) can warn and still return the object.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Import, Module
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at
from unbroken.rules.findings.removal_code import import_line, listing_in
from unbroken.semantics.public_api import public_names
from unbroken.semantics.resolution import MISSING, Definition
from unbroken.semantics.surface import Surface

BREAKS = (
    Break(
        "# pkg/__init__.py\nfrom pkg.a import f\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
    ),
    Break(
        "# pkg/__init__.py\nfrom pkg._a import f\n# pkg/_a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/_a.py\ndef f(): ...",
    ),
    Break(
        "# pkg/__init__.py\nfrom pkg.f import f\n__all__ = ['f']\n# pkg/f.py\ndef f(): ...",
        "# pkg/__init__.py\n__all__ = []\n# pkg/f.py\ndef f(): ...",
    ),
    Break("from lib import thing as thing\nX = 1", "X = 1"),
    Break(
        "# pkg/__init__.py\nfrom pkg.a import f\n__all__ = ['f']\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nimport logging\nfrom typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from pkg.a import f\n__all__ = ['f']\n"
        "logger = logging.getLogger(__name__)\n# pkg/a.py\ndef f(): ...",
    ),
    Break(
        "# pkg/__init__.py\nclass New: ...\ndef __getattr__(name):\n    if name == 'Old':\n"
        "        return New\n    raise AttributeError(name)",
        "# pkg/__init__.py\nclass New: ...",
    ),
    Break(
        "# pkg/__init__.py\nclass New: ...\ndef __getattr__(name):\n    if name == 'Old':\n"
        "        return New\n    raise AttributeError(name)",
        "# pkg/__init__.py\nclass New: ...\ndef __getattr__(name):\n    if name == 'Old':\n"
        "        raise AttributeError('Old was removed, use New')\n"
        "    raise AttributeError(name)",
    ),
    Break(
        "# pkg/__init__.py\nfrom importlib import import_module\n_MODULES = {'a': 'json', "
        "'b': 'os'}\ndef __getattr__(name):\n    if name in _MODULES:\n"
        "        return import_module(_MODULES[name])\n    raise AttributeError(name)",
        "# pkg/__init__.py\nfrom importlib import import_module\n_MODULES = {'a': 'json'}\n"
        "def __getattr__(name):\n    if name in _MODULES:\n"
        "        return import_module(_MODULES[name])\n    raise AttributeError(name)",
    ),
    Break(
        "# pkg/__init__.py\nfrom pkg import _a as api\n# pkg/_a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/_a.py\ndef f(): ...",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/m.py\nfrom pkg._a import f, g\n# pkg/_a.py\ndef f(): ...\n"
        "# pkg/__init__.py\ndef g(): ...",
        "# pkg/__init__.py\n# pkg/m.py\nfrom pkg._a import g\n# pkg/_a.py\ndef f(): ...\n"
        "# pkg/__init__.py\ndef g(): ...",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/old.py\nfrom pkg.a import f\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/old.py\n# pkg/a.py\ndef f(): ...",
        level="warning",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/m.py\nfrom pkg._a import _f as f\ndef g(): ...\n"
        "# pkg/_a.py\ndef _f(): ...",
        "# pkg/__init__.py\n# pkg/m.py\ndef g(): ...\n# pkg/_a.py\ndef _f(): ...",
        level="warning",
    ),
    # A module that is not among the sources is built: what it has is known by the imports alone.
    Break(
        "# pkg/__init__.py\nfrom ._built import f, g",
        "# pkg/__init__.py\nfrom ._built import g",
    ),
    # A star import takes what the module has imported for its own use, too.
    Break(
        "# pkg/__init__.py\nfrom .a import *\n# pkg/a.py\nfrom ._b import g\ndef f(): g()\n"
        "# pkg/_b.py\ndef g(): ...",
        "# pkg/__init__.py\nfrom .a import *\n# pkg/a.py\ndef f(): ...\n# pkg/_b.py\ndef g(): ...",
        level="warning",
    ),
)

KEEPS = (
    Keep(
        "# pkg/__init__.py\nfrom pkg.a import f\n__all__ = ['f']\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom typing import TYPE_CHECKING\nfrom pkg._lazy import replace\n"
        "if TYPE_CHECKING:\n    from pkg.a import f\n__all__ = ['f']\n"
        "old, new = replace(__name__)\n# pkg/_lazy.py\ndef replace(name): ...\n"
        "# pkg/a.py\ndef f(): ...",
        "the module may be replaced by one that serves it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg.f import f\n# pkg/f.py\ndef f(): ...",
        "# pkg/__init__.py\ndef __getattr__(name): ...\n# pkg/f.py\ndef f(): ...",
        "the module's `__getattr__` may serve what has the name of a submodule",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg.f import f\n# pkg/f.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom lib import *\n# pkg/f.py\ndef f(): ...",
        "a star import may bring what has the name of a submodule",
    ),
    Keep("import os\nX = 1", "X = 1", "an import for the module's own use is not public"),
    Keep(
        "# pkg/__init__.py\nfrom ._built import f, g",
        "# pkg/__init__.py\nfrom ._other import f\nfrom ._built import g",
        "another module that is not among the sources has it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom ._built import f, g",
        "# pkg/__init__.py\nfrom ._built import g\nfrom ._a import f\n# pkg/_a.py\ndef f(): ...",
        "it is written in Python now",
    ),
    Keep(
        "# pkg/__init__.py\nfrom ._built import f",
        "# pkg/__init__.py\ntry:\n    from ._built import f\nexcept ImportError:\n    f = None",
        "it is imported where it can be",
    ),
    Keep(
        "# pkg/__init__.py\ndef g(): ...\nfrom ._built import _f",
        "# pkg/__init__.py\ndef g(): ...",
        "an underscore makes it private",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg.a import f\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg.b import f\n# pkg/a.py\ndef f(): ...\n"
        "# pkg/b.py\nfrom pkg.a import f",
        "it is imported from another module now",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg.a import f\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg.a import *\n# pkg/a.py\ndef f(): ...",
        "the star imports it as well",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg.a import f\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\ndef __getattr__(name): ...\n# pkg/a.py\ndef f(): ...",
        "the module's `__getattr__` may serve it",
    ),
    Keep(
        "# pkg/__init__.py\nclass New: ...\nOld = New",
        "# pkg/__init__.py\nclass New: ...\ndef __getattr__(name):\n    match name:\n"
        "        case 'Old':\n            return New\n    raise AttributeError(name)",
        "the module's `__getattr__` serves the same class",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg.a import f\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg._lazy import serve\nserve(__name__, {'f': 'pkg.a'})\n"
        "# pkg/_lazy.py\ndef serve(name, table): ...\n# pkg/a.py\ndef f(): ...",
        "a function that is passed the module's name may serve it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg.a import f\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg._lazy import serve\nserve({'f': 'pkg.a'})\n"
        "# pkg/_lazy.py\nimport sys\ndef serve(table):\n"
        "    sys._getframe(1).f_globals['__getattr__'] = table.get\n# pkg/a.py\ndef f(): ...",
        "a function that reaches its caller's names may serve it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg.a import f\n__all__ = ['f']\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom typing import TYPE_CHECKING\nfrom pkg._lazy import replace\n"
        "if TYPE_CHECKING:\n    from pkg.a import f\n__all__ = ['f']\nmodule = replace('pkg')\n"
        "# pkg/_lazy.py\ndef replace(name): ...\n# pkg/a.py\ndef f(): ...",
        "`__all__` says that it is there, and type checkers are shown from where",
    ),
    Keep(
        "# pkg/__init__.py\nfrom .a import *\n# pkg/a.py\nfrom ._b import g\ndef f(): g()\n"
        "# pkg/_b.py\ndef g(): ...",
        "# pkg/__init__.py\nfrom .a import *\nfrom .c import *\n# pkg/a.py\ndef f(): ...\n"
        "# pkg/c.py\nfrom ._b import g\n# pkg/_b.py\ndef g(): ...",
        "another star import takes it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom .a import *\n# pkg/a.py\nimport os\ndef f(): os.getcwd()",
        "# pkg/__init__.py\nfrom .a import *\n# pkg/a.py\ndef f(): ...",
        "no one imports the standard library from there",
    ),
    Keep(
        "# pkg/__init__.py\n# pkg/m.py\nfrom pkg._a import f\ndef g(): return f()\n"
        "# pkg/_a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/m.py\ndef g(): ...\n# pkg/_a.py\ndef f(): ...",
        "a module with a function of its own imported it for its own use",
    ),
)

REMEDIES = (
    Remedy(
        "# pkg/__init__.py\nfrom pkg.a import f\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\nimport pkg.a as _a\ndef __getattr__(name):\n    if name == 'f':\n"
        "        return _a.f\n    raise AttributeError(name)\n# pkg/a.py\ndef f(): ...",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find names that are no longer exported."""
    if pair.old.member is None and pair.new is not None and pair.new.member is None:
        yield from _no_longer_passed_on(pair)
    if pair.removal != "unexported" or pair.old_surface.owner(pair.old) is not None:
        return
    module, _, name = pair.path.rpartition(".")
    source = pair.old.member.target if isinstance(pair.old.member, Import) else pair.old.path
    again = f"Import '{source}'" if source != pair.path else f"Bind '{name}'"
    yield finding(
        RULE,
        pair,
        f"'{name}' can no longer be imported from '{module}'",
        f"{again} in '{module}' again, or serve it there with a deprecation warning.",
        code=_import_code(pair, module, name, source),
        was=_binding(pair, module, name),
    )


def _no_longer_passed_on(pair: Pair) -> Iterator[Finding]:
    """Find names that star imports took from what modules had imported for their own use."""
    assert pair.new is not None
    module = pair.old.module
    promised = {*public_names(pair.old_surface, module)} if module.stars else set()
    for name in dict.fromkeys(_passed_on(pair.old_surface, module, set())):
        found = pair.old_surface.attribute(pair.old, name)
        if name in promised or not isinstance(found, Definition) or found.member is None:
            continue
        if pair.new_surface.definition(*found.key) is None:
            continue  # It is gone itself, or has moved: that is said of it.
        if pair.new_surface.attribute(pair.new, name) is MISSING:
            made = finding(
                RULE,
                pair,
                f"'{name}' can no longer be imported from '{pair.path}': a star import passed it "
                "on",
                f"Import '{found.path}' in '{pair.path}'.",
                level="warning",
            )
            yield msgspec.structs.replace(made, object=f"{pair.path}.{name}", affects=())


def _passed_on(surface: Surface, module: Module, seen: set[str]) -> Iterator[str]:
    """Yield the names that star imports take from what modules import from their own package."""
    seen.add(module.name)
    for source in module.stars:
        target = surface.modules.get(source)
        if target is None or target.exports is not None or source in seen:
            continue
        for name, member in target.members.items():
            is_own = isinstance(member, Import) and surface.inside(member.target)
            if is_own and not name.startswith("_"):
                yield name
        yield from _passed_on(surface, target, seen)


def _binding(pair: Pair, module: str, name: str) -> Definition | None:
    """Return the statement of the baseline that bound a name in a module; None where none did."""
    at = pair.old_surface.module(module)
    member = at.module.members.get(name) if at is not None else None
    return at._replace(qualname=name, member=member) if at is not None and member else None


def _import_code(pair: Pair, module: str, name: str, source: str) -> Code | None:
    """Return what binds a name in a module again; None where there is nothing left to bind."""
    at = pair.new_surface.module(module)
    if at is None or at.module.path.endswith(".pyi"):
        return None
    if pair.new_surface.resolve(source) is MISSING:
        return None
    if source.rpartition(".")[0] == module and pair.old.member is not None:
        line = f"{name} = {source.rpartition('.')[2]}"
    else:
        line = import_line(at.module, source, name)
    return code_at(at, "module", [line, *listing_in(pair, module, name)])


RULE = PairRule(
    module=__name__,
    level="error",
    looks_at="both",
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
