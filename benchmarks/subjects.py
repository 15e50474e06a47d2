"""What is measured: clones of a repository, with a change staged or not."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

PROJECT, OLD, NEW = "networkx", "3.2.1", "3.3"
_IDENTITY = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")


class Subject(NamedTuple):
    """A clone at the new revision, the package in it, and the two revisions."""

    clone: Path
    package: str
    old: str
    new: str

    @property
    def root(self) -> Path:
        """The folder of the package."""
        return self.clone / self.package.replace(".", "/")

    def git(self, *arguments: str) -> None:
        """Run git in the clone."""
        subprocess.run(["git", "-C", str(self.clone), *_IDENTITY, *arguments], check=True)

    def asked(self, *arguments: str) -> str:
        """Run git in the clone and give what it prints."""
        command = ["git", "-C", str(self.clone), *_IDENTITY, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def copied(self, clone: Path) -> Subject:
        """Return a copy with a work tree of its own."""
        shutil.copytree(self.clone, clone, symlinks=True)
        return self._replace(clone=clone)


def subject_in(folder: Path) -> Subject:
    """Clone what BENCH_REPO names, or commit two releases from PyPI."""
    given = os.environ.get("BENCH_REPO")
    clone = folder / "clone"
    if given:
        subprocess.run(["git", "clone", "--quiet", "--shared", given, str(clone)], check=True)
        subject = Subject(
            clone,
            os.environ.get("BENCH_PACKAGE", "megatron.core"),
            os.environ.get("BENCH_OLD", "core_v0.17.1"),
            os.environ.get("BENCH_NEW", "core_v0.18.0"),
        )
        subject.git("checkout", "--quiet", subject.new)
        return subject
    clone.mkdir()
    subject = Subject(clone, PROJECT, f"v{OLD}", f"v{NEW}")
    subject.git("init", "--quiet")
    for version in (OLD, NEW):
        wheels = folder / version
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*download, "--dest", str(wheels), f"{PROJECT}=={version}"], check=True)
        for stale in clone.glob(f"{PROJECT}*"):
            shutil.rmtree(stale)
        shutil.unpack_archive(next(wheels.glob("*.whl")), clone, "zip")
        subject.git("add", "--all")
        subject.git("commit", "--quiet", "--message", version)
        subject.git("tag", f"v{version}")
    return subject


def stage_bodies(subject: Subject, clone: Path) -> Subject:
    """Stage another body of a function in three files of middling size."""
    changed = subject.copied(clone)
    _edit(changed, 3, _with_another_body)
    return changed


def stage_api_change(subject: Subject, clone: Path) -> Subject:
    """Stage what BENCH_COMMIT changed, else a new first parameter in five files."""
    commit = os.environ.get("BENCH_COMMIT")
    changed = subject.copied(clone)
    if commit:
        changed.git("checkout", "--quiet", f"{commit}~1")
        changed.git("cherry-pick", "--no-commit", commit)
    else:
        _edit(changed, 5, _with_another_parameter)
    return changed


def stage_move(subject: Subject, clone: Path) -> Subject:
    """Stage a module of middling size under another name: changed files alone do not decide."""
    moved = subject.copied(clone)
    files = sorted(moved.root.rglob("*.py"), key=lambda path: (path.stat().st_size, path))
    files = [path for path in files if "test" not in str(path) and path.stem != "__init__"]
    file = files[len(files) // 2]
    moved.git("mv", str(file), str(file.with_name("moved_for_the_benchmark.py")))
    return moved


def edit_staged(subject: Subject) -> None:
    """Give the staged files contents that no cache knows."""
    for path in subject.asked("diff", "--cached", "--name-only", "--diff-filter=M").split("\n"):
        if path.endswith(".py"):
            with (subject.clone / path).open("a", encoding="utf-8") as file:
                file.write(f"# {os.urandom(8).hex()}\n")
            subject.git("add", path)


def staged_commit(subject: Subject) -> str:
    """Create a commit of what is staged, which no branch has."""
    tree = subject.asked("write-tree")
    return subject.asked("commit-tree", tree, "-p", "HEAD", "-m", "staged")


def multiply(subject: Subject, clone: Path, times: int) -> Subject:
    """Commit copies of the package inside it, with the same change staged.

    The copies import from themselves: they do not depend on the package that changes.
    """
    larger = subject.copied(clone)
    larger.git("stash", "--quiet")
    inside = [path for path in larger.root.iterdir() if path.name != "__pycache__"]
    for number in range(1, times):
        copy = larger.root / f"copy_{number}"
        copy.mkdir()
        for path in inside:
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, copy / path.name)
        _import_from(copy, subject.package)
    larger.git("add", "--all", str(larger.root))
    larger.git("commit", "--quiet", "--no-verify", "--message", "copies")
    larger.git("stash", "pop", "--quiet", "--index")
    return larger


def _import_from(copy: Path, package: str) -> None:
    """Make the modules of a copy of a package, in that package, import from the copy."""
    imported = re.compile(
        rb"^([ \t]*(?:from|import)[ \t]+%b)\b" % re.escape(package.encode()), re.M
    )
    for path in copy.rglob("*.py"):
        source = path.read_bytes()
        path.write_bytes(imported.sub(rb"\1.%b" % copy.name.encode(), source))


def _edit(subject: Subject, count: int, change: object) -> None:
    files = sorted(subject.root.rglob("*.py"), key=lambda path: (path.stat().st_size, path))
    done = 0
    for file in reversed(files[: len(files) * 3 // 4]):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        if "test" in str(file) or done == count or not change(lines):  # type: ignore[operator]
            continue
        file.write_text("".join(lines), encoding="utf-8")
        subject.git("add", str(file))
        done += 1


def _functions(lines: list[str]) -> list[ast.FunctionDef]:
    tree = ast.parse("".join(lines))
    return [
        function
        for function in tree.body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and function.args.args
    ]


def _with_another_body(lines: list[str]) -> bool:
    for function in _functions(lines):
        last = function.body[-1]
        if last.lineno > function.lineno:
            lines.insert(last.lineno - 1, f"{' ' * last.col_offset}bench = None\n")
            return True
    return False


def _with_another_parameter(lines: list[str]) -> bool:
    for function in _functions(lines):
        first = function.args.args[0]
        line = lines[first.lineno - 1]
        if function.args.defaults or function.args.posonlyargs:
            continue
        at = first.col_offset
        lines[first.lineno - 1] = f"{line[:at]}bench, {line[at:]}"
        return True
    return False
