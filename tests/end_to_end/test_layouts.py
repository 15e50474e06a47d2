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
