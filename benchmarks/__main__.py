"""`make bench`: unbroken beside `griffe check` and `python -c pass`, held against its budgets.

Two releases of a package from PyPI are committed to a repository made on the spot. With BENCH_REPO
set, a clone of that repository is used instead; BENCH_PACKAGE, BENCH_OLD and BENCH_NEW name the
package and the revisions, BENCH_COMMIT a commit that changes its API. With BENCH_BC_LINTER, a clone
of pytorch/test-infra, its bc-linter runs on the same commits. BENCH_RUNS is how often each command
is run. Commands take turns; medians of whole processes are shown, and their ratios. With
BENCH_TIME=cpu, the seconds are those of the processors (user and system, of all processes) instead
of elapsed ones: they can be compared on a machine that does other work as well.

"API change" is a commit as it usually comes: the cache knows the baseline, but not the contents of
the changed files. For the first one after a release, the cache has no index of the names, either;
it is also compared with a release that is 60 commits older, where the history has so many.

The comparison of all files of a package that is 16 times as large is left out: it takes longer than
all else together. BENCH_LARGE=1 measures it.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.subjects import (
    Subject,
    edit_staged,
    multiply,
    stage_api_change,
    stage_bodies,
    stage_move,
    staged_commit,
    subject_in,
)
from unbroken.search.index import SCANS

RUNS = int(os.environ.get("BENCH_RUNS", "5"))
COUNTS_CPU = os.environ.get("BENCH_TIME") == "cpu"
BIN = Path(sys.executable).parent
PASS, GRIFFE = "python -c pass", "griffe check"
LINTED = "bc-linter: "
EARLIER = "HEAD~60"
OLDER = "first, release 60 commits ago"


class Command(NamedTuple):
    """What is run, what is done before each run (None: nothing), and the cache that it uses."""

    words: Sequence[str]
    before: Callable[[], object] | None = None
    cache: Path | None = None


class Figure(NamedTuple):
    """Medians of the runs of a command: seconds, and its largest size in KiB."""

    seconds: float
    memory: float


class Budget(NamedTuple):
    """A measurement must take at most `most` times what another one takes."""

    name: str
    most: float
    of: str


BUDGETS = (
    Budget("unbroken --version", 4, PASS),
    Budget("unbroken --help", 4, PASS),
    Budget("bodies of 3 files", 6, PASS),
    Budget("bodies of 3 files", 1 / 2, f"{LINTED}bodies"),
    Budget("API change", 3, f"{LINTED}API change"),
    Budget("API change", 1 / 15, GRIFFE),
    Budget("the same, first after a release", 4, f"{LINTED}API change"),
    Budget("the same, 16 times the files", 1.2, "API change"),
    Budget("16 times the files, first", 2, "the same, first after a release"),
    Budget(OLDER, 6, f"{LINTED}API change"),
    Budget("the same, checked again", 1 / 25, GRIFFE),
    Budget("a module moved", 1 / 6, GRIFFE),
    Budget("full, cold cache", 1 / 3, GRIFFE),
    Budget("full, warm cache", 1 / 8, GRIFFE),
    Budget("full, 16 times, few files changed", 1 / 10, "full, 16 times, cold cache"),
)
MEMORY = Budget("full, cold cache", 1.5, GRIFFE)


def main() -> int:
    """Measure and print; returns 1 when a budget is not kept."""
    with tempfile.TemporaryDirectory(prefix="unbroken-bench-") as folder:
        cache = Path(folder) / "cache"
        # As installed: a developer may have told Python not to write what it compiles.
        environment = {**os.environ, "UNBROKEN_CACHE_DIR": str(cache)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        subject = subject_in(Path(folder))
        full = unbroken(subject, "full", subject.old, "--current", subject.new)
        bodies = stage_bodies(subject, Path(folder) / "bodies")
        changed = stage_api_change(subject, Path(folder) / "changed")
        larger = multiply(changed, Path(folder) / "larger", 16)
        again = changed.copied(Path(folder) / "again")
        moved = stage_move(subject, Path(folder) / "moved")
        figures = measure(
            {
                PASS: (subject, Command([sys.executable, "-c", "pass"])),
                "unbroken --version": (subject, Command([str(BIN / "unbroken"), "--version"])),
                "unbroken --help": (subject, Command([str(BIN / "unbroken"), "--help"])),
                "bodies of 3 files": (bodies, Command(unbroken(bodies, "check", "HEAD"))),
                "API change": (changed, everyday(changed, environment)),
                "the same, 16 times the files": (larger, everyday(larger, environment)),
                "the same, first after a release": (changed, first(changed, Path(folder))),
                "16 times the files, first": (larger, first(larger, Path(folder))),
                "the same, checked again": (again, Command(unbroken(again, "check", "HEAD"))),
                "a module moved": (moved, Command(unbroken(moved, "check", "HEAD"))),
                **older(changed, Path(folder)),
                **linted({"bodies": bodies, "API change": changed}),
                "full, warm cache": (subject, Command(full)),
                "full, cold cache": (subject, Command([*full, "--no-cache"])),
                **full_of(larger),
                GRIFFE: (subject, Command(griffe(subject))),
            },
            environment,
        )
    return show(figures)


def unbroken(subject: Subject, command: str, baseline: str, *more: str) -> list[str]:
    config = subject.clone / "bench.toml"
    config.write_text(f'[tool.unbroken]\npackages = ["{subject.package}"]\n', encoding="utf-8")
    options = ["--config", str(config), "--baseline", baseline, *more]
    return [str(BIN / "unbroken"), command, *options]


def everyday(subject: Subject, environment: dict[str, str]) -> Command:
    """Return the check of what is staged, with contents that the cache does not know.

    Checks of other contents have made the index of the baseline before.
    """
    words = unbroken(subject, "check", "HEAD")
    for _ in range(SCANS + 1):
        edit_staged(subject)
        subprocess.run(words, cwd=subject.clone, env=environment, check=False, capture_output=True)
    return Command(words, lambda: edit_staged(subject))


def full_of(larger: Subject) -> dict[str, tuple[Subject, Command]]:
    """Return the comparisons of all files of a large package, where they are asked for."""
    if os.environ.get("BENCH_LARGE") != "1":
        return {}
    return {
        "full, 16 times, few files changed": (larger, few_changed(larger)),
        "full, 16 times, cold cache": (larger, few_changed(larger, "--no-cache")),
    }


def few_changed(subject: Subject, *options: str) -> Command:
    """Return the comparison of all files, of which those that are staged have new contents."""
    return Command(unbroken(subject, "full", "HEAD", *options), lambda: edit_staged(subject))


def older(subject: Subject, folder: Path) -> dict[str, tuple[Subject, Command]]:
    """Return the first check against an older release, where there is one."""
    log = subject.asked("rev-list", "--first-parent", "--max-count=61", "HEAD").split()
    return {OLDER: (subject, first(subject, folder, EARLIER))} if len(log) > 60 else {}


def first(subject: Subject, folder: Path, baseline: str = "HEAD") -> Command:
    """Return the check of what is staged, with a cache that has no index of the baseline yet."""
    known, used = (folder / f"{subject.clone.name}-{baseline}-{name}" for name in ("known", "used"))
    words = unbroken(subject, "full", baseline, "--current", baseline)
    environment = {**os.environ, "UNBROKEN_CACHE_DIR": str(known)}
    subprocess.run(words, cwd=subject.clone, env=environment, check=True, capture_output=True)

    def before() -> None:
        edit_staged(subject)
        shutil.rmtree(used, ignore_errors=True)
        shutil.copytree(known, used)

    return Command(unbroken(subject, "check", baseline), before, used)


def griffe(subject: Subject) -> list[str]:
    return [
        str(BIN / "griffe"), "check", subject.package, "--search", str(subject.clone),
        "--against", subject.old, "--base-ref", subject.new,
    ]  # fmt: skip


def linted(subjects: dict[str, Subject]) -> dict[str, tuple[Subject, Command]]:
    """Return PyTorch's bc-linter on what is staged, when there is a clone of it."""
    clone = os.environ.get("BENCH_BC_LINTER")
    if not clone:
        return {}
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "import api.checker, api.compatibility, api.config, api.git\n"
        "repo = api.git.Repository(pathlib.Path('.'))\n"
        "config, _ = api.config.load_config_with_status(repo.dir)\n"
        "api.compatibility.check_range(repo, head=sys.argv[2], base='HEAD', config=config)\n"
    )
    place = str(Path(clone) / "tools/stronghold/src")
    return {
        LINTED + name: (
            subject,
            Command([sys.executable, "-c", code, place, staged_commit(subject)]),
        )
        for name, subject in subjects.items()
    }


def measure(
    commands: dict[str, tuple[Subject, Command]], environment: dict[str, str]
) -> dict[str, Figure]:
    """Run all commands in turn, after one round to warm up; raises when one could not check."""
    taken: dict[str, list[tuple[float, int]]] = {name: [] for name in commands}
    for turn in range(RUNS + 1):
        for name, (subject, command) in commands.items():
            if command.before is not None:
                command.before()
            started = time.perf_counter()
            process = subprocess.Popen(
                command.words,
                cwd=subject.clone,
                env=_with_cache(environment, command.cache),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in (0, 1):
                raise SystemExit(f"{name}: exit {process.returncode}: {' '.join(command.words)}")
            if turn:
                used = usage.ru_utime + usage.ru_stime
                taken[name].append((used if COUNTS_CPU else seconds, usage.ru_maxrss))
    return {
        name: Figure(*(statistics.median(values) for values in zip(*runs, strict=True)))
        for name, runs in taken.items()
    }


def _with_cache(environment: dict[str, str], cache: Path | None) -> dict[str, str]:
    return environment if cache is None else {**environment, "UNBROKEN_CACHE_DIR": str(cache)}


def show(figures: dict[str, Figure]) -> int:
    """Print the medians and what became of the budgets; gives the exit code."""
    bare, other = figures[PASS].seconds, figures[GRIFFE].seconds
    print(f"{'':34} {'median':>9} {'x pass':>8} {'griffe /':>9} {'MiB':>6}")
    for name, (seconds, memory) in figures.items():
        ratios = f"{seconds / bare:8.1f} {other / seconds:9.1f}"
        print(f"{name:34} {seconds:8.3f}s {ratios} {memory / 1024:6.0f}")
    print(f"\n{'budget':34} {'at most':>9} {'is':>8}")
    failed = 0
    for budget in BUDGETS:
        if not {budget.name, budget.of} <= figures.keys():
            continue
        failed += _held(budget, figures[budget.name].seconds / figures[budget.of].seconds)
    failed += _held(
        MEMORY._replace(name="full, cold cache: memory"),
        figures[MEMORY.name].memory / figures[MEMORY.of].memory,
    )
    return int(failed > 0)


def _held(budget: Budget, ratio: float) -> bool:
    kept = ratio <= budget.most
    of = f"of {budget.of}"
    print(f"{budget.name:34} {budget.most:9.3f} {ratio:8.3f} {of:20} {'pass' if kept else 'FAIL'}")
    return not kept


if __name__ == "__main__":
    sys.exit(main())
