"""Which repository is found, and which commits a name means."""

from __future__ import annotations

import os

import pytest

from tests.sources.sample_sources import ONE, TWO, contents
from unbroken.errors import GitError
from unbroken.sources.git.repository import Repository
from unbroken.sources.trees import commit_tree, index_tree, work_tree


class TestDiscovery:
    def test_from_the_root(self, work):
        commit = work.commit(a=ONE)
        repository = work.open()
        assert (repository.root, repository.head) == (str(work.root), commit)
        assert (repository.is_bare, repository.is_shallow) == (False, False)

    def test_from_a_folder_in_it(self, work):
        work.commit(pkg__a=ONE)
        assert work.open("pkg").root == str(work.root)

    def test_before_the_first_commit(self, work):
        repository = work.open()
        assert repository.head is None
        assert repository.root == str(work.root)

    def test_through_a_link(self, work, tmp_path):
        work.commit(a=ONE)
        (tmp_path / "link").symlink_to(work.root)
        with Repository.discover(str(tmp_path / "link")) as repository:
            assert repository.root == str(work.root)

    def test_a_folder_with_a_newline_in_its_name(self, make_work):
        work = make_work("two\nlines\n")
        commit = work.commit(a=ONE)
        repository = work.open()
        assert (repository.root, repository.head) == (str(work.root), commit)
        assert contents(work_tree(repository, ())) == {"a.py": ONE.encode()}

    def test_a_linked_worktree(self, work):
        first = work.commit(a=ONE)
        linked = work.root.parent / "linked"
        work.git("worktree", "add", "--quiet", "--detach", str(linked))
        (linked / "a.py").write_text(TWO)
        with work.unchanged(), Repository.discover(str(linked)) as repository:
            assert (repository.root, repository.head) == (str(linked), first)
            assert contents(work_tree(repository, ())) == {"a.py": TWO.encode()}
            assert contents(index_tree(repository, ())) == {"a.py": ONE.encode()}

    def test_where_the_user_says(self, work, tmp_path):
        commit = work.commit(a=ONE)
        environment = os.environ | {
            "GIT_DIR": os.path.join("work", ".git"),
            "GIT_WORK_TREE": "work",
        }
        with Repository.discover(str(tmp_path), environment) as repository:
            assert (repository.root, repository.head) == (str(work.root), commit)
            assert contents(work_tree(repository, ())) == {"a.py": ONE.encode()}

    def test_with_sha256(self, make_work):
        work = make_work("work", "--object-format=sha256")
        commit = work.commit(a=ONE)
        repository = work.open()
        assert len(commit) == 64
        assert repository.head == commit
        assert contents(index_tree(repository, ())) == {"a.py": ONE.encode()}
        assert repository.unstaged_files() == set()

    def test_none(self, tmp_path):
        with pytest.raises(GitError) as caught:
            Repository.discover(str(tmp_path))
        assert str(caught.value) == (
            f"{tmp_path} is not in a git repository; run unbroken inside one, or compare two "
            "folders with `unbroken diff OLD NEW`"
        )

    def test_git_is_not_installed(self, work, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(GitError) as caught:
            work.open()
        assert str(caught.value) == "git was not found; install git, or put it on PATH"

    def test_git_is_not_a_program(self, work, tmp_path, monkeypatch):
        (tmp_path / "git").write_text("")
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(GitError) as caught:
            work.open()
        assert str(caught.value) == "git could not be started: Permission denied"

    def test_a_folder_that_is_not_there(self, work):
        with pytest.raises(GitError) as caught:
            work.open("lost")
        assert str(caught.value) == f"{work.root}/lost: there is no such folder"

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
    def test_somebody_elses(self, work):
        work.commit(a=ONE)
        os.chown(work.root / ".git", 12345, 12345)
        os.chown(work.root, 12345, 12345)
        with pytest.raises(GitError) as caught:
            work.open()
        assert str(caught.value) == (
            f"git cannot use the repository at {work.root}: detected dubious ownership in "
            f"repository at '{work.root}'\nTo add an exception for this directory, call:\n\n"
            f"\tgit config --global --add safe.directory {work.root}"
        )
        trusted = os.environ | {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": str(work.root),
        }
        assert work.open(environment=trusted).head is not None
        # As `git -c safe.directory=… commit` hands it on to its hooks.
        trusted = os.environ | {"GIT_CONFIG_PARAMETERS": f"'safe.directory'='{work.root}'"}
        assert work.open(environment=trusted).head is not None


class TestBare:
    def test_revisions_can_be_compared(self, work, make_work):
        first, second = work.commit(a=ONE), work.commit(a=TWO)
        bare = make_work("bare", "--bare")
        work.git("push", "--quiet", str(bare.root), "main")
        with bare.unchanged():
            repository = bare.open()
            assert (repository.is_bare, repository.head) == (True, second)
            assert contents(commit_tree(repository, first, ())) == {"a.py": ONE.encode()}
            assert [item.path for item in repository.changes_between(first, second)] == ["a.py"]
            assert repository.index() == {}

    def test_nothing_is_staged(self, make_work):
        repository = make_work("bare", "--bare").open()
        with pytest.raises(GitError) as caught:
            repository.staged("HEAD")
        assert str(caught.value) == (
            "nothing can be staged in a bare repository; run unbroken in a clone of it, or "
            "compare two revisions: unbroken full --baseline v1.0 --current main"
        )


class TestResolving:
    @pytest.mark.parametrize(
        "ref",
        ["HEAD", "main", "v1", "annotated", "twice", "refs/tags/v1", "HEAD~1", "@{0}", ":/second"],
    )
    def test_what_names_a_commit(self, work, ref):
        first = work.commit("v1", a=ONE)
        work.git("tag", "-a", "-m", "one", "annotated", "v1")
        work.git("tag", "-a", "-m", "two", "twice", "annotated")
        work.write("a.py", TWO)
        work.git("commit", "--quiet", "-a", "-m", "second")
        expected = (
            first
            if ref not in ("HEAD", "main", "@{0}", ":/second")
            else work.git("rev-parse", "HEAD")
        )
        assert work.open().resolve(ref) == expected

    @pytest.mark.parametrize(
        "ref",
        ["", "lost", "-x", "--upload-pack=touch pwned", "--all", "v1\nmain", "main\n", "main\0",
         "HEAD:a.py", "HEAD^{tree}", "file", "main..main", "^main", " ", "lost^{commit}"],
    )  # fmt: skip
    def test_what_names_none(self, work, ref):
        work.commit("v1", a=ONE)
        work.git("tag", "file", "HEAD:a.py")
        work.git("update-ref", "refs/tags/-x", "HEAD")
        with work.unchanged():
            assert work.open().resolve(ref) is None

    def test_a_hostile_name_does_not_confuse_what_comes_next(self, work):
        commit = work.commit(a=ONE)
        repository = work.open()
        for ref in ("main\nHEAD", "x" * 10_000, "é" * 3000, "%(objectname)", "main missing"):
            assert repository.resolve(ref) is None
            assert repository.resolve("main") == commit

    def test_ancestors(self, work):
        first, second = work.commit(a=ONE), work.commit(a=TWO)
        work.git("checkout", "--quiet", "-b", "side", first)
        side = work.commit(b=ONE)
        work.git("checkout", "--quiet", "--orphan", "alone")
        alone = work.commit(c=ONE)
        repository = work.open()
        assert repository.merge_base(second, side) == first
        assert repository.merge_base(second, second) == second
        assert repository.merge_base(second, alone) is None
        assert repository.is_ancestor(first, second)
        assert repository.is_ancestor(first, first)
        assert not repository.is_ancestor(second, side)
        assert not repository.is_ancestor(alone, side)

    def test_refs(self, work):
        first = work.commit("v1", a=ONE)
        work.git("tag", "-a", "-m", "one", "annotated")
        work.git("tag", "-a", "-m", "two", "twice", "annotated")
        work.git("tag", "file", "HEAD:a.py")
        work.git("tag", "-a", "-m", "a file", "told", "HEAD:a.py")
        work.git("update-ref", "refs/tags/--upload-pack=x", "HEAD")
        second = work.commit("v2", a=TWO)
        repository = work.open()
        own = [
            ("refs/tags/--upload-pack=x", first),
            ("refs/tags/annotated", first),
            ("refs/tags/twice", first),
            ("refs/tags/v1", first),
        ]
        assert repository.refs("refs/tags", merged=first) == own
        assert repository.refs("refs/tags") == [*own, ("refs/tags/v2", second)]
        assert repository.refs("refs/heads", "refs/tags/v2") == [
            ("refs/heads/main", second),
            ("refs/tags/v2", second),
        ]
