"""What other checkers say of small changes: the table in the README, made by running each.

    python -m benchmarks.other_checkers

BENCH_BC_LINTER is a clone of pytorch/test-infra, BENCH_MEGATRON one of NVIDIA/Megatron-LM; without
them, their columns are left out. Each change is committed to a repository made on the spot, after
a release.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

LINTER = "from api.checker import run; run()"
BREAKS_FOUND = 1
"""The exit code of all of them where something breaks."""

EXPORT = 'from pkg._impl import f\n__all__ = ["f"]\n'

Files = Mapping[str, str]


class Change(NamedTuple):
    """A change of a package, and whether it breaks somebody's code."""

    what: str
    old: Files
    new: Files
    breaks: bool


def _module(old: str, new: str, what: str, *, breaks: bool) -> Change:
    return Change(what, {"pkg/__init__.py": "", "pkg/mod.py": old}, {"pkg/mod.py": new}, breaks)


def _breaking(what: str, old: str, new: str) -> Change:
    return _module(old, new, what, breaks=True)


def _compatible(what: str, old: str, new: str) -> Change:
    return _module(old, new, what, breaks=False)


CHANGES = (
    _breaking("a parameter is removed", "def f(a, b=1): return a\n", "def f(a): return a\n"),
    Change(
        "the same in `pkg/_impl.py`, which `pkg` exports",
        {"pkg/__init__.py": EXPORT, "pkg/_impl.py": "def f(a, b=1): return a\n"},
        {"pkg/_impl.py": "def f(a): return a\n"},
        breaks=True,
    ),
    _breaking("a parameter is inserted", "def f(a, b=1): ...\n", "def f(a, x=0, b=1): ...\n"),
    _breaking("a parameter becomes positional-only", "def f(a): ...\n", "def f(a, /): ...\n"),
    _breaking("a function becomes `async`", "def f(a): return a\n", "async def f(a): return a\n"),
    _breaking(
        "a property loses its setter",
        "class A:\n    @property\n    def p(self): return 1\n"
        "    @p.setter\n    def p(self, value): ...\n",
        "class A:\n    @property\n    def p(self): return 1\n",
    ),
    _breaking(
        "a field of a dataclass is inserted",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    a: int = 0\n    b: int = 0\n",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    a: int = 0\n"
        "    x: int = 0\n    b: int = 0\n",
    ),
    _breaking(
        "the value of an enum member changes",
        "from enum import Enum\nclass E(Enum):\n    A = 'a'\n",
        "from enum import Enum\nclass E(Enum):\n    A = 'A'\n",
    ),
    _breaking(
        "an abstract method is added",
        "from abc import ABC\nclass A(ABC):\n    def m(self): ...\n",
        "from abc import ABC, abstractmethod\nclass A(ABC):\n    def m(self): ...\n"
        "    @abstractmethod\n    def n(self): ...\n",
    ),
    _compatible("`**kwargs` is renamed", "def f(a, **kwargs): ...\n", "def f(a, **options): ...\n"),
    _compatible(
        "a parameter is renamed, and its old name accepted with a warning",
        "def f(a, old=1): return old\n",
        "import warnings\ndef f(a, new=1, *, old=None):\n    if old is not None:\n"
        "        warnings.warn('use new', DeprecationWarning, stacklevel=2)\n        new = old\n"
        "    return new\n",
    ),
    Change(
        "a function moves to another module, and is imported where it was",
        {"pkg/__init__.py": "", "pkg/a.py": "def f(a): ...\n", "pkg/b.py": ""},
        {"pkg/a.py": "from pkg.b import f as f\n", "pkg/b.py": "def f(a): ...\n"},
        breaks=False,
    ),
    _compatible(
        "a method moves to a base class",
        "class B: ...\nclass A(B):\n    def m(self): ...\n",
        "class B:\n    def m(self): ...\nclass A(B): ...\n",
    ),
    _compatible(
        "an attribute is served by `__getattr__`",
        "OLD = 1\n",
        "def __getattr__(name):\n    if name == 'OLD':\n        return 1\n"
        "    raise AttributeError(name)\n",
    ),
)


def _run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=os.environ | variables, capture_output=True, text=True
    )


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def _commit(folder: Path, files: Files) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    _git(folder, "add", "--all")
    identity = ("-c", "user.name=A Maintainer", "-c", "user.email=maintainer@example.org")
    _git(folder, *identity, "commit", "--quiet", "--message", "A change")


def _python(folder: Path, *arguments: str, **variables: str) -> int:
    """Run Python in a folder and return the exit code."""
    done = _run(folder, sys.executable, *arguments, **variables)
    if done.returncode not in (0, BREAKS_FOUND) or "Traceback" in done.stderr:
        raise SystemExit(f"{' '.join(arguments)}: {done.stderr}")
    return done.returncode


def _checkers() -> dict[str, Callable[[Path], int]]:
    checkers: dict[str, Callable[[Path], int]] = {
        "unbroken": lambda folder: _python(folder, "-m", "unbroken", "full", "--strict"),
        "`griffe check`": lambda folder: _python(
            folder, "-m", "griffe", "check", "pkg", "--against", "v1.0.0"
        ),
    }
    linter, megatron = (os.environ.get(f"BENCH_{name}") for name in ("BC_LINTER", "MEGATRON"))
    if linter:
        source = str(Path(linter) / "tools/stronghold/src")
        commits = ("--base-commit", "v1.0.0", "--head-commit", "HEAD")
        checkers["bc-linter"] = lambda folder: _python(
            folder, "-c", LINTER, *commits, PYTHONPATH=source
        )
    if megatron:
        script = str(Path(megatron) / "scripts/check_api_backwards_compatibility.py")
        checkers["Megatron-LM's script"] = lambda folder: _python(
            folder, script, "--package", "pkg", "--baseline", "v1.0.0", "--current", "HEAD"
        )
    return checkers


def _verdict(change: Change, code: int) -> str:
    if change.breaks:
        return "found" if code == BREAKS_FOUND else "**missed**"
    return "**false alarm**" if code == BREAKS_FOUND else "silent"


def main() -> None:
    """Print the table."""
    checkers = _checkers()
    print(f"| change | {' | '.join(checkers)} |")
    print("|---" * (len(checkers) + 1) + "|")
    for change in CHANGES:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            _git(folder, "init", "--quiet")
            _git(folder, "remote", "add", "origin", ".")
            _commit(folder, {"pyproject.toml": '[project]\nname = "pkg"\n', **change.old})
            _git(folder, "tag", "v1.0.0")
            _commit(folder, change.new)
            codes = [check(folder) for check in checkers.values()]
        verdicts = " | ".join(_verdict(change, code) for code in codes)
        print(f"| {change.what} | {verdicts} |", flush=True)


if __name__ == "__main__":
    main()
