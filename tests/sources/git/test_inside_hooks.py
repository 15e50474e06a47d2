"""What a hook sees: git hands it another index for every way to commit."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

OLD = "def f(): ...\n"
NEW = "def f(a): ...\n"

# A hook that tells what unbroken sees in it. It runs in another process, as hooks do.
HOOK = """\
#!{python}
import json, os, sys
from unbroken.sources.git.repository import Repository
from unbroken.sources.trees import commit_tree, index_tree
with Repository.discover(os.getcwd()) as repository:
    tree = index_tree(repository, ())
    seen = {{
        "root": repository.root,
        "head": repository.head,
        "index": {{path: text.decode() for path, text in tree.read(tree.files()).items()}},
        "staged": [each.path for each in repository.staged(repository.head)],
        "variables": sorted(name for name in os.environ if name.startswith("GIT_INDEX")),
    }}
with open({told!r}, "w") as file:
    json.dump(seen, file)
"""


@pytest.fixture
def told(tmp_path):
    return tmp_path / "told.json"


@pytest.fixture
def hooked(work, told):
    work.commit(a=OLD, b=OLD)
    hook = work.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK.format(python=sys.executable, told=str(told)))
    hook.chmod(0o755)
    return work


def committed(folder, told, *arguments: str) -> dict:
    done = subprocess.run(
        ["git", "commit", "--quiet", "--message", "change", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(told.read_text())


def recorded(folder) -> dict[str, str]:
    """The files of the commit that was made."""

    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
        ).stdout

    names = git("ls-tree", "-r", "--name-only", "--full-tree", "HEAD").split()
    return {name: git("show", f"HEAD:{name}") for name in names}


def test_commit(hooked, told):
    hooked.write("a.py", NEW)
    hooked.git("add", "a.py")
    hooked.write("b.py", NEW)
    seen = committed(hooked.root, told)
    assert seen["staged"] == ["a.py"]
    assert seen["index"] == recorded(hooked.root) == {"a.py": NEW, "b.py": OLD}


def test_commit_all(hooked, told):
    hooked.write("a.py", NEW)
    hooked.write("new.py", NEW)
    seen = committed(hooked.root, told, "--all")
    assert seen["variables"] == ["GIT_INDEX_FILE"]
    assert seen["staged"] == ["a.py"]
    assert seen["index"] == recorded(hooked.root) == {"a.py": NEW, "b.py": OLD}


def test_commit_of_a_file_while_another_is_staged(hooked, told):
    hooked.write("a.py", NEW)
    hooked.write("b.py", NEW)
    hooked.git("add", "b.py")
    seen = committed(hooked.root, told, "a.py")
    assert seen["staged"] == ["a.py"]
    assert seen["index"] == recorded(hooked.root) == {"a.py": NEW, "b.py": OLD}
    # And what was staged still is.
    assert hooked.git("diff", "--cached", "--name-only") == "b.py"


def test_commit_of_a_file_from_a_folder(hooked, told):
    hooked.write("pkg/c.py", OLD)
    hooked.git("add", "--all")
    hooked.git("commit", "--quiet", "--no-verify", "--message", "c")
    hooked.write("pkg/c.py", NEW)
    seen = committed(hooked.root / "pkg", told, "c.py")
    assert seen["root"] == str(hooked.root)
    assert seen["staged"] == ["pkg/c.py"]


def test_amend(hooked, told):
    hooked.write("a.py", NEW)
    head = hooked.git("rev-parse", "HEAD")
    seen = committed(hooked.root, told, "--all", "--amend")
    assert (seen["head"], seen["staged"]) == (head, ["a.py"])
    assert seen["index"] == recorded(hooked.root)


def test_a_linked_worktree(hooked, told):
    linked = hooked.root.parent / "linked"
    hooked.git("worktree", "add", "--quiet", "-b", "side", str(linked))
    (linked / "a.py").write_text(NEW)
    hooked.write("b.py", NEW)
    hooked.git("add", "b.py")
    for arguments in (["--all"], ["a.py"]):
        (linked / "a.py").write_text(NEW + f"# {arguments}\n")
        seen = committed(linked, told, *arguments)
        assert (seen["root"], seen["staged"]) == (str(linked), ["a.py"])
        assert seen["index"] == recorded(linked)


def test_a_deletion_alone(hooked, told):
    hooked.git("rm", "--quiet", "a.py")
    seen = committed(hooked.root, told)
    assert (seen["staged"], seen["index"]) == (["a.py"], {"b.py": OLD})


def test_a_commit_loses_nothing(hooked, told):
    """A tool that adds a worktree under the hook's index loses the user's edit here."""
    hooked.write("a.py", NEW)
    hooked.write("kept.txt", "not staged")
    committed(hooked.root, told, "--all")
    assert (hooked.root / "a.py").read_text() == NEW
    assert hooked.git("status", "--porcelain") == "?? kept.txt"
    assert hooked.git("branch", "--list") == "* main"
    assert len(hooked.git("worktree", "list").splitlines()) == 1


class TestHostile:
    """A repository whose own configuration names programs: none of them may run."""

    CONFIG = """
    [core]
        fsmonitor = {program}
        pager = {program}
        sshCommand = {program}
        askPass = {program}
        editor = {program}
        hooksPath = {hooks}
    [diff]
        external = {program}
    [diff "evil"]
        command = {program}
        textconv = {program}
    [filter "evil"]
        clean = {program}
        smudge = {program}
        process = {program}
        required = true
    [pager]
        grep = true
        cat-file = true
        ls-files = true
    [alias]
        ls-files = !{program}
        grep = !{program}
        rev-parse = !{program}
        cat-file = !{program}
        diff-index = !{program}
    """

    def test_no_program_runs(self, work, tmp_path):
        program, ran = tmp_path / "program", tmp_path / "ran"
        program.write_text(f"#!/bin/sh\necho $0 $@ >> {ran}\n")
        program.chmod(0o755)
        hooks = tmp_path / "hooks"
        hooks.mkdir()
        for name in ("post-index-change", "post-checkout", "pre-commit", "reference-transaction"):
            (hooks / name).symlink_to(program)
        first = work.commit("v1", a=OLD, b=OLD)
        work.write(".gitattributes", "*.py filter=evil diff=evil\n")
        work.write("b.py", NEW)
        work.git("add", "b.py", ".gitattributes")
        work.write("a.py", NEW)
        work.write("untracked.py", NEW)
        with open(work.root / ".git/config", "a") as file:
            file.write(self.CONFIG.format(program=program, hooks=hooks))
        for name in ("a.py", "b.py"):
            # Git has to look into the files to tell whether they changed.
            os.utime(work.root / name)
        with work.unchanged():
            repository = work.open()
            everything(repository, first)
        assert not ran.exists(), ran.read_text()
        # The trap does work.
        work.git("status", ok=(0, 1, 128))
        assert ran.exists()

    def test_no_trace_is_written(self, work, tmp_path):
        first = work.commit("v1", a=OLD)
        trace = str(tmp_path / "trace")
        variables = ("GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE_SETUP")
        environment = dict.fromkeys(variables, trace) | {
            "GIT_EXTERNAL_DIFF": f"touch {trace}",
            "GIT_PAGER": f"touch {trace}",
        }
        everything(work.open(environment=os.environ | environment), first)
        assert not os.path.exists(trace)

    def test_what_leads_elsewhere_is_not_followed(self, work, make_work):
        first = work.commit("v1", a=OLD)
        other = make_work("other")
        other.commit(a=NEW)
        environment = os.environ | {
            "GIT_NAMESPACE": "elsewhere",
            "GIT_PREFIX": "elsewhere/",
            "GIT_SHALLOW_FILE": str(other.root / "shallow"),
            "GIT_GRAFT_FILE": str(other.root / "grafts"),
            "GIT_LITERAL_PATHSPECS": "0",
            "GIT_ICASE_PATHSPECS": "1",
            "GIT_REPLACE_REF_BASE": "refs/elsewhere/",
        }
        repository = work.open(environment=environment)
        assert repository.head == first
        assert repository.tree("v1") == work.open().tree("v1")
        assert repository.index(["A.py"]) == {}


def everything(repository, commit: str) -> None:
    """Ask a repository for everything that it can tell."""
    repository.resolve("v1")
    repository.refs("refs/tags", merged=commit)
    repository.merge_base(commit, repository.head)
    repository.is_ancestor(commit, repository.head)
    list(repository.blobs(repository.tree(commit).values()))
    list(repository.blobs(repository.index().values()))
    repository.staged(commit)
    repository.changes_between(commit, repository.head)
    repository.work_tree_files()
    repository.unstaged_files()
