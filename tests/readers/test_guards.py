"""Of two blocks that bind a name, that of the usual case counts, whichever is written first."""

from __future__ import annotations

import pytest

from unbroken.model.definitions import Function
from unbroken.readers.guards import rare_block
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
    "sys.version_info[0] <= 2": "body",
    "sys.version_info[:2] > (3, 7)": "orelse",
    "sys.version_info < (3, 11) and TYPES": "body",
    "sys.version_info >= (3, 11) and TYPES": None,
    "sys.version_info >= (3, 11) or BACKPORT": "orelse",
    "sys.version_info < (3, 11) or BACKPORT": None,
    "sys.version_info[0] == 2": None,
    "3 < sys.version_info < (4,)": None,
    "sys.platform == WINDOWS": None,
    "sys.platform in WINDOWS": None,
    "sys.platform.startswith()": None,
    "sys.maxsize > 2**32": None,
    "WINDOWS": None,
    "sys.implementation.name == 'pypy'": None,
}


@pytest.mark.parametrize(("test", "block"), RARE.items())
def test_which_block_is_the_rare_one(test: str, block: str | None) -> None:
    assert rare_block(test) == block


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
def test_the_order_of_the_blocks_does_not_count(source: str) -> None:
    members = read_module(source.encode(), "m", "m.py", is_package=False).members
    function = members["f"]
    assert isinstance(function, Function)
    assert [each.name for each in function.signature.parameters] == ["a", "b"]
    assert getattr(members["x"], "value", None) == "2"


def test_what_only_the_rare_block_binds_is_there() -> None:
    source = b"if sys.platform == 'win32':\n    def f(): ...\nelse:\n    def g(): ...\n"
    assert list(read_module(source, "m", "m.py", is_package=False).members) == ["f", "g"]
