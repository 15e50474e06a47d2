"""Which files hand a name on, and which definitions depend on it."""

from __future__ import annotations

import pytest

from tests.search.text_names import reexported_names
from unbroken.readers.libcst_reader import read_module
from unbroken.search.affected import affected_names
from unbroken.search.dependents import dependent_files
from unbroken.search.text_search import TextSearch
from unbroken.search.uses import uses

HANDS_ON = {
    "as another name": "from a import name as other\n",
    "a star import": "from a import *\n",
    "__all__": '__all__ = ["name"]\n',
    "__getattr__": "def __getattr__(x):\n    return name\n",
    "a base": "class A(name): ...\n",
    "a dotted base": "class A(B, a.name): ...\n",
    "a base in a header of several lines": "class A(\n    B,\n    # a class\n    name,\n): ...\n",
    "a base after one with brackets": "class A(B[int], f(x), name): ...\n",
    "a base of a generic class": "class A[T: (int, str)](name): ...\n",
    "an alias": "other = name\n",
    "an annotated alias": "other: TypeAlias = a.name  # a comment\n",
    "a partial": "other = partial(name, 1)\n",
    "an import of a module that only imports": "from a import name\n",
}
USES_ONLY = {
    "a definition": "def name(): ...\n",
    "a class": "class name: ...\n",
    "an import": "from a import name\ndef f(): ...\n",
    "a call": "x(name)\n",
    "in a body": "def f():\n    return name\n",
    "in a class": "class A(B):\n    x = name(1)\n",
    "a longer name": "other = rename\nanother = name_of\n",
    "a word before": "class A(B): ...\nprint(name)\n",
}


@pytest.mark.parametrize("case", HANDS_ON)
def test_hands_on(case):
    assert {"name", "*"} & reexported_names(HANDS_ON[case].encode(), "pkg/a.py")


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("from pkg.mod import name\n", "mod"),
        ("    from ..mod import (\n", "mod"),
        ("from . import name\n", "b"),
        ("from .. import name\n", "a"),
        ("from ... import name\n", ""),
        ("import pkg.mod as m\n", "mod"),
        ("other = mod.name\n", "mod"),
        ("class A(mod.name): ...\n", "mod"),
    ],
)
def test_the_modules_that_it_names(text, module):
    assert module in reexported_names(text.encode(), "a/b/c.py")
    assert reexported_names(b"from . import x as y\n", "a/b/__init__.py") == {
        *("from", "import", "x", "as", "y", "b")
    }


@pytest.mark.parametrize("case", USES_ONLY)
def test_uses_only(case):
    assert not {"name", "*"} & reexported_names(USES_ONLY[case].encode(), "pkg/a.py")


DEPENDS = """
from a import Base as Model
LIMIT = 1
class Child(Model, metaclass=Meta):
    size: int = LIMIT
    def scale(self, by: Model) -> "Result": ...
def load(path, limit=LIMIT): ...
def show(it: "list[Child]"): ...
@marked(LIMIT)
def old(): ...
alias = load
def unrelated(load, Base):
    "Says LIMIT and Base."
    return LIMIT
"""


@pytest.mark.parametrize(
    ("name", "affected"),
    [
        ("Base", "Base Model Child show"),
        ("LIMIT", "LIMIT Child load old alias show"),
        ("Meta", "Meta Child show"),
        ("Result", "Result Child show"),
        ("load", "load alias"),
        ("marked", "marked old"),
        ("unrelated", "unrelated"),
        ("other", "other"),
    ],
)
def test_what_depends_on_a_name(name, affected):
    module = read_module(DEPENDS.encode(), "pkg", "pkg/__init__.py", is_package=True)
    assert affected_names([name], [module]) == set(affected.split())


@pytest.mark.parametrize(
    ("value", "is_used"),
    [
        ("[Base]", True),
        ("{'Base': Base}", True),
        ("{'a': f, **Base.ITEMS}", True),
        ("None or Base", True),
        ("['Base']", False),
        ('("Base\'s", "a Base", 1)', False),
        ("{'Base': other}", False),
        ("'Base' or Other", False),
    ],
)
def test_collections_and_choices_use_what_they_name_and_no_strings(value, is_used):
    module = read_module(f"x = {value}\n".encode(), "pkg", "pkg/__init__.py", is_package=True)
    names = ("Base", "Base.ITEMS")
    assert uses(module.members["x"], names.__contains__) is is_used


FILES = {
    "pkg/__init__.py": "from pkg.a import Base\n",
    "pkg/a.py": "from typing import Any\nfrom pkg.c import Other, Last as Last\nclass Base: ...\n",
    "pkg/b.py": "from pkg.a import Base\nclass Child(Base): ...\n",
    "pkg/c.py": "class Other: ...\nclass Last: ...\n",
    "pkg/d.py": "from pkg.b import Child as Grandchild\n",
    "pkg/e.py": "from pkg.a import Base\ndef f(x: Base): ...\n",
    "pkg/f.py": "from typing import Any\nclass A(Any): ...\n",
    "pkg/g.py": "from pkg.c import Last\nclass B(Last): ...\n",
    "pkg/h.py": "from pkg.a import Base\ndef __getattr__(name): return Base\n",
    "pkg/i.py": "from pkg.c import Other\nclass C(Other): ...\n",
}


@pytest.mark.parametrize(
    ("names", "files"),
    [
        ("Base", "__init__ b d h"),
        # What comes from outside has no other paths in the package.
        ("Any", ""),
        # Nobody takes it from here: its own paths are as they were.
        ("Other", ""),
        # Users may take it from here, so that others tell of what it leads to.
        ("Last", "g"),
    ],
)
def test_which_files_are_concerned(names, files):
    modules = {
        path: read_module(text.encode(), path[:-3].replace("/", "."), path, is_package=False)
        for path, text in FILES.items()
    }
    search = TextSearch(lambda: FILES, lambda paths: {path: FILES[path].encode() for path in paths})
    found = dependent_files(
        {"pkg/a.py": names.split()}, search, modules.get, lambda path: path.startswith("pkg.")
    )
    assert found == {f"pkg/{file}.py" for file in files.split()}


def test_too_many_files_are_concerned():
    modules = {
        f"pkg/m{number}.py": read_module(
            b"from pkg.a import f as g\n", f"pkg.m{number}", f"pkg/m{number}.py", is_package=False
        )
        for number in range(81)
    }

    def concerned(most):
        return dependent_files(
            {"pkg/a.py": ["f"]}, lambda _: list(modules), modules.get, lambda path: True, most
        )

    assert concerned(lambda: 80) is None
    assert concerned(lambda: 81) == modules.keys()
