"""A name can no longer be imported from where users import it, although the object still exists.

Import it there again. To move users to another path, keep the old one for a while: a module's
`__getattr__` (PEP 562) can warn and still return the object.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Import
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Code, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.code_text import code_at
from unbroken.rules.findings.removal_code import import_line, listing_in
from unbroken.semantics.resolution import MISSING, Definition

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
        "def g(): ...",
        "# pkg/__init__.py\n# pkg/m.py\nfrom pkg._a import g\n# pkg/_a.py\ndef f(): ...\n"
        "def g(): ...",
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
    if pair.removal != "unexported" or pair.old_surface.owner(pair.old) is not None:
        return
    module, _, name = pair.path.rpartition(".")
    source = pair.old.member.target if isinstance(pair.old.member, Import) else pair.old.path
    yield finding(
        RULE,
        pair,
        f"'{name}' can no longer be imported from '{module}'",
        f"Import '{source}' in '{module}' again, or serve it there with a deprecation warning.",
        code=_import_code(pair, module, name, source),
        was=_binding(pair, module, name),
    )


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
