"""Comparing with a snapshot gives what comparing with the release itself gives."""

from __future__ import annotations

import random
import re
from collections.abc import Collection

import pytest

from tests.both_modes import Identity, introduced, newly_found, whole
from tests.checks.test_incremental_agrees import HISTORIES, readable
from tests.packages import commit, package
from tests.rules.sources import files_of
from unbroken.baseline.snapshot import make_snapshot
from unbroken.baseline.snapshot_file import read_snapshot
from unbroken.checks.compare_packages import ComparisonOptions, compare_whole
from unbroken.checks.escalation import Escalation
from unbroken.checks.incremental import compare_changed
from unbroken.checks.versions import Version, Versions
from unbroken.config.config import Config, Settings
from unbroken.loading.module_files import Package, module_files
from unbroken.model.finding import Finding
from unbroken.rules.base import Break, Keep
from unbroken.rules.registry import pair_rules
from unbroken.sources.folder import FolderTree

COMMIT = "0" * 40
PACKAGES = (Package("pkg", "pkg"),)
TASK = ComparisonOptions(Config(), ("pkg",), None)


def tree(files: dict[str, bytes]) -> FolderTree:
    return FolderTree(files, "memory")


def snapshot(files: dict[str, bytes], *packages: str) -> dict[str, bytes]:
    """Return what a snapshot keeps of some files."""
    config = Config(Settings(packages=packages))
    taken = make_snapshot(tree(files), config, ("v1", COMMIT, "1"))
    assert not taken.unreadable
    return dict(read_snapshot(taken.text.encode(), "api-baseline.txt", "").sources)


def found(old: dict[str, bytes], new: dict[str, bytes], *names: str) -> list[Finding]:
    packages = [
        Package(name, f"{name}.py" if f"{name}.py" in {*old, *new} else name, f"{name}.py" in old)
        for name in names
    ]
    task = TASK._replace(packages=names)
    files = (module_files(packages, paths) for paths in (old, new))
    comparison = compare_whole(tree(old), tree(new), *files, task)
    assert comparison.crashes == ()
    return comparison.findings


def details(finding: Finding) -> tuple[object, ...]:
    """Return a finding without the place of a removed definition."""
    place = (finding.line, finding.column) if finding.new is not None else ()
    told = (finding.level, finding.message, finding.old, finding.new, finding.remedy)
    witness = finding.witness and finding.witness.call
    return (*finding.identity, finding.path, *place, *told, witness, finding.affects)


EXAMPLES = [
    pytest.param(example, id=f"{rule.name}-{number}")
    for rule in pair_rules()
    for number, example in enumerate((*rule.breaks, *rule.keeps))
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_rules(example: Break | Keep) -> None:
    old, new = (
        {path: text.encode() for path, text in files_of(version).items()} for version in example[:2]
    )
    names = sorted({path.removesuffix(".py").split("/")[0] for path in {*old, *new}})
    there = [name for name in names if any(p.split("/")[0].split(".")[0] == name for p in old)]
    kept = snapshot(old, *there)
    assert [*map(details, found(kept, new, *names))] == [*map(details, found(old, new, *names))]


def incremental(
    baseline: dict[str, bytes], before: dict[str, bytes], new: dict[str, bytes]
) -> set[Identity] | None:
    """Return the findings that a change introduces; None if the whole package must be read."""
    changed = [path for path in {*before, *new} if before.get(path) != new.get(path)]

    def search(words: Collection[str]) -> list[str]:
        pattern = re.compile(
            "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in [*words, "import *"])
        )
        return [path for path, source in baseline.items() if pattern.search(source.decode())]

    versions = Versions(
        *(Version(tree(files), module_files(PACKAGES, files)) for files in (baseline, before, new))
    )
    compared = compare_changed(versions, changed, TASK, search)
    if isinstance(compared, Escalation):
        return None
    assert compared[0].crashes == ()
    return newly_found(compared[0].findings, compared[1])


@pytest.mark.parametrize("part", range(4))
def test_random_histories(part: int) -> None:
    decided = with_findings = 0
    for seed in range(part, HISTORIES, 4):
        random_ = random.Random(seed)
        baseline = package(random_)
        if not readable(baseline):
            continue
        kept = snapshot(baseline, "pkg")
        before = baseline
        for step in range(3):
            new = commit(random_, before)
            if not readable(new):
                continue
            assert whole(kept, new) == whole(baseline, new), f"seed {seed}, step {step}"
            expected = introduced(baseline, before, new)
            alone = incremental(kept, before, new)
            if alone is not None:
                decided += 1
                with_findings += bool(expected)
                assert alone == expected, f"seed {seed}, step {step}"
            before = new
    assert decided > HISTORIES // 4
    assert with_findings > HISTORIES // 16


def test_it_is_the_same_whatever_the_order_of_files():
    files = package(random.Random(1))
    other = dict(sorted(files.items(), reverse=True))
    config = Config(Settings(packages=("pkg",)))
    one, two = (
        make_snapshot(tree(sources), config, ("v1", COMMIT, None)).text
        for sources in (files, other)
    )
    assert one == two
