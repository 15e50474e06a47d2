"""`unbroken baseline`: which revision was chosen, why, and what else was considered."""

from __future__ import annotations

import json

import pytest

from tests.checkout import commit, git, repository, write
from unbroken._version import __version__

PROJECT = '[project]\nname = "pkg"\nversion = "{}"\n'


@pytest.fixture
def branches(library):
    """The library has released 2.0 and 2.0.1 from a branch; main goes on to 3.0."""
    git(library, "checkout", "--quiet", "-b", "r2")
    commit(library, {"pkg/new.py": "A = 1\n"}, "v2.0.0rc1", "v2.0.0")
    commit(library, {"pkg/new.py": "A = 2\n"}, "v2.0.1")
    git(library, "checkout", "--quiet", "main")
    commit(library, {"pyproject.toml": PROJECT.format("3.0.0")})
    return library


def short(folder, ref):
    return git(folder, "rev-parse", "--short=12", f"{ref}^{{commit}}").strip()


def test_release_that_is_the_first_commit_is_named(library, unbroken):
    why = "HEAD is v1.0.0 itself, and the first commit, so there is nothing to compare with\n"
    assert unbroken("baseline") == (0, f"unbroken: pkg: {why}", "")
    assert unbroken("init", "--dry-run").out.startswith(f"unbroken: {why}")


def test_baseline_is_explained_as_text(branches, unbroken):
    write(branches, {"pyproject.toml": '[project]\nname = "pkg"\n'})
    assert unbroken("baseline") == (
        0,
        "unbroken: pkg: compared with v1.0.0 (the latest release that HEAD descends from); "
        f"commit {short(branches, 'v1.0.0')}, version 1.0.0\n"
        "  v2.0.1     HEAD does not descend from it\n"
        "  v2.0.0     HEAD does not descend from it\n"
        "  v2.0.0rc1  a pre-release\n"
        "  v1.0.0     the baseline\n"
        "unbroken: if releases are made on branches of their own, set baseline = "
        '"latest-tag" in [tool.unbroken]\n',
        "",
    )


def test_baseline_is_explained_as_json(branches, unbroken):
    write(branches, {"pyproject.toml": '[project]\nname = "pkg"\n'})
    code, out, err = unbroken("baseline", "--format", "json")
    commit = git(branches, "rev-parse", "v1.0.0").strip()
    document = json.loads(out)
    considered = document["projects"][0].pop("considered")
    assert (code, err, document) == (
        0,
        "",
        {
            "schema": 1,
            "tool": {"name": "unbroken", "version": __version__},
            "projects": [
                {
                    "project": "pkg",
                    "folder": "",
                    "config": None,
                    "baseline": {
                        "kind": "release",
                        "ref": "v1.0.0",
                        "commit": commit,
                        "version": "1.0.0",
                        "reason": "the latest release that HEAD descends from",
                    },
                }
            ],
        },
    )
    assert considered[3] == {
        "ref": "v1.0.0",
        "commit": commit,
        "version": "1.0.0",
        "verdict": "the baseline",
    }


def test_latest_tag_is_used_by_check(branches, unbroken):
    """A check uses what this says, and so does the table as the option does."""
    first = (
        "unbroken: pkg: compared with v2.0.1 (the latest release tag); "
        f"commit {short(branches, 'v2.0.1')}, version 2.0.1\n"
    )
    assert unbroken("baseline", "--baseline", "latest-tag").out.startswith(first)
    text = PROJECT.format("3.0.0") + '[tool.unbroken]\nbaseline = "latest-tag"\n'
    write(branches, {"pyproject.toml": text})
    assert unbroken("baseline").out.startswith(first)
    code, out, err = unbroken("full")
    assert (code, err) == (1, "")
    assert "error[module-removed] pkg.new:" in out
    assert "compared with v2.0.1 (the latest release tag); " in out


def test_latest_tag_on_a_release_branch_is_of_that_branch(branches, unbroken):
    """The promise of a branch for 1.x is no release of 2.x; what it is the tree says."""
    git(branches, "checkout", "--quiet", "-b", "r1", "v1.0.0")
    commit(branches, {"pkg/data.py": "def load(path, limit=None, more=1): ...\n"})
    first, *others = unbroken("baseline", "--baseline", "latest-tag").out.splitlines()
    assert first == (
        "unbroken: pkg: compared with v1.0.0 (the latest release tag); "
        f"commit {short(branches, 'v1.0.0')}, version 1.0.0"
    )
    assert others == [
        "  v2.0.1     newer than 1.1.0, which is under development",
        "  v2.0.0     newer than 1.1.0, which is under development",
        "  v2.0.0rc1  a pre-release",
        "  v1.0.0     the baseline",
    ]


def test_only_breaks_of_the_commit_count_against_the_latest_tag(branches, unbroken):
    """Only what the commit does counts against it, though HEAD never had what 2.0 added."""
    text = PROJECT.format("3.0.0") + '[tool.unbroken]\nbaseline = "latest-tag"\n'
    write(branches, {"pyproject.toml": text, "pkg/data.py": "def load(path, limit=0): ...\n"})
    git(branches, "add", "--all")
    assert unbroken("check").code == 0
    write(branches, {"pkg/data.py": "def load(path): ...\n"})
    git(branches, "add", "--all")
    code, out, err = unbroken("check")
    assert (code, err) == (1, "")
    assert "error[parameter-removed] pkg.data.load: parameter 'limit' was removed" in out
    assert "module-removed" not in out
    assert "compared with v2.0.1 (the latest release tag); " in out


def test_latest_tag_is_the_baseline_where_head_descends_from_none(tmp_path, monkeypatch, unbroken):
    folder = repository(tmp_path / "library", {"pkg/__init__.py": ""})
    git(folder, "checkout", "--quiet", "-b", "r1")
    commit(folder, {"pkg/a.py": ""}, "v1.0")
    git(folder, "checkout", "--quiet", "main")
    monkeypatch.chdir(folder)
    why = "v1.0 (the latest release tag; HEAD descends from none of its series)"
    assert unbroken("full").closing == (
        "unbroken: pkg: 1 error; the whole package (1 file) of the working tree compared with "
        f"{why}; 0.00 s"
    )
    assert unbroken("baseline").out == (
        f"unbroken: this project: compared with {why}; commit {short(folder, 'v1.0')}, "
        "version 1.0\n  v1.0  the baseline\n"
    )


def test_kinds_of_tags_are_explained(library, unbroken):
    git(library, "tag", "pkg-v0.9")
    git(library, "tag", "other-1.0")
    commit(library, {"pyproject.toml": PROJECT.format("1.1.0")})
    assert unbroken("baseline").out == (
        f"unbroken: pkg: compared with v1.0.0 (the latest release); "
        f"commit {short(library, 'v1.0.0')}, version 1.0.0\n"
        "  v1.0.0  the baseline\n"
        "unbroken: of several kinds of release tags these count: its newest release is closest "
        "below 1.1.0; not other-* (other-1.0), pkg-v* (pkg-v0.9)\n"
    )


def test_only_the_newest_tags_are_shown(library, unbroken):
    git(library, "checkout", "--quiet", "-b", "next")
    commit(library, {"pkg/a.py": ""}, *(f"v2.{number}.0" for number in range(9)))
    git(library, "checkout", "--quiet", "main")
    commit(library, {"pkg/b.py": ""})
    lines = unbroken("baseline").out.splitlines()[1:]
    assert lines[0] == "  v2.8.0  HEAD does not descend from it"
    assert lines[7:-1] == [
        "  v2.1.0  HEAD does not descend from it",
        "  v1.0.0  the baseline",
        "  and 1 more release tag",
    ]


def test_unborn_branch_has_no_baseline(tmp_path, monkeypatch, unbroken):
    git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(tmp_path)
    result = (
        "unbroken: this project: nothing is committed yet, so there is nothing to compare with\n"
    )
    assert unbroken("baseline") == (0, result, "")
    assert json.loads(unbroken("baseline", "--format=json").out)["projects"][0]["baseline"] is None


def test_each_project_of_a_monorepo_has_its_baseline(tmp_path, monkeypatch, unbroken):
    """Each project has its own tags, and its own baseline."""
    table = '[project]\nname = "{0}"\n[tool.unbroken]\ntag-pattern = "{0}-v*"\n'
    files = {f"{item}/pyproject.toml": table.format(item) for item in ("alpha", "beta")}
    files |= {f"{item}/{item}.py": "A = 1\n" for item in ("alpha", "beta")}
    folder = repository(tmp_path / "mono", files, "alpha-v1.0", "beta-v2.0")
    commit(folder, {"alpha/alpha.py": "A = 2\n"}, "alpha-v1.1")
    commit(folder, {"alpha/alpha.py": "A = 3\n"})
    monkeypatch.chdir(folder)
    commits = {tag: short(folder, tag) for tag in ("alpha-v1.1", "beta-v2.0")}
    assert unbroken("baseline").out == (
        "unbroken: alpha: compared with alpha-v1.1 (the latest release); "
        f"commit {commits['alpha-v1.1']}, version 1.1\n"
        "  alpha-v1.1  the baseline\n"
        "  alpha-v1.0  older\n"
        "unbroken: beta: compared with beta-v2.0 (the latest release); "
        f"commit {commits['beta-v2.0']}, version 2.0\n"
        "  beta-v2.0  the baseline\n"
    )
    only = unbroken("baseline", "--config", "beta/pyproject.toml").out
    assert only.startswith("unbroken: beta: compared with beta-v2.0 (the latest release); ")


def test_hostile_tag_names_are_escaped(library, unbroken):
    write(library, {"pyproject.toml": '[project]\nname = "pkg\\u001b[31m"\n'})
    git(library, "update-ref", "refs/tags/v1.2.3\u202e", "HEAD")
    assert "\x1b" not in unbroken("baseline").out
    assert "\u202e" not in unbroken("baseline", "--baseline", "v1.2.3\u202e").out


@pytest.mark.parametrize("option", [("--baseline", "nope"), ("--config", "missing.toml")])
def test_unknown_baseline_exits_2(library, unbroken, option):
    code, out, err = unbroken("baseline", *option)
    assert (code, out) == (2, "")
    assert (
        err
        == {
            "--baseline": "unbroken: --baseline: there is no revision 'nope'; fetch it with "
            "`git fetch --tags`, or name another\n",
            "--config": "unbroken: missing.toml: cannot be read: No such file or directory\n",
        }[option[0]]
    )
