"""What a check costs follows the change: which git processes run, and which files are read."""

from __future__ import annotations

import subprocess

import pytest

from tests.checkout import commit, git, write
from unbroken.loading.loader import Loader
from unbroken.search.index import SCANS
from unbroken.sources.git.tree_listing import TreeFiles

MANY = {f"pkg/part{number}/mod.py": f"def f{number}(a): ...\n" for number in range(30)} | {
    "pkg/part7/sub.py": "from pkg.data import Loader\n\nclass Mine(Loader): ...\n",
    "pkg/data.py": "class Loader:\n    def load(self, path): ...\n\n    def _own(self): ...\n",
}


@pytest.fixture
def library(library, unbroken):
    """A larger library, of which is remembered what checks with an API change remember."""
    commit(library, MANY, "v1.1.0")
    write(library, {"pkg/data.py": MANY["pkg/data.py"].replace("path", "path, mode")})
    git(library, "add", "--all")
    for _ in range(SCANS + 1):
        assert unbroken("check").code == 1
    git(library, "reset", "--quiet", "--hard")
    return library


@pytest.fixture
def processes(monkeypatch):
    """The git commands that were started, by their names."""
    started: list[str] = []
    run, popen = subprocess.run, subprocess.Popen.__init__

    def noted(command, **options):
        started.append(next(item for item in command[1:] if item[0] != "-" and "=" not in item))
        return run(command, **options)

    def opened(self, command, *rest, **options):
        if "cat-file" in command:
            started.append("cat-file")
        popen(self, command, *rest, **options)

    monkeypatch.setattr(subprocess, "run", noted)
    monkeypatch.setattr(subprocess.Popen, "__init__", opened)
    return started


@pytest.fixture
def read(monkeypatch):
    """The modules that were read or recalled, by their names."""
    names: set[str] = set()
    prepare = Loader.prepare

    def noted(self, wanted, *rest):
        wanted = [(tree, list(files)) for tree, files in wanted]
        names.update(file.name for _, files in wanted for file in files)
        return prepare(self, wanted, *rest)

    monkeypatch.setattr(Loader, "prepare", noted)
    return names


def stage(library, **files):
    write(library, {path.replace("__", "/") + ".py": text for path, text in files.items()})
    git(library, "add", "--all")


PROCESSES = ["cat-file", "diff-index", "for-each-ref", "ls-files", "rev-parse"]
ALL_LISTED = property(lambda self: pytest.fail("all are listed"))
BODY = MANY["pkg/data.py"].replace("path): ...", "path): return path")
API = MANY["pkg/data.py"].replace("path", "path, mode")


def test_change_of_bodies_reads_nothing(library, unbroken, processes, read):
    stage(library, pkg__data=BODY)
    processes.clear()
    assert unbroken("check").code == 0
    assert sorted(processes) == PROCESSES
    assert read == set()


def test_change_of_the_api_reads_few_files(library, unbroken, processes, read, monkeypatch):
    stage(library, pkg__data=API)
    monkeypatch.setattr(
        TreeFiles, "_all_files", property(lambda self: pytest.fail("all are listed"))
    )
    processes.clear()
    result = unbroken("check")
    assert result.code == 1, result
    assert sorted(processes) == PROCESSES
    assert {"pkg.data", "pkg.part7.sub"} <= read
    assert not {item for item in read if item.endswith(".mod")}


def test_commits_since_the_release_read_few_files(library, unbroken, read, processes, monkeypatch):
    for number in range(3):
        commit(library, {f"pkg/part{number}/mod.py": f"def f{number}(a, b=1): ...\n"})
    stage(library, pkg__data=API)
    monkeypatch.setattr(
        TreeFiles, "_all_files", property(lambda self: pytest.fail("all are listed"))
    )
    processes.clear()
    result = unbroken("check")
    assert result.code == 1
    assert "merge-base" not in processes
    assert not {item for item in read if item.endswith(".mod")}


def test_removed_module_reads_all_files(library, unbroken, read):
    git(library, "mv", "pkg/data.py", "pkg/moved.py")
    assert unbroken("check").code == 1
    assert {f"pkg.part{number}.mod" for number in range(30)} < read
