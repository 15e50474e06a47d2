"""A module that is written as source and read again is the same module."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.readers.agreement import sample
from tests.readers.test_readers_agree import FORMS, PACKAGES, files_of
from unbroken.baseline.needed_definitions import needed_definitions
from unbroken.loading.loader import read_anyhow, read_changed
from unbroken.model.definitions import Attribute, Class, Member, Module
from unbroken.model.projection import DEFAULT, looks_same
from unbroken.readers.decoding import UnreadableError
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.libcst_reader import read_module
from unbroken.readers.module_writer import write_member, write_module

READERS = (read_anyhow, read_changed)


def fields(members: dict[str, Member]) -> list[str]:
    """Return the members whose order counts: fields, and members of enumerations."""
    return [n for n, e in members.items() if isinstance(e, Attribute) and e.scope == "class"]


def unordered(member: Member) -> Member:
    if isinstance(member, Class):
        members = {name: unordered(member.members[name]) for name in sorted(member.members)}
        member = msgspec.structs.replace(member, members=members)
    return member


def same(old: Member | None, new: Member | None) -> bool:
    if isinstance(old, Class) and isinstance(new, Class):
        if fields(old.members) != fields(new.members):
            return False
        return looks_same(unordered(old), unordered(new))
    return looks_same(old, new)


def facts(module: Module) -> Any:
    shown = {name: shown.target for name, shown in module.typing_imports.items()}
    return (
        *(module.name, module.path, module.is_package, module.stars, shown, module.exports),
        *(module.calls, module.passes_paths, module.registers, module.sets_elsewhere),
    )


def assert_same(old: Module, new: Module) -> None:
    assert facts(old) == facts(new)
    names = {*old.members, *new.members} - {"__all__"}  # which is in the exports
    assert not [n for n in names if not same(old.members.get(n), new.members.get(n))]


def hold(source: bytes, name: str, path: str, is_package: bool) -> None:
    module = read_anyhow(source, name, path, is_package=is_package)
    text = write_module(module, DEFAULT)
    assert not [line for line in text.split("\n") if line.startswith("#") or line.rstrip() != line]
    for read in READERS:
        again = read(text.encode(), name, path, is_package=is_package)
        assert_same(module, again)
        assert write_module(again, DEFAULT) == text


@pytest.mark.parametrize("package", PACKAGES)
def test_real_packages_are_read_again_as_they_were(package: str) -> None:
    files = sample(files_of(package), 3000)
    assert files
    for path, source in files.items():
        stem = path.rpartition(".")[0]
        name = stem.removesuffix("/__init__").replace("/", ".")
        try:
            hold(source, name, path, stem.endswith("__init__"))
        except UnreadableError:
            continue


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["pkg/a.py", "pkg/__init__.py"])
def test_every_form_is_read_again_as_it_was(form: str, path: str) -> None:
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    try:
        hold(FORMS[form].encode(), name, path, path.endswith("__init__.py"))
    except UnreadableError:
        assert sys.version_info < (3, 12)


MORE = {
    "the constructor only type checkers see": (
        "class A:\n    if TYPE_CHECKING:\n        def __init__(self) -> None:\n"
        "            self.x: int = 1\n"
    ),
    "assigned in other ways": (
        "class A:\n    def __init__(self, a):\n        self.x: int\n        self.y, self.z = a\n"
        "        for self.w in a: ...\n        def g(): self.v = 1\n"
        "    def m(self):\n        self.u = 1\n        with a as self.t: ...\n"
    ),
    "an accessor of another name": (
        "class A:\n    @property\n    def p(self): ...\n    @p.setter\n    def q(self, v): ...\n"
    ),
    "a deprecation with its text": (
        'def f():\n    """.. deprecated:: 1.2\n        Will be removed in 2.0.\n\n'
        '    More.\n    """\n'
    ),
    "a label with quotes": "def f():\n    r'''Experimental: \"\"\" \\n é\n    x\n    '''\n",
    "exports of others": (
        "from . import a, b as c\nfrom .d import __all__ as e\n"
        "__all__ = ['x', *a.__all__, *c.__all__] + e\n"
    ),
    "exports of submodules": (
        "from . import a\nfrom .b import *\n__all__ = ['x', *a.__all__] + b.__all__\n"
    ),
    "names for type checkers": "if TYPE_CHECKING:\n    A = Dict[str, Any]\n    B: C = int\n",
    "exports that are unclear": "__all__ = ['x'] + names()\nx = 1\n",
    "exports that are added to": "from .a import *\nfrom .a import __all__\n__all__ += ['x']\n",
    "served lazily": (
        "def __getattr__(name):\n    if name == 'x':\n        return 1\n    return other(name)\n"
    ),
    "served lazily and nothing else": (
        "def __getattr__(name):\n    if name in ('x', 'y'):\n        return 1\n"
        "    raise AttributeError(name)\n"
    ),
    "no dotted name": "@a[0]\n@b()()\n@c[0](1, k=2)\ndef f(): ...\n",
    "decorated by a setter of another place": "@x.setter\ndef f(): ...\n",
    "a class of many kinds": "@d\nclass A(B[int], *C, metaclass=M, **kw):\n    class D: ...\n",
    "strings that look like lines": "x = 'a\\n# module b  c.py\\n'\ny = '\\x0c\\x85\\u2028'\n",
    "a parameter that is replaced": "def f(a, b):\n    a = list(a)\n    return a\n",
    "a parameter": "def f(a, b): return a\ndef g(a, b):\n    if a: return b\n    return b\n",
    "a parameter in an expression": (
        "def f(a, b):\n    def g(): ...\n    return a if b else b\n"
        "def h(a):\n    def g(x): return a(x)\n    return g if a else a\n"
    ),
    "a decorator that returns a partial of itself": (
        "def d(f=None):\n    def helper(): ...\n    if f is None:\n        return partial(d)\n"
        "    return f\n"
    ),
    "wrappers that differ in their names": (
        "def d(f):\n    def v(a): return f(a)\n    def w(a): return f(a)\n"
        "    return v if f else w\n"
    ),
    "empty": "",
    "imports": (
        "import a\nimport b.c\nimport d as d\nimport e.f as g\nfrom h import i\n"
        "from j import k as k\nfrom l import m as n\nif TYPE_CHECKING:\n    from o import p as q\n"
    ),
}


@pytest.mark.parametrize("form", MORE)
@pytest.mark.parametrize("path", ["pkg/a.py", "pkg/__init__.py"])
def test_rarer_forms_are_read_again_as_they_were(form: str, path: str) -> None:
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    hold(MORE[form].encode(), name, path, path.endswith("__init__.py"))


def test_module_is_written_in_few_lines():
    source = (
        "import os\nfrom dataclasses import dataclass\n\n"
        "@dataclass(frozen=True)\nclass A:\n    '''Prose.'''\n    x: 'int' = 1\n\n"
        "    def m(self, a, /, b: str = 'c', *, d) -> None:\n        '''.. deprecated:: 1'''\n"
        "        self.y = yield super().m(os)\n\n    async def n(self): return 1\n"
    )
    module = read_module_with_griffe(source.encode(), "m", "m.py", is_package=False)
    assert write_module(module, DEFAULT) == (
        "import os\n"
        "from dataclasses import dataclass\n"
        "@dataclass(frozen=True)\n"
        "class A:\n"
        "    x: int = 1\n"
        "    def m(self, a, /, b: str = 'c', *, d) -> None: '\\n.. deprecated:: 1'; "
        "self.y = ...; super().m(); yield\n"
        "    async def n(self): return 0\n"
    )


def pruned(read: Callable[..., Module] = read_module, **sources: str) -> dict[str, str]:
    """Return what is needed of some modules; those named `legacy` are not part of the API."""
    modules = {}
    for key, source in sources.items():
        name = key.replace("__", ".")
        is_package = name == "pkg"
        path = "pkg/__init__.py" if is_package else f"{name.replace('.', '/')}.py"
        modules[name] = read(source.encode(), name, path, is_package=is_package)
    kept = needed_definitions(
        modules,
        lambda module: not module.name.endswith("legacy"),
        lambda member: write_member(member, DEFAULT),
    )
    return {name: write_module(module, DEFAULT) for name, module in kept.items()}


def test_unreferenced_private_names_are_left_out():
    source = (
        "import os\nimport re\nT: os.PathLike\n_a = 1\n_b = 2\ndef _c(): ...\n"
        "class _D(_E): ...\nclass _E: ...\nclass _F(_G): ...\nclass _G: ...\nx = _b\n"
        "class H(_F):\n    _i: int = 1\n    def __init__(self):\n        self._j = self.k = 1\n"
        "    def _l(self): ...\n    def _m(self): ...\n    n = property(_m)\n"
        "    def _repr_html_(self): ...\n    @abstractmethod\n    def _o(self): ...\n"
    )
    assert pruned(pkg__a=source)["pkg.a"] == (
        "import os\nT: os.PathLike\n_b = 2\nclass _F(_G): ...\nclass _G: ...\nx = _b\n"
        "class H(_F):\n    _i: int = 1\n    def __init__(self): self.k = ...\n"
        "    def _m(self): ...\n    n = property(_m)\n    def _repr_html_(self): ...\n"
        "    @abstractmethod\n    def _o(self): ...\n"
    )


def test_names_that_other_modules_refer_to_are_kept():
    found = pruned(pkg="from .a import _x as y\n", pkg__a="import re\n_x = 1\n_z = 2\n")
    assert found["pkg.a"] == "_x = 1\n"
    found = pruned(pkg__b="from .a import re\nx = re\n", pkg__a="import re\n_z = 2\n")
    assert found["pkg.a"] == "import re\n"


def test_exempt_modules_are_kept_as_far_as_others_refer_to_them():
    legacy = "class Base:\n    def m(self): ...\nclass Other: ...\n"
    assert pruned(pkg__a="x = 1\n", pkg__legacy=legacy) == {"pkg.a": "x = 1\n"}
    found = pruned(pkg__a="from .legacy import Base\nclass A(Base): ...\n", pkg__legacy=legacy)
    assert found["pkg.legacy"] == "class Base:\n    def m(self): ...\n"
    for used in ("from .legacy import *\n", "from . import legacy as old\n"):
        assert pruned(pkg=used, pkg__legacy=legacy)["pkg.legacy"] == legacy
    found = pruned(pkg="from . import legacy\nclass A(legacy.Base): ...\n", pkg__legacy=legacy)
    assert found["pkg.legacy"] == "class Base:\n    def m(self): ...\n"
