"""Download pairs of releases, import both, and compare what is seen with what `diff` says.

Prints, for each pair, how many errors are real, how many run-time breaks are told, and what is
unexplained: errors that are not seen at run time, and run-time breaks without a finding. Known
exceptions, each with a reason, are in `exceptions.toml`. Exits 1 when something is unexplained.

    python -m releases [--only NAME…] [--cache FOLDER] [--details FILE] [--jobs NUMBER]

Environments, and what importing showed, are kept in the cache: a sweep that was ended goes on where
it was, and a second one takes minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs
import tomli

from releases.breaks import Break
from releases.environments import Release
from releases.runtime_breaks import runtime_breaks
from releases.told import is_told, modules_told, told_of_subclasses, told_paths, with_origins
from releases.verdicts import verify

HERE = Path(__file__).parent


class Subject(NamedTuple):
    """A pair of releases: the distribution, two versions, and what importing it needs besides."""

    name: str
    old: str
    new: str
    extra: tuple[str, ...]

    @property
    def title(self) -> str:
        """Return how the pair is named, here and in `exceptions.toml`."""
        return f"{self.name} {self.old} -> {self.new}"


class Result(NamedTuple):
    """What came of one pair."""

    errors: Counter[str]
    breaks: int
    told: int
    scheduled: int
    """How many breaks have no finding, of what the old release called deprecated."""
    false: list[dict[str, Any]]
    missed: list[Break]
    needless: list[str]
    """The exceptions that explain nothing any more."""


class Outcome(NamedTuple):
    """A pair, and what came of it: a result, or the problem that there was."""

    subject: Subject
    result: Result | None
    problem: str


def subjects(only: Sequence[str] | None) -> list[Subject]:
    """Read `pairs.txt`: a pair a line, `name old new [requirement…]`."""
    lines = (HERE / "pairs.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [
        Subject(row[0], row[1], row[2], tuple(row[3:]))
        for row in rows
        if only is None or row[0] in only
    ]


def exceptions() -> dict[str, dict[str, str]]:
    """Read `exceptions.toml`: by pair, the object or path that is explained, and the reason."""
    document = tomli.loads((HERE / "exceptions.toml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = document
    return found


def compare(subject: Subject, cache: Path, explained: dict[str, str]) -> Result:
    """Compare one pair of releases; raises RuntimeError when that is not possible."""
    old, new = (Release(cache, subject.name, v) for v in (subject.old, subject.new))
    for release in (old, new):
        release.install(subject.extra)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "unbroken", "diff", "--format", "json"),
            *(str(old.archive()), str(new.archive())),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"unbroken: {(done.stderr or done.stdout).strip()[-500:]}")
    document = json.loads(done.stdout)
    findings, packages = document["findings"], document["summary"]["packages"]
    paths = sorted({finding["object"] for finding in findings})
    first, second = (release.surface(packages, paths) for release in (old, new))
    again = [path for path in first["names"] if path not in second["names"]]
    second["probed"] |= new.surface([], again)["probed"]
    errors = [finding for finding in findings if finding["level"] == "error"]
    verdicts = [(verify(finding, first, second), finding) for finding in errors]
    told, unloaded = with_origins(told_paths(findings, second), first), modules_told(findings)
    inherited = told_of_subclasses(findings, first)
    broken = list(runtime_breaks(first, second))
    untold = [found for found in broken if not is_told(found, told, unloaded, inherited)]
    false = [finding for verdict, finding in verdicts if verdict == "false"]
    missed = [found for found in untold if not found.is_deprecated]
    used = {finding["object"] for finding in false}
    used |= {path for found in missed for path in (found.path, found.origin)}
    return Result(
        errors=Counter(verdict for verdict, _ in verdicts),
        breaks=len(broken),
        told=len(broken) - len(untold),
        scheduled=len(untold) - len(missed),
        false=[finding for finding in false if finding["object"] not in explained],
        missed=[found for found in missed if {found.path, found.origin}.isdisjoint(explained)],
        needless=[path for path in explained if path not in used],
    )


def outcome(subject: Subject, cache: Path, known: Mapping[str, dict[str, str]]) -> Outcome:
    """Compare one pair of releases; an outcome without a result says why that is not possible."""
    try:
        return Outcome(subject, compare(subject, cache, known.get(subject.title, {})), "")
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return Outcome(subject, None, str(error))


def line_of(found: Outcome) -> str:
    """Return what is printed of one pair."""
    result = found.result
    if result is None:
        return f"{found.subject.title}: cannot be compared: {found.problem}"
    return (
        f"{found.subject.title}: errors {result.errors['true']} true, "
        f"{result.errors['false']} false, {result.errors['unverified']} unverified; "
        f"run-time breaks {result.told} of {result.breaks} told, "
        f"{result.scheduled} deprecated before; "
        f"{len(result.false) + len(result.missed)} unexplained"
    )


def details_of(found: Outcome) -> list[str]:
    """Return a line for all that is unexplained in one pair, and for exceptions without use."""
    title, result = found.subject.title, found.result
    if result is None:
        return [line_of(found)]
    return [
        *(f"{title}: FALSE {f['rule']} {f['object']} {f['message']}" for f in result.false),
        *(f"{title}: MISSED {b.kind} {b.path} {b.detail}" for b in result.missed),
        *(f"{title}: EXPLAINS NOTHING {path}" for path in result.needless),
    ]


def counts_of(found: Outcome) -> Counter[str]:
    """Return what one pair adds to the totals."""
    result = found.result
    if result is None:
        return Counter(failed=1)
    return result.errors + Counter(
        breaks=result.breaks,
        told=result.told,
        scheduled=result.scheduled,
        unexplained=len(result.false) + len(result.missed),
    )


def summary_of(total: Counter[str]) -> Iterator[str]:
    """Yield the lines about all pairs together."""
    verified = total["true"] + total["false"]
    if verified:
        yield (
            f"precision of errors seen at run time: {total['true'] / verified:.2%} "
            f"({total['true']} of {verified})"
        )
    if total["breaks"]:
        yield f"run-time breaks told: {total['told'] / total['breaks']:.2%} of {total['breaks']}"
        yield f"not told, because they were deprecated before: {total['scheduled']}"
    yield (
        f"unverified errors: {total['unverified']}; unexplained: {total['unexplained']}; "
        f"pairs that failed: {total['failed']}"
    )


def default_cache() -> Path:
    """Return the folder for environments, which outlives a checkout."""
    return platformdirs.user_cache_path("unbroken-releases")


def main() -> int:
    """Compare all pairs and print the figures; returns 1 when something is unexplained."""
    parser = argparse.ArgumentParser(prog="python -m releases", description=__doc__)
    parser.add_argument("--only", nargs="*", help="the distributions to compare (default: all)")
    parser.add_argument("--cache", type=Path, default=default_cache())
    parser.add_argument("--details", type=Path, help="a file for everything that is unexplained")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="pairs at a time")
    arguments = parser.parse_args()
    known, total = exceptions(), Counter[str]()
    details: list[str] = []
    with ThreadPoolExecutor(arguments.jobs) as pool:
        cache = arguments.cache.resolve()
        jobs = [pool.submit(outcome, s, cache, known) for s in subjects(arguments.only)]
        for job in as_completed(jobs):
            found = job.result()
            print(line_of(found), flush=True)
            total += counts_of(found)
            details += details_of(found)
            if arguments.details is not None:
                arguments.details.write_text("".join(f"{d}\n" for d in details), encoding="utf-8")
    print("\n".join(summary_of(total)))
    return int(bool(total["unexplained"] or total["failed"]))


if __name__ == "__main__":
    sys.exit(main())
