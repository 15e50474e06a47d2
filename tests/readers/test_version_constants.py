"""What a module assigns, read without running it."""

from __future__ import annotations

import pytest

from unbroken.readers.version_constants import constants_of


def value(source):
    known = constants_of(source.encode(), "pkg", is_package=True).values.get("x")
    return known.value if known is not None else None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('x = "1.0"', "1.0"),
        ('x: Final[str] = "1.0"', "1.0"),
        ('y = x = "1.0"', "1.0"),
        ('y, x = 1, "1.0"', "1.0"),
        ('x = "1.0"\nx += ".dev0"', "1.0.dev0"),
        ('y = (1, 2, 3)\nx = ".".join(map(str, y))', "1.2.3"),
        ('y = [1, 2, 3]\nx = ".".join(str(i) for i in y[:2])', "1.2"),
        ('y = (1, 2)\nx = ".".join([str(i) for i in tuple(y)])', "1.2"),
        ('y = 1\nx = f"{y}.{2}.dev"', "1.2.dev"),
        ('y = (1, 2)\nx = "%s.%d" % y', "1.2"),
        ('y = 4\nx = "1.%s" % y', "1.4"),
        ('x = "{}.{}".format(1, "a")', "1.a"),
        ('x = "{1}.{0}".format(1, 2)', "2.1"),
        ("y = (1, 2)\nx = y[1]", 2),
        ("y = (1,) + (2,)\nx = y", (1, 2)),
        ("x = str(1) + '.2'", "1.2"),
        ("try:\n    x = '1'\nexcept ImportError:\n    x = '2'\n", "1"),
    ],
)
def test_constant_expressions_are_computed(source, expected):
    assert value(source) == expected
    scope = {"Final": {str: str}}
    exec(source, scope)  # the test's own source
    assert scope["x"] == expected or tuple(scope["x"]) == expected


@pytest.mark.parametrize(
    "source",
    [
        "x = version()",
        "x = y",
        "x = '1.0'\nx = compute()",
        "x = '1.0'\nx += suffix",
        "x = 1.5",
        "x = None",
        "x = b'1.0'",
        "x = '1' * 3",
        "x = f'{1:>3}'",
        "x = f'{1!r}'",
        "x = '%5d' % 1",
        "x = '{:>9}'.format(1)",
        "x = '{a}'.format(a=1)",
        "x = '{}'.format()",
        "x = '%s.%s' % (1,)",
        "x = (1, 2)[5]",
        "x = (1, 2)[::2]",
        "x = 1[0]",
        "x = '.'.join(5)",
        "x = '.'.join(((1, 2), 3))",
        "x = ''.join(i for i in 'ab' if i)",
        "x = ''.join(i for i, j in 'ab')",
        "x = eval('1')",
        "x = [1, 2].pop()",
        "if True:\n    x = '1'",
        "class A:\n    x = '1'",
        "x = '1'\n)",
    ],
)
def test_other_expressions_are_unknown(source):
    assert value(source) is None


@pytest.mark.parametrize(
    "source",
    [
        "x = 'aaaaaaaa'\n" + "x = x + x\n" * 100,
        "x = (1, 1)\n" + "x = x + x\n" * 100,
        "x = (1, 1)\n" + "x = (x, x, x, x)\n" * 100 + "x = '.'.join(x)",
        "x = '%999999999d' % 1",
        "x = '{:999999999}'.format(1)",
        "x = " + "(" * 5000 + ")" * 5000,
        "x = " + "-" * 50000 + "1",
        "x = " + "'a' + " * 20000 + "'a'",
        "x = 0x" + "f" * 100000 + "\nx = str(x)",
        "x = '" + "a" * 1000 + "'",
        "x = '{0}{0}{0}'.format('" + "a" * 150 + "')\n",
        "x = '\0'",
    ],
)
def test_expressions_that_would_grow_large_are_unknown(source):
    assert value(source) is None


def test_imports_are_resolved_to_their_modules():
    source = (
        "from . import a\nfrom .b import c as d\nfrom other.e import f\nimport g\nfrom .. import h"
    )
    assert constants_of(source.encode(), "pkg", is_package=True).imported == {
        "a": ("pkg", "a"),
        "d": ("pkg.b", "c"),
        "f": ("other.e", "f"),
        "h": ("..", "h"),  # beyond the top-level package: the path of no module
    }
