"""`.. deprecated::` in docstrings, as real projects write it: what each one deprecates."""

from __future__ import annotations

import textwrap

import pytest

from unbroken.policy.deprecation.directives import directives

PARAMETERS = ("a", "b", "cmp", "penalty", "copy", "method", "data")
OBJECT: tuple[str, ...] = ()
NUMPY = "Do it.\n\nParameters\n----------\n{}"
GOOGLE = "Do it.\n\nArgs:\n{}"


def deprecated(docstring: str, name: str = "f") -> list[tuple[str, ...]]:
    """Return what the directives of a docstring deprecate: parameters, or () for the object."""
    return [directive.parameters for directive in directives(docstring, name, PARAMETERS)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Use :func:`g` instead.",
        "Use :func:`g` with the ``b`` argument instead.",
        "``f`` is deprecated and will be removed in a future version. Use g instead.",
        "`pkg.f` is deprecated, see :meth:`g`.",
        "f is deprecated and will be removed in 2.0.",
        "This function is deprecated in version 1.8 and will be removed in 1.10.",
        "The whole class `f` was deprecated in version 1.8 and will be removed in 1.10.",
        "This is deprecated. Use `warnings.catch_warnings` instead.",
        "The Dataframe Interchange Protocol is deprecated.",
        "Will be removed in 2.0 in favor of passing values to g.",
    ],
)
def test_directive_about_the_object_deprecates_it(text):
    assert deprecated(f"Do it.\n\n.. deprecated:: 1.0\n    {text}\n\nMore.\n") == [OBJECT]
    indented = textwrap.indent(f"Do it.\n\n.. deprecated:: 1.0\n    {text}\n", "    ")
    assert deprecated(indented.strip()) == [OBJECT]


@pytest.mark.parametrize(
    "text",
    [
        "*cmp* Removal on or after 2021-06-01.",
        "``cmp`` is deprecated in favor of ``eq``.",
        "The `cmp` argument is deprecated and will be removed in SciPy 1.18.0.",
        "Parameter cmp will be removed.",
        "The cmp keyword has no effect.",
    ],
)
def test_directive_that_names_a_parameter_deprecates_it(text):
    assert deprecated(f"Do it.\n\n.. deprecated:: 1.0\n    {text}\n") == [("cmp",)]
    assert deprecated(f"Do it.\n\n.. deprecated:: 1.0 {text}\n") == [("cmp",)]


@pytest.mark.parametrize(
    "text",
    [
        "*convert*",
        "`other` is deprecated.",
        "`method='interior-point'` will be removed in SciPy 1.11.0.",
        "Passing a dict is deprecated. Use the constructor instead.",
        "Combining f with something else in operations is deprecated.",
        "The default value of 'equiv' will be changed to True in the future.",
        "A future version of pandas will return a :class:`BaseOffset` instead of a string.",
        "Support for strings will be removed.",
        "The attributes `probA_` and `probB_` are deprecated.",
        "It will not be removed. Use `g` instead.",
        "Negative values for `penalty` are deprecated.",
        "Index notation (``g.nth[n]``) is deprecated in favor of calling.",
    ],
)
def test_directive_in_doubt_deprecates_nothing(text):
    assert deprecated(f"Do it.\n\n.. deprecated:: 1.0\n    {text}\n") == []


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        (NUMPY.format("b : int\n    Count.\n\n    .. deprecated:: 1.0\n"), [("b",)]),
        (NUMPY.format("a, b : int\n    Two.\n\n    .. deprecated:: 1.0\n"), [("a", "b")]),
        (NUMPY.format("b\n    Count.\n    .. deprecated:: 1.0 Use `a` instead.\n"), [("b",)]),
        (NUMPY.format("a : int\n    One.\nb : int\n    .. deprecated:: 1.0\n"), [("b",)]),
        (
            NUMPY.format("b : int\n    See\n    :class:`K` for it.\n\n    .. deprecated:: 1.0\n"),
            [("b",)],
        ),
        (NUMPY.format("b : int\n    .. deprecated:: 1.0\n       The default will change.\n"), []),
        (NUMPY.format("b : int\n    .. deprecated:: 1.0\n       `None` is deprecated.\n"), []),
        (NUMPY.format("b : int\n    .. deprecated:: 1.0\n       `b` is deprecated.\n"), [("b",)]),
        (NUMPY.format("zz : int\n    .. deprecated:: 1.0\n"), []),
        (NUMPY.format("b : int\n    Count.\n\n.. deprecated:: 1.0\n    Use g.\n"), []),
        (
            NUMPY.format("b : int\n    Count.\n\nNotes\n-----\n.. deprecated:: 1.0\n    Use g.\n"),
            [OBJECT],
        ),
        (
            "Do.\n\nReturns\n-------\nb : int\n    .. deprecated:: 1.0\n",
            [],
        ),
        (GOOGLE.format("    b: Count.\n\n        .. deprecated:: 1.0\n"), [("b",)]),
        (
            GOOGLE.format("    a (int): One.\n    b (int): Two.\n        .. deprecated:: 1\n"),
            [("b",)],
        ),
        (GOOGLE.format("    b: Count.\n\n.. deprecated:: 1.0\n    Use g.\n"), [OBJECT]),
        ("Do.\n\nNote:\n    .. deprecated:: 1.0\n", []),
        ("Do.\n\n:param int b: Count.\n\n    .. deprecated:: 1.0\n", [("b",)]),
        ("Do.\n\n:param b: Count.\n.. deprecated:: 1.0\n    Use g.\n", [OBJECT]),
        ("Do.\n\n- an item\n\n    .. deprecated:: 1.0\n", []),
        (".. deprecated:: 1.0\n", [OBJECT]),
        ("Do.\n\n.. versionadded:: 1.0\n", []),
        ("Do not write deprecated:: here.\n", []),
    ],
)
def test_place_of_a_directive(docstring, expected):
    assert deprecated(docstring) == expected


def test_content_of_a_directive():
    docstring = """Do it.

    .. deprecated:: 1.2
        Use `g`
        instead.

        It will be removed in 2.0.

    More.
    """
    (directive,) = directives(docstring, "f", ())
    assert directive == (
        "1.2",
        "Use `g` instead.\n\nIt will be removed in 2.0.",
        ".. deprecated:: 1.2",
        (),
    )


@pytest.mark.parametrize("line", [".. deprecated::", ".. deprecated:: soon"])
def test_directive_without_version(line):
    assert [directive.version for directive in directives(f"Do.\n\n{line}\n", "f", ())] == [None]
