"""Over any commit, the changed files alone give the findings that the whole package gives."""

from __future__ import annotations

import ast
import os
import random
import re
from collections.abc import Collection

import pytest

from tests.packages import commit, package
from unbroken.checks.compare_packages import Comparison, ComparisonOptions, compare_whole
from unbroken.checks.incremental import (
    Escalation,
    Version,
    Versions,
    compare_changed,
    leaves_shape_alone,
)
from unbroken.config.config import Config
from unbroken.loading.module_files import Package, module_files
from unbroken.search.exported_names import searching
from unbroken.sources.folder import FolderTree

TASK = ComparisonOptions(Config(), ("pkg",), None)
PACKAGES = (Package("pkg", "pkg"),)
HISTORIES = int(os.environ.get("UNBROKEN_HISTORIES", "150"))

Identity = tuple[str, str, "str | None"]


def readable(files: dict[str, bytes]) -> bool:
    try:
        for source in files.values():
            ast.parse(source)
    except SyntaxError:
        return False
    return True


def tree(files: dict[str, bytes]) -> FolderTree:
    return FolderTree(files, "memory")


def whole(old: dict[str, bytes], new: dict[str, bytes]) -> set[Identity]:
    before, after = tree(old), tree(new)
    found = compare_whole(
        before, after, module_files(PACKAGES, old), module_files(PACKAGES, new), TASK
    )
    return {each.identity for each in found.findings}


def incremental(
    baseline: dict[str, bytes], before: dict[str, bytes], new: dict[str, bytes]
) -> set[Identity] | None:
    """Give the findings that a change introduces; None when the whole package must be read."""
    changed = [path for path in {*before, *new} if before.get(path) != new.get(path)]

    def containing(words: Collection[str]) -> list[str]:
        pattern = re.compile(
            "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in [*words, "import *"])
        )
        return [path for path, source in baseline.items() if pattern.search(source.decode())]

    search = searching(containing, lambda paths: {path: baseline[path] for path in paths})
    if all(path in before and path in new for path in changed) and leaves_shape_alone(
        {path: before[path] for path in changed}, {path: new[path] for path in changed}, search
    ):
        return set()
    versions = Versions(
        *(Version(tree(files), module_files(PACKAGES, files)) for files in (baseline, before, new))
    )
    found = compare_changed(versions, changed, TASK, search)
    if isinstance(found, Escalation):
        return None
    compared, standing = found
    assert isinstance(compared, Comparison)
    return {each.identity for each in compared.findings} - set(standing)


@pytest.mark.parametrize("part", range(4))
def test_random_histories(part: int) -> None:
    decided = with_findings = 0
    for seed in range(part, HISTORIES, 4):
        random_ = random.Random(seed)
        baseline = package(random_)
        if not readable(baseline):
            continue
        before = baseline
        for step in range(3):
            new = commit(random_, before)
            if not readable(new):
                continue
            introduced = whole(baseline, new) - whole(baseline, before)
            alone = incremental(baseline, before, new)
            if alone is not None:
                decided += 1
                with_findings += bool(introduced)
                assert alone == introduced, f"seed {seed}, step {step}"
            before = new
    assert decided > HISTORIES // 4
    assert with_findings > HISTORIES // 16


def test_an_alias_for_type_checkers_changes_what_other_files_promise():
    head = "from typing import TYPE_CHECKING, Dict\nif TYPE_CHECKING:\n    "
    files = {
        "pkg/__init__.py": f"{head}from ._a import Named\ndef f() -> 'Named': ...\n".encode(),
        "pkg/_a.py": f"{head}Named = Dict[str, int]\n".encode(),
    }
    plain = {**files, "pkg/__init__.py": b"def f() -> dict[str, int]: ...\n"}
    assert whole(files, plain) == incremental(files, files, plain) == set()
    wrong = {**files, "pkg/__init__.py": b"def f() -> dict[str, str]: ...\n"}
    found = {("return-type-changed", "pkg.f", None)}
    assert whole(files, wrong) == incremental(files, files, wrong) == found
    other = {**files, "pkg/_a.py": f"{head}Named = Dict[str, str]\n".encode()}
    assert incremental(files, files, other) is None
