"""Files whose functions refer to a name are found: by a default, or by the keys of **kwargs."""

from __future__ import annotations

import pytest

from unbroken.search.exported_names import reexported_names


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
    "source",
    [
        b"from pkg import SIZE\ndef g(n=1):\n    return h(n=SIZE)\n",
        b"from pkg import SIZE\ndef g(n: SIZE): ...\n",
    ],
)
def test_function_that_only_uses_a_name_is_not_found(source: bytes) -> None:
    assert "SIZE" not in reexported_names(source, "pkg/m.py")
