"""Of two blocks that bind a name, that of the usual case counts, whichever is written first."""

from __future__ import annotations

import pytest

from unbroken.model.definitions import Function
from unbroken.readers.expressions import parse
from unbroken.readers.griffe_reader import read_module_with_griffe
from unbroken.readers.guards import PLAIN, Names, if_branches
from unbroken.readers.libcst_reader import read_module

RARE = {
    "sys.platform == 'win32'": "body",
    "sys.platform != 'win32'": "orelse",
    "not sys.platform != 'win32'": "body",
    "sys.platform == 'linux'": "orelse",
    "sys.platform in ('win32', 'cygwin')": "body",
    "sys.platform in ('linux', 'darwin')": "orelse",
    "sys.platform not in {'win32'}": "orelse",
    "sys.platform.startswith('win')": "body",
    "not sys.platform.startswith('win')": "orelse",
    "os.name == 'nt'": "body",
    "os.name == 'posix'": "orelse",
    "platform.system() == 'Windows'": "body",
    "sys.version_info < (3, 11)": "body",
    "sys.version_info >= (3, 11)": "orelse",
    "sys.version_info[:2] > (3, 9)": "orelse",
    "sys.version_info < (3, 11) and TYPES": "body",
    "sys.version_info >= (3, 11) and TYPES": None,
    "sys.version_info >= (3, 11) or BACKPORT": "orelse",
    "sys.version_info < (3, 11) or BACKPORT": None,
    "3 < sys.version_info < (4,)": None,
    "sys.platform == WINDOWS": None,
    "sys.platform in WINDOWS": None,
    "sys.platform.startswith()": None,
    "sys.maxsize > 2**32": None,
    "importlib.util.find_spec('lib') is None": "body",
    "importlib.util.find_spec('lib') is not None": "orelse",
    "importlib.util.find_spec('lib')": "orelse",
    "not importlib.util.find_spec('lib')": "body",
    "other.find_spec('lib') is None": None,
    "WINDOWS": None,
    "sys.implementation.name == 'pypy'": None,
}


NAMES = Names(lambda path: path, lambda name: None)


@pytest.mark.parametrize(("test", "block"), RARE.items())
def test_block_for_old_pythons_or_one_platform_is_rare(test: str, block: str | None) -> None:
    condition = parse(test)
    assert condition is not None
    body, orelse = if_branches(condition, PLAIN, NAMES)
    assert body is not None
    assert orelse is not None
    assert (body.rare, orelse.rare) == (block == "body", block == "orelse")


DEAD = {
    "False": "body",
    "0": "body",
    "True": "orelse",
    "not 1": "body",
    "False and X": "body",
    "True or X": "orelse",
    "sys.version_info[0] == 2": "body",
    "sys.version_info[0] < 3": "body",
    "sys.version_info.major >= 3": "orelse",
    "sys.version_info < (3,)": "body",
    "sys.version_info < (3, 8)": "body",
    "sys.version_info >= (3, 7, 1)": "orelse",
    "sys.version_info >= (4,)": "body",
    "not sys.version_info >= (3, 6)": "body",
    "(3, 8) > sys.version_info": None,
    "six.PY2": "body",
    "six.PY3": "orelse",
    "__name__ == '__main__'": "body",
    "'__main__' == __name__": "body",
    "DEBUG": None,
    "sys.version_info < (3, 11)": None,
}


@pytest.mark.parametrize(("test", "block"), DEAD.items())
def test_block_that_never_runs_has_no_branch(test: str, block: str | None) -> None:
    condition = parse(test)
    assert condition is not None
    body, orelse = if_branches(condition, PLAIN, NAMES)
    assert (body is None, orelse is None) == (block == "body", block == "orelse")


TYPING = {
    "import typing\nif typing.TYPE_CHECKING:": True,
    "import typing as tp\nif tp.TYPE_CHECKING:": True,
    "from typing import TYPE_CHECKING as TC\nif TC:": True,
    "TYPE_CHECKING = False\nif TYPE_CHECKING:": True,
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING and X:": True,
    "import sys, typing\nif sys.version_info < (3, 7) or typing.TYPE_CHECKING:": True,
    "import other as typing\nif typing.TYPE_CHECKING:": False,
    "if other.TYPE_CHECKING:": False,
    "from m import _t as t\nif t.TYPE_CHECKING:": True,
    "import m._t\nif m._t.TYPE_CHECKING:": True,
    "from m._t import TYPE_CHECKING as TC\nif not TC: ...\nelse:": True,
    "import m2._t as t\nif t.TYPE_CHECKING:": False,
    "if X:": False,
}


@pytest.mark.parametrize(("head", "is_typing"), TYPING.items())
def test_names_of_guards_are_resolved_through_imports(head: str, is_typing: bool) -> None:
    source = f"{head}\n    def f(): ...\n"
    members = read_module(source.encode(), "m", "m.py", is_package=False).members
    assert ("f" not in members) is is_typing


LOOKED_UP = {
    "try:\n    FileNotFoundError\nexcept NameError:": False,
    "try:\n    bytes, int\nexcept NameError:": True,
    "try:\n    int\n    error = FileNotFoundError\nexcept NameError:": False,
    "try:\n    unicode\nexcept NameError:": True,
    "try:\n    ExceptionGroup\nexcept NameError:": True,
    "try:\n    anext\nexcept NameError:": True,
    "try:\n    bytes()\nexcept NameError:": True,
    "try:\n    bytes\nexcept (NameError, ImportError):": True,
    "try:\n    bytes\nexcept ImportError:": True,
    "try:\n    bytes\nexcept:": True,
    "try:\n    FileNotFoundError\nfinally:": True,
}


@pytest.mark.parametrize("read", [read_module, read_module_with_griffe])
@pytest.mark.parametrize(("head", "is_defined"), LOOKED_UP.items())
def test_handler_for_what_every_python_has_defines_nothing(head, is_defined, read) -> None:
    source = f"{head}\n    class FileNotFoundError(OSError): ...\n"
    members = read(source.encode(), "m", "m.py", is_package=False).members
    assert ("FileNotFoundError" in members) is is_defined


RESTRICTED = "    def f(a): ...\n    x = 1\n"
USUAL = "    def f(a, b=1): ...\n    x = 2\n"


@pytest.mark.parametrize(
    "source",
    [
        f"if sys.platform == 'win32':\n{RESTRICTED}else:\n{USUAL}",
        f"if sys.platform != 'win32':\n{USUAL}else:\n{RESTRICTED}",
        f"if sys.version_info < (3, 11):\n{RESTRICTED}else:\n{USUAL}",
        f"if sys.version_info >= (3, 11):\n{USUAL}else:\n{RESTRICTED}",
        f"if ANY:\n{USUAL}else:\n{RESTRICTED}",
        "def f(a, b=1): ...\nx = 2\nif sys.platform == 'win32':\n" + RESTRICTED,
        f"if os.name == 'nt':\n{RESTRICTED}elif os.name == 'java':\n{RESTRICTED}else:\n{USUAL}",
    ],
)
def test_usual_block_counts_in_any_order(source: str) -> None:
    members = read_module(source.encode(), "m", "m.py", is_package=False).members
    function = members["f"]
    assert isinstance(function, Function)
    assert [parameter.name for parameter in function.signature.parameters] == ["a", "b"]
    assert getattr(members["x"], "value", None) == "2"


def test_names_of_the_rare_block_are_defined() -> None:
    source = b"if sys.platform == 'win32':\n    def f(): ...\nelse:\n    def g(): ...\n"
    assert list(read_module(source, "m", "m.py", is_package=False).members) == ["f", "g"]
