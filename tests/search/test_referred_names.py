"""Files whose functions refer to a name are found: by a default, or by the keys of **kwargs."""

from __future__ import annotations

import pytest

from tests.search.text_names import reexported_names


@pytest.mark.parametrize(
    "source",
    [
        b"from pkg import SIZE\ndef g(n=SIZE): ...\n",
        b"from pkg import SIZE\nclass A:\n    async def m(self, a, *, n = SIZE): ...\n",
        b"import pkg\ndef g(\n    a,\n    n=pkg.SIZE,\n): ...\n",
        b"from pkg import SIZE\ndef g(**kwargs: Unpack[SIZE]): ...\n",
    ],
)
def test_function_that_refers_to_a_name_is_found(source: bytes) -> None:
    assert {"SIZE", "pkg"} <= reexported_names(source, "pkg/m.py")


@pytest.mark.parametrize(
    "line",
    [
        b"@deco\ndef f(): ...\n",
        b"@ deco\nclass A: ...\n",
        b"class A:\n    @deco(1)\n    async def m(self): ...\n",
        b"if x:\n\t@pkg.deco\n\tdef f(): ...\n",
    ],
)
def test_decorator_of_a_function_or_class_is_found(line: bytes) -> None:
    names = reexported_names(b"from pkg import deco\n" + line, "pkg/m.py")
    assert "deco" in names


@pytest.mark.parametrize(
    "source",
    [
        b"from pkg import old\nif x:\n    new = old\n",
        b"from pkg import old\r\nnew = old\r\nz = 1\r\n",
        b"from pkg import old\rnew = old\rz = 1\r",
        b"from pkg import old\nnew: type[int] = old  # comment\n",
        b"from pkg import old\nnewer = new = old\n",
        b"from pkg import old\nnew = old; z = 1\n",
        b"from pkg import old\ntype new = old\n",
        b"import pkg\nnew = pkg.old",
        b"from pkg import old\nnew = partial(\n    old,\n    1,\n)\n",
        b"from pkg import old\nnew = partial('(', old)\n",
    ],
)
def test_name_that_gets_another_name_is_found(source: bytes) -> None:
    assert "old" in reexported_names(source, "pkg/m.py")


@pytest.mark.parametrize(
    "source",
    [
        b"from pkg import SIZE\ndef f(): ...\nself.size = SIZE\n",
        b"from pkg import SIZE\ndef f(): ...\nf(size=SIZE)\n",
        b"from pkg import SIZE\ndef f(): ...\nif size == SIZE: ...\n",
    ],
)
def test_name_that_stays_inside_is_not_found(source: bytes) -> None:
    assert "SIZE" not in reexported_names(source, "pkg/m.py")


@pytest.mark.parametrize(
    "source",
    [
        b"from pkg import SIZE\ndef g(n=1):\n    return h(n=SIZE)\n",
        b"from pkg import SIZE\ndef g(n: SIZE): ...\n",
    ],
)
def test_function_that_only_uses_a_name_is_not_found(source: bytes) -> None:
    assert "SIZE" not in reexported_names(source, "pkg/m.py")


@pytest.mark.parametrize(
    "line",
    [
        "from pkg.mod import name",
        "from .mod import other, name  # and more",
        "from ..mod import (\n    other,  # (one)\n    name,\n)",
        "from pkg.mod import other, \\\n    name",
        "if x: from .mod import name; y = 1",
    ],
)
def test_name_that_is_imported_from_a_module_of_the_package_is_found_with_it(line: str) -> None:
    assert "name<mod" in reexported_names(f"{line}\n".encode(), "pkg/inner/m.py")


@pytest.mark.parametrize(
    "line", ["from lib.mod import name", "from .mod import x as name", "from . import name"]
)
def test_import_from_elsewhere_or_under_another_name_is_not(line: str) -> None:
    assert "name<mod" not in reexported_names(f"{line}\n".encode(), "pkg/inner/m.py")
