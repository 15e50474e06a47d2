"""What only Pythons define that a project does not support is not part of its API."""

from __future__ import annotations

import pytest

from unbroken.model.definitions import Module
from unbroken.readers.libcst_reader import read_module
from unbroken.semantics.resolution import Definition
from unbroken.semantics.supported_pythons import is_unsupported, oldest_python


@pytest.mark.parametrize(
    ("requires", "oldest"),
    [
        (">=3.10", (3, 10)),
        (">3.9", (3, 9)),
        (">=3.9.7,<4", (3, 9)),
        ("~=3.11", (3, 11)),
        ("==3.12.*", (3, 12)),
        (">=2.7, !=3.8.*", (3, 9)),
        ("<3", None),
        ("", (3, 8)),
        ("three", None),
        (f">={'9' * 5000}", None),
        (None, None),
    ],
)
def test_oldest_python_is_the_first_that_is_allowed(requires, oldest):
    assert oldest_python(requires) == oldest


@pytest.mark.parametrize(
    ("requires", "is_dead"),
    [(">=3.12", True), (">=3.11", True), (">=3.10", False), (None, False)],
)
def test_definition_for_older_pythons_is_unsupported(requires, is_dead):
    source = b"import sys\nif sys.version_info < (3, 11):\n    def f(): ...\ndef g(): ...\n"
    module: Module = read_module(source, "m", "m.py", is_package=False)
    f, g = (Definition(module, name, module.members[name]) for name in "fg")
    assert is_unsupported(f, requires) is is_dead
    assert not is_unsupported(g, requires)
    assert not is_unsupported(Definition(module, "", None), requires)
