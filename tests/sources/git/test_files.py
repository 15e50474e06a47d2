"""The files of a commit, of the index and on disk."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from tests.git_work import state
from tests.sources.sample_sources import ONE, TWO, contents
from unbroken.errors import GitError
from unbroken.sources.git.repository import FileChange
from unbroken.sources.trees import commit_tree, index_tree, work_tree

NAMES = [
    "a.py", "-dash.py", "with space.py", 'quo"te.py', "new\nline.py", "tab\t.py", "ünïcode.py",
    "back\\slash.py", "*.py", ":(top)x.py", "deep/er/still/x.py", "a/b.py", "a.b/c.pyi", "a-b/c.py",
]  # fmt: skip


class TestTrees:
    @pytest.fixture
    def odd(self, work):
        for name in NAMES:
            work.write(name, f"name = {name!r}\n")
        work.write(b"latin\xe9.py", "x = 1\n")
        work.write("setup.cfg", "[metadata]\n")
        work.write("pkg/py.typed")
        work.write("pkg/data.json", "{}")
        work.write("README.md", "# Hello\n")
        (work.root / "link.py").symlink_to("a.py")
        (work.root / "linked").symlink_to("a")
        os.chmod(work.write("run.py", "run = 1\n"), 0o755)
        inner = work.root / "module"
        subprocess.run(["git", "init", "--quiet", str(inner)], check=True)
        (inner / "inside.py").write_text("x = 1\n")
        subprocess.run(["git", "add", "."], cwd=inner, check=True)
        subprocess.run(["git", "commit", "--quiet", "-m", "inside"], cwd=inner, check=True)
        work.git("-c", "advice.addEmbeddedRepo=false", "add", "--all")
        work.git("commit", "--quiet", "-m", "odd")
        return work

    EXPECTED = sorted([*NAMES, os.fsdecode(b"latin\xe9.py"), "run.py", "setup.cfg", "pkg/py.typed"])

    @pytest.mark.parametrize("kind", ["commit", "index", "disk"])
    def test_every_name_and_no_link(self, odd, kind):
        with odd.unchanged():
            repository = odd.open()
            tree = {
                "commit": lambda: commit_tree(repository, "HEAD", ()),
                "index": lambda: index_tree(repository, ()),
                "disk": lambda: work_tree(repository, ()),
            }[kind]()
            assert sorted(tree.files()) == self.EXPECTED
            for path, source in contents(tree).items():
                assert source == (odd.root / path).read_bytes()

    def test_ids_are_gits(self, odd):
        listed = odd.git("ls-tree", "-r", "-z", "HEAD").split("\0")
        ids = {item.partition("\t")[2]: item.split()[2] for item in listed if item}
        repository = odd.open()
        expected = {path: ids[path] for path in self.EXPECTED}
        assert (
            repository.tree("HEAD")
            == repository.index()
            == repository.work_tree_files()
            == expected
        )

    @pytest.mark.parametrize(
        "under", [("a",), ("a", "pkg"), ("deep/er",), ("a.py",), ("lost",), ("*.py",)]
    )
    def test_only_some_folders(self, odd, under):
        expected = {
            path
            for path in self.EXPECTED
            if any(f"{path}/".startswith(f"{item}/") for item in under)
        }
        repository = odd.open()
        assert set(repository.tree("HEAD", under)) == expected
        assert set(repository.index(under)) == expected
        assert set(repository.work_tree_files(under)) == expected

    def test_the_id_of_a_folder(self, odd):
        repository = odd.open()
        assert repository.tree_id("HEAD") == odd.git("rev-parse", "HEAD^{tree}")
        assert repository.tree_id("HEAD", "deep/er") == odd.git("rev-parse", "HEAD:deep/er")
        assert repository.tree_id("HEAD", "a.py/x") is None
        assert repository.tree_id("lost") is None

    def test_a_commit_that_is_not_there(self, work):
        work.commit(a=ONE)
        lost = "1" * 40
        with pytest.raises(GitError) as caught:
            work.open().tree(lost)
        assert str(caught.value) == (
            f"git does not have the object {lost}, which the history names: the repository is "
            "incomplete or damaged; run `git fsck` for details, and fetch or clone again"
        )

    def test_many_and_large_files(self, work):
        for number in range(300):
            work.write(f"pkg/m{number}.py", f"x = {number}\n" * (20_000 if number % 50 == 0 else 1))
        work.commit()
        tree = commit_tree(work.open(), "HEAD", ())
        read = contents(tree)
        assert len(read) == 300
        assert all(read[path] == (work.root / path).read_bytes() for path in read)

    def test_one_process_answers(self, work):
        work.commit("v1", pkg__a=ONE, pkg__b__c=ONE)
        work.commit(pkg__a=TWO)
        repository = work.open()
        old = commit_tree(repository, repository.resolve("v1"), ["pkg"])
        new = commit_tree(repository, repository.resolve("main"), ["pkg"])
        assert contents(old) != contents(new)
        assert repository.tree_id("v1", "pkg/b") == repository.tree_id("main", "pkg/b")
        # One to find the repository, one for all the objects.
        assert repository.processes == 2

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX forks")
    def test_a_fork_asks_a_process_of_its_own(self, work):
        work.commit(a=ONE)
        repository = work.open()
        tree = commit_tree(repository, "HEAD", ())
        expected = contents(tree)
        child = os.fork()
        if not child:
            # Over the pipe of the parent, each would get answers that are meant for the other.
            os._exit(int(contents(tree) != expected or repository.processes != 3))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert contents(tree) == expected
        assert repository.processes == 2


class TestIndex:
    def test_what_will_be_committed(self, work):
        first = work.commit(changed=ONE, deleted=ONE, moved=ONE + "# moved\n", same=ONE, linked=ONE)
        work.write("changed.py", TWO)
        work.write("added.py", TWO)
        work.write("notes.txt", "no source")
        work.write("empty.py")
        work.git("add", "changed.py", "added.py", "empty.py", "notes.txt")
        work.git("rm", "--quiet", "deleted.py")
        work.git("mv", "moved.py", "there.py")
        (work.root / "linked.py").unlink()
        (work.root / "linked.py").symlink_to("same.py")
        work.git("add", "linked.py")
        # None of these is staged.
        work.write("changed.py", "later = 1\n")
        work.write("untracked.py", "later = 1\n")
        (work.root / "same.py").unlink()
        with work.unchanged():
            repository = work.open()
            assert contents(index_tree(repository, ())) == {
                "added.py": TWO.encode(),
                "changed.py": TWO.encode(),
                "empty.py": b"",
                "same.py": ONE.encode(),
                "there.py": (ONE + "# moved\n").encode(),
            }
            seen = {
                item.path: (item.old is not None, item.new is not None)
                for item in repository.staged(first)
            }
            assert seen == {
                "added.py": (False, True),
                "changed.py": (True, True),
                "deleted.py": (True, False),
                "empty.py": (False, True),
                "linked.py": (True, False),
                "moved.py": (True, False),
                "notes.txt": (False, True),
                "there.py": (False, True),
            }

    def test_the_ids_of_a_change(self, work):
        first = work.commit(a=ONE)
        work.write("a.py", TWO)
        work.git("add", "a.py")
        old, new = work.git("rev-parse", "HEAD:a.py"), work.git("rev-parse", ":a.py")
        repository = work.open()
        assert repository.staged(first) == [FileChange("a.py", old, new)]
        second = work.commit()
        assert work.open().changes_between(first, second) == [FileChange("a.py", old, new)]

    def test_a_mode_alone_is_no_change(self, work):
        first = work.commit(a=ONE)
        work.git("update-index", "--chmod=+x", "a.py")
        assert work.open().staged(first) == []

    def test_an_intent_to_add_is_no_part_of_a_commit(self, work):
        first = work.commit(a=ONE, gone=ONE)
        work.write("new.py", TWO)
        work.git("rm", "--quiet", "--cached", "gone.py")
        work.git("add", "--intent-to-add", "new.py", "gone.py")
        repository = work.open()
        assert [(item.path, item.new) for item in repository.staged(first)] == [("gone.py", None)]
        assert set(repository.index()) == {"a.py"}

    def test_before_the_first_commit(self, work):
        work.write("a.py", ONE)
        work.write("b.txt", ONE)
        work.git("add", "--all")
        assert contents(index_tree(work.open(), ())) == {"a.py": ONE.encode()}

    def test_conflicts(self, work):
        work.commit(a=ONE, b=ONE)
        work.git("checkout", "--quiet", "-b", "side")
        work.commit(a="one = 1\n", b="one = 1\n")
        work.git("checkout", "--quiet", "main")
        work.commit(a="two = 2\n", b="two = 2\n")
        work.git("merge", "--quiet", "side", ok=(1,))
        with work.unchanged(), pytest.raises(GitError) as caught:
            work.open().index()
        assert str(caught.value) == (
            "a merge has conflicts in a.py, b.py; resolve them and `git add` the result"
        )
        work.write("a.py", TWO)
        work.write("b.py", TWO)
        work.git("add", "--all")
        assert contents(index_tree(work.open(), ())) == {"a.py": TWO.encode(), "b.py": TWO.encode()}

    def test_an_index_named_from_the_top_of_the_work_tree(self, work):
        work.commit(pkg__a=ONE)
        shutil.copy(work.root / ".git/index", work.root / ".git/other")
        work.write("pkg/a.py", TWO)
        work.git("add", "--all")
        environment = os.environ | {"GIT_INDEX_FILE": ".git/other"}
        repository = work.open("pkg", environment)
        assert contents(index_tree(repository, ())) == {"pkg/a.py": ONE.encode()}


class TestDisk:
    def test_what_is_there(self, work):
        work.commit(changed=ONE, deleted=ONE, same=ONE)
        work.write(".gitignore", "ignored.py\n")
        work.write("changed.py", TWO)
        (work.root / "deleted.py").unlink()
        work.write("untracked.py", TWO)
        work.write("ignored.py", TWO)
        with work.unchanged():
            repository = work.open()
            assert contents(work_tree(repository, ())) == {
                "changed.py": TWO.encode(),
                "same.py": ONE.encode(),
                "untracked.py": TWO.encode(),
            }
            assert repository.unstaged_files() == {"changed.py", "deleted.py", "untracked.py"}

    def test_nothing_behind_a_link_nor_what_never_ends(self, work, tmp_path):
        work.commit(pkg__a=ONE, other__b=ONE, pipe=ONE)
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside/a.py").write_text("secret = 1\n")
        shutil.rmtree(work.root / "pkg")
        (work.root / "pkg").symlink_to(tmp_path / "outside")
        (work.root / "other/b.py").unlink()
        (work.root / "other/b.py").symlink_to(tmp_path / "outside/a.py")
        (work.root / "pipe.py").unlink()
        os.mkfifo(work.root / "pipe.py")
        assert contents(work_tree(work.open(), ())) == {}

    def test_a_folder_became_a_file(self, work):
        work.commit(pkg__a=ONE)
        shutil.rmtree(work.root / "pkg")
        work.write("pkg", "a file")
        assert contents(work_tree(work.open(), ())) == {}

    def test_line_ends_of_a_checkout_are_no_change(self, work):
        work.write(".gitattributes", "*.py text eol=crlf\n")
        work.write("a.py", ONE.replace("\n", "\r\n"))
        work.commit()
        repository = work.open()
        assert repository.unstaged_files() == set()
        assert contents(work_tree(repository, ())) == {"a.py": ONE.replace("\n", "\r\n").encode()}

    def test_a_sparse_checkout(self, work):
        work.commit(pkg__a=ONE, other__b=TWO)
        work.git("sparse-checkout", "set", "pkg")
        assert not (work.root / "other").exists()
        with work.unchanged():
            repository = work.open()
            expected = {"other/b.py": TWO.encode(), "pkg/a.py": ONE.encode()}
            assert contents(work_tree(repository, ())) == expected
            assert contents(index_tree(repository, ())) == expected
            assert repository.unstaged_files() == set()

    @pytest.mark.parametrize("is_linked", [False, True])
    def test_a_sparse_index(self, work, make_work, tmp_path, is_linked):
        work.commit(pkg__a=ONE, other__b=TWO)
        if is_linked:
            work.git("worktree", "add", "--quiet", str(tmp_path / 'a "linked": one'), "-b", "x")
            work = make_work.adopt(tmp_path / 'a "linked": one')
        work.git("sparse-checkout", "set", "--cone", "--sparse-index", "pkg")
        work.commit(pkg__a="a = 1\n")
        work.write("pkg/a.py", TWO)
        work.git("add", "pkg")
        assert "other/\n" in work.git("ls-files", "--sparse") + "\n"
        before = state(tmp_path)
        repository = work.open()
        assert [change.path for change in repository.staged(repository.head)] == ["pkg/a.py"]
        expected = {"other/b.py": TWO.encode(), "pkg/a.py": TWO.encode()}
        assert contents(index_tree(repository, ())) == expected
        assert contents(work_tree(repository, ())) == expected
        assert state(tmp_path) == before

    def test_what_goes_meanwhile(self, work):
        work.commit(a=ONE)
        work.write("new.py", TWO)
        tree = work_tree(work.open(), ())
        assert set(tree.files()) == {"a.py", "new.py"}
        (work.root / "new.py").unlink()
        with pytest.raises(GitError) as caught:
            contents(tree)
        assert str(caught.value) == "new.py was deleted while unbroken was running; run it again"

    def test_what_may_not_be_read(self, work, lock):
        work.commit(a=ONE)
        lock(work.root / "a.py")
        with pytest.raises(GitError) as caught:
            work_tree(work.open(), ()).files()
        assert str(caught.value) == "a.py cannot be read: Permission denied"


def test_file_with_a_mode_of_old_versions_of_git_is_a_file(work):
    blob = work.git("hash-object", "-w", "--stdin", given=b"def f(a): ...\n")
    inner = b"100664 a.py\0" + bytes.fromhex(blob)
    tree = work.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", given=inner)
    commit = work.git("commit-tree", tree, "-m", "old")
    work.git("update-ref", "refs/heads/main", commit)
    work.git("reset", "--quiet", "--hard")
    repository = work.open()
    assert contents(commit_tree(repository, commit, ())) == {"a.py": b"def f(a): ...\n"}
    assert list(repository.tree(commit).files_under("")) == ["a.py"]
    new = work.commit(a="def f(): ...\n")
    changes = work.open().changes_between(commit, new)
    assert [(change.path, change.old) for change in changes] == [("a.py", blob)]
