"""Where packages lie: each layout is found and guarded, most without any configuration."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.end_to_end

OLD = "def load(path, limit=None): ...\n"
NEW = "def load(path): ...\n"
NAMED = '[project]\nname = "trainer"\nversion = "1.1.0"\n'
CONFIGURED = f'{NAMED}\n[tool.unbroken]\npackages = ["ns.pkg"]\n'

LAYOUTS = {
    "src": ("src/trainer/__init__.py", "trainer.load", NAMED),
    "a single module": ("trainer.py", "trainer.load", NAMED),
    "a single module in src": ("src/trainer.py", "trainer.load", NAMED),
    "a namespace package": ("ns/pkg/__init__.py", "ns.pkg.load", CONFIGURED),
    "a module of a namespace package": ("ns/pkg/data.py", "ns.pkg.data.load", CONFIGURED),
    "a namespace package in src": ("src/ns/pkg/__init__.py", "ns.pkg.load", CONFIGURED),
    "a folder that is no package": ("trainer/inner/data.py", "trainer.inner.data.load", NAMED),
    "no configuration": ("trainer/__init__.py", "trainer.load", None),
    "no configuration, src": ("src/trainer/__init__.py", "trainer.load", None),
    "no configuration, a single module": ("trainer.py", "trainer.load", None),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout(make_project, layout):
    place, name, metadata = LAYOUTS[layout]
    package = place.removeprefix("src/").partition("/")[0]
    files = {place: OLD, "tests/test_it.py": "def helper(a): ...\n", "setup.py": "def s(a): ...\n"}
    if layout.startswith("a folder"):
        files[f"{package}/__init__.py"] = ""
    if layout.startswith("a module of"):
        files["ns/pkg/__init__.py"] = ""
    if metadata is not None:
        files["pyproject.toml"] = metadata
    project = make_project(files)

    project.write({place: NEW, "tests/test_it.py": "", "setup.py": ""})
    said = project.stopped("--all")
    assert f"{place}:1:1: error[parameter-removed] {name}: parameter 'limit' was removed" in said
    assert said.count("error[") == 1

    project.write({place: OLD.replace("None", "None, seed=0")})
    assert "no breaks" in project.committed("--all")


def test_stub_beside_a_source(make_project):
    stub = "def load(path: str, limit: int | None = ...) -> str: ...\n"
    files = {"pyproject.toml": NAMED, "trainer/__init__.py": OLD, "trainer/__init__.pyi": stub}
    project = make_project(files)
    project.write({"trainer/__init__.pyi": "def load(path: str) -> str: ...\n"})
    assert (
        "trainer/__init__.py:1:1: warning[stub-narrowed] trainer.load: the stub no longer declares "
        "parameter 'limit': type checkers refuse calls that work\n"
    ) in project.committed("--all")
    project.write({"trainer/__init__.pyi": stub, "trainer/__init__.py": NEW})
    assert "error[parameter-removed] trainer.load: " in project.stopped("--all")


@pytest.mark.parametrize(
    "table", ["", '[tool.hatch.build.targets.wheel]\npackages = ["trainer-stubs"]\n']
)
def test_distribution_of_stubs_only(make_project, table):
    files = {
        "pyproject.toml": NAMED.replace("trainer", "trainer-stubs") + table,
        "trainer-stubs/__init__.pyi": "def load(path: str, limit: int = ...) -> str: ...\n",
    }
    project = make_project(files)
    project.write({"trainer-stubs/__init__.pyi": "def load(path: str) -> str: ...\n"})
    said = project.stopped("--all")
    assert "error[parameter-removed] trainer.load: parameter 'limit' was removed" in said
