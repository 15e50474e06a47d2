"""The layers of the package, what only one place may do, and what a cheap run must not load."""

from __future__ import annotations

import ast
import functools
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import unbroken as package
from tests.checkout import commit, git, git_environment, write
from unbroken.cli.main import main

SOURCE = Path(package.__file__).parent
FILES = {path.relative_to(SOURCE).as_posix(): path for path in sorted(SOURCE.rglob("*.py"))}

FOLDERS = (
    "_version", "errors", "markers",
    "model", "cache", "sources", "readers", "semantics", "loading", "search", "config", "project",
    "changes", "baseline", "compare", "rules", "policy", "impact", "checks", "report", "cli",
    "__init__", "__main__",
)  # fmt: skip
"""The folders and root modules from low to high: a file imports from its own or from lower ones."""


def folder_of(file: str) -> str:
    """Return the top folder of a file, or the name of a module at the root."""
    return file.partition("/")[0].removesuffix(".py")


def imported_files(path: Path) -> set[str]:
    """Return the files of the package that a file imports, in any place and for any purpose."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            # `from unbroken.rules import x` may name a module or what is in one.
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            package_name, *parts = name.split(".")
            if package_name == "unbroken":
                found.add(file_of(parts))
    return found


def file_of(parts: list[str]) -> str:
    """Return the file of a dotted name inside the package, or of what it is an attribute of."""
    for names in (parts, parts[:-1]):
        inner = "/".join(names)
        for file in (f"{inner}.py", f"{inner}/__init__.py".lstrip("/")):
            if file in FILES:
                return file
    raise AssertionError(f"no file for unbroken.{'.'.join(parts)}")


IMPORTS = {file: imported_files(path) for file, path in FILES.items()}


def test_every_file_is_in_a_known_folder_and_every_folder_has_files():
    assert {folder_of(file) for file in FILES} == set(FOLDERS)


@pytest.mark.parametrize("file", FILES)
def test_no_import_goes_up(file):
    for target in IMPORTS[file]:
        is_lower = FOLDERS.index(folder_of(target)) <= FOLDERS.index(folder_of(file))
        assert is_lower, f"{file} imports {target}, which is in a higher folder"


def test_no_files_import_each_other_in_a_cycle():
    remaining = dict(IMPORTS)
    while leaves := [file for file, targets in remaining.items() if not targets & remaining.keys()]:
        for file in leaves:
            del remaining[file]
    assert not remaining, f"these files import each other, or import some that do: {[*remaining]}"


@pytest.mark.parametrize("file", FILES)
def test_only_one_place_prints_exits_or_runs_programs(file):
    tree = ast.parse(FILES[file].read_text(encoding="utf-8"))
    printing = {"print", "sys.stdout.write", "sys.stderr.write"}
    exiting = {"sys.exit", "os._exit", "exit", "quit"}
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    # `report/rule_pages.py` writes the rules' page of the documentation; no user runs it.
    if file not in ("cli/main.py", "cli/progress.py", "report/rule_pages.py"):
        assert not calls & printing
    # A process that reads for another one ends itself when that one is gone.
    if file not in ("__main__.py", "loading/processes.py"):
        assert not calls & exiting
    if file != "sources/git/repository.py":
        programs = ("subprocess.", "os.system", "os.popen")
        assert not any(call.startswith(programs) for call in calls)
    assert not calls & {"eval", "exec", "__import__"}, "runs what it reads"


HEAVY = {
    "libcst", "griffe", "rich", "msgspec", "pathspec", "yaml", "dataclasses", "inspect",
    "typing_extensions", "importlib.metadata", "asyncio", "logging", "unittest", "difflib",
}  # fmt: skip
LOADED = """\
import json, sys
from unbroken.cli.main import main
code = main(["check"])
print(json.dumps([code, sorted(sys.modules)]))
"""


@functools.cache
def _loaded_by_versions() -> frozenset[str]:
    """Return what `packaging` needs to order the tags by, which differs between Pythons."""
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
    names_only = {"unbroken.rules", "unbroken.rules.registry"}
    judging = ("unbroken.rules", "unbroken.compare")
    assert {name for name in modules if name.startswith(judging)} <= names_only
    # Where it is and what is staged, which projects there are, the tags, whether HEAD descends
    # from the newest, contents; and a search for who else knows a private name.
    assert len(calls.read_text().splitlines()) <= 6 + (change == "private names")


def test_importing_the_package_loads_nothing_else():
    code = "import sys; had = {*sys.modules}; import unbroken; print(sorted({*sys.modules} - had))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['__future__', 'unbroken', 'unbroken._version']\n"
