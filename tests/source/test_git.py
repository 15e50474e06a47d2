"""What git is asked: every kind of revision, and every place a repository is found from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from holdfast.errors import GitError
from holdfast.source.git import Change, Repository
from holdfast.source.tree import commit_tree, index_tree, work_tree

ONE = "def f():\n    pass\n"
TWO = "def f(a):\n    pass\n"


def contents(tree) -> dict[str, bytes]:
    return tree.read(tree.files())


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
        assert repository.unstaged() == set()

    def test_none(self, tmp_path):
        with pytest.raises(GitError) as caught:
            Repository.discover(str(tmp_path))
        assert str(caught.value) == (
            f"{tmp_path} is not in a git repository; run holdfast inside one, or compare two "
            "folders with `holdfast diff OLD NEW`"
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
            assert [each.path for each in repository.between(first, second)] == ["a.py"]
            assert repository.index() == {}

    def test_nothing_is_staged(self, make_work):
        repository = make_work("bare", "--bare").open()
        with pytest.raises(GitError) as caught:
            repository.staged("HEAD")
        assert str(caught.value) == (
            "nothing can be staged in a bare repository; name what to compare, "
            "e.g. --baseline v1.0 --current main"
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
        ids = {each.partition("\t")[2]: each.split()[2] for each in listed if each}
        repository = odd.open()
        expected = {path: ids[path] for path in self.EXPECTED}
        assert repository.tree("HEAD") == repository.index() == repository.disk() == expected

    @pytest.mark.parametrize(
        "under", [("a",), ("a", "pkg"), ("deep/er",), ("a.py",), ("lost",), ("*.py",)]
    )
    def test_only_some_folders(self, odd, under):
        expected = {
            path
            for path in self.EXPECTED
            if any(f"{path}/".startswith(f"{each}/") for each in under)
        }
        repository = odd.open()
        assert set(repository.tree("HEAD", under)) == expected
        assert set(repository.index(under)) == expected
        assert set(repository.disk(under)) == expected

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
            "incomplete or damaged; `git fsck` tells more"
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
                each.path: (each.old is not None, each.new is not None)
                for each in repository.staged(first)
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
        assert repository.staged(first) == [Change("a.py", old, new)]
        second = work.commit()
        assert work.open().between(first, second) == [Change("a.py", old, new)]

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
        assert [(each.path, each.new) for each in repository.staged(first)] == [("gone.py", None)]
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
            assert repository.unstaged() == {"changed.py", "deleted.py", "untracked.py"}

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
        assert repository.unstaged() == set()
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
            assert repository.unstaged() == set()

    def test_what_goes_meanwhile(self, work):
        work.commit(a=ONE)
        work.write("new.py", TWO)
        tree = work_tree(work.open(), ())
        assert set(tree.files()) == {"a.py", "new.py"}
        (work.root / "new.py").unlink()
        with pytest.raises(GitError) as caught:
            contents(tree)
        assert str(caught.value) == "new.py went while holdfast was running; run it again"

    def test_what_may_not_be_read(self, work, lock):
        work.commit(a=ONE)
        lock(work.root / "a.py")
        with pytest.raises(GitError) as caught:
            work_tree(work.open(), ()).files()
        assert str(caught.value) == "a.py cannot be read: Permission denied"


class TestSearch:
    def test_whole_words_in_source_files(self, work):
        work.commit(pkg__a="from x import name\n", pkg__b="rename = 1\n", c="name\n")
        work.write("pkg/notes.txt", "name\n")
        work.write(b"pkg/latin\xe9.py", b"# \xff\xfe\0\nname = 1\n")
        work.write("pkg/star.py", "from .a import *\n")
        work.commit()
        with work.unchanged():
            repository = work.open()
            latin = os.fsdecode(b"pkg/latin\xe9.py")
            assert repository.containing(["name"], "HEAD", ["pkg"]) == ["pkg/a.py", latin]
            assert set(repository.containing(["name"], "HEAD")) == {"c.py", "pkg/a.py", latin}
            assert repository.containing(["import *", "rename"], "HEAD", ["pkg"]) == [
                "pkg/b.py",
                "pkg/star.py",
            ]
            assert repository.containing(["lost"], "HEAD") == []
            assert repository.containing([], "HEAD") == []

    def test_words_that_mean_something_elsewhere(self, work):
        work.commit(a="x = [1]\n", b="-e\n")
        repository = work.open()
        assert repository.containing(["[1]"], "HEAD") == ["a.py"]
        assert repository.containing(["-e"], "HEAD") == ["b.py"]
        assert repository.containing([".*"], "HEAD") == []

    def test_more_words_than_fit_on_a_line(self, work):
        work.commit(a="x19999 = 1\n")
        words = [f"x{number}" for number in range(20_000)]
        assert work.open().containing(words, "HEAD") == ["a.py"]


class TestDamage:
    def test_a_lost_file(self, work):
        work.commit(a=ONE)
        lost = work.git("rev-parse", "HEAD:a.py")
        os.unlink(work.root / ".git/objects" / lost[:2] / lost[2:])
        with pytest.raises(GitError) as caught:
            contents(commit_tree(work.open(), "HEAD", ()))
        assert str(caught.value) == (
            f"git does not have the object {lost}, which the history names: the repository is "
            "incomplete or damaged; `git fsck` tells more"
        )

    def test_a_lost_folder(self, work):
        work.commit(pkg__a=ONE)
        lost = work.git("rev-parse", "HEAD:pkg")
        os.unlink(work.root / ".git/objects" / lost[:2] / lost[2:])
        with pytest.raises(GitError) as caught:
            work.open().tree("HEAD")
        assert str(caught.value) == (
            f"git does not have the object {lost}, which the history names: the repository is "
            "incomplete or damaged; `git fsck` tells more"
        )

    def test_a_damaged_file(self, work):
        work.commit(a=ONE)
        lost = work.git("rev-parse", "HEAD:a.py")
        place = work.root / ".git/objects" / lost[:2] / lost[2:]
        os.chmod(place, 0o644)
        place.write_bytes(b"damaged")
        with pytest.raises(GitError) as caught:
            contents(commit_tree(work.open(), "HEAD", ()))
        assert str(caught.value).startswith(("git cannot read its objects: ", "git does not have"))

    def test_a_partial_clone_is_never_completed(self, work, tmp_path):
        work.commit("v1", pkg__a=ONE)
        work.commit(pkg__a=TWO)
        work.git("config", "uploadpack.allowFilter", "true")
        source = f"file://{work.root}"
        subprocess.run(
            ["git", "clone", "--quiet", "--filter=blob:none", source, tmp_path / "partial"],
            check=True,
        )
        before = sorted((tmp_path / "partial/.git/objects").rglob("*"))
        with Repository.discover(str(tmp_path / "partial")) as repository:
            assert contents(commit_tree(repository, "HEAD", ())) == {"pkg/a.py": TWO.encode()}
            tree = commit_tree(repository, repository.resolve("v1"), ())
            with pytest.raises(GitError) as caught:
                contents(tree)
            first, rest = str(caught.value).split("\n", 1)
            assert first.startswith("git cannot read its objects: ")
            assert rest.endswith(
                "This is a partial clone, and holdfast never fetches. Get what is missing with:\n"
                "    git fetch --refetch --no-filter\n"
                "or clone without --filter."
            )
            assert sorted((tmp_path / "partial/.git/objects").rglob("*")) == before
            subprocess.run(
                ["git", "fetch", "--quiet", "--refetch", "--no-filter"],
                cwd=tmp_path / "partial",
                check=True,
            )
            assert contents(tree) == {"pkg/a.py": ONE.encode()}

    def test_git_fails(self, work):
        work.commit(a=ONE)
        with pytest.raises(GitError) as caught:
            work.open().between("lost", "HEAD")
        assert str(caught.value) == "git diff-tree failed: fatal: bad revision 'lost'"


def test_what_is_replaced_is_read_as_it_was_committed(work):
    first = work.commit(a=ONE)
    second = work.commit(a=TWO)
    work.git("replace", second, first)
    assert contents(commit_tree(work.open(), second, ())) == {"a.py": TWO.encode()}


def test_what_starting_up_imports():
    heavy = [
        "msgspec", "dataclasses", "pathspec", "rich", "libcst", "griffe", "pathlib", "json",
        "importlib.metadata", "hashlib", "packaging", "tomli", "difflib", "tarfile", "zipfile",
    ]  # fmt: skip
    code = (
        "import sys; before = set(sys.modules)\n"
        "import holdfast.config, holdfast.config_file, holdfast.project\n"
        "import holdfast.source.git, holdfast.source.tree, holdfast.source.baseline\n"
        f"print([each for each in {heavy} if each in set(sys.modules) - before])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
