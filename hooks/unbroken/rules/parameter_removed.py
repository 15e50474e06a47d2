"""A parameter that callers could pass was removed.

Keep the parameter for a while: give it a default, ignore or translate the value, and emit a
`DeprecationWarning` when it is passed. Remove it in the next major release.
"""

from __future__ import annotations

from collections.abc import Iterator

from unbroken.compare.pair import Pair
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy
from unbroken.rules.findings.calls import breaks_of, call_finding

BREAKS = (
    Break("def f(x, y=0): ...", "def f(x): ...", "f(x, y=0)"),
    Break("def f(x, *, y=0): ...", "def f(x): ...", "f(x, y=0)"),
    Break("def f(x, y): ...", "def f(x): ...", "f(x, y)"),
    Break(
        "class A:\n    def __init__(self, x, y=0): ...",
        "class A:\n    def __init__(self, x): ...",
        "A(x, y=0)",
    ),
    Break(
        "class A:\n    def __call__(self, x, y=0): ...",
        "class A:\n    def __call__(self, x): ...",
        "a(x, y=0)",
    ),
    Break(
        "# m.py\nimport sys\nif sys.platform == 'win32':\n    def f(x): ...\n"
        "else:\n    def f(x, y=0): ...",
        "# m.py\nimport sys\nif sys.platform == 'win32':\n    def f(x): ...\n"
        "else:\n    def f(x): ...",
        "f(x, y=0)",
    ),
    Break(
        "# m.py\ntry:\n    import lib\nexcept ImportError:\n    lib = None\nif lib:\n"
        "    def f(x, y=0): ...\nelse:\n    def f(x, y=0): ...",
        "# m.py\ntry:\n    import lib\nexcept ImportError:\n    lib = None\nif lib:\n"
        "    def f(x, y=0): ...\nelse:\n    def f(x): ...",
        "f(x, y=0)",
    ),
    Break(
        "# m.py\ntry:\n    import lib\nexcept ImportError:\n    lib = None\nif lib:\n"
        "    class A:\n        def m(self, x, y=0): ...\n"
        "else:\n    class A:\n        def m(self, x, y=0): ...",
        "# m.py\ntry:\n    import lib\nexcept ImportError:\n    lib = None\nif lib:\n"
        "    class A:\n        def m(self, x, y=0): ...\n"
        "else:\n    class A:\n        def m(self, x): ...",
        "a.m(x, y=0)",
    ),
    Break(
        "# m.py\ntry:\n    from lib import A\nexcept ImportError:\n"
        "    class A:\n        def __init__(self, x, y=0): ...",
        "# m.py\ntry:\n    from lib import A\nexcept ImportError:\n"
        "    class A:\n        def __init__(self, x): ...",
        "A(x, y=0)",
        level="warning",
    ),
    Break(
        "# m.py\ntry:\n    from lib import f\nexcept ImportError:\n    def f(x, y=0): ...",
        "# m.py\ntry:\n    from lib import f\nexcept ImportError:\n    def f(x): ...",
        "f(x, y=0)",
        level="warning",
    ),
    Break(
        "# m.py\ndef f(x, y=0): ...\ntry:\n    from lib import f\nexcept ImportError:\n    pass",
        "# m.py\ndef f(x): ...\ntry:\n    from lib import f\nexcept ImportError:\n    pass",
        "f(x, y=0)",
        level="warning",
    ),
    Break(
        "# m.py\ndef f(x, y=0): ...",
        "# m.py\ntry:\n    from lib import f\nexcept ImportError:\n    def f(x): ...",
        "f(x, y=0)",
        level="warning",
    ),
    Break(
        "# m.py\nclass A:\n    def __init__(self, x, y=0): ...",
        "# m.py\nclass A:\n    def __init__(self, x): ...\ntry:\n    from lib import A\n"
        "except ImportError:\n    pass",
        "A(x, y=0)",
        level="warning",
    ),
    Break(
        "# m.py\nclass A:\n    def _m(self, x, y=0): ...\n    m = classmethod(_m)",
        "# m.py\nclass A:\n    def _m(self, x): ...\n    m = classmethod(_m)",
        "A.m(x, y=0)",
    ),
    Break(
        "# m.py\nclass A:\n    m = lambda self, x, y=0: locals()",
        "# m.py\nclass A:\n    m = lambda self, x: locals()",
        "a.m(x, y=0)",
    ),
    Break(
        "# m.py\nfrom functools import partialmethod as pm\nclass A:\n"
        "    def _m(self, k, x, y=0): ...\n    m = pm(_m, 1)",
        "# m.py\nfrom functools import partialmethod as pm\nclass A:\n"
        "    def _m(self, k, x): ...\n    m = pm(_m, 1)",
        "a.m(x, y=0)",
    ),
    Break(
        "# m.py\nclass A: ...\ndef _m(self, x, y=0): ...\nA.m = _m",
        "# m.py\nclass A: ...\ndef _m(self, x): ...\nA.m = _m",
        "a.m(x, y=0)",
    ),
    Break(
        "# m.py\nclass _A:\n    def go(self, x, y=0): ...\n_a = _A()\ngo = _a.go",
        "# m.py\nclass _A:\n    def go(self, x): ...\n_a = _A()\ngo = _a.go",
        "go(x, y=0)",
    ),
    Break(
        "# m.py\nclass _M(type):\n    def __call__(cls, x, y=0): ...\n"
        "class A(metaclass=_M):\n    def __init__(self, z): ...",
        "# m.py\nclass _M(type):\n    def __call__(cls, x): ...\n"
        "class A(metaclass=_M):\n    def __init__(self, z): ...",
        "A(x, y=0)",
    ),
    Break(
        "# m.py\ndef f(x, y=0): ...",
        "# m.py\ndef _d(function):\n    def wrapper(x): return function(x)\n    return wrapper\n"
        "@_d\ndef f(x, y=0): ...",
        "f(x, y=0)",
    ),
    Break(
        "# m.py\nimport functools\ndef _d(function):\n    @functools.wraps(function)\n"
        "    def wrapper(*args, **kwargs): return function(*args, **kwargs)\n    return wrapper\n"
        "@_d\ndef f(x, y=0): ...",
        "# m.py\nimport functools\ndef _d(function):\n    @functools.wraps(function)\n"
        "    def wrapper(x): return function(x)\n    return wrapper\n"
        "@_d\ndef f(x, y=0): ...",
        "f(x, y=0)",
    ),
    Break(
        "# m.py\nclass A:\n    def __init__(self, x, y=0): ...",
        "# m.py\ndef _d(option=None):\n    def decorate(function):\n"
        "        def wrapper(self, x): return function(self, x)\n        return wrapper\n"
        "    return decorate\n"
        "class A:\n    @_d(1)\n    def __init__(self, x, y=0): ...",
        "A(x, y=0)",
    ),
    Break(
        "# m.py\ndef f(x, y=0): ...",
        "# m.py\nclass _D:\n    def __init__(self, function): self.function = function\n"
        "    def __call__(self, x): return self.function(x)\n"
        "@_D\ndef f(x, y=0): ...",
        "f(x, y=0)",
    ),
    Break(
        "# m.py\ndef f(x, y=0): ...",
        "# m.py\ndef _d(function):\n    return lambda x: function(x)\n"
        "def _f(x, y=0): ...\nf = _d(_f)",
        "f(x, y=0)",
    ),
    Break(
        "# m.py\ndef f(x, *, y=0): ...",
        "# m.py\ndef _deprecated(text):\n    def decorate(function):\n"
        "        def wrapper(*args, **kwargs):\n            print(text)\n"
        "            return function(*args, **kwargs)\n        return wrapper\n"
        "    return decorate\n"
        "@_deprecated('y')\ndef f(x): ...",
        "f(x, y=0)",
    ),
)

KEEPS = (
    Keep(
        "def f(x, y=0): ...",
        "def f(x, y=0): ...\ntry:\n    from lib import f\nexcept ImportError:\n    pass",
        "what stands in for the import takes the same calls",
    ),
    Keep(
        "# m.py\ndef f(x, y=0): ...",
        "# m.py\ndef f(x): ...\nfrom lib import f as f",
        "the import always counts",
    ),
    Keep(
        "class A:\n    def __new__(cls, x): raise NotImplementedError\n"
        "class B(A):\n    def __new__(cls): return object.__new__(cls)",
        "class A: ...\nclass B(A):\n    def __new__(cls): return object.__new__(cls)",
        "no call of it worked",
    ),
    Keep(
        "class A:\n    def m(self, x, y=0): raise NotImplementedError\nclass B(A): ...",
        "class A:\n    def m(self, x, y=0): raise NotImplementedError\n"
        "class B(A):\n    def m(self, x): return x",
        "no call of the inherited method worked",
    ),
    Keep(
        "# m.py\ndef f(x, *, y=0): ...",
        "# m.py\ndef _moved(old, new):\n    def decorate(function):\n"
        "        def wrapper(*args, **kwargs):\n            if old in kwargs:\n"
        "                kwargs[new] = kwargs.pop(old)\n"
        "            return function(*args, **kwargs)\n        return wrapper\n"
        "    return decorate\n"
        "@_moved('y', 'z')\ndef f(x, *, z=0): ...",
        "the decorator takes the old keyword",
    ),
    Keep(
        "# m.py\ndef f(x, *, y=0): ...",
        "# m.py\ndef _d(function):\n    def wrapper(*args, **kwargs):\n"
        "        if 'y' in kwargs: kwargs['z'] = kwargs.pop('y')\n"
        "        return function(*args, **kwargs)\n    return wrapper\n"
        "@_d\ndef f(x, *, z=0): ...",
        "the decorator takes the old keyword",
    ),
    Keep(
        "# m.py\ndef f(x, y=0): ...",
        "# m.py\ndef _d(function):\n"
        "    def wrapper(*args, **kwargs): return function(1, *args, session=2, **kwargs)\n"
        "    return wrapper\n"
        "@_d\ndef f(context, x, y=0, *, session): ...",
        "the decorator passes what was added",
    ),
    Keep("def f(x, *, y=0): ...", "def f(x, **kw): ...", "`**kw` still takes `y=`"),
    Keep("def f(x, _y, /): ...", "def f(x, *rest): ...", "`*rest` still takes the second argument"),
    Keep("def _f(x, y): ...", "def _f(x): ...", "a leading underscore makes it private"),
    Keep(
        "class A:\n    def __init__(self, x, y=0): ...",
        "class B:\n    def __init__(self, x, y=0): ...\n\nclass A(B): ...",
        "the constructor is inherited now",
    ),
    Keep(
        "def f(x, y=0): ...",
        "import sys\nif sys.platform == 'win32':\n    def f(x): ...\nelse:\n    def f(x, y=0): ...",
        "one platform takes less, whichever branch comes first",
    ),
)

REMEDIES = (
    Remedy(
        "def f(x, y=0): return x",
        "import warnings\ndef f(x, y=0):\n    if y != 0:\n"
        "        warnings.warn('y has no effect', DeprecationWarning, stacklevel=2)\n    return x",
        "assert f(1, y=2) == f(1, 2) == 1",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find parameters that calls can no longer pass."""
    for broken in breaks_of(pair, "parameter-removed"):
        name = broken.call_break.parameter
        yield call_finding(
            RULE,
            pair,
            broken,
            f"parameter '{name}' was removed",
            f"Keep '{name}' with a default, warn when it is passed, and remove it in the next "
            "major release.",
        )


RULE = PairRule(
    module=__name__, level="error", check=check, breaks=BREAKS, keeps=KEEPS, remedies=REMEDIES
)
