"""Names that a module serves lazily are public where a table tells them, else unknown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rows import Row, both_readers, breaks, run

Reader = Callable[..., object]

IMPL = {
    "p/_impl.py": "def f(a): ...\ndef g(a): ...\nclass C: ...\n",
    "p/mod.py": "",
}
CHANGED = {"p/_impl.py": "def f(): ...\ndef g(a): ...\nclass C: ...\n"}
PARAMETER = breaks(("parameter-removed", "p.f", "a"))
LOST = breaks(("export-removed", "p.f"))

RAISING = """
import importlib
def __getattr__(name):
    if name in _TABLE:
        return getattr(importlib.import_module(_TABLE[name], __name__), name)
    raise AttributeError(name)
"""
GETTING = """
def __getattr__(name):
    where = _TABLE.get(name)
    if where is None:
        raise AttributeError(name)
    return getattr(import_module(where, __name__), name)
"""
SUBSCRIPT = """
def __getattr__(name: str) -> object:
    try:
        module, attribute = _TABLE[name]
    except KeyError:
        raise AttributeError(name) from None
    value = getattr(import_module(module, __name__), attribute)
    globals()[name] = value
    return value
"""
NOT_IN = """
def __getattr__(name):
    import importlib
    if name not in _TABLE:
        msg = f"no {name}"
        raise AttributeError(msg)
    return getattr(importlib.import_module(f".{_TABLE[name]}", __name__), name)
def __dir__(): return [*globals(), *_TABLE]
"""
LOOP = """
def __getattr__(name):
    if name in _WHERE:
        return getattr(import_module(f'{__name__}.{_WHERE[name]}'), name)
    raise AttributeError(name)
"""
NAMESAKE = """
from importlib import import_module
def __getattr__(attr_name):
    module_name = _TABLE.get(attr_name)
    if module_name is None:
        raise AttributeError(f"no {attr_name}")
    try:
        module = import_module(module_name, __package__)
        if module_name == f".{attr_name}":
            return module
        return getattr(module, attr_name)
    except ImportError as e:
        raise ImportError(attr_name) from e
"""
INVERTED = "_WHERE = {name: mod for mod, names in _TABLE.items() for name in names}\n"
ATTACH = "import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach(\n    __name__, "
RELATIVE = (
    "import sys\nfrom typing import TYPE_CHECKING\nif sys.version_info < (3, 7) or TYPE_CHECKING:\n"
    "    from ._impl import f\nelse:\n    from _plotly_utils.importers import relative_import\n"
    "    __all__, __getattr__, __dir__ = relative_import(__name__, ['.mod'], [{classes}])\n"
)
DELEGATING = (
    "before = __getattr__\ndef __getattr__(name):\n    if name == 'z':\n        return 1\n"
    "    return before(name)\n"
)
PATHS = """
import importlib
def __getattr__(name):
    if name in _TABLE:
        module, _, attribute = _TABLE[name].rpartition(".")
        return getattr(importlib.import_module(module, __name__), attribute)
    raise AttributeError(name)
"""
PACKAGES = """
from importlib import import_module
def __getattr__(name):
    found = _TABLE.get(name)
    if found is None:
        raise AttributeError(name)
    package, module = found
    return getattr(import_module(module, package=package), name)
"""
MADE = (
    "from typing import TYPE_CHECKING\nfrom ._impl import f as _f\n_TABLE = {table}\n"
    "if TYPE_CHECKING:\n    h = 1\nelse:\n    from p.mod import make as _make\n"
    "    __getattr__ = _make(__name__, _TABLE)\n    del _make\n"
)
HANDING = (
    "from p.mod import serve\ndef __getattr__(name):\n"
    "    return serve(__name__, _TABLE, name, '3.0.0', fatal=False)\n"
)
STRUCTURE = "_import_structure = {'_impl': ['f', 'g']}\n"
LAZY_MODULE = (
    "from typing import TYPE_CHECKING\n{structure}if TYPE_CHECKING:\n    from ._impl import f, g\n"
    "else:\n    import sys\n    sys.modules[__name__] = "
    "_LazyModule(__name__, globals()['__file__'], _import_structure, module_spec=__spec__)\n"
)

# A package's `__init__.py` that serves `p.f`, and one that no longer does.
STATIC = {
    "attach": (
        ATTACH + "submodules=['mod'], submod_attrs={'_impl': ['f', 'g']})\n",
        ATTACH + "submodules={'mod'}, submod_attrs={'_impl': ['g']})\n",
    ),
    "attach by position": (
        "from lazy_loader import attach\n__getattr__, __dir__, _ = attach(__name__, None, "
        "{'_impl': ['f']})\n",
        "from lazy_loader import attach\n__getattr__, __dir__, _ = attach(__name__)\n",
    ),
    "attach, a copy": (
        "def _attach(a, b=None, c=None): ...\n_NAMES = {'_impl': ['f', 'g']}\n"
        "__getattr__, __dir__ = _attach(__name__, submodules=[], submod_attrs=_NAMES)\n",
        "def _attach(a, b=None, c=None): ...\n_NAMES = {'_impl': ['g']}\n"
        "__getattr__, __dir__ = _attach(__name__, submodules=[], submod_attrs=_NAMES)\n",
    ),
    "module by name": (
        "_TABLE = {'f': '._impl', 'g': 'p._impl'}" + RAISING,
        "_TABLE = {'g': 'p._impl'}" + RAISING,
    ),
    "get": ("_TABLE = {'f': 'p._impl'}" + GETTING, "_TABLE = {}" + GETTING),
    "a table for modules as well": (
        "_TABLE = {'f': '._impl', 'mod': '.mod'}" + NAMESAKE,
        "_TABLE = {'mod': '.mod'}" + NAMESAKE,
    ),
    "module and attribute": (
        "_TABLE = {'f': ('p._impl', 'f'), 'h': ('._impl', 'g')}" + SUBSCRIPT,
        "_TABLE = {'h': ('._impl', 'g')}" + SUBSCRIPT,
    ),
    "given globals": (
        "lazy_import(\n    globals(),\n    aliases={'f': '._impl'}, deprecated={'g': 'p._impl'})\n",
        "lazy_import(globals(), aliases={'g': '._impl'})\n",
    ),
    "without a dot": ("_TABLE = {'f': '_impl'}" + NOT_IN, "_TABLE = {}" + NOT_IN),
    "names by module": (
        "_TABLE = {'_impl': ['f', 'g']}\n" + INVERTED + LOOP,
        "_TABLE = {'_impl': ['g']}\n" + INVERTED + LOOP,
    ),
    "_LazyModule": (
        LAZY_MODULE.format(structure=STRUCTURE),
        LAZY_MODULE.format(structure=STRUCTURE.replace("'f', ", "")),
    ),
    "_LazyModule in parts": (
        LAZY_MODULE.format(
            structure="_import_structure = {}\ntry: import torch\nexcept ImportError: pass\n"
            "else:\n    _import_structure['_impl'] = ['g']\n"
            "    _import_structure['_impl'].append('f')\n"
        ),
        LAZY_MODULE.format(structure=STRUCTURE.replace("'f', ", "")),
    ),
    "relative_import": (
        RELATIVE.format(classes="'._impl.f', '._impl.g'"),
        RELATIVE.format(classes="'._impl.g'"),
    ),
    "relative_import and a function that delegates to it": (
        RELATIVE.format(classes="'._impl.f'") + DELEGATING,
        RELATIVE.format(classes="'._impl.g'") + DELEGATING,
    ),
    "tested by name": (
        "def __getattr__(name):\n    if name == 'f':\n        from ._impl import f\n"
        "        return f\n    raise AttributeError(name)\n",
        "def __getattr__(name):\n    raise AttributeError(name)\n",
    ),
    "refused by name": (
        "def __getattr__(name):\n    if name in ('f',):\n        from . import _impl\n"
        "        return getattr(_impl, name)\n    raise AttributeError(name)\n",
        "def __getattr__(name):\n    if name == 'f':\n"
        "        raise AttributeError('f was removed, use g')\n    raise AttributeError(name)\n",
    ),
    "refused by a table": (
        "_TABLE = {'f': 'p._impl'}" + RAISING,
        "_GONE = {'f': 'use g'}\ndef __getattr__(name):\n    if name in _GONE:\n"
        "        raise AttributeError(_GONE[name])\n    raise AttributeError(name)\n",
    ),
    "match": (
        "import p._impl\ndef __getattr__(name):\n    match name:\n        case 'f' | 'z':\n"
        "            return p._impl.f\n        case _:\n            raise AttributeError(name)\n",
        "def __getattr__(name):\n    match name:\n        case 'f':\n"
        "            raise AttributeError('gone')\n    raise AttributeError(name)\n",
    ),
    "made of a table by the package": (
        MADE.format(table="{'f': ('use g', _f), 'h': ('use g', None)}"),
        MADE.format(table="{'f': ('use g', None), 'h': ('use g', _f)}"),
    ),
    "made of joined tables": (
        MADE.format(table="{'f': _f} | dict.fromkeys(['h', 'i'], 'p.mod')"),
        MADE.format(table="dict.fromkeys(('h', 'i'), 'p.mod') | {}"),
    ),
    "handed to the package": (
        "from ._impl import f as _f\n_TABLE = {'f': '_f', 'h': 'p.mod'}\n" + HANDING,
        "_TABLE = {'h': 'p.mod'}\n" + HANDING,
    ),
    "full paths": (
        "_TABLE = {'f': '._impl.f'}" + PATHS,
        "_TABLE = {}" + PATHS,
    ),
    "entries of other distributions": (
        "_TABLE = {'f': (__spec__.parent, '._impl'), 'h': ('lib', '.h'), 'lib': ('lib', '.')}"
        + PACKAGES,
        "_TABLE = {'h': ('lib', '.h'), 'lib': ('lib', '.')}" + PACKAGES,
    ),
    "declared for type checkers": (
        "import lib\n__all__ = ['f']\nif TYPE_CHECKING:\n    from ._impl import f\n"
        "__getattr__ = lib.serve(__file__)\n",
        "__all__ = []\n",
    ),
}


@both_readers
@pytest.mark.parametrize(("served", "lost"), STATIC.values(), ids=STATIC.keys())
def test_names_of_static_tables_are_compared_and_missed(
    reader: Reader, served: str, lost: str
) -> None:
    files = {**IMPL, "p/__init__.py": served}
    run(Row(files, CHANGED, PARAMETER), reader)
    run(Row(files, {"p/__init__.py": lost}, LOST), reader)
    eager = {**IMPL, "p/__init__.py": "from ._impl import f as f\n"}
    run(Row(eager, {"p/__init__.py": served}), reader)


SERVING = {
    "another attribute": "_TABLE = {'f': '.mod'}\ndef __getattr__(name):\n"
    "    if (where := _TABLE.get(name)) is None:\n        raise AttributeError(name)\n"
    "    return getattr(import_module(where, __name__), 'z' if name == 'f' else name)\n",
    "a value of its own": "_TABLE = {'f': '.mod'}\ndef __getattr__(name):\n"
    "    module = import_module(_TABLE[name], __name__)\n    if name == 'f':\n"
    "        value = module\n    else:\n        value = getattr(module, name)\n"
    "    return value\n",
    "anything": "def __getattr__(name): return load(name)\n",
    "what another distribution makes of a table": (
        "from lib import make\n_TABLE = {'g': 'p.mod'}\n__getattr__ = make(__name__, _TABLE)\n"
    ),
    "what the package makes of a table and more": (
        "from .mod import make\n_TABLE = {'g': 'p.mod'}\n"
        "__getattr__ = make(__name__, _TABLE, other)\n"
    ),
    "what the package makes of a table and a module": (
        "from .mod import make\n_TABLE = {'g': 'p.mod'}\n"
        "__getattr__ = make(__name__, 'p._impl', _TABLE)\n"
    ),
    "what the package makes of names by module": (
        "from .mod import make\n_TABLE = {'_impl': ['f', 'g']}\n"
        "__getattr__ = make(__name__, _TABLE)\n"
    ),
    "names by module, handed to the package": (
        "from .mod import serve\n_TABLE = {'_impl': ('f',), 'mod': {'g', 'h'}}\n"
        "def __getattr__(name): return serve(__name__, name, _TABLE)\n"
    ),
    "what the package makes of a changed table": (
        "from .mod import make\n_TABLE = {'g': 'p.mod'}\n_TABLE.update(more)\n"
        "__getattr__ = make(__name__, _TABLE)\n"
    ),
    "a deleted value of a table": (
        "from ._impl import f as _f\nfrom .mod import make\n_TABLE = {'f': ('gone', _f)}\n"
        "__getattr__ = make(__name__, _TABLE)\ndel _f\n"
    ),
    "a stub": ATTACH.replace("attach(", "attach_stub(") + "__file__)\n",
    "what a call gives": "_TABLE = make()" + RAISING,
    "what it falls back to": (
        "_TABLE = {}\ndef __getattr__(name):\n    if name in _TABLE: return 1\n"
        "    return getattr(other, name)\n"
    ),
    "an unknown structure": LAZY_MODULE.format(structure="_import_structure = define(__file__)\n"),
    "deprecated names": (
        "def __getattr__(name):\n    if name == 'f':\n        warn('gone soon')\n"
        "        return _old\n    raise AttributeError(name)\n"
    ),
    "deprecated names of a table": (
        "OLD = {'f': 'use g instead', 'x': 'y'}\ndef __getattr__(name):\n    if name in OLD:\n"
        "        warn(OLD[name])\n        return globals()['_' + name]\n"
        "    raise AttributeError(name)\n"
    ),
    "a list of names": (
        "OLD = ['f']\ndef __getattr__(name):\n    if name in OLD or name == 'x':\n"
        "        return other(name)\n    raise AttributeError(name)\n"
    ),
    "a changed table": "_TABLE = {}\n_TABLE.update(more)" + RAISING,
}


@both_readers
@pytest.mark.parametrize("serving", SERVING.values(), ids=SERVING.keys())
def test_name_that_may_be_served_is_not_lost(reader: Reader, serving: str) -> None:
    files = {**IMPL, "p/__init__.py": "from ._impl import f as f\n"}
    run(Row(files, {"p/__init__.py": serving}), reader)


@both_readers
def test_table_handed_to_a_helper_with_the_name_may_serve_it(reader: Reader) -> None:
    helper = "def __getattr__(name):\n    return old(name, now={'f': 'g'}, names=globals())\n"
    files = {**IMPL, "p/__init__.py": f"from ._impl import f as f, g as g\n{helper}"}
    after = f"from ._impl import g as g\n{helper}"
    run(Row(files, {"p/__init__.py": after}), reader)
    run(Row(files, {"p/__init__.py": after.replace("'f'", "'z'")}, LOST), reader)
    run(Row(files, {"p/__init__.py": after.replace("old(name, ", "old(")}, LOST), reader)


@both_readers
def test_table_passed_for_another_reason_serves_nothing(reader: Reader) -> None:
    other = "render(globals(), {'f': 'x', 'g': 1})\nexec('f()', globals(), {})\n"
    run(Row({**IMPL, "p/__init__.py": other}, {"p/__init__.py": ""}), reader)


@both_readers
@pytest.mark.parametrize(
    "value",
    ["class A: ...\n        return A", "def a(): return name\n        return a", "return 1"],
)
def test_what_a_branch_makes_for_one_name_serves_no_other(reader: Reader, value: str) -> None:
    files = {**IMPL, "p/__init__.py": "from ._impl import f as f\n"}
    served = (
        "def __getattr__(name):\n    if name == 'z':\n"
        f"        {value}\n    raise AttributeError(name)\n"
    )
    run(Row(files, {"p/__init__.py": served}, LOST), reader)


@both_readers
def test_name_that_no_branch_serves_is_lost(reader: Reader) -> None:
    files = {**IMPL, "p/__init__.py": "from ._impl import f as f\n"}
    run(
        Row(files, {"p/__init__.py": SERVING["deprecated names"].replace("'f'", "'z'")}, LOST),
        reader,
    )


@both_readers
def test_definition_hides_a_served_name(reader: Reader) -> None:
    served = "_TABLE = {'f': '._impl'}\ndef f(b): ..." + RAISING
    run(Row({**IMPL, "p/__init__.py": served}, CHANGED), reader)


@both_readers
def test_module_that_is_served_by_its_own_name_is_the_module(reader):
    source = "_TABLE = {'f': '._impl', 'mod': '.mod'}" + NAMESAKE
    members = reader(source.encode(), "p", "p/__init__.py", is_package=True).members
    assert {name: members[name].target for name in ("f", "mod")} == {
        "f": "p._impl.f",
        "mod": "p.mod",
    }
