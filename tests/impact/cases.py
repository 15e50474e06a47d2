"""Small libraries in two versions and projects that use them.

A library is one module, or several: `# file: lib/x.py` begins the next one. The project is
`app.py`, and may have more files in the same way. Running `app.py` shows what Python makes of it.
"""

from __future__ import annotations

from typing import NamedTuple


class Breaks(NamedTuple):
    """A project that works with `old` and fails with `new`, at `line` of `app.py`."""

    old: str
    new: str
    app: str
    line: int
    kind: str
    error: str
    path: str


class Keeps(NamedTuple):
    """A project that works with both, in which nothing may be reported."""

    old: str
    new: str
    app: str


CLASS = "class C:\n    def m(self, a, b=1): return a\n"
DATA = "from dataclasses import dataclass\n@dataclass\nclass D:\n    a: int = 1\n"
DECORATED = (
    "import functools\ndef d(f):\n    @functools.wraps(f)\n"
    "    def w(*a, **k): return f(*a, **k)\n    return w\n@d\n"
)
ENUM = "import enum\nclass E(enum.Enum):\n    A = 1\n"
UNKNOWN_ALL = (
    "from lib.core import *\n"
    "# file: lib/core.py\nfrom lib import n\nfrom lib.n import *\n__all__ = ['a']\na = 1\n"
    "__all__ += n.__all__\n"
    "# file: lib/n.py\nfrom lib import f\nfrom lib.f import *\n__all__ = ['b']\nb = 1\n"
    "def export(module):\n    for name in module.__all__:\n        __all__.append(name)\n"
    "export(f)\n"
    "# file: lib/f.py\n"
)
LAZY_MODULE = (
    "import importlib\nimport types\nclass Loader(types.ModuleType):\n"
    "    def __init__(self, name, path):\n"
    "        super().__init__(name)\n        self._path = path\n"
    "    def __getattr__(self, name):\n"
    "        return getattr(importlib.import_module(self._path), name)\n"
    "contrib = Loader('contrib', 'lib.contrib')\n"
    "# file: lib/contrib.py\n"
)
DELETED_CLASS = LAZY_MODULE.replace("'lib.contrib')", "'lib.contrib')\ndel Loader")

BREAKS = {
    # Imports.
    "name imported": Breaks(
        "def f(): ...\n", "def g(a): ...\n", "from lib import f\n",
        1, "import", "ImportError: cannot import name 'f' from 'lib'", "lib.f",
    ),
    "name imported under another one": Breaks(
        "def f(): ...\n", "", "from lib import f as g\n",
        1, "import", "ImportError: cannot import name 'f' from 'lib'", "lib.f",
    ),
    "name imported in a function": Breaks(
        "def f(): ...\n", "", "def run():\n    from lib import f\n    f()\nrun()\n",
        2, "import", "ImportError: cannot import name 'f' from 'lib'", "lib.f",
    ),
    "re-export that is gone": Breaks(
        "from lib.a import f\n# file: lib/a.py\ndef f(): ...\n",
        "# file: lib/a.py\ndef f(): ...\n", "from lib import f\n",
        1, "import", "ImportError: cannot import name 'f' from 'lib'", "lib.f",
    ),
    "re-export of another package that is gone": Breaks(
        "import json\n", "", "from lib import json\n",
        1, "import", "ImportError: cannot import name 'json' from 'lib'", "lib.json",
    ),
    "module imported": Breaks(
        "# file: lib/a.py\n", "# file: lib/b.py\n", "import lib.a\n",
        1, "import", "ModuleNotFoundError: No module named 'lib.a'", "lib.a",
    ),
    "module imported under another name": Breaks(
        "# file: lib/a.py\n", "", "import lib.a as a\n",
        1, "import", "ModuleNotFoundError: No module named 'lib.a'", "lib.a",
    ),
    "module imported from": Breaks(
        "# file: lib/a.py\ndef f(): ...\n", "", "from lib.a import f\n",
        1, "import", "ModuleNotFoundError: No module named 'lib.a'", "lib.a",
    ),
    "package of an imported module": Breaks(
        "# file: lib/a/__init__.py\n# file: lib/a/b.py\ndef f(): ...\n", "",
        "from lib.a.b import f\n",
        1, "import", "ModuleNotFoundError: No module named 'lib.a'", "lib.a.b",
    ),
    "module imported as a name": Breaks(
        "# file: lib/a.py\n", "", "from lib import a\n",
        1, "import", "ImportError: cannot import name 'a' from 'lib'", "lib.a",
    ),
    "module imported by a function": Breaks(
        "# file: lib/a.py\n", "",
        "import importlib\nimport lib\nimportlib.import_module('lib.a')\n",
        3, "import", "ModuleNotFoundError: No module named 'lib.a'", "lib.a",
    ),
    "name of a star import": Breaks(
        "def f(): ...\n", "def g(): ...\n", "from lib import *\nf()\n",
        2, "import", "NameError: name 'f' is not defined", "lib.f",
    ),
    "both imports of a fallback": Breaks(
        "def old(): ...\n", "",
        "try:\n    from lib import new as f\nexcept ImportError:\n    from lib import old as f\n",
        4, "import", "ImportError: cannot import name 'old' from 'lib'", "lib.old",
    ),
    "handler that raises again": Breaks(
        "def f(): ...\n", "",
        "try:\n    from lib import f\nexcept ImportError:\n    print('install lib')\n    raise\n",
        2, "import", "ImportError: cannot import name 'f' from 'lib'", "lib.f",
    ),
    # Attributes.
    "attribute of a module": Breaks(
        "X = 1\n", "Y = 1\n", "import lib\nlib.X\n",
        2, "attribute", "AttributeError: module 'lib' has no attribute 'X'", "lib.X",
    ),
    "attribute of a submodule": Breaks(
        "# file: lib/a.py\nX = 1\n", "# file: lib/a.py\n", "import lib.a\nlib.a.X\n",
        2, "attribute", "AttributeError: module 'lib.a' has no attribute 'X'", "lib.a.X",
    ),
    "attribute of an alias of a module": Breaks(
        "from lib import a\nb = a\n# file: lib/a.py\ndef f(): ...\n",
        "from lib import a\nb = a\n# file: lib/a.py\n",
        "from lib import b\nb.f()\n",
        2, "attribute", "AttributeError: module 'lib.a' has no attribute 'f'", "lib.a.f",
    ),
    "class as an annotated parameter": Breaks(
        "class C:\n    def __init__(self, a, b=1): ...\n",
        "class C:\n    def __init__(self, a): ...\n",
        "from lib import C\ndef make(cls: type[C]):\n    cls(1, b=2)\nmake(C)\n",
        3, "constructor",
        "TypeError: C.__init__() got an unexpected keyword argument 'b'", "lib.C.__init__",
    ),
    "class that a class method constructs": Breaks(
        "class C:\n    def __init__(self, a, b=1): ...\n",
        "class C:\n    def __init__(self, a): ...\n",
        "from lib import C\nclass A(C):\n    @classmethod\n    def make(cls): return cls(1, b=2)\n"
        "A.make()\n",
        4, "constructor",
        "TypeError: C.__init__() got an unexpected keyword argument 'b'", "lib.C.__init__",
    ),
    "inherited method of a class with a subclass": Breaks(
        "class B:\n    def m(self, a): ...\nclass C(B): ...\nclass D(C): ...\n",
        "class B:\n    def m(self): ...\nclass C(B): ...\nclass D(C): ...\n",
        "from lib import C\ndef run(c: C):\n    c.m(1)\nrun(C())\n",
        3, "call",
        "TypeError: B.m() takes 1 positional argument but 2 were given", "lib.B.m",
    ),
    "function as a decorator": Breaks(
        "def deco(f): return f\n", "", "import lib\n@lib.deco\ndef f(): ...\n",
        2, "attribute", "AttributeError: module 'lib' has no attribute 'deco'", "lib.deco",
    ),
    "class as a base": Breaks(
        CLASS, "", "import lib\nclass A(lib.C): ...\n",
        2, "attribute", "AttributeError: module 'lib' has no attribute 'C'", "lib.C",
    ),
    "class in isinstance": Breaks(
        CLASS, "", "import lib\nisinstance(1, lib.C)\n",
        2, "attribute", "AttributeError: module 'lib' has no attribute 'C'", "lib.C",
    ),
    "class in except": Breaks(
        "class E(Exception): ...\n", "",
        "import lib\ntry:\n    1 / 0\nexcept lib.E: ...\nexcept ZeroDivisionError: ...\n",
        4, "attribute", "AttributeError: module 'lib' has no attribute 'E'", "lib.E",
    ),
    "annotation that is evaluated": Breaks(
        CLASS, "", "import lib\ndef f(x: lib.C): ...\n",
        2, "attribute", "AttributeError: module 'lib' has no attribute 'C'", "lib.C",
    ),
    "attribute that an unknown __all__ of another module lists": Breaks(
        f"{UNKNOWN_ALL}__all__ = ['c']\ndef c(): ...\n",
        f"{UNKNOWN_ALL}__all__ = []\n", "import lib\nlib.c()\n",
        2, "attribute", "AttributeError: module 'lib' has no attribute 'c'", "lib.f.c",
    ),
    "function of a module that is loaded when it is used": Breaks(
        f"{LAZY_MODULE}def f(a, b=1): ...\n", f"{LAZY_MODULE}def f(a): ...\n",
        "import lib\nlib.contrib.f(1)\nlib.contrib.f(1, b=2)\n",
        3, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.contrib.f",
    ),
    "function of a lazy module whose class is deleted": Breaks(
        f"{DELETED_CLASS}def f(a, b=1): ...\n", f"{DELETED_CLASS}def f(a): ...\n",
        "import lib\nlib.contrib.f(1)\nlib.contrib.f(1, b=2)\n",
        3, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.contrib.f",
    ),
    "attribute by getattr": Breaks(
        "X = 1\n", "", "import lib\ngetattr(lib, 'X')\n",
        2, "attribute", "AttributeError: module 'lib' has no attribute 'X'", "lib.X",
    ),
    "enum member": Breaks(
        ENUM, "import enum\nclass E(enum.Enum):\n    B = 1\n", "from lib import E\nE.A\n",
        2, "attribute", "AttributeError: type object 'E' has no attribute 'A'", "lib.E.A",
    ),
    "class attribute": Breaks(
        "class C:\n    X = 1\n", "class C: ...\n", "from lib import C\nC.X\n",
        2, "attribute", "AttributeError: type object 'C' has no attribute 'X'", "lib.C.X",
    ),
    "class attribute through a subclass": Breaks(
        "class C:\n    X = 1\n", "class C: ...\n",
        "from lib import C\nclass A(C): ...\nA.X\n",
        3, "attribute", "AttributeError: type object 'A' has no attribute 'X'", "lib.C.X",
    ),
    "method of an instance": Breaks(
        CLASS, "class C: ...\n", "import lib\nc = lib.C()\nc.m(1)\n",
        3, "attribute", "AttributeError: 'C' object has no attribute 'm'", "lib.C.m",
    ),
    "method of a returned instance": Breaks(
        CLASS + "def make() -> C: return C()\n", "class C: ...\ndef make() -> C: return C()\n",
        "import lib\nlib.make().m(1)\n",
        2, "attribute", "AttributeError: 'C' object has no attribute 'm'", "lib.C.m",
    ),
    "method of an awaited instance": Breaks(
        CLASS + "async def make() -> 'C': return C()\n",
        "class C: ...\nasync def make() -> 'C': return C()\n",
        "import asyncio, lib\nasync def main():\n"
        "    (await lib.make()).m(1)\nasyncio.run(main())\n",
        3, "attribute", "AttributeError: 'C' object has no attribute 'm'", "lib.C.m",
    ),
    "method of an entered instance": Breaks(
        "class C:\n    def __enter__(self) -> 'C': return self\n"
        "    def __exit__(self, *a): ...\n    def m(self): ...\n",
        "class C:\n    def __enter__(self) -> 'C': return self\n"
        "    def __exit__(self, *a): ...\n",
        "import lib\nwith lib.C() as c:\n    c.m()\n",
        3, "attribute", "AttributeError: 'C' object has no attribute 'm'", "lib.C.m",
    ),
    "method of an annotated parameter": Breaks(
        CLASS, "class C: ...\n",
        "from lib import C\ndef f(c: C | None):\n    c.m(1)\nf(C())\n",
        3, "attribute", "AttributeError: 'C' object has no attribute 'm'", "lib.C.m",
    ),
    "method of an annotated parameter with lazy annotations": Breaks(
        CLASS, "class C: ...\n",
        "from __future__ import annotations\nfrom lib import C\n"
        "def f(c: 'C'):\n    c.m(1)\nf(C())\n",
        4, "attribute", "AttributeError: 'C' object has no attribute 'm'", "lib.C.m",
    ),
    "method of an annotated variable": Breaks(
        CLASS, "class C: ...\n",
        "from lib import C\nmakers = [C]\nc: C = makers[0]()\nc.m(1)\n",
        4, "attribute", "AttributeError: 'C' object has no attribute 'm'", "lib.C.m",
    ),
    "method of self": Breaks(
        CLASS, "class C: ...\n",
        "from lib import C\nclass A(C):\n    def run(self):\n        self.m(1)\nA().run()\n",
        4, "attribute", "AttributeError: 'A' object has no attribute 'm'", "lib.C.m",
    ),
    "method of super": Breaks(
        CLASS, "class C: ...\n",
        "from lib import C\nclass A(C):\n    def m(self, a):\n        super().m(a)\nA().m(1)\n",
        4, "attribute", "AttributeError: 'super' object has no attribute 'm'", "lib.C.m",
    ),
    "method of an instance that the module holds": Breaks(
        CLASS + "c = C()\n", "class C: ...\nc = C()\n", "import lib\nlib.c.m(1)\n",
        2, "attribute", "AttributeError: 'C' object has no attribute 'm'", "lib.C.m",
    ),
    "method of an attribute of self": Breaks(
        CLASS, "class C: ...\n",
        "from lib import C\nclass A:\n    def __init__(self):\n        self.c = C()\n"
        "    def run(self):\n        self.c.m(1)\nA().run()\n",
        6, "attribute", "AttributeError: 'C' object has no attribute 'm'", "lib.C.m",
    ),
    "field of a parameter that self keeps": Breaks(
        DATA, "from dataclasses import dataclass\n@dataclass\nclass D:\n    b: int = 1\n",
        "from lib import D\nclass A:\n    def __init__(self, d: D):\n        self.d = d\n"
        "    def run(self):\n        self.d.a\nA(D()).run()\n",
        6, "attribute", "AttributeError: 'D' object has no attribute 'a'", "lib.D.a",
    ),
    "attribute of an instance that only the constructor set": Breaks(
        "class C:\n    def __init__(self): self.x = 1\n", "class C: ...\n",
        "import lib\nlib.C().x\n",
        2, "attribute", "AttributeError: 'C' object has no attribute 'x'", "lib.C.x",
    ),
    "what a test patches": Breaks(
        "def f(): ...\n", "",
        "from unittest import mock\nwith mock.patch('lib.f'):\n    pass\n",
        2, "attribute", "AttributeError: module 'lib' has no attribute 'f'", "lib.f",
    ),
    # Calls.
    "keyword that is gone": Breaks(
        "def f(a, b=1): ...\n", "def f(a): ...\n", "import lib\nlib.f(1, b=2)\n",
        2, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
    "keyword in a literal dictionary": Breaks(
        "def f(a, b=1): ...\n", "def f(a): ...\n", "import lib\nlib.f(1, **{'b': 2})\n",
        2, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
    "keyword beside unknown ones": Breaks(
        "def f(a, b=1): ...\n", "def f(a): ...\n",
        "import lib\nrest = dict(a=1)\nlib.f(b=2, **rest)\n",
        3, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
    "too many positional arguments": Breaks(
        "def f(a, b=1): ...\n", "def f(a, *, b=1): ...\n", "from lib import f\nf(1, 2)\n",
        2, "call", "TypeError: f() takes 1 positional argument but 2 were given", "lib.f",
    ),
    "required parameter that came": Breaks(
        "def f(a): ...\n", "def f(a, b): ...\n", "from lib import f as g\ng(1)\n",
        2, "call", "TypeError: f() missing 1 required positional argument: 'b'", "lib.f",
    ),
    "call in a function, in a branch": Breaks(
        "def f(a): ...\n", "def f(a, b): ...\n",
        "import lib\ndef run(x):\n    if x:\n        return lib.f(1)\nrun(True)\n",
        4, "call", "TypeError: f() missing 1 required positional argument: 'b'", "lib.f",
    ),
    "call of a decorated function": Breaks(
        DECORATED + "def f(a, b=1): ...\n", DECORATED + "def f(a): ...\n",
        "import lib\nlib.f(1, b=2)\n",
        2, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
    "call of an alias": Breaks(
        "def f(a): ...\ng = f\n", "def f(a, b): ...\ng = f\n", "import lib\nlib.g(1)\n",
        2, "call", "TypeError: f() missing 1 required positional argument: 'b'", "lib.f",
    ),
    "call of a partial": Breaks(
        "def f(a, b=1): ...\n", "def f(a): ...\n",
        "import functools, lib\ng = functools.partial(lib.f, 1)\ng(b=2)\n",
        3, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
    "method call": Breaks(
        CLASS, "class C:\n    def m(self, a): return a\n", "import lib\nlib.C().m(1, b=2)\n",
        2, "call", "TypeError: C.m() got an unexpected keyword argument 'b'", "lib.C.m",
    ),
    "method call on the class": Breaks(
        CLASS, "class C:\n    def m(self, a): return a\n",
        "from lib import C\nC.m(C(), 1, 2)\n",
        2, "call", "TypeError: C.m() takes 2 positional arguments but 3 were given", "lib.C.m",
    ),
    "class method call": Breaks(
        "class C:\n    @classmethod\n    def m(cls, a): ...\n",
        "class C:\n    @classmethod\n    def m(cls): ...\n", "from lib import C\nC.m(1)\n",
        2, "call", "TypeError: C.m() takes 1 positional argument but 2 were given", "lib.C.m",
    ),
    "static method call": Breaks(
        "class C:\n    @staticmethod\n    def m(a): ...\n",
        "class C:\n    @staticmethod\n    def m(): ...\n", "from lib import C\nC().m(1)\n",
        2, "call", "TypeError: C.m() takes 0 positional arguments but 1 was given", "lib.C.m",
    ),
    "call of an instance": Breaks(
        "class C:\n    def __call__(self, a): ...\n", "class C:\n    def __call__(self): ...\n",
        "from lib import C\nC()(1)\n",
        2, "call", "TypeError: C.__call__() takes 1 positional argument but 2 were given",
        "lib.C.__call__",
    ),
    "call of an instance in an attribute": Breaks(
        "class C:\n    def __call__(self, a): ...\n", "class C:\n    def __call__(self): ...\n",
        "from lib import C\nclass A:\n    def __init__(self):\n        self.x = C()\n"
        "    def run(self):\n        self.x(1)\nA().run()\n",
        6, "call", "TypeError: C.__call__() takes 1 positional argument but 2 were given",
        "lib.C.__call__",
    ),
    "method call on super": Breaks(
        CLASS, "class C:\n    def m(self, a): return a\n",
        "from lib import C\nclass A(C):\n    def m(self, a, b):\n"
        "        super().m(a, b)\nA().m(1, 2)\n",
        4, "call", "TypeError: C.m() takes 2 positional arguments but 3 were given", "lib.C.m",
    ),
    "method call on self": Breaks(
        CLASS, "class C:\n    def m(self, a): return a\n",
        "from lib import C\nclass A(C):\n    def run(self):\n        self.m(1, 2)\nA().run()\n",
        4, "call", "TypeError: C.m() takes 2 positional arguments but 3 were given", "lib.C.m",
    ),
    "call of a lambda": Breaks(
        "f = lambda a, b=1: a\n", "f = lambda a: a\n", "import lib\nlib.f(1, b=2)\n",
        2, "call", "TypeError: <lambda>() got an unexpected keyword argument 'b'", "lib.f",
    ),
    # Constructors.
    "constructor": Breaks(
        "class C:\n    def __init__(self, a): ...\n", "class C:\n    def __init__(self): ...\n",
        "import lib\nlib.C(1)\n",
        2, "constructor", "TypeError: C.__init__() takes 1 positional argument but 2 were given",
        "lib.C.__init__",
    ),
    "constructor of a subclass": Breaks(
        "class C:\n    def __init__(self, a=1): ...\n", "class C:\n    def __init__(self): ...\n",
        "import lib\nclass A(lib.C): ...\nA(a=1)\n",
        3, "constructor", "TypeError: C.__init__() got an unexpected keyword argument 'a'",
        "lib.C.__init__",
    ),
    "constructor called by super": Breaks(
        "class C:\n    def __init__(self, a=1): ...\n", "class C:\n    def __init__(self): ...\n",
        "import lib\nclass A(lib.C):\n    def __init__(self):\n"
        "        super().__init__(a=1)\nA()\n",
        4, "call", "TypeError: C.__init__() got an unexpected keyword argument 'a'",
        "lib.C.__init__",
    ),
    "constructor called by name": Breaks(
        "class C:\n    def __init__(self, a=1): ...\n", "class C:\n    def __init__(self): ...\n",
        "import lib\nclass A(lib.C):\n    def __init__(self):\n"
        "        lib.C.__init__(self, 1)\nA()\n",
        4, "call", "TypeError: C.__init__() takes 1 positional argument but 2 were given",
        "lib.C.__init__",
    ),
    "field of a dataclass": Breaks(
        DATA, "from dataclasses import dataclass\n@dataclass\nclass D:\n    b: int = 1\n",
        "from lib import D\nD(a=1)\n",
        2, "constructor", "TypeError: D.__init__() got an unexpected keyword argument 'a'", "lib.D",
    ),
    "field of a dataclass through a subclass": Breaks(
        DATA, "from dataclasses import dataclass\n@dataclass\nclass D:\n    b: int = 1\n",
        "from dataclasses import dataclass\nfrom lib import D\n@dataclass\nclass S(D):\n"
        "    c: int = 2\nS(a=1, c=2)\n",
        6, "constructor", "TypeError: S.__init__() got an unexpected keyword argument 'a'", "lib.D",
    ),
    "abstract method that came": Breaks(
        "import abc\nclass C(abc.ABC): ...\n",
        "import abc\nclass C(abc.ABC):\n    @abc.abstractmethod\n    def m(self): ...\n",
        "from lib import C\nclass A(C): ...\nA()\n",
        3, "constructor",
        "TypeError: Can't instantiate abstract class A without an implementation for abstract "
        "method 'm'",
        "lib.C",
    ),
    "field that now follows one with a default": Breaks(
        "from dataclasses import dataclass\n@dataclass\nclass D:\n    a: int\n", DATA,
        "from dataclasses import dataclass\nfrom lib import D\n@dataclass\nclass S(D):\n"
        "    b: int\n",
        4, "class", "TypeError: non-default argument 'b' follows default argument", "lib.D",
    ),
    "constructor of a class whose metaclass leaves calls alone": Breaks(
        "class M(type):\n    def __init__(cls, *a): cls.made = 1\n"
        "class C(metaclass=M):\n    def __init__(self, a=1): ...\n",
        "class M(type):\n    def __init__(cls, *a): cls.made = 1\n"
        "class C(metaclass=M):\n    def __init__(self): ...\n",
        "from lib import C\nC(a=1)\n",
        2, "constructor", "TypeError: C.__init__() got an unexpected keyword argument 'a'",
        "lib.C.__init__",
    ),
    "method of what an annotated __new__ returns": Breaks(
        "class C:\n    def __new__(cls, a=1) -> 'C': return C.made()\n"
        "    @classmethod\n    def made(cls): return object.__new__(cls)\n"
        "    def m(self, a, b=1): return a\n",
        "class C:\n    def __new__(cls, a=1) -> 'C': return C.made()\n"
        "    @classmethod\n    def made(cls): return object.__new__(cls)\n"
        "    def m(self, a): return a\n",
        "from lib import C\nC().m(1, b=2)\n",
        2, "call", "TypeError: C.m() got an unexpected keyword argument 'b'", "lib.C.m",
    ),
    "subclass in another file": Breaks(
        "class C:\n    def __init__(self, a=1): ...\n", "class C:\n    def __init__(self): ...\n",
        "from base import A\nA(a=1)\n# file: base.py\nimport lib\nclass A(lib.C): ...\n",
        2, "constructor", "TypeError: C.__init__() got an unexpected keyword argument 'a'",
        "lib.C.__init__",
    ),
    "name re-exported by another file": Breaks(
        "def f(a, b=1): ...\n", "def f(a): ...\n",
        "from compat import f\nf(1, b=2)\n# file: compat.py\nfrom lib import f\n",
        2, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
    "instance that a method calls": Breaks(
        "class C:\n    def __call__(self, a, b=1): return a\n",
        "class C:\n    def __call__(self, a): return a\n",
        "from lib import C\nclass A(C):\n    def run(self):\n        return self(1, b=2)\n"
        "A().run()\n",
        4, "call", "TypeError: C.__call__() got an unexpected keyword argument 'b'",
        "lib.C.__call__",
    ),
    "class whose '__new__' calls that of a base": Breaks(
        "class B:\n    def __new__(cls, *a):\n        made = object.__new__(cls)\n"
        "        made.a = a\n        return made\n"
        "class C(B):\n    def __new__(cls, a): return B.__new__(cls, a)\n"
        "    def m(self, a, b=1): return a\n",
        "class B:\n    def __new__(cls, *a):\n        made = object.__new__(cls)\n"
        "        made.a = a\n        return made\n"
        "class C(B):\n    def __new__(cls, a): return B.__new__(cls, a)\n"
        "    def m(self, a): return a\n",
        "from lib import C\nC(1).m(1, b=2)\n",
        2, "call", "TypeError: C.m() got an unexpected keyword argument 'b'", "lib.C.m",
    ),
    "class whose '__new__' calls that of 'object'": Breaks(
        "class C:\n    def __new__(cls): return object.__new__(cls)\n"
        "    def m(self, a, b=1): return a\n",
        "class C:\n    def __new__(cls): return object.__new__(cls)\n"
        "    def m(self, a): return a\n",
        "from lib import C\nC().m(1, b=2)\n",
        2, "call", "TypeError: C.m() got an unexpected keyword argument 'b'", "lib.C.m",
    ),
    "method behind others that return the instance": Breaks(
        "class C:\n    def set(self, a):\n        self.a = a\n        return self\n"
        "    def m(self, a, b=1): return a\n",
        "class C:\n    def set(self, a):\n        self.a = a\n        return self\n"
        "    def m(self, a): return a\n",
        "from lib import C\nC().set(1).set(2).m(1, b=2)\n",
        2, "call", "TypeError: C.m() got an unexpected keyword argument 'b'", "lib.C.m",
    ),
    "optional import whose fallback is None": Breaks(
        "def f(a, b=1): ...\n", "def f(a): ...\n",
        "try:\n    from lib import f\nexcept ImportError:\n    f = None\n"
        "def run():\n    if f is not None:\n        f(1, b=2)\nrun()\n",
        7, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
    "optional import whose fallback is a function": Breaks(
        "def f(a, b=1): ...\n", "def f(a): ...\n",
        "try:\n    from lib import f\nexcept ImportError:\n    def f(*a, **k): ...\n"
        "def run():\n    f(1, b=2)\nrun()\n",
        6, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
    "optional import whose fallback is a class of other code": Breaks(
        CLASS, "class C:\n    def m(self, a): return a\n",
        "try:\n    from lib import C\nexcept ImportError:\n    from logging import Handler as C\n"
        "class A(C): ...\ndef run():\n    A().m(1, b=2)\nrun()\n",
        7, "call", "TypeError: C.m() got an unexpected keyword argument 'b'", "lib.C.m",
    ),
    "optional import of a module": Breaks(
        "# file: lib/a.py\ndef f(a, b=1): ...\n", "# file: lib/a.py\ndef f(a): ...\n",
        "try:\n    import lib.a as m\nexcept ImportError:\n    m = None\n"
        "class A:\n    def run(self):\n        m.f(1, b=2)\nA().run()\n",
        7, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.a.f",
    ),
    "name that is None before it is imported": Breaks(
        "def f(a, b=1): ...\n", "def f(a): ...\n",
        "f = None\ntry:\n    from lib import f\nexcept ImportError:\n    pass\n"
        "def run():\n    f(1, b=2)\nrun()\n",
        7, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
    "name that is imported from where it moved to": Breaks(
        "def f(a, b=1): ...\n", "# file: lib/a.py\ndef f(a): ...\n",
        "try:\n    from lib import f\nexcept ImportError:\n    from lib.a import f\n"
        "def run():\n    f(1, b=2)\nrun()\n",
        6, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
    "fallback for the old version that is called": Breaks(
        "def f(a, b=1): ...\n", "def f(a): ...\n# file: lib/a.py\nfrom lib import f\n",
        "try:\n    from lib.a import f\nexcept ImportError:\n    from lib import f\n"
        "def run():\n    f(1, b=2)\nrun()\n",
        6, "call", "TypeError: f() got an unexpected keyword argument 'b'", "lib.f",
    ),
}  # fmt: skip
"""Every site that is proven, by what breaks."""

KEEPS = {
    "class whose '__new__' makes another class": Keeps(
        "class D:\n    def __new__(cls): return object.__new__(cls)\n"
        "    def m(self, a, b=1): ...\n"
        "class C:\n    def __new__(cls): return D.__new__(D)\n    def m(self, a, b=1): return a\n",
        "class D:\n    def __new__(cls): return object.__new__(cls)\n"
        "    def m(self, a, b=1): ...\n"
        "class C:\n    def __new__(cls): return D.__new__(D)\n    def m(self, a): return a\n",
        "from lib import C\nC().m(1, b=2)\n",
    ),
    "class whose '__new__' makes a subclass": Keeps(
        "class C:\n    def __new__(cls): return object.__new__(D)\n    x = 1\n"
        "class D(C):\n    x = 2\n",
        "class C:\n    def __new__(cls): return object.__new__(D)\n"
        "class D(C):\n    x = 2\n",
        "from lib import C\nC().x\n",
    ),
    "method that may return something else": Keeps(
        "class D:\n    def m(self, a, b=1): ...\n"
        "class C:\n    def set(self, a):\n        if not a: return self\n        return D()\n"
        "    def m(self, a, b=1): return a\n",
        "class D:\n    def m(self, a, b=1): ...\n"
        "class C:\n    def set(self, a):\n        if not a: return self\n        return D()\n"
        "    def m(self, a): return a\n",
        "from lib import C\nC().set(1).m(1, b=2)\n",
    ),
    "function of a fallback that is not reached now": Keeps(
        "def old(): ...\n", "def new(): ...\n",
        "try:\n    from lib import new as f\nexcept ImportError:\n"
        "    def f():\n        from lib import old\n        old()\nf()\n",
    ),
    "name that is None between two others": Keeps(
        "def f(a, b=1): ...\n", "def f(a): ...\n",
        "from lib import f\ng = f\ng = None\ndef g(*a, **k): ...\n"
        "def run():\n    g(1, b=2)\nrun()\n",
    ),
    "function that a condition replaces": Keeps(
        "def f(a, b=1): ...\n", "def f(a): ...\n",
        "from lib import f\ng = f\nif run := True:\n    def g(*a, **k): ...\n"
        "def run():\n    g(1, b=2)\nrun()\n",
    ),
    "optional parameter that came": Keeps(
        "def f(a): ...\n", "def f(a, b=1): ...\n", "import lib\nlib.f(1)\nlib.f(a=1)\n"
    ),
    "parameter that nobody passes": Keeps(
        "def f(a, b=1): ...\n", "def f(a): ...\n", "import lib\nlib.f(1)\n"
    ),
    "parameter renamed that is passed by position": Keeps(
        "def f(a): ...\n", "def f(b): ...\n", "import lib\nlib.f(1)\n"
    ),
    "keyword that **kwargs takes": Keeps(
        "def f(a, b=1): ...\n", "def f(a, **options): ...\n", "import lib\nlib.f(1, b=2)\n"
    ),
    "name that moved with an alias left": Keeps(
        "def f(): ...\n", "from lib.a import f\n# file: lib/a.py\ndef f(): ...\n",
        "from lib import f\nf()\n",
    ),
    # As `numpy` makes types when it runs, which its stubs import from each other.
    "attribute that leads back to itself in the stubs": Keeps(
        "x = 1\n",
        "from lib.a import x\n# file: lib/a.py\nfrom lib.b import *\n"
        "# file: lib/b.py\nimport sys\n"
        "for name in ('x', *sys.argv):\n    globals()[name] = 1\n"
        "# file: lib/b.pyi\nfrom lib import x as x\n",
        "import lib\nlib.x\n",
    ),
    "object that is named like a module and has its place": Keeps(
        "class Log:\n    def __init__(self, name): self.f = name\nlog = Log('lib.log')\n"
        "# file: lib/log.py\ndef f(): ...\n",
        "class Log:\n    def __init__(self, name): self.f = name\nlog = Log('lib.log')\n"
        "# file: lib/log.py\n",
        "import lib\nlib.log.f\n",
    ),
    "module that cannot be read in both versions": Keeps(
        "# file: lib/a.py\nassert (:\n", "# file: lib/a.py\nassert (:\nx = 1\n",
        "try:\n    import lib.a\nexcept SyntaxError:\n    pass\n",
    ),
    "name that a module __getattr__ serves from a table": Keeps(
        "def f(): ...\n",
        "import importlib\n_TABLE = {'f': 'lib.a'}\ndef __getattr__(name):\n"
        "    if name in _TABLE:\n"
        "        return getattr(importlib.import_module(_TABLE[name]), name)\n"
        "    raise AttributeError(name)\n# file: lib/a.py\ndef f(): ...\n",
        "from lib import f\nf()\nimport lib\nlib.f()\n",
    ),
    "fallback that is not reached now": Keeps(
        "def old(): ...\n", "def new(): ...\n",
        "try:\n    from lib import new as f\n"
        "except ImportError:\n    from lib import old as f\nf()\n",
    ),
    "method that moved to a base": Keeps(
        CLASS, "class B:\n    def m(self, a, b=1): return a\nclass C(B): ...\n",
        "from lib import C\nC().m(1, b=2)\n",
    ),
    "attribute that a subclass sets itself": Keeps(
        "class C:\n    x = 1\n", "class C: ...\n",
        "from lib import C\nclass A(C):\n    def set(self):\n        self.x = 2\n"
        "    def run(self):\n        return self.x\na = A()\na.set()\na.run()\n",
    ),
    "method that a subclass defines itself": Keeps(
        CLASS, "class C: ...\n",
        "from lib import C\nclass A(C):\n    def m(self, a): return a\n"
        "    def run(self):\n        return self.m(1)\nA().run()\n",
    ),
    "method that a subclass of self defines": Keeps(
        CLASS, "class C: ...\n",
        "from lib import C\nclass A(C):\n    def run(self):\n        return self.m(1)\n"
        "class B(A):\n    def m(self, a): return a\nB().run()\n",
    ),
    "method that another base of a subclass has": Keeps(
        CLASS, "class C: ...\n",
        "from lib import C\nclass M:\n    def m(self, a): return a\n"
        "class A(C):\n    def run(self):\n        return self.m(1)\n"
        "class B(M, A): ...\nB().run()\n",
    ),
    "method that a subclass in another file defines": Keeps(
        CLASS, "class C: ...\n",
        "from base import A\nfrom sub import B\nB().run()\n"
        "# file: base.py\nfrom lib import C\nclass A(C):\n"
        "    def run(self):\n        return self.m(1)\n"
        "# file: sub.py\nfrom base import A\nfrom mixin import M\nclass B(M, A): ...\n"
        "# file: mixin.py\nclass M:\n    def m(self, a): return a\n",
    ),
    "name of an unrelated module": Keeps(
        "# file: lib/utils.py\ndef f(): ...\n# file: lib/a.py\ndef g(): ...\n",
        "# file: lib/utils.py\n# file: lib/a.py\ndef g(): ...\n",
        "import utils\nfrom lib.a import g\nutils.f()\ng()\n# file: utils.py\ndef f(): ...\n",
    ),
    "method that a hook may answer for": Keeps(
        CLASS, "class C:\n    def __getattr__(self, name): return lambda *a: a\n",
        "from lib import C\nC().m(1)\n",
    ),
    "attribute that another method sets": Keeps(
        "class C:\n    def __init__(self): self.x = 1\n",
        "class C:\n    def __init__(self): self.reset()\n    def reset(self): self.x = 1\n",
        "from lib import C\nC().x\n",
    ),
    "name that is assigned anew": Keeps(
        "def f(a): ...\n", "def f(a, b): ...\n",
        "from lib import f\ndef g(a): return a\nf = g\nf(1)\n",
    ),
    "name that a function declares global": Keeps(
        "def f(a): ...\n", "def f(a, b): ...\n",
        "from lib import f\ndef swap():\n    global f\n    f = len\n"
        "def run():\n    f([])\nswap()\nrun()\n",
    ),
    "name that a loop binds anew": Keeps(
        "def f(a): ...\n", "def f(a, b): ...\n",
        "from lib import f\nfor f in [len, len]:\n    f([])\n",
    ),
    "parameter of the same name": Keeps(
        "def f(a): ...\n", "def f(a, b): ...\n",
        "from lib import f\ndef run(f):\n    f(1)\nrun(abs)\n",
    ),
    "comprehension variable of the same name": Keeps(
        "def f(a): ...\n", "def f(a, b): ...\n",
        "from lib import f\n[f(-1) for f in [abs]]\n",
    ),
    "lambda parameter of the same name": Keeps(
        "def f(a): ...\n", "def f(a, b): ...\n",
        "from lib import f\n(lambda f: f(-1))(abs)\n",
    ),
    "annotation that is not evaluated": Keeps(
        CLASS, "", "from __future__ import annotations\nimport lib\ndef f(x: lib.C): ...\n"
    ),
    "assignment to an attribute": Keeps(
        "X = 1\n", "", "import lib\nlib.X = 2\n"
    ),
    "question whether it is there": Keeps(
        "X = 1\n", "", "import lib\nhasattr(lib, 'X')\ngetattr(lib, 'X', None)\n"
    ),
    "decorator that still takes the old name": Keeps(
        "def f(a, b=1): ...\n",
        "import functools\ndef renamed(old, new):\n    def deco(f):\n        @functools.wraps(f)\n"
        "        def w(*a, **k):\n            if old in k: k[new] = k.pop(old)\n"
        "            return f(*a, **k)\n        return w\n    return deco\n"
        "@renamed('b', 'c')\ndef f(a, c=1): ...\n",
        "import lib\nlib.f(1, b=2)\n",
    ),
    "abstract class that the subclass implements": Keeps(
        "import abc\nclass C(abc.ABC): ...\n",
        "import abc\nclass C(abc.ABC):\n    @abc.abstractmethod\n    def m(self): ...\n",
        "from lib import C\nclass A(C):\n    def m(self): ...\nA()\n",
    ),
    "field that a subclass declares itself": Keeps(
        DATA, "from dataclasses import dataclass\n@dataclass\nclass D:\n    b: int = 1\n",
        "from dataclasses import dataclass\nfrom lib import D\n@dataclass\nclass S(D):\n"
        "    a: int = 2\nS(a=1).a\n",
    ),
    "field by keyword that follows one with a default": Keeps(
        "from dataclasses import dataclass\n@dataclass\nclass D:\n    a: int\n", DATA,
        "from dataclasses import dataclass, field\nfrom lib import D\n@dataclass\nclass S(D):\n"
        "    b: int = field(kw_only=True)\n",
    ),
    "override that takes what the overridden method takes now": Keeps(
        CLASS, "class C:\n    def m(self, a, b=1, c=2): return a\n",
        "from lib import C\nclass A(C):\n    def m(self, *args, **options): return 1\nA().m(1)\n",
    ),
    "override that never took it": Keeps(
        CLASS, "class C:\n    def m(self, a, b=1, c=2): return a\n",
        "from lib import C\nclass A(C):\n    def m(self): return 1\nA().m()\n",
    ),
    "same name from another package": Keeps(
        "def dumps(a): ...\n", "def dumps(a, b): ...\n",
        "import lib\nfrom json import dumps\ndumps(1)\nlib.__name__\n",
    ),
    "patch that creates": Keeps(
        "def f(): ...\n", "",
        "from unittest import mock\nwith mock.patch('lib.f', create=True):\n    pass\n",
    ),
    "enum member that stays as an alias": Keeps(
        ENUM, "import enum\nclass E(enum.Enum):\n    B = 1\n    A = 1\n", "from lib import E\nE.A\n"
    ),
    "method of a subclass that an annotated __new__ returns": Keeps(
        "class C:\n    def __new__(cls, a=1) -> 'C': return object.__new__(D)\n"
        "    def m(self, a, b=1): return a\nclass D(C):\n    def m(self, a, b=1): return a\n",
        "class C:\n    def __new__(cls, a=1) -> 'C': return object.__new__(D)\n"
        "    def m(self, a, b=1): return a\nclass D(C):\n    def m(self, a, **k): return a\n",
        "from lib import C\nC().m(1, b=2)\n",
    ),
    "metaclass that calls otherwise": Keeps(
        "class C:\n    def __init__(self, a=1): ...\n",
        "class M(type):\n    def __call__(cls, a=1): return super().__call__()\n"
        "class C(metaclass=M):\n    def __init__(self): ...\n",
        "from lib import C\nC(a=1)\n",
    ),
    "metaclass that gives attributes": Keeps(
        "class C:\n    made = 1\n",
        "class M(type):\n    def __init__(cls, *a): cls.made = 1\nclass C(metaclass=M): ...\n",
        "from lib import C\nC.made\n",
    ),
    "metaclass that may have it": Keeps(
        "class C:\n    X = 1\n",
        "class M(type):\n    def __getattr__(cls, name): return 1\nclass C(metaclass=M): ...\n",
        "from lib import C\nC.X\n",
    ),
}  # fmt: skip
"""Compatible neighbours."""


class Doubtful(NamedTuple):
    """A site that is not proven: `certainty` and `reason` as reported."""

    old: str
    new: str
    app: str
    line: int
    certainty: str
    reason: str | None


HANDLED = "an exception handler catches the error"
ASKS = "a condition asks for a version"
BRANCHES = "another branch of the library defines it in another way"
STARRED = "the call passes *args or **kwargs whose contents are not known"
SERVED = "the module has a `__getattr__` or names that are computed, or it cannot be read"
OUTSIDE = "a base class from outside, or code that cannot be resolved, may still define it"

DOUBTFUL = {
    "handled import": Doubtful(
        "def f(): ...\n", "", "try:\n    from lib import f\nexcept ImportError:\n    f = None\n",
        2, "possible", HANDLED,
    ),
    "handled import whose fallback is the project's own": Doubtful(
        "def f(a, b=1): ...\n", "",
        "try:\n    from lib import f\nexcept ImportError:\n    def f(*a, **k): ...\n"
        "def run():\n    f(1, b=2)\nrun()\n",
        2, "possible", HANDLED,
    ),
    "function of a fallback for other code": Doubtful(
        "def f(): ...\n", "",
        "try:\n    import missing\nexcept ImportError:\n"
        "    def run():\n        from lib import f\nrun()\n",
        5, "possible", "only an exception handler gets there",
    ),
    "name that a module __getattr__ may serve": Doubtful(
        "def f(): ...\n", "def _f(): ...\ndef __getattr__(name): return _f\n",
        "from lib import f\nf()\n",
        1, "possible", SERVED,
    ),
    "attribute that a module __getattr__ may serve": Doubtful(
        "def f(): ...\n",
        "def make():\n    def get(name): return 1\n    return get\n__getattr__ = make()\n",
        "import lib\nlib.f\n",
        2, "possible", SERVED,
    ),
    "name of a module that cannot be read now": Doubtful(
        "# file: lib/a.py\ndef f(): ...\n", "# file: lib/a.py\ndef f(: ...\n",
        "from lib.a import f\n",
        1, "possible", SERVED,
    ),
    "attribute that may be computed": Doubtful(
        "X = 1\n", "import os\nfor name in os.environ: globals()[name] = 1\n",
        "import lib\nlib.X\n",
        2, "possible", SERVED,
    ),
    "handled attribute": Doubtful(
        "X = 1\n", "", "import lib\ntry:\n    lib.X\nexcept Exception:\n    pass\n",
        3, "possible", HANDLED,
    ),
    "suppressed import": Doubtful(
        "def f(): ...\n", "",
        "import contextlib\nwith contextlib.suppress(ImportError):\n    from lib import f\n",
        3, "possible", HANDLED,
    ),
    "condition on a version": Doubtful(
        "__version__ = '1'\nX = 1\n", "__version__ = '2'\n",
        "import lib\nif lib.__version__ < '2':\n    lib.X\n",
        3, "possible", ASKS,
    ),
    "condition on an attribute": Doubtful(
        "X = 1\n", "", "import lib\nlib.X if hasattr(lib, 'X') else None\n",
        2, "possible", ASKS,
    ),
    "statement behind an early return": Doubtful(
        "__version__ = '1'\nX = 1\n", "__version__ = '2'\n",
        "import lib\ndef f():\n    if lib.__version__ > '1':\n        return None\n"
        "    return lib.X\nf()\n",
        5, "possible", ASKS,
    ),
    "test that is skipped": Doubtful(
        "__version__ = '1'\nX = 1\n", "__version__ = '2'\n",
        "import lib, pytest\n@pytest.mark.skipif(lib.__version__ > '1', reason='')\n"
        "def test():\n    lib.X\ntest()\n",
        4, "possible", ASKS,
    ),
    "module that is skipped": Doubtful(
        "__version__ = '1'\nX = 1\n", "__version__ = '2'\n",
        "import lib, pytest\nif lib.__version__ > '1':\n    pytest.skip('old')\nlib.X\n",
        4, "possible", ASKS,
    ),
    "function with another one in the other branch": Doubtful(
        "import sys\nif sys.path:\n    def f(a, b=1): ...\nelse:\n    def f(a, b=1): ...\n",
        "import sys\nif not sys.path:\n    def f(a): ...\nelse:\n    def f(a, b=1): ...\n",
        "import lib\nlib.f(1, b=2)\n",
        2, "possible", BRANCHES,
    ),
    "function behind a condition": Doubtful(
        "X = 1\n", "",
        "import lib\nif hasattr(lib, 'X'):\n    def f():\n        return lib.X\n    f()\n",
        4, "possible", ASKS,
    ),
    "unknown arguments": Doubtful(
        "def f(a): ...\n", "def f(a, *, b): ...\n",
        "import lib\nrest = dict(a=1)\ntry:\n    pass\nfinally:\n    pass\nlib.f(**rest)\n",
        7, "possible", STARRED,
    ),
    "imported for type checkers": Doubtful(
        CLASS, "",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from lib import C\n",
        3, "possible", "it is imported for type checking only",
    ),
    "base from outside": Doubtful(
        "import threading\nclass C(threading.Thread):\n    def m(self): ...\n",
        "import threading\nclass C(threading.Thread): ...\n",
        "from lib import C\nC().m()\n",
        2, "possible", OUTSIDE,
    ),
    "override of a method that takes more": Doubtful(
        CLASS, "class C:\n    def m(self, a, b=1, c=2): return a\n",
        "from lib import C\nclass A(C):\n    def m(self, a, b=1): return 1\nA().m(1)\n",
        3, "possible", "the library may pass what the overridden method takes now",
    ),
    "override of a method that takes more in another order": Doubtful(
        CLASS, "class C:\n    def m(self, a, c=2, b=1): return a\n",
        "from lib import C\nclass A(C):\n    def m(self, a, b=1): return 1\nA()\n",
        3, "possible", "the library may pass what the overridden method takes now",
    ),
    "argument that *args collected": Doubtful(
        "def f(a, *rest): ...\n", "def f(a, b=None, *rest): ...\n", "import lib\nlib.f(1, 2)\n",
        2, "note", None,
    ),
}  # fmt: skip
"""What is reported apart from the proven sites."""


def files_of(text: str, first: str) -> dict[str, str]:
    """Split a text into files; what comes before the first `# file:` line is in `first`."""
    files: dict[str, list[str]] = {first: []}
    current = first
    for line in text.splitlines(keepends=True):
        if line.startswith("# file: "):
            current = line.removeprefix("# file: ").strip()
            files[current] = []
        else:
            files[current].append(line)
    return {path: "".join(lines) for path, lines in files.items()}
