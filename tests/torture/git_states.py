"""States that a git repository can be in: each is made from a library that was released.

A break is staged in most of them. Every state has what must come out: the break is found, or there
is none, or the check is refused.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.checkout import commit, git, repository, run, stage, write

BREAK = {"pkg/data.py": "def load(path): ...\n"}
PROGRAM = "sh -c 'touch \"$HOSTILE\"; false'"
"""What no configuration of a repository may make anybody run; `$HOSTILE` is in the environment."""


class Expected(NamedTuple):
    """The exit code of a check, and a pattern that is in its output."""

    code: int
    pattern: str


class Ran(NamedTuple):
    """Where a check runs, and with which variables."""

    folder: Path
    variables: Mapping[str, str] = {}  # never changed


State = Callable[[Path], "Path | Ran | None"]
"""Changes a repository; returns the folder to run in, None for the repository itself."""

WITHOUT_TAGS = Expected(1, r"\(no release tag was found, so the first parent of HEAD\)")
FOUND = Expected(1, r"error\[parameter-removed\] pkg\.data\.load: ")


NEW_INDEX = r"(?s)index .*git rev-parse --git-path index.* && git reset"


def refused(pattern: str) -> Expected:
    """Return what is expected where a check cannot be made, and a part of why."""
    return Expected(2, pattern)


def passed(pattern: str) -> Expected:
    """Return what is expected where nothing broke, and a part of what was compared."""
    return Expected(0, pattern)


def broken(pattern: str) -> Expected:
    """Return what is expected where something else than the parameter broke."""
    return Expected(1, pattern)


def after(*commands: str, files: Mapping[str, str] = BREAK) -> State:
    """Stage some files and run git commands, each with words that have no spaces."""

    def change(folder: Path) -> None:
        stage(folder, files)
        for command in commands:
            git(folder, *command.split(" "))

    return change


def configured(*settings: str) -> State:
    """Stage the break and set the configuration, as `name value`; `PROGRAM` is a program."""

    def change(folder: Path) -> None:
        stage(folder, BREAK)
        for setting in settings:
            name, _, value = setting.partition(" ")
            git(folder, "config", "--add", name, PROGRAM if value == "PROGRAM" else value)

    return change


def file(path: str, data: bytes) -> State:
    """Stage the break and write one of git's own files."""

    def change(folder: Path) -> None:
        stage(folder, BREAK)
        (folder / ".git" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / ".git" / path).write_bytes(data)

    return change


def variables(**names: str) -> State:
    """Stage the break and set variables; `FOLDER` in a value stands for the repository."""

    def change(folder: Path) -> Ran:
        stage(folder, BREAK)
        values = {name: value.replace("FOLDER", str(folder)) for name, value in names.items()}
        return Ran(folder, values)

    return change


def objects_of(folder: Path, *revisions: str) -> Iterator[Path]:
    """Yield the files of loose objects."""
    for revision in revisions:
        name = git(folder, "rev-parse", revision).strip()
        path = folder / ".git/objects" / name[:2] / name[2:]
        path.chmod(0o644)
        yield path


def lost(*revisions: str) -> State:
    """Stage the break and delete objects."""

    def change(folder: Path) -> None:
        stage(folder, BREAK)
        for path in list(objects_of(folder, *revisions)):
            path.unlink()

    return change


def damaged(*revisions: str) -> State:
    """Stage the break and damage objects."""

    def change(folder: Path) -> None:
        stage(folder, BREAK)
        for path in list(objects_of(folder, *revisions)):
            path.write_bytes(b"damaged")

    return change


def cloned(*options: str, then: State | None = None, source: str = "file://{}") -> State:
    """Clone the repository with options, and stage the break in the clone."""

    def change(folder: Path) -> Path | Ran:
        git(folder, "config", "uploadpack.allowFilter", "true")
        commit(folder, {"pkg/data.py": "def load(path, limit=None, more=1): ...\n"})
        clone = folder.parent / "clone"
        git(folder.parent, "clone", "--quiet", *options, source.format(folder), str(clone))
        stage(clone, BREAK)
        return (then(clone) if then is not None else None) or clone

    return change


def literal_tree(folder: Path, entries: bytes) -> str:
    """Write a tree that git would refuse to make, and a release of it; return the tree."""
    path = folder / ".git/entries"
    path.write_bytes(entries)
    tree = git(folder, "hash-object", "-t", "tree", "-w", "--literally", str(path)).strip()
    made = git(folder, "commit-tree", tree, "-p", "HEAD", "-m", "x").strip()
    git(folder, "tag", "v1.0.1", made)
    git(folder, "reset", "--quiet", "--soft", made)
    return tree


def entry(mode: str, name: bytes, identity: str) -> bytes:
    """Return an entry of a tree object."""
    return f"{mode} ".encode() + name + b"\0" + bytes.fromhex(identity)


def _truncated_index(folder: Path) -> None:
    stage(folder, BREAK)
    index = folder / ".git/index"
    index.write_bytes(index.read_bytes()[:40])


def _topics(folder: Path, *limits: int) -> None:
    """Make branches that each change the default of a parameter, and go back to `main`."""
    for limit in limits:
        git(folder, "checkout", "--quiet", "-b", f"topic{limit}", "v1.0.0")
        commit(folder, {"pkg/data.py": f"def load(path, limit={limit}): ...\n"})
    git(folder, "checkout", "--quiet", "main")


def conflicting(*command: str) -> State:
    """Run a command that ends with a conflict."""

    def change(folder: Path) -> None:
        _topics(folder, 1, 2)
        git(folder, "merge", "--quiet", "topic1")
        assert run(folder, "git", *command).returncode

    return change


def _conflict_elsewhere(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "-b", "topic")
    commit(folder, {"README": "one"})
    git(folder, "checkout", "--quiet", "main")
    commit(folder, {"README": "two"})
    assert run(folder, "git", "merge", "--quiet", "topic").returncode
    write(folder, BREAK)
    git(folder, "add", "pkg")


def _stopped_rebase(folder: Path) -> None:
    commit(folder, {"a.txt": "a"})
    commit(folder, {"a.txt": "b"})
    editor = "sed -i s/^pick/edit/"
    run(folder, "git", "rebase", "--quiet", "-i", "HEAD~2", GIT_SEQUENCE_EDITOR=editor)
    stage(folder, BREAK)


def _rebase_of_the_break(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "-b", "topic")
    commit(folder, {**BREAK, "a.txt": "a"})
    git(folder, "checkout", "--quiet", "main")
    commit(folder, {"a.txt": "b"})
    git(folder, "checkout", "--quiet", "topic")
    assert run(folder, "git", "rebase", "--quiet", "main").returncode
    write(folder, {"a.txt": "ab"})
    git(folder, "add", "a.txt")


def _patch_that_does_not_apply(folder: Path) -> None:
    commit(folder, {"a.txt": "a\n"})
    patch = git(folder, "format-patch", "--stdout", "-1")
    (folder.parent / "patch").write_text(patch)
    assert run(folder, "git", "am", "--quiet", str(folder.parent / "patch")).returncode
    stage(folder, BREAK)


def _merged_break(*options: str) -> State:
    def change(folder: Path) -> None:
        git(folder, "checkout", "--quiet", "-b", "topic")
        commit(folder, BREAK)
        git(folder, "checkout", "--quiet", "main")
        commit(folder, {"a.txt": "a"})
        git(folder, "merge", "--quiet", *options, "topic")

    return change


def _octopus(folder: Path) -> None:
    for name in ("one", "two", "three"):
        git(folder, "checkout", "--quiet", "-b", name, "v1.0.0")
        commit(folder, {f"{name}.txt": name})
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-commit", "one", "two", "three")
    stage(folder, BREAK)


def _hundred_parents(folder: Path) -> None:
    parents: list[str] = []
    for number in range(100):
        parents += ["-p", git(folder, "commit-tree", "HEAD^{tree}", "-m", str(number)).strip()]
    made = git(folder, "commit-tree", "HEAD^{tree}", "-m", "x", "-p", "HEAD", *parents).strip()
    git(folder, "reset", "--quiet", made)
    stage(folder, BREAK)


def _stash(folder: Path) -> None:
    write(folder, {"pkg/data.py": "def load(path, limit=3): ...\n"})
    git(folder, "stash")
    stage(folder, BREAK)


def _picked(*command: str) -> State:
    def change(folder: Path) -> None:
        git(folder, "checkout", "--quiet", "-b", "topic")
        commit(folder, BREAK)
        git(folder, "checkout", "--quiet", "main")
        git(folder, *command)

    return change


def _reverted(folder: Path) -> None:
    commit(folder, {"pkg/data.py": "def load(path, limit=None, more=1): ...\n"}, "v1.1.0")
    git(folder, "revert", "--no-commit", "HEAD")


def _bisect(folder: Path) -> None:
    for number in range(4):
        commit(folder, {"a.txt": str(number)})
    git(folder, "bisect", "start", "HEAD", "v1.0.0")
    stage(folder, BREAK)


def _clone_without_tags(folder: Path) -> Path:
    commit(folder, BREAK)
    git(folder.parent, "clone", "--quiet", "--no-tags", f"file://{folder}", "clone")
    return folder.parent / "clone"


def _detached_clone_without_tags(folder: Path) -> Path:
    clone = _clone_without_tags(folder)
    git(clone, "checkout", "--quiet", "--detach")
    git(clone, "branch", "--quiet", "-D", "main")
    return clone


def _completed_clone(clone: Path) -> None:
    git(clone, "fetch", "--quiet", "--depth=1", "origin", "refs/tags/v1.0.0:refs/tags/v1.0.0")
    said = run(clone, sys.executable, "-m", "unbroken", "check")
    assert "HEAD does not descend from the only release tag" in said.stderr
    git(clone, "fetch", "--quiet", "--unshallow", "--tags")  # as the message advises


def _without_origin(clone: Path) -> None:
    shutil.rmtree(clone.parent / "library")


def _bare(folder: Path) -> Path:
    git(folder.parent, "clone", "--quiet", "--bare", f"file://{folder}", "bare.git")
    return folder.parent / "bare.git"


def _worktree(folder: Path) -> Path:
    git(folder, "worktree", "add", "--quiet", "../linked", "-b", "linked")
    stage(folder.parent / "linked", BREAK)
    return folder.parent / "linked"


def _lost_worktree(folder: Path) -> Path:
    linked = _worktree(folder)
    shutil.rmtree(folder / ".git/worktrees")
    return linked


def _moved_repository(folder: Path) -> Path:
    linked = _worktree(folder)
    folder.rename(folder.parent / "moved")
    return linked


def _beside_a_lost_worktree(folder: Path) -> None:
    shutil.rmtree(_worktree(folder))
    stage(folder, BREAK)


def _separate_folder(folder: Path) -> None:
    stage(folder, BREAK)
    git(folder, "init", "--quiet", "--separate-git-dir", "../elsewhere.git")


def _linked_git(folder: Path) -> None:
    stage(folder, BREAK)
    (folder / ".git").rename(folder.parent / "elsewhere")
    (folder / ".git").symlink_to("../elsewhere")


def _git_file(text: str) -> State:
    def change(folder: Path) -> None:
        stage(folder, BREAK)
        (folder / ".git").rename(folder.parent / "elsewhere")
        (folder / ".git").write_text(text)

    return change


def _inside_git(folder: Path) -> Path:
    stage(folder, BREAK)
    return folder / ".git"


def _inside_a_folder(folder: Path) -> Path:
    stage(folder, BREAK)
    return folder / "pkg"


def _in_a_submodule(folder: Path) -> Path:
    outer = repository(folder.parent / "outer", {"a.txt": "a"})
    run(outer, "git", "-c", "protocol.file.allow=always", "submodule", "add", str(folder), "sub")
    stage(outer / "sub", BREAK)
    return outer / "sub"


def _in_a_lost_submodule(folder: Path) -> Path:
    inner = _in_a_submodule(folder)
    shutil.rmtree(inner.parent / ".git/modules")
    return inner


def _beside_a_submodule(folder: Path) -> None:
    inner = repository(folder.parent / "inner", {"a.py": "a = 1\n"})
    run(folder, "git", "-c", "protocol.file.allow=always", "submodule", "add", str(inner), "sub")
    commit(folder, {})
    stage(folder, BREAK)


def _nested_repository(folder: Path) -> None:
    repository(folder / "pkg/vendored", {"a.py": "def f(): ...\n"})
    write(folder, BREAK)
    git(folder, "add", "pkg/data.py")


def _submodule(folder: Path) -> None:
    head = git(folder, "rev-parse", "HEAD").strip()
    git(folder, "rm", "--quiet", "-r", "--cached", "pkg")
    git(folder, "update-index", "--add", "--cacheinfo", f"160000,{head},pkg")


def _named(name: str) -> State:
    def change(folder: Path) -> Path:
        stage(folder, BREAK)
        folder.rename(folder.parent / name)
        return folder.parent / name

    return change


def _orphan(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "--orphan", "lonely")
    stage(folder, BREAK)


def _unborn(folder: Path) -> Path:
    new = folder.parent / "new"
    new.mkdir()
    git(new, "init", "--quiet")
    stage(new, {"pyproject.toml": '[project]\nname = "pkg"\n', "pkg/__init__.py": "a = 1\n"})
    return new


def _sparse(folder: Path) -> None:
    git(folder, "sparse-checkout", "init", "--cone", "--sparse-index")
    git(folder, "sparse-checkout", "set", "docs")


def _sparse_with_the_package(folder: Path) -> None:
    commit(folder, {"docs/a/b.txt": "b"})
    git(folder, "sparse-checkout", "init", "--cone", "--sparse-index")
    git(folder, "sparse-checkout", "set", "pkg")
    stage(folder, BREAK)


def _flagged(option: str) -> State:
    def change(folder: Path) -> None:
        git(folder, "update-index", option, "pkg/data.py")
        write(folder, BREAK)

    return change


def _links(folder: Path) -> None:
    (folder / "pkg/data.py").unlink()
    (folder / "pkg/data.py").symlink_to("/etc/passwd")
    git(folder, "add", "--all")


def _link_inside(folder: Path) -> None:
    write(folder, {"pkg/_new.py": BREAK["pkg/data.py"]})
    (folder / "pkg/data.py").unlink()
    (folder / "pkg/data.py").symlink_to("_new.py")
    git(folder, "add", "--all")


def _now_a_package(folder: Path) -> None:
    stage(folder, {"pkg/data.py": None})
    stage(folder, {"pkg/data/__init__.py": BREAK["pkg/data.py"]})


def _renamed(folder: Path) -> None:
    git(folder, "mv", "pkg/data.py", "pkg/other.py")


def _renamed_by_case(folder: Path) -> None:
    git(folder, "config", "core.ignoreCase", "true")
    git(folder, "mv", "--force", "pkg/data.py", "pkg/Data.py")


def _strange_names(folder: Path) -> None:
    stage(folder, {**BREAK, "pkg/new\nline.py": "a = 1\n", "pkg/\x1b[31m.py": "a = 1\n"})
    write(folder, {f"{'d' * 200}/{'e' * 200}/f.py": ""})
    (folder / os.fsdecode(b"pkg/\xff.py")).write_text("a = 1\n")
    git(folder, "add", "--all")


def _other_names(folder: Path) -> None:
    files = ("pkg/*.py", "pkg/:(top)a.py", "pkg/[a-z].py", "-x.py", "pkg/a\\b.py", "pkg/ü/é.py")
    commit(folder, dict.fromkeys(files, "a = 1\n"))
    stage(folder, BREAK)


def _foreign_name(folder: Path) -> None:
    commit(folder, {"pkg/dätä.py": "def load(path, limit=None): ...\n"}, "v1.1.0")
    stage(folder, {"pkg/dätä.py": "def load(path): ...\n"})


def _mode(mode: str) -> State:
    def change(folder: Path) -> None:
        stage(folder, BREAK)
        blob = git(folder, "rev-parse", ":pkg/data.py").strip()
        git(folder, "update-index", "--cacheinfo", f"{mode},{blob},pkg/data.py")

    return change


def _group_writable(folder: Path) -> None:
    """Make a release whose files have the mode 100664, as git wrote them at first."""
    names = ("__init__.py", "data.py")
    blobs = [git(folder, "rev-parse", f"HEAD:pkg/{name}").strip() for name in names]
    entries = b"".join(
        entry("100664", name.encode(), blob) for name, blob in zip(names, blobs, strict=True)
    )
    path = folder / ".git/entries"
    path.write_bytes(entries)
    tree = git(folder, "hash-object", "-t", "tree", "-w", "--literally", str(path)).strip()
    top = entry(
        "100664", b"pyproject.toml", git(folder, "rev-parse", "HEAD:pyproject.toml").strip()
    )
    literal_tree(folder, entry("40000", b"pkg", tree) + top)
    git(folder, "reset", "--quiet")
    stage(folder, BREAK)


def _hostile_tree(*names: bytes) -> State:
    """Return a release with entries that lead out of it, beside the package."""

    def change(folder: Path) -> None:
        blob = git(folder, "rev-parse", "HEAD:pkg/data.py").strip()
        tops = [(b"pkg", "40000"), (b"pyproject.toml", "100644")]
        known = [
            entry(mode, name, git(folder, "rev-parse", f"HEAD:{name.decode()}").strip())
            for name, mode in tops
        ]
        hostile = [entry("100644", name, blob) for name in names]
        literal_tree(folder, b"".join([*hostile, *known]))
        stage(folder, BREAK)

    return change


def _intent_to_add(folder: Path) -> None:
    write(folder, {"pkg/new.py": "def f(a): ...\n"})
    git(folder, "add", "--intent-to-add", "pkg/new.py")


def _everything_deleted(folder: Path) -> None:
    git(folder, "rm", "--quiet", "-r", "pkg")


def _merge_of_unrelated(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "--orphan", "other")
    commit(folder, {"b.txt": "b"})
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-commit", "--allow-unrelated-histories", "other")
    stage(folder, BREAK)


def _replaced_file(folder: Path) -> None:
    stage(folder, BREAK)
    git(folder, "replace", "v1.0.0:pkg/data.py", ":pkg/data.py")


def _line_ends(folder: Path) -> None:
    commit(folder, {".gitattributes": "*.py text eol=crlf\n"})
    git(folder, "config", "core.autocrlf", "true")
    stage(folder, {"pkg/data.py": "def load(path): ...\r\n"})


def _encoded(folder: Path) -> None:
    commit(folder, {".gitattributes": "data.py working-tree-encoding=UTF-16LE\n"})
    (folder / "pkg/data.py").write_bytes(BREAK["pkg/data.py"].encode("utf-16-le"))
    git(folder, "add", "pkg/data.py")


def _attributes(text: str, *settings: str) -> State:
    def change(folder: Path) -> Path | Ran | None:
        stage(folder, {".gitattributes": text})
        return configured(*settings)(folder)

    return change


def _hooks(folder: Path) -> None:
    stage(folder, BREAK)
    for name in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"):
        path = folder / ".git/hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{PROGRAM}\n")
        path.chmod(0o755)


def _sha256(folder: Path) -> Path:
    new = folder.parent / "sha256"
    new.mkdir()
    git(new, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    shutil.copytree(folder / "pkg", new / "pkg")
    shutil.copy(folder / "pyproject.toml", new)
    commit(new, {}, "v1.0.0")
    stage(new, BREAK)
    return new


def _packed(folder: Path) -> None:
    git(folder, "repack", "-adbq", "--write-midx")
    git(folder, "commit-graph", "write", "--reachable", "--changed-paths")
    stage(folder, BREAK)


def _damaged_file(pattern: str, at: int) -> State:
    def change(folder: Path) -> None:
        _packed(folder)
        git(folder, "prune-packed")
        (path,) = (folder / ".git/objects").glob(pattern)
        path.chmod(0o644)
        data = path.read_bytes()
        path.write_bytes(data[:at] + b"\xff" * 8 + data[at + 8 :])

    return change


def _many_tags(folder: Path) -> None:
    head = git(folder, "rev-parse", "HEAD").strip()
    names = [f"{head} refs/tags/build-{number}" for number in range(20_000)]
    names += [f"{head} refs/pull/{number}/head" for number in range(20_000)]
    header = "# pack-refs with: peeled fully-peeled sorted \n"
    (folder / ".git/packed-refs").write_text(header + "\n".join(sorted(names, key=_ref)) + "\n")
    stage(folder, BREAK)


def _ref(line: str) -> str:
    return line.partition(" ")[2]


def _release_without_package(folder: Path) -> None:
    tree = git(folder, "hash-object", "-t", "tree", "-w", "/dev/null").strip()
    made = git(folder, "commit-tree", tree, "-p", "HEAD", "-m", "x").strip()
    git(folder, "tag", "v1.0.1", made)
    git(folder, "reset", "--quiet", "--soft", made)
    stage(folder, BREAK)


def _other_owner(folder: Path) -> None:
    stage(folder, BREAK)
    for path in (folder, folder / ".git"):
        os.chown(path, 12_345, 12_345)


def _lost_staged_file(folder: Path) -> None:
    stage(folder, BREAK)
    for path in list(objects_of(folder, ":pkg/data.py")):
        path.unlink()


def _no_objects(folder: Path) -> None:
    stage(folder, BREAK)
    shutil.rmtree(folder / ".git/objects")
    (folder / ".git/objects").mkdir()


def _linked_head(folder: Path) -> None:
    stage(folder, BREAK)
    (folder / ".git/HEAD").unlink()
    (folder / ".git/HEAD").symlink_to("refs/heads/main")


def _other_index(folder: Path) -> Ran:
    index = folder / ".git/next-index-1.lock"
    shutil.copy(folder / ".git/index", index)
    write(folder, BREAK)
    run(folder, "git", "add", "pkg/data.py", GIT_INDEX_FILE=str(index))
    return Ran(folder, {"GIT_INDEX_FILE": str(index)})


def _other_repository(folder: Path) -> Ran:
    other = repository(folder.parent / "other", {"a.txt": "a"})
    stage(folder, BREAK)
    return Ran(
        folder, {"GIT_DIR": str(folder / ".git"), "GIT_PREFIX": "", "GIT_COMMON": str(other)}
    )


def _pointer_files(folder: Path) -> None:
    text = "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 12\n"
    commit(folder, {"pkg/data.py": text}, "v1.0.1")
    stage(folder, {"pkg/data.py": "def load(): ...\n"})


STATES: dict[str, tuple[State, Expected]] = {
    # What is staged, and how.
    "a staged break": (after(), FOUND),
    "a clean work tree": (lambda folder: None, passed("HEAD is .* the first commit")),
    "a change of mode": (_mode("100755"), FOUND),
    "a file that is intended to be added": (_intent_to_add, passed("no breaks")),
    "a package that is deleted": (_everything_deleted, broken(r"error\[module-removed\] pkg: ")),
    "a renamed module": (_renamed, broken(r"error\[module-removed\] pkg\.data: ")),
    "a module renamed by case": (_renamed_by_case, broken(r"\[module-removed\] pkg\.data: ")),
    "a module that is a package now": (_now_a_package, FOUND),
    "a link to the outside": (_links, broken(r"error\[module-(removed|unreadable)\] pkg\.data: ")),
    "a link to another module": (_link_inside, broken(r"pkg\.data")),
    "a module that is only on disk": (
        after("rm --quiet --cached pkg/data.py"),
        broken(r"error\[module-removed\] pkg\.data: "),
    ),
    "a submodule in place of the package": (_submodule, broken(r"error\[module-removed\] pkg: ")),
    "a file that is assumed unchanged": (_flagged("--assume-unchanged"), FOUND),
    "a file outside the work tree": (_flagged("--skip-worktree"), passed("first commit")),
    "a staged file that is skipped": (
        after("update-index --skip-worktree pkg/data.py"),
        FOUND,
    ),
    "a staged file that is assumed unchanged": (
        after("update-index --assume-unchanged pkg/data.py"),
        FOUND,
    ),
    "strange names": (_strange_names, FOUND),
    "names that are patterns and options": (_other_names, FOUND),
    "a foreign name": (_foreign_name, broken(r"\[parameter-removed\] pkg\.dätä\.load: ")),
    "pointers of Git LFS at the baseline": (_pointer_files, passed("it does not parse at v1.0.1")),
    # What is under way.
    "a merge with conflicts": (conflicting("merge", "topic2"), refused("conflicts in pkg/data.py")),
    "a rebase with conflicts": (
        conflicting("rebase", "topic2"),
        refused("conflicts in pkg/data.py"),
    ),
    "a cherry-pick with conflicts": (
        conflicting("cherry-pick", "topic2"),
        refused("conflicts in pkg/data.py"),
    ),
    "a stash with conflicts": (
        conflicting("merge", "--squash", "topic2"),
        refused("conflicts in pkg/data.py"),
    ),
    "a conflict in another file": (_conflict_elsewhere, refused("conflicts in README")),
    "a rebase that stopped": (_stopped_rebase, FOUND),
    "a rebase of the break": (_rebase_of_the_break, FOUND),
    "a patch that does not apply": (_patch_that_does_not_apply, FOUND),
    "a merge that brings the break": (_merged_break("--no-commit"), FOUND),
    "a squashed merge": (_merged_break("--squash"), FOUND),
    "a merge of many": (_octopus, FOUND),
    "a merge of unrelated histories": (_merge_of_unrelated, FOUND),
    "a cherry-pick of the break": (_picked("cherry-pick", "--no-commit", "topic"), FOUND),
    "a break that is checked out": (_picked("checkout", "topic", "--", "pkg"), FOUND),
    "a revert": (_reverted, broken(r"\[parameter-removed\] pkg\.data\.load: ")),
    "a bisection": (_bisect, FOUND),
    "a stash": (_stash, FOUND),
    "a lock of the index": (file("index.lock", b""), FOUND),
    "a lock of a branch": (file("refs/heads/main.lock", b""), FOUND),
    "a lock of the configuration": (file("config.lock", b""), FOUND),
    "a lock of HEAD": (file("HEAD.lock", b""), FOUND),
    "a lock of the packed refs": (file("packed-refs.lock", b""), FOUND),
    "a MERGE_HEAD of nothing": (file("MERGE_HEAD", b"1" * 40 + b"\n"), FOUND),
    "a MERGE_HEAD that is damaged": (file("MERGE_HEAD", b"\xff\n"), FOUND),
    "a CHERRY_PICK_HEAD that is damaged": (file("CHERRY_PICK_HEAD", b"\xff\n"), FOUND),
    # The index.
    "a truncated index": (_truncated_index, refused(NEW_INDEX)),
    "an empty index file": (file("index", b""), refused(NEW_INDEX)),
    "an index that is not one": (file("index", b"DIRC" + b"\xff" * 60), refused(NEW_INDEX)),
    "an index of version 4": (after("update-index --index-version 4"), FOUND),
    "a split index": (after("update-index --split-index"), FOUND),
    "an index with a cache of untracked files": (after("update-index --untracked-cache"), FOUND),
    "a sparse checkout without the package": (_sparse, passed("first commit")),
    "a sparse index": (_sparse_with_the_package, FOUND),
    "an index without a checksum": (
        configured("index.skipHash true", "feature.manyFiles true"),
        FOUND,
    ),
    "a staged file that is lost": (_lost_staged_file, refused("does not have the object")),
    # Where the repository is.
    "a linked worktree": (_worktree, FOUND),
    "a linked worktree that git forgot": (_lost_worktree, refused("`git worktree repair`")),
    "a linked worktree of what was moved": (_moved_repository, refused("`git worktree repair`")),
    "a repository whose worktree was deleted": (_beside_a_lost_worktree, FOUND),
    "a bare repository": (_bare, refused("nothing can be staged in a bare repository")),
    "a repository that says it is bare": (configured("core.bare true"), refused("bare|work tree")),
    "objects elsewhere": (_separate_folder, FOUND),
    "a linked .git": (_linked_git, FOUND),
    "a .git file": (_git_file("gitdir: ../elsewhere\n"), FOUND),
    "a .git file to nowhere": (
        _git_file("gitdir: ../nowhere\n"),
        refused("nowhere, which is not there"),
    ),
    "a .git file that is damaged": (_git_file("damaged\n"), refused("invalid gitfile")),
    "the folder .git": (_inside_git, refused("nothing can be staged in a bare repository")),
    "a folder of the repository": (_inside_a_folder, FOUND),
    "a submodule": (_in_a_submodule, FOUND),
    "a submodule whose repository is lost": (
        _in_a_lost_submodule,
        refused("`git submodule update --init`"),
    ),
    "a repository with a submodule": (_beside_a_submodule, FOUND),
    "a repository in the package": (_nested_repository, FOUND),
    "a folder with a space and a quote": (_named("a 'b\" c"), FOUND),
    "a folder with a line end": (_named("a\nb"), FOUND),
    "a folder with control characters": (_named("\x1b[31m\u202e"), FOUND),
    "a folder named as an option": (_named("-x"), FOUND),
    "a folder named as a pattern": (_named("[a]*"), FOUND),
    "a work tree elsewhere": (configured("core.worktree /nowhere"), refused("/nowhere")),
    "a folder of somebody else": (_other_owner, refused("safe.directory")),
    # Branches and tags.
    "an orphan branch": (_orphan, refused("baseline")),
    "an unborn branch": (_unborn, passed("nothing is committed yet")),
    "a lost branch": (
        lambda folder: (stage(folder, BREAK), (folder / ".git/refs/heads/main").unlink())[0],
        refused("baseline|HEAD"),
    ),
    "a HEAD that is damaged": (
        file("HEAD", b"ref: refs/heads/\xff\n"),
        refused("has no commits, but the repository has tags"),
    ),
    "a HEAD that is empty": (file("HEAD", b""), refused("not in a git repository")),
    "a HEAD of itself": (file("HEAD", b"ref: HEAD\n"), refused("HEAD")),
    "a branch of itself": (
        file("refs/heads/main", b"ref: refs/heads/main\n"),
        refused("is damaged; run `git fsck`"),
    ),
    "a linked HEAD": (_linked_head, FOUND),
    "a detached HEAD": (after("checkout --quiet --detach v1.0.0"), FOUND),
    "a branch named as the tag": (after("branch v1.0.0 HEAD"), FOUND),
    "a tag named HEAD": (after("update-ref refs/tags/HEAD HEAD"), FOUND),
    "a branch named HEAD": (after("update-ref refs/heads/HEAD HEAD"), FOUND),
    "a tag named as an option": (after("update-ref refs/tags/-v2.0.0 HEAD"), FOUND),
    "a tag with a line separator": (after("tag v1.0\u2028.1"), FOUND),
    "a tag of a file": (after("tag v1.0.1 HEAD:pkg/data.py"), FOUND),
    "a tag of a folder": (after("tag v1.0.1 HEAD:pkg"), FOUND),
    "a tag of a tag": (after("tag -a -m x v1.0.1 v1.0.0", "tag -a -m x v1.0.2 v1.0.1"), FOUND),
    "an empty tag file": (file("refs/tags/v1.0.0", b""), refused("v1.0.0")),
    "a damaged tag file": (file("refs/tags/v1.0.0", b"\xff\xfe\n"), refused("v1.0.0")),
    "a tag of nothing": (file("refs/tags/v1.0.1", b"1" * 40 + b"\n"), refused("v1.0.1|1111")),
    "all refs packed": (after("pack-refs --all"), FOUND),
    "packed refs that are damaged": (file("packed-refs", b"\xff\xff\n"), refused("packed-refs")),
    "forty thousand refs": (_many_tags, FOUND),
    "a release without the package": (
        _release_without_package,
        passed(r"v1\.0\.1 \(the latest release, which has no module of pkg\)"),
    ),
    # Objects.
    "a lost file": (lost("v1.0.0:pkg/data.py"), refused("does not have the object")),
    "a lost folder": (lost("v1.0.0:pkg"), refused("unable to read tree .*; run `git fsck`")),
    "a lost commit": (lost("HEAD"), refused("HEAD|object")),
    "a damaged file": (damaged("v1.0.0:pkg/data.py"), refused("damaged|object")),
    "a damaged folder": (damaged("v1.0.0:pkg"), refused("damaged|object")),
    "a damaged commit": (damaged("HEAD"), refused("damaged|object|HEAD")),
    "no objects": (_no_objects, refused("HEAD|object")),
    "packed objects": (_packed, FOUND),
    "a damaged pack": (_damaged_file("pack/*.pack", 40), refused("damaged|object|HEAD")),
    "a damaged index of a pack": (_damaged_file("pack/*.idx", 4), refused("damaged|object|HEAD")),
    "a damaged graph of commits": (_damaged_file("info/commit-graph", 4), FOUND),
    "a damaged index of all packs": (
        _damaged_file("pack/multi-pack-index", 4),
        refused("does not have the object"),
    ),
    "a replaced folder": (after("replace v1.0.0^{tree} HEAD:pkg"), FOUND),
    "a replaced file": (_replaced_file, FOUND),
    "a history with grafts": (file("info/grafts", b"1" * 40 + b" " + b"2" * 40 + b"\n"), FOUND),
    "alternates that do not exist": (file("objects/info/alternates", b"/nowhere\n"), FOUND),
    "alternates of itself": (file("objects/info/alternates", b"../objects\n"), FOUND),
    "files of the mode 100664": (_group_writable, FOUND),
    "names that lead out of the repository": (_hostile_tree(b"../evil.py", b".."), FOUND),
    "names of git's own folder": (_hostile_tree(b".git", b".GIT"), FOUND),
    "an unsorted folder": (_hostile_tree(b"z.py"), broken(r"error\[module-removed\] pkg: ")),
    "a commit with a hundred parents": (_hundred_parents, FOUND),
    "a repository with SHA-256": (_sha256, FOUND),
    # Clones.
    "a clone": (cloned(), FOUND),
    "a shallow clone": (cloned("--depth=1"), refused("git fetch --tags --unshallow")),
    "a shallow clone that was completed": (cloned("--depth=1", then=_completed_clone), FOUND),
    "a shallow clone of the tag": (cloned("--depth=1", "--branch=v1.0.0"), FOUND),
    "a clone without tags": (_clone_without_tags, WITHOUT_TAGS),
    "a detached clone without tags": (_detached_clone_without_tags, WITHOUT_TAGS),
    "a clone that shares objects": (cloned("--shared", source="{}"), FOUND),
    "a clone whose shared objects are lost": (
        cloned("--shared", source="{}", then=_without_origin),
        refused("HEAD|object"),
    ),
    "a clone without old files": (cloned("--filter=blob:none"), refused("object")),
    "a clone without folders": (cloned("--filter=tree:0"), refused("object")),
    "a clone of one branch": (cloned("--single-branch"), FOUND),
    # Configuration.
    "a configuration that is damaged": (file("config", b"[core\n"), refused("config")),
    "a configuration that includes itself": (configured("include.path config"), refused("config")),
    "a setting that is not valid": (configured("core.bare maybe"), refused("core.bare")),
    "a format of the future": (
        configured("core.repositoryFormatVersion 99"),
        refused("version|not in a git repository"),
    ),
    "an extension that git does not know": (
        configured("core.repositoryFormatVersion 1", "extensions.refStorage nope"),
        refused("extension|not in a git repository|ref storage"),
    ),
    "an excludes file that does not exist": (configured("core.excludesFile /nowhere/x"), FOUND),
    "an include that does not exist": (configured("include.path /nowhere"), FOUND),
    "a monitor that is a program": (configured("core.fsmonitor PROGRAM"), FOUND),
    "a filter that is a program": (
        _attributes("*.py filter=x\n", "filter.x.smudge PROGRAM", "filter.x.required true"),
        FOUND,
    ),
    "differences that programs make": (
        _attributes(
            "*.py diff=x merge=x\n",
            "diff.x.textconv PROGRAM",
            "diff.x.command PROGRAM",
            "merge.x.driver PROGRAM",
            "diff.external PROGRAM",
        ),
        FOUND,
    ),
    "hooks": (_hooks, FOUND),
    "hooks elsewhere": (configured("core.hooksPath /nowhere"), FOUND),
    "aliases of git's own commands": (
        configured("alias.cat-file !false", "alias.rev-parse !false", "alias.ls-files !false"),
        FOUND,
    ),
    "programs that show": (
        configured("core.pager PROGRAM", "pager.cat-file PROGRAM", "core.editor PROGRAM"),
        FOUND,
    ),
    "programs that fetch": (
        configured(
            "core.sshCommand PROGRAM",
            "remote.origin.url ext::touch",
            "credential.helper PROGRAM",
            "remote.origin.promisor true",
            "extensions.partialClone origin",
        ),
        FOUND,
    ),
    "programs that verify": (
        configured("gpg.program PROGRAM", "log.showSignature true", "commit.gpgSign true"),
        FOUND,
    ),
    "another way to show things": (
        configured(
            "diff.noprefix true",
            "diff.renames copies",
            "diff.orderFile /nowhere",
            "color.ui always",
            "core.quotePath true",
            "grep.patternType perl",
            "grep.column true",
            "tag.sort -version:refname",
            "log.date raw",
            "core.abbrev 4",
            "diff.relative true",
            "i18n.logOutputEncoding UTF-16",
            "status.short true",
            "diff.submodule log",
        ),
        FOUND,
    ),
    "another way to store things": (
        configured(
            "core.bigFileThreshold 1",
            "core.compression 0",
            "core.fileMode false",
            "core.symlinks false",
            "core.protectNTFS true",
            "core.splitIndex true",
            "feature.experimental true",
            "core.checkStat minimal",
        ),
        FOUND,
    ),
    "line ends that are converted": (_line_ends, FOUND),
    "an encoding of the work tree": (_encoded, FOUND),
    "attributes of archives": (_attributes("*.py export-ignore export-subst\n"), FOUND),
    # Variables.
    "the index of git commit -a": (_other_index, FOUND),
    "the variables of a hook": (_other_repository, FOUND),
    "an index that does not exist": (
        variables(GIT_INDEX_FILE="FOLDER/.git/nowhere"),
        broken(r"error\[module-removed\] pkg: "),
    ),
    "a folder of objects": (
        variables(GIT_OBJECT_DIRECTORY="/nowhere"),
        refused(r"not in a git repository \(with GIT_OBJECT_DIRECTORY=/nowhere in the env"),
    ),
    "another folder of objects": (
        variables(GIT_OBJECT_DIRECTORY="FOLDER/.git/refs"),
        refused("does not have the object .*with GIT_OBJECT_DIRECTORY="),
    ),
    "alternates in a variable": (variables(GIT_ALTERNATE_OBJECT_DIRECTORIES="/nowhere"), FOUND),
    "a work tree in a variable": (
        variables(GIT_WORK_TREE="/nowhere"),
        refused(r"/nowhere: there is no such folder \(with GIT_WORK_TREE=/nowhere"),
    ),
    "a repository in a variable": (
        variables(GIT_DIR="/nowhere"),
        refused(r"not in a git repository \(with GIT_DIR=/nowhere"),
    ),
    "an index in a variable that is none": (
        variables(GIT_INDEX_FILE="/dev"),
        refused(r"index file.* \(with GIT_INDEX_FILE=/dev in the environment"),
    ),
    "a configuration in variables": (
        variables(
            GIT_CONFIG_COUNT="1",
            GIT_CONFIG_KEY_0="core.fsmonitor",
            GIT_CONFIG_VALUE_0=PROGRAM,
            GIT_CONFIG_PARAMETERS="'core.fsmonitor=false'",
        ),
        FOUND,
    ),
    "a trace": (variables(GIT_TRACE="FOLDER/.git/trace", GIT_TRACE2_EVENT="FOLDER/.git/t"), FOUND),
    "programs in variables": (
        variables(GIT_EXTERNAL_DIFF=PROGRAM, GIT_PAGER=PROGRAM, GIT_SSH_COMMAND=PROGRAM),
        FOUND,
    ),
    "another meaning of paths": (
        variables(
            GIT_LITERAL_PATHSPECS="1",
            GIT_ICASE_PATHSPECS="0",
            GIT_NAMESPACE="x",
            GIT_REPLACE_REF_BASE="refs/x/",
            GIT_DEFAULT_HASH="sha256",
        ),
        FOUND,
    ),
    "another language": (variables(LC_ALL="de_DE.UTF-8", LANGUAGE="de:fr"), FOUND),
    "no home": (variables(HOME="", XDG_CONFIG_HOME="/nowhere"), FOUND),
}
"""The states by name."""
