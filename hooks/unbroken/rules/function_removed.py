"""A public function was removed.

Deprecate it first: keep it working, decorate it with `@deprecated(...)`, and remove it when the
version that the decorator announces is reached.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.definitions import Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.removals import is_lost, removal_finding

BREAKS = (
    Break("def f(): ...\ndef g(): ...", "def g(): ..."),
    Break("async def f(): ...\ndef g(): ...", "def g(): ..."),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...\n# pkg/_b.py\n",
        "# pkg/__init__.py\n# pkg/a.py\n# pkg/_b.py\nimport pkg.a as m\nm.f = m.g = print\n",
        level="warning",
    ),
    Break("def load_model(path, size): ...", "def load_models(path, size): ..."),
    Break("def f(): ...\ndef g(): ...", "def _f(): ...\ndef g(): ..."),
    Break(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...\n# pkg/b.py\n",
        "# pkg/__init__.py\n# pkg/a.py\n# pkg/b.py\ndef f(): ...",
    ),
    Break(
        "def f(): ...\ndef __getattr__(name): return make(name)",
        "def __getattr__(name): return make(name)",
        level="warning",
    ),
    Break(
        "__all__ = ['f', 'X']\nX = 1\ndef f(): ...\ndef __getattr__(name): return make(name)",
        "__all__ = ['X']\nX = 1\ndef __getattr__(name): return make(name)",
    ),
    Break(
        "# pkg/__init__.py\nfrom pkg import _a as api\n# pkg/_a.py\ndef f(): ...\ndef g(): ...",
        "# pkg/__init__.py\nfrom pkg import _a as api\n# pkg/_a.py\ndef g(): ...",
    ),
    Break(
        "# pkg/__init__.py\nimport pkg._a as api\n# pkg/_a/__init__.py\nfrom . import b\n"
        "# pkg/_a/b.py\ndef f(): ...\ndef g(): ...",
        "# pkg/__init__.py\nimport pkg._a as api\n# pkg/_a/__init__.py\nfrom . import b\n"
        "# pkg/_a/b.py\ndef g(): ...",
    ),
    Break(
        "# pkg/__init__.py\ndef __getattr__(name):\n    if name == 'api':\n"
        "        from . import _a as api\n        return api\n    raise AttributeError(name)\n"
        "# pkg/_a.py\ndef f(): ...\ndef g(): ...",
        "# pkg/__init__.py\ndef __getattr__(name):\n    if name == 'api':\n"
        "        from . import _a as api\n        return api\n    raise AttributeError(name)\n"
        "# pkg/_a.py\ndef g(): ...",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/m.py\nfrom pkg import _a\napi = _a\nX = 1\n"
        "# pkg/_a.py\ndef f(): ...\ndef g(): ...",
        "# pkg/__init__.py\n# pkg/m.py\nfrom pkg import _a\napi = _a\nX = 1\n"
        "# pkg/_a.py\ndef g(): ...",
    ),
    Break(
        "# pkg/__init__.py\n# pkg/m.py\nfrom pkg import _a as api\nX = 1\n"
        "# pkg/_a.py\ndef f(): ...\ndef g(): ...",
        "# pkg/__init__.py\n# pkg/m.py\nfrom pkg import _a as api\nX = 1\n"
        "# pkg/_a.py\ndef g(): ...",
        level="warning",
    ),
    Break(
        "# m.py\ntry:\n    from lib import f\nexcept ImportError:\n    def f(a): ...",
        "# m.py\nfrom lib import f",
        level="warning",
    ),
    Break(
        "# m.py\ntry:\n    from lib import f\nexcept ImportError:\n    def f(a): ...",
        "# m.py\ntry:\n    from lib import f\nexcept ImportError:\n    f = None",
        level="warning",
    ),
    Break("def f(): ...\nX = 1", "exec('def g(): ...')\nX = 1"),
    Break("def f(): ...\nX = 1", "exec('def f(): ...', {})\nX = 1"),
)

KEEPS = (
    Keep("if False:\n    def f(): ...\nX = 1", "X = 1", "it was never defined"),
    Keep(
        "# pkg/__init__.py\nfrom . import _b\n# pkg/a.py\ndef f(): ...\n# pkg/_b.py\n",
        "# pkg/__init__.py\nfrom . import _b\n# pkg/a.py\n"
        "# pkg/_b.py\nfrom . import a\na.f = print\n",
        "a module that the package imports sets it",
    ),
    Keep(
        "import sys\nif sys.version_info[0] == 2:\n    def f(): ...\nX = 1",
        "import sys\nX = 1",
        "no supported Python defined it",
    ),
    Keep(
        "import typing as tp\nif tp.TYPE_CHECKING:\n    def f(a): ...\nX = 1",
        "X = 1",
        "only type checkers saw it",
    ),
    Keep("def f(): ...\nX = 1\ndel f", "X = 1", "it was deleted"),
    Keep("def f(): ...", "def g(): ...\nglobals()['f'] = g", "it is bound to another function"),
    Keep("def _f(): ...\ndef g(): ...", "def g(): ...", "a leading underscore makes it private"),
    Keep("def test_f(): ...\ndef g(): ...", "def g(): ...", "test functions are not public"),
    Keep("def f(): ...", "def g(): ...\nf = g", "the old name still works"),
    Keep(
        "def f(x): ...",
        "from functools import lru_cache\n@lru_cache\ndef f(x): ...",
        "it takes the same calls",
    ),
    Keep(
        "def f(x): ...",
        "try:\n    from lib import f\nexcept ImportError:\n    def f(x): ...",
        "it is there in every branch",
    ),
    Keep(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...\n# pkg/b.py\n",
        "# pkg/__init__.py\n# pkg/a.py\nfrom pkg.b import f\n# pkg/b.py\ndef f(): ...",
        "it moved, and can still be imported from where it was",
    ),
    Keep(
        "# pkg/__init__.py\n# pkg/a.py\ndef f(): ...",
        "# pkg/__init__.py\n# pkg/a.py\ndef __getattr__(name): ...",
        "the module's `__getattr__` may serve it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom ._moved import served\n__getattr__ = served(__name__)\n"
        "def f(): ...\n# pkg/_moved.py\nMOVED = {}\ndef served(name): ...",
        "# pkg/__init__.py\nfrom ._moved import served\n__getattr__ = served(__name__)\n"
        "# pkg/_moved.py\nMOVED = {'pkg:f': 'other:f'}\ndef served(name): ...",
        "the table of what makes `__getattr__` has it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg import _a as api\n# pkg/_a.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg import _b as api\n# pkg/_a.py\n# pkg/_b.py\ndef f(): ...",
        "another private module is served, which has it",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg import _a\nimport pkg._b\n# pkg/_a.py\ndef f(): ...\n"
        "# pkg/_b.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg import _a\nimport pkg._b\n# pkg/_a.py\n# pkg/_b.py\n",
        "modules imported under their private names are for the package's own use",
    ),
    Keep(
        "# pkg/__init__.py\nfrom pkg import _a as api\n# pkg/_a.py\nfrom pkg._b import f\n"
        "def g(): ...\n# pkg/_b.py\ndef f(): ...",
        "# pkg/__init__.py\nfrom pkg import _a as api\n# pkg/_a.py\n"
        "def g(): ...\n# pkg/_b.py\ndef f(): ...",
        "the served module imported it for its own use",
    ),
    Keep(
        "try:\n    from functools import cache\nexcept ImportError:\n    def cache(f): ...",
        "from functools import cache",
        "Python itself has it",
    ),
    Keep(
        "try:\n    from lib import f\nexcept ImportError:\n    def f(a): ...",
        "try:\n    from lib import f\nexcept ImportError:\n    from lib2 import f",
        "it is imported from elsewhere where that fails",
    ),
    Keep(
        "try:\n    from lib import f\nexcept ImportError:\n    def f(a): ...",
        "def f(a): ...",
        "it is there in every case",
    ),
    Keep("def f(): ...\nX = 1", "exec('def f(): ...')\nX = 1", "the text defines it"),
    Keep(
        "# m.py\ndef f(): ...\nX = 1",
        "# m.py\nimport lib\nexec(lib.code(), globals())\nX = 1",
        "code that is not understood may define it",
    ),
)

REMEDIES = (
    Remedy(
        "def f(a): return a\ndef g(): ...",
        "import warnings\ndef f(a):\n"
        "    warnings.warn('f is deprecated', DeprecationWarning, stacklevel=2)\n    return a\n"
        "def g(): ...",
        "assert f(1) == 1",
    ),
    Remedy(
        "def load(path, size): return path",
        "def load_model(path, size): return path\nload = load_model",
        "assert load(1, 2) == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find functions that are gone."""
    if not isinstance(pair.old.member, Function) or not is_lost(pair):
        return
    if pair.old_surface.owner(pair.old) is None:
        yield removal_finding(RULE, pair, "function")


RULE = PairRule(
    module=__name__,
    level="error",
    announced_by_decorator=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
