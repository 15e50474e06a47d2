"""Over any commit, the changed files alone give the findings that the whole package gives."""

from __future__ import annotations

import os
import random

import pytest

from tests.both_modes import findings_of_whole, incremental, introduced, whole
from tests.packages import CALLING, LINKED, USUAL, Forms, commit, package

HISTORIES = int(os.environ.get("UNBROKEN_HISTORIES", "150"))
NEW_SEED = int(os.environ.get("UNBROKEN_SEED", random.SystemRandom().randrange(1_000_000, 10**9)))
ONCE_DIFFERENT = (
    *(764, 1201, 1863, 1865, 1967, 2074, 2312, 2476, 77_000_041, 354_701_182),
    *(7_770_859, 7_778_117, 7_782_955, 8_890_664, 9_000_538, 21_001_282, 58_006_031),
)
"""The seeds of histories over which the two modes once disagreed."""


def readable(files: dict[str, bytes]) -> bool:
    try:
        for path, source in files.items():
            compile(source, path, "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def disagreements(seed: int, steps: int = 3, forms: Forms = USUAL) -> tuple[int, int, list[str]]:
    """Follow a history; return how many steps were decided, how many break, which differ."""
    random_ = random.Random(seed)
    baseline = before = package(random_, forms)
    decided = breaking = 0
    different: list[str] = []
    for step in range(steps if readable(baseline) else 0):
        new = commit(random_, before, forms)
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


@pytest.mark.parametrize("forms", [USUAL, LINKED, CALLING], ids=["usual", "linked", "calling"])
@pytest.mark.parametrize("part", range(4))
def test_modes_agree_over_fixed_histories(part, forms):
    results = [disagreements(seed, forms=forms) for seed in range(part, HISTORIES, 4)]
    assert [text for _, _, different in results for text in different] == []
    assert sum(decided for decided, _, _ in results) > HISTORIES // 5
    assert sum(breaking for _, breaking, _ in results) > HISTORIES // 16


@pytest.mark.parametrize("seed", ONCE_DIFFERENT)
def test_modes_agree_over_histories_that_once_differed(seed):
    assert disagreements(seed)[2] == []


@pytest.mark.parametrize("forms", [USUAL, LINKED, CALLING], ids=["usual", "linked", "calling"])
def test_modes_agree_over_new_histories(forms):
    print(f"UNBROKEN_SEED={NEW_SEED}")  # noqa: T201  # how to repeat it
    results = [disagreements(NEW_SEED + number, forms=forms) for number in range(HISTORIES // 2)]
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


def test_class_that_breaks_later_by_the_same_cause_is_told_apart():
    fields = b"from dataclasses import dataclass\n@dataclass(eq=False)\nclass P:\n    g: int\n"
    plain, derived = (
        "from .p import P as P\nclass {name}: ...\n",
        "from .p import P as P\nclass {name}(P): ...\n",
    )
    files = {
        "pkg/__init__.py": b"",
        "pkg/p.py": fields,
        "pkg/a.py": plain.format(name="A").encode(),
        "pkg/b.py": plain.format(name="Later").encode(),
    }
    before = {**files, "pkg/a.py": derived.format(name="A").encode()}
    new = {**before, "pkg/b.py": derived.format(name="Later").encode()}
    found = {("parameter-added-required", "pkg.b.Later", "g")}
    assert introduced(files, before, new) == incremental(files, before, new) == found
    assert introduced(files, new, before) == incremental(files, new, before) == set()
    (finding,) = (
        finding
        for finding in findings_of_whole(files, new, pre_existing=whole(files, before))
        if finding.object == "pkg.b.Later"
    )
    assert finding.witness is not None
    assert finding.witness.call == "Later()"


@pytest.mark.parametrize("names", [("A", "B"), ("A", "B", "C")])
def test_circle_of_bases_is_the_same_wherever_it_is_entered(names):
    after = dict(zip(names, (*names[1:], names[0]), strict=True))
    source = "from dataclasses import dataclass\n" + "".join(
        f"@dataclass\nclass {name}({base}):\n    {name.lower()}: int = 0\n"
        for name, base in after.items()
    )
    for first in names:
        files = {
            "pkg/__init__.py": f"from ._c import {first} as {first}\n".encode(),
            "pkg/_c.py": source.encode(),
            "pkg/z.py": "".join(f"from ._c import {name} as {name}\n" for name in names).encode(),
        }
        changed = {**files, "pkg/__init__.py": files["pkg/__init__.py"] + b"x = 1\n"}
        assert whole(files, changed) == incremental(files, files, changed) == set()


def test_names_of_a_source_with_a_stub_are_public_in_both_modes():
    files = {
        "pkg/__init__.py": b"",
        "pkg/base.py": b"class Base: ...\n",
        "pkg/base.pyi": b"class Base: ...\n",
        "pkg/_c.py": b"from .base import *\n",
        "pkg/mod.py": b"from ._c import Base\nclass A(Base): ...\n",
    }
    found = {("base-removed", "pkg.mod.A", None)}
    plain = {**files, "pkg/mod.py": b"class A: ...\n"}
    assert whole(files, plain) == incremental(files, files, plain) == found
    hidden = {**files, "pkg/base.py": b"class Base: ...\n__all__ = []\n"}
    found.add(("all-name-removed", "pkg.base", None))
    assert whole(files, hidden) == incremental(files, files, hidden) == found


INIT, A, B = "pkg/__init__.py", "pkg/a.py", "pkg/b.py"


@pytest.mark.parametrize(
    ("before", "new"),
    [
        # What else imported the module goes later.
        ({INIT: b"from .b import g\n"}, {B: b"def g(): ...\n"}),
        ({INIT: b"import importlib\nfor n in N: importlib.import_module(n)\n"}, {INIT: b""}),
        ({INIT: b"from .c import load\nload()\n"}, {INIT: b"from .c import load\n"}),
        ({INIT: b"a = None\n"}, {INIT: b""}),
        ({INIT: b"from . import a as _a\n"}, {INIT: b"X = 1\n"}),
    ],
)
def test_modules_that_are_imported_no_more_are_told_when_the_last_import_goes(before, new):
    baseline = {
        INIT: b"from . import a\nfrom .b import g\n",
        A: b"def f(): ...\n",
        B: b"from .a import f\ndef g(): ...\n",
        "pkg/c.py": b"def load(): ...\n",
    }
    before = {**baseline, **before}
    new = {**before, **new}
    expected = introduced(baseline, before, new)
    assert ("submodule-attribute-lost", "pkg", None) in expected
    assert incremental(baseline, before, new) == expected
