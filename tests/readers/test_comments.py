"""Comments, and the definitions that they stand at."""

from __future__ import annotations

import sys

import pytest

from unbroken.readers.comments import comments_with


def found(source: str) -> list[tuple[str, int, str | None]]:
    """Return the comments with `tool:`: text, line, and the statement that they belong to."""
    comments = comments_with(source.encode(), "tool:")
    return [
        (found.text, found.line, found.at and f"{found.at.name} {found.at.first}-{found.at.last}")
        for found in comments
    ]


def at(source: str) -> str | None:
    ((_, _, place),) = found(source)
    return place


PLACES = {
    "behind the colon": ("def f(a):  # tool:\n    pass\n", "f 1-1"),
    "behind a definition in one line": ("def f(a): ...  # tool:\n", "f 1-1"),
    "behind a parameter": (
        "x = 1\ndef f(\n    a,  # tool:\n    b=lambda: 1,\n):\n    ...\n",
        "f 2-5",
    ),
    "between parameters": ("def f(\n    # tool:\n    a\n):\n    ...\n", "f 1-4"),
    "on the last line of the header": ("def f(\n    a\n) -> int:  # tool:\n    ...\n", "f 1-3"),
    "at a decorator": ("@a  # tool:\n@b(\n  1)\ndef f(): ...\n", "f 1-4"),
    "between decorators": ("@a\n# tool:\n\n@b\ndef f(): ...\n", "f 1-5"),
    "above": ("x = 1\n# tool:\ndef f(): ...\n", "f 3-3"),
    "above a decorator": ("# tool:\n@a\ndef f(): ...\n", "f 2-3"),
    "above other comments": ("# tool:\n# more\n# and more\ndef f(): ...\n", "f 4-4"),
    "not above an empty line": ("# tool:\n\ndef f(): ...\n", None),
    "not behind what is above": ("x = 1  # tool:\ndef f(): ...\n", "x 1-1"),
    "not in a body": ("def f():\n    pass\n    # tool:\n", None),
    "at what is in a body": ("def f():\n    # tool:\n    x = 1\n", "f.x 3-3"),
    "at the end": ("def f():\n    pass\n# tool:\n", None),
    "a class": ("class A(B):  # tool:\n    pass\n", "A 1-1"),
    "a method": ("class A:\n    class B:\n        def m(self): ...  # tool:\n", "A.B.m 3-3"),
    "after a class": ("class A:\n    def m(self):\n        ...\n\nx = 1  # tool:\n", "x 5-5"),
    "in a block": ("if x:\n    def f(): ...  # tool:\n", "f 2-2"),
    "an async function": ("async def f(): ...  # tool:\n", "f 1-1"),
    "an attribute": ("class A:\n    # tool:\n    x: int = 1\n", "A.x 3-3"),
    "a value of several lines": ("x = (\n  1,  # tool:\n)\n", "x 1-3"),
    "type parameters": ("def f[T: (int, str)](a: T): ...  # tool:\n", "f 1-1"),
    "behind another comment": ("def f(): ...  # noqa  # tool:\n", "f 1-1"),
    "in capitals": ("def f(): ...  # TOOL:\n", "f 1-1"),
    "windows": ("# tool:\r\ndef f(): ...\r\n", "f 2-2"),
}


@pytest.mark.parametrize("name", PLACES)
def test_comment_belongs_to_its_statement(name):
    source, place = PLACES[name]
    assert at(source) == place


@pytest.mark.parametrize(
    "source",
    [
        "def f(): ...  # another tool\n",
        'x = "# tool:"\n',
        'def f():\n    """\n    # tool:\n    """\n',
        "x = '''\n# tool: x'''\n",
        'x = f"{y} # tool:"\n',
        "def f(:  # tool:\n",
        "def f():\n# tool:\n  )\n",
        "x = 1\0  # tool:\n",
        "(" * 500 + "  # tool:\n",
        "",
    ],
)
def test_text_that_is_not_a_comment_is_not_found(source):
    assert found(source) == []


NEWER = '''\
x = f"{y["# tool: no"]}"  # tool: 1
z = (f"{
    y["a"]
}" + f'{y['b']}')  # tool: 2
# tool: 3
def f(a=f"{"# tool: no"}",  # tool: 4
      b=1):
    return f"""
# tool: no
{y["# tool: no"]}"""  # tool: 5
'''


def test_comments_of_newer_syntax_are_found():
    assert found(NEWER) == [
        ("# tool: 1", 1, "x 1-1"),
        ("# tool: 2", 4, "z 2-4"),
        ("# tool: 3", 5, "f 6-7"),
        ("# tool: 4", 6, "f 6-7"),
        ("# tool: 5", 10, "f.return 8-10"),
    ]
    if sys.version_info < (3, 12):
        with pytest.raises(SyntaxError):
            compile(NEWER, "", "exec")


def test_columns_count_characters_from_one():
    (comment,) = comments_with("x = 'ä'  # tool:\n".encode(), "tool:")
    assert comment.column == 10
