"""Over any commit, the changed files alone give the findings that the whole package gives."""

from __future__ import annotations

import ast
import os
import random

import pytest

from tests.both_modes import incremental, introduced, whole
from tests.packages import commit, package

HISTORIES = int(os.environ.get("UNBROKEN_HISTORIES", "150"))
NEW_SEED = int(os.environ.get("UNBROKEN_SEED", random.SystemRandom().randrange(1_000_000, 10**9)))
ONCE_DIFFERENT = (
    *(764, 1201, 1863, 1865, 1967, 2074, 2312, 2476, 77_000_041, 354_701_182),
    *(7_778_117, 8_890_664),
)
"""The seeds of histories over which the two modes once disagreed."""


def readable(files: dict[str, bytes]) -> bool:
    try:
        for source in files.values():
            ast.parse(source)
    except SyntaxError:
        return False
    return True


def disagreements(seed: int, steps: int = 3) -> tuple[int, int, list[str]]:
    """Follow a history; return how many steps were decided, how many break, which differ."""
    random_ = random.Random(seed)
    baseline = before = package(random_)
    decided = breaking = 0
    different: list[str] = []
    for step in range(steps if readable(baseline) else 0):
        new = commit(random_, before)
        if not readable(new):
            continue
        expected = introduced(baseline, before, new)
        alone = incremental(baseline, before, new)
        if alone is not None:
            decided += 1
            breaking += bool(expected)
            if alone != expected:
                missed, false = sorted(expected - alone), sorted(alone - expected)
                different.append(f"seed {seed}, step {step}: missed {missed}, false {false}")
        before = new
    return decided, breaking, different


@pytest.mark.parametrize("part", range(4))
def test_modes_agree_over_fixed_histories(part):
    results = [disagreements(seed) for seed in range(part, HISTORIES, 4)]
    assert [text for _, _, different in results for text in different] == []
    assert sum(decided for decided, _, _ in results) > HISTORIES // 4
    assert sum(breaking for _, breaking, _ in results) > HISTORIES // 16


@pytest.mark.parametrize("seed", ONCE_DIFFERENT)
def test_modes_agree_over_histories_that_once_differed(seed):
    assert disagreements(seed)[2] == []


def test_modes_agree_over_new_histories():
    print(f"UNBROKEN_SEED={NEW_SEED}")  # noqa: T201  # how to repeat it
    results = [disagreements(NEW_SEED + number) for number in range(HISTORIES // 2)]
    assert [text for _, _, different in results for text in different] == []


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


def test_import_that_overrides_a_star_import_now_changes_its_name():
    files = {
        "pkg/__init__.py": b"",
        "pkg/a.py": b"from .c import f as f\nfrom .b import *\n",
        "pkg/b.py": b"def f(): ...\n",
        "pkg/c.py": b"x = 1\n",
    }
    swapped = {**files, "pkg/a.py": b"from .b import *\nfrom .c import f as f\n"}
    found = {("export-removed", "pkg.a.f", None)}
    assert whole(files, swapped) == incremental(files, files, swapped) == found
    assert whole(swapped, files) == incremental(swapped, swapped, files) == set()
