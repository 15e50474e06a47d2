"""Warnings at the top of a body: which are recorded, and which argument they are about."""

from __future__ import annotations

import pytest

from unbroken.loading.loader import read_anyhow
from unbroken.model.definitions import BodyWarning


def recorded(source: str) -> list[tuple[str, str, str, str | None]]:
    """Return what is recorded of the function `f` in a module."""
    module = read_anyhow(source.encode(), "m", "m.py", is_package=False)
    return [
        (warning.callee, warning.category, warning.message, about(warning))
        for warning in module.members["f"].warns
    ]


def about(warning: BodyWarning) -> str | None:
    return f"without {warning.parameter}" if warning.missing else warning.parameter


def body(*lines: str) -> str:
    return "def f(a, b=None):\n" + "".join(f"    {line}\n" for line in lines)


WARNED = ("warnings.warn", "DeprecationWarning", "gone", None)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['warnings.warn("gone", DeprecationWarning)'], [WARNED]),
        (['warnings.warn("gone", category=DeprecationWarning, stacklevel=2)'], [WARNED]),
        (['warnings.warn(message="gone", category=DeprecationWarning)'], [WARNED]),
        (['warnings.warn(DeprecationWarning("gone"))'], [WARNED]),
        (['"""Do."""', "import warnings", 'warnings.warn("gone", DeprecationWarning)'], [WARNED]),
        (["x = 1", "y: int = 2", 'warnings.warn("gone", DeprecationWarning)'], [WARNED]),
        (['warnings.warn("go" "ne", DeprecationWarning)'], [WARNED]),
        (['warnings.warn("go" + "ne", DeprecationWarning)'], [WARNED]),
        (['warn(f"{a} gone")'], [("warn", "", "… gone", None)]),
        (['_deprecated("%s" % a)'], [("_deprecated", "", "%s", None)]),
        (["warn(text)"], [("warn", "", "", None)]),
        (['if b is not None: warn("b")'], [("warn", "", "b", "b")]),
        (['if b is None: warn("b")'], [("warn", "", "b", "without b")]),
        (["if b is not _MISSING:", '    warn("b")'], [("warn", "", "b", "b")]),
        (['if b == 1: warn("b")'], []),
        (['if other is not None: warn("b")'], []),
        (["if b is not None:", "    return 1", 'warn("later")'], []),
        (["for x in a: pass", 'warn("later")'], []),
        (["try:", '    warn("x")', "except ValueError: pass"], []),
        (["return 1", 'warn("later")'], []),
        (['log("gone")'], []),
        (["warn(*a)"], []),
    ],
)
def test_warnings_at_the_top_of_a_body(lines, expected):
    assert recorded(body(*lines)) == expected
