"""Download pairs of releases, import both, and compare what is seen with what `diff` says.

Prints, for each pair, how many errors are real, how many run-time breaks are told, and what is
unexplained: errors that are not seen at run time, and run-time breaks without a finding. Known
exceptions, each with a reason, are in `exceptions.toml`. Exits 1 when something is unexplained.

    python -m releases [--only NAME] [--cache FOLDER] [--details FILE]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import tomli

from releases.environments import Release
from releases.judge import Break, is_told, runtime_breaks, verify, with_origins

HERE = Path(__file__).parent


class Subject(NamedTuple):
    """A pair of releases: the distribution, two versions, and what importing it needs besides."""

    name: str
    old: str
    new: str
    extra: tuple[str, ...]


class Result(NamedTuple):
    """What came of one pair."""

    errors: Counter[str]
    breaks: int
    told: int
    scheduled: int
    """How many breaks have no finding, of what the old release called deprecated."""
    false: list[dict[str, Any]]
    missed: list[Break]


def subjects(only: str | None) -> list[Subject]:
    """Read `pairs.txt`: a pair a line, `name old new [requirement…]`."""
    lines = (HERE / "pairs.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [
        Subject(row[0], row[1], row[2], tuple(row[3:]))
        for row in rows
        if only is None or row[0] == only
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
    told = {finding["object"] for finding in findings}
    told |= {path for finding in findings for path in finding["affects"]}
    told = with_origins(told, first)
    broken = list(runtime_breaks(first, second))
    return Result(
        errors=Counter(verdict for verdict, _ in verdicts),
        breaks=len(broken),
        told=sum(is_told(found, told) for found in broken),
        false=[f for v, f in verdicts if v == "false" and f["object"] not in explained],
        scheduled=sum(b.is_deprecated and not is_told(b, told) for b in broken),
        missed=[
            b
            for b in broken
            if not is_told(b, told)
            and not b.is_deprecated
            and {b.path, b.origin}.isdisjoint(explained)
        ],
    )


def main() -> int:
    """Compare all pairs and print the figures; returns 1 when something is unexplained."""
    parser = argparse.ArgumentParser(prog="python -m releases", description=__doc__)
    parser.add_argument("--only", help="the distribution to compare (default: all)")
    parser.add_argument("--cache", type=Path, default=Path(".venv/releases"))
    parser.add_argument("--details", type=Path, help="a file for everything that is unexplained")
    arguments = parser.parse_args()
    total: Counter[str] = Counter()
    details, known = [], exceptions()
    for subject in subjects(arguments.only):
        title = f"{subject.name} {subject.old} -> {subject.new}"
        try:
            result = compare(subject, arguments.cache.resolve(), known.get(title, {}))
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            print(f"{title}: cannot be compared: {error}", flush=True)
            total["failed"] += 1
            continue
        total += Counter(
            {
                **result.errors,
                "breaks": result.breaks,
                "told": result.told,
                "scheduled": result.scheduled,
                "unexplained": len(result.false) + len(result.missed),
            }
        )
        print(
            f"{title}: errors {result.errors['true']} true, {result.errors['false']} false, "
            f"{result.errors['unverified']} unverified; run-time breaks {result.told} of "
            f"{result.breaks} told, {result.scheduled} deprecated before; "
            f"{len(result.false) + len(result.missed)} unexplained",
            flush=True,
        )
        details += [
            f"{title}: FALSE {f['rule']} {f['object']} {f['message']}" for f in result.false
        ]
        details += [f"{title}: MISSED {b.kind} {b.path} {b.detail}" for b in result.missed]
        if arguments.details is not None:
            arguments.details.write_text("\n".join(details) + "\n", encoding="utf-8")
    verified = total["true"] + total["false"]
    if verified:
        print(f"precision of errors seen at run time: {total['true'] / verified:.2%}")
    if total["breaks"]:
        print(f"run-time breaks told: {total['told'] / total['breaks']:.2%} of {total['breaks']}")
        print(f"not told, because they were deprecated before: {total['scheduled']}")
    print(f"unverified errors: {total['unverified']}; pairs that failed: {total['failed']}")
    return int(bool(total["unexplained"] or total["failed"]))


if __name__ == "__main__":
    sys.exit(main())
