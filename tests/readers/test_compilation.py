"""What Python compiles is read, however it is nested; what it refuses is not."""

from __future__ import annotations

import pytest

from unbroken.loading.loader import read_uncompiled
from unbroken.readers.decoding import UnreadableError
from unbroken.readers.griffe_reader import read_module_with_griffe

NESTED = f"def f():\n    return {' + '.join(['a'] * 1200)}\n"
"""Python 3.11 compiles the source, but not the tree that it makes of it."""


def test_nested_expression_is_read() -> None:
    module = read_module_with_griffe(NESTED.encode(), "m", "m.py", is_package=False)
    assert list(module.members) == ["f"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f(x, x): ...", "duplicate argument 'x' in function definition"),
        ("return 1", "'return' outside function"),
        ("def f():\n    nonlocal y", "no binding for nonlocal 'y' found"),
        (f"{NESTED}break", "'break' outside loop"),
    ],
)
def test_what_does_not_compile_is_refused(source: str, message: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_module_with_griffe(source.encode(), "m", "m.py", is_package=False)
    assert caught.value.message == message


def test_stub_need_not_compile() -> None:
    source = b"def f(x, x): ...\nreturn 1\n"
    module = read_module_with_griffe(source, "m", "m.pyi", is_package=False)
    assert list(module.members) == ["f"]


def test_source_is_read_where_it_need_not_compile() -> None:
    source = b"def f(x, x): ...\nreturn 1\n"
    module = read_uncompiled(source, "m", "m.py", is_package=False)
    assert list(module.members) == ["f"]
