"""States that a git repository can be in: each is made from a library that was released."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tests.checkout import commit, git, run, stage, write

BREAK = {"pkg/data.py": "def load(path): ...\n"}
State = Callable[[Path], "Path | None"]
"""Changes a repository; returns the folder to run in, None for the repository itself."""


def _git(*arguments: str) -> State:
    def change(folder: Path) -> None:
        stage(folder, BREAK)
        run(folder, "git", *arguments)

    return change


def _file(path: str, data: bytes) -> State:
    def change(folder: Path) -> None:
        stage(folder, BREAK)
        (folder / ".git" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / ".git" / path).write_bytes(data)

    return change


def _truncated_index(folder: Path) -> None:
    stage(folder, BREAK)
    index = folder / ".git/index"
    index.write_bytes(index.read_bytes()[:40])


def _conflict(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "-b", "topic")
    commit(folder, {"pkg/data.py": "def load(path, limit=1): ...\n"})
    git(folder, "checkout", "--quiet", "main")
    commit(folder, {"pkg/data.py": "def load(path, limit=2): ...\n"})
    run(folder, "git", "merge", "--quiet", "topic")


def _lost_object(folder: Path) -> None:
    stage(folder, BREAK)
    blob = git(folder, "rev-parse", "v1.0.0:pkg/data.py").strip()
    (folder / ".git/objects" / blob[:2] / blob[2:]).unlink()


def _damaged_object(folder: Path) -> None:
    stage(folder, BREAK)
    blob = git(folder, "rev-parse", "v1.0.0:pkg/data.py").strip()
    path = folder / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(b"damaged")


def _shallow(folder: Path) -> Path:
    commit(folder, {"a.txt": "a"})
    clone = folder.parent / "shallow"
    git(folder.parent, "clone", "--quiet", "--depth=1", f"file://{folder}", "shallow")
    stage(clone, BREAK)
    return clone


def _clone_without_tags(folder: Path) -> Path:
    commit(folder, BREAK)
    git(folder.parent, "clone", "--quiet", "--no-tags", f"file://{folder}", "clone")
    return folder.parent / "clone"


def _detached_clone_without_tags(folder: Path) -> Path:
    clone = _clone_without_tags(folder)
    git(clone, "checkout", "--quiet", "--detach")
    git(clone, "branch", "--quiet", "-D", "main")
    return clone


def _bare(folder: Path) -> Path:
    git(folder.parent, "clone", "--quiet", "--bare", f"file://{folder}", "bare.git")
    return folder.parent / "bare.git"


def _worktree(folder: Path) -> Path:
    git(folder, "worktree", "add", "--quiet", "../linked", "-b", "linked")
    stage(folder.parent / "linked", BREAK)
    return folder.parent / "linked"


def _orphan(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "--orphan", "lonely")
    stage(folder, BREAK)


def _lost_branch(folder: Path) -> None:
    stage(folder, BREAK)
    (folder / ".git/refs/heads/main").unlink()


def _sparse(folder: Path) -> None:
    git(folder, "sparse-checkout", "init", "--cone", "--sparse-index")
    git(folder, "sparse-checkout", "set", "docs")


def _links(folder: Path) -> None:
    (folder / "pkg/data.py").unlink()
    (folder / "pkg/data.py").symlink_to("/etc/passwd")
    git(folder, "add", "--all")


def _submodule(folder: Path) -> None:
    head = git(folder, "rev-parse", "HEAD").strip()
    git(folder, "rm", "--quiet", "-r", "--cached", "pkg")
    git(folder, "update-index", "--add", "--cacheinfo", f"160000,{head},pkg")


def _strange_names(folder: Path) -> None:
    stage(folder, {**BREAK, "pkg/new\nline.py": "a = 1\n", "pkg/\x1b[31m.py": "a = 1\n"})
    write(folder, {f"{'d' * 200}/{'e' * 200}/f.py": ""})
    (folder / os.fsdecode(b"pkg/\xff.py")).write_text("a = 1\n")
    git(folder, "add", "--all")


def _old_mode(folder: Path) -> None:
    blob = git(folder, "rev-parse", "HEAD:pkg/data.py").strip()
    stage(folder, BREAK)
    git(folder, "update-index", "--cacheinfo", f"100755,{blob},pkg/data.py")


def _intent_to_add(folder: Path) -> None:
    write(folder, {"pkg/new.py": "def f(a): ...\n"})
    git(folder, "add", "--intent-to-add", "pkg/new.py")


def _everything_deleted(folder: Path) -> None:
    git(folder, "rm", "--quiet", "-r", "pkg")


def _merge_of_unrelated(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "--orphan", "other")
    commit(folder, {"b.txt": "b"})
    git(folder, "checkout", "--quiet", "main")
    run(folder, "git", "merge", "--quiet", "--no-commit", "--allow-unrelated-histories", "other")


STATES: dict[str, State] = {
    "a staged break": _git("status"),
    "a clean work tree": lambda folder: None,
    "a truncated index": _truncated_index,
    "an empty index file": _file("index", b""),
    "an index that is locked": _file("index.lock", b""),
    "an index that is not one": _file("index", b"DIRC" + b"\xff" * 60),
    "a merge with conflicts": _conflict,
    "a merge of unrelated histories": _merge_of_unrelated,
    "a lost object": _lost_object,
    "a damaged object": _damaged_object,
    "a shallow clone": _shallow,
    "a clone without tags": _clone_without_tags,
    "a detached clone without tags": _detached_clone_without_tags,
    "a bare repository": _bare,
    "a linked worktree": _worktree,
    "an orphan branch": _orphan,
    "a lost branch": _lost_branch,
    "a sparse checkout": _sparse,
    "links": _links,
    "a submodule": _submodule,
    "strange names": _strange_names,
    "a change of mode": _old_mode,
    "a file that is intended to be added": _intent_to_add,
    "a package that is deleted": _everything_deleted,
    "an empty tag file": _file("refs/tags/v1.0.0", b""),
    "a damaged tag file": _file("refs/tags/v1.0.0", b"\xff\xfe\n"),
    "a tag of nothing": _file("refs/tags/v1.0.1", b"1" * 40 + b"\n"),
    "a tag with a line separator": _git("tag", "v1.0\u2028.1"),
    "a tag of a file": _git("tag", "v1.0.1", "HEAD:pkg/data.py"),
    "a tag of a tag": _git("tag", "-a", "-m", "x", "v1.0.1", "v1.0.0"),
    "a HEAD that is damaged": _file("HEAD", b"ref: refs/heads/\xff\n"),
    "a HEAD that is empty": _file("HEAD", b""),
    "a detached HEAD": _git("checkout", "--quiet", "--detach", "v1.0.0"),
    "a configuration that is damaged": _file("config", b"[core\n"),
    "an excludes file that does not exist": _git("config", "core.excludesFile", "/nowhere/x"),
    "a monitor that is a program": _git(
        "config", "core.fsmonitor", "touch /tmp/unbroken-ran; true"
    ),
    "a filter that fails": _git("config", "filter.x.clean", "false"),
    "a replaced commit": _git("replace", "v1.0.0^{tree}", "HEAD^{tree}"),
    "alternates that do not exist": _file("objects/info/alternates", b"/nowhere/objects\n"),
    "packed refs that are damaged": _file("packed-refs", b"\xff\xff\n"),
    "all refs packed": _git("pack-refs", "--all"),
    "a work tree elsewhere": _git("config", "core.worktree", "/nowhere"),
}
"""The states by name."""
