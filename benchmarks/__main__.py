"""`make bench`: holdfast beside `griffe check` and `python -c pass`, on a real package.

Two releases of a package from PyPI are committed to a repository made on the spot; with BENCH_REPO
set, that clone is used instead (BENCH_PACKAGE, BENCH_OLD and BENCH_NEW name the package and the
revisions). Prints medians of whole processes, taken in turn, and their ratios.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

RUNS = int(os.environ.get("BENCH_RUNS", "5"))
PROJECT, OLD, NEW = "networkx", "3.2.1", "3.3"
BIN = Path(sys.executable).parent


class Subject(NamedTuple):
    """What is measured: a clone at the new revision, and the two revisions."""

    clone: Path
    package: str
    old: str
    new: str


def main() -> int:
    """Measure and print; returns 0."""
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        subject = _subject(Path(folder))
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "holdfast --help": [str(BIN / "holdfast"), "--help"],
            "holdfast full": _holdfast(subject, "full", "--current", subject.new),
            "griffe check": _griffe(subject),
        }
        medians = _measure(commands, subject.clone)
        body = _staged_body_change(subject)
        medians |= _measure(
            {body: _holdfast(subject, "check", baseline=subject.new)}, subject.clone
        )
    _print(medians)
    return 0


def _holdfast(subject: Subject, command: str, *more: str, baseline: str = "") -> list[str]:
    config = subject.clone / "bench.toml"
    config.write_text(f'[tool.holdfast]\npackages = ["{subject.package}"]\n')
    return [
        str(BIN / "holdfast"), command, "--config", str(config),
        "--baseline", baseline or subject.old, *more,
    ]  # fmt: skip


def _griffe(subject: Subject) -> list[str]:
    return [
        str(BIN / "griffe"), "check", subject.package, "--search", str(subject.clone),
        "--against", subject.old, "--base-ref", subject.new,
    ]  # fmt: skip


def _subject(folder: Path) -> Subject:
    given = os.environ.get("BENCH_REPO")
    clone = folder / "clone"
    if given:
        package = os.environ.get("BENCH_PACKAGE", "megatron.core")
        old = os.environ.get("BENCH_OLD", "core_v0.17.1")
        new = os.environ.get("BENCH_NEW", "core_v0.18.0")
        _run("git", "clone", "--quiet", "--no-checkout", given, str(clone))
        _run("git", "-C", str(clone), "checkout", "--quiet", new)
        return Subject(clone, package, old, new)
    clone.mkdir()
    _run("git", "init", "--quiet", str(clone))
    for version in (OLD, NEW):
        wheels = folder / version
        _run(
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
            "--no-deps", "--dest", str(wheels), f"{PROJECT}=={version}",
        )  # fmt: skip
        for stale in clone.glob(f"{PROJECT}*"):
            shutil.rmtree(stale)
        shutil.unpack_archive(next(wheels.glob("*.whl")), clone, "zip")
        _run("git", "-C", str(clone), "add", "--all")
        _run("git", "-C", str(clone), *_IDENTITY, "commit", "--quiet", "--message", version)
        _run("git", "-C", str(clone), "tag", f"v{version}")
    return Subject(clone, PROJECT, f"v{OLD}", f"v{NEW}")


_IDENTITY = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")


def _staged_body_change(subject: Subject) -> str:
    """Stage a comment in three files; give the name of the measurement."""
    root = subject.clone / subject.package.replace(".", "/")
    for file in sorted(root.rglob("*.py"), key=lambda each: -each.stat().st_size)[:3]:
        file.write_text(file.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
        _run("git", "-C", str(subject.clone), "add", str(file))
    return "holdfast check, comments in the 3 largest files"


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def _measure(commands: dict[str, Sequence[str]], cwd: Path) -> dict[str, float]:
    """Give the median seconds of each command; they take turns, after one run to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(RUNS + 1):
        for name, command in commands.items():
            started = time.perf_counter()
            subprocess.run(command, cwd=cwd, capture_output=True)
            if turn:
                taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _print(medians: dict[str, float]) -> None:
    bare, griffe = medians["python -c pass"], medians["griffe check"]
    print(f"{'':50} {'median':>9} {'x pass':>8} {'griffe /':>9}")
    for name, seconds in medians.items():
        print(f"{name:50} {seconds:8.3f}s {seconds / bare:8.1f} {griffe / seconds:9.1f}")


if __name__ == "__main__":
    sys.exit(main())
