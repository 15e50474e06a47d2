"""An attribute or property was removed: from a module, from a class, or from its instances.

Keep it and deprecate it first: a property (or a module's `__getattr__`, PEP 562) can warn and
still return the value.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from unbroken.compare.bases import reaches
from unbroken.compare.fields import class_before, class_now, refused_field
from unbroken.compare.item_pairs import lost_items
from unbroken.compare.members import own_members
from unbroken.compare.pair import Pair
from unbroken.compare.set_up_losses import no_longer_decorated, no_longer_set_up
from unbroken.model.definitions import Attribute, Class, Function
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep, PairRule, Remedy, finding
from unbroken.rules.findings.removals import is_lost, removal_finding
from unbroken.rules.findings.words import listed
from unbroken.semantics.constructors.dataclass_fields import maker_of
from unbroken.semantics.decorators import known_head
from unbroken.semantics.known_decorators import DATACLASS
from unbroken.semantics.loggers import is_logger
from unbroken.semantics.resolution import Definition
from unbroken.semantics.standard_classes import ENUMS, TYPED_DICTS
from unbroken.semantics.type_parameters import type_variable

BREAKS = (
    Break("X = 1\nY = 2", "Y = 2"),
    Break("class A:\n    x = 1", "class A: ..."),
    Break(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __init__(self): ...",
    ),
    Break("class A:\n    @property\n    def x(self): ...", "class A: ..."),
    Break("class A:\n    __slots__ = ('x', 'y')", "class A:\n    __slots__ = ('y',)"),
    Break("class A: ...\nOld = A", "class A: ..."),
    Break(
        "class A:\n    X = 1\n    def __init__(self, a): ...",
        "from typing import NamedTuple\nclass A(NamedTuple):\n    a: int",
    ),
    Break(
        "from dataclasses import dataclass, InitVar\n\n@dataclass\nclass A:\n    x: int",
        "from dataclasses import dataclass, InitVar\n\n@dataclass\nclass A:\n    x: InitVar[int]",
    ),
    Break("import typing\nT = typing.TypeVar('T')", "import typing", level="warning"),
    Break(
        "from pydantic import BaseModel\nclass A(BaseModel):\n    x: int = 0\n    y: int = 0",
        "from pydantic import BaseModel\nclass A(BaseModel):\n    y: int = 0",
    ),
    Break("def f(): ...\nf.option = 1", "def f(): ..."),
    Break("class A: ...\nA.x = 1", "class A: ..."),
    Break("class A: ...\nsetattr(A, 'x', 1)", "class A: ..."),
    Break("# pkg/__init__.py\nif (X := 1):\n    pass\nY = 2", "# pkg/__init__.py\nY = 2"),
    Break("# pkg/__init__.py\nglobals()['X'] = 1\nY = 2", "# pkg/__init__.py\nY = 2"),
    Break("X = 1\nY = 2", "X = 1\nY = 2\ndel X"),
    Break("class A:\n    x = 1", "class A:\n    x = 1\ndel A.x"),
    Break(
        "class A:\n    def __new__(cls):\n        self = super().__new__(cls)\n"
        "        self.x = 1\n        return self",
        "class A:\n    def __new__(cls):\n        return super().__new__(cls)",
    ),
    Break(
        "class A:\n    def __init__(self):\n        self.__dict__.update({'x': 1}, y=2)",
        "class A:\n    def __init__(self):\n        self.__dict__.update({'x': 1})",
    ),
    Break(
        "class B(Exception): ...\nA = type('A', (B,), {'x': 1, 'y': 2})",
        "class B(Exception): ...\nA = type('A', (B,), {'y': 2})",
    ),
    Break(
        "class A:\n    def __init__(self): self._set_up()\n"
        "    def _set_up(self):\n        self.x: int = 1\n        self.y = 2",
        "class A:\n    def __init__(self): self._set_up()\n    def _set_up(self): self.y = 2",
    ),
    Break(
        "class _Base:\n    def __init__(self): self.reset()\n"
        "    def reset(self): self.x = 1\nclass A(_Base): ...",
        "class _Base:\n    def __init__(self): self.reset()\n"
        "    def reset(self): ...\nclass A(_Base): ...",
    ),
    Break(
        "class A:\n    def __init__(self): self._set_up()\n"
        "    def _set_up(self): self._fill()\n    def _fill(self): self.x = 1",
        "class A:\n    def __init__(self): self._set_up()\n"
        "    def _set_up(self): self._fill()\n    def _fill(self): ...",
    ),
    Break(
        "class A:\n    def __init__(self): self.reset()\n    def reset(self): self.clear()\n"
        "    def clear(self): self._fill()\n    def _fill(self): self.x = 1",
        "class A:\n    def __init__(self): self.reset()\n    def reset(self): self.clear()\n"
        "    def clear(self): ...",
    ),
    Break(
        "# m.py\n_NAMES = ['X', 'Y']\nfor _name in _NAMES:\n    globals()[_name] = 1",
        "# m.py\n_NAMES = ['X']\nfor _name in _NAMES:\n    globals()[_name] = 1",
    ),
    Break(
        "class A:\n    for name, value in {'x': 1, 'y': 2}.items():\n        vars()[name] = value",
        "class A:\n    for name, value in {'x': 1}.items():\n        vars()[name] = value",
    ),
    Break(
        "class _M(type):\n    @property\n    def size(cls): ...\nclass B(metaclass=_M): ...\n"
        "class A(B): ...",
        "class _M(type): ...\nclass B(metaclass=_M): ...\nclass A(B): ...",
    ),
    Break(
        "# m.py\ndef _start():\n    global X, Y\n    X = Y = 1\n_start()",
        "# m.py\ndef _start():\n    global X\n    X = 1\n_start()",
    ),
    Break("# m.py\nexec('X = 1')\nY = 1", "# m.py\nY = 1"),
    Break(
        "from dataclasses import dataclass\n@dataclass\nclass _C:\n    a: int = 1\n"
        "    b: int = 2\nc = _C()",
        "from dataclasses import dataclass\n@dataclass\nclass _C:\n    a: int = 1\nc = _C()",
    ),
    Break("class A:\n    for name in (1,): ...", "class A: ...", level="warning"),
    Break(
        "class A:\n    def __init__(self):\n        for n in ('a', 'b'): setattr(self, n, 1)",
        "class A:\n    def __init__(self):\n        for n in ('a',): setattr(self, n, 1)",
    ),
    Break(
        "class A:\n    def __init__(self):\n        for n, v in {'b': 2}.items():\n"
        "            self.__dict__[n] = v",
        "class A:\n    def __init__(self): ...",
    ),
    Break(
        "class A:\n    def __init__(self):\n        vars(self).update(dict(a=1, b=2))",
        "class A:\n    def __init__(self):\n        vars(self).update(dict(a=1))",
    ),
    Break(
        "class A:\n    def __init__(self):\n        for self.b in (1, 2): ...",
        "class A:\n    def __init__(self): ...",
    ),
    Break(
        "class _B:\n    def __init__(self): self._set_up()\n    def _set_up(self): ...\n"
        "class A(_B):\n    def _set_up(self): self.x = 1",
        "class _B:\n    def __init__(self): self._set_up()\n    def _set_up(self): ...\n"
        "class A(_B):\n    def _set_up(self): ...",
    ),
    Break(
        "class _B:\n    def __init__(self, a):\n        if a: self._set_up()\n"
        "    def _set_up(self): ...\nclass A(_B):\n    def __init__(self):\n"
        "        super().__init__(1)\n    def _set_up(self): self.x = 1",
        "class _B:\n    def __init__(self, a):\n        if a: self._set_up()\n"
        "    def _set_up(self): ...\nclass A(_B):\n    def __init__(self):\n"
        "        super().__init__(1)\n    def _set_up(self): ...",
    ),
    Break(
        "class B:\n    def __init__(self): self._set_up()\n    def _set_up(self): self.x = 1\n"
        "class A(B): ...",
        "class B:\n    def __init__(self): self._set_up()\n    def _set_up(self): self.x = 1\n"
        "class A(B):\n    def _set_up(self): ...",
    ),
    Break(
        "class _B:\n    def _set_up(self): self.x = 1\n"
        "class A(_B):\n    def __init__(self): super()._set_up()",
        "class _B:\n    def _set_up(self): ...\n"
        "class A(_B):\n    def __init__(self): super()._set_up()",
    ),
    Break(
        "import dataclasses\n@dataclasses.dataclass\nclass A:\n"
        "    def __post_init__(self): self.x = 1",
        "import dataclasses\n@dataclasses.dataclass\nclass A:\n    def __post_init__(self): ...",
    ),
    Break(
        "def _d(cls):\n    cls.x = 1\n    return cls\n@_d\nclass A: ...",
        "def _d(cls):\n    cls.y = 1\n    return cls\n@_d\nclass A: ...",
    ),
    Break(
        "def _d(cls):\n    setattr(cls, 'x', 1)\n    return cls\n@_d\nclass A: ...",
        "class A: ...",
    ),
    Break("X = 1\nY = 2", "import os\nY = 2\nfor n in os.environ: globals()[f'_{n}'] = n"),
    Break(
        "X = 1\nY = 2",
        "import os\nY = 2\nglobals()['_%s' % os.getpid()] = globals()['_' + os.name] = 1",
    ),
    Break(
        "class A:\n    def __init__(self, names): self.x = 1",
        "class A:\n    def __init__(self, names):\n"
        "        for n in names: setattr(self, '_{}'.format(n), 1)",
    ),
    Break(
        "from typing import TypeVar as Variable\nT = Variable('T')\nX = 1",
        "X = 1",
        level="warning",
    ),
    Break("def TypeVar(name): ...\nT = TypeVar('T')", "def TypeVar(name): ..."),
    Break("def getLogger(name): ...\nlogger = getLogger('a')", "def getLogger(name): ..."),
)

KEEPS = (
    Keep(
        "class A:\n    def __init__(self, x): self.x = x",
        "import collections\nclass A(collections.namedtuple('A', 'x')): ...",
        "it is a field of the named tuple",
    ),
    Keep(
        "def _d(cls):\n    cls.x = 1\n    return cls\n@_d\nclass A: ...",
        "class _B:\n    def __init_subclass__(cls): cls.x = 1\nclass A(_B): ...",
        "the base sets it on its subclasses",
    ),
    Keep(
        "class _B:\n    def __init__(self): self._set_up()\n    def _set_up(self): ...\n"
        "class A(_B):\n    def _set_up(self): self.x = 1",
        "class _B:\n    def __init__(self): self._set_up()\n    def _set_up(self): ...\n"
        "class A(_B):\n    def __getattr__(self, name): return 1",
        "a method answers for it",
    ),
    Keep(
        "A = made('A')",
        "import lib\n_globals = globals()\nlib.build(made, _globals)",
        "a call may bind it",
    ),
    Keep("A = 1", "_globals = globals()\n_globals['A'] = 1", "it is an entry of the globals"),
    Keep(
        "class A:\n    x = 1",
        "def _d(cls):\n    cls.x = 1\n    return cls\n@_d\nclass A: ...",
        "a decorator sets it",
    ),
    Keep(
        "def _d(cls):\n    cls.x = 1\n    return cls\n@_d\nclass A: ...",
        "class A:\n    x = 1",
        "the class has it itself",
    ),
    Keep(
        "def _d(cls):\n    cls.x = 1\n    return cls\n@_d\nclass A: ...",
        "import lib\n@lib.decorate\nclass A: ...",
        "another decorator may set it",
    ),
    Keep("for name in (1, 2): ...\ndel name", "x = 1", "it was gone after the loop"),
    Keep("for name in (1, 2): ...", "name = 2", "it is still bound"),
    Keep("name = 2", "match make():\n    case name: ...", "a statement may bind it"),
    Keep(
        "class A:\n    def __init__(self):\n        for n in ('a', 'b'): setattr(self, n, 1)",
        "class A:\n    def __init__(self):\n        self.a, self.b = 1, 1",
        "the constructor sets each by its name",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.a = 1",
        "class A:\n    def __init__(self):\n        self.__dict__ |= {'a': 1}",
        "the constructor still sets it",
    ),
    Keep(
        "class _B:\n    def __init__(self): self._set_up()\n    def _set_up(self): ...\n"
        "class A(_B):\n    def __init__(self): super().__init__()\n"
        "    def _set_up(self): self.x = 1",
        "class _B:\n    def __init__(self): self._set_up()\n    def _set_up(self): ...\n"
        "class A(_B):\n    def __init__(self):\n        super().__init__()\n        self._fill()\n"
        "    def _fill(self): self.x = 1",
        "another method that the constructor calls sets it",
    ),
    Keep(
        "class _B:\n    def __init__(self): self._set_up()\n    def _set_up(self): ...\n"
        "class A(_B):\n    def _set_up(self): self.x = 1",
        "class _B:\n    def __init__(self): self._set_up()\n    def _set_up(self): self.x = 1\n"
        "class A(_B):\n    def _set_up(self): super()._set_up()",
        "the method that it replaces sets it",
    ),
    Keep(
        "from dataclasses import dataclass, InitVar\n\n@dataclass\nclass A:\n    x: int",
        "from dataclasses import dataclass, InitVar\n\n@dataclass\nclass A:\n    x: InitVar[int]\n"
        "    def __post_init__(self, x):\n        self.x = x",
        "instances still have it",
    ),
    Keep(
        "class A:\n    __slots__ = ('x', '_y')",
        "class A:\n    __slots__ = ['_z', 'x']",
        "a slot with a leading underscore is private",
    ),
    Keep(
        "class A:\n    __slots__ = 'x'",
        "class B:\n    __slots__ = {'x': 'what it is'}\nclass A(B): ...",
        "instances still have it, by a slot of their base",
    ),
    Keep(
        "class A:\n    __slots__ = ('x',)",
        "class A:\n    def load(self, data):\n        self.x = data",
        "a method assigns it now",
    ),
    Keep("_X = 1\nY = 2", "Y = 2", "a leading underscore makes it private"),
    Keep("X: int\nY = 2", "Y = 2", "an annotation alone binds nothing"),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    x = 1",
        "instances still have it",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class B:\n    def __init__(self):\n        self.x = 1\nclass A(B): ...",
        "instances still have it, by their base",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __init__(self):\n        self._set_up()\n"
        "    def _set_up(self):\n        self.x = 1",
        "another method assigns it now",
    ),
    Keep(
        "class A:\n    def __init__(self): self._set_up()\n"
        "    def _set_up(self):\n        self.x = 1",
        "class A:\n    def __init__(self): self._set_up()\n"
        "    def _set_up(self): self._fill()\n    def _fill(self): self.x = 1",
        "a method that the other one calls assigns it now",
    ),
    Keep(
        "class A:\n    def __init__(self): self.rows()\n"
        "    def rows(self):\n        yield self.fill()\n    def fill(self): self.x = 1",
        "class A:\n    def __init__(self): self.rows()\n"
        "    def rows(self):\n        yield self.fill()\n    def fill(self): ...",
        "calling a generator runs nothing",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __init__(self):\n        def later():\n            self.x = 1",
        "a function inside assigns it now",
    ),
    Keep(
        "import logging\nlogger = logging.getLogger(__name__)\nX = 1",
        "X = 1",
        "a module's logger is its own",
    ),
    Keep(
        "from logging import getLogger as get\nlogger = get(__name__)\nX = 1",
        "X = 1",
        "a logger by another name",
    ),
    Keep(
        "import logging\ndef _log(name): return logging.getLogger(name)\n"
        "logger = _log(__name__)\nX = 1",
        "X = 1",
        "a logger that a function of the package returns",
    ),
    Keep(
        "import logging\ndef _log(name: str) -> logging.Logger: ...\n"
        "logger = _log(__name__)\nX = 1",
        "X = 1",
        "a logger by the annotation of the function that returns it",
    ),
    Keep("X = 1", "def __getattr__(name): ...", "the module's `__getattr__` may serve it"),
    Keep("class A:\n    x = 1", "class A: ...\nA.x = 1", "the module sets it on the class"),
    Keep("def f(): ...\nf.x = 1", "def f(): ...\nsetattr(f, 'x', 1)", "it is still set"),
    Keep("X = 1", "if (X := 1): ...", "the walrus binds it"),
    Keep(
        "# pkg/__init__.py\n# pkg/a.py\nX = 1",
        "# pkg/__init__.py\nfrom pkg import a\na.X = 1\n# pkg/a.py\n",
        "the package sets it on its module",
    ),
    Keep("X = 1", "globals().update(X=1)", "it is still bound"),
    Keep("X = 1", "import sys\nsetattr(sys.modules[__name__], 'X', 1)", "it is still bound"),
    Keep("X = 1", "globals().update(make())", "code that is not understood may bind it"),
    Keep("X = 1", "def _start():\n    global X\n    X = 1\n_start()", "a function may bind it"),
    Keep("X = 1\ndel X", "Y = 1", "it was deleted"),
    Keep("if False:\n    X = 1\nY = 1", "Y = 1", "it was never bound"),
    Keep(
        "class A(Exception):\n    x = 1\n    def m(self, a): ...",
        "def _m(self, a): ...\nA = type('A', (Exception,), {'x': 1, 'm': _m})",
        "the same class is made by a call",
    ),
    Keep(
        "A = type('A', (Exception,), {'x': 1})",
        "A = type('A', (Exception,), dict(other))",
        "a computed namespace may have it",
    ),
    Keep(
        "class A:\n    def __init__(self): self._set_up()\n    def _set_up(self): self.x = 1",
        "class A:\n    def __init__(self): self.x = 1",
        "the constructor sets it itself",
    ),
    Keep(
        "class A:\n    def __init__(self): self.x = 1",
        "class A:\n    def __init__(self): self._set_up()\n    def _set_up(self): self.x = 1",
        "a method that the constructor calls sets it",
    ),
    Keep(
        "class A:\n    def __init__(self): self._set_up()\n"
        "    def _set_up(self): self.x = 1\nclass B(A): ...",
        "class A:\n    def __init__(self): self._set_up()\n    def _set_up(self): ...\n"
        "    @property\n    def x(self): ...\n    @x.setter\n    def x(self, value): ...\n"
        "class B(A): ...",
        "a property serves it",
    ),
    Keep(
        "class A:\n    def __init__(self): ...\n    def start(self): self.x = 1",
        "class A:\n    def __init__(self): ...\n    def start(self): ...",
        "it was there only once the method was called",
    ),
    Keep(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __new__(cls):\n        self = object.__new__(cls)\n"
        "        object.__setattr__(self, 'x', 1)\n        return self",
        "another constructor sets it",
    ),
    Keep(
        "class A:\n    def __init__(self, data):\n        self.x = 1",
        "class A:\n    def __init__(self, data):\n        self.__dict__.update(data)",
        "the constructor may set it",
    ),
    Keep(
        "_NAMES = ['X', 'Y']\nfor _name in _NAMES:\n    globals()[_name] = 1",
        "X = Y = 1",
        "they are written out",
    ),
    Keep(
        "for _name in ('X', 'Y'):\n    globals()[_name] = 1",
        "for _name in make():\n    globals()[_name] = 1",
        "code that is not understood may bind it",
    ),
    Keep(
        "X = 1",
        "for n in make(): globals()[f'{n}_'] = n",
        "code that is not understood may bind it",
    ),
)


REMEDIES = (
    Remedy(
        "X = 1\nY = 2",
        "import warnings\nY = 2\ndef __getattr__(name):\n    if name == 'X':\n"
        "        warnings.warn('X is deprecated', DeprecationWarning, stacklevel=2)\n"
        "        return 1\n    raise AttributeError(name)",
    ),
    Remedy(
        "class A:\n    def __init__(self):\n        self.x = 1",
        "class A:\n    def __init__(self):\n        self.y = 1\n    @property\n"
        "    def x(self): return self.y\n    @x.setter\n    def x(self, value): self.y = value",
        "a = A()\na.x = 2\nassert a.x == 2",
    ),
)


def check(pair: Pair) -> Iterator[Finding]:
    """Find attributes that are gone."""
    yield from _lost_function_attributes(pair)
    yield from _no_longer_set_up(pair)
    yield from _lost_items(pair)
    if _became_parameter_only(pair):
        yield finding(
            RULE,
            pair,
            f"field '{pair.old.name}' is only a parameter now: instances no longer have it",
            f"Set '{pair.old.name}' in '__post_init__', or serve it by a property.",
        )
    elif _is_removed(pair):
        yield _removal(pair)


def _is_removed(pair: Pair) -> bool:
    """Return whether an attribute is gone that users could get, and nothing else says so."""
    member = pair.old.member
    if pair.removal is None or not _is_attribute(member) or not is_lost(pair):
        return False
    if not isinstance(member, Attribute):
        return True
    if member.scope == "module":
        has_value = member.value is not None and not is_logger(pair.old_surface, pair.old)
        return has_value and not refused_field(pair)
    before = class_before(pair)
    if reaches(pair.old_surface, before, (*ENUMS, *TYPED_DICTS)) or refused_field(pair):
        return False
    can_set_anything = _has_slot(before, member.name) and not _has_slot(class_now(pair))
    return not can_set_anything


def _removal(pair: Pair) -> Finding:
    """Return the finding for an attribute that is gone."""
    member = pair.old.member
    removal = removal_finding(RULE, pair, "attribute")
    if isinstance(member, Attribute) and member.is_variable:
        # A statement bound it that may still be there.
        removal = msgspec.structs.replace(removal, code="", code_place=None)
    if type_variable(pair.old_surface, pair.old) is not None:
        # Hardly anyone imports it, and no call uses it.
        removal = msgspec.structs.replace(removal, level="warning")
    return removal


def _lost_function_attributes(pair: Pair) -> Iterator[Finding]:
    """Find the attributes that the module no longer sets on a function (`f.option = 1`)."""
    if pair.functions is None:
        return
    old, new = pair.functions
    if old.decorators != new.decorators:
        return  # A decorator may set it.
    for name in sorted({*old.attributes} - {*new.attributes}):
        message = f"attribute '{name}' of function '{pair.old.name}' was removed"
        yield _lost_attribute(pair, name, message, f"Set '{name}' on '{pair.old.name}' again.")


def _no_longer_set_up(pair: Pair) -> Iterator[Finding]:
    """Find attributes that a method set for a constructor, or a decorator on its class."""
    for name, setter in (*no_longer_set_up(pair), *no_longer_decorated(pair)):
        message = f"attribute '{name}' of '{pair.old.name}' was removed: '{setter.name}()' set it"
        yield _lost_attribute(pair, name, message, f"Set '{name}' in '{setter.name}()' again.")


def _lost_attribute(pair: Pair, name: str, message: str, remedy: str) -> Finding:
    """Return the finding for an attribute of what a pair is about."""
    return msgspec.structs.replace(
        finding(RULE, pair, message, remedy), object=f"{pair.path}.{name}"
    )


def _lost_items(pair: Pair) -> Iterator[Finding]:
    """Find functions, classes and instances that a dictionary no longer has."""
    keys = lost_items(pair)
    if keys:
        yield finding(
            RULE,
            pair,
            f"'{pair.old.name}' no longer has {listed([f'[{key}]' for key in keys])}",
            f"Keep {'it' if len(keys) == 1 else 'them'} in '{pair.old.name}'.",
            level="warning",
        )


def _became_parameter_only(pair: Pair) -> bool:
    """Return whether a field of a dataclass became an `InitVar` that nothing else sets."""
    old, new = pair.old.member, pair.new.member if pair.new is not None else None
    if not isinstance(old, Attribute) or not isinstance(new, Attribute) or new.value is not None:
        return False
    owner = class_now(pair)
    if owner is None:
        return False
    was, now = (
        known_head(*side, attribute.annotation)
        for side, attribute in zip(pair.sides, (old, new), strict=True)
    )
    if not now == "InitVar" != was:
        return False
    return maker_of(pair.new_surface, owner, DATACLASS) is not None and not any(
        isinstance(member, Function) and new.name in member.assigns
        for ancestor in pair.new_surface.mro(owner)
        if isinstance(ancestor, Definition)
        for member in own_members(ancestor).values()
    )


def _has_slot(owner: Definition | None, name: str = "") -> bool:
    """Return whether a class has a slot of a name, or any."""
    members = owner.member.members if owner and isinstance(owner.member, Class) else {}
    slots = members.get("__slots__")
    return isinstance(slots, Attribute) and (not name or f"'{name}'" in (slots.value or ""))


def _is_attribute(member: object) -> bool:
    return isinstance(member, Attribute) or (
        isinstance(member, Function) and bool(member.accessors)
    )


RULE = PairRule(
    module=__name__,
    level="error",
    announced_by_decorator=True,
    check=check,
    breaks=BREAKS,
    keeps=KEEPS,
    remedies=REMEDIES,
)
