"""Few files of a large package differ: these and what depends on them are compared."""

from __future__ import annotations

import re

import pytest

from tests.checkout import commit, stage
from unbroken.checks import compare_versions

FILES = {
    "pkg/__init__.py": "",
    "pkg/base.py": "class Base:\n    def m(self, a, b=1): ...\n",
    "pkg/sub.py": "from pkg.base import Base\nclass A(Base): ...\n",
    "pkg/computed.py": "exec(make())\n",
    "pkg/data.py": None,
    **{f"pkg/m{number}.py": f"def f{number}(a): ...\n" for number in range(28)},
}


@pytest.fixture
def large(library, monkeypatch, tmp_path):
    monkeypatch.setattr(compare_versions, "_MANY_FILES", 30)
    monkeypatch.setattr(compare_versions, "_FEW_OF", 10)
    monkeypatch.setenv("UNBROKEN_CACHE_DIR", str(tmp_path / "cache"))
    commit(library, FILES, "v1.0.5")
    commit(library, {"README": ""})  # A release is not compared with itself.
    return library


def compared(result) -> str:
    """Return what the closing line says was compared."""
    match = re.search(r"the whole package \((.*?)\)", result.closing)
    assert match is not None
    return match[1]


def test_files_that_differ_are_compared_once_the_baseline_was_read(large, unbroken):
    stage(large, {"pkg/base.py": "class Base:\n    def m(self, a): ...\n"})
    whole, again = unbroken("full", "-v"), unbroken("full", "-v")
    assert (compared(whole), compared(again)) == ("32 files", "32 files, 1 of which differ")
    assert whole.code == again.code == 1
    assert "error[parameter-removed] pkg.base.Base.m: " in again.out
    assert "pkg/computed.py:1" in again.out
    assert [line for line in again.out.splitlines()[:-1] if "error[" in line] == [
        line for line in whole.out.splitlines()[:-1] if "error[" in line
    ]


def test_what_depends_on_a_file_is_compared(large, unbroken):
    unbroken("full")
    stage(large, {"pkg/base.py": "class Base: ...\n"})
    result = unbroken("full")
    assert compared(result) == "32 files, 1 of which differ"
    assert "pkg.sub.A.m" in result.out


def test_nothing_that_differs_is_no_break(large, unbroken):
    commit(large, {"README": "changed\n"})
    unbroken("full")
    result = unbroken("full")
    assert (compared(result), result.code) == ("32 files, 0 of which differ", 0)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({f"pkg/m{number}.py": "X = 1\n" for number in range(4)}, id="many files"),
        pytest.param({"pkg/m0.py": None}, id="a file that is gone"),
        pytest.param({"pkg/m0.py": "from pkg.base import *\n"}, id="star imports"),
    ],
)
def test_whole_package_is_compared_where_that_is_needed(large, unbroken, files):
    unbroken("full")
    stage(large, files)
    assert re.fullmatch(r"\d+ files", compared(unbroken("full")))


def test_baseline_that_does_not_parse_is_always_read(large, unbroken):
    commit(large, {"pkg/m0.py": "def f(:\n"}, "v1.0.6")
    stage(large, {"pkg/m1.py": "def f1(): ...\n"})
    for _ in range(2):
        result = unbroken("full")
        assert compared(result) == "32 files"
        assert "module-unreadable" in result.out


def test_file_that_no_longer_parses_is_a_finding(large, unbroken):
    unbroken("full")
    stage(large, {"pkg/m0.py": "def f(:\n"})
    result = unbroken("full")
    assert "error[module-unreadable] pkg.m0: " in result.out
    assert result.code == 1


@pytest.mark.parametrize("data", [None, b"", b"\xc1", b"\x91\x91\x01", b"\x91"])
def test_damaged_record_counts_as_absent(data):
    assert compare_versions._recalled(data) is None


def test_without_a_cache_all_is_compared(large, unbroken):
    stage(large, {"pkg/m0.py": "def f0(): ...\n"})
    for _ in range(2):
        result = unbroken("full", "--no-cache")
        assert compared(result) == "32 files"
        assert "pkg.m0.f0" in result.out
