"""A whole comparison that an earlier run has made is not made again."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.checkout import commit, git, write
from unbroken.checks import compare_packages
from unbroken.rules import run_rules
from unbroken.rules.registry import pair_rules

OLD = {"pkg/__init__.py": "def f(a, b=1): ...\ndef g(a): ...\n", "pkg/_m.py": "exec(make())\n"}


@pytest.fixture
def changed(library, monkeypatch, tmp_path):
    """A project whose next release breaks a call, and a cache that knows all of its files."""
    monkeypatch.setenv("UNBROKEN_CACHE_DIR", str(tmp_path / "cache"))
    commit(library, OLD, "v1.0.5")
    commit(library, {"pkg/__init__.py": "def f(a): ...\ndef g(a): ...\n"})
    return library


@pytest.fixture
def compared(monkeypatch):
    """The comparisons that are really made."""
    made = []
    compare = compare_packages.judge_surfaces

    def judge_surfaces(*args):
        made.append(args)
        return compare(*args)

    monkeypatch.setattr(compare_packages, "judge_surfaces", judge_surfaces)
    return made


def text_of(result) -> list[str]:
    """Return what a run printed, but for the time in its last line."""
    lines = [line for line in (result.out + result.err).splitlines() if line]
    return [*lines[:-1], lines[-1].rpartition(";")[0]]


def test_comparison_is_made_once_for_the_same_contents(changed, unbroken, compared):
    results = [unbroken("full", "-v") for _ in range(4)]
    # The first run reads the files. Only a run that knows them all has a result to keep.
    assert len(compared) == 2
    assert [text_of(result) for result in results[1:]] == [text_of(results[0])] * 3
    assert "error[parameter-removed] pkg.f: " in results[3].out
    assert "pkg/_m.py:1" in results[3].out
    assert {result.code for result in results} == {1}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"pkg/__init__.py": "def f(a, b=1): ...\n"}, id="contents"),
        pytest.param({"pkg/new.py": ""}, id="another module"),
        pytest.param(
            {"pyproject.toml": "[tool.unbroken.rules]\nparameter-removed = 'warning'\n"}, id="level"
        ),
        pytest.param(
            {"pyproject.toml": "[tool.unbroken.versioning]\nscheme = 'semver'\n"}, id="versioning"
        ),
    ],
)
def test_comparison_is_made_again_where_something_else_is_compared(
    changed, unbroken, compared, files
):
    for _ in range(3):
        unbroken("full")
    write(changed, files)
    git(changed, "add", "--all")
    before = len(compared)
    unbroken("full")
    assert len(compared) == before + 1


def test_other_baseline_is_another_comparison(changed, unbroken, compared):
    commit(changed, {"pkg/__init__.py": "def g(a): ...\n"}, "v1.0.6")
    commit(changed, {"README": ""})
    for _ in range(3):
        assert unbroken("full", "--baseline", "v1.0.6").code == 0
    assert "function 'f' was removed" in unbroken("full", "--baseline", "v1.0.5").out


def test_file_that_does_not_parse_is_always_read(changed, unbroken, compared):
    commit(changed, {"pkg/broken.py": "def f(:\n"})
    results = [unbroken("full") for _ in range(4)]
    assert len(compared) == 4
    assert all("module-unreadable" in result.out for result in results)


def test_without_a_cache_nothing_is_remembered(changed, unbroken, compared):
    for _ in range(3):
        unbroken("full", "--no-cache")
    assert len(compared) == 3


def test_comparison_in_which_a_rule_crashed_is_made_again(changed, unbroken, monkeypatch, compared):
    def crash(pair):
        raise ValueError

    rules = [replace(rule, check=crash) for rule in pair_rules() if rule.name == "method-removed"]
    monkeypatch.setattr(run_rules, "_rules_for", lambda **options: tuple(rules))
    assert [unbroken("full").code for _ in range(4)] == [2] * 4
    assert len(compared) == 4
