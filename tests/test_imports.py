"""Which room may know which, what a commit that changes no shape must not pay for, and sizes."""

from __future__ import annotations

import ast
import functools
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import unbroken as package
from tests.checkout import commit, git, git_environment, write
from unbroken.cli import main

SOURCE = Path(package.__file__).parent
FILES = {path.relative_to(SOURCE).as_posix(): path for path in sorted(SOURCE.rglob("*.py"))}

# Rooms from the bottom up, and which of those below each may import: data flows one way.
ROOMS = {
    "errors": "",
    "finding": "",
    "surface": "",
    "markers": "",
    "policy/versions": "",
    "read/labels": "",
    "source/content": "",
    "source/listing": "",
    "cache": "",
    "read": "surface read/labels source/content source/listing",
    "compare": "errors finding surface read/labels read",
    "rules": "finding surface read compare",
    "config": "errors finding policy/versions read/labels rules",
    "policy": "finding surface policy/versions read/labels read compare rules config",
    "source": "errors policy/versions source/content source/listing cache config",
    "layout": "errors config read source/listing",
    "run": (
        "errors finding surface policy/versions read/labels source/listing cache read compare "
        "rules config policy source layout"
    ),
    "report": "finding",
    "cli": "errors finding cache policy rules config source run report",
}
IN_ROOM = {
    "config_entries": "config",
    "config_file": "config",
    "config_schema": "config",
    "project": "layout",
    "related": "run",
    "accepting": "run",
    "comparison": "run",
    "incremental": "run",
    "run": "run",
    "project_check": "run",
    "deprecation_check": "run",
    "promised": "run",
    "release_findings": "run",
    "snapshotting": "run",
    "snapshot_check": "run",
    "standing": "run",
    "verdict": "run",
    "remembered": "run",
    "handing_on": "run",
    "search_index": "run",
    "diffing": "run",
    "metadata_check": "run",
    "development": "run",
    "advice": "run",
    "bumping": "run",
    "planting": "run",
    "telling": "run",
    "commands": "cli",
    "arguments": "cli",
    "progress": "cli",
    "__main__": "cli",
    "__init__": "cli",
}
# What is imported for annotations only.
TYPED = {"report": "run"}


def room_of(module: str) -> str:
    """Give the room of a module, by its path without `unbroken/` and `.py`."""
    if module in ROOMS:
        return module
    first = module.partition("/")[0]
    return IN_ROOM.get(first, first)


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Give what of unbroken a file imports, as paths, and whether only for annotations."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typed: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            typed.update(inner for each in node.body for inner in ast.walk(each))
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            # `from unbroken.rules import x` may name a module or what is in one.
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] != "unbroken" or parts in (["unbroken"], ["unbroken", "__version__"]):
                continue
            inner = "/".join(parts[1:])
            if f"{inner}.py" not in FILES and f"{inner}/__init__.py" not in FILES:
                inner = "/".join(parts[1:-1])
            yield inner, node in typed


def test_the_table_goes_one_way():
    order = list(ROOMS)
    for room, allowed in ROOMS.items():
        for each in allowed.split():
            assert order.index(each) < order.index(room)


@pytest.mark.parametrize("name", FILES)
def test_rooms(name):
    room = room_of(name.removesuffix(".py").removesuffix("/__init__"))
    assert room in ROOMS, f"{name} belongs to no room"
    allowed = {room, *ROOMS[room].split()}
    for target, is_typed in imports(FILES[name]):
        also = TYPED.get(room, "").split() if is_typed else ()
        assert room_of(target) in {*allowed, *also}, f"{name} imports {target}"


@pytest.mark.parametrize("name", FILES)
def test_who_does_what(name):
    tree = ast.parse(FILES[name].read_text(encoding="utf-8"))
    printing = {"print", "sys.stdout.write", "sys.stderr.write"}
    exiting = {"sys.exit", "os._exit", "exit", "quit"}
    calls = {ast.unparse(each.func) for each in ast.walk(tree) if isinstance(each, ast.Call)}
    # The last one writes the rules' page for the documentation; no user runs it.
    if name not in ("cli.py", "progress.py", "rules/document.py"):
        assert not calls & printing
    if name != "__main__.py":
        assert not calls & exiting
    if name != "source/git.py":
        assert not any(each.startswith(("subprocess.", "os.system", "os.popen")) for each in calls)
    assert not any(each in ("eval", "exec", "__import__") for each in calls), "runs what it reads"


@pytest.mark.parametrize("name", FILES)
def test_rooms_are_small(name):
    source = FILES[name].read_text(encoding="utf-8")
    assert source.count("\n") < 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno + 1 <= 50, node.name


HEAVY = {
    "libcst", "griffe", "rich", "msgspec", "pathspec", "yaml", "dataclasses", "inspect",
    "typing_extensions", "importlib.metadata", "asyncio", "logging", "unittest", "difflib",
}  # fmt: skip
LOADED = """\
import json, sys
from unbroken.cli import main
code = main(["check"])
print(json.dumps([code, sorted(sys.modules)]))
"""


@functools.cache
def _loaded_by_versions() -> frozenset[str]:
    """Give what `packaging` needs to order the tags by, which differs between Pythons."""
    code = "import json, sys, packaging.version; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return frozenset(json.loads(done.stdout))


SAME_SHAPE = {
    "bodies": {"pkg/data.py": "def load(path, limit=None):\n    return path\n"},
    "comments": {"pkg/data.py": "# A comment.\ndef load(path, limit=None): ...  # and another\n"},
    "docstrings": {"pkg/data.py": '"""Data."""\ndef load(path, limit=None):\n    """Load."""\n'},
    "private names": {"pkg/data.py": "def load(path, limit=None): ...\ndef _save(path): ...\n"},
    "no source": {"README.md": "Read me.\n"},
    "a test": {"tests/test_it.py": "def test(): ...\n"},
}


@pytest.mark.parametrize("change", SAME_SHAPE)
@pytest.mark.parametrize(
    "table",
    [
        "",
        "[tool.unbroken]\nstrict = true\n",
        '[tool.unbroken]\nbaseline = "latest-tag"\n',
        '[tool.unbroken]\nbaseline = "snapshot"\n',
    ],
    ids=["", "configured", "the latest tag", "a snapshot"],
)
def test_what_changes_no_shape_is_cheap(library, tmp_path, change, table):
    text = (library / "pyproject.toml").read_text()
    if "snapshot" in table:
        assert main(["snapshot"]) == 0
    commit(library, {"pyproject.toml": text + table})  # after the release, as most commits are
    write(library, SAME_SHAPE[change])
    git(library, "add", "--all")
    calls = tmp_path / "calls"
    write(
        tmp_path, {"bin/git": f'#!/bin/sh\necho "$@" >> {calls}\nexec {shutil.which("git")} "$@"\n'}
    )
    (tmp_path / "bin/git").chmod(0o755)
    environment = git_environment()
    environment["PATH"] = f"{tmp_path}/bin:{environment['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    assert not HEAVY & set(modules) - _loaded_by_versions()
    assert not [
        each for each in modules if each.startswith(("unbroken.rules.", "unbroken.compare"))
    ]
    # Where it is and what is staged, which projects there are, the tags, whether HEAD descends
    # from the newest, contents; and a search for who else knows a private name.
    assert len(calls.read_text().splitlines()) <= 6 + (change == "private names")


def test_importing_the_package_loads_nothing_else():
    code = "import sys; had = {*sys.modules}; import unbroken; print(sorted({*sys.modules} - had))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['__future__', 'unbroken']\n"
