"""Both readers give the same model for the same source, on real packages and on every form."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.readers.agreement import differences, sample
from unbroken.model.definitions import Module
from unbroken.readers.decoding import UnreadableError
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module

# All that the development environment has anyway; `make test-corpus` reads many more.
PACKAGES = (
    *("packaging", "pathspec", "pluggy", "iniconfig", "griffe", "identify", "tomli", "msgspec"),
    *("_pytest", "coverage", "execnet", "hypothesis", "libcst", "mypy", "platformdirs"),
    *("pre_commit", "pygments", "xdist", "yaml"),
)
LINES = 3000
"""About as many of each package are read."""


def files_of(package: str) -> dict[str, bytes]:
    """Return the source files of an installed package by their paths."""
    spec = importlib.util.find_spec(package)
    if spec is None:  # pygments comes with pytest from 8.4 on.
        pytest.skip(f"{package} is not installed")
    assert spec.origin is not None
    root = Path(spec.origin).parent
    files = [file for suffix in ("py", "pyi") for file in root.rglob(f"*.{suffix}")]
    return {file.relative_to(root.parent).as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize("package", PACKAGES)
def test_readers_agree_on_real_packages(package: str) -> None:
    files = sample(files_of(package), LINES)
    assert files
    assert not differences(files)


FORMS = {
    "parameters that are warned of and refused": (
        "import warnings\ndef warned(a, b=None):\n    if b is not None:\n"
        "        warnings.warn('b is deprecated', DeprecationWarning)\n    return 1\n"
        "def refused(a, *rest, b=None, c=-1, **more):\n    if b is not None: raise TypeError\n"
        "    if c != -1:\n        text = 'c'\n        raise ValueError(text)\n"
        "    if rest: raise TypeError\n    if more: raise TypeError(more)\n    return [a]\n"
        "class A:\n    def __init__(self, x=None):\n        if x: raise TypeError\n"
        "        self.y = 1\n"
    ),
    "functions that return functions": (
        "import functools\ndef plain(fn):\n    @functools.wraps(fn)\n    def w(*a, **k):\n"
        "        if len(a) > 1:\n            k['b'] = a[1]; a = a[:1]\n"
        "        k.pop('old', None); k.setdefault('new', 1); del k['c']; k[x] = 1\n"
        "        r = fn(*a, **k)\n        return r\n    return w\n"
        "def factory(x, *, y=1):\n    def dec(fn):\n        async def w(self, *a, **k):\n"
        "            return await fn(self, *a, x=x, **k)\n        w.mark = fn\n"
        "        return functools.update_wrapper(w, fn)\n    return dec\n"
        "def option(fn=None, *, x=1):\n    if fn is None:\n"
        "        return functools.partial(option, x=x)\n    def dec(fn):\n"
        "        return lambda *a: fn(*a)\n    return dec(fn)\n"
        "def branches(fn):\n    if fn:\n        def w(a): yield fn(a)\n    else:\n"
        "        @x[0]\n        def w(*a): fn(1, *a, *b)\n    return w if fn else fn\n"
        "def mark(fn):\n    fn.x = 1\n    return fn\n"
        "def nothing(fn):\n    def w(): return fn()\n    return w if fn else None\n"
    ),
    "names that Python writes otherwise": (
        "def ﬁ(\n    ªb='ªb', *, Ⅷ: ªa = ﬁ): ...\nimport ﬁ as ﬁ\n__all__ = ['ﬁ', 'f']\n"
        "class Ⅷ(ﬁ.ﬂ):\n    ªb: ﬁ = 'ﬁ'  # ﬁ\n    def __init__(self): self.ﬁ = ('ﬁ'); ﬁ = 1\n"
    ),
    "parameters": "def f(a, b=1, /, c=2, *args: int, d, e=3, **kw) -> 'list[A]': ...",
    "bare star": "def f(a, *, b: 'int | None' = None): ...",
    "overloads in branches": (
        "import sys\nif sys.version_info < (3, 8):\n    @overload\n    def f(a): ...\n"
        "elif sys.version_info >= (3, 10):\n    @overload\n    def f(b): ...\n"
        "else:\n    @overload\n    def f(c): ...\ndef f(*a): ...\n"
    ),
    "async and generators": "async def f(): yield 1\ndef g():\n    x = yield from h()\n",
    "yield where it is rare": (
        "def f(x):\n  @d(\n   (yield)\n  )\n  def g():\n   a = 1\n"
        "def h(x):\n  match x:\n   case 1 if (\n     yield\n   ):\n    a = 1\n"
        "def i(x):\n  try:\n   a = 1\n  except (\n   (yield),\n  ):\n   b = 1\n"
        "def j(x):\n  with a as b, (\n   yield\n  ):\n   c = 1\n"
        "def k(x):\n  a = 'yield'\n  def l():\n   b = 1\n   yield\n"
        "class A:\n  def m(self):\n   a = [\n    1,\n    super()\n    .m(),\n   ]\n"
    ),
    "nested yield": "def f():\n    def g():\n        yield\n    return lambda: (yield)\n",
    "decorators": "@a.b.c\n@d(1, *e, k='v', **f)\n@(lambda g: g)\ndef f(): ...\n",
    "properties": (
        "class A:\n    @property\n    def p(self): ...\n    @p.setter\n    def p(self, v): ...\n"
        "    @p.deleter\n    def p(self): ...\n"
        "    @functools.cached_property\n    def q(self): ...\n"
    ),
    "overloads": (
        "@overload\ndef f(a: int) -> int: ...\n@typing.overload\ndef f(a: str) -> str: ...\n"
        "def f(a): ...\n"
    ),
    "overloads only": "class P:\n    @overload\n    def f(self, a: int) -> int: ...\n",
    "class body": (
        "class A(B[int], metaclass=M, **kw):\n    '''Doc.'''\n    x: int\n    y = z = 1\n"
        "    a, (b, *c) = d\n    class N(A): ...\n    import os\n"
    ),
    "instance attributes": (
        "class A:\n    z: int\n    def __init__(this, a):\n        this.x: int = a\n"
        "        this.y, other.q = a\n        if a:\n            this.z = this.w = 1\n"
        "        def f():\n            this.no = 1\n        with a as b:\n            this.v = b\n"
    ),
    "constructor without self": "class A:\n    def __init__(*args): ...\n",
    "branches": (
        "if A:\n    def f(a): ...\n    x = 1\nelif B:\n    def f(b): ...\n"
        "else:\n    x = 2\n    y = 3\n"
        "try:\n    from m import n\nexcept ImportError:\n    n = None\nelse:\n    o = 1\n"
        "finally:\n    p = 1\nfor i in j:\n    q = 1\nelse:\n    r = 1\nwhile s:\n    t = 1\n"
        "with u as v:\n    w = 1\n"
    ),
    "match": "match a:\n    case 1:\n        def f(): ...\n    case _:\n        def f(b): ...\n",
    "type checking": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import B\n    C = 1\n"
        "else:\n    D = 1\nif not TYPE_CHECKING:\n    E = 1\nelse:\n    from f import G\n"
    ),
    "main guard": "if __name__ == '__main__':\n    def f(): ...\nelse:\n    def g(): ...\n",
    "imports": (
        "import a.b.c\nimport d.e as f, g as g\nfrom . import h, i as j\nfrom .k import l as l\n"
        "from ..m import *\nfrom n.o import (\n    p,\n    q as r,\n)\n"
    ),
    "exports": (
        "__all__ = ['a', *m.__all__]\n__all__ += ['b'] + n.__all__\n__all__.extend(('c',))\n"
        "__all__.append('d')\n__all__.remove('a')\nfrom . import m, n\nfrom x import n\n"
    ),
    "exports of submodules": (
        "from . import a\nfrom .b import *\n__all__ = ['x'] + a.__all__ + b.__all__\n"
    ),
    "exports unknown": "__all__ = [name for name in dir()]\n",
    "redefinition": "x = 1\ndef x(): ...\nclass x: ...\ndef f(a): ...\ndef f(b): ...\n",
    "declared, then assigned": "x: int\nx = 1\ny = 1\ny: str = 'a'\n",
    "platforms and Pythons": (
        "import sys, os, platform\nif sys.platform == 'win32':\n    def f(a): ...\n    x: int = 1\n"
        "elif os.name in ('nt', 'java'):\n    def f(b): ...\n    def g(): ...\n"
        "else:\n    def f(c): ...\n    x = 2\n"
        "if not sys.version_info >= (3, 8) and platform.system() != 'Linux':\n"
        "    class A: ...\nelse:\n    class A(int): ...\n"
        "class B:\n    if sys.platform.startswith('win'):\n        def m(self): ...\n"
        "    else:\n        def m(self, a): ...\n"
    ),
    "semicolons and one line": "a = 1; b: int = 2; import c\nclass A: x = 1; y = 2\nif d: e = 1\n",
    "calls super": (
        "class A(B):\n    def m(self): return super().m()\n    def n(self): super().m()\n"
    ),
    "calls super in a generator": (
        "class A(B):\n    def m(self): yield from super().m()\n    def n(self): yield super().n()\n"
    ),
    "forward references": (
        "def f(a: 'A', b: list['B'], c: Literal['C'], d: Annotated['D', 'e']): ..."
    ),
    "spelling": "def f(a=0x10, b='x' \"y\", c=1_000, d=(1 ,2), e=-1): ...",
    "registrations": (
        "@singledispatch\ndef f(x): ...\n@f.register(int)\n@f.register(a.B)\ndef _(x): ...\n"
        "@f.register\ndef _(x: Union[str, bytes] | None, y: set): ...\n"
        "@f.register(list, 1)\ndef _(x): ...\n@g.register(tuple)\ndef h(x): ...\n"
        "class A:\n    @singledispatchmethod\n    def m(self, x): ...\n"
        "    @m.register\n    def _(self, x: int): ...\n"
    ),
    "placeholders": (
        "def a():\n    '''Doc.'''\ndef b(): pass\ndef c(): pass; pass\ndef d(): 'Doc.'; pass\n"
        "def e():\n    raise NotImplementedError(\n        'a'\n        'b'\n        'c'\n    )\n"
        "def f():\n    'Doc.'\n    raise NotImplementedError\ndef g(): pass; pass; pass\n"
        "def h(): ...\ndef i(): 1\ndef j(): raise\ndef k(): raise ValueError\ndef l(): b''\n"
        "def m():\n    'Doc.'\n    return 1\ndef n():\n    'Doc.'\n    if a: pass\n"
        "def o():\n    'Doc.'\n    pass\n    # said\n    return None\n    b = 1\n    c = 1\n"
        "class A:\n    def m(self): raise NotImplementedError()\n    def n(self): self.x = 1\n"
    ),
    "long values": "TABLE = {\n" + "".join(f"    {i}: {i},\n" for i in range(60)) + "}\n",
    "docstrings": 'def f():\n    """One.\n\n    Two.\n    """\nclass A:\n    r"""Raw \\d."""\n',
    "lines": "@a\n@b\ndef f(\n    x,\n    y=(\n        1\n    ),\n) -> (\n    int\n): ...\n",
}
FORMS |= {
    "names that no statement can bind": (
        "import enum\nfrom typing import TypedDict\nP = TypedDict('P', {'in': int, 'a-b': str})\n"
        "K = TypedDict('K', {'a-b': 'list[int]', 'c': 'P'}, total=False)\nclass Q(P):\n    y: int\n"
        "E = enum.Enum('E', {'a b': 1, 'in': 2})\nD = type('D', (), {'x y': 1, 'z': 2})\n"
        "globals()['q r'] = 3\nclass I:\n    def __init__(self): setattr(self, 'a b', 1)\n"
        "    def m(self): setattr(self, 'c d', 1)\ndef f(): ...\nsetattr(f, 'x y', 1)\n"
    ),
    "deletions": (
        "x = y = z = 1\ndel x\nif a: del y\nclass A:\n    m = n = 1\n    del m\ndel A.n, z\n"
        "del globals()['q']\nx = 2\n"
    ),
    "modules in sys.modules": (
        "import sys\nsys.modules['pkg.a'] = sys.modules[f'{__name__}.b'] = 1\nsys.modules[x] = 2\n"
    ),
    "walrus": (
        "if (x := 1) and (y := f(z := 2)):\n    pass\nwhile (n := next()): ...\n"
        "print(w := 1)\nu = [v := i for i in range(3)]\nt = lambda: (s := 1)\n"
        "class A:\n    b = (c := 1)\nwith (p := open('')): ...\nfor i in (q := []): ...\n"
    ),
    "globals of functions": (
        "y = 1\ndef f():\n    global x, y, z\n    x = y = 1\n    def g():\n        global w\n"
        "        import w\nclass A:\n    def m(self):\n        global v\n        class v: ...\n"
    ),
    "names set by calls": (
        "import sys\nthis = sys.modules[__name__]\nsetattr(this, 'a', 1)\nthis.b = 2\n"
        "globals()['c'] = 3\nvars()['d'] = 4\nglobals().update({'e': 5}, f=6)\n"
        "globals().setdefault('g', 7)\nsys.modules[__name__].h = 8\ndelattr(this, 'a')\n"
        "globals().pop('b')\nclass A:\n    vars()['x'] = 1\n    locals().update(y=2)\n"
    ),
    "names set by unknown code": (
        "import sys, lib\nglobals().update(make())\nsetattr(sys.modules[__name__], name(), 1)\n"
        "exec('x = 1')\nlib.serve(__name__)\nclass A:\n    lib.wrap(vars())\n"
        "class B: ...\nsetattr(B, name(), 1)\nsys.modules[__name__] = A()\n"
    ),
    "members set from outside": (
        "class A:\n    def f(self): ...\n    f.short = 1\ndef g(self, a): ...\nA.m = g\nA.n = 1\n"
        "setattr(A, 'o', 2)\nA.p = lambda self, b: b\ng.option = 3\ng.__doc__ = ''\nA.f = g\n"
    ),
    "methods from values": (
        "import functools as ft, builtins\ndef out(self, a): ...\nclass A:\n"
        "    def _m(self, a, b=1, *c, d): ...\n    s = staticmethod(_m)\n    t = classmethod(_m)\n"
        "    u = builtins.staticmethod(out)\n    v = out\n    w = _m\n    x = lambda self, e: e\n"
        "    y = ft.partialmethod(_m, 1)\n    z = ft.partialmethod(_m, b=2)\n"
        "    q = staticmethod(lambda f: f)\n    r = property(_m)\n"
    ),
    "instances in many ways": (
        "class A:\n    def __new__(cls):\n        self = super().__new__(cls)\n        self.a = 1\n"
        "        other.b = 1\n        return self\n    def __init__(this, **kw):\n"
        "        object.__setattr__(this, 'c', 1)\n        setattr(this, 'd', 2)\n"
        "        this.__dict__.update({'e': 3}, f=4)\n        this.__dict__['g'] = 5\n"
        "        vars(this)['h'] = 6\n        super().__setattr__('i', 7)\n"
        "        this.j: int\n        this.k += 1\n    def m(self, data):\n"
        "        self.__dict__.update(data)\n    def __setstate__(self, s): self.__dict__ = s\n"
    ),
    "arguments that are passed on to what warns": (
        "import warnings\n_WARNED = set()\ndef f(message):\n    if message in _WARNED: return\n"
        "    _WARNED.add(message)\n    warnings.warn(message, stacklevel=3)\n"
    ),
    "keywords that are unpacked as positions": "def f(a, **kw): return g(a, *kw)\n",
    "keywords beside positions that are passed on": (
        "def f(*values, **kw):\n    end = kw.get('end', 1)\n    print(*values, end=end)\n"
    ),
    "single keywords": (
        "def f(**kw): return kw.get('a'), kw['b'], kw.pop('c', 1)\n"
        "def g(a, **kw):\n    if 'b' in kw: raise TypeError\n    c = kw.pop('c')\n"
        "    if kw: raise TypeError(f'{kw}')\n    return c\n"
        "def h(**kw): return kw.get(key)\ndef i(**kw): return lib.f(**kw), kw.get('a')\n"
        "import warnings\ndef j(**kw):\n"
        "    if 'a' in kw: warnings.warn('a is deprecated', DeprecationWarning)\n"
        "    if 'b' not in kw: warnings.warn('pass b', DeprecationWarning)\n"
        "    return kw.get('b')\n"
    ),
    "instances under other names": (
        "class A:\n    def __init__(self, kw):\n        this = it = self\n        this.a = 1\n"
        "        data = it.__dict__\n        data['b'] = 2\n        names = vars(this)\n"
        "        names.update(kw, c=3)\n        node = self\n        node.no = 1\n"
        "        node = node.a\n        for item in data: item = self\n        item.never = 1\n"
        "    def __new__(cls):\n        made = super().__new__(cls)\n        it: A = made\n"
        "        it.d = 4\n        return made\n"
    ),
    "dead branches": (
        "import sys, typing as tp\nif False:\n    def a(): ...\nelse:\n    def b(): ...\n"
        "if sys.version_info < (3, 8):\n    def c(): ...\nif sys.version_info[0] == 2: d = 1\n"
        "elif sys.version_info >= (3, 13): e = 1\nelse: f = 1\nPY3 = sys.version_info[0] >= 3\n"
        "if not PY3:\n    class g: ...\nif tp.TYPE_CHECKING:\n    from lib import h\n"
        "else:\n    class h: ...\nif 0:\n    class i:\n        def j(self): ...\n"
    ),
    "branches that exclude each other": (
        "try:\n    from lib import f\nexcept ImportError:\n    def f(a): ...\n"
        "if a:\n    def g(b): ...\nelif c:\n    def g(d): ...\nelse:\n    class g: ...\n"
        "class A:\n    if a:\n        def m(self): ...\n    else:\n        def m(self, b): ...\n"
    ),
    "stars in branches": (
        "def a(): ...\nfrom x import *\ndef b(): ...\ntry:\n    from y import *\n"
        "except ImportError:\n    def c(): ...\nimport sys\nif sys.platform == 'win32':\n"
        "    from z import *\nelse:\n    from w import *\n"
    ),
    "classes from calls": (
        "import enum as en\nfrom typing import TypedDict as TD\nA = TD('A', {'x': int, 'y': 'B'})\n"
        "B = TD('B', {'x': A}, total=False)\nC = TD('C', make())\nD = en.Enum('D', 'X Y')\n"
        "E = en.Flag('E', ['X', 'Y'], start=4)\nF = en.Enum('F', {'X': 'x', 'Y': 2}, type=str)\n"
        "G = en.Enum('G', [(n, n) for n in names])\nH = en.Enum('H')\nclass I:\n"
        "    J = en.IntEnum('J', [('X', 5), ('Y', 7)], module=__name__)\n"
    ),
    "imports of submodules": (
        "from . import a, b as b, c as d\nfrom p.q.r import e\nfrom p.q import r\n"
        "from .f import g\nif TYPE_CHECKING:\n    from . import h\n"
    ),
    "a module that raises": "x = 1\nif x:\n    raise ValueError\nraise ImportError('gone')\n",
    "overloads by other names": (
        "from typing import overload as ov\nimport typing as tp\n@ov\ndef f(a: int): ...\n"
        "@tp.overload\ndef f(a: str): ...\ndef f(a): ...\n"
    ),
}
if sys.version_info >= (3, 11):
    FORMS["except star"] = "try:\n    a = 1\nexcept* ValueError:\n    a = 2\n    b = 3\n"

if sys.version_info >= (3, 12):
    FORMS["type parameters"] = (
        "class A[T: 'int', *Ts, **P](B[T]): ...\ndef f[T: (int, str)](x: T) -> T: ...\n"
        "class C:\n    async def m[U](self, x: U): yield x\ntype X[T] = list[T]\n"
    )
if sys.version_info >= (3, 13):
    FORMS["defaults of type parameters"] = (
        "class A[T: int = bool, *Ts = *tuple[int], **P = [int]]: ..."
    )


@pytest.mark.parametrize("is_package", [False, True], ids=["module", "package"])
@pytest.mark.parametrize("source", FORMS.values(), ids=FORMS.keys())
def test_readers_agree_on_every_form(source: str, is_package: bool) -> None:
    one = read_module(source.encode(), "p.q.r", "p/q/r.py", is_package=is_package)
    other = read_module_with_griffe(source.encode(), "p.q.r", "p/q/r.py", is_package=is_package)
    assert one == other
    assert one.members or one.typing_imports or one.exports


ENCODINGS = {
    "utf-8": "name = 'é'\n".encode(),
    "bom": b"\xef\xbb\xbfname = 1\n",
    "latin-1 cookie": b"# -*- coding: latin-1 -*-\nname = '\xe9'\n",
    "cookie on line two": b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nname = '\x80'\n",
    "crlf": b"name = 1\r\ndef f(a,\r\n      b): ...\r\n",
    "cr": b"name = 1\rother = 2\r",
    "form feed": b"name = 1\n\x0c\nother = 2\n",
    "no newline at the end": b"name = 1",
    "tabs": b"class name:\n\tdef f(self): ...\n",
}


@pytest.mark.parametrize("source", ENCODINGS.values(), ids=ENCODINGS.keys())
def test_readers_agree_on_encodings(source: bytes) -> None:
    one = read_module(source, "m", "m.py", is_package=False)
    assert "name" in one.members
    assert one == read_module_with_griffe(source, "m", "m.py", is_package=False)


def test_empty_file_is_an_empty_module() -> None:
    empty = Module(name="m", path="m.py")
    assert read_module(b"", "m", "m.py", is_package=False) == empty
    assert read_module_with_griffe(b"", "m", "m.py", is_package=False) == empty


BAD = {
    "syntax error": (b"x = 1\ndef f(:\n", 2),
    "unknown encoding": (b"# coding: klingon\n", 1),
    "not utf-8": (b"a = 1\nb = '\xff'\n", 2),
    "nul byte": (b"a = 1\nb = '\0'\n", 2),
    "bad indentation": (b"def f():\n    a\n  b\n", 3),
    "deep nesting": (b"x = " + b"(" * 5000 + b")" * 5000, 1),
}


@pytest.mark.parametrize(("source", "line"), BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("read", [read_module, read_module_with_griffe], ids=["libcst", "griffe"])
def test_source_that_is_not_python_is_refused_with_its_line(
    read: Callable[..., Module], source: bytes, line: int
) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(source, "m", "m.py", is_package=False)
    assert caught.value.line == line
    assert caught.value.column >= 1
    assert "\n" not in caught.value.message
    assert caught.value.message
